"""Know an entry again where its source has no stable id: one that goes and one that comes may be the same.

Ids made of contents change when a name does; a removal and an addition would then hide that one entry was edited, and
every decision about it would be asked anew. So an entry keeps the id that the version in force gave it when its
contents are the same, or else when both share a name and are of one kind. Source: handbook screening.md 6.2.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kvcase.lists.entries import Entry, canonical, encode


def relinked(old: Mapping[str, Entry], new: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the new entries, each with the id that the old version has for it, if it has one; in the same order.

    `old` holds canonical entries by id, as the table of entries gives them.
    Pairs are taken by: the same contents, the same id, then the most names shared; ties by the ids. Numbers are stable
    ids and are left alone, and of ids such as `EL-…` only those with the same beginning are compared. The outcome does
    not depend on the order of either side, and taking the same version in again changes nothing.
    """
    fresh = {entry.entry_id: canonical(entry) for entry in new}
    past = {entry_id: entry for entry_id, entry in old.items() if not _is_number(entry_id)}
    kept: dict[str, str] = {}
    open_new = {entry_id for entry_id in fresh if not _is_number(entry_id)}
    open_old = set(past)

    def keep(new_id: str, old_id: str) -> None:
        if new_id in open_new and old_id in open_old:
            kept[new_id] = old_id
            open_new.discard(new_id)
            open_old.discard(old_id)

    for entry_id in [each for each in open_new if past.get(each) == fresh[each]]:
        keep(entry_id, entry_id)
    same = {_contents(past[old_id]): old_id for old_id in sorted(open_old, reverse=True)}
    for new_id in sorted(open_new):
        if (old_id := same.get(_contents(fresh[new_id]))) is not None and _family(old_id) == _family(new_id):
            keep(new_id, old_id)
    for entry_id in sorted(open_new & open_old):
        keep(entry_id, entry_id)
    for _, old_id, new_id in sorted(_pairs(past, open_old, fresh, open_new)):
        keep(new_id, old_id)
    taken = {*kept.values(), *(entry_id for entry_id in fresh if _is_number(entry_id))}
    for entry_id in sorted(open_new):
        kept[entry_id] = _free(entry_id, taken)
        taken.add(kept[entry_id])
    return tuple(replace(entry, entry_id=kept.get(entry_id, entry_id)) for entry_id, entry in fresh.items())


def _pairs(
    past: Mapping[str, Entry], open_old: Iterable[str], fresh: Mapping[str, Entry], open_new: Iterable[str]
) -> Iterable[tuple[int, str, str]]:
    """Return (minus the number of names shared, old id, new id) of every pair of one kind that shares a name."""
    by_name: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for old_id in open_old:
        for key in _names(past[old_id], old_id):
            by_name[key].append(old_id)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for new_id in open_new:
        for key in _names(fresh[new_id], new_id):
            for old_id in by_name.get(key, ()):
                shared[old_id, new_id] += 1
    return ((-count, old_id, new_id) for (old_id, new_id), count in shared.items())


def _names(entry: Entry, entry_id: str) -> set[tuple[str, str, str]]:
    return {(_family(entry_id), entry.kind, name.text.casefold()) for name in entry.names}


def _contents(entry: Entry) -> str:
    return encode(replace(entry, entry_id=""))


def _family(entry_id: str) -> str:
    return entry_id.partition("-")[0] if "-" in entry_id else ""


def _is_number(entry_id: str) -> bool:
    return entry_id.rpartition("-")[2].isdecimal()


def _free(entry_id: str, taken: set[str]) -> str:
    """Return the id, with a number behind it when the old version gave it to another."""
    number = 2
    free = entry_id
    while free in taken:
        free = f"{entry_id}.{number}"
        number += 1
    return free
