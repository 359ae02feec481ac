"""Events appended and read per second, beside a bare INSERT and SELECT of the same bytes in the same database.

Every commit waits for the disk (fsync on). Rounds of both sides alternate, because disks change their mind; the
figure is the median round. An event has four fields; `sealed` has one personal text under two keys.
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

_ROUNDS = 5
_ROUND_SECONDS = 0.8
_READ_EVENTS = 20_000
_BATCH = 100
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
        return _measured(database, f"PostgreSQL {version}", bare)


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

        writes = _alternately(bare.insert, lambda: append("plain"), lambda: append("sealed"), append_many)
        plain, sealed = (_filled(log, append, kind) for kind in streams)
        reads = _alternately(bare.read, lambda: log.after(plain, _READ_EVENTS), lambda: log.after(sealed, _READ_EVENTS))
    inserted, selected = writes[0], reads[0] * _READ_EVENTS
    return [
        _line(f"{title}: append 1 event", writes[1], inserted),
        _line(f"{title}: append 1 sealed event", writes[2], inserted),
        _line(f"{title}: append {_BATCH} streams at once, events", writes[3] * _BATCH, inserted),
        _line(f"{title}: read decoded", reads[1] * _READ_EVENTS, selected),
        _line(f"{title}: read decoded and unsealed", reads[2] * _READ_EVENTS, selected),
    ]


def _filled(log: EventLog, append: Callable[[str, int], None], kind: str) -> int:
    """Append what is read later; return the position before it."""
    before = log.head()
    append(kind, _READ_EVENTS)
    return before


def _alternately(*actions: Callable[[], object]) -> list[float]:
    """Return how often a second each action can be done: the median of rounds that alternate."""
    rates: list[list[float]] = [[] for _ in actions]
    for _ in range(_ROUNDS):
        for action, found in zip(actions, rates, strict=True):
            begin, count = time.perf_counter(), 0
            while (elapsed := time.perf_counter() - begin) < _ROUND_SECONDS:
                action()
                count += 1
            found.append(count / elapsed)
    return [statistics.median(found) for found in rates]


def _row(as_id: Callable[[UUID], UUID | str]) -> tuple[UUID | str, int, str, int, bytes]:
    return as_id(toys.fresh_id()), 1, "toy.counted.v1", 0, b"x" * 450


def _line(what: str, ours: float, bare: float) -> str:
    return f"| {what} | {ours:,.0f} | {bare:,.0f} | {ours / bare:.2f} |"
