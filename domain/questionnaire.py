"""Questionnaires as data: questions, when each is asked, and rules that name the answers behind an outcome.

An outcome is a word with the answers that caused it; no answer has a weight and nothing is added up.
Source: handbook domain.md 3.1 (three outcomes, as the federal twin of the appraisal has them), 4.4 B7.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from domain import text
from domain.errors import UnusableInputError
from domain.values import Sealed

SOURCE = "VLIR guideline on kennisveiligheid 2025 [004], FWO research security appraisal"


class AnswerKind(StrEnum):
    """What an answer to a question may be."""

    YES_NO_UNSURE = "yes_no_unsure"
    CHOICE = "choice"
    TEXT = "text"


class Domain(StrEnum):
    """What a question is about: the three domains of the appraisal. Source: [004]."""

    TOPIC = "topic"
    COUNTRY = "country"
    PARTNER = "partner"


class AppraisalOutcome(StrEnum):
    """How an appraisal ends."""

    NONE = "none"
    MODERATE = "moderate"
    HIGH = "high"


YES_NO_UNSURE = ("yes", "no", "unsure")
"""To be unsure is an answer of its own. Source: handbook domain.md 3.1."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text in Dutch and in English."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Said:
    """Holds when a question was answered with one of these words."""

    question: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, why it is asked, and the answer to another on which it is asked at all."""

    question_id: str
    domain: Domain
    kind: AnswerKind
    label: Words
    reason: Words
    choices: tuple[str, ...] = ()
    shown_if: Said | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        """Return the words that may answer it; none for free text."""
        return YES_NO_UNSURE if self.kind is AnswerKind.YES_NO_UNSURE else self.choices


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """An outcome, and what must come together for it: one answer out of each group."""

    rule_id: str
    outcome: AppraisalOutcome
    groups: tuple[tuple[Said, ...], ...]
    label: Words


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of a questionnaire; `owner` is who wrote it and `notice` says what it is not."""

    questionnaire_id: str
    version: str
    owner: str
    notice: Words
    questions: tuple[Question, ...]
    rules: tuple[OutcomeRule, ...]
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it is kept: a word out of a closed set, or a text that is sealed."""

    question: str
    word: str | None
    text: Annotated[str, Sealed()] | None


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome, the rules that hold, and the questions whose answers made them hold."""

    outcome: AppraisalOutcome
    rules: tuple[str, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs between two sets; `flips` says that it alone changes the outcome."""

    question: str
    before: str | None
    after: str | None
    flips: bool


def read(form: Questionnaire, given: Iterable[tuple[str, str]]) -> tuple[Answer, ...]:
    """Return the answers in the order of the questions.

    Raises `UnusableInputError`, naming the field and the rule, for a question that there is none of, that is answered
    twice, not answered, answered although it is not asked, or answered by a word that is none of its own.
    """
    found = _by_question(form, given)
    said = {key: value for key, (_, value) in found.items()}
    answers = []
    for question in form.questions:
        key = question.question_id
        if not _is_shown(question, form, said):
            if key in found:
                raise _contradiction(question, found[key][0], said, form)
            continue
        if key not in found:
            expected = ", ".join(question.answers) or "a text"
            raise UnusableInputError(f"answers.{key}", f"question {key!r} is not answered [{_place(form)}]", expected)
        answers.append(_answer(question, *found[key], form))
    return tuple(answers)


def outcome(form: Questionnaire, answers: Iterable[Answer]) -> Finding:
    """Return the heaviest outcome whose rule holds, with every rule and answer behind it."""
    return _weigh(form, {each.question: each.word for each in answers})


def changes(form: Questionnaire, before: Iterable[Answer], after: Iterable[Answer]) -> tuple[Change, ...]:
    """Return the answers that differ, and which of them flips the outcome.

    Both sets are weighed by the same `form`. An answer flips the class when taking it back alone undoes the change of
    outcome; when none does so alone, those among the causes of either outcome flip it together.
    """
    then, now = ({each.question: each for each in each_set} for each_set in (before, after))
    differing = [
        question.question_id
        for question in form.questions
        if then.get(question.question_id) != now.get(question.question_id)
    ]
    old, new = _words(then), _words(now)
    first, last = _weigh(form, old), _weigh(form, new)
    flipping: set[str] = set()
    if first.outcome is not last.outcome:
        flipping = {
            key for key in differing if _weigh(form, {**new, key: old.get(key)}).outcome is not last.outcome
        } or {key for key in differing if key in {*first.causes, *last.causes}}
    return tuple(Change(key, _shown(then.get(key)), _shown(now.get(key)), key in flipping) for key in differing)


def _weigh(form: Questionnaire, words: Mapping[str, str | None]) -> Finding:
    holding = [rule for rule in form.rules if all(_causes(group, words) for group in rule.groups)]
    heaviest = max((rule.outcome for rule in holding), key=list(AppraisalOutcome).index, default=AppraisalOutcome.NONE)
    chosen = [rule for rule in holding if rule.outcome is heaviest]
    causes = {cause for rule in chosen for group in rule.groups for cause in _causes(group, words)}
    ordered = tuple(each.question_id for each in form.questions if each.question_id in causes)
    return Finding(heaviest, tuple(rule.rule_id for rule in chosen), ordered)


def _causes(group: tuple[Said, ...], words: Mapping[str, str | None]) -> tuple[str, ...]:
    return tuple(each.question for each in group if words.get(each.question) in each.words)


def _words(answers: Mapping[str, Answer]) -> dict[str, str | None]:
    return {key: answer.word for key, answer in answers.items()}


def _shown(answer: Answer | None) -> str | None:
    return None if answer is None else answer.word or answer.text


def _by_question(form: Questionnaire, given: Iterable[tuple[str, str]]) -> dict[str, tuple[int, str]]:
    known = {each.question_id for each in form.questions}
    found: dict[str, tuple[int, str]] = {}
    for number, (key, value) in enumerate(given):
        field = f"answers.{number}.question"
        if key not in known:
            raise UnusableInputError(
                field, f"{key!r} is no question of {_place(form)}", text.one_of(sorted(known), key)
            )
        if key in found:
            same = found[key][1] == value
            rule = f"{key!r} is answered twice{'' if same else f', {found[key][1]!r} and {value!r}'} [{_place(form)}]"
            raise UnusableInputError(field, rule, "one answer to each question")
        found[key] = (number, value)
    return found


def _is_shown(question: Question, form: Questionnaire, said: Mapping[str, str]) -> bool:
    condition = question.shown_if
    if condition is None:
        return True
    asked = next(each for each in form.questions if each.question_id == condition.question)
    return said.get(condition.question) in condition.words and _is_shown(asked, form, said)


def _contradiction(question: Question, number: int, said: Mapping[str, str], form: Questionnaire) -> UnusableInputError:
    condition = question.shown_if
    assert condition is not None
    other = said.get(condition.question)
    answered = f"is answered {other!r}" if other is not None else "is not answered"
    rule = f"contradicts {condition.question!r}, which {answered} [{_place(form)}]"
    expected = f"no answer: {question.question_id!r} is asked only on {' or '.join(condition.words)}"
    return UnusableInputError(f"answers.{number}.answer", rule, expected)


def _answer(question: Question, number: int, value: str, form: Questionnaire) -> Answer:
    field = f"answers.{number}.answer"
    if question.kind is AnswerKind.TEXT:
        return Answer(question.question_id, None, text.required(value, field))
    if value not in question.answers:
        rule = f"{value!r} does not answer {question.question_id!r} [{_place(form)}]"
        raise UnusableInputError(field, rule, text.one_of(question.answers, value))
    return Answer(question.question_id, value, None)


def _place(form: Questionnaire) -> str:
    return f"questionnaire {form.questionnaire_id} {form.version} of {form.owner}"
