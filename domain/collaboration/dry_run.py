"""What a case would meet under another edition: computed from its state by its own rules, and nothing is recorded.

The case is screened twice, as it stands, under the edition in force and under the draft: what differs is the draft's
doing. Source: handbook domain.md 4.4, B2; an edition is looked at before two people publish it.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from domain.collaboration import decider, levels, screening, screening_decisions
from domain.collaboration.rules import RULES
from domain.collaboration.screening import Hit, PolicyFinding, Resolution, SharingHeld
from domain.collaboration.spine import ENDED, Status
from domain.collaboration.state import Collaboration
from domain.context import Catalogue, Context, FoundHit, ScreenedSubject, ScreeningFact
from domain.gates import Gate
from domain.values import ActorRef, CaseId, Level, Metadata


@dataclass(frozen=True, slots=True)
class DraftHits:
    """What other lists say of a case: new hits, entries (list, entry) that are gone, and hits that are."""

    found: tuple[FoundHit, ...] = ()
    removed: frozenset[tuple[str, str]] = frozenset()
    gone: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """How one case would differ under the draft.

    A case that has ended is looked at as if it came up for review today. `level_if_confirmed` is the level once a
    person confirms the new hits; `lifts` are the hits that the draft's lists no longer name, taken as lifted.
    """

    level_before: Level
    level_after: Level
    level_if_confirmed: Level
    grounds: tuple[str, ...]
    gates_opened: tuple[Gate, ...]
    gates_closed: tuple[Gate, ...]
    policies_added: tuple[PolicyFinding, ...]
    policies_removed: tuple[PolicyFinding, ...]
    hits: tuple[FoundHit, ...]
    lifts: tuple[UUID, ...]
    holds: tuple[SharingHeld, ...]

    @property
    def is_none(self) -> bool:
        """Say whether the draft leaves the case as it is."""
        same_level = self.level_before == self.level_after == self.level_if_confirmed
        told = (self.gates_opened, self.gates_closed, self.policies_added, self.policies_removed, self.hits, self.lifts)
        return same_level and not any(told) and not self.holds

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules that cause the difference: gates, policies, and the lists that a hit stands on."""
        gates = {gate.rule_id for gate in (*self.gates_opened, *self.gates_closed)}
        policies = {each.policy_id for each in (*self.policies_added, *self.policies_removed)}
        holds = {each.rule_id for each in self.holds}
        return tuple(sorted(gates | policies | holds | {f"list {hit.list_id}" for hit in self.hits}))


def what_would_change(state: Collaboration, context: Context, draft: Catalogue, hits: DraftHits) -> Change:
    """Return how a case would differ if `draft` were in force in place of the catalogue of `context`."""
    standing = state
    if state.spine.status in ENDED:
        standing = replace(state, spine=replace(state.spine, status=Status.IN_REVIEW))
    before, held = _screened(standing, context, ())
    lifted, gone = _lifted(standing, hits)
    after, holds = _screened(lifted, replace(context, catalogue=draft), hits.found)
    fresh = tuple(hit for hit in hits.found if hit.hit_id in after.screening.hits.keys() - before.screening.hits.keys())
    confirmed = _confirmed(after, fresh)
    found_before, found_after = levels.assess(before, context.catalogue), levels.assess(after, draft)
    found_confirmed = levels.assess(confirmed, draft)
    gates_before = {gate.gate_id: gate for gate in RULES.open_gates(before, context.today)}
    gates_after = {gate.gate_id: gate for gate in RULES.open_gates(after, context.today)}
    said_before, said_after = map(_by_finding, (before, after))
    stands = {hold.hold_id for hold in held} | state.screening.holds.keys()
    return Change(
        found_before.level,
        found_after.level,
        found_confirmed.level,
        tuple(ground for ground in found_confirmed.grounds if ground not in found_before.grounds),
        tuple(gate for key, gate in gates_after.items() if key not in gates_before),
        tuple(gate for key, gate in gates_before.items() if key not in gates_after),
        tuple(each for key, each in said_after.items() if said_before.get(key) != each),
        tuple(each for key, each in said_before.items() if said_after.get(key) != each),
        fresh,
        gone,
        tuple(hold for hold in holds if hold.hold_id not in stands),
    )


def _screened(
    state: Collaboration, context: Context, fresh: tuple[FoundHit, ...]
) -> tuple[Collaboration, tuple[SharingHeld, ...]]:
    """Return the case after a screening that finds its standing hits again, and some fresh ones."""
    known = tuple(_found(hit_id, hit) for hit_id, hit in state.screening.hits.items() if not hit.is_lifted)
    subjects = tuple(
        ScreenedSubject(kind, each, "", state.ownership_of(each)) for kind, each in sorted(state.parties.subjects)
    )
    fact = ScreeningFact("dry-run", dict(state.screening.list_versions), subjects, (*known, *fresh))
    command = screening.StartScreening(_CASE, uuid5(_CASE, "dry-run"))
    events = screening_decisions.decide(state, command, replace(context, screening=fact))
    for event in events:
        state = decider.evolve(state, event, _meta(context))
    return state, tuple(event for event in events if isinstance(event, SharingHeld))


def _lifted(state: Collaboration, draft: DraftHits) -> tuple[Collaboration, tuple[UUID, ...]]:
    hits = state.screening.hits
    gone = tuple(
        hit_id
        for hit_id, hit in hits.items()
        if ((hit.list_id, hit.entry_id) in draft.removed or hit_id in draft.gone)
        and not hit.is_lifted
        and hit.resolution is not Resolution.FALSE_POSITIVE
    )
    lifted = {key: replace(hit, is_lifted=True) if key in gone else hit for key, hit in hits.items()}
    return replace(state, screening=replace(state.screening, hits=lifted)), gone


def _confirmed(state: Collaboration, fresh: tuple[FoundHit, ...]) -> Collaboration:
    new = {hit.hit_id for hit in fresh}
    hits = {
        key: replace(hit, resolution=Resolution.TRUE_MATCH) if key in new else hit
        for key, hit in state.screening.hits.items()
    }
    return replace(state, screening=replace(state.screening, hits=hits))


def _found(hit_id: UUID, hit: Hit) -> FoundHit:
    return FoundHit(
        hit_id,
        hit.subject_kind,
        hit.subject_id,
        hit.subject_fingerprint,
        hit.list_id,
        0,
        hit.entry_id,
        hit.entry_fingerprint,
        hit.effect,
        100,
        hit.scorer_id,
        "{}",
        by_owner=hit.by_owner,
    )


def _by_finding(state: Collaboration) -> dict[Any, PolicyFinding]:
    return {(each.policy_id, each.subject_id, each.hit_id): each for each in state.screening.policies}


def _meta(context: Context) -> Metadata:
    actor = ActorRef(context.actor.id, context.role)
    return Metadata(_CASE, context.institution, actor, context.now, _CASE, _CASE, None, context.catalogue.edition)


_CASE = CaseId(UUID(int=0))
