"""A log in a schema of a PostgreSQL database."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache

import psycopg
from psycopg import sql as pg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from kvcase.ledger.leaves import Stored
from kvcase.store.database import LOCK_TIMEOUT_SECONDS, session_options, take_role
from kvcase.store.errors import AnswerLostError, DuplicateRowError, StoreUnavailableError, VersionConflict
from kvcase.store.transaction import DatedEvent, Row, Value, first_versions

Connection = psycopg.Connection[TupleRow]

POOL_SIZE = 2
POOL_TIMEOUT_SECONDS = 10

_NOTHING = pg.SQL("")

_INSERT_EVENTS = pg.SQL(
    "INSERT INTO stored_events (originator_id, originator_version, topic, recorded_at, state)"
    " SELECT stream, version, topic, at, state"
    " FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bigint[], %s::bytea[])"
    " WITH ORDINALITY AS new (stream, version, topic, at, state, place) ORDER BY place"
    " RETURNING position, originator_id, originator_version,"
    # A statement does not see its own rows, so this is the head before the insert.
    " (SELECT max(originator_version) FROM stored_events AS earlier"
    " WHERE earlier.originator_id = stored_events.originator_id),"
    " pg_notify('kvcase_log', current_schema())"  # once for all rows, and heard when they are committed
)

_STORED = pg.SQL(
    "SELECT position, uuid_send(originator_id), originator_version, recorded_at, convert_to(topic, 'UTF8'), state"
    " FROM stored_events WHERE position > %s ORDER BY position LIMIT %s"
)


class PostgresDatastore:
    """One schema. Writers queue on an advisory lock, so that INSERT and SELECT are all the rights they need.

    A locked table would need more rights and would wait for maintenance; the library's database functions
    take no lock and let a tailing reader miss events. Source: handbook event-store.md 0.2, 0.4.
    """

    def __init__(self, conninfo: str, schema: str) -> None:
        key = int.from_bytes(hashlib.sha256(f"kvcase.{schema}".encode()).digest()[:8], "big", signed=True)
        self._begin = pg.SQL("BEGIN; SELECT pg_advisory_xact_lock({})").format(pg.Literal(key))
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            conninfo,
            kwargs={"autocommit": True, "options": session_options(schema)},
            min_size=0,
            max_size=POOL_SIZE,
            timeout=POOL_TIMEOUT_SECONDS,
            configure=lambda connection: take_role(connection, schema),
            num_workers=1,
            open=True,
        )

    @contextmanager
    def reading(self) -> Iterator["PostgresTransaction"]:
        """Give a transaction for single reading statements."""
        with _translated():
            connection = self._begun(_NOTHING)
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
            connection = self._begun(self._begin)
            try:
                yield PostgresTransaction(connection)
                _commit(connection)
            except BaseException:
                with suppress(psycopg.Error):
                    connection.rollback()
                raise
            finally:
                self._pool.putconn(connection)

    def change(self) -> int | None:
        """Return `None`: PostgreSQL tells of a change by itself, see `bells`."""
        return None

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def _begun(self, first: pg.SQL | pg.Composed) -> Connection:
        """Return a connection that answered `first`; those that the server lost meanwhile are replaced."""
        for attempts_left in range(POOL_SIZE, -1, -1):
            connection = self._pool.getconn()
            try:
                connection.execute(first)
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

    def insert_events(self, events: Sequence[DatedEvent]) -> list[int]:
        """Insert events and return their positions: increasing, with gaps after a failure of the server."""
        expected = first_versions(events)
        rows = self._connection.execute(
            _INSERT_EVENTS,
            (
                [event.originator_id for event in events],
                [event.originator_version for event in events],
                [event.topic for event in events],
                [event.recorded_at for event in events],
                [event.state for event in events],
            ),
            prepare=True,
        ).fetchall()
        positions: dict[tuple[object, int], int] = {}
        for position, stream_id, version, head, _ in rows:
            if (head or 0) != expected[stream_id] - 1:
                reason = f"stream {stream_id} is at version {head or 0}, not at {expected[stream_id] - 1}"
                raise VersionConflict(reason, stream_id=stream_id)
            positions[stream_id, version] = position
        return [positions[event.originator_id, event.originator_version] for event in events]


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
    except psycopg.errors.LockNotAvailable as error:
        raise StoreUnavailableError(f"the log was busy for {LOCK_TIMEOUT_SECONDS} s; try again") from error
    except psycopg.OperationalError as error:
        raise StoreUnavailableError(f"the database refuses: {error}") from error
