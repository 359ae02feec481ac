"""What is counted of each case: when, by whom paid, about what, decided how, on which lists; no text of any."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.collaboration.approval import CollaborationApproved, CollaborationRejected, Route
from domain.collaboration.incidents import IncidentNoted
from domain.collaboration.mitigation import MitigationStatus
from domain.collaboration.screening import Resolution, ScreeningCompleted, ScreeningStarted
from domain.collaboration.spine import (
    AdviceGiven,
    CollaborationCompleted,
    CollaborationNotified,
    CollaborationReopened,
    CollaborationStarted,
    CollaborationSuspended,
    CollaborationTerminated,
    CollaborationWithdrawn,
    GateOverridden,
    Nature,
)
from domain.collaboration.state import Collaboration
from domain.figures import MILITARY_FACTORS, CaseOutcome, PartnerTie, tie
from domain.values import Level, Recorded, SubjectKind
from projections.folding import CASE_EVENTS, Depth, FoldedLog, Step
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class FiguresRow:
    """A case as it is counted.

    `tie_then` is the class of its partners by the lists of its first screening, and `lists_then` their versions.
    `decided_on` is the day of the first approval or rejection. `incidents` are counted by family (KV1 to KV3),
    `licences` by status.
    """

    case_id: UUID
    reference: str
    nature: Nature
    funder_scheme: str | None
    funder_owner: str | None
    notified_on: date
    screened_on: date | None
    decided_on: date | None
    started_on: date | None
    ended_on: date | None
    level: Level | None
    route: Route | None
    outcome: CaseOutcome
    technologies: tuple[str, ...]
    first_screening: UUID | None
    tie_then: PartnerTie
    has_military_factor: bool
    lists_then: Mapping[str, int]
    measures_set: int
    measures_verified: int
    conditions_open: int
    licences: Mapping[str, int]
    incidents: Mapping[str, int]
    suspensions: int
    overrides: int
    version: int
    position: int


FIGURES = Sheet("case_figures", FiguresRow, ("case_id",), indexes=(("notified_on",),))


def _apply(place: Place, batch: Sequence[Recorded], log: FoldedLog, _log_name: str) -> None:
    steps = log.steps(batch)
    figures = Draft(FIGURES, place, steps)
    for case_id, taken in steps.items():
        row = figures.get(case_id)
        for step in taken:
            row = _after(row, step)
        assert row is not None, "a case begins with its notification"
        figures.put(_standing(row, taken[-1]))
    figures.save()


def outcome_after(outcome: CaseOutcome, event: object) -> CaseOutcome:
    """Return what became of a case after an event."""
    return next((after for type_, after in _OUTCOMES.items() if isinstance(event, type_)), outcome)


def first_screening_after(first: UUID | None, event: object) -> UUID | None:
    """Return the first screening of a case after an event."""
    return event.screening_id if first is None and isinstance(event, ScreeningStarted) else first


def tie_of(state: Collaboration, first_screening: UUID | None) -> PartnerTie:
    """Return how closely partners were tied by the first screening, but for what was found false since."""
    if first_screening is None:
        return PartnerTie.UNKNOWN
    hits = (
        (hit.list_id, hit.effect)
        for hit in state.screening.hits.values()
        if hit.screening_id == first_screening
        and hit.subject_kind is SubjectKind.PARTY
        and hit.resolution is not Resolution.FALSE_POSITIVE
    )
    return tie(hits, (each.code for each in state.factors.standing))


_OUTCOMES: Mapping[type, CaseOutcome] = {
    CollaborationApproved: CaseOutcome.APPROVED,
    CollaborationRejected: CaseOutcome.REJECTED,
    CollaborationTerminated: CaseOutcome.TERMINATED,
    CollaborationWithdrawn: CaseOutcome.WITHDRAWN,
    CollaborationReopened: CaseOutcome.OPEN,
    AdviceGiven: CaseOutcome.ADVISED,
}


def _after(row: FiguresRow | None, step: Step) -> FiguresRow | None:
    event: Any = step.recorded.event
    day = step.recorded.meta.recorded_at.date()
    if isinstance(event, CollaborationNotified):
        return _begun(event, step)
    if row is None:
        return None
    row = replace(row, outcome=outcome_after(row.outcome, event))
    match event:
        case ScreeningStarted() if row.first_screening is None:
            versions = {each.list_id: each.version_no for each in event.list_versions}
            return replace(row, first_screening=event.screening_id, lists_then=versions)
        case ScreeningCompleted() if row.screened_on is None:
            return replace(row, screened_on=day)
        case CollaborationApproved():
            return replace(row, route=event.route, decided_on=row.decided_on or day)
        case CollaborationRejected():
            return replace(row, decided_on=row.decided_on or day)
        case CollaborationStarted(started_on=started_on):
            return replace(row, started_on=row.started_on or started_on)
        case CollaborationCompleted(ended_on=ended_on) | CollaborationTerminated(effective_on=ended_on):
            return replace(row, ended_on=ended_on)
        case CollaborationReopened():
            return replace(row, ended_on=None)
        case CollaborationSuspended():
            return replace(row, suspensions=row.suspensions + 1)
        case GateOverridden():
            return replace(row, overrides=row.overrides + 1)
        case IncidentNoted(kv_type=kv_type) if event.incident_id not in step.before.incidents.noted:
            return replace(row, incidents=dict(Counter(row.incidents) + Counter([str(kv_type)])))
        case _:
            return row


def _begun(event: CollaborationNotified, step: Step) -> FiguresRow:
    return FiguresRow(
        case_id=step.recorded.stream_id,
        reference=event.reference,
        nature=event.nature,
        funder_scheme=None,
        funder_owner=None,
        notified_on=step.recorded.meta.recorded_at.date(),
        screened_on=None,
        decided_on=None,
        started_on=None,
        ended_on=None,
        level=None,
        route=None,
        outcome=CaseOutcome.OPEN,
        technologies=(),
        first_screening=None,
        tie_then=PartnerTie.UNKNOWN,
        has_military_factor=False,
        lists_then={},
        measures_set=0,
        measures_verified=0,
        conditions_open=0,
        licences={},
        incidents={},
        suspensions=0,
        overrides=0,
        version=0,
        position=0,
    )


def _standing(row: FiguresRow, step: Step) -> FiguresRow:
    state = step.state
    measures = [each for each in state.mitigation.measures.values() if each.status is not MitigationStatus.WAIVED]
    return replace(
        row,
        nature=state.spine.nature,
        funder_scheme=state.spine.funder_scheme,
        funder_owner=state.spine.funder_owner,
        level=state.screening.level,
        technologies=tuple(sorted(state.topic.technologies)),
        tie_then=tie_of(state, row.first_screening),
        has_military_factor=any(each.code in MILITARY_FACTORS for each in state.factors.standing),
        measures_set=len(measures),
        measures_verified=sum(measure.status is MitigationStatus.VERIFIED for measure in measures),
        conditions_open=len(state.approval.conditions),
        licences=dict(Counter(str(licence.status) for licence in state.legal.licences.values())),
        version=step.recorded.version,
        position=step.recorded.position,
    )


MODEL = ReadModel(
    "case_figures", 1, (FIGURES.table,), _apply, events=CASE_EVENTS, texts=frozenset(), depth=Depth.UNDATED
)
