"""Build half of an index: the words of all names, the strings that lead to words and names, as plain arrays."""

from array import array
from collections.abc import Callable, Iterable, Sequence

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


class Builder:
    """Takes entries in, one by one, and makes a side of them."""

    def __init__(self, *, person: bool, ways: Callable[..., Iterable[str]] | None = None) -> None:
        """Let words be found by `ways`: those of a word of a list name, if nothing else is said."""
        self._person = person
        self._ways = ways or ways_to
        self._entries: list[bytes] = []
        self._vocabulary: dict[Token, int] = {}
        self._name_entries, self._name_places, self._name_weights = array("I"), array("H"), array("I")
        self._name_words, self._name_lengths, self._likely = array("I"), array("I"), array("B")
        self._name_keys, self._name_numbers = array("I"), array("I")
        self._encode = msgspec.msgpack.Encoder().encode

    def add(self, entry: Entry) -> None:
        """Take an entry in."""
        number = len(self._entries)
        self._entries.append(self._encode(entry))
        for place, name in enumerate(entry.names):
            tokens = tokens_of(name.text, self._person)
            likely = name.kind is not NameKind.WEAK and is_likely(tokens)
            self._name(number, place, tokens, exact=not likely, likely=likely)

    def add_sequences(self, number: int, sequences: Iterable[tuple[Token, ...]]) -> None:
        """Take in the words of names of the owner `number`, who is known elsewhere."""
        for place, sequence in enumerate(sequences):
            self._name(number, place, sequence, exact=True, likely=is_likely(sequence))

    def _name(self, number: int, place: int, tokens: tuple[Token, ...], *, exact: bool, likely: bool) -> None:
        at, vocabulary = len(self._name_entries), self._vocabulary
        self._name_entries.append(number)
        self._name_places.append(place)
        self._name_weights.append(sum([token.weight for token in tokens]))
        self._name_words.extend([vocabulary.setdefault(token, len(vocabulary)) for token in tokens])
        self._name_lengths.append(len(tokens))
        self._likely.append(likely)
        ways = ["x" + matcher.exact_key(tokens)] if exact else []
        if likely:
            ways += ["g" + text for text in glued_pairs(tokens)]
            if self._person:
                ways += ways_to_name(tokens)
        self._name_keys.extend(keys(ways))
        self._name_numbers.extend([at] * len(ways))

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
