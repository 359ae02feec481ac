"""The question track: is a risk factor there? Yes, no, or unsure; and who said so.

Yes makes the factor stand, no is kept as evidence that somebody looked, unsure keeps the question open until the
contact point answers it or takes it to the committee. Source: VLIR guideline 2025 [004], the casussen end in
questions; not knowing is an answer of its own (handbook domain.md 3.1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

from domain import text
from domain.collaboration import derived, factors
from domain.collaboration.factors import RiskFactorAsserted
from domain.collaboration.rule import GUIDELINE, GateRule, Guard
from domain.context import Context
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Blocks, Gate
from domain.sentence import say
from domain.values import CaseId, Metadata, PersonId, Role, Sealed

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

_SOURCE = "[004], accountability"
Question = tuple[str, UUID | None]
"""A code of the factor catalogue, and the party or person it is asked about; None for the case."""


class RiskAnswer(StrEnum):
    """An answer to the question whether a factor is there."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class RiskQuestionAnswered:
    """Somebody answered whether a risk factor is there; no is evidence too."""

    stored_name: ClassVar[str] = "collaboration.risk-question-answered.v1"
    case_id: CaseId
    code: str
    subject_id: UUID | None
    answer: RiskAnswer
    explanation: Annotated[str | None, Sealed(persons="about")]
    catalogue_edition: str
    about: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerRiskQuestion:
    """Answer whether a risk factor of the catalogue is there; `subject_id` names the party or person, if one.

    `explanation` is needed for yes, for an answer that changes, and for unsure: it says what is not known.
    """

    case_id: CaseId
    code: str
    answer: RiskAnswer
    explanation: str | None = None
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The last answer to a question; `is_open` while the contact point owes an answer to an unsure one."""

    answer: RiskAnswer
    is_by_researcher: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Questions:
    """The answers to the questions of the case."""

    given: Mapping[Question, Given] = field(default_factory=dict)

    def taken_to_the_committee(self) -> "Questions":
        """Return the questions when the committee was asked: its answer is waited for now (O13)."""
        return Questions({key: replace(each, is_open=False) for key, each in self.given.items()})

    def without_subject(self, subject_id: UUID) -> "Questions":
        """Return the questions when this party or person takes part no more."""
        return Questions({key: each for key, each in self.given.items() if key[1] != subject_id})


Command = AnswerRiskQuestion
Event = RiskQuestionAnswered


def decide(
    state: "Collaboration", command: Command, context: Context
) -> tuple[RiskQuestionAnswered | RiskFactorAsserted, ...]:
    """Return the answer, and with yes the factor that stands from then on; the same answer again causes nothing.

    Raises `UnusableInputError` for a code that is not in the catalogue, a no to what stands, and an answer that
    needs its reason; `NotFoundError` for a subject that takes no part.
    """
    factors.refuse_unknown(command.code, context)
    if command.subject_id is not None and command.subject_id not in {each for _, each in state.parties.subjects}:
        raise NotFoundError("linked party or person", command.subject_id)
    before = state.questions.given.get((command.code, command.subject_id))
    is_researcher = context.role is Role.RESEARCHER
    if before is not None and (before.answer, before.is_by_researcher) == (command.answer, is_researcher):
        return ()
    if command.answer is RiskAnswer.NO:
        _refuse_no_to_what_stands(state, command, context)
    why = _explanation(command, before)
    edition = context.catalogue.edition
    case_id, code, subject_id = command.case_id, command.code, command.subject_id
    about = state.parties.about(subject_id)
    answered = RiskQuestionAnswered(case_id, code, subject_id, command.answer, why, edition, about)
    if command.answer is not RiskAnswer.YES or factors.is_asserted(state, code, subject_id):
        return (answered,)
    assert why is not None, "a yes has its explanation"
    return (answered, factors.asserted(state, case_id, code, subject_id, why, edition))


def evolve(slice_: Questions, event: Event, meta: Metadata) -> Questions:
    """Return the questions after an answer; a researcher's later answer does not close what was unsure."""
    key = (event.code, event.subject_id)
    before = slice_.given.get(key)
    is_by_researcher = meta.actor.role is Role.RESEARCHER
    was_open = before is not None and before.is_open
    is_open = event.answer is RiskAnswer.UNSURE or (was_open and is_by_researcher)
    return Questions({**slice_.given, key: Given(event.answer, is_by_researcher, is_open)})


def what_is_unsure_is_answered(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """Unsure keeps the screening open until the contact point knows, or asks the committee (O13). Source: [004]."""
    for (code, subject_id), given in state.questions.given.items():
        if given.is_open:
            yield Gate(
                f"unsure:{code}:{subject_id or 'case'}",
                "unsure",
                frozenset({Blocks.COMPLETE_SCREENING}),
                "unsure",
                f"{GUIDELINE}, casussen: a question that points to a risk goes to the contact point or the committee",
                say(_UNSURE, factor=code),
                "answer-risk-question with yes or no, by the contact point; or request-ethics-advice",
                subject=str(subject_id) if subject_id is not None else None,
            )


def the_contact_point_has_the_last_word(
    state: "Collaboration", command: AnswerRiskQuestion, context: Context
) -> str | None:
    """A researcher answers first, and not over the contact point. Source: [004], contact point and measures (O8)."""
    given = state.questions.given.get((command.code, command.subject_id))
    if context.role is not Role.RESEARCHER:
        return None
    if given is not None and not given.is_by_researcher:
        return say(_ANSWERED, answer=given.answer, factor=command.code)
    if command.code in state.factors.rebutted_codes:
        return say("{factor} was rebutted in writing; tell the contact point what changed", factor=command.code)
    return None


_UNSURE = "whether {factor} is there is unsure, and nobody of the contact point has answered yes or no"
_ANSWERED = "the contact point answered {answer} on {factor}; tell it what changed"


def _explanation(command: AnswerRiskQuestion, before: Given | None) -> str | None:
    said = (command.explanation or "").strip()
    if said:
        return text.required(said, "explanation")
    if before is not None and before.answer is not command.answer:
        rule = f"{command.code} was answered {before.answer} before; an answer changes for a reason ({_SOURCE})"
        raise UnusableInputError("explanation", rule, "what changed since, or was found")
    if command.answer is not RiskAnswer.NO:
        rule = f"{command.answer} says nothing of what is known ({_SOURCE})"
        raise UnusableInputError("explanation", rule, "what was seen, or what is not known")
    return None


def _refuse_no_to_what_stands(state: "Collaboration", command: AnswerRiskQuestion, context: Context) -> None:
    code, subject_id = command.code, command.subject_id
    if code in state.factors.rebutted_codes:
        return
    facts = derived.factors(state, context.catalogue) if subject_id is None else derived.about(state, subject_id)
    said = {each.subject_id for each in state.factors.standing if each.code == code}
    is_said = bool(said) if subject_id is None else bool(said & {None, subject_id})
    if is_said or any(each == code for each, _ in facts):
        by = "somebody asserted it" if is_said else "the facts of the case show it"
        raise UnusableInputError(
            "answer", f"{code} stands here: {by} ({_SOURCE})", "rebut-risk-factor with its written justification"
        )


GATES = (GateRule("unsure", "unsure", what_is_unsure_is_answered),)
GUARDS = (
    Guard(
        "unsure-rank",
        f"{GUIDELINE}, O8: contact point and researcher",
        (AnswerRiskQuestion,),
        the_contact_point_has_the_last_word,
    ),
)
