"""Decisions about one incident, and who may know of it. Source: [004] O10; [000] O11; handbook domain.md 2.6."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.errors import NotFoundError, RuleRefusedError, UnusableInputError
from domain.incident import commands, events
from domain.incident.words import Body, IncidentStatus, IncidentType, Severity
from domain.values import CaseId, IncidentId, Metadata, Role

_SOURCE = "kvcase design, handbook domain.md 2.6 (incidents)"


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """An incident as later decisions depend on it; `measures` tells whether each is carried out."""

    version: int = 0
    status: IncidentStatus = IncidentStatus.REPORTED
    reporters: frozenset[str] = frozenset()
    kv_type: IncidentType | None = None
    severity: Severity | None = None
    has_personal_data: bool = False
    discovered_on: date | None = None
    cases: frozenset[CaseId] = frozenset()
    measures: Mapping[UUID, bool] = field(default_factory=dict)
    informed: frozenset[tuple[Body, str]] = frozenset()


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def may_know(
    roles: Iterable[Role], identities: frozenset[str], reporters: frozenset[str], *, has_personal_data: bool
) -> bool:
    """Tell whether somebody may know of an incident: need to know, stricter than for a case.

    The contact point and an auditor know of all, the data protection officer of those with personal data,
    everybody else of those that he or she reported.
    """
    held = frozenset(roles)
    if held & {Role.CONTACT_POINT_OFFICER, Role.AUDITOR} or reporters & identities:
        return True
    return has_personal_data and Role.DATA_PROTECTION_OFFICER in held


def decide(state: IncidentReport, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the incident; the same thing again causes nothing.

    Raises `UnusableInputError` (form), `NotPermittedError` (role), `NotFoundError` (no such incident, person or
    case, or one that the actor may not know of), `RuleRefusedError`.
    """
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    incident_id = command.incident_id
    permission.admit(spec, context, exists=bool(state.version), kind="incident", identifier=incident_id)
    if state.version and not may_know(
        context.actor.roles, context.actor.identities, state.reporters, has_personal_data=state.has_personal_data
    ):
        raise NotFoundError("incident", incident_id)
    if state.status is IncidentStatus.CLOSED and not isinstance(command, commands.CloseIncident):
        raise RuleRefusedError(
            "incident-closed", _SOURCE, "the incident is closed; report what is new as one of its own"
        )
    match command:
        case commands.ReportIncident():
            return (_reported(command, context),)
        case commands.TriageIncident():
            return _triaged(state, command)
        case commands.LinkIncidentToCase(case_id=case_id):
            return _linked(state, incident_id, case_id, context)
        case commands.TakeIncidentMeasure(measure_id=measure_id, what=what, owner=owner, due_on=due_on):
            if measure_id in state.measures:
                return ()
            text.in_order(context.today, due_on, "due_on")
            who = text.required(owner, "owner", text.MAX_TITLE)
            return (events.IncidentMeasureTaken(incident_id, measure_id, text.required(what, "what"), who, due_on),)
        case commands.FinishIncidentMeasure(measure_id=measure_id, evidence=evidence):
            if measure_id not in state.measures:
                raise NotFoundError("measure", measure_id)
            if state.measures[measure_id]:
                return ()
            said = text.required(evidence, "evidence")
            return (events.IncidentMeasureFinished(incident_id, measure_id, said),)
        case commands.InformAuthority():
            return _informed(state, command, context)
        case commands.CloseIncident():
            return _closed(state, command)
        case _:
            assert_never(command)


