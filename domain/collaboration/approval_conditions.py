"""The conditions of an approval: what a decision asks for, and whether it was met or broken since."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration import mitigation, work_packages
from domain.context import Context
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Blocks
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.approval import Approval
    from domain.collaboration.state import Collaboration


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of an approval; `blocks` says what waits for it, if anything."""

    condition_id: str
    text: SealedText
    due_on: date | None
    blocks: Blocks | None
    work_package: str | None = None


@dataclass(frozen=True, slots=True)
class AdviceLeftOut:
    """A condition of the committee's advice that the approval does not carry, and why not."""

    condition_id: str
    reason: SealedText


@dataclass(frozen=True, slots=True)
class ConditionMet:
    """A condition of the approval was met."""

    stored_name: ClassVar[str] = "collaboration.condition-met.v1"
    case_id: CaseId
    condition_id: str
    evidence: SealedText


@dataclass(frozen=True, slots=True)
class ConditionBreached:
    """A condition of the approval, met before or not, was broken."""

    stored_name: ClassVar[str] = "collaboration.condition-breached.v1"
    case_id: CaseId
    condition_id: str
    what: SealedText


@dataclass(frozen=True, slots=True)
class ConditionInput:
    """A condition as the approver states it; `blocks` is `start`, `share`, `resume`, `close` or nothing."""

    condition_id: str
    text: str
    due_on: date | None = None
    blocks: Blocks | None = None
    work_package: str | None = None


@dataclass(frozen=True, slots=True)
class MeetCondition:
    """Say that a condition of the approval was met, with the evidence."""

    case_id: CaseId
    condition_id: str
    evidence: str


@dataclass(frozen=True, slots=True)
class RecordConditionBreach:
    """Say that a condition of the approval was broken; `meet-condition` says when it is set right."""

    case_id: CaseId
    condition_id: str
    what: str


@dataclass(frozen=True, slots=True)
class OpenCondition:
    """A condition of the approval as later decisions depend on it."""

    blocks: Blocks | None
    due_on: date | None = None
    work_package: str | None = None
    is_breached: bool = False
    measures: frozenset[str] = frozenset()


Command = MeetCondition | RecordConditionBreach
Event = ConditionMet | ConditionBreached


def decide(state: "Collaboration", command: Command, _context: Context) -> tuple[Event, ...]:
    """Return what a command about a condition causes. Raises `NotFoundError` for one that the case does not have."""
    track = state.approval
    match command:
        case MeetCondition(case_id, condition_id, shown):
            if condition_id not in track.conditions:
                raise NotFoundError("open condition", condition_id)
            return (ConditionMet(case_id, condition_id, text.required(shown, "evidence")),)
        case RecordConditionBreach(case_id, condition_id, what):
            condition = track.conditions.get(condition_id) or track.met_conditions.get(condition_id)
            if condition is None:
                raise NotFoundError("condition of the approval", condition_id)
            if condition.is_breached:
                return ()
            return (ConditionBreached(case_id, condition_id, text.required(what, "what")),)
        case _:
            assert_never(command)


def evolve(slice_: "Approval", event: Event, _meta: Metadata) -> "Approval":
    """Return the approval track after `event`."""
    condition_id = event.condition_id
    known = {**slice_.met_conditions, **slice_.conditions}[condition_id]
    opened = {key: each for key, each in slice_.conditions.items() if key != condition_id}
    met = {key: each for key, each in slice_.met_conditions.items() if key != condition_id}
    match event:
        case ConditionMet():
            met[condition_id] = replace(known, is_breached=False)
        case ConditionBreached():
            opened[condition_id] = replace(known, is_breached=True)
        case _:
            assert_never(event)
    return replace(slice_, conditions=opened, met_conditions=met)


def imposed(state: "Collaboration", given: tuple[ConditionInput, ...], context: Context) -> tuple[Condition, ...]:
    """Return the conditions that a decision imposes. Raises `UnusableInputError` for one that cannot be met."""
    ids = [each.condition_id for each in given]
    for number, each in enumerate(given):
        field = f"conditions.{number}"
        text.required(each.condition_id, f"{field}.condition_id", 100)
        if ids.count(each.condition_id) > 1:
            rule = f"{each.condition_id!r} is given twice"
            raise UnusableInputError(f"{field}.condition_id", rule, "an id for each condition")
        if each.condition_id in state.approval.conditions:
            rule = f"{each.condition_id!r} stands already"
            raise UnusableInputError(f"{field}.condition_id", rule, "an id of its own; meet-condition ends what stands")
        if each.blocks in {Blocks.APPROVE, Blocks.COMPLETE_SCREENING}:
            rule = f"{each.blocks} comes before the approval"
            raise UnusableInputError(f"{field}.blocks", rule, "start, share, resume or close")
        text.in_order(context.today, each.due_on, f"{field}.due_on")
        if each.work_package is not None:
            work_packages.known(state, each.work_package, f"{field}.work_package")
    return tuple(
        Condition(
            each.condition_id,
            text.required(each.text, f"conditions.{n}.text"),
            each.due_on,
            each.blocks,
            each.work_package,
        )
        for n, each in enumerate(given)
    )


def opened(conditions: Iterable[Condition]) -> dict[str, OpenCondition]:
    """Return conditions as later decisions depend on them, by id."""
    return {
        each.condition_id: OpenCondition(
            each.blocks, each.due_on, each.work_package, measures=mitigation.named_in(each.text)
        )
        for each in conditions
    }


def joined(slice_: "Approval", conditions: Iterable[Condition]) -> "Approval":
    """Return the track with conditions beside those that stand; what was met before and is asked anew stands again."""
    new = opened(conditions)
    met = {key: each for key, each in slice_.met_conditions.items() if key not in new}
    return replace(slice_, conditions={**slice_.conditions, **new}, met_conditions=met)


def left_out(state: "Collaboration", given: tuple[AdviceLeftOut, ...]) -> tuple[AdviceLeftOut, ...]:
    """Return what a decision leaves out of the advice. Raises `UnusableInputError` unless the advice has it."""
    known = state.ethics.condition_ids
    for number, each in enumerate(given):
        if each.condition_id not in known:
            name = f"advice_left_out.{number}.condition_id"
            expected = f"one of {', '.join(known)}" if known else "nothing, for the advice has no conditions"
            raise UnusableInputError(name, f"{each.condition_id!r} is no condition of the advice", expected)
    return tuple(
        AdviceLeftOut(each.condition_id, text.required(each.reason, f"advice_left_out.{n}.reason"))
        for n, each in enumerate(given)
    )
