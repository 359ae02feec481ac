"""Who owns a party through others: the edges are followed, and owners that own each other end nowhere."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.party import chain, ownership
from domain.party.chain import Registered
from domain.party.ownership import OwnerKind, OwnershipEdge
from domain.values import PartyId
from tests.domain.scenario import TODAY, party

A, B, C, D = (party(name) for name in "ABCD")


def edge(
    owner: PartyId | str, share: float | None = 100, country: str | None = "MT", kind: OwnerKind = OwnerKind.SHAREHOLDER
) -> OwnershipEdge:
    if isinstance(owner, str):
        return OwnershipEdge(owner, kind, share, country)
    return OwnershipEdge(f"as told {owner}", kind, share, country, owner)


def one(name: str, *edges: OwnershipEdge, looked: bool = True) -> Registered:
    return Registered(
        (name, f"{name} alias"), f"print of {name}", edges, ownership.of(edges, TODAY) if looked else None
    )


def control(register: chain.Register) -> tuple[bool | None, bool | None]:
    known = chain.seen_through(A, register)
    assert known is not None
    return known.is_foreign_controlled, known.is_state_owned


@pytest.mark.rule("ownership")
def test_the_names_of_owners_of_owners_are_screened_with_those_that_the_register_knows() -> None:
    register: chain.Register = {
        A: one("A", edge(B)),
        B: one("B", edge(C)),
        C: one("C", edge("Zarqand")),
        D: one("D", edge(C)),
    }
    assert chain.above(A, register) == (B, C)
    assert set(chain.names(A, register)) == {
        f"as told {B}", f"as told {C}", "Zarqand", "B", "B alias", "C", "C alias",
    }  # fmt: skip


@pytest.mark.rule("ownership")
def test_a_print_changes_with_an_owner_of_an_owner_and_is_its_own_without_any() -> None:
    register: chain.Register = {A: one("A", edge(B)), B: one("B", edge("Zarqand"))}
    other: chain.Register = {**register, B: Registered(("B",), "another print", register[B].edges)}
    assert chain.fingerprint(B, register) == "print of B"
    assert len({chain.fingerprint(A, register), chain.fingerprint(A, other), "print of A"}) == 3


@pytest.mark.rule("ownership")
@pytest.mark.parametrize(
    ("above_b", "expected"),
    [
        ((edge("Severnaya", 60, "RU"), edge("Bastion", 40)), (True, False)),
        ((edge("Severnaya", 40, "RU"), edge("Bastion", 60)), (False, False)),
        ((edge("Ministry", 60, "RU", OwnerKind.STATE),), (True, True)),
        ((edge("Severnaya", None, "RU"),), (None, False)),
        ((), (None, None)),
    ],
)
def test_whoever_controls_the_owner_controls_what_it_owns(
    above_b: tuple[OwnershipEdge, ...], expected: tuple[bool | None, bool | None]
) -> None:
    """The owner of Malta is not of Malta when somebody elsewhere decides for it; half of an owner is no control."""
    register: chain.Register = {A: one("A", edge(B, 70)), B: one("B", *above_b)}
    assert control(register) == expected
    assert control({A: one("A", edge(C)), C: one("C", edge(B)), B: register[B]}) == expected
    assert control({A: one("A", edge(B, 40), edge("Bastion", 60)), B: register[B]}) == (False, False)


@pytest.mark.rule("ownership")
def test_an_owner_that_nobody_looked_behind_is_of_its_own_country() -> None:
    assert control({A: one("A", edge(B)), B: one("B", looked=False)}) == (False, False)
    assert control({A: one("A", edge(B))}) == (False, False)
    assert chain.seen_through(A, {A: one("A", looked=False)}) is None


@pytest.mark.rule("ownership")
def test_owners_that_own_each_other_are_unknown_unless_somebody_else_decides() -> None:
    assert control({A: one("A", edge(B)), B: one("B", edge(A))}) == (None, None)
    register: chain.Register = {A: one("A", edge(B)), B: one("B", edge(A, 40), edge("Severnaya", 60, "RU"))}
    assert control(register) == (True, False), "what a circle holds is no majority here"
    known = chain.seen_through(A, register)
    assert known is not None
    assert known.countries == ("MT", "RU")


_IDS = tuple(PartyId(UUID(int=number)) for number in range(1, 8))
_EDGES = st.lists(
    st.builds(edge, st.sampled_from(_IDS), st.sampled_from((None, 10, 60, 100)), st.sampled_from(("MT", "RU", None))),
    max_size=3,
)


@pytest.mark.rule("ownership")
@given(st.tuples(*[_EDGES for _ in _IDS]), st.booleans())
def test_whatever_owns_whatever_following_ends_and_says_the_same_again(
    edges: tuple[list[OwnershipEdge], ...], looked: bool
) -> None:
    register: chain.Register = {
        each: one(f"{each}", *some, looked=looked) for each, some in zip(_IDS, edges, strict=True)
    }
    backwards = {each: register[each] for each in reversed(tuple(register))}
    for each in _IDS:
        assert each not in chain.above(each, register)
        assert chain.seen_through(each, register) == chain.seen_through(each, backwards)
        assert chain.fingerprint(each, register) == chain.fingerprint(each, backwards)


@pytest.mark.rule("ownership")
def test_a_line_of_owners_is_followed_as_far_as_the_bound() -> None:
    line = [PartyId(UUID(int=number)) for number in range(1, 30)]
    register: chain.Register = {each: one(f"{each}", edge(owner)) for each, owner in pairwise(line)}
    assert chain.above(line[0], register) == tuple(line[1 : chain.FARTHEST + 1])
