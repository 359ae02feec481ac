"""What holds a case back is told with its day of review; equal facts are compared by country."""

from datetime import timedelta

import pytest

from domain.collaboration import approval, proportionality, spine
from domain.collaboration.approval_conditions import ConditionInput
from domain.collaboration.spine import Status
from domain.gates import Blocks
from domain.values import Level
from tests.domain import people
from tests.domain.scenario import AS_IT_STANDS, CASE, CATALOGUE, LATER, LEGAL_LIST, PARTNER, Case, hit, walk


def kinds(case: Case) -> dict[str, bool]:
    """Return what holds the case back, and whether it has a day of review."""
    return {each.kind: each.review_on is not None for each in proportionality.restrictions(case.state)}


def outcome(country: str, *, is_refused: bool, fact: str = "nature other") -> proportionality.Outcome:
    return proportionality.Outcome("KV-1", (country,), (fact,), Level.ATTENTION, is_refused)


@pytest.mark.rule("lint")
def test_a_running_case_without_restriction_is_held_by_nothing() -> None:
    assert kinds(walk(Status.RUNNING)) == {}


@pytest.mark.rule("lint", "proportionality")
def test_a_hold_and_a_suspension_have_their_day_of_review() -> None:
    case = walk(Status.RUNNING)
    case.rescreen(hit(PARTNER, LEGAL_LIST))
    case.do(spine.Suspend(CASE, "A question."), people.OFFICER)
    assert kinds(case) == {"hold": True, "suspension": True}


@pytest.mark.rule("lint")
@pytest.mark.parametrize("due_on", [None, LATER + timedelta(days=10)])
def test_a_condition_without_a_day_is_told(due_on: object) -> None:
    case = walk(Status.IN_REVIEW)
    condition = ConditionInput("c1", "Share no code.", due_on, Blocks.SHARE)  # type: ignore[arg-type]
    case.do(approval.Approve(CASE, "The risk is small.", AS_IT_STANDS, conditions=(condition,)), people.APPROVER)
    assert kinds(case)["condition"] is (due_on is not None)


@pytest.mark.rule("lint", "neutrality")
def test_the_same_facts_with_another_outcome_by_country_are_told() -> None:
    same = [outcome("NO", is_refused=True), outcome("SE", is_refused=False)]
    (told,) = proportionality.disparities(same)
    assert told.by_country == (("NO", 1, 1), ("SE", 0, 1))


@pytest.mark.rule("lint")
def test_other_facts_or_the_same_outcome_are_no_disparity() -> None:
    assert proportionality.disparities([outcome("NO", is_refused=True), outcome("SE", is_refused=True)]) == ()
    other = outcome("SE", is_refused=False, fact="nature joint_phd")
    assert proportionality.disparities([outcome("NO", is_refused=True), other]) == ()


@pytest.mark.rule("lint", "neutrality")
def test_the_facts_of_a_case_name_no_country() -> None:
    here = proportionality.outcome("KV-1", walk(Status.RUNNING).state, CATALOGUE)
    assert here is not None
    assert here.countries
    assert not any(country in fact.split() for fact in here.facts for country in here.countries)
    assert proportionality.outcome("KV-1", walk(Status.NOTIFIED).state, CATALOGUE) is None
