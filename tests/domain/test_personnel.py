"""Persons are checked before the work: clearances, verifications and call conditions, as met or not met only."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from domain.collaboration import spine
from domain.collaboration.deadlines import ExtendDeadline
from domain.collaboration.parties import PartyRole, StayType, UnlinkResearcher
from domain.collaboration.personnel import (
    PersonnelCheckRecorded,
    PersonnelOutcome,
    PersonnelRequirement,
    RecordPersonnelCheck,
    RequirePersonnelCheck,
)
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Status
from domain.collaboration.topic import ClassificationLevel
from domain.deadlines import Kind, State
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Blocks
from domain.values import SubjectKind
from tests.domain import people
from tests.domain.gate_rows import HOUSE_TRAINING, TRAINED, packages
from tests.domain.scenario import CASE, CATALOGUE, LATER, POLICY_LIST, TODAY, Case, hit, somebody, walk

ROSA = somebody("Rosa")
START = spine.Start(CASE, TODAY)
CLEARANCE, NATIONALITY = PersonnelRequirement.CLEARANCE, PersonnelRequirement.NATIONALITY
SECRET, CONFIDENTIAL = ClassificationLevel.GEHEIM, ClassificationLevel.VERTROUWELIJK
CLEARED = RecordPersonnelCheck(CASE, ROSA, CLEARANCE, PersonnelOutcome.MET, "Register, line 7.", CONFIDENTIAL, LATER)


def approved(level: ClassificationLevel | None = None, stay: StayType = StayType.STAFF, scheme: str = "fwo") -> Case:
    case = walk(Status.NOTIFIED, funder_scheme=scheme)
    case.link_person("Rosa", stay)
    case.classify(classification_level=level)
    case.screen()
    return case.complete().submit().approve()


@pytest.mark.rule("NVO")
def test_confidential_work_waits_for_the_clearance_of_each_of_ours() -> None:
    case = approved(CONFIDENTIAL)
    gate = case.refused_by_gate("personnel", START, people.RESEARCHER)
    assert (gate.legal, gate.subject) == (True, str(ROSA))
    case.do(CLEARED, people.SECURITY)
    case.do(START, people.RESEARCHER)


@pytest.mark.rule("NVO")
def test_a_clearance_is_for_its_level_and_those_below() -> None:
    case = approved(SECRET)
    case.do(CLEARED, people.SECURITY)
    assert "is for vertrouwelijk only" in case.refused_by_gate("personnel", START, people.RESEARCHER).reason
    case.do(replace(CLEARED, level=ClassificationLevel.ZEER_GEHEIM), people.SECURITY)
    case.do(START, people.RESEARCHER)


@pytest.mark.rule("NVO")
def test_a_failed_check_blocks_and_one_that_expired_opens_again_the_day_after() -> None:
    case = approved(CONFIDENTIAL)
    case.do(replace(CLEARED, outcome=PersonnelOutcome.FAILED, expires_on=None), people.SECURITY)
    assert "is not met" in case.refused_by_gate("personnel", START, people.RESEARCHER).reason
    case.do(CLEARED, people.SECURITY)
    case.now += timedelta(days=(LATER - TODAY).days)
    assert "personnel" not in case.kinds
    assert "personnel" in case.wait(1).kinds


@pytest.mark.rule("X5")
def test_restricted_information_asks_no_clearance_of_a_person() -> None:
    case = approved(ClassificationLevel.BEPERKT)
    assert "personnel" not in case.kinds
    assert {gate.gate_id for gate in case.gates if gate.kind == "classified-measure"} == {
        "classified-measure:M01",
        "classified-measure:M02",
    }


@pytest.mark.rule("NVO")
@pytest.mark.rule("DEFRA")
@pytest.mark.parametrize("stay", list(StayType))
def test_who_works_elsewhere_is_asked_what_one_of_us_is_asked(stay: StayType) -> None:
    case = approved(CONFIDENTIAL, stay)
    case.refused_by_gate("personnel", START, people.RESEARCHER)
    case.do(replace(CLEARED, evidence="Confirmed by the security officer of that place."), people.SECURITY)
    case.do(START, people.RESEARCHER)
    assert "personnel" in approved(stay=stay, scheme="defra").kinds


@pytest.mark.rule("DEFRA")
def test_a_defence_call_asks_whether_its_nationality_condition_is_met_and_stores_no_nationality() -> None:
    case = approved(scheme="defra")
    gate = case.refused_by_gate("personnel", START, people.RESEARCHER)
    assert (gate.rule_id, gate.legal) == ("DEFRA", False)
    (event,) = case.do(
        RecordPersonnelCheck(CASE, ROSA, NATIONALITY, PersonnelOutcome.MET, "Seen by the office."), people.SECURITY
    )
    assert isinstance(event, PersonnelCheckRecorded)
    assert not {each.name for each in fields(event)} & {"nationality", "country", "value"}
    case.do(START, people.RESEARCHER)


@pytest.mark.rule("NVO")
def test_a_check_may_be_asked_for_one_package() -> None:
    case = approved()
    packages(case)
    asked = RequirePersonnelCheck(CASE, ROSA, CLEARANCE, "Its data are secret.", SECRET, "WP1")
    case.do(asked, people.SECURITY)
    assert case.do(asked, people.SECURITY) == ()
    assert [gate.work_package for gate in case.gates if gate.kind == "personnel"] == ["WP1"]
    case.do(START, people.RESEARCHER)


@pytest.mark.rule("personnel-asked")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": None}, "level"),
        ({"level": ClassificationLevel.BEPERKT}, "level"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"evidence": " "}, "evidence"),
    ],
)
def test_a_finding_that_says_too_little_is_refused(change: dict[str, Any], field: str) -> None:
    refusal = approved(CONFIDENTIAL).refused(replace(CLEARED, **change), people.SECURITY, UnusableInputError)
    assert refusal.field == field


def test_only_somebody_who_takes_part_is_checked() -> None:
    asked = RequirePersonnelCheck(CASE, somebody("Nobody"), NATIONALITY, "The call.")
    walk(Status.RUNNING).refused(asked, people.SECURITY, NotFoundError)


@pytest.mark.rule("D-clearance_expiry")
def test_the_last_day_of_a_finding_is_a_deadline_that_only_a_new_finding_moves() -> None:
    case = approved(CONFIDENTIAL)
    deadline_id = f"clearance:{ROSA}"
    case.do(CLEARED, people.SECURITY)
    due = case.state.deadlines.by_id[deadline_id]
    assert (due.kind, due.due_on, due.state) == (Kind.CLEARANCE_EXPIRY, LATER, State.OPEN)
    case.do(replace(CLEARED, expires_on=LATER + timedelta(days=365)), people.SECURITY)
    assert case.state.deadlines.by_id[deadline_id].due_on == LATER + timedelta(days=365)
    longer = ExtendDeadline(CASE, deadline_id, LATER + timedelta(days=400), "Asked.")
    case.refused_by_rule("deadline-keeper", longer, people.OFFICER)
    case.do(replace(CLEARED, outcome=PersonnelOutcome.FAILED, expires_on=None), people.SECURITY)
    assert case.state.deadlines.by_id[deadline_id].state is State.LAPSED


@pytest.mark.rule("D-clearance_expiry")
def test_nobody_is_reminded_of_who_left() -> None:
    case = approved(CONFIDENTIAL)
    case.do(CLEARED, people.SECURITY)
    case.do(UnlinkResearcher(CASE, ROSA, "Another job."), people.OFFICER)
    assert case.state.deadlines.by_id[f"clearance:{ROSA}"].state is State.LAPSED
    assert not case.state.personnel.findings


@pytest.mark.rule("NVO-who")
def test_classified_work_of_which_nobody_knows_who_does_it_waits_until_somebody_is_linked() -> None:
    case = walk(Status.NOTIFIED)
    case.classify(classification_level=SECRET)
    (gate,) = (each for each in case.gates if each.kind == "personnel-unknown")
    assert (gate.legal, gate.blocks) == (True, frozenset({Blocks.START, Blocks.SHARE}))
    assert "link-researcher" in gate.closed_by
    case.link_person("Rosa")
    assert "personnel-unknown" not in case.kinds
    assert "personnel" in case.kinds, "who is linked is then asked for a clearance"
    case.do(UnlinkResearcher(CASE, ROSA, "Another job."), people.OFFICER)
    assert "personnel-unknown" in case.kinds
    case.classify(classification_level=ClassificationLevel.BEPERKT, by=people.SECURITY)
    assert "personnel-unknown" not in case.kinds, "beperkt asks no clearance of anybody"


# What a policy of the institution itself asks of persons.


def with_policy(**fields: Any) -> Case:
    """Return a case under a policy of the institution on persons."""
    rule = replace(HOUSE_TRAINING, **fields)
    return Case(catalogue=replace(CATALOGUE, policies=(rule,))).notify()


def asked(case: Case) -> set[str | None]:
    return {gate.subject for gate in case.gates if gate.kind == "personnel-policy"}


@pytest.mark.rule("R4-personnel")
def test_a_policy_of_ones_own_on_persons_is_asked_of_each_of_ours_and_of_whoever_comes() -> None:
    case = with_policy()
    case.link_person("Rosa")
    case.link_person("Ester", StayType.EXTERNAL)
    case.screen()
    assert asked(case) == {str(ROSA)}
    gate = next(each for each in case.gates if each.kind == "personnel-policy")
    assert gate.source == "Noordhaven: Board, 2026"
    assert "policy_id house-training, by the security officer" in gate.closed_by
    case.link_person("Ann")
    assert asked(case) == {str(ROSA), str(somebody("Ann"))}
    case.do(TRAINED, people.SECURITY)
    assert asked(case) == {str(somebody("Ann"))}
    case.do(replace(TRAINED, outcome=PersonnelOutcome.FAILED), people.SECURITY)
    assert str(ROSA) in asked(case)
    case.do(UnlinkResearcher(CASE, ROSA, "Another job."), people.OFFICER)
    assert str(ROSA) not in asked(case)


@pytest.mark.rule("R4-personnel")
@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        ({"countries": frozenset({"CN"})}, True),
        ({"countries": frozenset({"NO"})}, False),
        ({"schemes": {"edf"}}, False),
    ],
)
def test_a_policy_on_persons_reaches_no_wider_than_its_countries_and_schemes(
    fields: dict[str, Any], is_asked: bool
) -> None:
    """A country is that of the home institution, never a nationality; a partner is no person."""
    case = with_policy(**fields)
    home = case.link("Longjiang University", "CN", PartyRole.HOME_INSTITUTION)
    case.link("Fjord Institute", "NO")
    case.link_person("Rosa", StayType.STAFF, home=home)
    case.link_person("Ann")
    case.screen()
    assert asked(case) == ({str(ROSA)} if is_asked else set())


@pytest.mark.rule("R4-personnel")
def test_a_policy_on_persons_with_a_list_asks_of_who_is_listed_until_it_is_somebody_else() -> None:
    case = with_policy(list_id=POLICY_LIST)
    found = hit(case.link_person("Rosa"), POLICY_LIST, kind=SubjectKind.PERSON)
    case.link_person("Ann")
    case.screen(found, hit(case.link("Longjiang University", "CN"), POLICY_LIST))
    assert asked(case) == {str(ROSA)}
    case.resolve(found, Resolution.FALSE_POSITIVE)
    assert asked(case) == set()


@pytest.mark.rule("R4-personnel")
def test_what_a_policy_asks_ends_on_the_last_day_of_its_finding() -> None:
    case = with_policy()
    case.link_person("Rosa")
    case.screen()
    case.do(replace(TRAINED, expires_on=LATER), people.SECURITY)
    assert case.state.deadlines.by_id[f"policy:house-training:{ROSA}"].due_on == LATER
    assert asked(case) == set()
    assert asked(case.wait((LATER - TODAY).days + 1)) == {str(ROSA)}


@pytest.mark.rule("personnel-asked")
def test_a_finding_under_a_policy_names_one_that_asks() -> None:
    case = with_policy()
    case.link_person("Rosa")
    case.screen()
    other = replace(TRAINED, policy_id="house-other")
    assert "house-training" in case.refused_by_rule("personnel-asked", other, people.SECURITY).reason
    for wrong in (replace(TRAINED, policy_id=None), replace(CLEARED, policy_id="house-training")):
        assert case.attempt(wrong, people.SECURITY) is not None
    refusal = case.refused(replace(TRAINED, policy_id=None), people.SECURITY, UnusableInputError)
    assert refusal.field == "policy_id"
    ask = RequirePersonnelCheck(CASE, ROSA, PersonnelRequirement.POLICY, "The house.")
    assert case.refused(ask, people.SECURITY, UnusableInputError).field == "requirement"
