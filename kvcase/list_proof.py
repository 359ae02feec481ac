"""Hold the entries of every list to the digests that the shared log has of its versions.

The ledger covers the events, and those the digests; the entries themselves stand in a table that serves the screening.
Whoever changes a row there changes what is found, and nothing else would say so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.values import Recorded
from domain.watchlist.events import ListVersionActivated
from kvcase.facts import SHARED, Facts, watchlist_id
from kvcase.lists import entries, versions
from kvcase.lists.table import EntryTable, Span
from kvcase.store.logs import Logs


@dataclass(frozen=True, slots=True)
class Doubt:
    """A list whose entries are not those that were brought in: the first version of which that is so, and why."""

    list_id: str
    version_no: int
    told: str


def doubts(logs: Logs, facts: Facts, table: EntryTable) -> Iterator[Doubt]:
    """Give each list that has a version whose entries do not make the digest that was recorded of it."""
    for list_id in sorted(facts.shared().lists):
        found = _doubt(list_id, logs.log(SHARED).read(watchlist_id(list_id)), table)
        if found is not None:
            yield found


def _doubt(list_id: str, history: tuple[Recorded, ...], table: EntryTable) -> Doubt | None:
    recorded = {
        each.event.version_no: each.event.canonical_sha256
        for each in history
        if isinstance(each.event, ListVersionActivated)
    }
    # Sorted once, so that the digest of each version finds them in its order.
    spans = sorted(((span, _prints(span)) for span in table.spans(list_id)), key=lambda each: each[0].entry_id)
    for version_no, sha256 in sorted(recorded.items()):
        valid = [(span, prints) for span, prints in spans if span.is_in(version_no)]
        for span, prints in valid:
            if prints != (span.match_fp, span.info_fp):
                return Doubt(list_id, version_no, f"the entry {span.entry_id} is not as it was brought in")
        made: Mapping[str, tuple[str, str]] = {span.entry_id: prints for span, prints in valid if prints is not None}
        if (digest := versions.digest(made)) != sha256:
            told = f"its {len(made):,} entries have the digest {digest[:12]}, and {sha256[:12]} was recorded"
            return Doubt(list_id, version_no, f"{told}: an entry was added, removed or changed")
    return None


def _prints(span: Span) -> tuple[str, str] | None:
    """Return the fingerprints of an entry as it stands; nothing if it is none that we wrote."""
    try:
        found = entries.decode(span.payload)
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    return entries.fingerprints(found) if found.entry_id == span.entry_id else None
