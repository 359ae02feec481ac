"""The party index of each institution, kept in memory and brought up to its registers when it is asked.

It is made anew from the registers when somebody left them (an erasure), or when it has become a patchwork; so no name
outlives its register here.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from kvcase.readmodels import subject_of
from kvcase.screening.engine import Delta
from kvcase.screening.parties import PartyIndex
from projections.rescreening_queries import Registered, RescreeningQueries

MOST_ADDITIONS: Final = 16


@dataclass(slots=True)
class _Known:
    index: PartyIndex = field(default_factory=PartyIndex)
    ids: set[UUID] = field(default_factory=set)
    position: int = 0

    def take(self, registered: Registered) -> None:
        self.index.add(subject_of(row) for row in registered.changed)
        self.ids.update(row.id for row in registered.changed)
        self.position = registered.position


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom a delta can touch, of the registers at a position of the log."""

    position: int
    subjects: frozenset[UUID]


class Standing:
    """Says whom a delta can touch, of all the parties and persons of an institution's registers."""

    def __init__(self, queries: Callable[[str], RescreeningQueries]) -> None:
        self._queries = queries
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def touched(self, institution: str, delta: Delta, before: Touched | None = None) -> Touched:
        """Return every party and person of the registers, as they are now, that an entry of the delta may be.

        `before` is the answer to the same question, and the answer again when nobody changed.
        """
        with self._lock:
            known = self._refreshed(institution)
            if before is not None and before.position == known.position:
                return before
            return Touched(known.position, known.index.touched(delta.index))

    def _refreshed(self, institution: str) -> _Known:
        known = self._known.get(institution) or _Known()
        registered = self._queries(institution).registered(known.position)
        ids = known.ids | {row.id for row in registered.changed}
        if known.position and (len(ids) != registered.count or len(known.index) >= MOST_ADDITIONS):
            known = _Known()
            registered = self._queries(institution).registered(0)
        known.take(registered)
        self._known[institution] = known
        return known
