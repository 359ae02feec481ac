"""Tell whether two words that are not written the same may be the same word, and how sure that is.

What two words can get beside each other rests on them alone, so that an index can look for words by it; whether it
counts may rest on the whole name (`alignment`).
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from kvcase.screening import eastern, given_names, nicknames, organisations, slips, sounds, vowelless
from kvcase.screening.normalise import Token
from kvcase.screening.sound_alikes import plain, skeleton
from kvcase.screening.words import WordClass


class PartKind(StrEnum):
    """How a word of the query and a word of the list name agree, or that one has no counterpart."""

    EXACT = "exact"
    TYPO = "typo"
    READING = "reading"
    SKELETON = "skeleton"
    CUT = "cut"
    INITIAL = "initial"
    NICKNAME = "nickname"
    MISSING = "missing"
    EXTRA = "extra"


Places = npt.NDArray[np.int64]
Likeness = tuple[PartKind, int]
"""How two words agree, and a score 0 to 100."""

INITIAL_SCORE: Final = 90
SLIP_SCORE: Final = 75
_LEAST_GLUED: Final = {False: 4, True: 2}
"""By whether vowels are missing: so many consonants have two words that are taken for one in another spelling."""
_WRITTEN_ON: Final = (
    "vander", "vanden", "vande", "van", "vonder", "von", "zum", "zur", "della", "delas", "delos", "dela", "del", "dos",
    "das", "de", "el", "al", "ul", "ben", "bin", "ibn",
)  # fmt: skip
_SHORTEST_REST: Final = 4
_SYLLABLES: Final = 5
"""A word of more letters that pinyin happens to spell is taken for Chinese only beside another such word."""
_MOST_APART: Final = 4
"""So many letters more has a word than another that sounds the same."""
_TWO_APART: Final = 2
SHORTEST_TWICE_SLIPPED: Final = 8
"""So many letters have two words at least, if they are taken for one but for two slips of the finger."""
_SHORTEST_SLIP: Final = 3
_RARE, _INITIAL = WordClass.RARE, WordClass.INITIAL
_READING: Final = (PartKind.READING, 95)
_EASTERN: Final = (PartKind.READING, 90)
_CONSONANTS: Final = (PartKind.SKELETON, 80)
_SOUND: Final = ((PartKind.SKELETON, 90), (PartKind.SKELETON, 85))


def likeness(query: Token, listed: Token, *, person: bool) -> Likeness | None:
    """Return how two different words may still be the same one, with a score 0 to 100, or nothing."""
    if not person:
        if query.native and listed.native:
            return (PartKind.SKELETON, 85) if query.spelled == listed.spelled else None
        if organisations.goes_on(query, listed):
            return PartKind.CUT, 90
        if organisations.are_apart(query, listed):
            return None
    elif query.word_class is not _RARE and listed.word_class is not _RARE:
        return None
    if query.word_class is _INITIAL or listed.word_class is _INITIAL:
        return None
    if query.vowel_less is not listed.vowel_less:
        native, latin = (query, listed) if query.vowel_less else (listed, query)
        return _across(native.spelled, latin.spelled)
    return _alike(query.spelled, listed.spelled, person and not query.vowel_less)


@lru_cache(maxsize=262144)
def _alike(q: str, l: str, by_sound: bool) -> Likeness | None:  # noqa: E741
    """Compare two words of one script."""
    if not (q.isalpha() and l.isalpha()):
        return None
    if by_sound and (same := given_names.are_one(q, l)) is not None:
        return _READING if same else None
    if by_sound and (q.endswith(l) or l.endswith(q)) and (l in _rests(q) or q in _rests(l)):
        return _READING
    shorter, longer = (len(q), len(l)) if len(q) < len(l) else (len(l), len(q))
    most = max(_TWO_APART, longer // 2)
    distance = OSA.distance(q, l, score_cutoff=most)
    if by_sound and distance > most and sounds.share_consonants(q, l):
        distance = OSA.distance(_as_english(q), _as_english(l), score_cutoff=most)
    if distance > most:
        return None
    syllables = by_sound and _are_syllables(q, l, both=shorter > _SYLLABLES)
    apart = sounds.distance(q, l) if by_sound and not syllables else None
    if apart == 0:
        return _SOUND[0]
    if distance == 1 and (shorter >= 5 or (shorter == 4 and q[0] == l[0])):
        return PartKind.TYPO, 90
    if distance == 2 and shorter >= SHORTEST_TWICE_SLIPPED:
        return PartKind.TYPO, 80
    if syllables:
        return _SOUND[0] if q[0] == l[0] and sounds.same(q, l) else None
    if by_sound:
        return None if apart is None else _SOUND[1]
    bare = skeleton(q)
    if len(bare) >= 3 and bare == skeleton(l) and OSA.distance(plain(q), plain(l)) * 4 <= longer:
        return PartKind.SKELETON, 85
    return None


def _are_syllables(one: str, other: str, *, both: bool) -> bool:
    """Tell whether both words, or one of them, may be syllables of Chinese."""
    if both:
        return eastern.is_pinyin(one) and eastern.is_pinyin(other)
    return eastern.is_pinyin(one) or eastern.is_pinyin(other)


@lru_cache(maxsize=65536)
def _as_english(word: str) -> str:
    """Return a word with the sounds of French and German spelling as English writes them: *Kechiche, Wischnewski*."""
    for spelling, sound in (
        ("sch", "sh"),
        ("tch", "ch"),
        ("ch", "sh"),
        ("dj", "j"),
        ("ou", "u"),
        ("w", "v"),
        ("j", "i"),
    ):
        word = word.replace(spelling, sound)
    return plain(word.removesuffix("e"))


def without_particle(token: Token) -> tuple[str, ...]:
    """Return what is left of a word of a person's name that begins with a particle: *Vanderquast*, *Elmasri*."""
    return () if token.vowel_less or token.word_class is not WordClass.RARE else _rests(token.spelled)


