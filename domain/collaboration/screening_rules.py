"""The screening track's rules: which gates it keeps open, and which commands it refuses."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.collaboration import screening, transitions
from domain.collaboration.policies import NEW_AGREEMENT
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule, Guard
from domain.collaboration.screening import Resolution, ScreeningStatus
from domain.collaboration.spine import Status
from domain.context import Context
from domain.errors import NotFoundError
from domain.gates import Blocks, Gate, Scope
from domain.sentence import recalled, say
from domain.values import Effect

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


def a_decision_rests_on_a_complete_screening(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """G1: nothing is approved or started before a screening that is complete and covers everyone who takes part."""
    found = state.screening
    if found.status is ScreeningStatus.COMPLETE:
        return
    reason = {
        ScreeningStatus.NONE: "no screening was made",
        ScreeningStatus.IN_PROGRESS: "the screening is not completed",
        ScreeningStatus.STALE: "the screening is stale: the notification, a party or a person changed since",
    }[found.status]
    yield Gate(
        f"screening:{found.status}:{found.screening_id or 'none'}",
        "screening",
        frozenset({Blocks.APPROVE, Blocks.START}),
        "G1",
        f"{GUIDELINE}: check your partner first (O1)",
        reason,
        "start-screening and complete-screening, by the contact point",
    )


def everyone_is_screened(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """G1: a screening is not complete while someone who takes part was not screened in it."""
    missing = state.parties.subjects - state.screening.screened
    if state.screening.status is ScreeningStatus.NONE or not missing:
        return
    yield Gate(
        f"unscreened:{','.join(sorted(str(each) for _, each in missing))}",
        "unscreened",
        frozenset({Blocks.COMPLETE_SCREENING, Blocks.APPROVE, Blocks.START}),
        "G1-coverage",
        f"{GUIDELINE}: know who your partner is; country neutrality: all parties are screened",
        say(
            "{number} linked since the screening: {who}",
            number=len(missing),
            who=tuple(sorted(str(each) for _, each in missing)),
        ),
        "start-screening, by the contact point",
    )


def every_hit_is_decided_by_a_person(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A screening is not complete while a person has not said what each hit is. Source: [004] O7; settled.md 15."""
    for hit_id, hit in state.screening.hits.items():
        if hit.is_undecided:
            yield Gate(
                f"hit:{hit_id}",
                "hit",
                frozenset({Blocks.COMPLETE_SCREENING}),
                "hit-undecided",
                f"{GUIDELINE}: lists are an indication, a person weighs them",
                say("a hit on {list} (entry {entry}) waits for a person", list=hit.list_id, entry=hit.entry_id),
                "resolve-hit, by the contact point; a second person confirms a false positive on a list of law",
                subject=str(hit.subject_id),
            )


