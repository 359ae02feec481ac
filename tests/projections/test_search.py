"""A search finds cases by their texts and organisations, the same on both databases."""

from collections.abc import Sequence
from uuid import UUID
from zlib import crc32

import pytest
import sqlalchemy as sa

from domain.collaboration import parties, spine, support
from domain.context import PartyFact, PersonFact
from domain.errors import UnusableInputError
from domain.party import commands as party_commands
from domain.person import commands as person_commands
from domain.values import Actor, PartyId, PersonId
from projections import case_search, rebuild
from projections.models import INSTITUTION_MODELS
from projections.queries import InstitutionQueries
from projections.runner import Runner
from tests.domain.people import COLLEAGUE, OFFICER, RESEARCHER
from tests.projections.world import SLUG, World, case, party, person

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


def found(engine: sa.Engine, question: str, by: Sequence[str] | None = None, *, beginnings: bool = False) -> list[int]:
    names: dict[UUID, int] = {case(number): number for number in range(1, 6)}
    page = InstitutionQueries(engine).search(question, notified_by=by, beginnings=beginnings)
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


@pytest.mark.parametrize(
    "question", ["kv-noordhaven-2026-000002", "2026-000002", "000002", "2", '"KV-NOORDHAVEN-2026-2"']
)
def test_a_case_is_found_by_its_reference_and_stands_before_texts_that_name_it(
    engine: sa.Engine, filled: World, question: str
) -> None:
    for number in (1, 4):
        said(filled, number, "Zie KV-NOORDHAVEN-2026-000002, stuk 2 in KV-NOORDHAVEN-2026-2")
    Runner(engine, filled.log, SLUG, INSTITUTION_MODELS).catch_up()
    assert found(engine, question) == [2, 4, 1]
    queries, places = InstitutionQueries(engine), list[UUID]()
    after = None
    for _ in range(3):
        page = queries.search(question, limit=1, after=after)
        places += [row.case_id for row in page.items]
        after = page.next
    assert (places, after) == ([case(2), case(4), case(1)], None)
    assert queries.search(question).items[0].what == "reference"
    assert found(engine, f"{question} wellenkunde") == [2]
    assert found(engine, question, [COLLEAGUE.id]) == [], "the case is of another, and the remark is not told"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("question", ["00002", "02", "000009", "NOORDHAVEN-2025-000002", "AVEN-2026-000002", "2026"])
def test_what_is_not_how_a_reference_ends_finds_none(engine: sa.Engine, question: str) -> None:
    assert found(engine, question) == ([2] if question in {"00002", "02"} else [])


@pytest.mark.usefixtures("filled")
def test_each_word_stands_for_its_beginning_where_that_is_asked_for(engine: sa.Engine) -> None:
    assert (found(engine, "kwantum licht"), found(engine, "kwantum licht", beginnings=True)) == ([], [2])
    assert (found(engine, '"boven wat"', beginnings=True), found(engine, '"boven water"', beginnings=True)) == ([], [1])
    assert found(engine, "d", beginnings=True) == [], "one letter is a word of its own"


def test_the_offices_find_cases_by_who_notified_and_who_takes_part(engine: sa.Engine, filled: World) -> None:
    who = PersonId(person(7))
    filled.do(person_commands.RegisterPerson(who, "Zoë Łukasińska"), OFFICER)
    filled.persons[who] = PersonFact(who, 1, "print", None)
    filled.do(parties.LinkResearcher(case(3), who, parties.StayType.STAFF), OFFICER)
    Runner(engine, filled.log, SLUG, INSTITUTION_MODELS).catch_up()
    for question in ("lukasinska", "Łukasińska", '"zoe lukasinska"', "luka* zuiver"):
        assert found(engine, question) == [3], question
        assert found(engine, question, [RESEARCHER.id]) == [], "who notified is told initials alone"
    assert found(engine, '"lukasinska zoe"') == []
    (row,) = InstitutionQueries(engine).search("lukasinska").items
    assert (row.what, row.snippet) == ("person", "Zoë Łukasińska")
    assert found(engine, COLLEAGUE.id) == [4]
    assert (found(engine, RESEARCHER.id), found(engine, RESEARCHER.id, [RESEARCHER.id])) == ([3, 2, 1], [])
    filled.do(parties.UnlinkResearcher(case(3), who, "Vergissing"), OFFICER)
    Runner(engine, filled.log, SLUG, INSTITUTION_MODELS).catch_up()
    assert found(engine, "lukasinska") == []


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


def test_a_case_is_found_by_the_number_that_the_fwo_knows_it_by(engine: sa.Engine, filled: World) -> None:
    assert filled.notify(5, "project", fwo_reference="G012325N")
    Runner(engine, filled.log, SLUG, INSTITUTION_MODELS).catch_up()
    assert found(engine, "g012325n") == found(engine, "G0123", beginnings=True) == found(engine, "G0123*") == [5]
    assert found(engine, "G0123") == []
    (row,) = InstitutionQueries(engine).search("G012325N").items
    assert (row.what, row.snippet) == ("fwo_reference", "G012325N")


def test_a_rebuild_makes_the_same_rows(engine: sa.Engine, filled: World) -> None:
    before = rebuild.digest(engine, case_search.MODEL)
    rebuild.rebuild(engine, case_search.MODEL, {SLUG: filled.log})
    assert rebuild.digest(engine, case_search.MODEL) == before
    assert found(engine, "kwant*") == [2]
