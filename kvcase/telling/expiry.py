"""The end of what was sent: a message that was taken long ago goes, and a line tells how many went, of whom, and when.

What waits, was given up or was dropped stays, and so does the newest of each lane: by it the next one is numbered.
No message comes back: its event was looked at, and a subscriber that is turned on again begins at the end of the log.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa

from domain.ports import Clock
from kvcase.telling.table import EXPIRIES, MESSAGES, State
from projections.positions import writing

_LOG = logging.getLogger("kvcase.telling")


class Expiry:
    """Deletes messages that were taken more than so many days ago."""

    def __init__(self, engine: Callable[[str], sa.Engine], days: int, clock: Clock) -> None:
        self._engine = engine
        self._days = days
        self._clock = clock
        self._looked: dict[str, date] = {}

    def tend(self, slug: str) -> int:
        """Delete what is due, once a day, and return how many messages that were."""
        today = self._clock().date()
        if self._looked.get(slug) == today:
            return 0
        gone = self.delete(slug)
        self._looked[slug] = today
        return gone

    def delete(self, slug: str) -> int:
        """Delete what is due, and return how many messages; a line for each subscriber is written with it."""
        now = self._clock()
        before = now - timedelta(days=self._days)
        mine, later = MESSAGES.c, MESSAGES.alias("later").c
        is_followed = (
            sa.select(1)
            .where(
                later.subscriber == mine.subscriber,
                later.recipient == mine.recipient,
                later.subject == mine.subject,
                later.sequence > mine.sequence,
            )
            .exists()
        )
        due = MESSAGES.delete().where(mine.state == State.SENT.value, mine.sent_at < before, is_followed)
        with writing(self._engine(slug)).begin() as connection:
            gone = Counter(connection.scalars(due.returning(mine.subscriber)))
            if gone:
                told = {"at": now, "sent_before": before}
                lines = [{**told, "subscriber": each, "removed": count} for each, count in gone.items()]
                connection.execute(EXPIRIES.insert(), lines)
        if gone:
            _LOG.info("%s: %d messages that were sent before %s were deleted", slug, gone.total(), before.date())
        return gone.total()
