"""A tick does many jobs: one that fails is told, holds up nothing else, and is done by the next tick."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from domain.collaboration import spine
from domain.erasure import commands as erasure
from domain.erasure.words import Ground, Held, Status
from domain.person import commands as person
from domain.values import ERASED, CaseId, PersonId, Role
from kvcase import scheduler
from kvcase.bootstrap import Kvcase
from kvcase.erasure_register import Entry, Register
from kvcase.scheduler import UnfinishedError
from tests.acceptance.installations import NORTH, Installation, actor

FIRST, SECOND = PersonId(UUID(int=41)), PersonId(UUID(int=42))
RESEARCHER = actor("onderzoeker", Role.RESEARCHER)
PRIVACY = actor("gegevens.een", Role.DATA_PROTECTION_OFFICER)
PRIVACY_TOO = actor("gegevens.twee", Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def program(installation: Installation, tmp_path: Path) -> Iterator[Kvcase]:
    opened = replace(installation, erasures=tmp_path / "elsewhere" / "erasures.jsonl").open()
    try:
        yield opened
    finally:
        opened.close()


def erasure_of(person_id: PersonId) -> UUID:
    return UUID(int=person_id.int + 10)


def forget(program: Kvcase, person_id: PersonId) -> None:
    program.service(person.RegisterPerson(person_id, "Kanarina Persoonsmans"), actor=RESEARCHER)
    proposed = erasure.ProposeErasure(erasure_of(person_id), Held.PERSON, person_id, Ground.REQUEST, "Gevraagd")
    program.service(proposed, actor=PRIVACY)
    program.service(erasure.ConfirmErasure(erasure_of(person_id)), actor=PRIVACY_TOO)


def refuse_to_register(patch: pytest.MonkeyPatch, *refused: PersonId) -> None:
    add = Register.add

    def added(register: Register, entry: Entry) -> None:
        if entry.subject_id in refused:
            raise OSError("no line can be written")
        add(register, entry)

    patch.setattr(Register, "add", added)


def test_an_erasure_that_fails_is_told_and_holds_up_no_other(
    program: Kvcase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as failing:
        refuse_to_register(failing, FIRST, SECOND)
        forget(program, FIRST)
        forget(program, SECOND)
    assert len(program.erasures.unfinished(NORTH)) == 2
    first, second = (row.subject_id for row in program.read_models.erasures(NORTH).erasures(Status.ERASED))
    with monkeypatch.context() as failing:
        refuse_to_register(failing, PersonId(first))
        with pytest.raises(OSError, match="no line"):
            program.erasures.tend(NORTH)
    assert program.erasures.unfinished(NORTH) == (erasure_of(PersonId(first)),)
    assert f"erasure {erasure_of(PersonId(first))} is not carried out yet" in caplog.text
    assert program.logs.log(NORTH).read(second)[0].event.name == ERASED  # type: ignore[attr-defined]
    assert program.erasures.tend(NORTH) == 1
    assert program.erasures.unfinished(NORTH) == ()


def test_a_job_that_fails_holds_up_no_other_job(
    program: Kvcase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case_id = CaseId(UUID(int=43))
    with monkeypatch.context() as failing:
        refuse_to_register(failing, FIRST)
        forget(program, FIRST)
        program.service(spine.NotifyCollaboration(case_id, "T", "S", spine.Nature.SERVICE), actor=RESEARCHER)
        done = scheduler.tick(program)
    assert done.failed == (f"{NORTH}: erasures",)
    assert "erasures: failed" in caplog.text
    with pytest.raises(UnfinishedError, match="erasures"):
        done.refuse_unfinished()
    assert program.read_models.fwo_runner(NORTH).lag().events == 0  # the last job of all was done
    again = scheduler.tick(program)
    assert again.failed == ()
    again.refuse_unfinished()
    assert program.erasures.unfinished(NORTH) == ()
