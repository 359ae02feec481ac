"""A person is forgotten: by two people, everywhere, for good; and after a restore once more."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from domain.collaboration import parties, screening, spine
from domain.collaboration.legal import RecordSharing
from domain.erasure import commands as erasure
from domain.erasure.words import Ground, Held
from domain.errors import NotFoundError, RuleRefusedError
from domain.hold import commands as hold
from domain.licence.words import Modality
from domain.party import commands as party
from domain.person import commands as person
from domain.values import ERASED, Actor, CaseId, Effect, PartyId, PersonId, Role
from kvcase import erasure as forgetting
from kvcase.bootstrap import Kvcase
from kvcase.store.errors import StoreUnavailableError
from kvcase.store.vault import Vault
from projections.models import INSTITUTION_MODELS
from tests.acceptance.installations import NORTH, Installation, actor, import_list

CASE, PARTY, PERSON, OTHER = CaseId(UUID(int=21)), PartyId(UUID(int=22)), PersonId(UUID(int=23)), PersonId(UUID(int=24))
ERASURE, HOLD = UUID(int=25), UUID(int=26)
LISTED = "Kanarina Persoonsman"
NAME, ALIAS = "Kanarina Persoonsmans", "Kanarina Schuilnaam"
WHY = "Kanarina Persoonsmans vroeg het"
RESEARCHER = actor("onderzoeker", Role.RESEARCHER)
OFFICER = actor("officier", Role.CONTACT_POINT_OFFICER)
PRIVACY = actor("gegevens.een", Role.DATA_PROTECTION_OFFICER)
PRIVACY_TOO = actor("gegevens.twee", Role.DATA_PROTECTION_OFFICER)
HEAD = actor("rector", Role.INSTITUTION_APPROVER)
PROPOSE = erasure.ProposeErasure(ERASURE, Held.PERSON, PERSON, Ground.REQUEST, WHY)


@pytest.fixture
def house(installation: Installation, tmp_path: Path) -> Installation:
    return replace(installation, erasures=tmp_path / "elsewhere" / "erasures.jsonl")


@pytest.fixture
def program(house: Installation) -> Iterator[Kvcase]:
    opened = house.open()
    try:
        yield opened
    finally:
        opened.close()


def ended_case(program: Kvcase, tmp_path: Path) -> None:
    """A person with a hit on a list in a case that was withdrawn."""
    entries = tmp_path / "list.csv"
    entries.write_text(f'id,name,aliases,country,kind\nx-1,"{LISTED}","",BE,person\n', encoding="utf-8")
    import_list(program, "fictional-list", Effect.INDICATIVE, entries)
    program.service(person.RegisterPerson(PERSON, NAME, (ALIAS,)), actor=RESEARCHER)
    program.service(person.RegisterPerson(OTHER, "Iemand Anders"), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Een titel", "Een tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    for each in (PERSON, OTHER):
        program.service(parties.LinkResearcher(CASE, each, parties.StayType.STAFF), actor=RESEARCHER)
    program.service(screening.StartScreening(CASE, UUID(int=27)), actor=OFFICER)
    program.service(spine.Withdraw(CASE, "Gaat niet door"), actor=OFFICER)


def forget(program: Kvcase, by: Actor = PRIVACY_TOO) -> None:
    program.service(PROPOSE, actor=PRIVACY)
    program.service(erasure.ConfirmErasure(ERASURE), actor=by)


def rows_of(program: Kvcase) -> dict[str, str]:
    return {model.name: program.read_models.digest(NORTH, model) for model in INSTITUTION_MODELS}


def test_two_people_forget_a_person(program: Kvcase, tmp_path: Path) -> None:
    ended_case(program, tmp_path)
    queries = program.read_models.institution(NORTH)
    (hit,) = queries.hits(CASE)
    assert hit.subject_id == PERSON
    assert "kanarina persoonsmans" in hit.explanation.casefold()
    forget(program)
    assert queries.person(PERSON) is None
    assert [row.explanation for row in queries.hits(CASE)] == [ERASED]
    assert program.logs.log(NORTH).read(PERSON)[0].event.name == ERASED  # type: ignore[attr-defined]
    other = queries.person(OTHER)
    assert other is not None
    assert other.name == "Iemand Anders"
