"""The spine's decisions: who may move a case from one status to the next, and what then happens."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, assert_never

from domain import deadlines, text
from domain.collaboration import spine
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule, Guard
from domain.collaboration.spine import CaseType, Spine, Status
from domain.context import Context
from domain.deadlines import Kind
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate
from domain.sentence import say
from domain.slices import replace
from domain.values import Metadata, Role

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

_START_TO_COME = "today or a day before; a start to come is the planned_start_on of amend-notification"
_END_TO_COME = "today or a day before; an end to come is the planned_end_on of amend-notification"
LIVE = frozenset({Status.APPROVED, Status.RUNNING, Status.SUSPENDED})
"""What was decided goes on in these: a new obstacle holds the sharing, for there is no approval left to refuse."""

Command = (
    spine.NotifyCollaboration
    | spine.AmendNotification
    | spine.AnswerAsAdvice
    | spine.ConvertToEvaluation
    | spine.Start
    | spine.Complete
    | spine.Suspend
    | spine.Resume
    | spine.ProposeTermination
    | spine.Terminate
    | spine.Withdraw
    | spine.Reopen
    | spine.Close
    | spine.ProposeGateOverride
    | spine.ConfirmGateOverride
)


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[spine.Event, ...]:
    """Return what a spine command causes. Raises `UnusableInputError` for a field that cannot be used."""
    case_id = command.case_id
    match command:
        case spine.NotifyCollaboration():
            return (_notified(command, context),)
        case spine.AmendNotification():
            return _amended(state.spine, command, context)
        case spine.AnswerAsAdvice(answer=answer, conditions=conditions):
            return (spine.AdviceGiven(case_id, text.required(answer, "answer"), conditions),)
        case spine.ConvertToEvaluation(reason=reason):
            return (spine.ConvertedToEvaluation(case_id, text.required(reason, "reason")),)
        case spine.Start(started_on=started_on):
            _refuse_unless_begun(state, started_on, context)
            return (spine.CollaborationStarted(case_id, started_on),)
        case spine.Complete(ended_on=ended_on):
            text.happened(ended_on, context.today, "ended_on", _END_TO_COME)
            text.in_order(state.spine.started_on, ended_on, "ended_on")
            return (spine.CollaborationCompleted(case_id, ended_on),)
        case spine.Suspend(reason=reason):
            review = review_due(context.today)
            why = text.required(reason, "reason")
            return (spine.CollaborationSuspended(case_id, spine.SuspensionCause.MANUAL, why, None, review),)
        case spine.Resume(basis=basis):
            return (spine.CollaborationResumed(case_id, text.required(basis, "basis")),)
        case spine.ProposeTermination():
            return (_termination_proposed(command),)
        case spine.Terminate():
            proposed = state.spine.proposed_termination
            assert proposed is not None, "G17 lets no termination through without its proposal"
            return (spine.CollaborationTerminated(case_id, proposed.effective_on, proposed.proposal.by),)
        case spine.Withdraw(reason=reason):
            return (spine.CollaborationWithdrawn(case_id, text.required(reason, "reason")),)
        case spine.Reopen(reason=reason):
            return (spine.CollaborationReopened(case_id, text.required(reason, "reason"), state.spine.status),)
        case spine.Close(outcome=outcome, retention_until=retention_until):
            text.in_order(context.today, retention_until, "retention_until")
            return (spine.CollaborationClosed(case_id, text.required(outcome, "outcome"), retention_until),)
        case spine.ProposeGateOverride(gate_id=gate_id, justification=justification):
            why = text.required(justification, "justification")
            return (spine.GateOverrideProposed(case_id, gate_id, why),)
        case spine.ConfirmGateOverride(gate_id=gate_id):
            return (spine.GateOverridden(case_id, gate_id, state.spine.proposed_overrides[gate_id].by),)
        case _:
            assert_never(command)


def evolve(slice_: Spine, event: spine.Event, meta: Metadata) -> Spine:
    """Return the spine after `event`. Never refuses."""
    match event:
        case spine.CollaborationNotified():
            return Spine(
                status=Status.NOTIFIED,
                case_type=event.case_type,
                nature=event.nature,
                funder_scheme=event.funder_scheme,
                funder_owner=event.funder_owner,
                places=event.places,
                planned_start_on=event.planned_start_on,
                planned_end_on=event.planned_end_on,
                notifiers=meta.actor.identities,
                notified_on=meta.recorded_at.date(),
            )
        case spine.NotificationAmended():
            return amended(slice_, event)
        case spine.AdviceGiven():
            return replace(slice_, status=Status.COMPLETED)
        case spine.ConvertedToEvaluation():
            return replace(slice_, case_type=CaseType.EVALUATION)
        case spine.CollaborationStarted(started_on=started_on):
            with_fwo = slice_.ran_with_fwo or slice_.funder_owner == spine.FWO
            return replace(slice_, status=Status.RUNNING, started_on=started_on, ran_with_fwo=with_fwo)
        case spine.CollaborationCompleted():
            return replace(slice_, status=Status.COMPLETED)
        case spine.CollaborationSuspended(hit_id=hit_id):
            before = slice_.before_suspension if slice_.status is Status.SUSPENDED else slice_.status
            return replace(slice_, status=Status.SUSPENDED, before_suspension=before, suspended_for_hit=hit_id)
        case spine.CollaborationResumed():
            back_to = slice_.before_suspension or Status.RUNNING
            return replace(slice_, status=back_to, before_suspension=None, suspended_for_hit=None)
        case spine.TerminationProposed(effective_on=effective_on):
            proposal = spine.Proposal(meta.actor.id, meta.actor.identities)
            return replace(slice_, proposed_termination=spine.ProposedTermination(proposal, effective_on))
        case spine.CollaborationTerminated():
            return replace(slice_, status=Status.TERMINATED, proposed_termination=None)
        case spine.CollaborationWithdrawn():
            return replace(slice_, status=Status.WITHDRAWN)
        case spine.CollaborationReopened():
            # What was overridden was overridden for the decision of then.
            return replace(
                slice_,
                status=Status.SCREENING,
                before_suspension=None,
                suspended_for_hit=None,
                proposed_termination=None,
                overridden_gates=frozenset(),
                proposed_overrides={},
            )
        case spine.CollaborationClosed():
            return replace(slice_, status=Status.CLOSED)
        case spine.GateOverrideProposed(gate_id=gate_id):
            proposal = spine.Proposal(meta.actor.id, meta.actor.identities)
            return replace(slice_, proposed_overrides={**slice_.proposed_overrides, gate_id: proposal})
        case spine.GateOverridden(gate_id=gate_id):
            left = {key: value for key, value in slice_.proposed_overrides.items() if key != gate_id}
            overridden = slice_.overridden_gates | {gate_id}
            return replace(slice_, proposed_overrides=left, overridden_gates=overridden)
        case _:
            assert_never(event)


def amended(slice_: Spine, event: spine.NotificationAmended) -> Spine:
    """Return the spine with the fields of the notification that an amendment gives anew."""
    is_fwo = event.funder_scheme is not None and event.funder_owner == spine.FWO
    return replace(
        slice_,
        ran_with_fwo=slice_.ran_with_fwo or (is_fwo and slice_.started_on is not None),
        nature=event.nature or slice_.nature,
        funder_scheme=event.funder_scheme if event.funder_scheme is not None else slice_.funder_scheme,
        funder_owner=event.funder_owner if event.funder_scheme is not None else slice_.funder_owner,
        places=event.places if event.places is not None else slice_.places,
        planned_start_on=event.planned_start_on or slice_.planned_start_on,
        planned_end_on=event.planned_end_on or slice_.planned_end_on,
    )


def without_overrides(slice_: Spine, *prefixes: str) -> Spine:
    """Return the spine when the questions behind these gates are asked anew: no override of before passes them.

    Each prefix ends with a colon, as if each gate's id did: `condition-breached:c1:` is not about c10.
    """
    proposed = {key: each for key, each in slice_.proposed_overrides.items() if not f"{key}:".startswith(prefixes)}
    passed = frozenset(each for each in slice_.overridden_gates if not f"{each}:".startswith(prefixes))
    if len(proposed) == len(slice_.proposed_overrides) and len(passed) == len(slice_.overridden_gates):
        return slice_
    return replace(slice_, proposed_overrides=proposed, overridden_gates=passed)


def review_due(today: date) -> date:
    """Return the day by which a suspension is looked at again: 14 days on (a default; no source sets it)."""
    return today + deadlines.term(Kind.SUSPENSION_REVIEW)


def _notified(command: spine.NotifyCollaboration, context: Context) -> spine.CollaborationNotified:
    text.in_order(command.planned_start_on, command.planned_end_on, "planned_end_on")
    owner = _owner_of(command.funder_scheme, context)
    return spine.CollaborationNotified(
        case_id=command.case_id,
        reference="",
        title=text.required(command.title, "title", text.MAX_TITLE),
        summary=text.required(command.summary, "summary"),
        nature=command.nature,
        direction=command.direction,
        triggers=tuple(sorted(set(command.triggers))),
        case_type=command.case_type,
        funder_scheme=command.funder_scheme,
        funder_owner=owner,
        fwo_reference=command.fwo_reference,
        planned_start_on=command.planned_start_on,
        planned_end_on=command.planned_end_on,
        places=tuple(text.country(place, f"places.{n}") for n, place in enumerate(command.places)),
        language=command.language,
        channel=command.channel,
        triage_due_on=deadlines.due_day(Kind.TRIAGE, context.today, context.calendar),
    )


def _amended(now: Spine, command: spine.AmendNotification, context: Context) -> tuple[spine.Event, ...]:
    begin = command.planned_start_on or now.planned_start_on
    text.in_order(begin, command.planned_end_on or now.planned_end_on, "planned_end_on")
    title = None if command.title is None else text.required(command.title, "title", text.MAX_TITLE)
    summary = None if command.summary is None else text.required(command.summary, "summary")
    places = command.places
    if places is not None:
        places = tuple(text.country(place, f"places.{n}") for n, place in enumerate(places))
    owner = _owner_of(command.funder_scheme, context)
    changed = (
        title,
        summary,
        command.nature,
        command.direction,
        command.funder_scheme,
        owner,
        places,
        command.planned_start_on,
        command.planned_end_on,
    )
    if all(value is None for value in changed):
        raise UnusableInputError("title", "nothing is amended", "at least one field with its new value")
    is_material = any(value is not None for value in (command.nature, command.funder_scheme, places))
    reason = text.required(command.reason, "reason")
    return (spine.NotificationAmended(command.case_id, *changed, is_material=is_material, reason=reason),)


def _refuse_unless_begun(state: "Collaboration", started_on: date, context: Context) -> None:
    """Raise `UnusableInputError` for a start still to come, or before the approval. Source: [004], niet opstarten."""
    text.happened(started_on, context.today, "started_on", _START_TO_COME)
    approved_on = state.approval.approved_on
    if approved_on is not None and started_on < approved_on:
        rule = f"{started_on} lies before the approval of {approved_on}, and nothing starts before it ({GUIDELINE})"
        raise UnusableInputError("started_on", rule, f"a day from {approved_on} up to today, {context.today}")


def _termination_proposed(command: spine.ProposeTermination) -> spine.TerminationProposed:
    return spine.TerminationProposed(
        command.case_id,
        text.required(command.cause, "cause"),
        command.conditions,
        command.no_conditions_reason,
        command.effective_on,
    )


def _owner_of(scheme: str | None, context: Context) -> str | None:
    if scheme is None:
        return None
    if scheme not in context.catalogue.funder_schemes:
        known = sorted(context.catalogue.funder_schemes) or ("none, for no catalogue is in force",)
        raise UnusableInputError("funder_scheme", f"{scheme!r} is not in the catalogue", text.one_of(known, scheme))
    return context.catalogue.funder_schemes[scheme]


def suspended_case_shares_nothing(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """G14: while a case is suspended nothing is shared and nothing starts. Source: settled.md 16."""
    if state.spine.status is Status.SUSPENDED:
        yield Gate(
            "suspended",
            "suspended",
            frozenset({Blocks.SHARE, Blocks.START}),
            "G14",
            f"{GUIDELINE}: a running project that turns too risky",
            "the collaboration is suspended",
            "resume, by the approver, once the cause is resolved",
            legal=state.spine.suspended_for_hit is not None,
        )


def the_contact_point_changes_the_money(
    state: "Collaboration", command: spine.AmendNotification, context: Context
) -> str | None:
    """G18: once a case is decided only the contact point changes who funds it. Source: [000], answer 2."""
    if command.funder_scheme is None or context.role is Role.CONTACT_POINT_OFFICER or state.spine.status not in LIVE:
        return None
    return say("the case is {status}; the contact point amends its funder_scheme", status=state.spine.status)


def a_suspended_case_takes_no_new_party(state: "Collaboration", _command: object, _context: Context) -> str | None:
    """G14: a suspended case takes no new parties. Source: settled.md 16."""
    return "the collaboration is suspended and takes no new parties" if state.spine.status is Status.SUSPENDED else None


def advice_is_only_given_on_a_question(state: "Collaboration", _command: object, _context: Context) -> str | None:
    """An evaluation ends in a decision, not in advice. Source: handbook domain.md 2.1, case types."""
    is_advice = state.spine.case_type is CaseType.ADVICE
    return None if is_advice else "the case is an evaluation; only a request for advice is answered as advice"


def advice_is_not_a_decision(state: "Collaboration", _command: object, _context: Context) -> str | None:
    """A request for advice is not approved; it is converted to an evaluation first. Source: domain.md 2.1."""
    is_advice = state.spine.case_type is CaseType.ADVICE
    return "the case is a request for advice; convert it to an evaluation first" if is_advice else None


def only_a_question_is_converted(state: "Collaboration", _command: object, _context: Context) -> str | None:
    """Only a request for advice is converted. Source: domain.md 2.1."""
    is_advice = state.spine.case_type is CaseType.ADVICE
    return None if is_advice else "the case is an evaluation already"


def termination_has_conditions(
    _state: "Collaboration", command: spine.ProposeTermination, _context: Context
) -> str | None:
    """G17: an ending has conditions, or a reason why it has none. Source: [004] "of en onder welke voorwaarden"."""
    if any(each.strip() for each in command.conditions) or (command.no_conditions_reason or "").strip():
        return None
    return "name the conditions of the ending (data, IP, notice, funder), or say in no_conditions_reason why none"


def termination_needs_a_second_person(state: "Collaboration", _command: object, context: Context) -> str | None:
    """G17: one person proposes an ending and another confirms it. Source: settled.md 13."""
    proposed = state.spine.proposed_termination
    if proposed is None:
        return "no termination is proposed; propose-termination comes first, by another person"
    if proposed.proposal.identities & context.actor.identities:
        return say("{actor} proposed the termination; another person must confirm it", actor=context.actor.id)
    return None


def override_needs_a_second_person(
    state: "Collaboration", command: spine.ConfirmGateOverride, context: Context
) -> str | None:
    """An override is proposed by one person and confirmed by another. Source: settled.md 13."""
    proposal = state.spine.proposed_overrides.get(command.gate_id)
    if proposal is None:
        return "no override of this gate is proposed; propose-gate-override comes first"
    if proposal.identities & context.actor.identities:
        return say("{actor} proposed the override; another person must confirm it", actor=context.actor.id)
    return None


def only_an_ended_case_reopens(state: "Collaboration", command: spine.Reopen, _context: Context) -> str | None:
    """G16: a case is reopened from an ended status, with a reason. Source: handbook domain.md 2.4."""
    if state.spine.status not in spine.ENDED:
        return say("the case is {status}; only an ended case is reopened", status=state.spine.status)
    return None if command.reason.strip() else "a reopening needs its reason"


def withdrawal_comes_before_approval(state: "Collaboration", _command: object, _context: Context) -> str | None:
    """G23: a notification is withdrawn before a decision only. Source: handbook domain.md 2.4."""
    early = {Status.NOTIFIED, Status.SCREENING, Status.ASSESSED, Status.IN_REVIEW}
    status = state.spine.status
    return None if status in early else say("the case is {status}; terminate it instead", status=status)


GATES = (GateRule("G14", "suspended", suspended_case_shares_nothing),)
GUARDS = (
    Guard("advice-type", DESIGN, (spine.AnswerAsAdvice,), advice_is_only_given_on_a_question),
    Guard("advice-converted-once", DESIGN, (spine.ConvertToEvaluation,), only_a_question_is_converted),
    Guard("G18-funder", DESIGN, (spine.AmendNotification,), the_contact_point_changes_the_money),
    Guard("G16", DESIGN, (spine.Reopen,), only_an_ended_case_reopens),
    Guard("G17-conditions", f"{GUIDELINE}, O10", (spine.ProposeTermination,), termination_has_conditions),
    Guard("G17", "settled.md 13", (spine.Terminate,), termination_needs_a_second_person),
    Guard("override-four-eyes", "settled.md 13", (spine.ConfirmGateOverride,), override_needs_a_second_person),
    Guard("G23", DESIGN, (spine.Withdraw,), withdrawal_comes_before_approval),
)
