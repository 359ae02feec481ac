"""What opens and ends the deadlines of a case: the events of every track, by the days they name.

A case needs no further event to have a deadline, or to be rid of it: `follow` looks at it after each event.
Source: handbook domain.md 2.5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from domain import deadlines as law
from domain.collaboration import (
    approval,
    approval_after,
    approval_conditions,
    ethics,
    external_advice,
    hit_answers,
    hits,
    human_rights,
    legal,
    mitigation,
    mitigation_after,
    personnel,
    reporting,
    screening,
    spine,
    support,
    work_packages,
)
from domain.collaboration import deadlines as words
from domain.collaboration.deadlines import Deadlines
from domain.collaboration.spine import ENDED, Status
from domain.deadlines import Deadline, Kind, State
from domain.fwo_report.words import SETTLED, ReportKind
from domain.gates import Blocks
from domain.licence.words import LicenceStatus
from domain.values import Metadata

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

_TRACKS: Mapping[Kind, str] = {
    Kind.SCREENING: "screening",
    Kind.HIT_TRIAGE_LEGAL: "screening",
    Kind.HIT_TRIAGE_POLICY: "screening",
    Kind.HIT_TRIAGE_INDICATIVE: "screening",
    Kind.ANSWER_EXPIRY: "screening",
    Kind.LIFT_DECISION: "screening",
    Kind.HOLD_REVIEW: "screening",
    Kind.ANNUAL_REVIEW: "screening",
    Kind.COMMITTEE_ANSWER: "ethics",
    Kind.HUMAN_RIGHTS_REVIEW: "human_rights",
    Kind.LICENCE_APPLICATION: "legal",
    Kind.LICENCE_EXPIRY: "legal",
    Kind.MITIGATION_DUE: "mitigation",
    Kind.MITIGATION_REVIEW: "mitigation",
    Kind.CLEARANCE_EXPIRY: "personnel",
    Kind.CONDITION_DUE: "approval",
    Kind.APPROVAL_EXPIRY: "approval",
    Kind.NOTIFIER_ANSWER: "support",
    Kind.EXTERNAL_ADVICE: "external_advice",
    Kind.INTERIM_REPORT: "reporting",
    Kind.EX_POST_REPORT: "reporting",
}
"""The slice of a case that decides, with its status, whether a deadline still runs; the spine where none is named."""

_REPORTS = {ReportKind.INTERIM: Kind.INTERIM_REPORT, ReportKind.EX_POST: Kind.EX_POST_REPORT}
_OUTLIVES_THE_CASE = frozenset({Kind.APPEAL_WINDOW, Kind.RETENTION_END, Kind.INTERIM_REPORT, Kind.EX_POST_REPORT})


_KINDS: Mapping[str, frozenset[Kind]] = {
    track: frozenset(kind for kind in Kind if _TRACKS.get(kind, "spine") == track)
    for track in ("spine", *_TRACKS.values())
} | {"work_packages": frozenset({Kind.SUSPENSION_REVIEW})}
"""The kinds of deadline that each slice may decide; a suspension is the case's or that of a package."""


@lru_cache(maxsize=1_024)
def _decided_by(tracks: tuple[str, ...]) -> frozenset[Kind]:
    return frozenset(kind for track in tracks for kind in _KINDS[track])


_id = lru_cache(maxsize=65_536)(UUID)
"""The id in the name of a deadline: asked for at each event of its track, and quicker remembered than read again."""


ALL: Final = frozenset(Kind)


