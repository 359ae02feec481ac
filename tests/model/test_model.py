"""The whole of each alphabet is explored, the invariants hold everywhere, and a rule taken out is noticed."""

from dataclasses import replace

import pytest

from domain.collaboration.rules import RULES
from domain.collaboration.spine import Status
from tests.model.alphabets import ALPHABETS, LATECOMERS, LICENCE_TRACK, LIFECYCLE, PEOPLE, RIGHTS, SANCTIONS
from tests.model.alphabets_after import (
    ALPHABETS_AFTER,
    INCIDENTS,
    PASSED_PACKAGES,
    PERSONNEL,
    QUESTIONS,
    REEVALUATION,
    RENEWALS,
)
from tests.model.explore import Alphabet, explore
from tests.model.invariants import INVARIANTS, OF_STATES
from tests.model.invariants_after import remembered

SHORT = 1_500
"""How many states of the largest alphabets are visited by day; by night all are."""
LARGEST = (SANCTIONS, RIGHTS, QUESTIONS, REEVALUATION, PASSED_PACKAGES)
"""What takes half a minute or more to explore."""

ALL_WAYS = [
    pytest.param(each, id=each.name.partition(":")[0], marks=[pytest.mark.nightly] if each in LARGEST else [])
    for each in (*ALPHABETS, *ALPHABETS_AFTER)
]


@pytest.mark.parametrize("alphabet", ALL_WAYS)
def test_every_way_through_an_alphabet_holds_the_invariants(alphabet: Alphabet) -> None:
    found = explore(alphabet, INVARIANTS, OF_STATES, remembered=remembered)
    assert not found.broken, found.broken[0]
    assert found.complete, "not every state was visited"
    assert found.states > 50


@pytest.mark.parametrize("alphabet", LARGEST, ids=lambda each: each.name.partition(":")[0])
def test_the_shortest_ways_through_the_largest_alphabets_hold_the_invariants(alphabet: Alphabet) -> None:
    found = explore(alphabet, INVARIANTS, OF_STATES, limit=SHORT, remembered=remembered)
    assert not found.broken, found.broken[0]
    assert found.states == SHORT


def test_the_spine_reaches_every_status() -> None:
    assert explore(LIFECYCLE, {}).statuses == set(Status) - {Status.NEW}


TAKEN_OUT = (
    ("legal-hit", SANCTIONS, "law comes first"),
    ("licence-coverage", LICENCE_TRACK, "a licence before listed items leave"),
    ("G6", PEOPLE, "who worked on a case does not approve it"),
    ("G7-confirm", SANCTIONS, "two people for what needs two"),
    ("unlink-four-eyes", LATECOMERS, "two people let go of a hit of law"),
    ("screening", LIFECYCLE, "a decision rests on a complete screening"),
    ("suspended", SANCTIONS, "a suspended case stands still"),
    ("unsure", QUESTIONS, "unsure is no answer"),
    ("incident", INCIDENTS, "an open incident holds"),
    ("personnel", PERSONNEL, "the cleared alone work"),
    ("approval-expired", RENEWALS, "an approval ends"),
    ("ethics", RENEWALS, "a renewal is a decision"),
    ("G6", RENEWALS, "who worked on a case does not approve it"),
    ("human-rights", REEVALUATION, "rights hold"),
    ("work-package-suspended", PASSED_PACKAGES, "a suspended package stands still"),
)
"""A rule, where it works, and the invariant that does not hold without it."""


@pytest.mark.parametrize(
    ("rule", "alphabet", "invariant"),
    [pytest.param(*each, marks=[pytest.mark.nightly] if each[1] in LARGEST else []) for each in TAKEN_OUT],
)
def test_a_rule_taken_out_is_noticed(rule: str, alphabet: Alphabet, invariant: str) -> None:
    weaker = RULES.without(rule)
    begin = tuple(replace(case, rules=weaker) for case in alphabet.begin)
    found = explore(replace(alphabet, begin=begin), {invariant: INVARIANTS[invariant]}, limit=5_000)
    assert found.broken, f"without {rule} nothing was noticed"
