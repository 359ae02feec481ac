"""A toy aggregate: events that need everything the codec can do, and none of the law."""

import base64
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID

from domain.aggregate import Aggregate, Home
from domain.values import ActorRef, Level, Metadata, PersonId, Role, Sealed, SealedText
from kvcase.store.codec import Codec
from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import Append, Logs
from kvcase.store.upcasters import Upcaster
from kvcase.store.vault import Vault

MASTER_KEY = bytes(range(32))
MASTER_KEY_TEXT = base64.b64encode(MASTER_KEY).decode()
SLUG = "ugent"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream begins; the store gives it its reference."""

    stored_name: ClassVar[str] = "toy.opened.v1"
    title: SealedText
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Nothing personal."""

    stored_name: ClassVar[str] = "toy.counted.v1"
    number: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A text about persons."""

    stored_name: ClassVar[str] = "toy.noted.v1"
    text: Annotated[str, Sealed(persons="about")]
    about: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A person beside whom a text stands."""

    name: Annotated[str, Sealed(persons="person_id")]
    person_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of each kind."""

    stored_name: ClassVar[str] = "toy.filled.v1"
    on: date
    at: datetime
    roles: frozenset[Role]
    level: Level | None
    counts: Mapping[str, int]
    contacts: tuple[Contact, ...]
    first: Contact | None
    pair: tuple[int, SealedText]
    notes: tuple[SealedText, ...]
    remark: SealedText | None = None


@dataclass(frozen=True, slots=True)
class Halted:
    """The second version of an event."""

    stored_name: ClassVar[str] = "toy.halted.v2"
    cause: str
    reason: SealedText


@dataclass(frozen=True, slots=True)
class HaltedFirst:
    """The first version, as an older kvcase stored it."""

    stored_name: ClassVar[str] = "toy.halted.v1"
    reason: SealedText


def _unused(*_: Any) -> Any:
    raise NotImplementedError


def aggregate(*events: type) -> Aggregate:
    """Return the toy aggregate with the given events."""
    return Aggregate("toy", Home.INSTITUTION, "toy_id", None, _unused, _unused, {}, events)


TOY = aggregate(Opened, Counted, Noted, Filled, Halted)
UPCASTERS = {"toy.halted.v1": Upcaster("toy.halted.v2", lambda data: {"cause": "manual", **data})}


def fresh_id() -> UUID:
    """Return an id that no other call returns."""
    return UUID(int=(0xC0FFEE << 96) + next(_NUMBERS))


def metadata(at: datetime = NOW) -> Metadata:
    """Return metadata with fresh ids."""
    actor = ActorRef("officer-1", Role.CONTACT_POINT_OFFICER)
    return Metadata(fresh_id(), SLUG, actor, at, fresh_id(), fresh_id(), None, "2026.1")


def to(stream_id: UUID, after_version: int, *events: object, series: str | None = None, at: datetime = NOW) -> Append:
    """Return an append of toy events."""
    return Append(stream_id, "toy", after_version, tuple((event, metadata(at)) for event in events), series)


def minutes(count: int) -> timedelta:
    """Return a number of minutes."""
    return timedelta(minutes=count)


class Store:
    """Everything one process opens: the vault, the codec and the logs of a database."""

    def __init__(self, database: DatabaseUrl, *aggregates: Aggregate) -> None:
        self.database = database
        self.vault = Vault(database, MASTER_KEY)
        self.codec = Codec(aggregates or (TOY,), self.vault, upcasters=UPCASTERS)
        self.logs = Logs(database, self.codec)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.logs.close()
        self.vault.close()
