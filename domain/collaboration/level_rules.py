"""The combination rules R1 to R10: what each says of a case, with the factors that make it speak.

A rule takes the facts and the level so far, and returns a `Reason` with the level after it, or None where it is
silent. Levels are words in an order; nothing is counted or weighed. Only law blocks a whole case (R3).

Source: VLIR guideline 2025 [004], "een risico stelt zich doorgaans pas wanneer verschillende risico-elementen
samenkomen"; handbook domain.md 1.4.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.collaboration import derived, spine
from domain.collaboration.approval import AppraisalOutcome
from domain.collaboration.legal import Requirement
from domain.collaboration.topic import Certainty
from domain.values import Effect, Level

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

PARTNER_SIDE = frozenset({"partner", "researcher", "funder"})
STRONG_PARTNER = frozenset({"P-MIL-TIE", "P-MIL-DEV", "P-MIL-IND", "P-SANC-FOREIGN", "P-OPAQUE", "R-SANC"})
SENSITIVE = frozenset({"T-DUAL", "T-MIL", "T-CLASS"})
LISTED_COUNTRY = "C-LIST"
OPAQUE = "P-OPAQUE"
HUMAN_RIGHTS = "P-HR"
TEMPORARY = "R-TEMP"
DUAL_USE = "T-DUAL"
_NEVER_LOWERED = ("P-SANC", "R-SANC", "P-HR")
_LADDER = (Level.NONE, Level.ATTENTION, Level.ELEVATED, Level.HIGH)
"""The levels that factors can make; `blocked` is not the step above `high` but a matter of law."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule says: in words, by which factors, and the level after it."""

    rule_id: str
    says: str
    factors: tuple[str, ...]
    level: Level

    def __str__(self) -> str:
        """Return the sentence that is stored with the level."""
        because = f" ({', '.join(self.factors)})" if self.factors else ""
        return f"{self.rule_id}: {self.says}{because}; the level is {self.level}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at: the case, and the factors that stand as (code, dimension)."""

    state: "Collaboration"
    standing: frozenset[tuple[str, str]]

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of the factors that stand."""
        return frozenset(code for code, _ in self.standing)

    @property
    def sides(self) -> frozenset[str]:
        """Return the dimensions that factors stand in; partner, researcher and funder are one. Source: [004]."""
        return frozenset("partner" if each in PARTNER_SIDE else each for _, each in self.standing)

    @property
    def technologies(self) -> frozenset[str]:
        """Return the codes of the critical technologies."""
        return frozenset(code for code in self.codes if code.startswith("T-CTD-"))

    def without(self, code: str) -> "Facts":
        """Return the facts as if this factor did not stand."""
        return Facts(self.state, frozenset(each for each in self.standing if each[0] != code))


Rule = Callable[[Facts, Level], Reason | None]


def fold(rules: Iterable[Rule], facts: Facts) -> tuple[Level, tuple[Reason, ...]]:
    """Return the level that rules make of the facts, one after the other, and what those said that spoke."""
    level, reasons = Level.NONE, []
    for rule in rules:
        reason = rule(facts, level)
        if reason is not None:
            level = reason.level
            reasons.append(reason)
    return level, tuple(reasons)


def r2_one_dimension_asks_attention(facts: Facts, level: Level) -> Reason | None:
    """R2: factors of one dimension ask attention, never more. Source: [004]."""
    if len(facts.sides) != 1 or facts.codes == {LISTED_COUNTRY}:
        return None
    return _said("R2", "a single dimension asks attention, never more", facts.codes, _higher(level, Level.ATTENTION))


def r8_a_listed_country_asks_to_look_harder(facts: Facts, level: Level) -> Reason | None:
    """R8: a country of the list asks for complete information on the partner; alone it is attention. Source: [004]."""
    if LISTED_COUNTRY not in facts.codes:
        return None
    says = (
        "a country of attention asks for complete information on the partner and a thorough look, and forbids nothing"
    )
    return _said("R8", says, {LISTED_COUNTRY}, _higher(level, Level.ATTENTION))


def r1_dimensions_come_together(facts: Facts, level: Level) -> Reason | None:
    """R1: factors of two dimensions or more are elevated. Source: [004]; E-000926/2025."""
    if len(facts.sides) < 2:
        return None
    says = f"factors come together from {', '.join(sorted(facts.sides))}"
    return _said("R1", says, facts.codes, _higher(level, Level.ELEVATED))


def r1_a_sensitive_topic_meets_a_strong_tie(facts: Facts, level: Level) -> Reason | None:
    """R1: a critical, dual-use or military topic with a military, sanctioned or opaque partner is high."""
    topic, partner = facts.technologies | facts.codes & SENSITIVE, facts.codes & STRONG_PARTNER
    if not topic or not partner:
        return None
    says = "a sensitive topic meets a partner with military, sanction or opaque ties"
    return _said("R1", says, topic | partner, _higher(level, Level.HIGH))


def r1_an_applied_dual_use_item_meets_a_listed_country(facts: Facts, level: Level) -> Reason | None:
    """R1: a dual-use item, suspected or confirmed, of TRL 3 or more or unknown, with a listed country is high."""
    if not {DUAL_USE, LISTED_COUNTRY} <= facts.codes or _is_fundamental(facts):
        return None
    says = "a dual-use item, not below TRL 3, meets a country of the attention list"
    return _said("R1", says, {DUAL_USE, LISTED_COUNTRY}, _higher(level, Level.HIGH))


_COMBINING: tuple[Rule, ...] = (
    r2_one_dimension_asks_attention,
    r8_a_listed_country_asks_to_look_harder,
    r1_dimensions_come_together,
    r1_a_sensitive_topic_meets_a_strong_tie,
    r1_an_applied_dual_use_item_meets_a_listed_country,
)


def r6_fundamental_research_lowers_a_suspicion(facts: Facts, level: Level) -> Reason | None:
    """R6, X1: TRL 1 or 2 lowers one step what a dual-use item does that is only suspected.

    Never below what the other factors make, and never where sanctions, a licence, a policy or human rights speak.
    """
    items = [each.certainty for each in facts.state.topic.control_codes if each.certainty is not Certainty.EXCLUDED]
    is_suspicion = DUAL_USE in facts.codes and bool(items) and set(items) == {Certainty.SUSPECTED}
    if not is_suspicion or not _is_fundamental(facts) or _speaks_for_itself(facts):
        return None
    otherwise, _ = fold(_COMBINING, facts.without(DUAL_USE))
    lowered = _higher(_step(level, -1), otherwise)
    if lowered is level:
        return None
    return _said("R6", "TRL 1 or 2 is presumed fundamental: a suspicion weighs one step less", {DUAL_USE}, lowered)


def r7_a_temporary_stay_raises_what_is_flagged(facts: Facts, level: Level) -> Reason | None:
    """R7: who stays for a time takes results home: one step up with a flagged topic or home institution.

    A topic is flagged by a dual-use item, a military purpose or classified information; a critical technology alone
    is none (casus 6 stays elevated). Source: [004], temporary stay.
    """
    if TEMPORARY not in facts.codes:
        return None
    codes, lists = _flags_of_home(facts)
    flags = facts.codes & SENSITIVE | codes
    if not flags and not lists:
        return None
    listed = f", which may stand on {', '.join(sorted(lists))}" if lists else ""
    says = f"a temporary stay takes results home, and the topic or the home institution is flagged{listed}"
    return _said("R7", says, {TEMPORARY, *flags}, _step(level, 1))


def r5_human_rights_are_tested_whatever_the_topic(facts: Facts, level: Level) -> Reason | None:
    """R5: a partner in serious violations is tested whatever the topic (gate G8). Source: [004], human-rights test."""
    if HUMAN_RIGHTS not in facts.codes:
        return None
    return _said("R5", "the human-rights test is made whatever the topic", {HUMAN_RIGHTS}, level)


def r9_an_opaque_partner_is_cleared_up(facts: Facts, level: Level) -> Reason | None:
    """R9: an opaque partner keeps the screening open until it is known (gate). Source: [004], casus Malta."""
    if OPAQUE not in facts.codes:
        return None
    return _said("R9", "the screening waits until owner and aims of the partner are known", {OPAQUE}, level)


def r4_a_named_policy_blocks_its_scope(facts: Facts, level: Level) -> Reason | None:
    """R4: a named policy blocks its own scope (gate G13) and does not raise the case. Source: domain.md 1.5."""
    hits = facts.state.screening.hits
    found = sorted(
        {
            f"{each.policy_id} in scope {each.scope}"
            for each in facts.state.screening.policies
            if each.blocks and (each.hit_id is None or (each.hit_id in hits and hits[each.hit_id].is_open))
        }
    )
    return _said("R4", f"a named policy blocks: {'; '.join(found)}, and nothing wider", (), level) if found else None


def r10_the_form_of_the_funder_says_high(facts: Facts, level: Level) -> Reason | None:
    """R10: `high` on the FWO's form asks the institution's approval, whatever the level here (gate G5)."""
    if facts.state.spine.funder_owner != spine.FWO or facts.state.approval.appraisal is not AppraisalOutcome.HIGH:
        return None
    return _said("R10", "the FWO form says high: the institution's approval is required", (), level)


def r3_law_blocks_until_it_is_cleared(facts: Facts, level: Level) -> Reason | None:
    """R3, G2: an open hit on a list of law blocks until a person cleared it. Source: sanctions law; [004] O7."""
    cleared = facts.state.legal.cleared_hits
    hits = facts.state.screening.hits.items()
    law = {hit.list_id for key, hit in hits if hit.effect is Effect.LEGAL and hit.is_open and key not in cleared}
    if not law:
        return None
    sanctions = {code for code in facts.codes if code.startswith(("P-SANC", "R-SANC"))} - {"P-SANC-FOREIGN"}
    return _said("R3", f"a hit on a list of law is open: {', '.join(sorted(law))}", sanctions, Level.BLOCKED)


RULES: tuple[Rule, ...] = (
    *_COMBINING,
    r6_fundamental_research_lowers_a_suspicion,
    r7_a_temporary_stay_raises_what_is_flagged,
    r5_human_rights_are_tested_whatever_the_topic,
    r9_an_opaque_partner_is_cleared_up,
    r4_a_named_policy_blocks_its_scope,
    r10_the_form_of_the_funder_says_high,
    r3_law_blocks_until_it_is_cleared,
)
"""In the order in which they speak: what comes together, what lowers, what raises, what gates, and law last."""


def _said(rule_id: str, says: str, factors: Iterable[str], level: Level) -> Reason:
    return Reason(rule_id, says, tuple(sorted(factors)), level)


def _higher(one: Level, other: Level) -> Level:
    return max(one, other, key=_LADDER.index)


def _step(level: Level, by: int) -> Level:
    return _LADDER[min(max(_LADDER.index(level) + by, 0), len(_LADDER) - 1)]


def _is_fundamental(facts: Facts) -> bool:
    """Say whether the readiness is known to lie below that of applied research (X1)."""
    trl = facts.state.topic.trl_max
    return trl is not None and trl < derived.APPLIED_FROM_TRL


def _speaks_for_itself(facts: Facts) -> bool:
    """Say whether something stands that no readiness level lowers: sanctions, a licence, a policy, human rights."""
    state = facts.state
    licences = {Requirement.EXPORT_LICENCE, Requirement.INTRA_EU_TRANSFER}
    return (
        any(code.startswith(_NEVER_LOWERED) for code in facts.codes)
        or bool(state.screening.policies)
        or any(each.requirement in licences for each in state.legal.requirements.values())
    )


def _flags_of_home(facts: Facts) -> tuple[set[str], set[str]]:
    """Return what flags a home institution: partner factors said of it, and lists that it may stand on."""
    state, homes = facts.state, facts.state.parties.homes
    said = {each.code for each in state.factors.standing if each.subject_id in homes and each.code.startswith("P-")}
    lists = {hit.list_id for hit in state.screening.hits.values() if hit.is_open and hit.subject_id in homes}
    return said, lists
