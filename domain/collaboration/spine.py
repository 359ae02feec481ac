"""The spine of a case in words: its notification, its status, what may be asked and what happens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.values import CaseId, SealedText

FWO = "fwo"


class Status(StrEnum):
    """Where a case stands. Source: handbook domain.md 2.1."""

    NEW = "new"
    NOTIFIED = "notified"
    SCREENING = "screening"
    ASSESSED = "assessed"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RUNNING = "running"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    REJECTED = "rejected"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


ENDED = frozenset({Status.COMPLETED, Status.REJECTED, Status.TERMINATED, Status.WITHDRAWN, Status.CLOSED})


class Nature(StrEnum):
    """What kind of collaboration it is. Source: handbook domain.md 1.3, NATURE."""

    INSTITUTIONAL_AGREEMENT = "institutional_agreement"
    CONSORTIUM = "consortium"
    COMMISSIONED_RESEARCH = "commissioned_research"
    JOINT_PHD = "joint_phd"
    CO_SUPERVISION = "co_supervision"
    EXCHANGE_STUDENT = "exchange_student"
    VISITING_RESEARCHER = "visiting_researcher"
    RECRUITMENT = "recruitment"
    SERVICE = "service"
    CO_PUBLICATION = "co_publication"
    LECTURE_ABROAD = "lecture_abroad"
    ONLINE_LECTURE = "online_lecture"
    TRANSFER = "transfer"
    FIELDWORK = "fieldwork"
    DONATION = "donation"
    MILITARY_PROGRAMME = "military_programme"


class Direction(StrEnum):
    """Which way people or knowledge travel."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class Trigger(StrEnum):
    """Why the researcher notifies. Source: [004], the duty to notify."""

    DUAL_USE = "dual_use"
    MILITARY = "military"
    MISUSE = "misuse"
    HUMAN_RIGHTS = "human_rights"
    LIST_COUNTRY = "list_country"
    OTHER = "other"


class CaseType(StrEnum):
    """A binding evaluation, or a question that wants advice."""

    EVALUATION = "evaluation"
    ADVICE = "advice"


class Language(StrEnum):
    """The language the notifier is answered in."""

    NL = "nl"
    EN = "en"
    FR = "fr"


class Channel(StrEnum):
    """How the notification came in."""

    FORM = "form"
    EMAIL = "email"
    API = "api"
    IMPORT = "import"


class SuspensionCause(StrEnum):
    """Why a case is suspended."""

    LEGAL_HIT = "legal_hit"
    MANUAL = "manual"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class CollaborationNotified:
    """Someone told the contact point about an intended collaboration."""

    stored_name: ClassVar[str] = "collaboration.notified.v1"
    case_id: CaseId
    reference: str
    title: SealedText
    summary: SealedText
    nature: Nature
    direction: Direction
    triggers: tuple[Trigger, ...]
    case_type: CaseType
    funder_scheme: str | None
    funder_owner: str | None
    fwo_reference: str | None
    planned_start_on: date | None
    planned_end_on: date | None
    places: tuple[str, ...]
    language: Language
    channel: Channel
    triage_due_on: date


@dataclass(frozen=True, slots=True)
class NotificationAmended:
    """The notifier or an officer corrected the notification; a material change makes the screening stale."""

    stored_name: ClassVar[str] = "collaboration.notification-amended.v1"
    case_id: CaseId
    title: SealedText | None
    summary: SealedText | None
    nature: Nature | None
    direction: Direction | None
    funder_scheme: str | None
    funder_owner: str | None
    places: tuple[str, ...] | None
    planned_start_on: date | None
    planned_end_on: date | None
    is_material: bool
    reason: SealedText


@dataclass(frozen=True, slots=True)
class AdviceGiven:
    """The contact point answered a request for advice; nothing was approved."""

    stored_name: ClassVar[str] = "collaboration.advice-given.v1"
    case_id: CaseId
    answer: SealedText
    conditions: tuple[SealedText, ...]


