"""Turn a name, in any script and spelling, into tokens that can be compared.

Steps: compatibility forms (NFKC), damaged and decorative apostrophes away, `&` as *and*, glued words apart, the
common words of vowel-less scripts by a table, everything else to a-z by anyascii (Han by syllable), phrases and
variants to one word. Nothing here depends on a list, a locale or the order in which names come.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

import msgspec
from anyascii import anyascii
from msgspec.structs import replace

from kvcase.screening import (
    eastern,
    han,
    native_words,
    organisation_words,
    pinyin,
    sound_alikes,
    vowelless,
    word_forms,
    word_runs,
    words,
)
from kvcase.screening.words import WordClass

_PARTICLE: Final = WordClass.PARTICLE
_APOSTROPHES: Final = re.compile(r"['’‘ʼʻʹ`´ʿʾ′＇?\ufffd](?:(?<![?\ufffd])|(?<=\w.)(?=\w))")
_ELISION: Final = re.compile(r"\b(?:[dl]|dell|all|nell)['’](?=[^\W\d_]{2})", re.IGNORECASE)
_CAMEL: Final = re.compile(r"(?<=[^\W\d_][a-zß-öø-ÿ])(?=[A-Z][A-Za-z])")
_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}")
_SPLIT: Final = re.compile(r"[\W_]+")
_PIECES: Final = re.compile(r"[a-z]+|[0-9]+")
_SYLLABLES: Final = re.compile(r"[A-Z][a-z]*|[^A-Z]+")
_HAN: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_SHORT_NAME: Final = re.compile(r"\b([A-Z])[a-z]{1,2}\.(?=\s)")
_INITIALS: Final = re.compile(r"\b[BCDFGHJKLMNPQRSTVWXZ]{2,3}\b")
_SEGMENTS: Final = re.compile(r"[,;:()\[\]{}/|،；，：（）]| [-–—] ")
MAX_SEGMENTS: Final = 12
"""An affiliation has at most this many parts that are looked at, beside the whole."""


SHORTEST_CUT: Final = 3
"""A word cut to fewer letters than these may be any."""


class Cut(StrEnum):
    """Where a word was cut short: nowhere, before a vowel as bibliographies do (*Aeronaut*), or anywhere."""

    NOT = ""
    BEFORE_VOWEL = "before-vowel"
    ANYWHERE = "anywhere"


class Token(msgspec.Struct, frozen=True, gc=False):
    """One word of a name: canonical, as it was spelled, what sort it is, its weight and its consonants.

    It is spelled in a-z, or in its own letters where that script writes no vowels (`vowelless`).
    `native` are its Chinese characters, where it was written in them; `cut` tells that the word may go on.
    """

    text: str
    spelled: str
    word_class: WordClass
    weight: int
    skeleton: str
    vowel_less: bool
    native: str = ""
    cut: Cut = Cut.NOT

    @property
    def known(self) -> bool:
        """Tell whether our tables know the word: two known words that differ are not each other's typo."""
        return self.word_class is not WordClass.RARE

    @property
    def shown(self) -> str:
        """Return the word as a person would write it."""
        return vowelless.shown(self.spelled) if self.vowel_less else self.spelled


@lru_cache(maxsize=8192)
def tokens(text: str, *, person: bool) -> tuple[Token, ...]:
    """Return the tokens of a name, particles left out; those of a name of nothing but particles are empty."""
    if not text.isascii():
        if _MOJIBAKE.search(text) is not None:
            text = _repaired(text)
        text = vowelless.bare(unicodedata.normalize("NFKC", text))
    if not person and ("'" in text or "’" in text):
        text = _ELISION.sub(" ", text)
    text = _APOSTROPHES.sub("", text).replace("&", " and ").replace("+", " and ")
    return _person_tokens(text) if person else _organisation_tokens(text)


