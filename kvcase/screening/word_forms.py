"""Know a word of an organisation's name in a form that the tables do not hold: inflected, cut short or compounded.

Only words that the tables know can be meant, so a proper name stays what it is.
"""

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import Final

from kvcase.screening import organisation_words, pinyin, words
from kvcase.screening.foreign_words import BODIES, FIELDS
from kvcase.screening.words import WordClass

_ENDINGS: Final = frozenset(
    (
        "iyakh", "iyami", "skaya", "skikh", "skogo", "ales", "iyam", "iyey", "skii", "skiy", "skoe", "skom",
        "skoy", "akh", "ale", "als", "aux", "aya", "ikh", "imi", "iya", "iyu", "ogo", "omu", "oye", "oyu", "ski",
        "sky", "ykh", "ymi", "yye", "em", "en", "er", "es", "ii", "im", "iy", "oe", "oy", "yy", "e", "n", "s"
    )
)  # fmt: skip
"""Endings of nouns and adjectives in English, Dutch, French, German and Russian."""
_VOWEL_ENDINGS: Final = frozenset(("ami", "om", "ov", "a", "o", "u", "i", "y"))
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))
_SHORTEST_STEM: Final = 5
_SHORTEST_BEFORE_VOWEL: Final = 8
_SHORTEST_FORM: Final = 7
_SHORTEST_COMPOUND: Final = 9
_SHORTEST_PART: Final = 4
_LINKS: Final = ("s", "es", "en", "n", "e", "")
_JOINED_PARTICLES: Final = ("of", "and", "for")
_VOWELS: Final = frozenset("aeiouy")
_BEHIND_Z: Final = "{"


@lru_cache(maxsize=262144)
def meant(word: str) -> tuple[tuple[str, str], ...]:
    """Return the words that a word in a-z stands for, each with what it means by the tables; itself when nothing."""
    known = words.canonical().get(word)
    if known is not None or word in words.classes() or len(word) < _SHORTEST_STEM or not word.isalpha():
        return ((word, known or word),)
    known = _stems().get(_stem(word)) or _cut(word) or _form(word)
    return ((word, known),) if known else pinyin.meaning(word) or _compound(word) or ((word, word),)


def in_letters(raw: str) -> str:
    """Return a word with digits that were written, or read, for letters as these: *Techn0logy*, *Indu5tries*."""
    return raw if raw.isalpha() or not raw.isascii() else _DIGIT.sub(_letter, raw)


def _letter(found: re.Match[str]) -> str:
    text, at = found.string.casefold(), found.start()
    if found[0] == "1":
        between = text[at - 1 : at] + text[at + 1]
        return "l" if at and not _VOWELS.isdisjoint(between) else "i"
    return "o" if found[0] == "0" else "s"


_DIGIT: Final = re.compile(r"(?<=[a-z]{2})[015](?=[a-z]{2})|^[015](?!st|th)(?=[a-z]{2}[a-z0-9]{2})", re.IGNORECASE)


def is_known(word: str) -> bool:
    """Tell whether the tables know a word, in whatever form."""
    return word in words.canonical() or word in words.classes() or meant(word) != ((word, word),)


def _stem(word: str) -> str:
    for endings, shortest in ((_ENDINGS, _SHORTEST_STEM), (_VOWEL_ENDINGS, _SHORTEST_BEFORE_VOWEL)):
        for size in range(min(_LONGEST_ENDING, len(word) - shortest), 0, -1):
            if word[-size:] in endings:
                return word[:-size]
    return word


@cache
def _vocabulary() -> dict[str, str]:
    """Return every spelling of the words for bodies and fields, with its canonical form."""
    return words.table(BODIES, FIELDS)


@cache
def _stems() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for spelling, canonical in _vocabulary().items():
        if len(spelling) >= _SHORTEST_STEM:
            for stem in (spelling, _stem(spelling)):
                found.setdefault(stem, set()).add(canonical)
    return {stem: min(meanings) for stem, meanings in found.items() if len(meanings) == 1}


