"""The whole case: route a command to its track, refuse when a rule or a gate says so, fold events into slices."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from domain import permission, text
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.collaboration import (
    appraisal,
    approval,
    approval_after,
    approval_conditions,
    approval_institution,
    checks,
    deadline_follow,
    deadline_rules,
    deadlines,
    decontrol,
    end_use,
    ethics,
    external_advice,
    factors,
    four_eyes,
    hit_answers,
    human_rights,
    incidents,
    legal,
    mitigation,
    mitigation_after,
    parties,
    personnel,
    policies,
    policy_changes,
    questions,
    reporting,
    screening,
    screening_decisions,
    sharing,
    spine,
    support,
    topic,
    transitions,
    unlinking,
    work_package_rules,
    work_packages,
)
from domain.collaboration.rule import Guard, Rules
from domain.collaboration.rules import RULES
from domain.collaboration.screening import Screening, ScreeningStatus
from domain.collaboration.spine import Spine, Status
from domain.collaboration.state import Collaboration
from domain.collaboration.table import COMMANDS, SYSTEM_COMMANDS
from domain.context import Context
from domain.deadlines import Kind
from domain.errors import GatesOpenError, NotFoundError, NotPermittedError, RuleRefusedError
from domain.gates import Gate
from domain.incident.words import IncidentType
from domain.sentence import say
from domain.slices import replace
from domain.values import Metadata, Role

_SPECS: dict[type, CommandSpec] = {spec.type: spec for spec in COMMANDS.values()}

_TRACKS: tuple[tuple[str, Any, Any, Callable[..., Any], Callable[..., Any]], ...] = (
    ("spine", transitions.Command, spine.Event, transitions.decide, transitions.evolve),
    ("topic", topic.Command, topic.Event, topic.decide, topic.evolve),
    ("personnel", personnel.Command, personnel.Event, personnel.decide, personnel.evolve),
    ("work_packages", work_packages.Command, work_packages.Event, work_packages.decide, work_packages.evolve),
    ("parties", parties.Command, parties.Event, parties.decide, parties.evolve),
    ("unlinking", unlinking.Command, unlinking.Event, unlinking.decide, unlinking.evolve),
    ("screening", screening.Command, screening.Event, screening_decisions.decide, screening_decisions.evolve),
    ("screening", hit_answers.Command, hit_answers.Event, hit_answers.decide, hit_answers.evolve),
    ("reviews", policies.Command, policies.Event, policies.decide, policies.evolve),
    ("factors", factors.Command, factors.Event, factors.decide, factors.evolve),
    ("questions", questions.Command, questions.Event, questions.decide, questions.evolve),
    ("human_rights", human_rights.Command, human_rights.Event, human_rights.decide, human_rights.evolve),
    ("ethics", ethics.Command, ethics.Event, ethics.decide, ethics.evolve),
    ("mitigation", mitigation.Command, mitigation.Event, mitigation.decide, mitigation.evolve),
    (
        "mitigation",
        mitigation_after.Command,
        mitigation_after.Event,
        mitigation_after.decide,
        mitigation_after.evolve,
    ),
    ("legal", legal.Command, legal.Event, legal.decide, legal.evolve),
    ("decontrol", decontrol.Command, decontrol.Event, decontrol.decide, decontrol.evolve),
    ("end_use", end_use.Command, end_use.Event, end_use.decide, end_use.evolve),
    ("sharing", sharing.Command, sharing.Event, sharing.decide, sharing.evolve),
    ("approval", approval.Command, approval.Event, approval.decide, approval.evolve),
    ("support", support.Command, support.Event, support.decide, support.evolve),
    (
        "external_advice",
        external_advice.Command,
        external_advice.Event,
        external_advice.decide,
        external_advice.evolve,
    ),
    ("incidents", incidents.Command, incidents.Event, incidents.decide, incidents.evolve),
    ("checks", checks.Command, checks.Event, checks.decide, checks.evolve),
    ("deadlines", deadlines.Command, deadlines.Event, deadline_rules.decide, deadline_rules.evolve),
    ("reporting", reporting.Command, reporting.Event, reporting.decide, reporting.evolve),
    ("approval", appraisal.Command, appraisal.Event, appraisal.decide, appraisal.evolve),
    (
        "approval",
        approval_conditions.Command,
        approval_conditions.Event,
        approval_conditions.decide,
        approval_conditions.evolve,
    ),
    (
        "approval",
        approval_institution.Command,
        approval_institution.Event,
        approval_institution.decide,
        approval_institution.evolve,
    ),
    ("approval", approval_after.Command, approval_after.Event, approval_after.decide, approval_after.evolve),
)


def _members(union: Any) -> tuple[type, ...]:
    return getattr(union, "__args__", (union,))


_DECIDE = {type_: decide for _, commands, _, decide, _ in _TRACKS for type_ in _members(commands)}
_EVOLVE = {type_: (name, evolve) for name, _, events, _, evolve in _TRACKS for type_ in _members(events)}

_UNDECIDED = frozenset({Status.NOTIFIED, Status.SCREENING, Status.ASSESSED, Status.IN_REVIEW})

_STATUS_AFTER: dict[type, tuple[frozenset[Status], Status]] = {
    screening.ScreeningStarted: (frozenset({Status.NOTIFIED}), Status.SCREENING),
    screening.ScreeningCompleted: (frozenset({Status.SCREENING}), Status.ASSESSED),
    approval.ReviewSubmitted: (frozenset(Status), Status.IN_REVIEW),
    approval.ReviewReturned: (frozenset(Status), Status.ASSESSED),
    approval.CollaborationApproved: (frozenset(Status), Status.APPROVED),
    approval.CollaborationRejected: (frozenset(Status), Status.REJECTED),
}


def decide(state: Collaboration, command: Any, context: Context, rules: Rules = RULES) -> tuple[Any, ...]:
    """Return the events that `command` causes.

    Raises, in this order: `UnusableInputError` (form), `NotPermittedError` (role), `NotFoundError` (no such case),
    `RuleRefusedError` (status, then guards), `GatesOpenError` (every gate that blocks it), and last the guards that
    weigh the decision itself.
    """
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="collaboration", identifier=command.case_id)
    if context.role is Role.SERVICE and spec.type not in SYSTEM_COMMANDS:
        raise NotPermittedError(spec.name, tuple(sorted(spec.roles)), "G20")
    if context.role is Role.RESEARCHER and state.version and not _is_own(state, context):
        # For a researcher the cases of others do not exist.
        raise NotFoundError("collaboration", command.case_id)
    _refuse_status(spec, state)
    if isinstance(command, legal.RecordSharing):
        sharing.refuse_form(state, command)
    _refuse_by_guards(state, command, context, (each for each in rules.guards if not each.comes_last))
    gates = blocking_gates(state, command, context, rules)
    if gates:
        raise GatesOpenError(spec.name, gates)
    _refuse_by_guards(state, command, context, (each for each in rules.guards if each.comes_last))
    events = tuple(_DECIDE[type(command)](state, command, context))
    return (*events, *policy_changes.follow(state, events, context))


def blocking_gates(state: Collaboration, command: Any, context: Context, rules: Rules = RULES) -> tuple[Gate, ...]:
    """Return every open gate that refuses this command: the "why not?" of the command."""
    blocked = _SPECS[type(command)].blocked_by
    if blocked is None:
        return ()
    if isinstance(command, legal.RecordSharing):
        return sharing.gates(state, command, context, rules)
    gates = tuple(gate for gate in rules.open_gates(state, context.today) if blocked in gate.blocks)
    gates = work_package_rules.reaching(gates, state, command)
    is_renewed = isinstance(command, approval_after.RenewApproval) and state.approval.is_subject_to_licence
    if is_renewed or (isinstance(command, approval.Approve) and command.is_subject_to_licence):
        # G3, X10: approved subject to licence; the same gate goes on blocking start and share.
        gates = tuple(gate for gate in gates if gate.kind != "licence")
    return gates


def evolve(state: Collaboration, event: Any, meta: Metadata) -> Collaboration:
    """Return the case after `event`. Never refuses: what happened, happened."""
    after = told(state, event, meta)
    dossier, hands = state.dossier.after(event, after.version), state.hands.after(event, meta)
    return after.changed(dossier=dossier, hands=hands)


def told(state: Collaboration, event: Any, meta: Metadata) -> Collaboration:
    """Return the case after `event`, but for what only who gives a command is held to: the dossier and the hands.

    They stay as they are, and no other slice looks at them.
    """
    after = undated(state, event, meta)
    if type(event) in _OF_DEADLINES:
        after = after.changed(deadlines=deadline_rules.evolve(state.deadlines, event, meta))
    due = deadline_follow.follow(state, after, event, meta)
    return after if due is after.deadlines else after.changed(deadlines=due)


_OF_DEADLINES: frozenset[type] = frozenset(_members(deadlines.Event))


def gated(state: Collaboration, event: Any, meta: Metadata) -> Collaboration:
    """Return the case after `event` as in `told`, but of the deadlines those of conditions of the approval alone.

    No gate looks at another deadline: who asks of many cases which gates stand open saves half of the work.
    """
    after = undated(state, event, meta)
    if after.approval is state.approval and not state.deadlines.by_id:
        return after
    if type(event) in _MOVING_A_DAY:
        after = after.changed(deadlines=deadline_rules.evolve(state.deadlines, event, meta))
    due = deadline_follow.follow(state, after, event, meta, _OF_CONDITIONS)
    return after if due is after.deadlines else after.changed(deadlines=due)


_MOVING_A_DAY = _OF_DEADLINES - {deadlines.DeadlineSet, deadlines.ReminderSent}
_OF_CONDITIONS = frozenset({Kind.CONDITION_DUE})


def undated(state: Collaboration, event: Any, meta: Metadata) -> Collaboration:
    """Return the case after `event` as in `told`, but for its deadlines, which stay as they are too.

    They follow from the rest and no other slice looks at them: who folds many cases and asks for no deadline saves
    half of the work.
    """
    kind, before = type(event), state
    name, fold = _EVOLVE[kind]
    slices = _stood(state, event, meta)
    if name not in _STANDING and name != "deadlines":
        slices[name] = fold(getattr(state, name), event, meta)
    state = state.changed(**slices)
    if kind not in _REACHING:
        return state
    if isinstance(event, _UNLINKED):
        gone = event.party_id if isinstance(event, parties.PartyUnlinked) else event.person_id
        asserted, asked = state.factors.without_subject(gone), state.questions.without_subject(gone)
        reviews, found = state.reviews.without_subject(gone), state.personnel.without_subject(gone)
        proposals = state.unlinking.without_subject(gone)
        state = state.changed(factors=asserted, questions=asked, reviews=reviews, personnel=found, unlinking=proposals)
    if kind in _ASKING:
        state = _asked_anew(before, state, event)
    if kind in _ASKS_OWNERS:
        state = state.changed(reviews=state.reviews.without_owners_of(_owned_by_others(before, state)))
    return state


def standing(state: Collaboration, event: Any, meta: Metadata) -> Collaboration:
    """Return the case after `event` as in `undated`, but for all slices other than the spine and the screening.

    No other slice moves these two: who asks of many cases where they stand, and no more, saves most of the work.
    """
    return state.changed(**_stood(state, event, meta))


def _stood(state: Collaboration, event: Any, meta: Metadata) -> dict[str, Any]:
    """Return the version, the spine and the screening after `event`."""
    kind = type(event)
    name, fold = _EVOLVE[kind]
    version = state.version + 1
    if name not in _STANDING and kind not in _MOVING:
        return {"version": version}
    own: Any = fold(getattr(state, name), event, meta) if name in _STANDING else None
    stands: Spine = own if name == "spine" else state.spine
    screened: Screening = own if name == "screening" else state.screening
    moved = _STATUS_AFTER.get(kind)
    if moved is not None and stands.status in moved[0]:
        stands = replace(stands, status=moved[1])
    if isinstance(event, _UNLINKED):
        gone = event.party_id if isinstance(event, parties.PartyUnlinked) else event.person_id
        screened = screened.without_subject(gone)
    if _makes_stale(event) and screened.status is not ScreeningStatus.NONE:
        screened = replace(screened, status=ScreeningStatus.STALE)
    if (kind in _NEW_FACTS or _is_unsure(event)) and screened.status is ScreeningStatus.COMPLETE:
        screened = replace(screened, status=ScreeningStatus.IN_PROGRESS)
    if kind in _ASKING and (anew := _gates_asked_anew(event)):
        stands = transitions.without_overrides(stands, *anew)
    return {"version": version, "spine": stands, "screening": screened}


_ASKING: frozenset[type] = frozenset(
    {
        spine.NotificationAmended,
        spine.CollaborationSuspended,
        spine.CollaborationReopened,
        topic.TopicClassified,
        parties.PartyLinked,
        parties.ResearcherLinked,
        factors.RiskFactorAsserted,
        questions.RiskQuestionAnswered,
        human_rights.HumanRightsTestRequested,
        human_rights.HumanRightsTestRecorded,
        human_rights.HumanRightsReevaluated,
        ethics.EthicsAdviceRequested,
        mitigation_after.MitigationReviewed,
        approval.CollaborationApproved,
        approval_after.ApprovalRenewed,
        approval_conditions.ConditionBreached,
        approval_institution.InstitutionalApprovalRequested,
        appraisal.AppraisalRecorded,
        appraisal.AppraisalAnswered,
        work_packages.WorkPackageSuspended,
        incidents.IncidentNoted,
    }
)
"""What `_asked_anew` looks at: a log has many more events of the other kinds, and each is folded."""

_UNLINKED = (parties.PartyUnlinked, parties.ResearcherUnlinked)
_NEW_FACTS: frozenset[type] = frozenset({topic.TopicClassified, factors.RiskFactorAsserted})
_STANDING = frozenset({"spine", "screening"})
_MOVING: frozenset[type] = frozenset({*_STATUS_AFTER, *_UNLINKED, *_ASKING})
"""The events of other tracks that can move the spine or the screening."""

_ASKS_OWNERS: frozenset[type] = frozenset({parties.PartyLinked, screening.ScreeningStarted})
_REACHING: frozenset[type] = frozenset({*_UNLINKED, *_ASKING, *_ASKS_OWNERS})
"""The events that reach into other tracks than their own, beside the spine and the screening."""


def _owned_by_others(before: Collaboration, after: Collaboration) -> Iterable[UUID]:
    known = before.parties.parties.keys() & after.parties.parties.keys()
    return (each for each in known if before.ownership_of(each) != after.ownership_of(each))


def _asked_anew(before: Collaboration, state: Collaboration, event: Any) -> Collaboration:
    """Let no answer outlive the facts it was given on: the level, a rebuttal, a test, the institution's word."""
    kind = type(event)
    reviews = state.reviews.after(event)
    if reviews is not state.reviews:
        state = state.changed(reviews=reviews)
    if kind in _APPROVING:
        state = state.changed(approval=replace(state.approval, level=state.screening.level))
    if state.spine.status in _UNDECIDED and _changes_what_was_granted(before, event):
        state = state.changed(approval=state.approval.granted_anew())
    tested = state.human_rights.after(event, state.parties.parties)
    if tested is not state.human_rights:
        state = state.changed(human_rights=tested)
    if kind is topic.TopicClassified:
        state = state.changed(factors=state.factors.with_rebuttals_dropped("T-"))
    if kind in _LINKED:
        rebuttals = state.factors.with_rebuttals_dropped("C-", "P-", "R-", "F-")
        state = state.changed(factors=rebuttals, checks=state.checks.asked_anew())
    if kind is parties.PartyLinked:
        state = state.changed(end_use=state.end_use.asked_anew())
    if _asks_for_human_rights(state, event):
        is_requested = isinstance(event, incidents.IncidentNoted)
        state = state.changed(human_rights=state.human_rights.asked_anew(is_requested=is_requested))
    if kind is ethics.EthicsAdviceRequested:
        state = state.changed(questions=state.questions.taken_to_the_committee())
    if kind is spine.CollaborationReopened:
        state = state.changed(approval=state.approval.anew(), reporting=state.reporting.anew())
    return state


