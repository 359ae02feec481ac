"""What may be asked of a report to the FWO."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.fwo_report.words import FwoAnswer, ReportKind, ReportTopic
from domain.incident.words import IncidentType
from domain.values import CaseId, ReportId, Role


@dataclass(frozen=True, slots=True)
class OpenReport:
    """Open a report on a project that the FWO funds; without `due_on` its day follows from the period."""

    report_id: ReportId
    case_id: CaseId
    kind: ReportKind
    period_begins_on: date
    period_ends_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """Write one part of the report; written again, the newest counts."""

    report_id: ReportId
    topic: ReportTopic
    answer: str


@dataclass(frozen=True, slots=True)
class DeclareBreach:
    """Declare a breach of research security in the report."""

    report_id: ReportId
    breach_id: UUID
    kv_type: IncidentType
    occurred_on: date
    discovered_on: date
    description: str
    measures: str


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """Send the report to the FWO; `has_breaches` says in so many words whether there were any."""

    report_id: ReportId
    has_breaches: bool


@dataclass(frozen=True, slots=True)
class RecordFwoAnswer:
    """Write down that the FWO accepted the report or sent it back with questions: the FWO has no address of its own."""

    report_id: ReportId
    answer: FwoAnswer
    fwo_reference: str
    answered_on: date
    questions: str | None = None


@dataclass(frozen=True, slots=True)
class WaiveReport:
    """Decide in the name of the institution that this report need not be made."""

    report_id: ReportId
    reason: str


Command = OpenReport | AnswerReport | DeclareBreach | SubmitReport | RecordFwoAnswer | WaiveReport
_WRITERS = frozenset({Role.RESEARCHER, Role.CONTACT_POINT_OFFICER})
_OFFICER = frozenset({Role.CONTACT_POINT_OFFICER})
COMMANDS = {
    "open": CommandSpec("open", OpenReport, _OFFICER | {Role.SERVICE}, opens=True),
    "answer": CommandSpec("answer", AnswerReport, _WRITERS),
    "declare-breach": CommandSpec("declare-breach", DeclareBreach, _WRITERS),
    "submit": CommandSpec("submit", SubmitReport, _WRITERS),
    "record-fwo-answer": CommandSpec("record-fwo-answer", RecordFwoAnswer, _OFFICER),
    "waive": CommandSpec("waive", WaiveReport, frozenset({Role.INSTITUTION_APPROVER})),
}
