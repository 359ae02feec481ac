"""What a person answered about a hit holds for the names it was about, by whatever scorer, and for 24 months."""

from dataclasses import replace
from datetime import timedelta

from domain.collaboration.screening import Resolution, ScreeningHitRecorded
from domain.context import FoundHit
from domain.values import PartyId
from tests.domain.scenario import Case, Event, hit, identifier

NAMES = timedelta(days=730)


def with_an_answer(what: Resolution = Resolution.FALSE_POSITIVE) -> tuple[Case, PartyId, FoundHit]:
    """Return a case in which somebody answered what a hit is."""
    case = Case().notify()
    partner = case.link("partner")
    found = hit(partner)
    case.screen(found)
    case.resolve(found, what)
    return case, partner, found


def again(found: FoundHit, **changes: object) -> FoundHit:
    """Return the same match as another screening finds it."""
    return replace(found, hit_id=identifier(f"again {sorted(changes)}"), **changes)  # type: ignore[arg-type]  # fields


def raised(events: tuple[Event, ...]) -> list[ScreeningHitRecorded]:
    return [each for each in events if isinstance(each, ScreeningHitRecorded)]


def test_an_answer_outlives_the_scorer_that_found_the_hit() -> None:
    case, _, found = with_an_answer()
    assert not raised(case.screen(again(found, scorer_id="scorer-2", score=71)))


def test_another_name_of_the_entry_asks_again_and_says_after_which_hit() -> None:
    case, _, found = with_an_answer()
    (new,) = raised(case.screen(again(found, entry_fingerprint="print of E1, named otherwise")))
    assert new.follows == found.hit_id


def test_another_name_of_the_party_asks_again_and_says_after_which_hit() -> None:
    case, _, found = with_an_answer()
    (new,) = raised(case.screen(again(found, subject_fingerprint="f2")))
    assert new.follows == found.hit_id


def test_another_entry_follows_no_hit() -> None:
    case, partner, _ = with_an_answer()
    (new,) = raised(case.screen(hit(partner, entry="E2")))
    assert new.follows is None


def test_that_it_is_somebody_else_holds_for_24_months_and_is_then_asked_again() -> None:
    case, _, found = with_an_answer()
    begun = case.now
    case.now = begun + NAMES
    assert not raised(case.screen(again(found)))
    case.now = begun + NAMES + timedelta(days=1)
    (new,) = raised(case.screen(again(found)))
    assert new.follows == found.hit_id
    assert not raised(case.screen(again(found, score=98)))


def test_that_it_is_the_party_holds_for_good() -> None:
    case, _, found = with_an_answer(Resolution.TRUE_MATCH)
    case.now += 3 * NAMES
    assert not raised(case.screen(again(found)))