def _person_tokens(text: str) -> tuple[Token, ...]:
    if "." in text:
        text = _SHORT_NAME.sub(lambda found: found[0] if found[0][:-1].casefold() in words.titles() else found[1], text)
    in_capitals = text.isupper()
    if not text.isascii() and eastern.NATIVE.search(text) is not None:
        spelled = _spelled_in_characters(text, in_capitals)
    else:
        pieces = [_piece(each, in_capitals) for each in text.split()]
        if _are_ordinary(pieces):
            return tuple(chain.from_iterable([piece.tokens for piece in pieces]))
        spelled = [word for piece in pieces for word in piece.spelled]
    plain_words = tuple([word for word, _ in spelled])
    if eastern.is_name(plain_words):
        return tuple([_token(word, vowel_less, True, syllables=True) for word, vowel_less in spelled])
    if any(map(_joins, plain_words)):
        spelled = _joined(spelled)
    return _no_particles(spelled)


class _Piece(NamedTuple):
    """What stands between two blanks of a person's name: its words, and their tokens in an ordinary name.

    Such is a name of which no word `joins` others and not every piece `is_syllables` of Chinese or Korean.
    """

    spelled: tuple[tuple[str, bool], ...]
    tokens: tuple[Token, ...]
    joins: bool
    is_syllables: bool


def _are_ordinary(pieces: Iterable[_Piece]) -> bool:
    ordinary = False
    for piece in pieces:
        if piece.joins:
            return False
        ordinary = ordinary or not piece.is_syllables
    return ordinary


@lru_cache(maxsize=262144)
def _piece(text: str, in_capitals: bool) -> _Piece:
    spelled = tuple([word for raw in _raws(text, in_capitals) for word in _spell(raw)])
    plain_words = [word for word, _ in spelled]
    return _Piece(
        spelled, _no_particles(spelled), any(map(_joins, plain_words)), all(map(eastern.is_syllables, plain_words))
    )


def _no_particles(spelled: Iterable[tuple[str, bool]]) -> tuple[Token, ...]:
    found = [_token(word, vowel_less, True) for word, vowel_less in spelled]
    return tuple([token for token in found if token.word_class is not _PARTICLE])


def _raws(text: str, in_capitals: bool) -> list[str]:
    """Return the words of a person's name as they are written, initials and glued words apart: *Veskar JK*."""
    if text.isalpha() and (in_capitals or text[1:].islower()):
        return [text]
    if not in_capitals:
        text = _INITIALS.sub(lambda found: found[0] if found[0] == "NG" else " ".join(found[0]), text)
        text = _CAMEL.sub(" ", text)
    return [raw for raw in _SPLIT.split(text) if raw]


def segments(text: str) -> tuple[str, ...]:
    """Return the whole text first and then its parts between commas, semicolons, slashes, brackets and dashes."""
    parts = [*parts_of(text)]
    parts += [each for part in parts for each in pinyin.parts(part)]
    parts += [part for run in han.RUN.findall(text) for part in han.parts(run)]
    parts += han.korean_bodies(text)
    return tuple(dict.fromkeys((text.strip(), *parts[:MAX_SEGMENTS])))


_MOJIBAKE: Final = re.compile("[\u00c2-\u00df\u00e2][\u0080-\u00bf\u0152-\u0178\u2013-\u203a\u20ac\u2122]")


def _repaired(text: str) -> str:
    """Return a text whose UTF-8 was read as Windows-1252 or Latin-1 as it was meant, and any other text as it is."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of a text between commas, semicolons, slashes, brackets and dashes, in their order."""
    return tuple(part for part in (part.strip() for part in _SEGMENTS.split(text)) if len(part) > 1)


def with_cuts(text: str, sequence: tuple[Token, ...], *, last: bool) -> tuple[Token, ...]:
    """Return the tokens of a text, marked where an unknown word seems cut short; `last`: nothing follows the text."""
    abbreviates = any(token.spelled in _ABBREVIATIONS for token in sequence)
    dotted = {word.casefold() for word in _WITH_DOT.findall(text)}
    if not (abbreviates or dotted or (last and len(sequence) >= _LONG)):
        return sequence
    return tuple(
        _marked(token, abbreviates, token.spelled in dotted or (last and at >= _LONG - 1 and at + 1 == len(sequence)))
        for at, token in enumerate(sequence)
    )


