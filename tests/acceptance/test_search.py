"""What is forgotten is found no more: in a search, in its rows, and in every byte of them, also after a rebuild."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from domain.collaboration import parties, spine, support
from domain.erasure import commands as erasure
from domain.erasure.words import Ground, Held
from domain.person import commands as person
from domain.values import CaseId, PersonId, Role
from kvcase.bootstrap import Kvcase
from projections import case_search
from tests.acceptance.installations import NORTH, Installation, actor

CASE, OTHER, PERSON = CaseId(UUID(int=71)), CaseId(UUID(int=72)), PersonId(UUID(int=73))
RESEARCHER, OFFICER = actor("onderzoeker", Role.RESEARCHER), actor("officier", Role.CONTACT_POINT_OFFICER)
PRIVACY, HEAD = actor("gegevens.een", Role.DATA_PROTECTION_OFFICER), actor("rector", Role.INSTITUTION_APPROVER)
ABOUT, ELSE = "Kanarieroddel over iemand", "Vinkenpraat over niemand"


@pytest.fixture
def house(installation: Installation, tmp_path: Path) -> Installation:
    return replace(installation, erasures=tmp_path / "elsewhere" / "erasures.jsonl")


def furnish(program: Kvcase) -> None:
    program.service(person.RegisterPerson(PERSON, "Kanarina Persoonsmans"), actor=RESEARCHER)
    for case_id, title in ((CASE, "Kanarietitel"), (OTHER, "Merelzang")):
        program.service(spine.NotifyCollaboration(case_id, title, "Tekst", spine.Nature.SERVICE), actor=RESEARCHER)
        program.service(parties.LinkResearcher(case_id, PERSON, parties.StayType.STAFF), actor=RESEARCHER)
    about = support.AddComment(OTHER, UUID(int=74), ABOUT, persons=(PERSON,))
    program.service(about, actor=OFFICER)
    program.service(support.AddComment(OTHER, UUID(int=75), ELSE), actor=OFFICER)
    for each in (CASE, OTHER):
        program.service(spine.Withdraw(each, "Gaat niet door"), actor=OFFICER)


def erase(program: Kvcase, kind: Held, subject_id: UUID, number: int) -> None:
    why = erasure.ProposeErasure(UUID(int=number), kind, subject_id, Ground.REQUEST, "Gevraagd")
    program.service(why, actor=PRIVACY)
    program.service(erasure.ConfirmErasure(why.erasure_id), actor=HEAD)


def found(program: Kvcase, question: str) -> list[UUID]:
    return [row.case_id for row in program.read_models.institution(NORTH).search(question).items]


def rows(program: Kvcase) -> str:
    with program.read_models.engine(NORTH).connect() as connection:
        return str([connection.execute(sa.select(table)).all() for table in case_search.MODEL.tables]).casefold()


def test_what_is_erased_is_found_no_more(house: Installation) -> None:
    program = house.open()
    try:
        furnish(program)
        assert found(program, "kanarietitel") == [CASE]
        assert found(program, "kanarieroddel") == [OTHER]
        erase(program, Held.PERSON, PERSON, 81)
        assert found(program, "kanarieroddel") == []
        assert found(program, "vinkenpraat") == [OTHER]
        erase(program, Held.CASE, CASE, 82)
        assert found(program, "kanarietitel") == []
        assert found(program, "merelzang") == [OTHER]
        assert "kanarie" not in rows(program)
        before = program.read_models.digest(NORTH, case_search.MODEL)
        program.read_models.rebuild(NORTH, (NORTH,), case_search.MODEL)
        assert program.read_models.digest(NORTH, case_search.MODEL) == before
        assert "kanarie" not in rows(program)
    finally:
        program.close()
    if house.url.startswith("sqlite"):
        folder = Path(house.url.removeprefix("sqlite:///"))
        for file in folder.iterdir():
            assert b"kanarieroddel" not in file.read_bytes().lower(), file.name
