"""What the FWO is told: reports made of real histories, and figures before and after, with small counts kept back."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from domain.collaboration import appraisal, approval, approval_conditions, parties, screening, spine
from domain.errors import GatesOpenError, NotFoundError, UnusableInputError
from domain.figures import Basis, PartnerTie
from domain.fwo_report import commands as reports
from domain.fwo_report import events, prefill
from domain.fwo_report.words import TOPICS, FwoAnswer, ReportKind, ReportStatus
from domain.incident.words import IncidentType
from domain.party import commands as party
from domain.party.ownership import OwnerKind, OwnershipEdge
from domain.riskanalysis.decider import RecordRiskAnalysis
from domain.values import Actor, CaseId, Effect, PartyId, ReportId, Role
from kvcase.bootstrap import Kvcase
from kvcase.reporting import annual as annual_report
from kvcase.reporting import prefill as prefilled
from kvcase.reporting import tables
from projections.annual import annual
from projections.kpis import TIE_NOW
from tests.acceptance.installations import NORTH, SOUTH, Installation, actor, import_list, write_list

NAMES = UUID(int=0xF0)
MONITOR = Actor("monitor", "fwo", frozenset({Role.FWO_MONITOR}))


@pytest.fixture
def program(installation: Installation) -> Iterator[Kvcase]:
    """Give the opened installation; it is closed after the test."""
    opened = installation.open()
    yield opened
    opened.close()


class House:
    """The people of one institution, and the cases that they walk."""

    def __init__(self, program: Kvcase, slug: str) -> None:
        self.program = program
        self.slug = slug
        self.researcher = actor("r.vanhoof", Role.RESEARCHER, slug)
        self.officer = actor("els.deprez", Role.CONTACT_POINT_OFFICER, slug)
        self.approver = actor("an.dewit", Role.INSTITUTION_APPROVER, slug)

    def do(self, command: object, by: Actor) -> None:
        self.program.service(command, actor=by)

    def party(self, name: str, country: str = "NO") -> PartyId:
        party_id = PartyId(uuid5(NAMES, f"{self.slug} {name}"))
        if not self.program.logs.log(self.slug).read(party_id):
            self.do(party.RegisterParty(party_id, name, country), self.researcher)
        return party_id

    def case(self, name: str, partner: str, scheme: str | None = "fwo") -> CaseId:
        """Notify a case with a partner, and screen it."""
        case_id = CaseId(uuid5(NAMES, f"{self.slug} case {name}"))
        notify = spine.NotifyCollaboration(case_id, name, "Zeegaande sensoren", spine.Nature.CONSORTIUM)
        self.do(replace(notify, funder_scheme=scheme), self.researcher)
        self.do(parties.LinkParty(case_id, self.party(partner), parties.PartyRole.PARTNER), self.researcher)
        self.do(screening.StartScreening(case_id, uuid5(case_id, "screening")), self.officer)
        return case_id

    def running(self, name: str, partner: str = "Kustlijn Universiteit") -> CaseId:
        case_id = self.case(name, partner)
        self.do(appraisal.RecordAppraisal(case_id, "FWO", "2026", approval.AppraisalOutcome.NONE), self.researcher)
        self.do(screening.CompleteScreening(case_id, "Bekeken."), self.officer)
        self.do(approval.SubmitForReview(case_id, "Goedkeuren."), self.officer)
        condition = approval_conditions.ConditionInput("c-1", "Een overeenkomst.")
        read = len(self.program.logs.log(self.slug).read(case_id))
        self.do(approval.Approve(case_id, "Klein risico.", read, (condition,)), self.approver)
        self.do(spine.Start(case_id, self.program.clock().date()), self.researcher)
        return case_id

    def reports(self, case_id: CaseId) -> dict[ReportKind, ReportId]:
        rows = self.program.read_models.institution(self.slug).reports(case_id)
        return {row.kind: ReportId(row.report_id) for row in rows}

    def write(self, report_id: ReportId, kind: ReportKind) -> None:
        for topic in TOPICS[kind]:
            self.do(reports.AnswerReport(report_id, topic, "Niets bijzonders."), self.researcher)


def show(text: str) -> None:
    """Print for whoever asks: KVCASE_SHOW=1 pytest -s tests/acceptance/test_fwo.py."""
    if os.environ.get("KVCASE_SHOW"):
        sys.stdout.write(f"\n{text}\n")


@pytest.mark.rule("O11")
@pytest.mark.rule("G18")
def test_a_project_of_the_fwo_is_reported_on_from_its_start_to_its_closing(program: Kvcase) -> None:
    house = House(program, NORTH)
    case_id = house.running("Sensoren op zee")
    interim = house.reports(case_id)[ReportKind.INTERIM]
    row = program.read_models.institution(NORTH).report(interim)
    assert row is not None
    assert (row.due_on - program.clock().date()).days in {365, 366}

    house.do(parties.LinkParty(case_id, house.party("Zandbank Instituut"), parties.PartyRole.PARTNER), house.officer)
    house.do(approval_conditions.MeetCondition(case_id, "c-1", "Getekend."), house.officer)
    today = program.clock().date()
    breach = reports.DeclareBreach(
        interim, uuid5(interim, "breach"), IncidentType.KV1, today - timedelta(9), today, "Een schijf.", "Gewist."
    )
    house.do(breach, house.researcher)
    house.write(interim, ReportKind.INTERIM)
    house.do(reports.SubmitReport(interim, True), house.researcher)
    house.do(reports.RecordFwoAnswer(interim, FwoAnswer.ACCEPTED, "FWO-2026-1", today), house.officer)

    house.do(spine.Complete(case_id, today), house.researcher)
    ex_post = house.reports(case_id)[ReportKind.EX_POST]
    with pytest.raises(GatesOpenError) as refused:
        house.do(spine.Close(case_id, "Klaar."), house.officer)
    assert [gate.rule_id for gate in refused.value.gates] == ["G18"]
    house.write(ex_post, ReportKind.EX_POST)
    house.do(reports.SubmitReport(ex_post, False), house.researcher)
    house.do(spine.Close(case_id, "Klaar."), house.officer)

    (portfolio,) = program.ports.fwo_queries.portfolio().items
    assert (portfolio.interim_report, portfolio.ex_post_report) == (ReportStatus.ACCEPTED, ReportStatus.SUBMITTED)
    assert dict(portfolio.breaches) == {"KV1": 1}
    submitted = [
        each.event for each in program.logs.log(NORTH).read(interim) if isinstance(each.event, events.ReportSubmitted)
    ]
    (kept,) = submitted
    assert [(each.section, each.state) for each in kept.findings[:2]] == [("partner", "joined"), ("condition", "met")]
    names = {str(house.party("Zandbank Instituut")): "Zandbank Instituut"}
    told = prefilled.markdown(kept.findings, "Interimrapport", kept.case_version, names, "nl")
    assert "kwam erbij, Zandbank Instituut (partner, NO)" in told
    show(told)
    history = program.logs.log(NORTH).read(case_id)
    assert ("incident", "declared") in [(each.section, each.state) for each in prefill.of(history)]
    show(prefilled.markdown(prefill.of(history), "Ex-post report", len(history), names))


@pytest.mark.rule("O11")
def test_reports_open_once_however_often_the_log_is_replayed(program: Kvcase) -> None:
    house = House(program, NORTH)
    case_id = house.running("Eenmaal")
    before = len(program.logs.log(NORTH).after(0, 1000))
    program.reactions.handle(NORTH, program.logs.log(NORTH).after(0, 1000))
    program.reactions.catch_up(NORTH)
    assert len(program.logs.log(NORTH).after(0, 1000)) == before
    assert len(program.read_models.institution(NORTH).reports(case_id)) == 1


@pytest.mark.rule("O11")
def test_no_report_is_opened_on_what_the_fwo_does_not_fund(program: Kvcase) -> None:
    house = House(program, NORTH)
    case_id = house.case("Horizon", "Kustlijn Universiteit", scheme=None)
    open_it = reports.OpenReport(ReportId(UUID(int=9)), case_id, ReportKind.INTERIM, program.clock().date())
    with pytest.raises(UnusableInputError, match=r"case_id: the FWO does not fund KV-.*\[000\]"):
        house.do(open_it, house.officer)
    with pytest.raises(NotFoundError):
        house.do(replace(open_it, case_id=CaseId(house.party("Kustlijn Universiteit"))), house.officer)


@pytest.mark.rule("fwo-small-cells")
def test_the_figures_before_and_after_a_new_case_betray_no_small_count(program: Kvcase, tmp_path: Path) -> None:
    filler = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10))
    import_list(program, "seven-sons", Effect.POLICY, write_list(tmp_path / "1.csv", *filler))
    north, south = House(program, NORTH), House(program, SOUTH)
    for number in range(6):
        north.case(f"Noord {number}", "Kustlijn Universiteit")
    south.case("Zuid 0", "Kustlijn Universiteit")
    north.case("Van een ander", "Kustlijn Universiteit", scheme=None)

    before = program.figures("fwo", Basis.NOTIFICATION)
    show(tables.kpis(before, "nl"))
    later = (*filler, ("X-99", "Zarqand Aerodynamics Institute", "AE"))
    for number in range(2):
        south.case(f"Zuid {number + 1}", "Zarqand Aerodynamics Institute")
    import_list(program, "seven-sons", Effect.POLICY, write_list(tmp_path / "2.csv", *later))
    after = program.figures("fwo", Basis.NOTIFICATION)
    show(tables.kpis(after, "nl"))

    told = {each.title: each for each in after.tables}
    assert [each.total for each in before.tables][:2] == [7, 7]
    assert told["partner-tie-then"].total == 9
    then, now = told["partner-tie-then"], told["partner-tie-today"]
    assert then.column_totals[then.columns.index(PartnerTie.NONE)] == 9, "the list did not name it then"
    assert now.column_totals[now.columns.index(PartnerTie.MILITARY)] is None, "two by today's list: kept back"
    assert now.column_totals[now.columns.index(PartnerTie.NONE)] is None, "or the two are what is left of nine"
    assert "Zarqand" not in tables.kpis(after)
    assert program.figures("fwo", Basis.START).tables[0].total == 0

    own = {each.title: each for each in program.figures(SOUTH, Basis.NOTIFICATION).tables}
    assert own["partner-tie-today"].column_totals[now.columns.index(PartnerTie.MILITARY)] == 2


@pytest.mark.rule("fwo-kpi")
def test_figures_asked_again_know_what_became_of_a_partner_since(program: Kvcase, tmp_path: Path) -> None:
    listed = ("X-99", "Zarqand Aerodynamics Institute", "AE")
    import_list(program, "seven-sons", Effect.POLICY, write_list(tmp_path / "1.csv", listed))
    north = House(program, NORTH)
    north.case("Een", "Kustlijn Universiteit")
    north.case("Twee", "Havenmond Instituut")

    def tied() -> int | None:
        (now,) = (each for each in program.figures(NORTH, Basis.NOTIFICATION).tables if each.title == TIE_NOW)
        return now.column_totals[now.columns.index(PartnerTie.MILITARY)]

    assert [tied(), tied()] == [0, 0]
    amended = party.AmendParty(north.party("Kustlijn Universiteit"), "Zo heet het nu.", listed[1], "AE")
    north.do(amended, north.officer)
    assert tied() == 1, "it has another name"
    owner = OwnershipEdge(listed[1], OwnerKind.PARENT, country="AE")
    day = program.clock().date()
    recorded = party.RecordOwnership(north.party("Havenmond Instituut"), (owner,), day, "een register")
    north.do(recorded, north.officer)
    assert [tied(), tied()] == [2, 2], "the other one has an owner that the list names"


@pytest.mark.rule("risk-analysis")
def test_the_year_of_an_institution_is_told_in_counts(program: Kvcase) -> None:
    house = House(program, NORTH)
    house.running("Een")
    house.case("Twee", "Kustlijn Universiteit")
    today = program.clock().date()
    record = RecordRiskAnalysis(UUID(int=5), today.year, today, "Raad van Bestuur", "Vier domeinen bekeken.")
    house.do(record, house.approver)
    with pytest.raises(UnusableInputError, match="year"):
        house.do(replace(record, analysis_id=UUID(int=6), year=today.year + 1), house.approver)

    queries = program.read_models.institution(NORTH)
    cases = program.figures.cases(NORTH)
    due = queries.deadlines_within(today, today.replace(month=12, day=31))
    found = annual(NORTH, today.year, cases, queries.reports(), queries.analyses(), due, queries.all_licences(), today)

    assert (found.notified, dict(found.outcomes), dict(found.routes)) == (
        2,
        {"open": 1, "approved": 1},
        {"standard": 1},
    )
    told = annual_report.markdown(found, "nl")
    assert "Waarvan te laat" in told
    assert "voorgelegd aan: Raad van Bestuur" in told
    assert "Twee" not in told
    show(told)
    assert program.figures("fwo", Basis.NOTIFICATION).analyses == {str(today.year): 1}


def test_the_command_line_tells_reports_prefills_and_figures(installation: Installation) -> None:
    opened = installation.open()
    house = House(opened, NORTH)
    case_id = house.running("Op de lijn")
    officer, monitor = opened.keys.create(house.officer), opened.keys.create(MONITOR)
    reference = opened.read_models.institution(NORTH).cases().items[0].reference
    (report_id,) = house.reports(case_id).values()
    opened.close()

    def told(*arguments: str, key: str) -> str:
        done = installation.run(*arguments, key=key)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "interim  open" in told("fwo", "report", "list", reference, key=officer)
    assert "Niets." in told("fwo", "report", "prefill", reference, key=officer)
    kept = told("fwo", "report", "prefill", reference, "--report", str(report_id), "--language", "en", key=officer)
    assert "at its version" in kept
    waiver = installation.run("fwo", "report", "do", str(report_id), "waive", '{"reason": "x"}', key=officer)
    assert (waiver.returncode, "institution_approver" in waiver.stderr) == (1, True)
    assert reference in told("fwo", "portfolio", key=monitor)
    assert "Kerncijfers van fwo" in told("kpi", key=monitor)
    assert "Kerncijfers van noorderhaven" in told("kpi", key=officer)
    assert "Annual risk report" in told("report", "annual", "--year", "2026", "--language", "en", key=officer)
    assert installation.run("report", "annual", "--year", "2026", key=monitor).returncode == 1
    assert installation.run("fwo", "portfolio", key=officer).returncode == 1
