"""The deadlines track in words: what moves, stops or meets a deadline of a case, and the reminders sent.

Most deadlines open and end with the events of other tracks, see `deadline_follow.follow`; they need no event here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.deadlines import Deadline, Kind, Recipient, is_overdue
from domain.values import CaseId, Role, SealedText


class WaitingFor(StrEnum):
    """Whose answer stops the clock: always somebody outside the contact point."""

    LICENCE_AUTHORITY = "licence_authority"
    COMMITTEE = "committee"
    ADVISER = "adviser"
    FUNDER = "funder"
    PARTNER = "partner"
    NOTIFIER = "notifier"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DeadlineSet:
    """An officer set a deadline of the case's own."""

    stored_name: ClassVar[str] = "collaboration.deadline-set.v1"
    case_id: CaseId
    deadline_id: str
    title: SealedText
    due_on: date
    owner: str | None


@dataclass(frozen=True, slots=True)
class DeadlineExtended:
    """A deadline was moved to a later day; the day that was set first stays visible."""

    stored_name: ClassVar[str] = "collaboration.deadline-extended.v1"
    case_id: CaseId
    deadline_id: str
    kind: Kind
    original_due_on: date
    was_due_on: date
    due_on: date
    reason: SealedText


@dataclass(frozen=True, slots=True)
class DeadlinePaused:
    """The clock of a deadline was stopped: somebody outside has to answer first."""

    stored_name: ClassVar[str] = "collaboration.deadline-paused.v1"
    case_id: CaseId
    deadline_id: str
    kind: Kind
    paused_on: date
    waiting_for: WaitingFor
    reason: SealedText


@dataclass(frozen=True, slots=True)
class DeadlineResumed:
    """The clock runs again; as many working days are left as when it was stopped."""

    stored_name: ClassVar[str] = "collaboration.deadline-resumed.v1"
    case_id: CaseId
    deadline_id: str
    kind: Kind
    was_due_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class DeadlineMet:
    """What a deadline of the case's own asked for was done."""

    stored_name: ClassVar[str] = "collaboration.deadline-met.v1"
    case_id: CaseId
    deadline_id: str
    how: SealedText


@dataclass(frozen=True, slots=True)
class ReminderSent:
    """Somebody was reminded of a deadline: `owner` where one person is named, and those in these roles."""

    stored_name: ClassVar[str] = "collaboration.reminder-sent.v1"
    case_id: CaseId
    deadline_id: str
    kind: Kind
    rung: str
    due_on: date
    to: tuple[Recipient, ...]
    roles: tuple[Role, ...]
    owner: str | None


@dataclass(frozen=True, slots=True)
class SetDeadline:
    """Set a deadline of the case's own; `owner` is the actor id of who has to act, if not the contact point."""

    case_id: CaseId
    deadline_id: UUID
    title: str
    due_on: date
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class ExtendDeadline:
    """Move a deadline to a later day, for a reason."""

    case_id: CaseId
    deadline_id: str
    due_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PauseDeadline:
    """Stop the clock of a deadline while somebody outside has to answer."""

    case_id: CaseId
    deadline_id: str
    waiting_for: WaitingFor
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeDeadline:
    """Let the clock of a deadline run again."""

    case_id: CaseId
    deadline_id: str


@dataclass(frozen=True, slots=True)
class MeetDeadline:
    """Say that what a deadline of the case's own asked for was done, and how."""

    case_id: CaseId
    deadline_id: str
    how: str


@dataclass(frozen=True, slots=True)
class RecordReminder:
    """Record that a reminder is sent (given by the scheduler): one rung of the ladder, for one due day."""

    case_id: CaseId
    deadline_id: str
    rung: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Every deadline the case ever had, by its id, and the reminders sent: (deadline, due day, rung)."""

    by_id: Mapping[str, Deadline] = field(default_factory=dict)
    reminded: frozenset[tuple[str, date, str]] = frozenset()

    def sent(self, deadline: Deadline) -> frozenset[str]:
        """Return the rungs sent for the present due day of a deadline."""
        about = (deadline.deadline_id, deadline.due_on)
        return frozenset(rung for deadline_id, due_on, rung in self.reminded if (deadline_id, due_on) == about)

    def overdue(self, today: date) -> tuple[Deadline, ...]:
        """Return the deadlines whose day has passed, the oldest first; due today is not overdue."""
        late = (each for each in self.by_id.values() if is_overdue(each, today))
        return tuple(sorted(late, key=lambda each: (each.due_on, each.deadline_id)))

    def due_on(self, deadline_id: str) -> date | None:
        """Return the day on which a deadline that runs is due, as extended; `None` when none of this id runs."""
        deadline = self.by_id.get(deadline_id)
        return deadline.due_on if deadline is not None and deadline.is_running else None


def condition(condition_id: str) -> str:
    """Return the id of the deadline of a condition of the approval."""
    return f"condition:{condition_id}"


def measure(mitigation_id: UUID) -> str:
    """Return the id of the deadline of a mitigating measure."""
    return f"mitigation:{mitigation_id}"


Event = DeadlineSet | DeadlineExtended | DeadlinePaused | DeadlineResumed | DeadlineMet | ReminderSent
Command = SetDeadline | ExtendDeadline | PauseDeadline | ResumeDeadline | MeetDeadline | RecordReminder


def clearance(requirement: str, person_id: UUID, policy_id: str | None = None) -> str:
    """Return the id of the deadline on which what was found about a person ends."""
    return f"{requirement}:{policy_id}:{person_id}" if policy_id is not None else f"{requirement}:{person_id}"
