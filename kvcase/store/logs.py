"""Logs: append to streams, read them, and follow everything in commit order."""

import dataclasses
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.values import Metadata, Recorded
from kvcase.store import schema
from kvcase.store.application import LogApplication, microseconds
from kvcase.store.codec import Codec, Envelope
from kvcase.store.database import DatabaseUrl, checked_slug
from kvcase.store.errors import ForkedError
from kvcase.store.ledger import LedgerTables
from kvcase.store.recorder import CommandRow, StoredRow, grouped, insert_commands, next_number
from kvcase.store.transaction import Transaction, WriteTransaction

__all__ = ["Append", "CommandRow", "EventLog", "Logs", "StoredRow", "Transaction"]

_FIRST_POLL_SECONDS = 0.002
_LAST_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Append:
    """Events to put behind version `after_version` (0: a new stream) of one stream.

    If the first event has a field `reference` that is empty, it gets the next number of `series`.
    """

    stream_id: UUID
    aggregate: str
    after_version: int
    events: tuple[tuple[Any, Metadata], ...]
    series: str | None = None


class Logs:
    """The logs of one database, each opened when it is first asked for, in the process that uses it."""

    def __init__(self, database: DatabaseUrl, codec: Codec) -> None:
        self._database = database
        self._codec = codec
        self._logs: dict[str, EventLog] = {}
        self._lock = threading.Lock()
        self._process = os.getpid()

    def log(self, slug: str) -> "EventLog":
        """Return the log of an institution, or the `shared` one.

        Raises `ValueError` for an unusable slug, `SchemaError` if it is not migrated, `ForkedError`.
        """
        _assert_process(self._process)
        with self._lock:
            if slug not in self._logs:
                datastore = schema.opened(self._database, checked_slug(slug))
                self._logs[slug] = EventLog(slug, LogApplication(slug, datastore, self._codec), self._codec)
            return self._logs[slug]

    def close(self) -> None:
        """Close every log that was opened."""
        with self._lock:
            for log in self._logs.values():
                log.close()
            self._logs.clear()


