"""The human-rights track: a test that ends in yes, no, or go on and watch."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration import factors
from domain.collaboration.rule import GUIDELINE, GateRule
from domain.context import Context
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


class Answer(StrEnum):
    """An answer to a question; not knowing is an answer of its own."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class TestOutcome(StrEnum):
    """How the human-rights test ends. Source: [004]."""

    __test__ = False

    PASS = "pass"  # noqa: S105  # a word of the guideline, no password
    PASS_WITH_MONITORING = "pass_with_monitoring"  # noqa: S105  # likewise
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class HumanRightsTestRequested:
    """Someone asked for the human-rights test."""

    stored_name: ClassVar[str] = "collaboration.human-rights-test-requested.v1"
    case_id: CaseId
    reason: SealedText


@dataclass(frozen=True, slots=True)
class HumanRightsTestRecorded:
    """The human-rights test was made."""

    stored_name: ClassVar[str] = "collaboration.human-rights-test-recorded.v1"
    case_id: CaseId
    activities_contribute: Answer
    partner_violates: Answer
    outcome: TestOutcome
    rationale: SealedText
    monitoring_interval_days: int | None
    next_review_on: date | None


@dataclass(frozen=True, slots=True)
class RequestHumanRightsTest:
    """Ask for the human-rights test."""

    case_id: CaseId
    reason: str


@dataclass(frozen=True, slots=True)
class RecordHumanRightsTest:
    """Record the human-rights test; going on with monitoring needs its interval and next review."""

    case_id: CaseId
    activities_contribute: Answer
    partner_violates: Answer
    outcome: TestOutcome
    rationale: str
    monitoring_interval_days: int | None = None
    next_review_on: date | None = None


@dataclass(frozen=True, slots=True)
class HumanRights:
    """Where the human-rights track stands."""

    is_requested: bool = False
    outcome: TestOutcome | None = None


Command = RequestHumanRightsTest | RecordHumanRightsTest
Event = HumanRightsTestRequested | HumanRightsTestRecorded
EVENTS = (HumanRightsTestRequested, HumanRightsTestRecorded)


def decide(_state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about the test causes. Raises `UnusableInputError` for monitoring without dates."""
    match command:
        case RequestHumanRightsTest(case_id, reason):
            return (HumanRightsTestRequested(case_id, text.required(reason, "reason")),)
        case RecordHumanRightsTest():
            if command.outcome is TestOutcome.PASS_WITH_MONITORING:
                interval = command.monitoring_interval_days
                if interval is None or interval < 1:
                    raise UnusableInputError("monitoring_interval_days", "monitoring has no interval", "1 day or more")
                if command.next_review_on is None:
                    raise UnusableInputError("next_review_on", "monitoring has no next review", "a day to come")
                text.in_order(context.today, command.next_review_on, "next_review_on")
            return (
                HumanRightsTestRecorded(
                    command.case_id,
                    command.activities_contribute,
                    command.partner_violates,
                    command.outcome,
                    text.required(command.rationale, "rationale"),
                    command.monitoring_interval_days,
                    command.next_review_on,
                ),
            )
        case _:
            assert_never(command)


def evolve(slice_: HumanRights, event: Event, _meta: Metadata) -> HumanRights:
    """Return the track after `event`."""
    match event:
        case HumanRightsTestRequested():
            return HumanRights(is_requested=True, outcome=None)
        case HumanRightsTestRecorded(outcome=outcome):
            return replace(slice_, outcome=outcome)
        case _:
            assert_never(event)


def human_rights_are_tested(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """R5, G8: a partner in serious violations is tested whatever the topic; a failed test blocks. Source: [004]."""
    track = state.human_rights
    is_needed = track.is_requested or state.factors.stands(factors.HUMAN_RIGHTS)
    if track.outcome is TestOutcome.FAIL:
        reason = "the human-rights test was failed"
    elif is_needed and track.outcome is None:
        reason = "the human-rights test is not made"
    else:
        return
    yield Gate(
        f"human-rights:{track.outcome or 'untested'}",
        "human-rights",
        frozenset({Blocks.APPROVE, Blocks.START, Blocks.SHARE, Blocks.RESUME}),
        "G8",
        f"{GUIDELINE}, human-rights test",
        reason,
        "record-human-rights-test, by the ethics committee or the contact point",
    )


GATES = (GateRule("G8", "human-rights", human_rights_are_tested),)
