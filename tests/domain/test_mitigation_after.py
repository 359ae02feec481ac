"""Measures are accepted by whom they bind, reviewed by somebody else, waived with a reason, and set right."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.collaboration import approval, ethics, mitigation, mitigation_after, spine
from domain.collaboration.approval_conditions import ConditionInput
from domain.collaboration.mitigation import EvidenceType, MitigationStatus
from domain.collaboration.mitigation_after import ReviewOutcome
from domain.collaboration.spine import Status
from domain.deadlines import State
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Scope
from tests.domain import people
from tests.domain.gate_rows import MEASURE, packages, sharing
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, TODAY, Case, identifier, walk

SET = mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP.", ("P-MIL-TIE",))
TAKE = mitigation.ImplementMitigation(CASE, MEASURE, "Signed.", EvidenceType.CONTRACT)
VERIFY = mitigation.VerifyMitigation(CASE, MEASURE, "Seen.")
WORKS = mitigation_after.ReviewMitigation(CASE, MEASURE, ReviewOutcome.EFFECTIVE, "It works.")
FAILS = mitigation_after.ReviewMitigation(CASE, MEASURE, ReviewOutcome.INEFFECTIVE, "Nobody keeps to it.")
WAIVE = mitigation_after.WaiveMitigation(CASE, MEASURE, "Another one does it.")
REVIEW = f"mitigation-review:{MEASURE}"


def verified(status: Status = Status.RUNNING, **fields: object) -> Case:
    case = walk(status)
    if "work_package" in fields:
        packages(case)
    case.do(replace(SET, **fields), people.OFFICER)  # type: ignore[arg-type]
    case.do(TAKE, people.RESEARCHER)
    case.do(VERIFY, people.SECURITY)
    return case


@pytest.mark.rule("O8-review")
def test_what_does_not_work_holds_the_sharing_until_it_is_taken_and_verified_anew() -> None:
    case = verified()
    case.do(FAILS, people.OFFICER)
    case.refused_by_gate("mitigation-ineffective", sharing(), people.RESEARCHER)
    case.refused_by_rule("G7", VERIFY, people.SECURITY)
    case.do(replace(TAKE, evidence="Signed by all."), people.RESEARCHER)
    case.refused_by_gate("mitigation-ineffective", sharing(), people.RESEARCHER)
    case.do(VERIFY, people.SECURITY)
    case.do(sharing(), people.RESEARCHER)
    assert case.state.mitigation.addressed == {"P-MIL-TIE"}


@pytest.mark.rule("O8-review")
def test_another_measure_takes_its_place_once_it_is_verified() -> None:
    case, other = verified(), identifier("better")
    case.do(FAILS, people.OFFICER)
    assert not case.state.mitigation.addressed
    case.do(replace(SET, mitigation_id=other, code="M11", replaces=MEASURE), people.OFFICER)
    assert "mitigation-ineffective" in case.kinds
    case.do(replace(TAKE, mitigation_id=other), people.RESEARCHER)
    case.do(replace(VERIFY, mitigation_id=other), people.SECURITY)
    assert "mitigation-ineffective" not in case.kinds
    unknown = replace(SET, mitigation_id=UUID(int=1), replaces=UUID(int=2))
    assert case.refused(unknown, people.OFFICER, UnusableInputError).field == "replaces"


@pytest.mark.rule("O8-review")
def test_a_measure_of_a_package_holds_that_package_only() -> None:
    case = verified(work_package="WP1")
    case.do(FAILS, people.OFFICER)
    (gate,) = (each for each in case.gates if each.kind == "mitigation-ineffective")
    assert (gate.scope, gate.work_package) == (Scope.WORK_PACKAGE, "WP1")
    case.do(replace(sharing(), work_package="WP2"), people.RESEARCHER)


@pytest.mark.rule("O8-review")
def test_an_override_of_one_finding_does_not_pass_the_next() -> None:
    case, gate_id = verified(), f"mitigation-ineffective:{MEASURE}"
    case.do(FAILS, people.OFFICER)
    case.do(spine.ProposeGateOverride(CASE, gate_id, "It is replaced soon."), people.OFFICER)
    case.do(spine.ConfirmGateOverride(CASE, gate_id), people.APPROVER)
    assert "mitigation-ineffective" not in case.kinds
    for command, by in ((TAKE, people.RESEARCHER), (VERIFY, people.SECURITY), (FAILS, people.OFFICER)):
        case.do(command, by)
    assert "mitigation-ineffective" in case.kinds


@pytest.mark.rule("D-mitigation_review")
def test_a_review_meets_the_deadline_and_sets_the_next() -> None:
    case = verified()
    first = case.state.deadlines.by_id[REVIEW]
    case.wait(30)
    case.do(WORKS, people.OFFICER)
    again = case.state.deadlines.by_id[REVIEW]
    assert (again.due_on, again.state) == (first.due_on + timedelta(days=30), State.OPEN)
    case.do(replace(WORKS, next_review_on=LATER), people.OFFICER)
    assert case.state.deadlines.by_id[REVIEW].due_on == LATER
    case.do(FAILS, people.OFFICER)
    assert case.state.deadlines.by_id[REVIEW].state is State.MET


def test_what_does_not_work_has_no_next_review_and_none_lies_in_the_past() -> None:
    case = verified()
    for bad in (replace(FAILS, next_review_on=LATER), replace(WORKS, next_review_on=TODAY - timedelta(days=1))):
        assert case.refused(bad, people.OFFICER, UnusableInputError).field == "next_review_on"


@pytest.mark.rule("mitigation-waived")
def test_a_waived_measure_asks_nothing_and_answers_nothing() -> None:
    case = walk(Status.ASSESSED)
    case.do(SET, people.OFFICER)
    case.do(WAIVE, people.OFFICER)
    assert case.do(WAIVE, people.OFFICER) == ()
    assert "mitigation" not in case.kinds
    assert not case.state.mitigation.addressed
    assert case.state.deadlines.by_id[f"mitigation:{MEASURE}"].state is State.LAPSED
    assert case.do(TAKE, people.RESEARCHER) == ()
    case.refused_by_rule("G7", VERIFY, people.SECURITY)


@pytest.mark.rule("mitigation-waived")
def test_after_the_decision_the_approver_waives() -> None:
    case = verified()
    case.refused_by_rule("mitigation-waived", WAIVE, people.OFFICER)
    case.do(WAIVE, people.APPROVER)
    assert case.state.mitigation.measures[MEASURE].status is MitigationStatus.WAIVED


@pytest.mark.rule("mitigation-waived")
def test_what_the_committee_or_the_approval_named_is_not_waived() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(SET, people.OFFICER)
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"), people.OFFICER)
    advice = ethics.RecordEthicsAdvice(CASE, ethics.Advice.CONDITIONAL, "Yes, if.", ("M05 is taken first.",))
    case.do(advice, people.ETHICS)
    assert "advice names M05" in case.refused_by_rule("mitigation-waived", WAIVE, people.OFFICER).reason
    case = walk(Status.IN_REVIEW)
    case.do(SET, people.OFFICER)
    conditions = (ConditionInput("c1", "M05 before the start."),)
    case.do(approval.Approve(CASE, "Weighed.", AS_IT_STANDS, conditions), people.APPROVER)
    assert "condition c1" in case.refused_by_rule("mitigation-waived", WAIVE, people.DEAN).reason


@pytest.mark.rule("evidence-ai")
def test_what_a_program_found_needs_evidence_of_another_kind() -> None:
    case = walk(Status.ASSESSED)
    case.do(SET, people.OFFICER)
    case.do(replace(TAKE, evidence_type=EvidenceType.AI_ASSISTED), people.RESEARCHER)
    assert case.do(replace(TAKE, evidence_type=EvidenceType.AI_ASSISTED), people.RESEARCHER) == ()
    nothing = replace(TAKE, evidence_type=None)
    assert case.refused(nothing, people.RESEARCHER, UnusableInputError).field == "evidence_type"
    case.do(replace(TAKE, evidence_type=EvidenceType.OBSERVATION), people.RESEARCHER)
    case.do(VERIFY, people.SECURITY)


@pytest.mark.rule("M10-M06")
def test_a_waived_measure_stands_in_the_way_of_none_and_a_repetition_is_no_second_one() -> None:
    case, other = walk(Status.ASSESSED), identifier("other")
    open_ = replace(SET, code="M06", addresses=())
    secret = replace(SET, mitigation_id=other, code="M10", justification="Beside M06, for one chapter.")
    case.do(open_, people.OFFICER)
    case.do(secret, people.OFFICER)
    assert case.do(open_, people.OFFICER) == ()
    case.do(replace(WAIVE, mitigation_id=other), people.OFFICER)
    case.do(WAIVE, people.OFFICER)
    case.do(replace(secret, mitigation_id=UUID(int=3), justification="Alone."), people.OFFICER)


def test_whom_the_measures_bind_accepts_them_once_and_the_dossier_stays_as_it_was_read() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(SET, people.OFFICER)
    read = case.state.version
    accept = mitigation_after.AcceptMitigations(CASE, (MEASURE, MEASURE))
    (event,) = case.do(accept, people.RESEARCHER)
    assert event == mitigation_after.MitigationsAccepted(CASE, (MEASURE,))
    assert case.do(accept, people.RESEARCHER) == ()
    assert case.state.mitigation.measures[MEASURE].accepted_by == {people.RESEARCHER.id}
    case.do(approval.Approve(CASE, "Weighed.", read), people.APPROVER)
    case.refused(replace(accept, mitigation_ids=()), people.RESEARCHER, UnusableInputError)
    case.refused(replace(accept, mitigation_ids=(UUID(int=9),)), people.RESEARCHER, NotFoundError)
