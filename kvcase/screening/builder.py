"""Build half of an index: the words of all names, the strings that lead to words and names, as plain arrays."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from kvcase.lists.entries import Entry, NameKind
from kvcase.screening import matcher, two_slips
from kvcase.screening.matcher import tokens_of
from kvcase.screening.normalise import Token
from kvcase.screening.runs import once, ranges
from kvcase.screening.side import Arrays, Side
from kvcase.screening.ways import Numbers, Ways, keys
from kvcase.screening.word_ways import ways_to, ways_to_name

_AT_ONCE: Final = 1 << 14
"""So many strings are turned into keys at a time."""


class _Keys:
    """The keys of rows of strings, behind one another, and how many each row has."""

    def __init__(self) -> None:
        self._done: list[Numbers] = []
        self._waiting: list[str] = []
        self._lengths = array("I")

    def add(self, row: Sequence[str]) -> None:
        """Take in one more row."""
        self._lengths.append(len(row))
        self._waiting += row
        if len(self._waiting) >= _AT_ONCE:
            self._done.append(keys(self._waiting))
            self._waiting = []

    def all(self) -> tuple[Numbers, npt.NDArray[np.int64]]:
        """Return the keys of all rows, and how many each row has."""
        return np.concatenate((*self._done, keys(self._waiting))), np.array(self._lengths, dtype=np.int64)


class Builder:
    """Takes entries in, one by one, and makes a side of them."""

    def __init__(self, *, person: bool, ways: Callable[..., Sequence[str]] | None = None) -> None:
        """Let words be found by `ways`: those of a word of a list name, if nothing else is said."""
        self._person = person
        self._ways = ways or ways_to
        self._encode = msgspec.msgpack.Encoder().encode
        self._entries: list[bytes] = []
        self._guesses = array("B")
        self._vocabulary: dict[Token, int] = {}
        # What a name is read as, once for all entries that have it: its words, and the keys that may lead to it.
        self._readings: dict[str, int] = {}
        self._words, self._lengths, self._likely = array("I"), array("I"), array("B")
        self._keys = _Keys()
        # The names: whose they are, at which place among those, read how, and which keys of that lead to it.
        self._owners, self._places, self._read_as = array("I"), array("H"), array("I")
        self._by_likeness, self._by_words = array("B"), array("B")

    def add(self, entry: Entry) -> None:
        """Take an entry in."""
        number = len(self._entries)
        self._entries.append(self._encode(entry))
        self._guesses.append(entry.is_guess)
        for place, name in enumerate(entry.names):
            reading = self._readings.get(name.text)
            if reading is None:
                reading = self._readings[name.text] = self._read(tokens_of(name.text, self._person))
            likely = self._likely[reading] and name.kind is not NameKind.WEAK
            self._name(number, place, reading, by_likeness=likely, by_words=not likely)

    def add_sequences(self, number: int, sequences: Iterable[tuple[Token, ...]]) -> None:
        """Take in the words of names of the owner `number`, who is known elsewhere."""
        for place, sequence in enumerate(sequences):
            reading = self._read(sequence)
            self._name(number, place, reading, by_likeness=self._likely[reading], by_words=True)

    def _name(self, owner: int, place: int, reading: int, *, by_likeness: int, by_words: int) -> None:
        """Take in a name that is found by its words, by likeness, or by both."""
        self._owners.append(owner)
        self._places.append(place)
        self._read_as.append(reading)
        self._by_likeness.append(by_likeness)
        self._by_words.append(by_words)

    def _read(self, tokens: tuple[Token, ...]) -> int:
        """Keep the words of a name, the key of these and those by which it is found by likeness; return its number."""
        vocabulary = self._vocabulary
        likely = matcher.is_likely(tokens)
        ways = ["x" + matcher.exact_key(tokens)]
        if likely:
            ways += ["g" + left.spelled + right.spelled for left, right in pairwise(tokens)]
            ways += ways_to_name(tokens, person=self._person)
        self._keys.add(ways)
        self._words.extend([vocabulary.setdefault(token, len(vocabulary)) for token in tokens])
        self._lengths.append(len(tokens))
        self._likely.append(likely)
        return len(self._likely) - 1

    def side(self) -> Side:
        """Return the side of all that was taken in."""
        return Side(self.arrays(), person=self._person)

    def arrays(self) -> Arrays:
        """Return all that was taken in as the arrays that a side reads."""
        words = list(self._vocabulary)
        weights = np.array([token.weight for token in words], dtype=np.uint8)
        name_words, lengths = self._words_of_names()
        name_words_at = np.concatenate(([0], np.cumsum(lengths)))
        weighed = np.concatenate(([0], np.cumsum(weights[name_words], dtype=np.int64)))
        postings, postings_at = self._postings(name_words, lengths, len(words))
        to_words, to_names = self._ways_to_words(words), self._ways_to_names()
        entries, entries_at = _packed(self._entries)
        packed_words, words_at = _packed([self._encode(token) for token in words])
        return {
            "entries": entries,
            "entries_at": entries_at,
            "entry_guesses": np.array(self._guesses, dtype=np.uint8),
            "words": packed_words,
            "words_at": words_at,
            "word_weights": weights,
            **two_slips.arrays({number: token.spelled for number, token in enumerate(words)}),
            "word_keys": to_words.keys,
            "word_numbers": to_words.numbers,
            "postings": postings,
            "postings_at": postings_at,
            "name_keys": to_names.keys,
            "name_numbers": to_names.numbers,
            "name_entries": np.array(self._owners, dtype=np.uint32),
            "name_places": np.array(self._places, dtype=np.uint16),
            "name_weights": np.diff(weighed[name_words_at]).astype(np.uint32),
            "name_words": name_words,
            "name_words_at": name_words_at.astype(np.uint32),
        }

    def _words_of_names(self) -> tuple[Numbers, npt.NDArray[np.int64]]:
        """Return the numbers of the words of all names, one name behind the other, and how many words each has."""
        reading = np.array(self._read_as, dtype=np.int64)
        lengths = np.array(self._lengths, dtype=np.int64)
        begins = np.cumsum(lengths) - lengths
        return np.array(self._words, dtype=np.uint32)[ranges(begins[reading], lengths[reading])], lengths[reading]

    def _postings(self, name_words: Numbers, lengths: npt.NDArray[np.int64], words: int) -> tuple[Numbers, Numbers]:
        """Return the names found by likeness that hold each word, each once, and where those of a word begin."""
        likely = np.repeat(np.array(self._by_likeness, dtype=bool), lengths)
        owners = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        held = once((name_words[likely].astype(np.int64) << 32) | owners[likely])
        return (held & 0xFFFFFFFF).astype(np.uint32), np.searchsorted(held >> 32, np.arange(words + 1)).astype(
            np.uint32
        )

    def _ways_to_words(self, words: Sequence[Token]) -> Ways:
        """Return the ways from strings to the words."""
        word_keys = _Keys()
        for token in words:
            word_keys.add(self._ways(token, person=self._person))
        return _by_key(*word_keys.all())

    def _ways_to_names(self) -> Ways:
        """Return the ways from strings to the names: the first key of a reading is that of its words."""
        found, counts = self._keys.all()
        reading = np.array(self._read_as, dtype=np.int64)
        by_words, by_likeness = (np.array(each, dtype=np.int64) for each in (self._by_words, self._by_likeness))
        begins = (np.cumsum(counts) - counts)[reading] + 1 - by_words
        counts = by_words + by_likeness * (counts[reading] - 1)
        return _by_key(found[ranges(begins, counts)], counts)


def _by_key(keys_of_all: Numbers, lengths: npt.NDArray[np.int64]) -> Ways:
    """Return the ways from the keys of each row to its number."""
    numbers = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    pairs = np.sort((keys_of_all.astype(np.uint64) << np.uint64(32)) | numbers)
    return Ways((pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32))


def _packed(pieces: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    ends = np.cumsum([0, *map(len, pieces)]).astype(np.uint64)
    return np.frombuffer(b"".join(pieces), dtype=np.uint8), ends
