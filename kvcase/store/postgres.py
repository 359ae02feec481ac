"""A log in a schema of a PostgreSQL database."""

import hashlib
import itertools
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import sql as pg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from kvcase.ledger.leaves import Stored
from kvcase.store.database import LOCK_TIMEOUT_SECONDS, has_ended, session_options, take_role
from kvcase.store.errors import AnswerLostError, DuplicateRowError, StoreUnavailableError, VersionConflict
from kvcase.store.transaction import (
    INSERT_COMMAND,
    DatedEvent,
    KeptCheckpoint,
    Row,
    Value,
    first_versions,
)

Connection = psycopg.Connection[TupleRow]

POOL_SIZE = 2
POOL_TIMEOUT_SECONDS = 10

_IN_LINE = 8
"""Up to so many rows stand in a statement one by one, which is quicker for a few; more are handed over as arrays."""

_EVENT = {
    "stream": "uuid",
    "version": "bigint",
    "follows": "bigint",
    "topic": "text",
    "at": "bigint",
    "state": "bytea",
}
_COMMAND = {
    "command": "uuid",
    "actor": "text",
    "body": "text",
    "stream": "uuid",
    "first": "bigint",
    "last": "bigint",
    "outcome": "text",
}

_STORED = pg.SQL(
    "SELECT position, uuid_send(originator_id), originator_version, recorded_at, convert_to(topic, 'UTF8'), state"
    " FROM stored_events WHERE position > %s ORDER BY position LIMIT %s"
)
_CHECKPOINTS = pg.SQL(
    "SELECT tree_size, position, made_at, convert_to(note, 'UTF8')"
    " FROM ledger_checkpoints WHERE tree_size > %s ORDER BY tree_size LIMIT %s"
)


class PostgresDatastore:
    """One schema. Writers queue on an advisory lock, so that INSERT and SELECT are all the rights they need.

    A locked table would need more rights and would wait for maintenance; the library's database functions
    take no lock and let a tailing reader miss events. Source: handbook event-store.md 0.2, 0.4.
    """

    def __init__(
        self, conninfo: str, schema: str, statement_seconds: int = 0, *, of: str = "", size: int = POOL_SIZE
    ) -> None:
        """Open up to `size` connections; who writes `of` something beside the events has a lock of its own."""
        locked = f"kvcase.{schema}.{of}" if of else f"kvcase.{schema}"
        key = int.from_bytes(hashlib.sha256(locked.encode()).digest()[:8], "big", signed=True)
        self._lock = f"SELECT pg_advisory_xact_lock({key})"
        self._begin = f"BEGIN; {self._lock}"
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            conninfo,
            kwargs={"autocommit": True, "options": session_options(schema, statement_seconds)},
            min_size=0,
            max_size=size,
            timeout=POOL_TIMEOUT_SECONDS,
            configure=lambda connection: take_role(connection, schema),
            num_workers=1,
            open=True,
        )

    @contextmanager
    def reading(self) -> Iterator["PostgresTransaction"]:
        """Give a transaction for single reading statements."""
        with _translated():
            connection = self._fresh()
            try:
                yield PostgresTransaction(connection)
            finally:
                self._pool.putconn(connection)

    @contextmanager
    def writing(self) -> Iterator["PostgresTransaction"]:
        """Give a write transaction.

        It is never tried again here: when the answer to a commit is lost (`AnswerLostError`), only a look at the
        command ids tells whether it happened.
        """
        with _translated():
            connection = self._begun()
            try:
                yield PostgresTransaction(connection)
                _commit(connection)
            except BaseException:
                with suppress(psycopg.Error):
                    connection.rollback()
                raise
            finally:
                self._pool.putconn(connection)

    def append(self, events: Sequence[DatedEvent], commands: Sequence[Row]) -> list[int]:
        """Insert events and commands in one statement, which is a transaction, and return the events' positions.

        A second round to the server, and a third, would take longer than the disk.
        """
        with _translated():
            connection = self._fresh()
            try:
                return _inserted(connection, events, commands, self._lock)
            except psycopg.OperationalError as error:
                if connection.closed:
                    raise AnswerLostError(f"the answer to an append was lost: {error}") from error
                raise
            finally:
                self._pool.putconn(connection)

    def change(self) -> int | None:
        """Return `None`: PostgreSQL tells of a change by itself, see `bells`."""
        return None

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def _fresh(self) -> Connection:
        """Return a connection that the server has not ended meanwhile, as far as one can tell without asking it."""
        for _ in range(POOL_SIZE):
            connection = self._pool.getconn()
            if not has_ended(connection):
                return connection
            connection.close()
            self._pool.putconn(connection)
        return self._pool.getconn()

    def _begun(self) -> Connection:
        """Return a connection that holds the lock; those that the server lost meanwhile are replaced."""
        for attempts_left in range(POOL_SIZE, -1, -1):
            connection = self._pool.getconn()
            try:
                connection.execute(self._begin.encode())
            except BaseException as error:
                is_lost = isinstance(error, psycopg.OperationalError) and connection.closed
                self._pool.putconn(connection)
                if not (is_lost and attempts_left):
                    raise
            else:
                return connection
        raise AssertionError("the last attempt returns or raises")


