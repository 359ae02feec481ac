"""The report to the FWO: opened for what it funds, written, submitted, answered; and what the history fills in."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.collaboration import approval_conditions, legal, mitigation, parties, screening, spine
from domain.collaboration.spine import Status
from domain.context import CaseFact, Context, ReportTerms
from domain.errors import DomainError, NotFoundError, RuleRefusedError, UnusableInputError
from domain.fwo_report import commands, decider, events, prefill
from domain.fwo_report.findings import Finding, Section, by_section
from domain.fwo_report.words import TOPICS, FwoAnswer, ReportKind, ReportStatus, ReportTopic
from domain.gates import Blocks
from domain.incident.words import IncidentType
from domain.licence.words import Modality
from domain.values import Actor, Recorded
from tests.domain import people
from tests.domain.gate_rows import MEASURE, note_incident
from tests.domain.scenario import (
    CASE,
    FOREIGN_LIST,
    LATER,
    NOW,
    PARTNER,
    REPORT,
    TODAY,
    Case,
    hit,
    identifier,
    meta,
    walk,
)

FUNDED = CaseFact(CASE, 12, "KV-NOORDHAVEN-2026-000001", True, frozenset({people.RESEARCHER.id}), ())
OPEN = commands.OpenReport(REPORT, CASE, ReportKind.INTERIM, date(2025, 1, 31))
BREACH = commands.DeclareBreach(
    REPORT, identifier("breach"), IncidentType.KV1, date(2026, 1, 5), date(2026, 2, 1), "A drive left.", "Recalled."
)
ACCEPTED = commands.RecordFwoAnswer(REPORT, FwoAnswer.ACCEPTED, "FWO-1", TODAY)
CONDITION = approval_conditions.ConditionInput("c1", "A signed agreement.", LATER, Blocks.CLOSE)
RETURNED = commands.RecordFwoAnswer(REPORT, FwoAnswer.RETURNED, "FWO-1", TODAY, "Which drive?")


class Report:
    """One report, driven by commands."""

    def __init__(self, case: CaseFact | None = FUNDED) -> None:
        self.case = case
        self.state = decider.FwoReport()
        self.events: list[Any] = []

    def do(self, command: Any, by: Actor) -> tuple[Any, ...]:
        spec = next(each for each in commands.COMMANDS.values() if each.type is type(command))
        role = next(iter(sorted(spec.roles & by.roles) or sorted(by.roles)))
        context = Context(by, role, NOW, by.institution, case=self.case, report_terms=ReportTerms(13, 3))
        found = decider.decide(self.state, command, context)
        for event in found:
            self.state = decider.evolve(self.state, event, meta(by, role))
            self.events.append(event)
        return found

    def refused(self, error: type[DomainError], command: Any, by: Actor) -> Any:
        with pytest.raises(error) as caught:
            self.do(command, by)
        return caught.value

    def written(self) -> "Report":
        for topic in TOPICS[self.state.kind]:
            self.do(commands.AnswerReport(REPORT, topic, "Nothing to say."), people.RESEARCHER)
        return self


def opened(command: commands.OpenReport = OPEN) -> Report:
    report = Report()
    report.do(command, people.PROGRAM)
    return report


@pytest.mark.rule("O11")
def test_a_report_on_what_the_fwo_does_not_fund_is_refused_by_field_rule_and_source() -> None:
    refusal = Report(replace(FUNDED, is_fwo_funded=False)).refused(UnusableInputError, OPEN, people.OFFICER)
    assert refusal.field == "case_id"
    assert "the FWO does not fund KV-NOORDHAVEN-2026-000001" in refusal.rule
    assert "[000]" in refusal.rule
    Report(None).refused(NotFoundError, OPEN, people.OFFICER)


@pytest.mark.rule("O11")
def test_a_report_is_due_some_months_after_its_period_began_or_ended() -> None:
    assert opened().state.due_on == date(2026, 2, 28)  # thirteen months after a 31st of January
    ended = replace(OPEN, kind=ReportKind.EX_POST, period_ends_on=date(2025, 11, 30))
    assert opened(ended).state.due_on == date(2026, 2, 28)
    assert opened(replace(OPEN, due_on=LATER)).state.due_on == LATER


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (replace(OPEN, kind=ReportKind.EX_POST), "period_ends_on"),
        (replace(OPEN, kind=ReportKind.EX_POST, period_ends_on=date(2024, 1, 1)), "period_ends_on"),
        (replace(OPEN, due_on=date(2024, 1, 1)), "due_on"),
    ],
)
def test_a_report_with_days_out_of_order_is_not_opened(command: commands.OpenReport, field: str) -> None:
    assert Report().refused(UnusableInputError, command, people.OFFICER).field == field


@pytest.mark.rule("O11")
@pytest.mark.rule("fwo-report-transition")
def test_a_report_is_written_submitted_returned_and_accepted() -> None:
    report = opened().written()
    report.do(BREACH, people.RESEARCHER)
    assert not report.state.told_breaches
    report.do(commands.SubmitReport(REPORT, True), people.RESEARCHER)
    assert list(report.state.told_breaches) == [IncidentType.KV1]
    report.do(RETURNED, people.OFFICER)
    report.do(commands.AnswerReport(REPORT, ReportTopic.BREACHES, "Drive 7."), people.RESEARCHER)
    (again,) = report.do(commands.SubmitReport(REPORT, True), people.OFFICER)
    assert again == events.ReportSubmitted(REPORT, True, 12, ())
    report.do(ACCEPTED, people.OFFICER)
    assert report.state.status is ReportStatus.ACCEPTED
    for command, by in ((BREACH, people.RESEARCHER), (commands.WaiveReport(REPORT, "x"), people.APPROVER)):
        assert report.refused(RuleRefusedError, command, by).rule_id == "fwo-report-transition"


@pytest.mark.rule("O11")
def test_a_report_says_whether_there_were_breaches_and_does_not_contradict_itself() -> None:
    report = opened().written()
    assert report.refused(UnusableInputError, commands.SubmitReport(REPORT, True), people.RESEARCHER).field
    report.do(BREACH, people.RESEARCHER)
    refusal = report.refused(UnusableInputError, commands.SubmitReport(REPORT, False), people.RESEARCHER)
    assert refusal.field == "has_breaches"
    assert "some are declared" in refusal.rule


@pytest.mark.rule("fwo-report-complete")
def test_a_report_with_a_part_unwritten_is_not_submitted() -> None:
    refusal = opened().refused(RuleRefusedError, commands.SubmitReport(REPORT, False), people.RESEARCHER)
    assert refusal.rule_id == "fwo-report-complete"
    assert "measures" in refusal.reason
    wrong = commands.AnswerReport(REPORT, ReportTopic.LESSONS, "x")
    assert opened().refused(UnusableInputError, wrong, people.RESEARCHER).field == "topic"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (replace(BREACH, discovered_on=date(2026, 1, 4)), "discovered_on"),
        (replace(BREACH, discovered_on=date(2027, 1, 4)), "discovered_on"),
        (replace(BREACH, description=" "), "description"),
    ],
)
def test_a_breach_is_found_out_after_it_occurred_and_not_tomorrow(command: commands.DeclareBreach, field: str) -> None:
    assert opened().refused(UnusableInputError, command, people.RESEARCHER).field == field


def test_a_breach_is_declared_once() -> None:
    report = opened()
    assert len(report.do(BREACH, people.RESEARCHER)) == 1
    assert report.do(BREACH, people.RESEARCHER) == ()


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (replace(ACCEPTED, answered_on=date(2027, 1, 1)), "answered_on"),
        (replace(ACCEPTED, questions="Why?"), "questions"),
        (replace(RETURNED, questions=None), "questions"),
    ],
)
def test_an_answer_of_the_fwo_of_no_use_is_refused(command: commands.RecordFwoAnswer, field: str) -> None:
    report = opened().written()
    report.do(commands.SubmitReport(REPORT, False), people.RESEARCHER)
    assert report.refused(UnusableInputError, command, people.OFFICER).field == field


@pytest.mark.rule("fwo-waiver")
def test_a_report_is_waived_by_an_approver_who_takes_no_part() -> None:
    report = opened()
    own = people.person(people.RESEARCHER.id, *people.APPROVER.roles)
    waiver = commands.WaiveReport(REPORT, "Withdrawn before any work.")
    assert report.refused(RuleRefusedError, waiver, own).rule_id == "fwo-waiver"
    report.do(waiver, people.APPROVER)
    assert report.state.status is ReportStatus.WAIVED


def test_a_researcher_knows_the_reports_of_own_cases_only() -> None:
    other = people.person("ruben", *people.RESEARCHER.roles)
    opened().refused(NotFoundError, commands.AnswerReport(REPORT, ReportTopic.CHANGES, "x"), other)


ALPHABET: tuple[tuple[Any, Actor], ...] = (
    *((commands.AnswerReport(REPORT, topic, "x"), people.RESEARCHER) for topic in TOPICS[ReportKind.INTERIM]),
    (BREACH, people.RESEARCHER),
    *((commands.SubmitReport(REPORT, said), people.RESEARCHER) for said in (True, False)),
    (ACCEPTED, people.OFFICER),
    (RETURNED, people.OFFICER),
    (commands.WaiveReport(REPORT, "x"), people.APPROVER),
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(ALPHABET), max_size=30))
def test_whatever_is_done_to_a_report_it_is_told_whole_or_not_at_all(moves: list[tuple[Any, Actor]]) -> None:
    report = opened()
    for command, by in moves:
        with suppress(DomainError):
            report.do(command, by)
    told = {ReportStatus.SUBMITTED, ReportStatus.RETURNED, ReportStatus.ACCEPTED}
    if report.state.status in told:
        assert set(TOPICS[ReportKind.INTERIM]) <= report.state.answered
        submitted = [each for each in report.events if isinstance(each, events.ReportSubmitted)]
        assert submitted
    ends = [each for each in report.events if isinstance(each, events.ReportWaived)]
    assert len(ends) <= 1
    assert not report.state.told_breaches or report.state.status in told


# What the history fills in.


def found(case: Case) -> dict[Section, list[tuple[str, ...]]]:
    recorded = [
        Recorded(CASE, number, number, step.event, meta(step.actor, number=number))
        for number, step in enumerate(case.steps, 1)
    ]
    findings = prefill.of(recorded)
    return {section: [(each.state, *each.detail) for each in some] for section, some in by_section(findings).items()}


@pytest.mark.rule("fwo-prefill")
def test_a_quiet_project_has_nothing_to_report() -> None:
    assert all(not each for each in found(walk(Status.RUNNING)).values())


@pytest.mark.rule("fwo-prefill")
def test_the_history_tells_what_changed_since_the_award() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", "rosa", LATER, "IP.", (), False), people.OFFICER)
    case.approve(conditions=(CONDITION, replace(CONDITION, condition_id="c2"))).start()
    late = case.link("Late Partner", "NO")
    case.do(parties.UnlinkParty(CASE, PARTNER, "Left."), people.OFFICER)
    case.do(spine.AmendNotification(CASE, "Moved.", places=("NO",)), people.RESEARCHER)
    case.classify("9.1")
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), people.RESEARCHER)
    case.do(approval_conditions.MeetCondition(CASE, "c1", "Signed."), people.OFFICER)
    case.do(note_incident(), people.PROGRAM)
    new = hit(late, FOREIGN_LIST)
    case.screen(new)
    case.resolve(new, screening.Resolution.TRUE_MATCH)
    case.do(spine.Suspend(CASE, "A question."), people.OFFICER)

    told = found(case)

    assert told[Section.PARTNER] == [("joined", "partner", "NO"), ("left", "partner", "BE")]
    assert told[Section.COUNTRY] == [("new",), ("changed", "-", "NO")]
    assert told[Section.TOPIC] == [("changed", "+9.1")]
    assert told[Section.MEASURE] == [("implemented", "M05")]
    assert [state for state, *_ in told[Section.CONDITION]] == ["met", "open"]
    assert told[Section.INCIDENT] == [("open", "KV1", "serious")]
    assert told[Section.NEW_HIT] == [("true_match", f"{FOREIGN_LIST} 1", "indicative")]
    assert told[Section.SUSPENSION] == [("suspended", "manual")]


@pytest.mark.rule("fwo-prefill")
def test_what_the_approver_knew_is_no_change_since_the_award() -> None:
    case = walk(Status.ASSESSED)
    case.link("Second Partner", "NO")
    case.classify("9.1")
    case.screen()
    case.complete().submit().approve().start()
    told = found(case)
    assert not any(told[section] for section in (Section.PARTNER, Section.COUNTRY, Section.TOPIC, Section.NEW_HIT))


@pytest.mark.rule("fwo-prefill")
def test_a_sharing_counts_as_use_of_the_licence_that_covers_it() -> None:
    shared = legal.SharingRecorded(
        CASE, identifier("share"), ("6A002",), PARTNER, "NO", Modality.KNOWLEDGE, TODAY, None, "A file.", None
    )
    licence = identifier("licence")
    recorded = [
        Recorded(CASE, 1, 1, shared, meta(people.EXPORT)),
        Recorded(
            CASE,
            2,
            2,
            replace(shared, share_id=identifier("other"), licence_id=licence),  # type: ignore[arg-type]
            meta(people.EXPORT),
        ),
    ]
    (one,) = prefill.of(recorded)
    assert one == Finding(
        Section.LICENCE_USE, str(identifier("other")), "shared", TODAY, (str(licence), "NO", "knowledge", "6A002")
    )
