"""What becomes of a measure: accepted by whom it binds, reviewed after a while, waived with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never
from uuid import UUID

from domain import deadlines, text
from domain.collaboration import mitigation, transitions
from domain.collaboration.mitigation import Mitigations, MitigationStatus
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule, Guard
from domain.context import Context
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate, Scope
from domain.sentence import say
from domain.values import CaseId, Metadata, Role, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


class ReviewOutcome(StrEnum):
    """Whether a measure does what it is for."""

    EFFECTIVE = "effective"
    INEFFECTIVE = "ineffective"


@dataclass(frozen=True, slots=True)
class MitigationsAccepted:
    """A researcher whom the measures bind accepted them."""

    stored_name: ClassVar[str] = "collaboration.mitigations-accepted.v1"
    case_id: CaseId
    mitigation_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MitigationReviewed:
    """Somebody other than the owner looked whether a measure works; `next_review_on` where it does."""

    stored_name: ClassVar[str] = "collaboration.mitigation-reviewed.v1"
    case_id: CaseId
    mitigation_id: UUID
    outcome: ReviewOutcome
    finding: SealedText
    next_review_on: date | None


@dataclass(frozen=True, slots=True)
class MitigationWaived:
    """A measure is not taken after all."""

    stored_name: ClassVar[str] = "collaboration.mitigation-waived.v1"
    case_id: CaseId
    mitigation_id: UUID
    reason: SealedText


@dataclass(frozen=True, slots=True)
class AcceptMitigations:
    """Accept measures that bind you."""

    case_id: CaseId
    mitigation_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ReviewMitigation:
    """Say whether a verified measure works; without `next_review_on` it is looked at again in 180 days."""

    case_id: CaseId
    mitigation_id: UUID
    outcome: ReviewOutcome
    finding: str
    next_review_on: date | None = None


@dataclass(frozen=True, slots=True)
class WaiveMitigation:
    """Say that a measure is not taken after all, and why."""

    case_id: CaseId
    mitigation_id: UUID
    reason: str


Command = AcceptMitigations | ReviewMitigation | WaiveMitigation
Event = MitigationsAccepted | MitigationReviewed | MitigationWaived


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what becomes of measures. Raises `NotFoundError` or `UnusableInputError`."""
    measures, case_id = state.mitigation.measures, command.case_id
    match command:
        case AcceptMitigations(mitigation_ids=mitigation_ids):
            if not mitigation_ids:
                raise UnusableInputError("mitigation_ids", "names no measure", "the measures that are accepted")
            by = context.actor.identities
            each_once = tuple(dict.fromkeys(mitigation_ids))
            new = tuple(one for one in each_once if not by <= mitigation.known(measures, one).accepted_by)
            return (MitigationsAccepted(case_id, new),) if new else ()
        case ReviewMitigation(mitigation_id=mitigation_id, outcome=outcome, finding=finding):
            said = text.required(finding, "finding")
            again = _next_review(command, context)
            return (MitigationReviewed(case_id, mitigation_id, outcome, said, again),)
        case WaiveMitigation(mitigation_id=mitigation_id, reason=reason):
            if mitigation.known(measures, mitigation_id).status is MitigationStatus.WAIVED:
                return ()
            return (MitigationWaived(case_id, mitigation_id, text.required(reason, "reason")),)
        case _:
            assert_never(command)


def evolve(slice_: Mitigations, event: Event, meta: Metadata) -> Mitigations:
    """Return the measures after `event`."""
    measures = dict(slice_.measures)
    match event:
        case MitigationsAccepted(mitigation_ids=accepted):
            for one in accepted:
                measures[one] = replace(measures[one], accepted_by=measures[one].accepted_by | meta.actor.identities)
        case MitigationReviewed(mitigation_id=one, outcome=ReviewOutcome.INEFFECTIVE):
            measures[one] = replace(measures[one], status=MitigationStatus.INEFFECTIVE, is_ineffective=True)
        case MitigationReviewed():
            return slice_
        case MitigationWaived(mitigation_id=one):
            measures[one] = replace(measures[one], status=MitigationStatus.WAIVED, is_ineffective=False)
        case _:
            assert_never(event)
    return Mitigations(measures)


