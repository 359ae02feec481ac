"""What may be asked of an institution's read models: each answer is one or a few SELECTs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration.spine import Nature, Status
from domain.deadlines import ENDS_WITH_ITS_DAY, Kind, State
from domain.incident.words import IncidentStatus, IncidentType
from domain.licence.words import LicenceStatus
from domain.party import chain
from domain.values import Level, Role, SubjectKind
from projections import case_hits, hit_queries, mornings, search_queries
from projections.asking import PAGE
from projections.case_hits import HITS, HitRow
from projections.case_register import CASES, CaseRow
from projections.deadlines import DEADLINES, DeadlineRow
from projections.figure_queries import FigureQueries
from projections.fwo_reports import REPORTS, ReportRow
from projections.hit_queries import HitCount, Stage, WaitingHit, Wanted
from projections.incidents import INCIDENTS, IncidentRow
from projections.licences import LICENCES, LicenceRow
from projections.mine import Mine
from projections.mornings import Due, Night
from projections.open_gates import GATES, GateRow
from projections.pages import Cursor, Order, Page, Sort, containing, within
from projections.parties import OWNERS, PARTIES, OwnerRow, PartyRow, with_owners
from projections.party_cases import LINKS, LinkRow
from projections.persons import PERSONS, PersonRow
from projections.rescreening_runs import RESCREENED, RUNS, RescreenedRow, RunRow
from projections.search_queries import FoundCase
from projections.sheets import chunks
from projections.work_list import TASKS, TaskKind, TaskRow

LIVE = (Status.SCREENING, Status.ASSESSED, Status.IN_REVIEW, Status.APPROVED, Status.RUNNING, Status.SUSPENDED)
"""The statuses in which a case is held against every new version of a list."""

_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A party or person of a case, as a screening needs it.

    The country of a person is that of the home institution, never of birth or nationality. Source: settled.md 27.
    """

    kind: SubjectKind
    id: UUID
    name: str
    aliases: tuple[str, ...]
    country: str | None
    birth_year: str | None
    fingerprint: str
    owners: tuple[str, ...] = ()


