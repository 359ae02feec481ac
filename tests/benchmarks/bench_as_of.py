"""How long it takes to see things as they were known then: one case of 100 events, and whole read models.

The case stands in the middle of a long log, and is asked as of random versions, positions and instants: its row, its
hits, its gates and its story, as the API reads them, sealed texts and all; median and 95th percentile of the CPU time.
A read model as of a day is folded in memory from the first event on; the log holds `AS_OF_EVENTS` events, 25,000 unless
told otherwise: AS_OF_EVENTS=1000000 is the long form, of minutes. Beside it, in the same run, the library's own runner,
which would have to apply every event to a table to show the same; how many times as fast we are decides, for machines
differ. One process, fixed seed.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa

from domain.collaboration import support
from domain.moments import AtInstant, AtPosition, AtVersion, Moment
from domain.registry import AGGREGATES
from domain.values import Actor, CaseId, Recorded, Role
from kvcase import memory
from kvcase.facts import Facts
from kvcase.history import Replay
from kvcase.past import Past, Until
from kvcase.store.codec import Codec
from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import Append, EventLog, Logs
from kvcase.store.migrate import migrate
from kvcase.store.vault import Vault
from projections import case_hits, case_register, fold, open_gates
from projections.models import INSTITUTION_MODELS
from projections.positions import create_tables
from projections.queries import InstitutionQueries
from projections.runner import Runner
from tests.benchmarks.peers import library_runner
from tests.pgrig import PostgresServer
from tests.projections.world import SLUG, World, a_life, an_end, case

SEED: Final = 20261121
EVENTS: Final = int(os.environ.get("AS_OF_EVENTS", "25000"))
CASE_EVENTS: Final = 100
ASKED: Final = 200
LIVES: Final = 40
LIFETIME: Final = timedelta(days=400)
"""By how much later each copy of the lives begins than the one before."""

GOAL_MS, GOAL_SECONDS, GOAL_TIMES = 10, 30, 40
"""A million events in thirty seconds, where the library's runner takes twenty minutes."""
PEER_EVENTS, PEER_ROUNDS = 2_000, 3
CHOSEN = (case_register.MODEL, case_hits.MODEL, open_gates.MODEL)
READER = Actor("auditor", SLUG, frozenset({Role.AUDITOR, Role.CONTACT_POINT_OFFICER}))


@dataclass
class Store:
    """A log in a real store, and one case of 100 events in the middle of it."""

    logs: Logs
    log: EventLog
    engine: sa.Engine
    case_id: UUID


def main() -> str:
    """Return the tables."""
    with TemporaryDirectory() as folder, PostgresServer(durable=False) as server:
        rows = ["| what | database | p50 ms | p95 ms | goal ms |", "|---|---|---:|---:|---:|"]
        title = "| read model as of a day | database | events | seconds | events/s | goal s | times the runner | goal |"
        peer = statistics.median(
            library_runner.rate(server.create_database(), PEER_EVENTS) for _round in range(PEER_ROUNDS)
        )
        whole = ["", title, "|---|---|---:|---:|---:|---:|---:|---:|"]
        whole += [
            f"| the library's runner | PostgreSQL | {PEER_EVENTS:,} | {PEER_EVENTS / peer:.1f} | {peer:,.0f} | | 1 | |"
        ]
        for name, url in (("SQLite", f"sqlite:///{Path(folder) / 'var'}"), ("PostgreSQL", server.create_database())):
            with _store(DatabaseUrl.parse(url)) as store:
                rows += _of_a_case(name, store)
                whole += _of_the_log(name, store, peer)
    return "\n".join([*rows, *whole])