def law_stands_in_the_way(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """R3, G2: an open hit on a list of law blocks until it is cleared. Source: sanctions law; [004] O7."""
    cleared = state.legal.cleared_hits
    has_run = state.spine.started_on is not None and state.spine.status in {Status.COMPLETED, Status.TERMINATED}
    for hit_id, hit in state.screening.hits.items():
        if hit.effect is Effect.LEGAL and hit.is_open and hit_id not in cleared:
            yield Gate(
                f"legal-hit:{hit_id}",
                "legal-hit",
                screening.BLOCKED_BY_LAW | ({Blocks.CLOSE} if hit.is_undecided and has_run else set()),
                "G2",
                f"sanctions law, list {hit.list_id}; {GUIDELINE}, O7",
                say("an open hit on {list} (entry {entry})", list=hit.list_id, entry=hit.entry_id),
                "resolve-hit as a false positive, confirmed by a second person; or a sanctions_clearance that is "
                "satisfied by the export control officer; or decide-lift after a delisting",
                subject=str(hit.subject_id),
                legal=True,
            )


_NAMED = "{title} (scope: {scope})"
"""How a policy is named in a gate, and where it holds sharing back in what is stored."""


def policy_blocks_its_scope(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """R4, G13: a named policy blocks exactly what its scope says, nothing wider. Source: the policy named.

    What it blocks is not approved; and where it began to block after the approval, not started, resumed, or shared with
    the organisation that it speaks of.
    """
    since = _SINCE_THE_APPROVAL if state.spine.status in transitions.LIVE else frozenset()
    for policy in state.screening.policies:
        hit = state.screening.hits.get(policy.hit_id) if policy.hit_id is not None else None
        if policy.blocks and (hit is None or hit.is_open):
            yield Gate(
                _gate_of(policy),
                "policy",
                frozenset({Blocks.APPROVE}) | since,
                "G13",
                f"{policy.owner}: {policy.source}",
                say(_NAMED, title=policy.title, scope=policy.scope),
                _SHOWN if policy.policy_id == NEW_AGREEMENT else _NOT_MEANT,
                subject=str(policy.subject_id) if policy.subject_id is not None else None,
            )


_NOT_MEANT = "resolve-hit as a false positive, unlink-party, amend-notification, or an override by two people"
_SHOWN = (
    "acknowledge-policy with applies false once it is shown that the agreement ran before, resolve-hit as a false "
    "positive, unlink-party, amend-notification, or an override by two people"
)


def held_sharing_waits_for_a_person(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """Nothing is shared while a hold stands. Source: settled.md 18; G19."""
    for hold_id, hold in state.screening.holds.items():
        yield Gate(
            f"hold:{hold_id}",
            "sharing-hold",
            frozenset({Blocks.SHARE}),
            hold.rule_id,
            hold.source,
            _cause(hold, state),
            "release-sharing-hold, by the contact point, once its cause is resolved",
            Scope.SHARING,
            subject=str(hold.subject_id) if hold.subject_id else None,
            legal=hold.rule_id == "R3",
        )


def _cause(hold: screening.Hold, state: "Collaboration") -> str:
    """Return why a hold stands: as it was written down, or said anew from the hit of law behind it."""
    hit = state.screening.hits.get(hold.hit_id) if hold.hit_id is not None else None
    if hold.rule_id != "R3" or hit is None:
        return recalled(hold.justification, _NAMED)
    who = "an owner of a subject" if hit.by_owner else "a subject"
    return say("{who} may stand on {list} (entry {entry})", who=who, list=hit.list_id, entry=hit.entry_id)


def a_suspension_ends_with_its_cause(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """G15: a suspension for a hit ends only when a person resolved that hit. Source: handbook domain.md 2.4."""
    hit_id = state.spine.suspended_for_hit
    hit = state.screening.hits.get(hit_id) if hit_id is not None else None
    if state.spine.status is Status.SUSPENDED and hit is not None and hit.is_open:
        if hit_id in state.legal.cleared_hits:
            return
        yield Gate(
            f"suspension-cause:{hit_id}",
            "suspension-cause",
            frozenset({Blocks.RESUME}),
            "G15",
            f"{DESIGN}, G15",
            say("the hit on {list} that suspended the case is not resolved", list=hit.list_id),
            "resolve-hit with its confirmation, satisfy-legal-requirement, or decide-lift",
            legal=True,
        )


def confirmation_is_by_another(
    state: "Collaboration", command: screening.ConfirmHitResolution, context: Context
) -> str | None:
    """G7: a false positive on a list of law is confirmed by another person than said so. Source: settled.md 13."""
    hit = state.screening.hits.get(command.hit_id)
    if hit is None:
        raise NotFoundError("hit", command.hit_id)
    waits = hit.effect is Effect.LEGAL and hit.resolution is Resolution.FALSE_POSITIVE and not hit.is_confirmed
    if not waits:
        told = "the hit on {list} (entry {entry}) does not wait for a confirmation"
        return say(told, list=hit.list_id, entry=hit.entry_id)
    if hit.resolved_by & context.actor.identities:
        return say("{actor} resolved this hit; another person must confirm it", actor=context.actor.id)
    return None


def a_hold_outlives_no_cause(
    state: "Collaboration", command: screening.ReleaseSharingHold, _context: Context
) -> str | None:
    """A hold is released once what it rests on is resolved: the hit decided, the late party screened."""
    hold = state.screening.holds.get(command.hold_id)
    if hold is None:
        return None
    if hold.hit_id is not None:
        hit = state.screening.hits[hold.hit_id]
        resolved = not hit.is_open or hold.hit_id in state.legal.cleared_hits
        if hit.effect is not Effect.LEGAL and not hit.is_undecided:
            resolved = resolved or not _policy_blocks(state, lambda each: each.hit_id == hold.hit_id)
        return None if resolved else say("the hit on {list} that it rests on is not resolved", list=hit.list_id)
    if hold.rule_id == "R4":
        blocks = _policy_blocks(state, lambda each: each.subject_id == hold.subject_id)
        return "the policy that it rests on still blocks" if blocks else None
    gone = hold.subject_id not in {each for _, each in state.parties.subjects}
    complete = state.screening.status is ScreeningStatus.COMPLETE
    is_screened = any(each == hold.subject_id for _, each in state.screening.screened)
    return None if gone or (complete and is_screened) else "who joined late is not screened yet"


def _policy_blocks(state: "Collaboration", is_about: Callable[[screening.PolicyFinding], bool]) -> bool:
    """Say whether a policy still blocks in its scope, and no two people passed its gate."""
    passed = state.spine.overridden_gates
    return any(each.blocks and is_about(each) and _gate_of(each) not in passed for each in state.screening.policies)


def _gate_of(policy: screening.PolicyFinding) -> str:
    return f"policy:{policy.policy_id}:{policy.hit_id or policy.subject_id}"


def a_stale_screening_is_made_anew(state: "Collaboration", _command: object, _context: Context) -> str | None:
    """G1: what is completed is a screening that was made, since the last change. Source: domain.md 2.4, G1 and G16."""
    if state.screening.status in {ScreeningStatus.IN_PROGRESS, ScreeningStatus.COMPLETE}:
        return None
    return say("the screening is {status}; start-screening comes first", status=state.screening.status)


def lists_in_force_were_screened(state: "Collaboration", _command: object, context: Context) -> str | None:
    """G1: a decision rests on the list versions in force, not older than the limit. Source: domain.md 2.4."""
    for name, fact in sorted(context.lists.items()):
        seen = max(state.screening.list_versions.get(name, 0), context.rescreened.get(name, 0))
        if seen < fact.version_no:
            return say(
                "list {list} is at version {now} and the case was screened against {seen}; start-screening, or wait "
                "for the re-screening run",
                list=name,
                now=fact.version_no,
                seen=say("version {version}", version=seen) if seen else "none",
            )
        age = (context.now - fact.activated_at).days
        if age > context.catalogue.max_list_age_days:
            most = context.catalogue.max_list_age_days
            return say("list {list} is {age} days old; at most {most} are allowed", list=name, age=age, most=most)
    return None


def concerns(gate: Gate, state: "Collaboration", recipients: frozenset[UUID]) -> bool:
    """Say whether a gate concerns sharing with these parties: what is asked of one party is for that party only.

    So are the hold on who joined late (G19), a test of who joined since (G8) and a policy that blocks it (G13).
    """
    held_for = gate.subject if gate.rule_id in _OF_ONE_PARTY else None
    is_other_party = held_for is not None and held_for in {str(each) for each in state.parties.parties}
    return not is_other_party or held_for in {str(each) for each in recipients}


_SINCE_THE_APPROVAL = frozenset({Blocks.START, Blocks.SHARE, Blocks.RESUME})
_OF_ONE_PARTY = frozenset({"G19", "G8-joined", "G13"})
GATES = (
    GateRule("G1", "screening", a_decision_rests_on_a_complete_screening),
    GateRule("G1-coverage", "unscreened", everyone_is_screened),
    GateRule("hit-undecided", "hit", every_hit_is_decided_by_a_person),
    GateRule("G2", "legal-hit", law_stands_in_the_way),
    GateRule("G13", "policy", policy_blocks_its_scope),
    GateRule("G19", "sharing-hold", held_sharing_waits_for_a_person),
    GateRule("G15", "suspension-cause", a_suspension_ends_with_its_cause),
)
GUARDS = (
    Guard("G1-anew", DESIGN, (screening.CompleteScreening,), a_stale_screening_is_made_anew),
    Guard("G7-confirm", "settled.md 13", (screening.ConfirmHitResolution,), confirmation_is_by_another),
    Guard("hold-cause", "settled.md 18", (screening.ReleaseSharingHold,), a_hold_outlives_no_cause),
)
