"""How the factors of a case combine to a level: qualitative, with the rules and factors behind it, never a number.

Source: VLIR guideline 2025 [004]; the rules R1 to R10 stand in `level_rules`, what facts show in `derived`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.collaboration import derived, level_rules
from domain.collaboration.level_rules import Facts, Reason
from domain.context import Catalogue
from domain.values import Level

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


@dataclass(frozen=True, slots=True)
class Finding:
    """A level, the factors that stand, and what each rule said on the way."""

    level: Level
    factors: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def grounds(self) -> tuple[str, ...]:
        """Return the reasons as sentences: rule, factors, level."""
        return tuple(str(each) for each in self.reasons)

    @property
    def causes(self) -> tuple[str, ...]:
        """Return the factors that a rule named."""
        return tuple(sorted({code for each in self.reasons for code in each.factors}))


def assess(state: "Collaboration", catalogue: Catalogue) -> Finding:
    """Return the level that the factors of a case combine to, and why."""
    standing = standing_factors(state, catalogue)
    level, reasons = level_rules.fold(level_rules.RULES, Facts(state, standing))
    return Finding(level, tuple(sorted({code for code, _ in standing})), reasons)


def standing_factors(state: "Collaboration", catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """Return (code, dimension) of every factor that holds: asserted or derived, and not rebutted."""
    asserted = {(each.code, each.dimension) for each in state.factors.standing}
    all_found = asserted | set(derived.factors(state, catalogue))
    rebutted = state.factors.rebutted_codes
    standing = frozenset(each for each in all_found if each[0] not in rebutted)
    return standing | frozenset(each for each in derived.maturity(state, standing) if each[0] not in rebutted)
