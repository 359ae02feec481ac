"""What waits whatever is typed: with nothing to be about, or behind a guard; and nothing that could be done waits."""

from dataclasses import fields

import pytest
from hypothesis import given, settings

from domain import permission
from domain.collaboration import attempts, deadlines, mitigation, screening, support
from domain.collaboration.attempts import WHATEVER_IS_TYPED, Waits
from domain.collaboration.rules import RULES
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Status
from domain.collaboration.state import Collaboration
from domain.collaboration.table import COMMANDS
from domain.values import Actor, HitId
from tests.domain import people
from tests.domain.gate_rows import MEASURE
from tests.domain.random_walks import Dice, Move, begun, dice, play
from tests.domain.scenario import CASE, LATER, LEGAL_LIST, NOW, PARTNER, TODAY, Case, hit, identifier, walk

_LOOKS_AT_WHAT_IS_TYPED = {
    "G10": "the factors that are accepted",
    "G11": "the version that was read",
    "G17-conditions": "the conditions",
    "G18-funder": "who funds",
    "G1-lists": "the lists in force",
    "G22": "left to the gates that are offered",
    "G4-codes": "the codes",
    "G4-unlisted": "the items",
    "G6-override": "left to the gates that are offered",
    "GTN-basic": "the ground",
    "GTN-published": "the day",
    "M10": "the factors",
    "M10-M06": "the measure",
    "NVO-stay": "the stay",
    "O13-conditions": "the conditions",
    "WP-named": "the package",
    "X5-level": "the topic",
    "X5-lowered": "the level",
    "answer-scope": "for how much it is answered",
    "catch-all-aware": "the awareness",
    "override-open-gate": "left to the gates that are offered",
    "reminder-due": "given by the program alone",
    "unsure-rank": "the question",
}


def waits(case: Case, command: str, actor: Actor) -> Waits | None:
    return attempts.waits(case.state, COMMANDS[command], actor, case.gates, NOW)


@pytest.mark.parametrize(
    ("command", "field", "actor"),
    [
        ("confirm-hit-resolution", "hit_id", people.EXPORT),
        ("release-sharing-hold", "hold_id", people.OFFICER),
        ("resume-deadline", "deadline_id", people.OFFICER),
        ("meet-condition", "condition_id", people.OFFICER),
        ("verify-mitigation", "mitigation_id", people.OFFICER),
        ("answer-question", "question_id", people.RESEARCHER),
        ("record-external-advice", "advice_id", people.OFFICER),
        ("begin-work-package", "work_package_id", people.RESEARCHER),
    ],
)
def test_what_names_a_thing_of_the_case_waits_until_there_is_one(command: str, field: str, actor: Actor) -> None:
    assert waits(walk(Status.APPROVED), command, actor) == Waits(field=field)


def test_what_a_guard_refuses_whatever_is_typed_waits_for_the_reason_of_the_guard() -> None:
    case = walk(Status.ASSESSED)
    assert waits(case, "record-ethics-advice", people.ETHICS) == Waits(
        "no advice was requested; request-ethics-advice comes first"
    )
    assert waits(case, "answer-as-advice", people.OFFICER) is not None
    assert waits(case, "reevaluate-human-rights", people.ETHICS) is not None
    assert waits(case, "submit-for-review", people.OFFICER) is None


def test_a_half_answered_hit_waits_for_another_person_and_not_for_who_answered_it() -> None:
    case = walk(Status.SCREENING)
    found = hit(PARTNER, LEGAL_LIST)
    case.do(screening.StartScreening(CASE, identifier("again")), people.OFFICER, found=case.found(found))
    answer = screening.ResolveHit(CASE, HitId(found.hit_id), Resolution.FALSE_POSITIVE, "Another one.")
    case.do(answer, people.EXPORT)
    (own, another) = (waits(case, "confirm-hit-resolution", who) for who in (people.EXPORT, people.COLLEAGUE))
    assert own is not None
    assert "another person must confirm it" in own.reason
    assert another is None


def test_a_thing_that_came_to_be_is_offered_and_once_it_is_done_with_waits_again() -> None:
    case = walk(Status.RUNNING)
    case.do(support.AskNotifier(CASE, identifier("asked"), "When?"), people.OFFICER)
    assert waits(case, "answer-question", people.RESEARCHER) is None
    case.do(support.AnswerQuestion(CASE, identifier("asked"), "In May."), people.RESEARCHER)
    assert waits(case, "answer-question", people.RESEARCHER) == Waits(field="question_id")
    case.do(deadlines.SetDeadline(CASE, identifier("own"), "Ask again", LATER), people.OFFICER)
    assert waits(case, "meet-deadline", people.OFFICER) is None
    taken = mitigation.SetMitigation(CASE, MEASURE, "M05", people.OFFICER.id, LATER, "IP.", ("P-MIL-TIE",))
    case.do(taken, people.OFFICER)
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Done.", mitigation.EvidenceType.CONTRACT), people.OFFICER)
    own = waits(case, "verify-mitigation", people.OFFICER)
    assert own is not None
    assert "another person must verify it" in own.reason


def test_every_guard_is_asked_beforehand_or_is_about_what_is_typed() -> None:
    every = {each.rule_id for each in RULES.guards}
    assert every == WHATEVER_IS_TYPED | _LOOKS_AT_WHAT_IS_TYPED.keys()
    assert not WHATEVER_IS_TYPED & _LOOKS_AT_WHAT_IS_TYPED.keys()


def test_what_a_command_is_about_is_a_field_of_it() -> None:
    for name, about in attempts.ABOUT.items():
        assert about.field in {each.name for each in fields(COMMANDS[name].type)}, name


@given(dice())
@settings(deadline=None)
def test_nothing_waits_of_which_something_came(thrown: Dice) -> None:
    case = begun(thrown.status)
    before: tuple[Collaboration, int] = (case.state, len(case.steps))

    def check(case: Case, move: Move, _accepted: bool) -> None:
        nonlocal before
        state, steps = before
        spec = next(each for each in COMMANDS.values() if each.type is type(move.command))
        is_his = spec.roles & move.actor.roles and permission.acting_role(spec, move.actor) is move.role
        if len(case.steps) > steps and is_his and not spec.opens:
            gates = RULES.open_gates(state, TODAY)
            assert attempts.waits(state, spec, move.actor, gates, NOW) is None, move
        before = (case.state, len(case.steps))

    play(thrown, case, check)
