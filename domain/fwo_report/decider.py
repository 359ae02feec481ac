"""Decisions about one report to the FWO."""

import calendar
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import CaseFact, Context
from domain.errors import NotFoundError, RuleRefusedError, UnusableInputError
from domain.fwo_report import commands, events
from domain.fwo_report.words import TOPICS, FwoAnswer, ReportKind, ReportStatus, ReportTopic
from domain.incident.words import IncidentType
from domain.values import CaseId, Metadata, Role

SOURCE = "parliamentary question nr. 30 of 2024 [000], answer 2: interim and ex-post reporting of FWO research"
_DESIGN = "handbook domain.md 2.6"


@dataclass(frozen=True, slots=True)
class FwoReport:
    """A report as later decisions depend on it."""

    version: int = 0
    case_id: CaseId | None = None
    kind: ReportKind = ReportKind.INTERIM
    status: ReportStatus = ReportStatus.OPEN
    due_on: date | None = None
    answered: frozenset[ReportTopic] = frozenset()
    breaches: tuple[tuple[UUID, IncidentType], ...] = ()

    @property
    def told_breaches(self) -> tuple[IncidentType, ...]:
        """Return the breaches that the FWO was told of: none before the report is submitted."""
        is_told = self.status in {ReportStatus.SUBMITTED, ReportStatus.RETURNED, ReportStatus.ACCEPTED}
        return tuple(sorted(kv_type for _, kv_type in self.breaches)) if is_told else ()


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def decide(state: FwoReport, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the report. Raises `DomainError` when form, role or rule refuses."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="report", identifier=command.report_id)
    case = _case(state, command, context)
    match command:
        case commands.OpenReport():
            return (_opened(command, case, context),)
        case commands.AnswerReport(report_id, topic, answer):
            _require(state, "written", ReportStatus.OPEN, ReportStatus.RETURNED)
            if topic not in TOPICS[state.kind]:
                rule = f"{topic} is not part of an {state.kind} report [{SOURCE}]"
                raise UnusableInputError("topic", rule, f"one of {', '.join(TOPICS[state.kind])}")
            return (events.ReportAnswered(report_id, topic, text.required(answer, "answer"), case.version),)
        case commands.DeclareBreach():
            _require(state, "written", ReportStatus.OPEN, ReportStatus.RETURNED)
            return _declared(state, command, context)
        case commands.SubmitReport(report_id, has_breaches):
            _require(state, "submitted", ReportStatus.OPEN, ReportStatus.RETURNED)
            _refuse_unfinished(state, has_breaches=has_breaches)
            return (events.ReportSubmitted(report_id, has_breaches, case.version, case.findings),)
        case commands.RecordFwoAnswer():
            return (_answered(state, command, context),)
        case commands.WaiveReport(report_id, reason):
            _require(state, "waived", ReportStatus.OPEN, ReportStatus.RETURNED)
            both = sorted(case.identities & context.actor.identities)
            if both:
                told = f"{both[0]} notified or takes part in the collaboration; another person must waive its report"
                raise RuleRefusedError("fwo-waiver", "settled.md 13", told)
            return (events.ReportWaived(report_id, text.required(reason, "reason")),)
        case _:
            assert_never(command)


def evolve(state: FwoReport, event: events.Event, _meta: Metadata) -> FwoReport:
    """Return the report after `event`."""
    state = replace(state, version=state.version + 1)
    match event:
        case events.ReportOpened(case_id=case_id, kind=kind, due_on=due_on):
            return replace(state, case_id=case_id, kind=kind, due_on=due_on)
        case events.ReportAnswered(topic=topic):
            return replace(state, answered=state.answered | {topic})
        case events.BreachDeclared(breach_id=breach_id, kv_type=kv_type):
            return replace(state, breaches=(*state.breaches, (breach_id, kv_type)))
        case events.ReportSubmitted():
            return replace(state, status=ReportStatus.SUBMITTED)
        case events.FwoAnswerRecorded(answer=answer):
            return replace(state, status=ReportStatus(answer))
        case events.ReportWaived():
            return replace(state, status=ReportStatus.WAIVED)
        case _:
            assert_never(event)


def months_after(day: date, months: int) -> date:
    """Return the day some months later; the last of the month where that day does not exist."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _case(state: FwoReport, command: commands.Command, context: Context) -> CaseFact:
    """Return the case that is reported on; a researcher knows only own cases, and so only their reports."""
    case_id = command.case_id if isinstance(command, commands.OpenReport) else state.case_id
    case = context.case
    if case is None or case.case_id != case_id:
        raise NotFoundError("collaboration", case_id)
    if context.role is Role.RESEARCHER and not case.identities & context.actor.identities:
        raise NotFoundError("report", command.report_id)
    return case


def _opened(command: commands.OpenReport, case: CaseFact, context: Context) -> events.ReportOpened:
    if not case.is_fwo_funded:
        rule = f"the FWO does not fund {case.reference}, so it asks no report on it (O11) [{SOURCE}]"
        raise UnusableInputError("case_id", rule, "a case whose funder scheme is the FWO's")
    begins, ends = command.period_begins_on, command.period_ends_on
    text.in_order(begins, ends, "period_ends_on")
    if command.kind is ReportKind.EX_POST and ends is None:
        raise UnusableInputError("period_ends_on", "an ex-post report has no end", "the day on which the project ended")
    text.in_order(begins, command.due_on, "due_on")
    return events.ReportOpened(
        command.report_id,
        command.case_id,
        command.kind,
        begins,
        ends,
        command.due_on or _due(command.kind, begins, ends, context),
        case.version,
        case.findings,
    )


def _due(kind: ReportKind, begins: date, ends: date | None, context: Context) -> date:
    """Return when a report is due by default; no source sets a time."""
    if kind is ReportKind.EX_POST and ends is not None:
        return months_after(ends, context.report_terms.ex_post_months)
    return months_after(begins, context.report_terms.interim_months)


def _declared(state: FwoReport, command: commands.DeclareBreach, context: Context) -> tuple[events.BreachDeclared, ...]:
    text.in_order(command.occurred_on, command.discovered_on, "discovered_on")
    if command.discovered_on > context.today:
        raise UnusableInputError("discovered_on", f"{command.discovered_on} is yet to come", "today or a day before")
    if command.breach_id in {breach_id for breach_id, _ in state.breaches}:
        return ()
    return (
        events.BreachDeclared(
            command.report_id,
            command.breach_id,
            command.kv_type,
            command.occurred_on,
            command.discovered_on,
            text.required(command.description, "description"),
            text.required(command.measures, "measures"),
        ),
    )


def _answered(state: FwoReport, command: commands.RecordFwoAnswer, context: Context) -> events.FwoAnswerRecorded:
    _require(state, "answered by the FWO", ReportStatus.SUBMITTED)
    if command.answered_on > context.today:
        raise UnusableInputError("answered_on", f"{command.answered_on} is yet to come", "today or a day before")
    is_returned = command.answer is FwoAnswer.RETURNED
    if is_returned != (command.questions is not None):
        expected = "what the FWO asks" if is_returned else "no questions with an acceptance"
        raise UnusableInputError("questions", f"does not go with {command.answer} [{_DESIGN}]", expected)
    return events.FwoAnswerRecorded(
        command.report_id,
        command.answer,
        text.required(command.fwo_reference, "fwo_reference", text.MAX_TITLE),
        command.answered_on,
        None if command.questions is None else text.required(command.questions, "questions"),
    )


def _refuse_unfinished(state: FwoReport, *, has_breaches: bool) -> None:
    if has_breaches != bool(state.breaches):
        said = "there were breaches, and none is declared" if has_breaches else "there were none, and some are declared"
        rule = f"the report says that {said} (KV1 to KV3) [{SOURCE}]"
        raise UnusableInputError("has_breaches", rule, "declare-breach for each, or the other answer")
    missing = [topic for topic in TOPICS[state.kind] if topic not in state.answered]
    if missing:
        reason = f"nothing is written yet about {', '.join(missing)}; answer each, if only to say that there is nothing"
        raise RuleRefusedError("fwo-report-complete", SOURCE, reason)


def _require(state: FwoReport, what: str, *statuses: ReportStatus) -> None:
    if state.status not in statuses:
        reason = f"only a report that is {' or '.join(statuses)} is {what}; this one is {state.status}"
        raise RuleRefusedError("fwo-report-transition", _DESIGN, reason)


AGGREGATE = Aggregate(
    name="fworeport",
    home=Home.INSTITUTION,
    id_field="report_id",
    initial=FwoReport(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
