"""What time does to licences: reminders before their last day, and the record that it passed.

Each thing happens once, however often it is asked: the licence itself knows what was recorded.
"""

from collections.abc import Callable

from domain.licence import commands
from domain.ports import Clock
from domain.values import LicenceId
from kvcase.reactions import Carry, service_actor
from projections.licences import FIRST_REMINDER
from projections.queries import InstitutionQueries


class LicenceClock:
    """Looks after the licences of one institution at a time, by ordinary commands."""

    def __init__(self, carry: Carry, clock: Clock, queries: Callable[[str], InstitutionQueries]) -> None:
        self._carry = carry
        self._clock = clock
        self._queries = queries

    def tend(self, institution: str) -> int:
        """Record what expired and remind of what will; return how many events that made."""
        today, made = self._clock().date(), 0
        for row in self._queries(institution).licences_ending(today + FIRST_REMINDER):
            licence_id = LicenceId(row.licence_id)
            is_over = row.valid_until is not None and row.valid_until < today
            command = commands.ExpireLicence(licence_id) if is_over else commands.RemindOfExpiry(licence_id)
            made += len(self._carry(command, actor=service_actor(institution)).events)
        return made