def what_does_not_work_is_set_right(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A measure that does not work holds what it was for, until it or another in its place is verified. Source: O8."""
    measures = state.mitigation.measures
    verified = [each for each in measures.values() if each.status is MitigationStatus.VERIFIED]
    replaced = {each.replaces for each in verified}
    for mitigation_id, measure in measures.items():
        if measure.is_ineffective and mitigation_id not in replaced:
            yield Gate(
                f"mitigation-ineffective:{mitigation_id}",
                "mitigation-ineffective",
                frozenset({Blocks.START, Blocks.RESUME, Blocks.SHARE}),
                "O8-review",
                f"{GUIDELINE}, mitigating measures",
                say("measure {measure} was found not to work", measure=measure.code),
                "implement-mitigation and verify-mitigation anew, or of one that replaces it; or waive-mitigation",
                Scope.WHOLE if measure.work_package is None else Scope.WORK_PACKAGE,
                work_package=measure.work_package,
            )


def somebody_else_reviews(state: "Collaboration", command: ReviewMitigation, context: Context) -> str | None:
    """G7: who owns or took a measure does not say whether it works. Source: handbook domain.md 2.4."""
    measure = mitigation.known(state.mitigation.measures, command.mitigation_id)
    if measure.status is not MitigationStatus.VERIFIED:
        return say(_NOT_VERIFIED, measure=measure.code, status=measure.status)
    if ({measure.owner} | measure.implemented_by) & context.actor.identities:
        return say(_REVIEWS_OWN, actor=context.actor.id, measure=measure.code)
    return None


def what_was_relied_on_is_not_waived(state: "Collaboration", command: WaiveMitigation, context: Context) -> str | None:
    """A measure is waived by neither owner nor taker, nor where a decision rests on it. Source: [004] O8."""
    measure = mitigation.known(state.mitigation.measures, command.mitigation_id)
    if measure.status is MitigationStatus.WAIVED:
        return None
    if ({measure.owner} | measure.implemented_by) & context.actor.identities:
        return say(_WAIVES_OWN, actor=context.actor.id, measure=measure.code)
    if measure.code in state.ethics.measures:
        return say(_ADVISED, measure=measure.code)
    conditions = {**state.approval.met_conditions, **state.approval.conditions}
    named = sorted(key for key, each in conditions.items() if measure.code in each.measures)
    if named:
        return say(_CONDITION, conditions=tuple(named), measure=measure.code)
    if state.spine.status in transitions.LIVE and context.role is not Role.INSTITUTION_APPROVER:
        return say(_RESTS_ON_IT, measure=measure.code)
    return None


def _next_review(command: ReviewMitigation, context: Context) -> date | None:
    if command.outcome is ReviewOutcome.INEFFECTIVE:
        if command.next_review_on is not None:
            rule = "a measure that does not work is set right, not looked at again"
            raise UnusableInputError("next_review_on", rule, "nothing")
        return None
    text.in_order(context.today, command.next_review_on, "next_review_on")
    return command.next_review_on or context.today + deadlines.term(deadlines.Kind.MITIGATION_REVIEW)


_NOT_VERIFIED = "measure {measure} is {status}; only a verified measure is reviewed"
_REVIEWS_OWN = "{actor} owns or took measure {measure}; another person must review it"
_WAIVES_OWN = "{actor} owns or took measure {measure}; another person must waive it"
_ADVISED = "a condition of the committee's advice names {measure}; request-ethics-advice anew"
_CONDITION = "condition {conditions} of the approval names {measure}; only a new approval lets go of it"
_RESTS_ON_IT = "the approval rests on measure {measure}; the institution's approver waives it"
GATES = (GateRule("O8-review", "mitigation-ineffective", what_does_not_work_is_set_right),)
GUARDS = (
    Guard("G7-review", DESIGN, (ReviewMitigation,), somebody_else_reviews),
    Guard(
        "mitigation-waived", f"{GUIDELINE}, mitigating measures", (WaiveMitigation,), what_was_relied_on_is_not_waived
    ),
)
