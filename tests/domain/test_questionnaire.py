"""The appraisal by questionnaire: what is taken, what it leads to and why, and which answer flipped it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import questionnaire
from domain.collaboration import appraisal
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from domain.questionnaire import AppraisalOutcome
from domain.values import Recorded
from tests.domain import people
from tests.domain.forms import FORM, FORMS, NOTHING_SENSITIVE, SENSITIVE
from tests.domain.scenario import CASE, Case, meta, walk

ANSWERS = st.fixed_dictionaries(
    {
        "dual": st.sampled_from(questionnaire.YES_NO_UNSURE),
        "where": st.sampled_from(("eu", "outside")),
        "army": st.sampled_from(questionnaire.YES_NO_UNSURE),
    }
).map(lambda said: tuple({**said, "codes": "6A002"}.items()) if said["dual"] == "yes" else tuple(said.items()))


def answering(*said: tuple[str, str], version: str = "1") -> appraisal.AnswerAppraisal:
    return appraisal.AnswerAppraisal(CASE, "sample", version, tuple(appraisal.AnswerInput(*each) for each in said))


@pytest.mark.rule("fwo-rsa")
def test_a_sensitive_topic_and_a_partner_with_an_army_together_are_high_and_named() -> None:
    (event,) = walk(Status.ASSESSED).do(answering(*SENSITIVE), people.RESEARCHER)
    assert (event.outcome, event.rules, event.causes) == (AppraisalOutcome.HIGH, ("together",), ("dual", "army"))
    assert [each.text for each in event.answers if each.text] == ["6A002"]


@pytest.mark.rule("fwo-rsa")
def test_to_be_unsure_is_an_answer_and_leads_to_moderate() -> None:
    case = walk(Status.ASSESSED)
    (event,) = case.do(answering(("dual", "unsure"), ("where", "outside"), ("army", "no")), people.RESEARCHER)
    assert (event.outcome, event.causes) == (AppraisalOutcome.MODERATE, ("dual",))
    (event,) = case.do(answering(*NOTHING_SENSITIVE), people.RESEARCHER)
    assert (event.outcome, event.rules, event.causes) == (AppraisalOutcome.NONE, (), ())


@pytest.mark.rule("G5")
def test_a_high_appraisal_of_an_fwo_application_asks_the_institution() -> None:
    case = Case().notify(funder_scheme="fwo")
    case.do(answering(*SENSITIVE), people.RESEARCHER)
    assert "institutional-approval" in case.kinds
    case.do(answering(*NOTHING_SENSITIVE), people.RESEARCHER)
    assert "institutional-approval" not in case.kinds


@pytest.mark.parametrize(
    ("command", "field", "said"),
    [
        (appraisal.AnswerAppraisal(CASE, "rsa", "1", ()), "questionnaire", "there is no questionnaire 'rsa'"),
        (answering(*SENSITIVE, version="2"), "version", "has no version '2'"),
        (answering(("why", "yes")), "answers.0.question", "is no question of questionnaire sample 1 of kvcase"),
        (answering(("dual", "yes"), ("dual", "no")), "answers.1.question", "answered twice, 'yes' and 'no'"),
        (
            answering(("dual", "no"), ("codes", "6A002")),
            "answers.1.answer",
            "contradicts 'dual', which is answered 'no'",
        ),
        (answering(("dual", "maybe")), "answers.0.answer", "'maybe' does not answer 'dual'"),
        (answering(("dual", "yes"), ("where", "eu"), ("army", "no")), "answers.codes", "is not answered"),
        (answering(("dual", "yes"), ("codes", "  ")), "answers.1.answer", "is empty"),
    ],
)
def test_answers_of_no_use_are_refused_by_field_and_rule(
    command: appraisal.AnswerAppraisal, field: str, said: str
) -> None:
    refusal = walk(Status.ASSESSED).refused(command, people.RESEARCHER, UnusableInputError)
    assert refusal.field == field
    assert said in refusal.rule
    assert refusal.expected


def test_the_history_tells_which_answer_flipped_the_class() -> None:
    case = walk(Status.ASSESSED)
    sets = (NOTHING_SENSITIVE, (("dual", "no"), ("where", "outside"), ("army", "yes")), SENSITIVE)
    for each in sets:
        case.do(answering(*each), people.RESEARCHER)
    case.do(appraisal.RecordAppraisal(CASE, "FWO", "2026", AppraisalOutcome.NONE), people.OFFICER)
    recorded = [
        Recorded(CASE, number, number, step.event, meta(step.actor, number=number))
        for number, step in enumerate(case.steps, 1)
    ]

    first, second, third, imported = appraisal.history(recorded, FORMS.values())

    assert [each.outcome for each in (first, second, third, imported)] == ["none", "moderate", "high", "none"]
    assert first.changes == imported.changes == ()
    assert {each.question: each.flips for each in second.changes} == {"where": False, "army": True}
    assert {each.question: each.flips for each in third.changes} == {"dual": True, "codes": False, "where": False}


@settings(deadline=None)
@given(ANSWERS, ANSWERS)
def test_a_class_that_changes_has_an_answer_that_flipped_it_and_one_that_stays_has_none(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> None:
    old, new = questionnaire.read(FORM, before), questionnaire.read(FORM, after)
    found = questionnaire.changes(FORM, old, new)
    is_flipped = questionnaire.outcome(FORM, old).outcome is not questionnaire.outcome(FORM, new).outcome
    assert any(each.flips for each in found) == is_flipped


@settings(deadline=None)
@given(ANSWERS)
def test_an_outcome_above_none_always_names_answers(said: tuple[tuple[str, str], ...]) -> None:
    found = questionnaire.outcome(FORM, questionnaire.read(FORM, said))
    assert bool(found.causes) == bool(found.rules) == (found.outcome is not AppraisalOutcome.NONE)
    lighter = replace(FORM, rules=())
    assert questionnaire.outcome(lighter, questionnaire.read(lighter, said)).outcome is AppraisalOutcome.NONE
