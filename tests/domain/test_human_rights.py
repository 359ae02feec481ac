"""The human-rights test: its questions, its contradictions, going on under watch, and being made again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.collaboration import factors, human_rights, screening, spine
from domain.collaboration.human_rights import (
    Answer,
    Balance,
    Involvement,
    RecordHumanRightsTest,
    ReevaluateHumanRights,
    ReevaluationTrigger,
    TestOutcome,
)
from domain.collaboration.spine import Status
from domain.errors import DomainError, UnusableInputError
from domain.gates import Gate
from domain.incident.words import IncidentType
from tests.domain import people
from tests.domain.gate_rows import ATTEMPTS, note_incident, sharing
from tests.domain.scenario import CASE, LATER, PARTNER, TODAY, Case, identifier, walk

PASSED = RecordHumanRightsTest(CASE, Answer.NO, Answer.NO, TestOutcome.PASS, "No ties.")
FAILED = replace(PASSED, partner_violates=Answer.YES, outcome=TestOutcome.FAIL)
WATCHED = RecordHumanRightsTest(
    CASE,
    Answer.NO,
    Answer.YES,
    TestOutcome.PASS_WITH_MONITORING,
    "Weighed.",
    180,
    LATER,
    Involvement.SERIOUS,
    "Article 9: may be ended at once.",
    "Faces might be recognised.",
    "The respondents are heard.",
    Balance.POSITIVE,
)
REPORT = factors.AssertRiskFactor(CASE, "P-HR", "Profiles a minority.", PARTNER)


def again(trigger: ReevaluationTrigger = ReevaluationTrigger.PERIODIC, **changes: Any) -> ReevaluateHumanRights:
    given = {name: getattr(WATCHED, name) for name in WATCHED.__dataclass_fields__}
    return ReevaluateHumanRights(**(given | changes), trigger=trigger)


def watched() -> Case:
    case = walk(Status.RUNNING)
    case.do(WATCHED, people.ETHICS)
    return case


def rights(case: Case) -> list[str]:
    return [gate.gate_id for gate in case.gates if gate.kind == "human-rights"]


def joined(case: Case) -> list[Gate]:
    return [gate for gate in case.gates if gate.kind == "human-rights-joined"]


@pytest.mark.rule("G8")
def test_the_whole_test_is_recorded() -> None:
    (event,) = walk(Status.SCREENING).do(WATCHED, people.ETHICS)
    assert isinstance(event, human_rights.HumanRightsTestRecorded)
    assert (event.involvement, event.balance) == (Involvement.SERIOUS, Balance.POSITIVE)
    assert event.agreement_clause == "Article 9: may be ended at once."
    assert event.misuse_risk == "Faces might be recognised."
    assert event.positive_impact == "The respondents are heard."


CONTRADICTIONS: tuple[tuple[RecordHumanRightsTest, str], ...] = (
    (replace(PASSED, activities_contribute=Answer.YES), "outcome"),
    (replace(PASSED, partner_violates=Answer.YES), "outcome"),
    (replace(PASSED, activities_contribute=Answer.UNSURE), "outcome"),
    (replace(PASSED, partner_violates=Answer.UNSURE), "outcome"),
    (replace(PASSED, balance=Balance.NEGATIVE), "outcome"),
    (replace(PASSED, involvement=Involvement.SERIOUS), "involvement"),
    (replace(WATCHED, involvement=Involvement.NONE), "involvement"),
    (replace(WATCHED, balance=None), "balance"),
    (replace(WATCHED, balance=Balance.UNDETERMINED), "balance"),
    (replace(WATCHED, balance=Balance.NEGATIVE), "balance"),
    (replace(WATCHED, positive_impact=None), "positive_impact"),
    (replace(WATCHED, positive_impact=" "), "positive_impact"),
    (replace(WATCHED, agreement_clause=" "), "agreement_clause"),
    (replace(WATCHED, monitoring_interval_days=None), "monitoring_interval_days"),
    (replace(WATCHED, monitoring_interval_days=0), "monitoring_interval_days"),
    (replace(WATCHED, next_review_on=None), "next_review_on"),
    (replace(WATCHED, next_review_on=TODAY - timedelta(days=1)), "next_review_on"),
)


@pytest.mark.rule("G8")
@pytest.mark.parametrize(("command", "field"), CONTRADICTIONS)
def test_answers_that_contradict_are_refused_the_first_time_and_again(
    command: RecordHumanRightsTest, field: str
) -> None:
    found = walk(Status.SCREENING).refused(command, people.ETHICS, UnusableInputError)
    assert found.field == field
    assert found.expected
    changes = {name: getattr(command, name) for name in command.__dataclass_fields__}
    assert watched().refused(again(**changes), people.ETHICS, UnusableInputError).field == field


@pytest.mark.rule("X3")
def test_a_net_positive_collaboration_goes_on_under_watch_though_its_partner_violates() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(REPORT, people.OFFICER)
    case.complete()
    case.refused_by_gate("human-rights", ATTEMPTS["approve"].command, people.APPROVER)
    case.do(WATCHED, people.ETHICS)
    case.approve()


@pytest.mark.rule("G8")
@pytest.mark.rule("X3")
def test_the_gate_opens_again_by_itself_when_the_review_is_overdue_and_not_on_its_day() -> None:
    case = watched()
    case.wait((LATER - TODAY).days)
    assert rights(case) == []
    case.do(replace(sharing(), share_id=identifier("later share"), shared_on=LATER), people.RESEARCHER)
    case.wait(1)
    assert rights(case) == [f"human-rights:review:{LATER}"]
    gate = case.refused_by_gate("human-rights", sharing(), people.RESEARCHER)
    assert str(LATER) in gate.reason
    assert gate.closed_by.startswith("reevaluate-human-rights")
    case.do(again(next_review_on=LATER + timedelta(days=180)), people.ETHICS)
    assert rights(case) == []
    case.do(sharing(), people.RESEARCHER)


@pytest.mark.rule("G8")
def test_an_override_of_one_overdue_review_passes_no_later_one() -> None:
    case = watched()
    case.wait((LATER - TODAY).days + 1)
    (gate_id,) = rights(case)
    case.do(spine.ProposeGateOverride(CASE, gate_id, "Next week."), people.DEAN)
    case.do(spine.ConfirmGateOverride(CASE, gate_id), people.APPROVER)
    assert rights(case) == []
    second = LATER + timedelta(days=10)
    case.do(again(next_review_on=second), people.ETHICS)
    case.wait(20)
    assert rights(case) == [f"human-rights:review:{second}"]


@pytest.mark.rule("G8")
def test_a_new_report_asks_again_and_the_answer_says_why_it_came() -> None:
    case = watched()
    case.do(REPORT, people.OFFICER)
    assert rights(case) == ["human-rights:untested"]
    assert "again" in next(gate for gate in case.gates if gate.kind == "human-rights").reason
    (event,) = case.do(again(ReevaluationTrigger.NEW_FACT), people.ETHICS)
    assert isinstance(event, human_rights.HumanRightsReevaluated)
    assert event.trigger is ReevaluationTrigger.NEW_FACT
    assert rights(case) == []


@pytest.mark.rule("G8")
@pytest.mark.parametrize("kind", list(IncidentType))
def test_an_incident_of_misuse_asks_again_and_another_one_does_not(kind: IncidentType) -> None:
    case = watched()
    case.do(replace(note_incident(), kv_type=kind), people.PROGRAM)
    assert rights(case) == (["human-rights:untested"] if kind is IncidentType.KV3 else [])


@pytest.mark.rule("G8")
def test_an_incident_opens_no_track_that_nobody_asked_for_and_takes_no_failure_back() -> None:
    untouched, failed = walk(Status.RUNNING), walk(Status.RUNNING)
    failed.do(FAILED, people.ETHICS)
    for case, expected in ((untouched, []), (failed, ["human-rights:fail"])):
        case.do(replace(note_incident(), kv_type=IncidentType.KV3), people.PROGRAM)
        assert rights(case) == expected


@pytest.mark.rule("G8-joined")
@pytest.mark.parametrize("country", ["BE", "CN", "RU"])
def test_a_pass_holds_for_the_partners_it_looked_at_from_wherever_the_next_one_is(country: str) -> None:
    asked = walk(Status.NOTIFIED)
    asked.do(human_rights.RequestHumanRightsTest(CASE, "A ministry."), people.OFFICER)
    asked.do(PASSED, people.ETHICS)
    for case in (watched(), asked):
        assert not joined(case)
        late = case.link("Late Partner", country)
        (gate,) = joined(case)
        assert (gate.subject, gate.rule_id) == (str(late), "G8-joined")
        case.do(again(next_review_on=LATER), people.ETHICS)
        assert not joined(case)


@pytest.mark.rule("G8-joined")
def test_who_joins_a_case_of_which_nobody_asked_the_test_is_not_tested() -> None:
    untested, passed = walk(Status.NOTIFIED), walk(Status.NOTIFIED)
    passed.do(PASSED, people.ETHICS)
    for case in (untested, passed):
        case.link("Late Partner", "CN")
        assert not joined(case)
    passed.do(REPORT, people.OFFICER)
    assert rights(passed) == ["human-rights:untested"]


@pytest.mark.rule("G8-joined")
def test_sharing_goes_on_with_the_partners_that_were_tested() -> None:
    case = watched()
    late = case.link("Late Partner", "NL")
    case.screen()
    case.complete()
    for hold_id in tuple(case.state.screening.holds):
        case.do(screening.ReleaseSharingHold(CASE, hold_id, "Screened."), people.OFFICER)
    case.refused_by_gate("human-rights-joined", replace(sharing(), recipient_id=late), people.RESEARCHER)
    case.do(sharing(), people.RESEARCHER)
    case.do(again(), people.ETHICS)
    later = replace(sharing(), share_id=identifier("second share"), recipient_id=late)
    case.do(later, people.RESEARCHER)


@pytest.mark.rule("G8")
def test_what_two_people_passed_for_one_partner_is_asked_again_with_the_next() -> None:
    case = walk(Status.ASSESSED)
    case.do(human_rights.RequestHumanRightsTest(CASE, "A ministry."), people.OFFICER)
    case.do(spine.ProposeGateOverride(CASE, "human-rights:untested", "Weighed."), people.DEAN)
    case.do(spine.ConfirmGateOverride(CASE, "human-rights:untested"), people.APPROVER)
    assert not rights(case)
    case.link("Late Partner")
    assert rights(case) == ["human-rights:untested"]


@pytest.mark.rule("G8")
def test_a_test_that_fails_again_closes_what_was_open() -> None:
    case = watched()
    case.do(again(outcome=TestOutcome.FAIL, balance=Balance.NEGATIVE), people.ETHICS)
    assert rights(case) == ["human-rights:fail"]
    case.refused_by_gate("human-rights", sharing(), people.RESEARCHER)


@pytest.mark.rule("G8")
@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.sampled_from(Answer),
    st.sampled_from(Answer),
    st.sampled_from(TestOutcome),
    st.sampled_from([None, *Involvement]),
    st.sampled_from([None, *Balance]),
)
def test_nothing_passes_plainly_but_two_times_no_and_nothing_is_watched_but_for_good(
    one: Answer, other: Answer, outcome: TestOutcome, involvement: Involvement | None, balance: Balance | None
) -> None:
    command = replace(
        WATCHED,
        activities_contribute=one,
        partner_violates=other,
        outcome=outcome,
        involvement=involvement,
        balance=balance,
    )
    refusal: DomainError | None = walk(Status.SCREENING).attempt(command, people.ETHICS)
    if refusal is None and outcome is TestOutcome.PASS:
        assert (one, other) == (Answer.NO, Answer.NO)
        assert balance is not Balance.NEGATIVE
    if refusal is None and outcome is TestOutcome.PASS_WITH_MONITORING:
        assert balance is Balance.POSITIVE
    if refusal is not None:
        assert isinstance(refusal, UnusableInputError)
