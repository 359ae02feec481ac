"""The appraisal of a funder, one question at a time; its answers are carried in the form and sent as one command.

Only those questions are asked that earlier answers call for. Nothing of it stands in an address or on the server
before it is sent.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Flask, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api import identity, language, reads
from api.ports import Ports
from api.rest.errors import Problem
from api.web import page, sending, tongues, unsent
from api.web.researcher import forms
from api.web.researcher.own import WHO, Own, Owner
from domain.collaboration.appraisal import AnswerAppraisal, AnswerInput
from domain.collaboration.spine import Language
from domain.errors import NotFoundError
from domain.questionnaire import AnswerKind, Question, Questionnaire, Words
from domain.values import CaseId

_PREFIX = "a."


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of the appraisal."""
    owner = Owner(ports)

    def ask(identifier: UUID) -> Response:
        own = owner.case(identifier, identity.required())
        form = _form(ports)
        return _shown(own, form, _following(form, {}), {}, None)

    def answer(identifier: UUID) -> Response:
        actor = identity.required()
        own = owner.case(identifier, actor)
        form = _form(ports)
        given = _given(form)
        if (to := tongues.switched(request.form)) is not None:
            now = request.form.get("from")
            question = next((each for each in form.questions if each.question_id == now), None)
            before = {key: said for key, said in given.items() if key != now}
            return tongues.keep(_shown(own, form, question, before, None), to)
        back = request.form.get("back", "")
        if back:
            given = dict(list(given.items())[: list(given).index(back)]) if back in given else given
            return _shown(own, form, _following(form, given), given, None)
        following = _following(form, given)
        if following is not None or "send" not in request.form:
            missing = following is not None and request.form.get("from") == following.question_id
            return _shown(own, form, following, given, None, is_missing=missing)
        answers = tuple(AnswerInput(key, value) for key, value in given.items())
        command = AnswerAppraisal(CaseId(identifier), form.questionnaire_id, form.version, answers)
        refusal = sending.refused(
            lambda: ports.execute(
                command, actor=actor, expected_version=page.expected_version(), command_id=page.command_id(actor)
            )
        )
        if refusal is not None:
            return _shown(owner.case(identifier, actor), form, None, given, refusal)
        passed = request.form.getlist("passed")
        return redirect(url_for("pages.mine_questions", identifier=identifier, passed=passed), 303)

    rule = "/cases/<uuid:identifier>/mine/appraisal"
    page.add(app, "mine_appraisal", rule, ask, WHO)
    page.add(app, "mine_appraise", rule, answer, WHO, "POST")


def is_shown(question: Question, given: Mapping[str, str], questions: Sequence[Question]) -> bool:
    """Say whether a question is asked, after what was answered before it."""
    if question.shown_if is None:
        return True
    before = next(each for each in questions if each.question_id == question.shown_if.question)
    return given.get(before.question_id) in question.shown_if.words and is_shown(before, given, questions)


def _form(ports: Ports) -> Questionnaire:
    """Return the questionnaire to answer: one of the house's own before the sample that ships, and its last version.

    Raises `NotFoundError` where there is none.
    """
    forms_here = sorted(ports.questionnaires, key=lambda each: (each.owner != "kvcase", each.version))
    if not forms_here:
        raise NotFoundError("questionnaire", "of an appraisal")
    return forms_here[-1]


def _given(form: Questionnaire) -> dict[str, str]:
    """Return what the form carries, in the order of the questions, without what is not asked any more."""
    given: dict[str, str] = {}
    for question in form.questions:
        said = forms.typed(f"{_PREFIX}{question.question_id}")
        is_usable = bool(said) and (question.kind is AnswerKind.TEXT or said in question.answers)
        if is_usable and is_shown(question, given, form.questions):
            given[question.question_id] = said
    return given


def _following(form: Questionnaire, given: Mapping[str, str]) -> Question | None:
    waiting = (each for each in form.questions if each.question_id not in given)
    return next((each for each in waiting if is_shown(each, given, form.questions)), None)


def _shown(
    own: Own,
    form: Questionnaire,
    question: Question | None,
    given: Mapping[str, str],
    refusal: Problem | None,
    *,
    is_missing: bool = False,
) -> Response:
    reads.saw({"case_id": str(own.case_id)})
    shown = [each for each in form.questions if each.question_id in given]
    return page.show(
        "researcher/appraisal.html",
        code=200 if refusal is None else refusal.status,
        own=own,
        form=form,
        question=question,
        given=given,
        shown=shown,
        last=shown[-1].question_id if shown else None,
        refusal=refusal,
        is_missing=is_missing,
        passed=request.values.getlist("passed"),
        prefix=_PREFIX,
        labels=_labels(form),
        in_words=_in_words,
        number=len(given) + 1,
        typed=forms.typed(f"{_PREFIX}{question.question_id}") if question is not None else "",
        switching={"form": "asked", "method": "post", "action": request.path},
        choose=_("Choose an answer, or say that you are unsure."),
    )


def _labels(form: Questionnaire) -> dict[str, str]:
    """Return what the questions and their answers are called, for the page that shows them where they were not sent."""
    asked = {f"{_PREFIX}{each.question_id}": each for each in form.questions}
    told = {name: _in_words(each.label) for name, each in asked.items()}
    return told | {unsent.key(name, one): tongues.word(one) for name, each in asked.items() for one in each.answers}


def _in_words(words: Words) -> str:
    return words.nl if language.asked() is Language.NL else words.en
