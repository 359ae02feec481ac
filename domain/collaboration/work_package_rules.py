"""The work-package track's rules: how far a gate reaches, and the gates of a package that waits.

Source: handbook domain.md 2.1, "the research or the relevant part of it" may wait; proportionality, 1.2.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.collaboration import approval, approval_after, spine, transitions, work_packages
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule
from domain.gates import Blocks, Gate, Scope
from domain.sentence import say

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

_OF_ONE = (work_packages.BeginWorkPackage, work_packages.ResumeWorkPackage, approval_after.ApproveWorkPackage)
_OF_THE_WHOLE = (spine.Start, spine.Resume)


def reaching(gates: tuple[Gate, ...], state: "Collaboration", command: Any) -> tuple[Gate, ...]:
    """Return those gates that reach what the command is about.

    A gate of a package refuses the commands in that package. The whole starts or resumes while one package waits,
    but not while every package does.
    """
    match command:
        case approval.Approve(work_packages=(_, *_) as named):
            about = frozenset(named)
        case _ if isinstance(command, _OF_ONE):
            about = frozenset({command.work_package_id})
        case _ if isinstance(command, _OF_THE_WHOLE):
            held = frozenset(gate.work_package for gate in gates)
            about = (
                frozenset() if state.work_packages.packages.keys() - held else frozenset(state.work_packages.packages)
            )
        case _:
            return gates
    return tuple(gate for gate in gates if gate.work_package is None or gate.work_package in about)


def a_package_left_out_waits_for_its_approval(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A package that the approval left out neither begins nor shares. Source: domain.md 2.1, scope matters."""
    approved = state.approval.work_packages
    if state.spine.status not in transitions.LIVE or not approved:
        return
    for one in state.work_packages.packages.keys() - approved:
        yield Gate(
            f"work-package-unapproved:{one}",
            "work-package-unapproved",
            frozenset({Blocks.START, Blocks.SHARE}),
            "WP-approval",
            f"{DESIGN}: the approval names the packages it is for",
            say("the approval leaves out work package {package}", package=one),
            "approve-work-package, by the approver",
            Scope.WORK_PACKAGE,
            work_package=one,
        )


def a_suspended_package_shares_nothing(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """G14 for one package: it neither begins nor shares while it is suspended. Source: settled.md 16."""
    for one, package in state.work_packages.packages.items():
        if package.is_suspended:
            yield Gate(
                f"work-package-suspended:{one}",
                "work-package-suspended",
                frozenset({Blocks.START, Blocks.SHARE}),
                "WP-suspended",
                f"{GUIDELINE}: a running project that turns too risky",
                say("work package {package} is suspended", package=one),
                "resume-work-package, by the approver, once the cause is resolved",
                Scope.WORK_PACKAGE,
                work_package=one,
            )


GATES = (
    GateRule("WP-approval", "work-package-unapproved", a_package_left_out_waits_for_its_approval),
    GateRule("WP-suspended", "work-package-suspended", a_suspended_package_shares_nothing),
)
