"""An incident on a case: noted by the program, answered by a person."""

from typing import Any

import pytest

from domain.collaboration import incidents, spine
from domain.collaboration.incidents import AnswerIncident, Consequence
from domain.collaboration.spine import Status, SuspensionCause
from domain.errors import NotFoundError, NotPermittedError, UnusableInputError
from domain.gates import Blocks, Scope
from domain.incident.words import Severity
from tests.domain import people
from tests.domain.gate_rows import ATTEMPTS, INCIDENT, note_incident
from tests.domain.scenario import CASE, LATER, Case, walk


def answer(consequence: Consequence) -> AnswerIncident:
    return AnswerIncident(CASE, INCIDENT, consequence, "Looked into it.")


def touched(severity: Severity = Severity.SERIOUS, status: Status = Status.RUNNING) -> Case:
    case = walk(status)
    case.do(note_incident(severity), people.PROGRAM)
    return case


def _incidents(case: Case) -> list[Any]:
    return [gate for gate in case.gates if gate.kind == "incident"]


@pytest.mark.rule("O10")
def test_a_limited_incident_holds_the_sharing_alone() -> None:
    (gate,) = _incidents(touched(Severity.LIMITED))
    assert (gate.blocks, gate.scope) == ({Blocks.SHARE}, Scope.SHARING)


@pytest.mark.rule("O10")
def test_a_serious_incident_holds_sharing_start_and_resumption() -> None:
    (gate,) = _incidents(touched())
    assert (gate.blocks, gate.scope) == ({Blocks.SHARE, Blocks.START, Blocks.RESUME}, Scope.WHOLE)


@pytest.mark.rule("O10")
def test_a_program_notes_an_incident_and_a_person_answers_it() -> None:
    case = touched()
    assert case.do(note_incident(), people.PROGRAM) == ()
    case.refused(answer(Consequence.CONTINUE), people.PROGRAM, NotPermittedError)
    case.refused(note_incident(Severity.LIMITED), people.OFFICER, NotPermittedError)
    case.do(answer(Consequence.CONTINUE), people.OFFICER)
    assert not case.gates
    assert case.do(answer(Consequence.CONTINUE), people.OFFICER) == ()


def test_an_answer_that_suspends_makes_the_case_stand_still() -> None:
    case = touched()
    _, suspended = case.do(answer(Consequence.SUSPEND), people.OFFICER)
    assert isinstance(suspended, spine.CollaborationSuspended)
    assert suspended.cause is SuspensionCause.INCIDENT
    case.must_be(Status.SUSPENDED)
    assert not _incidents(case)
    case.do(ATTEMPTS["resume"].command, people.APPROVER)
    case.must_be(Status.RUNNING)


def test_a_suspended_case_is_not_suspended_twice() -> None:
    case = touched(status=Status.SUSPENDED)
    (answered,) = case.do(answer(Consequence.SUSPEND), people.OFFICER)
    assert isinstance(answered, incidents.IncidentAnswered)


def test_a_case_before_its_decision_is_not_suspended() -> None:
    refusal = touched(status=Status.IN_REVIEW).refused(answer(Consequence.SUSPEND), people.OFFICER, UnusableInputError)
    assert refusal.field == "consequence"
    assert "terminate" in refusal.expected


@pytest.mark.rule("O10")
def test_a_case_that_is_to_end_waits_until_two_people_have_ended_it() -> None:
    case = touched()
    case.do(answer(Consequence.TERMINATE), people.OFFICER)
    (gate,) = _incidents(case)
    assert "propose-termination" in gate.closed_by
    case.do(spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",)), people.OFFICER)
    case.do(spine.Terminate(CASE), people.APPROVER)
    assert not _incidents(case)


def test_who_asked_for_the_end_may_think_better_of_it() -> None:
    case = touched()
    case.do(answer(Consequence.TERMINATE), people.OFFICER)
    case.do(answer(Consequence.CONTINUE), people.COLLEAGUE)
    assert not case.gates


def test_an_answer_outlives_a_severity_that_falls_and_not_one_that_rises() -> None:
    case = touched()
    case.do(answer(Consequence.CONTINUE), people.OFFICER)
    case.do(note_incident(Severity.LIMITED), people.PROGRAM)
    assert not case.gates
    case.do(note_incident(), people.PROGRAM)
    assert len(_incidents(case)) == 1


def test_an_override_of_an_incident_passes_no_graver_one() -> None:
    case = touched(Severity.LIMITED)
    (gate,) = case.gates
    case.do(spine.ProposeGateOverride(CASE, gate.gate_id, "Weighed."), people.OFFICER)
    case.do(spine.ConfirmGateOverride(CASE, gate.gate_id), people.DEAN)
    assert not case.gates
    case.do(note_incident(), people.PROGRAM)
    assert len(_incidents(case)) == 1


def test_an_incident_on_an_ended_case_waits_until_the_case_is_taken_up_again() -> None:
    case = touched(status=Status.TERMINATED)
    assert not case.gates
    case.do(spine.Reopen(CASE, "New facts."), people.DEAN)
    assert len(_incidents(case)) == 1


def test_an_incident_of_another_case_is_not_answered_here() -> None:
    walk(Status.RUNNING).refused(answer(Consequence.CONTINUE), people.OFFICER, NotFoundError)
