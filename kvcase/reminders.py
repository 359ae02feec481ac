"""Reminders: the scheduler finds the rungs that are due, and ordinary commands record them, each once.

The command id comes from the case, the deadline, its due day and the rung: however many schedulers run, and however
often they are killed, one reminder stands in the log. Nothing is mailed here: a reminder is recorded and shown.
Source: settled.md 11; handbook domain.md 2.5.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from api.work import covers_of
from domain.collaboration.deadlines import RecordReminder, ReminderSent
from domain.deadlines import Kind, Recipient, roles_of, rungs_due
from domain.errors import RuleRefusedError, StaleVersionError, UnusableInputError
from domain.ports import Clock
from domain.values import CaseId, Role
from kvcase.reactions import Carry, service_actor
from projections.deadlines import DeadlineRow
from projections.mandate_queries import MandateQueries


@dataclass(frozen=True, slots=True)
class Reminder:
    """One rung of a deadline that is due: which case, what, and for whom; `covers` stand in for the owner that day."""

    institution: str
    case_id: UUID
    reference: str
    deadline_id: str
    kind: Kind
    due_on: date
    rung: str
    to: tuple[Recipient, ...]
    roles: tuple[Role, ...]
    owner: str | None
    covers: tuple[str, ...] = ()

    @property
    def command_id(self) -> UUID:
        """Return the id that this reminder has in every process."""
        return uuid5(self.case_id, f"reminder:{self.deadline_id}:{self.due_on}:{self.rung}")


class Reminders:
    """Reminds people of what is due at an institution."""

    def __init__(
        self,
        carry: Carry,
        register: Callable[[str], MandateQueries],
        catch_up: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._carry = carry
        self._register = register
        self._catch_up = catch_up
        self._clock = clock

    def due(self, institution: str, on: date | None = None) -> tuple[Reminder, ...]:
        """Return what is due on a day, today if none is given, by what is known now. Nothing is recorded.

        Raises `UnusableInputError` for a day that has passed.
        """
        today = self._clock().date()
        day = on or today
        if day < today:
            raise UnusableInputError("on", f"{day} has passed", f"a day from {today} on")
        self._catch_up(institution)
        register = self._register(institution)
        covers = covers_of(register.covers_on(day))
        due = (each for row in register.reminders_due(day) for each in _rungs(institution, row, day))
        return tuple(replace(each, covers=covers.get(each.owner or "", ())) for each in due)

    def send(self, institution: str) -> tuple[Reminder, ...]:
        """Record what is due today and return what was recorded here; what another process recorded is left out."""
        return tuple(each for each in self.due(institution) if self._recorded(each))

    def _recorded(self, reminder: Reminder) -> bool:
        command = RecordReminder(CaseId(reminder.case_id), reminder.deadline_id, reminder.rung, reminder.due_on)
        actor = service_actor(reminder.institution)
        try:
            outcome = self._carry(command, actor=actor, command_id=reminder.command_id)
        except (RuleRefusedError, StaleVersionError):
            return False  # the day moved, or somebody wrote on the case just now: the next tick looks again
        return not outcome.repeated and any(isinstance(each.event, ReminderSent) for each in outcome.events)


def _rungs(institution: str, row: DeadlineRow, day: date) -> Iterator[Reminder]:
    for rung in rungs_due(row.deadline, day, row.sent):
        yield Reminder(
            institution,
            row.case_id,
            row.reference,
            row.deadline_id,
            row.kind,
            row.due_on,
            rung.code,
            rung.to,
            roles_of(row.deadline, rung),
            row.owner if Recipient.OWNER in rung.to else None,
        )
