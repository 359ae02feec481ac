"""Logs: append to streams, read them, and follow everything in commit order."""

import dataclasses
import hashlib
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.ports import Behind, Page, Wanted
from domain.values import Metadata, Recorded
from kvcase.store import bells, schema
from kvcase.store.application import LogApplication, instant_of, microseconds
from kvcase.store.bells import Bells, Listener
from kvcase.store.codec import Codec, Envelope, Reveal
from kvcase.store.database import Backend, DatabaseUrl, checked_slug
from kvcase.store.errors import AnswerLostError, ForkedError, LedgerDamagedError, StoreUnavailableError
from kvcase.store.ledger import LedgerTables
from kvcase.store.recorder import CommandRow, StoredRow, grouped, has_command, next_numbers
from kvcase.store.transaction import DatedEvent, Transaction

__all__ = ["Append", "CommandRow", "EventLog", "Logs", "StoredRow", "Transaction"]

_SOON_SECONDS, _LATER_SECONDS = 0.002, 0.010
_SOON_LOOKS = 500
"""Who has to look does so every 2 ms for a second, while more is likely, and then every 10 ms."""

LOST_SECONDS = 5.0
"""How long one waits for a database that went away during an append, to learn what became of it."""

_LOST_PAUSES = (0.05, 0.1, 0.2, 0.5)

_SMALL_PAGE = 500
"""A page so small is read with one question, what is not wanted too; of a larger one the database keeps that back."""

_HEARD_POLL_SECONDS = 0.5
"""Who is woken by the database looks all the same, in case it was not."""


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
        self.bells = Bells()
        self._listeners: dict[str, Listener] = {}
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
                application = LogApplication(slug, datastore, self._codec)
                self._logs[slug] = EventLog(slug, application, self._codec, self)
            return self._logs[slug]

    def listen(self, channel: str = bells.LOG_CHANNEL) -> None:
        """Let the database wake who waits in this process; it takes one connection on PostgreSQL, none on SQLite."""
        with self._lock:
            if channel not in self._listeners and self._database.backend is Backend.POSTGRESQL:
                self._listeners[channel] = Listener(self._database.conninfo, self.bells, channel)

    def hears(self, channel: str = bells.LOG_CHANNEL) -> bool:
        """Say whether the database wakes who waits in this process."""
        listener = self._listeners.get(channel)
        return listener is not None and listener.hears

    def pauses(self, channel: str = bells.LOG_CHANNEL) -> Iterator[float]:
        """Yield how long to wait for a bell, in seconds, before one looks again."""
        for looks in itertools.count():
            is_woken = self.hears(channel)
            yield _HEARD_POLL_SECONDS if is_woken else _SOON_SECONDS if looks < _SOON_LOOKS else _LATER_SECONDS

    def close(self) -> None:
        """Close every log that was opened."""
        with self._lock:
            for listener in self._listeners.values():
                listener.close()
            self._listeners.clear()
            for log in self._logs.values():
                log.close()
            self._logs.clear()


