"""What must hold at every step of every way, told from events and facts, not from the gates that should ensure it."""

from collections.abc import Mapping

from domain.collaboration import (
    approval,
    approval_institution,
    legal,
    parties,
    screening,
    spine,
    unlinking,
    work_packages,
)
from domain.collaboration.rules import open_gates
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import ENDED, Status
from domain.collaboration.table import COMMANDS, SYSTEM_COMMANDS
from domain.gates import Blocks
from domain.values import Effect, Role
from tests.domain.scenario import fold
from tests.model.explore import Invariant, Step, attempt
from tests.model.invariants_after import DECIDING, INVARIANTS_AFTER, OF_STATES_AFTER

LETTING = (
    approval.CollaborationApproved,
    spine.CollaborationStarted,
    spine.CollaborationResumed,
    legal.SharingRecorded,
)


def law_first(step: Step) -> str | None:
    """No approval, start, resumption or sharing while a hit of law is open and no clearance was satisfied."""
    if not any(isinstance(event, LETTING) for event in step.events):
        return None
    state = step.before.state
    cleared = {each.hit_id for each in state.legal.requirements.values() if each.is_satisfied}
    open_hits = [
        hit_id
        for hit_id, hit in state.screening.hits.items()
        if hit.effect is Effect.LEGAL
        and hit_id not in cleared
        and not hit.is_lifted
        and not (hit.resolution is Resolution.FALSE_POSITIVE and hit.is_confirmed)
    ]
    return f"open hits of law {open_hits}" if open_hits else None


def licence_first(step: Step) -> str | None:
    """Nothing listed leaves the Union without a licence in force that names it."""
    for event in step.events:
        if isinstance(event, legal.SharingRecorded) and event.codes and event.destination not in {"BE", "NL", "LU"}:
            licences = step.before.state.legal.licences.values()
            for code in event.codes:
                if not any(code in each.codes and each.is_in_force(event.shared_on) for each in licences):
                    return f"{code} was shared to {event.destination} without a licence"
    return None


def four_eyes(step: Step) -> str | None:
    """Who notified, screened, resolved a hit, owns a measure or takes part never approves, not by delegation either."""
    if not any(isinstance(event, DECIDING) for event in step.events):
        return None
    did: set[str] = set()
    for past in step.before.steps:
        if isinstance(
            past.event,
            spine.CollaborationNotified
            | screening.ScreeningStarted
            | screening.ScreeningCompleted
            | screening.HitResolved
            | approval.ReviewSubmitted
            | approval_institution.InstitutionalApprovalRequested,
        ):
            did |= past.actor.identities
    did |= step.before.state.mitigation.owners | step.before.state.parties.identities
    both = did & step.move.by.identities
    return f"{', '.join(sorted(both))} worked on the case and approved it" if both else None


def two_people(step: Step) -> str | None:
    """A termination, an override and a false positive of law are the work of two people."""
    pairs = {
        spine.CollaborationTerminated: spine.TerminationProposed,
        spine.GateOverridden: spine.GateOverrideProposed,
        screening.HitResolutionConfirmed: screening.HitResolved,
    }
    for event in step.events:
        first = pairs.get(type(event))
        if first is None:
            continue
        proposers = [past.actor for past in step.before.steps if isinstance(past.event, first)]
        if not proposers or proposers[-1].identities & step.move.by.identities:
            return f"{type(event).__name__} by {step.move.by.id} alone"
    return None


def nobody_alone_lets_go(step: Step) -> str | None:
    """Once decided, a party with an open hit of law leaves by the work of two people."""
    gone = [event.party_id for event in step.events if isinstance(event, parties.PartyUnlinked)]
    if not gone or step.before.status not in DECIDED:
        return None
    hits = step.before.state.screening.hits.values()
    if not any(hit.subject_id in gone and hit.effect is Effect.LEGAL and hit.is_open for hit in hits):
        return None
    proposers = [past.actor for past in step.before.steps if isinstance(past.event, unlinking.UnlinkingProposed)]
    alone = not proposers or proposers[-1].identities & step.move.by.identities
    return f"a party with a hit of law left by {step.move.by.id} alone" if alone else None


DECIDED = {Status.APPROVED, Status.RUNNING, Status.SUSPENDED}


def a_suspended_case_stands_still(step: Step) -> str | None:
    """While a case is suspended nothing starts and nothing is shared."""
    moving = (spine.CollaborationStarted, legal.SharingRecorded)
    suspended = step.before.status is Status.SUSPENDED
    return "it moved while suspended" if suspended and any(isinstance(e, moving) for e in step.events) else None


def programs_decide_nothing(step: Step) -> str | None:
    """A program gives the system commands and no other; it never moves the status but to screening."""
    if Role.SERVICE not in step.move.by.roles:
        return None
    if type(step.move.command) not in SYSTEM_COMMANDS:
        return f"a program gave {type(step.move.command).__name__}"
    moved = step.before.status is not step.after.status
    return f"a program moved the case to {step.after.status}" if moved and step.after.status not in SCREENED else None


