"""Lay the words of a query beside those of a list name, and measure how much of the weight agrees."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kvcase.screening import organisations, persons, slips
from kvcase.screening.likeness import (
    INITIAL_SCORE,
    SLIP_SCORE,
    Likeness,
    PartKind,
    eastern_likeness,
    glued_likeness,
    is_initial,
    is_nickname,
    is_slip,
    likeness,
)
from kvcase.screening.normalise import Token
from kvcase.screening.words import WEIGHTS, WordClass


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the alignment: a missing word stands on the list only, an extra one in the query only.

    `score` is 0 to 100; `weight` is what the row counts for, 0 to 200 (two words written as one).
    """

    q: str
    l: str  # noqa: E741  the stored name of the list side
    kind: PartKind
    score: int
    weight: int


@dataclass(frozen=True, slots=True)
class Cap:
    """A rule that keeps the score at or below `cap`."""

    rule: str
    cap: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The outcome for one segment and one list name: base score 0 to 100, its rows and the rules that cap it."""

    base: int
    parts: tuple[Part, ...]
    caps: tuple[Cap, ...]
    laid: organisations.Laid | None = None

    @property
    def score(self) -> int:
        """Return the base score under the caps."""
        return min((self.base, *(cap.cap for cap in self.caps)))


EXTRA_COST: Final = {True: 40, False: 35}
"""By whether a person is meant: what 100 of unmatched query weight costs."""
DEPARTMENT_COST: Final = 17
"""The same, when the extra words only name a department in front of the institution."""
MISSING_COST: Final = {True: 40, False: 75}
"""What 100 of unmatched list weight costs: an organisation that lacks a word is oftener another one."""

SLIP_CAP: Final = 80
"""What a name may reach of which one of two words, or the only one, agrees but for a slip."""
CHAIN_SCORE: Final = 72
"""The least score of a name that is both ends of another, a chain of the names of father and forefathers."""
_CHAIN_LESS: Final = 3
_TWO_NAMES: Final = 2
_WEIGHS_TWO: Final = 200
_LEAST_WEIGHT: Final = WEIGHTS[WordClass.INITIAL]
_SURE: Final = frozenset({"exact", "cut", "reading"})
_INITIAL_WEIGHT: Final = WEIGHTS[WordClass.INITIAL]


@lru_cache(maxsize=1024)
def align(query: tuple[Token, ...], listed: tuple[Token, ...], *, person: bool, least: int = 0) -> Alignment:
    """Return the best alignment: exact words first, then words written apart or together, then the likest pairs.

    Of one whose base is below `least` nothing but that base is told.
    """
    left = list(range(len(query)))
    right = list(range(len(listed)))
    eastern = None
    if person and persons.are_eastern(query, listed):
        eastern = persons.systems(query), persons.systems(listed)
    pairs: list[tuple[tuple[int, ...], tuple[int, ...], PartKind, int, int]] = []
    for i, token in enumerate(query):
        for j in right:
            if token.text == listed[j].text and organisations.same(token, listed[j]):
                pairs.append(((i,), (j,), PartKind.EXACT, 100, token.weight))
                left.remove(i)
                right.remove(j)
                break
    if left and right:
        _pair_glued(query, listed, left, right, pairs, person, eastern)
    if left and right:
        _pair_alike(query, listed, left, right, pairs, person, eastern)
    department = not person and not right and organisations.is_department(query, left)
    extra = DEPARTMENT_COST if department else EXTRA_COST[person]
    agreed = sum([weight * score for *_, score, weight in pairs])
    whole = 100 * sum([weight for *_, weight in pairs])
    whole += extra * sum([query[i].weight for i in left]) + MISSING_COST[person] * sum(
        [listed[j].weight for j in right]
    )
    base = (200 * agreed + whole) // (2 * whole) if whole else 0
    if person and not eastern and len(left) + len(right) == _CHAIN_LESS and slips.are_ends_of(query, listed):
        base = max(base, CHAIN_SCORE)
    if base < least:
        return Alignment(base, (), ())
    parts = [
        Part(_text(query, i), _text(listed, j), kind, score, weight)
        for i, j, kind, score, weight in sorted(pairs, key=lambda pair: pair[0])
    ]
    matched = [query[i] for pair in pairs for i in pair[0] if pair[2] is not PartKind.INITIAL]
    lone = [query[i] for i in left]
    missing = [listed[j] for j in right]
    laid = None
    if person:
        caps = [Cap(*rule) for rule in persons.caps(matched, lone, missing, (part.kind for part in parts))]
        if any(part.kind is PartKind.NICKNAME for part in parts):
            caps.append(Cap("nickname", SLIP_CAP))
        elif len(pairs) <= _TWO_NAMES and any(part.score == SLIP_SCORE for part in parts):
            caps.append(Cap("slip-in-short-name", SLIP_CAP))
    else:
        laid = organisations.Laid(
            query,
            listed,
            {i: pair[2] in _SURE for pair in pairs for i in pair[0]},
            () if department else tuple(left),
            tuple(missing),
        )
        caps = [Cap(*rule) for rule in organisations.rules(laid)]
    parts += [Part("", token.shown, PartKind.MISSING, 0, token.weight) for token in missing]
    parts += [Part(token.shown, "", PartKind.EXTRA, 0, token.weight) for token in lone]
    return Alignment(base, tuple(parts), tuple(caps), laid)


def slipped(
    query: tuple[Token, ...], listed: tuple[Token, ...], texts: tuple[str, str], *, person: bool
) -> Alignment | None:
    """Return the alignment of two names that are the same letters but for one slip of the finger, or nothing."""
    slip = slips.between(query, listed, texts, person=person)
    if slip is None or (person and persons.are_eastern(query, listed)):
        return None
    telling = slips.telling(slip.same)
    alone = telling == 0 and not slip.only_spaces
    if alone and (person or _forms(query) != _forms(listed) or not (slip.same or _forms(query))):
        return None
    if person and telling + max(len(slip.query), len(slip.listed)) < _TWO_NAMES:
        return None
    kind, score = (PartKind.EXACT, 100) if slip.only_spaces else (PartKind.TYPO, SLIP_SCORE)
    weight = min(_WEIGHS_TWO, sum(token.weight for token in slip.query), sum(token.weight for token in slip.listed))
    parts = [Part(token.shown, token.shown, PartKind.EXACT, 100, token.weight) for token in slip.same]
    parts.append(Part(_shown(slip.query), _shown(slip.listed), kind, score, max(weight, _LEAST_WEIGHT)))
    whole = sum(part.weight for part in parts)
    base = sum(part.weight * part.score for part in parts) // whole
    caps = () if telling > 1 or slip.only_spaces else (Cap("slip-in-short-name", SLIP_CAP),)
    return Alignment(base, tuple(parts), caps)


def _forms(words: tuple[Token, ...]) -> set[str]:
    return {token.text for token in words if token.word_class is WordClass.FORM}


def _shown(words: tuple[Token, ...]) -> str:
    return " ".join(token.shown for token in words)


def _pair_glued(
    query: tuple[Token, ...],
    listed: tuple[Token, ...],
    left: list[int],
    right: list[int],
    pairs: list[tuple[tuple[int, ...], tuple[int, ...], PartKind, int, int]],
    person: bool,
    eastern: tuple[str, str] | None,
) -> None:
    """Pair two neighbours on one side with one word on the other."""
    for i in tuple(left):
        for j in tuple(right):
            if i not in left or j not in right:
                continue
            if i + 1 in left and (alike := _glued(query[i], query[i + 1], listed[j], person, eastern)) is not None:
                weight = min(query[i].weight + query[i + 1].weight, listed[j].weight)
                pairs.append(((i, i + 1), (j,), *alike, weight))
                left.remove(i)
                left.remove(i + 1)
                right.remove(j)
            elif (
                j + 1 in right
                and (alike := _glued(listed[j], listed[j + 1], query[i], person, eastern and eastern[::-1])) is not None
            ):
                weight = min(listed[j].weight + listed[j + 1].weight, query[i].weight)
                pairs.append(((i,), (j, j + 1), *alike, weight))
                left.remove(i)
                right.remove(j)
                right.remove(j + 1)


def _glued(first: Token, second: Token, whole: Token, person: bool, eastern: tuple[str, str] | None) -> Likeness | None:
    if first.spelled + second.spelled == whole.spelled:
        return PartKind.EXACT, 100
    if eastern is not None:
        return eastern_likeness(first.spelled + second.spelled, whole.spelled, eastern)
    return glued_likeness(first, second, whole) if person else None


def _pair_alike(
    query: tuple[Token, ...],
    listed: tuple[Token, ...],
    left: list[int],
    right: list[int],
    pairs: list[tuple[tuple[int, ...], tuple[int, ...], PartKind, int, int]],
    person: bool,
    eastern: tuple[str, str] | None,
) -> None:
    """Pair the words that are left by likeness, the weightiest agreement first; ties go to the earlier words."""
    found: list[tuple[int, int, int, PartKind, int, int]] = []
    for i in left:
        for j in right:
            if eastern is not None:
                alike = persons.eastern_word_likeness(query[i], listed[j], eastern)
            else:
                alike = likeness(query[i], listed[j], person=person)
            if alike is not None:
                weight = min(query[i].weight, listed[j].weight)
                found.append((-weight * alike[1], i, j, alike[0], alike[1], weight))
            elif person and is_initial(query[i], listed[j]):
                found.append((-_INITIAL_WEIGHT * INITIAL_SCORE, i, j, PartKind.INITIAL, INITIAL_SCORE, _INITIAL_WEIGHT))
    if person and not eastern and len(left) == len(right) == 1 and pairs:
        asked, held = query[left[0]], listed[right[0]]
        slip = is_slip(asked, held) and (len(pairs) > 1 or slips.one_apart(asked.spelled, held.spelled))
        if slip or is_nickname(asked, held):
            kind = PartKind.TYPO if slip else PartKind.NICKNAME
            weight = min(asked.weight, held.weight)
            found.append((-weight * SLIP_SCORE, left[0], right[0], kind, SLIP_SCORE, weight))
    for _, i, j, kind, score, weight in sorted(found):
        if i in left and j in right:
            pairs.append(((i,), (j,), kind, score, weight))
            left.remove(i)
            right.remove(j)


def _text(tokens: tuple[Token, ...], at: tuple[int, ...]) -> str:
    return " ".join(tokens[i].shown for i in at)
