"""What a renewal and the approval of one package ask: the conditions of the advice, their days, risk by factor."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.collaboration import approval, approval_after, approval_conditions, ethics, factors
from domain.collaboration.approval_conditions import AdviceLeftOut, ConditionInput
from domain.collaboration.ethics import Advice
from domain.collaboration.spine import Status
from domain.deadlines import Kind
from domain.errors import UnusableInputError
from domain.gates import Blocks
from tests.domain import people
from tests.domain.gate_rows import packages, sharing
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, TODAY, Case, walk

RENEW = approval_after.RenewApproval(CASE, "Looked at again.", AS_IT_STANDS)
WIDEN = approval_after.ApproveWorkPackage(CASE, "WP2", "In order now.", AS_IT_STANDS)
REPORT = ConditionInput("advice-1", "A report each year.", LATER)
Later = approval_after.RenewApproval | approval_after.ApproveWorkPackage


def left_one_out(**notified: Any) -> Case:
    """Return a running case of which the approval left out WP2."""
    case = walk(Status.IN_REVIEW, **notified)
    packages(case)
    return case.approve(work_packages=("WP1",)).start()


def advise(case: Case, *conditions: str) -> None:
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "Still?"), people.OFFICER)
    case.do(ethics.RecordEthicsAdvice(CASE, Advice.CONDITIONAL, "Yes, but.", conditions), people.ETHICS)


@pytest.mark.rule("O13-conditions")
@pytest.mark.parametrize("command", [RENEW, WIDEN])
def test_what_is_decided_after_the_approval_carries_the_conditions_of_the_advice_too(command: Later) -> None:
    case = left_one_out()
    advise(case, "A report each year.", "No raw data.")
    assert "advice-1, advice-2" in case.refused_by_rule("O13-conditions", command, people.APPROVER).reason
    said: dict[str, Any] = {"conditions": (REPORT,), "advice_left_out": (AdviceLeftOut("advice-2", "There are none."),)}
    (event,) = case.do(replace(command, **said), people.APPROVER)
    assert [each.condition_id for each in event.conditions] == ["advice-1"]
    assert [each.condition_id for each in event.advice_left_out] == ["advice-2"]
    assert "advice-1" in case.state.approval.conditions


@pytest.mark.rule("O13-conditions")
def test_a_condition_that_stands_or_was_met_is_carried_already() -> None:
    case = walk(Status.IN_REVIEW)
    advise(case, "A report each year.")
    case.approve(conditions=(REPORT,)).start()
    case.copy().do(RENEW, people.APPROVER)
    case.do(approval_conditions.MeetCondition(CASE, "advice-1", "Signed."), people.OFFICER)
    case.do(RENEW, people.APPROVER)


@pytest.mark.rule("O13-conditions")
def test_a_second_advice_numbers_its_conditions_on() -> None:
    case = walk(Status.IN_REVIEW)
    advise(case, "A report each year.")
    case.approve(conditions=(REPORT,)).start()
    advise(case, "No raw data.")
    assert case.state.ethics.condition_ids == ("advice-2",)
    case.refused_by_rule("O13-conditions", RENEW, people.APPROVER)
    case.do(replace(RENEW, conditions=(ConditionInput("advice-2", "No raw data."),)), people.APPROVER)
    assert set(case.state.approval.conditions) == {"advice-1", "advice-2"}, "what stood goes on standing"


@pytest.mark.rule("condition")
@pytest.mark.rule("G12")
def test_a_condition_of_a_renewal_blocks_and_is_late_as_one_of_the_approval() -> None:
    case = walk(Status.RUNNING)
    case.do(replace(RENEW, conditions=(ConditionInput("c9", "A plan.", TODAY, Blocks.SHARE),)), people.APPROVER)
    case.refused_by_gate("condition", sharing(), people.RESEARCHER)
    assert [each.due_on for each in case.state.deadlines.by_id.values() if each.kind is Kind.CONDITION_DUE] == [TODAY]
    assert "condition-overdue" in case.wait(1).kinds
    case.do(approval_conditions.MeetCondition(CASE, "c9", "Signed."), people.OFFICER)
    case.do(sharing(), people.RESEARCHER)


@pytest.mark.rule("condition")
def test_a_condition_of_a_package_stays_in_that_package() -> None:
    case = left_one_out()
    case.do(replace(WIDEN, conditions=(ConditionInput("c9", "A plan.", None, Blocks.SHARE),)), people.APPROVER)
    (gate,) = (each for each in case.gates if each.kind == "condition")
    assert gate.work_package == "WP2"
    other = replace(WIDEN, conditions=(ConditionInput("c9", "A plan.", None, None, "WP1"),))
    assert left_one_out().refused(other, people.APPROVER, UnusableInputError).field == "conditions.0.work_package"


@pytest.mark.rule("condition")
@pytest.mark.parametrize("command", [RENEW, WIDEN])
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ((ConditionInput("c1", "Again."),), "conditions.0.condition_id"),
        ((ConditionInput("c2", " "),), "conditions.0.text"),
        ((ConditionInput("c2", "x", TODAY - timedelta(days=1)),), "conditions.0.due_on"),
        ((ConditionInput("c2", "x", None, Blocks.APPROVE),), "conditions.0.blocks"),
        ((ConditionInput("c2", "x"), ConditionInput("c2", "y")), "conditions.0.condition_id"),
    ],
)
def test_what_no_condition_of_an_approval_can_be_none_of_a_later_one_is(
    command: Later, wrong: tuple[ConditionInput, ...], field: str
) -> None:
    case = walk(Status.IN_REVIEW)
    packages(case)
    case.approve(work_packages=("WP1",), conditions=(ConditionInput("c1", "A plan.", LATER),)).start()
    assert case.refused(replace(command, conditions=wrong), people.APPROVER, UnusableInputError).field == field


@pytest.mark.rule("G10")
@pytest.mark.parametrize("command", [RENEW, WIDEN])
def test_high_risk_is_answered_factor_by_factor_after_the_approval_too(command: Later) -> None:
    case = left_one_out(funder_scheme=None)
    case.do(factors.AssertRiskFactor(CASE, "P-MIL-TIE", "A yearly report."), people.OFFICER)
    case.classify("9.1")
    case.screen()
    case.complete()
    case.refused_by_rule("G10", command, people.APPROVER)
    case.do(replace(command, accepted_factors=case.accepting()), people.APPROVER)


def test_a_decision_stored_before_it_could_carry_conditions_is_read_as_one_without() -> None:
    evidence = approval.Evidence(1, (), "none")
    renewed = approval_after.ApprovalRenewed(CASE, None, None, (), "Fine.", evidence)
    widened = approval_after.WorkPackageApproved(CASE, "WP1", "Fine.", evidence)
    assert renewed.conditions == widened.conditions == ()
