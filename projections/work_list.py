"""The work list: what waits for a person, in which role, until when.

An event opens a task; whether it still waits is a question to the case after each event, so that a task closes with
its case and comes back with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from domain.collaboration import (
    approval,
    approval_institution,
    deadlines,
    ethics,
    external_advice,
    human_rights,
    incidents,
    legal,
    mitigation,
    mitigation_after,
    screening,
    spine,
    unlinking,
)
from domain.collaboration.spine import ENDED, Status
from domain.collaboration.state import Collaboration
from domain.institution.words import MailboxFunction
from domain.licence.words import BEFORE_ANSWER, LicenceStatus
from domain.values import IncidentId, Recorded, Role
from projections.folding import CASE_EVENTS, FoldedLog, Step
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


class TaskKind(StrEnum):
    """What has to be done."""

    TRIAGE = "triage"
    COMPLETE_SCREENING = "complete-screening"
    REVIEW_HITS = "review-hits"
    LIFT = "lift"
    ETHICS_ADVICE = "ethics-advice"
    HUMAN_RIGHTS_TEST = "human-rights-test"
    MITIGATION = "mitigation"
    SUSPENSION_REVIEW = "suspension-review"
    APPROVER_REVIEW = "approver-review"
    LICENCE_DECISION = "licence-decision"
    INCIDENT = "incident"
    EXTERNAL_ADVICE = "external-advice"
    INSTITUTIONAL_APPROVAL = "institutional-approval"
    CONFIRM_TERMINATION = "confirm-termination"
    CONFIRM_OVERRIDE = "confirm-override"
    CONFIRM_UNLINKING = "confirm-unlinking"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of a case about `subject_id`: the case itself, a screening, a lift, a measure or a licence.

    `detail` names lists, codes or a committee, never a person. `due_on` is empty where no rule sets a day.
    `changed` says, of hits that are asked again, what is otherwise (codes, see `domain.hit_changes`).
    `list_id` is set when one list causes the task. `function` says which mailbox of the institution it is for,
    `assignee` who takes care of the case, if anybody was named. `proposed_by` is who had a hand in all that a second
    person is asked to confirm, and may not be that person.
    """

    task_id: str
    case_id: UUID
    subject_id: UUID
    kind: TaskKind
    title_key: str
    detail: str
    role: Role
    due_on: date | None
    opened_on: date
    closed_on: date | None
    list_id: str | None
    function: MailboxFunction
    assignee: str | None
    changed: tuple[str, ...] = ()
    proposed_by: tuple[str, ...] = ()


TASKS = Sheet(
    "work_list",
    TaskRow,
    ("task_id",),
    group="case_id",
    # The second finds the few tasks of one person and his or her roles among those of everybody.
    indexes=(("closed_on", "due_on"), ("closed_on", "role", "assignee", "kind")),
)


_TRACKS: Mapping[TaskKind, str] = {
    TaskKind.TRIAGE: "spine",
    TaskKind.COMPLETE_SCREENING: "screening",
    TaskKind.REVIEW_HITS: "screening",
    TaskKind.LIFT: "screening",
    TaskKind.ETHICS_ADVICE: "ethics",
    TaskKind.HUMAN_RIGHTS_TEST: "human_rights",
    TaskKind.MITIGATION: "mitigation",
    TaskKind.SUSPENSION_REVIEW: "spine",
    TaskKind.APPROVER_REVIEW: "spine",
    TaskKind.LICENCE_DECISION: "legal",
    TaskKind.INCIDENT: "incidents",
    TaskKind.EXTERNAL_ADVICE: "external_advice",
    TaskKind.INSTITUTIONAL_APPROVAL: "approval",
    TaskKind.CONFIRM_TERMINATION: "spine",
    TaskKind.CONFIRM_OVERRIDE: "spine",
    TaskKind.CONFIRM_UNLINKING: "unlinking",
}
"""The slice of a case that decides, with its status, whether a task still waits."""


_ROUTED: Mapping[TaskKind, MailboxFunction] = {
    TaskKind.ETHICS_ADVICE: MailboxFunction.ETHICS,
    TaskKind.HUMAN_RIGHTS_TEST: MailboxFunction.ETHICS,
    TaskKind.LICENCE_DECISION: MailboxFunction.EXPORT,
}
"""The function whose mailbox a task is for; the profile of the institution gives the address."""


def _apply(connection: Place, batch: Sequence[Recorded], log: FoldedLog, _log_name: str) -> None:
    steps = log.steps(batch)
    tasks = Draft(TASKS, connection, steps)
    for case_id, taken in steps.items():
        for step in taken:
            _open(tasks, step)
            before, state, today = step.before, step.state, step.recorded.meta.recorded_at.date()
            moved = state.spine is not before.spine
            for task in tasks.of(case_id):
                track = _TRACKS[task.kind]
                if moved or getattr(state, track) is not getattr(before, track):
                    waits = _still_waits(task, step)
                    if waits != (task.closed_on is None):
                        task = replace(task, closed_on=None if waits else today)
                        tasks.put(task)
                due_on = _due_on(task, state) if state.deadlines is not before.deadlines else None
                if due_on is not None and task.closed_on is None and due_on != task.due_on:
                    tasks.put(replace(task, due_on=due_on))
            if state.support.assignment is not before.support.assignment:
                for task in tasks.of(case_id):
                    tasks.put(replace(task, assignee=_assignee(state)))
    tasks.save()


