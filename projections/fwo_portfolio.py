"""What the FWO sees of the cases that it funds, at every institution: no title, no text, no person.

It lives in a database of its own, fed by the log of each institution.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.collaboration.approval import AppraisalOutcome, Approval, CollaborationApproved
from domain.collaboration.mitigation import MitigationStatus
from domain.collaboration.parties import PartyLinked, PartyUnlinked
from domain.collaboration.reporting import Report
from domain.collaboration.spine import (
    FWO,
    CollaborationCompleted,
    CollaborationNotified,
    CollaborationReopened,
    CollaborationStarted,
    CollaborationTerminated,
    Status,
)
from domain.figures import CaseOutcome, PartnerTie
from domain.fwo_report.words import ReportKind, ReportStatus
from domain.values import Level, Recorded
from projections.case_figures import first_screening_after, outcome_after, tie_of
from projections.folding import CASE_EVENTS, Depth, FoldedLog, Step
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


class InstitutionalApproval(StrEnum):
    """Where the institution's own approval of an application stands."""

    NONE = "none"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """A case that the FWO funds. `licences` counts them by status, `fwo_reference` is the number of the FWO.

    `partner_changes` counts the organisations that joined, left or changed their role since the last approval.
    `tie_then` is the class of its partners by the lists of its first screening. Of each report the one due last is
    shown; `breaches` are those told in submitted reports, by family (KV1 to KV3).
    """

    institution: str
    case_id: UUID
    reference: str
    fwo_reference: str | None
    funder_scheme: str | None
    status: Status
    level: Level | None
    appraisal: AppraisalOutcome | None
    institutional_approval: InstitutionalApproval
    conditions_open: int
    licences: Mapping[str, int]
    measures_set: int
    measures_verified: int
    partner_changes: int
    is_approved: bool
    outcome: CaseOutcome
    technologies: tuple[str, ...]
    first_screening: UUID | None
    tie_then: PartnerTie
    interim_report: ReportStatus | None
    interim_due_on: date | None
    ex_post_report: ReportStatus | None
    ex_post_due_on: date | None
    breaches: Mapping[str, int]
    started_on: date | None
    ended_on: date | None
    notified_on: date
    updated_at: datetime
    version: int
    position: int


PORTFOLIO = Sheet("fwo_portfolio", PortfolioRow, ("institution", "case_id"), group="case_id")


def _apply(place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
    steps = log.steps(batch)
    portfolio = Draft(PORTFOLIO, place, steps)
    for case_id, taken in steps.items():
        row = portfolio.get(log_name, case_id)
        if taken[-1].state.spine.funder_owner != FWO:
            if row is not None:
                portfolio.drop(row)
            continue
        if row is None and taken[0].recorded.version > 1:  # it became an FWO case just now
            taken = log.history(case_id, taken[-1].recorded.position)
        for step in taken:
            row = _after(row, step, log_name)
        assert row is not None, "a case begins with its notification"
        portfolio.put(_standing(row, taken[-1]))
    portfolio.save()


def _after(row: PortfolioRow | None, step: Step, institution: str) -> PortfolioRow | None:
    """Return what the events alone say."""
    event = step.recorded.event
    if isinstance(event, CollaborationNotified):
        return _begun(event, step, institution)
    if row is None:
        return None
    row = replace(
        row,
        outcome=outcome_after(row.outcome, event),
        first_screening=first_screening_after(row.first_screening, event),
    )
    match event:
        case CollaborationApproved():
            return replace(row, is_approved=True, partner_changes=0)
        case PartyLinked() | PartyUnlinked() if row.is_approved:
            return replace(row, partner_changes=row.partner_changes + 1)
        case CollaborationStarted(started_on=started_on):
            return replace(row, started_on=started_on)
        case CollaborationCompleted(ended_on=ended_on) | CollaborationTerminated(effective_on=ended_on):
            return replace(row, ended_on=ended_on)
        case CollaborationReopened():
            return replace(row, ended_on=None)
        case _:
            return row


def _begun(event: CollaborationNotified, step: Step, institution: str) -> PortfolioRow:
    return PortfolioRow(
        institution=institution,
        case_id=step.recorded.stream_id,
        reference=event.reference,
        fwo_reference=event.fwo_reference,
        funder_scheme=event.funder_scheme,
        status=step.state.spine.status,
        level=None,
        appraisal=None,
        institutional_approval=InstitutionalApproval.NONE,
        conditions_open=0,
        licences={},
        measures_set=0,
        measures_verified=0,
        partner_changes=0,
        is_approved=False,
        outcome=CaseOutcome.OPEN,
        technologies=(),
        first_screening=None,
        tie_then=PartnerTie.UNKNOWN,
        interim_report=None,
        interim_due_on=None,
        ex_post_report=None,
        ex_post_due_on=None,
        breaches={},
        started_on=None,
        ended_on=None,
        notified_on=step.recorded.meta.recorded_at.date(),
        updated_at=step.recorded.meta.recorded_at,
        version=step.recorded.version,
        position=step.recorded.position,
    )


def _standing(row: PortfolioRow, step: Step) -> PortfolioRow:
    """Return the row as the folded case says."""
    state = step.state
    measures = [each for each in state.mitigation.measures.values() if each.status is not MitigationStatus.WAIVED]
    interim, ex_post = _last(state.reporting.of(ReportKind.INTERIM)), _last(state.reporting.of(ReportKind.EX_POST))
    told = (str(kv_type) for report in state.reporting.reports.values() for kv_type in report.breaches)
    return replace(
        row,
        technologies=tuple(sorted(state.topic.technologies)),
        tie_then=tie_of(state, row.first_screening),
        interim_report=interim.status if interim else None,
        interim_due_on=interim.due_on if interim else None,
        ex_post_report=ex_post.status if ex_post else None,
        ex_post_due_on=ex_post.due_on if ex_post else None,
        breaches=dict(Counter(told)),
        funder_scheme=state.spine.funder_scheme,
        status=state.spine.status,
        level=state.screening.level,
        appraisal=state.approval.appraisal,
        institutional_approval=_institutional(state.approval),
        conditions_open=len(state.approval.conditions),
        licences=dict(Counter(str(licence.status) for licence in state.legal.licences.values())),
        measures_set=len(measures),
        measures_verified=sum(measure.status is MitigationStatus.VERIFIED for measure in measures),
        updated_at=step.recorded.meta.recorded_at,
        version=step.recorded.version,
        position=step.recorded.position,
    )


def _last(reports: Sequence[Report]) -> Report | None:
    return reports[-1] if reports else None


def _institutional(approval: Approval) -> InstitutionalApproval:
    if approval.is_granted:
        return InstitutionalApproval.GRANTED
    if approval.is_refused:
        return InstitutionalApproval.REFUSED
    return InstitutionalApproval.REQUESTED if approval.is_requested else InstitutionalApproval.NONE


MODEL = ReadModel(
    "fwo_portfolio", 3, (PORTFOLIO.table,), _apply, events=CASE_EVENTS, texts=frozenset(), depth=Depth.UNDATED
)
