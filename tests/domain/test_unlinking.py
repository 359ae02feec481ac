"""Who may stand on a list of law leaves a decided case by the word of two people."""

import pytest

from domain.collaboration import screening, unlinking
from domain.collaboration.parties import PartyUnlinked, ResearcherUnlinked, UnlinkParty, UnlinkResearcher
from domain.collaboration.spine import Status
from domain.errors import NotFoundError
from domain.values import SubjectKind
from tests.domain import people
from tests.domain.scenario import CASE, LEGAL_LIST, PARTNER, Case, hit, somebody, walk

LAW = hit(PARTNER, LEGAL_LIST)
LEAVE = UnlinkParty(CASE, PARTNER, "They stepped out.")
PROPOSE = unlinking.ProposeUnlinking(CASE, PARTNER, "They may be listed.")
CONFIRM = unlinking.ConfirmUnlinking(CASE, PARTNER, "The contract ended.")


def struck(status: Status = Status.RUNNING) -> Case:
    case = walk(status)
    case.rescreen(LAW)
    return case


@pytest.mark.rule("unlink-four-eyes")
@pytest.mark.parametrize("status", [Status.APPROVED, Status.RUNNING, Status.SUSPENDED])
def test_two_people_let_go_of_a_party_with_a_hit_of_law(status: Status) -> None:
    case = struck(status)
    case.refused_by_rule("unlink-four-eyes", LEAVE, people.OFFICER)
    case.do(PROPOSE, people.OFFICER)
    assert "legal-hit" in case.kinds
    (event,) = case.do(CONFIRM, people.APPROVER)
    assert isinstance(event, PartyUnlinked)
    assert "legal-hit" not in case.kinds
    assert not case.state.unlinking.proposals


@pytest.mark.rule("unlink-four-eyes")
def test_a_hit_that_was_confirmed_holds_the_party_too_and_one_that_was_somebody_else_does_not() -> None:
    case = struck()
    case.resolve(LAW, screening.Resolution.TRUE_MATCH)
    case.refused_by_rule("unlink-four-eyes", LEAVE, people.OFFICER)
    case = struck()
    case.clear_of_law(LAW)
    case.do(LEAVE, people.OFFICER)


@pytest.mark.rule("unlink-four-eyes")
def test_before_the_decision_one_person_and_a_reason_are_enough() -> None:
    struck(Status.IN_REVIEW).do(LEAVE, people.OFFICER)


@pytest.mark.rule("unlink-four-eyes")
def test_a_person_with_a_hit_of_law_is_let_go_by_two_people() -> None:
    case = walk(Status.RUNNING)
    rosa = case.link_person("Rosa")
    case.rescreen(hit(rosa, LEGAL_LIST, kind=SubjectKind.PERSON))
    case.refused_by_rule("unlink-four-eyes", UnlinkResearcher(CASE, rosa, "Left."), people.OFFICER)
    case.do(unlinking.ProposeUnlinking(CASE, rosa, "Left."), people.OFFICER)
    (event,) = case.do(unlinking.ConfirmUnlinking(CASE, rosa, "She did."), people.COLLEAGUE)
    assert isinstance(event, ResearcherUnlinked)


@pytest.mark.rule("unlink-second-person")
def test_nobody_confirms_what_he_proposed_even_once_nor_through_a_deputy() -> None:
    case = struck()
    case.do(PROPOSE, people.OFFICER)
    case.do(PROPOSE, people.COLLEAGUE)
    deputy = people.person("dora", *people.OFFICER.roles, for_=people.OFFICER.id)
    for one in (people.OFFICER, people.COLLEAGUE, deputy):
        case.refused_by_rule("unlink-second-person", CONFIRM, one)
    case.do(CONFIRM, people.EXPORT)
    case.refused(CONFIRM, people.EXPORT, NotFoundError)


def test_only_who_takes_part_leaves() -> None:
    case = walk(Status.RUNNING)
    case.refused(unlinking.ProposeUnlinking(CASE, somebody("Nobody"), "Left."), people.OFFICER, NotFoundError)
    case.refused(unlinking.ConfirmUnlinking(CASE, somebody("Nobody"), "Left."), people.OFFICER, NotFoundError)
