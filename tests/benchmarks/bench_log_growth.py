"""How the cost of an event grows with its log: appending, reading, following, and finding a moment, up to 3,000,000.

One log is filled to each size in turn, and the same steps are taken at each, so that a column that stays flat says that
nothing depends on how long the log is. Medians by the clock, fsync on; events of about 330 bytes; sizes above 300,000
only with `LOG_LONG`. `LOG_GROWTH_PLOT` names the file of the plot.
"""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from kvcase.store.database import Backend, DatabaseUrl
from kvcase.store.logs import EventLog
from kvcase.store.migrate import migrate
from projections import positions
from projections.runner import Runner
from tests.kvcase.ledger_worlds import SLUG, World
from tests.kvcase.store import toys
from tests.pgrig import PostgresServer
from tests.projections import tally

SIZES: Final = (10_000, 100_000, 300_000)
LONG: Final = (1_000_000, 3_000_000)
STEPS: Final = {
    "append one": "one event in a transaction (µs)",
    "append many": "one of 500 streams in a transaction (µs)",
    "read": "reading one of 10,000 (µs)",
    "follow": "a read model takes one of 10,000 (µs)",
    "stream": "a case of 100 events as of its 50th (ms)",
    "instant": "the position at an instant (ms)",
}
_ROUNDS: Final = 5
_ONES: Final = 60
_MANY: Final = 500
_PAGE: Final = 10_000
_STREAM: Final = 100


@dataclass(frozen=True, slots=True)
class Point:
    """One size of one database: the seconds of each step, for one event where it takes several."""

    where: str
    size: int
    seconds: Mapping[str, float]


def main() -> str:
    """Return the table."""
    with tempfile.TemporaryDirectory() as folder:
        points = _grown("SQLite", f"sqlite:///{folder}/var")
    with PostgresServer(durable=True) as server:
        points += _grown("PostgreSQL", server.create_database())
    if os.environ.get("LOG_GROWTH_PLOT"):
        _plot(points, Path(os.environ["LOG_GROWTH_PLOT"]))
    head = ("database", "events", *STEPS.values())
    rows = [f"| {each.where} | {each.size:,} | {' | '.join(_figures(each))} |" for each in points]
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *rows])


def _figures(point: Point) -> list[str]:
    return [
        f"{seconds * 1e6:,.0f}" if "µs" in STEPS[step] else f"{seconds * 1e3:.2f}"
        for step, seconds in point.seconds.items()
    ]


def _grown(where: str, url: str) -> list[Point]:
    database = DatabaseUrl.parse(url)
    migrate(database, [SLUG])
    points = []
    with toys.Store(database) as store:
        world = World(store)
        world.write(1)
        for size in (*SIZES, *LONG) if os.environ.get("LOG_LONG") else SIZES:
            _fill(world, store.logs.log(SLUG).head(), size)
            points.append(Point(where, size, _steps(database, store.logs.log(SLUG))))
    return points


def _steps(database: DatabaseUrl, log: EventLog) -> Mapping[str, float]:
    stream = toys.fresh_id()
    log.append([toys.to(stream, 0, *[toys.Counted(7)] * _STREAM)])
    at = log.after(log.head() // 2, 1)[0].meta.recorded_at + timedelta(seconds=1)

    def one() -> None:
        log.append([toys.to(toys.fresh_id(), 0, toys.Counted(7))])

    def many() -> None:
        log.append([toys.to(toys.fresh_id(), 0, toys.Counted(7)) for _ in range(_MANY)])

    ones = [_seconds(one) for _ in range(_ONES)]
    engine = database.engine(SLUG)
    try:
        return {
            "append one": statistics.median(ones),
            "append many": _median(many) / _MANY,
            "read": _median(lambda: log.after(log.head() - _PAGE, _PAGE)) / _PAGE,
            "follow": statistics.median(_followed(engine, log) for _ in range(_ROUNDS)) / _PAGE,
            "stream": _median(lambda: log.read(stream, _STREAM // 2)),
            "instant": _median(lambda: log.position_at(at)),
        }
    finally:
        engine.dispose()


def _followed(engine: sa.Engine, log: EventLog) -> float:
    """Return the seconds in which a read model that lacks the newest events takes them."""
    positions.create_tables(engine, [tally.MODEL])
    columns = positions.POSITIONS.c
    with engine.begin() as connection:
        connection.execute(sa.delete(tally.TALLY))
        connection.execute(sa.delete(positions.POSITIONS))
        place = {columns.model: "tally", columns.log: SLUG, columns.version: 1, columns.position: log.head() - _PAGE}
        connection.execute(sa.insert(positions.POSITIONS).values(place))
    return _seconds(Runner(engine, log, SLUG, [tally.MODEL]).catch_up)


def _fill(world: World, head: int, size: int) -> None:
    """Write events as they are stored, a second apart, each in a stream of its own, until the log has this size."""
    ((topic, at, state),) = world.ask("SELECT topic, recorded_at, state FROM stored_events WHERE position = 3")
    assert isinstance(at, int)
    if world.store.database.backend is Backend.SQLITE:
        with sqlite3.connect(world.store.database.file(SLUG)) as raw:
            raw.executemany(
                "INSERT INTO stored_events (originator_id, originator_version, topic, recorded_at, state)"
                " VALUES (?, 1, ?, ?, ?)",
                ((f"{number:032x}", topic, at + number * 1_000_000, state) for number in range(head, size)),
            )
        raw.close()
    else:
        world.change(
            "INSERT INTO stored_events (originator_id, originator_version, topic, recorded_at, state)"
            " SELECT lpad(to_hex(n), 32, '0')::uuid, 1, e.topic, e.recorded_at + n * 1000000::bigint, e.state"
            " FROM generate_series(?::int, ?::int) n, stored_events e WHERE e.position = 3",
            head,
            size - 1,
        )


def _median(action: Callable[[], object]) -> float:
    return statistics.median(_seconds(action) for _ in range(_ROUNDS))


def _seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _plot(points: list[Point], file: Path) -> None:
    from matplotlib import pyplot as plt

    plt.switch_backend("svg")
    plt.rcParams["svg.hashsalt"] = "kvcase"
    figure, both = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained", sharey=True)
    for axes, where in zip(both, ("SQLite", "PostgreSQL"), strict=True):
        found = [each for each in points if each.where == where]
        for step, said in STEPS.items():
            axes.loglog([each.size for each in found], [each.seconds[step] * 1e6 for each in found], "o-", label=said)
        axes.set(xlabel="events in the log", ylabel="microseconds", title=where)
        axes.grid(visible=True, which="major", alpha=0.3)
    both[1].legend([said.rpartition(" (")[0] for said in STEPS.values()], fontsize="small")
    figure.savefig(file, metadata={"Date": None})
