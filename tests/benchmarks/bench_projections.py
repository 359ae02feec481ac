"""How fast the read models of an institution follow its log: all nine of them, and a rebuild of each.

Real events in the real store, sealed texts and all; the rate counts events of the log, not rows or models. The
baseline is that of the library's own runner (one transaction for each event, one read model, PostgreSQL).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from domain.ports import EventLog
from domain.registry import AGGREGATES
from kvcase.store.codec import Codec
from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import Append, Logs
from kvcase.store.migrate import migrate
from kvcase.store.vault import Vault
from projections.models import INSTITUTION_MODELS
from projections.positions import create_tables
from projections.runner import Runner
from tests.pgrig import PostgresServer
from tests.projections.world import SLUG, World, a_life, an_end

CASES = 400
BASELINE = 824
GOALS = {"SQLite": 25_000, "PostgreSQL": 15_000}


def main() -> str:
    """Return the rates as a Markdown table."""
    world = World()
    for number in range(CASES):
        a_life(world, 200 * number, ("project", None)[number % 2])
        an_end(world, 200 * number)
    rows = [
        f"| what ({len(world.log.events):,} events) | database | events/s | baseline 824/s times | goal |",
        "|---|---|---:|---:|---:|",
    ]
    with TemporaryDirectory() as folder:
        rows += _measured("SQLite", DatabaseUrl.parse(f"sqlite:///{Path(folder) / 'var'}"), world)
    with PostgresServer(durable=True) as server:
        rows += _measured("PostgreSQL", DatabaseUrl.parse(server.create_database()), world)
    return "\n".join(rows)


def _measured(name: str, database: DatabaseUrl, world: World) -> Iterator[str]:
    migrate(database, [SLUG])
    with _store(database, world) as (log, engine):
        count = len(world.log.events)

        def reading() -> None:
            position = 0
            while batch := log.after(position, 5_000):
                position = batch[-1].position

        def row(what: str, work: Callable[[], object], goal: str = "") -> str:
            begun = time.perf_counter()
            work()
            rate = count / (time.perf_counter() - begun)
            return f"| {what} | {name} | {rate:,.0f} | {rate / BASELINE:.1f} | {goal} |"

        yield row("read and unseal the log, no read model", reading)
        runner = Runner(engine, log, SLUG, INSTITUTION_MODELS)
        yield row("catch up, all 9 read models", runner.catch_up, f"{GOALS[name]:,}")
        for model in INSTITUTION_MODELS:
            alone = Runner(engine, log, SLUG, [model])
            yield row(f"rebuild {model.name}", partial(alone.rebuild, model.name))


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
