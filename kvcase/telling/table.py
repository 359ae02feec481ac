"""The tables of telling others: messages and positions beside the log of an institution, subscribers in `shared`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from projections.sheets import Instant

OWN = sa.MetaData()
"""What stands beside the log of an institution: a message is written in the transaction that moves its position."""

SHARED = sa.MetaData()
"""What stands beside the shared log, with the book of access."""

MESSAGES = sa.Table(
    "outbox_messages",
    OWN,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("message_id", sa.Uuid, nullable=False, unique=True),
    sa.Column("subscriber", sa.Uuid, nullable=False),
    sa.Column("recipient", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("reference", sa.String, nullable=False),
    sa.Column("event_id", sa.Uuid, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("happened_at", Instant, nullable=False),
    sa.Column("language", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_try_at", Instant, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("waiting_since", Instant, nullable=False),
    sa.Column("sent_at", Instant),
    sa.Column("last_error", sa.String),
    sa.UniqueConstraint("subscriber", "recipient", "subject", "sequence", name="outbox_messages_lane"),
)
"""A lane is a subscriber, a recipient (of a mail; empty for a webhook) and a subject, the id of a case.

`sequence` counts from 1 in each lane, and nothing goes out before what stands before it in its lane.
"""
sa.Index("outbox_messages_state", MESSAGES.c.state, MESSAGES.c.subscriber, MESSAGES.c.next_try_at)

PLACES = sa.Table(
    "outbox_places",
    OWN,
    sa.Column("subscriber", sa.Uuid, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("not_before", Instant),
)
"""How far the log was looked at for a subscriber, and until when nothing is sent to one that cannot be reached."""

ADDRESSES = sa.Table(
    "mail_addresses",
    OWN,
    sa.Column("actor", sa.String, primary_key=True),
    sa.Column("address_id", sa.Uuid, nullable=False, unique=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("since", Instant, nullable=False),
)
"""Where an actor is mailed: sealed under a key of its own, and never a way to know who somebody is."""

REPLAYS = sa.Table(
    "outbox_replays",
    OWN,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("message_id", sa.Uuid, nullable=False),
)
"""Who had what sent again; lines are only added, in the transaction of what they tell."""

EXPIRIES = sa.Table(
    "outbox_expiries",
    OWN,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("sent_before", Instant, nullable=False),
    sa.Column("subscriber", sa.Uuid, nullable=False),
    sa.Column("removed", sa.Integer, nullable=False),
)
"""How many messages of a subscriber were deleted that were taken before an instant; lines are only added."""

SUBSCRIBERS = sa.Table(
    "outbox_subscribers",
    SHARED,
    sa.Column("subscriber_id", sa.Uuid, primary_key=True),
    sa.Column("institution", sa.String, nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("kinds", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("starts_after", sa.BigInteger, nullable=False),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("since", Instant, nullable=False),
)


class State(StrEnum):
    """Where a message stands: `dropped` when there is nobody, or no longer anything, to tell."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the outbox; it holds nothing that was typed, and no address."""

    message_id: UUID
    subscriber: UUID
    recipient: str
    subject: str
    sequence: int
    kind: str
    reference: str
    event_id: UUID
    version: int
    happened_at: datetime
    language: str
    state: State
    tries: int
    next_try_at: datetime
    created_at: datetime
    waiting_since: datetime
    sent_at: datetime | None
    last_error: str | None


def message(row: sa.RowMapping) -> Message:
    """Return a row as a message."""
    return Message(**{**{each: row[each] for each in Message.__slots__}, "state": State(row["state"])})
