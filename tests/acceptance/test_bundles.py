"""A bundle proves a case's history to who has the public key alone, in an environment that has nothing of ours else."""

import json
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import cryptography
import pytest

from domain.collaboration import support
from domain.party import commands as party
from domain.values import CaseId, Effect, PartyId, Role
from kvcase import scheduler, verify
from kvcase.ledger import archive, bundle, checking
from kvcase.ledger.checking import BundleError
from kvcase.ledger.keys import Keyring
from kvcase.ledger.notes import PublicKey
from kvcase.lists import entries
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.simulate import simulate
from tests.acceptance.changed import change
from tests.acceptance.installations import NORTH, SOUTH, Installation, actor, import_list, write_list

PARTNER = "Zarqand Aerodynamics Institute"
OFFICER = actor("contactpunt", Role.CONTACT_POINT_OFFICER)
TITLE = "Geheime titel Vinkenzang"


@dataclass(frozen=True)
class House:
    """An installation with a case that was approved, signed, and hit since by a list; another case beside it."""

    installation: Installation
    keys: dict[str, str]
    reference: str
    case_id: UUID
    other_id: UUID
    public: Path

    def bundle(self, out: Path, *more: str, who: str = "officer") -> "subprocess.CompletedProcess[str]":
        return self.installation.run("audit", "bundle", self.reference, "--out", str(out), *more, key=self.keys[who])

    @property
    def trusted(self) -> tuple[PublicKey, ...]:
        (line, *_) = (line for line in self.public.read_text().splitlines() if f"/{NORTH}+" in line)
        return (PublicKey.parse(line),)


@pytest.fixture
def house(installation: Installation, tmp_path: Path) -> House:
    made = replace(installation, ledger_key=tmp_path / "ledger.key", witness=tmp_path / "witness")
    program = made.open()
    filler = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10))
    try:
        import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "1.csv", *filler))
        cases = simulate(program, NORTH, 2, partners=("Bakker Precisie BV", "Ander Huis BV"))
        scheduler.sign(program)
        program.service(
            party.AmendParty(PartyId(cases.party_ids[0]), "Zij heet ook zo.", aliases=(PARTNER,)), actor=OFFICER
        )
        import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "2.csv", *filler, ("X-99", PARTNER, "SY")))
        scheduler.tick(program)
        comment = support.AddComment(CaseId(cases.case_ids[0]), UUID(int=77), TITLE)
        program.service(comment, actor=OFFICER)
        people = {
            "officer": OFFICER,
            "auditor": actor("auditor", Role.AUDITOR),
            "researcher": actor("onderzoeker", Role.RESEARCHER),
            "stranger": actor("vreemde", Role.CONTACT_POINT_OFFICER, SOUTH),
        }
        keys = {name: program.keys.create(who) for name, who in people.items()}
        row = program.read_models.institution(NORTH).case(cases.case_ids[0])
        assert row is not None
    finally:
        program.close()
    public = tmp_path / "keys.txt"
    public.write_text(made.run("ledger", "key").stdout)
    return House(made, keys, row.reference, cases.case_ids[0], cases.case_ids[1], public)


def parts_of(file: Path) -> dict[str, bytes]:
    return archive.unpack(file.read_bytes())


