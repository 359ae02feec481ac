"""Who owns an organisation through others: the edges followed from owner to owner, as far as the register knows them.

Control passes on whole: who is controlled from outside the EU counts as from outside with all that it holds of another,
for so does who decides. Source: [004] casus 2 (who stands behind the partner); Regulation (EU) 2021/695, art. 22(5)
("directly or indirectly controlled").
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from domain.party import ownership
from domain.party.ownership import Ownership, OwnershipEdge

FARTHEST = 12
"""How many owners lie at most between an organisation and what is followed; owners that own each other end nowhere."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An organisation as following its owners needs it: its names, its print, and what was recorded of its owners."""

    names: tuple[str, ...]
    fingerprint: str
    edges: tuple[OwnershipEdge, ...] = ()
    ownership: Ownership | None = None


Register = Mapping[UUID, Registered]
R = TypeVar("R")


def gathered(
    begin: Iterable[UUID], read: Callable[[Collection[UUID]], Mapping[UUID, R]], owners: Callable[[R], Iterable[UUID]]
) -> dict[UUID, R]:
    """Return these organisations and their owners, level by level, each read once; what is not there is left out."""
    known: dict[UUID, R] = {}
    wanted = set(begin)
    for _ in range(FARTHEST + 1):
        if not wanted:
            break
        found = read(sorted(wanted))
        known |= found
        wanted = {owner for each in found.values() for owner in owners(each)} - known.keys()
    return known


def owners_of(one: Registered) -> tuple[UUID, ...]:
    """Return the owners of an organisation that are of the register themselves."""
    return tuple(dict.fromkeys(each.owner_party_id for each in one.edges if each.owner_party_id is not None))


def above(party_id: UUID, register: Register) -> tuple[UUID, ...]:
    """Return who owns an organisation, near or far, the nearest first; never itself, and nobody twice."""
    found = gathered([party_id], lambda wanted: {one: register[one] for one in wanted if one in register}, owners_of)
    return tuple(each for each in found if each != party_id)


def names(party_id: UUID, register: Register) -> tuple[str, ...]:
    """Return the names of all owners of an organisation: as its source named them, and as the register knows them."""
    owners = above(party_id, register)
    edges = [edge.owner for one in (party_id, *owners) for edge in register[one].edges]
    return tuple(dict.fromkeys((*edges, *(name for one in owners for name in register[one].names))))


def fingerprint(party_id: UUID, register: Register) -> str:
    """Return the print of all that screening looks at: another when an owner of an owner changes."""
    own, owners = register[party_id].fingerprint, above(party_id, register)
    if not owners:
        return own
    told = [own, *sorted(register[each].fingerprint for each in owners)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def seen_through(party_id: UUID, register: Register) -> Ownership | None:
    """Return what is known of the owners of an organisation, those of its owners included; None while nobody looked.

    Everything begins as unknown and is only ever learned, so owners that own each other stay unknown to each other.
    """
    reached = (party_id, *above(party_id, register))
    recorded = {one: each for one in reached if (each := register[one].ownership) is not None}
    known = {one: replace(ownership.of((), each.as_of), is_known=each.is_known) for one, each in recorded.items()}
    for _ in range(len(known) + 1):
        known = {one: ownership.of(register[one].edges, each.as_of, known) for one, each in recorded.items()}
    return known.get(party_id)
