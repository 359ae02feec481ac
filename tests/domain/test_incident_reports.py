"""An incident from its report to its end, and who may know of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.context import Context, PersonFact
from domain.errors import DomainError, NotFoundError, NotPermittedError, RuleRefusedError, UnusableInputError
from domain.incident import commands, events
from domain.incident.decider import AGGREGATE, IncidentReport, may_know
from domain.incident.words import Body, IncidentOutcome, IncidentStatus, IncidentType, Severity
from domain.values import Actor, CaseId, IncidentId, Role
from tests.domain import people
from tests.domain.scenario import CASE, NOW, TODAY, identifier, meta, somebody

INCIDENT = IncidentId(identifier("incident"))
MEASURE = identifier("measure")
ANN = somebody("Ann")
REPORT = commands.ReportIncident(INCIDENT, IncidentType.KV1, date(2026, 2, 20), TODAY, "A laptop went along.")
TRIAGE = commands.TriageIncident(INCIDENT, Severity.SERIOUS, "It held the drawings.")
LINK = commands.LinkIncidentToCase(INCIDENT, CASE)
TAKE = commands.TakeIncidentMeasure(INCIDENT, MEASURE, "Change all keys.", "sam", TODAY)
FINISH = commands.FinishIncidentMeasure(INCIDENT, MEASURE, "Changed.")
INFORM = commands.InformAuthority(INCIDENT, Body.POLICE, "PV 12/2026", TODAY)
CLOSE = commands.CloseIncident(INCIDENT, IncidentOutcome.RESOLVED, "Clean laptops when travelling.")
PRIVACY = people.person("dina", Role.DATA_PROTECTION_OFFICER)


class Incident:
    """One incident, driven by commands."""

    def __init__(self, *steps: tuple[commands.Command, Actor]) -> None:
        self.state = IncidentReport()
        for command, by in steps:
            self.do(command, by)

    def do(self, command: commands.Command, by: Actor = people.OFFICER) -> tuple[Any, ...]:
        spec = next(each for each in commands.COMMANDS.values() if each.type is type(command))
        role = next(iter(sorted(spec.roles & by.roles) or sorted(by.roles)))
        persons: dict[UUID, PersonFact] = {ANN: PersonFact(ANN, 1, "f1", None)}
        context = Context(by, role, NOW, by.institution, persons=persons, cases={CASE: 7})
        caused = AGGREGATE.decide(self.state, command, context)
        for event in caused:
            self.state = AGGREGATE.evolve(self.state, event, meta(by))
        return caused

    def refused(self, error: type[DomainError], command: commands.Command, by: Actor = people.OFFICER) -> Any:
        with pytest.raises(error) as caught:
            self.do(command, by)
        return caught.value


def reported(**fields: Any) -> Incident:
    return Incident((replace(REPORT, **fields), people.RESEARCHER))


def test_an_incident_goes_from_report_to_end_and_nothing_happens_twice() -> None:
    incident = reported()
    for command in (TRIAGE, LINK, TAKE, FINISH, INFORM, CLOSE):
        assert len(incident.do(command)) == 1, command
        assert incident.do(command) == () if not isinstance(command, commands.CloseIncident) else True
    assert incident.state.status is IncidentStatus.CLOSED
    assert incident.do(CLOSE) == ()
    assert incident.state.cases == {CASE}


def test_a_link_names_the_version_of_the_case_that_was_looked_at() -> None:
    (event,) = reported().do(LINK)
    assert event == events.IncidentLinkedToCase(INCIDENT, CASE, 7)


@pytest.mark.parametrize("role", sorted(commands.STAFF))
def test_everybody_on_the_staff_may_report(role: Role) -> None:
    incident = Incident((REPORT, people.person("somebody", role)))
    assert incident.state.reporters == {"somebody"}


@pytest.mark.parametrize("role", sorted(set(Role) - commands.STAFF))
def test_who_is_not_on_the_staff_reports_nothing(role: Role) -> None:
    Incident().refused(NotPermittedError, REPORT, people.person("somebody", role))


@pytest.mark.rule("incident")
def test_who_needs_to_know_of_an_incident_knows() -> None:
    by, other = frozenset({"rosa"}), frozenset({"otto"})

    def knows(role: Role, who: frozenset[str] = other, *, data: bool = False) -> bool:
        return may_know({role}, who, by, has_personal_data=data)

    for role in Role:
        assert knows(role) is (role in {Role.CONTACT_POINT_OFFICER, Role.AUDITOR})
        assert knows(role, by)
    assert knows(Role.DATA_PROTECTION_OFFICER, data=True)
    assert not knows(Role.INSTITUTION_APPROVER, data=True)


@pytest.mark.rule("incident")
def test_the_data_protection_officer_acts_where_personal_data_are_concerned() -> None:
    incident = reported()
    tell = replace(INFORM, body=Body.DATA_PROTECTION_AUTHORITY)
    incident.refused(NotFoundError, tell, PRIVACY)
    incident.do(replace(TRIAGE, has_personal_data=True))
    assert len(incident.do(tell, PRIVACY)) == 1


def test_an_incident_is_not_discovered_before_it_happened() -> None:
    refusal = Incident().refused(UnusableInputError, replace(REPORT, discovered_on=date(2026, 2, 19)))
    assert (refusal.field, refusal.expected) == ("discovered_on", "a day from 2026-02-20 on")


def test_what_is_yet_to_come_is_not_reported() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert Incident().refused(UnusableInputError, replace(REPORT, discovered_on=tomorrow)).field == "discovered_on"
    assert reported().refused(UnusableInputError, replace(INFORM, informed_on=tomorrow)).field == "informed_on"


def test_no_authority_was_told_before_anybody_knew() -> None:
    refusal = reported().refused(UnusableInputError, replace(INFORM, informed_on=TODAY - timedelta(days=1)))
    assert (refusal.field, refusal.expected) == ("informed_on", f"a day from {TODAY} on")


def test_an_authority_without_a_word_of_its_own_is_named() -> None:
    incident = reported()
    assert incident.refused(UnusableInputError, replace(INFORM, body=Body.OTHER)).field == "body_name"
    incident.do(replace(INFORM, body=Body.OTHER, body_name="Customs"))


def test_a_case_or_person_that_is_not_known_here_is_not_linked() -> None:
    reported().refused(NotFoundError, replace(LINK, case_id=CaseId(identifier("elsewhere"))))
    Incident().refused(NotFoundError, replace(REPORT, persons=(somebody("Nobody"),)))
    reported(persons=(ANN,))


@pytest.mark.rule("incident-measures")
def test_an_incident_with_open_measures_is_not_closed() -> None:
    incident = reported()
    incident.do(TRIAGE)
    incident.do(TAKE)
    refusal = incident.refused(RuleRefusedError, CLOSE)
    assert refusal.rule_id == "incident-measures"
    assert str(MEASURE) in refusal.reason
    incident.do(FINISH)
    incident.do(CLOSE)


@pytest.mark.rule("incident-triage")
def test_an_incident_that_nobody_weighed_is_not_closed() -> None:
    assert reported().refused(RuleRefusedError, CLOSE).rule_id == "incident-triage"


@pytest.mark.rule("incident-closed")
def test_a_closed_incident_stays_as_it_is() -> None:
    incident = reported()
    incident.do(TRIAGE)
    incident.do(CLOSE)
    for command in (replace(TRIAGE, severity=Severity.LIMITED), LINK, TAKE, INFORM):
        assert incident.refused(RuleRefusedError, command).rule_id == "incident-closed"


def test_a_triage_corrects_the_type_and_may_be_made_anew() -> None:
    incident = reported()
    incident.do(replace(TRIAGE, kv_type=IncidentType.KV3))
    assert incident.state.kv_type is IncidentType.KV3
    incident.do(replace(TRIAGE, severity=Severity.LIMITED))
    assert (incident.state.kv_type, incident.state.severity) == (IncidentType.KV3, Severity.LIMITED)


def test_a_measure_that_nobody_took_is_not_finished() -> None:
    reported().refused(NotFoundError, FINISH)
