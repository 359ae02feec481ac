"""No answer outlives its facts: approvals, the institution's word, advice, holds and reports after a change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.collaboration import (
    appraisal,
    approval,
    approval_institution,
    ethics,
    mitigation,
    parties,
    screening,
    spine,
)
from domain.collaboration.checks import BY_ID, is_asked
from domain.collaboration.parties import StayType
from domain.collaboration.screening import Resolution
from domain.collaboration.sharing import Question
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from domain.gates import Blocks
from domain.licence.words import Modality
from tests.domain import people
from tests.domain.gate_rows import MEASURE, packages, sharing
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, PARTNER, POLICY_LIST, TODAY, hit, walk
from tests.scenarios import may_share as scenario

APPROVE = approval.Approve(CASE, "Small.", AS_IT_STANDS)
START = spine.Start(CASE, TODAY)


@pytest.mark.rule("approval-level")
def test_what_would_refuse_an_approval_refuses_the_start_of_what_was_approved() -> None:
    case = walk(Status.APPROVED)
    what = appraisal.RecordAppraisal(CASE, "FWO", "2026", approval.AppraisalOutcome.HIGH)
    case.do(what, people.RESEARCHER)
    case.refused_by_gate("institutional-approval", START, people.RESEARCHER)


@pytest.mark.rule("casus-check")
def test_a_measure_in_one_package_takes_no_check_of_the_whole_away() -> None:
    case = walk(Status.NOTIFIED)
    case.link_person("Wu", StayType.VISITING_RESEARCHER, temporary=True)
    case.classify("9.1")
    packages(case)
    assert is_asked(BY_ID["ip-agreement"], case.state)
    measure = mitigation.SetMitigation(CASE, MEASURE, "M11", "zed", LATER, "x", (), True, "WP1")
    case.do(measure, people.OFFICER)
    assert is_asked(BY_ID["ip-agreement"], case.state)


def test_a_measure_is_due_today_or_later() -> None:
    case = walk(Status.NOTIFIED)
    past = mitigation.SetMitigation(CASE, MEASURE, "M11", "zed", TODAY - timedelta(days=1), "x")
    error = case.refused(past, people.OFFICER, UnusableInputError)
    assert (error.field, error.expected) == ("due_on", "today or a day to come")
    case.do(replace(past, due_on=TODAY), people.OFFICER)


@pytest.mark.rule("G5")
def test_the_institution_is_asked_again_about_a_partner_it_did_not_know() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High."), people.OFFICER)
    case.do(approval_institution.GrantInstitutionalApproval(CASE, "Yes."), people.APPROVER)
    assert "institutional-approval" not in case.kinds
    case.link("Another Partner")
    case.refused_by_gate("institutional-approval", APPROVE, people.APPROVER)
    case.do(approval_institution.GrantInstitutionalApproval(CASE, "Still."), people.APPROVER)
    assert "institutional-approval" not in case.kinds


@pytest.mark.rule("G5")
@pytest.mark.parametrize(("technologies", "is_asked_again"), [(("9.1",), True), ((), False)])
def test_the_institution_is_asked_again_about_a_person_who_joins_what_is_sensitive(
    technologies: tuple[str, ...], is_asked_again: bool
) -> None:
    case = walk(Status.SCREENING)
    case.classify(*technologies)
    case.screen()
    case.complete().submit()
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "To be sure."), people.OFFICER)
    case.do(approval_institution.GrantInstitutionalApproval(CASE, "Yes."), people.APPROVER)
    wu = case.link_person("Wu")
    assert ("institutional-approval" in case.kinds) is is_asked_again
    if is_asked_again:
        case.do(approval_institution.GrantInstitutionalApproval(CASE, "Still."), people.APPROVER)
    case.do(parties.LinkResearcher(CASE, wu, StayType.EXCHANGE_STUDENT), people.OFFICER)
    assert "institutional-approval" not in case.kinds, "who takes part already"


@pytest.mark.rule("G13")
def test_a_policy_that_began_to_block_since_keeps_sharing_back_whatever_becomes_of_its_hold() -> None:
    case = walk(Status.RUNNING, nature=spine.Nature.INSTITUTIONAL_AGREEMENT)
    other = case.link("Other Partner", "NL")
    case.screen()
    case.complete()
    case.rescreen(hit(PARTNER, POLICY_LIST), list_id=POLICY_LIST)
    for gate in [each.gate_id for each in case.gates if each.kind == "sharing-hold"]:
        case.do(spine.ProposeGateOverride(CASE, gate, "It takes too long."), people.DEAN)
        case.do(spine.ConfirmGateOverride(CASE, gate), people.PROFESSOR)
    listed = case.refused_by_gate("policy", sharing(), people.RESEARCHER)
    assert "resolve-hit" in listed.closed_by
    asked = scenario.ask(case, Question(Modality.KNOWLEDGE, TODAY, (), PARTNER, nothing_listed_because="Published."))
    assert {gate.kind for gate in asked.gates} >= {"policy"}
    case.do(replace(sharing(), recipient_id=other, destination="NL"), people.RESEARCHER)


@pytest.mark.rule("O13")
def test_a_committee_that_says_no_stops_what_runs() -> None:
    case = walk(Status.RUNNING)
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "Still?"), people.OFFICER)
    assert not any(Blocks.SHARE in each.blocks for each in case.gates)
    case.do(ethics.RecordEthicsAdvice(CASE, ethics.Advice.NEGATIVE, "No."), people.ETHICS)
    assert any(each.kind == "ethics" and Blocks.SHARE in each.blocks for each in case.gates)


@pytest.mark.rule("hold-cause")
def test_a_true_match_alone_does_not_release_what_a_policy_holds() -> None:
    case = walk(Status.RUNNING, nature=spine.Nature.INSTITUTIONAL_AGREEMENT)
    found = hit(PARTNER, POLICY_LIST)
    case.rescreen(found, list_id=POLICY_LIST)
    case.resolve(found, Resolution.TRUE_MATCH)
    (hold_id,) = case.state.screening.holds
    release = screening.ReleaseSharingHold(CASE, hold_id, "Fine.")
    case.refused_by_rule("hold-cause", release, people.OFFICER)
    for gate in [each.gate_id for each in case.gates if each.kind == "policy"]:
        case.refused_by_rule("hold-cause", release, people.OFFICER)
        case.do(spine.ProposeGateOverride(CASE, gate, "Weighed."), people.DEAN)
        case.do(spine.ConfirmGateOverride(CASE, gate), people.PROFESSOR)
    case.do(release, people.OFFICER)


@pytest.mark.rule("G18")
def test_a_case_that_ran_on_fwo_money_owes_its_report_whatever_is_amended() -> None:
    case = walk(Status.RUNNING)
    case.do(spine.AmendNotification(CASE, "Other money.", funder_scheme="he-ria"), people.OFFICER)
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    case.refused_by_gate("ex-post-report", spine.Close(CASE, "Done."), people.OFFICER)


@pytest.mark.rule("G18")
def test_a_question_that_was_answered_with_advice_owes_no_report() -> None:
    case = walk(Status.NOTIFIED, case_type=spine.CaseType.ADVICE)
    case.do(spine.AnswerAsAdvice(CASE, "Do this."), people.OFFICER)
    case.do(spine.Close(CASE, "Answered."), people.OFFICER)
