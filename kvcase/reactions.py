"""Processes: what one record learns from another, by ordinary commands with deterministic ids.

A reaction may be repeated without harm: the command id comes from the event that calls for it. They are carried out
at once where the event was written, and again by the scheduler from its stored position, so that a killed process
leaves none undone. What a reaction says is what is true when it is carried out, so that one that comes late brings
nothing back; one that was carried out before is passed over. Where somebody waits for the answer and another process
was first, its rows are waited for as if they had been written here, so that a writer can read all that it caused.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from domain.collaboration import decider, incidents, legal, reporting, screening, spine
from domain.collaboration.screening import Resolution
from domain.collaboration.state import Collaboration
from domain.errors import GatesOpenError, NotFoundError, RuleRefusedError
from domain.fwo_report import commands as report_commands
from domain.fwo_report import decider as fwo_report
from domain.fwo_report import events as report_events
from domain.fwo_report.words import ReportKind
from domain.incident import decider as incident
from domain.incident import events as incident_events
from domain.licence import commands as licence_commands
from domain.licence import decider as licence
from domain.licence import events as licence_events
from domain.party import commands as party
from domain.person import commands as person
from domain.ports import Outcome
from domain.values import Actor, CaseId, HitId, PartyId, PersonId, Recorded, ReportId, Role, SubjectKind
from kvcase.facts import fold
from kvcase.store.logs import CommandRow, Logs
from projections import positions

METADATA = sa.MetaData()
POSITIONS = sa.Table(
    "process_positions",
    METADATA,
    sa.Column("process", sa.String, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)
_PROCESS = "reactions"
_BATCH = 500
_LOG = logging.getLogger("kvcase.reactions")


_NOTED = (
    licence_events.LicenceGranted,
    licence_events.LicenceRegistered,
    licence_events.LicenceAmended,
    licence_events.LicenceRefused,
    licence_events.LicenceRevoked,
    licence_events.LicenceRenewed,
    licence_events.LicenceWithdrawn,
    licence_events.LicenceExpired,
)
"""What every case learns of its licence."""


Follow = Callable[[str, Sequence[Recorded]], None]
"""Brings read models and reactions up with events of a log that were appended elsewhere."""


class Carry(Protocol):
    """Carries out the command that an event calls for."""

    def __call__(
        self,
        command: object,
        *,
        actor: Actor,
        command_id: UUID | None = None,
        causation_id: UUID | None = None,
        correlation_id: UUID | None = None,
    ) -> Outcome:
        """Return what happened."""
        ...


def service_actor(institution: str) -> Actor:
    """Return the program as an actor of an institution; it records facts and decides nothing (G20)."""
    return Actor("kvcase", institution, frozenset({Role.SERVICE}))


class Reactions:
    """Licences follow the cases that ask for them, cases their licences, and registers what people decided."""

    def __init__(self, logs: Logs, carry: Carry, engine: Callable[[str], sa.Engine], follow: Follow) -> None:
        self._logs = logs
        self._carry = carry
        self._engine = engine
        self._follow = follow

    def handle(self, slug: str, batch: Sequence[Recorded]) -> None:
        """Carry out what these events of a log call for, and follow what another process carried out of it first."""
        for done in self._handled(slug, batch):
            log = self._logs.log(slug)
            self._follow(slug, log.read(done.stream_id, done.last_version, after_version=done.first_version - 1))

    def catch_up(self, slug: str) -> int:
        """Carry out what is left behind the stored position of this log; return how many events were looked at."""
        engine, log, seen = self._engine(slug), self._logs.log(slug), 0
        position = self._position(engine)
        while batch := log.after(position, _BATCH):
            for _ in self._handled(slug, batch):
                pass  # whoever carried it out follows it, and nobody waits here
            position = batch[-1].position
            seen += len(batch)
            self._move(engine, position)
        return seen

    def _handled(self, slug: str, batch: Sequence[Recorded]) -> Iterator[CommandRow]:
        """Carry out what these events call for, and yield what was carried out before."""
        for recorded in batch:
            for name, command in self._called_for(slug, recorded):
                command_id = uuid5(recorded.meta.event_id, name)
                if (done := self._logs.log(slug).command(command_id)) is None:
                    self._carry_out(slug, recorded, command_id, command)
                else:
                    yield done

    def _carry_out(self, slug: str, recorded: Recorded, command_id: UUID, command: object) -> None:
        try:
            self._carry(
                command,
                actor=service_actor(slug),
                command_id=command_id,
                causation_id=recorded.meta.event_id,
                correlation_id=recorded.meta.correlation_id,
            )
        except (RuleRefusedError, GatesOpenError, NotFoundError) as refusal:
            # Refused for good: the events behind it must not wait for it.
            _LOG.warning("%s of event %s: %s", type(command).__name__, recorded.meta.event_id, refusal.code)

    def _called_for(self, slug: str, recorded: Recorded) -> Iterator[tuple[str, object]]:
        event = recorded.event
        match event:
            case legal.ExportLicenceRequested():
                yield (
                    "request-licence",
                    licence_commands.RequestLicence(
                        event.licence_id,
                        event.case_id,
                        event.authority,
                        event.kind,
                        event.codes,
                        (event.destination,),
                        (event.end_user_id,),
                        event.modalities,
                    ),
                )
            case legal.ExportLicenceAttached(case_id=case_id, licence_id=licence_id):
                yield "attach-licence", licence_commands.AttachCase(licence_id, case_id)
            case legal.SharingRecorded():
                yield from _usages(event)
            case licence_events.LicenceAttached(licence_id=licence_id, case_id=case_id):
                yield "note-licence", legal.NoteExportLicence(case_id, licence_id)
            case _ if isinstance(event, _NOTED):
                known = fold(licence.AGGREGATE, self._logs.log(slug).read(event.licence_id))
                for case_id in known.cases:
                    name = "note-licence" if case_id == known.case_id else f"note-licence:{case_id}"
                    yield name, legal.NoteExportLicence(case_id, event.licence_id)
            case spine.CollaborationStarted(case_id=case_id, started_on=started_on):
                yield from self._report_due(slug, recorded, case_id, ReportKind.INTERIM, started_on)
            case (
                spine.CollaborationCompleted(case_id=case_id, ended_on=ended_on)
                | spine.CollaborationTerminated(case_id=case_id, effective_on=ended_on)
            ):
                yield from self._report_due(slug, recorded, case_id, ReportKind.EX_POST, ended_on)
            case _ if isinstance(event, report_events.EVENTS):
                known = fold(fwo_report.AGGREGATE, self._logs.log(slug).read(event.report_id))
                yield "note-fwo-report", reporting.NoteFwoReport(known.case_id, event.report_id)
            case screening.HitResolved(needs_confirmation=False) | screening.HitResolutionConfirmed():
                yield from self._decision(slug, event.case_id, event.hit_id)
            case incident_events.IncidentTriaged() | incident_events.IncidentLinkedToCase():
                yield from self._incident(slug, event)
            case _:
                return

    def _incident(
        self, slug: str, event: incident_events.IncidentTriaged | incident_events.IncidentLinkedToCase
    ) -> Iterator[tuple[str, object]]:
        known = fold(incident.AGGREGATE, self._logs.log(slug).read(event.incident_id))
        if known.kv_type is None or known.severity is None:
            return
        touched = {event.case_id} if isinstance(event, incident_events.IncidentLinkedToCase) else known.cases
        for case_id in sorted(touched):
            note = incidents.NoteIncident(case_id, event.incident_id, known.kv_type, known.severity)
            yield f"note-incident:{case_id}", note

    def _report_due(
        self, slug: str, recorded: Recorded, case_id: CaseId, kind: ReportKind, day: date
    ) -> Iterator[tuple[str, object]]:
        """The start of a project that the FWO funds opens its interim report, its end the ex-post report (O11)."""
        case: Collaboration = fold(decider.AGGREGATE, self._logs.log(slug).read(case_id))
        if not case.spine.ran_with_fwo:
            return
        report_id = ReportId(uuid5(recorded.meta.event_id, f"fwo-report-{kind}"))
        ends = day if kind is ReportKind.EX_POST else None
        begins = min(case.spine.started_on or day, day)
        yield "open-fwo-report", report_commands.OpenReport(report_id, case_id, kind, begins, ends)

    def _decision(self, slug: str, case_id: CaseId, hit_id: HitId) -> Iterator[tuple[str, object]]:
        case = fold(decider.AGGREGATE, self._logs.log(slug).read(case_id))
        hit = case.screening.hits.get(hit_id)
        if hit is None or hit.resolution is None or hit.resolution is Resolution.UNCLEAR:
            return
        about = (
            hit.list_id,
            hit.entry_id,
            hit.entry_fingerprint,
            hit.subject_fingerprint,
            hit.scorer_id,
            hit.resolution,
            case_id,
            hit_id,
            hit.scope,
        )
        if hit.subject_kind is SubjectKind.PARTY:
            yield "match-decision", party.RecordMatchDecision(PartyId(hit.subject_id), *about)
        else:
            yield "match-decision", person.RecordMatchDecision(PersonId(hit.subject_id), *about)

    def _position(self, engine: sa.Engine) -> int:
        with engine.connect() as connection:
            found = connection.execute(sa.select(POSITIONS.c.position).where(POSITIONS.c.process == _PROCESS)).scalar()
        return found or 0

    def _move(self, engine: sa.Engine, position: int) -> None:
        """Store how far this log was looked at, unless another process came further; both may be the first.

        It need not be on the disk: what was looked at may be looked at again.
        """
        is_postgresql = engine.dialect.name == "postgresql"
        first = (postgresql.insert if is_postgresql else sqlite.insert)(POSITIONS).values(process=_PROCESS, position=0)
        table = POSITIONS.c
        move = POSITIONS.update().where(table.process == _PROCESS, table.position < position).values(position=position)
        with positions.following(engine).begin() as connection:
            connection.execute(first.on_conflict_do_nothing())
            connection.execute(move.returning(positions.NOT_WAITING) if is_postgresql else move)


def _usages(event: legal.SharingRecorded) -> Iterator[tuple[str, object]]:
    """Return the command that records a sharing on each licence it went under."""
    first = () if event.licence_id is None else (event.licence_id,)
    for licence_id in (*first, *event.other_licences):
        yield (
            f"usage:{licence_id}",
            licence_commands.RecordUsage(
                licence_id,
                event.case_id,
                event.share_id,
                event.shared_on,
                event.codes,
                event.modality,
                event.quantity,
                event.value_eur,
                event.unit,
            ),
        )