def follow(
    before: "Collaboration", after: "Collaboration", event: Any, meta: Metadata, only: frozenset[Kind] = ALL
) -> Deadlines:
    """Return the deadlines after an event of any track: what it opens, and what no longer waits.

    `only` are the kinds that are followed; those of other kinds are as they were.
    """
    today = meta.recorded_at.date()
    changed: dict[str, Deadline] = {}
    has_moved = after.spine.status is not before.spine.status
    now, then = vars(after), vars(before)
    tracks = tuple(_KINDS) if has_moved else tuple(track for track in _KINDS if now[track] is not then[track])
    kinds = _decided_by(tracks) & only
    for deadline_id, deadline in after.deadlines.by_id.items():
        if deadline.kind in kinds and (has_moved or _track(deadline) in tracks):
            state = _state(deadline, before, after, event)
            if state is State.OPEN and not deadline.is_running:
                changed[deadline_id] = replace(deadline, state=State.OPEN, since=today)
            elif state is not State.OPEN and state is not deadline.state:
                changed[deadline_id] = law.ended(deadline, state)
    for new in _opened(after, event, today) if type(event) in _OPENING else ():
        known = after.deadlines.by_id.get(new.deadline_id)
        if new.kind in only and (known is None or known.due_on != new.due_on or not known.is_running):
            changed[new.deadline_id] = new
    if not changed:
        return after.deadlines
    return Deadlines({**after.deadlines.by_id, **changed}, after.deadlines.reminded)


_OPENING = frozenset(
    {
        spine.CollaborationNotified,
        spine.NotificationAmended,
        spine.CollaborationSuspended,
        spine.CollaborationClosed,
        screening.ScreeningStarted,
        screening.ScreeningHitRecorded,
        screening.ScreeningCompleted,
        screening.HitResolved,
        screening.DelistingNoted,
        screening.SharingHeld,
        hit_answers.HitAnswerAdopted,
        hit_answers.HitAnswerDropped,
        hit_answers.HitAnswerRetracted,
        ethics.EthicsAdviceRequested,
        human_rights.HumanRightsTestRecorded,
        human_rights.HumanRightsReevaluated,
        legal.LegalRequirementIdentified,
        legal.ExportLicenceNoted,
        mitigation.MitigationSet,
        mitigation.MitigationVerified,
        mitigation_after.MitigationReviewed,
        personnel.PersonnelCheckRecorded,
        approval.CollaborationApproved,
        approval.CollaborationRejected,
        approval_after.ApprovalRenewed,
        approval_after.WorkPackageApproved,
        support.CaseAssigned,
        support.NotifierAsked,
        external_advice.ExternalAdviceRequested,
        work_packages.WorkPackageSuspended,
        reporting.FwoReportNoted,
    }
)
"""The events that may open a deadline, see `_opened`; most events open none."""


