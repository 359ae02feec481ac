"""Half of an index, persons or all else: words, the names that hold them, and which names a query can reach.

All that searching needs are plain arrays, so that a file can hold it and processes can share it.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from kvcase.lists.entries import Entry, Name, NameKind
from kvcase.screening import eastern, matcher, persons, slips
from kvcase.screening.alignment import DEPARTMENT_COST, EXTRA_COST, MISSING_COST
from kvcase.screening.likeness import consonants, glued, glued_likeness, possible
from kvcase.screening.matcher import tokens_of
from kvcase.screening.normalise import Token, glued_pairs
from kvcase.screening.ways import Numbers, Ways, key
from kvcase.screening.word_ways import eastern_words, ways_from, ways_to, ways_to_name
from kvcase.screening.words import WEIGHTS, WordClass

Arrays = Mapping[str, npt.NDArray[Any]]

_INITIAL, _RARE, _BODY = WEIGHTS[WordClass.INITIAL], WEIGHTS[WordClass.RARE], WEIGHTS[WordClass.BODY]
_PLACES: Final = 7
"""Bits for the place of a word in a query; glued pairs stand behind the words."""
_NAMES: Final = 28
"""Bits for the number of a name: 268 million in a list."""
_GLUED_AT: Final = 1 << (_PLACES - 1)
_REMEMBERED: Final = 100_000


@dataclass(frozen=True, slots=True)
class _Likes:
    """The words of the index that a word of a query may mean: scores 0 to 100, and how many names hold any."""

    words: Numbers
    scores: npt.NDArray[np.int64]
    names: int
    heaviest: int


class Side:
    """What `Builder` built. Reading changes nothing but what is remembered of words already looked up."""

    def __init__(self, arrays: Arrays, *, person: bool) -> None:
        self.arrays = arrays
        self.person = person
        self._word_weights = arrays["word_weights"]
        self._postings_at, self._postings = arrays["postings_at"], arrays["postings"]
        self._name_words_at, self._name_words = arrays["name_words_at"], arrays["name_words"]
        self._name_weights = arrays["name_weights"].astype(np.int64)
        self._to_words = Ways(arrays["word_keys"], arrays["word_numbers"])
        self._to_names = Ways(arrays["name_keys"], arrays["name_numbers"])
        self._likes: dict[Token, _Likes] = {}
        self.word = lru_cache(maxsize=_REMEMBERED)(self._word)
        self.entry = lru_cache(maxsize=_REMEMBERED)(self._entry)

    def __len__(self) -> int:
        return len(self.arrays["entries_at"]) - 1

    def ways(self, token: Token) -> Iterator[str]:
        """Yield the strings under which words that a word of a sequence may mean can be found."""
        return ways_from(token, person=self.person)

    def possible(self, token: Token, word: Token) -> int:
        """Return the best score, 0 to 100, that a word of a sequence and one of the index can get beside each other."""
        return possible(token, word, person=self.person)

    def cost_asked(self, sequence: tuple[Token, ...]) -> int:
        """Return what 100 of the weight of a sequence costs that no word of a name agrees with, at the least."""
        return extra_cost(sequence, person=self.person)

    def costs_held(self, _names: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | int:
        """Return what 100 of the weight of each name costs that no word of the sequence agrees with."""
        return MISSING_COST[self.person]

    def name(self, number: int) -> tuple[int, Name, tuple[Token, ...]]:
        """Return the number of the entry that bears a name, the name, and its words."""
        entry = int(self.arrays["name_entries"][number])
        begin, end = self._name_words_at[number], self._name_words_at[number + 1]
        name = self.entry(entry).names[self.arrays["name_places"][number]]
        return entry, name, tuple(self.word(word) for word in self._name_words[begin:end].tolist())

    def _entry(self, number: int) -> Entry:
        at, blob = self.arrays["entries_at"], self.arrays["entries"]
        return msgspec.msgpack.decode(blob[at[number] : at[number + 1]].tobytes(), type=Entry)

    def _word(self, number: int) -> Token:
        at, blob = self.arrays["words_at"], self.arrays["words"]
        return msgspec.msgpack.decode(blob[at[number] : at[number + 1]].tobytes(), type=Token)

    def candidates(self, sequences: Sequence[tuple[Token, ...]], least: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield the names whose best possible score reaches the least one, as (number of the sequence, of the name).

        The words with the longest postings are only looked up in names that the others found: alone they could not
        carry a name over the threshold.
        """
        asked = _Asked(self, sequences, least)
        exact = [(at, int(name)) for at, names in asked.exact for name in names]
        yield from exact
        pairs, agreed = self._reached(asked)
        pairs, agreed = asked.admitted(pairs, agreed, self._name_weights, with_common=True)
        if len(pairs) and asked.has_common:
            agreed = agreed + self._common(asked, pairs)
            pairs, agreed = asked.admitted(pairs, agreed, self._name_weights, with_common=False)
        known = set(exact)
        for pair in pairs.tolist():
            found = pair >> _NAMES, pair & ((1 << _NAMES) - 1)
            if found not in known:
                yield found

    def likes(self, sequences: Sequence[tuple[Token, ...]]) -> Mapping[Token, _Likes]:
        """Return the words of the index that each word of these sequences may mean."""
        tokens = dict.fromkeys(chain.from_iterable(sequences))
        if len(self._likes) > _REMEMBERED:
            self._likes.clear()
        unknown = [token for token in tokens if token not in self._likes]
        ways = [tuple(self.ways(token)) for token in unknown]
        owners = [token for token, each in zip(unknown, ways, strict=True) for _ in each]
        met: dict[Token, set[int]] = {token: set() for token in unknown}
        for at, words in self._to_words(list(chain.from_iterable(ways))):
            met[owners[at]].update(words.tolist())
        for token, words_met in met.items():
            self._likes[token] = self._like(token, sorted(words_met))
        return {token: self._likes[token] for token in tokens}

    def _like(self, token: Token, met: Sequence[int]) -> _Likes:
        scores = {number: self.possible(token, self.word(number)) for number in met}
        words = np.array([number for number in met if scores[number]], dtype=np.uint32)
        held = int((self._postings_at[words + 1] - self._postings_at[words]).sum())
        heaviest = int(self._word_weights[words].max(initial=0))
        return _Likes(words, np.array([scores[int(number)] for number in words], dtype=np.int64), held, heaviest)

    def written_as(self, texts: Sequence[str]) -> Iterator[tuple[int, Numbers]]:
        """Yield the place of each text, and the words of the index that are spelled just so."""
        for at, words in self._to_words(["s" + text for text in texts]):
            same = [number for number in words.tolist() if self.word(number).spelled == texts[at]]
            if same:
                yield at, np.array(same, dtype=np.uint32)

    def sounding(self, sounds: Sequence[str]) -> Iterator[tuple[int, Numbers]]:
        """Yield the place of each run of consonants, and the words of the index that may have them."""
        ways = [way + sound for sound in sounds for way in ("l", "v")]
        for at, words in self._to_words(ways):
            yield at // 2, words

    def named(self, keys: Sequence[str]) -> Iterator[tuple[int, Numbers]]:
        """Yield the names under keys of whole names: `x` with all words in order, `g` with two written as one."""
        return self._to_names(keys)

    def postings(self, words: Numbers) -> tuple[Numbers, npt.NDArray[np.int64]]:
        """Return the names that hold each of these words, and how many there are for each."""
        begins = self._postings_at[words].astype(np.int64)
        counts = self._postings_at[words + 1].astype(np.int64) - begins
        return self._postings[_ranges(begins, counts)], counts

    def _reached(self, asked: "_Asked") -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the (sequence, name) pairs that share a telling word, and per pair what agrees: three sums."""
        words, rows = asked.telling()
        names, counts = self.postings(words)
        rows = np.repeat(rows, counts, axis=0)
        glued_names, glued_rows = asked.glued()
        names = np.concatenate((names, glued_names))
        rows = np.concatenate((rows, glued_rows))
        keys = (rows[:, 0] << (_NAMES + _PLACES)) | (names.astype(np.int64) << _PLACES) | rows[:, 1]
        return _summed(keys, rows[:, 2:])

    def _common(self, asked: "_Asked", pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return what agrees between the frequent words of each sequence and the words of each name: three sums."""
        wanted, rows = asked.common()
        names = pairs & ((1 << _NAMES) - 1)
        begins = self._name_words_at[names].astype(np.int64)
        counts = self._name_words_at[names + 1].astype(np.int64) - begins
        owner = np.repeat(np.arange(len(pairs)), counts)
        keys = ((pairs >> _NAMES)[owner] << 32) | self._name_words[_ranges(begins, counts)].astype(np.int64)
        sums = np.zeros((len(pairs), 3), dtype=np.int64)
        # A word may stand in a sequence more than once: look for its first, second ... place until none is left.
        at = np.searchsorted(wanted, keys)
        live = np.arange(len(keys))
        found: list[npt.NDArray[np.int64]] = []
        owners: list[npt.NDArray[np.int64]] = []
        while len(live):
            inside = at[live] < len(wanted)
            live = live[inside]
            live = live[wanted[at[live]] == keys[live]]
            found.append(rows[at[live]])
            owners.append(owner[live])
            at[live] += 1
        all_rows, all_owners = np.concatenate(found), np.concatenate(owners)
        if len(all_rows):
            reached, summed = _summed((all_owners << _PLACES) | all_rows[:, 0], all_rows[:, 1:])
            sums[reached] = summed
        return sums