def evolve(state: IncidentReport, event: events.Event, meta: Metadata) -> IncidentReport:
    """Return the incident after `event`."""
    state = replace(state, version=state.version + 1)
    match event:
        case events.IncidentReported():
            return replace(
                state,
                reporters=meta.actor.identities,
                kv_type=event.kv_type,
                has_personal_data=event.has_personal_data,
                discovered_on=event.discovered_on,
            )
        case events.IncidentTriaged(kv_type=kv_type, severity=severity, has_personal_data=has_personal_data):
            triaged = replace(state, status=IncidentStatus.TRIAGED, kv_type=kv_type, severity=severity)
            return replace(triaged, has_personal_data=has_personal_data)
        case events.IncidentLinkedToCase(case_id=case_id):
            return replace(state, cases=state.cases | {case_id})
        case events.IncidentMeasureTaken(measure_id=measure_id):
            return replace(state, measures={**state.measures, measure_id: False})
        case events.IncidentMeasureFinished(measure_id=measure_id):
            return replace(state, measures={**state.measures, measure_id: True})
        case events.AuthorityInformed(body=body, reference=reference):
            return replace(state, informed=state.informed | {(body, reference)})
        case events.IncidentClosed():
            return replace(state, status=IncidentStatus.CLOSED)
        case _:
            assert_never(event)


def _reported(command: commands.ReportIncident, context: Context) -> events.IncidentReported:
    if command.discovered_on > context.today:
        raise UnusableInputError("discovered_on", f"{command.discovered_on} is yet to come", "today or a day before")
    text.in_order(command.happened_on, command.discovered_on, "discovered_on")
    for person_id in command.persons:
        if person_id not in context.persons:
            raise NotFoundError("person", person_id)
    return events.IncidentReported(
        command.incident_id,
        command.kv_type,
        command.happened_on,
        command.discovered_on,
        text.required(command.description, "description"),
        tuple(sorted(set(command.persons))),
        command.has_personal_data,
    )


def _triaged(state: IncidentReport, command: commands.TriageIncident) -> tuple[events.Event, ...]:
    kv_type = command.kv_type or state.kv_type
    assert kv_type is not None, "what was reported has a type"
    has_data = state.has_personal_data if command.has_personal_data is None else command.has_personal_data
    why = text.required(command.rationale, "rationale")
    if (state.severity, state.kv_type, state.has_personal_data) == (command.severity, kv_type, has_data):
        return ()
    return (events.IncidentTriaged(command.incident_id, kv_type, command.severity, has_data, why),)


def _linked(
    state: IncidentReport, incident_id: IncidentId, case_id: CaseId, context: Context
) -> tuple[events.Event, ...]:
    if case_id in state.cases:
        return ()
    version = context.cases.get(case_id)
    if version is None:
        raise NotFoundError("collaboration", case_id)
    return (events.IncidentLinkedToCase(incident_id, case_id, version),)


def _informed(state: IncidentReport, command: commands.InformAuthority, context: Context) -> tuple[events.Event, ...]:
    name = None
    if command.body is Body.OTHER or command.body_name is not None:
        name = text.required(command.body_name or "", "body_name", text.MAX_TITLE)
    reference = text.required(command.reference, "reference", text.MAX_TITLE)
    if command.informed_on > context.today:
        raise UnusableInputError("informed_on", f"{command.informed_on} is yet to come", "today or a day before")
    text.in_order(state.discovered_on, command.informed_on, "informed_on")
    if (command.body, reference) in state.informed:
        return ()
    return (events.AuthorityInformed(command.incident_id, command.body, name, reference, command.informed_on),)


def _closed(state: IncidentReport, command: commands.CloseIncident) -> tuple[events.Event, ...]:
    if state.status is IncidentStatus.CLOSED:
        return ()
    if state.severity is None:
        raise RuleRefusedError("incident-triage", _SOURCE, "nobody said how grave it is; triage comes first")
    left = sorted(str(measure_id) for measure_id, is_done in state.measures.items() if not is_done)
    if left:
        reason = f"{len(left)} measure(s) are not carried out: {', '.join(left)}; finish-measure comes first"
        raise RuleRefusedError("incident-measures", _SOURCE, reason)
    lessons = text.required(command.lessons, "lessons")
    return (events.IncidentClosed(command.incident_id, command.outcome, lessons),)


AGGREGATE = Aggregate(
    name="incident",
    home=Home.INSTITUTION,
    id_field="incident_id",
    initial=IncidentReport(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
