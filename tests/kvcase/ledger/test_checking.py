"""A bundle that fits together and lies is refused: whatever stands in it is proved, or told as not proved."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvcase import verify
from kvcase.ledger import archive, bundle, checking
from kvcase.ledger.checking import BundleError
from kvcase.ledger.checkpoints import Checkpoint
from tests.kvcase.ledger import small_bundles
from tests.kvcase.ledger.small_bundles import CASE, NORTH, REFERENCE, packed, parts, trusted, value_of, with_part

WHOLE = packed(parts())
EVENTS, CONSISTENCY = bundle.events_of(NORTH), bundle.consistency_of(NORTH)


def refused(lie: bytes) -> str:
    with pytest.raises(BundleError) as error:
        checking.check(lie, trusted())
    return str(error.value)


def test_the_small_bundle_is_good() -> None:
    checked = checking.check(WHOLE, trusted())
    assert (checked.reference, checked.case_id, checked.events) == (REFERENCE, CASE, 3)
    assert (checked.lists, checked.editions, checked.entries, checked.unproved) == (1, 1, 1, 0)
    assert checked.is_sealed


def test_a_change_at_any_byte_is_refused() -> None:
    for place in range(len(WHOLE)):
        changed = bytearray(WHOLE)
        changed[place] ^= 1 << place % 8
        refused(bytes(changed))


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 40), st.binary(max_size=40))
@settings(max_examples=200)
def test_no_piece_of_a_bundle_can_be_taken_out_or_put_in(place: int, length: int, instead: bytes) -> None:
    lie = WHOLE[:place] + instead + WHOLE[place + length :]
    if lie != WHOLE:
        refused(lie)


def test_a_text_that_was_left_sealed_cannot_be_told_as_another() -> None:
    told = value_of(bundle.READABLE)
    told[0]["event"]["data"]["title"] = "an invented rationale"
    assert "tells version 1 otherwise than it is stored" in refused(with_part(bundle.READABLE, told))
    opened = packed({**parts(), bundle.READABLE: bundle.encode(told)}, texts="unsealed")
    assert not checking.check(opened, trusted()).is_sealed


def test_what_the_index_says_more_or_otherwise_is_refused() -> None:
    for about in ({"decision": "rejected"}, {"texts": "certified"}, {"origin": "kvcase/test/zuidpoort"}):
        assert refused(packed(parts(), **about)).startswith(f"{bundle.INDEX}: tells ")


@pytest.mark.parametrize(
    ("key", "value"),
    [("remark", "rejected by the rector"), ("leaf", 0.7), ("version", True), ("stream", CASE.hex), ("leaf", "0")],
)
def test_what_is_told_of_an_event_is_told_in_one_way(key: str, value: object) -> None:
    told = value_of(EVENTS)
    told[0][key] = value
    assert refused(with_part(EVENTS, told)).startswith(EVENTS)


def test_a_part_that_says_two_things_is_refused() -> None:
    written = parts()[bundle.CITED].decode()
    twice = written.replace('"version_no": 2', '"version_no": 1,\n   "version_no": 2', 1)
    assert json.loads(twice) == json.loads(written)
    assert refused(packed({**parts(), bundle.CITED: twice.encode()})) == (
        "cited.json: is not written as a bundle writes it"
    )


def test_a_list_version_is_told_once() -> None:
    told = value_of(bundle.CITED)
    told["lists"].insert(0, {**told["lists"][0], "canonical_sha256": "bad"})
    assert "tells the same list_id twice" in refused(with_part(bundle.CITED, told))


@pytest.mark.parametrize("kind", ["lists", "editions"])
def test_a_digest_that_no_event_proves_is_refused_and_none_at_all_is_said_to_be_unproved(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = value_of(bundle.CITED)
    told[kind][0]["leaf"] = None
    assert "proves it by no leaf" in refused(with_part(bundle.CITED, told))
    told[kind][0]["canonical_sha256" if kind == "lists" else "sha256"] = None
    less = with_part(bundle.CITED, told)
    assert checking.check(less, trusted()).unproved == 1
    file = tmp_path / "case.zip"
    file.write_bytes(less)
    assert verify.main([str(file), "--key", str(trusted()[0])]) == 0
    assert "NOT PROVED  what 1 of these versions and editions were" in capsys.readouterr().out


def test_what_a_case_rests_on_is_told_and_nothing_beside_it() -> None:
    assert "more or less" in refused(with_part(bundle.CITED, {**value_of(bundle.CITED), "opinions": []}))


def test_a_hash_has_its_length() -> None:
    told = value_of(EVENTS)
    told[0]["proof"][0] = base64.b64encode(bytes(33)).decode()
    assert "a hash of 33 bytes; expected 32" in refused(with_part(EVENTS, told))
    assert "a hash of 31 bytes" in refused(with_part(CONSISTENCY, [base64.b64encode(bytes(31)).decode()]))


def test_the_events_of_something_else_are_no_case() -> None:
    made = small_bundles.parts()
    told: list[dict[str, Any]] = value_of(EVENTS)
    other = {**told[0], "stream": str(small_bundles.OTHER)}
    assert "/states/" in refused(packed({**made, EVENTS: bundle.encode([other, *told[1:]])}))


def test_deep_and_endless_parts_are_refused_at_once() -> None:
    for part in (b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000, b"[" + b"1e999," * 10 + b"1]"):
        for name in (EVENTS, bundle.READABLE, bundle.CITED, bundle.state_of(NORTH, 0)):
            refused(packed({**parts(), name: part}))
    with pytest.raises(ValueError, match="has more than 65,535 parts"):
        archive.unpack(_many(70_000))


def test_nothing_in_a_bundle_moves_the_readers_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.zip"
    for name in ("\r\x1b[2Kgood: KV-NONE", "one\ngood: KV-NONE"):
        file.write_bytes(packed({**parts(), name: b"more"}))
        assert verify.main([str(file), "--key", str(trusted()[0])]) == verify.EXIT_REFUSED
        said = capsys.readouterr().err
        assert "is no part of a bundle" in said
        assert said.removesuffix("\n").isprintable()


def verified(tmp_path: Path, *notes: bytes) -> int:
    """Check the small bundle against what a witness kept, and return the exit status."""
    (tmp_path / "case.zip").write_bytes(WHOLE)
    more = []
    for number, note in enumerate(notes):
        (tmp_path / f"{number}.checkpoint").write_bytes(note)
        more += ["--checkpoint", str(tmp_path / f"{number}.checkpoint")]
    try:
        return verify.main([str(tmp_path / "case.zip"), "--key", str(trusted()[0]), *more])
    except SystemExit as ended:
        return int(ended.code or 0)


def test_a_bundle_is_held_against_what_a_witness_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = parts()[bundle.checkpoint_of(NORTH)]
    assert verified(tmp_path, same) == 0
    assert "  witness     saw the same 4 events" in capsys.readouterr().out
    assert verify.main([str(tmp_path / "case.zip"), "--key", str(trusted()[0]), "--checkpoint", str(tmp_path)]) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_key_file_that_any_shell_wrote_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "case.zip").write_bytes(WHOLE)
    (tmp_path / "keys.txt").write_bytes(f"{trusted()[0]}\r\n".encode(encoding))
    assert verify.main([str(tmp_path / "case.zip"), "--key", str(tmp_path / "keys.txt")]) == 0


def test_a_file_too_large_to_be_a_bundle_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "large.zip").open("wb") as large:
        large.truncate(256_000_001)
    with pytest.raises(SystemExit) as ended:
        verify.main([str(tmp_path / "large.zip"), "--key", str(trusted()[0])])
    assert ended.value.code == verify.EXIT_UNUSABLE
    assert "256,000,001 bytes are no bundle; expected at most 256,000,000" in capsys.readouterr().err


def test_another_past_that_was_signed_for_somebody_else_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = small_bundles.KEYS.signing_for(NORTH)
    other = Checkpoint(key.name, 4, bytes(32), 14, small_bundles.AT).signed(key).encode()
    assert verified(tmp_path, other) == verify.EXIT_REFUSED
    assert "another root of 4 events than the witness: they saw two pasts of one log" in capsys.readouterr().err


def test_what_of_a_witness_cannot_be_compared_is_unusable_and_says_what_can(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = small_bundles.KEYS.signing_for(NORTH)
    larger = Checkpoint(key.name, 9, bytes(32), 20, small_bundles.AT).signed(key).encode()
    shared = parts()[bundle.checkpoint_of(bundle.SHARED)]
    for notes in ((larger,), (shared,), (b"nothing",)):
        assert verified(tmp_path, *notes) == verify.EXIT_UNUSABLE
        assert "none of kvcase/test/noorderhaven of 4 events, the only ones to compare with" in capsys.readouterr().err


def _many(count: int) -> bytes:
    """Return the heads of that many empty parts, each with a name of its own."""
    return b"".join(archive.pack({f"part {number}": b""}).partition(b"PK\x01\x02")[0] for number in range(count))
