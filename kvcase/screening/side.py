"""Half of an index, persons or all else: words, the names that hold them, and which names a query can reach.

All that searching needs are plain arrays, so that a file can hold it and processes can share it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from kvcase.lists.entries import Entry, Name
from kvcase.screening import eastern, matcher, persons, slips
from kvcase.screening.alignment import DEPARTMENT_COST, EXTRA_COST, MISSING_COST
from kvcase.screening.likeness import consonants, counts_in_short, glued, glued_likeness, near_enough, possible
from kvcase.screening.normalise import Token
from kvcase.screening.runs import once, ranges, summed
from kvcase.screening.two_slips import LongWords
from kvcase.screening.ways import Numbers, Ways
from kvcase.screening.word_ways import eastern_words, ways_from
from kvcase.screening.words import WEIGHTS, WordClass

Arrays = Mapping[str, npt.NDArray[Any]]

_INITIAL, _RARE = WEIGHTS[WordClass.INITIAL], WEIGHTS[WordClass.RARE]
_PLACES: Final = 7
"""Bits for the place of a word in a query; glued pairs stand behind the words."""
_NAMES: Final = 28
"""Bits for the number of a name: 268 million in a list."""
_GLUED_AT: Final = 1 << (_PLACES - 1)
_REMEMBERED: Final = 100_000
_LEAST_WITH_A_SLIP: Final = 3
"""A slip in a short word is believed beside two others that agree (`likeness.is_slip`), so not in a shorter name."""


@dataclass(frozen=True, slots=True)
class _Likes:
    """The words of the index that a word of a query, of this weight, may mean, and how many names hold any.

    Beside each word stand its score, 0 to 100, the weight that agrees and the weight it takes of a name. `grades` are
    the different pairs of weight and score, `heaviest` is the most it takes.
    """

    weight: int
    words: Numbers
    scores: npt.NDArray[np.int64]
    weights: npt.NDArray[np.int64]
    taken: npt.NDArray[np.int64]
    names: int
    grades: tuple[tuple[int, int], ...]
    heaviest: int


_NO_WORDS: Final = np.zeros(0, dtype=np.uint32)
_NO_SCORES: Final = np.zeros(0, dtype=np.int64)
_NO_LIKES: Final = _Likes(0, _NO_WORDS, _NO_SCORES, _NO_SCORES, _NO_SCORES, 0, (), 0)

_Found = tuple[Numbers, int, int, int, int]
"""Numbers of names, and for all of them: the sequence, the place in it, what it gains and what it takes."""


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
        self._long_words = LongWords(arrays)
        self._likes: dict[Token, tuple[_Likes, _Likes]] = {}
        self._words, self._words_at = arrays["words"].data, arrays["words_at"].data
        self._decode_word = msgspec.msgpack.Decoder(Token).decode
        self.word = lru_cache(maxsize=_REMEMBERED)(self._word)
        self.entry = lru_cache(maxsize=_REMEMBERED)(self._entry)

    def __len__(self) -> int:
        return len(self.arrays["entries_at"]) - 1

    def ways(self, token: Token) -> Iterable[str]:
        """Return the strings under which words that a word of a sequence may mean can be found."""
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
        return self._decode_word(self._words[self._words_at[number] : self._words_at[number + 1]])

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

    def likes(self, sequences: Sequence[tuple[Token, ...]]) -> Mapping[Token, tuple[_Likes, _Likes]]:
        """Return the words of the index that each word of these sequences may mean: in long names, and in any."""
        tokens = dict.fromkeys(chain.from_iterable(sequences))
        if len(self._likes) > _REMEMBERED:
            self._likes.clear()
        unknown = [token for token in tokens if token not in self._likes]
        self._likes.update(zip(unknown, self._looked_up(unknown), strict=True))
        return {token: self._likes[token] for token in tokens}

    def _looked_up(self, tokens: Sequence[Token]) -> Sequence[tuple[_Likes, _Likes]]:
        ways = [tuple(self.ways(token)) for token in tokens]
        owners = np.repeat(np.arange(len(tokens)), np.array([len(each) for each in ways], dtype=np.int64))
        places, numbers = self._to_words.found(list(chain.from_iterable(ways)))
        twice_slipped, askers = self._long_words.near([token.spelled for token in tokens])
        met = once(np.concatenate(((owners[places] << 32) | numbers, (askers << 32) | twice_slipped)))
        owners, words = met >> 32, met & 0xFFFFFFFF
        numbers, held_at = np.unique(words, return_inverse=True)
        held = [self.word(number) for number in numbers.tolist()]
        near = np.flatnonzero(near_enough(tokens, held, (owners, held_at), person=self.person))
        scores = np.zeros(len(met), dtype=np.int64)
        unsure: list[int] = []
        for at, asked, listed in zip(near.tolist(), owners[near].tolist(), held_at[near].tolist(), strict=True):
            score = scores[at] = self.possible(tokens[asked], held[listed])
            if score and not counts_in_short(tokens[asked], held[listed], score):
                unsure.append(at)
        every = self._graded(tokens, owners, words, scores)
        if not unsure:
            return [(each, each) for each in every]
        concerned = np.isin(owners, owners[unsure])
        scores[unsure] = 0
        sure = self._graded(tokens, owners[concerned], words[concerned], scores[concerned])
        concerned_owners = set(owners[unsure].tolist())
        return [(each, sure[at] if at in concerned_owners else each) for at, each in enumerate(every)]

    def _graded(
        self,
        tokens: Sequence[Token],
        owners: npt.NDArray[np.int64],
        numbers: npt.NDArray[np.int64],
        scores: npt.NDArray[np.int64],
    ) -> Sequence[_Likes]:
        """Return for each token the words that may be it: those with a score, in runs by the place of their token."""
        kept = scores > 0
        owners, scores = owners[kept], scores[kept]
        words: Numbers = numbers[kept].astype(np.uint32)
        own = np.array([token.weight for token in tokens], dtype=np.int64)[owners]
        taken = self._word_weights[words].astype(np.int64)
        # What agrees with an initial weighs as much as that, whatever it is itself.
        weights = np.where(scores == 100, own, np.minimum(np.maximum(own, _INITIAL), taken))
        held = np.cumsum(self._postings_at[words + 1] - self._postings_at[words], dtype=np.int64).tolist()
        grades = list(zip(weights.tolist(), scores.tolist(), strict=True))
        heaviest = taken.tolist()
        ends = owners.searchsorted(np.arange(len(tokens)), side="right").tolist()
        found: list[_Likes] = []
        begin = 0
        for token, end in zip(tokens, ends, strict=True):
            if begin == end:
                found.append(_NO_LIKES)
                continue
            own_words = slice(begin, end)
            names = held[end - 1] - (held[begin - 1] if begin else 0)
            found.append(
                _Likes(
                    token.weight,
                    words[own_words],
                    scores[own_words],
                    weights[own_words],
                    taken[own_words],
                    names,
                    tuple(set(grades[own_words])),
                    max(heaviest[own_words]),
                )
            )
            begin = end
        return found

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
        return self._postings[ranges(begins, counts)], counts

    def _reached(self, asked: "_Asked") -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the (sequence, name) pairs that share a telling word, and per pair what they gain and take."""
        words, rows = asked.telling()
        names, counts = self.postings(words)
        glued_names, glued_rows = asked.glued()
        names = np.concatenate((names, glued_names))
        rows = np.concatenate((np.repeat(rows, counts, axis=1), glued_rows), axis=1)
        keys = (rows[0] << (_NAMES + _PLACES)) | (names.astype(np.int64) << _PLACES) | rows[1]
        return summed(keys, rows[2:], _PLACES)

    def _common(self, asked: "_Asked", pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return what the frequent words of each sequence gain and take among the words of each name."""
        wanted, rows = asked.common()
        names = pairs & ((1 << _NAMES) - 1)
        begins = self._name_words_at[names].astype(np.int64)
        counts = self._name_words_at[names + 1].astype(np.int64) - begins
        owner = np.repeat(np.arange(len(pairs)), counts)
        keys = ((pairs >> _NAMES)[owner] << 32) | self._name_words[ranges(begins, counts)].astype(np.int64)
        sums = np.zeros((2, len(pairs)), dtype=np.int64)
        # A word may stand in a sequence more than once: look for its first, second ... place until none is left.
        at = np.searchsorted(wanted, keys)
        live = np.arange(len(keys))
        found: list[npt.NDArray[np.int64]] = []
        owners: list[npt.NDArray[np.int64]] = []
        while len(live):
            inside = at[live] < len(wanted)
            live = live[inside]
            live = live[wanted[at[live]] == keys[live]]
            found.append(rows.take(at[live], axis=1))
            owners.append(owner[live])
            at[live] += 1
        all_rows, all_owners = np.concatenate(found, axis=1), np.concatenate(owners)
        if len(all_owners):
            reached, gained = summed((all_owners << _PLACES) | all_rows[0], all_rows[1:], _PLACES)
            sums[:, reached] = gained
        return sums


@dataclass(slots=True)
class _Balance:
    """What a name needs to reach the least score for a sequence, and what is certain or possible to be gained.

    `extra` is what weight that does not agree costs, `unit` what it gains when it wholly agrees, both for each weight.
    """

    rate: int
    extra: int = 0
    needed: int = 0
    most: int = 0
    free: int = 0
    free_taken: int = 0
    common: int = 0
    common_taken: int = 0
    unit: int = 0

    @property
    def facts(self) -> tuple[int, ...]:
        """Return all but the unit, in their order."""
        both = (self.free, self.free_taken, self.common, self.common_taken)
        return self.rate, self.extra, self.needed, self.most, *both


class _Asked:
    """Some sequences of words on their way through an index.

    A name reaches a score of `least` when 200 times what agrees is at least its rate, 2 * least - 1, times the whole of
    the alignment (`alignment.align`; a score is rounded). What a word adds to that balance when it agrees is its gain:
    what its score is worth, and what it would have cost.
    """

    def __init__(self, side: Side, sequences: Sequence[tuple[Token, ...]], least: Sequence[int]) -> None:
        self._side = side
        self.exact: list[tuple[int, Numbers]] = []
        self._telling: list[tuple[_Likes, int, int]] = []
        self._common: list[tuple[_Likes, int, int]] = []
        self._glued: list[_Found] = []
        self._balances = [_Balance(2 * each - 1) for each in least]
        # The same words, or the same letters but for a slip: scored whatever the words tell.
        ways = [(at, "x" + matcher.exact_key(sequence)) for at, sequence in enumerate(sequences)]
        for at, sequence in enumerate(sequences):
            if matcher.is_likely(sequence):
                ways += [(at, way) for way in slips.ways(sequence, person=side.person)]
        self.exact += [(ways[found][0], names) for found, names in side.named([way for _, way in ways])]
        likes = side.likes(sequences)
        places: list[tuple[int, int, int]] = []
        for at, sequence in enumerate(sequences):
            if matcher.is_likely(sequence):
                places += [(at, place, token.weight) for place, token in enumerate(sequence)]
                self._take(at, sequence, [likes[token] for token in sequence])
        self._take_glued(sequences, places)
        facts = np.array([each.facts for each in self._balances], dtype=np.int64).reshape(-1, 8)
        self._rate, self._extra, self._needed, self._most = facts[:, :4].T
        self._free, self._common_most = facts[:, 4:6].T, facts[:, 6:].T

    @property
    def has_common(self) -> bool:
        """Tell whether any sequence holds a word too frequent to start from."""
        return bool(self._common)

    def telling(self) -> tuple[Numbers, npt.NDArray[np.int64]]:
        """Return the words to start from; beside each its sequence, its place, what it gains and what it takes."""
        return self._rows(self._telling)

    def glued(self) -> tuple[Numbers, npt.NDArray[np.int64]]:
        """Return the names reached by words written together or apart, with the same facts beside them."""
        if not self._glued:
            return np.zeros(0, dtype=np.uint32), np.zeros((4, 0), dtype=np.int64)
        facts = np.array([facts for _, *facts in self._glued], dtype=np.int64).T
        names = [names for names, *_ in self._glued]
        return np.concatenate(names), np.repeat(facts, [len(each) for each in names], axis=1)

    def common(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the frequent words as sorted (sequence, word) keys; beside each its place, what it gains and takes."""
        words, rows = self._rows(self._common)
        keys = (rows[0] << 32) | words.astype(np.int64)
        order = np.argsort(keys, kind="stable")
        return keys[order], rows[1:].take(order, axis=1)

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
        names = pairs & ((1 << _NAMES) - 1)
        sums = agreed + (self._free + self._common_most if with_common else self._free).take(at, axis=1)
        lacking = np.maximum(0, name_weights[names] - sums[1])
        gained = np.minimum(sums[0], self._most[at])
        kept = gained >= self._needed[at] + self._rate[at] * self._side.costs_held(names) * lacking
        return pairs[kept], agreed.compress(kept, axis=1)

    def _rows(self, found: Sequence[tuple[_Likes, int, int]]) -> tuple[Numbers, npt.NDArray[np.int64]]:
        if not found:
            return np.zeros(0, dtype=np.uint32), np.zeros((4, 0), dtype=np.int64)
        likes = [like for like, _, _ in found]
        words = np.concatenate([like.words for like in likes])
        counts = [len(like.words) for like in likes]
        places = np.array([(at, place) for _, at, place in found], dtype=np.int64).T
        rows = np.empty((4, len(words)), dtype=np.int64)
        rows[:2] = np.repeat(places, counts, axis=1)
        saved = self._extra[places[0]] * np.array([like.weight for like in likes], dtype=np.int64)
        worth = 200 * np.concatenate([like.scores for like in likes]) - 100 * self._rate[rows[0]]
        gains = np.concatenate([like.weights for like in likes]) * worth + np.repeat(saved, counts)
        rows[2] = np.maximum(0, gains)
        rows[3] = np.concatenate([like.taken for like in likes])
        return words, rows

    def _take(self, at: int, sequence: tuple[Token, ...], known: Sequence[tuple[_Likes, _Likes]]) -> None:
        side, balance = self._side, self._balances[at]
        extra = balance.extra = balance.rate * side.cost_asked(sequence)
        unit = balance.unit = 20_000 - 100 * balance.rate + extra
        total = sum([token.weight for token in sequence])
        needed = balance.needed = extra * total
        balance.most = unit * sum([max(token.weight, _INITIAL) for token in sequence])
        short = len(sequence) < _LEAST_WITH_A_SLIP
        rest = 0
        looked_up: list[tuple[float, int, int, _Likes]] = []
        for place, (token, likes) in enumerate(zip(sequence, known, strict=True)):
            like = likes[short]
            # An initial may stand for any name, so every list name is thought to have it.
            if side.person and token.word_class is WordClass.INITIAL:
                balance.free += token.weight * unit
                balance.free_taken += _RARE
                rest += token.weight * unit
            elif like.grades:
                gains = [weight * (200 * score - 100 * balance.rate) for weight, score in like.grades]
                gain = max(0, max(gains) + extra * token.weight)
                rest += gain
                looked_up.append((like.names / (token.weight + 1), place, gain, like))
        for _, place, gain, like in sorted(looked_up, key=lambda each: each[:2]):
            if rest >= needed:
                self._telling.append((like, at, place))
            else:
                self._common.append((like, at, place))
                balance.common += gain
                balance.common_taken += like.heaviest
            rest -= gain

    def _glue(self, names: Numbers, at: int, place: int, weight: int, taken: int) -> None:
        """Note names in which words of this weight are written together or apart."""
        self._glued.append((names, at, place, weight * self._balances[at].unit, taken))

    def _take_glued(self, sequences: Sequence[tuple[Token, ...]], places: Sequence[tuple[int, int, int]]) -> None:
        """Find the names that write one word of a sequence as two, and the words that are two of a sequence."""
        side = self._side
        for found, names in side.named(["g" + sequences[at][place].spelled for at, place, _ in places]):
            at, place, weight = places[found]
            self._glue(names, at, place, weight, 2 * _RARE)
        inner = [(at, place, weight) for at, place, weight in places if place + 1 < len(sequences[at])]
        pairs = [sequences[at][place].spelled + sequences[at][place + 1].spelled for at, place, _ in inner]
        for found, words in side.written_as(pairs):
            at, place, weight = inner[found]
            names, _ = side.postings(words)
            self._glue(names, at, _GLUED_AT + place, weight + sequences[at][place + 1].weight, _RARE)
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
            self._glue(names, at, place, weight, 2 * _RARE)
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
            self._glue(names, at, place, weight, taken)
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
            self._glue(names, at, _GLUED_AT + place, weight + second.weight, _RARE)


def extra_cost(sequence: tuple[Token, ...], *, person: bool) -> int:
    """Return the least that 100 of the weight of a query costs that a list name has no word for."""
    department = not person and any(token.word_class is WordClass.BODY for token in sequence)
    return DEPARTMENT_COST if department else EXTRA_COST[person]


_EASTERN_TAKEN: Final = {"e": (("e", _RARE), ("f", 2 * _RARE)), "f": (("e", _RARE),)}
"""What weight of a list name they take, by how it was found."""
