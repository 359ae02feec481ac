"""The matcher as it is today, in the shape in which any scorer is measured."""

from collections.abc import Iterable, Sequence

from kvcase.lists.entries import Entry, Kind
from kvcase.screening import matcher
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Query
from tests.quality.measure import FOUND, Search


def scorer(text: str, entry: Entry, country: str | None) -> int:
    """Return the score of a name against an entry."""
    return matcher.score(Query(text, entry.kind, country), entry).score


def searcher(entries: Sequence[Entry]) -> Search:
    """Return the search over an index of these entries."""
    index = ListIndex.build(entries)

    def search(text: str, kind: Kind) -> Iterable[str]:
        return (match.entry_id for match in index.search(Query(text, kind), FOUND))

    return search
