"""Events appended and read per second, beside a bare INSERT and SELECT of the same bytes in the same database.

Every commit waits for the disk (fsync on), once on both sides; on PostgreSQL the server's own count of them is shown.
Short rounds of both sides alternate, because disks change their mind: a figure is the median round, a ratio the median
of those of neighbours. An event has four fields; `sealed` has one personal text under two keys.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg

from domain.values import PersonId
from kvcase.store.database import DatabaseUrl, connect_sqlite
from kvcase.store.logs import EventLog
from kvcase.store.migrate import migrate
from tests.kvcase.store import toys
from tests.pgrig import PostgresServer

_ROUNDS = 25
_ROUND_SECONDS = 0.15
_READ_EVENTS, _READ_ROUNDS = 20_000, 5
_BATCH = 500
_COUNTED = 50
_TEXT = "A text of some length, as an officer writes it about a case and a person in it. " * 2


@dataclass(frozen=True, slots=True)
class Bare:
    """The same bytes written and read with the driver alone."""

    insert: Callable[[], object]
    read: Callable[[], object]


def main() -> str:
    """Return the table."""
    rows = ["| what | kvcase /s | bare driver /s | ratio |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        rows += _of_sqlite(Path(folder) / "var")
    with PostgresServer(durable=True) as server:
        rows += _of_postgres(server.create_database())
    return "\n".join(rows)


def _of_sqlite(folder: Path) -> list[str]:
    database = DatabaseUrl.parse(f"sqlite:///{folder}")
    migrate(database, [toys.SLUG, "bare"])
    connection = connect_sqlite(database.file("bare"))
    insert = "INSERT INTO stored_events VALUES (NULL, ?, ?, ?, ?, ?)"

    def one() -> None:
        connection.execute(insert, _row(lambda uuid: uuid.hex))

    connection.execute("BEGIN")
    connection.executemany(insert, [_row(lambda uuid: uuid.hex) for _ in range(_READ_EVENTS)])
    connection.execute("COMMIT")
    bare = Bare(one, lambda: connection.execute("SELECT * FROM stored_events LIMIT ?", (_READ_EVENTS,)).fetchall())
    try:
        return _measured(database, f"SQLite {sqlite3.sqlite_version}", bare)
    finally:
        connection.close()


def _of_postgres(url: str) -> list[str]:
    database = DatabaseUrl.parse(url)
    migrate(database, [toys.SLUG, "bare"])
    columns = "(originator_id, originator_version, topic, recorded_at, state)"
    insert = f"INSERT INTO bare.stored_events {columns} VALUES (%s, %s, %s, %s, %s)".encode()
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.cursor() as cursor, connection.transaction():
            cursor.executemany(insert, [_row(lambda uuid: uuid) for _ in range(_READ_EVENTS)])
        bare = Bare(
            lambda: connection.execute(insert, _row(lambda uuid: uuid)),
            lambda: connection.execute("SELECT * FROM bare.stored_events LIMIT %s", (_READ_EVENTS,)).fetchall(),
        )
        version = connection.info.parameter_status("server_version")
        rows = _measured(database, f"PostgreSQL {version}", bare)
        return [*rows, _syncs(connection, database, bare)]


def _measured(database: DatabaseUrl, title: str, bare: Bare) -> list[str]:
    with toys.Store(database) as store:
        log = store.logs.log(toys.SLUG)
        person = PersonId(toys.fresh_id())
        streams = {"plain": toys.fresh_id(), "sealed": toys.fresh_id()}
        versions = dict.fromkeys(streams, 0)

        def append(kind: str, count: int = 1) -> None:
            event = toys.Counted(7) if kind == "plain" else toys.Noted(_TEXT, (person,))
            log.append([toys.to(streams[kind], versions[kind], *[event] * count)])
            versions[kind] += count

        def append_many() -> None:
            log.append([toys.to(toys.fresh_id(), 0, toys.Counted(7)) for _ in range(_BATCH)])

        inserted, writes = _beside(_ROUNDS, bare.insert, lambda: append("plain"), lambda: append("sealed"), append_many)
        plain, sealed = (_filled(log, append, kind) for kind in streams)
        read = (lambda: log.after(plain, _READ_EVENTS), lambda: log.after(sealed, _READ_EVENTS))
        selected, reads = _beside(_READ_ROUNDS, bare.read, *read)
    return [
        _line(f"{title}: append 1 event", writes[0], inserted),
        _line(f"{title}: append 1 sealed event", writes[1], inserted),
        _line(f"{title}: append {_BATCH} streams at once, events", writes[2], inserted, _BATCH),
        _line(f"{title}: read decoded", reads[0], selected, _READ_EVENTS, _READ_EVENTS),
        _line(f"{title}: read decoded and unsealed", reads[1], selected, _READ_EVENTS, _READ_EVENTS),
    ]


def _syncs(connection: "psycopg.Connection[tuple[object, ...]]", database: DatabaseUrl, bare: Bare) -> str:
    """Return how often the server waited for the disk of its log, for each append of either side."""
    with toys.Store(database) as store:
        log = store.logs.log(toys.SLUG)
        ours, theirs = (
            _counted(connection, action)
            for action in (lambda: log.append([toys.to(toys.fresh_id(), 0, toys.Counted(7))]), bare.insert)
        )
    return f"| waits for the disk for each append | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} |"


def _counted(connection: "psycopg.Connection[tuple[object, ...]]", action: Callable[[], object]) -> float:
    """A session tells the server's statistics once a second at most, with the first thing that it does after that."""

    def told() -> int:
        time.sleep(1.1)
        action()
        table = "pg_stat_io WHERE object = 'wal'" if connection.info.server_version >= 180_000 else "pg_stat_wal"
        column = "fsyncs" if connection.info.server_version >= 180_000 else "wal_sync"
        (count,) = connection.execute(f"SELECT sum({column})::bigint FROM {table}".encode()).fetchone() or (0,)
        assert isinstance(count, int)
        return count

    before = told()
    for _ in range(_COUNTED):
        action()
    return (told() - before) / (_COUNTED + 1)


def _filled(log: EventLog, append: Callable[[str, int], None], kind: str) -> int:
    """Append what is read later; return the position before it."""
    before = log.head()
    append(kind, _READ_EVENTS)
    return before


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a second, and how much of what it is held to in the round before."""

    each_second: float
    ratio: float


def _beside(rounds: int, bare: Callable[[], object], *actions: Callable[[], object]) -> tuple[Rate, list[Rate]]:
    """Return how often a second each action can be done, in short rounds that alternate."""
    base: list[float] = []
    rates: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        base.append(_rate(bare))
        for action, found in zip(actions, rates, strict=True):
            found.append(_rate(action))
    told = [
        Rate(statistics.median(found), statistics.median(ours / his for ours, his in zip(found, base, strict=True)))
        for found in rates
    ]
    return Rate(statistics.median(base), 1.0), told


def _rate(action: Callable[[], object]) -> float:
    begin, count = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - begin) < _ROUND_SECONDS:
        action()
        count += 1
    return count / elapsed


def _row(as_id: Callable[[UUID], UUID | str]) -> tuple[UUID | str, int, str, int, bytes]:
    return as_id(toys.fresh_id()), 1, "toy.counted.v1", 0, b"x" * 450


def _line(what: str, ours: Rate, bare: Rate, each: int = 1, each_bare: int = 1) -> str:
    """Return a row, of actions that write or read so many events each."""
    told, theirs = ours.each_second * each, bare.each_second * each_bare
    return f"| {what} | {told:,.0f} | {theirs:,.0f} | {ours.ratio * each / each_bare:.2f} |"