class InstitutionQueries(FigureQueries):
    """Questions to the read models of one institution."""

    def cases(
        self,
        *,
        status: Status | None = None,
        nature: Nature | None = None,
        funder_owner: str | None = None,
        level: Level | None = None,
        assignee: str | None = None,
        text: str | None = None,
        notified_by: Collection[str] | None = None,
        sort: Sort | None = None,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[CaseRow]:
        """Return cases in the order of their notification, or as sorted; `text` looks in title and reference.

        `notified_by` are the actors whose cases are wanted, if not everybody's.
        """
        table = CASES.table.c
        wanted = {"status": status, "nature": nature, "funder_owner": funder_owner, "level": level}
        wanted["assignee"] = assignee
        where = [table[name] == value for name, value in wanted.items() if value is not None]
        where += containing(table.search, text)
        if notified_by is not None:
            where.append(table.notified_by.in_(sorted(notified_by)))
        order = Order[CaseRow]((table.notified_position,), lambda row: (row.notified_position,))
        return self._page(CASES, where, order, sort, after, limit)

    def search(
        self,
        question: str,
        *,
        beginnings: bool = False,
        status: Status | None = None,
        level: Level | None = None,
        assignee: str | None = None,
        notified_by: Collection[str] | None = None,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[FoundCase]:
        """Return the cases that hold what is asked for; see `search_queries.search`."""
        wanted = {"status": status, "level": level, "assignee": assignee}
        with self._reading() as connection:
            return search_queries.search(
                connection,
                question,
                wanted,
                beginnings=beginnings,
                notified_by=notified_by,
                after=after,
                limit=limit,
            )

    def assignees(self) -> tuple[str, ...]:
        """Return who takes care of a case, by actor id."""
        table = CASES.table.c
        select = sa.select(table.assignee).distinct().where(table.assignee.is_not(None)).order_by(table.assignee)
        with self._reading() as connection:
            return tuple(connection.scalars(select))

    def case(self, case_id: UUID) -> CaseRow | None:
        """Return a case."""
        with self._reading() as connection:
            return CASES.first(connection, case_id=case_id)

    def case_by_reference(self, reference: str) -> CaseRow | None:
        """Return the case with a reference such as KV-UGENT-2026-000012."""
        with self._reading() as connection:
            return CASES.first(connection, reference=reference)

    def cases_by_id(self, case_ids: Collection[UUID]) -> Mapping[UUID, CaseRow]:
        """Return many cases at once, those that there are."""
        with self._reading() as connection:
            return {row.case_id: row for row in CASES.of_groups(connection, case_ids)}

    def references(self, case_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return the references of cases."""
        return {case_id: row.reference for case_id, row in self.cases_by_id(case_ids).items()}

    def live_case_ids(self) -> tuple[UUID, ...]:
        """Return the cases that a new version of a list is held against, in the order of their notification."""
        table = CASES.table.c
        select = sa.select(table.case_id).where(table.status.in_(LIVE)).order_by(table.notified_position)
        with self._reading() as connection:
            return tuple(connection.scalars(select))

    def gates(self, case_id: UUID) -> tuple[GateRow, ...]:
        """Return the open gates of a case, the oldest first."""
        table = GATES.table.c
        select = sa.select(GATES.table).where(table.case_id == case_id)
        with self._reading() as connection:
            return GATES.read(connection, select.order_by(table.opened_position, table.gate_id))

    def work_list(
        self,
        *,
        role: Role | None = None,
        kind: TaskKind | None = None,
        case_id: UUID | None = None,
        due_from: date | None = None,
        due_before: date | None = None,
        mine: Mine | None = None,
        open_only: bool = True,
        sort: Sort | None = None,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[TaskRow]:
        """Return tasks, the first due first and those without a day last, or sorted; `due_before` excludes its day."""
        table = TASKS.table.c
        wanted = {"role": role, "kind": kind, "case_id": case_id}
        where = [table[name] == value for name, value in wanted.items() if value is not None]
        if mine is not None:
            where.append(mine.is_named(table.assignee, table.role))
        where += within(table.due_on, due_from, due_before)
        if open_only:
            where.append(table.closed_on.is_(None))
        # Both databases write a day as YYYY-MM-DD, which sorts as days do.
        due = sa.func.coalesce(sa.cast(table.due_on, sa.Text()), _NEVER, type_=sa.Text())
        order = Order[TaskRow]((due, table.task_id), _task_place)
        return self._page(TASKS, where, order, sort, after, limit)

    def deadlines(
        self,
        *,
        state: State | None = None,
        kind: Kind | None = None,
        owner: str | None = None,
        owner_role: Role | None = None,
        case_id: UUID | None = None,
        due_from: date | None = None,
        due_before: date | None = None,
        ended_since: date | None = None,
        mine: Mine | None = None,
        sort: Sort | None = None,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[DeadlineRow]:
        """Return deadlines, the first due first, or as sorted; `due_before` excludes its day.

        What is overdue on a day are the open ones due before it. What ends with its day is told if it ended at
        `ended_since` or later.
        """
        table = DEADLINES.table.c
        wanted = {"state": state, "kind": kind, "owner": owner, "owner_role": owner_role, "case_id": case_id}
        where = [table[name] == value for name, value in wanted.items() if value is not None]
        if mine is not None:
            where.append(mine.is_named(table.owner, table.owner_role))
        where += within(table.due_on, due_from, due_before)
        if ended_since is not None:
            where.append(table.kind.not_in(sorted(ENDS_WITH_ITS_DAY)) | (table.due_on >= ended_since))
        # Both databases write a day as YYYY-MM-DD, which sorts as days do.
        due = sa.cast(table.due_on, sa.Text())
        order = Order[DeadlineRow]((due, table.row_id), lambda row: (row.due_on.isoformat(), row.row_id))
        return self._page(DEADLINES, where, order, sort, after, limit)

    def reminders_due(self, day: date) -> tuple[DeadlineRow, ...]:
        """Return the open deadlines of which somebody may have to be reminded on a day, or had to be before."""
        table = DEADLINES.table.c
        where = (table.state == State.OPEN, table.next_rung_on <= day)
        with self._reading() as connection:
            return DEADLINES.read(connection, sa.select(DEADLINES.table).where(*where).order_by(table.row_id))

    def due(self, mine: Mine | None, today: date, upto: date, since: date, *, limit: int) -> Due:
        """Return what is due for some people, or for everybody; see `mornings.due`."""
        with self._reading() as connection:
            return mornings.due(connection, mine, today, upto, since, limit)

    def night(self, since: datetime, position: int, *, limit: int) -> Night:
        """Return what happened since an instant, at which the log ended at `position`; see `mornings.night`."""
        with self._reading() as connection:
            return mornings.night(connection, since, position, limit)

    def deadlines_within(self, first: date, last: date) -> tuple[DeadlineRow, ...]:
        """Return every deadline that is or was due from one day to another, both among them."""
        due = DEADLINES.table.c.due_on
        with self._reading() as connection:
            return DEADLINES.read(connection, sa.select(DEADLINES.table).where(due >= first, due <= last))

    def cases_of(self, subject_id: UUID) -> tuple[LinkRow, ...]:
        """Return the cases that a party or person takes or took part in."""
        return self._links(LINKS.table.c.subject_id == subject_id)

    def links(self, case_id: UUID) -> tuple[LinkRow, ...]:
        """Return everyone who takes or took part in a case."""
        return self._links(LINKS.table.c.case_id == case_id)

    def party(self, party_id: UUID) -> PartyRow | None:
        """Return an organisation."""
        with self._reading() as connection:
            return PARTIES.first(connection, party_id=party_id)

    def owners(self, party_id: UUID) -> tuple[OwnerRow, ...]:
        """Return who owns an organisation, as the source named them."""
        table = OWNERS.table.c
        select = sa.select(OWNERS.table).where(table.party_id == party_id).order_by(table.number)
        with self._reading() as connection:
            return OWNERS.read(connection, select)

    def parties(
        self,
        text: str | None = None,
        *,
        country: str | None = None,
        sort: Sort | None = None,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[PartyRow]:
        """Return organisations in the order of what was last said of them; `text` looks in names and identifiers."""
        table = PARTIES.table.c
        where = [*containing(table.search, text), *([table.country == country] if country is not None else [])]
        order = Order[PartyRow]((table.position,), lambda row: (row.position,))
        return self._page(PARTIES, where, order, sort, after, limit)

    def person(self, person_id: UUID) -> PersonRow | None:
        """Return a person."""
        with self._reading() as connection:
            return PERSONS.first(connection, person_id=person_id)

    def persons(
        self,
        text: str | None = None,
        *,
        newest_first: bool = False,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[PersonRow]:
        """Return persons in the order of what was last said of them; `text` looks in names."""
        table = PERSONS.table.c
        order = Order[PersonRow]((table.position,), lambda row: (row.position,), newest_first)
        return self._page(PERSONS, containing(table.search, text), order, None, after, limit)

    def subjects_of(self, case_ids: Collection[UUID]) -> Mapping[UUID, tuple[SubjectRow, ...]]:
        """Return everyone who takes part now in each of many cases, in few queries for thousands of cases.

        Of a party also the names of whoever owns it, and of the owners of those.
        """
        found: dict[UUID, list[SubjectRow]] = {case_id: [] for case_id in case_ids}
        party, person, link = PARTIES.table.c, PERSONS.table.c, LINKS.table.c
        parties = sa.select(
            link.case_id,
            link.kind,
            party.party_id,
            party.name,
            party.aliases,
            party.country,
            sa.null(),
            party.fingerprint,
        ).join_from(LINKS.table, PARTIES.table, party.party_id == link.subject_id)
        persons = (
            sa.select(
                link.case_id,
                link.kind,
                person.person_id,
                person.name,
                person.aliases,
                party.country,
                person.birth_year,
                person.fingerprint,
            )
            .join_from(LINKS.table, PERSONS.table, person.person_id == link.subject_id)
            .outerjoin(PARTIES.table, party.party_id == person.home_party_id)
        )
        with self._reading() as connection:
            for chunk in chunks(case_ids):
                is_here = (link.case_id.in_(chunk), link.unlinked_on.is_(None))
                rows = [
                    (case_id, SubjectRow(*subject))
                    for select in (parties, persons)
                    for case_id, *subject in connection.execute(select.where(*is_here).order_by(link.subject_id))
                ]
                register = with_owners(connection, {row.id for _, row in rows if row.kind is SubjectKind.PARTY})
                for case_id, row in rows:
                    found[case_id].append(_with_owners(row, register))
        return {case_id: tuple(subjects) for case_id, subjects in found.items()}

    def hits(self, case_id: UUID) -> tuple[HitRow, ...]:
        """Return the hits of a case, the first due first, and of one day the highest rank first."""
        table = HITS.table.c
        order = (table.due_on, table.rank.desc(), table.hit_id)
        select = sa.select(HITS.table).where(table.case_id == case_id).order_by(*order)
        with self._reading() as connection:
            return HITS.read(connection, select)

    def hit(self, hit_id: UUID) -> HitRow | None:
        """Return a hit."""
        with self._reading() as connection:
            return HITS.first(connection, hit_id=hit_id)

    def hits_at(
        self,
        stage: Stage,
        wanted: Wanted,
        *,
        not_by: Collection[str] = (),
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[WaitingHit]:
        """Return the hits of all cases that wait for a first or second word, or adopted one; `hit_queries.waiting`."""
        with self._reading() as connection:
            return hit_queries.waiting(connection, stage, wanted, not_by=not_by, after=after, limit=limit)

    def hits_counted(self, wanted: Wanted) -> tuple[HitCount, ...]:
        """Return how many hits wait, by what they wait for and by list."""
        with self._reading() as connection:
            return hit_queries.counted(connection, wanted)

    def confirmed_elsewhere(self, case_id: UUID) -> Mapping[UUID, tuple[UUID, ...]]:
        """Return by hit of a case the other cases in which a person said that the subject is that very entry."""
        with self._reading() as connection:
            return case_hits.confirmed_elsewhere(connection, case_id)

    def run(self, run_id: UUID) -> RunRow | None:
        """Return a re-screening run."""
        with self._reading() as connection:
            return RUNS.first(connection, run_id=run_id)

    def runs(self, list_id: str | None = None) -> tuple[RunRow, ...]:
        """Return the re-screening runs, of one list or of all, the last one first."""
        table = RUNS.table.c
        where = [table.list_id == list_id] if list_id is not None else []
        select = sa.select(RUNS.table).where(*where).order_by(table.started_at.desc(), table.run_id)
        with self._reading() as connection:
            return RUNS.read(connection, select)

    def covered_cases(self, run_id: UUID) -> frozenset[UUID]:
        """Return the cases that a run has screened."""
        table = RESCREENED.table.c
        with self._reading() as connection:
            return frozenset(connection.scalars(sa.select(table.case_id).where(table.run_id == run_id)))

    def rescreened(self, run_id: UUID) -> tuple[RescreenedRow, ...]:
        """Return what a run found for each case."""
        table = RESCREENED.table.c
        select = sa.select(RESCREENED.table).where(table.run_id == run_id).order_by(table.case_id)
        with self._reading() as connection:
            return RESCREENED.read(connection, select)

    def rescreened_versions(self, case_id: UUID) -> Mapping[str, int]:
        """Return the newest version of each list that a run held against a case."""
        table = RESCREENED.table.c
        select = sa.select(table.list_id, sa.func.max(table.to_version)).where(table.case_id == case_id)
        with self._reading() as connection:
            return {list_id: int(version) for list_id, version in connection.execute(select.group_by(table.list_id))}

    def licence(self, licence_id: UUID) -> LicenceRow | None:
        """Return an export licence."""
        with self._reading() as connection:
            return LICENCES.first(connection, licence_id=licence_id)

    def licences(self, case_id: UUID) -> tuple[LicenceRow, ...]:
        """Return the export licences that a case may use: those it asked for, and those attached to it."""
        table = LICENCES.table.c
        attached = sa.type_coerce(table.cases, sa.Text).contains(str(case_id))
        select = sa.select(LICENCES.table).where(attached).order_by(table.position)
        with self._reading() as connection:
            return LICENCES.read(connection, select)

    def incident(self, incident_id: UUID) -> IncidentRow | None:
        """Return an incident."""
        with self._reading() as connection:
            return INCIDENTS.first(connection, incident_id=incident_id)

    def incidents(
        self,
        *,
        kv_type: IncidentType | None = None,
        status: IncidentStatus | None = None,
        reported_by: Collection[str] | None = None,
        or_personal_data: bool = False,
        sort: Sort | None = None,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[IncidentRow]:
        """Return incidents in the order of their report, or as sorted.

        `reported_by` are the actors whose reports are wanted, if not everybody's; with `or_personal_data` also those
        of others that concern personal data.
        """
        table = INCIDENTS.table.c
        wanted = {"kv_type": kv_type, "status": status}
        where = [table[name] == value for name, value in wanted.items() if value is not None]
        if reported_by is not None:
            names = sorted(reported_by)
            known = sa.or_(table.reported_by.in_(names), table.reported_for.in_(names))
            where.append(sa.or_(known, table.has_personal_data) if or_personal_data else known)
        order = Order[IncidentRow]((table.reported_position,), lambda row: (row.reported_position,))
        return self._page(INCIDENTS, where, order, sort, after, limit)

    def licences_ending(self, upto: date) -> tuple[LicenceRow, ...]:
        """Return the granted licences whose last day is this one or before."""
        table = LICENCES.table.c
        where = (table.status == LicenceStatus.GRANTED, table.valid_until <= upto)
        select = sa.select(LICENCES.table).where(*where).order_by(table.valid_until, table.licence_id)
        with self._reading() as connection:
            return LICENCES.read(connection, select)

    def all_licences(self) -> tuple[LicenceRow, ...]:
        """Return every export licence of the institution, those that end first at the top."""
        table = LICENCES.table.c
        order = (sa.nulls_last(table.valid_until), table.position, table.licence_id)
        with self._reading() as connection:
            return LICENCES.read(connection, sa.select(LICENCES.table).order_by(*order))

    def report(self, report_id: UUID) -> ReportRow | None:
        """Return a report to the FWO."""
        with self._reading() as connection:
            return REPORTS.first(connection, report_id=report_id)

    def reports(self, case_id: UUID | None = None) -> tuple[ReportRow, ...]:
        """Return the reports to the FWO, of one case or of all, the first due first."""
        table = REPORTS.table.c
        where = [] if case_id is None else [table.case_id == case_id]
        select = sa.select(REPORTS.table).where(*where).order_by(table.due_on, table.position)
        with self._reading() as connection:
            return REPORTS.read(connection, select)

    def _links(self, where: "sa.ColumnElement[bool]") -> tuple[LinkRow, ...]:
        table = LINKS.table.c
        select = sa.select(LINKS.table).where(where).order_by(table.linked_on, table.case_id, table.subject_id)
        with self._reading() as connection:
            return LINKS.read(connection, select)


def _with_owners(row: SubjectRow, register: chain.Register) -> SubjectRow:
    if row.kind is not SubjectKind.PARTY or row.id not in register:
        return row
    return replace(row, fingerprint=chain.fingerprint(row.id, register), owners=chain.names(row.id, register))


def _task_place(row: TaskRow) -> tuple[str, str]:
    return row.due_on.isoformat() if row.due_on is not None else _NEVER, row.task_id
