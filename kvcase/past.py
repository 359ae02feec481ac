"""Read models as they were: each is folded in memory when it is first asked for, and the live tables are not touched.

About one stream only that stream is folded, with those that its rows depend on; else the whole log up to the moment. A
sealed text whose key was destroyed since is unreadable here too. A replay asks no network: what was known stands in the
events. Source: handbook event-store.md 4.4.
"""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql import visitors

from domain.moments import Moment
from domain.ports import Behind, EventLog, Page, Wanted
from domain.values import Recorded
from kvcase.store.logs import Logs
from projections import (
    bulk,
    case_hits,
    fold,
    fwo_reports,
    licences,
    models,
    party_cases,
)
from projections.queries import InstitutionQueries
from projections.readmodel import ReadModel
from projections.shared_queries import FwoQueries

_Key = tuple[tuple[object, ...], tuple[int, ...]]
"""What was asked for, and how old the logs were then."""

KEPT_LOGS: Final = 2
"""How many whole logs stay folded, for who turns the pages of one."""


@dataclass(frozen=True, slots=True)
class Until:
    """A log as it was when it ended at a position."""

    log: EventLog
    position: int

    def page(self, position: int, limit: int, wanted: Wanted) -> Page:
        """Return a page, which may reach further: who folds it stops at the head."""
        return self.log.page(position, limit, wanted)

    def after(self, position: int, limit: int) -> Sequence[Recorded]:
        """Return up to `limit` events behind a position."""
        return [each for each in self.log.after(position, limit) if each.position <= self.position]

    def streams(
        self, stream_ids: Sequence[UUID], upto_position: int | None = None, *, texts: frozenset[type] | None = None
    ) -> Mapping[UUID, Sequence[Recorded]]:
        """Return whole streams, as they were."""
        upto = self.position if upto_position is None else min(upto_position, self.position)
        return self.log.streams(stream_ids, upto, texts=texts)

    def head(self) -> int:
        """Return the position at which it ends."""
        return self.position

    def behind(self, position: int) -> Behind:
        """Return what stands behind a position, unread."""
        found, beyond = self.log.behind(position), self.log.behind(self.position)
        count = found.count - beyond.count
        return Behind(count, found.since if count else None)


@dataclass(frozen=True, slots=True)
class Streams(Until):
    """Some streams of a log, as they were at a position, read as if they were all of it."""

    stream_ids: Sequence[UUID]

    def page(self, position: int, limit: int, wanted: Wanted) -> Page:
        """Return what is wanted of all that stands behind a position."""
        found = self.log.streams(self.stream_ids, self.position, texts=wanted.texts)
        events = [each for stream in found.values() for each in stream if each.position > position]
        events.sort(key=lambda each: each.position)
        chosen = [each for each in events if wanted.events is None or type(each.event) in wanted.events]
        return Page(self.position, len(events), chosen)

    def after(self, position: int, limit: int) -> Sequence[Recorded]:
        """Return all events behind a position."""
        return self.page(position, limit, Wanted()).events

    def behind(self, position: int) -> Behind:
        """Return what stands behind a position, unread."""
        events = self.after(position, 0)
        return Behind(len(events), events[0].meta.recorded_at if events else None)


class PastModels:
    """A database in memory, in which a read model is folded when the first question to it comes.

    Threads take turns at its one connection; who waits too long for a fold is told to come again.
    """

    def __init__(self, chosen: Sequence[ReadModel], logs: Callable[[ReadModel], Mapping[str, EventLog]]) -> None:
        """Fold these models, each from the logs that `logs` gives for it, up to their heads."""
        self._owners = {table.name: model for model in chosen for table in model.tables}
        self._logs = logs
        self._folded: set[str] = set()
        self.engine = _in_memory()
        sa.event.listen(self.engine, "before_execute", self._before)

    def _before(self, connection: sa.Connection, statement: Any, *_more: object) -> None:
        named = {each.name for each in visitors.iterate(statement) if isinstance(each, sa.Table)}
        for model in {self._owners[name].name: self._owners[name] for name in named if name in self._owners}.values():
            if model.name not in self._folded:
                self._fold(connection, model)
                self._folded.add(model.name)

    def _fold(self, connection: sa.Connection, model: ReadModel) -> None:
        memory = fold.folded(model, self._logs(model))  # what can fail comes first: no table is left half full
        for table in model.tables:
            connection.exec_driver_sql(_created(table))
            bulk.load(connection, table, fold.rows_of(memory, table))


_COMPILED: Final[dict[Any, Any]] = {}
"""The statements compiled so far, for all databases in memory: each of them lives for a few questions only."""


