"""What each named policy says about a case: one function a policy, dated, with its source.

None reads its policy more widely than its text: a policy on agreements says nothing about a person, a policy on money
says nothing where there is none of it. Source: [004], "Beleid van financiers en specifieke institutionele
beperkingen"; handbook domain.md 1.5 ("do not widen").
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain import countries
from domain.collaboration import policies, spine
from domain.collaboration.parties import PartyRole
from domain.collaboration.screening import PolicyFinding
from domain.collaboration.spine import Nature
from domain.collaboration.topic import ClassificationLevel
from domain.context import Context, PolicyRule
from domain.errors import UnusableInputError
from domain.values import PolicyEffect, SubjectKind

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

BLOCK, REVIEW, PERSONNEL, CONTEXT = PolicyEffect
INDIVIDUAL = frozenset(
    {
        Nature.JOINT_PHD,
        Nature.CO_SUPERVISION,
        Nature.EXCHANGE_STUDENT,
        Nature.VISITING_RESEARCHER,
        Nature.RECRUITMENT,
    }
)
"""The kinds of collaboration that are about a person."""

TAKES_PART_IN_CALL = frozenset({PartyRole.PARTNER, PartyRole.SUBCONTRACTOR, PartyRole.COMMISSIONER})
CLEARED_LEVELS = frozenset(
    {ClassificationLevel.VERTROUWELIJK, ClassificationLevel.GEHEIM, ClassificationLevel.ZEER_GEHEIM}
)
EMBARGOED = frozenset({"CN"})
BLOCKS_IN = frozenset({"institutional_agreement", "fwo_funding", "call"})
"""The scopes in which a policy may block: what it is about can be given up without touching anything else."""

ASKS_BY_CODE = frozenset({"defra-personnel", "classified-clearance"})
"""The policies on persons that stop the work by code of their own: the personnel track asks each person."""

_GUIDELINE = date(2025, 9, 1)
"""The day from which the guideline can be relied on, for a policy that it prints without a day of its own."""


@dataclass(frozen=True, slots=True)
class ListHit:
    """A hit as a policy looks at it; `by_owner` says that not the party but an owner of it was found."""

    hit_id: UUID
    list_id: str
    subject_id: UUID
    subject_kind: SubjectKind
    by_owner: bool = False


Hits = tuple[ListHit, ...]
Function = Callable[["Collaboration", PolicyRule, Hits, Context], Iterable[PolicyFinding]]


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy of the catalogue as code: nothing is asked before the day it is in force from."""

    policy_id: str
    in_force_from: date
    function: Function


def evaluate(state: "Collaboration", hits: Hits, context: Context) -> tuple[PolicyFinding, ...]:
    """Return what every policy in force says about a case with these hits.

    A policy that has no code of its own is read as its catalogue entry stands.
    """
    found: list[PolicyFinding] = []
    for rule in context.catalogue.policies:
        named = NAMED.get(rule.policy_id)
        if named is None:
            found.extend(as_the_catalogue_says(state, rule, hits, context))
        elif named.in_force_from <= context.today:
            found.extend(named.function(state, rule, hits, context))
    found.extend(owners_in_question(state, hits, context))
    return tuple(found)


def owners_in_question(state: "Collaboration", hits: Hits, context: Context) -> Iterator[PolicyFinding]:
    """Ask to look at owners in a country that a policy names, or that may be on a list. Source: [004] casus 2 and 3.

    The policy itself says nothing: a party is of the country where it is established, whoever owns it.
    """
    named = {country for rule in context.catalogue.policies for country in rule.countries}
    for party_id, party in state.parties.parties.items():
        owners = state.ownership_of(party_id)
        abroad = named.intersection(owners.countries if owners is not None else ()) - {party.country}
        if abroad:
            yield _look(party_id, None, f"an owner is in {', '.join(sorted(abroad))}, which a named policy speaks of")
    for hit in hits:
        if hit.by_owner:
            yield _look(hit.subject_id, hit.hit_id, f"an owner may stand on {hit.list_id}")


def _look(party_id: UUID, hit_id: UUID | None, reason: str) -> PolicyFinding:
    title = "Look at who owns it"
    source = "[004] casussen 2 and 3"
    return PolicyFinding(policies.OWNERSHIP, "kvcase", source, "review", title, REVIEW, True, party_id, hit_id, reason)