def _changes_what_was_granted(before: Collaboration, event: Any) -> bool:
    """Say whether the institution stood behind another topic, other partners, or other people on what is sensitive."""
    if isinstance(event, parties.ResearcherLinked):
        return event.person_id not in before.parties.persons and four_eyes.is_sensitive(before)
    return type(event) in _GRANTED_ON


_APPROVING: frozenset[type] = frozenset({approval.CollaborationApproved, approval_after.ApprovalRenewed})
_LINKED: frozenset[type] = frozenset({parties.PartyLinked, parties.ResearcherLinked})
_GRANTED_ON: frozenset[type] = frozenset({topic.TopicClassified, parties.PartyLinked})


def _is_unsure(event: Any) -> bool:
    return isinstance(event, questions.RiskQuestionAnswered) and event.answer is questions.RiskAnswer.UNSURE


def _asks_for_human_rights(state: Collaboration, event: Any) -> bool:
    """Say whether an event asks the human-rights test again: a report, an incident of misuse."""
    if isinstance(event, incidents.IncidentNoted):
        return event.kv_type is IncidentType.KV3 and state.human_rights.is_passed
    return isinstance(event, factors.RiskFactorAsserted) and event.code == factors.HUMAN_RIGHTS


def _gates_asked_anew(event: Any) -> tuple[str, ...]:
    """Return how the ids of those gates begin whose overrides end here: what two people passed was the old question."""
    match event:
        case factors.RiskFactorAsserted(code=code):
            return ("screening:", *_ASKED_BY_FACTOR.get(code, ()))
        case topic.TopicClassified():
            return ("screening:",)
        case questions.RiskQuestionAnswered(answer=questions.RiskAnswer.UNSURE, code=code):
            return ("screening:", f"unsure:{code}:")
        case human_rights.HumanRightsTestRequested():
            return ("human-rights:",)
        case incidents.IncidentNoted(incident_id=one, kv_type=kv_type):
            return (f"incident:{one}:", *(("human-rights:",) if kv_type is IncidentType.KV3 else ()))
        case parties.PartyLinked():
            return ("screening:", "human-rights:")
        case ethics.EthicsAdviceRequested():
            return ("ethics:",)
        case (
            approval_institution.InstitutionalApprovalRequested()
            | appraisal.AppraisalRecorded()
            | appraisal.AppraisalAnswered()
        ):
            return ("institutional-approval:",)
        case mitigation_after.MitigationReviewed(mitigation_id=one):
            return (f"mitigation-ineffective:{one}:",)
        case approval_conditions.ConditionBreached(condition_id=condition_id):
            return (f"condition-breached:{condition_id}:",)
        case work_packages.WorkPackageSuspended(work_package_id=package):
            return (f"work-package-suspended:{package}:",)
        case spine.CollaborationSuspended():
            return ("suspended:",)
        case _:
            return ("screening:",) if _makes_stale(event) else ()