@dataclass(frozen=True, slots=True)
class ConvertedToEvaluation:
    """A request for advice became a binding evaluation; its history stays."""

    stored_name: ClassVar[str] = "collaboration.converted-to-evaluation.v1"
    case_id: CaseId
    reason: SealedText


@dataclass(frozen=True, slots=True)
class CollaborationStarted:
    """The collaboration began."""

    stored_name: ClassVar[str] = "collaboration.started.v1"
    case_id: CaseId
    started_on: date


@dataclass(frozen=True, slots=True)
class CollaborationCompleted:
    """The collaboration came to its natural end."""

    stored_name: ClassVar[str] = "collaboration.completed.v1"
    case_id: CaseId
    ended_on: date


@dataclass(frozen=True, slots=True)
class CollaborationSuspended:
    """The collaboration stands still until its cause is resolved."""

    stored_name: ClassVar[str] = "collaboration.suspended.v2"
    case_id: CaseId
    cause: SuspensionCause
    reason: SealedText
    hit_id: UUID | None
    review_due_on: date


@dataclass(frozen=True, slots=True)
class CollaborationResumed:
    """A person let the collaboration go on."""

    stored_name: ClassVar[str] = "collaboration.resumed.v1"
    case_id: CaseId
    basis: SealedText


@dataclass(frozen=True, slots=True)
class TerminationProposed:
    """A first person proposed to end the collaboration, under conditions."""

    stored_name: ClassVar[str] = "collaboration.termination-proposed.v1"
    case_id: CaseId
    cause: SealedText
    conditions: tuple[SealedText, ...]
    no_conditions_reason: SealedText | None
    effective_on: date


@dataclass(frozen=True, slots=True)
class CollaborationTerminated:
    """A second person ended the collaboration, under the conditions proposed."""

    stored_name: ClassVar[str] = "collaboration.terminated.v1"
    case_id: CaseId
    effective_on: date
    proposed_by: str


@dataclass(frozen=True, slots=True)
class CollaborationWithdrawn:
    """The notifier withdrew before a decision."""

    stored_name: ClassVar[str] = "collaboration.withdrawn.v1"
    case_id: CaseId
    reason: SealedText


@dataclass(frozen=True, slots=True)
class CollaborationReopened:
    """An ended case was taken up again; its screening is stale and its history stays."""

    stored_name: ClassVar[str] = "collaboration.reopened.v1"
    case_id: CaseId
    reason: SealedText
    from_status: Status


@dataclass(frozen=True, slots=True)
class CollaborationClosed:
    """The contact point finished with the case; it is kept until `retention_until`, where a day is set."""

    stored_name: ClassVar[str] = "collaboration.closed.v1"
    case_id: CaseId
    outcome: SealedText
    retention_until: date | None = None


@dataclass(frozen=True, slots=True)
class GateOverrideProposed:
    """A first person proposed to pass a gate that is not one of law."""

    stored_name: ClassVar[str] = "collaboration.gate-override-proposed.v1"
    case_id: CaseId
    gate_id: str
    justification: SealedText


@dataclass(frozen=True, slots=True)
class GateOverridden:
    """A second person confirmed that a gate is passed, with the justification proposed."""

    stored_name: ClassVar[str] = "collaboration.gate-overridden.v1"
    case_id: CaseId
    gate_id: str
    proposed_by: str


@dataclass(frozen=True, slots=True)
class NotifyCollaboration:
    """Tell the contact point about an intended collaboration; a reference is the answer."""

    case_id: CaseId
    title: str
    summary: str
    nature: Nature
    direction: Direction = Direction.BOTH
    triggers: tuple[Trigger, ...] = ()
    case_type: CaseType = CaseType.EVALUATION
    funder_scheme: str | None = None
    fwo_reference: str | None = None
    planned_start_on: date | None = None
    planned_end_on: date | None = None
    places: tuple[str, ...] = ()
    language: Language = Language.NL
    channel: Channel = Channel.API


