"""What becomes of an approval after it was given: renewed, widened to a package left out, a condition breached."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration import approval, work_packages
from domain.collaboration.approval import Approval, Evidence, FactorAcceptance
from domain.context import Context
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


@dataclass(frozen=True, slots=True)
class WorkPackageApproved:
    """A named person let a package begin that the approval had left out."""

    stored_name: ClassVar[str] = "collaboration.work-package-approved.v1"
    case_id: CaseId
    work_package_id: str
    grounds: SealedText
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ApprovalRenewed:
    """A named person let the approval stand for longer, on the evidence of now."""

    stored_name: ClassVar[str] = "collaboration.approval-renewed.v1"
    case_id: CaseId
    valid_until: date | None
    next_review_on: date | None
    accepted_factors: tuple[FactorAcceptance, ...]
    grounds: SealedText
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ApproveWorkPackage:
    """Let a package begin that the approval had left out, by the rules of the approval itself.

    `dossier_version` is the version of the case that the approver read.
    """

    case_id: CaseId
    work_package_id: str
    grounds: str
    dossier_version: int


@dataclass(frozen=True, slots=True)
class RenewApproval:
    """Let an approval stand for longer; everything that an approval asks is asked again.

    `dossier_version` is the version of the case that the approver read; without `valid_until` it has no last day.
    """

    case_id: CaseId
    grounds: str
    dossier_version: int
    valid_until: date | None = None
    next_review_on: date | None = None
    accepted_factors: tuple[FactorAcceptance, ...] = ()


Command = ApproveWorkPackage | RenewApproval
Event = WorkPackageApproved | ApprovalRenewed


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about an approval that was given causes."""
    track = state.approval
    match command:
        case ApproveWorkPackage(case_id, one, grounds):
            if work_packages.known(state, one, "work_package_id") in track.work_packages or not track.work_packages:
                return ()
            why = text.required(grounds, "grounds")
            return (WorkPackageApproved(case_id, one, why, approval.evidence(state, context)),)
        case RenewApproval():
            text.in_order(context.today, command.valid_until, "valid_until")
            text.in_order(context.today, command.next_review_on, "next_review_on")
            return (
                ApprovalRenewed(
                    command.case_id,
                    command.valid_until,
                    command.next_review_on,
                    approval.accepted(command.accepted_factors),
                    text.required(command.grounds, "grounds"),
                    approval.evidence(state, context),
                ),
            )
        case _:
            assert_never(command)


def evolve(slice_: Approval, event: Event, _meta: Metadata) -> Approval:
    """Return the approval track after `event`."""
    match event:
        case WorkPackageApproved(work_package_id=one):
            return replace(slice_, work_packages=slice_.work_packages | {one})
        case ApprovalRenewed(valid_until=valid_until, next_review_on=next_review_on):
            return replace(slice_, valid_until=valid_until, next_review_on=next_review_on)
        case _:
            assert_never(event)