def silence(policy_id: str, scope: str, schemes: Iterable[str], *, blocks: bool) -> tuple[str, str, str] | None:
    """Return (field, rule, what would be right) for a policy that would never say anything, if it is one.

    Source: handbook domain.md 1.5; a rule that looks like a ban and bans nothing deceives whoever wrote it.
    """
    if blocks and scope not in BLOCKS_IN and policy_id not in ASKS_BY_CODE:
        rule = f"is block, and in the scope {scope} a person looks and nothing is blocked (handbook domain.md 1.5)"
        return "effect", rule, f'"review"; or one of the scopes {", ".join(sorted(BLOCKS_IN))}'
    if scope == "call" and not tuple(schemes):
        return "schemes", "is missing, and a policy on calls binds in none without them", "the schemes of the calls"
    return None


def as_the_catalogue_says(
    state: "Collaboration", rule: PolicyRule, hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """Read a policy that an institution wrote itself: its list and countries, inside its scope and schemes.

    One on persons is asked of each person, in the personnel track: who is listed, who comes from an organisation on its
    list or in its countries (never a nationality), or without list and countries everybody of the institution.
    Raises `UnusableInputError` for one that would say nothing.
    """
    fault = silence(rule.policy_id, rule.scope, rule.schemes, blocks=rule.blocks)
    if fault is not None:
        field, why, expected = fault
        raise UnusableInputError(f"policy {rule.policy_id}, {field}", why, expected)
    in_scope = _is_in_scope(state, rule)
    is_personal = rule.scope == "personnel"
    effect = CONTEXT if rule.informs else BLOCK if rule.blocks else PERSONNEL if is_personal else REVIEW
    homes = state.parties.homes
    for hit in _listed(rule, hits):
        is_meant = not is_personal or hit.subject_kind is SubjectKind.PERSON or hit.subject_id in homes
        yield _finding(rule, effect, in_scope=in_scope and is_meant, subject_id=hit.subject_id, hit_id=hit.hit_id)
    if in_scope:
        named = _of_country(state, rule, effect)
        yield from (each for each in named if not is_personal or each.subject_id in homes)
    if in_scope and rule.list_id is None and not rule.countries:
        yield _finding(rule, effect)


def fwo_four_pillars(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """The FWO's programme of 2024; shown on what it funds, its rules stand apart. Source: [004] FWO."""
    if _is_fwo_funded(state):
        yield _finding(rule, CONTEXT)


def fwo_rsa(state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context) -> Iterator[PolicyFinding]:
    """Every FWO application is appraised; high risk asks the institution's approval (G5). Source: [004] FWO."""
    if _is_fwo_funded(state):
        yield _finding(rule, REVIEW, reason="record the outcome of the appraisal")


def seven_sons_fwo(state: "Collaboration", rule: PolicyRule, hits: Hits, _context: Context) -> Iterator[PolicyFinding]:
    """The FWO funds no collaboration with a Seven Sons university. Source: [004] Seven Sons."""
    yield from _on_list(rule, hits, BLOCK, in_scope=_is_fwo_funded(state))


def seven_sons_agreements(
    state: "Collaboration", rule: PolicyRule, hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """X4: no NEW institutional agreement with a Seven Sons university; one that ran before goes on. Source: [004].

    A day in the notification is a claim: the contact point says of each partner whether it was shown.
    """
    since = NAMED[rule.policy_id].in_force_from
    said = (state.spine.started_on, state.spine.planned_start_on)
    is_claimed = any(day is not None and day < since for day in said)
    for hit in _listed(rule, hits):
        ran_before = is_claimed and state.reviews.applies(rule.policy_id, hit.subject_id) is False
        in_scope = _is_agreement(state) and not ran_before
        yield _finding(rule, BLOCK, in_scope=in_scope, subject_id=hit.subject_id, hit_id=hit.hit_id)


def seven_sons_individual(
    state: "Collaboration", rule: PolicyRule, hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """X4: a person attached to a Seven Sons university is looked at, and not refused. Source: [004] casus 6."""
    homes = state.parties.homes
    for hit in _listed(rule, hits):
        is_personal = (
            state.spine.nature in INDIVIDUAL or hit.subject_id in homes or hit.subject_kind is SubjectKind.PERSON
        )
        yield _finding(rule, REVIEW, in_scope=is_personal, subject_id=hit.subject_id, hit_id=hit.hit_id)


def chinese_military_institutes(
    state: "Collaboration", rule: PolicyRule, hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """No institutional collaboration with a Chinese military research institution. Source: [004] Seven Sons; [003]."""
    yield from _on_list(rule, hits, BLOCK, in_scope=_is_agreement(state))


def iran_agreements(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """X4: no institutional collaboration with an Iranian institution; never a ban on a person. Source: [004] Iran."""
    if _is_agreement(state):
        yield from _of_country(state, rule, BLOCK)


def russian_rectors_agreements(
    state: "Collaboration", rule: PolicyRule, hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """X4: no institutional collaboration with who signed the declaration of 2022. Source: [004] Rusland."""
    yield from _on_list(rule, hits, BLOCK, in_scope=_is_agreement(state))


def horizon_russia_new(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """No new collaboration with a Russian organisation in Horizon Europe. Source: [004] footnote 17."""
    if _is_call(state, rule):
        yield from _of_country(state, rule, BLOCK)


def h2020_russia_stop(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """Russian participation in Horizon 2020 was stopped, running projects included. Source: [004] footnote 17."""
    if _is_call(state, rule):
        yield from _of_country(state, rule, BLOCK)


def fwo_russia_belarus(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """The FWO funds no collaboration with an entity of Russia or Belarus. Source: [004] footnote 18."""
    if _is_fwo_funded(state):
        yield from _of_country(state, rule, BLOCK)


def horizon_article_22_5(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """Certain Horizon Europe calls bar entities outside the EU or controlled from there. Source: [004] footnote 5.

    Which calls do is said in the call, so a person says it first; then each who takes part needs a known owner.
    """
    if not _is_call(state, rule):
        return
    bars = state.reviews.applies(rule.policy_id)
    if bars is None:
        yield _finding(rule, REVIEW, reason="does this call bar entities that are controlled from outside the EU?")
    if not bars:
        return
    for party_id, party in state.parties.parties.items():
        if party.role not in TAKES_PART_IN_CALL:
            continue
        owners = state.ownership_of(party_id)
        if party.country is None:
            yield _finding(rule, REVIEW, subject_id=party_id, reason="nobody knows where it is established")
        elif party.country not in countries.EU:
            yield _finding(rule, BLOCK, subject_id=party_id, reason="it is established outside the EU")
        elif owners is None or owners.is_foreign_controlled is None:
            yield _finding(rule, REVIEW, subject_id=party_id, reason="nobody knows who controls it: record its owners")
        elif owners.is_foreign_controlled:
            yield _finding(rule, BLOCK, subject_id=party_id, reason="it is controlled from outside the EU")


def he_innovation_actions_5g(
    state: "Collaboration", rule: PolicyRule, hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """X8: certain Chinese entities take no part in Innovation Actions, and in those only. Source: [004] footnote 6."""
    yield from _on_list(rule, hits, BLOCK, in_scope=_is_call(state, rule))


def defra_personnel(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """DEFRA asks citizenship of the EU, EFTA or NATO (met or not met), and perhaps a verification. Source: [004]."""
    if _is_call(state, rule):
        yield _finding(rule, PERSONNEL, reason="condition of citizenship met or not met; verification when asked")


def military_funding(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """X9: free to take part, within one's own reflection, house policy and funder's terms. Source: [004]."""
    if _is_call(state, rule):
        reason = "write down the personal ethical reflection, the institution's policy and the terms of the funder"
        yield _finding(rule, REVIEW, reason=reason)


def classified_clearance(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """Confidential and above: an individual clearance, asked for by the security officer. Source: [004]."""
    if state.topic.classification_level in CLEARED_LEVELS:
        yield _finding(rule, PERSONNEL, reason=f"classified as {state.topic.classification_level}")


def classified_restricted(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """X5: restricted asks no personal clearance, but physical and digital measures. Source: [004]."""
    if state.topic.classification_level is ClassificationLevel.BEPERKT:
        yield _finding(rule, PERSONNEL, reason="physical and digital measures protect it")


def human_rights_test(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """The test of 2019, wherever serious violations are in question; the test is its answer. Source: [004]."""
    if state.human_rights.is_requested or state.factors.stands("P-HR"):
        yield _finding(rule, REVIEW, reason="the human-rights test answers this")


def china_arms_embargo(
    state: "Collaboration", rule: PolicyRule, _hits: Hits, _context: Context
) -> Iterator[PolicyFinding]:
    """The arms embargo since 1989: context for the end use of military or dual-use items, no ban. Source: [003] 4."""
    if not (state.topic.is_military or state.topic.control_codes):
        return
    for party_id, party in state.parties.parties.items():
        if party.country in EMBARGOED:
            yield _finding(rule, CONTEXT, subject_id=party_id, scope="sharing", reason="weigh the end use")


def _listed(rule: PolicyRule, hits: Hits) -> Iterator[ListHit]:
    """Yield the hits on the list of a policy. Whose owner is listed is not listed: that is a question of ownership."""
    for hit in hits:
        if rule.list_id is not None and hit.list_id == rule.list_id and not hit.by_owner:
            yield hit


def _on_list(rule: PolicyRule, hits: Hits, effect: PolicyEffect, *, in_scope: bool) -> Iterator[PolicyFinding]:
    for hit in _listed(rule, hits):
        yield _finding(rule, effect, in_scope=in_scope, subject_id=hit.subject_id, hit_id=hit.hit_id)


def _of_country(state: "Collaboration", rule: PolicyRule, effect: PolicyEffect) -> Iterator[PolicyFinding]:
    """Yield the organisations established in a country of the policy; a person has none here (settled.md 27, 30)."""
    for party_id, party in state.parties.parties.items():
        if party.country is not None and party.country in rule.countries:
            yield _finding(rule, effect, subject_id=party_id)


def _finding(
    rule: PolicyRule,
    effect: PolicyEffect,
    *,
    in_scope: bool = True,
    subject_id: UUID | None = None,
    hit_id: UUID | None = None,
    reason: str = "",
    scope: str | None = None,
) -> PolicyFinding:
    return PolicyFinding(
        rule.policy_id,
        rule.owner,
        rule.source,
        scope or rule.scope,
        rule.title,
        effect,
        in_scope,
        subject_id,
        hit_id,
        reason,
    )


def _is_agreement(state: "Collaboration") -> bool:
    return state.spine.nature is Nature.INSTITUTIONAL_AGREEMENT


def _is_fwo_funded(state: "Collaboration") -> bool:
    return state.spine.funder_owner == spine.FWO


def _is_call(state: "Collaboration", rule: PolicyRule) -> bool:
    return state.spine.funder_scheme in rule.schemes


def _is_in_scope(state: "Collaboration", rule: PolicyRule) -> bool:
    if rule.schemes and not _is_call(state, rule):
        return False
    match rule.scope:
        case "institutional_agreement":
            return _is_agreement(state)
        case "fwo_funding":
            return _is_fwo_funded(state)
        case _:
            return True


_ALL = (
    NamedPolicy("fwo-four-pillars", date(2024, 1, 1), fwo_four_pillars),
    NamedPolicy("fwo-rsa", date(2024, 1, 1), fwo_rsa),
    NamedPolicy("seven-sons-fwo", _GUIDELINE, seven_sons_fwo),
    NamedPolicy(policies.NEW_AGREEMENT, _GUIDELINE, seven_sons_agreements),
    NamedPolicy("seven-sons-individual", _GUIDELINE, seven_sons_individual),
    NamedPolicy("cn-military-agreements", _GUIDELINE, chinese_military_institutes),
    NamedPolicy("iran-agreements", _GUIDELINE, iran_agreements),
    NamedPolicy("ru-rectors-agreements", date(2022, 3, 1), russian_rectors_agreements),
    NamedPolicy("horizon-russia-new", date(2022, 3, 1), horizon_russia_new),
    NamedPolicy("h2020-russia-stop", date(2022, 4, 1), h2020_russia_stop),
    NamedPolicy("fwo-russia-belarus", _GUIDELINE, fwo_russia_belarus),
    NamedPolicy(policies.CONTROLLED_CALL, date(2021, 5, 12), horizon_article_22_5),
    NamedPolicy("he-innovation-actions-5g", _GUIDELINE, he_innovation_actions_5g),
    NamedPolicy("defra-personnel", _GUIDELINE, defra_personnel),
    NamedPolicy("military-funding", _GUIDELINE, military_funding),
    NamedPolicy("classified-clearance", _GUIDELINE, classified_clearance),
    NamedPolicy("classified-restricted", _GUIDELINE, classified_restricted),
    NamedPolicy(policies.HUMAN_RIGHTS, date(2019, 1, 1), human_rights_test),
    NamedPolicy("cn-arms-embargo", date(1989, 1, 1), china_arms_embargo),
)
NAMED: Mapping[str, NamedPolicy] = {each.policy_id: each for each in _ALL}
"""Every policy of the guideline as code, by the id of its catalogue entry."""
