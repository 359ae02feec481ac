"""Comments, documents, an assignee and questions stand beside a case; advice from outside informs and never decides."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from domain.collaboration import approval, external_advice, screening, support
from domain.collaboration.external_advice import AdviceBody, RecordExternalAdvice, SharedField
from domain.collaboration.screening import ScreeningStatus
from domain.collaboration.spine import Status
from domain.collaboration.support import Marking, Visibility
from domain.errors import GatesOpenError, NotFoundError, NotPermittedError, UnusableInputError
from domain.gates import Blocks, Scope
from tests.domain import people
from tests.domain.gate_rows import ADVICE, ATTEMPTS, ask_outside
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, TODAY, Case, identifier, somebody, walk

COMMENT = support.AddComment(CASE, identifier("comment"), "Called them.")
DOCUMENT = support.AttachDocument(CASE, identifier("document"), "ab" * 32, "The agreement.")
ASK = support.AskNotifier(CASE, identifier("question"), "Who pays?", LATER)
ANSWER = support.AnswerQuestion(CASE, identifier("question"), "The faculty.")
ASSIGN = support.AssignCase(CASE, "olga", "Research security", LATER)


def supported(case: Case) -> tuple[object, ...]:
    """Give every supporting command once, and again; return what happened."""
    for _ in range(2):
        case.do(COMMENT, people.OFFICER)
        case.do(DOCUMENT, people.OFFICER)
        case.do(ASSIGN, people.OFFICER)
        case.do(ASK, people.OFFICER)
        case.do(ANSWER, people.RESEARCHER)
    return tuple(step.event for step in case.steps)


def test_what_supports_a_case_decides_nothing_and_happens_once() -> None:
    case = walk(Status.IN_REVIEW)
    before, gates = case.state, case.gates
    events = supported(case)[len(walk(Status.IN_REVIEW).steps) :]
    assert {type(each) for each in events} == set(get_args(support.Event))
    assert len(events) == len(get_args(support.Event))
    assert case.gates == gates
    # Who was asked something by a day has a deadline: it reminds, and decides nothing either.
    kept: dict[str, Any] = {"support": before.support, "deadlines": before.deadlines, "dossier": before.dossier}
    assert replace(case.state, version=before.version, **kept) == before
    assert case.state.screening.status is ScreeningStatus.COMPLETE
    case.do(approval.Approve(CASE, "The risk is small.", AS_IT_STANDS), people.APPROVER)


def test_who_comments_or_is_asked_may_still_decide() -> None:
    """Four eyes are about the work that a decision rests on, not about talking of it."""
    case = walk(Status.IN_REVIEW)
    case.do(COMMENT, people.APPROVER)
    case.do(ASK, people.APPROVER)
    case.approve()


@pytest.mark.rule("G21")
def test_a_researcher_writes_no_internal_comment() -> None:
    case = walk(Status.RUNNING)
    refusal = case.refused(COMMENT, people.RESEARCHER, NotPermittedError)
    assert refusal.rule_id == "G21"
    case.do(replace(COMMENT, visibility=Visibility.NOTIFIER), people.RESEARCHER)


def test_a_document_is_its_digest() -> None:
    case = walk(Status.RUNNING)
    for sha256 in ("AB" * 32, "ab" * 31, "no digest"):
        assert case.refused(replace(DOCUMENT, sha256=sha256), people.OFFICER, UnusableInputError).field == "sha256"
    case.do(DOCUMENT, people.OFFICER)
    other = replace(DOCUMENT, sha256="cd" * 32)
    assert "another digest" in case.refused(other, people.OFFICER, UnusableInputError).rule


def test_nothing_classified_by_law_is_kept_here() -> None:
    case = walk(Status.RUNNING)
    case.do(ask_outside(), people.OFFICER)
    for command in (
        replace(DOCUMENT, marking=Marking.CLASSIFIED),
        replace(ask_outside(), advice_id=identifier("second"), marking=Marking.CLASSIFIED),
        RecordExternalAdvice(CASE, ADVICE, "Known.", Marking.CLASSIFIED),
    ):
        assert case.refused(command, people.OFFICER, UnusableInputError).field == "marking"


def test_a_question_that_nobody_asked_is_not_answered() -> None:
    walk(Status.RUNNING).refused(ANSWER, people.RESEARCHER, NotFoundError)


def test_a_day_that_has_passed_is_no_day_to_be_ready() -> None:
    case = walk(Status.RUNNING).wait(1)
    for command in (replace(ASK, due_on=TODAY), replace(ASSIGN, due_on=TODAY), replace(ask_outside(), due_on=TODAY)):
        assert case.refused(command, people.OFFICER, UnusableInputError).field == "due_on"


@pytest.mark.rule("external-advice")
def test_advice_holds_nothing_back_unless_the_officer_says_so() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(ask_outside(), people.OFFICER)
    case.do(ask_outside(), people.OFFICER)
    assert not case.gates
    case.copy().approve()
    waiting = walk(Status.IN_REVIEW)
    waiting.do(ask_outside(Blocks.APPROVE), people.OFFICER)
    refusal = waiting.refused(ATTEMPTS["approve"].command, people.APPROVER, GatesOpenError)
    assert [gate.kind for gate in refusal.gates] == ["external-advice"]
    waiting.do(RecordExternalAdvice(CASE, ADVICE, "Advised against."), people.OFFICER)
    waiting.approve()  # advised against: and still a person decides


@pytest.mark.rule("external-advice")
def test_what_is_told_outside_is_listed_field_by_field() -> None:
    case = walk(Status.IN_REVIEW)
    ask = ask_outside()
    (event,) = case.copy().do(ask, people.OFFICER)
    assert event.shared == (SharedField.PARTNERS, SharedField.TECHNOLOGIES)
    stranger = somebody("Nobody")
    for changes, field in (
        ({"shared": ()}, "shared"),
        ({"shared": (SharedField.PERSONS,)}, "persons"),
        ({"persons": (stranger,)}, "persons"),
        ({"body": AdviceBody.OTHER}, "body_name"),
        ({"waits_for": Blocks.CLOSE}, "waits_for"),
        ({"question": " "}, "question"),
    ):
        assert case.refused(replace(ask, **changes), people.OFFICER, UnusableInputError).field == field
    named = replace(ask, shared=(SharedField.PERSONS,), persons=(stranger,))
    case.refused(named, people.OFFICER, NotFoundError)
    ann = case.link_person("Ann")
    case.do(replace(named, persons=(ann,)), people.SECURITY)


def test_advice_that_sharing_waits_for_holds_the_sharing_alone() -> None:
    case = walk(Status.RUNNING)
    case.do(ask_outside(Blocks.SHARE), people.OFFICER)
    assert [(gate.kind, gate.scope) for gate in case.gates] == [("external-advice", Scope.SHARING)]


def test_an_answer_from_outside_leaves_the_screening_as_it_is() -> None:
    case = walk(Status.ASSESSED)
    case.do(ask_outside(), people.OFFICER)
    case.do(RecordExternalAdvice(CASE, ADVICE, "Known."), people.OFFICER)
    assert case.state.screening.status is ScreeningStatus.COMPLETE
    assert isinstance(case.steps[-1].event, external_advice.ExternalAdviceReceived)
    assert not [step for step in case.steps[-2:] if isinstance(step.event, screening.ScreeningStarted)]
