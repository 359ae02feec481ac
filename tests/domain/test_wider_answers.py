"""An answer may hold beyond its case: for the party in every case, or for whoever is called the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.collaboration.hit_answers import AdoptHitAnswers, HitAnswerAdopted, HitAnswerDropped, RetractHitAnswer
from domain.collaboration.screening import (
    AnswerScope,
    ConfirmHitResolution,
    HitResolved,
    Resolution,
    ResolveHit,
    ScreeningHitRecorded,
    SharingHeld,
)
from domain.collaboration.spine import Status
from domain.context import FoundHit
from domain.deadlines import Deadline, Kind, State, rungs_due
from domain.errors import UnusableInputError
from domain.values import CaseId, HitId, SubjectKind
from tests.domain import people
from tests.domain.scenario import (
    CASE,
    FOREIGN_LIST,
    LATER,
    LEGAL_LIST,
    PARTNER,
    TODAY,
    Case,
    Event,
    answer_to,
    hit,
    identifier,
    party,
    somebody,
    walk,
)

OTHER = Resolution.FALSE_POSITIVE


def met(case: Case, found: FoundHit, *answers: Any) -> tuple[Event, ...]:
    """Let a list that names somebody of the case be held against it, when such answers hold elsewhere."""
    case.answers = answers
    return case.rescreen(found, list_id=found.list_id)


def kinds(events: tuple[Event, ...], type_: type) -> list[Any]:
    return [each for each in events if isinstance(each, type_)]


def resolve(found: FoundHit, scope: AnswerScope, what: Resolution = OTHER, **others: Any) -> ResolveHit:
    return ResolveHit(CASE, HitId(found.hit_id), what, "Looked up the register.", scope, **others)


def test_a_hit_that_was_answered_for_the_party_is_recorded_and_adopts_the_answer() -> None:
    case, found = walk(Status.RUNNING), hit(PARTNER, LEGAL_LIST)
    answer = answer_to(found)
    events = met(case, found, answer)
    assert [each.hit_id for each in kinds(events, ScreeningHitRecorded)] == [found.hit_id]
    (adopted,) = kinds(events, HitAnswerAdopted)
    assert (adopted.of_case, adopted.of_hit, adopted.decided_by) == (answer.case_id, answer.hit_id, ("sam",))
    assert adopted.expires_on == LATER
    assert not kinds(events, SharingHeld)
    assert not case.kinds & {"hit", "legal-hit", "sharing-hold"}


def test_whose_answer_is_adopted_has_worked_on_the_case() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    met(case, found, answer_to(found))
    assert "sam" in case.state.screening.resolvers


@pytest.mark.parametrize(
    "others",
    [
        {"subject_fingerprint": "f2"},
        {"entry_fingerprint": "another name"},
        {"entry_id": "E2"},
        {"list_id": "un-sc"},
        {"subject_id": party("Somebody Else")},
        {"subject_kind": SubjectKind.PERSON},
        {"expires_on": TODAY - timedelta(days=1)},
        {"case_id": CASE},
    ],
    ids=str,
)
def test_an_answer_to_another_question_is_not_adopted(others: dict[str, Any]) -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    assert not kinds(met(case, found, answer_to(found, **others)), HitAnswerAdopted)


def test_an_answer_for_the_institution_holds_for_whoever_is_called_exactly_the_same() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    twin = answer_to(found, "institution", subject_id=party("The Same Twice"))
    assert kinds(met(case, found, twin), HitAnswerAdopted)


@pytest.mark.parametrize("whose", ["the hit", "the answer"])
def test_by_name_alone_no_owner_is_answered_for(whose: str) -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    twin = answer_to(found, "institution", subject_id=party("The Same Twice"), by_owner=whose == "the answer")
    assert not kinds(met(case, replace(found, by_owner=whose == "the hit"), twin), HitAnswerAdopted)


def test_by_name_alone_no_person_is_answered_for() -> None:
    case = walk(Status.SCREENING)
    person = case.link_person("Rosa")
    found = hit(person, kind=SubjectKind.PERSON)
    twin = answer_to(found, "institution", subject_id=somebody("Another Rosa"))
    assert not kinds(met(case, found, twin), HitAnswerAdopted)
    case.refused_by_rule("answer-scope", resolve(found, AnswerScope.INSTITUTION), people.SECURITY)
    case.do(resolve(found, AnswerScope.PARTY), people.SECURITY)


@pytest.mark.rule("G6-notifier")
def test_who_notified_the_case_has_no_word_on_its_hit_of_law_from_another_case_either() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER, LEGAL_LIST)
    mine = answer_to(found, decided_by=frozenset({"sam", people.RESEARCHER.id}))
    assert not kinds(met(case, found, mine), HitAnswerAdopted)
    assert "legal-hit" in case.kinds


def test_a_programme_more_is_no_longer_what_was_answered() -> None:
    case, found = walk(Status.SCREENING), replace(hit(PARTNER), programmes=("NPWMD", "IRAN"))
    assert not kinds(met(case, found, answer_to(found, programmes=("IRAN",))), HitAnswerAdopted)


def test_the_answer_says_where_it_holds_and_until_when() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    (said,) = case.do(resolve(found, AnswerScope.PARTY, until=LATER), people.EXPORT)
    assert (said.scope, said.expires_on) == (AnswerScope.PARTY, LATER)
    assert not case.do(resolve(found, AnswerScope.PARTY), people.EXPORT)
    (wider,) = case.do(resolve(found, AnswerScope.INSTITUTION), people.SECURITY)
    assert isinstance(wider, HitResolved)
    assert wider.scope is AnswerScope.INSTITUTION


@pytest.mark.rule("G7-confirm")
def test_a_wider_answer_on_a_list_of_law_waits_for_a_second_person_again() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER, LEGAL_LIST)
    case.screen(found)
    case.clear_of_law(found)
    assert "legal-hit" not in case.kinds
    (said,) = case.do(resolve(found, AnswerScope.PARTY), people.SECURITY)
    assert said.needs_confirmation
    assert "legal-hit" in case.kinds
    confirm = ConfirmHitResolution(CASE, HitId(found.hit_id))
    case.do(confirm, people.EXPORT)
    assert "legal-hit" not in case.kinds


@pytest.mark.parametrize("what", [Resolution.TRUE_MATCH, Resolution.UNCLEAR])
def test_that_it_is_the_one_is_never_said_for_other_cases(what: Resolution) -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    refusal = case.refused(resolve(found, AnswerScope.PARTY, what), people.EXPORT, UnusableInputError)
    assert refusal.field == "scope"


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=731)])
def test_an_answer_ends_between_today_and_24_months(day: Any) -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    assert (
        case.refused(resolve(found, AnswerScope.CASE, until=day), people.OFFICER, UnusableInputError).field == "until"
    )


def test_an_open_hit_adopts_an_answer_that_is_given_later() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    case.answers = (answer_to(found),)
    assert kinds(case.do(AdoptHitAnswers(CASE), people.PROGRAM), HitAnswerAdopted)
    assert not case.do(AdoptHitAnswers(CASE), people.PROGRAM)


@pytest.mark.parametrize("what", Resolution)
def test_what_a_person_said_here_is_never_replaced_by_an_answer_of_another_case(what: Resolution) -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    case.resolve(found, what)
    case.answers = (answer_to(found),)
    assert not case.do(AdoptHitAnswers(CASE), people.PROGRAM)


def test_an_answer_that_holds_no_more_is_dropped_and_the_sharing_held_again() -> None:
    case, found = walk(Status.RUNNING), hit(PARTNER, LEGAL_LIST)
    answer = answer_to(found)
    met(case, found, answer)
    case.wait(40)
    case.answers = ()
    dropped, held = case.do(AdoptHitAnswers(CASE), people.PROGRAM)
    assert isinstance(dropped, HitAnswerDropped)
    assert (dropped.of_case, dropped.of_hit) == (CaseId(answer.case_id), HitId(answer.hit_id))
    assert isinstance(held, SharingHeld)
    assert {"legal-hit", "sharing-hold"} <= case.kinds
    due = case.state.deadlines.by_id[f"hit:{found.hit_id}"]
    assert (due.is_running, due.due_on) == (True, dropped.due_on)
    assert not case.do(AdoptHitAnswers(CASE), people.PROGRAM)


def test_where_one_answer_ends_another_that_holds_takes_its_place() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    met(case, found, answer_to(found))
    case.answers = (answer_to(found, hit_id=identifier("a third hit")),)
    (adopted,) = case.do(AdoptHitAnswers(CASE), people.PROGRAM)
    assert adopted.of_hit == identifier("a third hit")


def test_an_adopted_answer_that_expired_is_asked_again_by_a_screening() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    met(case, found, answer_to(found))
    case.now += timedelta(days=(LATER - TODAY).days + 1)
    assert not case.do(AdoptHitAnswers(CASE), people.PROGRAM)
    (again,) = kinds(case.screen(replace(found, hit_id=identifier("again"))), ScreeningHitRecorded)
    assert again.follows == found.hit_id


def test_an_adopted_answer_that_was_asked_again_since_is_left_as_it_was() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    met(case, found, answer_to(found))
    case.answers = ()
    case.screen(replace(found, hit_id=identifier("again"), entry_fingerprint="other"))
    assert not case.do(AdoptHitAnswers(CASE), people.PROGRAM)


def test_whoever_doubts_an_adopted_answer_says_here_what_the_hit_is() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    met(case, found, answer_to(found))
    case.resolve(found, Resolution.UNCLEAR)
    assert "hit" in case.kinds
    assert not case.do(AdoptHitAnswers(CASE), people.PROGRAM)


@pytest.mark.parametrize("status", [Status.RUNNING, Status.CLOSED])
def test_an_answer_is_taken_back_even_when_its_case_has_ended(status: Status) -> None:
    case, found = walk(Status.RUNNING), hit(PARTNER, FOREIGN_LIST)
    case.screen(found)
    case.resolve(found, OTHER)
    if status is Status.CLOSED:
        case = walk(Status.CLOSED)
        case.state = replace(case.state, screening=walk_hits(found))
    retract = RetractHitAnswer(CASE, HitId(found.hit_id), "The register was wrong.")
    (said, *_) = case.do(retract, people.OFFICER)
    assert case.state.screening.hits[found.hit_id].resolution is None
    assert not case.do(retract, people.OFFICER)
    assert (f"hit:{said.hit_id}" in case.state.deadlines.by_id) is (status is Status.RUNNING)


def walk_hits(found: FoundHit) -> Any:
    """Return a screening with one hit that was answered."""
    case = walk(Status.RUNNING)
    case.screen(found)
    case.resolve(found, OTHER)
    return case.state.screening


def expiry(case: Case, found: FoundHit) -> Deadline:
    return case.state.deadlines.by_id[f"answer:{found.hit_id}"]


@pytest.mark.rule("D-answer_expiry")
def test_the_last_day_of_an_answer_is_a_deadline_that_a_later_answer_moves() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    case.do(resolve(found, AnswerScope.CASE, until=LATER), people.OFFICER)
    assert (expiry(case, found).kind, expiry(case, found).due_on) == (Kind.ANSWER_EXPIRY, LATER)
    longer = LATER + timedelta(days=90)
    case.do(resolve(found, AnswerScope.CASE, until=longer), people.OFFICER)
    assert (expiry(case, found).state, expiry(case, found).due_on) == (State.OPEN, longer)


@pytest.mark.rule("D-answer_expiry")
def test_who_answered_is_reminded_before_the_answer_ends_and_the_day_is_met_when_it_is_asked_again() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    case.do(resolve(found, AnswerScope.CASE, until=LATER), people.OFFICER)
    deadline = expiry(case, found)
    for days, rung in ((30, "T-30"), (7, "T-7"), (0, "T0"), (-1, "T+1")):
        assert rung in {each.code for each in rungs_due(deadline, LATER - timedelta(days=days), ())}
    case.now += timedelta(days=(LATER - TODAY).days + 1)
    (again,) = kinds(case.screen(replace(found, hit_id=identifier("again"))), ScreeningHitRecorded)
    assert again.changed == ("answer:last_day",)
    assert expiry(case, found).state is State.MET


@pytest.mark.rule("D-answer_expiry")
def test_an_answer_of_another_case_reminds_there() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    met(case, found, answer_to(found))
    assert not rungs_due(expiry(case, found), LATER, ())
    case.answers = ()
    case.do(AdoptHitAnswers(CASE), people.PROGRAM)
    assert expiry(case, found).state is State.LAPSED


@pytest.mark.rule("D-answer_expiry")
def test_that_it_is_the_one_ends_the_day_of_the_answer_before() -> None:
    case, found = walk(Status.SCREENING), hit(PARTNER)
    case.screen(found)
    case.resolve(found, OTHER)
    case.resolve(found, Resolution.TRUE_MATCH)
    assert expiry(case, found).state is State.LAPSED
