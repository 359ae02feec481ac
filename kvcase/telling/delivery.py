"""Delivery: one process at a time sends what waits for a subscriber, in order in each lane, at least once.

A message that is not taken holds back those behind it in its lane and nobody else's; a subscriber that cannot be
reached is left in peace for a while. Both are tried ever more seldom, and after a named time it is a dead letter.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Final, Protocol

import sqlalchemy as sa

from domain.errors import NotFoundError
from domain.ports import Clock
from kvcase.telling.outbox import Outbox
from kvcase.telling.subscribers import Channel, Standing, Subscriber, Subscribers
from kvcase.telling.table import Message
from projections.leases import Lease

LEASE_SECONDS: Final = 60.0
"""How long nobody sends to a subscriber when its sender was killed; longer than one message may take."""

ROUND_SECONDS: Final = 20.0
"""How long one round sends to one subscriber: so that others get their turn, and a process that stops does so soon."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=15)
LONGEST_WISH: Final = timedelta(days=1)
"""As long as a receiver may ask us to stay away (Retry-After)."""

_HEADS: Final = 50
_CHANCE: Final = SystemRandom()
_LOG = logging.getLogger("kvcase.telling")


class NotTakenError(Exception):
    """A message was not taken. The text says why, and holds no secret, address or answer.

    `is_final`: it never will be; `is_down`: nothing is, for now; `is_gone`: nothing ever will be; `nobody`: there is
    nobody to send it to. `after` is when the receiver wants to be asked again.
    """

    def __init__(
        self,
        why: str,
        *,
        is_final: bool = False,
        is_down: bool = False,
        is_gone: bool = False,
        nobody: bool = False,
        after: timedelta | None = None,
    ) -> None:
        super().__init__(why)
        self.is_final = is_final
        self.is_down = is_down
        self.is_gone = is_gone
        self.nobody = nobody
        self.after = after


class Carrier(Protocol):
    """Brings a message to a subscriber."""

    def bring(self, subscriber: Subscriber, message: Message, at: datetime) -> None:
        """Hand the message over. Raises `NotTakenError`."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    made: int = 0
    sent: int = 0
    failed: int = 0

    def __add__(self, other: "Round") -> "Round":
        return Round(self.made + other.made, self.sent + other.sent, self.failed + other.failed)


class Delivery:
    """Sends what waits in the outboxes."""

    def __init__(
        self,
        outbox: Outbox,
        subscribers: Subscribers,
        carriers: Mapping[Channel, Carrier],
        engine: Callable[[str], sa.Engine],
        clock: Clock,
        give_up_after: timedelta,
        jitter: Callable[[], float] = _CHANCE.random,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._subscribers = subscribers
        self._carriers = carriers
        self._engine = engine
        self._clock = clock
        self._give_up_after = give_up_after
        self._jitter = jitter
        self._lease_seconds = lease_seconds

    def tend(self, slug: str) -> Round:
        """Write down and send what is due at an institution; one subscriber that fails holds up no other.

        Raises at the end what the first of them raised.
        """
        done, failed = Round(made=self._outbox.collect(slug)), list[Exception]()
        for each in self._subscribers.of(slug):
            if each.state is Standing.ON and each.channel in self._carriers:
                try:
                    done += self._send(slug, each)
                except Exception as error:
                    failed.append(error)
        if failed:
            raise failed[0]
        return done

    def pause_after(self, failures: int) -> timedelta:
        """Return how long to wait after so many failures in a row: twice as long each time, and up to half of it less.

        How much less is chance, so that not all come back at once.
        """
        longest: timedelta = min(FIRST_PAUSE * 2 ** min(failures, 20), LONGEST_PAUSE)
        return longest * (1 - self._jitter() / 2)

    def _send(self, slug: str, subscriber: Subscriber) -> Round:
        name = f"telling {subscriber.subscriber_id}"
        lease = Lease(self._engine(slug), name, self._lease_seconds)
        if not lease.hold():
            return Round()
        sent, failed, ends_at = 0, 0, time.monotonic() + ROUND_SECONDS
        try:
            while heads := self._outbox.due(slug, subscriber.subscriber_id, _HEADS):
                for message in heads:
                    if time.monotonic() > ends_at or not lease.hold():
                        return Round(0, sent, failed)
                    try:
                        self._carriers[subscriber.channel].bring(subscriber, message, self._clock())
                    except NotTakenError as error:
                        failed += 1
                        if self._not_taken(slug, subscriber, message, error):
                            return Round(0, sent, failed)
                    else:
                        self._outbox.sent(slug, message)
                        sent += 1
        finally:
            lease.give_back()
        return Round(0, sent, failed)

    def _not_taken(self, slug: str, subscriber: Subscriber, message: Message, error: NotTakenError) -> bool:
        """Note a failure; say whether nothing more can be sent to the subscriber now."""
        _LOG.warning("%s: message %s was not taken: %s", subscriber.host, message.message_id, error)
        now, why = self._clock(), str(error)
        if error.nobody:
            self._outbox.dropped(slug, message, why)
            return False
        if error.is_gone:
            with suppress(NotFoundError):  # removed meanwhile
                self._subscribers.switch(subscriber.subscriber_id, Standing.GONE, "the program")
            self._outbox.give_up(slug, subscriber.subscriber_id, why)
            return True
        give_up = now - self._give_up_after
        if error.is_down:
            failures = self._outbox.failures(slug, subscriber.subscriber_id)
            until = now + max(self.pause_after(failures), min(error.after or timedelta(), LONGEST_WISH))
            self._outbox.failed(slug, message, why, until)
            self._outbox.pause(slug, subscriber.subscriber_id, until, why, give_up)
            return True
        is_over = error.is_final or message.waiting_since <= give_up
        self._outbox.failed(slug, message, why, None if is_over else now + self.pause_after(message.tries))
        return False
