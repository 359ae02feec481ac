"""Read words of organisations in pinyin, whether syllables stand apart or whole names together.

*Xi Bei Gong Ye Da Xue*, *xibei gongye daxue* and *xibeigongyedaxue* are the same words. What the words mean is told by
the table of Chinese characters (`han_words`), read aloud; two that sound alike and differ in meaning are left out.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from anyascii import anyascii

from kvcase.screening import eastern, han_words, words
from kvcase.screening.words import WordClass

Meant = tuple[tuple[str, str], ...]
"""The words that a word stands for, each as spelled and with what it means."""

_CHARACTERS: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
_SHAPE: Final = re.compile(r"[aeiou]{0,3}(?:ng|n|r)?(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])[aeiou]{1,4}(?:ng|n|r)?)+")
"""What the words look like: most words of other languages do not, and need no closer look."""
_ENDS: Final = frozenset("aeioungr")
_SHORTEST_ALONE: Final = 5
_SHORTEST_PART: Final = 4
_SHORTEST_RUN: Final = 9
_LONGEST_RUN: Final = 60
_LONGEST_NAME: Final = 14
_MOST_SYLLABLES: Final = 8
_UNIVERSITY: Final = re.compile(r"(.*?(?:daxue|da xue))\s+(\w.*)", re.IGNORECASE)
_LINKS: Final = frozenset(("ji", "yu", "he"))
_NUMERALS: Final = {
    numeral: str(at)
    for at, numeral in enumerate(("yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi"), start=1)
}
_WESTERN: Final = frozenset(
    ("an", "can", "de", "den", "di", "die", "du", "en", "er", "he", "la", "le", "man", "me", "men")
)
"""Syllables that are words of other languages too: never part of a name that is put together."""
_OTHERWISE: Final = {
    "重庆": "chongqing", "银行": "yinhang", "长春": "changchun", "长沙": "changsha", "厦门": "xiamen",
    "陕西": "shaanxi", "蚌埠": "bengbu",
    "乐山": "leshan", "音乐": "yinyue", "会计": "kuaiji", "重工": "zhonggong", "重型": "zhongxing", "航天": "hangtian",
}  # fmt: skip
"""Words of which a character is read otherwise than it mostly is."""


def meaning(word: str) -> Meant:
    """Return what one word in pinyin, or a whole name written together, stands for; nothing when that is not plain."""
    if len(word) < _SHORTEST_ALONE or word[-1] not in _ENDS or _SHAPE.fullmatch(word) is None:
        return ()
    known = _lexicon().get(word)
    if known is not None:
        return _spelled(word, known)
    return _parted(word) if _SHORTEST_RUN <= len(word) <= _LONGEST_RUN else ()


def joined(raws: Sequence[str]) -> Sequence[str]:
    """Return the pieces of a name with syllables that belong together as one: known words first, else a name."""
    done: list[str] = []
    run: list[str] = []
    syllables = _syllables()
    if syllables.isdisjoint([raw.casefold() for raw in raws]):
        return raws
    for raw in raws:
        if raw.casefold() in syllables:
            run.append(raw)
        else:
            if len(run) > 1:
                run = _read(run)
            elif run and (run[0] + raw).casefold() in _lexicon():
                done.append((run[0] + raw).casefold())
                run = []
                continue
            elif run and run[0] in _LINKS and done and _means(done[-1]) and _means(raw):
                run = []
            done += (*run, raw)
            run = []
    return done + (_read(run) if len(run) > 1 else run)


def parts(text: str) -> tuple[str, ...]:
    """Return the university in front of its own school, and the school: *Tianjin Daxue Huagong Xueyuan*."""
    found = _UNIVERSITY.fullmatch(text)
    return (found[1], found[2]) if found is not None else ()


def _means(raw: str) -> bool:
    return raw.casefold() in _parts()


def _read(run: Sequence[str]) -> list[str]:
    spelled = [raw.casefold() for raw in run]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(spelled):
        size = next((n for n in range(_MOST_SYLLABLES, 1, -1) if "".join(spelled[at : at + n]) in _lexicon()), 0)
        size = min(size, len(spelled) - at)
        if size:
            found.append((at, at + size))
        at += size or 1
    if not found:
        return _named(run, spelled)
    done: list[str] = []
    end = 0
    for begin, stop in (*found, (len(run), len(run))):
        between = spelled[end:begin]
        if len(between) == 2 and between[0] == "di" and between[1] in _NUMERALS:
            done.append(_NUMERALS[between[1]])
        elif not (len(between) == 1 and between[0] in _LINKS and end > 0 and begin < len(run)):
            done += _named(run[end:begin], between)
        if stop > begin:
            done.append("".join(spelled[begin:stop]))
        end = stop
    return done


def _named(run: Sequence[str], spelled: Sequence[str]) -> list[str]:
    """Return syllables that mean nothing as one name."""
    known = words.classes()
    if len(run) < 2 or any(
        each in _WESTERN or known.get(words.canonical().get(each, each), WordClass.COMMON) is not WordClass.COMMON
        for each in spelled
    ):
        return list(run)
    return ["".join(spelled)]


@cache
def _syllables() -> frozenset[str]:
    return frozenset(each for each in eastern.syllables() if len(each) > 1)


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    """Return the words of two characters and more by their sound, with what they mean."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for line in han_words.HAN.splitlines():
        if line.strip():
            meant, characters = line.split(":", 1)
            for each in characters.split():
                if _CHARACTERS.fullmatch(each):
                    sound = _OTHERWISE.get(each) or anyascii(each).casefold()
                    found.setdefault(sound, set()).add(tuple(meant.split()))
    table = {sound: meanings.pop() for sound, meanings in found.items() if len(meanings) == 1 and sound.isalpha()}
    return {sound: meant for sound, meant in table.items() if words.canonical().get(sound, meant[0]) == meant[0]}


