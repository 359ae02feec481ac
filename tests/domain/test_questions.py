"""Yes, no, unsure: what an answer does, who may change it, and what it may not contradict."""

from typing import Any

import pytest

from domain.collaboration import ethics, factors, levels, questions, screening
from domain.collaboration.parties import UnlinkParty
from domain.collaboration.questions import AnswerRiskQuestion, RiskAnswer
from domain.collaboration.screening import Resolution, ScreeningStatus
from domain.collaboration.spine import Status
from domain.errors import NotFoundError, UnusableInputError
from domain.values import Actor
from tests.domain import people
from tests.domain.scenario import CASE, PARTNER, Case, hit, party, walk

YES, NO, UNSURE = RiskAnswer.YES, RiskAnswer.NO, RiskAnswer.UNSURE
COMPLETE = screening.CompleteScreening(CASE, "All looked at.")


def answer(code: str, what: RiskAnswer, why: str | None = "Seen.", about: Any = None) -> AnswerRiskQuestion:
    return AnswerRiskQuestion(CASE, code, what, why, about)


def standing(case: Case) -> set[str]:
    return {code for code, _ in levels.standing_factors(case.state, case.catalogue)}


def unsure(case: Case) -> list[str]:
    return [gate.gate_id for gate in case.gates if gate.kind == "unsure"]


@pytest.mark.rule("unsure")
@pytest.mark.parametrize("by", [people.RESEARCHER, people.OFFICER, people.EXPORT, people.ETHICS])
def test_yes_makes_the_factor_stand(by: Actor) -> None:
    case = walk(Status.SCREENING)
    answered, asserted = case.do(answer("P-OPAQUE", YES, about=PARTNER), by)
    assert isinstance(answered, questions.RiskQuestionAnswered)
    assert isinstance(asserted, factors.RiskFactorAsserted)
    assert (asserted.code, asserted.dimension, asserted.subject_id) == ("P-OPAQUE", "partner", PARTNER)
    assert standing(case) == {"P-OPAQUE"}
    assert "opaque-party" in case.kinds


@pytest.mark.rule("unsure")
def test_no_is_kept_as_evidence_and_changes_nothing() -> None:
    case = walk(Status.ASSESSED)
    (event,) = case.do(answer("P-OPAQUE", NO, None, PARTNER), people.OFFICER)
    assert (event.answer, event.explanation) == (NO, None)
    assert standing(case) == set()
    assert case.state.screening.status is ScreeningStatus.COMPLETE
    assert not unsure(case)


@pytest.mark.rule("unsure")
def test_unsure_keeps_the_screening_open_until_the_contact_point_knows() -> None:
    for what in (YES, NO):
        case = walk(Status.SCREENING)
        case.do(answer("F-CENSOR", UNSURE, "The contract is not here yet."), people.RESEARCHER)
        case.refused_by_gate("unsure", COMPLETE, people.OFFICER)
        case.do(answer("F-CENSOR", what, "The contract came."), people.OFFICER)
        assert not unsure(case)
        case.complete()


@pytest.mark.rule("unsure")
def test_a_researcher_who_is_sure_later_does_not_close_it_alone() -> None:
    case = walk(Status.SCREENING)
    case.do(answer("F-CENSOR", UNSURE), people.RESEARCHER)
    case.do(answer("F-CENSOR", NO, "Asked them."), people.RESEARCHER)
    assert unsure(case) == ["unsure:F-CENSOR:case"]
    case.do(answer("F-CENSOR", NO, "Read the contract."), people.OFFICER)
    assert not unsure(case)


@pytest.mark.rule("unsure")
@pytest.mark.rule("O13")
def test_what_is_unsure_is_taken_to_the_committee_whose_answer_is_waited_for() -> None:
    case = walk(Status.SCREENING)
    case.do(answer("F-CENSOR", UNSURE), people.OFFICER)
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "May they read before us?"), people.OFFICER)
    assert not unsure(case)
    assert "ethics" in case.kinds
    case.complete()
    case.do(answer("C-HR", UNSURE), people.OFFICER)
    assert unsure(case) == ["unsure:C-HR:case"], "a later question is another one"


@pytest.mark.rule("unsure")
def test_what_becomes_unsure_later_asks_the_level_anew() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(answer("F-CENSOR", UNSURE), people.RESEARCHER)
    assert case.state.screening.status is ScreeningStatus.IN_PROGRESS
    case.refused_by_gate("unsure", COMPLETE, people.OFFICER)


