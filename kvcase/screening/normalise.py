"""Turn a name, in any script and spelling, into tokens that can be compared.

Steps: compatibility forms (NFKC), damaged and decorative apostrophes away, `&` as *and*, glued words apart, the
common words of vowel-less scripts by a table, everything else to a-z by anyascii (Han by syllable), phrases and
variants to one word. Nothing here depends on a list, a locale or the order in which names come.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from anyascii import anyascii

from kvcase.screening import words
from kvcase.screening.words import WordClass

_APOSTROPHES: Final = re.compile(r"['’‘ʼʻʹ`´ʿʾ′＇]|(?<=\w)\?(?=\w)")
_CAMEL: Final = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-Z][A-Za-z])")
_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}")
_SPLIT: Final = re.compile(r"[\W_]+")
_PIECES: Final = re.compile(r"[a-z]+|[0-9]+")
_SYLLABLES: Final = re.compile(r"[A-Z][a-z]*|[^A-Z]+")
_HAN: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_VOWEL_LESS: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_SEGMENTS: Final = re.compile(r"[,;()\[\]{}/|،；，（）]| [-–—] ")
MAX_SEGMENTS: Final = 12
"""An affiliation has at most this many parts that are looked at, beside the whole."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a name: canonical, as it was spelled (in a-z), what sort it is, its weight and its consonants."""

    text: str
    spelled: str
    word_class: WordClass
    weight: int
    skeleton: str
    vowel_less: bool

    @property
    def known(self) -> bool:
        """Tell whether our tables know the word: two known words that differ are not each other's typo."""
        return self.word_class is not WordClass.RARE


def tokens(text: str, *, person: bool) -> tuple[Token, ...]:
    """Return the tokens of a name, particles left out; those of a name of nothing but particles are empty."""
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text)).replace("&", " and ").replace("+", " and ")
    if not person:
        text = _DOTTED.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", text)
    spelled: list[tuple[str, bool]] = []
    for raw in _SPLIT.split(_CAMEL.sub(" ", text)):
        if raw:
            spelled.extend(_spell(raw))
    return tuple(token for token in _tokens(_joined(spelled), person) if token.word_class is not WordClass.PARTICLE)


def segments(text: str) -> tuple[str, ...]:
    """Return the whole text first and then its parts between commas, semicolons, slashes, brackets and dashes."""
    parts = [part for part in (part.strip() for part in _SEGMENTS.split(text)) if len(part) > 1]
    return tuple(dict.fromkeys((text.strip(), *parts[:MAX_SEGMENTS])))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return a word with long vowels and doubled letters as single ones: *Mansoor* as *mansur*."""
    for spelling, sound in (("oo", "u"), ("ou", "u"), ("ee", "i"), ("ii", "i"), ("y", "i")):
        text = text.replace(spelling, sound)
    return "".join(letter for at, letter in enumerate(text) if not at or text[at - 1] != letter)


@lru_cache(maxsize=65536)
def skeleton(text: str) -> str:
    """Return the consonants of a word as they sound alike across spellings and in scripts without vowels."""
    for spelling, sound in (
        ("sch", "s"),
        ("tch", "s"),
        ("ch", "s"),
        ("sh", "s"),
        ("ph", "f"),
        ("kh", "k"),
        ("ck", "k"),
    ):
        text = text.replace(spelling, sound)
    text = text.translate(_SOUNDS)
    kept = "".join(letter for at, letter in enumerate(text) if letter not in ("aeiouywh" if at else "aeiou"))
    return "".join(letter for at, letter in enumerate(kept) if not at or kept[at - 1] != letter)


_SOUNDS: Final = str.maketrans({"q": "k", "c": "k", "z": "s", "x": "ks"})


def _spell(raw: str) -> list[tuple[str, bool]]:
    """Return the a-z words that one word in any script stands for, and whether its vowels are missing."""
    native = words.NATIVE.get(raw) or words.NATIVE.get(raw.casefold())
    if native is not None:
        return [(native, False)]
    if raw.isascii():
        return [(piece, False) for piece in _PIECES.findall(raw.casefold())]
    vowel_less = _VOWEL_LESS.search(raw) is not None
    if vowel_less and raw.startswith("ال") and len(raw) > 4:
        raw = raw[2:]
        if raw in words.NATIVE:
            return [(words.NATIVE[raw], False)]
    latin = anyascii(raw)
    if _HAN.search(raw) is not None:
        return [(piece, False) for part in _SYLLABLES.findall(latin) for piece in _PIECES.findall(part.casefold())]
    latin = latin.casefold().replace("`", "").replace("'", "")
    return [(piece, vowel_less) for piece in _PIECES.findall(latin)]


def _joined(spelled: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Put phrases into one word, part *Abdul-* from its name, and join second halves of given names."""
    phrases = words.phrases()
    done: list[tuple[str, bool]] = []
    at = 0
    while at < len(spelled):
        word, vowel_less = spelled[at]
        for parts, meaning in phrases.get(word, ()):
            if tuple(text for text, _ in spelled[at : at + len(parts)]) == parts:
                done.append((meaning, False))
                at += len(parts)
                break
        else:
            done.extend(_parted(word, vowel_less))
            at += 1
    return _glued(done)


def _parted(word: str, vowel_less: bool) -> list[tuple[str, bool]]:
    for beginning in ("bdal", "bdl") if vowel_less else ("abdul", "abdel", "abdal", "abdol", "abdoul"):
        rest = word.removeprefix(beginning)
        if rest != word and len(rest) >= 3 and word not in words.canonical():
            return [("abd", False), (rest, vowel_less)]
    return [(word, vowel_less)]


def _glued(spelled: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    done: list[tuple[str, bool]] = []
    for word, vowel_less in spelled:
        ending = words.GLUED_ENDINGS.get(word)
        if ending is not None:
            while done and done[-1][0] in ("al", "el", "ul", "ud", "ad"):
                done.pop()
        if ending is not None and done and len(done[-1][0]) > 1:
            before, without = done.pop()
            done.append(("abdullah", False) if (before, ending) == ("abd", "ullah") else (before + ending, without))
        else:
            done.append((word, vowel_less))
    return done


def _tokens(spelled: list[tuple[str, bool]], person: bool) -> list[Token]:
    return [_token(word, vowel_less, person) for word, vowel_less in spelled]


@lru_cache(maxsize=262144)
def _token(word: str, vowel_less: bool, person: bool) -> Token:
    if person and len(word) == 1 and word.isalpha():
        return Token(word, word, WordClass.INITIAL, words.WEIGHTS[WordClass.INITIAL], word, vowel_less)
    # A word without its vowels may be any of several known ones, so it is none of them.
    text = word if vowel_less else words.canonical().get(word, word)
    word_class = words.classes().get(text, WordClass.RARE)
    if person and word_class not in (WordClass.COMMON, WordClass.PARTICLE):
        # *Al-Masri* and *Almasri* are the same name; taken off everywhere, the article harms no other name.
        text = word[2:] if word.startswith("al") and len(word) >= 6 else word
        word_class = WordClass.RARE
    if word_class is WordClass.RARE and len(text) == 1 and text.isalpha():
        word_class = WordClass.INITIAL
    spelled = text if person and word_class is WordClass.RARE else word
    return Token(text, spelled, word_class, words.WEIGHTS[word_class], skeleton(spelled), vowel_less)


def glued_pairs(sequence: tuple[Token, ...]) -> tuple[str, ...]:
    """Return every two neighbours written as one word."""
    return tuple(left.spelled + right.spelled for left, right in pairwise(sequence))
