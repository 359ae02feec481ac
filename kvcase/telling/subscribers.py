"""Subscribers: who of an institution is told, of what, and with which secrets it is signed."""

import base64
import binascii
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain import text
from domain.errors import NotFoundError, UnusableInputError
from domain.ports import Clock
from kvcase import access_book
from kvcase import clock as system
from kvcase.store.database import SHARED
from kvcase.store.vault import Vault
from kvcase.telling import news
from kvcase.telling.table import SUBSCRIBERS
from projections.positions import writing

EVERY: Final = "all"
GRACE_DAYS: Final = 7
MAX_GRACE_DAYS: Final = 30
MAX_URL: Final = 500
_PREFIX: Final = "whsec_"
_NONCE: Final = 12
_KEY_BYTES: Final = 32


class Channel(StrEnum):
    """How a subscriber is told."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class Standing(StrEnum):
    """Whether a subscriber is told: `gone` is one that said so itself (410)."""

    ON = "on"
    OFF = "off"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who is told; `kinds` are events without their version, or `all`. `starts_after` is a position of the log."""

    subscriber_id: UUID
    institution: str
    channel: Channel
    url: str
    kinds: tuple[str, ...]
    state: Standing
    starts_after: int
    since: datetime

    @property
    def host(self) -> str:
        """Return where it is, without the path: that may hold a secret."""
        return urlsplit(self.url).hostname or self.channel.value

    def wants(self, kind: str) -> bool:
        """Tell whether it chose a kind of event."""
        return EVERY in self.kinds or kind in self.kinds


