"""What may be asked of an incident, and by whom: everybody on the staff may report one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.incident.words import Body, IncidentOutcome, IncidentType, Severity
from domain.values import CaseId, IncidentId, PersonId, Role


@dataclass(frozen=True, slots=True)
class ReportIncident:
    """Tell that something went wrong; `persons` are those whom the description is about."""

    incident_id: IncidentId
    kv_type: IncidentType
    happened_on: date
    discovered_on: date
    description: str
    persons: tuple[PersonId, ...] = ()
    has_personal_data: bool = False


@dataclass(frozen=True, slots=True)
class TriageIncident:
    """Say how grave an incident is; `kv_type` corrects the type, if given. It may be said anew."""

    incident_id: IncidentId
    severity: Severity
    rationale: str
    kv_type: IncidentType | None = None
    has_personal_data: bool | None = None


@dataclass(frozen=True, slots=True)
class LinkIncidentToCase:
    """Say that an incident touches a case of the institution."""

    incident_id: IncidentId
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class TakeIncidentMeasure:
    """Decide a measure; `owner` is the actor id of who carries it out."""

    incident_id: IncidentId
    measure_id: UUID
    what: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class FinishIncidentMeasure:
    """Say that a measure is carried out, with the evidence."""

    incident_id: IncidentId
    measure_id: UUID
    evidence: str


@dataclass(frozen=True, slots=True)
class InformAuthority:
    """Record that an authority was told, with its reference."""

    incident_id: IncidentId
    body: Body
    reference: str
    informed_on: date
    body_name: str | None = None


@dataclass(frozen=True, slots=True)
class CloseIncident:
    """Finish with an incident whose measures are all carried out."""

    incident_id: IncidentId
    outcome: IncidentOutcome
    lessons: str


Command = (
    ReportIncident
    | TriageIncident
    | LinkIncidentToCase
    | TakeIncidentMeasure
    | FinishIncidentMeasure
    | InformAuthority
    | CloseIncident
)
STAFF = frozenset(
    {
        Role.RESEARCHER,
        Role.CONTACT_POINT_OFFICER,
        Role.EXPORT_CONTROL_OFFICER,
        Role.ETHICS_COMMITTEE,
        Role.INSTITUTION_APPROVER,
        Role.SECURITY_OFFICER,
        Role.DATA_PROTECTION_OFFICER,
    }
)
"""Everybody who may report an incident, and read what he or she reported."""
_OFFICER = frozenset({Role.CONTACT_POINT_OFFICER})
_WITH_DATA = _OFFICER | {Role.DATA_PROTECTION_OFFICER}
COMMANDS = {
    spec.name: spec
    for spec in (
        CommandSpec("report", ReportIncident, STAFF, opens=True),
        CommandSpec("triage", TriageIncident, _OFFICER),
        CommandSpec("link-to-case", LinkIncidentToCase, _OFFICER),
        CommandSpec("take-measure", TakeIncidentMeasure, _WITH_DATA),
        CommandSpec("finish-measure", FinishIncidentMeasure, _WITH_DATA),
        CommandSpec("inform-authority", InformAuthority, _WITH_DATA),
        CommandSpec("close", CloseIncident, _OFFICER),
    )
}
