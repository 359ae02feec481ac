"""What is recorded as done was done: no start or end that is still to come, and no start before the approval."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.collaboration import spine, work_packages
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from tests.domain import people
from tests.domain.gate_rows import packages
from tests.domain.scenario import CASE, TODAY, Case, walk

TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


def _begin(day: date) -> work_packages.BeginWorkPackage:
    return work_packages.BeginWorkPackage(CASE, "WP1", day)


@pytest.mark.rule("happened")
@pytest.mark.parametrize(
    ("status", "command", "field"),
    [
        (Status.APPROVED, spine.Start(CASE, TOMORROW), "started_on"),
        (Status.RUNNING, spine.Complete(CASE, TOMORROW), "ended_on"),
        (Status.RUNNING, _begin(TOMORROW), "begun_on"),
    ],
)
def test_a_start_or_an_end_still_to_come_is_not_recorded(status: Status, command: Any, field: str) -> None:
    case = walk(status)
    packages(case)
    refused = case.refused(command, people.RESEARCHER, UnusableInputError)
    assert (refused.field, f"{TOMORROW} is yet to come" in refused.rule) == (field, True)
    assert "a day before" in refused.expected
    case.wait(1)
    case.do(command, people.RESEARCHER)


@pytest.mark.rule("happened")
def test_a_start_to_come_is_planned() -> None:
    refused = walk(Status.APPROVED).refused(spine.Start(CASE, TOMORROW), people.RESEARCHER, UnusableInputError)
    assert "planned_start_on" in refused.expected


@pytest.mark.rule("happened")
def test_nothing_starts_before_its_approval() -> None:
    case = walk(Status.APPROVED).wait(7)
    refused = case.refused(spine.Start(CASE, YESTERDAY), people.RESEARCHER, UnusableInputError)
    assert (refused.field, f"the approval of {TODAY}" in refused.rule) == ("started_on", True)
    assert f"from {TODAY}" in refused.expected
    case.do(spine.Start(CASE, TODAY), people.RESEARCHER)


@pytest.mark.rule("happened")
def test_what_is_approved_again_starts_again_after_the_later_approval() -> None:
    case: Case = walk(Status.COMPLETED)
    case.wait(3).do(spine.Reopen(CASE, "More money came."), people.APPROVER)
    case.screen()
    case.complete().submit().approve()
    case.refused(spine.Start(CASE, TODAY), people.RESEARCHER, UnusableInputError)
    case.do(spine.Start(CASE, case.now.date()), people.RESEARCHER)
