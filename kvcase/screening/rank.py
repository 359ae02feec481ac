"""Which hit to look at first: the rank of a hit, apart from its score.

A score says how alike two names are, and many good hits share the highest. A rank says how much is lost when nobody
looks: it counts what the list can do, how much of the name agrees and how exactly, how telling the words are that
agree, what else is known, and what speaks against it. It needs only what is stored with a hit, so it can be computed
again. docs/explanations.md shows the formula to people.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.values import Effect
from kvcase.lists.entries import NameKind
from kvcase.screening.alignment import Part
from kvcase.screening.explanations import Explanation
from kvcase.screening.likeness import PartKind

SEVERITY: Final[Mapping[Effect, int]] = MappingProxyType(
    {Effect.LEGAL: 300, Effect.POLICY: 200, Effect.INDICATIVE: 100, Effect.CONTEXT: 0}
)
"""What a hit on the list can do: forbid by law, ask for what a policy says, or only give reason to look."""
EXACTNESS: Final = 300
"""Points for a name that agrees wholly and to the letter; a word that agrees by likeness counts half."""
WORD: Final = 100
"""Points for a rare word of ten letters or more that agrees; a shorter or more general one earns less."""
MOST_WORDS: Final = 300
"""More telling words than three make no difference."""
EVIDENCE: Final = 10
"""Points for each point by which a fact beside the name, such as the country, moved the score, up or down."""
CAP: Final = -40
"""Points for each rule that capped the score."""
WEAK: Final = -60
"""Points for a name that the list, or what we know, calls weak."""

_LONG: Final = 10
_AGREES: Final = frozenset({PartKind.EXACT, PartKind.TYPO, PartKind.SKELETON, PartKind.INITIAL})


def rank(explanation: Explanation, effect: Effect) -> int:
    """Return the rank of a hit, 0 or more; higher first, and of two that are equal the higher score."""
    points = SEVERITY[effect] + _exactness(explanation.parts) + _telling(explanation.parts)
    points += EVIDENCE * sum(fact.effect for fact in explanation.evidence)
    points += CAP * len(explanation.caps)
    points += WEAK if explanation.alias_kind is NameKind.WEAK else 0
    return max(0, points)


def _exactness(parts: tuple[Part, ...]) -> int:
    whole = sum(200 * part.weight for part in parts)
    agreed = sum((2 if part.kind is PartKind.EXACT else 1) * part.score * part.weight for part in parts)
    return EXACTNESS * agreed // whole if whole else 0


def _telling(parts: tuple[Part, ...]) -> int:
    words = (
        WORD * part.weight * min(len(part.l.replace(" ", "")), _LONG) // (100 * _LONG)
        for part in parts
        if part.kind in _AGREES
    )
    return min(MOST_WORDS, sum(words))
