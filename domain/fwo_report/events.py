"""What can have happened to a report to the FWO. Stored for ever: add, never edit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.fwo_report.findings import Finding
from domain.fwo_report.words import FwoAnswer, ReportKind, ReportTopic
from domain.incident.words import IncidentType
from domain.values import CaseId, ReportId, SealedText


@dataclass(frozen=True, slots=True)
class ReportOpened:
    """A report fell due in time; `findings` is what the case said at its `case_version`."""

    stored_name: ClassVar[str] = "fworeport.opened.v1"
    report_id: ReportId
    case_id: CaseId
    kind: ReportKind
    period_begins_on: date
    period_ends_on: date | None
    due_on: date
    case_version: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReportAnswered:
    """Somebody of the project wrote one part of the report, knowing the case at `case_version`."""

    stored_name: ClassVar[str] = "fworeport.answered.v1"
    report_id: ReportId
    topic: ReportTopic
    answer: SealedText
    case_version: int


@dataclass(frozen=True, slots=True)
class BreachDeclared:
    """A breach was declared: which family of risk came true, when, when it was found out, what was done."""

    stored_name: ClassVar[str] = "fworeport.breach-declared.v1"
    report_id: ReportId
    breach_id: UUID
    kv_type: IncidentType
    occurred_on: date
    discovered_on: date
    description: SealedText
    measures: SealedText


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    """The report went to the FWO, with what the case said at its `case_version`."""

    stored_name: ClassVar[str] = "fworeport.submitted.v1"
    report_id: ReportId
    has_breaches: bool
    case_version: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FwoAnswerRecorded:
    """The institution wrote down what the FWO said of the report, and under which reference."""

    stored_name: ClassVar[str] = "fworeport.fwo-answer-recorded.v1"
    report_id: ReportId
    answer: FwoAnswer
    fwo_reference: str
    answered_on: date
    questions: SealedText | None


@dataclass(frozen=True, slots=True)
class ReportWaived:
    """The institution's approver decided that this report need not be made."""

    stored_name: ClassVar[str] = "fworeport.waived.v1"
    report_id: ReportId
    reason: SealedText


Event = ReportOpened | ReportAnswered | BreachDeclared | ReportSubmitted | FwoAnswerRecorded | ReportWaived
EVENTS = (ReportOpened, ReportAnswered, BreachDeclared, ReportSubmitted, FwoAnswerRecorded, ReportWaived)
