"""Breaking the glass: a local administrator with a password, for the day on which no issuer can be reached.

A password opens nothing until somebody at the machine breaks the glass for it, with a reason and for so many minutes.
Each opening, try and use is written in the book of access, for the data protection officer and the auditor. Source:
handbook reliability-security.md 5, 11 (17); OWASP ASVS 5, V6.
"""

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from api.doors import TooManyTriesError
from domain import text
from domain.errors import NotFoundError, UnusableInputError
from domain.ports import EVERYTHING, Caller, Clock
from domain.values import Actor, Role
from kvcase import access_book
from projections.positions import writing

METADATA = sa.MetaData()
ADMINISTRATORS = sa.Table(
    "access_break_glass",
    METADATA,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("institution", sa.String, nullable=False),
    sa.Column("password", sa.String, nullable=False),
    sa.Column("set_at", sa.String, nullable=False),
)
OPENINGS = sa.Table(
    "access_break_glass_openings",
    METADATA,
    sa.Column("opening", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("closes_at", sa.String, nullable=False),
)
TRIES = sa.Table(
    "access_break_glass_tries",
    METADATA,
    sa.Column("name_sha256", sa.String, primary_key=True),
    sa.Column("place_sha256", sa.String, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", sa.String, nullable=False),
)
"""Tries by the name and the address that they come from: whoever fails at one holds up nobody at another."""
MIN_PASSWORD: Final = 15
MAX_PASSWORD: Final = 200
MAX_MINUTES: Final = 240
MAX_REASON: Final = 300
MAX_NAME: Final = 100
FREE_TRIES: Final = 3
LONGEST_WAIT: Final = 900
LONGEST_QUEUE: Final = 2
_KEPT: Final = timedelta(days=1)
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)
"""A password takes a processor and 64 MiB to look at, so that one process looks at one at a time."""


def create(connection: sa.Connection) -> None:
    """Create the tables; the tries of an older kvcase, which lacks their addresses, are forgotten."""
    inspector = sa.inspect(connection)
    if inspector.has_table(TRIES.name) and len(inspector.get_columns(TRIES.name)) < len(TRIES.c):
        TRIES.drop(connection)
    METADATA.create_all(connection)


@dataclass(frozen=True, slots=True)
class Administrator:
    """A local administrator as the operator sees it; `open_until` is empty while the glass is whole."""

    name: str
    institution: str
    set_at: str
    open_until: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening of the glass that stands now."""

    opening: str
    actor: Actor
    closes_at: datetime


class BreakGlass:
    """Keeps local administrators, opens the glass, and looks at passwords."""

    def __init__(self, engine: sa.Engine, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._nobody: str | None = None

    def set(self, name: str, institution: str, password: str, by: str) -> None:
        """Make a local administrator, or give one another password; an opening of before closes.

        Raises `UnusableInputError`.
        """
        name = text.required(name, "name", MAX_NAME)
        access_book.checked(_actor(name, institution), frozenset({EVERYTHING}))
        if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise UnusableInputError(
                "password", f"{len(password)} characters cannot be used", f"{MIN_PASSWORD} to {MAX_PASSWORD}"
            )
        digest, now = self._hasher.hash(password), self._clock()
        with writing(self._engine).begin() as connection:
            self._remove(connection, name)
            connection.execute(
                ADMINISTRATORS.insert().values(
                    name=name, institution=institution, password=digest, set_at=now.isoformat()
                )
            )
            access_book.record(connection, now, by, "break-glass-set", name, institution=institution)

    def remove(self, name: str, by: str) -> None:
        """Let a local administrator be one no more. Raises `NotFoundError`."""
        with writing(self._engine).begin() as connection:
            institution = _institution(connection, name)
            self._remove(connection, name)
            access_book.record(connection, self._clock(), by, "break-glass-removed", name, institution=institution)

    def open(self, name: str, minutes: int, reason: str, by: str) -> datetime:
        """Open the glass for an administrator, and return until when. Raises `NotFoundError`, `UnusableInputError`."""
        if not 1 <= minutes <= MAX_MINUTES:
            raise UnusableInputError("for", f"{minutes} minutes cannot be used", f"1 to {MAX_MINUTES}")
        reason = text.required(reason, "reason", MAX_REASON)
        now = self._clock()
        closes_at = now + timedelta(minutes=minutes)
        with writing(self._engine).begin() as connection:
            institution = _institution(connection, name)
            connection.execute(OPENINGS.delete().where(OPENINGS.c.name == name))
            connection.execute(TRIES.delete().where(TRIES.c.name_sha256 == _digest(name)))
            connection.execute(
                OPENINGS.insert().values(opening=secrets.token_hex(6), name=name, closes_at=closes_at.isoformat())
            )
            told = {"institution": institution, "reason": reason, "closes_at": closes_at.isoformat()}
            access_book.record(connection, now, by, "break-glass-opened", name, **told)
        return closes_at

    def close(self, name: str, by: str) -> None:
        """Close the glass before its time; every session behind it ends. Raises `NotFoundError`."""
        with writing(self._engine).begin() as connection:
            institution = _institution(connection, name)
            connection.execute(OPENINGS.delete().where(OPENINGS.c.name == name))
            access_book.record(connection, self._clock(), by, "break-glass-closed", name, institution=institution)

    def all(self) -> tuple[Administrator, ...]:
        """Return every local administrator."""
        with self._engine.connect() as connection:
            rows = connection.execute(ADMINISTRATORS.select().order_by(ADMINISTRATORS.c.name)).mappings().all()
        found = ((row, self.opening(row["name"])) for row in rows)
        return tuple(
            Administrator(
                row["name"], row["institution"], row["set_at"], is_open.closes_at.isoformat() if is_open else ""
            )
            for row, is_open in found
        )

    def opening(self, name: str) -> Opening | None:
        """Return the opening of the glass for an administrator that stands now, if one does."""
        with self._engine.connect() as connection:
            row = (
                connection.execute(
                    sa.select(OPENINGS, ADMINISTRATORS.c.institution)
                    .join(ADMINISTRATORS, ADMINISTRATORS.c.name == OPENINGS.c.name)
                    .where(OPENINGS.c.name == name)
                )
                .mappings()
                .first()
            )
        if row is None or row["closes_at"] <= self._clock().isoformat():
            return None
        return Opening(row["opening"], _actor(name, row["institution"]), datetime.fromisoformat(row["closes_at"]))

    def knows(self, name: str, password: str, place: str = "") -> Opening | None:
        """Return the opening that a name and password stand for, or None; it is as much work for an unknown name.

        `place` is the address that they come from. Raises `TooManyTriesError` when tries from there came too fast, or
        others are looked at, without a look at the password.
        """
        now = self._clock()
        name = name if len(name) <= MAX_NAME and name.isprintable() else ""  # a name that nobody has
        mine = sa.and_(TRIES.c.name_sha256 == _digest(name), TRIES.c.place_sha256 == _digest(place))
        with self._engine.connect() as connection:
            _refuse_fast(connection, mine, now)
        with _one_at_a_time():
            with writing(self._engine).begin() as connection:
                _refuse_fast(connection, mine, now)
                _count(connection, mine, name, place, now)  # before the look: tries at once are no way around
                known = connection.execute(ADMINISTRATORS.select().where(ADMINISTRATORS.c.name == name))
                row = known.mappings().first()
            is_right = self._is_right(row["password"] if row is not None else self._nobodys(), password)
        opening = self.opening(name) if row is not None and is_right else None
        with writing(self._engine).begin() as connection:
            if opening is not None:
                connection.execute(TRIES.delete().where(mine))
                return opening
            # What was typed as an unknown name may be a password, so that it stands nowhere.
            about, institution = (row["name"], row["institution"]) if row is not None else ("an unknown name", "")
            why = "unknown name" if row is None else "closed" if is_right else "wrong password"
            told = {"institution": institution, "why": why}
            access_book.record(connection, now, "nobody", "break-glass-refused", about, **told)
        return None

    def _is_right(self, digest: str, password: str) -> bool:
        try:
            return self._hasher.verify(digest, password[: MAX_PASSWORD + 1].encode("utf-8", "surrogatepass"))
        except (Argon2Error, InvalidHashError):
            return False

    def _nobodys(self) -> str:
        if self._nobody is None:
            self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
        return self._nobody

    def _remove(self, connection: sa.Connection, name: str) -> None:
        for table in (OPENINGS, ADMINISTRATORS):
            connection.execute(table.delete().where(table.c.name == name))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait for those who are looked at; a try that waits in vain counts for nothing."""
    if not _ONE_AT_A_TIME.acquire(timeout=LONGEST_QUEUE):
        raise TooManyTriesError(LONGEST_QUEUE)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def _refuse_fast(connection: sa.Connection, mine: sa.ColumnElement[bool], now: datetime) -> None:
    """Refuse a try that comes too soon: 2, 4, 8 ... seconds from the third failure on, 15 minutes at most."""
    row = connection.execute(TRIES.select().where(mine)).mappings().first()
    if row is None or row["failures"] < FREE_TRIES:
        return
    wait = min(2 ** (row["failures"] - FREE_TRIES + 1), LONGEST_WAIT)
    left = wait - (now - datetime.fromisoformat(row["last_at"])).total_seconds()
    if left > 0:
        raise TooManyTriesError(int(left) + 1)


def _count(connection: sa.Connection, mine: sa.ColumnElement[bool], name: str, place: str, now: datetime) -> None:
    connection.execute(TRIES.delete().where(TRIES.c.last_at <= (now - _KEPT).isoformat()))
    row = connection.execute(TRIES.select().where(mine)).mappings().first()
    tried = {"failures": min(row["failures"] + 1, 30) if row is not None else 1, "last_at": now.isoformat()}
    connection.execute(TRIES.delete().where(mine))
    connection.execute(TRIES.insert().values(name_sha256=_digest(name), place_sha256=_digest(place), **tried))


def _institution(connection: sa.Connection, name: str) -> str:
    found = connection.execute(sa.select(ADMINISTRATORS.c.institution).where(ADMINISTRATORS.c.name == name)).scalar()
    if found is None:
        raise NotFoundError("local administrator", name)
    return str(found)


def caller(opening: Opening) -> Caller:
    """Return as whom an administrator acts behind the glass: one of its institution, who sees no content of cases."""
    return Caller(opening.actor)


def _actor(name: str, institution: str) -> Actor:
    return Actor(f"break-glass:{name}", institution, frozenset({Role.ADMIN}))


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
