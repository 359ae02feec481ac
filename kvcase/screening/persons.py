"""The rules that only names of persons have: which words may be the same by the whole name, and what caps a score."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kvcase.screening import eastern, given_names
from kvcase.screening.likeness import Likeness, PartKind, eastern_likeness, likeness
from kvcase.screening.normalise import Token
from kvcase.screening.words import WEIGHTS, WordClass

_LATIN: Final = re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff][\W\dA-Za-z\u00aa-\u024f\u1e00-\u1eff]*")
_OTHER: Final = re.compile(r"[^\W\dA-Za-z\u00aa-\u024f\u1e00-\u1eff][^A-Za-z\u00aa-\u024f\u1e00-\u1eff]*")
_HALVES: Final = frozenset(("abd", "abu", "umm"))
"""Words that are a name only together with the next: *Abd al-Rahman*, *Abu Bakr*."""
_TELLS: Final = WEIGHTS[WordClass.COMMON]


def segments(text: str) -> tuple[str, ...]:
    """Return the whole text first and, of one in two scripts, what stands in each: *Wei Zhang (张伟)*."""
    if text.isascii():
        return (text.strip(),)
    latin, other = (" ".join(found).strip(" ()[],;:") for found in (_LATIN.findall(text), _OTHER.findall(text)))
    both = (latin, other) if min(len(latin), len(other)) > 1 else ()
    return tuple(dict.fromkeys((text.strip(), *both)))


def are_eastern(query: tuple[Token, ...], listed: tuple[Token, ...]) -> bool:
    """Tell whether both names may be Chinese or Korean; then a syllable that differs is another name, not a slip."""
    return is_eastern(query) and is_eastern(listed)


def is_eastern(tokens: tuple[Token, ...]) -> bool:
    """Tell whether a name may be Chinese or Korean."""
    return eastern.is_name(tuple([token.spelled for token in tokens]))


def systems(tokens: tuple[Token, ...]) -> str:
    """Return in which systems other than pinyin a Chinese name may be written."""
    return eastern.systems(tuple(token.spelled for token in tokens))


def eastern_word_likeness(query: Token, listed: Token, systems: tuple[str, str]) -> Likeness | None:
    """Return how two words of Chinese or Korean names may be the same."""
    alike = eastern_likeness(query.spelled, listed.spelled, systems)
    if alike is not None or (eastern.readings(query.spelled) and eastern.readings(listed.spelled)):
        return alike
    alike = likeness(query, listed, person=True)
    return alike if alike is not None and alike[0] is PartKind.TYPO else None


def caps(
    matched: Sequence[Token], lone: Iterable[Token], missing: Iterable[Token], kinds: Iterable[PartKind]
) -> Iterator[tuple[str, int]]:
    """Yield the rules that cap the score of two names, by the words that agree and those on one side only.

    `matched` are the words of the query that agree by more than an initial, `kinds` how each row agrees.
    """
    kinds = tuple(kinds)
    lone, missing = tuple(lone), tuple(missing)
    names = [token for token in matched if token.weight >= _TELLS and token.text not in _HALVES]
    alone, lacking = ([token for token in each if token.weight >= _TELLS] for each in (lone, missing))
    if alone and lacking:
        yield "another-name-on-both-sides", 60
    if _initials_differ(lone, missing) or _initials_differ(missing, lone):
        yield "other-initials", 65
    if len(names) < 2:
        if alone or lacking or not matched:
            yield "one-name-only", 60
        elif PartKind.INITIAL in kinds:
            yield "initials-only", 80
    elif all(token.word_class is WordClass.COMMON for token in names) and any(
        token.word_class is WordClass.RARE for token in (*alone, *lacking)
    ):
        yield "common-names-only", 65
    if kinds.count(PartKind.TYPO) >= 2 and set(kinds) == {PartKind.TYPO}:
        yield "slips-only", 65


def _initials_differ(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Tell whether one name has an initial where the other has another one, or a name that begins otherwise."""
    return bool(other) and any(token.word_class is WordClass.INITIAL for token in one)


def are_exchanged(query: Sequence[Token], listed: Sequence[Token], texts: tuple[str, str]) -> bool:
    """Tell whether two names are the same words with father and son exchanged: *Amir bin Said*, *Said bin Amir*."""
    left, right = ([token.text for token in each] for each in (query, listed))
    if len(left) < 3 or left == right or left[-1] != right[-1] or sorted(left) != sorted(right):
        return False
    if "," in texts[0] or "," in texts[1]:
        return False
    swapped = [token for token, beside in zip(query, listed, strict=True) if token.text != beside.text]
    sons = all(_SON.search(text) is not None for text in texts)
    return sons or all(given_names.is_arabic(token.spelled) for token in swapped)


_SON: Final = re.compile(r"\b(?:bin|ibn|ben|bint|binti)\b", re.IGNORECASE)


def text_caps(query: str, listed: str) -> Iterator[tuple[str, int]]:
    """Yield the rules that cap a score where names are compared by how their characters sound: many sound alike."""
    left, right = (sorted("".join(eastern.NATIVE.findall(text))) for text in (query, listed))
    if left and right and left != right:
        yield "other-characters", 75
    elif (left or right) and left != right:
        if _fewest_syllables(listed if left else query) > len(left or right):
            yield "more-syllables", 65
        elif len(left or right) <= 2:
            yield "short-name-in-characters", 80


def _fewest_syllables(name: str) -> int:
    """Return of how many syllables at least a Chinese or Korean name in a-z is; 0 where a word may be none of it."""
    return 0 if any(map(given_names.is_western, name.casefold().split())) else eastern.fewest_syllables(name)