def _open(tasks: Draft[TaskRow], step: Step) -> None:
    """Open the task that an event asks for; one of the same kind and subject begins anew."""
    task = _task(step)
    if task is None:
        return
    before = tasks.get(task.task_id)
    if before is not None and task.kind is TaskKind.REVIEW_HITS:
        task = _joined(before, task)
    tasks.put(task)


def _joined(before: TaskRow, new: TaskRow) -> TaskRow:
    """Return one task for all hits of a screening, due with the first of them."""
    return replace(
        new,
        detail=", ".join(sorted({*before.detail.split(", "), new.detail})),
        due_on=min(each for each in (before.due_on, new.due_on) if each is not None),
        opened_on=before.opened_on,
        list_id=new.list_id if before.list_id == new.list_id else None,
        changed=tuple(dict.fromkeys((*before.changed, *new.changed))),
    )


def _task(step: Step) -> TaskRow | None:
    case_id = step.recorded.stream_id
    officer = Role.CONTACT_POINT_OFFICER
    match step.recorded.event:
        case spine.CollaborationNotified(triage_due_on=due, reference=reference):
            return _row(step, TaskKind.TRIAGE, case_id, officer, due, reference)
        case screening.ScreeningStarted(due_on=due, cause=cause):
            return _row(step, TaskKind.COMPLETE_SCREENING, case_id, officer, due, str(cause))
        case screening.ScreeningHitRecorded(screening_id=screening_id, due_on=due, list_id=list_id, changed=changed):
            return replace(
                _row(step, TaskKind.REVIEW_HITS, screening_id, officer, due, list_id, list_id), changed=changed
            )
        case screening.DelistingNoted(lift_id=lift_id, due_on=due, list_id=list_id, entry_id=entry_id):
            return _row(step, TaskKind.LIFT, lift_id, officer, due, entry_id, list_id)
        case ethics.EthicsAdviceRequested(due_on=due, committee=committee):
            return _row(step, TaskKind.ETHICS_ADVICE, case_id, Role.ETHICS_COMMITTEE, due, committee)
        case human_rights.HumanRightsTestRequested():
            return _row(step, TaskKind.HUMAN_RIGHTS_TEST, case_id, Role.ETHICS_COMMITTEE, None, "")
        case mitigation.MitigationSet(mitigation_id=mitigation_id, due_on=due, code=code):
            return _row(step, TaskKind.MITIGATION, mitigation_id, officer, due, code)
        case mitigation_after.MitigationReviewed(mitigation_id=mitigation_id, next_review_on=None, outcome=outcome):
            return _row(step, TaskKind.MITIGATION, mitigation_id, officer, None, str(outcome))
        case spine.CollaborationSuspended(review_due_on=due, cause=cause):
            return _row(step, TaskKind.SUSPENSION_REVIEW, case_id, Role.INSTITUTION_APPROVER, due, str(cause))
        case approval.ReviewSubmitted():
            return _row(step, TaskKind.APPROVER_REVIEW, case_id, Role.INSTITUTION_APPROVER, None, "")
        case legal.ExportLicenceRequested(licence_id=licence_id, codes=codes):
            export = Role.EXPORT_CONTROL_OFFICER
            return _row(step, TaskKind.LICENCE_DECISION, licence_id, export, None, ", ".join(codes))
        case incidents.IncidentNoted(incident_id=incident_id, severity=severity, kv_type=kv_type):
            return _row(step, TaskKind.INCIDENT, incident_id, officer, None, f"{kv_type} {severity}")
        case external_advice.ExternalAdviceRequested(advice_id=advice_id, due_on=due, body=body):
            return _row(step, TaskKind.EXTERNAL_ADVICE, advice_id, officer, due, str(body))
        case approval_institution.InstitutionalApprovalRequested():
            return _row(step, TaskKind.INSTITUTIONAL_APPROVAL, case_id, Role.INSTITUTION_APPROVER, None, "")
        case spine.TerminationProposed() | spine.GateOverrideProposed() | unlinking.UnlinkingProposed() as proposed:
            return _proposal(step, proposed)
        case _:
            return None