@cache
def _sorted_spellings() -> tuple[str, ...]:
    return tuple(sorted(_vocabulary()))


def _cut(word: str) -> str | None:
    """Return the one word of which this is the beginning, cut between consonant and vowel: *aeronaut*, *secur*."""
    if word[-1] in _VOWELS:
        return None
    spellings = _sorted_spellings()
    begin, end = bisect_left(spellings, word), bisect_left(spellings, word + _BEHIND_Z)
    found = {_vocabulary()[spelling] for spelling in spellings[begin:end] if spelling[len(word)] in _VOWELS}
    return found.pop() if len(found) == 1 else None


def _form(word: str) -> str | None:
    """Return the legal form or body of which this is a slip of the pen: *Companny*, *Univercity*."""
    if len(word) < _SHORTEST_FORM:
        return None
    forms, slips = _forms(), (word, *_shorter(word))
    return None if forms.keys().isdisjoint(slips) else next(forms[slip] for slip in slips if slip in forms)


@cache
def _forms() -> dict[str, str]:
    """Return the longer words of forms and bodies, whole and less each letter: two words one slip apart share one."""
    found: dict[str, str] = {}
    for spelling, canonical in words.table(organisation_words.FORMS, organisation_words.BODIES).items():
        if len(spelling) >= _SHORTEST_FORM:
            found.update((slip, canonical) for slip in (spelling, *_shorter(spelling)))
    return found


def _shorter(word: str) -> tuple[str, ...]:
    return tuple([word[:at] + word[at + 1 :] for at in range(len(word))])


def _compound(word: str) -> tuple[tuple[str, str], ...]:
    """Return two known words that are written as one, as German and Dutch do: *Onderzoeksinstituut*."""
    for particle in _JOINED_PARTICLES:
        for rest in (word.removesuffix(particle), word.removeprefix(particle)):
            if rest != word and len(rest) >= _SHORTEST_STEM and rest in words.canonical():
                return ((rest, words.canonical()[rest]),)
    if len(word) < _SHORTEST_COMPOUND:
        return ()
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        right = _meaning(word[at:])
        left = _first(word[:at]) if right else None
        if left and right and (_is_body(right) or not _is_place(left[1])):
            return (left, (word[at:], right))
    return _longer_compound(word)


def _longer_compound(word: str) -> tuple[tuple[str, str], ...]:
    """Return three known words that are written as one: *Luchtvaartonderzoeksinstituut*."""
    if len(word) < _SHORTEST_COMPOUND + _SHORTEST_PART:
        return ()
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_COMPOUND - 1, -1):
        right = _meaning(word[at:])
        for link in _LINKS if right else ():
            base = word[:at].removesuffix(link)
            if (base != word[:at] or not link) and base not in words.canonical():
                left = _two(base)
                if left:
                    return (*left, (word[at:], str(right)))
    return ()


def _two(word: str) -> tuple[tuple[str, str], ...]:
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        right = _meaning(word[at:])
        left = _first(word[:at]) if right else None
        if left and right and not _is_place(left[1]):
            return (left, (word[at:], right))
    return ()


def _first(word: str) -> tuple[str, str] | None:
    for link in _LINKS:
        base = word.removesuffix(link)
        if (base != word or not link) and len(base) >= _SHORTEST_PART:
            meaning = _meaning(base)
            if meaning is not None:
                return base, meaning
    return None


def _meaning(word: str) -> str | None:
    known = words.canonical().get(word) or (_stems().get(_stem(word)) if len(word) > _SHORTEST_STEM else None)
    return known if known is not None and words.classes()[known] is not WordClass.COMMON else None


def _is_body(canonical: str) -> bool:
    return words.classes()[canonical] is WordClass.BODY


def _is_place(canonical: str) -> bool:
    return words.classes()[canonical] is WordClass.PLACE
