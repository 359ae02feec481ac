"""A part of a collaboration waits by itself: the others begin, share and go on."""

from dataclasses import replace
from uuid import UUID

import pytest

from domain.collaboration import approval, approval_after, legal, mitigation, spine, work_packages
from domain.collaboration.approval_conditions import ConditionInput
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from domain.gates import Blocks, Scope
from domain.values import Actor
from tests.domain import people
from tests.domain.gate_rows import MEASURE, REQUIREMENT, packages, require, sharing
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, TODAY, Case, walk

BEGIN = work_packages.BeginWorkPackage(CASE, "WP1", TODAY)
START = spine.Start(CASE, TODAY)


def with_packages(to: Status) -> Case:
    case = walk(to)
    packages(case)
    return case


def approved_but_for_the_first() -> Case:
    case = with_packages(Status.IN_REVIEW)
    return case.approve(work_packages=("WP2",))


def share_in(one: str | None) -> legal.RecordSharing:
    return replace(sharing(), work_package=one)


def suspend(case: Case, one: str) -> None:
    case.do(work_packages.SuspendWorkPackage(CASE, one, "A question."), people.OFFICER)


@pytest.mark.rule("WP-approval")
def test_a_package_left_out_of_the_approval_waits_while_the_other_begins_and_shares() -> None:
    case = approved_but_for_the_first()
    case.do(START, people.RESEARCHER)
    case.do(replace(BEGIN, work_package_id="WP2"), people.RESEARCHER)
    case.do(share_in("WP2"), people.RESEARCHER)
    gate = case.refused_by_gate("work-package-unapproved", BEGIN, people.RESEARCHER)
    assert (gate.scope, gate.work_package) == (Scope.WORK_PACKAGE, "WP1")
    case.refused_by_gate("work-package-unapproved", share_in("WP1"), people.RESEARCHER)
    case.do(approval_after.ApproveWorkPackage(CASE, "WP1", "Redesigned.", AS_IT_STANDS), people.APPROVER)
    case.do(BEGIN, people.RESEARCHER)
    case.do(share_in("WP1"), people.RESEARCHER)


@pytest.mark.rule("WP-approval")
def test_a_package_is_approved_later_by_the_four_eyes_of_the_approval() -> None:
    case = approved_but_for_the_first()
    later = approval_after.ApproveWorkPackage(CASE, "WP1", "Redesigned.", AS_IT_STANDS)
    case.refused_by_rule("G6", later, people.person(people.OFFICER.id, *people.APPROVER.roles))
    deputy = people.person("dora", *people.APPROVER.roles, for_=people.RESEARCHER.id)
    case.refused_by_rule("G6", later, deputy)
    (event,) = case.do(later, people.APPROVER)
    assert isinstance(event, approval_after.WorkPackageApproved)
    assert event.evidence.case_version == len(case.steps) - 1
    assert case.do(later, people.APPROVER) == (), "approving again what is approved adds nothing"


@pytest.mark.rule("WP-approval")
def test_a_package_named_after_an_approval_of_the_whole_is_part_of_it_and_after_one_of_parts_is_not() -> None:
    whole = with_packages(Status.APPROVED)
    assert "work-package-unapproved" not in whole.kinds
    parts = approved_but_for_the_first()
    parts.do(work_packages.DefineWorkPackage(CASE, "WP3", "More", "More of it."), people.OFFICER)
    assert {gate.work_package for gate in parts.gates} == {"WP1", "WP3"}


