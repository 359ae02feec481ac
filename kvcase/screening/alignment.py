"""Lay the words of a query beside those of a list name, and measure how much of the weight agrees."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from kvcase.screening import organisations
from kvcase.screening.normalise import Token, plain
from kvcase.screening.words import WEIGHTS, WordClass


class PartKind(StrEnum):
    """How a word of the query and a word of the list name agree, or that one has no counterpart."""

    EXACT = "exact"
    TYPO = "typo"
    SKELETON = "skeleton"
    CUT = "cut"
    INITIAL = "initial"
    MISSING = "missing"
    EXTRA = "extra"


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

_SURE: Final = frozenset({"exact", "cut", "reading"})
_INITIAL_WEIGHT: Final = WEIGHTS[WordClass.INITIAL]
_INITIAL_SCORE: Final = 90
_SLIP_SCORE: Final = 75


def align(query: tuple[Token, ...], listed: tuple[Token, ...], *, person: bool) -> Alignment:
    """Return the best alignment: exact words first, then words written apart or together, then the likest pairs."""
    left = list(range(len(query)))
    right = list(range(len(listed)))
    pairs: list[tuple[tuple[int, ...], tuple[int, ...], PartKind, int, int]] = []
    for i in tuple(left):
        for j in right:
            if organisations.same(query[i], listed[j]):
                pairs.append(((i,), (j,), PartKind.EXACT, 100, query[i].weight))
                left.remove(i)
                right.remove(j)
                break
    if left and right:
        _pair_glued(query, listed, left, right, pairs)
    if left and right:
        _pair_alike(query, listed, left, right, pairs, person)
    parts = [
        Part(_text(query, i), _text(listed, j), kind, score, weight)
        for i, j, kind, score, weight in sorted(pairs, key=lambda pair: pair[0])
    ]
    department = not person and not right and organisations.is_department(query, left)
    extra = DEPARTMENT_COST if department else EXTRA_COST[person]
    agreed = sum(part.weight * part.score for part in parts)
    whole = sum(part.weight * 100 for part in parts)
    whole += extra * sum(query[i].weight for i in left) + MISSING_COST[person] * sum(listed[j].weight for j in right)
    base = (200 * agreed + whole) // (2 * whole) if whole else 0
    matched = [query[i] for pair in pairs for i in pair[0] if pair[2] is not PartKind.INITIAL]
    lone = [query[i] for i in left]
    missing = [listed[j] for j in right]
    laid = None
    if person:
        caps = _person_caps(matched, lone, missing, any(part.kind is PartKind.INITIAL for part in parts))
    else:
        laid = organisations.Laid(
            query,
            listed,
            {i: pair[2] in _SURE for pair in pairs for i in pair[0]},
            () if department else tuple(left),
            tuple(missing),
        )
        caps = [Cap(*rule) for rule in organisations.rules(laid)]
    parts += [Part("", token.spelled, PartKind.MISSING, 0, token.weight) for token in missing]
    parts += [Part(token.spelled, "", PartKind.EXTRA, 0, token.weight) for token in lone]
    return Alignment(base, tuple(parts), tuple(caps), laid)


@lru_cache(maxsize=262144)
def likeness(query: Token, listed: Token) -> tuple[PartKind, int] | None:
    """Return how two different words may still be the same one, with a score 0 to 100, or nothing."""
    if query.native and listed.native:
        return (PartKind.SKELETON, 85) if query.spelled == listed.spelled else None
    if organisations.goes_on(query, listed):
        return PartKind.CUT, 90
    if organisations.are_apart(query, listed):
        return None
    q, l = query.spelled, listed.spelled  # noqa: E741
    if WordClass.INITIAL in (query.word_class, listed.word_class) or not (q.isalpha() and l.isalpha()):
        return None
    shorter, longer = sorted((len(q), len(l)))
    distance = OSA.distance(q, l, score_cutoff=longer // 2)
    if not (query.vowel_less or listed.vowel_less):
        if distance == 1 and (shorter >= 5 or (shorter == 4 and q[0] == l[0])):
            return PartKind.TYPO, 90
        if distance == 2 and shorter >= 8:
            return PartKind.TYPO, 80
        alike = len(query.skeleton) >= 3 and query.skeleton == listed.skeleton
        if alike and OSA.distance(plain(q), plain(l)) * 4 <= longer:
            return PartKind.SKELETON, 85
        return None
    consonants = min(len(query.skeleton), len(listed.skeleton))
    if consonants >= 2 and query.skeleton == listed.skeleton:
        return PartKind.SKELETON, 90
    return None


def possible(query: Token, listed: Token, *, person: bool) -> int:
    """Return the best score, 0 to 100, that two words can get beside each other; the index looks no further."""
    if query.text == listed.text:
        return 100
    alike = likeness(query, listed)
    if alike is not None:
        return alike[1]
    if person and (_is_initial(query, listed)):
        return _INITIAL_SCORE
    return _SLIP_SCORE if person and _is_slip(query, listed) else 0


def _pair_glued(
    query: tuple[Token, ...],
    listed: tuple[Token, ...],
    left: list[int],
    right: list[int],
    pairs: list[tuple[tuple[int, ...], tuple[int, ...], PartKind, int, int]],
) -> None:
    """Pair two neighbours on one side with one word on the other."""
    for i in tuple(left):
        for j in tuple(right):
            if i not in left or j not in right:
                continue
            if i + 1 in left and query[i].spelled + query[i + 1].spelled == listed[j].spelled:
                weight = min(query[i].weight + query[i + 1].weight, listed[j].weight)
                pairs.append(((i, i + 1), (j,), PartKind.EXACT, 100, weight))
                left.remove(i)
                left.remove(i + 1)
                right.remove(j)
            elif j + 1 in right and listed[j].spelled + listed[j + 1].spelled == query[i].spelled:
                weight = min(listed[j].weight + listed[j + 1].weight, query[i].weight)
                pairs.append(((i,), (j, j + 1), PartKind.EXACT, 100, weight))
                left.remove(i)
                right.remove(j)
                right.remove(j + 1)


def _pair_alike(
    query: tuple[Token, ...],
    listed: tuple[Token, ...],
    left: list[int],
    right: list[int],
    pairs: list[tuple[tuple[int, ...], tuple[int, ...], PartKind, int, int]],
    person: bool,
) -> None:
    """Pair the words that are left by likeness, the weightiest agreement first; ties go to the earlier words."""
    found: list[tuple[int, int, int, PartKind, int, int]] = []
    for i in left:
        for j in right:
            alike = likeness(query[i], listed[j])
            if alike is not None:
                weight = min(query[i].weight, listed[j].weight)
                found.append((-weight * alike[1], i, j, alike[0], alike[1], weight))
            elif person and _is_initial(query[i], listed[j]):
                found.append(
                    (-_INITIAL_WEIGHT * _INITIAL_SCORE, i, j, PartKind.INITIAL, _INITIAL_SCORE, _INITIAL_WEIGHT)
                )
    if person and len(left) == len(right) == 1 and len(pairs) >= 2 and _is_slip(query[left[0]], listed[right[0]]):
        weight = min(query[left[0]].weight, listed[right[0]].weight)
        found.append((-weight * _SLIP_SCORE, left[0], right[0], PartKind.TYPO, _SLIP_SCORE, weight))
    for _, i, j, kind, score, weight in sorted(found):
        if i in left and j in right:
            pairs.append(((i,), (j,), kind, score, weight))
            left.remove(i)
            right.remove(j)


def _is_slip(query: Token, listed: Token) -> bool:
    """Tell whether two short words differ by one slip; believed only where all else in the name agrees."""
    q, l = query.spelled, listed.spelled  # noqa: E741
    if min(len(q), len(l)) < 3 or not (q.isalpha() and l.isalpha()) or (query.known and listed.known):
        return False
    return OSA.distance(q, l, score_cutoff=1) == 1


def _is_initial(query: Token, listed: Token) -> bool:
    one_is_initial = WordClass.INITIAL in (query.word_class, listed.word_class)
    return one_is_initial and query.text[0] == listed.text[0]


def _person_caps(matched: list[Token], lone: list[Token], missing: list[Token], initials: bool) -> list[Cap]:
    caps: list[Cap] = []
    tells = WEIGHTS[WordClass.COMMON]
    if _tells(lone, tells) and _tells(missing, tells):
        caps.append(Cap("another-name-on-both-sides", 60))
    if len(matched) < 2:
        if _tells(lone, tells) or _tells(missing, tells) or not matched:
            caps.append(Cap("one-name-only", 60))
        elif initials:
            caps.append(Cap("initials-only", 80))
    return caps


def _tells(tokens: Iterable[Token], weight: int) -> bool:
    return any(token.weight >= weight for token in tokens)


def _text(tokens: tuple[Token, ...], at: tuple[int, ...]) -> str:
    return " ".join(tokens[i].spelled for i in at)
