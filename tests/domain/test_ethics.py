"""The advice of the committee: its conditions, its contradictions, and asking it again."""

import pytest

from domain.collaboration import approval, approval_conditions, ethics, spine
from domain.collaboration.ethics import Advice
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from tests.domain import people
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, Case, walk

APPROVE = approval.Approve(CASE, "The risk is small.", AS_IT_STANDS)
ASK = ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?")
WISHES = ("A report each year.", "No raw data.")


def advised(advice: Advice, *conditions: str, status: Status = Status.IN_REVIEW) -> Case:
    case = walk(status)
    case.do(ASK, people.OFFICER)
    case.do(ethics.RecordEthicsAdvice(CASE, advice, "Weighed.", conditions), people.ETHICS)
    return case


def carried(*numbers: int) -> approval.Approve:
    conditions = tuple(approval_conditions.ConditionInput(f"advice-{n}", WISHES[n - 1], LATER) for n in numbers)
    return approval.Approve(CASE, "As advised.", AS_IT_STANDS, conditions)


@pytest.mark.rule("O13-conditions")
@pytest.mark.parametrize(
    ("advice", "conditions"),
    [
        (Advice.CONDITIONAL, ()),
        (Advice.CONDITIONAL, (" ",)),
        (Advice.POSITIVE, WISHES),
        (Advice.NEGATIVE, WISHES),
    ],
)
def test_an_advice_and_its_conditions_agree(advice: Advice, conditions: tuple[str, ...]) -> None:
    case = walk(Status.IN_REVIEW)
    case.do(ASK, people.OFFICER)
    command = ethics.RecordEthicsAdvice(CASE, advice, "Weighed.", conditions)
    assert case.refused(command, people.ETHICS, UnusableInputError).field.startswith("conditions")


@pytest.mark.rule("O13-conditions")
def test_an_approval_names_every_condition_that_it_does_not_carry() -> None:
    case = advised(Advice.CONDITIONAL, *WISHES)
    assert "advice-1, advice-2" in case.refused_by_rule("O13-conditions", APPROVE, people.APPROVER).reason
    assert "advice-2" in case.refused_by_rule("O13-conditions", carried(1), people.APPROVER).reason
    case.do(carried(1, 2), people.APPROVER)
    assert set(case.state.approval.conditions) == {"advice-1", "advice-2"}


@pytest.mark.rule("O13-conditions")
def test_what_is_left_out_is_stored_with_its_reason() -> None:
    case = advised(Advice.CONDITIONAL, *WISHES)
    left_out = approval_conditions.AdviceLeftOut("advice-2", "M09 keeps raw data here.")
    (event,) = case.do(
        approval.Approve(CASE, "As advised.", AS_IT_STANDS, carried(1).conditions, advice_left_out=(left_out,)),
        people.APPROVER,
    )
    assert event.advice_left_out == (left_out,)


@pytest.mark.rule("O13-conditions")
@pytest.mark.parametrize(
    ("condition_id", "reason", "field"),
    [("advice-9", "Why.", "advice_left_out.0.condition_id"), ("advice-1", " ", "advice_left_out.0.reason")],
)
def test_only_a_condition_of_the_advice_is_left_out_and_for_a_reason(
    condition_id: str, reason: str, field: str
) -> None:
    case = advised(Advice.CONDITIONAL, *WISHES)
    command = approval.Approve(
        CASE,
        "x",
        AS_IT_STANDS,
        carried(1, 2).conditions,
        advice_left_out=(approval_conditions.AdviceLeftOut(condition_id, reason),),
    )
    assert case.refused(command, people.APPROVER, UnusableInputError).field == field


@pytest.mark.rule("O13-conditions")
def test_the_fast_route_carries_no_conditions() -> None:
    case = advised(Advice.CONDITIONAL, *WISHES, status=Status.ASSESSED)
    case.refused_by_rule("O13-conditions", approval.Clear(CASE, "No risk."), people.COLLEAGUE)
    advised(Advice.POSITIVE, status=Status.ASSESSED).do(approval.Clear(CASE, "No risk."), people.COLLEAGUE)


@pytest.mark.rule("O13")
def test_a_negative_advice_blocks_until_two_people_pass_it() -> None:
    case = advised(Advice.NEGATIVE)
    assert case.refused_by_gate("ethics", APPROVE, people.APPROVER).gate_id == "ethics:negative"
    case.do(spine.ProposeGateOverride(CASE, "ethics:negative", "Weighed otherwise."), people.OFFICER)
    case.do(spine.ConfirmGateOverride(CASE, "ethics:negative"), people.DEAN)
    case.do(APPROVE, people.APPROVER)


@pytest.mark.rule("O13")
def test_advice_is_asked_again_and_the_newest_counts() -> None:
    case = advised(Advice.CONDITIONAL, *WISHES)
    case.do(ASK, people.OFFICER)
    assert case.refused_by_gate("ethics", carried(1, 2), people.APPROVER).gate_id == "ethics:unanswered"
    case.do(ethics.RecordEthicsAdvice(CASE, Advice.POSITIVE, "Fine now."), people.ETHICS)
    case.do(APPROVE, people.APPROVER)
