"""Compare versions of a list, and say when a new one needs a person before it is used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from kvcase.lists.entries import Entry, fingerprints
from kvcase.lists.reading import ParsedList

MAX_DROP_PERCENT: Final = 20
"""A version that lost more of its entries than this is held: files get cut more often than lists get emptied."""
MANY_GONE: Final = 50
"""From so many on, entries that are gone count though as many others came; a shorter list may be written anew."""
MAX_REJECTED_PERCENT: Final = 1
"""A version of which more rows could not be read than this is held."""

Fingerprints = Mapping[str, tuple[str, str]]
"""By entry id: the match and the info fingerprint."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed between two versions, as sorted entry ids.

    `changed_match`: something that matching looks at changed; `changed_info`: only the rest did.
    """

    added: tuple[str, ...] = ()
    changed_match: tuple[str, ...] = ()
    changed_info: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviousVersion:
    """What the guard needs to know of the version in force: how many entries and names, which parts, of which day."""

    count: int
    parts: tuple[str, ...]
    names: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Why a version waits for a person."""

    rule: str
    reason: str


def of(entries: Iterable[Entry]) -> dict[str, tuple[str, str]]:
    """Return the fingerprints of the entries, by id."""
    return {entry.entry_id: fingerprints(entry) for entry in entries}


def canonical_sha256(entries: Iterable[Entry]) -> str:
    """Return the digest of a version: equal when ids and contents are, whatever order and white space."""
    return digest(of(entries))


def digest(prints: Fingerprints) -> str:
    """Return the digest of a version from its fingerprints."""
    lines = (f"{entry_id}\t{match}\t{info}\n" for entry_id, (match, info) in sorted(prints.items()))
    return sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def delta(old: Fingerprints, new: Fingerprints) -> Delta:
    """Return what changed from the old version to the new one. Its cost is that of two set operations."""
    both = sorted(old.keys() & new.keys())
    return Delta(
        added=tuple(sorted(new.keys() - old.keys())),
        changed_match=tuple(key for key in both if old[key][0] != new[key][0]),
        changed_info=tuple(key for key in both if old[key][0] == new[key][0] and old[key][1] != new[key][1]),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def examine(
    parsed: ParsedList,
    previous: PreviousVersion | None,
    change: Delta | None = None,
    sentinels: Iterable[str] = (),
) -> Held | None:
    """Return why a version must wait for a person, or nothing when it may be used.

    `change` is the delta against the version in force: an entry that is gone while rows could not be read may be one
    of those rows, and is then no delisting. `sentinels` are names that the list is known to hold.
    Source: settled.md 20 for a missing part; handbook screening.md 6.2 for the two shares.
    """
    count = len(parsed.entries)
    if count == 0:
        return Held("no-entries", "the version has no entries")
    if parsed.doubt:
        return Held("cut-off", f"{parsed.doubt}: what followed it is missing")
    absent = missing_sentinels(parsed.entries, sentinels)
    if absent:
        return Held("missing-sentinel", f"{', '.join(absent)} should be on this list, and the version lacks it")
    if previous is not None:
        missing = sorted(set(previous.parts) - set(parsed.parts))
        if missing:
            return Held("missing-part", f"the part {', '.join(missing)} is missing; the version in force has it")
        if previous.day is not None and parsed.source_date is not None and parsed.source_date < previous.day:
            days = (
                f"the file is of {parsed.source_date.isoformat()}, the version in force of {previous.day.isoformat()}"
            )
            return Held("older", f"{days}: what came since would be lost")
        removed = len(change.removed) if change is not None and parsed.stable_ids else 0
        if removed >= MANY_GONE and removed * 100 > previous.count * MAX_DROP_PERCENT:
            lost = f"{removed:,} of {previous.count:,} entries are gone"
            return Held("shrunken", f"{lost}, more than {MAX_DROP_PERCENT} %")
        if count * 100 < previous.count * (100 - MAX_DROP_PERCENT):
            lost = f"{previous.count - count:,} of {previous.count:,} entries are gone"
            return Held("shrunken", f"{lost}, more than {MAX_DROP_PERCENT} %")
        names = sum(len(entry.names) for entry in parsed.entries)
        if names * 100 < previous.names * (100 - MAX_DROP_PERCENT):
            lost = f"{previous.names - names:,} of {previous.names:,} names are gone"
            return Held("fewer-names", f"{lost}, more than {MAX_DROP_PERCENT} %")
    if change is not None and change.removed and parsed.rejected:
        gone = f"{len(parsed.rejected):,} rows could not be read and {len(change.removed):,} entries are gone"
        return Held("unreadable-and-gone", f"{gone}: they may be the same, so nobody is taken for delisted")
    if len(parsed.rejected) * 100 > parsed.rows_in * MAX_REJECTED_PERCENT:
        refused = f"{len(parsed.rejected):,} of {parsed.rows_in:,} rows could not be read"
        return Held("too-many-rejected", f"{refused}, more than {MAX_REJECTED_PERCENT} %")
    return None


def missing_sentinels(entries: Iterable[Entry], sentinels: Iterable[str]) -> tuple[str, ...]:
    """Return the names that no entry has; case, white space and signs do not count."""
    wanted = {_letters(name): name for name in sentinels}
    if wanted:
        for entry in entries:
            for name in entry.names:
                wanted.pop(_letters(name.text), None)
    return tuple(sorted(wanted.values()))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
