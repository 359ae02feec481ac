"""Signed notes, keys and checkpoints: the formats of C2SP, to the byte, and nothing that is not one is taken."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvcase.ledger import checkpoints, keys, notes
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.ledger.keys import Keyring
from kvcase.ledger.notes import ForeignKeyError, NoteError, PublicKey, SigningKey

PETER = PublicKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
"""The key and the note of the package golang.org/x/mod/sumdb/note, which C2SP took over."""
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SEED = bytes(range(32))
KEY = SigningKey("kvcase/demo/noorderhaven", SEED)
CHECKPOINT = Checkpoint(KEY.name, 1000, bytes(32), 1017, datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


def test_the_note_of_the_specification_is_taken() -> None:
    text, key = notes.opened(NOTE.encode(), [KEY.public, PETER])
    assert text.startswith("If you think")
    assert key == PETER
    assert str(PETER) == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_no_changed_byte_of_a_note_passes(place: int, change: int) -> None:
    changed = bytearray(NOTE.encode())
    changed[place] ^= change
    with pytest.raises(NoteError):
        notes.opened(bytes(changed), [PETER])


def test_a_checkpoint_is_written_to_the_byte() -> None:
    note = CHECKPOINT.signed(KEY)
    root = base64.b64encode(bytes(32)).decode()
    expected = f"kvcase/demo/noorderhaven\n1000\n{root}\nposition 1017\ntime 2026-03-02T09:00:00Z\n"
    assert note.startswith(f"{expected}\n— kvcase/demo/noorderhaven ")
    assert checkpoints.opened(note.encode(), [KEY.public], KEY.name) == CHECKPOINT


def test_a_key_is_written_and_read_again() -> None:
    assert SigningKey.parse(str(KEY)) == KEY
    assert PublicKey.parse(str(KEY.public)) == KEY.public
    assert "seed" not in repr(KEY)
    with pytest.raises(NoteError, match="does not fit its id"):
        PublicKey.parse(str(KEY.public).replace("noorderhaven", "zuidpoort"))


def test_a_checkpoint_by_another_key_or_of_another_log_is_refused_with_what_is_wrong() -> None:
    other = SigningKey(KEY.name, bytes(32))
    with pytest.raises(ForeignKeyError, match=r"signed by kvcase/demo/noorderhaven\+.*expected one of the known keys"):
        checkpoints.opened(CHECKPOINT.signed(other).encode(), [KEY.public], KEY.name)
    south = KEY.named("kvcase/demo/zuidpoort")
    note = Checkpoint(south.name, 1, bytes(32), 1, CHECKPOINT.at).signed(south).encode()
    with pytest.raises(NoteError, match=r"is of the log kvcase/demo/zuidpoort.*expected kvcase/demo/noorderhaven"):
        checkpoints.opened(note, [KEY.public, south.public], KEY.name)
    with pytest.raises(NoteError, match="is of the log"):  # signed under one name, telling another
        checkpoints.opened(CHECKPOINT.signed(south).encode(), [south.public], KEY.name)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"text\n",
        b"\xff\n\n\xe2\x80\x94 a AAAAAAAA\n",
        NOTE.encode().replace("—".encode(), b"-"),
        NOTE.encode().replace(b"\n\n", b"\x00\n\n"),
        NOTE.encode() + b"more",
        NOTE.encode().replace(b"x08go", b"x0 go"),
        (NOTE.rpartition("—")[0] + "— PeterNeumann x08g\n").encode(),
        NOTE.encode() + NOTE.encode().rpartition(b"\n\n")[2] * 101,
        b"x" * (notes.MAX_BYTES + 1),
    ],
)
def test_what_is_no_note_is_refused(note: bytes) -> None:
    with pytest.raises(NoteError):
        notes.opened(note, [PETER])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\n1\n", "is no checkpoint"),
        ("a\n01\nAAAA\n", "size '01'"),
        ("a\n1\n!!!!\n", "not base64"),
        ("a\n1\nAAAA\n", "3 bytes"),
        (f"a\n1\n{base64.b64encode(bytes(32)).decode()}\n", "no position and time"),
    ],
)
def test_what_is_no_checkpoint_says_why(text: str, told: str) -> None:
    with pytest.raises(NoteError, match=told):
        checkpoints.parse(text)


def test_a_new_key_signs_and_the_former_ones_are_still_known() -> None:
    first = Keyring.made("demo", lambda count: bytes(count))
    second = first.rotated(lambda count: bytes(range(count)))
    assert Keyring.parse(second.text) == second
    assert second.signing_for("north").name == second.origin("north") == "kvcase/demo/north"
    note = Checkpoint(first.origin("north"), 1, bytes(32), 1, CHECKPOINT.at).signed(first.signing_for("north"))
    assert checkpoints.opened(note.encode(), second.public_for("north"), "kvcase/demo/north").size == 1
    assert len(second.public_for("north")) == 2


def test_public_keys_are_told_one_a_line() -> None:
    ring = Keyring.made("demo", lambda count: bytes(count))
    (key,) = ring.public_for("north")
    assert keys.public_keys(f"# of the demo\n{key}\n") == (key,)
    assert keys.of_log((key,), "north") == (key,)
    assert keys.of_log((key,), "south") == ()
    for text, told in ((ring.text, "private key"), ("", "holds no key"), ("nonsense", "is no key")):
        with pytest.raises(NoteError, match=told):
            keys.public_keys(text)
    with pytest.raises(NoteError, match="of no log"):
        keys.of_log((PETER,), "north")


@pytest.mark.parametrize("name", ["", "Demo", "a/b", "a b", "a+b", "x" * 64])
def test_a_name_that_cannot_be_an_installation_is_refused(name: str) -> None:
    with pytest.raises(NoteError):
        Keyring.made(name, lambda count: bytes(count))


@pytest.mark.parametrize("text", ["", "kvcase/demo", str(KEY.public), str(KEY)[:-4], str(SigningKey("other/x", SEED))])
def test_a_file_that_holds_no_keys_of_ours_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        Keyring.parse(text)
