"""What a researcher is told of the own case, kind by kind of gate and event."""

from dataclasses import fields

import pytest
from hypothesis import given, settings

from domain import speech
from domain.collaboration import checks, deadlines, disclosure, human_rights, rules, screening, spine, support
from domain.collaboration.decider import AGGREGATE
from domain.collaboration.disclosure import INSIDERS
from domain.collaboration.spine import Status
from domain.deadlines import Kind
from domain.gates import Blocks, Gate, Scope
from domain.values import Role
from tests.domain.gate_rows import ROWS
from tests.domain.random_walks import Dice, begun, dice, play
from tests.domain.scenario import CASE, LEGAL_LIST, NOW, PARTNER, hit, identifier, walk
from tests.scenarios import may_share as scenario

RESEARCHER = {Role.RESEARCHER}
pytestmark = pytest.mark.rule("G21")


@pytest.mark.parametrize("role", sorted(INSIDERS))
def test_who_works_on_cases_sees_them_as_they_are(role: Role) -> None:
    case = walk(Status.IN_REVIEW)
    case.rescreen(hit(PARTNER, LEGAL_LIST))
    assert disclosure.gates_for(case.gates, {role}) == case.gates
    assert disclosure.gates_for(case.gates, {role, Role.RESEARCHER}) == case.gates
    for step in case.steps:
        assert disclosure.told_fields(step.event, {role}) == frozenset(each.name for each in fields(step.event))


@pytest.mark.parametrize("role", sorted(set(Role) - INSIDERS))
def test_everybody_else_is_told_as_a_researcher_is(role: Role) -> None:
    case = walk(Status.IN_REVIEW)
    case.rescreen(hit(PARTNER, LEGAL_LIST))
    told = disclosure.gates_for(case.gates, {role})
    assert {gate.kind for gate in told} == {"contact-point"}


def test_hits_lists_and_entries_become_one_thing_that_the_contact_point_sees_to() -> None:
    case = walk(Status.APPROVED)
    case.rescreen(hit(PARTNER, LEGAL_LIST, "SECRET-1"), hit(PARTNER, LEGAL_LIST, "SECRET-2"))
    (gate,) = disclosure.gates_for(case.gates, RESEARCHER)
    assert (gate.reason, gate.closed_by) == ("the contact point looks into it", "the contact point")
    assert gate.blocks == frozenset(block for each in case.gates for block in each.blocks)
    assert (gate.subject, gate.legal, gate.rule_id) == (None, False, "G21")


def test_what_holds_the_sharing_alone_is_told_as_such() -> None:
    case = walk(Status.RUNNING)
    case.link("Late Partner")
    told = {gate.kind: gate for gate in disclosure.gates_for(case.gates, RESEARCHER)}
    assert told["contact-point"].blocks >= {Blocks.SHARE}
    shared = [gate for gate in case.gates if gate.kind == "sharing-hold"]
    assert disclosure.gates_for(shared, RESEARCHER)[0].scope is Scope.SHARING


def test_what_a_researcher_must_do_is_told() -> None:
    case = walk(Status.APPROVED)
    ROWS["mitigation"].open(case, Blocks.START)
    (gate,) = disclosure.gates_for(case.gates, RESEARCHER)
    assert gate.gate_id == case.gates[0].gate_id
    assert "implement-mitigation" in gate.closed_by


def test_a_human_rights_test_is_called_failed_only_where_it_was() -> None:
    law = "[004]"
    reasons = {
        reason: disclosure.gates_for(
            (Gate(f"human-rights:{reason}", "human-rights", frozenset({Blocks.START}), "G8", law, reason, "x"),),
            RESEARCHER,
        )[0].reason
        for reason in ("the human-rights test is not made", human_rights.FAILED)
    }
    assert reasons == {
        "the human-rights test is not made": "the human-rights test is not passed yet",
        human_rights.FAILED: human_rights.FAILED,
    }
    dutch = {speech.told(each, spine.Language.NL) for each in reasons.values()}
    assert dutch == {"de mensenrechtentoets is nog niet doorstaan", "de mensenrechtentoets is niet doorstaan"}


def test_what_a_researchers_own_question_lacks_is_told_as_it_is_and_nothing_of_the_lists() -> None:
    case = scenario.licensed()
    case.rescreen(hit(scenario.UNIVERSITY, LEGAL_LIST))
    answer = scenario.ask(case, scenario.LAPTOP)
    told = disclosure.gates_for(answer.gates, RESEARCHER)
    assert [gate for gate in answer.gates if gate.kind == "licence-coverage"] == [
        gate for gate in told if gate.kind == "licence-coverage"
    ]
    assert LEGAL_LIST not in repr(told)
    assert {block for gate in told for block in gate.blocks} >= {Blocks.SHARE}


