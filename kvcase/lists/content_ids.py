"""Give entries an id where the source has none: a digest of who is named.

The id is that of the kind, the first name and the countries, so that an edit of anything else keeps it. Entries that
agree in all three are told apart by the rest of their contents; the same contents twice are one entry. What a new name
does to an id is mended by `kvcase.lists.relinking`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Final

from kvcase.lists.entries import Entry, NameKind, encode

_LENGTH: Final = 20


def identified(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries with an id each, in the same order; one whose contents stand earlier is left out."""
    contents: dict[str, Entry] = {}
    by_key: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        nameless = replace(entry, entry_id="")
        said = encode(nameless)
        if said not in contents:
            contents[said] = nameless
            by_key[_key(nameless)].append(said)
    ids = {
        said: key if number == 0 else f"{key}.{number + 1}"
        for key, same in by_key.items()
        for number, said in enumerate(sorted(same))
    }
    return tuple(replace(entry, entry_id=ids[said]) for said, entry in contents.items())


def _key(entry: Entry) -> str:
    primary = min((name.text for name in entry.names if name.kind is NameKind.PRIMARY), default="")
    said = "\t".join((entry.kind, primary.casefold(), *sorted(set(entry.countries))))
    return f"x{sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:_LENGTH]}"  # never a bare number
