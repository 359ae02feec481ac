"""What an approval rests on, and what becomes of it: read as it stands, renewed, its conditions kept or broken."""

from dataclasses import replace
from datetime import timedelta
from inspect import signature
from typing import Any

import pytest

from domain.collaboration import (
    approval,
    approval_after,
    approval_conditions,
    deadlines,
    screening,
    spine,
    support,
    table,
)
from domain.collaboration.approval import FactorAcceptance
from domain.collaboration.approval_conditions import ConditionInput
from domain.collaboration.dossier import QUIET
from domain.collaboration.parties import PartyRole, StayType
from domain.collaboration.spine import Status
from domain.context import ListFact
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Blocks
from domain.values import Effect
from tests.domain import people
from tests.domain.gate_rows import sharing
from tests.domain.scenario import (
    AS_IT_STANDS,
    CASE,
    LATER,
    LEGAL_LIST,
    NOW,
    PARTNER,
    TODAY,
    hit,
    identifier,
    walk,
)

APPROVE = approval.Approve(CASE, "The risk is small.", AS_IT_STANDS)
RENEW = approval_after.RenewApproval(CASE, "Looked at again.", AS_IT_STANDS, LATER)
BREACH = approval_conditions.RecordConditionBreach(CASE, "c1", "A text was held back.")


@pytest.mark.rule("G11")
def test_a_remark_since_the_reading_leaves_the_dossier_as_it_was_read() -> None:
    case = walk(Status.IN_REVIEW)
    read = case.state.version
    case.do(support.AddComment(CASE, identifier("comment"), "Called the partner."), people.OFFICER)
    case.do(replace(APPROVE, dossier_version=read), people.APPROVER)


@pytest.mark.rule("G11")
def test_what_changed_since_the_reading_is_named_in_the_refusal() -> None:
    case = walk(Status.IN_REVIEW)
    read = case.state.version
    case.link("Late Partner", part=PartyRole.FUNDER)
    refusal = case.refused_by_rule("G11", replace(APPROVE, dossier_version=read), people.APPROVER)
    assert f"since version {read} that was read: party-linked" in refusal.reason


@pytest.mark.rule("G11")
def test_a_dossier_is_read_as_it_was_submitted_or_later() -> None:
    case = walk(Status.IN_REVIEW)
    submitted = case.state.dossier.submitted
    refusal = case.refused_by_rule("G11", replace(APPROVE, dossier_version=submitted - 1), people.APPROVER)
    assert "read it as submitted" in refusal.reason
    case.copy().do(replace(APPROVE, dossier_version=submitted), people.APPROVER)
    for nonsense in (-1, case.state.version + 1):
        wrong = case.refused(replace(APPROVE, dossier_version=nonsense), people.APPROVER, UnusableInputError)
        assert wrong.field == "dossier_version"


@pytest.mark.rule("G11")
def test_only_remarks_plans_and_proposals_are_quiet() -> None:
    assert {each.__name__ for each in QUIET if each.__module__ == deadlines.__name__} >= {"ReminderSent"}
    assert screening.HitResolved not in QUIET
    assert spine.GateOverridden not in QUIET


@pytest.mark.rule("G10")
def test_a_factor_is_accepted_with_a_reason_and_only_if_it_stands() -> None:
    case = walk(Status.IN_REVIEW)
    for given, field in ((FactorAcceptance("T-MIL", "Small."), "accepted_factors.0.code"),):
        refusal = case.refused(replace(APPROVE, accepted_factors=(given,)), people.APPROVER, UnusableInputError)
        assert refusal.field == field


@pytest.mark.rule("approval-valid")
@pytest.mark.parametrize("status", [Status.APPROVED, Status.RUNNING, Status.SUSPENDED])
def test_an_approval_past_its_day_is_renewed_and_the_case_stays_where_it_is(status: Status) -> None:
    case = walk(Status.IN_REVIEW).approve(valid_until=TODAY)
    if status is not Status.APPROVED:
        case.start()
    if status is Status.SUSPENDED:
        case.do(spine.Suspend(CASE, "A question."), people.OFFICER)
    case.wait(1)
    assert "approval-expired" in case.kinds
    (event,) = case.do(RENEW, people.APPROVER)
    assert isinstance(event, approval_after.ApprovalRenewed)
    assert "approval-expired" not in case.kinds
    case.must_be(status)


