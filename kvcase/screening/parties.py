"""The standing index of whom an institution works with: which of them a day's delta of a list can touch at all.

Here the list names ask and the parties are what is searched. The bound is that of the scorer with its two sides
exchanged: whoever could reach the threshold is touched, and only they are then searched in the delta as ever. The cost
follows the delta and those it touches, not the list, and hardly the number of parties.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from domain.values import SubjectKind
from kvcase.lists.entries import NameKind
from kvcase.screening import matcher
from kvcase.screening.alignment import MISSING_COST
from kvcase.screening.builder import Builder
from kvcase.screening.engine import Subject
from kvcase.screening.index import ListIndex
from kvcase.screening.likeness import possible
from kvcase.screening.matcher import query_segments
from kvcase.screening.normalise import Token
from kvcase.screening.side import Arrays, Side, extra_cost
from kvcase.screening.word_ways import ways_from, ways_to

LEAST: Final = matcher.REVIEW - matcher.COUNTRY_AGREES - matcher.BIRTH_YEAR_AGREES
"""The least base score of a hit, whatever is known of a subject beside its names."""


class PartyIndex:
    """Which subjects the entries of an index can touch: never too few. Additions are cheap; nothing is taken out."""

    def __init__(self) -> None:
        self._parts: list[tuple[_Half, _Half]] = []

    def __len__(self) -> int:
        """Return of how many additions it is made; more of them make it slower, not larger."""
        return len(self._parts)

    def add(self, subjects: Iterable[Subject]) -> None:
        """Take subjects in, or take in what they are called now beside what they were called."""
        known = tuple(subjects)
        if known:
            self._parts.append((_Half(known, person=True), _Half(known, person=False)))

    def touched(self, index: ListIndex) -> frozenset[UUID]:
        """Return every subject that any entry of the index may be, and few others."""
        found: set[UUID] = set()
        for persons, others in self._parts:
            found |= persons.touched(index.persons)
            found |= others.touched(index.others)
        return frozenset(found)


class _Half:
    """The names that are searched among persons, or among all else."""

    def __init__(self, subjects: Sequence[Subject], *, person: bool) -> None:
        builder = Builder(person=person, ways=_ways_to_query)
        self._ids = [subject.subject_id for subject in subjects]
        costs: list[int] = []
        for number, subject in enumerate(subjects):
            own = subject.names if (subject.kind is SubjectKind.PERSON) is person else ()
            texts = (*own, *subject.owners)
            sequences = dict.fromkeys(sequence for text in texts for _, sequence in query_segments(text, person))
            builder.add_sequences(number, sequences)
            costs += [extra_cost(sequence, person=person) for sequence in sequences]
        self._side = _Exchanged(builder.arrays(), costs, person=person)

    def touched(self, asking: Side) -> set[UUID]:
        """Return the subjects with a name that a name of the other side may carry over the threshold."""
        likely: list[tuple[Token, ...]] = []
        exact: list[str] = []
        for number in range(len(asking.arrays["name_entries"])):
            _, name, sequence = asking.name(number)
            if name.kind is NameKind.WEAK or not matcher.is_likely(sequence):
                exact.append("x" + matcher.exact_key(sequence))
            else:
                likely.append(sequence)
        names = [name for _, name in self._side.candidates(likely, [LEAST] * len(likely))] if likely else []
        for _, more in self._side.named(exact):
            names += more.tolist()
        return {self._ids[number] for number in set(self._side.arrays["name_entries"][names].tolist())}


class _Exchanged(Side):
    """A side whose names are the queries: what they have too much costs little, what the sequence has costs more."""

    def __init__(self, arrays: Arrays, costs: Sequence[int], *, person: bool) -> None:
        super().__init__(arrays, person=person)
        self._costs = np.array(costs, dtype=np.int64)

    def ways(self, token: Token) -> Iterable[str]:
        """Return the strings under which a word of a list name is found by the words of queries."""
        return ways_to(token, person=self.person)

    def possible(self, token: Token, word: Token) -> int:
        """Return the best score, 0 to 100, that a word of a party gets beside one of a list name."""
        return possible(word, token, person=self.person)

    def cost_asked(self, _sequence: tuple[Token, ...]) -> int:
        """Return what 100 of the weight of a list name costs that a party has no word for."""
        return MISSING_COST[self.person]

    def costs_held(self, names: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return what 100 of the weight of each name of a party costs that the list name has no word for."""
        found: npt.NDArray[np.int64] = self._costs[names]
        return found


def _ways_to_query(token: Token, *, person: bool) -> list[str]:
    """Return the strings by which a word of a query looks for others, and those by which these are written together."""
    return list({*ways_from(token, person=person), *ways_to(token, person=person)})
