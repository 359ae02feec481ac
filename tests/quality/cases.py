"""What the makers of names share: a case, and a look at which words stand on the lists."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kvcase.lists.entries import Entry, Kind

_LINK_WORDS: Final = frozenset({"of", "the", "and", "for", "de", "van", "du", "voor"})


@dataclass(frozen=True, slots=True)
class Case:
    """A name to screen, how it was made (`way`), and the entry that it must find; None when it must find nothing."""

    text: str
    kind: Kind
    way: str
    entry_id: str | None = None


def words(text: str) -> list[str]:
    """Return the words of a name in lower case without accents or link words: its own plain view, not the matcher's."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return [word for word in re.findall(r"\w+", bare.casefold().replace("'", "")) if word not in _LINK_WORDS]


class ListedWords:
    """Which entries have a word in one of their names, persons apart from all else."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._names: dict[tuple[bool, str], set[int]] = {}
        self._near: dict[tuple[bool, str], set[int]] = {}
        self._owner: list[str] = []
        for entry in entries:
            person = entry.kind is Kind.PERSON
            for name in entry.names:
                for word in words(name.text):
                    self._names.setdefault((person, word), set()).add(len(self._owner))
                self._owner.append(entry.entry_id)
        for (person, word), names in self._names.items():
            for slip in _slips(word):
                self._near.setdefault((person, slip), set()).update(names)

    def entries_with(self, found: Iterable[str], kind: Kind) -> set[str]:
        """Return the ids of the entries that have a name with all these words."""
        sides = [self._names.get((kind is Kind.PERSON, word), set()) for word in found]
        return {self._owner[name] for name in set.intersection(*sides)} if sides else set()

    def stands_within_one_name(self, text: str, kind: Kind) -> bool:
        """Tell whether one listed name has all the words of this one, each at most one letter apart."""
        near = [
            set[int]().union(*(self._near.get((kind is Kind.PERSON, slip), set()) for slip in _slips(word)))
            for word in words(text)
        ]
        return bool(near) and bool(set.intersection(*near))


def _slips(word: str) -> set[str]:
    """Return the word and, from four letters on, the word less each letter: words one slip apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)) if len(word) >= 4)}