@pytest.mark.rule("approval-valid")
def test_a_renewal_asks_what_the_approval_asked() -> None:
    case = walk(Status.RUNNING)
    for name in (people.RESEARCHER.id, people.OFFICER.id):
        case.refused_by_rule("G6", RENEW, people.person(name, *people.APPROVER.roles))
        case.refused_by_rule("G6", RENEW, people.person("dora", *people.APPROVER.roles, for_=name))
    case.refused_by_rule("G11", replace(RENEW, dossier_version=2), people.APPROVER)
    moved = case.copy()
    moved.lists[LEGAL_LIST] = ListFact(LEGAL_LIST, 2, "cd" * 32, Effect.LEGAL, NOW)
    moved.refused_by_rule("G1-lists", RENEW, people.APPROVER)
    case.rescreen(hit(PARTNER, LEGAL_LIST))
    case.refused_by_gate("legal-hit", RENEW, people.APPROVER)


@pytest.mark.rule("approval-valid")
def test_an_approval_and_its_renewal_end_on_a_day_to_come() -> None:
    yesterday = TODAY - timedelta(days=1)
    for field in ("valid_until", "next_review_on"):
        given: dict[str, Any] = {field: yesterday}
        early = walk(Status.IN_REVIEW).refused(replace(APPROVE, **given), people.APPROVER, UnusableInputError)
        assert early.field == field
        late = walk(Status.RUNNING).refused(replace(RENEW, **given), people.APPROVER, UnusableInputError)
        assert late.field == field
    case = walk(Status.IN_REVIEW).approve(next_review_on=LATER)
    assert case.state.approval.next_review_on == LATER


@pytest.mark.rule("G12")
def test_a_condition_is_not_overdue_on_its_day_and_stops_start_and_resumption_after_it() -> None:
    case = walk(Status.IN_REVIEW).approve(conditions=(ConditionInput("c1", "A plan.", TODAY, Blocks.SHARE),))
    assert "condition-overdue" not in case.kinds
    case.wait(1)
    case.refused_by_gate("condition-overdue", spine.Start(CASE, TODAY), people.RESEARCHER)
    case.do(approval_conditions.MeetCondition(CASE, "c1", "Signed."), people.OFFICER)
    case.start()


@pytest.mark.rule("G12")
def test_a_condition_that_blocks_nothing_stops_nothing_when_it_is_late() -> None:
    case = walk(Status.IN_REVIEW).approve(conditions=(ConditionInput("c1", "A report.", TODAY),))
    case.wait(1).start()


@pytest.mark.rule("O10-breach")
def test_a_condition_that_was_met_may_be_broken_later_and_set_right_again() -> None:
    case = walk(Status.IN_REVIEW).approve(conditions=(ConditionInput("c1", "Free publication."),)).start()
    case.do(approval_conditions.MeetCondition(CASE, "c1", "In the contract."), people.OFFICER)
    assert case.do(BREACH, people.OFFICER)
    assert case.do(BREACH, people.OFFICER) == (), "told once"
    case.refused_by_gate("condition-breached", sharing(), people.RESEARCHER)
    case.do(approval_conditions.MeetCondition(CASE, "c1", "The text appeared."), people.OFFICER)
    case.do(sharing(), people.RESEARCHER)
    case.refused(replace(BREACH, condition_id="c9"), people.OFFICER, NotFoundError)


@pytest.mark.rule("G14")
def test_a_suspension_by_law_is_overridden_by_nobody_and_one_by_a_person_by_two() -> None:
    law = walk(Status.RUNNING)
    found = hit(PARTNER, LEGAL_LIST)
    law.rescreen(found)
    law.resolve(found, screening.Resolution.TRUE_MATCH)
    law.must_be(Status.SUSPENDED)
    override = spine.ProposeGateOverride(CASE, "suspended", "Weighed.")
    law.refused_by_rule("G22", override, people.DEAN)
    walk(Status.SUSPENDED).do(override, people.DEAN)


@pytest.mark.rule("G6")
def test_the_leader_of_a_case_neither_renews_nor_widens_its_approval() -> None:
    case = walk(Status.RUNNING)
    case.link_person("Pia", StayType.PRINCIPAL_INVESTIGATOR, identity=people.PROFESSOR.id)
    for command in (RENEW, approval_after.ApproveWorkPackage(CASE, "WP1", "Fine.", AS_IT_STANDS)):
        case.refused_by_rule("G6", command, people.PROFESSOR)


def test_every_command_that_decides_says_what_was_read() -> None:
    deciding = {spec.name for spec in table.COMMANDS.values() if "dossier_version" in signature(spec.type).parameters}
    assert deciding == {"approve", "approve-work-package", "renew-approval"}