def _marked(token: Token, abbreviates: bool, anywhere: bool) -> Token:
    word = token.spelled
    whole = token.word_class is not WordClass.RARE and (word == token.text or not token.text.startswith(word))
    if whole or token.native or not word.isalpha() or len(word) < SHORTEST_CUT:
        return token
    if anywhere:
        return replace(token, cut=Cut.ANYWHERE)
    cut = abbreviates and len(word) > SHORTEST_CUT and word[-1] not in "aeiou"
    return replace(token, cut=Cut.BEFORE_VOWEL) if cut else token


_WITH_DOT: Final = re.compile(r"\b([A-Za-z]{3,})\.")
_ABBREVIATIONS: Final = frozenset(
    (
        "univ", "inst", "acad", "technol", "sci", "engn", "natl", "res", "ctr", "sch", "dept", "lab", "coll", "hosp",
        "int", "intl", "elect", "aeronaut", "astronaut", "commun",
    )
)  # fmt: skip
_LONG: Final = 4
"""From so many words on, the last one may have been cut by a field that was full."""


def _spell(raw: str) -> tuple[tuple[str, bool], ...]:
    """Return the a-z words that one word in any script stands for, and whether its vowels are missing."""
    if raw.isascii():
        if raw.isalpha():
            return ((raw.casefold(), False),)
        return tuple([(piece, False) for piece in _PIECES.findall(raw.casefold())])
    native = words.NATIVE.get(raw.casefold())
    if native is not None and vowelless.SCRIPT.search(raw) is None:
        return ((native, False),)
    if vowelless.SCRIPT.search(raw) is not None and raw.isalpha():
        return tuple(_spell_vowelless(vowelless.written(raw)))
    latin = anyascii(raw)
    if _HAN.search(raw) is not None:
        parts = _SYLLABLES.findall(latin)
        return tuple([(piece, False) for part in parts for piece in _PIECES.findall(part.casefold())])
    latin = latin.casefold().replace("`", "").replace("'", "")
    return tuple([(piece, False) for piece in _PIECES.findall(latin)])


def _spelled_in_characters(text: str, in_capitals: bool) -> list[tuple[str, bool]]:
    """Return the words of a person's name in Chinese characters or Hangul, which seldom has a blank in it."""
    raws = _raws(text, in_capitals)
    native = [eastern.NATIVE.fullmatch(raw) is not None for raw in raws]
    spelled: list[tuple[str, bool]] = []
    for raw, is_native in zip(raws, native, strict=True):
        spelled += _spell_eastern(raw, whole=sum(native) == 1) if is_native else _spell(raw)
    return spelled


def _spell_eastern(raw: str, *, whole: bool) -> list[tuple[str, bool]]:
    if eastern.HANGUL.fullmatch(raw):
        found = eastern.hangul_words(raw, whole=whole)
    else:
        syllables = [piece.casefold() for piece in _SYLLABLES.findall(anyascii(raw))]
        found = eastern.han_words(raw, syllables, whole=whole)
    return [(piece, False) for word in found for piece in _PIECES.findall(word)]


def _spell_vowelless(word: str) -> list[tuple[str, bool]]:
    """Return a word without vowels as it is, the article and *Abdul-* apart."""
    if word.startswith("ال") and len(word) > 4 and word not in _ENDINGS_WITHOUT_VOWELS:
        word = word[2:]
    for ending in ("الدين", "الله"):
        if word.endswith(ending) and len(word) >= len(ending) + 2 and word != "عبدالله":
            word = word.removesuffix(ending) + _ENDINGS_WITHOUT_VOWELS[ending]
    for beginning in ("عبدال", "محمد", "ابوال", "ابو"):
        rest = word.removeprefix(beginning)
        if rest != word and len(rest) >= 2 + (beginning == "ابو") and word != "عبدالله":
            return [(beginning.removesuffix("ال"), True), (rest, True)]
    return [(_ENDINGS_WITHOUT_VOWELS.get(word, word), True)]


_ENDINGS_WITHOUT_VOWELS: Final = {
    "الله": vowelless.ALLAH,
    "لله": vowelless.ALLAH,
    "الدين": vowelless.DIN,
    "لدين": vowelless.DIN,
}


_NAME_ENDINGS: Final = frozenset((*words.GLUED_ENDINGS, vowelless.ALLAH, vowelless.DIN))
_JOINING: Final = _NAME_ENDINGS.union(words.phrases(person=True))
"""The words that `_joined` joins with others, beside those with *abd* in front or the second half of a name behind."""