def _rests(word: str) -> tuple[str, ...]:
    if not word.startswith(_WRITTEN_ON):
        return ()
    starts = (word[len(particle) :] for particle in _WRITTEN_ON if word.startswith(particle))
    return tuple(rest for rest in starts if len(rest) >= _SHORTEST_REST)


def consonants(token: Token) -> tuple[str, ...]:
    """Return the consonants of a word of a person's name, or of one without vowels, in each of its readings."""
    return vowelless.keys(token.spelled) if token.vowel_less else sounds.keys(token.spelled)


def glued(first: Token, second: Token) -> tuple[str, ...]:
    """Return the consonants of two words of a person's name written as one, in each reading; nothing for initials."""
    if first.vowel_less is not second.vowel_less or first.word_class is _INITIAL or second.word_class is _INITIAL:
        return ()
    if not (first.spelled.isalpha() and second.spelled.isalpha()):
        return ()
    least = _LEAST_GLUED[first.vowel_less]
    return tuple([sound for sound in sounds.joined(consonants(first), consonants(second)) if len(sound) >= least])


def glued_likeness(first: Token, second: Token, whole: Token) -> Likeness | None:
    """Return how one word may be two others written together, in a person's name, where it is not quite the same."""
    apart = abs(len(first.spelled) + len(second.spelled) - len(whole.spelled))
    if first.vowel_less is whole.vowel_less and (first.vowel_less or apart > _MOST_APART):
        return None
    text = first.spelled + second.spelled
    if first.vowel_less is whole.vowel_less and not sounds.may_share_consonants(text, whole.spelled):
        return None
    if first.text == "abu" and not whole.spelled.startswith("a"):
        text = "bu" + second.spelled
    if not whole.spelled.isalpha() or set(glued(first, second)).isdisjoint(consonants(whole)):
        return None
    if first.vowel_less is not whole.vowel_less:
        native, latin = (text, whole.spelled) if first.vowel_less else (whole.spelled, text)
        return _READING if vowelless.reads_as(native, latin) else None
    return _SOUND[0] if sounds.distance(text, whole.spelled) == 0 else None


def eastern_likeness(query: str, listed: str, systems: tuple[str, str]) -> Likeness | None:
    """Return how two words, or two pairs of words, of Chinese or Korean names in these systems may be the same."""
    left, right = eastern.readings(query, systems[0]), eastern.readings(listed, systems[1])
    return None if left.isdisjoint(right) else _EASTERN


def possible(query: Token, listed: Token, *, person: bool) -> int:
    """Return the best score, 0 to 100, that two words can get beside each other; the index looks no further."""
    if query.text == listed.text:
        return 100
    alike = likeness(query, listed, person=person)
    if alike is not None:
        return alike[1]
    if person and is_initial(query, listed):
        return INITIAL_SCORE
    return SLIP_SCORE if person and (is_slip(query, listed) or is_nickname(query, listed)) else 0


def is_nickname(query: Token, listed: Token) -> bool:
    """Tell whether one word is the short form of the other; believed only where all else in the name agrees."""
    known = nicknames.names()
    if (query.text not in known and query.spelled not in known) or (
        listed.text not in known and listed.spelled not in known
    ):
        return False
    return any(
        nicknames.are_one(one, other) for one in {query.text, query.spelled} for other in {listed.text, listed.spelled}
    )


