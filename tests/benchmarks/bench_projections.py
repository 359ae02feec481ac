"""How fast the read models of an institution follow its log, beside the library's own runner in the same run.

Real events in the real store, sealed texts and all; the rate counts events of the log, not rows or models, and is the
best of three rounds of wall time. `catch up` is the live way, in transactions that move the position; `rebuild` folds
in memory, loads, verifies and swaps; `as of` shows a model at the end of the log in a database in memory. The peer is
the library's runner with a read model of two columns: one transaction for each event, PostgreSQL.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from domain.ports import EventLog
from domain.registry import AGGREGATES
from kvcase import past
from kvcase.store.codec import Codec
from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import Append, Logs
from kvcase.store.migrate import migrate
from kvcase.store.vault import Vault
from projections import case_hits, case_register, party_cases
from projections.models import INSTITUTION_MODELS
from projections.positions import POSITIONS, create_tables
from projections.readmodel import ReadModel
from projections.runner import Runner
from tests.benchmarks.peers import library_runner
from tests.pgrig import PostgresServer
from tests.projections.world import SLUG, World, a_life, an_end

CASES = int(os.environ.get("PROJECTIONS_CASES", "400"))
"""Cases of some sixty events each."""
PEER_EVENTS = 2_000
ROUNDS = 3
GOALS = {"SQLite": 25_000, "PostgreSQL": 15_000}
REBUILD_GOAL = 45_000
AS_OF_GOAL = 33_333
"""A million events in thirty seconds."""

CHOSEN = (case_register.MODEL, case_hits.MODEL, party_cases.MODEL)
"""One that every event of a case changes, one that half of them do, and one that few do."""


def main() -> str:
    """Return the rates as a Markdown table."""
    world = World()
    for number in range(CASES):
        a_life(world, 200 * number, ("project", None)[number % 2])
        an_end(world, 200 * number)
    with TemporaryDirectory() as folder, PostgresServer(durable=True) as server:
        peer = library_runner.rate(server.create_database(), PEER_EVENTS)
        rows = [
            f"| what ({len(world.log.events):,} events) | database | events/s | times the library's runner | goal |",
            "|---|---|---:|---:|---:|",
            f"| the library's runner ({PEER_EVENTS:,} events) | PostgreSQL | {peer:,.0f} | 1 | |",
        ]
        rows += _measured("SQLite", DatabaseUrl.parse(f"sqlite:///{Path(folder) / 'var'}"), world, peer)
        rows += _measured("PostgreSQL", DatabaseUrl.parse(server.create_database()), world, peer)
    return "\n".join(rows)


def _measured(name: str, database: DatabaseUrl, world: World, peer: float) -> Iterator[str]:
    migrate(database, [SLUG])
    with _store(database, world) as (log, engine):
        count = len(world.log.events)

        def row(what: str, work: Callable[[], object], goal: str = "", rounds: int = ROUNDS) -> str:
            seconds = min(_seconds(engine, work) for _ in range(rounds))
            rate = count / seconds
            return f"| {what} | {name} | {rate:,.0f} | {rate / peer:.1f} | {goal} |"

        for model in CHOSEN:
            alone = Runner(engine, log, SLUG, [model])
            yield row(f"catch up {model.name}", Runner(engine, log, SLUG, [model]).catch_up, f"{GOALS[name]:,}")
            goal = f"{REBUILD_GOAL:,}" if name == "PostgreSQL" else ""
            yield row(f"rebuild {model.name}", partial(alone.rebuild, model.name), goal)
            yield row(f"{model.name} as of a position", partial(_as_of, model, log), f"{AS_OF_GOAL:,}")
        runner = Runner(engine, log, SLUG, INSTITUTION_MODELS)
        yield row(f"catch up, all {len(INSTITUTION_MODELS)} read models", runner.catch_up, rounds=1)


def _seconds(engine: sa.Engine, work: Callable[[], object]) -> float:
    with engine.begin() as connection:
        for table in (POSITIONS, *(table for model in INSTITUTION_MODELS for table in model.tables)):
            connection.execute(sa.delete(table))
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _as_of(model: ReadModel, log: EventLog) -> None:
    with past.PastModels([model], lambda _model: {SLUG: log}).engine.begin() as connection:
        for table in model.tables:
            connection.execute(sa.select(sa.func.count()).select_from(table))


@contextmanager
def _store(database: DatabaseUrl, world: World) -> Iterator[tuple[EventLog, sa.Engine]]:
    """Give the log and the database of an institution whose events stand in the store."""
    vault = Vault(database, bytes(range(32)))
    codec = Codec(AGGREGATES, vault)
    logs = Logs(database, codec)
    log = logs.log(SLUG)
    engine = database.engine(SLUG)
    create_tables(engine, INSTITUTION_MODELS)
    events = world.log.events
    for start in range(0, len(events), 1_000):
        log.append(
            [
                Append(each.stream_id, codec.aggregate_of(each.event), each.version - 1, ((each.event, each.meta),))
                for each in events[start : start + 1_000]
            ]
        )
    yield log, engine
    engine.dispose()
    logs.close()
    vault.close()