@lru_cache(maxsize=65536)
def _joins(word: str) -> bool:
    is_long = len(word) > words.SHORTEST_GLUED
    return word in _JOINING or word.startswith("abd") or (is_long and words.SECOND_HALF.search(word) is not None)


def _joined(spelled: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Put phrases into one word, part *Abdul-* from its name, and join second halves of given names."""
    phrases = words.phrases(person=True)
    done: list[tuple[str, bool]] = []
    at = 0
    while at < len(spelled):
        word, vowel_less = spelled[at]
        for parts, meaning in phrases.get(word, ()):
            if tuple(text for text, _ in spelled[at : at + len(parts)]) == parts:
                done += [(each, False) for each in meaning]
                at += len(parts)
                break
        else:
            done.extend(_parted(word, vowel_less))
            at += 1
    return _glued(done)


def _parted(word: str, vowel_less: bool) -> list[tuple[str, bool]]:
    for beginning in ("abdul", "abdel", "abdal", "abdol", "abdoul"):
        rest = word.removeprefix(beginning)
        if rest != word and len(rest) >= 3 and word not in words.canonical():
            return [("abd", False), (rest, vowel_less)]
    if not vowel_less and len(word) > words.SHORTEST_GLUED and word not in words.canonical():
        if (found := words.ASSIMILATED.match(word)) is not None:
            return [("abd", False), (word[found.end() :], False)]
        if (found := words.SECOND_HALF.search(word)) is not None:
            return [(word[: found.start()], False), (found[1] or "uddin", False)]
    return [(word, vowel_less)]


def _glued(spelled: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    done: list[tuple[str, bool]] = []
    for word, vowel_less in spelled:
        ending = words.GLUED_ENDINGS.get(word)
        if word in (vowelless.ALLAH, vowelless.DIN) and done and done[-1][1]:
            before, _ = done.pop()
            done.append(("عبدالله" if (before, word) == ("عبد", vowelless.ALLAH) else before + word, True))
            continue
        if ending is not None:
            while done and done[-1][0] in ("al", "el", "ul", "ud", "ad"):
                done.pop()
        if ending is not None and done and len(done[-1][0]) > 1:
            before, without = done.pop()
            done.append(("abdullah", False) if (before, ending) == ("abd", "ullah") else (before + ending, without))
        else:
            done.append((word, vowel_less))
    return done


@lru_cache(maxsize=262144)
def _token(word: str, vowel_less: bool, person: bool, *, syllables: bool = False) -> Token:
    if person and len(word) == 1 and word.isalpha():
        return Token(word, word, WordClass.INITIAL, words.WEIGHTS[WordClass.INITIAL], word, vowel_less)
    if person and not syllables and word in words.titles():
        return Token(word, word, WordClass.FORM, words.WEIGHTS[WordClass.FORM], sound_alikes.skeleton(word), vowel_less)
    text = words.native().get(word, word) if vowel_less else words.canonical().get(word, word)
    word_class = words.classes().get(text, WordClass.RARE)
    if person and word_class is not WordClass.COMMON and (syllables or word_class is not WordClass.PARTICLE):
        text, word_class = word, WordClass.RARE
    if word_class is WordClass.RARE and len(text) == 1 and text.isalpha():
        word_class = WordClass.INITIAL
    spelled = text if person and word_class is WordClass.RARE else word
    return Token(text, spelled, word_class, words.WEIGHTS[word_class], sound_alikes.skeleton(spelled), vowel_less)


def _organisation_tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a name of an organisation: what its words mean goes before how they are spelled."""
    text = text.replace("\u200c", "")
    if "." in text:
        text = _DOTTED.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", text)
    raws = pinyin.joined([raw for piece in text.split() for raw in _apart(piece)])
    taken = [word for raw in raws for word in _read(raw)] if text.isascii() else _read_together(raws)
    taken = _names_joined(word_runs.phrased(word_runs.counted(word_runs.mended(taken))))
    found = list(map(_organisation_token, taken))
    if not organisation_words.BEFORE_FORMS.isdisjoint([word.spelled for word in taken]):
        found = [token for at, token in enumerate(found) if not _belongs_to_form(token, found[at + 1 : at + 2])]
    return tuple([token for token in found if token.word_class is not _PARTICLE])


@lru_cache(maxsize=262144)
def _apart(piece: str) -> tuple[str, ...]:
    """Return the words between two blanks of a name as they are written, glued words apart."""
    return tuple([raw for raw in _SPLIT.split(_CAMEL.sub(" ", piece)) if raw])


@lru_cache(maxsize=262144)
def _read(raw: str) -> tuple[word_runs.Word, ...]:
    """Return the words that one piece of a name stands for; the ending of an ordinal goes with its number."""
    if raw.isascii():
        return _read_other(raw)
    done: list[word_runs.Word] = []
    at = 0
    for run in han.RUN.finditer(raw):
        if run.start() > at:
            done += _read_other(raw[at : run.start()])
        done += [word_runs.Word(word, native=native) for word, native in han.words(run[0])]
        at = run.end()
    return (*done, *(_read_other(raw[at:]) if at < len(raw) else ()))


def _read_other(raw: str) -> tuple[word_runs.Word, ...]:
    for beginning in ("",) if raw.isascii() else ("", "وال", "ال", "لل", "و"):
        if raw.startswith(beginning) and len(raw) > len(beginning) + 1:
            native = native_words.meaning(raw[len(beginning) :])
            if native is not None:
                return tuple(map(word_runs.Word, native.split()))
    done: list[word_runs.Word] = []
    for word, vowel_less in _spell(word_forms.in_letters(raw)):
        if done and done[-1].spelled.isdigit() and word in organisation_words.ORDINAL_ENDINGS:
            continue
        if vowel_less:
            done.append(word_runs.Word(word, vowel_less))
        elif raw.isupper() and word in organisation_words.ROMAN:
            done.append(word_runs.Word(organisation_words.ROMAN[word]))
        else:
            done += [
                word_runs.Word(spelled, meaning=meaning, known=word_forms.is_known(spelled))
                for spelled, meaning in word_forms.meant(word)
            ]
    return tuple(done)


def _read_together(raws: Iterable[str]) -> list[word_runs.Word]:
    """Return the words that some pieces stand for, less the endings of ordinals in other letters than a-z."""
    taken: list[word_runs.Word] = []
    for raw in raws:
        read = _read(raw)
        if not (taken and taken[-1].spelled.isdigit() and _ends_ordinal(read) and not raw.isascii()):
            taken += read
    return taken


def _ends_ordinal(read: tuple[word_runs.Word, ...]) -> bool:
    return len(read) == 1 and read[0].spelled in organisation_words.ORDINAL_ENDINGS


def _names_joined(taken: list[word_runs.Word]) -> list[word_runs.Word]:
    """Part and join names of persons in the name of an organisation, as in those of persons."""
    spelled = [word.spelled for word in taken]
    if _NAME_ENDINGS.isdisjoint(spelled) and " abd" not in " " + " ".join(spelled):
        return taken
    done: list[word_runs.Word] = []
    names: list[tuple[str, bool]] = []
    for word in taken:
        if not word.native and (word.meaning in ("", word.spelled) or word.vowel_less):
            names.extend(_parted(word.spelled, word.vowel_less))
            continue
        done += [word_runs.Word(*each) for each in _glued(names)]
        names = []
        done.append(word)
    return done + [word_runs.Word(*each) for each in _glued(names)]


def _belongs_to_form(token: Token, following: list[Token]) -> bool:
    is_form = bool(following) and following[0].word_class is WordClass.FORM
    return is_form and token.spelled in organisation_words.BEFORE_FORMS


@lru_cache(maxsize=262144)
def _organisation_token(taken: word_runs.Word) -> Token:
    word, vowel_less, native, meaning, _ = taken
    if word.isdigit():
        return Token(word.lstrip("0") or "0", word, WordClass.NUMBER, words.WEIGHTS[WordClass.NUMBER], "", False)
    token = _token(word, vowel_less, False)
    if meaning and token.text != meaning:
        word_class = words.classes()[meaning]
        token = replace(token, text=meaning, word_class=word_class, weight=words.WEIGHTS[word_class])
    return replace(token, native=native) if native else token
