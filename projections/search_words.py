"""Words as a search compares them, and what a search asks for: plain words, "phrases" and beginnings*.

No letter of a question reaches the database as anything but a value: there is no other syntax to escape from.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_WITHOUT_BLANKS = (("\u0e00", "\u0e7f"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\U00020000", "\U0003ffff"))
_EXAMPLE = 'words, a "phrase", or a beginning such as kwantum*'


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other in one text; of the last, only its beginning is told if `is_beginning`."""

    words: tuple[str, ...]
    is_beginning: bool = False

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


def terms_of(question: str) -> tuple[Term, ...]:
    """Return what a question asks for. Raises `UnusableInputError` for one that asks for nothing, or too much."""
    if len(question) > MAX_QUESTION:
        raise UnusableInputError("q", f"has {len(question)} characters", f"at most {MAX_QUESTION}")
    if not question.isprintable():
        raise UnusableInputError("q", "holds a control character", _EXAMPLE)
    found: list[Term] = []
    for match in _TERM.finditer(question):
        said = match[1] if match[1] is not None else match[2]
        words = words_of(said)
        if not words:
            continue
        is_beginning = said.endswith("*")
        if is_beginning and len(words[-1]) < _LEAST_BEGINNING and words[-1].isascii():
            rule = f"the beginning {words[-1]!r} is too short"
            raise UnusableInputError("q", rule, f"{_LEAST_BEGINNING} letters or more before *")
        found.append(Term(words, is_beginning))
    if not found:
        raise UnusableInputError("q", "holds no word", _EXAMPLE)
    if len(found) > MAX_TERMS:
        raise UnusableInputError("q", f"asks for {len(found)} words", f"at most {MAX_TERMS}")
    return tuple(dict.fromkeys(found))


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
