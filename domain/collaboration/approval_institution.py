"""The institution's word: it is asked to stand behind an application of high risk, and does or does not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.context import Context
from domain.slices import replace
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.approval import Approval
    from domain.collaboration.state import Collaboration


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


Command = RequestInstitutionalApproval | GrantInstitutionalApproval | RefuseInstitutionalApproval
Event = InstitutionalApprovalRequested | InstitutionalApprovalGranted | InstitutionalApprovalRefused


def decide(state: "Collaboration", command: Command, _context: Context) -> tuple[Event, ...]:
    """Return what a command about the institution's approval causes."""
    case_id = command.case_id
    match command:
        case RequestInstitutionalApproval(reason=reason):
            return (InstitutionalApprovalRequested(case_id, state.version, text.required(reason, "reason")),)
        case GrantInstitutionalApproval(grounds=grounds, conditions=wishes):
            return (InstitutionalApprovalGranted(case_id, wishes, text.required(grounds, "grounds")),)
        case RefuseInstitutionalApproval(grounds=grounds):
            return (InstitutionalApprovalRefused(case_id, text.required(grounds, "grounds")),)
        case _:
            assert_never(command)


def evolve(slice_: "Approval", event: Event, meta: Metadata) -> "Approval":
    """Return the approval track after `event`."""
    match event:
        case InstitutionalApprovalRequested():
            by = slice_.requesters | meta.actor.identities
            return replace(slice_, is_requested=True, is_granted=False, is_refused=False, requesters=by)
        case InstitutionalApprovalGranted():
            return replace(slice_, is_granted=True, is_refused=False)
        case InstitutionalApprovalRefused():
            return replace(slice_, is_granted=False, is_refused=True)
        case _:
            assert_never(event)
