"""Tell whether two names are the same letters but for one slip of the finger, wherever the spaces stand.

A finger strikes the space a letter early (*VelmoraT rading*), swaps two letters, strikes one twice or not at all. Where
all the rest agrees letter by letter even a short word may be meant, if what is left of the name still tells something.
A letter struck for another is no such slip: that is how other names are made.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from kvcase.screening import given_names
from kvcase.screening.normalise import Token
from kvcase.screening.words import WEIGHTS, WordClass

_SHORTEST_KEY: Final = 4
_SHORT: Final = {False: range(2, 7), True: range(2, 4)}
"""By whether a person is meant: letters of words that may lose or double one; see `likeness` for longer words."""
_TWO: Final = 2
_CHAIN: Final = (2, 5)
"""Words of names that are both ends of a chain, or a chain that is known by its ends alone."""
_TELLS: Final = WEIGHTS[WordClass.FIELD]
_ARTICLE: Final = "alال"


@dataclass(frozen=True, slots=True)
class Slip:
    """The words of a query and of a listed name between which the slip is; the words before and behind are the same."""

    query: tuple[Token, ...]
    listed: tuple[Token, ...]
    same: tuple[Token, ...]
    only_spaces: bool


def between(
    query: tuple[Token, ...], listed: tuple[Token, ...], texts: tuple[str, str], *, person: bool
) -> Slip | None:
    """Return the slip that makes one of two names, written as in `texts`, the other; nothing where they differ more."""
    asked, held = _without_forms(query), _without_forms(listed)
    if not _are_moved(letters(asked), letters(held), texts):
        return _in_short_word(asked, held, person)
    before: list[Token] = []
    behind: list[Token] = []
    while asked and held and asked[0].spelled == held[0].spelled:
        before.append(asked.pop(0))
        held.pop(0)
    while asked and held and asked[-1].spelled == held[-1].spelled:
        behind.insert(0, asked.pop())
        held.pop()
    return _slip(asked, held, [*before, *behind])


def _are_moved(left: str, right: str, texts: tuple[str, str]) -> bool:
    """Tell whether two names are the same letters, a space or one letter moved by one place; articles may be in it."""
    key = _key(left)
    if len(key) < _SHORTEST_KEY or key != _key(right):
        return False
    pairs = ((left, right), (_raw(texts[0]), _raw(texts[1])))
    return any(len(one) == len(other) and one_apart(one, other) for one, other in pairs)


def _in_short_word(asked: list[Token], held: list[Token], person: bool) -> Slip | None:
    """Return the letter lost or doubled in a short word, all other words being the same in any order."""
    if len(asked) != len(held):
        return None
    same: list[Token] = []
    for token in tuple(asked):
        for beside in held:
            if token.text == beside.text:
                asked.remove(token)
                held.remove(beside)
                same.append(token)
                break
    short = len(asked) == 1 and {len(asked[0].spelled), len(held[0].spelled)} <= set(_SHORT[person])
    return _slip(asked, held, same) if short and one_apart(asked[0].spelled, held[0].spelled) else None


def _slip(asked: list[Token], held: list[Token], same: list[Token]) -> Slip | None:
    if not asked or not held or any(token.native for token in (*asked, *held)):
        return None
    if len({token.vowel_less for token in (*asked, *held)}) > 1:
        return None
    if len(asked) == len(held) == 1 and are_two_words(asked[0], held[0]):
        return None
    return Slip(tuple(asked), tuple(held), tuple(same), letters(asked) == letters(held))


def are_two_words(query: Token, listed: Token) -> bool:
    """Tell whether two words one letter apart are no slip: both known, or two given names."""
    return (query.known and listed.known) or given_names.are_one(query.spelled, listed.spelled) is False


def one_apart(left: str, right: str) -> bool:
    """Tell whether two texts are the same, or one letter is swapped with the next, lost or too many; digits stay."""
    if left == right:
        return True
    if abs(len(left) - len(right)) > 1 or (len(left) == len(right) and sorted(left) != sorted(right)):
        return False
    return OSA.distance(left, right, score_cutoff=1) == 1 and _digits(left) == _digits(right)


def letters(sequence: Iterable[Token]) -> str:
    """Return the words of a name as one."""
    return "".join([token.spelled for token in sequence])


def are_ends_of(query: tuple[Token, ...], listed: tuple[Token, ...]) -> bool:
    """Tell whether one name is the first and the last word of the other, one of which is rare, and nothing more."""
    short = query if len(query) < len(listed) else listed
    ends = query[:1] + query[-1:], listed[:1] + listed[-1:]
    rare = any(token.word_class is WordClass.RARE for token in short)
    return len(short) == _TWO and rare and [token.text for token in ends[0]] == [token.text for token in ends[1]]


def telling(words: Iterable[Token]) -> int:
    """Return how many words tell something by themselves."""
    return sum(token.weight >= _TELLS for token in words)


def ways(sequence: tuple[Token, ...], *, person: bool) -> list[str]:
    """Return the strings by which a name leads to those one slip apart: two such names share one."""
    named = _without_forms(sequence)
    key = _key(letters(named))
    found = ["a" + key] if len(key) >= _SHORTEST_KEY else []
    if person and len(sequence) in _CHAIN:
        found.append(f"m{sequence[0].text} {sequence[-1].text}")
    lengths = _SHORT[person]
    short = [token for token in named if len(token.spelled) in lengths and token.spelled.isalpha() and not token.native]
    texts = sorted([token.text for token in named]) if short else []
    for token in short:
        others = texts.copy()
        others.remove(token.text)
        stem = "z" + " ".join(others) + " "
        found += [stem + each for each in _less_a_letter(token.spelled)]
    return found


@lru_cache(maxsize=65536)
def _less_a_letter(word: str) -> tuple[str, ...]:
    """Return a short word, and what is left of it without each of its letters."""
    return tuple({word, *[word[:at] + word[at + 1 :] for at in range(len(word))]})


def _without_forms(sequence: Iterable[Token]) -> list[Token]:
    return [token for token in sequence if token.word_class is not WordClass.FORM]


def _key(text: str) -> str:
    """Return the letters in alphabetical order, those of the Arabic article left out: it is no word by itself."""
    for letter in _ARTICLE:
        text = text.replace(letter, "")
    return "".join(sorted(text))


def _raw(text: str) -> str:
    return "".join([letter for letter in text.casefold() if letter.isalnum()])


def _digits(text: str) -> str:
    return "" if text.isalpha() else "".join(letter for letter in text if letter.isdigit())
