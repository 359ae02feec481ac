"""A past decision as it was made, and as the lists, the scorer and the rules of today would have it.

The question is asked as of the decision: the case, the names and the day of then; only what is asked of them is of
today. Nothing is recorded, and what people decided then stands. Source: [000], not "beoordelen vanuit het huidige
perspectief"; handbook domain.md B1; settled.md 29.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.collaboration import approval, approval_after, dry_run, hits
from domain.collaboration.dry_run import DraftHits
from domain.collaboration.rules import RULES
from domain.collaboration.screening import PolicyFinding, Resolution, ScreeningHitRecorded
from domain.collaboration.state import Collaboration
from domain.context import Catalogue, Context, FoundHit
from domain.gates import Gate
from domain.values import Effect, Level, Recorded, Role, SubjectKind

DECISIONS = (approval.CollaborationApproved, approval.CollaborationRejected, approval_after.ApprovalRenewed)
"""What a person decided on a case as a whole, each with the evidence that it rests on."""


class Difference(StrEnum):
    """How a hit or a gate of then stands today."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


class Cause(StrEnum):
    """What makes a hit come out otherwise: the list says otherwise, or the scorer does."""

    LIST = "list"
    SCORER = "scorer"


@dataclass(frozen=True, slots=True)
class ListSeen:
    """A version of a list, by its digest."""

    list_id: str
    version_no: int
    canonical_sha256: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What a judgement rests on; `scorers` is more than one where hits of several screenings stood."""

    edition: str
    edition_sha256: str
    scorers: tuple[str, ...]
    lists: tuple[ListSeen, ...]
    level: Level | None


@dataclass(frozen=True, slots=True)
class HitSeen:
    """A hit as one side has it, with what a person had said of it by then."""

    list_version: int
    score: int
    scorer_id: str
    entry_fingerprint: str
    resolution: Resolution | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class HitBeside:
    """One subject and one entry: the hit that stood, and the one that today would give."""

    subject_kind: SubjectKind
    subject_id: UUID
    subject: str | None
    list_id: str
    entry_id: str
    effect: Effect
    then: HitSeen | None
    now: HitSeen | None
    difference: Difference
    cause: Cause | None


@dataclass(frozen=True, slots=True)
class GateBeside:
    """A gate that stood open then, or would today, or both."""

    gate: Gate
    difference: Difference


@dataclass(frozen=True, slots=True)
class PolicyBeside:
    """What a policy says of the case on one side alone, inside its scope or, `in_scope` false, to know."""

    policy_id: str
    title: str
    source: str
    in_scope: bool
    blocks: bool
    difference: Difference


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that is looked at: which event, when, by whom."""

    name: str
    version: int
    position: int
    at: datetime
    by: str
    role: Role


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """Both sides of a decision, and each difference.

    `level_if_confirmed` is the level once a person confirms the new hits. `erased` are subjects whose names are gone:
    nothing can be said of them by today's lists, and their hits of then are told alone.
    """

    reference: str
    case_id: UUID
    decision: Decision
    then: Basis
    now: Basis
    level_if_confirmed: Level
    hits: tuple[HitBeside, ...]
    gates: tuple[GateBeside, ...]
    policies: tuple[PolicyBeside, ...]
    erased: tuple[UUID, ...]

    @property
    def is_same(self) -> bool:
        """Say whether today would give the hits, gates, policies and level that the decision had."""
        found = {*(each.difference for each in self.hits), *(each.difference for each in self.gates)}
        return found <= {Difference.SAME} and not self.policies and self.then.level in {None, self.now.level}


def evidence_of(recorded: Recorded) -> approval.Evidence:
    """Return what a decision says that it rested on."""
    assert isinstance(recorded.event, DECISIONS), "asked of decisions"
    return recorded.event.evidence


@dataclass(frozen=True, slots=True)
class Found:
    """What the scorer of today finds: in the lists of then, and in those of today."""

    in_lists_of_then: tuple[FoundHit, ...]
    in_lists_of_today: tuple[FoundHit, ...]
    erased: frozenset[UUID] = frozenset()


_Key = tuple[UUID, str, str]


