"""Find the entries of a list that a name may mean, without comparing it with all of them.

Every name whose best possible score can reach the threshold is scored; nothing is cut off at a count, and a country
never keeps an entry out. Whether a name is found depends on the query and that name alone, so the index of a delta
finds just what the full index finds among the same entries.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kvcase.lists.entries import Entry, Kind
from kvcase.screening import aliases, collector, matcher
from kvcase.screening.builder import Builder
from kvcase.screening.matcher import Candidate, Match, Query, candidate, query_segments
from kvcase.screening.normalise import Token
from kvcase.screening.side import Side

LEAST_THRESHOLD: Final = 51
"""Below this the two kinds, person and organisation, would have to be searched in each other."""
_AT_ONCE: Final = 2048


class ListIndex:
    """The index of one list version. Built once, then read: threads and processes may share it."""

    def __init__(self, persons: Side, others: Side) -> None:
        self.persons = persons
        self.others = others

    @classmethod
    @collector.paused()
    def build(cls, entries: Iterable[Entry]) -> "ListIndex":
        """Return the index of these entries; their order does not matter."""
        persons, others = Builder(person=True), Builder(person=False)
        for entry in entries:
            enriched = aliases.enriched(entry)
            for person in matcher.listed_as(entry):
                (persons if person else others).add(enriched)
        return cls(persons.side(), others.side())

    def __len__(self) -> int:
        """Return how many entries it holds; one whose kind is a guess stands on both sides and counts once."""
        return len(self.persons) + len(self.others) - int(self.others.arrays["entry_guesses"].sum())

    def search(self, query: Query, threshold: int = matcher.REVIEW) -> tuple[Match, ...]:
        """Return every entry that scores `threshold` (51 to 100) or more, best first, then by entry id.

        A query without a kind is searched among persons and among all else. Raises `ValueError` below 51.
        """
        return self.search_many((query,), threshold)[0]

    @collector.paused()
    def search_many(self, queries: Sequence[Query], threshold: int = matcher.REVIEW) -> tuple[tuple[Match, ...], ...]:
        """Return what `search` returns for each query: for many it takes far less time than one by one."""
        if threshold < LEAST_THRESHOLD:
            raise ValueError(f"threshold is {threshold}; expected {LEAST_THRESHOLD} to 100")
        found: list[tuple[Match, ...]] = []
        for begin in range(0, len(queries), _AT_ONCE):
            some = queries[begin : begin + _AT_ONCE]
            best: list[dict[str, tuple[Candidate, Entry]]] = [{} for _ in some]
            for side in (self.persons, self.others):
                asked = [at for at, query in enumerate(some) if _asks(query, side)]
                for at, one, entry in _search(side, [(at, some[at]) for at in asked], threshold):
                    # An entry whose kind is a guess stands on both sides.
                    known = best[at].get(entry.entry_id)
                    if known is None or one.rank < known[0].rank:
                        best[at][entry.entry_id] = one, entry
            for query, each in zip(some, best, strict=True):
                matches = [matcher.match(query, entry, one) for one, entry in each.values()]
                found.append(tuple(sorted(matches, key=lambda match: (-match.score, match.entry_id))))
        return tuple(found)


def _asks(query: Query, side: Side) -> bool:
    return len(side) > 0 and (query.kind is None or (query.kind is Kind.PERSON) is side.person)


def _search(side: Side, queries: Sequence[tuple[int, Query]], threshold: int) -> Iterator[tuple[int, Candidate, Entry]]:
    """Yield the best candidate of every entry that reaches the threshold, with the number of its query."""
    asked: list[tuple[int, Query, str, tuple[Token, ...]]] = [
        (number, query, segment, sequence)
        for number, query in queries
        for segment, sequence in query_segments(query.text, side.person)
    ]
    least = [threshold - _headroom(query) for _, query, *_ in asked]
    reached = side.candidates([sequence for *_, sequence in asked], least)
    best: dict[tuple[int, int], Candidate] = {}
    for at, name_number in reached:
        number, query, segment, sequence = asked[at]
        entry_number, name, listed = side.name(name_number)
        entry = side.entry(entry_number)
        found = candidate(query, entry, segment, sequence, name, listed, person=side.person, least=least[at])
        if found.score < threshold:
            continue
        known = best.get((number, entry_number))
        if known is None or found.rank < known.rank:
            best[number, entry_number] = found
    for (number, entry_number), found in best.items():
        yield number, found, side.entry(entry_number)


def _headroom(query: Query) -> int:
    """Return by how many points facts beside the name may lift its score."""
    country = matcher.COUNTRY_AGREES if query.country is not None else 0
    return country + (matcher.BIRTH_YEAR_AGREES if query.birth_year is not None else 0)
