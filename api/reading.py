"""What an actor may read of cases, the same for programs and for pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import reduce
from typing import Any
from uuid import UUID

from api import access
from api.ports import Ports
from domain.aggregate import Aggregate
from domain.collaboration import decider, disclosure
from domain.collaboration.state import Collaboration
from domain.errors import NotFoundError
from domain.fwo_report import decider as fwo_report
from domain.fwo_report.events import ReportOpened
from domain.gates import Gate
from domain.incident import events as incident_events
from domain.incident.decider import may_know
from domain.moments import AsOf, Moment
from domain.ports import Listed
from domain.values import Actor, Recorded, Role
from projections.case_hits import HitRow
from projections.case_register import CaseRow
from projections.fwo_reports import ReportRow
from projections.incidents import IncidentRow
from projections.licences import LicenceToday, as_of
from projections.pages import Cursor, Page
from projections.queries import InstitutionQueries
from projections.search_queries import FoundCase


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and which of its fields the reader may know; the others are left out (G21)."""

    recorded: Recorded
    fields: frozenset[str]


def told_of(recorded: Sequence[Recorded], actor: Actor) -> tuple[Told, ...]:
    """Return the events that the actor may know of; a researcher learns nothing of the screening behind a case."""
    told: list[Told] = []
    for each in recorded:
        if isinstance(each.event, decider.AGGREGATE.events):
            is_own = bool(each.meta.actor.identities & actor.identities)
            named = disclosure.told_fields(each.event, actor.roles, is_own=is_own)
        else:
            named = frozenset(field.name for field in fields(each.event))  # type: ignore[arg-type]
        if named is not None:
            told.append(Told(each, named))
    return tuple(told)


def folded(aggregate: Aggregate, history: Sequence[Recorded]) -> Any:
    """Return the state of one thing after its history."""
    return reduce(lambda state, each: aggregate.evolve(state, each.event, each.meta), history, aggregate.initial)


