"""The appraisal by questionnaire: the answers, the outcome they lead to, and which answers caused it.

It ends in the same place as an appraisal of which only the outcome is known (`record-appraisal`): the newest counts.
Source: [004], FWO research security appraisal over topic, country and partner; handbook domain.md 1.5, 4.4 B7.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from domain import questionnaire, text
from domain.collaboration.approval import AppraisalOutcome, Approval
from domain.context import Context
from domain.errors import UnusableInputError
from domain.questionnaire import SOURCE, Answer, Change, Questionnaire
from domain.slices import replace
from domain.values import CaseId, Metadata, Recorded

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


@dataclass(frozen=True, slots=True)
class AppraisalRecorded:
    """The outcome of a funder's research security appraisal was recorded."""

    stored_name: ClassVar[str] = "collaboration.appraisal-recorded.v1"
    case_id: CaseId
    questionnaire: str
    questionnaire_version: str
    outcome: AppraisalOutcome


@dataclass(frozen=True, slots=True)
class AppraisalAnswered:
    """A questionnaire was answered; `causes` are the questions whose answers led to the outcome."""

    stored_name: ClassVar[str] = "collaboration.appraisal-answered.v1"
    case_id: CaseId
    questionnaire: str
    questionnaire_version: str
    questionnaire_sha256: str
    answers: tuple[Answer, ...]
    outcome: AppraisalOutcome
    rules: tuple[str, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordAppraisal:
    """Record the outcome of a funder's research security appraisal."""

    case_id: CaseId
    questionnaire: str
    questionnaire_version: str
    outcome: AppraisalOutcome


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """One answer: the question's id, and a word that it offers or a text."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class AnswerAppraisal:
    """Answer a questionnaire about topic, country and partner; the outcome follows from its rules."""

    case_id: CaseId
    questionnaire: str
    version: str
    answers: tuple[AnswerInput, ...]


Command = RecordAppraisal | AnswerAppraisal
Event = AppraisalRecorded | AppraisalAnswered


def decide(_state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return the outcome recorded, or what the answers lead to.

    Raises `UnusableInputError` for an unknown version or answers of no use.
    """
    if isinstance(command, RecordAppraisal):
        name = text.required(command.questionnaire, "questionnaire", text.MAX_TITLE)
        return (AppraisalRecorded(command.case_id, name, command.questionnaire_version, command.outcome),)
    form = _form(command, context)
    answers = questionnaire.read(form, ((each.question, each.answer) for each in command.answers))
    found = questionnaire.outcome(form, answers)
    return (
        AppraisalAnswered(
            command.case_id,
            form.questionnaire_id,
            form.version,
            form.sha256,
            answers,
            found.outcome,
            found.rules,
            found.causes,
        ),
    )


def evolve(slice_: Approval, event: Event, _meta: Metadata) -> Approval:
    """Return the approval track after `event`: the newest appraisal counts."""
    return replace(slice_, appraisal=event.outcome)


@dataclass(frozen=True, slots=True)
class Appraised:
    """One appraisal of a case in its history, with what changed since the one before.

    `changes` is empty where there is nothing to hold it against: the first, or one whose answers are not known.
    """

    at: datetime
    by: str
    questionnaire: str
    version: str
    outcome: AppraisalOutcome
    answers: tuple[Answer, ...]
    causes: tuple[str, ...]
    changes: tuple[Change, ...]


def history(recorded: Iterable[Recorded], forms: Iterable[Questionnaire]) -> tuple[Appraised, ...]:
    """Return every appraisal of a case, the oldest first, and which answer flipped the outcome each time (B7)."""
    by_version = {(each.questionnaire_id, each.version): each for each in forms}
    found: list[Appraised] = []
    for each in recorded:
        event = each.event
        if not isinstance(event, AppraisalAnswered | AppraisalRecorded):
            continue
        name, version = event.questionnaire, event.questionnaire_version
        answers = event.answers if isinstance(event, AppraisalAnswered) else ()
        causes = event.causes if isinstance(event, AppraisalAnswered) else ()
        form = by_version.get((name, version))
        before = next((one for one in reversed(found) if one.questionnaire == name and one.answers), None)
        changed = questionnaire.changes(form, before.answers, answers) if form and before and answers else ()
        who = each.meta.actor.id
        found.append(Appraised(each.meta.recorded_at, who, name, version, event.outcome, answers, causes, changed))
    return tuple(found)


def _form(command: AnswerAppraisal, context: Context) -> Questionnaire:
    forms = context.questionnaires
    versions = sorted(version for name, version in forms if name == command.questionnaire)
    if not versions:
        known = ", ".join(sorted({name for name, _ in forms})) or "none is loaded"
        rule = f"there is no questionnaire {command.questionnaire!r} [{SOURCE}]"
        raise UnusableInputError("questionnaire", rule, f"one of {known}")
    if command.version not in versions:
        rule = f"{command.questionnaire!r} has no version {command.version!r} [{SOURCE}]"
        raise UnusableInputError("version", rule, f"one of {', '.join(versions)}")
    return forms[command.questionnaire, command.version]