def counts_in_short(query: Token, listed: Token, score: int) -> bool:
    """Tell whether two words that get this score count also in names of no more than two words."""
    return score != SLIP_SCORE or slips.one_apart(query.spelled, listed.spelled) or is_nickname(query, listed)


def near_enough(
    asked: Sequence[Token], held: Sequence[Token], pairs: tuple[Places, Places], *, person: bool
) -> npt.NDArray[np.bool_]:
    """Tell of pairs of these words, by their places, whether they may be alike at all: quickly, never no for yes."""
    ones, others = _Columns(asked), _Columns(held)
    left, right = pairs
    lengths, beside = ones.lengths[left], others.lengths[right]
    most = np.maximum(_TWO_APART, np.maximum(lengths, beside) // 2)
    distances = _distances(ones.spelled[left], others.spelled[right])
    near: npt.NDArray[np.bool_] = distances <= most
    near |= ones.initial[left] | others.initial[right] | (ones.vowel_less[left] != others.vowel_less[right])
    # Only where they differ by nothing but length can one lie within the other.
    for at in np.flatnonzero(~near & (distances == np.abs(lengths - beside))).tolist():
        one, other = asked[left[at]].spelled, held[right[at]].spelled
        near[at] = one in other or other in one
    far = np.flatnonzero(~near)
    left, right, most = left[far], right[far], most[far]
    near[far] = ones.texts[left] == others.texts[right]
    if person:
        near[far] |= _distances(ones.english()[left], others.english()[right]) <= most
        for at in np.flatnonzero(ones.given()[left] & others.given()[right]).tolist():
            query, listed = asked[left[at]], held[right[at]]
            near[far[at]] |= given_names.share(query.spelled, listed.spelled) or is_nickname(query, listed)
    return near


def _distances(left: npt.NDArray[np.object_], right: npt.NDArray[np.object_]) -> npt.NDArray[np.int32]:
    found: npt.NDArray[np.int32] = cpdist(left.tolist(), right.tolist(), scorer=OSA.distance, dtype=np.int32)
    return found


class _Columns:
    """What some words are, each fact in an array."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        spelled = [token.spelled for token in tokens]
        self.spelled = np.array(spelled, dtype=np.object_)
        self.texts = np.array([token.text for token in tokens], dtype=np.object_)
        self.lengths = np.array(list(map(len, spelled)), dtype=np.int32)
        self.initial = np.array([token.word_class is _INITIAL for token in tokens], dtype=np.bool_)
        self.vowel_less = np.array([token.vowel_less for token in tokens], dtype=np.bool_)

    def english(self) -> npt.NDArray[np.object_]:
        """Return each word as English would spell it."""
        return np.array([_as_english(word) for word in self.spelled], dtype=np.object_)

    def given(self) -> npt.NDArray[np.bool_]:
        """Return whether each word is a given name or a short form of one."""
        short = nicknames.names()
        either = zip(self.texts, self.spelled, strict=True)
        return np.array(
            [text in short or word in short or bool(given_names.meant(word)) for text, word in either], dtype=np.bool_
        )


def is_slip(query: Token, listed: Token) -> bool:
    """Tell whether two short words differ by one slip; believed only where all else in the name agrees."""
    q, l = query.spelled, listed.spelled  # noqa: E741
    if abs(len(q) - len(l)) > 1 or len(q) < _SHORTEST_SLIP or len(l) < _SHORTEST_SLIP:
        return False
    return (
        OSA.distance(q, l, score_cutoff=1) == 1
        and q.isalpha()
        and l.isalpha()
        and not (query.known and listed.known)
        and given_names.are_one(q, l) is not False
    )


def is_initial(query: Token, listed: Token) -> bool:
    """Tell whether one of the words is the first letter of the other."""
    one_is_initial = WordClass.INITIAL in (query.word_class, listed.word_class)
    return one_is_initial and query.text[0] == listed.text[0]


@lru_cache(maxsize=65536)
def _across(native: str, latin: str) -> Likeness | None:
    """Compare a word of a script without vowels with a Latin word."""
    heard = vowelless.keys(native)
    shared = [key for key in sounds.keys(latin) if key in heard] if latin.isalpha() else []
    if not shared:
        return None
    if vowelless.reads_as(native, latin):
        return _READING
    if max(map(len, shared)) < 3 or vowelless.contradicts(native, sounds.readings(latin)):
        return None
    return _CONSONANTS
