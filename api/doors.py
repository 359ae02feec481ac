"""The doors by which people come in at the pages, as a shape: an issuer, a service key, and behind glass a password.

Behind each stands the same: a session, of which the browser holds nothing but a random id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.ports import Caller, Refusal, Refused
from domain.values import Role


class IssuerAwayError(Exception):
    """An issuer that cannot be asked now; the message is the name of its table."""


class TooManyTriesError(Exception):
    """A password that is not looked at now; `seconds` says when the next one is."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """An issuer at which people sign in: the name of its table, and how people call it."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """How people call an issuer, and where a browser goes to sign out there; empty where it offers no such place."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was begun: its id, whose it is, and the page that was wanted.

    Without a caller somebody has to choose first at which institution to act.
    """

    session: str
    caller: Caller | None
    following: str = ""


@dataclass(frozen=True, slots=True)
class NotOpened:
    """Nobody was let in, and why; a stranger is told how the issuer names him or her."""

    why: Refusal
    issuer: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """One of the cast of a demonstration: a fictional person, at which institution, in which role."""

    name: str
    institution: str
    role: Role


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the book of access, as those read it who watch over the glass."""

    at: str
    by: str
    what: str
    about: str
    told: Mapping[str, object]


class Doors(Protocol):
    """Lets people in and out. Each way in, each refusal and each way out is written in the book of access."""

    @property
    def form_key(self) -> bytes:
        """Return what signs forms: the same in every process, and after every start."""
        ...

    @property
    def issuers(self) -> Sequence[OpenDoor]:
        """Return the issuers at which people sign in."""
        ...

    @property
    def cast(self) -> Sequence[Played]:
        """Return whom a demonstration offers to be; nobody in a real installation."""
        ...

    def as_cast(self, name: str, before: str) -> Opened | NotOpened:
        """Let somebody be one of the cast of a demonstration. Raises `NotFoundError` where there is no such person."""
        ...

    def caller(self, session: str, address: str) -> Caller | Refused | None:
        """Return whom a session stands for that asks for an address, or why it ended; None for no session at all."""
        ...

    def with_key(self, key: str, before: str) -> Opened | NotOpened:
        """Let the holder of a service key in; the session `before` ends."""
        ...

    def leave_for(self, issuer: str, browser: str, following: str) -> str:
        """Return where a browser goes to sign in. Raises `NotFoundError` for no issuer, `IssuerAwayError`."""
        ...

    def come_back(self, browser: str, answer: Mapping[str, str]) -> Opened | NotOpened:
        """Let whom an issuer sent back in. Raises `IssuerAwayError`."""
        ...

    def with_password(self, name: str, password: str, before: str, place: str) -> Opened | NotOpened:
        """Let a local administrator in while somebody broke the glass. Raises `TooManyTriesError`.

        `place` is the address that the try comes from.
        """
        ...

    def seats(self, session: str) -> Sequence[str]:
        """Return the institutions at which the person of a session may act."""
        ...

    def sit(self, session: str, institution: str) -> Opened | NotOpened:
        """Let the person of a session act at another of the own institutions; the session goes on under a new id."""
        ...

    def act_for(self, session: str, absent: str | None) -> None:
        """Let a session act for somebody from now on, or for its own person again.

        Whether a cover opens that is asked anew with each request (`Act`), and not here.
        """
        ...

    def leave(self, session: str) -> str | None:
        """End a session, if it is one; return the issuer at which its person signed in, if at one."""
        ...

    def way_out(self, issuer: str) -> WayOut | None:
        """Return where a browser goes to sign out at an issuer; None where there is no such issuer."""
        ...

    def glass(self, institution: str) -> Sequence[Line]:
        """Return what was done behind glass at an institution, the newest first."""
        ...
