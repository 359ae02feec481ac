"""Two slips of the finger hide no long word, wherever they fall. All names are fictional."""

from collections.abc import Callable, Sequence
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from domain.values import SubjectKind
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import joining, two_slips
from kvcase.screening.engine import Subject
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import REVIEW, Query
from kvcase.screening.parties import PartyIndex
from kvcase.screening.two_slips import LongWords
from tests.kvcase.screening.test_index import brute_force

Slip = Callable[[str], str]

SHORTEST = 8
LATIN = "abcdefghijklmnopqrstuvwxyz"
letters = st.sampled_from(LATIN)
words = st.text(letters, min_size=SHORTEST, max_size=20)


def struck_for(at: int, letter: str) -> Slip:
    return lambda word: word[: at % len(word)] + letter + word[at % len(word) + 1 :]


def too_many(at: int, letter: str) -> Slip:
    return lambda word: word[: at % (len(word) + 1)] + letter + word[at % (len(word) + 1) :]


def lost(at: int, _letter: str) -> Slip:
    return lambda word: word[: at % len(word)] + word[at % len(word) + 1 :]


def swapped(at: int, _letter: str) -> Slip:
    def slip(word: str) -> str:
        first = at % (len(word) - 1)
        return word[:first] + word[first + 1] + word[first] + word[first + 2 :]

    return slip


slips = st.builds(
    lambda kind, at, letter: kind(at, letter),
    st.sampled_from([struck_for, too_many, lost, swapped]),
    st.integers(0, 30),
    letters,
)


def slipped_twice(word: str, first: Slip, second: Slip) -> str:
    """Return the word with both slips, which stays long; a second slip within the first may make three of two."""
    found = second(first(word))
    assume(len(found) >= SHORTEST and OSA.distance(word, found) <= 2)
    return found


def near(asked: Sequence[str], held: Sequence[str]) -> set[tuple[str, str]]:
    numbers, places = LongWords(two_slips.arrays(dict(enumerate(held)))).near(asked)
    return {(asked[at], held[number]) for at, number in zip(places.tolist(), numbers.tolist(), strict=True)}


@settings(max_examples=500)
@given(words, slips, slips, st.lists(words, max_size=3))
def test_a_long_word_is_found_by_any_two_slips_of_it(word: str, first: Slip, second: Slip, others: list[str]) -> None:
    typed = slipped_twice(word, first, second)

    assert (typed, word) in near([typed], [*others, word])


@given(
    st.lists(st.text("abc", min_size=6, max_size=12), max_size=12),
    st.lists(st.text("abcé", min_size=6, max_size=12), max_size=12),
)
def test_just_the_long_words_within_two_slips_are_near(asked: list[str], held: list[str]) -> None:
    assert near(asked, held) == {
        (one, other)
        for one in asked
        for other in held
        if min(len(one), len(other)) >= SHORTEST and OSA.distance(one, other) <= 2
    }


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("veklorandsi", "vekolrandis"),  # two letters swapped on every border there is to cut at
        ("evklorandis", "veklorandsi"),
        ("vklorandi", "veklorandis"),
        ("veeklorandiss", "veklorandis"),
        ("вемлоранский", "велморанскии"),
        ("خلوركيناباد", "خلوكرينابد"),
    ],
)
def test_slips_of_every_kind_and_script_are_found(typed: str, listed: str) -> None:
    assert near([typed], [listed, "quarthstadt"]) == {(typed, listed)}


def test_short_words_and_words_with_signs_are_left_alone() -> None:
    assert near(["velmora", "velmor-quarth", ""], ["velmora", "velmor-quarth", "velmoraa"]) == set()
    assert near(["velmoraa"], []) == set()
    assert near([], ["velmoraa"]) == set()


FIRST, LAST = "Orlan Khlorkinovich", "VELMORANSKY"


@settings(max_examples=100, deadline=None)
@given(slips, slips, st.sampled_from([*Kind]), st.lists(words, max_size=5))
def test_the_index_finds_every_name_with_two_slips_that_the_matcher_believes(
    first: Slip, second: Slip, kind: Kind, others: list[str]
) -> None:
    typed = slipped_twice("khlorkinovich", first, second)
    names = [f"{FIRST} {LAST}", *others, f"{typed} Quarth", *(f"Orlan {word} {LAST}" for word in others)]
    entries = [Entry(str(at), kind, (Name(name, NameKind.PRIMARY),)) for at, name in enumerate(names)]
    query = Query(f"Orlan {typed} {LAST}", kind)

    found = ListIndex.build(entries).search(query)

    assert found == brute_force(entries, query, REVIEW)
    assert "0" in [match.entry_id for match in found]


def test_several_lists_in_one_and_the_parties_of_a_delta_are_found_too() -> None:
    listed = Entry("1", Kind.ORGANISATION, (Name("Khlorkinska Velmoranova Works", NameKind.PRIMARY),))
    other = Entry("2", Kind.ORGANISATION, (Name("Quarthstadt Optics", NameKind.PRIMARY),))
    typed = "Klorkinksa Velmoranova Works"
    alone = {"law": ListIndex.build([listed]), "policy": ListIndex.build([other, listed])}
    standing = PartyIndex()
    standing.add([Subject(SubjectKind.PARTY, UUID(int=1), "", (typed,))])

    found = joining.search(joining.joined(alone), [Query(typed)])

    assert {list_id: [match.entry_id for match in its[0]] for list_id, its in found.items()} == {
        "law": ["1"],
        "policy": ["1"],
    }
    assert standing.touched(alone["law"]) == {UUID(int=1)}
