"""The approval track: review, institutional approval, and the decision by another person than did the work."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration import mitigation, work_packages
from domain.collaboration.screening import ListVersion
from domain.context import Context
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Blocks
from domain.questionnaire import AppraisalOutcome as AppraisalOutcome
from domain.values import CaseId, Level, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


class Route(StrEnum):
    """How a case came to its approval."""

    FAST = "fast"
    STANDARD = "standard"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of an approval; `blocks` says what waits for it, if anything."""

    condition_id: str
    text: SealedText
    due_on: date | None
    blocks: Blocks | None
    work_package: str | None = None


@dataclass(frozen=True, slots=True)
class FactorAcceptance:
    """A risk factor that no measure answers, and why the approver accepts it all the same (G10)."""

    code: str
    justification: SealedText


@dataclass(frozen=True, slots=True)
class AdviceLeftOut:
    """A condition of the committee's advice that the approval does not carry, and why not."""

    condition_id: str
    reason: SealedText


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision rested on: the version of the case, of every list, and of the rules."""

    case_version: int
    list_versions: tuple[ListVersion, ...]
    catalogue_edition: str


@dataclass(frozen=True, slots=True)
class AppraisalRecorded:
    """The outcome of a funder's research security appraisal was recorded."""

    stored_name: ClassVar[str] = "collaboration.appraisal-recorded.v1"
    case_id: CaseId
    questionnaire: str
    questionnaire_version: str
    outcome: AppraisalOutcome


@dataclass(frozen=True, slots=True)
class ReviewSubmitted:
    """The contact point handed the dossier to the approver."""

    stored_name: ClassVar[str] = "collaboration.review-submitted.v1"
    case_id: CaseId
    dossier_version: int
    proposal: SealedText


@dataclass(frozen=True, slots=True)
class ReviewReturned:
    """The approver sent the dossier back with questions."""

    stored_name: ClassVar[str] = "collaboration.review-returned.v1"
    case_id: CaseId
    questions: SealedText


@dataclass(frozen=True, slots=True)
class InstitutionalApprovalRequested:
    """The contact point asked the institution to stand behind a high-risk application."""

    stored_name: ClassVar[str] = "collaboration.institutional-approval-requested.v1"
    case_id: CaseId
    dossier_version: int
    reason: SealedText


@dataclass(frozen=True, slots=True)
class InstitutionalApprovalGranted:
    """The institution stands behind the application."""

    stored_name: ClassVar[str] = "collaboration.institutional-approval-granted.v1"
    case_id: CaseId
    conditions: tuple[SealedText, ...]
    grounds: SealedText


@dataclass(frozen=True, slots=True)
class InstitutionalApprovalRefused:
    """The institution does not stand behind the application."""

    stored_name: ClassVar[str] = "collaboration.institutional-approval-refused.v1"
    case_id: CaseId
    grounds: SealedText


