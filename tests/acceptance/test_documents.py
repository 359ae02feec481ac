"""Documents of cases in a whole installation: kept, read, backed up, restored, and forgotten with case or person."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from domain.collaboration import parties, spine
from domain.erasure import commands as erasure
from domain.erasure.words import Ground, Held
from domain.errors import NotFoundError, RuleRefusedError
from domain.person import commands as person
from domain.ports import Upload
from domain.values import CaseId, PersonId, Role
from kvcase import erasure as forgetting
from kvcase.bootstrap import Kvcase
from tests.acceptance.installations import NORTH, Installation, actor
from tests.pgrig import PostgresServer

CASE, PERSON, PLAN, CV = CaseId(UUID(int=51)), PersonId(UUID(int=52)), UUID(int=53), UUID(int=54)
RESEARCHER, OFFICER = actor("onderzoeker", Role.RESEARCHER), actor("officier", Role.CONTACT_POINT_OFFICER)
PRIVACY, HEAD = actor("gegevens.een", Role.DATA_PROTECTION_OFFICER), actor("rector", Role.INSTITUTION_APPROVER)
CONTENT = b"%PDF-1.7\n" + b"Kanarieplan van een nachtegaal\n" * 5_000
LIFE = b"Levensloop van Kanarina Persoonsmans\n"
WORDS = (b"Kanarieplan", b"Kanarina")
ANYHOW = ("--though-unsigned", "--without-register")


@pytest.fixture
def house(installation: Installation, tmp_path: Path) -> Installation:
    return replace(
        installation,
        blobs=tmp_path / "documents",
        erasures=tmp_path / "elsewhere" / "erasures.jsonl",
        backups=tmp_path / "backups",
    )


@pytest.fixture
def program(house: Installation) -> Iterator[Kvcase]:
    opened = house.open()
    try:
        yield opened
    finally:
        opened.close()


def furnish(program: Kvcase) -> None:
    """A case that was withdrawn, with a plan, and what a person told of a life."""
    program.service(person.RegisterPerson(PERSON, "Kanarina Persoonsmans"), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Titel", "Tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    program.service(parties.LinkResearcher(CASE, PERSON, parties.StayType.STAFF), actor=RESEARCHER)
    attach(program, PLAN, CONTENT, "plan.pdf", "application/pdf")
    attach(program, CV, LIFE, "kanarina.txt", "text/plain", PERSON)
    program.service(spine.Withdraw(CASE, "Gaat niet door"), actor=OFFICER)


def attach(program: Kvcase, key: UUID, content: bytes, name: str, kind: str, *persons: PersonId) -> None:
    upload = Upload(CASE, key, name, kind, len(content), persons=persons)
    program.documents.attach(upload, [content[:100], content[100:]], actor=OFFICER)


def content(program: Kvcase, key: UUID) -> bytes | None:
    (sha256,) = {
        each.event.sha256  # type: ignore[attr-defined]
        for each in program.logs.log(NORTH).read(CASE)
        if getattr(each.event, "document_id", None) == key
    }
    found = program.documents.content(CASE, key, sha256, actor=OFFICER)
    return None if found is None else b"".join(found)


def erase(program: Kvcase, kind: Held, subject_id: UUID) -> None:
    proposal = erasure.ProposeErasure(UUID(int=61), kind, subject_id, Ground.REQUEST, "Gevraagd")
    program.service(proposal, actor=PRIVACY)
    program.service(erasure.ConfirmErasure(proposal.erasure_id), actor=HEAD)


def files(folder: Path | None) -> list[Path]:
    assert folder is not None
    return [each for each in folder.rglob("*") if each.is_file()]


def test_when_a_person_is_erased_the_documents_about_the_person_go_and_others_stay(
    program: Kvcase, house: Installation
) -> None:
    furnish(program)
    assert (content(program, PLAN), content(program, CV)) == (CONTENT, LIFE)
    assert len(files(house.blobs)) == 2
    erase(program, Held.PERSON, PERSON)
    assert (content(program, PLAN), content(program, CV)) == (CONTENT, None)
    assert len(files(house.blobs)) == 1
    assert not any("kanarina" in str(each.event) for each in program.logs.log(NORTH).read(CASE)), "nor its title"


def test_when_a_case_is_erased_its_documents_go_and_a_copy_of_them_says_nothing(
    program: Kvcase, house: Installation, tmp_path: Path
) -> None:
    furnish(program)
    assert house.blobs is not None
    kept = program.blobs.of_case(NORTH, CASE)
    shutil.copytree(house.blobs, tmp_path / "copy")
    erase(program, Held.CASE, CASE)
    assert (content(program, PLAN), content(program, CV)) == (None, None)
    assert files(house.blobs) == []
    for place in (tmp_path / "copy", house.blobs):
        assert not any(word in each.read_bytes() for each in files(place) for word in WORDS)
    shutil.rmtree(house.blobs)
    shutil.copytree(tmp_path / "copy", house.blobs)
    assert program.blobs.read(NORTH, CASE, kept[PLAN], "") is None, "put back, they open no more"
    with pytest.raises(RuleRefusedError) as refused:
        attach(program, UUID(int=55), CONTENT, "plan.pdf", "application/pdf")
    assert refused.value.rule_id == "erased"


def test_a_document_is_about_somebody_of_the_case_only(program: Kvcase, house: Installation) -> None:
    furnish(program)
    with pytest.raises(NotFoundError):
        attach(program, UUID(int=55), LIFE, "x.txt", "text/plain", PersonId(UUID(int=99)))
    program.documents.sweep(NORTH)
    assert len(files(house.blobs)) == 2


@pytest.fixture
def elsewhere(house: Installation, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Another place to restore to."""
    place = tmp_path / "other" / "documents"
    if house.url.startswith("sqlite"):
        yield replace(house, url=f"sqlite:///{tmp_path / 'other' / 'data'}", blobs=place)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield replace(house, url=url, blobs=place)
    server.drop_database(url)