@dataclass(frozen=True, slots=True)
class AmendNotification:
    """Correct the notification; only the fields given change."""

    case_id: CaseId
    reason: str
    title: str | None = None
    summary: str | None = None
    nature: Nature | None = None
    direction: Direction | None = None
    funder_scheme: str | None = None
    places: tuple[str, ...] | None = None
    planned_start_on: date | None = None
    planned_end_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerAsAdvice:
    """Answer a request for advice."""

    case_id: CaseId
    answer: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConvertToEvaluation:
    """Turn a request for advice into a binding evaluation."""

    case_id: CaseId
    reason: str


@dataclass(frozen=True, slots=True)
class Start:
    """Record that the collaboration began: on a day since its approval, and not one to come (that one is planned)."""

    case_id: CaseId
    started_on: date


@dataclass(frozen=True, slots=True)
class Complete:
    """Record that the collaboration came to its natural end; not on a day to come."""

    case_id: CaseId
    ended_on: date


@dataclass(frozen=True, slots=True)
class Suspend:
    """Make the collaboration stand still."""

    case_id: CaseId
    reason: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a suspended collaboration go on."""

    case_id: CaseId
    basis: str


@dataclass(frozen=True, slots=True)
class ProposeTermination:
    """Propose to end the collaboration; another person confirms with `terminate`.

    `conditions` say how it ends (data returned, IP, notice, funder informed, publications); when there are
    none, `no_conditions_reason` says why.
    """

    case_id: CaseId
    cause: str
    effective_on: date
    conditions: tuple[str, ...] = ()
    no_conditions_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Terminate:
    """Confirm the termination that another person proposed."""

    case_id: CaseId


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take the notification back before a decision."""

    case_id: CaseId
    reason: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """Take an ended case up again."""

    case_id: CaseId
    reason: str


@dataclass(frozen=True, slots=True)
class Close:
    """Finish with an ended case, to be kept until `retention_until`."""

    case_id: CaseId
    outcome: str
    retention_until: date | None = None


@dataclass(frozen=True, slots=True)
class ProposeGateOverride:
    """Propose to pass an open gate that is not one of law; another person confirms."""

    case_id: CaseId
    gate_id: str
    justification: str


@dataclass(frozen=True, slots=True)
class ConfirmGateOverride:
    """Confirm the override of a gate that another person proposed."""

    case_id: CaseId
    gate_id: str


@dataclass(frozen=True, slots=True)
class ProposedTermination:
    """A termination that waits for its second person."""

    proposal: "Proposal"
    effective_on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that waits for a second person: who proposed it, and for whom."""

    by: str
    identities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spine:
    """The notification and the status, as far as later decisions depend on them."""

    status: Status = Status.NEW
    before_suspension: Status | None = None
    case_type: CaseType = CaseType.EVALUATION
    nature: Nature = Nature.CONSORTIUM
    funder_scheme: str | None = None
    funder_owner: str | None = None
    places: tuple[str, ...] = ()
    planned_start_on: date | None = None
    planned_end_on: date | None = None
    started_on: date | None = None
    ran_with_fwo: bool = False
    suspended_for_hit: UUID | None = None
    notifiers: frozenset[str] = frozenset()
    notified_on: date | None = None
    proposed_termination: ProposedTermination | None = None
    proposed_overrides: Mapping[str, Proposal] = field(default_factory=dict)
    overridden_gates: frozenset[str] = frozenset()


Event = (
    CollaborationNotified
    | NotificationAmended
    | AdviceGiven
    | ConvertedToEvaluation
    | CollaborationStarted
    | CollaborationCompleted
    | CollaborationSuspended
    | CollaborationResumed
    | TerminationProposed
    | CollaborationTerminated
    | CollaborationWithdrawn
    | CollaborationReopened
    | CollaborationClosed
    | GateOverrideProposed
    | GateOverridden
)
