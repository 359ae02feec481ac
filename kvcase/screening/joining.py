"""Several indexes as one: searching it once takes a fraction of searching each.

No name is read anew: the arrays are put behind one another, and a word that several indexes know becomes one. Whether a
name is found depends on the query and that name alone, so the joined index finds just what they find.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from kvcase.lists.entries import Entry
from kvcase.screening import two_slips
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Match, Query
from kvcase.screening.runs import once
from kvcase.screening.side import Arrays, Side
from kvcase.screening.ways import Numbers

_BEHIND_LIST: Final = "\x1f"
"""Stands between the id of a list and that of an entry; no id of a list holds it."""
_Pairs = npt.NDArray[np.uint64]
"""Two numbers in one: the first in the high half, the second in the low half."""


def joined(indexes: Mapping[str, ListIndex]) -> ListIndex:
    """Return the indexes of these lists as one; `origin` tells from which list a match of it is."""
    if not indexes:
        return ListIndex.build(())
    persons = {list_id: each.persons.arrays for list_id, each in indexes.items()}
    others = {list_id: each.others.arrays for list_id, each in indexes.items()}
    return ListIndex(Side(_joined(persons), person=True), Side(_joined(others), person=False))


def built(lists: Mapping[str, Iterable[Entry]]) -> ListIndex:
    """Return the joined index of lists from their entries."""
    return ListIndex.build(_marked(list_id, entry) for list_id, entries in lists.items() for entry in entries)


def search(index: ListIndex, queries: Sequence[Query]) -> Mapping[str, Sequence[Sequence[Match]]]:
    """Return for each list that has any match, and each query, what a search of that list alone returns."""
    found: dict[str, list[list[Match]]] = {}
    for at, matches in enumerate(index.search_many(queries)):
        for match in matches:
            list_id, its = origin(match)
            found.setdefault(list_id, [[] for _ in queries])[at].append(its)
    return found


def origin(match: Match) -> tuple[str, Match]:
    """Return the list of a match, and the match with the id that its entry has there."""
    list_id, _, entry_id = match.entry_id.partition(_BEHIND_LIST)
    entry, explanation = replace(match.entry, entry_id=entry_id), replace(match.explanation, entry_id=entry_id)
    return list_id, Match(entry, match.score, explanation)


def _marked(list_id: str, entry: Entry) -> Entry:
    return replace(entry, entry_id=f"{list_id}{_BEHIND_LIST}{entry.entry_id}")


def _joined(lists: Mapping[str, Arrays]) -> Arrays:
    sides = list(lists.values())
    entries = [msgspec.msgpack.encode(each) for list_id, side in lists.items() for each in _entries(list_id, side)]
    words, numbers = _words(sides)
    weights = np.zeros(len(words), dtype=np.uint8)
    before_entries = _before(len(side["entries_at"]) - 1 for side in sides)
    before_names = _before(len(side["name_entries"]) for side in sides)
    to_words, to_names, held = [], [], []
    long_words: dict[int, str] = {}
    for side, number, before in zip(sides, numbers, before_names, strict=False):
        weights[number] = side["word_weights"]
        long_words |= {int(number[word]): spelled for word, spelled in two_slips.by_number(side).items()}
        to_words.append(_pairs(side["word_keys"], number[side["word_numbers"]]))
        to_names.append(_pairs(side["name_keys"], side["name_numbers"] + before))
        held.append(_pairs(np.repeat(number, np.diff(side["postings_at"])), side["postings"] + before))
    word_keys, word_numbers = _halves(once(_behind(to_words)))  # of a word that several know, once
    name_keys, name_numbers = _halves(np.sort(_behind(to_names)))
    holders, postings = _halves(np.sort(_behind(held)))
    packed_entries, entries_at = _packed(entries)
    packed_words, words_at = _packed(words)
    return {
        "entries": packed_entries,
        "entries_at": entries_at,
        "entry_guesses": _behind(side["entry_guesses"] for side in sides),
        "words": packed_words,
        "words_at": words_at,
        "word_weights": weights,
        **two_slips.arrays(long_words),
        "word_keys": word_keys,
        "word_numbers": word_numbers,
        "postings": postings,
        "postings_at": np.searchsorted(holders, np.arange(len(words) + 1)).astype(np.uint32),
        "name_keys": name_keys,
        "name_numbers": name_numbers,
        "name_entries": _behind(side["name_entries"] + at for side, at in zip(sides, before_entries, strict=False)),
        "name_places": _behind(side["name_places"] for side in sides),
        "name_weights": _behind(side["name_weights"] for side in sides),
        "name_words": _behind(number[side["name_words"]] for side, number in zip(sides, numbers, strict=True)),
        "name_words_at": _ends(_behind(np.diff(side["name_words_at"]) for side in sides)).astype(np.uint32),
    }


def _entries(list_id: str, side: Arrays) -> Iterator[Entry]:
    decoder = msgspec.msgpack.Decoder(Entry)
    return (_marked(list_id, decoder.decode(piece)) for piece in _pieces(side, "entries"))


def _words(sides: Sequence[Arrays]) -> tuple[Sequence[bytes], Sequence[Numbers]]:
    """Return every word once, and for each side what number each of its words has among them."""
    known: dict[bytes, int] = {}
    numbers = [
        np.array([known.setdefault(word, len(known)) for word in _pieces(side, "words")], dtype=np.uint32)
        for side in sides
    ]
    return list(known), numbers


def _pieces(side: Arrays, name: str) -> Iterator[bytes]:
    blob = side[name].tobytes()
    return (blob[begin:end] for begin, end in pairwise(side[f"{name}_at"].tolist()))


def _packed(pieces: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    lengths = np.array([len(piece) for piece in pieces], dtype=np.uint64)
    return np.frombuffer(b"".join(pieces), dtype=np.uint8), _ends(lengths).astype(np.uint64)


def _before(counts: Iterable[int]) -> Sequence[np.uint32]:
    """Return how many come before each part, and how many there are."""
    return [np.uint32(each) for each in accumulate(counts, initial=0)]


def _ends(lengths: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


def _behind(parts: Iterable[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return np.concatenate(list(parts))


def _pairs(first: Numbers, second: Numbers) -> _Pairs:
    return (first.astype(np.uint64) << np.uint64(32)) | second


def _halves(pairs: _Pairs) -> tuple[Numbers, Numbers]:
    """Return the first and the second number of each pair."""
    return (pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32)