@cache
def _parts() -> dict[str, tuple[str, ...]]:
    """Return the words into which a name written together parts."""
    known = {word: meant for word, meant in _lexicon().items() if len(word) >= _SHORTEST_PART}
    ordinals = {"di" + numeral: (digit,) for numeral, digit in _NUMERALS.items()}
    return {"harbin": ("harbin",), **ordinals, **known, **dict.fromkeys(_LINKS, ())}


def _parted(word: str) -> Meant:
    """Return the fewest known words into which a word parts; before two of them may stand a name."""
    table = _parts()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(_SHORTEST_PART, len(word) + 1):
        for begin in range(end - 1):
            before = best[begin]
            if not (known := word[begin:end] in table) and begin:
                continue
            if end - begin == 2 and not (begin and end < len(word)):
                continue
            name = not begin and end < len(word) and end <= _LONGEST_NAME
            if before is None or not (known or (name and best[end] is None and eastern.is_pinyin(word[:end]))):
                continue
            now = best[end]
            if now is None or (_cost((*before, word[begin:end])) < _cost(now)):
                best[end] = (*before, word[begin:end])
    pieces = best[-1] or ()
    ends_in_body = pieces and words.classes().get(table.get(pieces[-1], ("",))[-1]) is WordClass.BODY
    if len(pieces) < (2 if ends_in_body or (pieces and pieces[0] in table) else 3):
        return ()
    return tuple(
        each for piece in pieces for each in _spelled(piece, table.get(piece, (words.canonical().get(piece, piece),)))
    )


def _cost(pieces: Sequence[str]) -> tuple[int, int]:
    return (sum(len(piece) for piece in pieces if piece not in _parts()), len(pieces))


def _spelled(word: str, meant: Sequence[str]) -> Meant:
    if len(meant) == 1 and meant[0] in words.classes():
        return ((word, meant[0]),)
    return tuple((each, each) for each in meant)
