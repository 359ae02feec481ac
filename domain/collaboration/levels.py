"""How factors combine to a level: qualitative, with the factors that cause it, never a number.

Source: VLIR guideline 2025 [004], "een risico stelt zich doorgaans pas wanneer verschillende risico-elementen
samenkomen"; combination rules R1, R2, R3 and R8 of handbook domain.md 1.4 (R4, R5 and R9 are gates).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.collaboration.screening import Resolution
from domain.collaboration.topic import Certainty
from domain.context import Catalogue
from domain.values import Effect, Level

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

PARTNER_SIDE = frozenset({"partner", "researcher", "funder"})
STRONG_PARTNER = frozenset({"P-MIL-TIE", "P-MIL-DEV", "P-MIL-IND", "P-SANC-FOREIGN", "P-OPAQUE"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A level with the factors that hold and the rules that made it."""

    level: Level
    factors: tuple[str, ...]
    grounds: tuple[str, ...]


def assess(state: "Collaboration", catalogue: Catalogue) -> Finding:
    """Return the level that the factors of a case combine to, and why."""
    factors = standing_factors(state, catalogue)
    codes = frozenset(code for code, _ in factors)
    dimensions = frozenset(_side(dimension) for _, dimension in factors)
    level, grounds = Level.NONE, []
    if factors:
        level, grounds = Level.ATTENTION, ["R2: a single dimension asks attention, never more"]
    if codes == {"C-LIST"}:
        grounds = ["R8: a country of the attention list alone asks attention and complete partner information"]
    if len(dimensions) >= 2:
        level, grounds = Level.ELEVATED, [f"R1: factors come together from {', '.join(sorted(dimensions))}"]
    hot_topic = any(code.startswith("T-CTD-") for code in codes) or codes & {"T-DUAL", "T-MIL"}
    if hot_topic and codes & STRONG_PARTNER:
        level = Level.HIGH
        grounds.append("R1: a sensitive topic meets a partner with military, sanction or opaque ties")
    if "T-DUAL" in codes and "C-LIST" in codes and (state.topic.trl_max or 3) >= 3:
        level = Level.HIGH
        grounds.append("R1: a dual-use item at TRL 3 or more meets a country of the attention list")
    cleared = state.legal.cleared_hits
    law = (hit for hit_id, hit in state.screening.hits.items() if hit.effect is Effect.LEGAL and hit_id not in cleared)
    if any(hit.is_open for hit in law):
        level = Level.BLOCKED
        grounds.append("R3: a hit on a list of law is open")
    return Finding(level, tuple(sorted(codes)), tuple(grounds))


def standing_factors(state: "Collaboration", catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """Return (code, dimension) of every factor that holds: asserted or derived, and not rebutted."""
    asserted = {(each.code, each.dimension) for each in state.factors.standing}
    derived = _from_topic(state) | _from_parties(state, catalogue)
    return frozenset((code, side) for code, side in asserted | derived if code not in state.factors.rebutted_codes)


def _from_topic(state: "Collaboration") -> set[tuple[str, str]]:
    topic = state.topic
    found = {(f"T-CTD-{code}", "topic") for code in topic.technologies}
    found |= {
        ({"political": "T-INTERF-POL", "commercial": "T-INTERF-COM", "dependence": "T-INTERF-DEP"}[each], "topic")
        for each in topic.interference
    }
    if any(each.certainty is not Certainty.EXCLUDED for each in topic.control_codes):
        found.add(("T-DUAL", "topic"))
    if topic.is_military:
        found.add(("T-MIL", "topic"))
    return found


def _from_parties(state: "Collaboration", catalogue: Catalogue) -> set[tuple[str, str]]:
    found = set()
    if (state.parties.countries | set(state.spine.places)) & catalogue.look_harder_countries:
        found.add(("C-LIST", "country"))
    if any(person.is_temporary for person in state.parties.persons.values()):
        found.add(("R-TEMP", "researcher"))
    for hit in state.screening.hits.values():
        if hit.resolution is Resolution.TRUE_MATCH and not hit.is_lifted:
            if hit.effect is Effect.LEGAL:
                found.add(("P-SANC-EU", "partner"))
            elif hit.effect is Effect.INDICATIVE:
                found.add(("P-SANC-FOREIGN", "partner"))
            elif hit.effect is Effect.POLICY:
                found.add(("P-MIL-TIE", "partner"))
    return found


def _side(dimension: str) -> str:
    return "partner" if dimension in PARTNER_SIDE else dimension