def _opened(state: "Collaboration", event: Any, today: date) -> Iterator[Deadline]:
    """Yield the deadlines that an event opens, from the days it names."""
    match event:
        case spine.CollaborationNotified(triage_due_on=due_on):
            yield law.opened("triage", Kind.TRIAGE, due_on, today)
        case screening.ScreeningStarted(due_on=due_on):
            yield law.opened("screening", Kind.SCREENING, due_on, today)
        case screening.ScreeningHitRecorded(hit_id=hit_id, effect=effect, due_on=due_on):
            yield law.opened(f"hit:{hit_id}", law.HIT_TRIAGE[effect], due_on, today)
        case screening.HitResolved(hit_id=hit_id, expires_on=date() as due_on) if state.spine.status not in ENDED:
            yield law.opened(f"answer:{hit_id}", Kind.ANSWER_EXPIRY, due_on, today)
        case hit_answers.HitAnswerAdopted(hit_id=hit_id, expires_on=date() as due_on):
            expiry = law.opened(f"answer:{hit_id}", Kind.ANSWER_EXPIRY, due_on, today)
            yield replace(expiry, is_reminded_elsewhere=True)  # by the case in which the answer was given
        case (
            hit_answers.HitAnswerDropped(hit_id=hit_id, due_on=due_on)
            | hit_answers.HitAnswerRetracted(hit_id=hit_id, due_on=due_on)
        ):
            if state.spine.status not in ENDED:
                effect = state.screening.hits[hit_id].effect
                yield law.opened(f"hit:{hit_id}", law.HIT_TRIAGE[effect], due_on, today)
        case screening.DelistingNoted(lift_id=lift_id, due_on=due_on):
            yield law.opened(f"lift:{lift_id}", Kind.LIFT_DECISION, due_on, today)
        case screening.SharingHeld(hold_id=hold_id, review_on=review_on):
            yield law.opened(f"hold:{hold_id}", Kind.HOLD_REVIEW, review_on, today)
        case screening.ScreeningCompleted() if state.spine.status in {Status.APPROVED, Status.RUNNING}:
            yield from _next_review(state, today)
        case ethics.EthicsAdviceRequested(due_on=due_on):
            yield law.opened("committee", Kind.COMMITTEE_ANSWER, due_on, today)
        case human_rights.HumanRightsTestRecorded(next_review_on=date() as due_on):
            yield law.opened("human-rights", Kind.HUMAN_RIGHTS_REVIEW, due_on, today)
        case legal.LegalRequirementIdentified() | spine.NotificationAmended(planned_start_on=date()):
            yield from _application(state, today)
        case legal.ExportLicenceNoted(status=LicenceStatus.GRANTED, licence_id=licence_id, valid_until=date() as end):
            expiry = law.opened(f"licence:{licence_id}", Kind.LICENCE_EXPIRY, end, today)
            # A licence that no case asked for reminds of its own last day, however many cases it serves.
            yield replace(expiry, is_reminded_elsewhere=state.legal.licences[licence_id].is_attached)
        case mitigation.MitigationSet(mitigation_id=mitigation_id, due_on=due_on, owner=owner):
            yield law.opened(words.measure(mitigation_id), Kind.MITIGATION_DUE, due_on, today, owner)
        case mitigation.MitigationVerified(mitigation_id=mitigation_id):
            review, kind = today + law.term(Kind.MITIGATION_REVIEW), Kind.MITIGATION_REVIEW
            yield law.opened(f"mitigation-review:{mitigation_id}", kind, review, today)
        case mitigation_after.MitigationReviewed(mitigation_id=mitigation_id, next_review_on=date() as due_on):
            yield law.opened(f"mitigation-review:{mitigation_id}", Kind.MITIGATION_REVIEW, due_on, today)
        case personnel.PersonnelCheckRecorded(outcome=personnel.PersonnelOutcome.MET, expires_on=date() as due_on):
            deadline_id = words.clearance(event.requirement, event.person_id, event.policy_id)
            yield law.opened(deadline_id, Kind.CLEARANCE_EXPIRY, due_on, today)
        case approval.CollaborationApproved() | approval_after.ApprovalRenewed():
            yield from _conditions(event.conditions, today)
            yield from _approved(state, event.valid_until, event.next_review_on, today)
        case approval_after.WorkPackageApproved(conditions=conditions):
            yield from _conditions(conditions, today)
        case spine.CollaborationSuspended(review_due_on=due_on):
            yield law.opened("suspension", Kind.SUSPENSION_REVIEW, due_on, today)
        case support.CaseAssigned(assignee=assignee, due_on=date() as due_on):
            yield law.opened("assignment", Kind.ASSIGNMENT, due_on, today, assignee)
        case support.NotifierAsked(question_id=question_id, due_on=date() as due_on):
            yield law.opened(f"question:{question_id}", Kind.NOTIFIER_ANSWER, due_on, today)
        case external_advice.ExternalAdviceRequested(advice_id=advice_id, due_on=due_on):
            yield law.opened(f"advice:{advice_id}", Kind.EXTERNAL_ADVICE, due_on, today)
        case work_packages.WorkPackageSuspended(work_package_id=one, review_due_on=due_on):
            yield law.opened(f"suspension:{one}", Kind.SUSPENSION_REVIEW, due_on, today)
        case reporting.FwoReportNoted(report_id=report_id, kind=kind, status=status, due_on=due_on):
            if status not in SETTLED:
                yield law.opened(f"report:{report_id}", _REPORTS[kind], due_on, today)
        case approval.CollaborationRejected(appeal_until=date() as due_on):
            yield law.opened("appeal", Kind.APPEAL_WINDOW, due_on, today)
        case spine.CollaborationClosed(retention_until=date() as due_on):
            yield law.opened("retention", Kind.RETENTION_END, due_on, today)
        case _:
            return


