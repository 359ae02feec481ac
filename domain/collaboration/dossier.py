"""What an approver read: which version of the case, and whether it still says the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from domain.collaboration import approval, approval_after, deadlines, mitigation_after, spine, support, unlinking
from domain.context import Context
from domain.errors import UnusableInputError
from domain.sentence import say

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

QUIET: frozenset[type] = frozenset(
    {
        approval.ReviewSubmitted,
        approval.CollaborationApproved,
        approval_after.WorkPackageApproved,
        approval_after.ApprovalRenewed,
        spine.GateOverrideProposed,
        spine.TerminationProposed,
        unlinking.UnlinkingProposed,
        mitigation_after.MitigationsAccepted,
        support.CommentAdded,
        support.CaseAssigned,
        support.NotifierAsked,
        deadlines.DeadlineSet,
        deadlines.DeadlineExtended,
        deadlines.DeadlinePaused,
        deadlines.DeadlineResumed,
        deadlines.DeadlineMet,
        deadlines.ReminderSent,
    }
)
"""What leaves the dossier as it was read: remarks, work planned, proposals, and decisions that rest on it."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Since which version the dossier lies before the approver, and when each kind of event last changed the case."""

    submitted: int = 0
    changes: Mapping[str, int] = field(default_factory=dict)

    def after(self, event: Any, version: int) -> "Dossier":
        """Return the dossier after the event that is the `version`-th of its case."""
        if isinstance(event, approval.ReviewSubmitted):
            return replace(self, submitted=event.dossier_version)
        if type(event) in QUIET:
            return self
        return Dossier(self.submitted, {**self.changes, _name(event.stored_name): version})


@cache
def _name(stored_name: str) -> str:
    return stored_name.removeprefix("collaboration.").rpartition(".")[0]


def what_was_read_still_stands(state: "Collaboration", command: Any, _context: Context) -> str | None:
    """G11: a decision rests on the case as the approver read it; only remarks may have come since.

    Source: handbook domain.md 2.4. Raises `UnusableInputError` for a version that the case does not have.
    """
    read, submitted = command.dossier_version, state.dossier.submitted
    if not 1 <= read <= state.version:
        expected = f"the version that was read, {max(submitted, 1)} to {state.version}"
        raise UnusableInputError("dossier_version", f"{read} is no version of this case (G11)", expected)
    if read < submitted:
        older = "version {read} was read, and the dossier was submitted at version {submitted}; read it as submitted"
        return say(older, read=read, submitted=submitted)
    since = sorted(name for name, version in state.dossier.changes.items() if version > read)
    if since:
        told = "since version {read} that was read: {changes}; read version {now} first"
        return say(told, read=read, changes=tuple(since), now=state.version)
    return None