def test_a_bundle_proves_the_case_and_what_it_rests_on(house: House, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    told = house.bundle(out)
    assert told.returncode == 0, told.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    checked = checking.check(out.read_bytes(), house.trusted)
    assert (checked.reference, checked.case_id) == (house.reference, house.case_id)
    assert checked.decided is not None
    assert checked.decided.size < checked.signed.size
    assert (checked.lists, checked.editions, checked.entries) == (2, 1, 1)
    parts = parts_of(out)
    cited = json.loads(parts[bundle.CITED])
    assert [row["leaf"] is not None for row in (*cited["lists"], *cited["editions"])] == [True] * 3
    assert PARTNER in str(cited["entries"])
    readable = json.loads(parts[bundle.READABLE])
    assert TITLE in str(readable)
    assert bundle.SEALED not in str(readable)
    again = tmp_path / "again.zip"
    house.bundle(again)
    assert again.read_bytes() == out.read_bytes()
    assert_nothing_of_others(house, parts)


def test_personal_texts_stay_sealed_when_asked_and_for_an_auditor(house: House, tmp_path: Path) -> None:
    for who, more in (("officer", ("--sealed",)), ("auditor", ())):
        out = tmp_path / f"{who}.zip"
        told = house.bundle(out, *more, who=who)
        assert told.returncode == 0, told.stderr
        assert "personal texts sealed" in told.stdout
        assert TITLE.encode() not in out.read_bytes()
        assert checking.check(out.read_bytes(), house.trusted).is_sealed
    assert (tmp_path / "auditor.zip").read_bytes() == (tmp_path / "officer.zip").read_bytes()


def test_who_may_not_know_the_case_gets_no_bundle(house: House, tmp_path: Path) -> None:
    out = tmp_path / "none.zip"
    for who, said in (("researcher", "refused: "), ("stranger", "refused: ")):
        told = house.bundle(out, who=who)
        assert told.returncode == 1
        assert told.stderr.startswith(said)
    told = house.installation.run(
        "audit", "bundle", "KV-NONE-2026-000001", "--out", str(out), key=house.keys["officer"]
    )
    assert told.returncode == 1
    assert not out.exists()


def test_the_verifier_runs_where_nothing_of_ours_is_installed(house: House, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    house.bundle(out)
    clean = clean_environment(tmp_path / "clean")
    done = verify_there(clean, str(out), "--key", str(house.trusted[0]))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"good: {house.reference}, ")
    assert verify_there(clean, str(out), "--key", str(house.public)).returncode == 0
    changed = bytearray(out.read_bytes())
    changed[len(changed) // 2] ^= 1
    out.write_bytes(bytes(changed))
    done = verify_there(clean, str(out), "--key", str(house.public))
    assert done.returncode == 1
    assert done.stderr.startswith("refused: logs/")


def test_every_byte_of_a_bundle_counts(house: House, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    house.bundle(out)
    whole = out.read_bytes()
    chance = random.Random(7)  # noqa: S311  # made-up faults, no secrets
    for place in (*range(60), *(chance.randrange(len(whole)) for _ in range(300)), *range(len(whole) - 60, len(whole))):
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises(BundleError):
            checking.check(bytes(changed), house.trusted)
    for cut in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        with pytest.raises(BundleError):
            checking.check(whole[:cut], house.trusted)
    with pytest.raises(BundleError, match="goes on behind its end"):
        checking.check(whole + b"\0", house.trusted)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "UPDATE stored_events SET recorded_at = recorded_at + 1 WHERE position = {}",
            "is not the event that was signed",
        ),
        ("DELETE FROM stored_events WHERE position = {}", "is not there; run `kvcase audit verify"),
        ("UPDATE ledger_leaves SET position = -1 WHERE position = {}", "does not hold position"),
        ("UPDATE ledger_checkpoints SET note = 'nothing' WHERE position > {}", "is no signed note"),
    ],
)
def test_no_bundle_is_made_of_what_its_reader_would_refuse(house: House, tmp_path: Path, sql: str, told: str) -> None:
    out = tmp_path / "case.zip"
    house.bundle(out)
    events = json.loads(parts_of(out)[bundle.events_of(NORTH)])
    change(house.installation, sql.format(events[-2]["position"]))
    done = house.bundle(tmp_path / "again.zip")
    assert done.returncode == 2
    assert f"what {NORTH} holds of this case is not as it was signed" in done.stderr
    assert told in done.stderr
    assert f"expected a log that `kvcase audit verify {NORTH}` finds good" in done.stderr
    assert not (tmp_path / "again.zip").exists()


def test_what_the_row_of_a_checkpoint_says_leads_no_bundle_astray(house: House, tmp_path: Path) -> None:
    house.bundle(tmp_path / "before.zip")
    change(house.installation, "UPDATE ledger_checkpoints SET position = 999999")
    program = house.installation.open()
    try:
        program.service(support.AddComment(CaseId(house.case_id), UUID(int=78), TITLE), actor=OFFICER)
    finally:
        program.close()
    assert house.bundle(tmp_path / "after.zip").returncode == 0


