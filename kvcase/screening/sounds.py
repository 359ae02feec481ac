"""Read a Latin word of a personal name as it may sound, whatever language spelled it.

One name goes into a-z in many ways: *Sergey, Serguei, Sergej*; *Jamal, Djamel*; *Khlopyanikov, Chlopjanikow*. A word
has readings, one for each way in which its ambiguous letters may be meant; a reading is its consonants, in coarse
classes, and the vowels between them. Two words are alike when two of their readings share the consonants and the vowels
are near. Sources: ISO 9, BGN/PCGN, ICAO Doc 9303 and French, German, Dutch, Polish and Turkish everyday spelling.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

_GRAPHEMES: Final = {
    "shch": "s", "schtsch": "s", "chtch": "s", "szcz": "s", "tsch": "s", "sch": "s", "tch": "s", "tsh": "s", "sh": "s",
    "dzh": "j", "dsch": "j", "dj": "j", "zh": "js", "kh": "kh", "ch": "skh", "gh": "gk", "ph": "f", "th": "ts",
    "dh": "ds", "ts": "s", "tz": "s", "cz": "s", "sz": "s", "ck": "k", "cq": "k", "qu": "k", "c": "ksj", "q": "kg",
    "x": "skh", "z": "s", "s": "s", "j": "j ", "w": "v ", "ou": "v ", "v": "v", "b": "b", "p": "p", "ff": "f", "f": "f",
    "d": "d", "t": "t", "k": "k", "g": "g", "l": "l", "r": "r", "m": "m", "n": "n", "h": "h",
}  # fmt: skip
"""By spelling: the consonants, one letter each, that it may sound like; a blank stands for a vowel or nothing."""

_BEFORE_A_FRONT_VOWEL: Final = {"c": "sj", "g": "gj"}
_DOUBLED: Final = re.compile(r"(.)(?=\1)")
_SPELLING: Final = re.compile(
    "|".join(sorted(_GRAPHEMES.keys() - {"ou"}, key=lambda text: (-len(text), text)))
    + r"|ou(?=[aeiy])|[aeiouy]+?(?=ou[aeiy])|[aeiouy]+"
)
_FRONT: Final = frozenset("eiy")
_BACK: Final = frozenset(("a", "o", "u", ""))
_HALF_VOWELS: Final = {"w": "u", "j": "i", "ou": "u"}
_BAR: Final = "|"
_MOST: Final = 4
_MOST_JOINED: Final = 4
_NEAR: Final = frozenset({"ae", "ea", "ei", "ie", "ou", "uo"})
_FREE: Final = (0, 0, 0, 1, 2, 3)
"""By the number of consonants: how many half vowels may differ."""
_LONGEST: Final = len(_FREE) - 1


Reading = tuple[str, tuple[str, ...]]
"""Consonants in coarse classes, and the vowels before, between and behind them: one more than the consonants."""


@lru_cache(maxsize=262144)
def keys(word: str) -> tuple[str, ...]:
    """Return the consonants of each reading of a word, each once and doubled ones single."""
    return tuple(dict.fromkeys([key for spelling in _spellings(word) for key in _consonants(spelling)]))


def _consonants(word: str) -> list[str]:
    """Return the consonants of all `_paths`, doubled ones single: for most words nobody asks for more."""
    found = [""]
    pieces = _SPELLING.findall(word)
    for at, text in enumerate(pieces):
        heard = _heard(text, pieces[at + 1][:1] if at + 1 < len(pieces) else "", not at)
        if len(found) >= _MOST:
            heard = heard[:1]
        if heard:
            found = [key if key.endswith(sound) else key + sound for sound in heard for key in found]
    return found


@lru_cache(maxsize=4096)
def _heard(text: str, following: str, first: bool) -> tuple[str, ...]:
    """Return the consonants that a piece of a word may sound like, nothing for one that may go unheard."""
    return tuple(
        ["" if sound == " " or (sound == "h" and not first) else sound for sound in _sounds(text, following, first)]
    )


@lru_cache(maxsize=4096)
def _sounds(text: str, following: str, first: bool) -> str:
    """Return the consonants that a piece of a word may sound like before this letter; a blank for a vowel or none."""
    if text in _BEFORE_A_FRONT_VOWEL and following in _FRONT:
        return _BEFORE_A_FRONT_VOWEL[text]
    if text in ("f", "ff") and not following:
        return "fv"
    if text == "c" and following not in _BACK:
        return "k"
    return "sk" if text == "ch" and not first else _GRAPHEMES.get(text, "")


@lru_cache(maxsize=65536)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the readings of a word in a-z, as it is spelled and as its neighbours would: seldom more than four."""
    return tuple(
        dict.fromkeys(
            [
                (key, tuple([_vowel(each) for each in vowels.split(_BAR)]))
                for spelling in _spellings(word)
                for key, vowels in _paths(spelling)
            ]
        )
    )