_ASKED_BY_FACTOR = {factors.HUMAN_RIGHTS: ("human-rights:",), factors.OPAQUE: ("opaque-party:",)}


_STALING: frozenset[type] = frozenset({parties.PartyLinked, parties.ResearcherLinked, spine.CollaborationReopened})


def _makes_stale(event: Any) -> bool:
    return type(event) in _STALING or (isinstance(event, spine.NotificationAmended) and event.is_material)


def _is_own(state: Collaboration, context: Context) -> bool:
    return bool((state.spine.notifiers | state.parties.identities) & context.actor.identities)


def _refuse_by_guards(state: Collaboration, command: Any, context: Context, guards: Iterable[Guard]) -> None:
    for guard in guards:
        if isinstance(command, guard.commands):
            reason = guard.check(state, command, context)
            if reason is not None:
                raise RuleRefusedError(guard.rule_id, guard.source, reason)


def _refuse_status(spec: CommandSpec, state: Collaboration) -> None:
    status = state.spine.status
    if not spec.opens and status not in spec.statuses:
        allowed = tuple(sorted(spec.statuses))
        told = "{command} is for a case that is {allowed}; this case is {status}"
        reason = say(told, command=spec.name, allowed=allowed, status=status)
        raise RuleRefusedError("transition", "handbook domain.md 2.1", reason)


AGGREGATE = Aggregate(
    name="collaboration",
    home=Home.INSTITUTION,
    id_field="case_id",
    initial=Collaboration(),
    decide=decide,
    evolve=evolve,
    commands=COMMANDS,
    events=tuple(event for _, _, events, _, _ in _TRACKS for event in _members(events)),
)
