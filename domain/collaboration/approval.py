"""The approval track: review, institutional approval, and the decision by another person than did the work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration import approval_conditions, work_packages
from domain.collaboration.approval_conditions import AdviceLeftOut, Condition, ConditionInput, OpenCondition
from domain.collaboration.screening import ListVersion
from domain.context import Context
from domain.questionnaire import AppraisalOutcome as AppraisalOutcome
from domain.slices import replace
from domain.values import CaseId, Level, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


class Route(StrEnum):
    """How a case came to its approval."""

    FAST = "fast"
    STANDARD = "standard"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class FactorAcceptance:
    """A risk factor that no measure answers, and why the approver accepts it all the same (G10)."""

    code: str
    justification: SealedText


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision rested on: the version of the case, of every list, and of the rules."""

    case_version: int
    list_versions: tuple[ListVersion, ...]
    catalogue_edition: str


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
class Approval:
    """Where the approval track stands; `work_packages` are those approved, none for the whole.

    `level` is the level that the approver decided on; `approved_on` the day of the approval, which a renewal leaves.
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
    approved_on: date | None = None

    def granted_anew(self) -> "Approval":
        """Return the track when what the institution stood behind changed: it is asked again."""
        return replace(self, is_granted=False) if self.is_granted else self

    def anew(self) -> "Approval":
        """Return the track of a reopened case: the institution and the approver are asked again."""
        return Approval(appraisal=self.appraisal, requesters=self.requesters)


Command = SubmitForReview | ReturnForWork | Clear | Approve | Reject
Event = ReviewSubmitted | ReviewReturned | CollaborationApproved | CollaborationRejected


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command of the approval track causes."""
    case_id = command.case_id
    match command:
        case SubmitForReview(_, proposal):
            return (ReviewSubmitted(case_id, state.version, text.required(proposal, "proposal")),)
        case ReturnForWork(_, questions):
            return (ReviewReturned(case_id, text.required(questions, "questions")),)
        case Clear(_, grounds):
            why = text.required(grounds, "grounds")
            return (CollaborationApproved(case_id, Route.FAST, (), False, None, why, evidence(state, context)),)
        case Approve():
            return (_approved(state, command, context),)
        case Reject(_, grounds, appeal_until):
            text.in_order(context.today, appeal_until, "appeal_until")
            why = text.required(grounds, "grounds")
            return (CollaborationRejected(case_id, why, evidence(state, context), appeal_until),)
        case _:
            assert_never(command)


def evolve(slice_: Approval, event: Event, meta: Metadata) -> Approval:
    """Return the approval track after `event`."""
    match event:
        case ReviewSubmitted():
            return replace(slice_, requesters=slice_.requesters | meta.actor.identities)
        case CollaborationApproved():
            return replace(
                slice_,
                conditions=approval_conditions.opened(event.conditions),
                met_conditions={},
                is_subject_to_licence=event.is_subject_to_licence,
                valid_until=event.valid_until,
                next_review_on=event.next_review_on,
                work_packages=frozenset(event.work_packages),
                approved_on=meta.recorded_at.date(),
            )
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
    return CollaborationApproved(
        command.case_id,
        Route.COMMITTEE if state.ethics.is_requested else Route.STANDARD,
        approval_conditions.imposed(state, command.conditions, context),
        command.is_subject_to_licence,
        command.valid_until,
        text.required(command.grounds, "grounds"),
        evidence(state, context),
        packages,
        accepted(command.accepted_factors),
        command.next_review_on,
        approval_conditions.left_out(state, command.advice_left_out),
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
