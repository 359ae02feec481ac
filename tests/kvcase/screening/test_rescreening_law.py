"""A run over every delta finds what one full run finds at the end, whatever a list's history. All names are fictional.

The law is kept here as the program keeps it: only what a delta adds or changes is searched, only for whom it can touch,
and what is removed is gone. Faults that people make are planted, to show that the law would find them.
"""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.values import SubjectKind
from kvcase.lists import versions
from kvcase.lists.entries import Entry
from kvcase.lists.versions import Delta
from kvcase.screening.engine import Subject, queries
from kvcase.screening.index import ListIndex
from kvcase.screening.parties import PartyIndex
from tests.kvcase.screening.test_index import lists, works
from tests.kvcase.screening.test_parties import subjects

Hits = frozenset[tuple[UUID, str, int, str]]
Search = Callable[[Sequence[Subject], Sequence[Entry]], Hits]


def everybody(known: Sequence[Subject], entries: Sequence[Entry]) -> Hits:
    """Return every hit, with its score and explanation."""
    index = ListIndex.build(entries)
    return frozenset(
        (each.subject_id, match.entry_id, match.score, match.explanation.encode())
        for each in known
        for found in index.search_many(tuple(queries(each)))
        for match in found
    )


def the_touched(known: Sequence[Subject], entries: Sequence[Entry]) -> Hits:
    """Return the hits of those whom the standing index says the entries can touch."""
    standing = PartyIndex()
    standing.add(known)
    touched = standing.touched(ListIndex.build(entries))
    return everybody([each for each in known if each.subject_id in touched], entries)


def by_deltas(
    known: Sequence[Subject],
    history: Sequence[Sequence[Entry]],
    search: Search = the_touched,
    gone: Callable[[Delta], Collection[str]] = lambda delta: delta.removed,
) -> Hits:
    """Return the hits that stand after a run over each version in turn."""
    standing: Hits = frozenset()
    before: Sequence[Entry] = ()
    for version in history:
        delta = versions.delta(versions.of(before), versions.of(version))
        changed = {*delta.added, *delta.changed_match}
        standing = frozenset(hit for hit in standing if hit[1] not in {*gone(delta), *delta.changed_match})
        standing |= search(known, [entry for entry in version if entry.entry_id in changed])
        before = version
    return standing


@settings(max_examples=150, deadline=None)
@given(known=subjects, history=st.lists(lists, min_size=1, max_size=4))
def test_a_run_over_every_delta_is_a_full_run_at_the_last(known: list[Subject], history: list[list[Entry]]) -> None:
    assert by_deltas(known, history) == everybody(known, history[-1])


PARTY = Subject(SubjectKind.PARTY, UUID(int=1), "", ("Velmora Optics Works",))
LISTED, OTHER = works("Velmora Optics Works", "V"), works("Orlan Trading House", "O")


def test_the_law_finds_a_run_that_skips_removals() -> None:
    history = [[LISTED, OTHER], [OTHER]]
    assert by_deltas([PARTY], history) == everybody([PARTY], history[-1]) == frozenset()
    with pytest.raises(AssertionError):
        assert by_deltas([PARTY], history, gone=lambda _: ()) == everybody([PARTY], history[-1])


def test_the_law_finds_a_search_that_stops_at_fifty_candidates() -> None:
    crowd = [works("Velmora Optics Works", f"V{number:03}") for number in range(60)]

    def the_first_fifty(known: Sequence[Subject], entries: Sequence[Entry]) -> Hits:
        return frozenset(sorted(the_touched(known, entries), key=lambda hit: (-hit[2], hit[1]))[:50])

    assert len(by_deltas([PARTY], [crowd])) == 60
    with pytest.raises(AssertionError):
        assert by_deltas([PARTY], [crowd], the_first_fifty) == everybody([PARTY], crowd)
