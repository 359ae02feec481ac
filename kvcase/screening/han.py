"""Part names in Chinese characters (and Hangul) into words, which they do not do themselves.

The longest known word goes first; what stands between known words is a name and stays together, in the order in which
it is written. Traditional characters of these words are read as simplified ones.
"""

import re
from functools import cache
from typing import Final

from anyascii import anyascii

from kvcase.screening import eastern, han_words
from kvcase.screening import words as words_table
from kvcase.screening.words import WordClass

RUN: Final = re.compile(r"[\u2e80-\u2fff\u3007\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_NUMERALS: Final = {numeral: str(at) for at, numeral in enumerate("一二三四五六七八九十", start=1)}
_BODY_ENDS: Final = re.compile("大学|科学院|研究院|工程物理研究院|有限公司|集团公司|集团|대학교")
_PART_ENDS: Final = re.compile("(?:学院|系|研究所|研究中心|实验室|医院|校区|分校|中心|学部|图书馆)$")
_KOREAN_BODY: Final = re.compile("[\uac00-\ud7af]{2,}(?:대학교|대학|연구소|연구원)(?!\\S)")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]")
_TWO_NAMES: Final = 4
"""So many characters are hardly one name: a place of two goes before the name itself."""
_KOREA: Final = "조선"
"""In front it is the country, elsewhere shipbuilding."""
_LETTERS: Final = re.compile(r"[a-z]+|[0-9]+")


def simplified(text: str) -> str:
    """Return a text with the traditional characters of common words as simplified ones."""
    return text.translate(_SIMPLE)


def words(run: str) -> list[tuple[str, str]]:
    """Return the words of a run of characters: each in a-z, or as the tables know it, with its characters."""
    run = simplified(run)
    done: list[tuple[str, str]] = []
    name = ""
    at = 0
    while at < len(run):
        length = next((size for size in range(_longest(), 0, -1) if run[at : at + size] in _lexicon()), 0)
        if not length:
            name += run[at]
            at += 1
            continue
        done += _named(name)
        name = ""
        known = run[at : at + length]
        meaning = _lexicon()[known] if at or known != _KOREA else ("korea",)
        whole = len(meaning) == 1 or all(words_table.classes().get(word) is WordClass.PLACE for word in meaning)
        done += [(word, known if whole else "") for word in meaning]
        at += length
    return done + _named(name)


def parts(run: str) -> tuple[str, ...]:
    """Return the institution in front of its own department, and the department: they are written as one."""
    run = simplified(run)
    for found in _BODY_ENDS.finditer(run):
        if 3 <= found.end() <= len(run) - 2:
            return (run[: found.end()], run[found.end() :])
    if len(run) >= 6 and _PART_ENDS.search(run) is not None:
        return tuple(run[:size] for size in (2, 3, 4) if run[:size] not in _lexicon())
    return ()


def korean_bodies(text: str) -> tuple[str, ...]:
    """Return the institutions in Hangul of a text, whose departments stand behind a blank: *가온대학교 화학과*."""
    return tuple(_KOREAN_BODY.findall(text))


def _named(name: str) -> list[tuple[str, str]]:
    if not name:
        return []
    if len(name) >= _TWO_NAMES and RUN.fullmatch(name) is not None and not _HANGUL.search(name):
        return _named(name[:2]) + _named(name[2:])
    native = "".join(eastern.hangul_words(name, whole=False)) if eastern.HANGUL.fullmatch(name) else anyascii(name)
    latin = "".join(_LETTERS.findall(native.casefold()))
    return [(latin, name)] if latin else []


@cache
def _longest() -> int:
    return max(map(len, _lexicon()))


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {f"第{numeral}": (digit,) for numeral, digit in _NUMERALS.items()}
    for line in han_words.HAN.splitlines():
        if line.strip():
            meaning, characters = line.split(":", 1)
            table.update((each, tuple(meaning.split())) for each in characters.split())
    return table


_SIMPLE: Final = str.maketrans(
    {han_words.TRADITIONAL[at]: han_words.TRADITIONAL[at + 1] for at in range(0, len(han_words.TRADITIONAL), 2)}
)
