"""What happens to a collaboration once it runs: sharings, incidents, reports to the FWO, and how it ends."""

import contextlib
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.collaboration import deadlines, incidents, spine, support
from domain.collaboration.spine import Status
from domain.fwo_report import commands as reports
from domain.fwo_report.words import TOPICS, FwoAnswer, ReportKind, ReportStatus
from domain.incident import commands as incident
from domain.incident.words import Body, IncidentOutcome, IncidentType, Severity
from domain.values import IncidentId, PartyId, ReportId
from kvcase.simulation import phrases
from kvcase.simulation.exports import Exports
from kvcase.simulation.obstacles import Desk, Stuck


@dataclass
class Aftermath:
    """A collaboration that runs."""

    desk: Desk
    party_id: PartyId
    country: str
    exports: Exports

    def lived(self, *, suspended: bool, terminated: bool) -> None:
        """Let the collaboration go on to its planned end, or to another one."""
        office, desk = self.desk.office, self.desk
        state = office.case(desk.case_id)
        end = max(state.spine.planned_end_on or office.today, office.today + timedelta(days=120))
        months = max(2, (end - office.today).days // 90)
        turn = office.random.randint(1, min(2, months - 1)) if suspended or terminated else 0
        for number in range(1, months):
            self._until(office.today + timedelta(days=office.random.randint(70, 100)))
            self._quarter(number)
            if number == turn and suspended:
                office.act(desk.officer, spine.Suspend(desk.case_id, desk.say(phrases.SUSPENDED)))
                if (office.clock.end.date() - office.today).days > 240 or office.chance(0.3):
                    self._until(office.today + timedelta(days=office.random.randint(10, 60)))
                    desk.get(desk.approver(), lambda: spine.Resume(desk.case_id, desk.say(phrases.RESUMED)))
                else:
                    raise Stuck("suspended: what it is about is being found out")
            if number == turn and terminated:
                self._terminated()
                return
        self._until(end)
        desk.get(desk.researcher, lambda: spine.Complete(desk.case_id, office.today))
        self._reported(ReportKind.EX_POST)

    def _quarter(self, number: int) -> None:
        """Let one quarter pass, as a rule without much happening."""
        office, desk = self.desk.office, self.desk
        self.exports.expired()
        if office.chance(0.4):
            with contextlib.suppress(Stuck):  # what may not be shared is not
                self.exports.shared(number)
        if office.chance(0.25):
            said = office.id(f"said {desk.case_id} {number}")
            office.act(desk.officer, support.AddComment(desk.case_id, said, desk.say(phrases.COMMENTS)))
        for note in range(office.notes):
            noted = office.id(f"note {desk.case_id} {number} {note}")
            office.act(desk.officer, support.AddComment(desk.case_id, noted, desk.say(phrases.COMMENTS)))
        if office.chance(0.06):
            self._incident(number)
        self._reported(ReportKind.INTERIM)

    def _incident(self, number: int) -> None:
        office, desk, random = self.desk.office, self.desk, self.desk.office.random
        incident_id = IncidentId(office.id(f"incident {desk.case_id} {number}"))
        kind, day = random.choice(tuple(IncidentType)), office.today
        told = desk.say(phrases.INCIDENTS)
        report = incident.ReportIncident(incident_id, kind, day - timedelta(days=random.randint(0, 20)), day, told)
        office.act(desk.researcher, report)
        office.act(desk.officer, incident.LinkIncidentToCase(incident_id, desk.case_id))
        office.wait(0, 3)
        severity = random.choice((Severity.LIMITED, Severity.LIMITED, Severity.SERIOUS))
        office.act(desk.officer, incident.TriageIncident(incident_id, severity, desk.say(phrases.LOOKED)))
        if severity is Severity.SERIOUS:
            told_to = incident.InformAuthority(incident_id, Body.STATE_SECURITY, f"SIM-{number}", office.today)
            office.act(desk.officer, told_to)
        office.wait(1, 9)
        answer = incidents.AnswerIncident(
            desk.case_id, incident_id, incidents.Consequence.CONTINUE, desk.say(phrases.GOES_ON)
        )
        office.act(desk.officer, answer)
        if office.chance(0.6):
            office.wait(2, 20)
            office.act(
                desk.officer,
                incident.CloseIncident(incident_id, IncidentOutcome.RESOLVED, desk.say(phrases.LESSONS)),
            )

    def _reported(self, kind: ReportKind) -> None:
        """Write and hand in the reports to the FWO that are due within two months; some are left until too late."""
        office, desk = self.desk.office, self.desk
        for key, known in tuple(office.case(desk.case_id).reporting.reports.items()):
            is_near = known.due_on <= office.today + timedelta(days=60) or kind is ReportKind.EX_POST
            if known.kind is not kind or known.status is not ReportStatus.OPEN or not is_near or office.chance(0.2):
                continue
            self._until(max(office.today, known.due_on - timedelta(days=office.random.randint(3, 25))))
            self._handed_in(ReportId(key), kind)

    def _handed_in(self, report_id: ReportId, kind: ReportKind) -> None:
        office, desk = self.desk.office, self.desk
        for topic in TOPICS[kind]:
            office.act(desk.researcher, reports.AnswerReport(report_id, topic, desk.say(phrases.REPORTED)))
        has_breaches = office.chance(0.12)
        if has_breaches:
            day = office.today - timedelta(days=office.random.randint(20, 120))
            breach = reports.DeclareBreach(
                report_id,
                office.id(f"breach {report_id}"),
                office.random.choice(tuple(IncidentType)),
                day,
                day + timedelta(days=5),
                desk.say(phrases.INCIDENTS),
                desk.say(phrases.LESSONS),
            )
            office.act(desk.researcher, breach)
        office.act(desk.officer, reports.SubmitReport(report_id, has_breaches))
        self._until(office.today + timedelta(days=office.random.randint(10, 40)))
        accepted = (FwoAnswer.ACCEPTED, f"SIM-FWO-{office.random.randint(1000, 9999)}", office.today)
        office.act(desk.officer, reports.RecordFwoAnswer(report_id, *accepted))

    def _terminated(self) -> None:
        office, desk = self.desk.office, self.desk
        ends = office.today + timedelta(days=14)
        cause, conditions = desk.say(phrases.ENDED_EARLY), phrases.ENDING
        office.act(desk.approver(), spine.ProposeTermination(desk.case_id, cause, ends, conditions))
        office.wait(1, 6)
        office.act(desk.approver(1), spine.Terminate(desk.case_id))
        self._reported(ReportKind.EX_POST)

    def _until(self, day: date) -> None:
        """Let the time pass; whose next step lies beyond today has something to do in these weeks."""
        office, desk = self.desk.office, self.desk
        end = office.clock.end.date()
        if day >= end and (end - office.today).days > 12 and office.chance(0.3):
            office.until(end - timedelta(days=office.random.randint(5, 10)))
            if office.case(desk.case_id).spine.status in {Status.RUNNING, Status.APPROVED}:
                due = end + timedelta(days=office.random.randint(-2, 8))
                own = _own_deadline(desk, due)
                office.act(desk.officer, own)
        office.until(day)


def _own_deadline(desk: Desk, due: date) -> deadlines.SetDeadline:
    deadline_id: UUID = desk.office.id(f"deadline {desk.case_id}")
    return deadlines.SetDeadline(desk.case_id, deadline_id, desk.say(phrases.DEADLINES), due, desk.officer.id)