def _of_a_case(database: str, store: Store) -> Iterator[str]:
    chance = random.Random(SEED)  # noqa: S311  a benchmark asks the same each time
    facts: Any = Facts.__new__(Facts)
    replay = Replay(store.logs, facts, lambda: _last(store), frozenset({SLUG}))
    past = Past(store.logs, lambda _slug: store.engine, lambda _slug: 0)
    stream = store.log.read(store.case_id)
    assert len(stream) == CASE_EVENTS

    def said() -> AtVersion | AtPosition | AtInstant:
        recorded = chance.choice(stream)
        return chance.choice(
            (AtVersion(recorded.version), AtPosition(recorded.position), AtInstant(recorded.meta.recorded_at))
        )

    def at() -> Moment:
        return replay.moment(said(), actor=READER, stream=store.case_id)

    def queries() -> InstitutionQueries:
        return past.queries(SLUG, at())

    asked: tuple[tuple[str, Callable[[], object]], ...] = (
        ("its row", lambda: queries().case(store.case_id)),
        ("its hits", lambda: queries().hits(store.case_id)),
        ("its deadlines", lambda: queries().deadlines(case_id=store.case_id)),
        ("its gates", lambda: replay.gates(store.case_id, actor=READER, at=at())),
        ("its story", lambda: replay.events(store.case_id, actor=READER, at=at())),
    )
    for what, work in asked:
        work()
        taken = sorted(_milliseconds(work) for _ in range(ASKED))
        p50, p95 = statistics.median(taken), taken[int(len(taken) * 0.95)]
        told = f"a case of {CASE_EVENTS} events as of a point: {what}"
        yield f"| {told} | {database} | {p50:.1f} | {p95:.1f} | {GOAL_MS} |"


def _of_the_log(database: str, store: Store, peer: float) -> Iterator[str]:
    """A day is a position of the log; half of the log is behind it."""
    for model in CHOSEN:
        end = store.log.head()
        begun = time.perf_counter()
        fold.folded(model, {SLUG: Until(store.log, end)})
        seconds = time.perf_counter() - begun
        yield (
            f"| {model.name} | {database} | {end:,} | {seconds:.1f} | {end / seconds:,.0f} "
            f"| {GOAL_SECONDS * end / 1_000_000:.1f} | {end / seconds / peer:.0f} | {GOAL_TIMES} |"
        )


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def _last(store: Store) -> Any:
    return store.log.after(store.log.head() - 1, 1)[0].meta.recorded_at


@contextmanager
def _store(database: DatabaseUrl) -> Iterator[Store]:
    migrate(database, [SLUG])
    vault = Vault(database, bytes(range(32)))
    codec = Codec(AGGREGATES, vault)
    logs = Logs(database, codec)
    log, engine = logs.log(SLUG), database.engine(SLUG)
    create_tables(engine, INSTITUTION_MODELS)
    world = _world()
    try:
        batch: list[Append] = []
        count = 0
        for copy in range(EVENTS // len(world) + 1):
            for each in world:
                if count >= EVENTS:
                    break
                event, meta, stream = _copied(each, copy)
                batch.append(Append(stream, codec.aggregate_of(event), each.version - 1, ((event, meta),)))
                count += 1
                if len(batch) == 2_000:
                    log.append(batch)
                    batch.clear()
        log.append(batch)
        case_id = _copied_id(case(0), EVENTS // len(world) // 2)
        Runner(engine, log, SLUG, [case_hits.MODEL]).catch_up()
        memory.collect_seldom()  # as every process of kvcase does
        yield Store(logs, log, engine, case_id)
    finally:
        engine.dispose()
        logs.close()
        vault.close()


def _world() -> Sequence[Recorded]:
    """Return the events of some cases, the first of which has a hundred."""
    world = World()
    for number in range(LIVES):
        a_life(world, 200 * number, ("project", None)[number % 2])
        an_end(world, 200 * number)
    have = sum(each.stream_id == case(0) for each in world.log.events)
    for number in range(CASE_EVENTS - have):
        comment = support.AddComment(CaseId(case(0)), UUID(int=number + 1), "Een opmerking van een zin.")
        assert world.tried(comment, READER)
    return tuple(world.log.events)


def _copied(recorded: Recorded, copy: int) -> tuple[Any, Any, UUID]:
    """Return an event as if it were of another case: the same, but for every id of an aggregate in it."""
    event: Any = recorded.event
    ids = {
        each.name: _copied_id(getattr(event, each.name), copy)
        for each in fields(event)
        if each.name.endswith("_id") and isinstance(getattr(event, each.name), UUID)
    }
    at = recorded.meta.recorded_at + copy * LIFETIME
    meta = replace(recorded.meta, event_id=_copied_id(recorded.meta.event_id, copy), recorded_at=at)
    return replace(event, **ids), meta, _copied_id(recorded.stream_id, copy)


def _copied_id(identifier: UUID, copy: int) -> UUID:
    return identifier if copy == 0 else uuid5(identifier, str(copy))
