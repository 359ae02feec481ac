"""What people do around a case that decides nothing: comments, documents, an assignee, questions to the notifier.

None of it changes a decision, makes a screening stale or opens a gate.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, assert_never
from uuid import UUID

from domain import text
from domain.context import Context
from domain.errors import NotFoundError, NotPermittedError, UnusableInputError
from domain.values import CaseId, Metadata, PersonId, Role, Sealed, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Visibility(StrEnum):
    """Who may read a comment: the offices alone, or whoever notified the case too."""

    INTERNAL = "internal"
    NOTIFIER = "notifier"


class Marking(StrEnum):
    """How carefully a text or document is to be handled. What is classified by law is not kept here."""

    OPEN = "open"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    CLASSIFIED = "classified"


@dataclass(frozen=True, slots=True)
class CommentAdded:
    """Somebody said something about the case."""

    stored_name: ClassVar[str] = "collaboration.comment-added.v1"
    case_id: CaseId
    comment_id: UUID
    text: Annotated[str, Sealed(persons="persons")]
    visibility: Visibility
    persons: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentAttached:
    """A document belongs to the case; only its title, digest and marking stand here, not its content."""

    stored_name: ClassVar[str] = "collaboration.document-attached.v1"
    case_id: CaseId
    document_id: UUID
    sha256: str
    title: Annotated[str, Sealed(persons="persons")]
    marking: Marking
    persons: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseAssigned:
    """Somebody takes care of the case; `assignee` is an actor id."""

    stored_name: ClassVar[str] = "collaboration.assigned.v1"
    case_id: CaseId
    assignee: str
    team: str | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class NotifierAsked:
    """The contact point asked whoever notified the case a question; nothing waits for the answer."""

    stored_name: ClassVar[str] = "collaboration.notifier-asked.v1"
    case_id: CaseId
    question_id: UUID
    question: SealedText
    due_on: date | None


@dataclass(frozen=True, slots=True)
class NotifierAnswered:
    """A question of the contact point was answered."""

    stored_name: ClassVar[str] = "collaboration.notifier-answered.v1"
    case_id: CaseId
    question_id: UUID
    answer: SealedText


@dataclass(frozen=True, slots=True)
class AddComment:
    """Say something about the case; an internal comment is for the offices alone.

    `persons` are those of the case whom it names: when one of them is erased, it goes too.
    """

    case_id: CaseId
    comment_id: UUID
    text: str
    visibility: Visibility = Visibility.INTERNAL
    persons: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachDocument:
    """Name a document of the case by its title and SHA-256; its content is kept elsewhere, or sent to `/documents`.

    `persons` are those of the case whom it is about: when one of them is erased, it goes too.
    """

    case_id: CaseId
    document_id: UUID
    sha256: str
    title: str
    marking: Marking = Marking.INTERNAL
    persons: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignCase:
    """Say who takes care of the case, by the actor id, and until when."""

    case_id: CaseId
    assignee: str
    team: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class AskNotifier:
    """Ask whoever notified the case; the case goes on meanwhile."""

    case_id: CaseId
    question_id: UUID
    question: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Answer a question of the contact point."""

    case_id: CaseId
    question_id: UUID
    answer: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who takes care of a case."""

    assignee: str
    team: str | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Support:
    """What was said, attached and asked; `questions` tells whether each is answered."""

    comments: frozenset[UUID] = frozenset()
    documents: Mapping[UUID, str] = field(default_factory=dict)
    assignment: Assignment | None = None
    questions: Mapping[UUID, bool] = field(default_factory=dict)


Command = AddComment | AttachDocument | AssignCase | AskNotifier | AnswerQuestion
Event = CommentAdded | DocumentAttached | CaseAssigned | NotifierAsked | NotifierAnswered


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a supporting command causes; the same thing again causes nothing."""
    track = state.support
    match command:
        case AddComment(case_id, comment_id, said, visibility, persons):
            if comment_id in track.comments:
                return ()
            if visibility is Visibility.INTERNAL and context.role is Role.RESEARCHER:
                raise NotPermittedError("add-comment with visibility internal", ("the offices",), "G21")
            about = _about(state, persons)
            return (CommentAdded(case_id, comment_id, text.required(said, "text"), visibility, about),)
        case AttachDocument():
            return _attached(state, command)
        case AssignCase(case_id, assignee, team, due_on):
            who = text.required(assignee, "assignee", text.MAX_TITLE)
            group = text.required(team, "team", text.MAX_TITLE) if team is not None else None
            text.in_order(context.today, due_on, "due_on")
            assigned = Assignment(who, group, due_on)
            return () if track.assignment == assigned else (CaseAssigned(case_id, who, group, due_on),)
        case AskNotifier(case_id, question_id, question, due_on):
            if question_id in track.questions:
                return ()
            text.in_order(context.today, due_on, "due_on")
            return (NotifierAsked(case_id, question_id, text.required(question, "question"), due_on),)
        case AnswerQuestion(case_id, question_id, answer):
            if question_id not in track.questions:
                raise NotFoundError("question", question_id)
            if track.questions[question_id]:
                return ()
            return (NotifierAnswered(case_id, question_id, text.required(answer, "answer")),)
        case _:
            assert_never(command)


def evolve(slice_: Support, event: Event, _meta: Metadata) -> Support:
    """Return the track after `event`."""
    match event:
        case CommentAdded(comment_id=comment_id):
            return replace(slice_, comments=slice_.comments | {comment_id})
        case DocumentAttached(document_id=document_id, sha256=sha256):
            return replace(slice_, documents={**slice_.documents, document_id: sha256})
        case CaseAssigned(assignee=assignee, team=team, due_on=due_on):
            return replace(slice_, assignment=Assignment(assignee, team, due_on))
        case NotifierAsked(question_id=question_id):
            return replace(slice_, questions={**slice_.questions, question_id: False})
        case NotifierAnswered(question_id=question_id):
            return replace(slice_, questions={**slice_.questions, question_id: True})
        case _:
            assert_never(event)


def kept_here(marking: Marking) -> Marking:
    """Return the marking of what may be kept here. Raises `UnusableInputError` for what is classified by law."""
    if marking is Marking.CLASSIFIED:
        rule = "classified information is not kept in this register"
        raise UnusableInputError("marking", rule, "open, internal or confidential, and a reference to the original")
    return marking


def _about(state: "Collaboration", persons: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    """Return whom a text is about, each once. Raises `NotFoundError` for somebody who takes no part in the case."""
    for person_id in persons:
        if person_id not in state.parties.persons:
            raise NotFoundError("person in this case", person_id)
    return tuple(sorted(set(persons)))


def _attached(state: "Collaboration", command: AttachDocument) -> tuple[Event, ...]:
    if not _SHA256.fullmatch(command.sha256):
        raise UnusableInputError("sha256", "is no SHA-256 digest", "64 hexadecimal digits in small letters")
    known = state.support.documents.get(command.document_id)
    if known is not None and known != command.sha256:
        rule = f"document {command.document_id} has another digest"
        raise UnusableInputError("sha256", rule, "a document_id of its own for another document")
    marking = kept_here(command.marking)
    title = text.required(command.title, "title", text.MAX_TITLE)
    if known is not None:
        return ()
    about = _about(state, command.persons)
    return (DocumentAttached(command.case_id, command.document_id, command.sha256, title, marking, about),)