def test_every_gate_that_is_told_in_its_own_words_is_a_kind_of_gate() -> None:
    kinds = {rule.kind for rule in rules.RULES.gates}
    assert disclosure._TOLD_GATES.keys() <= kinds


@settings(max_examples=100, deadline=None, derandomize=True)
@given(dice())
def test_no_walk_leads_to_a_gate_that_tells_a_researcher_too_much(thrown: Dice) -> None:
    case = play(thrown, begun(thrown.status))
    told = disclosure.gates_for(case.gates, RESEARCHER)
    words = repr(told)
    secrets = {hit_.list_id for hit_ in case.state.screening.hits.values()}
    secrets |= {hit_.entry_id for hit_ in case.state.screening.hits.values()}
    secrets |= {str(hit_id) for hit_id in case.state.screening.hits}
    secrets |= {str(one) for _, one in case.state.parties.subjects}
    assert not [each for each in secrets if f"'{each}" in words or f" {each}" in words or f":{each}" in words]
    assert {block for gate in told for block in gate.blocks} == {block for gate in case.gates for block in gate.blocks}
    assert len({gate.gate_id for gate in told}) == len(told)


def test_every_event_that_is_told_is_an_event_and_has_the_fields_named() -> None:
    for kind, told in disclosure._TOLD_EVENTS.items():
        assert kind in AGGREGATE.events
        assert told == {"*"} or told <= {each.name for each in fields(kind)}, kind


def test_nothing_of_hits_factors_holds_and_overrides_is_told() -> None:
    words = ("hit", "factor", "policy-applied", "delisting", "override", "rescreening", "incident", "external")
    for kind in AGGREGATE.events:
        name = str(vars(kind)["stored_name"])
        if any(word in name for word in words):
            assert kind not in disclosure._TOLD_EVENTS, name


def test_a_hold_is_told_without_what_raised_it() -> None:
    assert disclosure.told_fields(_held(), RESEARCHER) == frozenset({"case_id", "review_on"})


def test_the_conditions_of_a_termination_are_told_and_its_cause_is_not() -> None:
    proposed = spine.TerminationProposed(CASE, "A secret cause.", ("Return the data.",), None, NOW.date())
    assert disclosure.told_fields(proposed, RESEARCHER) == frozenset({"case_id", "conditions", "effective_on"})


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda each: each.check_id)
def test_a_check_of_the_plan_is_asked_in_plain_words_and_one_of_people_is_not_told(check: checks.Check) -> None:
    gate_id = f"check:{check.check_id}"
    gate = Gate(gate_id, "check", frozenset({check.blocks}), "casus-check", "x", "x", "x")
    (told,) = disclosure.gates_for([gate], RESEARCHER)
    recorded = checks.CheckRecorded(CASE, check.check_id, checks.CheckOutcome.UNSURE, "A finding.")
    fields_told = disclosure.told_fields(recorded, RESEARCHER)
    if check.must_be_met:
        assert (told.gate_id, told.reason) == (gate_id, check.question_en)
        assert fields_told == frozenset({"case_id", "check_id", "outcome"})
    else:
        assert told.kind == "contact-point"
        assert fields_told is None


@pytest.mark.parametrize(
    ("kind", "is_told"), [(Kind.NOTIFIER_ANSWER, True), (Kind.HIT_TRIAGE_LEGAL, False), (Kind.HOLD_REVIEW, False)]
)
def test_a_reminder_of_what_a_researcher_has_to_do_is_told(kind: Kind, is_told: bool) -> None:
    sent = deadlines.ReminderSent(CASE, f"{kind}:1", kind, "due", NOW.date(), (), (), None)
    assert (disclosure.told_fields(sent, RESEARCHER) is not None) == is_told


def _held() -> screening.SharingHeld:
    return screening.SharingHeld(CASE, identifier("hold"), "G1", "SDN", "A hit.", None, None, NOW.date())


def test_a_comment_is_told_to_whom_it_is_for() -> None:
    inside = support.CommentAdded(CASE, identifier("c"), "Looks odd.", support.Visibility.INTERNAL)
    outside = support.CommentAdded(CASE, identifier("c"), "Please wait.", support.Visibility.NOTIFIER)
    assert disclosure.told_fields(inside, RESEARCHER) is None
    assert disclosure.told_fields(outside, RESEARCHER) == frozenset(
        {"case_id", "comment_id", "text", "visibility", "persons"}
    )
