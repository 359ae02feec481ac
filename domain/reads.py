"""Who read what: the row that every read, export and refusal leaves, before its answer leaves. It holds ids only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from domain import text
from domain.errors import UnusableInputError

MAX_PURPOSE: Final = 200
"""How long a purpose may be, in characters."""

LEAST_DAYS: Final = 90
"""No setting lets a read be deleted sooner, in days; so no deletion sooner is an ordinary one."""


class Answer(StrEnum):
    """What was answered: told, given as a file, not for this role (403), not there (404), or refused otherwise."""

    TOLD = "told"
    EXPORTED = "exported"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Read:
    """One read or refusal.

    `institution` is that of the actor; `through` is an address, a page or a command; `named` is the one thing that was
    asked for and `shown` are those that the answer told of, each as `kind:id`; `is_personal` says that personal texts
    were told. A `purpose` is in the words of the reader, and sealed where it is kept.
    """

    actor: str
    institution: str
    roles: tuple[str, ...]
    on_behalf_of: str | None
    through: str
    about: str
    answer: Answer
    named: str | None = None
    shown: tuple[str, ...] = ()
    is_personal: bool = False
    purpose: str | None = None

    @property
    def subjects(self) -> frozenset[str]:
        """Return all that it was about."""
        return frozenset(self.shown) | ({self.named} if self.named is not None else frozenset())


@dataclass(frozen=True, slots=True)
class Seen:
    """A read as it is kept: its number in the log of reads, from 1, and its instant."""

    number: int
    at: datetime
    read: Read


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reads somebody wants to know of; `about` is an id, or `kind:id`."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    about: str | None = None
    answer: Answer | None = None


class Reads(Protocol):
    """The logs of reads, one for each log of events."""

    def record(self, log: str, read: Read) -> None:
        """Keep a read. Raises what a database raises that cannot serve; then nothing may be told."""
        ...

    def page(self, log: str, asked: Asked, before: int | None, limit: int) -> Sequence[Seen]:
        """Return up to `limit` reads with a number below `before`, the newest first."""
        ...


def purpose(said: str) -> str:
    """Return a purpose as it is kept. Raises `UnusableInputError`."""
    if not said.isprintable():
        raise UnusableInputError("purpose", "holds what is no text", "a few words on one line")
    return text.required(said, "purpose", MAX_PURPOSE)