def hits_beside(
    state: Collaboration, recorded: Mapping[UUID, ScreeningHitRecorded], found: Found, names: Mapping[UUID, str]
) -> tuple[HitBeside, ...]:
    """Return every hit of either side; `recorded` are the hits of the case as they were found."""
    then = {
        _key(hit): (hit_id, hit)
        for hit_id, hit in state.screening.hits.items()
        if not hit.is_lifted and (hit.subject_kind, hit.subject_id) in state.parties.subjects
    }
    scored = {_key(hit): hit for hit in found.in_lists_of_then}
    now = {_key(hit): hit for hit in found.in_lists_of_today}
    told: list[HitBeside] = []
    for key in sorted(then.keys() | now.keys(), key=lambda each: (each[1], each[2], str(each[0]))):
        hit_id, stood = then.get(key, (None, None))
        today = now.get(key)
        event = recorded.get(hit_id) if hit_id is not None else None
        about = stood or today
        assert about is not None, "one of both has it"
        before = after = None
        if stood is not None and event is not None:
            before = HitSeen(
                event.list_version,
                event.score,
                event.scorer_id,
                event.entry_fingerprint,
                stood.resolution,
                stood.is_confirmed,
            )
        if today is not None:
            after = HitSeen(today.list_version, today.score, today.scorer_id, today.entry_fingerprint)
        difference = _difference(before, after) if key[0] not in found.erased else Difference.SAME
        told.append(
            HitBeside(
                about.subject_kind,
                about.subject_id,
                names.get(about.subject_id),
                about.list_id,
                about.entry_id,
                about.effect,
                before,
                after,
                difference,
                _cause(difference, scored.get(key), before),
            )
        )
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules of today make of the case: its level, its gates and policies beside those that it had."""

    level: Level
    level_if_confirmed: Level
    gates: tuple[GateBeside, ...]
    policies: tuple[PolicyBeside, ...]


def judged(state: Collaboration, context: Context, today: Catalogue, found: Found) -> Judged:
    """Return how the rules of today judge the case of then; `context` is that of the decision."""
    known = {hits.pair(hit) for hit in found.in_lists_of_today}
    gone = frozenset(
        hit_id
        for hit_id, hit in state.screening.hits.items()
        if hits.pair(hit) not in known and hit.subject_id not in found.erased
    )
    standing = {hits.pair(hit) for hit in state.screening.hits.values() if not hit.is_lifted}
    fresh = tuple(hit for hit in found.in_lists_of_today if hits.pair(hit) not in standing)
    change = dry_run.what_would_change(state, context, today, DraftHits(fresh, gone=gone))
    closed = {gate.gate_id for gate in change.gates_closed}
    stood = RULES.open_gates(state, context.today)
    had = {gate.gate_id for gate in stood}
    gates = (
        *(GateBeside(each, Difference.GONE if each.gate_id in closed else Difference.SAME) for each in stood),
        *(GateBeside(each, Difference.NEW) for each in change.gates_opened if each.gate_id not in had),
    )
    policies = (
        *(_policy(each, Difference.NEW) for each in change.policies_added),
        *(_policy(each, Difference.GONE) for each in change.policies_removed),
    )
    return Judged(change.level_after, change.level_if_confirmed, gates, policies)


def spoken(found: ThenAndNow, gates: Iterable[Gate]) -> ThenAndNow:
    """Return both sides with these gates, in the same order, in the place of those there."""
    told = tuple(replace(each, gate=gate) for each, gate in zip(found.gates, gates, strict=True))
    return replace(found, gates=told)


def _policy(said: PolicyFinding, difference: Difference) -> PolicyBeside:
    return PolicyBeside(said.policy_id, said.title, said.source, said.in_scope, said.blocks, difference)


def _key(hit: hits.Pair) -> _Key:
    return (hit.subject_id, hit.list_id, hit.entry_id)


def _difference(then: HitSeen | None, now: HitSeen | None) -> Difference:
    if then is None:
        return Difference.NEW
    if now is None:
        return Difference.GONE
    return Difference.SAME if then.entry_fingerprint == now.entry_fingerprint else Difference.CHANGED


def _cause(difference: Difference, scored: FoundHit | None, then: HitSeen | None) -> Cause | None:
    """Say what made the difference: what the scorer of today finds in the list of then is not the list's doing."""
    match difference:
        case Difference.SAME:
            return None
        case Difference.NEW:
            return Cause.LIST if scored is None else Cause.SCORER
        case Difference.GONE:
            return Cause.SCORER if scored is None else Cause.LIST
        case Difference.CHANGED:
            return Cause.LIST