@pytest.mark.rule("WP-scope")
def test_a_gate_of_a_package_refuses_the_whole_approval_and_not_that_of_the_other_package() -> None:
    case = with_packages(Status.IN_REVIEW)
    case.do(replace(require(legal.Requirement.ETHICS, Blocks.APPROVE), work_package="WP1"), people.OFFICER)
    assert case.copy().attempt(_approve(), people.APPROVER) is not None
    assert case.copy().attempt(_approve("WP1"), people.APPROVER) is not None
    case.do(_approve("WP2"), people.APPROVER)
    later = approval_after.ApproveWorkPackage(CASE, "WP1", "Advised.", AS_IT_STANDS)
    case.refused_by_gate("legal-requirement", later, people.APPROVER)
    case.do(legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Advice seen."), people.SECURITY)
    case.do(later, people.APPROVER)


@pytest.mark.rule("WP-scope")
def test_the_whole_starts_while_one_package_waits_and_not_while_all_do() -> None:
    case = with_packages(Status.APPROVED)
    suspend(case, "WP1")
    case.copy().do(START, people.RESEARCHER)
    suspend(case, "WP2")
    case.refused_by_gate("work-package-suspended", START, people.RESEARCHER)
    assert {gate.work_package for gate in case.gates} == {"WP1", "WP2"}


@pytest.mark.rule("WP-scope")
def test_a_measure_a_condition_and_a_requirement_may_each_bind_one_package() -> None:
    case = with_packages(Status.IN_REVIEW)
    measure = mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP.", work_package="WP1")
    case.do(measure, people.OFFICER)
    case.do(replace(require(legal.Requirement.IP_AGREEMENT, Blocks.START), work_package="WP1"), people.OFFICER)
    case.approve(conditions=(ConditionInput("c1", "A plan.", LATER, Blocks.START, "WP1"),))
    case.do(START, people.RESEARCHER)
    case.do(replace(BEGIN, work_package_id="WP2"), people.RESEARCHER)
    refusal = case.refused_by_gate("mitigation", BEGIN, people.RESEARCHER)
    assert refusal.scope is Scope.WORK_PACKAGE
    assert {gate.kind for gate in case.gates if gate.work_package == "WP1"} == {
        "mitigation",
        "legal-requirement",
        "condition",
    }


@pytest.mark.rule("WP-suspended")
def test_a_suspended_package_shares_nothing_until_the_approver_lets_it_go_on() -> None:
    case = with_packages(Status.RUNNING)
    suspend(case, "WP1")
    case.refused_by_gate("work-package-suspended", share_in("WP1"), people.RESEARCHER)
    case.do(share_in("WP2"), people.RESEARCHER)
    case.do(work_packages.ResumeWorkPackage(CASE, "WP1", "Answered."), people.APPROVER)
    case.do(share_in("WP1"), people.RESEARCHER)
    case.must_be(Status.RUNNING)


@pytest.mark.rule("WP-named")
def test_a_sharing_that_names_no_package_is_refused_only_while_one_is_held() -> None:
    case = with_packages(Status.RUNNING)
    case.do(sharing(), people.RESEARCHER)
    suspend(case, "WP1")
    refusal = case.refused_by_rule("WP-named", sharing(), people.RESEARCHER)
    assert "WP1 is held: name in work_package" in refusal.reason


@pytest.mark.rule("WP-scope")
def test_a_gate_of_the_whole_reaches_every_package() -> None:
    case = with_packages(Status.RUNNING)
    case.do(spine.AmendNotification(CASE, "Moved.", places=("NL",)), people.RESEARCHER)
    case.refused_by_gate("screening", BEGIN, people.RESEARCHER)


@pytest.mark.parametrize(
    ("command", "by", "field"),
    [
        (_command, people.OFFICER, _field)
        for _command, _field in (
            (replace(BEGIN, work_package_id="WP9"), "work_package_id"),
            (work_packages.SuspendWorkPackage(CASE, "WP9", "A question."), "work_package_id"),
            (work_packages.DefineWorkPackage(CASE, "WP1", "Again", "The same."), "work_package_id"),
            (work_packages.DefineWorkPackage(CASE, "work package one", "Long", "Too long."), "work_package_id"),
            (work_packages.DefineWorkPackage(CASE, "WP3", " ", "No title."), "title"),
            (replace(BEGIN, begun_on=TODAY.replace(year=2020)), "begun_on"),
            (replace(sharing(), work_package="WP9"), "work_package"),
            (
                mitigation.SetMitigation(CASE, UUID(int=1), "M05", "rosa", LATER, "IP.", work_package="WP9"),
                "work_package",
            ),
            (replace(require(legal.Requirement.ETHICS, Blocks.SHARE), work_package="WP9"), "work_package"),
        )
    ],
)
def test_a_package_that_is_not_of_the_case_is_refused_by_name(command: object, by: Actor, field: str) -> None:
    refusal = with_packages(Status.RUNNING).refused(command, by, UnusableInputError)
    assert refusal.field == field


def test_an_approval_names_packages_of_the_case() -> None:
    case = with_packages(Status.IN_REVIEW)
    refusal = case.refused(_approve("WP9"), people.APPROVER, UnusableInputError)
    assert (refusal.field, refusal.expected) == (
        "work_packages.0",
        "one of: WP1, WP2; define-work-package adds one",
    )
    bound = ConditionInput("c1", "A plan.", None, None, "WP9")
    refusal = case.refused(replace(_approve(), conditions=(bound,)), people.APPROVER, UnusableInputError)
    assert refusal.field == "conditions.0.work_package"


def test_a_reopened_case_is_approved_anew_and_a_suspended_package_still_stands_still() -> None:
    case = approved_but_for_the_first()
    suspend(case, "WP2")
    case.do(spine.ProposeTermination(CASE, "No money.", LATER, ("Nothing.",)), people.OFFICER)
    case.do(spine.Terminate(CASE), people.APPROVER)
    case.do(spine.Reopen(CASE, "Money came."), people.APPROVER)
    assert case.state.approval.work_packages == frozenset()
    assert {gate.kind for gate in case.gates if gate.work_package} == {"work-package-suspended"}


def test_beginning_suspending_and_resuming_twice_adds_nothing() -> None:
    case = with_packages(Status.RUNNING)
    assert case.do(BEGIN, people.RESEARCHER)
    assert case.do(BEGIN, people.RESEARCHER) == ()
    suspend(case, "WP1")
    assert case.do(work_packages.SuspendWorkPackage(CASE, "WP1", "Again."), people.OFFICER) == ()
    resume = work_packages.ResumeWorkPackage(CASE, "WP1", "Answered.")
    assert case.do(resume, people.APPROVER)
    assert case.do(resume, people.APPROVER) == ()


def _approve(*named: str) -> approval.Approve:
    return approval.Approve(CASE, "The risk is small.", AS_IT_STANDS, work_packages=named)
