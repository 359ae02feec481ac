"""Where actors are mailed: a small register, sealed and erasable, by which nobody is ever recognised."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from domain import text
from domain.errors import NotFoundError, UnusableInputError
from domain.ports import Clock
from kvcase import access_book, telling_settings
from kvcase import clock as system
from kvcase.store.database import SHARED
from kvcase.store.vault import Vault
from kvcase.telling.subscribers import seal, unseal
from kvcase.telling.table import ADDRESSES
from projections.positions import writing

MAX_ACTOR: Final = 100


@dataclass(frozen=True, slots=True)
class Known:
    """That there is an address for an actor, and since when; not which."""

    actor: str
    since: datetime


class Addresses:
    """Keeps the addresses of the actors of each institution, each under a key of its own in the vault."""

    def __init__(self, engine: Callable[[str], sa.Engine], vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock

    def put(self, slug: str, actor: str, address: str, by: str) -> None:
        """Mail an actor there from now on; the book of access tells that, not where. Raises `UnusableInputError`."""
        refuse(actor, address)
        address_id = system.new_id()
        self._vault.ensure(slug, [_key_of(address_id)])
        sealed = seal(self._vault, slug, _key_of(address_id), address)
        before = self._ids(slug, [actor])
        with writing(self._engine(slug)).begin() as connection:
            connection.execute(ADDRESSES.delete().where(ADDRESSES.c.actor == actor))
            row = {"actor": actor, "address_id": address_id, "sealed": sealed, "since": self._clock()}
            connection.execute(ADDRESSES.insert().values(row))
        self._destroy(slug, before)
        self._write(by, "mail-put", slug, actor)

    def of(self, slug: str, actor: str) -> str | None:
        """Return where an actor is mailed, if anywhere."""
        query = sa.select(ADDRESSES.c.address_id, ADDRESSES.c.sealed).where(ADDRESSES.c.actor == actor)
        with self._engine(slug).connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else unseal(self._vault, slug, _key_of(row.address_id), row.sealed)

    def all(self, slug: str) -> tuple[Known, ...]:
        """Return who can be mailed, without the addresses."""
        query = sa.select(ADDRESSES.c.actor, ADDRESSES.c.since).order_by(ADDRESSES.c.actor)
        with self._engine(slug).connect() as connection:
            return tuple(Known(row.actor, row.since) for row in connection.execute(query))

    def remove(self, slug: str, actor: str, by: str) -> None:
        """Forget where an actor is mailed. Raises `NotFoundError`."""
        if not self.forget(slug, [actor]):
            raise NotFoundError("address of mail", actor)
        self._write(by, "mail-removed", slug, actor)

    def forget(self, slug: str, actors: Collection[str]) -> int:
        """Forget where these are mailed, for ever; doing it twice changes nothing. Return how many were known."""
        ids = self._ids(slug, actors)
        self._destroy(slug, ids)
        with writing(self._engine(slug)).begin() as connection:
            connection.execute(ADDRESSES.delete().where(ADDRESSES.c.address_id.in_(ids)))
        return len(ids)

    def _ids(self, slug: str, actors: Collection[str]) -> tuple[UUID, ...]:
        query = sa.select(ADDRESSES.c.address_id).where(ADDRESSES.c.actor.in_(list(actors)))
        with self._engine(slug).connect() as connection:
            return tuple(connection.scalars(query))

    def _write(self, by: str, what: str, slug: str, actor: str) -> None:
        with writing(self._engine(SHARED)).begin() as connection:
            access_book.record(connection, self._clock(), by, what, actor, institution=slug)

    def _destroy(self, slug: str, ids: Collection[UUID]) -> None:
        for each in ids:
            self._vault.destroy(slug, _key_of(each))


def refuse(actor: str, address: str) -> None:
    """Refuse what is no address of mail, or an actor that cannot be. Raises `UnusableInputError`."""
    text.required(actor, "actor", MAX_ACTOR)
    text.refuse_unusable(actor, "actor")
    try:
        telling_settings.assert_address(address)
    except ValueError:
        raise UnusableInputError("address", "is no address of mail", "such as name@example.org") from None


def _key_of(address_id: UUID) -> str:
    return f"mail:{address_id}"
