"""What becomes of an approval after it was given: renewed, or widened to a package that it had left out."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration import approval, approval_conditions, work_packages
from domain.collaboration.approval import Approval, Evidence, FactorAcceptance
from domain.collaboration.approval_conditions import AdviceLeftOut, Condition, ConditionInput
from domain.context import Context
from domain.errors import UnusableInputError
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
    conditions: tuple[Condition, ...] = ()
    accepted_factors: tuple[FactorAcceptance, ...] = ()
    advice_left_out: tuple[AdviceLeftOut, ...] = ()


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
    conditions: tuple[Condition, ...] = ()
    advice_left_out: tuple[AdviceLeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class ApproveWorkPackage:
    """Let a package begin that the approval had left out, by the rules of the approval itself.

    `dossier_version` is the version of the case that the approver read. Its `conditions` are of this package.
    """

    case_id: CaseId
    work_package_id: str
    grounds: str
    dossier_version: int
    conditions: tuple[ConditionInput, ...] = ()
    accepted_factors: tuple[FactorAcceptance, ...] = ()
    advice_left_out: tuple[AdviceLeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class RenewApproval:
    """Let an approval stand for longer; everything that an approval asks is asked again.

    `dossier_version` is the version of the case that the approver read; without `valid_until` it has no last day.
    The `conditions` come on top of those that stand.
    """

    case_id: CaseId
    grounds: str
    dossier_version: int
    valid_until: date | None = None
    next_review_on: date | None = None
    accepted_factors: tuple[FactorAcceptance, ...] = ()
    conditions: tuple[ConditionInput, ...] = ()
    advice_left_out: tuple[AdviceLeftOut, ...] = ()


Command = ApproveWorkPackage | RenewApproval
Event = WorkPackageApproved | ApprovalRenewed


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about an approval that was given causes. Raises `UnusableInputError`."""
    track = state.approval
    match command:
        case ApproveWorkPackage(case_id, one):
            if work_packages.known(state, one, "work_package_id") in track.work_packages or not track.work_packages:
                return ()
            return (
                WorkPackageApproved(
                    case_id,
                    one,
                    text.required(command.grounds, "grounds"),
                    approval.evidence(state, context),
                    approval_conditions.imposed(state, _of_package(command), context),
                    approval.accepted(command.accepted_factors),
                    approval_conditions.left_out(state, command.advice_left_out),
                ),
            )
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
                    approval_conditions.imposed(state, command.conditions, context),
                    approval_conditions.left_out(state, command.advice_left_out),
                ),
            )
        case _:
            assert_never(command)


def evolve(slice_: Approval, event: Event, _meta: Metadata) -> Approval:
    """Return the approval track after `event`: what stood goes on standing, and new conditions with it."""
    slice_ = approval_conditions.joined(slice_, event.conditions)
    match event:
        case WorkPackageApproved(work_package_id=one):
            return replace(slice_, work_packages=slice_.work_packages | {one})
        case ApprovalRenewed(valid_until=valid_until, next_review_on=next_review_on):
            return replace(slice_, valid_until=valid_until, next_review_on=next_review_on)
        case _:
            assert_never(event)


def _of_package(command: ApproveWorkPackage) -> tuple[ConditionInput, ...]:
    """Return the conditions as those of the package. Raises `UnusableInputError` for one of another package."""
    one = command.work_package_id
    for number, each in enumerate(command.conditions):
        if each.work_package not in {None, one}:
            rule = f"{each.work_package} is not the package that is approved"
            raise UnusableInputError(f"conditions.{number}.work_package", rule, f"{one}, or nothing")
    return tuple(replace(each, work_package=one) for each in command.conditions)
