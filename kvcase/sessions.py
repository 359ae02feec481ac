"""Sessions of people at the pages: a browser holds a random id, of which we keep the hash and nothing that opens.

A session stands on what let the person in (a seat of a member, a key, an opening of the glass) exactly as that was:
when it is taken away or changed, the session ends at once. It ends too after half an hour without use and after eight
hours. Source: handbook reliability-security.md 5; OWASP ASVS 5, V7.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from domain.errors import NotFoundError
from domain.ports import Caller, Clock, Refusal, Refused
from kvcase import access_book
from projections.positions import writing

METADATA = sa.MetaData()
SESSIONS = sa.Table(
    "access_sessions",
    METADATA,
    sa.Column("id_sha256", sa.String, primary_key=True),
    sa.Column("session_id", sa.String, nullable=False),
    sa.Column("way", sa.String, nullable=False),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("institution", sa.String, nullable=False),
    sa.Column("grant", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("started_at", sa.String, nullable=False),
    sa.Column("seen_at", sa.String, nullable=False),
    sa.Column("ends_at", sa.String, nullable=False),
    sa.Column("acts_for", sa.String),
)
"""`institution`, `grant` and `actor` are empty while somebody still has to choose at which institution to act.

`acts_for` is whom its person chose to act for, by a cover; it opens nothing by itself.
"""

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=8)
_NOTED: Final = timedelta(minutes=1)
_LOG = logging.getLogger("kvcase.sessions")


class Way(StrEnum):
    """How somebody came in."""

    ISSUER = "issuer"
    KEY = "key"
    BREAK_GLASS = "break-glass"


@dataclass(frozen=True, slots=True)
class Standing:
    """What lets somebody in, now: as whom, and which grant of it this is, so that a later one is told from it."""

    caller: Caller
    grant: str
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """By what somebody came in: a table of the file of issuers and its subject, a key, an administrator's name."""

    way: Way
    source: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the operator sees it; `session_id` names it and opens nothing."""

    session_id: str
    actor: str
    institution: str
    way: str
    source: str
    started_at: str
    seen_at: str
    ends_at: str


def create(connection: sa.Connection) -> None:
    """Create the table, or add the column that a table of an older kvcase lacks."""
    METADATA.create_all(connection)
    if "acts_for" not in {column["name"] for column in sa.inspect(connection).get_columns(SESSIONS.name)}:
        connection.exec_driver_sql(f"ALTER TABLE {SESSIONS.name} ADD COLUMN acts_for VARCHAR")


Stands = Callable[[Entry, str], Standing | None]
"""Returns on what an entry stands now at an institution, or None when it was taken away."""


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, engine: sa.Engine, clock: Clock, stands: Stands) -> None:
        self._engine = engine
        self._clock = clock
        self._stands = stands

    def begin(self, entry: Entry, standing: Standing | None, before: str = "") -> str:
        """Return the id of a new session, always a new one; the session `before` of the same browser ends."""
        now = self._clock()
        with writing(self._engine).begin() as connection:
            self._clear(connection, now)
            self._end(connection, _is(before), now, "who signed in anew", "signed in anew")
            return self._begun(connection, entry, standing, now, now)

    def sit(self, session: str, standing: Standing) -> str | None:
        """Return the new id of a session that goes on at another institution; its eight hours run on."""
        now = self._clock()
        with writing(self._engine).begin() as connection:
            row = connection.execute(SESSIONS.select().where(_is(session))).mappings().first()
            if row is None or connection.execute(SESSIONS.delete().where(_is(session))).rowcount != 1:
                return None
            return self._begun(connection, _entry(row), standing, now, datetime.fromisoformat(row["started_at"]))

    def act_for(self, session: str, absent: str | None) -> None:
        """Let a session act for somebody from now on, or for its own person again; of what is none nothing happens."""
        with writing(self._engine).begin() as connection:
            row = connection.execute(SESSIONS.select().where(_is(session))).mappings().first()
            if row is None or row["acts_for"] == absent:
                return
            connection.execute(SESSIONS.update().where(_is(session)).values(acts_for=absent))
            what = "acts-for-another" if absent is not None else "acts-as-oneself"
            told = {"institution": row["institution"], "whom": absent if absent is not None else row["acts_for"]}
            access_book.record(connection, self._clock(), row["actor"], what, row["session_id"], **told)

    def find(self, session: str) -> tuple[Entry, Caller | None] | Refused | None:
        """Return by what and as whom somebody acts, that the session ended, or None for what is no session.

        Without a caller an institution is still to be chosen.
        """
        with self._engine.connect() as connection:
            row = connection.execute(SESSIONS.select().where(_is(session))).mappings().first()
        if row is None:
            return None
        now = self._clock()
        why = _over(row, now)
        if why is None and row["institution"]:
            standing = self._stands(_entry(row), row["institution"])
            if standing is not None and standing.grant == row["grant"]:
                self._note_use(session, row["seen_at"], now)
                return _entry(row), replace(standing.caller, acts_for=row["acts_for"])
            why = "taken away or changed"
        if why is None:
            return _entry(row), None
        with writing(self._engine).begin() as connection:
            self._end(connection, _is(session), now, "the program", why)
        return Refused(Refusal.ENDED)

    def end(self, session: str) -> None:
        """End a session because its person leaves; of what is none nothing happens."""
        with writing(self._engine).begin() as connection:
            self._end(connection, _is(session), self._clock(), "", "signed out")

    def end_named(self, session_id: str, by: str) -> None:
        """End a session by its name. Raises `NotFoundError`."""
        with writing(self._engine).begin() as connection:
            if not self._end(
                connection, SESSIONS.c.session_id == session_id, self._clock(), by, "ended by an operator"
            ):
                raise NotFoundError("session", session_id)

    def end_all(self, by: str) -> int:
        """End every session, and return how many there were."""
        with writing(self._engine).begin() as connection:
            return self._end(connection, sa.true(), self._clock(), by, "ended by an operator")

    def all(self) -> tuple[Session, ...]:
        """Return the sessions that are open, the oldest first."""
        now = self._clock()
        with self._engine.connect() as connection:
            rows = connection.execute(SESSIONS.select().order_by(SESSIONS.c.started_at)).mappings().all()
        return tuple(_session(row) for row in rows if _over(row, now) is None and self._is_standing(row))

    def _is_standing(self, row: sa.RowMapping) -> bool:
        standing = self._stands(_entry(row), row["institution"]) if row["institution"] else None
        return not row["institution"] or (standing is not None and standing.grant == row["grant"])

    def _begun(
        self, connection: sa.Connection, entry: Entry, standing: Standing | None, now: datetime, started_at: datetime
    ) -> str:
        session, session_id = secrets.token_urlsafe(32), secrets.token_hex(6)
        actor = standing.caller.actor if standing is not None else None
        ends_at = started_at + LONGEST
        if standing is not None and standing.ends_at is not None:
            ends_at = min(ends_at, standing.ends_at)
        connection.execute(
            SESSIONS.insert().values(
                id_sha256=_digest(session),
                session_id=session_id,
                way=entry.way,
                source=entry.source,
                subject=entry.subject,
                institution=actor.institution if actor is not None else "",
                grant=standing.grant if standing is not None else "",
                actor=actor.id if actor is not None else "",
                started_at=started_at.isoformat(),
                seen_at=now.isoformat(),
                ends_at=ends_at.isoformat(),
            )
        )
        if actor is not None:
            told = {"way": entry.way, "source": entry.source, "institution": actor.institution}
            access_book.record(connection, now, actor.id, "signed-in", session_id, **told, roles=sorted(actor.roles))
        return session

    def _clear(self, connection: sa.Connection, now: datetime) -> None:
        over = sa.or_(SESSIONS.c.ends_at <= now.isoformat(), SESSIONS.c.seen_at <= (now - IDLE).isoformat())
        self._end(connection, over, now, "the program", "its time was over")

    def _end(self, connection: sa.Connection, which: sa.ColumnElement[bool], now: datetime, by: str, why: str) -> int:
        """End sessions; without `by` it is their own person who does."""
        rows = connection.execute(SESSIONS.select().where(which)).mappings().all()
        for row in rows:
            connection.execute(SESSIONS.delete().where(SESSIONS.c.id_sha256 == row["id_sha256"]))
            if row["actor"]:
                what = "signed-out" if not by else "session-ended"
                told = {"actor": row["actor"], "institution": row["institution"], "way": row["way"], "why": why}
                access_book.record(connection, now, by or row["actor"], what, row["session_id"], **told)
        return len(rows)

    def _note_use(self, session: str, last: str, now: datetime) -> None:
        """Keep when it was used last, to the minute; a use is never refused because it cannot be noted."""
        if now - datetime.fromisoformat(last) < _NOTED:
            return
        try:
            with self._engine.begin() as connection:
                connection.execute(SESSIONS.update().where(_is(session)).values(seen_at=now.isoformat()))
        except sa.exc.SQLAlchemyError as error:
            _LOG.warning("the use of a session was not noted: %s", type(error).__name__)


def _over(row: sa.RowMapping, now: datetime) -> str | None:
    """Return why a session is over by its time, if it is."""
    if row["ends_at"] <= now.isoformat():
        return "its time was over"
    return "it was not used" if row["seen_at"] <= (now - IDLE).isoformat() else None


def _entry(row: sa.RowMapping) -> Entry:
    return Entry(Way(row["way"]), row["source"], row["subject"])


def _session(row: sa.RowMapping) -> Session:
    return Session(
        row["session_id"],
        row["actor"],
        row["institution"],
        row["way"],
        row["source"],
        row["started_at"],
        row["seen_at"],
        row["ends_at"],
    )


def _is(session: str) -> sa.ColumnElement[bool]:
    return SESSIONS.c.id_sha256 == _digest(session)


def _digest(session: str) -> str:
    # The id has 256 random bits, so a plain hash cannot be guessed back.
    return hashlib.sha256(session.encode("utf-8", "surrogatepass")).hexdigest()
