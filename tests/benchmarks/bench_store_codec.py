"""Events encoded and decoded per second of one processor, beside the library's own mapper and JSON transcoder.

Both hold the same values, metadata too, in one event; the library checks no types, ours do. `read` is what a reader
gets: a whole page at once, with stream, version and position. Rounds alternate; a figure is the best round, in
processor time, so that what else the machine does counts little.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import DatetimeAsISO, JSONTranscoder, Mapper, UUIDAsHex

from kvcase.store.application import EventMapper
from kvcase.store.codec import Codec, Envelope
from kvcase.store.recorder import StoredRow
from tests.kvcase.store import toys

_EVENTS, _ROUNDS = 4_000, 7


@dataclass(frozen=True)
class Theirs(DomainEvent):
    """The same event as the library would have it."""

    event_id: UUID
    institution: str
    actor: str
    role: str
    recorded_at: datetime
    command_id: UUID
    correlation_id: UUID
    policy: str
    count: int


class NoVault:
    """Keeps no keys: the event has no personal text."""

    def ensure(self, log: str, subjects: object) -> None:
        """Keep none."""

    def load(self, log: str, subjects: object) -> None:
        """Fetch none."""

    def key(self, log: str, subject: str) -> bytes | None:
        """Return none."""


def main() -> str:
    """Return the table."""
    envelopes = [Envelope(toys.fresh_id(), 1, toys.Counted(7), toys.metadata()) for _ in range(_EVENTS)]
    ours = EventMapper(Codec((toys.TOY,), NoVault()), toys.SLUG)
    theirs = _library()
    same = [
        Theirs(
            originator_id=each.originator_id,
            originator_version=1,
            timestamp=each.meta.recorded_at,
            event_id=each.meta.event_id,
            institution=each.meta.institution,
            actor=each.meta.actor.id,
            role=each.meta.actor.role,
            recorded_at=each.meta.recorded_at,
            command_id=each.meta.command_id,
            correlation_id=each.meta.correlation_id,
            policy=each.meta.policy_version,
            count=7,
        )
        for each in envelopes
    ]
    stored, kept = ours.to_stored_events(envelopes), [theirs.to_stored_event(each) for each in same]
    rows = [StoredRow(n, envelopes[n].originator_id, 1, each.topic, each.state) for n, each in enumerate(stored)]
    encoded = _rates(lambda: ours.to_stored_events(envelopes), lambda: [theirs.to_stored_event(each) for each in same])
    decoded = _rates(
        lambda: [ours.to_domain_event(each) for each in stored], lambda: [theirs.to_domain_event(each) for each in kept]
    )
    read = _rates(lambda: ours.to_recorded(rows, reveal=False), lambda: [theirs.to_domain_event(each) for each in kept])
    sizes = f"{len(stored[0].state)} and {len(kept[0].state)} bytes"
    return "\n".join(
        (
            f"| {sizes} | kvcase /s | library /s | ratio |",
            "|---|---|---|---|",
            _line("encode", encoded),
            _line("decode", decoded),
            _line("read", read),
        )
    )


def _library() -> Mapper[UUID]:
    transcoder = JSONTranscoder()
    transcoder.register(UUIDAsHex())
    transcoder.register(DatetimeAsISO())
    return Mapper(transcoder=transcoder)


def _rates(*actions: Callable[[], object]) -> list[float]:
    best = [0.0 for _ in actions]
    for _ in range(_ROUNDS):
        for place, action in enumerate(actions):
            begun = time.process_time()
            action()
            best[place] = max(best[place], _EVENTS / (time.process_time() - begun))
    return best


def _line(what: str, rates: list[float]) -> str:
    ours, theirs = rates
    return f"| {what} | {ours:,.0f} | {theirs:,.0f} | {ours / theirs:.2f} |"
