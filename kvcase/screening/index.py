"""Find the entries of a list that a name may mean, without comparing it with all of them.

An inverted index from words to names, with three more ways in: one-letter slips (words with a letter left out),
consonant skeletons, and neighbours written as one word. Every name whose best possible score can reach the threshold
is scored; nothing is cut off at a count, and a country never keeps an entry out. Whether a name is found depends on
the query and that name alone, so the index of a delta finds just what the full index finds among the same entries.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import aliases, matcher
from kvcase.screening.alignment import DEPARTMENT_COST, EXTRA_COST, MISSING_COST, likeness
from kvcase.screening.matcher import Candidate, Match, Query, candidate, query_segments, tokens_of
from kvcase.screening.normalise import Token, glued_pairs
from kvcase.screening.words import WEIGHTS, WordClass

LEAST_THRESHOLD: Final = 51
"""Below this the two kinds, person and organisation, would have to be searched in each other."""
_HEADROOM: Final = matcher.COUNTRY_AGREES + matcher.BIRTH_YEAR_AGREES
_SHORTEST_SLIP: Final = 4
_MOST_REMEMBERED: Final = 100_000
_MASK_BITS: Final = matcher.MAX_TOKENS
_MASK: Final = (1 << _MASK_BITS) - 1
_RARE: Final = WEIGHTS[WordClass.RARE]


class ListIndex:
    """The index of one list version. Built once, then read: threads may share it."""

    def __init__(self, persons: "_Side", others: "_Side") -> None:
        self._persons = persons
        self._others = others

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> "ListIndex":
        """Return the index of these entries; their order does not matter."""
        persons, others = _Side(person=True), _Side(person=False)
        for entry in entries:
            (persons if entry.kind is Kind.PERSON else others).add(aliases.enriched(entry))
        return cls(persons, others)

    def __len__(self) -> int:
        return len(self._persons) + len(self._others)

    def search(self, query: Query, threshold: int = matcher.REVIEW) -> tuple[Match, ...]:
        """Return every entry that scores `threshold` (51 to 100) or more, best first, then by entry id.

        A query without a kind is searched among persons and among all else. Raises `ValueError` below 51.
        """
        if threshold < LEAST_THRESHOLD:
            raise ValueError(f"threshold is {threshold}; expected {LEAST_THRESHOLD} to 100")
        found: list[Match] = []
        if query.kind is None or query.kind is Kind.PERSON:
            found.extend(self._persons.search(query, threshold))
        if query.kind is not Kind.PERSON:
            found.extend(self._others.search(query, threshold))
        return tuple(sorted(found, key=lambda match: (-match.score, match.entry_id)))


@dataclass(slots=True)
class _Listed:
    """One name of one entry, ready to be compared."""

    entry: Entry
    name: Name
    tokens: tuple[Token, ...]
    weight: int


class _Side:
    """The index of the persons of a list, or of all that are not persons."""

    def __init__(self, *, person: bool) -> None:
        self._person = person
        self._entries = 0
        self._names: list[_Listed] = []
        self._exact: dict[str, list[int]] = {}
        self._vocabulary: dict[Token, int] = {}
        self._texts: dict[str, list[int]] = {}
        self._spelled: dict[str, list[int]] = {}
        self._words: list[Token] = []
        self._postings: list[array[int]] = []
        self._glued: dict[str, list[int]] = {}
        self._slips: dict[str, list[int]] = {}
        self._skeletons: dict[str, list[int]] = {}
        self._initials: dict[str, int] = {}
        self._alike: dict[Token, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return self._entries

    def add(self, entry: Entry) -> None:
        """Take an entry in."""
        self._entries += 1
        for name in entry.names:
            tokens = tokens_of(name.text, self._person)
            number = len(self._names)
            self._names.append(_Listed(entry, name, tokens, sum(token.weight for token in tokens)))
            if name.kind is NameKind.WEAK or not any(token.weight >= 30 for token in tokens):
                self._exact.setdefault(matcher.exact_key(tokens), []).append(number)
                continue
            for word in dict.fromkeys(tokens):
                self._postings[self._word(word)].append(number)
            for glued in glued_pairs(tokens):
                self._glued.setdefault(glued, []).append(number)

    def search(self, query: Query, threshold: int) -> Iterator[Match]:
        """Yield the match of every entry that reaches the threshold."""
        best: dict[str, tuple[Entry, Candidate]] = {}
        for segment, sequence in query_segments(query.text, self._person):
            for number in self._candidates(sequence, threshold):
                listed = self._names[number]
                found = candidate(query, listed.entry, segment, sequence, listed.name, listed.tokens)
                if found.score < threshold:
                    continue
                entry_id = listed.entry.entry_id
                if entry_id not in best or found.rank < best[entry_id][1].rank:
                    best[entry_id] = (listed.entry, found)
        for entry, found in best.values():
            yield matcher.match(query, entry, found)

    def _word(self, token: Token) -> int:
        """Return the number of a word, and make the ways in to it when it is new."""
        number = self._vocabulary.get(token)
        if number is None:
            number = self._vocabulary[token] = len(self._words)
            self._texts.setdefault(token.text, []).append(number)
            self._spelled.setdefault(token.spelled, []).append(number)
            self._words.append(token)
            self._postings.append(array("I"))
            if token.word_class is WordClass.INITIAL:
                self._initials[token.text] = number
            elif token.spelled.isalpha():
                for slip in _slips(token):
                    self._slips.setdefault(slip, []).append(number)
                if len(token.skeleton) >= 2:
                    self._skeletons.setdefault(token.skeleton, []).append(number)
        return number

    def _words_like(self, token: Token) -> tuple[int, ...]:
        """Return the words of the index that a word of a query may mean."""
        known = self._alike.get(token)
        if known is not None:
            return known
        found = dict.fromkeys(self._texts.get(token.text, ()))
        if token.spelled.isalpha() and token.word_class is not WordClass.INITIAL:
            near = [number for slip in _slips(token) for number in self._slips.get(slip, ())]
            near += self._skeletons.get(token.skeleton, ())
            for number in near:
                if number not in found and likeness(token, self._words[number]) is not None:
                    found[number] = None
            initial = self._initials.get(token.text[:1]) if self._person else None
            if initial is not None:
                found[initial] = None
        if len(self._alike) > _MOST_REMEMBERED:
            self._alike.clear()
        like = self._alike[token] = tuple(found)
        return like

    def _candidates(self, sequence: tuple[Token, ...], threshold: int) -> list[int]:
        """Return the names whose best possible score reaches the threshold, each once.

        The words with the longest postings are only looked up in names that the others found: alone they could not
        carry a name over the threshold.
        """
        numbers = list(self._exact.get(matcher.exact_key(sequence), ()))
        if not any(token.weight >= 30 for token in sequence):
            return numbers
        bound = _Bound(sequence, threshold - _HEADROOM, self._person)
        likes = [self._words_like(token) for token in sequence]
        sizes = [sum(len(self._postings[number]) for number in like) for like in likes]
        reached: dict[int, int] = {}

        def reach(names: Iterable[int], bits: int, taken: int) -> None:
            for name in names:
                reached[name] = (reached.get(name, 0) | bits) + (taken << _MASK_BITS)

        pairs = glued_pairs(sequence)
        for at, token in enumerate(sequence):
            reach(self._glued.get(token.spelled, ()), 1 << at, 2 * _RARE)
        for at, glued in enumerate(pairs):
            for number in self._spelled.get(glued, ()):
                reach(self._postings[number], 3 << at, _RARE)
        rest = bound.everything
        for at in sorted(range(len(sequence)), key=lambda at: (sizes[at] / (sequence[at].weight + 1), at)):
            essential = bound.ratio(rest) >= bound.least
            for number in likes[at]:
                postings: Iterable[int] = self._postings[number]
                names = postings if essential else [name for name in postings if name in reached]
                reach(names, 1 << at, self._words[number].weight)
            rest &= ~(1 << at)
        numbers += [name for name, state in reached.items() if bound.admits(state, self._names[name].weight)]
        return numbers


class _Bound:
    """The best score that a name can still reach, from which words of the query it has. It never depends on others."""

    def __init__(self, sequence: tuple[Token, ...], least: int, person: bool) -> None:
        self.least = least
        self.everything = (1 << len(sequence)) - 1
        self._weights = [token.weight for token in sequence]
        self._initials = [token.word_class is WordClass.INITIAL for token in sequence]
        department = not person and any(token.word_class is WordClass.BODY for token in sequence)
        self._extra = DEPARTMENT_COST if department else EXTRA_COST[person]
        self._missing = MISSING_COST[person]
        self._person = person
        self._known: dict[int, tuple[int, int]] = {}
        self._free = _RARE * sum(self._initials) if person else 0

    def ratio(self, mask: int) -> float:
        """Return the best score of a name that has just these words and nothing that the query lacks."""
        agreed, extra = self._sums(mask)
        return 100 * agreed * 100 / (100 * agreed + self._extra * extra) if agreed else 0.0

    def admits(self, state: int, weight: int) -> bool:
        """Tell whether a name of this weight can reach the least score.

        `state` holds in its low bits which words of the query it has, above them the weight they stand for in it.
        """
        mask = state & _MASK
        agreed, extra = self._known.get(mask) or self._known.setdefault(mask, self._sums(mask))
        lacking = max(0, weight - self._free - (state >> _MASK_BITS))
        return 10_000 * agreed >= self.least * (100 * agreed + self._extra * extra + self._missing * lacking)

    def _sums(self, mask: int) -> tuple[int, int]:
        """Return the weight that agrees, and that the query has too much, at best."""
        agreed = extra = 0
        for at, weight in enumerate(self._weights):
            # An initial may stand for any name, so every list name is thought to have it.
            if mask >> at & 1 or (self._person and self._initials[at]):
                agreed += weight
            else:
                extra += weight
        return agreed, extra


def _slips(token: Token) -> Iterable[str]:
    """Return the word, and the word with each letter left out: two words one slip apart share one of these."""
    text = token.spelled
    if len(text) < _SHORTEST_SLIP:
        return ()
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}
