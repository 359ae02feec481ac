"""What happened to an incident."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from domain.incident.words import Body, IncidentOutcome, IncidentType, Severity
from domain.values import CaseId, IncidentId, PersonId, Sealed, SealedText


@dataclass(frozen=True, slots=True)
class IncidentReported:
    """Somebody told that something went wrong; who did stands in the metadata."""

    stored_name: ClassVar[str] = "incident.reported.v1"
    incident_id: IncidentId
    kv_type: IncidentType
    happened_on: date
    discovered_on: date
    description: Annotated[str, Sealed(persons="persons")]
    persons: tuple[PersonId, ...]
    has_personal_data: bool


@dataclass(frozen=True, slots=True)
class IncidentTriaged:
    """An officer said how grave it is, and whether personal data are concerned."""

    stored_name: ClassVar[str] = "incident.triaged.v1"
    incident_id: IncidentId
    kv_type: IncidentType
    severity: Severity
    has_personal_data: bool
    rationale: SealedText


@dataclass(frozen=True, slots=True)
class IncidentLinkedToCase:
    """The incident touches a case, as it was at `case_version`."""

    stored_name: ClassVar[str] = "incident.linked-to-case.v1"
    incident_id: IncidentId
    case_id: CaseId
    case_version: int


@dataclass(frozen=True, slots=True)
class IncidentMeasureTaken:
    """A measure was decided, with its owner (an actor id) and day."""

    stored_name: ClassVar[str] = "incident.measure-taken.v1"
    incident_id: IncidentId
    measure_id: UUID
    what: SealedText
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class IncidentMeasureFinished:
    """A measure is carried out."""

    stored_name: ClassVar[str] = "incident.measure-finished.v1"
    incident_id: IncidentId
    measure_id: UUID
    evidence: SealedText


@dataclass(frozen=True, slots=True)
class AuthorityInformed:
    """An authority was told; `reference` is its own."""

    stored_name: ClassVar[str] = "incident.authority-informed.v1"
    incident_id: IncidentId
    body: Body
    body_name: str | None
    reference: str
    informed_on: date


@dataclass(frozen=True, slots=True)
class IncidentClosed:
    """The contact point finished with the incident."""

    stored_name: ClassVar[str] = "incident.closed.v1"
    incident_id: IncidentId
    outcome: IncidentOutcome
    lessons: SealedText


Event = (
    IncidentReported
    | IncidentTriaged
    | IncidentLinkedToCase
    | IncidentMeasureTaken
    | IncidentMeasureFinished
    | AuthorityInformed
    | IncidentClosed
)
EVENTS = (
    IncidentReported,
    IncidentTriaged,
    IncidentLinkedToCase,
    IncidentMeasureTaken,
    IncidentMeasureFinished,
    AuthorityInformed,
    IncidentClosed,
)