def _conditions(conditions: tuple[approval_conditions.Condition, ...], today: date) -> Iterator[Deadline]:
    """Yield the days by which conditions are met."""
    for each in conditions:
        if each.due_on is not None:
            yield law.opened(words.condition(each.condition_id), Kind.CONDITION_DUE, each.due_on, today)


def _approved(state: "Collaboration", until: date | None, review_on: date | None, today: date) -> Iterator[Deadline]:
    """Yield the last day of an approval, and the day on which it is looked at again."""
    if until is not None:
        yield law.opened("approval", Kind.APPROVAL_EXPIRY, until, today)
    yield from _next_review(state, today, review_on)


def _next_review(state: "Collaboration", today: date, review_on: date | None = None) -> Iterator[Deadline]:
    """Yield the day an approval is looked at again: as the approver said, or in a year, unless it ends before."""
    due_on = review_on or today + law.term(Kind.ANNUAL_REVIEW)
    if state.approval.valid_until is None or due_on < state.approval.valid_until:
        yield law.opened("annual-review", Kind.ANNUAL_REVIEW, due_on, today)


def _application(state: "Collaboration", today: date) -> Iterator[Deadline]:
    """Yield the day by which a licence that is needed is applied for, where the start is planned."""
    start = state.spine.planned_start_on
    if start is not None and _needs_a_licence(state) and not state.legal.licences:
        due_on = start + law.term(Kind.LICENCE_APPLICATION)
        yield law.opened("licence-application", Kind.LICENCE_APPLICATION, due_on, today)


def _needs_a_licence(state: "Collaboration") -> bool:
    needs = state.legal.requirements.values()
    return any(each.requirement in legal.LICENSED and not each.is_satisfied for each in needs)


def _state(deadline: Deadline, before: "Collaboration", after: "Collaboration", event: Any) -> State:
    """Return where a deadline stands after an event; `OPEN` also where its clock is stopped."""
    state = _asked_of_its_track(deadline, after, event)
    if state is State.OPEN and after.spine.status in ENDED and not _outlives(deadline, before, after):
        return State.LAPSED
    return state


def _outlives(deadline: Deadline, before: "Collaboration", after: "Collaboration") -> bool:
    """Say whether a deadline runs on in an ended case: what its closing waits for, and what was set since."""
    if deadline.kind in _OUTLIVES_THE_CASE:
        return True
    if after.spine.status is Status.CLOSED:
        return False
    if deadline.kind is Kind.CONDITION_DUE:
        condition = after.approval.conditions.get(_about(deadline))
        return condition is not None and condition.blocks is Blocks.CLOSE
    return deadline.kind is Kind.OWN and before.spine.status in ENDED