class EventLog:
    """One log: the events of one institution, or the shared ones. Safe to share between threads."""

    def __init__(self, slug: str, application: LogApplication, codec: Codec, logs: Logs) -> None:
        self.slug = slug
        self._logs = logs
        self._application = application
        self._codec = codec
        self._mapper = application.construct_mapper()
        self._recorder = application.construct_recorder()
        self._ledger = LedgerTables(slug, self._recorder.datastore)
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

        Where the answer of the database is lost, the command ids tell whether it happened. Raises `VersionConflict` if
        a stream moved on or a command id was recorded before; `StoreUnavailableError`, after which nothing was written
        unless it is an `AnswerLostError`: of an append without commands, or while the database stays away; what the
        codec raises.
        """
        _assert_process(self._process)
        envelopes = [envelope for append in appends for envelope in self._envelopes(append)]
        stored = self._mapper.to_stored_events(envelopes)
        unnumbered = _unnumbered(appends)
        if stored and not unnumbered and within is None:
            positions = self._append_at_once(stored, commands)
        else:
            try:
                with self._recorder.datastore.writing() as transaction:
                    for series, places in unnumbered.items():
                        for number, place in zip(next_numbers(transaction, series, len(places)), places, strict=True):
                            envelopes[place] = _numbered(envelopes[place], f"{series}-{number:06d}")
                        again = self._mapper.to_stored_events([envelopes[place] for place in places])
                        for place, event in zip(places, again, strict=True):
                            stored[place] = event
                    rows = [command.columns for command in commands]
                    positions = transaction.insert_events(stored, rows)
                    if within is not None:
                        within(transaction)
            except AnswerLostError:
                if (found := self._found(stored, commands)) is None:
                    raise
                positions = found
        self._logs.bells.ring(self.slug, max(positions, default=None))
        return tuple(
            Recorded(envelope.originator_id, envelope.originator_version, position, envelope.event, envelope.meta)
            for envelope, position in zip(envelopes, positions, strict=True)
        )

    def read(
        self, stream_id: UUID, upto_version: int | None = None, *, after_version: int = 0, reveal: bool = True
    ) -> tuple[Recorded, ...]:
        """Return the events of a stream behind a version, up to and with another; none if there is no such stream.

        Raises `LedgerDamagedError` where one between them is gone: nothing is decided on a history with a hole in it.
        """
        _assert_process(self._process)
        rows = self._recorder.stream(stream_id, gt=after_version, lte=upto_version)
        if rows and rows[-1].version != after_version + len(rows):
            lacking = next(at for at, row in enumerate(rows, start=after_version + 1) if row.version != at)
            raise LedgerDamagedError(
                f"version {lacking} of the stream {stream_id} is not there; run `kvcase audit verify {self.slug}`"
            )
        return self._mapper.to_recorded(rows, reveal=reveal)

    def streams(
        self,
        stream_ids: Iterable[UUID],
        upto_position: int | None = None,
        *,
        reveal: bool = True,
        texts: frozenset[type] | None = None,
    ) -> Mapping[UUID, tuple[Recorded, ...]]:
        """Return the events of many streams in few queries, as they were at a position if one is given.

        A stream that does not exist, or did not, is left out. `texts` reveals those of these classes alone.
        """
        _assert_process(self._process)
        rows = self._recorder.streams(dict.fromkeys(stream_ids))
        found = grouped(row for row in rows if upto_position is None or row.position <= upto_position)
        shown: Reveal = reveal if texts is None else texts
        return {stream_id: self._mapper.to_recorded(rows, reveal=shown) for stream_id, rows in found.items()}

    def after(self, position: int, limit: int, *, reveal: bool = True) -> tuple[Recorded, ...]:
        """Return at most `limit` events behind a position, in commit order: none appears there later."""
        _assert_process(self._process)
        return self._mapper.to_recorded(self._recorder.after(position, limit), reveal=reveal)

    def page(self, position: int, limit: int, wanted: Wanted) -> Page:
        """Return what is wanted of up to `limit` events behind a position, in commit order; see `domain.ports`."""
        _assert_process(self._process)
        reveal: Reveal = True if wanted.texts is None else wanted.texts
        besides = frozenset() if wanted.events is None else self._codec.names_besides(wanted.events)
        if limit <= _SMALL_PAGE or not besides:
            rows = self._recorder.after(position, limit)
            chosen = [] if wanted.events == frozenset() else [row for row in rows if row.name not in besides]
            events = self._mapper.to_recorded(chosen, reveal=reveal)
            return Page(rows[-1].position, len(rows), events, _mark(rows[-1])) if rows else Page(position, 0, ())
        last, count = self._recorder.window(position, limit)
        if not count:
            return Page(position, 0, ())
        events = self._mapper.to_recorded(self._recorder.between(position, last, besides), reveal=reveal)
        return Page(last, count, events, _mark(*self._recorder.after(last - 1, 1)))

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

    def commands(self, command_ids: Iterable[UUID]) -> Mapping[UUID, CommandRow]:
        """Return what is kept of those of these commands that were recorded, in few queries."""
        _assert_process(self._process)
        return {row.command_id: row for row in self._recorder.commands(dict.fromkeys(command_ids))}

    def committed(self, command_id: UUID, seconds: float = LOST_SECONDS) -> bool:
        """Return whether an append whose answer was lost has recorded this command after all.

        Asked as a writer: an append that is still being committed is waited for, so that the answer is final. Raises
        `AnswerLostError` when the database did not come back within so many seconds; then nobody can tell yet.
        """
        _assert_process(self._process)
        deadline, pauses = time.monotonic() + seconds, itertools.chain(_LOST_PAUSES, itertools.repeat(_LOST_PAUSES[-1]))
        while True:
            try:
                with self._recorder.datastore.writing() as transaction:
                    return has_command(transaction, command_id)
            except StoreUnavailableError as error:
                pause = next(pauses)
                if time.monotonic() + pause > deadline:
                    raise AnswerLostError(f"nobody can tell yet whether it was recorded: {error}") from error
                time.sleep(pause)

    def head(self) -> int:
        """Return the last position, or 0."""
        _assert_process(self._process)
        return self._recorder.max_notification_id()

    def behind(self, position: int) -> Behind:
        """Return how many events stand behind a position, and when the first of them was recorded."""
        _assert_process(self._process)
        count, since = self._recorder.behind(position)
        return Behind(count, None if since is None else instant_of(since))

    def position_at(self, instant: datetime) -> int:
        """Return the last position recorded at or before an instant, or 0."""
        _assert_process(self._process)
        return self._recorder.position_at(microseconds(instant))

    def wait(self, after_position: int, timeout: float, pauses: Iterator[float] | None = None) -> bool:
        """Wait until the log is longer than `after_position`; `False` if it is not within `timeout` seconds.

        An append in this process wakes the waiter at once, and on PostgreSQL that of another where the process
        listens; else those of others are seen by looking, as often as `pauses` says.
        """
        deadline, rings, datastore = time.monotonic() + timeout, self._logs.bells, self._recorder.datastore
        pauses, change, is_rung = pauses or self._logs.pauses(), None, False
        while True:
            rung, newest = rings.count(self.slug), datastore.change()
            if is_rung and rings.told(self.slug) > after_position:
                return True
            if (newest is None or newest != change) and self.head() > after_position:
                return True
            change = newest
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            rings.wait(self.slug, rung, min(next(pauses), remaining))
            if is_rung := rings.count(self.slug) != rung:
                change = None

    def close(self) -> None:
        """Close the connections of the log."""
        self._application.close()

    def _append_at_once(self, stored: Sequence[DatedEvent], commands: Sequence[CommandRow]) -> Sequence[int]:
        """Append in as few steps as the database knows, and once more where the connection turned out to be dead."""
        append, rows = self._recorder.datastore.append, [command.columns for command in commands]
        for is_last in (not commands, True):
            try:
                return append(stored, rows)
            except AnswerLostError:
                if (found := self._found(stored, commands)) is not None:
                    return found
                if is_last:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _found(self, stored: Sequence[DatedEvent], commands: Sequence[CommandRow]) -> Sequence[int] | None:
        """Return the positions of an append whose answer was lost; `None` if it did not happen or cannot be asked for.

        Raises `AnswerLostError` while nobody can tell, and after it is told that it happened if no more than that is.
        """
        if not commands or not self.committed(commands[0].command_id):
            return None
        try:
            return self._recorder.positions_of(stored)
        except StoreUnavailableError as error:
            raise AnswerLostError(f"it was recorded, and the database went away again: {error}") from error

    def _envelopes(self, append: Append) -> list[Envelope]:
        for event, _ in append.events:
            owner = self._codec.aggregate_of(event)
            if owner != append.aggregate:
                raise TypeError(f"{type(event).__name__} is an event of {owner}, not of {append.aggregate}")
        return [
            Envelope(append.stream_id, append.after_version + place, event, meta)
            for place, (event, meta) in enumerate(append.events, start=1)
        ]


def _mark(row: StoredRow) -> str:
    """Return what tells an event from any other: each has an id of its own in its bytes."""
    return hashlib.sha256(row.state).hexdigest()[:16]


def _unnumbered(appends: Sequence[Append]) -> Mapping[str, list[int]]:
    """Return by series the places in the batch of the events that wait for their number."""
    waiting: dict[str, list[int]] = {}
    place = 0
    for append in appends:
        if append.series is not None and append.events and getattr(append.events[0][0], "reference", None) == "":
            waiting.setdefault(append.series, []).append(place)
        place += len(append.events)
    return waiting


def _numbered(envelope: Envelope, reference: str) -> Envelope:
    event: Any = envelope.event
    return dataclasses.replace(envelope, event=dataclasses.replace(event, reference=reference))


def _assert_process(process: int) -> None:
    if os.getpid() != process:
        raise ForkedError("this log was opened in another process; open it after the fork")
