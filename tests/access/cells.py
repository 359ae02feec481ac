"""The cells of the access matrix, worked out from what each address declares: who asks, and what is answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask

from api import access
from api.access import FWO, SHARED, About, Access, Reach, Realm
from domain.values import Actor, Role


class Seat(StrEnum):
    """Where somebody sits who asks for what belongs to an institution."""

    OWN = "own institution"
    OTHER = "another institution"
    FWO = "FWO"
    SHARED = "shared"


AT = {Seat.OWN: "noordhaven", Seat.OTHER: "zuidmeer", Seat.FWO: FWO, Seat.SHARED: SHARED}
"""The institution of a key for each seat."""


def named(role: Role) -> str:
    """Return what somebody in a role signs in as: no code, which pages are held not to show."""
    return f"one-{role.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks; without a role it is whoever has no key."""

    role: Role | None = None
    seat: Seat = Seat.OWN

    @property
    def actor(self) -> Actor:
        assert self.role is not None, "nobody acts without a key"
        return Actor(named(self.role), AT[self.seat], frozenset({self.role}))

    def __str__(self) -> str:
        return "nobody" if self.role is None else f"{self.role} ({self.seat})"


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """One address and method, with the endpoint that declares who may use it."""

    rule: str
    method: str
    endpoint: str

    @property
    def is_command(self) -> bool:
        return self.method == "POST"

    @property
    def names_one(self) -> bool:
        """Tell whether it names one thing, so that it can be another's."""
        return "<uuid:identifier>" in self.rule

    def __str__(self) -> str:
        return f"{self.method} {self.rule.replace('uuid:identifier', 'id')}"


class Answer(StrEnum):
    """What is answered: to whom the address is closed, for whom the thing does not exist, and to whom it opens."""

    ALLOWED = "allowed"
    UNAUTHENTICATED = "401"
    FORBIDDEN = "403"
    UNKNOWN = "404"


@dataclass(frozen=True, slots=True)
class Cell:
    """What an asker is answered, and how much there is to know for whom it opens."""

    answer: Answer
    reach: Reach = Reach.ALL


NOBODY = Asker()
ASKERS = tuple(Asker(role, seat) for seat in Seat for role in Role if role in access.roles_at(AT[seat]))
"""Everybody who can have a key."""
WITHOUT_KEY = tuple(Asker(role, seat) for seat in Seat for role in Role if role not in access.roles_at(AT[seat]))
"""Roles that mean nothing at that seat: no key can be made for them."""


def addresses(app: Flask) -> tuple[Address, ...]:
    """Return every address with each of its methods; HEAD goes with GET, and OPTIONS tells only the methods."""
    return tuple(sorted(_addresses(app)))


def _addresses(app: Flask) -> Iterator[Address]:
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield Address(rule.rule, method, rule.endpoint)


def cell(row: Access, address: Address, asker: Asker) -> Cell:
    """Return what the declaration of an address says of somebody who asks for a thing of `own institution`.

    Where an address names no one thing, another institution is answered too: with what is its own.
    """
    if row.realm is Realm.EVERYONE:
        return Cell(Answer.ALLOWED)
    if asker.role is None:
        return Cell(Answer.UNAUTHENTICATED)
    if not access.lets_in(row, asker.actor):
        return Cell(Answer.FORBIDDEN)
    if asker.seat is Seat.OTHER and address.names_one:
        return Cell(Answer.UNKNOWN)
    return Cell(Answer.ALLOWED, access.reach(row, asker.actor))


def requests(row: Access, address: Address, meant: Cell) -> int:
    """Return with how many requests a cell is tried; `tests/access/test_matrix.py` says which."""
    is_closed = meant.answer in {Answer.FORBIDDEN, Answer.UNAUTHENTICATED}
    can_be_nothing = address.names_one and row.realm is not Realm.SHARED
    can_be_theirs = can_be_nothing and meant.answer is Answer.ALLOWED and meant.reach in {Reach.OWN, Reach.NEEDED}
    return 1 + (not address.is_command or is_closed) + can_be_nothing + can_be_theirs


def is_about_content(row: Access) -> bool:
    """Tell whether an address tells what stands in cases, registers or incidents."""
    return row.about in {
        About.CASES,
        About.REPORTS,
        About.INCIDENTS,
        About.REGISTERS,
        About.PERSON_REPORT,
        About.MANDATES,
    }
