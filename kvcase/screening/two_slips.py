"""Find the long words that two slips of the finger make another, whatever they leave of it.

No piece of a word need be left whole: a letter swapped with the next may lie on any border. But a slip changes how many
there are of two letters at most, so words are first held against one another by their letters: many at once.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from kvcase.screening.likeness import SHORTEST_TWICE_SLIPPED

_SLIPS: Final = 2
_CHANGED_BY_A_SLIP: Final = 2
_HALF: Final = 32
"""Bits for the letters of a word, and as many for those that it has more than once; some letters share a bit."""
_BETWEEN: Final = "\n"
"""Stands between two words; a word that is all letters has none."""


def arrays(spelled: Mapping[int, str]) -> Mapping[str, npt.NDArray[Any]]:
    """Return the arrays of the long words among these, as they are spelled by their numbers: short ones first."""
    found = sorted((len(word), number, word) for number, word in spelled.items() if _is_long(word))
    words = [word for *_, word in found]
    return {
        "long_words": np.array([number for _, number, _ in found], dtype=np.uint32),
        "long_letters": np.array([_letters(word) for word in words], dtype=np.uint64),
        "long_spelled": np.frombuffer(_BETWEEN.join(words).encode(), dtype=np.uint8),
    }


def by_number(held: Mapping[str, npt.NDArray[Any]]) -> Mapping[int, str]:
    """Return how the long words in such arrays are spelled."""
    return dict(zip(held["long_words"].tolist(), _spelled(held), strict=False))


class LongWords:
    """The long words of an index, to be asked for those near others."""

    def __init__(self, held: Mapping[str, npt.NDArray[Any]]) -> None:
        self._numbers, self._letters = held["long_words"].astype(np.int64), held["long_letters"]
        self._words = _spelled(held)
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int64)

    def near(self, words: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the numbers of all words no more than two slips from these, and beside each the place of its word."""
        asked = [(at, word) for at, word in enumerate(words) if _is_long(word)]
        lengths = np.array([len(word) for _, word in asked], dtype=np.int64)
        begins = self._lengths.searchsorted(lengths - _SLIPS).tolist()
        ends = self._lengths.searchsorted(lengths + _SLIPS, side="right").tolist()
        places: list[int] = []
        found: list[int] = []
        for (at, word), begin, end in zip(asked, begins, ends, strict=True):
            changed = np.bitwise_count(self._letters[begin:end] ^ np.uint64(_letters(word)))
            alike = np.flatnonzero(changed <= _SLIPS * _CHANGED_BY_A_SLIP) + begin
            found += alike.tolist()
            places += [at] * len(alike)
        left, right = [words[at] for at in places], [self._words[at] for at in found]
        near = cpdist(left, right, scorer=OSA.distance, score_cutoff=_SLIPS) <= _SLIPS
        return self._numbers[np.array(found, dtype=np.int64)[near]], np.array(places, dtype=np.int64)[near]


def _is_long(word: str) -> bool:
    return len(word) >= SHORTEST_TWICE_SLIPPED and word.isalpha()


def _letters(word: str) -> int:
    """Return which letters a word has, and which more than once: 64 bits."""
    once = again = 0
    for letter in word:
        bit = 1 << ord(letter) % _HALF
        again |= once & bit
        once |= bit
    return again << _HALF | once


def _spelled(held: Mapping[str, npt.NDArray[Any]]) -> Sequence[str]:
    return held["long_spelled"].tobytes().decode().split(_BETWEEN) if len(held["long_words"]) else ()