class PostgresTransaction:
    """A transaction of a PostgreSQL log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """Run a statement and return the number of rows it changed."""
        return self._connection.execute(_translated_sql(sql), parameters).rowcount

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of parameters."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_translated_sql(sql), rows)

    def query(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """Run a statement and return its rows."""
        return self._connection.execute(_translated_sql(sql), parameters).fetchall()

    def stored(self, after: int, limit: int) -> list[Stored]:
        """Return at most `limit` events behind a position as they stand, whatever became of them."""
        with self._connection.cursor(binary=True) as cursor:
            return [Stored(*row) for row in cursor.execute(_STORED, (after, limit), prepare=True)]

    def kept_checkpoints(self, above: int, limit: int) -> list[KeptCheckpoint]:
        """Return at most `limit` checkpoints of more than `above` leaves as they stand, whatever became of them."""
        with self._connection.cursor(binary=True) as cursor:
            return [KeptCheckpoint(*row) for row in cursor.execute(_CHECKPOINTS, (above, limit), prepare=True)]

    def insert_events(self, events: Sequence[DatedEvent], commands: Sequence[Row] = ()) -> list[int]:
        """Insert events and commands and return the positions: increasing, with gaps after a failure of the server."""
        if not events:
            self.executemany(INSERT_COMMAND, commands)
            return []
        return _inserted(self._connection, events, commands)


def _inserted(
    connection: Connection, events: Sequence[DatedEvent], commands: Sequence[Row] = (), lock: str = ""
) -> list[int]:
    first = set(first_versions(events).items())
    rows = [
        (stream, version, version - 1 if (stream, version) in first else None, *rest)
        for stream, version, *rest in map(_columns, events)
    ]
    parameters = [*_handed_over(commands), *_handed_over(rows)]
    found = connection.execute(_insert(len(rows), len(commands), lock), parameters, prepare=True).fetchall()
    if len(found) == 1:
        return [found[0][0]]
    positions = {(stream_id, version): position for position, stream_id, version, _ in found}
    return [positions[event.originator_id, event.originator_version] for event in events]


_columns = operator.attrgetter("originator_id", "originator_version", "topic", "recorded_at", "state")


@lru_cache(maxsize=256)
def _insert(events: int, commands: int, lock: str) -> bytes:
    """Return the statement that inserts so many events, and commands, once it holds the lock if one is given.

    Where the first new version of a stream does not follow on what it holds, the version is `NULL`, which the table
    refuses. Positions are given out after the lock is held: it is looked at before any row is made.
    """
    before = [f"held AS MATERIALIZED ({lock or 'SELECT 1'})"]
    if commands:
        noted = f"SELECT {', '.join(_COMMAND)} FROM held, {_source(_COMMAND, commands)}"  # noqa: S608
        before.append(f"noted AS (INSERT INTO stored_commands {noted})")
    head = "(SELECT max(originator_version) FROM stored_events AS earlier WHERE earlier.originator_id = stream)"
    version = f"CASE WHEN follows IS NULL OR follows = coalesce({head}, 0) THEN version END"
    # Equal words are told once for all rows, and heard when they are committed; of one event its position is told too.
    told = "current_schema() || ' ' || position" if events == 1 else "current_schema()"
    return (
        f"WITH {', '.join(before)}"  # noqa: S608  (made of constants)
        " INSERT INTO stored_events (originator_id, originator_version, topic, recorded_at, state)"
        f" SELECT stream, {version}, topic, at, state"
        f" FROM held, {_source(_EVENT, events)} ORDER BY place"
        f" RETURNING position, originator_id, originator_version, pg_notify('kvcase_log', {told})"
    ).encode()


def _source(columns: Mapping[str, str], count: int) -> str:
    if count > _IN_LINE:
        rows = f"unnest({', '.join(f'%s::{kind}[]' for kind in columns.values())}) WITH ORDINALITY"
    else:
        row = ", ".join(f"%s::{kind}" for kind in columns.values())
        rows = f"(VALUES {', '.join(f'({row}, {place})' for place in range(count))})"
    return f"{rows} AS new ({', '.join(columns)}, place)"


def _handed_over(rows: Sequence[Row]) -> Iterable[Any]:
    return map(list, zip(*rows, strict=True)) if len(rows) > _IN_LINE else itertools.chain.from_iterable(rows)


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except psycopg.OperationalError as error:
        raise AnswerLostError(f"the answer to a commit was lost: {error}") from error


@lru_cache(maxsize=1024)
def _translated_sql(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.UniqueViolation as error:
        if error.diag.table_name in {"stored_events", "stored_commands"}:
            raise VersionConflict(f"recorded before: {error.diag.message_detail}") from error
        raise DuplicateRowError(str(error)) from error
    except psycopg.errors.NotNullViolation as error:
        if error.diag.column_name == "originator_version":
            raise VersionConflict("a stream is at another version than the one that the append follows") from None
        raise
    except psycopg.errors.LockNotAvailable as error:
        raise StoreUnavailableError(f"the log was busy for {LOCK_TIMEOUT_SECONDS} s; try again") from error
    except (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction) as error:
        raise StoreUnavailableError(f"the database refuses: {error}") from error
