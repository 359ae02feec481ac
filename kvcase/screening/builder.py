"""Build half of an index: the words of all names, the strings that lead to words and names, as plain arrays."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from kvcase.lists.entries import Entry, NameKind
from kvcase.screening import matcher, two_slips
from kvcase.screening.matcher import tokens_of
from kvcase.screening.normalise import Token, glued_pairs
from kvcase.screening.side import Arrays, Side
from kvcase.screening.ways import Numbers, Ways, keys
from kvcase.screening.word_ways import ways_to, ways_to_name


class _Reading(NamedTuple):
    """What the index keeps of a name: its words by number, their weight, and the keys that lead to it.

    `likely` tells that it is found by likeness, through `leads`; `exact` leads to it word for word.
    """

    words: tuple[int, ...]
    weight: int
    likely: bool
    exact: tuple[int]
    leads: tuple[int, ...]


class _Held(NamedTuple):
    """A name of an owner, at its place among the names of that, and the keys that are to lead to it."""

    owner: int
    place: int
    reading: _Reading
    likely: bool
    leads: tuple[int, ...]


class Builder:
    """Takes entries in, one by one, and makes a side of them."""

    def __init__(self, *, person: bool, ways: Callable[..., Sequence[str]] | None = None) -> None:
        """Let words be found by `ways`: those of a word of a list name, if nothing else is said."""
        self._person = person
        self._ways = ways or ways_to
        self._entries: list[bytes] = []
        self._guesses = array("B")
        self._vocabulary: dict[Token, int] = {}
        self._names: list[_Held] = []
        self._read: dict[str, _Reading] = {}
        self._encode = msgspec.msgpack.Encoder().encode

    def add(self, entry: Entry) -> None:
        """Take an entry in."""
        number = len(self._entries)
        self._entries.append(self._encode(entry))
        self._guesses.append(entry.is_guess)
        for place, name in enumerate(entry.names):
            read = self._read.get(name.text)
            if read is None:
                read = self._read[name.text] = self._reading(tokens_of(name.text, self._person))
            likely = read.likely and name.kind is not NameKind.WEAK
            self._names.append(_Held(number, place, read, likely, read.leads if likely else read.exact))

    def add_sequences(self, number: int, sequences: Iterable[tuple[Token, ...]]) -> None:
        """Take in the words of names of the owner `number`, who is known elsewhere."""
        for place, sequence in enumerate(sequences):
            read = self._reading(sequence)
            self._names.append(_Held(number, place, read, read.likely, read.exact + read.leads))

    def _reading(self, tokens: tuple[Token, ...]) -> _Reading:
        """Return what the index keeps of a name with these words, which many entries may have."""
        vocabulary = self._vocabulary
        likely = matcher.is_likely(tokens)
        ways = ["x" + matcher.exact_key(tokens)]
        if likely:
            ways += ["g" + text for text in glued_pairs(tokens)]
            ways += ways_to_name(tokens, person=self._person)
        numbers = tuple([vocabulary.setdefault(token, len(vocabulary)) for token in tokens])
        exact, *leads = keys(ways)
        return _Reading(numbers, sum([token.weight for token in tokens]), likely, (exact,), tuple(leads))

    def side(self) -> Side:
        """Return the side of all that was taken in."""
        return Side(self.arrays(), person=self._person)

    def arrays(self) -> Arrays:
        """Return all that was taken in as the arrays that a side reads."""
        words, names = list(self._vocabulary), self._names
        name_words, lengths = _strung([held.reading.words for held in names])
        owners = np.repeat(np.arange(len(names), dtype=np.int64), lengths)
        likely = np.repeat(np.array([held.likely for held in names], dtype=bool), lengths)
        held = np.unique((name_words[likely].astype(np.int64) << 32) | owners[likely])
        to_words = _by_key(*_strung([keys(self._ways(token, person=self._person)) for token in words]))
        to_names = _by_key(*_strung([held.leads for held in names]))
        entries, entries_at = _packed(self._entries)
        packed_words, words_at = _packed([self._encode(token) for token in words])
        return {
            "entries": entries,
            "entries_at": entries_at,
            "entry_guesses": np.array(self._guesses, dtype=np.uint8),
            "words": packed_words,
            "words_at": words_at,
            "word_weights": np.array([token.weight for token in words], dtype=np.uint8),
            **two_slips.arrays({number: token.spelled for number, token in enumerate(words)}),
            "word_keys": to_words.keys,
            "word_numbers": to_words.numbers,
            "postings": (held & 0xFFFFFFFF).astype(np.uint32),
            "postings_at": np.searchsorted(held >> 32, np.arange(len(words) + 1)).astype(np.uint32),
            "name_keys": to_names.keys,
            "name_numbers": to_names.numbers,
            "name_entries": np.array([held.owner for held in names], dtype=np.uint32),
            "name_places": np.array([held.place for held in names], dtype=np.uint16),
            "name_weights": np.array([held.reading.weight for held in names], dtype=np.uint32),
            "name_words": name_words,
            "name_words_at": np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32),
        }


def _strung(rows: Sequence[Sequence[int]]) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """Return the numbers of all rows behind one another, and how many each row has."""
    return np.fromiter(chain.from_iterable(rows), dtype=np.uint32), np.array(list(map(len, rows)), dtype=np.int64)


def _by_key(keys_of_all: Numbers, lengths: npt.NDArray[np.int64]) -> Ways:
    """Return the ways from the keys of each row to its number."""
    numbers = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    pairs = np.sort((keys_of_all.astype(np.uint64) << np.uint64(32)) | numbers)
    return Ways((pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32))


def _packed(pieces: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    ends = np.cumsum([0, *(len(piece) for piece in pieces)]).astype(np.uint64)
    return np.frombuffer(b"".join(pieces), dtype=np.uint8), ends