def _spellings(word: str) -> Iterator[str]:
    """Yield a word, and as Russian has it one of Ukraine or Belarus; less a silent *e* as in French *Slimane*."""
    yield word
    if _SLAVIC.search(word) is not None:
        russian = _HARD.sub("g", _AU.sub("ev", word))
        russian = russian[:-2] + "ov" if russian.endswith("ou") else russian
        if russian != word:
            yield russian
    elif _SILENT.search(word) is not None:
        yield word[:-1]


_SLAVIC: Final = re.compile(
    "(?:..enk[oa]|chuk|[iy]uk|ii?uk|sk[iy]+j?|ska(?:ya|ia)?|[oe]v(?:ych|a)?|ny[iy]?|sh?[ck][hk]?[oa]|d?ko|[^aeiou]ka"
    "|chou|sou|kou|[ae]ts)$"
)
"""How family names of Ukraine and Belarus end."""
_HARD: Final = re.compile(r"(?<![cdgkpstz])h")
_AU: Final = re.compile(r"(?<=[^aeiou])au(?=[^aeiou])")
_SILENT: Final = re.compile("[^aeiou].*[aeiou].*[lmnrstdh]e$")


@lru_cache(maxsize=16384)
def _paths(word: str) -> tuple[tuple[str, str], ...]:
    """Return the readings: consonants, and the vowels as they are spelled, with a bar for each consonant."""
    paths = [("", "")]
    pieces = _SPELLING.findall(word)
    for at, text in enumerate(pieces):
        sounds = _sounds(text, pieces[at + 1][:1] if at + 1 < len(pieces) else "", not at)
        if not sounds:
            paths = [(key, vowels + text) for key, vowels in paths]
            continue
        paths = [
            _sounded(key, vowels, text, sound)
            for sound in (sounds if len(paths) < _MOST else sounds[0])
            for key, vowels in paths
        ]
    return tuple(paths)


def distance(left: str, right: str) -> int | None:
    """Return by how many half vowels two words differ where they sound most alike, or nothing: another name."""
    if not may_share_consonants(left, right):
        return None
    best: int | None = None
    others = readings(right)
    for key, vowels in readings(left):
        for other, beside in others:
            if key == other and key and (len(key) > 1 or vowels == beside):
                apart = _apart(vowels, beside, _FREE[min(len(key), _LONGEST)])
                if apart is not None and (best is None or apart < best):
                    best = apart
    return best


def same(left: str, right: str) -> bool:
    """Tell whether two words may sound the same, vowels too."""
    return may_share_consonants(left, right) and not set(readings(left)).isdisjoint(readings(right))


def share_consonants(left: str, right: str) -> bool:
    """Tell whether two words may have the same consonants."""
    return may_share_consonants(left, right) and not set(keys(left)).isdisjoint(keys(right))


def may_share_consonants(left: str, right: str) -> bool:
    """Tell whether two words have the consonants in common that sound one way only: quickly, never no for yes."""
    return _firm(left) == _firm(right)


@lru_cache(maxsize=65536)
def _firm(word: str) -> str:
    """Return the consonants of a word that sound one way in every reading, doubled ones single."""
    return _DOUBLED.sub("", word.replace("ph", "f").translate(_NOT_FIRM))


_NOT_FIRM: Final = str.maketrans("", "", "acdefghijkoqstuvwxyz")


def joined(left: Iterable[str], right: Iterable[str]) -> tuple[str, ...]:
    """Return the consonants of two words written as one, from those of each: at most four readings."""
    rests = [other.removeprefix("h") for other in right]
    every = [one.removesuffix(rest[:1]) + rest for one in left for rest in rests]
    return tuple(dict.fromkeys(every))[:_MOST_JOINED] if len(every) > 1 else tuple(every)


def _sounded(key: str, vowels: str, text: str, letter: str) -> tuple[str, str]:
    """Return a reading with one more consonant, if it is one and not the same again."""
    if letter == " ":
        return key, vowels + _HALF_VOWELS.get(text, "")
    if letter == "h" and (key or vowels):
        return key, vowels
    if key[-1:] != letter or vowels[-1] != _BAR:
        return key + letter, vowels + _BAR
    return key, vowels


@lru_cache(maxsize=4096)
def _vowel(text: str) -> str:
    text = text.replace("y", "i").replace("oo", "u").replace("ou", "u").replace("ee", "i")
    return "".join(letter for at, letter in enumerate(text) if not at or text[at - 1] != letter)


def _apart(left: tuple[str, ...], right: tuple[str, ...], free: int) -> int | None:
    """Return by how many half vowels two readings differ, or nothing where these are more than `free`."""
    apart = 0
    last = len(left) - 1
    for at, one in enumerate(left):
        if one != right[at]:
            apart += _half_vowels(one, right[at], 0 < at < last)
            if apart > free:
                return None
    return apart


@lru_cache(maxsize=16384)
def _half_vowels(one: str, other: str, inside: bool) -> int:
    if not one or not other:
        return 1 if inside and len(one + other) == 1 else 2
    here = all(any(_near(letter, beside) for beside in other) for letter in one)
    there = all(any(_near(letter, beside) for beside in one) for letter in other)
    if here and there:
        return 0
    return 1 if here or there or {one, other} == {"a", "o"} else 2


def _near(one: str, other: str) -> bool:
    return one == other or one + other in _NEAR
