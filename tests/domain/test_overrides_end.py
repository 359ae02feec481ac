"""What two people passed was the question of then: an override ends when its question is asked anew."""

from dataclasses import replace

import pytest

from domain.collaboration import approval_conditions, human_rights, spine, work_packages
from domain.collaboration.approval_conditions import ConditionInput
from domain.collaboration.spine import Status
from domain.errors import GatesOpenError
from domain.incident.words import IncidentType
from tests.domain import people
from tests.domain.gate_rows import INCIDENT, note_incident, packages, sharing
from tests.domain.scenario import CASE, TODAY, Case, walk

BEGIN = work_packages.BeginWorkPackage(CASE, "WP1", TODAY)


def _propose(case: Case, gate_id: str) -> None:
    case.do(spine.ProposeGateOverride(CASE, gate_id, "Weighed."), people.OFFICER)


def _confirm(case: Case, gate_id: str) -> None:
    case.do(spine.ConfirmGateOverride(CASE, gate_id), people.APPROVER)


def _suspend(case: Case, one: str = "WP1") -> None:
    case.do(work_packages.SuspendWorkPackage(CASE, one, "A question."), people.OFFICER)


def _resume(case: Case, one: str = "WP1") -> None:
    case.do(work_packages.ResumeWorkPackage(CASE, one, "Answered."), people.APPROVER)


@pytest.mark.rule("WP-suspended")
def test_an_override_of_one_suspension_of_a_package_does_not_pass_the_next() -> None:
    case = walk(Status.RUNNING)
    packages(case)
    _suspend(case)
    _propose(case, "work-package-suspended:WP1")
    _confirm(case, "work-package-suspended:WP1")
    _resume(case)
    _suspend(case)
    case.refused_by_gate("work-package-suspended", BEGIN, people.RESEARCHER)


@pytest.mark.rule("WP-suspended")
def test_a_suspension_of_one_package_leaves_the_override_of_another_alone() -> None:
    case = walk(Status.RUNNING)
    packages(case)
    case.do(work_packages.DefineWorkPackage(CASE, "WP10", "Data.", "Sets."), people.OFFICER)
    _suspend(case, "WP10")
    _propose(case, "work-package-suspended:WP10")
    _confirm(case, "work-package-suspended:WP10")
    _suspend(case)
    case.do(replace(BEGIN, work_package_id="WP10"), people.RESEARCHER)


@pytest.mark.rule("O10")
def test_an_override_of_an_incident_does_not_pass_it_as_another_type() -> None:
    case = walk(Status.RUNNING)
    case.do(note_incident(), people.PROGRAM)
    _propose(case, f"incident:{INCIDENT}:serious")
    _confirm(case, f"incident:{INCIDENT}:serious")
    case.do(replace(note_incident(), kv_type=IncidentType.KV2), people.PROGRAM)
    case.refused_by_gate("incident", sharing(because="None."), people.RESEARCHER)


@pytest.mark.rule("O10-breach")
def test_an_override_of_one_breach_of_a_condition_does_not_pass_the_next() -> None:
    case = walk(Status.IN_REVIEW)
    case.approve(conditions=(ConditionInput("c1", "Free publication."),))
    case.do(approval_conditions.RecordConditionBreach(CASE, "c1", "A text was held back."), people.OFFICER)
    _propose(case, "condition-breached:c1")
    _confirm(case, "condition-breached:c1")
    case.do(approval_conditions.MeetCondition(CASE, "c1", "Set right."), people.OFFICER)
    case.do(approval_conditions.RecordConditionBreach(CASE, "c1", "Again."), people.OFFICER)
    case.refused_by_gate("condition-breached", spine.Start(CASE, TODAY), people.RESEARCHER)


@pytest.mark.rule("override-open-gate")
def test_an_override_is_not_confirmed_for_a_gate_that_has_closed() -> None:
    case = walk(Status.RUNNING)
    packages(case)
    _suspend(case)
    _propose(case, "work-package-suspended:WP1")
    _resume(case)
    confirm = spine.ConfirmGateOverride(CASE, "work-package-suspended:WP1")
    case.refused_by_rule("override-open-gate", confirm, people.APPROVER)


@pytest.mark.rule("G8")
def test_a_test_that_failed_stays_failed_when_it_is_asked_again() -> None:
    yes, fail = human_rights.Answer.YES, human_rights.TestOutcome.FAIL
    case = walk(Status.RUNNING)
    case.do(human_rights.RecordHumanRightsTest(CASE, yes, yes, fail, "Ties."), people.ETHICS)
    case.do(human_rights.RequestHumanRightsTest(CASE, "Once more?"), people.OFFICER)
    refusal = case.refused(sharing(because="None."), people.RESEARCHER, GatesOpenError)
    assert "human-rights:fail" in {gate.gate_id for gate in refusal.gates}
