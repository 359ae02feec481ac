"""The outbox: what must be told follows from the log, written once, in the transaction that moves the position.

An outbox is no read model: nothing makes it anew, so that no rebuild tells anything a second time. The id of a message
comes from the event, the subscriber and the recipient, so that the same thing has one id for ever.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from domain.errors import NotFoundError, UnusableInputError
from domain.ports import Clock, Wanted
from domain.values import Recorded
from kvcase.store.logs import EventLog, Logs
from kvcase.telling import news, table
from kvcase.telling.news import About, Draft
from kvcase.telling.subscribers import Channel, Standing, Subscriber, Subscribers
from kvcase.telling.table import EXPIRIES, MESSAGES, PLACES, REPLAYS, Message, State
from projections.positions import writing

RESTORED: Final = "restored from a backup: it may have been sent since"
_BATCH: Final = 500
_NO_TEXTS: Final[frozenset[type]] = frozenset()
_COLUMNS: Final = MESSAGES.c


@dataclass(frozen=True, slots=True)
class Backlog:
    """What of a subscriber waits and what was given up; `oldest` is since when the oldest one waits.

    What was sent counts when it is not kept any more, too.
    """

    subscriber: UUID
    channel: str
    state: str
    waiting: int
    sent: int
    dead: int
    dropped: int
    oldest: datetime | None
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up, without what it tells.

    `channel` says how the subscriber is told and `host` where it is; both are empty where it was removed since, and a
    path may hold a secret.
    """

    message_id: UUID
    subscriber: UUID
    channel: str
    host: str
    created_at: datetime
    tries: int
    last_error: str | None