def _proposal(
    step: Step, proposed: spine.TerminationProposed | spine.GateOverrideProposed | unlinking.UnlinkingProposed
) -> TaskRow:
    """Return the task of the second person: an approver, whom every proposal may be confirmed by."""
    case_id, approver, state = step.recorded.stream_id, Role.INSTITUTION_APPROVER, step.state
    match proposed:
        case spine.TerminationProposed():
            known = state.spine.proposed_termination
            by = known.proposal.identities if known is not None else frozenset()
            task = _row(step, TaskKind.CONFIRM_TERMINATION, case_id, approver, None, "")
        case spine.GateOverrideProposed():
            proposals = state.spine.proposed_overrides.values()
            by = frozenset.intersection(*(each.identities for each in proposals)) if proposals else frozenset()
            task = _row(step, TaskKind.CONFIRM_OVERRIDE, case_id, approver, None, "")
        case unlinking.UnlinkingProposed(subject_id=subject_id):
            by = state.unlinking.proposals.get(subject_id, frozenset())
            task = _row(step, TaskKind.CONFIRM_UNLINKING, subject_id, approver, None, "")
        case _:
            assert_never(proposed)
    return replace(task, proposed_by=tuple(sorted(by)))


def _due_on(task: TaskRow, state: Collaboration) -> date | None:
    """Return the nearest day by which a task is due, as extended; `None` where none of its deadlines runs."""
    hits = state.screening.hits.items()
    of_task: Mapping[TaskKind, tuple[str, ...]] = {
        TaskKind.TRIAGE: ("triage",),
        TaskKind.COMPLETE_SCREENING: ("screening",),
        TaskKind.REVIEW_HITS: tuple(f"hit:{key}" for key, hit in hits if hit.screening_id == task.subject_id),
        TaskKind.LIFT: (f"lift:{task.subject_id}",),
        TaskKind.ETHICS_ADVICE: ("committee",),
        TaskKind.MITIGATION: (deadlines.measure(task.subject_id),),
        TaskKind.SUSPENSION_REVIEW: ("suspension",),
    }
    found = (state.deadlines.due_on(each) for each in of_task.get(task.kind, ()))
    return min((each for each in found if each is not None), default=None)


def _row(
    step: Step,
    kind: TaskKind,
    subject_id: UUID,
    role: Role,
    due_on: date | None,
    detail: str,
    list_id: str | None = None,
) -> TaskRow:
    case_id = step.recorded.stream_id
    about = str(case_id) if subject_id == case_id else f"{case_id}:{subject_id}"
    today = step.recorded.meta.recorded_at.date()
    return TaskRow(
        f"{kind}:{about}",
        case_id,
        subject_id,
        kind,
        f"task.{kind}",
        detail,
        role,
        due_on,
        today,
        None,
        list_id,
        _ROUTED.get(kind, MailboxFunction.CONTACT_POINT),
        _assignee(step.state),
    )


def _assignee(state: Collaboration) -> str | None:
    return None if state.support.assignment is None else state.support.assignment.assignee


def _still_waits(task: TaskRow, step: Step) -> bool:
    """Say whether the case after this event still waits for the task."""
    state: Collaboration = step.state
    if state.spine.status in ENDED:
        return False
    match task.kind:
        case TaskKind.TRIAGE:
            return state.spine.status is Status.NOTIFIED
        case TaskKind.COMPLETE_SCREENING:
            # What becomes stale later is not this task again: the next screening opens its own.
            return task.closed_on is None and not isinstance(step.recorded.event, screening.ScreeningCompleted)
        case TaskKind.REVIEW_HITS:
            hits = state.screening.hits.values()
            return any(hit.screening_id == task.subject_id and hit.is_undecided for hit in hits)
        case TaskKind.LIFT:
            return task.subject_id in state.screening.lifts
        case TaskKind.ETHICS_ADVICE:
            return state.ethics.is_requested and state.ethics.advice is None
        case TaskKind.HUMAN_RIGHTS_TEST:
            return state.human_rights.is_requested and state.human_rights.outcome is None
        case TaskKind.MITIGATION:
            measure = state.mitigation.measures.get(task.subject_id)
            done = {mitigation.MitigationStatus.VERIFIED, mitigation.MitigationStatus.WAIVED}
            return measure is not None and measure.status not in done
        case TaskKind.SUSPENSION_REVIEW:
            return state.spine.status is Status.SUSPENDED
        case TaskKind.APPROVER_REVIEW:
            return state.spine.status is Status.IN_REVIEW
        case TaskKind.LICENCE_DECISION:
            licence = state.legal.licences.get(task.subject_id)
            return licence is not None and licence.status in BEFORE_ANSWER | {LicenceStatus.REQUESTED}
        case TaskKind.INCIDENT:
            noted = state.incidents.noted.get(IncidentId(task.subject_id))
            return noted is not None and noted.consequence is None
        case TaskKind.EXTERNAL_ADVICE:
            asked = state.external_advice.asked.get(task.subject_id)
            return asked is not None and not asked.is_answered
        case TaskKind.INSTITUTIONAL_APPROVAL:
            return state.approval.is_requested and not state.approval.is_granted and not state.approval.is_refused
        case TaskKind.CONFIRM_TERMINATION:
            return state.spine.proposed_termination is not None
        case TaskKind.CONFIRM_OVERRIDE:
            return bool(state.spine.proposed_overrides)
        case TaskKind.CONFIRM_UNLINKING:
            return task.subject_id in state.unlinking.proposals


MODEL = ReadModel("work_list", 7, (TASKS.table,), _apply, events=CASE_EVENTS, texts=frozenset())