class Subscribers:
    """Adds, changes and removes subscribers; each change stands in the book of access, in its transaction."""

    def __init__(self, engine: sa.Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock

    def add_webhook(
        self, institution: str, url: str, kinds: Sequence[str], starts_after: int, by: str, secret: str | None = None
    ) -> tuple[Subscriber, str]:
        """Return a new subscriber and its secret, which is shown this once. Raises `UnusableInputError`."""
        _refuse_kinds(kinds)
        if len(url) > MAX_URL or not url.isascii() or not url.isprintable():
            raise UnusableInputError("url", "cannot be an address", f"https://host/path, at most {MAX_URL} characters")
        made = secret or new_secret(os.urandom(_KEY_BYTES))
        refuse_secret(made)
        return self._added(institution, Channel.WEBHOOK, url, tuple(sorted(set(kinds))), starts_after, by, made), made

    def add_mail(self, institution: str, starts_after: int, by: str) -> Subscriber:
        """Return the subscriber that sends the mail of an institution. Raises `UnusableInputError` if there is one."""
        if any(each.channel is Channel.MAIL for each in self.of(institution)):
            raise UnusableInputError("institution", f"mail of {institution} is on", "one whose mail is off")
        return self._added(institution, Channel.MAIL, "", (EVERY,), starts_after, by, None)

    def of(self, institution: str) -> tuple[Subscriber, ...]:
        """Return the subscribers of an institution."""
        return tuple(each for each in self.all() if each.institution == institution)

    def all(self) -> tuple[Subscriber, ...]:
        """Return every subscriber, without its secret."""
        query = SUBSCRIBERS.select().order_by(SUBSCRIBERS.c.institution, SUBSCRIBERS.c.since)
        with self._engine.connect() as connection:
            return tuple(map(_subscriber, connection.execute(query).mappings()))

    def one(self, subscriber_id: UUID) -> Subscriber:
        """Return a subscriber. Raises `NotFoundError`."""
        found = next((each for each in self.all() if each.subscriber_id == subscriber_id), None)
        if found is None:
            raise NotFoundError("subscriber", str(subscriber_id))
        return found

    def secrets(self, subscriber_id: UUID) -> tuple[str, ...]:
        """Return the secrets to sign with now, the newest first."""
        with self._engine.connect() as connection:
            sealed = connection.execute(
                sa.select(SUBSCRIBERS.c.sealed).where(SUBSCRIBERS.c.subscriber_id == subscriber_id)
            ).scalar()
        now = self._clock()
        return tuple(
            secret
            for secret, until in self._opened(subscriber_id, sealed)
            if until is None or datetime.fromisoformat(until) > now
        )

    def rotate(
        self, subscriber_id: UUID, by: str, grace_days: int = GRACE_DAYS, secret: str | None = None
    ) -> tuple[str, datetime]:
        """Return a new secret and until when the old one signs beside it.

        Raises `NotFoundError`, and `UnusableInputError` for a grace that is none, or what has no secret.
        """
        if not 0 <= grace_days <= MAX_GRACE_DAYS:
            raise UnusableInputError("grace", f"{grace_days} days are no grace", f"0 to {MAX_GRACE_DAYS}")
        made, now = secret or new_secret(os.urandom(_KEY_BYTES)), self._clock()
        refuse_secret(made)
        until = now + timedelta(days=grace_days)
        with writing(self._engine).begin() as connection:
            row = self._row(connection, subscriber_id)
            if row["sealed"] is None:
                raise UnusableInputError("subscriber", "has no secret", "a webhook")
            newest, _ = self._opened(subscriber_id, row["sealed"])[0]
            both = [(made, None), (newest, until.isoformat())]
            self._change(connection, subscriber_id, sealed=self._sealed(subscriber_id, both))
            told = {"institution": row["institution"], "old_until": until.isoformat()}
            access_book.record(connection, now, by, "webhook-rotated", str(subscriber_id), **told)
        return made, until

    def switch(self, subscriber_id: UUID, state: Standing, by: str, starts_after: int | None = None) -> None:
        """Let a subscriber be told, or not; doing it twice changes nothing. Raises `NotFoundError`."""
        with writing(self._engine).begin() as connection:
            row = self._row(connection, subscriber_id)
            if row["state"] == state:
                return
            place = {} if starts_after is None else {"starts_after": starts_after}
            self._change(connection, subscriber_id, state=state.value, **place)
            what = f"{row['channel']}-{state}"
            access_book.record(connection, self._clock(), by, what, str(subscriber_id), institution=row["institution"])

    def remove(self, subscriber_id: UUID, by: str) -> None:
        """Forget a subscriber and its secrets. Raises `NotFoundError`."""
        with writing(self._engine).begin() as connection:
            row = self._row(connection, subscriber_id)
            connection.execute(SUBSCRIBERS.delete().where(SUBSCRIBERS.c.subscriber_id == subscriber_id))
            what = f"{row['channel']}-removed"
            access_book.record(connection, self._clock(), by, what, str(subscriber_id), institution=row["institution"])
        self._vault.destroy(SHARED, _key_of(subscriber_id))

    def _added(
        self,
        institution: str,
        channel: Channel,
        url: str,
        kinds: tuple[str, ...],
        starts_after: int,
        by: str,
        secret: str | None,
    ) -> Subscriber:
        made = Subscriber(system.new_id(), institution, channel, url, kinds, Standing.ON, starts_after, self._clock())
        sealed = None if secret is None else self._sealed(made.subscriber_id, [(secret, None)])
        with writing(self._engine).begin() as connection:
            connection.execute(
                SUBSCRIBERS.insert().values(
                    subscriber_id=made.subscriber_id,
                    institution=institution,
                    channel=channel.value,
                    url=url,
                    kinds=json.dumps(kinds),
                    state=made.state.value,
                    starts_after=starts_after,
                    sealed=sealed,
                    since=made.since,
                )
            )
            told = {"institution": institution, "host": made.host, "kinds": kinds, "after": starts_after}
            access_book.record(connection, made.since, by, f"{channel}-added", str(made.subscriber_id), **told)
        return made

    def _row(self, connection: sa.Connection, subscriber_id: UUID) -> sa.RowMapping:
        found = SUBSCRIBERS.select().where(SUBSCRIBERS.c.subscriber_id == subscriber_id)
        row = connection.execute(found).mappings().first()
        if row is None:
            raise NotFoundError("subscriber", str(subscriber_id))
        return row

    def _change(self, connection: sa.Connection, subscriber_id: UUID, **values: object) -> None:
        connection.execute(SUBSCRIBERS.update().where(SUBSCRIBERS.c.subscriber_id == subscriber_id).values(**values))

    def _sealed(self, subscriber_id: UUID, secrets: Sequence[tuple[str, str | None]]) -> bytes:
        self._vault.ensure(SHARED, [_key_of(subscriber_id)])
        return seal(self._vault, SHARED, _key_of(subscriber_id), json.dumps(secrets))

    def _opened(self, subscriber_id: UUID, sealed: bytes | None) -> list[tuple[str, str | None]]:
        told = None if sealed is None else unseal(self._vault, SHARED, _key_of(subscriber_id), sealed)
        return [] if told is None else [(secret, until) for secret, until in json.loads(told)]


def new_secret(key: bytes) -> str:
    """Return a key as Standard Webhooks writes a secret."""
    return _PREFIX + base64.b64encode(key).decode()


def refuse_secret(secret: str) -> None:
    """Refuse what Standard Webhooks does not take for a secret: 24 to 64 bytes. Raises `UnusableInputError`."""
    try:
        size = len(base64.b64decode(secret.removeprefix(_PREFIX), validate=True))
    except binascii.Error:
        size = 0
    if not secret.startswith(_PREFIX) or not 24 <= size <= 64:
        raise UnusableInputError("secret", "cannot be used", "whsec_ and 24 to 64 random bytes in base64")


def seal(vault: Vault, log: str, subject: str, told: str) -> bytes:
    """Return a text locked under the key of its subject, which is there."""
    key, nonce = vault.key(log, subject), os.urandom(_NONCE)
    assert key is not None, "whoever seals made the key"  # noqa: S101
    return nonce + AESGCM(key).encrypt(nonce, told.encode(), f"{log}|{subject}".encode())


def unseal(vault: Vault, log: str, subject: str, sealed: bytes) -> str | None:
    """Return a text that was sealed; nothing when its key is destroyed."""
    key = vault.key(log, subject)
    if key is None:
        return None
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], f"{log}|{subject}".encode()).decode()


def _key_of(subscriber_id: UUID) -> str:
    return f"webhook:{subscriber_id}"


def _refuse_kinds(kinds: Sequence[str]) -> None:
    if not kinds:
        raise UnusableInputError("kind", "names none", f"kinds of events, or {EVERY}")
    for each in kinds:
        if each != EVERY and each not in news.KINDS:
            raise UnusableInputError("kind", f"{each!r} is none", text.one_of((EVERY, *sorted(news.KINDS)), each))


def _subscriber(row: sa.RowMapping) -> Subscriber:
    return Subscriber(
        row["subscriber_id"],
        row["institution"],
        Channel(row["channel"]),
        row["url"],
        tuple(json.loads(row["kinds"])),
        Standing(row["state"]),
        row["starts_after"],
        row["since"],
    )
