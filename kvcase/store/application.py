"""The library's application over a log: its mapper, its recorder and its repository, made of our own parts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactory,
    JSONTranscoder,
    Mapper,
    ProcessRecorder,
    StoredEvent,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType

from domain.values import Recorded
from kvcase.store.codec import Codec, Envelope, Reveal
from kvcase.store.errors import UnknownEventError
from kvcase.store.recorder import LogRecorder, StoredRow
from kvcase.store.transaction import Datastore, DatedEvent

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(microseconds: int) -> datetime:
    """Return the instant so many microseconds after 1970 UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def microseconds(instant: datetime) -> int:
    """Return an instant in microseconds since 1970 UTC. Raises `ValueError` if it has no time zone."""
    if instant.tzinfo is None:
        raise ValueError(f"instant {instant}: has no time zone; expected one in UTC")
    return (instant - _EPOCH) // timedelta(microseconds=1)


class EventMapper(Mapper[UUID]):
    """Turns envelopes into stored events and stored rows into recorded events."""

    def __init__(self, codec: Codec, log: str) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self._codec = codec
        self._log = log

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> DatedEvent:
        """Return the stored form of one envelope."""
        return self.to_stored_events([cast("Envelope", domain_event)])[0]

    def to_stored_events(self, envelopes: Sequence[Envelope]) -> list[DatedEvent]:
        """Return the stored form of many envelopes; their keys are made in one transaction."""
        return [
            DatedEvent(
                envelope.originator_id,
                envelope.originator_version,
                name,
                state,
                microseconds(envelope.meta.recorded_at),
            )
            for envelope, (name, state) in zip(envelopes, self._codec.encode(self._log, envelopes), strict=True)
        ]

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """Return the envelope of one stored event."""
        event, meta = self._codec.decode(self._log, stored_event.topic, stored_event.state)
        stream_id = UUID(str(stored_event.originator_id))
        return cast("DomainEventProtocol[UUID]", Envelope(stream_id, stored_event.originator_version, event, meta))

    def to_recorded(self, rows: Sequence[StoredRow], *, reveal: Reveal) -> tuple[Recorded, ...]:
        """Return the events of many rows."""
        if reveal is not False:
            self._codec.prefetch(self._log, ((row.name, row.state) for row in rows), reveal=reveal)
        decode, log = self._codec.decode, self._log
        try:
            return tuple(
                Recorded(stream_id, version, position, *decode(log, name, state, reveal=reveal))
                for position, stream_id, version, name, state in rows
            )
        except UnknownEventError as error:
            position = next((row.position for row in rows if row.name == error.name), None)
            if position is None:  # what an upcaster leads to
                raise
            raise UnknownEventError(error.name, f" at position {position} of the log {log}") from error


class LogApplication(Application[UUID]):
    """One log as the library knows it. It reads no environment variables and creates no tables."""

    def __init__(self, log: str, datastore: Datastore, codec: Codec) -> None:
        self._mapper = EventMapper(codec, log)
        self._recorder = LogRecorder(datastore)
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Return an empty environment: a stray variable of the shell must not choose the database."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> "LogFactory":
        """Return the factory of this log."""
        return LogFactory(env, self._recorder)

    def construct_mapper(self) -> EventMapper:
        """Return the mapper of this log."""
        return self._mapper

    def construct_recorder(self) -> LogRecorder:
        """Return the recorder of this log."""
        return self._recorder


class LogFactory(InfrastructureFactory[TrackingRecorder]):
    """Gives the library the recorder of a log, and nothing that kvcase does otherwise."""

    def __init__(self, env: Environment, recorder: LogRecorder) -> None:
        super().__init__(env)
        self._recorder = recorder

    def application_recorder(self) -> LogRecorder:
        """Return the recorder of this log."""
        return self._recorder

    def close(self) -> None:
        """Close the connections of the recorder."""
        self._recorder.datastore.close()

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Not used: there are no snapshots."""
        _unused()

    def tracking_recorder(self, tracking_recorder_class: type[Any] | None = None) -> TrackingRecorder:
        """Not used: read models keep their own positions."""
        _unused()

    def process_recorder(self) -> ProcessRecorder:
        """Not used: read models keep their own positions."""
        _unused()


def _unused() -> NoReturn:
    raise NotImplementedError("kvcase keeps no snapshots, and its read models keep their own positions")