def _asked_of_its_track(deadline: Deadline, case: "Collaboration", event: Any) -> State:
    """Return whether the case still waits for what the deadline asks, by its kind."""
    about = _about(deadline)
    kept = State.OPEN if deadline.is_running else deadline.state
    gone = State.MET if deadline.state is State.MET else State.LAPSED
    match deadline.kind:
        case Kind.TRIAGE:
            if case.spine.status is Status.NOTIFIED:
                return State.OPEN
            return kept if isinstance(event, spine.CollaborationWithdrawn) else State.MET
        case Kind.SCREENING:
            return State.MET if isinstance(event, screening.ScreeningCompleted) else kept
        case Kind.ANNUAL_REVIEW:
            return State.MET if isinstance(event, screening.ScreeningCompleted) else kept
        case Kind.HIT_TRIAGE_LEGAL | Kind.HIT_TRIAGE_POLICY | Kind.HIT_TRIAGE_INDICATIVE:
            hit = case.screening.hits.get(_id(about))
            if hit is None or hit.is_lifted:
                return gone
            return State.OPEN if hit.is_undecided else State.MET
        case Kind.ANSWER_EXPIRY:
            hit = case.screening.hits.get(_id(about))
            if hit is None or hit.is_lifted or hit.expires_on is None:
                return gone
            return State.OPEN if hits.last_met(case.screening, hit) == _id(about) else State.MET
        case Kind.LIFT_DECISION:
            if _id(about) in case.screening.lifts:
                return State.OPEN
            return State.MET if isinstance(event, screening.LiftDecided) else gone
        case Kind.HOLD_REVIEW:
            if _id(about) in case.screening.holds:
                return State.OPEN
            return State.MET if isinstance(event, screening.SharingReleased) else gone
        case Kind.COMMITTEE_ANSWER:
            return State.OPEN if case.ethics.is_requested and case.ethics.advice is None else State.MET
        case Kind.HUMAN_RIGHTS_REVIEW:
            if isinstance(event, human_rights.HumanRightsTestRecorded):
                return State.MET
            watched = case.human_rights.outcome is human_rights.TestOutcome.PASS_WITH_MONITORING
            return State.OPEN if watched else kept
        case Kind.LICENCE_APPLICATION:
            if isinstance(event, legal.ExportLicenceRequested):
                return State.MET
            return kept if _needs_a_licence(case) else gone
        case Kind.LICENCE_EXPIRY:
            licence = case.legal.licences.get(_id(about))
            return State.OPEN if licence is not None and licence.status is LicenceStatus.GRANTED else State.LAPSED
        case Kind.MITIGATION_DUE:
            measure = case.mitigation.measures.get(_id(about))
            if measure is None or measure.status is mitigation.MitigationStatus.WAIVED:
                return gone
            return State.OPEN if measure.status is mitigation.MitigationStatus.SET else State.MET
        case Kind.MITIGATION_REVIEW:
            measure = case.mitigation.measures.get(_id(about))
            if measure is None or measure.status is mitigation.MitigationStatus.WAIVED:
                return gone
            return State.MET if measure.is_ineffective else kept
        case Kind.CLEARANCE_EXPIRY:
            found = (
                each
                for key, each in case.personnel.findings.items()
                if words.clearance(key.requirement, key.person_id, key.policy_id) == deadline.deadline_id
            )
            return State.OPEN if any(each.is_met and each.expires_on is not None for each in found) else State.LAPSED
        case Kind.CONDITION_DUE:
            if about in case.approval.conditions:
                return State.OPEN
            return State.MET if isinstance(event, approval_conditions.ConditionMet) else gone
        case Kind.APPROVAL_EXPIRY:
            return State.OPEN if case.approval.valid_until is not None else State.LAPSED
        case Kind.SUSPENSION_REVIEW if about:
            package = case.work_packages.packages.get(about)
            return State.OPEN if package is not None and package.is_suspended else State.MET
        case Kind.SUSPENSION_REVIEW:
            return State.OPEN if case.spine.status is Status.SUSPENDED else State.MET
        case Kind.NOTIFIER_ANSWER:
            return State.MET if case.support.questions.get(_id(about)) else State.OPEN
        case Kind.EXTERNAL_ADVICE:
            return State.MET if case.external_advice.asked[_id(about)].is_answered else State.OPEN
        case Kind.INTERIM_REPORT | Kind.EX_POST_REPORT:
            report = case.reporting.reports.get(_id(about))
            if report is None or _id(about) in case.reporting.superseded:
                return gone
            return State.MET if report.status in SETTLED else State.OPEN
        case Kind.APPEAL_WINDOW | Kind.RETENTION_END:
            return gone if isinstance(event, spine.CollaborationReopened) else kept
        case _:
            return kept


def _track(deadline: Deadline) -> str:
    if deadline.kind is Kind.SUSPENSION_REVIEW and _about(deadline):
        return "work_packages"
    return _TRACKS.get(deadline.kind, "spine")


def _about(deadline: Deadline) -> str:
    return deadline.deadline_id.partition(":")[2]
