"""The incidents of an institution, without a word of what was told: texts are read from the log, by who may."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.incident import events
from domain.incident.words import IncidentOutcome, IncidentStatus, IncidentType, Severity
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident: `reported_for` names whom the reporter acted for; `informed` are the authorities told."""

    incident_id: UUID
    kv_type: IncidentType
    status: IncidentStatus
    severity: Severity | None
    happened_on: date
    discovered_on: date
    reported_on: date
    reported_by: str
    reported_for: str | None
    has_personal_data: bool
    case_ids: tuple[str, ...]
    open_measures: tuple[str, ...]
    informed: tuple[str, ...]
    outcome: IncidentOutcome | None
    reported_position: int
    version: int
    position: int

    @property
    def reporters(self) -> frozenset[str]:
        """Return every identity that reported it."""
        return frozenset({self.reported_by} if self.reported_for is None else {self.reported_by, self.reported_for})


INCIDENTS = Sheet("incidents", IncidentRow, ("incident_id",), indexes=(("reported_position",),))


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, events.EVENTS)]
    incidents = Draft(INCIDENTS, place, {each.stream_id for each in mine})
    for recorded in mine:
        if isinstance(recorded.event, events.IncidentReported):
            row = _reported(recorded.event, recorded)
        else:
            known = incidents.get(recorded.stream_id)
            if known is None:
                raise LookupError(f"incident {recorded.stream_id} was not reported")
            row = replace(_after(known, recorded), version=recorded.version, position=recorded.position)
        incidents.put(row)
    incidents.save()


def _reported(event: events.IncidentReported, recorded: Recorded) -> IncidentRow:
    return IncidentRow(
        incident_id=event.incident_id,
        kv_type=event.kv_type,
        status=IncidentStatus.REPORTED,
        severity=None,
        happened_on=event.happened_on,
        discovered_on=event.discovered_on,
        reported_on=recorded.meta.recorded_at.date(),
        reported_by=recorded.meta.actor.id,
        reported_for=recorded.meta.actor.on_behalf_of,
        has_personal_data=event.has_personal_data,
        case_ids=(),
        open_measures=(),
        informed=(),
        outcome=None,
        reported_position=recorded.position,
        version=recorded.version,
        position=recorded.position,
    )


def _after(row: IncidentRow, recorded: Recorded) -> IncidentRow:
    match recorded.event:
        case events.IncidentTriaged(kv_type=kv_type, severity=severity, has_personal_data=has_personal_data):
            row = replace(row, status=IncidentStatus.TRIAGED, kv_type=kv_type, severity=severity)
            return replace(row, has_personal_data=has_personal_data)
        case events.IncidentLinkedToCase(case_id=case_id):
            return replace(row, case_ids=tuple(sorted({*row.case_ids, str(case_id)})))
        case events.IncidentMeasureTaken(measure_id=measure_id):
            return replace(row, open_measures=tuple(sorted({*row.open_measures, str(measure_id)})))
        case events.IncidentMeasureFinished(measure_id=measure_id):
            return replace(row, open_measures=tuple(each for each in row.open_measures if each != str(measure_id)))
        case events.AuthorityInformed(body=body):
            return replace(row, informed=tuple(sorted({*row.informed, str(body)})))
        case events.IncidentClosed(outcome=outcome):
            return replace(row, status=IncidentStatus.CLOSED, outcome=outcome)
        case _:
            return row


MODEL = ReadModel("incidents", 1, (INCIDENTS.table,), _apply, events=frozenset(events.EVENTS), texts=frozenset())
