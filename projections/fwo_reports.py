"""The reports of an institution to the FWO: where each stands and when it is due; no text of any."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.fwo_report import events
from domain.fwo_report.words import ReportKind, ReportStatus
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report; `breaches` counts those declared by family (KV1 to KV3), `answered` names the parts written."""

    report_id: UUID
    case_id: UUID
    kind: ReportKind
    status: ReportStatus
    period_begins_on: date
    period_ends_on: date | None
    due_on: date
    answered: tuple[str, ...]
    breaches: Mapping[str, int]
    fwo_reference: str | None
    version: int
    position: int


REPORTS = Sheet("fwo_reports", ReportRow, ("report_id",), indexes=(("case_id",), ("status", "due_on")))


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, events.EVENTS)]
    reports = Draft(REPORTS, place, {each.stream_id for each in mine})
    for recorded in mine:
        event = recorded.event
        if isinstance(event, events.ReportOpened):
            row = _opened(event)
        else:
            known = reports.get(recorded.stream_id)
            if known is None:
                raise LookupError(f"report {recorded.stream_id} was not opened")
            row = _after(known, event)
        reports.put(replace(row, version=recorded.version, position=recorded.position))
    reports.save()


def _opened(event: events.ReportOpened) -> ReportRow:
    return ReportRow(
        report_id=event.report_id,
        case_id=event.case_id,
        kind=event.kind,
        status=ReportStatus.OPEN,
        period_begins_on=event.period_begins_on,
        period_ends_on=event.period_ends_on,
        due_on=event.due_on,
        answered=(),
        breaches={},
        fwo_reference=None,
        version=0,
        position=0,
    )


def _after(row: ReportRow, event: object) -> ReportRow:
    match event:
        case events.ReportAnswered(topic=topic):
            return replace(row, answered=tuple(sorted({*row.answered, str(topic)})))
        case events.BreachDeclared(kv_type=kv_type):
            return replace(row, breaches=dict(Counter(row.breaches) + Counter([str(kv_type)])))
        case events.ReportSubmitted():
            return replace(row, status=ReportStatus.SUBMITTED)
        case events.FwoAnswerRecorded(answer=answer, fwo_reference=reference):
            return replace(row, status=ReportStatus(answer), fwo_reference=reference)
        case events.ReportWaived():
            return replace(row, status=ReportStatus.WAIVED)
        case _:
            return row


MODEL = ReadModel("fwo_reports", 1, (REPORTS.table,), _apply, events=frozenset(events.EVENTS), texts=frozenset())
