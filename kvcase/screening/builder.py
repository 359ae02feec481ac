"""Build half of an index: the words of all names, the strings that lead to words and names, as plain arrays."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from kvcase.lists.entries import Entry, NameKind
from kvcase.screening import matcher
from kvcase.screening.matcher import tokens_of
from kvcase.screening.normalise import Token, glued_pairs
from kvcase.screening.side import Arrays, Side, is_likely
from kvcase.screening.ways import Ways, keys
from kvcase.screening.word_ways import ways_to, ways_to_name


class _Reading(NamedTuple):
    """What the index keeps of a name: its words by number, their weight, and the keys that lead to it.

    `likely` tells that it is found by likeness, through `leads`; `exact` leads to it word for word.
    """

    words: Sequence[int]
    weight: int
    likely: bool
    exact: int
    leads: Sequence[int]


class Builder:
    """Takes entries in, one by one, and makes a side of them."""

    def __init__(self, *, person: bool, ways: Callable[..., Iterable[str]] | None = None) -> None:
        """Let words be found by `ways`: those of a word of a list name, if nothing else is said."""
        self._person = person
        self._ways = ways or ways_to
        self._entries: list[bytes] = []
        self._guesses = array("B")
        self._vocabulary: dict[Token, int] = {}
        self._name_entries, self._name_places, self._name_weights = array("I"), array("H"), array("I")
        self._name_words, self._name_lengths, self._likely = array("I"), array("I"), array("B")
        self._name_keys, self._name_numbers = array("I"), array("I")
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
            self._name(number, place, read, likely=read.likely and name.kind is not NameKind.WEAK)

    def add_sequences(self, number: int, sequences: Iterable[tuple[Token, ...]]) -> None:
        """Take in the words of names of the owner `number`, who is known elsewhere."""
        for place, sequence in enumerate(sequences):
            read = self._reading(sequence)
            self._name(number, place, read, likely=read.likely)
            if read.likely:
                self._lead([read.exact])

    def _reading(self, tokens: tuple[Token, ...]) -> _Reading:
        """Return what the index keeps of a name with these words, which many entries may have."""
        vocabulary = self._vocabulary
        likely = is_likely(tokens)
        ways = ["x" + matcher.exact_key(tokens)]
        if likely:
            ways += ["g" + text for text in glued_pairs(tokens)]
            ways += ways_to_name(tokens, person=self._person)
        exact, *leads = keys(ways)
        words = [vocabulary.setdefault(token, len(vocabulary)) for token in tokens]
        return _Reading(words, sum([token.weight for token in tokens]), likely, exact, leads)

    def _name(self, number: int, place: int, read: _Reading, *, likely: bool) -> None:
        self._name_entries.append(number)
        self._name_places.append(place)
        self._name_weights.append(read.weight)
        self._name_words.extend(read.words)
        self._name_lengths.append(len(read.words))
        self._likely.append(likely)
        self._lead(read.leads if likely else [read.exact])

    def _lead(self, ways: Sequence[int]) -> None:
        """Let these keys lead to the name taken in last."""
        self._name_keys.extend(ways)
        self._name_numbers.extend([len(self._name_entries) - 1] * len(ways))

    def side(self) -> Side:
        """Return the side of all that was taken in."""
        return Side(self.arrays(), person=self._person)

    def arrays(self) -> Arrays:
        """Return all that was taken in as the arrays that a side reads."""
        words = list(self._vocabulary)
        name_words = np.array(self._name_words, dtype=np.uint32)
        lengths = np.array(self._name_lengths, dtype=np.int64)
        owners = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        likely = np.repeat(np.array(self._likely, dtype=bool), lengths)
        held = np.unique((name_words[likely].astype(np.int64) << 32) | owners[likely])
        word_keys: list[int] = []
        word_numbers: list[int] = []
        for number, token in enumerate(words):
            ways = keys(self._ways(token, person=self._person))
            word_keys += ways
            word_numbers += [number] * len(ways)
        to_words = Ways.of(word_keys, word_numbers)
        to_names = Ways.of(self._name_keys, self._name_numbers)
        entries, entries_at = _packed(self._entries)
        packed_words, words_at = _packed([self._encode(token) for token in words])
        return {
            "entries": entries,
            "entries_at": entries_at,
            "entry_guesses": np.array(self._guesses, dtype=np.uint8),
            "words": packed_words,
            "words_at": words_at,
            "word_weights": np.array([token.weight for token in words], dtype=np.uint8),
            "word_keys": to_words.keys,
            "word_numbers": to_words.numbers,
            "postings": (held & 0xFFFFFFFF).astype(np.uint32),
            "postings_at": np.searchsorted(held >> 32, np.arange(len(words) + 1)).astype(np.uint32),
            "name_keys": to_names.keys,
            "name_numbers": to_names.numbers,
            "name_entries": np.array(self._name_entries, dtype=np.uint32),
            "name_places": np.array(self._name_places, dtype=np.uint16),
            "name_weights": np.array(self._name_weights, dtype=np.uint32),
            "name_words": name_words,
            "name_words_at": np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32),
        }


def _packed(pieces: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    ends = np.cumsum([0, *(len(piece) for piece in pieces)]).astype(np.uint64)
    return np.frombuffer(b"".join(pieces), dtype=np.uint8), ends
