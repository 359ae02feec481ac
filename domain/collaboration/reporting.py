"""The reporting track: where the reports to the FWO on this case stand, as the case learned it.

Source: [000], answer 2, third (interim and ex-post reports ask for breaches); handbook domain.md 2.4 G18.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.collaboration.rule import GateRule
from domain.collaboration.spine import Status
from domain.context import Context
from domain.errors import NotFoundError
from domain.fwo_report.words import SETTLED, ReportKind, ReportStatus
from domain.gates import Blocks, Gate
from domain.incident.words import IncidentType
from domain.sentence import say
from domain.values import CaseId, Metadata, ReportId

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


@dataclass(frozen=True, slots=True)
class FwoReportNoted:
    """The case learned where a report to the FWO stands: a mirror of the report at `report_version`.

    `breaches` are those that the FWO was told of.
    """

    stored_name: ClassVar[str] = "collaboration.fwo-report-noted.v1"
    case_id: CaseId
    report_id: ReportId
    report_version: int
    kind: ReportKind
    status: ReportStatus
    due_on: date
    breaches: tuple[IncidentType, ...]


@dataclass(frozen=True, slots=True)
class NoteFwoReport:
    """Note on the case where one of its reports stands (given by the program that follows reports)."""

    case_id: CaseId
    report_id: ReportId


@dataclass(frozen=True, slots=True)
class Report:
    """A report as the case knows it."""

    version: int
    kind: ReportKind
    status: ReportStatus
    due_on: date
    breaches: tuple[IncidentType, ...]


@dataclass(frozen=True, slots=True)
class Reporting:
    """Every report on the case; those of an ending that was reopened answer for no later one."""

    reports: Mapping[UUID, Report] = field(default_factory=dict)
    superseded: frozenset[UUID] = frozenset()

    def anew(self) -> "Reporting":
        """Return the track of a reopened case: its next ending asks for an ex-post report of its own."""
        return replace(self, superseded=self.superseded | self.reports.keys())

    def of(self, kind: ReportKind) -> tuple[Report, ...]:
        """Return the reports of a kind that still answer for the case, the first due first."""
        found = (each for key, each in self.reports.items() if key not in self.superseded and each.kind is kind)
        return tuple(sorted(found, key=lambda each: each.due_on))


Command = NoteFwoReport
Event = FwoReportNoted


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what the case learns; nothing when it knows that already. Raises `NotFoundError`."""
    fact = context.reports.get(command.report_id)
    if fact is None or fact.case_id != command.case_id:
        raise NotFoundError("report", command.report_id)
    known = state.reporting.reports.get(command.report_id)
    told = Report(fact.version, fact.kind, fact.status, fact.due_on, fact.breaches)
    if known is not None and (known.version >= told.version or replace(known, version=told.version) == told):
        return ()
    return (
        FwoReportNoted(
            command.case_id, command.report_id, told.version, told.kind, told.status, told.due_on, told.breaches
        ),
    )


def evolve(slice_: Reporting, event: Event, _meta: Metadata) -> Reporting:
    """Return the track after `event`."""
    report = Report(event.report_version, event.kind, event.status, event.due_on, event.breaches)
    return replace(slice_, reports={**slice_.reports, event.report_id: report})


def the_ex_post_report_comes_before_closing(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """G18: a case that ran on FWO money is not closed before its ex-post report is submitted or waived. Source: 2.4."""
    has_ended = state.spine.status in {Status.COMPLETED, Status.TERMINATED}
    if not has_ended or not state.spine.ran_with_fwo:
        return
    reports = state.reporting.of(ReportKind.EX_POST)
    if any(each.status in SETTLED for each in reports):
        return
    reason: str = "the ex-post report to the FWO is not opened yet"
    if reports:
        told = "the ex-post report to the FWO is {status}, due on {day}"
        reason = say(told, status=reports[-1].status, day=reports[-1].due_on)
    yield Gate(
        "ex-post-report",
        "ex-post-report",
        frozenset({Blocks.CLOSE}),
        "G18",
        "parliamentary question nr. 30 of 2024 [000], answer 2; handbook domain.md 2.4",
        reason,
        "submit on the report by the researcher or contact point, or waive by the approver",
    )


GATES = (GateRule("G18", "ex-post-report", the_ex_post_report_comes_before_closing),)
