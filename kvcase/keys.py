"""Bearer keys: who holds one acts as its actor. Only the hash of a key is kept."""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from api.access import FWO, SHARED, roles_at
from domain import text
from domain.errors import NotFoundError, UnusableInputError
from domain.ports import Clock
from domain.values import Actor, Role

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
)
DEFAULT_DAYS = 365
MAX_DAYS = 3650
MAX_ACTOR = 100


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as the operator sees it."""

    key_id: str
    actor: str
    institution: str
    roles: tuple[str, ...]
    expires_at: str
    revoked_at: str | None


class Keys:
    """Makes, checks and revokes bearer keys; a key is `kv_<id>_<secret>`."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def create(self, actor: Actor, days: int = DEFAULT_DAYS) -> str:
        """Return a new key for the actor; it is shown this once. Raises `UnusableInputError`."""
        if not actor.roles:
            raise UnusableInputError("roles", "a key without a role opens nothing", "one role or more")
        fitting = roles_at(actor.institution)
        if odd := sorted(actor.roles - fitting):
            rule = f"{', '.join(odd)} has nothing to do at {actor.institution}"
            places = [place for place in ("an institution", SHARED, FWO) if odd[0] in roles_at(place)]
            expected = f"one of {', '.join(sorted(fitting))}, or {odd[0]} at {' or '.join(places)}"
            raise UnusableInputError("roles", rule, expected)
        if not 1 <= days <= MAX_DAYS:
            raise UnusableInputError("days", f"{days} days are no term for a key", f"1 to {MAX_DAYS}")
        text.required(actor.id, "actor", MAX_ACTOR)
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        now = self._clock()
        with self._engine.begin() as connection:
            connection.execute(
                KEYS.insert().values(
                    key_id=key_id,
                    secret_sha256=_digest(secret),
                    actor=actor.id,
                    institution=actor.institution,
                    roles=json.dumps(sorted(actor.roles)),
                    created_at=now.isoformat(),
                    expires_at=(now + timedelta(days=days)).isoformat(),
                )
            )
        return f"kv_{key_id}_{secret}"

    def authenticate(self, key: str) -> Actor | None:
        """Return the actor of a key, or None when it is unknown, wrong, revoked or expired."""
        prefix, _, rest = key.partition("_")
        key_id, _, secret = rest.partition("_")
        if prefix != "kv" or not secret:
            return None
        with self._engine.connect() as connection:
            row = connection.execute(KEYS.select().where(KEYS.c.key_id == key_id)).mappings().first()
        if row is None or not hmac.compare_digest(row["secret_sha256"], _digest(secret)):
            return None
        if row["revoked_at"] is not None or datetime.fromisoformat(row["expires_at"]) <= self._clock():
            return None
        roles = frozenset(Role(each) for each in json.loads(row["roles"]))
        return Actor(row["actor"], row["institution"], roles)

    def revoke(self, key_id: str) -> None:
        """Let a key open nothing from now on. Raises `NotFoundError`."""
        with self._engine.begin() as connection:
            done = connection.execute(
                KEYS.update().where(KEYS.c.key_id == key_id).values(revoked_at=self._clock().isoformat())
            )
        if done.rowcount == 0:
            raise NotFoundError("key", key_id)

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
            )
            for row in rows
        )


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so a plain hash cannot be guessed back (reliability-security.md 5).
    return hashlib.sha256(secret.encode()).hexdigest()
