"""A search finds cases by their texts and organisations, the same on both databases."""

from collections.abc import Sequence
from uuid import UUID
from zlib import crc32

import pytest
import sqlalchemy as sa

from domain.collaboration import parties, spine, support
from domain.context import PartyFact
from domain.errors import UnusableInputError
from domain.party import commands as party_commands
from domain.values import Actor, PartyId
from projections import case_search, rebuild
from projections.models import INSTITUTION_MODELS
from projections.queries import InstitutionQueries
from projections.runner import Runner
from tests.domain.people import COLLEAGUE, OFFICER, RESEARCHER
from tests.projections.world import SLUG, World, case, party

PARTNER = PartyId(party(90))


def told(world: World, number: int, title: str, summary: str = "-", by: Actor = RESEARCHER) -> None:
    world.do(spine.NotifyCollaboration(case(number), title, summary, spine.Nature.SERVICE), by)


def said(world: World, number: int, text: str, shown: bool = False, by: Actor = OFFICER) -> None:
    visibility = support.Visibility.NOTIFIER if shown else support.Visibility.INTERNAL
    world.do(support.AddComment(case(number), UUID(int=crc32(text.encode())), text, visibility), by)


@pytest.fixture
def filled(engine: sa.Engine) -> World:
    """Three cases of one researcher and one of another, with what was said of them."""
    world = World()
    world.do(party_commands.RegisterParty(PARTNER, "Universität für Wellenkunde", "DE", ("Wellenhaus",)), OFFICER)
    world.parties[PARTNER] = PartyFact(PARTNER, 1, "print", "DE")
    told(world, 1, "Drones boven water", "Zwermen die een kaart delen")
    told(world, 2, "Kwantumoptica", "Licht en Ägäis-water")
    world.do(parties.LinkParty(case(2), PARTNER, parties.PartyRole.PARTNER), OFFICER)
    told(world, 3, "100 % zuiver_water", "它是军事大学")
    told(world, 4, "Water van een ander", by=COLLEAGUE)
    said(world, 1, "Gevoelige geruchten over de partner")
    said(world, 1, "Graag de export vermelden", shown=True)
    Runner(engine, world.log, SLUG, INSTITUTION_MODELS).catch_up()
    return world


def found(engine: sa.Engine, question: str, by: Sequence[str] | None = None) -> list[int]:
    names: dict[UUID, int] = {case(number): number for number in range(1, 6)}
    page = InstitutionQueries(engine).search(question, notified_by=by)
    return [names[row.case_id] for row in page.items]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("water", [4, 3, 2, 1]),
        ("WATER drones", [1]),
        ("drones kwantumoptica", []),
        ("agais", [2]),
        ("kwant*", [2]),
        ("kwant", []),
        ('"boven water"', [1]),
        ('"water boven"', []),
        ('"drones zwermen"', []),
        ("geruchten", [1]),
        ("wellenkunde", [2]),
        ("wellenhaus optica", []),
        ("wellenhaus licht", [2]),
        ('"universitat fur"', [2]),
        ("军事", [3]),
        ("事军", []),
        ("100", [3]),
        ("%", None),
        ("zuiver_w", []),
        ("zuiver", [3]),
        ("x' OR '1'='1", []),
        ("water OR drones", []),
    ],
)
def test_what_is_asked_for_is_found(engine: sa.Engine, question: str, numbers: list[int] | None) -> None:
    if numbers is None:
        with pytest.raises(UnusableInputError):
            found(engine, question)
        return
    assert found(engine, question) == numbers


@pytest.mark.usefixtures("filled")
def test_who_notified_finds_own_cases_by_what_he_or_she_may_read(engine: sa.Engine) -> None:
    mine = [RESEARCHER.id]
    assert found(engine, "water", mine) == [3, 2, 1]
    assert found(engine, "export", mine) == [1]
    assert found(engine, "geruchten", mine) == []
    assert found(engine, "export geruchten", mine) == []
    assert found(engine, "wellenhaus", mine) == [2]


@pytest.mark.usefixtures("filled")
def test_pages_follow_each_other_and_a_snippet_tells_where(engine: sa.Engine) -> None:
    queries = InstitutionQueries(engine)
    first = queries.search("water", limit=3)
    assert len(first.items) == 3
    assert first.next is not None
    rest = queries.search("water", limit=3, after=first.next)
    assert ([row.case_id for row in rest.items], rest.next) == ([case(1)], None)
    (row,) = queries.search("geruchten").items
    assert (row.what, row.field, row.snippet) == ("comment-added", "text", "Gevoelige geruchten over de partner")
    (row,) = queries.search("wellenkunde").items
    assert (row.what, row.snippet) == ("party", "Universität für Wellenkunde")
    phrase = queries.search('"boven water"', limit=1)
    assert (len(phrase.items), phrase.next) == (1, None)


def test_a_new_title_and_a_new_name_take_the_place_of_the_old(engine: sa.Engine, filled: World) -> None:
    filled.do(spine.AmendNotification(case(1), "Verbeterd", title="Ballonnen"), OFFICER)
    filled.do(party_commands.AmendParty(PARTNER, "Verbeterd", name="Haus der Berge", aliases=()), OFFICER)
    Runner(engine, filled.log, SLUG, INSTITUTION_MODELS).catch_up()
    assert (found(engine, "drones"), found(engine, "ballonnen"), found(engine, "zwermen")) == ([], [1], [1])
    assert (found(engine, "wellenkunde"), found(engine, "berge")) == ([], [2])


def test_an_organisation_that_takes_part_no_more_is_not_found_by(engine: sa.Engine, filled: World) -> None:
    filled.do(parties.UnlinkParty(case(2), PARTNER, "Vergissing"), OFFICER)
    Runner(engine, filled.log, SLUG, INSTITUTION_MODELS).catch_up()
    assert found(engine, "wellenkunde") == []


def test_a_rebuild_makes_the_same_rows(engine: sa.Engine, filled: World) -> None:
    before = rebuild.digest(engine, case_search.MODEL)
    rebuild.rebuild(engine, case_search.MODEL, {SLUG: filled.log})
    assert rebuild.digest(engine, case_search.MODEL) == before
    assert found(engine, "kwant*") == [2]
