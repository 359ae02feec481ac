"""The two databases behind one seam: a transaction that speaks SQL with `?` placeholders."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from kvcase.ledger.leaves import Stored

Value = str | bytes | int | float | bool | UUID | None
"""What a placeholder may stand for. A UUID is a `uuid` on PostgreSQL and 32 hex digits on SQLite."""

Row = tuple[Any, ...]


INSERT_COMMAND = "INSERT INTO stored_commands VALUES (?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class DatedEvent(StoredEvent):
    """A stored event with the instant of its metadata, in microseconds since 1970 UTC."""

    recorded_at: int


class KeptCheckpoint(NamedTuple):
    """A checkpoint as the database holds it; SQLite may hold anything there, and a note that is no text is `None`."""

    size: int
    position: object
    at: object
    note: bytes | None


class Transaction(Protocol):
    """An open transaction of one log; a caller may write tables of its own in it."""

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """Run a statement and return the number of rows it changed."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of parameters."""

    def query(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """Run a statement and return its rows."""

    def stored(self, after: int, limit: int) -> list[Stored]:
        """Return at most `limit` events behind a position as they stand, whatever became of them."""

    def kept_checkpoints(self, above: int, limit: int) -> list[KeptCheckpoint]:
        """Return at most `limit` checkpoints of more than `above` leaves as they stand, whatever became of them."""


class WriteTransaction(Transaction, Protocol):
    """A transaction that holds the write lock of its log: positions are given out in commit order."""

    def insert_events(self, events: Sequence[DatedEvent], commands: Sequence[Row] = ()) -> list[int]:
        """Insert events, and commands, and return the positions of the events.

        Raises `VersionConflict` unless each stream's events follow directly on what it holds.
        """


class Datastore(Protocol):
    """The database of one log."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """Give a transaction for single reading statements."""

    def writing(self) -> AbstractContextManager[WriteTransaction]:
        """Give a write transaction: committed at the end, rolled back on any exception."""

    def append(self, events: Sequence[DatedEvent], commands: Sequence[Row]) -> list[int]:
        """Insert events and rows of commands in a transaction of their own, and return the events' positions.

        Raises `VersionConflict`, and `AnswerLostError` if nobody can tell whether it happened.
        """

    def change(self) -> int | None:
        """Return a number that differs after each commit of anyone, where the database has one."""

    def close(self) -> None:
        """Close all connections."""


def first_versions(events: Sequence[DatedEvent]) -> dict[UUID, int]:
    """Return the first new version of each stream of a batch.

    Raises `ValueError` if the versions of a stream do not count up by one.
    """
    first: dict[UUID, int] = {}
    last: dict[UUID, int] = {}
    for event in events:
        stream_id = event.originator_id
        if not isinstance(stream_id, UUID):
            raise TypeError(f"stream id {stream_id!r} is not a UUID")
        if last.setdefault(stream_id, event.originator_version - 1) != event.originator_version - 1:
            raise ValueError(f"stream {stream_id}: version {event.originator_version} does not follow")
        first.setdefault(stream_id, event.originator_version)
        last[stream_id] = event.originator_version
    return first
