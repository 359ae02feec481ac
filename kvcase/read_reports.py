"""Which reads stand out at an institution, and which are deleted because their time is over; decision 0029."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, Final
from uuid import UUID

from domain import unusual
from domain.collaboration import decider as collaboration
from domain.collaboration.spine import ENDED
from domain.context import Calendar
from domain.erasure.words import Held
from domain.errors import UnusableInputError
from domain.ports import Clock
from domain.reads import Asked, Seen
from domain.unusual import Finding, Terms
from domain.values import Recorded
from kvcase.read_logs import ReadLogs
from kvcase.read_proof import EXPIRED, digest
from kvcase.store.errors import SchemaError
from kvcase.store.logs import Logs
from projections.erasure_queries import ErasureQueries

MAX_DAYS: Final = 366
DEFAULT_DAYS: Final = 30
_PAGE: Final = 1_000
_LOG = logging.getLogger("kvcase.reads")


class ReadReports:
    """Tells which reads stand out."""

    def __init__(
        self,
        reads: ReadLogs,
        logs: Logs,
        queries: Callable[[str], ErasureQueries],
        calendar: Callable[[str], Calendar],
        institutions: tuple[str, ...],
        terms: Terms,
        clock: Clock,
    ) -> None:
        self._reads = reads
        self._logs = logs
        self._queries = queries
        self._calendar = calendar
        self._institutions = institutions
        self._terms = terms
        self._clock = clock

    def __call__(self, log: str, since: datetime | None = None, until: datetime | None = None) -> Sequence[Finding]:
        """Return what stands out between two instants; of the last thirty days, unless told.

        Raises `UnusableInputError` for more than a year at once.
        """
        end = until or self._clock()
        begin = since or end - timedelta(days=DEFAULT_DAYS)
        if not timedelta(0) <= end - begin <= timedelta(days=MAX_DAYS):
            expected = f"1 to {MAX_DAYS} days, the first before the last"
            raise UnusableInputError("from", f"{begin.date()} to {end.date()} cannot be used", expected)
        earlier = Asked(begin - timedelta(days=unusual.USUAL_DAYS), begin)
        before = list(self.every(log, earlier))
        reads = list(self.every(log, Asked(begin, until)))
        return unusual.findings(reads, before, self._facts(log, end.date()), self._terms)

    def every(self, log: str, asked: Asked) -> Iterator[Seen]:
        """Give all reads that were asked for, the newest first."""
        before: int | None = None
        while rows := self._reads.page(log, asked, before, _PAGE):
            yield from rows
            before = rows[-1].number

    def _facts(self, log: str, until: date) -> "_Facts":
        long_ago = until - timedelta(days=self._terms.closed_days)
        return _Facts(log, self._logs, self._queries, self._calendar, log in self._institutions, long_ago)


class _Facts:
    """What the rules ask of an institution; of the FWO and `shared` nothing is known but the calendar.

    A case that is over since `long_ago` was notified before: the histories of others need not be read.
    """

    def __init__(
        self,
        slug: str,
        logs: Logs,
        queries: Callable[[str], ErasureQueries],
        calendar: Callable[[str], Calendar],
        has_cases: bool,
        long_ago: date,
    ) -> None:
        self._slug = slug
        self._logs = logs
        self._queries = queries
        self._calendar = calendar
        self._has_cases = has_cases
        self._long_ago = long_ago
        self.over_since = cache(self._over_since)
        self.acted = cache(self._acted)
        self.reports_due = cache(self._reports_due)
        self.login = cache(self._login)

    @cached_property
    def calendar(self) -> Calendar:
        """Return its working days."""
        return self._calendar(self._slug)

    @cached_property
    def _over(self) -> Collection[UUID]:
        return self._queries(self._slug).over_and_notified_before(self._long_ago) if self._has_cases else ()

    def _over_since(self, case_id: str) -> date | None:
        if UUID(case_id) not in self._over:
            return None
        state, over_since = collaboration.AGGREGATE.initial, None
        for each in self._history(case_id):
            before, state = state, collaboration.standing(state, each.event, each.meta)
            if state.spine.status is not before.spine.status:
                over_since = each.meta.recorded_at.date() if state.spine.status in ENDED else None
        return over_since

    def _acted(self, case_id: str) -> frozenset[str]:
        return frozenset(one for each in self._history(case_id) for one in each.meta.actor.identities)

    def _reports_due(self, case_id: str) -> tuple[date, ...]:
        if not self._has_cases:
            return ()
        return tuple(row.due_on for row in self._queries(self._slug).reports(UUID(case_id)))

    def _history(self, case_id: str) -> Sequence[Recorded]:
        """Return what happened to a case; nothing for an id of something else, or of nothing."""
        if not self._has_cases:
            return ()
        history = self._logs.log(self._slug).read(UUID(case_id), reveal=False)
        return history if history and isinstance(history[0].event, collaboration.AGGREGATE.events) else ()

    def _login(self, person_id: str) -> str | None:
        row = self._queries(self._slug).person(UUID(person_id)) if self._has_cases else None
        return row.identity if row is not None else None


class ReadExpiry:
    """Deletes reads whose time is over, but those about what a legal hold keeps; a row tells that it happened."""

    def __init__(
        self,
        reads: ReadLogs,
        queries: Callable[[str], ErasureQueries],
        institutions: tuple[str, ...],
        days: int,
        clock: Clock,
        new_id: Callable[[], UUID],
    ) -> None:
        self._reads = reads
        self._queries = queries
        self._institutions = institutions
        self._days = days
        self._clock = clock
        self._new_id = new_id
        self._looked: dict[str, date] = {}

    def tend(self, log: str) -> int:
        """Delete what is due, once a day; where only the owner of the table may, say so and leave it to the owner."""
        today = self._clock().date()
        if self._looked.get(log) == today:
            return 0
        self._looked[log] = today
        try:
            return self.delete(log, "the program")
        except SchemaError as error:
            _LOG.warning("%s", error)
            return 0

    def delete(self, log: str, by: str) -> int:
        """Delete what is due, and return how many rows. Raises `SchemaError` where only the owner of the table may."""
        table, now = self._reads.table(log), self._clock()
        before = now - timedelta(days=self._days)
        last = table.deletion(EXPIRED)
        told: dict[str, Any] = last[EXPIRED] if last is not None else {"through": 0, "hash": "", "kept": {}}
        through, hashed, kept, gone = int(told["through"]), str(told["hash"]), dict[str, str](), list[int]()
        held = self._held(log)
        for row in table.every():
            seen = self._reads.seen(log, row)
            if row.number > int(told["through"]):
                if seen.at >= before:
                    break
                through, hashed = row.number, row.hash.hex()
            if any(subject.partition(":")[2] in held for subject in seen.read.subjects):
                kept[str(row.number)] = digest(row.told)
            else:
                gone.append(row.number)
        if gone:
            deletion = {
                "id": str(self._new_id()),
                "at": now.isoformat(),
                "actor": by,
                "institution": log,
                "roles": [],
                "through": "deletion",
                "about": "who read what",
                "answer": "told",
                EXPIRED: {"through": through, "hash": hashed, "before": before.isoformat(), "kept": kept},
            }
            self._reads.append(log, by, deletion, removing=gone)
            _LOG.info("%s: %d reads were deleted, %d are held", log, len(gone), len(kept))
        return len(gone)

    def _held(self, log: str) -> frozenset[str]:
        """Return the ids of all that a hold which stands is about, and what is around it."""
        if log not in self._institutions:
            return frozenset()
        queries, today = self._queries(log), self._clock().date()
        holds = [each for each in queries.holds() if each.lifted_on is None and not (each.until and each.until < today)]
        around = [one for each in holds for one in queries.around(Held(each.kind), each.subject_id).every]
        return frozenset(map(str, (*(each.subject_id for each in holds), *around)))
