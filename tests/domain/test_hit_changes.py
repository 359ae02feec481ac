"""A hit that is asked again says what changed since it was answered, in Dutch and in English."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import hit_changes, speech
from domain.collaboration import screening
from domain.collaboration.screening import LiftDecision, Resolution, ScreeningHitRecorded
from domain.collaboration.spine import Language, Status
from domain.context import FoundHit
from domain.dutch.changes import CHANGES
from domain.hit_changes import Change, Side, What
from tests.domain import people
from tests.domain.scenario import CASE, FOREIGN_LIST, PARTNER, Case, hit, identifier, walk

NAMED = Change(Side.LIST, What.ALIAS, ("Zarqand Institute",), ("Zarkand Inst.",))
EVERY = [Change(side, what, ("b",), ("a",)) for side in Side for what in What]


def answered() -> tuple[Case, FoundHit]:
    """Return a case in which somebody answered that a hit is somebody else."""
    case, found = walk(Status.SCREENING), replace(hit(PARTNER), programmes=("IRAN",))
    case.screen(found)
    case.resolve(found, Resolution.FALSE_POSITIVE)
    return case, found


def asked(case: Case, found: FoundHit, **others: Any) -> ScreeningHitRecorded | None:
    """Screen the case when the engine finds the same pair otherwise, and return the hit that is asked again."""
    events = case.screen(replace(found, hit_id=identifier(f"again {sorted(others)}"), **others))
    return next((each for each in events if isinstance(each, ScreeningHitRecorded)), None)


def told(event: ScreeningHitRecorded | None) -> tuple[Change, ...]:
    assert event is not None
    assert event.changes is not None
    changes = hit_changes.decode(event.changes)
    assert event.changed == tuple(dict.fromkeys(each.code for each in changes))
    return changes


def test_a_first_hit_follows_nothing_and_says_nothing() -> None:
    case = walk(Status.SCREENING)
    (event,) = [each for each in case.screen(hit(PARTNER)) if isinstance(each, ScreeningHitRecorded)]
    assert (event.changed, event.changes) == ((), None)


def test_a_list_that_names_it_otherwise_is_told_by_name_and_version() -> None:
    case, found = answered()
    event = asked(case, found, entry_fingerprint="other", list_version=2, changes=(NAMED,))
    assert told(event) == (NAMED, Change(Side.LIST, What.VERSION, ("2",), ("1",)))


def test_a_register_that_says_it_otherwise_is_told() -> None:
    case, found = answered()
    country = Change(Side.REGISTER, What.COUNTRY, ("NL",), ("BE",))
    assert told(asked(case, found, subject_fingerprint="f2", changes=(country,))) == (country,)


def test_what_nobody_can_say_any_more_is_said_to_be_so() -> None:
    case, found = answered()
    changes = told(asked(case, found, subject_fingerprint="f2", entry_fingerprint="other"))
    assert changes == (Change(Side.LIST, What.UNTOLD), Change(Side.REGISTER, What.UNTOLD))


def test_an_answer_that_expired_says_its_last_day() -> None:
    case, found = answered()
    last = (case.now + timedelta(days=730)).date()
    case.now += timedelta(days=731)
    event = asked(case, found)
    assert told(event) == (Change(Side.ANSWER, What.LAST_DAY, (), (last.isoformat(),)),)


def test_a_programme_more_asks_again_and_says_which() -> None:
    case, found = answered()
    assert told(asked(case, found, programmes=("IRAN", "NPWMD"))) == (Change(Side.LIST, What.PROGRAMME, ("NPWMD",)),)


@pytest.mark.parametrize("programmes", [(), ("IRAN",), None], ids=str)
def test_a_programme_less_asks_nothing(programmes: Any) -> None:
    case, found = answered()
    assert asked(case, found, programmes=programmes) is None


def test_a_hit_of_before_programmes_were_kept_is_not_asked_again_for_one() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    case.resolve(found, Resolution.FALSE_POSITIVE)
    assert asked(case, found, programmes=("IRAN",)) is None


def test_a_hit_that_nobody_answered_yet_is_not_asked_twice_for_a_programme() -> None:
    case, found = walk(Status.SCREENING), replace(hit(PARTNER), programmes=())
    case.screen(found)
    assert asked(case, found, programmes=("IRAN",)) is None


def test_a_scorer_is_told_beside_a_change_and_never_asks_again_alone() -> None:
    case, found = answered()
    assert asked(case, found, scorer_id="scorer-2") is None
    changes = told(asked(case, found, scorer_id="scorer-2", entry_fingerprint="other", changes=(NAMED,)))
    assert changes == (NAMED, Change(Side.PROGRAM, What.SCORER, ("scorer-2",), ("scorer-1",)))


def test_who_is_listed_again_after_a_lift_says_so() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    case.rescreen(list_id=FOREIGN_LIST, removed=[found.entry_id])
    (lift_id,) = case.state.screening.lifts
    case.do(screening.DecideLift(CASE, lift_id, LiftDecision.LIFTED, "Delisted."), people.OFFICER)
    assert told(asked(case, found)) == (Change(Side.LIST, What.LISTED),)


def test_changes_are_read_again_as_they_were_written() -> None:
    assert hit_changes.decode(hit_changes.encode(EVERY)) == tuple(EVERY)
    assert hit_changes.decode("[erased]") == ()


def test_one_sentence_says_it_all_in_both_languages() -> None:
    said = hit_changes.sentence((NAMED, Change(Side.LIST, What.VERSION, ("3",), ("2",))))
    assert said == (
        "asked again: the list now also gives the alias Zarqand Institute; the list no longer gives the alias "
        "Zarkand Inst.; the version of the list is 3 and was 2"
    )
    assert speech.told(said, Language.NL) == (
        "opnieuw gevraagd: de lijst geeft nu ook de alias Zarqand Institute; de lijst geeft de alias Zarkand Inst. "
        "niet meer; de versie van de lijst is 3 en was 2"
    )


def test_in_short_it_names_nobody() -> None:
    codes = [each.code for each in (NAMED, Change(Side.ANSWER, What.LAST_DAY, (), ("2026-01-01",)))]
    said = hit_changes.in_short([*codes, "list:version", "list:name"])
    assert said == "asked again: a name on the list; the answer expired"
    assert speech.told(str(said), Language.NL) == str(said)
    assert said is not None
    assert speech.told(said, Language.NL) == "opnieuw gevraagd: een naam op de lijst; het antwoord verviel"
    assert hit_changes.in_short(["list:version"]) is None


@pytest.mark.parametrize("change", EVERY, ids=lambda each: each.code)
def test_every_change_has_its_words_in_dutch(change: Change) -> None:
    for said in (hit_changes.sentence((change,)), hit_changes.in_short([change.code])):
        for part in said.values["changes"] if said is not None else ():  # type: ignore[attr-defined]  # a tuple
            assert part.template in CHANGES
            assert {part.values[name] for name in ("what", "where") if name in part.values} <= CHANGES.keys()
