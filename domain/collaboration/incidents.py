"""The incident track: incidents that were linked to the case, and what a person says they mean for it.

The incident itself is a record of its own with a stricter need to know; the case learns its id, type and severity.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration import approval_rules, spine, transitions
from domain.collaboration.rule import GUIDELINE, GateRule, Guard
from domain.collaboration.spine import Status
from domain.context import Context
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Blocks, Gate, Scope
from domain.incident.words import IncidentType, Severity
from domain.sentence import say
from domain.values import CaseId, IncidentId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

_BLOCKS: Mapping[Severity, frozenset[Blocks]] = {
    Severity.LIMITED: frozenset({Blocks.SHARE}),
    Severity.SERIOUS: frozenset({Blocks.SHARE, Blocks.START, Blocks.RESUME}),
}


class Consequence(StrEnum):
    """What an incident means for a case. Source: [004], a running project whose situation changes (O10)."""

    CONTINUE = "continue"
    SUSPEND = "suspend"
    TERMINATE = "terminate"


@dataclass(frozen=True, slots=True)
class IncidentNoted:
    """An incident touches this case; a person must say what it means for it."""

    stored_name: ClassVar[str] = "collaboration.incident-noted.v1"
    case_id: CaseId
    incident_id: IncidentId
    kv_type: IncidentType
    severity: Severity


@dataclass(frozen=True, slots=True)
class IncidentAnswered:
    """A person said what the incident means for this case."""

    stored_name: ClassVar[str] = "collaboration.incident-answered.v1"
    case_id: CaseId
    incident_id: IncidentId
    consequence: Consequence
    rationale: SealedText


@dataclass(frozen=True, slots=True)
class NoteIncident:
    """Note on the case that an incident touches it (given by the program that follows incidents)."""

    case_id: CaseId
    incident_id: IncidentId
    kv_type: IncidentType
    severity: Severity


@dataclass(frozen=True, slots=True)
class AnswerIncident:
    """Say what an incident means for the case: it goes on, stands still, or is to end.

    `suspend` makes a decided case stand still at once; `terminate` keeps the gate open until
    propose-termination and terminate have ended it.
    """

    case_id: CaseId
    incident_id: IncidentId
    consequence: Consequence
    rationale: str


@dataclass(frozen=True, slots=True)
class Noted:
    """An incident as the case knows it."""

    kv_type: IncidentType
    severity: Severity
    consequence: Consequence | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the case still waits because of it."""
        return self.consequence in {None, Consequence.TERMINATE}


@dataclass(frozen=True, slots=True)
class Incidents:
    """The incidents that touch the case."""

    noted: Mapping[IncidentId, Noted] = field(default_factory=dict)


Command = NoteIncident | AnswerIncident
Event = IncidentNoted | IncidentAnswered


def decide(
    state: "Collaboration", command: Command, context: Context
) -> tuple[Event | spine.CollaborationSuspended, ...]:
    """Return what a command about an incident causes; noting or answering the same again causes nothing."""
    known = state.incidents.noted.get(command.incident_id)
    match command:
        case NoteIncident(case_id, incident_id, kv_type, severity):
            if known is not None and (known.kv_type, known.severity) == (kv_type, severity):
                return ()
            return (IncidentNoted(case_id, incident_id, kv_type, severity),)
        case AnswerIncident(case_id, incident_id, consequence, rationale):
            if known is None:
                raise NotFoundError("incident of this case", incident_id)
            why = text.required(rationale, "rationale")
            if known.consequence is consequence:
                return ()
            answered = IncidentAnswered(case_id, incident_id, consequence, why)
            if consequence is not Consequence.SUSPEND or state.spine.status is Status.SUSPENDED:
                return (answered,)
            if state.spine.status not in {Status.APPROVED, Status.RUNNING}:
                rule = f"a case that is {state.spine.status} is not suspended"
                raise UnusableInputError("consequence", rule, "continue, or terminate and then reject or withdraw")
            cause, due = spine.SuspensionCause.INCIDENT, transitions.review_due(context.today)
            return (answered, spine.CollaborationSuspended(case_id, cause, "an incident", None, due))
        case _:
            assert_never(command)


def evolve(slice_: Incidents, event: Event, _meta: Metadata) -> Incidents:
    """Return the track after `event`. An answer outlives a severity that falls, not one that rises."""
    known = slice_.noted.get(event.incident_id)
    match event:
        case IncidentNoted(incident_id=incident_id, kv_type=kv_type, severity=severity):
            fell = known is not None and (known.severity, severity) == (Severity.SERIOUS, Severity.LIMITED)
            kept = known.consequence if known is not None and fell and known.kv_type is kv_type else None
            return Incidents({**slice_.noted, incident_id: Noted(kv_type, severity, kept)})
        case IncidentAnswered(incident_id=incident_id, consequence=consequence):
            assert known is not None, "only what was noted is answered"
            return Incidents({**slice_.noted, incident_id: replace(known, consequence=consequence)})
        case _:
            assert_never(event)


_TOUCHED = "a {severity} incident of type {type} touches the case: {asked}"


def an_incident_is_answered_by_a_person(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """O10: what changes the situation of a project is looked at before it goes on. Source: [004], running projects."""
    for incident_id, noted in state.incidents.noted.items():
        if not noted.is_open:
            continue
        ends = noted.consequence is Consequence.TERMINATE
        asked = "its end was asked for and is not decided" if ends else "nobody said what it means for this case"
        yield Gate(
            f"incident:{incident_id}:{noted.severity}{':ends' if ends else ''}",
            "incident",
            _BLOCKS[noted.severity],
            "O10",
            f"{GUIDELINE}: when the situation of a running project changes (O10)",
            say(_TOUCHED, severity=noted.severity, type=noted.kv_type, asked=asked),
            "propose-termination and terminate, by two people; or answer-incident anew"
            if ends
            else "answer-incident, by the contact point",
            Scope.SHARING if noted.severity is Severity.LIMITED else Scope.WHOLE,
        )


GATES = (GateRule("O10", "incident", an_incident_is_answered_by_a_person),)
GUARDS = (Guard("O10-own", "settled.md 13", (AnswerIncident,), approval_rules.nobody_decides_on_their_own_case),)
