"""The approval track's rules: the institution's word, conditions, and four eyes."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from domain.collaboration import (
    approval,
    approval_after,
    approval_conditions,
    approval_institution,
    checks,
    deadlines,
    decontrol,
    dossier,
    end_use,
    ethics,
    factors,
    human_rights,
    legal,
    levels,
    mitigation,
    mitigation_after,
    policies,
    screening,
    screening_rules,
    spine,
    transitions,
    unlinking,
    work_packages,
)
from domain.collaboration.approval import AppraisalOutcome
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule, Guard
from domain.context import Context
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate, Scope
from domain.sentence import say
from domain.values import Level

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

_HIGH = frozenset({Level.HIGH, Level.BLOCKED})
_Deciding = approval.Approve | approval_after.RenewApproval | approval_after.ApproveWorkPackage


def the_institution_stands_behind_high_risk(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """G5, R10: a high-risk FWO application needs the institution's approval. Source: [004] FWO RSA, "hoog risico"."""
    track = state.approval
    is_high = state.spine.funder_owner == spine.FWO and (
        track.appraisal is AppraisalOutcome.HIGH or state.screening.level in {Level.HIGH, Level.BLOCKED}
    )
    if not (is_high or track.is_requested) or track.is_granted:
        return
    yield Gate(
        f"institutional-approval:{'refused' if track.is_refused else 'awaited'}",
        "institutional-approval",
        frozenset({Blocks.APPROVE}),
        "G5",
        f"{GUIDELINE}, FWO research security appraisal: hoog risico",
        "the institution refused its approval" if track.is_refused else "the institution's approval is not granted",
        "request-institutional-approval by the contact point, grant-institutional-approval by the approver",
    )