class _Asked:
    """Some sequences of words on their way through an index."""

    def __init__(self, side: Side, sequences: Sequence[tuple[Token, ...]], least: Sequence[int]) -> None:
        self._side = side
        self.exact: list[tuple[int, Numbers]] = []
        self._telling: list[tuple[Numbers, npt.NDArray[np.int64]]] = []
        self._common: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []
        self._glued: list[tuple[Numbers, npt.NDArray[np.int64]]] = []
        size = len(sequences)
        self._weights = np.zeros(size, dtype=np.int64)
        self._extra = np.zeros(size, dtype=np.int64)
        self._free = np.zeros(size, dtype=np.int64)
        self._initials = np.zeros(size, dtype=np.int64)
        self._common_sums = np.zeros((size, 3), dtype=np.int64)
        self._least = np.array(least, dtype=np.int64)
        # The same words, or the same letters but for a slip: scored whatever the words tell.
        ways = [(at, "x" + matcher.exact_key(sequence)) for at, sequence in enumerate(sequences)]
        for at, sequence in enumerate(sequences):
            ways += [(at, way) for way in slips.ways(sequence, person=side.person)] if is_likely(sequence) else []
        self.exact += [(ways[found][0], names) for found, names in side.named([way for _, way in ways])]
        likes = side.likes(sequences)
        places: list[tuple[int, int, int]] = []
        for at, sequence in enumerate(sequences):
            if is_likely(sequence):
                places += [(at, place, token.weight) for place, token in enumerate(sequence)]
                self._take(at, sequence, least[at], likes)
        self._take_glued(sequences, places)

    @property
    def has_common(self) -> bool:
        """Tell whether any sequence holds a word too frequent to start from."""
        return bool(self._common)

    def telling(self) -> tuple[Numbers, npt.NDArray[np.int64]]:
        """Return the words to start from; beside each its sequence, place, weight, weight by score, weight taken."""
        return _joined(self._telling)

    def glued(self) -> tuple[Numbers, npt.NDArray[np.int64]]:
        """Return the names reached by words written together or apart, with the same facts beside them."""
        return _joined(self._glued)

    def common(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the frequent words as sorted (sequence, word) keys; beside each place, weight, by score, taken."""
        keys = np.concatenate([keys for keys, _ in self._common])
        rows = np.concatenate([rows for _, rows in self._common])
        order = np.argsort(keys, kind="stable")
        return keys[order], rows[order]

    def admitted(
        self,
        pairs: npt.NDArray[np.int64],
        agreed: npt.NDArray[np.int64],
        name_weights: npt.NDArray[np.int64],
        *,
        with_common: bool,
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Keep the pairs whose best possible score reaches the least one; `with_common`: as if all those agreed."""
        at = pairs >> _NAMES
        sums = agreed + self._common_sums[at] if with_common else agreed
        weight = sums[:, 0] + self._initials[at]
        by_score = sums[:, 1] + 100 * self._initials[at]
        extra = np.maximum(0, self._weights[at] - weight)
        names = pairs & ((1 << _NAMES) - 1)
        lacking = np.maximum(0, name_weights[names] - self._free[at] - sums[:, 2])
        whole = 100 * weight + self._extra[at] * extra + self._side.costs_held(names) * lacking
        # A score is rounded, half a point up.
        kept = 200 * by_score >= (2 * self._least[at] - 1) * whole
        return pairs[kept], agreed[kept]

    def _take(self, at: int, sequence: tuple[Token, ...], least: int, known: Mapping[Token, _Likes]) -> None:
        side = self._side
        weights = [token.weight for token in sequence]
        total = self._weights[at] = sum(weights)
        extra = self._extra[at] = side.cost_asked(sequence)
        # An initial may stand for any name, so every list name is thought to have it.
        initials = [side.person and token.word_class is WordClass.INITIAL for token in sequence]
        self._initials[at] = sum(weight for weight, initial in zip(weights, initials, strict=True) if initial)
        self._free[at] = _RARE * sum(initials)
        likes = [known[token] for token in sequence]
        rest = total
        for place in sorted(range(len(sequence)), key=lambda each: (likes[each].names / (weights[each] + 1), each)):
            like, weight = likes[place], weights[place]
            telling = 10_000 * rest >= (least - 1) * (100 * rest + extra * (total - rest))
            if not initials[place]:
                rest -= weight
            if initials[place] or not len(like.words):
                continue
            facts = np.empty((len(like.words), 5), dtype=np.int64)
            facts[:, 0], facts[:, 1], facts[:, 2] = at, place, weight
            facts[:, 3] = weight * like.scores
            facts[:, 4] = side.arrays["word_weights"][like.words]
            if telling:
                self._telling.append((like.words, facts))
            else:
                self._common.append(((at << 32) | like.words.astype(np.int64), facts[:, 1:]))
                self._common_sums[at] += (weight, weight * int(like.scores.max()), like.heaviest)

    def _take_glued(self, sequences: Sequence[tuple[Token, ...]], places: Sequence[tuple[int, int, int]]) -> None:
        """Find the names that write one word of a sequence as two, and the words that are two of a sequence."""
        side = self._side
        for found, names in side.named(["g" + sequences[at][place].spelled for at, place, _ in places]):
            at, place, weight = places[found]
            self._glued.append((names, _facts(len(names), at, place, weight, 2 * _RARE)))
        inner = [(at, place, weight) for at, place, weight in places if place + 1 < len(sequences[at])]
        pairs = [sequences[at][place].spelled + sequences[at][place + 1].spelled for at, place, _ in inner]
        for found, words in side.written_as(pairs):
            at, place, weight = inner[found]
            names, _ = side.postings(words)
            both = weight + sequences[at][place + 1].weight
            self._glued.append((names, _facts(len(names), at, _GLUED_AT + place, both, _RARE)))
        if side.person:
            self._take_glued_sounds(sequences, places, inner)

    def _take_glued_sounds(
        self,
        sequences: Sequence[tuple[Token, ...]],
        places: Sequence[tuple[int, int, int]],
        inner: Sequence[tuple[int, int, int]],
    ) -> None:
        """Do the same for persons' names that are spelled otherwise as well."""
        side = self._side
        asked = [
            (at, place, weight, "h" + sound)
            for at, place, weight in places
            if sequences[at][place].word_class is not WordClass.INITIAL and sequences[at][place].spelled.isalpha()
            for sound in consonants(sequences[at][place])
        ]
        for found, names in side.named([way for *_, way in asked]):
            at, place, weight, _ = asked[found]
            self._glued.append((names, _facts(len(names), at, place, weight, 2 * _RARE)))
        runs = [
            (at, place, sum(token.weight for token in words), taken, way + run)
            for at, sequence in enumerate(sequences)
            if persons.is_eastern(sequence)
            for kind, place, words in eastern_words(sequence, _GLUED_AT)
            for run in sorted(eastern.readings("".join(token.spelled for token in words), persons.systems(sequence)))
            for way, taken in _EASTERN_TAKEN[kind]
        ]
        for found, names in side.named([each[-1] for each in runs]):
            at, place, weight, taken, _ = runs[found]
            self._glued.append((names, _facts(len(names), at, place, weight, taken)))
        paired = [
            (at, place, weight, sound)
            for at, place, weight in inner
            for sound in glued(sequences[at][place], sequences[at][place + 1])
        ]
        for found, numbers in side.sounding([sound for *_, sound in paired]):
            at, place, weight, _ = paired[found]
            first, second = sequences[at][place : place + 2]
            alike = [each for each in numbers.tolist() if glued_likeness(first, second, side.word(each)) is not None]
            names, _ = side.postings(np.array(alike, dtype=np.uint32))
            both = weight + second.weight
            self._glued.append((names, _facts(len(names), at, _GLUED_AT + place, both, _RARE)))


class Builder:
    """Takes entries in, one by one, and makes a side of them."""

    def __init__(self, *, person: bool, ways: Callable[..., Iterator[str]] | None = None) -> None:
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
        self._name_weights.append(sum(token.weight for token in tokens))
        self._name_words.extend([vocabulary.setdefault(token, len(vocabulary)) for token in tokens])
        self._name_lengths.append(len(tokens))
        self._likely.append(likely)
        if exact:
            self._lead("x" + matcher.exact_key(tokens), at)
        if likely:
            for text in glued_pairs(tokens):
                self._lead("g" + text, at)
            for way in ways_to_name(tokens, person=self._person):
                self._lead(way, at)

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
            ways = [key(way) for way in self._ways(token, person=self._person)]
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

    def _lead(self, way: str, name: int) -> None:
        self._name_keys.append(key(way))
        self._name_numbers.append(name)


def is_likely(sequence: Iterable[Token]) -> bool:
    """Tell whether a name has a word of weight, so that it is found by likeness and not only word for word."""
    return any(token.weight >= _BODY for token in sequence)


def extra_cost(sequence: tuple[Token, ...], *, person: bool) -> int:
    """Return the least that 100 of the weight of a query costs that a list name has no word for."""
    department = not person and any(token.word_class is WordClass.BODY for token in sequence)
    return DEPARTMENT_COST if department else EXTRA_COST[person]


_EASTERN_TAKEN: Final = {"e": (("e", _RARE), ("f", 2 * _RARE)), "f": (("e", _RARE),)}
"""What weight of a list name they take, by how it was found."""


def _facts(size: int, at: int, place: int, weight: int, taken: int) -> npt.NDArray[np.int64]:
    return np.tile(np.array((at, place, weight, 100 * weight, taken), dtype=np.int64), (size, 1))


def _joined(pieces: Sequence[tuple[Numbers, npt.NDArray[np.int64]]]) -> tuple[Numbers, npt.NDArray[np.int64]]:
    if not pieces:
        return np.zeros(0, dtype=np.uint32), np.zeros((0, 5), dtype=np.int64)
    return np.concatenate([numbers for numbers, _ in pieces]), np.concatenate([rows for _, rows in pieces])


def _summed(
    keys: npt.NDArray[np.int64], values: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Add up the values by key without its place; of several at one place the greatest counts."""
    if not len(keys):
        return keys, np.zeros((0, values.shape[1]), dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    values = np.maximum.reduceat(values, begins, axis=0)
    wholes = keys[begins] >> _PLACES
    begins = np.flatnonzero(np.concatenate(([True], wholes[1:] != wholes[:-1])))
    return wholes[begins], np.add.reduceat(values, begins, axis=0)


def _ranges(begins: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers of all these ranges, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(begins - ends + counts, counts)


def _packed(pieces: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    ends = np.cumsum([0, *(len(piece) for piece in pieces)]).astype(np.uint64)
    return np.frombuffer(b"".join(pieces), dtype=np.uint8), ends
