"""Who owns an organisation: the edges as people recorded them, and what follows from them and what does not.

Nothing is guessed: what the edges do not say is unknown, and unknown is neither yes nor no. Source: handbook domain.md
2.6; Regulation (EU) 2021/695, art. 22(5); [004] casus 2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain import countries, text
from domain.errors import UnusableInputError
from domain.values import PartyId, SealedText

WHOLE = 100.0
HALF = 50.0
_ROUNDING = 0.5
"""By how much the shares of a register may exceed the whole, in percent: registers print rounded shares."""
_MOST = 200
_SOURCE = "Regulation (EU) 2021/695, art. 22(5); [004] casus 2"


class OwnerKind(StrEnum):
    """In which way an owner owns."""

    SHAREHOLDER = "shareholder"
    STATE = "state"
    PARENT = "parent"
    BENEFICIAL_OWNER = "beneficial_owner"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OwnershipEdge:
    """One owner: a name, where known its own record, its country (ISO 3166-1 alpha-2) and its share in percent.

    An owner may be a natural person, so the name is sealed; the country is never that of a nationality but the one the
    register of companies gives.
    """

    owner: SealedText
    kind: OwnerKind = OwnerKind.SHAREHOLDER
    percentage: float | None = None
    country: str | None = None
    owner_party_id: PartyId | None = None


@dataclass(frozen=True, slots=True)
class Ownership:
    """What a case may know of the owners of a party: no names. None stands for unknown, never for no."""

    is_known: bool
    is_foreign_controlled: bool | None
    is_state_owned: bool | None
    countries: tuple[str, ...]
    as_of: date


def of(edges: Iterable[OwnershipEdge], as_of: date, known: Mapping[UUID, Ownership] | None = None) -> Ownership:
    """Return what follows from the edges of one day; without any, the owners were looked for and not found.

    `known` is what is known of the owners of those owners that are of the register themselves.
    """
    edges, known = tuple(edges), known or {}
    layers = tuple(layer for layer in _layers(edges) if layer)
    above = tuple(one for each in edges if (one := _above(each, known)) is not None)
    return Ownership(
        bool(edges),
        _most_certain(_is_foreign(layer, known) for layer in layers),
        _most_certain(_is_of_state(layer, known) for layer in layers),
        tuple(
            sorted(
                {
                    *(each.country for each in edges if each.country is not None),
                    *(country for each in above for country in each.countries),
                }
            )
        ),
        as_of,
    )


def checked(
    edges: tuple[OwnershipEdge, ...], as_of: date, party_id: PartyId, name: str, today: date
) -> tuple[OwnershipEdge, ...]:
    """Return the owners as they can be stored. Raises `UnusableInputError` for what no register of owners says."""
    if not edges:
        raise UnusableInputError("edges", f"name no owner ({_SOURCE})", "owners; or record-no-ownership-found")
    if len(edges) > _MOST:
        raise UnusableInputError("edges", f"name {len(edges)} owners", f"at most {_MOST}, the largest first")
    if as_of > today:
        raise UnusableInputError("as_of", f"{as_of} is still to come", f"a day up to {today}")
    said = tuple(_checked(each, f"edges.{n}", party_id, name) for n, each in enumerate(edges))
    names = [(each.owner.casefold(), each.kind) for each in said]
    for number, key in enumerate(names):
        if key in names[:number]:
            raise UnusableInputError(f"edges.{number}.owner", "stands twice in one way of owning", "each owner once")
    for total in totals(said):
        if total > WHOLE + _ROUNDING:
            rule = f"the shares are {total:g} percent together ({_SOURCE})"
            raise UnusableInputError("edges", rule, "at most 100; who benefits in the end is a beneficial_owner")
    return said


def _checked(edge: OwnershipEdge, field: str, party_id: PartyId, name: str) -> OwnershipEdge:
    owner = text.required(edge.owner, f"{field}.owner", text.MAX_TITLE)
    if edge.owner_party_id == party_id or owner.casefold() == name.casefold():
        raise UnusableInputError(f"{field}.owner", "is the organisation itself", "somebody else, who owns it")
    if edge.percentage is not None and not 0 <= edge.percentage <= WHOLE:
        expected = "a share from 0 to 100, or nothing while it is unknown"
        raise UnusableInputError(f"{field}.percentage", f"{edge.percentage} is no share", expected)
    if edge.country is not None:
        text.country(edge.country, f"{field}.country")
    return replace(edge, owner=owner)


def totals(edges: Iterable[OwnershipEdge]) -> tuple[float, ...]:
    """Return the sum of the shares of each layer: direct owners, and those who benefit in the end."""
    return tuple(sum(each.percentage or 0.0 for each in layer) for layer in _layers(tuple(edges)))


def _layers(edges: tuple[OwnershipEdge, ...]) -> tuple[tuple[OwnershipEdge, ...], tuple[OwnershipEdge, ...]]:
    """Tell direct owners from beneficial owners: the same shares stand in both."""
    beneficial = tuple(each for each in edges if each.kind is OwnerKind.BENEFICIAL_OWNER)
    return tuple(each for each in edges if each.kind is not OwnerKind.BENEFICIAL_OWNER), beneficial


def _is_foreign(layer: tuple[OwnershipEdge, ...], known: Mapping[UUID, Ownership]) -> bool | None:
    """Say whether owners from outside the EU hold more than half together; None while the shares leave it open."""
    from_abroad = [(each, _is_from_abroad(each, known)) for each in layer]
    if _share(each for each, is_abroad in from_abroad if is_abroad) > HALF:
        return True
    at_home = _share(each for each, is_abroad in from_abroad if is_abroad is False)
    is_counted = all(each.percentage is not None or is_abroad is False for each, is_abroad in from_abroad)
    return False if at_home >= HALF and is_counted else None


def _is_from_abroad(edge: OwnershipEdge, known: Mapping[UUID, Ownership]) -> bool | None:
    """Say whether an owner is established outside the EU, or controlled from there; None while that is unknown."""
    if edge.country is not None and edge.country not in countries.EU:
        return True
    above = _above(edge, known)
    if above is not None:
        return above.is_foreign_controlled
    return None if edge.country is None else False


def _is_of_state(layer: tuple[OwnershipEdge, ...], known: Mapping[UUID, Ownership]) -> bool | None:
    """Say whether states, or those whom states own, hold more than half together."""
    of_state = [(each, _is_state(each, known)) for each in layer]
    if _share(each for each, is_state in of_state if is_state) > HALF:
        return True
    at_most = (
        WHOLE if each.percentage is None else each.percentage for each, is_state in of_state if is_state is not False
    )
    return None if sum(at_most) > HALF else False


def _is_state(edge: OwnershipEdge, known: Mapping[UUID, Ownership]) -> bool | None:
    if edge.kind is OwnerKind.STATE:
        return True
    above = _above(edge, known)
    return above.is_state_owned if above is not None else False


def _above(edge: OwnershipEdge, known: Mapping[UUID, Ownership]) -> Ownership | None:
    """Return what is known of the owners of an owner, if it is of the register and somebody looked."""
    return known.get(edge.owner_party_id) if edge.owner_party_id is not None else None


def _share(edges: Iterable[OwnershipEdge]) -> float:
    return sum(each.percentage or 0.0 for each in edges)


def _most_certain(answers: Iterable[bool | None]) -> bool | None:
    """Return yes if any layer says yes, no if one says no and none is in doubt, and otherwise unknown."""
    said = tuple(answers)
    if True in said:
        return True
    return False if said and None not in said else None