@pytest.mark.rule("unsure")
def test_a_question_leaves_with_whom_it_is_about() -> None:
    case = walk(Status.SCREENING)
    other = case.link("Another Partner")
    for about in (PARTNER, other):
        case.do(answer("P-OPAQUE", UNSURE, about=about), people.OFFICER)
    assert len(unsure(case)) == 2
    case.do(UnlinkParty(CASE, other, "Left."), people.OFFICER)
    assert unsure(case) == [f"unsure:P-OPAQUE:{PARTNER}"]


# Contradictions.


@pytest.mark.rule("unsure")
def test_no_to_what_somebody_asserted_is_refused_and_rebutted_instead() -> None:
    case = walk(Status.SCREENING)
    case.do(answer("P-OPAQUE", YES, about=PARTNER), people.RESEARCHER)
    for about in (PARTNER, None):
        found = case.refused(answer("P-OPAQUE", NO, about=about), people.OFFICER, UnusableInputError)
        assert found.field == "answer"
        assert "[004]" in found.rule
        assert found.expected.startswith("rebut-risk-factor")
    other = case.link("Another Partner")
    case.do(answer("P-OPAQUE", NO, about=other), people.OFFICER)
    case.do(factors.RebutRiskFactor(CASE, "P-OPAQUE", "Owners found."), people.OFFICER)
    case.do(answer("P-OPAQUE", NO, "Owners found.", PARTNER), people.OFFICER)


@pytest.mark.rule("unsure")
def test_no_to_what_the_facts_show_is_refused() -> None:
    case = walk(Status.NOTIFIED)
    china = case.link("Longjiang University", "CN")
    guest = case.link_person("Ann", temporary=True)
    case.classify("9.1")
    found = hit(china)
    case.screen(found)
    case.resolve(found, Resolution.TRUE_MATCH)
    for code, about in (("C-LIST", None), ("T-CTD-9.1", None), ("R-TEMP", guest), ("R-TEMP", None)):
        assert case.refused(answer(code, NO, about=about), people.OFFICER, UnusableInputError).field == "answer"
    case.do(answer("R-TEMP", NO, about=china), people.OFFICER)


@pytest.mark.rule("unsure")
@pytest.mark.parametrize(("first", "second"), [(NO, YES), (NO, UNSURE), (UNSURE, NO), (UNSURE, YES)])
def test_an_answer_changes_for_a_reason(first: RiskAnswer, second: RiskAnswer) -> None:
    case = walk(Status.SCREENING)
    case.do(answer("F-CENSOR", first), people.OFFICER)
    for why in (None, "  "):
        found = case.refused(answer("F-CENSOR", second, why), people.OFFICER, UnusableInputError)
        assert found.field == "explanation"
        assert f"answered {first} before" in found.rule
    case.do(answer("F-CENSOR", second, "The contract came."), people.OFFICER)


@pytest.mark.rule("unsure")
@pytest.mark.parametrize("what", [YES, UNSURE])
def test_yes_and_unsure_say_what_is_known(what: RiskAnswer) -> None:
    case = walk(Status.SCREENING)
    assert case.refused(answer("F-CENSOR", what, " "), people.RESEARCHER, UnusableInputError).field == "explanation"


@pytest.mark.rule("unsure-rank")
def test_a_researcher_contradicts_neither_an_answer_nor_a_rebuttal_of_the_contact_point() -> None:
    case = walk(Status.SCREENING)
    case.do(answer("F-CENSOR", NO), people.OFFICER)
    case.do(answer("P-OPAQUE", YES), people.RESEARCHER)
    case.do(factors.RebutRiskFactor(CASE, "P-OPAQUE", "Owners found."), people.OFFICER)
    for code in ("F-CENSOR", "P-OPAQUE"):
        for what in RiskAnswer:
            case.refused_by_rule("unsure-rank", answer(code, what), people.RESEARCHER)
    case.do(answer("P-OPAQUE", YES, "A letterbox."), people.OFFICER)
    assert standing(case) == {"P-OPAQUE"}, "the contact point may find again what it rebutted"


@pytest.mark.rule("unsure")
def test_the_same_answer_again_is_no_news_and_the_contact_points_own_is() -> None:
    case = walk(Status.SCREENING)
    case.do(answer("F-CENSOR", YES), people.RESEARCHER)
    assert case.do(answer("F-CENSOR", YES), people.RESEARCHER) == ()
    (confirmed,) = case.do(answer("F-CENSOR", YES), people.OFFICER)
    assert isinstance(confirmed, questions.RiskQuestionAnswered), "it stands already; who says so is new"


@pytest.mark.rule("unsure")
def test_a_question_is_of_the_catalogue_and_of_somebody_who_takes_part() -> None:
    case = walk(Status.SCREENING)
    assert case.refused(answer("P-NICE", YES), people.OFFICER, UnusableInputError).field == "code"
    case.refused(answer("P-OPAQUE", YES, about=party("Stranger")), people.OFFICER, NotFoundError)
