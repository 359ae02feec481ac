"""The library's recorder over either database, and the questions that a log answers."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription

from kvcase.store.transaction import Datastore, DatedEvent, Row, Transaction

_COLUMNS = "SELECT position, originator_id, originator_version, topic, state FROM stored_events"
_CHUNK = 500


class StoredRow(NamedTuple):
    """An event as the database holds it: the bytes that a ledger or a backup covers."""

    position: int
    stream_id: UUID
    version: int
    name: str
    state: bytes


@dataclass(frozen=True, slots=True)
class CommandRow:
    """What is kept of a command so that a repetition gets the first answer. Source: settled.md 10."""

    command_id: UUID
    actor: str
    body_sha256: str
    stream_id: UUID
    first_version: int
    last_version: int
    outcome: str

    @property
    def columns(self) -> Row:
        """Return the row as the table has it."""
        return tuple(getattr(self, name) for name in self.__slots__)


class LogRecorder(ApplicationRecorder):
    """Reads and writes the tables of one log."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """Insert events in a transaction of their own."""
        dated = [event for event in stored_events if isinstance(event, DatedEvent)]
        if len(dated) != len(stored_events):
            raise TypeError("expected events made by the mapper of the log")
        if not dated:
            return []
        with self.datastore.writing() as transaction:
            return transaction.insert_events(dated)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return the events of a stream, in the form that the library's own repository reads."""
        rows = self.stream(UUID(str(originator_id)), gt=gt or 0, lte=lte)
        ordered = rows[::-1] if desc else rows
        return [StoredEvent(row.stream_id, row.version, row.name, row.state) for row in ordered[:limit]]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return events in commit order, in the form that the library's own notification log reads."""
        if topics:
            raise NotImplementedError("a reader sees every event, so that its position is true")
        after = (start or 0) - (1 if inclusive_of_start and start is not None else 0)
        rows = (row for row in self.after(after, limit) if stop is None or row.position <= stop)
        return [Notification(row.stream_id, row.version, row.name, row.state, row.position) for row in rows]

    def max_notification_id(self) -> int:
        """Return the last position of the log, or 0."""
        with self.datastore.reading() as transaction:
            ((head,),) = transaction.query("SELECT coalesce(max(position), 0) FROM stored_events")
        return int(head)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Not supported: the library offers it on PostgreSQL alone. Tail the log with `after` and `wait`."""
        raise NotImplementedError("tail the log with EventLog.after and EventLog.wait")

    def stream(self, stream_id: UUID, *, gt: int = 0, lte: int | None = None) -> list[StoredRow]:
        """Return the rows of one stream in the order of their versions."""
        sql = f"{_COLUMNS} WHERE originator_id = ? AND originator_version > ?"
        parameters: list[UUID | int] = [stream_id, gt]
        if lte is not None:
            sql += " AND originator_version <= ?"
            parameters.append(lte)
        with self.datastore.reading() as transaction:
            return _rows(transaction.query(f"{sql} ORDER BY originator_version", parameters))

    def streams(self, stream_ids: Iterable[UUID]) -> Iterator[StoredRow]:
        """Yield the rows of many streams, each stream whole and in order."""
        remaining = iter(stream_ids)
        while chunk := list(islice(remaining, _CHUNK)):
            marks = ", ".join("?" * len(chunk))
            sql = f"{_COLUMNS} WHERE originator_id IN ({marks}) ORDER BY originator_id, originator_version"
            with self.datastore.reading() as transaction:
                yield from _rows(transaction.query(sql, chunk))

    def positions_of(self, events: Sequence[DatedEvent]) -> list[int]:
        """Return the positions of events that were inserted."""
        rows = self.streams(dict.fromkeys(UUID(str(event.originator_id)) for event in events))
        found = {(row.stream_id, row.version): row.position for row in rows}
        return [found[UUID(str(event.originator_id)), event.originator_version] for event in events]

    def after(self, position: int, limit: int) -> list[StoredRow]:
        """Return the rows behind `position`, in commit order."""
        with self.datastore.reading() as transaction:
            return _rows(
                transaction.query(f"{_COLUMNS} WHERE position > ? ORDER BY position LIMIT ?", (position, limit))
            )

    def window(self, position: int, limit: int) -> tuple[int, int]:
        """Return the last of up to `limit` positions behind one, and their count; itself and 0 if there are none."""
        with self.datastore.reading() as transaction:
            ((last, count),) = transaction.query(
                "SELECT max(position), count(*) FROM"
                " (SELECT position FROM stored_events WHERE position > ? ORDER BY position LIMIT ?) AS behind",
                (position, limit),
            )
        return (position, 0) if last is None else (int(last), int(count))

    def between(self, position: int, last: int, besides: Collection[str]) -> list[StoredRow]:
        """Return the rows behind a position up to `last`, in commit order, but for those of some names."""
        marks = ", ".join("?" * len(besides))
        but = f" AND topic NOT IN ({marks})" if besides else ""
        sql = f"{_COLUMNS} WHERE position > ? AND position <= ?{but} ORDER BY position"
        with self.datastore.reading() as transaction:
            return _rows(transaction.query(sql, (position, last, *besides)))

    def behind(self, position: int) -> tuple[int, int | None]:
        """Return how many events stand behind a position, and when the first was recorded (microseconds since 1970)."""
        sql = (
            "SELECT count(*),"
            " (SELECT recorded_at FROM stored_events WHERE position > ? ORDER BY position LIMIT 1)"
            " FROM stored_events WHERE position > ?"
        )
        with self.datastore.reading() as transaction:
            ((count, since),) = transaction.query(sql, (position, position))
        return int(count), since

    def position_at(self, microseconds: int) -> int:
        """Return the last position recorded at or before an instant, or 0; clocks may differ by an hour."""
        with self.datastore.reading() as transaction:
            ((position,),) = transaction.query(
                # "+ 0", or PostgreSQL looks for the greatest position from the end of the log backwards: a whole log
                # for a day long ago. So it takes the index on the instant.
                "SELECT coalesce(max(position + 0), 0) FROM stored_events WHERE recorded_at <= ?"
                # Not the whole index up to there: only where a clock that was behind can have put something.
                " AND recorded_at >= (SELECT max(recorded_at) FROM stored_events WHERE recorded_at <= ?) - 3600000000",
                (microseconds, microseconds),
            )
        return int(position)

    def commands(self, command_ids: Iterable[UUID]) -> Iterator[CommandRow]:
        """Yield what is kept of those of these commands that were recorded."""
        remaining = iter(command_ids)
        while chunk := list(islice(remaining, _CHUNK)):
            sql = (
                "SELECT command_id, actor, body_sha256, stream_id, first_version, last_version, outcome"  # noqa: S608
                f" FROM stored_commands WHERE command_id IN ({', '.join('?' * len(chunk))})"
            )
            with self.datastore.reading() as transaction:
                rows = transaction.query(sql, chunk)
            for command_id, actor, body_sha256, stream_id, first, last, outcome in rows:
                yield CommandRow(_uuid(command_id), actor, body_sha256, _uuid(stream_id), first, last, outcome)

    def command(self, command_id: UUID) -> CommandRow | None:
        """Return what is kept of a command, if it was recorded."""
        with self.datastore.reading() as transaction:
            rows = transaction.query(
                "SELECT actor, body_sha256, stream_id, first_version, last_version, outcome"
                " FROM stored_commands WHERE command_id = ?",
                (command_id,),
            )
        for actor, body_sha256, stream_id, first, last, outcome in rows:
            return CommandRow(command_id, actor, body_sha256, _uuid(stream_id), first, last, outcome)
        return None


def has_command(transaction: Transaction, command_id: UUID) -> bool:
    """Return whether a command was recorded."""
    return bool(transaction.query("SELECT 1 FROM stored_commands WHERE command_id = ?", (command_id,)))


def next_numbers(transaction: Transaction, series: str, count: int) -> range:
    """Return the next numbers of a series, from 1, without gaps: those of a rollback are given again."""
    ((last,),) = transaction.query(
        "INSERT INTO stored_counters (series, last) VALUES (?, ?)"
        " ON CONFLICT (series) DO UPDATE SET last = stored_counters.last + excluded.last RETURNING last",
        (series, count),
    )
    return range(int(last) - count + 1, int(last) + 1)


def grouped(rows: Iterable[StoredRow]) -> Mapping[UUID, list[StoredRow]]:
    """Return rows by their stream."""
    streams: dict[UUID, list[StoredRow]] = {}
    for row in rows:
        streams.setdefault(row.stream_id, []).append(row)
    return streams


def _rows(found: Sequence[tuple[Any, ...]]) -> list[StoredRow]:
    # All at once: a UUID for each row by itself would cost more than the row.
    streams = msgspec.convert([row[1] for row in found], list[UUID])
    return [
        StoredRow(position, stream, version, name, state)
        for stream, (position, _, version, name, state) in zip(streams, found, strict=True)
    ]


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