@dataclass(frozen=True, slots=True)
class CollaborationApproved:
    """A named person let the collaboration begin, on this evidence and under these conditions.

    `work_packages` are those that may begin; none means the whole.
    """

    stored_name: ClassVar[str] = "collaboration.approved.v1"
    case_id: CaseId
    route: Route
    conditions: tuple[Condition, ...]
    is_subject_to_licence: bool
    valid_until: date | None
    grounds: SealedText
    evidence: Evidence
    work_packages: tuple[str, ...] = ()
    accepted_factors: tuple[FactorAcceptance, ...] = ()
    next_review_on: date | None = None
    advice_left_out: tuple[AdviceLeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class CollaborationRejected:
    """A named person decided that the collaboration does not begin."""

    stored_name: ClassVar[str] = "collaboration.rejected.v1"
    case_id: CaseId
    grounds: SealedText
    evidence: Evidence
    appeal_until: date | None = None


@dataclass(frozen=True, slots=True)
class ConditionMet:
    """A condition of the approval was met."""

    stored_name: ClassVar[str] = "collaboration.condition-met.v1"
    case_id: CaseId
    condition_id: str
    evidence: SealedText


@dataclass(frozen=True, slots=True)
class ConditionInput:
    """A condition as the approver states it; `blocks` is `start`, `share`, `resume`, `close` or nothing."""

    condition_id: str
    text: str
    due_on: date | None = None
    blocks: Blocks | None = None
    work_package: str | None = None


@dataclass(frozen=True, slots=True)
class RecordAppraisal:
    """Record the outcome of a funder's research security appraisal."""

    case_id: CaseId
    questionnaire: str
    questionnaire_version: str
    outcome: AppraisalOutcome


@dataclass(frozen=True, slots=True)
class SubmitForReview:
    """Hand the dossier to the approver, with what the contact point proposes."""

    case_id: CaseId
    proposal: str


@dataclass(frozen=True, slots=True)
class ReturnForWork:
    """Send the dossier back with questions."""

    case_id: CaseId
    questions: str


@dataclass(frozen=True, slots=True)
class RequestInstitutionalApproval:
    """Ask the institution to stand behind a high-risk application."""

    case_id: CaseId
    reason: str


@dataclass(frozen=True, slots=True)
class GrantInstitutionalApproval:
    """Stand behind the application in the name of the institution."""

    case_id: CaseId
    grounds: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefuseInstitutionalApproval:
    """Do not stand behind the application."""

    case_id: CaseId
    grounds: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Let a case without standing risk factors begin, on the fast route."""

    case_id: CaseId
    grounds: str


@dataclass(frozen=True, slots=True)
class Approve:
    """Let the collaboration begin, under conditions if need be.

    `is_subject_to_licence` approves before the licence is granted: start and sharing wait for it. `work_packages`
    are those that may begin, the others wait for an approval of their own; none means the whole. `dossier_version` is
    the version of the case that the approver read. On a case of high risk `accepted_factors` say why each factor that
    no measure answers is accepted. The conditions of a conditional advice are carried under their ids (`advice-1`,
    `advice-2`), or stand in `advice_left_out` with why not.
    """

    case_id: CaseId
    grounds: str
    dossier_version: int
    conditions: tuple[ConditionInput, ...] = ()
    is_subject_to_licence: bool = False
    valid_until: date | None = None
    work_packages: tuple[str, ...] = ()
    accepted_factors: tuple[FactorAcceptance, ...] = ()
    next_review_on: date | None = None
    advice_left_out: tuple[AdviceLeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """Decide that the collaboration does not begin; until `appeal_until` the notifier may ask to look again."""

    case_id: CaseId
    grounds: str
    appeal_until: date | None = None


@dataclass(frozen=True, slots=True)
class MeetCondition:
    """Say that a condition of the approval was met, with the evidence."""

    case_id: CaseId
    condition_id: str
    evidence: str


@dataclass(frozen=True, slots=True)
class OpenCondition:
    """A condition of the approval as later decisions depend on it."""

    blocks: Blocks | None
    due_on: date | None = None
    work_package: str | None = None
    is_breached: bool = False
    measures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Approval:
    """Where the approval track stands; `work_packages` are those approved, none for the whole.

    `level` is the level that the approver decided on.
    """

    appraisal: AppraisalOutcome | None = None
    requesters: frozenset[str] = frozenset()
    is_requested: bool = False
    is_granted: bool = False
    is_refused: bool = False
    conditions: Mapping[str, OpenCondition] = field(default_factory=dict)
    met_conditions: Mapping[str, OpenCondition] = field(default_factory=dict)
    is_subject_to_licence: bool = False
    valid_until: date | None = None
    next_review_on: date | None = None
    work_packages: frozenset[str] = frozenset()
    level: Level | None = None

    def granted_anew(self) -> "Approval":
        """Return the track when what the institution stood behind changed: it is asked again."""
        return replace(self, is_granted=False) if self.is_granted else self

    def anew(self) -> "Approval":
        """Return the track of a reopened case: the institution and the approver are asked again."""
        return Approval(appraisal=self.appraisal, requesters=self.requesters)


Command = (
    RecordAppraisal
    | SubmitForReview
    | ReturnForWork
    | RequestInstitutionalApproval
    | GrantInstitutionalApproval
    | RefuseInstitutionalApproval
    | Clear
    | Approve
    | Reject
    | MeetCondition
)
Event = (
    AppraisalRecorded
    | ReviewSubmitted
    | ReviewReturned
    | InstitutionalApprovalRequested
    | InstitutionalApprovalGranted
    | InstitutionalApprovalRefused
    | CollaborationApproved
    | CollaborationRejected
    | ConditionMet
)


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command of the approval track causes."""
    case_id = command.case_id
    match command:
        case RecordAppraisal(_, questionnaire, version, outcome):
            name = text.required(questionnaire, "questionnaire", text.MAX_TITLE)
            return (AppraisalRecorded(case_id, name, version, outcome),)
        case SubmitForReview(_, proposal):
            return (ReviewSubmitted(case_id, state.version, text.required(proposal, "proposal")),)
        case ReturnForWork(_, questions):
            return (ReviewReturned(case_id, text.required(questions, "questions")),)
        case RequestInstitutionalApproval(_, reason):
            return (InstitutionalApprovalRequested(case_id, state.version, text.required(reason, "reason")),)
        case GrantInstitutionalApproval(_, grounds, wishes):
            return (InstitutionalApprovalGranted(case_id, wishes, text.required(grounds, "grounds")),)
        case RefuseInstitutionalApproval(_, grounds):
            return (InstitutionalApprovalRefused(case_id, text.required(grounds, "grounds")),)
        case Clear(_, grounds):
            why = text.required(grounds, "grounds")
            return (CollaborationApproved(case_id, Route.FAST, (), False, None, why, evidence(state, context)),)
        case Approve():
            return (_approved(state, command, context),)
        case Reject(_, grounds, appeal_until):
            text.in_order(context.today, appeal_until, "appeal_until")
            why = text.required(grounds, "grounds")
            return (CollaborationRejected(case_id, why, evidence(state, context), appeal_until),)
        case MeetCondition(_, condition_id, shown):
            if condition_id not in state.approval.conditions:
                raise NotFoundError("open condition", condition_id)
            return (ConditionMet(case_id, condition_id, text.required(shown, "evidence")),)
        case _:
            assert_never(command)


def evolve(slice_: Approval, event: Event, meta: Metadata) -> Approval:
    """Return the approval track after `event`."""
    match event:
        case AppraisalRecorded(outcome=outcome):
            return replace(slice_, appraisal=outcome)
        case ReviewSubmitted():
            return replace(slice_, requesters=slice_.requesters | meta.actor.identities)
        case InstitutionalApprovalRequested():
            by = slice_.requesters | meta.actor.identities
            return replace(slice_, is_requested=True, is_granted=False, is_refused=False, requesters=by)
        case InstitutionalApprovalGranted():
            return replace(slice_, is_granted=True, is_refused=False)
        case InstitutionalApprovalRefused():
            return replace(slice_, is_granted=False, is_refused=True)
        case CollaborationApproved():
            conditions = {
                each.condition_id: OpenCondition(
                    each.blocks, each.due_on, each.work_package, measures=mitigation.named_in(each.text)
                )
                for each in event.conditions
            }
            packages = frozenset(event.work_packages)
            return replace(
                slice_,
                conditions=conditions,
                met_conditions={},
                is_subject_to_licence=event.is_subject_to_licence,
                valid_until=event.valid_until,
                next_review_on=event.next_review_on,
                work_packages=packages,
            )
        case ConditionMet(condition_id=condition_id):
            left = {key: value for key, value in slice_.conditions.items() if key != condition_id}
            met = replace(slice_.conditions[condition_id], is_breached=False)
            return replace(slice_, conditions=left, met_conditions={**slice_.met_conditions, condition_id: met})
        case ReviewReturned() | CollaborationRejected():
            return slice_
        case _:
            assert_never(event)


def _approved(state: "Collaboration", command: Approve, context: Context) -> CollaborationApproved:
    packages = tuple(
        sorted({work_packages.known(state, one, f"work_packages.{n}") for n, one in enumerate(command.work_packages)})
    )
    text.in_order(context.today, command.valid_until, "valid_until")
    text.in_order(context.today, command.next_review_on, "next_review_on")
    ids = [each.condition_id for each in command.conditions]
    for number, each in enumerate(command.conditions):
        text.required(each.condition_id, f"conditions.{number}.condition_id", 100)
        if ids.count(each.condition_id) > 1:
            name = f"conditions.{number}.condition_id"
            raise UnusableInputError(name, f"{each.condition_id!r} is given twice", "an id for each condition")
        if each.blocks in {Blocks.APPROVE, Blocks.COMPLETE_SCREENING}:
            name = f"conditions.{number}.blocks"
            raise UnusableInputError(name, f"{each.blocks} comes before the approval", "start, share, resume or close")
        text.in_order(context.today, each.due_on, f"conditions.{number}.due_on")
        if each.work_package is not None:
            work_packages.known(state, each.work_package, f"conditions.{number}.work_package")
    return CollaborationApproved(
        command.case_id,
        Route.COMMITTEE if state.ethics.is_requested else Route.STANDARD,
        tuple(
            Condition(
                each.condition_id,
                text.required(each.text, f"conditions.{n}.text"),
                each.due_on,
                each.blocks,
                each.work_package,
            )
            for n, each in enumerate(command.conditions)
        ),
        command.is_subject_to_licence,
        command.valid_until,
        text.required(command.grounds, "grounds"),
        evidence(state, context),
        packages,
        accepted(command.accepted_factors),
        command.next_review_on,
        _left_out(state, command),
    )


def _left_out(state: "Collaboration", command: Approve) -> tuple[AdviceLeftOut, ...]:
    known = state.ethics.condition_ids
    for number, each in enumerate(command.advice_left_out):
        if each.condition_id not in known:
            name = f"advice_left_out.{number}.condition_id"
            expected = f"one of {', '.join(known)}" if known else "nothing, for the advice has no conditions"
            raise UnusableInputError(name, f"{each.condition_id!r} is no condition of the advice", expected)
    return tuple(
        AdviceLeftOut(each.condition_id, text.required(each.reason, f"advice_left_out.{n}.reason"))
        for n, each in enumerate(command.advice_left_out)
    )


def accepted(given: tuple[FactorAcceptance, ...]) -> tuple[FactorAcceptance, ...]:
    """Return the factors accepted. Raises `UnusableInputError` for one without its reason."""
    for number, each in enumerate(given):
        text.required(each.justification, f"accepted_factors.{number}.justification")
    return given


def evidence(state: "Collaboration", context: Context) -> Evidence:
    """Return what a decision of now rests on."""
    seen = {
        name: max(state.screening.list_versions.get(name, 0), context.rescreened.get(name, 0))
        for name in {*state.screening.list_versions, *context.rescreened}
    }
    versions = tuple(ListVersion(name, seen[name]) for name in sorted(seen))
    return Evidence(state.version, versions, context.catalogue.edition)
