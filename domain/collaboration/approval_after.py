"""What becomes of an approval after it was given: a package that was left out is approved later."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration import approval, work_packages
from domain.collaboration.approval import Approval, Evidence
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
class ApproveWorkPackage:
    """Let a package begin that the approval had left out, by the rules of the approval itself."""

    case_id: CaseId
    work_package_id: str
    grounds: str
    dossier_version: int


Command = ApproveWorkPackage
Event = WorkPackageApproved
EVENTS = (WorkPackageApproved,)


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about an approval that was given causes."""
    match command:
        case ApproveWorkPackage(case_id, one, grounds):
            approved = state.approval.work_packages
            if work_packages.known(state, one, "work_package_id") in approved or not approved:
                return ()
            why = text.required(grounds, "grounds")
            return (WorkPackageApproved(case_id, one, why, approval.evidence(state, context)),)
        case _:
            assert_never(command)


def evolve(slice_: Approval, event: Event, _meta: Metadata) -> Approval:
    """Return the approval track after `event`."""
    match event:
        case WorkPackageApproved(work_package_id=one):
            return replace(slice_, work_packages=slice_.work_packages | {one})
        case _:
            assert_never(event)