@cache
def _template() -> sa.Engine:
    """Return an engine whose dialect has met SQLite; the others share it, and so what was compiled for it."""
    engine = sa.create_engine("sqlite://")
    engine.connect().close()
    return engine


def _in_memory() -> sa.Engine:
    """Return an engine on a new database in memory, with one connection that threads hand to each other."""
    template = _template()

    def connected() -> Any:
        return sqlite3.connect(":memory:", check_same_thread=False)

    engine = sa.Engine(sa.QueuePool(connected, pool_size=1, max_overflow=0), template.dialect, template.url)
    engine.update_execution_options(compiled_cache=_COMPILED)
    return engine


@cache
def _created(table: sa.Table) -> str:
    """Return what makes a table, without its indexes: who reads the past asks few questions of it."""
    return str(CreateTable(table).compile(dialect=_template().dialect))


class Past:
    """Answers from the read models of an institution as they were at a moment."""

    def __init__(self, logs: Logs, live: Callable[[str], sa.Engine], erased: Callable[[str], int]) -> None:
        """Answer from these logs; `live` are the databases of now, `erased` counts the keys that a log lost so far."""
        self._logs = logs
        self._live = live
        self._erased = erased
        self._whole: OrderedDict[_Key, PastModels] = OrderedDict()
        self._lock = threading.Lock()

    def queries(self, slug: str, moment: Moment) -> InstitutionQueries:
        """Return the queries of an institution at a moment; about one stream, if the moment is of one."""
        if moment.stream is not None:
            return InstitutionQueries(self._narrow(slug, moment.stream, moment.position).engine)
        return InstitutionQueries(self._wide(slug, moment.position).engine)

    def fwo(self, slugs: Sequence[str], at: datetime) -> FwoQueries:
        """Return the FWO's read side at an instant, which is a position of the log of each institution."""
        logs = {slug: self._logs.log(slug) for slug in slugs}
        ends = {slug: log.position_at(at) for slug, log in logs.items()}
        key = ("fwo", *ends.items()), tuple(each for slug in logs for each in self._age(slug))
        past = self._kept(key, models.FWO_MODELS, {slug: Until(log, ends[slug]) for slug, log in logs.items()})
        return FwoQueries(past.engine)

    def _narrow(self, slug: str, stream: UUID, position: int) -> PastModels:
        log = self._logs.log(slug)

        def streams(model: ReadModel) -> Mapping[str, EventLog]:
            return {slug: Streams(log, position, (stream, *self._besides(slug, stream, model)))}

        return PastModels(models.INSTITUTION_MODELS, streams)

    def _wide(self, slug: str, position: int) -> PastModels:
        log = self._logs.log(slug)
        return self._kept(((slug, position), self._age(slug)), models.INSTITUTION_MODELS, {slug: Until(log, position)})

    def _kept(self, key: _Key, chosen: Sequence[ReadModel], logs: Mapping[str, EventLog]) -> PastModels:
        """Return whole logs folded, kept for who turns the pages of one.

        `key` holds how old they are: what was folded before an event or an erasure is dropped after it.
        """
        with self._lock:
            for old in [each for each in self._whole if each[0] == key[0] and each != key]:
                del self._whole[old]
            if key not in self._whole:
                self._whole[key] = PastModels(chosen, lambda _model: logs)
            self._whole.move_to_end(key)
            while len(self._whole) > KEPT_LOGS:
                self._whole.popitem(last=False)
            return self._whole[key]

    def _age(self, slug: str) -> tuple[int, int]:
        return self._logs.log(slug).head(), self._erased(slug)

    def _besides(self, slug: str, stream: UUID, model: ReadModel) -> Sequence[UUID]:
        """Return the streams of which rows of a model tell something of this one, as the live rows know them."""
        live = InstitutionQueries(self._live(slug))
        match model.name:
            case licences.MODEL.name:
                return [row.licence_id for row in live.licences(stream)]
            case fwo_reports.MODEL.name:
                return [row.report_id for row in live.reports(stream)]
            case party_cases.MODEL.name:
                return [row.case_id for row in live.cases_of(stream)]
            case case_hits.MODEL.name:
                return self._with_the_same_entries(slug, stream)
            case _:
                return ()

    def _with_the_same_entries(self, slug: str, case_id: UUID) -> Sequence[UUID]:
        """Return the other cases in which a subject of this one ever was a hit on the same entry."""
        here, there = case_hits.HITS.table.c, case_hits.HITS.table.alias("there").c
        is_same = sa.and_(
            there.subject_id == here.subject_id, there.list_id == here.list_id, there.entry_id == here.entry_id
        )
        select = sa.select(there.case_id).distinct().where(is_same, there.case_id != case_id, here.case_id == case_id)
        with self._live(slug).begin() as connection:
            return tuple(connection.scalars(select))