def conditions_are_met_first(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A condition of the approval blocks what it says until it is met. Source: [004] O8; domain.md 2.3."""
    for condition_id, condition in state.approval.conditions.items():
        if condition.blocks is not None:
            yield Gate(
                f"condition:{condition_id}",
                "condition",
                frozenset({condition.blocks}),
                "condition",
                f"{GUIDELINE}: the conditions of the approval",
                say("condition {condition} of the approval is not met", condition=condition_id),
                "meet-condition, by the contact point",
                _scope(condition),
                work_package=condition.work_package,
            )


def what_is_overdue_stops_the_work(state: "Collaboration", today: date) -> Iterable[Gate]:
    """G12: a condition that blocks something and is past its day stops start and resumption too. Source: 2.4.

    The day counts as the approver extended it, and not while its clock is stopped.
    """
    if not state.approval.conditions:
        return
    late = {each.deadline_id: each.due_on for each in state.deadlines.overdue(today)}
    for condition_id, condition in state.approval.conditions.items():
        due_on = late.get(deadlines.condition(condition_id))
        if condition.blocks is not None and due_on is not None:
            yield Gate(
                f"condition-overdue:{condition_id}",
                "condition-overdue",
                frozenset({Blocks.START, Blocks.RESUME}),
                "G12",
                f"{GUIDELINE}: the conditions of the approval",
                say("condition {condition} of the approval was due on {day}", condition=condition_id, day=due_on),
                "meet-condition, by the contact point",
                _scope(condition),
                work_package=condition.work_package,
            )


def a_breach_stops_the_work(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A condition that was broken stops sharing, start and resumption until it is set right. Source: [004] O10."""
    for condition_id, condition in state.approval.conditions.items():
        if condition.is_breached:
            yield Gate(
                f"condition-breached:{condition_id}",
                "condition-breached",
                frozenset({Blocks.START, Blocks.SHARE, Blocks.RESUME}),
                "O10-breach",
                f"{GUIDELINE}, O10 and casus 4: terms that are broken",
                say("condition {condition} of the approval was broken", condition=condition_id),
                "meet-condition once it is set right, by the contact point; or propose-termination",
                _scope(condition),
                work_package=condition.work_package,
            )


def an_approval_ends_with_its_day(state: "Collaboration", today: date) -> Iterable[Gate]:
    """An approval is good until its last day; then it is asked again. Source: handbook domain.md 2.5."""
    until = state.approval.valid_until
    if until is not None and until < today:
        yield Gate(
            f"approval-expired:{until}",
            "approval-expired",
            frozenset({Blocks.START, Blocks.SHARE, Blocks.RESUME}),
            "approval-valid",
            f"{DESIGN}; domain.md 2.5: an approval has a last day",
            say("the approval was valid until {day}", day=until),
            "renew-approval, by the approver",
        )


def high_risk_is_decided_by_the_approver(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """G10 after the approval: high risk that the approver did not know is decided before more begins. Source: 2.4."""
    level = state.screening.level
    if state.spine.status in transitions.LIVE and level in _HIGH and state.approval.level not in _HIGH:
        yield Gate(
            f"approval-outlived:{level}",
            "approval-outlived",
            frozenset({Blocks.START}),
            "approval-level",
            f"{GUIDELINE}: a higher risk is decided with more care; {DESIGN}, G10",
            say(
                "the level is {level}, and the approval was given on {before}", level=level, before=state.approval.level
            ),
            "renew-approval, by the approver",
        )


def _scope(condition: approval_conditions.OpenCondition) -> Scope:
    return Scope.WHOLE if condition.work_package is None else Scope.WORK_PACKAGE


def high_risk_is_answered_factor_by_factor(state: "Collaboration", command: _Deciding, context: Context) -> str | None:
    """G10: on high risk each standing factor has a measure, or a written reason to accept it. Source: domain.md 2.4.

    Raises `UnusableInputError` for an accepted factor that does not stand.
    """
    standing = {code for code, _ in levels.standing_factors(state, context.catalogue)}
    for number, each in enumerate(command.accepted_factors):
        if each.code not in standing:
            expected = f"one of: {', '.join(sorted(standing))}" if standing else "nothing, for no factor stands"
            raise UnusableInputError(f"accepted_factors.{number}.code", f"{each.code!r} stands not (G10)", expected)
    if state.screening.level not in {Level.HIGH, Level.BLOCKED}:
        return None
    open_ = sorted(standing - state.mitigation.addressed - {each.code for each in command.accepted_factors})
    if not open_:
        return None
    return say(
        "the risk is {level} and nothing answers {factors}: set-mitigation that names them in addresses, or give each "
        "a justification in accepted_factors",
        level=state.screening.level,
        factors=tuple(open_),
    )


def another_person_decides(state: "Collaboration", _command: object, context: Context) -> str | None:
    """G6: who did any part of the work on a case, or asked, does not approve it. Source: domain.md 2.4."""
    parts = (
        ("notified the case", state.spine.notifiers),
        ("takes part in the collaboration", _participants(state, context)),
        ("screened the case", state.screening.screened_by),
        ("resolved a hit", state.screening.resolvers),
        ("owns a mitigation", state.mitigation.owners),
        ("carried out a measure", state.mitigation.implementers),
        ("asked for the approval", state.approval.requesters),
        *state.hands.by_part.items(),
    )
    for what, identities in parts:
        both = sorted(identities & context.actor.identities)
        if both:
            return say("{actor} {what}; another person must decide", actor=both[0], what=what)
    return None


def the_fast_route_is_for_cases_without_risk(state: "Collaboration", _command: object, context: Context) -> str | None:
    """G9: the fast route is for level none, or attention with every factor rebutted. Source: domain.md 2.4."""
    level = state.screening.level
    standing = sorted(code for code, _ in levels.standing_factors(state, context.catalogue))
    if level in {Level.NONE, Level.ATTENTION} and not standing:
        return None
    factors = tuple(standing) or "no factor standing"
    return say("the level is {level}, with {factors}; submit-for-review instead", level=level, factors=factors)


def institutional_approval_was_asked(state: "Collaboration", command: object, _context: Context) -> str | None:
    """The institution answers a request, and the same way once. Source: domain.md 2.1, institutional approval track."""
    if not state.approval.is_requested:
        return "no institutional approval was requested"
    is_grant = isinstance(command, approval_institution.GrantInstitutionalApproval)
    if is_grant and state.approval.is_granted:
        return "the institution stands behind it already; request-institutional-approval asks anew"
    if not is_grant and state.approval.is_refused:
        return "the institution refused already; request-institutional-approval asks anew"
    return None


def another_person_grants(state: "Collaboration", _command: object, context: Context) -> str | None:
    """G6: who notified, takes part or asked does not grant the institution's approval. Source: domain.md 2.4."""
    concerned = state.approval.requesters | state.spine.notifiers | _participants(state, context)
    both = sorted(concerned & context.actor.identities)
    told = "{actor} notified, takes part or asked for the approval; another person must grant it"
    return say(told, actor=both[0]) if both else None


def _participants(state: "Collaboration", context: Context) -> frozenset[str]:
    """Return who takes part, as linked and as the register knows them now (a login may have come later)."""
    now = (context.persons.get(person_id) for person_id in state.parties.persons)
    return state.parties.identities | {fact.identity for fact in now if fact is not None and fact.identity is not None}


def nobody_decides_on_their_own_case(state: "Collaboration", _command: object, context: Context) -> str | None:
    """G6: who takes part neither decides on its gates nor finds what closes them. Source: settled.md 13."""
    both = sorted(_participants(state, context) & context.actor.identities)
    return say(_TAKES_PART, actor=both[0]) if both else None


_TAKES_PART = "{actor} takes part in the collaboration; another person must decide"


GATES = (
    GateRule("G5", "institutional-approval", the_institution_stands_behind_high_risk),
    GateRule("condition", "condition", conditions_are_met_first),
    GateRule("G12", "condition-overdue", what_is_overdue_stops_the_work),
    GateRule("O10-breach", "condition-breached", a_breach_stops_the_work),
    GateRule("approval-valid", "approval-expired", an_approval_ends_with_its_day),
    GateRule("approval-level", "approval-outlived", high_risk_is_decided_by_the_approver),
)
_READ = (approval.Approve, approval_after.ApproveWorkPackage, approval_after.RenewApproval)
_DECISIONS = (*_READ, approval.Clear)
_NOT_ONE_S_OWN = (
    spine.ConfirmGateOverride,
    spine.Resume,
    spine.Reopen,
    work_packages.ResumeWorkPackage,
    screening.ResolveHit,
    screening.ConfirmHitResolution,
    screening.DecideLift,
    screening.ReleaseSharingHold,
    legal.SatisfyLegalRequirement,
    legal.RetractLegalRequirement,
    human_rights.RecordHumanRightsTest,
    human_rights.ReevaluateHumanRights,
    ethics.RecordEthicsAdvice,
    checks.RecordCheck,
    approval_conditions.MeetCondition,
    decontrol.RecordDecontrol,
    end_use.RecordEndUseDecision,
    factors.RebutRiskFactor,
    policies.AcknowledgePolicy,
    screening.CompleteScreening,
    mitigation.VerifyMitigation,
    mitigation_after.ReviewMitigation,
    mitigation_after.WaiveMitigation,
    unlinking.ConfirmUnlinking,
)
GUARDS = (
    Guard("G6", DESIGN, _DECISIONS, another_person_decides),
    Guard("G1-lists", DESIGN, _DECISIONS, screening_rules.lists_in_force_were_screened),
    Guard(
        "G10",
        DESIGN,
        _READ,
        high_risk_is_answered_factor_by_factor,
        comes_last=True,
    ),
    Guard("G11", DESIGN, _READ, dossier.what_was_read_still_stands),
    Guard("G9", DESIGN, (approval.Clear,), the_fast_route_is_for_cases_without_risk),
    Guard(
        "approval-asked",
        DESIGN,
        (approval_institution.GrantInstitutionalApproval, approval_institution.RefuseInstitutionalApproval),
        institutional_approval_was_asked,
    ),
    Guard(
        "G6-own",
        "settled.md 13",
        _NOT_ONE_S_OWN,
        nobody_decides_on_their_own_case,
    ),
    Guard("G6-institution", DESIGN, (approval_institution.GrantInstitutionalApproval,), another_person_grants),
)
