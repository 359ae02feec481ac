"""External advice: what a body outside the institution was asked, with how little, and what it answered.

Advice never decides. A decision waits for it only where the officer who asks says so (`waits_for`).
Source: handbook domain.md 1.10; parliamentary questions [000], [002] on State Security and the advice desk.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, assert_never
from uuid import UUID

from domain import text
from domain.collaboration import support
from domain.collaboration.rule import DESIGN, GateRule, Guard
from domain.collaboration.support import Marking
from domain.context import Context
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Blocks, Gate, Scope
from domain.sentence import say
from domain.values import CaseId, Metadata, PersonId, Sealed, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

WAITING = frozenset({Blocks.APPROVE, Blocks.START, Blocks.SHARE})
"""What an officer may let wait for advice."""


class AdviceBody(StrEnum):
    """Whom the contact point may ask. Source: [000], [002]."""

    STATE_SECURITY = "state_security"
    POLICE = "police"
    LOKET = "loket"
    LICENCE_AUTHORITY = "licence_authority"
    DIPLOMACY = "diplomacy"
    OTHER = "other"


class SharedField(StrEnum):
    """One thing about a case that a body outside may be told; there is no word for the whole file."""

    TITLE = "title"
    NATURE = "nature"
    PARTNERS = "partners"
    COUNTRIES = "countries"
    TECHNOLOGIES = "technologies"
    CONTROL_CODES = "control_codes"
    TRL = "trl"
    PERIOD = "period"
    FUNDER = "funder"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class ExternalAdviceRequested:
    """A body outside was asked; `shared` lists all that it was told, `persons` about whom."""

    stored_name: ClassVar[str] = "collaboration.external-advice-requested.v1"
    case_id: CaseId
    advice_id: UUID
    body: AdviceBody
    body_name: str | None
    question: Annotated[str, Sealed(persons="persons")]
    marking: Marking
    shared: tuple[SharedField, ...]
    persons: tuple[PersonId, ...]
    due_on: date
    waits_for: Blocks | None


@dataclass(frozen=True, slots=True)
class ExternalAdviceReceived:
    """The body answered; what follows from it people decide."""

    stored_name: ClassVar[str] = "collaboration.external-advice-received.v1"
    case_id: CaseId
    advice_id: UUID
    answer: SealedText
    marking: Marking


@dataclass(frozen=True, slots=True)
class RequestExternalAdvice:
    """Ask a body outside, naming each field that it is told; `waits_for` lets a decision wait for the answer.

    `persons` are those of the case whom it is told about, and only beside the field `persons`.
    """

    case_id: CaseId
    advice_id: UUID
    body: AdviceBody
    question: str
    due_on: date
    shared: tuple[SharedField, ...]
    marking: Marking = Marking.CONFIDENTIAL
    persons: tuple[PersonId, ...] = ()
    body_name: str | None = None
    waits_for: Blocks | None = None


@dataclass(frozen=True, slots=True)
class RecordExternalAdvice:
    """Record what the body answered."""

    case_id: CaseId
    advice_id: UUID
    answer: str
    marking: Marking = Marking.CONFIDENTIAL


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a body outside."""

    body: AdviceBody
    due_on: date
    waits_for: Blocks | None
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class ExternalAdvice:
    """What was asked outside."""

    asked: Mapping[UUID, Asked] = field(default_factory=dict)


Command = RequestExternalAdvice | RecordExternalAdvice
Event = ExternalAdviceRequested | ExternalAdviceReceived


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about external advice causes. Raises `UnusableInputError` or `NotFoundError`."""
    match command:
        case RequestExternalAdvice():
            return _requested(state, command, context)
        case RecordExternalAdvice(case_id, advice_id, answer, marking):
            said = text.required(answer, "answer")
            return (ExternalAdviceReceived(case_id, advice_id, said, support.kept_here(marking)),)
        case _:
            assert_never(command)


def evolve(slice_: ExternalAdvice, event: Event, _meta: Metadata) -> ExternalAdvice:
    """Return the track after `event`."""
    match event:
        case ExternalAdviceRequested(advice_id=advice_id, body=body, due_on=due_on, waits_for=waits_for):
            return ExternalAdvice({**slice_.asked, advice_id: Asked(body, due_on, waits_for)})
        case ExternalAdviceReceived(advice_id=advice_id):
            asked = slice_.asked.get(advice_id)
            if asked is None:
                return slice_
            return ExternalAdvice({**slice_.asked, advice_id: replace(asked, is_answered=True)})
        case _:
            assert_never(event)


def what_waits_for_advice_waits(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A decision waits for advice only where the officer who asked for it said so. Source: domain.md 1.10."""
    for advice_id, asked in state.external_advice.asked.items():
        if asked.waits_for is None or asked.is_answered:
            continue
        yield Gate(
            f"external-advice:{advice_id}",
            "external-advice",
            frozenset({asked.waits_for}),
            "external-advice",
            "kvcase design, handbook domain.md 1.10",
            say(_NOT_RECEIVED, body=asked.body.replace("_", " "), day=asked.due_on),
            "record-external-advice, by the contact point; or an override by two people",
            Scope.SHARING if asked.waits_for is Blocks.SHARE else Scope.WHOLE,
        )


_NOT_RECEIVED = "the advice asked of {body} is not received (due {day})"


def an_answer_has_its_question(state: "Collaboration", command: RecordExternalAdvice, _context: Context) -> str | None:
    """An answer is recorded once, to a question that was asked. Source: handbook domain.md 1.10."""
    asked = state.external_advice.asked.get(command.advice_id)
    if asked is None:
        return "this advice was not asked; request-external-advice comes first"
    return (
        "this advice was answered before; a further question has an advice_id of its own" if asked.is_answered else None
    )


def _requested(state: "Collaboration", command: RequestExternalAdvice, context: Context) -> tuple[Event, ...]:
    if command.advice_id in state.external_advice.asked:
        return ()
    if not command.shared:
        raise UnusableInputError("shared", "names nothing that is told", "each field that the body is told")
    if (SharedField.PERSONS in command.shared) != bool(command.persons):
        rule = "persons are told about by name, or not at all"
        raise UnusableInputError("persons", rule, "the persons of the case beside the field persons, and only then")
    for person_id in command.persons:
        if person_id not in state.parties.persons:
            raise NotFoundError("linked person", person_id)
    if command.waits_for is not None and command.waits_for not in WAITING:
        raise UnusableInputError(
            "waits_for", f"{command.waits_for} does not wait for advice", "approve, start or share"
        )
    if command.body is AdviceBody.OTHER or command.body_name is not None:
        name = text.required(command.body_name or "", "body_name", text.MAX_TITLE)
    else:
        name = None
    text.in_order(context.today, command.due_on, "due_on")
    return (
        ExternalAdviceRequested(
            command.case_id,
            command.advice_id,
            command.body,
            name,
            text.required(command.question, "question"),
            support.kept_here(command.marking),
            tuple(sorted(set(command.shared))),
            tuple(sorted(set(command.persons))),
            command.due_on,
            command.waits_for,
        ),
    )


GATES = (GateRule("external-advice", "external-advice", what_waits_for_advice_waits),)
GUARDS = (Guard("external-advice-asked", DESIGN, (RecordExternalAdvice,), an_answer_has_its_question),)