def test_a_backup_holds_them_and_a_restore_forgets_again_what_was_forgotten(
    house: Installation, elsewhere: Installation
) -> None:
    program = house.open()
    furnish(program)
    assert house.run("backup").returncode == 0
    erase(program, Held.PERSON, PERSON)
    program.close()
    assert house.backups is not None
    (source,) = house.backups.iterdir()
    assert not any(word in each.read_bytes() for each in files(source / "documents") for word in WORDS)
    tried = elsewhere.run("restore", str(source), "--though-unsigned", "--check")
    assert tried.returncode == 0, tried.stderr
    assert elsewhere.blobs is not None
    assert not elsewhere.blobs.exists()
    done = elsewhere.run("restore", str(source), "--though-unsigned")
    assert done.returncode == 0, done.stderr
    restored = elsewhere.open()
    try:
        assert (content(restored, PLAN), content(restored, CV)) == (CONTENT, None)
        assert len(files(elsewhere.blobs)) == 1
        assert restored.blobs.missing(NORTH) == ()
        assert forgetting.replay(restored).recorded == 0
    finally:
        restored.close()


def test_a_restore_puts_no_documents_among_those_of_another_installation(
    house: Installation, elsewhere: Installation
) -> None:
    program = house.open()
    furnish(program)
    program.close()
    assert house.run("backup").returncode == 0
    assert house.backups is not None
    (source,) = house.backups.iterdir()
    before = sorted(files(house.blobs))
    shared = replace(elsewhere, blobs=house.blobs)
    assert shared.run("restore", str(source), *ANYHOW, "--check").returncode == 0, "a drill puts nothing"
    refused = shared.run("restore", str(source), *ANYHOW)
    assert refused.returncode == 2
    assert "KVCASE_BLOBS" in refused.stderr
    assert f"holds documents of an installation: {NORTH}" in refused.stderr
    assert sorted(files(house.blobs)) == before
    assert elsewhere.run("restore", str(source), *ANYHOW).returncode == 0


def test_a_restore_that_fails_at_its_end_leaves_no_documents(
    house: Installation, elsewhere: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = house.open()
    furnish(program)
    program.close()
    assert house.run("backup").returncode == 0
    assert house.backups is not None
    (source,) = house.backups.iterdir()
    for place in ("kvcase.backup_drafts.publish", "kvcase.backup_postgres.swap"):
        monkeypatch.setattr(place, lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert elsewhere.run("restore", str(source), *ANYHOW).returncode != 0
    assert files(elsewhere.blobs) == []
    monkeypatch.undo()
    assert elsewhere.run("restore", str(source), *ANYHOW).returncode == 0


def test_a_backup_whose_document_was_changed_is_refused(house: Installation, elsewhere: Installation) -> None:
    program = house.open()
    furnish(program)
    program.close()
    assert house.run("backup").returncode == 0
    assert house.backups is not None
    (source,) = house.backups.iterdir()
    file = files(source / "documents")[0]
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    refused = elsewhere.run("restore", str(source), "--though-unsigned")
    assert refused.returncode == 2
    assert "was changed" in refused.stderr


def test_a_file_that_is_gone_is_told_by_the_doctor(house: Installation) -> None:
    program = house.open()
    furnish(program)
    program.close()
    assert "document(s)" not in house.run("doctor").stdout
    files(house.blobs)[0].unlink()
    told = house.run("doctor").stdout
    assert "1 document(s) have no file" in told


def test_a_file_goes_in_and_out_by_the_command_line(house: Installation, tmp_path: Path) -> None:
    program = house.open()
    furnish(program)
    key = program.keys.create(OFFICER)
    program.close()
    (tmp_path / "nota.txt").write_text("Een nota.", encoding="utf-8")
    made = house.run("case", "attach", str(CASE), str(tmp_path / "nota.txt"), "--title", "De nota", key=key)
    assert made.returncode == 0, made.stderr
    document = made.stdout.split()[0]
    listed = house.run("case", "documents", str(CASE), key=key)
    assert "De nota" in listed.stdout
    out = tmp_path / "uit.txt"
    got = house.run("case", "document", str(CASE), document, "--to", str(out), key=key)
    assert got.returncode == 0, got.stderr
    assert out.read_text(encoding="utf-8") == "Een nota."
    assert out.stat().st_mode & 0o077 == 0
    (tmp_path / "nota.html").write_text("<p>", encoding="utf-8")
    refused = house.run("case", "attach", str(CASE), str(tmp_path / "nota.html"), key=key)
    assert refused.returncode == 2
    assert ".html" in refused.stderr
