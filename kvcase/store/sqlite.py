"""A log in an SQLite file."""

import sqlite3
import threading
from binascii import hexlify, unhexlify
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

from eventsourcing import persistence
from eventsourcing.sqlite import SQLiteConnection, SQLiteConnectionPool

from kvcase.ledger.leaves import Stored
from kvcase.store.database import BUSY_TIMEOUT_SECONDS, connect_sqlite
from kvcase.store.errors import AnswerLostError, DuplicateRowError, StoreUnavailableError, VersionConflict
from kvcase.store.transaction import INSERT_COMMAND, DatedEvent, KeptCheckpoint, Row, Value, first_versions

_STORED = (
    # As bytes: a changed text need not be one any more. Another type than the column's is `None`.
    "SELECT position, CASE typeof(originator_id) WHEN 'text' THEN CAST(originator_id AS blob) END,"
    " originator_version, recorded_at, CASE typeof(topic) WHEN 'text' THEN CAST(topic AS blob) END,"
    " CASE typeof(state) WHEN 'blob' THEN state END"
    " FROM stored_events WHERE position > ? ORDER BY position LIMIT ?"
)
_CHECKPOINTS = (
    "SELECT tree_size, position, made_at, CASE typeof(note) WHEN 'text' THEN CAST(note AS blob) END"
    " FROM ledger_checkpoints WHERE tree_size > ? ORDER BY tree_size LIMIT ?"
)


class SqliteDatastore:
    """One SQLite file: readers side by side, writers one at a time in the order they came."""

    def __init__(self, file: Path) -> None:
        self._pool = _Pool(file)
        self._writers = threading.Lock()
        self._file = file
        self._watching: sqlite3.Connection | None = None
        self._watch = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator["SqliteTransaction"]:
        """Give a transaction for single reading statements."""
        with self._connection() as connection:
            yield SqliteTransaction(connection)

    @contextmanager
    def writing(self) -> Iterator["SqliteTransaction"]:
        """Give a write transaction. Its lock is taken at once, so that reading first cannot end in a deadlock."""
        if not self._writers.acquire(timeout=BUSY_TIMEOUT_SECONDS):
            raise StoreUnavailableError(f"the log was busy for {BUSY_TIMEOUT_SECONDS} s; try again")
        try:
            with self._connection() as connection:
                connection.execute("BEGIN IMMEDIATE").close()
                try:
                    yield SqliteTransaction(connection)
                    _commit(connection)
                except BaseException:
                    with suppress(sqlite3.Error):
                        connection.rollback()
                    raise
        finally:
            self._writers.release()

    def append(self, events: Sequence[DatedEvent], commands: Sequence[Row]) -> list[int]:
        """Insert events and commands in a transaction, and return the events' positions."""
        with self.writing() as transaction:
            return transaction.insert_events(events, commands)

    def change(self) -> int | None:
        """Return a number that is another one after each commit of anyone to the file; it costs next to nothing."""
        with self._watch, _translated():
            if self._watching is None:
                self._watching = connect_sqlite(self._file)
            (number,) = self._watching.execute("PRAGMA data_version").fetchone()
        return int(number)

    def close(self) -> None:
        """Close all connections."""
        with self._watch:
            if self._watching is not None:
                self._watching.close()
                self._watching = None
        self._pool.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with _translated():
            pooled = self._pool.get_connection()
            try:
                yield pooled.raw
            finally:
                self._pool.put_connection(pooled)


class SqliteTransaction:
    """A transaction of an SQLite log."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """Run a statement and return the number of rows it changed."""
        cursor = self._connection.execute(sql, _adapted(parameters))
        changed = cursor.rowcount
        cursor.close()
        return changed

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of parameters."""
        self._connection.executemany(sql, map(_adapted, rows)).close()

    def query(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """Run a statement and return its rows."""
        return self._connection.execute(sql, _adapted(parameters)).fetchall()

    def stored(self, after: int, limit: int) -> list[Stored]:
        """Return at most `limit` events behind a position as they stand, whatever became of them."""
        return [
            Stored(position, _stream(stream), version, recorded_at, name, state)
            for position, stream, version, recorded_at, name, state in self._connection.execute(_STORED, (after, limit))
        ]

    def kept_checkpoints(self, above: int, limit: int) -> list[KeptCheckpoint]:
        """Return at most `limit` checkpoints of more than `above` leaves as they stand, whatever became of them."""
        return [KeptCheckpoint(*row) for row in self._connection.execute(_CHECKPOINTS, (above, limit))]

    def insert_events(self, events: Sequence[DatedEvent], commands: Sequence[Row] = ()) -> list[int]:
        """Insert events and commands and return the positions: the lock is held, so they are consecutive."""
        self.executemany(INSERT_COMMAND, commands)
        if not events:
            return []
        for stream_id, version in first_versions(events).items():
            ((head,),) = self.query(
                "SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?", (stream_id,)
            )
            if head != version - 1:
                raise VersionConflict(f"stream {stream_id} is at version {head}, not at {version - 1}")
        self.executemany(
            "INSERT INTO stored_events (originator_id, originator_version, topic, recorded_at, state)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (event.originator_id, event.originator_version, event.topic, event.recorded_at, event.state)
                for event in events
            ],
        )
        ((last,),) = self.query("SELECT max(position) FROM stored_events")
        return list(range(last - len(events) + 1, last + 1))


def _commit(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("COMMIT").close()
    except sqlite3.OperationalError as error:
        raise AnswerLostError(f"a commit failed: {error}") from error


class _Connection(SQLiteConnection):
    """A pooled connection that shows the one of the standard library inside it."""

    @property
    def raw(self) -> sqlite3.Connection:
        return self._sqlite_conn


class _Pool(SQLiteConnectionPool):
    """The library's pool, with connections that are asserted to be durable."""

    def __init__(self, file: Path) -> None:
        super().__init__(db_name=str(file), pool_timeout=BUSY_TIMEOUT_SECONDS)
        self._file = file

    def _create_connection(self) -> _Connection:
        return _Connection(connect_sqlite(self._file), max_age=None)

    def get_connection(self, timeout: float | None = None, *, is_writer: bool | None = None) -> _Connection:
        connection = super().get_connection(timeout, is_writer=is_writer)
        assert isinstance(connection, _Connection)  # noqa: S101  (the pool hands out what it created)
        return connection


def _stream(found: bytes | None) -> bytes | None:
    """Return the id that 32 hex digits stand for, if they are written as we write them."""
    try:
        stream = unhexlify(found or b"")
    except ValueError:
        return None
    return stream if hexlify(stream) == found else None


def _adapted(parameters: Sequence[Value]) -> list[Value]:
    return [value.hex if isinstance(value, UUID) else value for value in parameters]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        message = str(error)
        if "stored_events." in message or "stored_commands." in message:
            raise VersionConflict(f"recorded before: {message}") from error
        if message.startswith("UNIQUE"):
            raise DuplicateRowError(message) from error
        raise
    except sqlite3.OperationalError as error:
        # None: no answer of SQLite but of its reader, of a text that is none.
        if (
            getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
        ):  # a mistake in the statement, not a state of the database
            raise
        raise StoreUnavailableError(f"the database refuses: {error}") from error
    except sqlite3.DatabaseError as error:
        if type(error) is sqlite3.DatabaseError:  # a page that is none: the file itself is damaged
            raise StoreUnavailableError(f"the file is damaged: {error}; restore it from a backup") from error
        raise
    except persistence.PersistenceError as error:
        raise StoreUnavailableError(f"no connection: {error}") from error