SCREENED = {Status.SCREENING}


def what_is_ended_stays_ended(step: Step) -> str | None:
    """An ended case comes back by a reopening only, and then rests on no screening of before."""
    if step.before.status not in ENDED or step.after.status in ENDED:
        return None
    if not any(isinstance(event, spine.CollaborationReopened) for event in step.events):
        return f"it went from {step.before.status} to {step.after.status} without a reopening"
    return None


def a_decision_rests_on_a_complete_screening(step: Step) -> str | None:
    """Nothing is approved on a screening that is missing, unfinished or stale, unless two people passed that gate."""
    if not any(isinstance(event, approval.CollaborationApproved) for event in step.events):
        return None
    state = step.before.state
    passed = any(each.startswith("screening:") for each in state.spine.overridden_gates)
    complete = state.screening.status is screening.ScreeningStatus.COMPLETE
    return None if complete or passed else f"the screening was {state.screening.status}"


def an_open_gate_of_law_lets_nothing_through(step: Step) -> str | None:
    """No command passes an open gate of law that blocks it."""
    spec = next(each for each in COMMANDS.values() if each.type is type(step.move.command))
    if spec.blocked_by not in {Blocks.APPROVE, Blocks.START, Blocks.RESUME, Blocks.SHARE}:
        return None
    gates = open_gates(step.before.state, step.before.now.date())
    about = _packages(step)
    law = [
        gate.gate_id
        for gate in gates
        if gate.legal and spec.blocked_by in gate.blocks and (gate.work_package is None or gate.work_package in about)
    ]
    if getattr(step.move.command, "is_subject_to_licence", False):
        law = [each for each in law if not each.startswith("licence:")]
    if isinstance(step.move.command, legal.RecordSharing):
        law = [each for each in law if not each.startswith(("licence:", "hold:"))]
    return f"{', '.join(law)} stood open" if law else None


def _packages(step: Step) -> frozenset[str]:
    """Return the work packages that a command is about: those it names, or all when it names none of a whole."""
    command = step.move.command
    one = getattr(command, "work_package_id", None) or getattr(command, "work_package", None)
    if one is not None:
        return frozenset({one})
    return frozenset(getattr(command, "work_packages", ()))


def a_part_that_waits_does_not_move(step: Step) -> str | None:
    """A work package that is not approved or waits for the law neither begins nor shares."""
    for event in step.events:
        if isinstance(event, work_packages.WorkPackageBegun):
            one: str | None = event.work_package_id
        elif isinstance(event, legal.SharingRecorded):
            one = event.work_package
        else:
            continue
        state = step.before.state
        waiting = {
            each.work_package
            for each in state.legal.requirements.values()
            if each.work_package and not each.is_satisfied
        }
        unapproved = state.work_packages.packages.keys() - state.approval.work_packages
        if one in waiting or (state.approval.work_packages and one in unapproved):
            return f"{one} moved while it had to wait"
    return None


def the_fold_is_the_state(step: Step) -> str | None:
    """What was decided can be folded from the beginning, to the same state."""
    return None if fold(step.after.steps) == step.after.state else "the history adds up to another state"


def repeated_at_once_changes_nothing_unsaid(step: Step) -> str | None:
    """Giving the same command again is refused, or causes nothing, or says the same again; the status stays."""
    again, _, refusal = attempt(step.after, step.move)
    if refusal is not None:
        return None
    return None if again.status is step.after.status else f"the repetition moved it to {again.status}"


def every_refusal_says_why(step: Step) -> str | None:
    """Every open gate names rule, source, reason and what closes it."""
    for gate in open_gates(step.after.state, step.after.now.date()):
        if not (gate.rule_id and gate.source and gate.reason and gate.closed_by and gate.blocks):
            return f"gate {gate.gate_id} does not say why"
    return None


INVARIANTS: Mapping[str, Invariant] = {
    "law comes first": law_first,
    "an open gate of law lets nothing through": an_open_gate_of_law_lets_nothing_through,
    "a licence before listed items leave": licence_first,
    "who worked on a case does not approve it": four_eyes,
    "two people for what needs two": two_people,
    "two people let go of a hit of law": nobody_alone_lets_go,
    "a suspended case stands still": a_suspended_case_stands_still,
    "a part that waits does not move": a_part_that_waits_does_not_move,
    "programs decide nothing": programs_decide_nothing,
    "what is ended stays ended unless reopened": what_is_ended_stays_ended,
    "a decision rests on a complete screening": a_decision_rests_on_a_complete_screening,
    "a command repeated at once moves nothing": repeated_at_once_changes_nothing_unsaid,
    **INVARIANTS_AFTER,
}
"""Asked of every transition."""
OF_STATES: Mapping[str, Invariant] = {
    "the fold of the history is the state": the_fold_is_the_state,
    "every open gate says why": every_refusal_says_why,
    **OF_STATES_AFTER,
}
"""Asked of every state."""
