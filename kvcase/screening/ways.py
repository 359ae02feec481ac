"""Ways in to an index: from a string to the numbers of the words or names that it may lead to.

A key is the checksum of the string, so that the table is two plain arrays: it can lie in a file and be shared by
processes. Two strings may share a key; whoever looks up compares what is found, so a chance meeting costs a
comparison and never a wrong hit.
"""

from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kvcase.screening.runs import ranges

Numbers = npt.NDArray[np.uint32]


class Ways:
    """Numbers by key: `keys` is sorted, `numbers` stands beside it."""

    def __init__(self, keys: Numbers, numbers: Numbers) -> None:
        self.keys = keys
        self.numbers = numbers

    def __call__(self, strings: Sequence[str]) -> Iterator[tuple[int, Numbers]]:
        """Yield the place of each string that leads anywhere, and the numbers it may lead to."""
        places, begins, counts = self._runs(strings)
        for at, begin, end in zip(places.tolist(), begins.tolist(), (begins + counts).tolist(), strict=True):
            yield at, self.numbers[begin:end]

    def found(self, strings: Sequence[str]) -> tuple[npt.NDArray[np.int64], Numbers]:
        """Return all numbers that these strings may lead to, and beside each the place of its string."""
        places, begins, counts = self._runs(strings)
        return np.repeat(places, counts), self.numbers[ranges(begins, counts)]

    def _runs(self, strings: Sequence[str]) -> tuple[npt.NDArray[np.int64], ...]:
        """Return the places of the strings that lead anywhere, and where their numbers begin and how many they are."""
        wanted = keys(strings)
        begins = self.keys.searchsorted(wanted)
        begins[begins == len(self.keys)] = 0
        places = np.flatnonzero(self.keys[begins] == wanted) if len(self.keys) else begins[:0]
        begins = begins[places]
        return places, begins, self.keys.searchsorted(wanted[places], side="right") - begins


def keys(strings: Sequence[str]) -> Numbers:
    """Return the keys of some strings, in their order: 0 to 2**32 - 1, the same in every process."""
    try:
        encoded = list(map(str.encode, strings))
    except UnicodeEncodeError:  # half of a surrogate pair, which a careless export leaves
        encoded = [each.encode("utf-8", "surrogatepass") for each in strings]
    return np.fromiter(map(crc32, encoded), dtype=np.uint32, count=len(encoded))


def slips(word: str, shortest: int) -> Iterable[str]:
    """Return the word, and the word with each letter left out: two words one slip apart share one of these."""
    if len(word) < shortest:
        return ()
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