class Reading:
    """Reads on behalf of actors: a researcher's cases are those that he or she notified; others do not exist."""

    def __init__(self, ports: Ports, moment: Moment | None = None) -> None:
        self._ports = ports
        self.moment = moment

    def at(self, said: AsOf, actor: Actor, aggregate: Aggregate | None = None, stream: UUID | None = None) -> "Reading":
        """Return what reads as it was then, all of it or about one thing of this kind. Raises `NotFoundError`.

        Nobody sees more of the past than of the present: roles, need to know and erased texts are those of now.
        """
        if aggregate is not None and stream is not None:
            self._refuse_unknown(aggregate, stream, actor)
        return Reading(self._ports, self._ports.history.moment(said, actor=actor, stream=stream))

    def queries(self, actor: Actor) -> InstitutionQueries:
        """Return the read models of the actor's own institution, as they are or as they were."""
        if self.moment is not None:
            return self._ports.past_queries(actor.institution, self.moment)
        return self._ports.institution_queries(actor.institution)

    def about(self, stream: UUID, actor: Actor) -> InstitutionQueries:
        """Return the read models for what their rows tell of one other thing, as it is or was."""
        if self.moment is None or self.moment.stream in {None, stream}:
            return self.queries(actor)
        return self._ports.past_queries(actor.institution, replace(self.moment, stream=stream))

    def codes(self) -> Mapping[str, tuple[str, str]]:
        """Return what the codes of factors, technologies, measures and lists stand for, in Dutch and in English."""
        return self._ports.rulebook.codes()

    @property
    def now(self) -> datetime:
        """Return the moment, or now."""
        return self.moment.at if self.moment is not None else self._ports.now()

    @property
    def today(self) -> date:
        """Return the UTC day of the moment, or of now."""
        return self.now.date()

    def cases(self, actor: Actor, *, after: Cursor | None, limit: int, **wanted: Any) -> Page[CaseRow]:
        """Return a page of the cases that the actor may know of; `wanted` are the filters of the register.

        Raises `NotPermittedError` for a search in texts that the actor may not read: it would tell them.
        """
        if wanted.get("text"):
            access.refuse_search(actor)
        queries = self.queries(actor)
        own = (actor.principal,) if access.reads_only_own_cases(actor) else None
        return queries.cases(notified_by=own, after=after, limit=limit, **wanted)

    def search(
        self, actor: Actor, question: str, *, after: Cursor | None, limit: int, **wanted: Any
    ) -> Page[FoundCase]:
        """Return a page of the cases that hold what is asked for, as far as the actor may read them.

        `wanted` are filters of the register, and whether words stand for their `beginnings`.

        Raises `NotPermittedError` for who reads no personal texts.
        """
        access.refuse_search(actor)
        own = (actor.principal,) if access.reads_only_own_cases(actor) else None
        return self.queries(actor).search(question, notified_by=own, after=after, limit=limit, **wanted)

    def case(self, identifier: UUID, actor: Actor) -> CaseRow:
        """Return the row of a case. Raises `NotFoundError` for one that the actor may not know of."""
        row = self.queries(actor).case(identifier)
        if row is None or _is_of_another(row, actor):
            raise NotFoundError("collaboration", identifier)
        return row

    def may_know(self, case_id: UUID, actor: Actor) -> bool:
        """Tell whether the actor may know of a case now, and so of what belongs to it."""
        row = self._ports.institution_queries(actor.institution).case(case_id)
        return row is not None and not _is_of_another(row, actor)

    def listed(self, hit: HitRow) -> Listed | None:
        """Return what the list says of the entry of a hit, against when the hit was judged, or else found."""
        at = self.moment.at if self.moment is not None else None
        return self._ports.screening.listed(hit.list_id, hit.entry_id, hit.decided_version or hit.list_version, at)

    def gates(self, identifier: UUID, actor: Actor) -> tuple[int, tuple[Gate, ...]]:
        """Return (version, open gates as the actor may know them) of a case. Raises `NotFoundError`."""
        self.refuse_case_of_another(identifier, actor)
        version, gates = self._ports.history.gates(identifier, actor=actor, at=self.moment)
        return version, disclosure.gates_for(gates, actor.roles)

    def gates_of(self, state: Collaboration, actor: Actor) -> tuple[Gate, ...]:
        """Return the open gates, as the actor may know them, of a case whose `history` was read and folded."""
        return disclosure.gates_for(self._ports.history.gates_of(state, actor=actor, at=self.moment), actor.roles)

    def history(self, aggregate: Aggregate, identifier: UUID, actor: Actor) -> Sequence[Recorded]:
        """Return all that happened to one thing of this kind, told or not (see `story`). Raises `NotFoundError`."""
        recorded = self._recorded(aggregate, identifier, actor)
        if aggregate.name == "collaboration":
            _refuse_of_another(recorded[0], identifier, actor)
        return recorded

    def story(self, aggregate: Aggregate, identifier: UUID, actor: Actor) -> tuple[int, tuple[Told, ...]]:
        """Return (version, what the actor may know of what happened) of one thing. Raises `NotFoundError`."""
        recorded = self.history(aggregate, identifier, actor)
        return recorded[-1].version, told_of(recorded, actor)

    def incidents(self, actor: Actor, *, after: Cursor | None, limit: int, **wanted: Any) -> Page[IncidentRow]:
        """Return a page of the incidents that the actor may know of, each as far as he or she needs to know."""
        has_all = bool(actor.roles & _ALL_INCIDENTS)
        found = self.queries(actor).incidents(
            reported_by=None if has_all else actor.identities,
            or_personal_data=Role.DATA_PROTECTION_OFFICER in actor.roles,
            after=after,
            limit=limit,
            **wanted,
        )
        known = (row for row in found.items if self.moment is None or self.knows_incident(row.incident_id, actor))
        return replace(found, items=tuple(_as_needed(row, actor) for row in known))

    def incident(self, identifier: UUID, actor: Actor) -> IncidentRow:
        """Return an incident as far as the actor needs to know. Raises `NotFoundError`."""
        row = self.queries(actor).incident(identifier)
        if row is None or not _knows(row, actor) or (self.moment and not self.knows_incident(identifier, actor)):
            raise NotFoundError("incident", identifier)
        return _as_needed(row, actor)

    def knows_incident(self, identifier: UUID, actor: Actor) -> bool:
        """Tell whether the actor may know of an incident now."""
        row = self._ports.institution_queries(actor.institution).incident(identifier)
        return row is not None and _knows(row, actor)

    def incident_history(self, identifier: UUID, actor: Actor) -> tuple[int, Sequence[Recorded]]:
        """Return (version, what happened to an incident); who only reported it reads the report. `NotFoundError`."""
        row = self.incident(identifier, actor)
        recorded = self._ports.history.events(identifier, actor=actor, at=self.moment)
        told = [
            each
            for each in recorded
            if _handles(row, actor) or isinstance(each.event, incident_events.IncidentReported)
        ]
        return recorded[-1].version, told

    def licences(self, actor: Actor) -> tuple[LicenceToday, ...]:
        """Return the export licences as they stand on the day, those that end first at the top."""
        return tuple(as_of(row, self.today) for row in self.queries(actor).all_licences())

    def licence(self, identifier: UUID, actor: Actor) -> LicenceToday:
        """Return an export licence as it stands on the day. Raises `NotFoundError`."""
        row = self.queries(actor).licence(identifier)
        if row is None:
            raise NotFoundError("licence", identifier)
        return as_of(row, self.today)

    def reports(self, actor: Actor) -> tuple[ReportRow, ...]:
        """Return the reports to the FWO on the cases that the actor may know of, the first due first."""
        rows = self.queries(actor).reports()
        if access.reads_only_own_cases(actor):
            rows = tuple(each for each in rows if self.may_know(each.case_id, actor))
        return rows

    def report(self, identifier: UUID, actor: Actor) -> ReportRow:
        """Return a report to the FWO. Raises `NotFoundError` for one on a case that the actor may not know of."""
        row = self.queries(actor).report(identifier)
        if row is None or not self.may_know(row.case_id, actor):
            raise NotFoundError(fwo_report.AGGREGATE.name, identifier)
        return row

    def refuse_case_of_another(self, identifier: UUID, actor: Actor) -> None:
        """Raise `NotFoundError` when the actor may know only own cases, and this is none.

        Asks the log and not the read models, so that nobody is turned away because those are behind.
        """
        if access.reads_only_own_cases(actor):
            _refuse_of_another(self._first(decider.AGGREGATE, identifier, actor), identifier, actor)

    def refuse_unknown(self, aggregate: Aggregate, identifier: UUID, actor: Actor) -> None:
        """Raise `NotFoundError` when the actor may not know of what he or she would change; in the words for nothing.

        Before the version is looked at, whose refusal would tell that the thing exists.
        """
        match aggregate.name:
            case "collaboration":
                self.refuse_case_of_another(identifier, actor)
            case "fworeport":
                self.refuse_report_of_another(identifier, actor)
            case "incident" if not self.knows_incident(identifier, actor):
                raise NotFoundError(aggregate.name, identifier)
            case _:
                pass

    def refuse_report_of_another(self, identifier: UUID, actor: Actor) -> None:
        """Raise `NotFoundError` when the actor may know only own cases, and this report is on none of them."""
        if access.reads_only_own_cases(actor):
            opened = self._first(fwo_report.AGGREGATE, identifier, actor).event
            if not isinstance(opened, ReportOpened) or not self._is_own_case(opened.case_id, actor):
                raise NotFoundError(fwo_report.AGGREGATE.name, identifier)

    def _is_own_case(self, case_id: UUID, actor: Actor) -> bool:
        return self._first(decider.AGGREGATE, case_id, actor).meta.actor.principal == actor.principal

    def _refuse_unknown(self, aggregate: Aggregate, stream: UUID, actor: Actor) -> None:
        """Raise `NotFoundError` for a thing that the actor may not know of now, before its past tells that it is."""
        self._first(aggregate, stream, actor)
        self.refuse_unknown(aggregate, stream, actor)

    def _first(self, aggregate: Aggregate, identifier: UUID, actor: Actor) -> Recorded:
        """Return how one thing began. What is absent and what is of another kind are refused in the same words."""
        try:
            first = self._ports.history.first(identifier, actor=actor)
        except NotFoundError as error:
            raise NotFoundError(aggregate.name, identifier) from error
        if not isinstance(first.event, aggregate.events):
            raise NotFoundError(aggregate.name, identifier)
        return first

    def _recorded(self, aggregate: Aggregate, identifier: UUID, actor: Actor) -> Sequence[Recorded]:
        """Return all events of one thing. What is absent and what is of another kind are refused in the same words."""
        try:
            recorded = self._ports.history.events(identifier, actor=actor, at=self.moment)
        except NotFoundError as error:
            raise NotFoundError(aggregate.name, identifier) from error
        if not isinstance(recorded[0].event, aggregate.events):
            raise NotFoundError(aggregate.name, identifier)
        return recorded


_ALL_INCIDENTS = frozenset({Role.CONTACT_POINT_OFFICER, Role.AUDITOR})


def _knows(row: IncidentRow, actor: Actor) -> bool:
    return may_know(actor.roles, actor.identities, row.reporters, has_personal_data=row.has_personal_data)


def _handles(row: IncidentRow, actor: Actor) -> bool:
    """Tell whether the actor knows an incident for more than having reported it."""
    return may_know(actor.roles, frozenset(), frozenset(), has_personal_data=row.has_personal_data)


def _as_needed(row: IncidentRow, actor: Actor) -> IncidentRow:
    """Return an incident without its cases, measures and authorities for who only reported it."""
    return row if _handles(row, actor) else replace(row, case_ids=(), open_measures=(), informed=())


def _refuse_of_another(first: Recorded, identifier: UUID, actor: Actor) -> None:
    if access.reads_only_own_cases(actor) and first.meta.actor.principal != actor.principal:
        raise NotFoundError("collaboration", identifier)


def _is_of_another(row: CaseRow, actor: Actor) -> bool:
    return access.reads_only_own_cases(actor) and row.notified_by != actor.principal
