"""Four eyes: who did the work on a case does not decide on it, and a check asked of a person stays asked."""

from collections.abc import Callable

import pytest

from domain.collaboration import approval, ethics, factors, human_rights, legal, mitigation, spine
from domain.collaboration.human_rights import Answer, TestOutcome
from domain.collaboration.parties import LinkResearcher, StayType, UnlinkResearcher
from domain.collaboration.personnel_rules import asked_of
from domain.collaboration.spine import Status
from domain.collaboration.topic import ClassificationLevel
from domain.gates import Blocks
from domain.values import Actor, Role
from tests.domain import people
from tests.domain.gate_rows import MEASURE, REQUIREMENT, require
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, Case, walk

APPROVE = approval.Approve(CASE, "The risk is small.", AS_IT_STANDS)
CLEAR = approval.Clear(CASE, "No risk.")
_COMMITTEE = people.person(people.SECURITY.id, Role.ETHICS_COMMITTEE)
PASSED = human_rights.RecordHumanRightsTest(CASE, Answer.NO, Answer.NO, TestOutcome.PASS, "Fine.")


def _approver(who: Actor) -> tuple[Actor, Actor]:
    """Return who did the work as an approver too, and an approver who acts for that person."""
    roles = people.APPROVER.roles
    return people.person(who.id, *roles), people.person("dora", *roles, for_=who.id)


def _name_a_requirement(case: Case) -> None:
    case.do(require(legal.Requirement.CLEARANCE, Blocks.START), people.SECURITY)


def _satisfy_one(case: Case) -> None:
    case.do(require(legal.Requirement.CLEARANCE, Blocks.APPROVE), people.EXPORT)
    case.do(legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Seen."), people.SECURITY)


def _retract_one(case: Case) -> None:
    case.do(require(legal.Requirement.EXPORT_LICENCE, Blocks.APPROVE), people.EXPORT)
    case.do(legal.RetractLegalRequirement(CASE, REQUIREMENT, "Not listed."), people.SECURITY)


def _advise(case: Case) -> None:
    case.do(ethics.RequestEthicsAdvice(CASE, "Board", "May we?"), people.COLLEAGUE)
    case.do(ethics.RecordEthicsAdvice(CASE, ethics.Advice.POSITIVE, "Fine."), _COMMITTEE)


def _test_human_rights(case: Case) -> None:
    case.do(human_rights.RequestHumanRightsTest(CASE, "A report."), people.COLLEAGUE)
    case.do(PASSED, _COMMITTEE)


def _take_a_measure(case: Case) -> None:
    measure = mitigation.SetMitigation(CASE, MEASURE, "M05", "zed", LATER, "IP.", (), is_needed_to_start=False)
    case.do(measure, people.COLLEAGUE)
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), people.SECURITY)


def _rebut_a_factor(case: Case) -> None:
    officer = people.person(people.SECURITY.id, Role.CONTACT_POINT_OFFICER)
    case.do(factors.AssertRiskFactor(CASE, "C-HR", "A yearly report."), people.COLLEAGUE)
    case.do(factors.RebutRiskFactor(CASE, "C-HR", "Another firm of that name."), officer)


@pytest.mark.rule("G6")
@pytest.mark.parametrize(
    "work",
    [_rebut_a_factor, _name_a_requirement, _satisfy_one, _retract_one, _advise, _test_human_rights, _take_a_measure],
)
def test_who_did_a_part_of_the_work_neither_approves_nor_clears(work: Callable[[Case], None]) -> None:
    for status, command in (
        (Status.ASSESSED, CLEAR),
        (Status.IN_REVIEW, APPROVE),
    ):
        case = walk(status)
        work(case)
        for who in _approver(people.SECURITY):
            case.refused_by_rule("G6", command, who)


@pytest.mark.rule("NVO")
def test_a_person_is_asked_the_same_however_linked_until_unlinked() -> None:
    case = walk(Status.NOTIFIED)
    ann = case.link_person("Ann")
    case.classify(classification_level=ClassificationLevel.GEHEIM)
    case.do(LinkResearcher(CASE, ann, StayType.EXTERNAL), people.OFFICER)
    assert {each.person_id for each in asked_of(case.state)} == {ann}
    case.do(UnlinkResearcher(CASE, ann, "Left."), people.OFFICER)
    assert not asked_of(case.state)
    case.do(LinkResearcher(CASE, ann, StayType.EXTERNAL), people.RESEARCHER)
    assert {each.person_id for each in asked_of(case.state)} == {ann}, "from the start"


def _override(case: Case, gate_id: str, proposer: Actor, confirmer: Actor) -> None:
    case.do(spine.ProposeGateOverride(CASE, gate_id, "Weighed otherwise."), proposer)
    case.do(spine.ConfirmGateOverride(CASE, gate_id), confirmer)


def _with_a_negative_advice() -> Case:
    case = walk(Status.IN_REVIEW)
    case.do(ethics.RequestEthicsAdvice(CASE, "Board", "May we?"), people.OFFICER)
    case.do(ethics.RecordEthicsAdvice(CASE, ethics.Advice.NEGATIVE, "No."), people.ETHICS)
    return case


@pytest.mark.rule("G6")
def test_who_asked_to_pass_a_gate_does_not_approve_behind_it() -> None:
    case = _with_a_negative_advice()
    _override(case, "ethics:negative", people.APPROVER, people.DEAN)
    case.refused_by_rule("G6", APPROVE, people.APPROVER)
    case.refused_by_rule("G6", APPROVE, people.person("dora", *people.APPROVER.roles, for_=people.APPROVER.id))


@pytest.mark.rule("G6")
def test_who_confirmed_that_a_gate_is_passed_approves_behind_it() -> None:
    """Two persons looked at the override and two at the approval: a third is not asked for (docs/decisions 0014)."""
    case = _with_a_negative_advice()
    _override(case, "ethics:negative", people.OFFICER, people.APPROVER)
    case.do(APPROVE, people.APPROVER)