def test_a_bundle_packed_anew_with_a_lie_in_it_is_refused_naming_the_part(house: House, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    house.bundle(out)
    parts = parts_of(out)
    state = next(name for name in parts if "/states/" in name and NORTH in name)
    decision = bundle.decision_of(NORTH)
    for name, before, after in (
        (state, b'"meta"', b'"mete"'),
        (bundle.events_of(NORTH), b'"version": 2', b'"version": 3'),
        (bundle.READABLE, b"collaboration.approved.v1", b"collaboration.rejected.v1"),
        (bundle.CITED, b'"version_no": 2', b'"version_no": 3'),
        (bundle.CITED, b'"canonical_sha256": "', b'"canonical_sha256": "0'),
        (bundle.CITED, PARTNER.encode(), b"Another Institute"),
        (bundle.CITED, b'"edition": "', b'"edition": "x'),
        (bundle.checkpoint_of(NORTH), b"position", b"pOsition"),
        (decision, parts[decision], parts[bundle.checkpoint_of("shared")]),
        (bundle.consistency_of(NORTH), b'"', b'"AAAA'),
        (bundle.KEY, b"+A", b"+B"),
    ):
        lie = repacked(parts, **{name: parts[name].replace(before, after, 1)})
        assert lie != out.read_bytes(), name
        with pytest.raises(BundleError) as refused:
            checking.check(lie, house.trusted)
        part = refused.value.part
        assert part == name or (name == bundle.events_of(NORTH) and "/states/" in part), name
    for name in parts.keys() - {bundle.INDEX, bundle.README}:
        with pytest.raises(BundleError):
            checking.check(repacked({each: parts[each] for each in parts if each != name}), house.trusted)
    with pytest.raises(BundleError, match="is no part of a bundle"):
        checking.check(repacked(parts, **{"more.txt": b"more"}), house.trusted)


def test_a_bundle_signed_with_another_key_is_refused(house: House, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    house.bundle(out)
    stranger = Keyring.made("test", lambda count: bytes(range(count))).public_for(NORTH)
    with pytest.raises(BundleError, match=r"public-key\.txt: is another key"):
        checking.check(out.read_bytes(), stranger)
    parts = parts_of(out)
    fitting = repacked(parts, **{bundle.KEY: f"{stranger[0]}\n".encode()})
    with pytest.raises(BundleError, match=r"checkpoint\.txt: signed by"):
        checking.check(fitting, stranger)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", b"PK\x03\x04" + bytes(26)])
def test_what_is_no_bundle_is_refused(content: bytes) -> None:
    with pytest.raises(BundleError):
        checking.check(content, ())


def test_the_verifier_says_what_it_cannot_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = str(Keyring.made("test", lambda count: bytes(count)).public_for(NORTH)[0])
    for arguments, said in (
        ([str(tmp_path / "none.zip"), "--key", key], "No such file"),
        ([str(tmp_path), "--key", key], "Is a directory"),
        ([str(tmp_path / "none.zip"), "--key", "nonsense"], "No such file"),
        ([str(tmp_path / "none.zip"), "--key", "a+b+c"], "key: "),
    ):
        with pytest.raises(SystemExit) as ended:
            verify.main(arguments)
        assert ended.value.code == 2
        assert said in capsys.readouterr().err


def test_the_verifier_knows_fingerprints_as_the_lists_make_them() -> None:
    names = (Name("Quarth  Works", NameKind.PRIMARY), Name("Кварт", NameKind.ORIGINAL_SCRIPT))
    entry = Entry("q1", Kind.ORGANISATION, names, ("SY",), (1970,), ("ID 1",), "P", (("k", "v"),))
    told: dict[str, Any] = json.loads(entries.encode(entry))
    assert bundle.entry_fingerprint(told) == entries.match_fingerprint(entry)


def repacked(parts: dict[str, bytes], **changed: bytes) -> bytes:
    """Return a bundle with other parts, its index and archive made to fit."""
    made = {**parts, **changed}
    about = json.loads(parts[bundle.INDEX])
    about.pop("parts")
    about.pop("format")
    made[bundle.INDEX] = bundle.index(about, made)
    return archive.pack(made)


def clean_environment(folder: Path) -> Path:
    """Lay the verifier and `cryptography` in a folder, and nothing else."""
    site = Path(cryptography.__file__).parents[1]
    root = Path(verify.__file__).parents[1]
    (folder / "kvcase").mkdir(parents=True)
    for name in ("__init__.py", "verify.py"):
        shutil.copy(root / "kvcase" / name, folder / "kvcase" / name)
    shutil.copytree(root / "kvcase" / "ledger", folder / "kvcase" / "ledger")
    for found in (
        *site.glob("cryptography"),
        *site.glob("cffi"),
        *site.glob("_cffi_backend*"),
        *site.glob("pycparser"),
    ):
        (folder / found.name).symlink_to(found)
    return folder


def verify_there(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the verifier with that folder and the standard library alone."""
    program = f"import sys; sys.path.append({str(folder)!r}); from kvcase.verify import main; sys.exit(main())"
    command = [sys.executable, "-I", "-S", "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def assert_nothing_of_others(house: House, parts: dict[str, bytes]) -> None:
    """No other case and no party stands in the bundle but where an event of the case itself names it."""
    assert str(house.other_id) not in str(parts)
    told = json.loads(parts[bundle.events_of(NORTH)])
    assert {each["stream"] for each in told} == {str(house.case_id)}
    shared = json.loads(parts[bundle.events_of("shared")])
    assert {each["name"] for each in shared} == {"watchlist.version-activated.v1", "policyset.version-published.v1"}
