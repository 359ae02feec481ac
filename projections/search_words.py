"""Words as a search compares them, and what a search asks for: plain words, "phrases" and beginnings*.

No letter of a question reaches the database as anything but a value: there is no other syntax to escape from.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.errors import UnusableInputError

MAX_QUESTION = 200
MAX_TERMS = 10
_MAX_WORD = 60
_LEAST_BEGINNING = 2
_SNIPPET = 70
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff"  # accents, points and vowels, set apart
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_END = re.compile(r"((?:[a-z0-9_]+-)*)([0-9]{1,6})", re.I)
_DIGITS = 6
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_WITHOUT_BLANKS = (("\u0e00", "\u0e7f"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\U00020000", "\U0003ffff"))
_EXAMPLE = 'words, a "phrase", or a beginning such as kwantum*'


class Fault(StrEnum):
    """Why a question is of no use."""

    LONG = "long"
    CONTROL = "control"
    SHORT_BEGINNING = "short-beginning"
    NO_WORD = "no-word"
    MANY_WORDS = "many-words"


class UnusableQuestionError(UnusableInputError):
    """The question asks for nothing, or too much; `fault` says which."""

    def __init__(self, fault: Fault, rule: str, expected: str) -> None:
        super().__init__("q", rule, expected)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other in one text; of the last, only its beginning is told if `is_beginning`.

    `end` is how the reference of a case ends that the term may name: all of it, or its number with or without zeros.
    """

    words: tuple[str, ...]
    is_beginning: bool = False
    end: str = ""

    def names(self, reference: str) -> bool:
        """Tell whether the term names the case with this reference."""
        return bool(self.end) and f"-{reference}".endswith(f"-{self.end}")

    def is_in(self, words: Sequence[str]) -> bool:
        """Tell whether these words hold the term."""
        return next(self.places(words), None) is not None

    def places(self, words: Sequence[str]) -> Iterator[int]:
        """Yield where the term begins among these words."""
        length = len(self.words)
        for place in range(len(words) - length + 1):
            *whole, last = words[place : place + length]
            ends_so = last.startswith(self.words[-1]) if self.is_beginning else last == self.words[-1]
            if ends_so and tuple(whole) == self.words[:-1]:
                yield place


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in their order, without case and accents; of Han, Kana and Thai every sign is one."""
    return tuple(word for word, _, _ in _placed(text))


def terms_of(question: str, *, beginnings: bool = False) -> tuple[Term, ...]:
    """Return what a question asks for; with `beginnings` each word outside a phrase is one, as if it ended in `*`.

    Raises `UnusableQuestionError` for one that asks for nothing, or too much.
    """
    if len(question) > MAX_QUESTION:
        raise UnusableQuestionError(Fault.LONG, f"has {len(question)} characters", f"at most {MAX_QUESTION}")
    if not question.isprintable():
        raise UnusableQuestionError(Fault.CONTROL, "holds a control character", _EXAMPLE)
    found: list[Term] = []
    for match in _TERM.finditer(question):
        said = match[1] if match[1] is not None else match[2]
        words = words_of(said)
        if not words:
            continue
        is_beginning, is_short = said.endswith("*"), len(words[-1]) < _LEAST_BEGINNING and words[-1].isascii()
        if is_beginning and is_short:
            rule = f"the beginning {words[-1]!r} is too short"
            raise UnusableQuestionError(Fault.SHORT_BEGINNING, rule, f"{_LEAST_BEGINNING} letters or more before *")
        is_phrase = match[1] is not None
        found.append(Term(words, is_beginning or (beginnings and not is_phrase and not is_short), _end(said)))
    if not found:
        raise UnusableQuestionError(Fault.NO_WORD, "holds no word", _EXAMPLE)
    if len(found) > MAX_TERMS:
        raise UnusableQuestionError(Fault.MANY_WORDS, f"asks for {len(found)} words", f"at most {MAX_TERMS}")
    return tuple(dict.fromkeys(found))


def _end(said: str) -> str:
    """Return how a reference ends that somebody may mean by this; nothing if it is none."""
    found = _END.fullmatch(said.strip())
    return f"{found[1].upper()}{found[2]:0>{_DIGITS}}" if found is not None else ""


def snippet(text: str, terms: Sequence[Term]) -> str | None:
    """Return the part of a text around the first of the terms that it holds; `None` if it holds none."""
    placed = _placed(text)
    words = [word for word, _, _ in placed]
    places = [place for term in terms for place in term.places(words)]
    if not places:
        return None
    begin = max(0, placed[min(places)][1] - _SNIPPET)
    end = min(len(text), begin + 3 * _SNIPPET)
    begin = 0 if begin == 0 else next((first for _, first, _ in placed if first >= begin), begin)
    end = len(text) if end == len(text) else max((last for _, _, last in placed if begin < last <= end), default=end)
    part = " ".join(text[begin:end].split())
    return f"{'…' if begin else ''}{part}{'…' if end < len(text) else ''}"


def _placed(text: str) -> list[tuple[str, int, int]]:
    """Return each word of a text with where it begins and ends."""
    found: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(text):
        begin = match.start()
        for part in _parts(match[0]):
            word = _folded(part)
            if word:
                found.append((word, begin, begin + len(part)))
            begin += len(part)
    return found


def _parts(word: str) -> Iterator[str]:
    """Yield a word, or each sign of a writing that sets no blanks between words."""
    if word.isascii():
        yield word
        return
    run = ""
    for sign in word:
        if _stands_alone(sign):
            if run:
                yield run
            run = ""
            yield sign
        else:
            run += sign
    if run:
        yield run


def _stands_alone(sign: str) -> bool:
    return any(first <= sign <= last for first, last in _WITHOUT_BLANKS)


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()[:_MAX_WORD]
    plain = unicodedata.normalize("NFKD", word).casefold().translate(_LETTERS)
    letters = "".join(each for each in plain if _is_told(each))
    return unicodedata.normalize("NFC", letters)[:_MAX_WORD]


def _is_told(sign: str) -> bool:
    """Tell whether a sign makes another word: letters, digits, and vowels that are written as marks."""
    return sign.isalnum() or (unicodedata.category(sign).startswith("M") and not unicodedata.combining(sign))
