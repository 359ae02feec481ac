"""What the ledger costs: growing and verifying it, proofs, and what an append costs beside it; and how that grows.

CPU time of one process unless told otherwise. The goals are 50,000 events verified a second, and a cost for each event
that is flat from 10,000 to 3,000,000. Events of about 330 bytes; sizes above 300,000 only with `LEDGER_LONG`.
"""

import os
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kvcase.ledger import proofs
from kvcase.store.database import DatabaseUrl
from kvcase.store.ledger import LedgerTables
from kvcase.store.migrate import migrate
from tests.kvcase.ledger_worlds import SLUG, World
from tests.kvcase.store import toys
from tests.pgrig import PostgresServer

SIZES: Final = (10_000, 100_000, 300_000)
LONG: Final = (1_000_000, 3_000_000)
_POSTGRES: Final = 100_000
_PROOFS: Final = 1_000
_APPENDS: Final = 300
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One size: events a second taken into the tree and verified, the seconds of one small step, proofs a second."""

    where: str
    size: int
    taken: float
    step: float
    verified: float
    verified_wall: float
    proved: float
    megabytes: int
    """The most memory that the process had up to here."""


def main() -> str:
    """Return the tables."""
    sizes = (*SIZES, *LONG) if os.environ.get("LEDGER_LONG") else SIZES
    points = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            points.append(_point("SQLite", f"sqlite:///{folder}/var", size))
    with PostgresServer(durable=True) as server:
        points.append(_point("PostgreSQL", server.create_database(), _POSTGRES))
    with tempfile.TemporaryDirectory() as folder:
        alone, beside = _appends(f"sqlite:///{folder}/var")
    head = (
        "database",
        "events",
        "into the tree /s",
        "100 more events (ms)",
        "verified /s",
        "by the clock /s",
        "proofs /s",
    )
    rows = [
        f"| {each.where} | {each.size:,} | {each.taken:,.0f} | {each.step * 1000:.1f} | {each.verified:,.0f} |"
        f" {each.verified_wall:,.0f} | {each.proved:,.0f} | {each.megabytes} |"
        for each in points
    ]
    said = (
        f"An append of one event to SQLite: {alone * 1e3:.2f} ms of CPU, and {beside * 1e3:.2f} ms with its share of"
        f" the tree, grown every 100 events and signed every {_APPENDS}: {beside / alone:.2f} times."
    )
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *rows, "", said])


def _point(where: str, url: str, size: int) -> Point:
    database = DatabaseUrl.parse(url)
    migrate(database, [SLUG])
    with toys.Store(database) as store:
        world = World(store)
        _fill(world, size)
        taken = _cpu(world.tables.extend)
        world.sign()
        steps = []
        for _ in range(_ROUNDS):
            world.write(34)
            steps.append(_cpu(world.tables.extend))
        world.sign()
        runs = [_cpu_and_wall(lambda: _assert_good(world)) for _ in range(_ROUNDS)]
        cpu, wall = min(runs)
        proved = _PROOFS / _proved(world.tables)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return Point(where, size, size / taken, min(steps), size / cpu, size / wall, proved, megabytes)


def _assert_good(world: World) -> None:
    assert world.verify().is_good


def _proved(tables: LedgerTables) -> float:
    """Return the seconds that proofs of events here and there take, made and checked."""
    size, _ = tables.head()
    chance = random.Random(1)  # noqa: S311  # which events, no secrets
    chosen = [chance.randrange(size) for _ in range(_PROOFS)]
    root = proofs.root(size, tables.subtrees())
    kept = {index: tables.leaves(index, 1)[0].leaf_hash for index in chosen}

    def prove() -> None:
        subtrees = tables.subtrees()
        for index in chosen:
            assert proofs.is_included(kept[index], index, size, proofs.inclusion(index, size, subtrees), root)

    return _cpu(prove)


def _appends(url: str) -> tuple[float, float]:
    """Return the CPU seconds of an append alone, and with its share of the ledger."""
    database = DatabaseUrl.parse(url)
    migrate(database, [SLUG])
    with toys.Store(database) as store:
        world = World(store)
        log = store.logs.log(SLUG)

        def append() -> None:
            for _ in range(_APPENDS):
                log.append([toys.to(toys.fresh_id(), 0, toys.Counted(7))])

        def beside() -> None:
            for number in range(_APPENDS):
                log.append([toys.to(toys.fresh_id(), 0, toys.Counted(7))])
                if number % 100 == 99:
                    world.tables.extend()
                if number == _APPENDS - 1:
                    world.sign()

        append()
        world.sign()
        both = [(_cpu(append), _cpu(world.tables.extend) and _cpu(beside)) for _ in range(_ROUNDS)]
    return min(one for one, _ in both) / _APPENDS, min(two for _, two in both) / _APPENDS


def _fill(world: World, size: int) -> None:
    """Write events as they are stored; through the service three million would take an hour."""
    world.write(1)
    ((topic, at, state),) = world.ask("SELECT topic, recorded_at, state FROM stored_events WHERE position = 3")
    if world.store.database.backend.value == "sqlite":
        with sqlite3.connect(world.store.database.file(SLUG)) as raw:
            raw.executemany(
                "INSERT INTO stored_events (originator_id, originator_version, topic, recorded_at, state)"
                " VALUES (?, 1, ?, ?, ?)",
                ((f"{number:032x}", topic, at, state) for number in range(3, size)),
            )
        raw.close()
    else:
        world.change(
            "INSERT INTO stored_events (originator_id, originator_version, topic, recorded_at, state)"
            " SELECT lpad(to_hex(n), 32, '0')::uuid, 1, e.topic, e.recorded_at, e.state"
            " FROM generate_series(3, ?) n, stored_events e WHERE e.position = 3",
            size - 1,
        )


def _cpu(action: Callable[[], object]) -> float:
    return _cpu_and_wall(action)[0]


def _cpu_and_wall(action: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return time.process_time() - cpu, time.perf_counter() - wall