class Outbox:
    """The messages of each institution."""

    def __init__(self, logs: Logs, engine: Callable[[str], sa.Engine], subscribers: Subscribers, clock: Clock) -> None:
        self._logs = logs
        self._engine = engine
        self._subscribers = subscribers
        self._clock = clock

    def collect(self, slug: str) -> int:
        """Write down what is to be told of the new events of a log; return how many messages that were."""
        return sum(self._collect(slug, each) for each in self._subscribers.of(slug) if each.state is Standing.ON)

    def announce(self, slug: str, kind: str, key: str, recipients: Sequence[str]) -> int:
        """Write down a mail that no event calls for, once for each `key`; return how many are new.

        Nothing where the mail of the institution is off.
        """
        made, now = 0, self._clock()
        for subscriber in self._subscribers.of(slug):
            if subscriber.channel is not Channel.MAIL or subscriber.state is not Standing.ON:
                continue
            with writing(self._engine(slug)).begin() as connection:
                self._begun(connection, subscriber, self.head(slug))
                connection.execute(_place(subscriber.subscriber_id).values(failures=PLACES.c.failures))  # one at a time
                for recipient in dict.fromkeys(recipients):
                    name = uuid5(subscriber.subscriber_id, f"{key}:{recipient}")
                    draft = Draft(kind, recipient)
                    made += self._add(connection, subscriber, draft, name, name, "", "", 0, now)
        return made

    def head(self, slug: str) -> int:
        """Return the position of the newest event of a log: a new subscriber is told of what comes after it."""
        return self._logs.log(slug).head()

    def begin(self, slug: str, subscriber: Subscriber, position: int) -> None:
        """Let a subscriber go on behind a position, whatever it was told before."""
        place = {"position": min(position, self.head(slug)), "failures": 0, "not_before": None}
        with writing(self._engine(slug)).begin() as connection:
            self._begun(connection, subscriber, 0)
            connection.execute(_place(subscriber.subscriber_id).values(**place))

    def due(self, slug: str, subscriber: UUID, limit: int) -> tuple[Message, ...]:
        """Return the first of each lane that may be sent now, the oldest first; none while all is held back."""
        before = MESSAGES.alias("before")
        is_held_back = (
            sa.select(1)
            .where(
                before.c.subscriber == _COLUMNS.subscriber,
                before.c.recipient == _COLUMNS.recipient,
                before.c.subject == _COLUMNS.subject,
                before.c.sequence < _COLUMNS.sequence,
                before.c.state == State.WAITING.value,
            )
            .exists()
        )
        now = self._clock()
        query = (
            MESSAGES.select()
            .where(
                _COLUMNS.subscriber == subscriber,
                _COLUMNS.state == State.WAITING.value,
                _COLUMNS.next_try_at <= now,
                ~is_held_back,
            )
            .order_by(_COLUMNS.number)
            .limit(limit)
        )
        paused = sa.select(PLACES.c.not_before).where(PLACES.c.subscriber == subscriber)
        with self._engine(slug).connect() as connection:
            not_before = connection.execute(paused).scalar()
            if not_before is not None and not_before > now:
                return ()
            return tuple(map(table.message, connection.execute(query).mappings()))

    def sent(self, slug: str, message: Message) -> None:
        """Note that a message was taken."""
        done = {"state": State.SENT.value, "tries": message.tries + 1, "sent_at": self._clock(), "last_error": None}
        up = _place(message.subscriber).where(PLACES.c.failures > 0)
        with writing(self._engine(slug)).begin() as connection:
            connection.execute(_waiting(message.message_id).values(**done))
            connection.execute(up.values(failures=0, not_before=None))

    def failed(self, slug: str, message: Message, error: str, next_try_at: datetime | None) -> None:
        """Note that a message was not taken, and when it is tried again; a dead letter if never."""
        state = State.DEAD if next_try_at is None else State.WAITING
        tried = {"state": state.value, "tries": message.tries + 1, "last_error": error[:300]}
        again = {} if next_try_at is None else {"next_try_at": next_try_at}
        with writing(self._engine(slug)).begin() as connection:
            connection.execute(_waiting(message.message_id).values(**tried, **again))

    def dropped(self, slug: str, message: Message, why: str) -> None:
        """Note that there is nobody to send a message to."""
        with writing(self._engine(slug)).begin() as connection:
            connection.execute(_waiting(message.message_id).values(state=State.DROPPED.value, last_error=why))

    def failures(self, slug: str, subscriber: UUID) -> int:
        """Return how often in a row a subscriber could not be reached."""
        query = sa.select(PLACES.c.failures).where(PLACES.c.subscriber == subscriber)
        with self._engine(slug).connect() as connection:
            return connection.execute(query).scalar() or 0

    def pause(self, slug: str, subscriber: UUID, until: datetime, error: str, give_up: datetime) -> None:
        """Send nothing to a subscriber until then; what waited since before `give_up` is a dead letter now."""
        old = (
            MESSAGES.update()
            .where(
                _COLUMNS.subscriber == subscriber,
                _COLUMNS.state == State.WAITING.value,
                _COLUMNS.waiting_since <= give_up,
            )
            .values(state=State.DEAD.value, last_error=error[:300])
        )
        with writing(self._engine(slug)).begin() as connection:
            connection.execute(_place(subscriber).values(failures=PLACES.c.failures + 1, not_before=until))
            connection.execute(old)

    def give_up(self, slug: str, subscriber: UUID, error: str, state: State = State.DEAD) -> int:
        """Make dead letters of all that waits for a subscriber, or drop it; return how many."""
        waiting = MESSAGES.update().where(_COLUMNS.subscriber == subscriber, _COLUMNS.state == State.WAITING.value)
        with writing(self._engine(slug)).begin() as connection:
            return connection.execute(waiting.values(state=state.value, last_error=error)).rowcount

    def forget(self, slug: str, recipients: Sequence[str], subject: str | None) -> int:
        """Drop what waits for somebody, or about a case, that was forgotten; return how many messages that were."""
        gone: list[sa.ColumnElement[bool]] = [_COLUMNS.recipient.in_(recipients)] if recipients else []
        gone += [_COLUMNS.subject == subject] if subject is not None else []
        if not gone:
            return 0
        kept = (State.WAITING.value, State.DEAD.value)
        drop = MESSAGES.update().where(_COLUMNS.state.in_(kept), sa.or_(*gone))
        with writing(self._engine(slug)).begin() as connection:
            why = "forgotten: what it is about was erased"
            return connection.execute(drop.values(state=State.DROPPED.value, last_error=why)).rowcount

    def restored(self, slug: str) -> int:
        """Hold back, in a restored copy, all that may have been told since the backup; return how many messages.

        What happened after the backup is not known here, and what waited then was sent long ago: a person looks at it
        and replays it (`kvcase outbox replay`), or lets it be.
        """
        self.collect(slug)
        for each in self._subscribers.of(slug):
            self.begin(slug, each, self.head(slug))
        waiting = MESSAGES.update().where(_COLUMNS.state == State.WAITING.value)
        with writing(self._engine(slug)).begin() as connection:
            return connection.execute(waiting.values(state=State.DEAD.value, last_error=RESTORED)).rowcount

    def replay(self, slug: str, by: str, message_id: UUID | None = None, subscriber: UUID | None = None) -> int:
        """Let dead letters wait again, one or all of a subscriber; return how many. It is recorded who did it.

        Raises `NotFoundError` for a message that is not there, `UnusableInputError` for one that is no dead letter, or
        whose subscriber is told nothing now.
        """
        now = self._clock()
        chosen = _COLUMNS.message_id == message_id if message_id is not None else _COLUMNS.subscriber == subscriber
        dead = sa.and_(chosen, _COLUMNS.state == State.DEAD.value)
        again = {"state": State.WAITING.value, "next_try_at": now, "waiting_since": now, "tries": 0}
        with writing(self._engine(slug)).begin() as connection:
            ids = tuple(connection.scalars(sa.select(_COLUMNS.message_id).where(dead).order_by(_COLUMNS.number)))
            if message_id is not None and not ids:
                state = connection.execute(sa.select(_COLUMNS.state).where(chosen)).scalar()
                if state is None:
                    raise NotFoundError("message", str(message_id))
                raise UnusableInputError("message", f"{message_id} is {state}", "a dead letter")
            whose = frozenset(connection.scalars(sa.select(_COLUMNS.subscriber).where(dead).distinct()))
            if whose - {each.subscriber_id for each in self._subscribers.of(slug) if each.state is Standing.ON}:
                raise UnusableInputError("subscriber", "is told nothing now", "one that is on")
            if ids:
                connection.execute(MESSAGES.update().where(dead).values(**again))
                connection.execute(REPLAYS.insert(), [{"at": now, "by": by, "message_id": each} for each in ids])
                up = PLACES.update().where(PLACES.c.subscriber.in_(sa.select(_COLUMNS.subscriber).where(chosen)))
                connection.execute(up.values(failures=0, not_before=None))
        return len(ids)

    def messages(
        self, slug: str, states: Sequence[State] = (), subscriber: UUID | None = None, limit: int = 100
    ) -> tuple[Message, ...]:
        """Return messages, the newest first."""
        query = MESSAGES.select().order_by(_COLUMNS.number.desc()).limit(limit)
        if states:
            query = query.where(_COLUMNS.state.in_([each.value for each in states]))
        if subscriber is not None:
            query = query.where(_COLUMNS.subscriber == subscriber)
        with self._engine(slug).connect() as connection:
            return tuple(map(table.message, connection.execute(query).mappings()))

    def one(self, slug: str, message_id: UUID) -> Message:
        """Return a message. Raises `NotFoundError`."""
        with self._engine(slug).connect() as connection:
            query = MESSAGES.select().where(_COLUMNS.message_id == message_id)
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NotFoundError("message", str(message_id))
        return table.message(row)

    def replays(self, slug: str, message_id: UUID) -> tuple[tuple[datetime, str], ...]:
        """Return when a message was sent again, and who asked for it."""
        query = sa.select(REPLAYS.c.at, REPLAYS.c.by).where(REPLAYS.c.message_id == message_id)
        with self._engine(slug).connect() as connection:
            return tuple((row.at, row.by) for row in connection.execute(query.order_by(REPLAYS.c.number)))

    def backlogs(self, slug: str) -> tuple[Backlog, ...]:
        """Return how each subscriber of an institution stands, those that were removed too."""
        counted = sa.select(_COLUMNS.subscriber, _COLUMNS.state, sa.func.count(), sa.func.min(_COLUMNS.waiting_since))
        with self._engine(slug).connect() as connection:
            rows = connection.execute(counted.group_by(_COLUMNS.subscriber, _COLUMNS.state)).all()
            places = connection.execute(sa.select(PLACES.c.subscriber, PLACES.c.not_before))
            paused = {row.subscriber: row.not_before for row in places}
            deleted = sa.select(EXPIRIES.c.subscriber, sa.func.sum(EXPIRIES.c.removed)).group_by(EXPIRIES.c.subscriber)
            gone = {row[0]: int(row[1]) for row in connection.execute(deleted)}
        known = {each.subscriber_id: each for each in self._subscribers.of(slug)}
        counts = {(row[0], row[1]): (row[2], row[3]) for row in rows}
        every = dict.fromkeys([*known, *(row[0] for row in rows)])
        told = (_backlog(each, known.get(each), counts, paused.get(each)) for each in every)
        return tuple(replace(each, sent=each.sent + gone.get(each.subscriber, 0)) for each in told)

    def dead(self, slug: str) -> tuple[DeadLetter, ...]:
        """Return what was given up, the newest first, without what it tells."""
        known = {each.subscriber_id: each for each in self._subscribers.of(slug)}

        def letter(told: Message) -> DeadLetter:
            to = known.get(told.subscriber)
            channel, host = (to.channel.value, to.host) if to is not None else ("", "")
            error = told.last_error
            return DeadLetter(told.message_id, told.subscriber, channel, host, told.created_at, told.tries, error)

        return tuple(letter(each) for each in self.messages(slug, [State.DEAD]))

    def _collect(self, slug: str, subscriber: Subscriber) -> int:
        log, engine, made = self._logs.log(slug), self._engine(slug), 0
        while True:
            with engine.connect() as connection:
                found = _position(connection, subscriber.subscriber_id)
            if found is None:
                with writing(engine).begin() as connection:
                    self._begun(connection, subscriber, log.head())
                continue
            position = found
            page = log.page(position, _BATCH, Wanted(news.EVENTS, _NO_TEXTS))
            if not page.count:
                return made
            told = tuple(_told(log, subscriber, page.events))
            with writing(engine).begin() as connection:
                mine = _place(subscriber.subscriber_id).where(PLACES.c.position == position)
                if connection.execute(mine.values(position=page.position)).rowcount != 1:
                    return made  # another process was faster, and goes on
                for recorded, case, draft in told:
                    name = _named(recorded.meta.event_id, subscriber.subscriber_id, draft.recipient)
                    made += self._add(
                        connection,
                        subscriber,
                        draft,
                        name,
                        recorded.meta.event_id,
                        str(recorded.stream_id),
                        case.reference,
                        recorded.version,
                        recorded.meta.recorded_at,
                    )

    def _begun(self, connection: sa.Connection, subscriber: Subscriber, head: int) -> int:
        """Return how far the log was looked at for a subscriber; the first time, where it starts."""
        found = _position(connection, subscriber.subscriber_id)
        if found is not None:
            return found
        position = min(subscriber.starts_after, head)
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        first = insert(PLACES).values(subscriber=subscriber.subscriber_id, position=position, failures=0)
        connection.execute(first.on_conflict_do_nothing())
        return position

    def _add(
        self,
        connection: sa.Connection,
        subscriber: Subscriber,
        draft: Draft,
        message_id: UUID,
        event_id: UUID,
        subject: str,
        reference: str,
        version: int,
        happened_at: datetime,
    ) -> int:
        """Write a message behind the others of its lane, unless it stands there; return how many that made."""
        lane = sa.and_(
            _COLUMNS.subscriber == subscriber.subscriber_id,
            _COLUMNS.recipient == draft.recipient,
            _COLUMNS.subject == subject,
        )
        last = connection.execute(sa.select(sa.func.max(_COLUMNS.sequence)).where(lane)).scalar() or 0
        now = self._clock()
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        row = insert(MESSAGES).values(
            message_id=message_id,
            subscriber=subscriber.subscriber_id,
            recipient=draft.recipient,
            subject=subject,
            sequence=last + 1,
            kind=draft.kind,
            reference=reference,
            event_id=event_id,
            version=version,
            happened_at=happened_at,
            language=draft.language,
            state=State.WAITING.value,
            tries=0,
            next_try_at=now,
            created_at=now,
            waiting_since=now,
        )
        # PostgreSQL's driver tells no count of an INSERT that makes a number, so the row itself is asked for.
        new = row.on_conflict_do_nothing(index_elements=["message_id"]).returning(_COLUMNS.number)
        return len(connection.execute(new).all())


