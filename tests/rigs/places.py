"""Where rigs run: both databases, and processes that begin with nothing open."""

import multiprocessing
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext
from pathlib import Path

import sqlalchemy as sa

from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from projections import fold, rebuild
from projections.memory import Memory
from projections.positions import create_tables
from projections.readmodel import ReadModel
from tests.kvcase.store import toys
from tests.pgrig import PostgresServer
from tests.projections import tally

MODELS = (tally.COUNTING, tally.MODEL)
WHOLE_LOG = 10_000_000
"""More events than a rig writes."""


def processes() -> ForkServerContext:
    """Return what starts processes: each is forked from one that has imported what it needs and opened nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.rigs.counters", "tests.rigs.starts"])
    return context


@contextmanager
def empty(*, durable: bool) -> Iterator[dict[str, str]]:
    """Give the address of an empty place on each database, by name."""
    with tempfile.TemporaryDirectory() as folder, PostgresServer(durable=durable) as server:
        yield {"SQLite": f"sqlite:///{Path(folder) / 'var'}", "PostgreSQL": server.create_database()}


def prepared(url: str) -> DatabaseUrl:
    """Return a migrated database with the tables of the read models that count."""
    database = DatabaseUrl.parse(url)
    migrate(database, [toys.SLUG])
    engine = database.engine(toys.SLUG)
    create_tables(engine, MODELS)
    engine.dispose()
    return database


def rows(store: toys.Store, engine: sa.Engine) -> dict[str, tuple[object, object]]:
    """Return the rows of each model, as they serve and as a fresh fold of the log makes them."""
    log = store.logs.log(toys.SLUG)
    found: dict[str, tuple[object, object]] = {}
    for model in MODELS:
        memory = Memory()
        folding = fold.Fold([model], log, toys.SLUG, memory, may_park=False)
        while folding.grow():
            pass
        fresh = [sorted(map(rebuild.canonical, fold.rows_of(memory, table))) for table in model.tables]
        found[model.name] = (_served(engine, model), fresh)
    return found


def _served(engine: sa.Engine, model: ReadModel) -> list[list[bytes]]:
    with engine.begin() as connection:
        return [sorted(map(rebuild.canonical, connection.execute(sa.select(table)))) for table in model.tables]
