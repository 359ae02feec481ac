"""Service keys: who holds one acts as its actor, within its scopes, until it ends. Only the hash of a key is kept."""

import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from domain.errors import NotFoundError, UnusableInputError
from domain.ports import EVERYTHING, Caller, Clock, Refusal, Refused
from domain.values import Actor, Role
from kvcase import access_book
from projections.positions import reading, writing

METADATA = sa.MetaData()
KEYS = sa.Table(
    "api_keys",
    METADATA,
    sa.Column("key_id", sa.String, primary_key=True),
    sa.Column("secret_sha256", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("institution", sa.String, nullable=False),
    sa.Column("roles", sa.String, nullable=False),
    sa.Column("created_at", sa.String, nullable=False),
    sa.Column("expires_at", sa.String, nullable=False),
    sa.Column("revoked_at", sa.String),
    sa.Column("scopes", sa.String),
    sa.Column("last_used_on", sa.String),
    sa.Column("rotated_to", sa.String),
)
"""A key without `scopes` was made before there were any: it opens all that its roles may."""

PREFIX: Final = "kv_"
DEFAULT_DAYS: Final = 365
MAX_DAYS: Final = 730
GRACE_DAYS: Final = 7
MAX_GRACE_DAYS: Final = 30
ALL: Final = frozenset({EVERYTHING})
_ADDED: Final = ("scopes", "last_used_on", "rotated_to")
_LOG = logging.getLogger("kvcase.keys")


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as the operator sees it; `last_used_on` is a day, never a moment."""

    key_id: str
    actor: str
    institution: str
    roles: tuple[str, ...]
    expires_at: str
    revoked_at: str | None
    scopes: tuple[str, ...] = (EVERYTHING,)
    created_at: str = ""
    last_used_on: str | None = None
    rotated_to: str | None = None


def create(connection: sa.Connection) -> None:
    """Create the table, or add the columns that a table of an older kvcase lacks."""
    METADATA.create_all(connection)
    has = {column["name"] for column in sa.inspect(connection).get_columns(KEYS.name)}
    for name in _ADDED:
        if name not in has:
            connection.exec_driver_sql(f"ALTER TABLE {KEYS.name} ADD COLUMN {name} VARCHAR")


class Keys:
    """Makes, checks, rotates and revokes keys; a key is `kv_<id>_<secret>`, and every change of one is recorded."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def create(
        self, actor: Actor, days: int = DEFAULT_DAYS, scopes: frozenset[str] = ALL, by: str = "the program"
    ) -> str:
        """Return a new key for the actor; it is shown this once. Raises `UnusableInputError`."""
        access_book.checked(actor, scopes)
        _term(days)
        with self._engine.begin() as connection:
            _, key = self._made(connection, actor, days, scopes, by, "key-created")
        return key

    def rotate(
        self, key_id: str, grace_days: int = GRACE_DAYS, days: int | None = None, by: str = "the program"
    ) -> str:
        """Return a new key that opens the same, for as long; the old one ends after the grace, if not sooner.

        Raises `NotFoundError`, and `UnusableInputError` for a key that opens nothing now or was rotated before.
        """
        if days is not None:
            _term(days)
        if not 0 <= grace_days <= MAX_GRACE_DAYS:
            raise UnusableInputError("grace", f"{grace_days} days are no grace", f"0 to {MAX_GRACE_DAYS}")
        now = self._clock()
        with writing(self._engine).begin() as connection:
            row = connection.execute(KEYS.select().where(KEYS.c.key_id == key_id)).mappings().first()
            if row is None:
                raise NotFoundError("key", key_id)
            ends = datetime.fromisoformat(row["expires_at"])
            if row["revoked_at"] is not None or ends <= now:
                raise UnusableInputError("key", f"{key_id} opens nothing any more", "a key in use, or a new one")
            term = days or min((ends - datetime.fromisoformat(row["created_at"])).days, MAX_DAYS)
            new_id, key = self._made(connection, _actor(row), term, _scopes(row), by, "key-made-by-rotation")
            ended = KEYS.update().where(
                KEYS.c.key_id == key_id, KEYS.c.rotated_to.is_(None), KEYS.c.revoked_at.is_(None)
            )
            last = min(ends, now + timedelta(days=grace_days)).isoformat()
            if connection.execute(ended.values(rotated_to=new_id, expires_at=last)).rowcount == 0:
                raise UnusableInputError("key", f"{key_id} was rotated or revoked before", "the key that followed it")
            access_book.record(connection, now, by, "key-rotated", key_id, to=new_id, ends_at=last)
        return key

    def caller(self, key: str) -> Caller | Refused:
        """Return whom a key stands for and its scopes, or why it opens nothing."""
        key_id, _, secret = key.removeprefix(PREFIX).partition("_")
        if not key.startswith(PREFIX) or not secret:
            return Refused(Refusal.MALFORMED)
        with reading(self._engine).connect() as connection:
            row = connection.execute(KEYS.select().where(KEYS.c.key_id == key_id)).mappings().first()
        if row is None or not hmac.compare_digest(row["secret_sha256"], _digest(secret)):
            return Refused(Refusal.UNKNOWN)
        return self._standing(row)

    def holder(self, key_id: str) -> Caller | Refused:
        """Return whom a key stands for that was shown before, or why it opens nothing now."""
        with self._engine.connect() as connection:
            row = connection.execute(KEYS.select().where(KEYS.c.key_id == key_id)).mappings().first()
        return Refused(Refusal.UNKNOWN) if row is None else self._standing(row)

    def revoke(self, key_id: str, by: str = "the program") -> None:
        """Let a key open nothing from now on; doing it twice changes nothing. Raises `NotFoundError`."""
        now = self._clock()
        with writing(self._engine).begin() as connection:
            if connection.execute(sa.select(KEYS.c.key_id).where(KEYS.c.key_id == key_id)).first() is None:
                raise NotFoundError("key", key_id)
            open_key = KEYS.update().where(KEYS.c.key_id == key_id, KEYS.c.revoked_at.is_(None))
            if connection.execute(open_key.values(revoked_at=now.isoformat())).rowcount:
                access_book.record(connection, now, by, "key-revoked", key_id)

    def all(self) -> tuple[KeyRow, ...]:
        """Return every key, without its secret."""
        with self._engine.connect() as connection:
            rows = connection.execute(KEYS.select().order_by(KEYS.c.created_at, KEYS.c.key_id)).mappings().all()
        return tuple(
            KeyRow(
                row["key_id"],
                row["actor"],
                row["institution"],
                tuple(json.loads(row["roles"])),
                row["expires_at"],
                row["revoked_at"],
                tuple(sorted(_scopes(row))),
                row["created_at"],
                row["last_used_on"],
                row["rotated_to"],
            )
            for row in rows
        )

    def changes(self) -> tuple[access_book.Change, ...]:
        """Return every change of who is let in, the oldest first."""
        with self._engine.connect() as connection:
            return access_book.changes(connection)

    def _made(
        self, connection: sa.Connection, actor: Actor, days: int, scopes: frozenset[str], by: str, what: str
    ) -> tuple[str, str]:
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        now = self._clock()
        ends = (now + timedelta(days=days)).isoformat()
        connection.execute(
            KEYS.insert().values(
                key_id=key_id,
                secret_sha256=_digest(secret),
                actor=actor.id,
                institution=actor.institution,
                roles=json.dumps(sorted(actor.roles)),
                created_at=now.isoformat(),
                expires_at=ends,
                scopes=json.dumps(sorted(scopes)),
            )
        )
        told = {"actor": actor.id, "institution": actor.institution, "roles": sorted(actor.roles)}
        access_book.record(connection, now, by, what, key_id, **told, scopes=sorted(scopes), ends_at=ends)
        return key_id, f"{PREFIX}{key_id}_{secret}"

    def _standing(self, row: sa.RowMapping) -> Caller | Refused:
        now = self._clock()
        if row["revoked_at"] is not None:
            return Refused(Refusal.REVOKED)
        if datetime.fromisoformat(row["expires_at"]) <= now:
            return Refused(Refusal.EXPIRED)
        self._note_use(row["key_id"], row["last_used_on"], now)
        return Caller(_actor(row), _scopes(row))

    def _note_use(self, key_id: str, last: str | None, now: datetime) -> None:
        """Keep the day of the last use: one write a day, and a use is never refused because it cannot be noted."""
        today = now.date().isoformat()
        if last == today:
            return
        try:
            with self._engine.begin() as connection:
                connection.execute(KEYS.update().where(KEYS.c.key_id == key_id).values(last_used_on=today))
        except sa.exc.SQLAlchemyError as error:
            _LOG.warning("the use of key %s was not noted: %s", key_id, type(error).__name__)


def _term(days: int) -> None:
    if not 1 <= days <= MAX_DAYS:
        raise UnusableInputError("days", f"{days} days are no term for a key", f"1 to {MAX_DAYS}")


def _actor(row: sa.RowMapping) -> Actor:
    return Actor(row["actor"], row["institution"], frozenset(Role(each) for each in json.loads(row["roles"])))


def _scopes(row: sa.RowMapping) -> frozenset[str]:
    return ALL if row["scopes"] is None else frozenset(json.loads(row["scopes"]))


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so a plain hash cannot be guessed back (reliability-security.md 5).
    return hashlib.sha256(secret.encode()).hexdigest()