def _named(event_id: UUID, subscriber: UUID, recipient: str) -> UUID:
    return uuid5(event_id, f"{subscriber}:{recipient}")


def _told(log: EventLog, subscriber: Subscriber, events: Sequence[Recorded]) -> Iterator[tuple[Recorded, About, Draft]]:
    """Yield what a subscriber is told of these events."""
    cases: dict[UUID, About | None] = {}
    for recorded in events:
        if type(recorded.event) not in news.EVENTS:
            continue
        if recorded.stream_id not in cases:
            first = log.read(recorded.stream_id, 1, reveal=False)
            cases[recorded.stream_id] = news.about(first[0]) if first else None
        case = cases[recorded.stream_id]
        if case is None:
            continue
        if subscriber.channel is Channel.MAIL:
            yield from ((recorded, case, draft) for draft in news.mails(recorded, case))
        elif subscriber.wants(news.name_of(type(recorded.event))):
            stored: str = getattr(type(recorded.event), "stored_name", "")
            yield recorded, case, Draft(stored)


def _position(connection: sa.Connection, subscriber: UUID) -> int | None:
    found = connection.execute(sa.select(PLACES.c.position).where(PLACES.c.subscriber == subscriber)).scalar()
    return None if found is None else int(found)


def _place(subscriber: UUID) -> sa.Update:
    return PLACES.update().where(PLACES.c.subscriber == subscriber)


def _waiting(message_id: UUID) -> sa.Update:
    return MESSAGES.update().where(_COLUMNS.message_id == message_id, _COLUMNS.state == State.WAITING.value)


def _backlog(
    subscriber: UUID,
    known: Subscriber | None,
    counts: "dict[tuple[UUID, str], tuple[int, datetime | None]]",
    not_before: datetime | None,
) -> Backlog:
    found = {state: counts.get((subscriber, state.value), (0, None)) for state in State}
    empty = Backlog(subscriber, "", "removed", 0, 0, 0, 0, None, not_before)
    told = empty if known is None else replace(empty, channel=known.channel.value, state=known.state.value)
    return replace(
        told,
        waiting=found[State.WAITING][0],
        sent=found[State.SENT][0],
        dead=found[State.DEAD][0],
        dropped=found[State.DROPPED][0],
        oldest=found[State.WAITING][1],
    )