class EventLog:
    """One log: the events of one institution, or the shared ones. Safe to share between threads."""

    def __init__(self, slug: str, application: LogApplication, codec: Codec) -> None:
        self.slug = slug
        self._application = application
        self._codec = codec
        self._mapper = application.construct_mapper()
        self._recorder = application.construct_recorder()
        self._ledger = LedgerTables(slug, self._recorder.datastore)
        self._grown = threading.Condition()
        self._process = os.getpid()

    @property
    def ledger(self) -> LedgerTables:
        """Return the ledger of the log: what proves that nothing in it was changed."""
        _assert_process(self._process)
        return self._ledger

    def append(
        self,
        appends: Sequence[Append],
        *,
        commands: Sequence[CommandRow] = (),
        within: Callable[[Transaction], None] | None = None,
    ) -> tuple[Recorded, ...]:
        """Append to one or many streams, record the commands and run `within`: all of it or nothing.

        Raises `VersionConflict` if a stream moved on or a command id was recorded before; `StoreUnavailableError`,
        after which only a look at the command ids tells whether the append happened; what the codec raises.
        """
        _assert_process(self._process)
        envelopes = [envelope for append in appends for envelope in self._envelopes(append)]
        stored = self._mapper.to_stored_events(envelopes)
        with self._recorder.datastore.writing() as transaction:
            for place, series in _unnumbered(appends):
                envelopes[place] = _numbered(transaction, envelopes[place], series)
                stored[place] = self._mapper.to_stored_events([envelopes[place]])[0]
            positions = transaction.insert_events(stored) if stored else []
            insert_commands(transaction, commands)
            if within is not None:
                within(transaction)
        with self._grown:
            self._grown.notify_all()
        return tuple(
            Recorded(envelope.originator_id, envelope.originator_version, position, envelope.event, envelope.meta)
            for envelope, position in zip(envelopes, positions, strict=True)
        )

    def read(self, stream_id: UUID, upto_version: int | None = None, *, reveal: bool = True) -> tuple[Recorded, ...]:
        """Return the events of a stream, up to and with a version; none if there is no such stream."""
        _assert_process(self._process)
        return self._mapper.to_recorded(self._recorder.stream(stream_id, lte=upto_version), reveal=reveal)

    def streams(
        self, stream_ids: Iterable[UUID], upto_position: int | None = None, *, reveal: bool = True
    ) -> Mapping[UUID, tuple[Recorded, ...]]:
        """Return the events of many streams in few queries, as they were at a position if one is given.

        A stream that does not exist, or did not, is left out.
        """
        _assert_process(self._process)
        rows = self._recorder.streams(dict.fromkeys(stream_ids))
        found = grouped(row for row in rows if upto_position is None or row.position <= upto_position)
        return {stream_id: self._mapper.to_recorded(rows, reveal=reveal) for stream_id, rows in found.items()}

    def after(self, position: int, limit: int, *, reveal: bool = True) -> tuple[Recorded, ...]:
        """Return at most `limit` events behind a position, in commit order: none appears there later."""
        _assert_process(self._process)
        return self._mapper.to_recorded(self._recorder.after(position, limit), reveal=reveal)

    def stored(self, position: int, limit: int) -> tuple[StoredRow, ...]:
        """Return at most `limit` events behind a position as the bytes that the database holds."""
        _assert_process(self._process)
        return tuple(self._recorder.after(position, limit))

    def readable(self, state: bytes, *, reveal: bool) -> Any:
        """Return stored bytes as JSON values, sealed texts opened or told as sealed."""
        return self._codec.readable(self.slug, state, reveal=reveal)

    def command(self, command_id: UUID) -> CommandRow | None:
        """Return what is kept of a command, or `None` if it was never recorded."""
        _assert_process(self._process)
        return self._recorder.command(command_id)

    def head(self) -> int:
        """Return the last position, or 0."""
        _assert_process(self._process)
        return self._recorder.max_notification_id()

    def position_at(self, instant: datetime) -> int:
        """Return the last position recorded at or before an instant, or 0."""
        _assert_process(self._process)
        return self._recorder.position_at(microseconds(instant))

    def wait(self, after_position: int, timeout: float) -> bool:
        """Wait until the log is longer than `after_position`; `False` if it is not within `timeout` seconds.

        An append in this process wakes the waiter at once; those of others are seen by looking, ever less often.
        """
        deadline = time.monotonic() + timeout
        pause = _FIRST_POLL_SECONDS
        while self.head() <= after_position:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            with self._grown:
                self._grown.wait(min(pause, remaining))
            pause = min(pause * 1.5, _LAST_POLL_SECONDS)
        return True

    def close(self) -> None:
        """Close the connections of the log."""
        self._application.close()

    def _envelopes(self, append: Append) -> list[Envelope]:
        for event, _ in append.events:
            owner = self._codec.aggregate_of(event)
            if owner != append.aggregate:
                raise TypeError(f"{type(event).__name__} is an event of {owner}, not of {append.aggregate}")
        return [
            Envelope(append.stream_id, append.after_version + place, event, meta)
            for place, (event, meta) in enumerate(append.events, start=1)
        ]


def _unnumbered(appends: Sequence[Append]) -> list[tuple[int, str]]:
    """Return the place in the batch and the series of each event that waits for its number."""
    waiting: list[tuple[int, str]] = []
    place = 0
    for append in appends:
        if append.series is not None and append.events and getattr(append.events[0][0], "reference", None) == "":
            waiting.append((place, append.series))
        place += len(append.events)
    return waiting


def _numbered(transaction: WriteTransaction, envelope: Envelope, series: str) -> Envelope:
    reference = f"{series}-{next_number(transaction, series):06d}"
    event: Any = envelope.event
    return dataclasses.replace(envelope, event=dataclasses.replace(event, reference=reference))


def _assert_process(process: int) -> None:
    if os.getpid() != process:
        raise ForkedError("this log was opened in another process; open it after the fork")
