"""What forgetting asks of the read models of an institution."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration.spine import ENDED
from domain.deadlines import Kind
from domain.erasure.words import Held, Status
from domain.incident.words import IncidentStatus
from domain.values import SubjectKind
from projections.case_register import CASES
from projections.deadlines import DEADLINES
from projections.erasures import ERASURES, HOLDS, NAMED, ErasureRow, HoldRow
from projections.incidents import INCIDENTS
from projections.party_cases import LINKS, LinkRow
from projections.persons import PERSONS, PersonRow
from projections.queries import InstitutionQueries
from projections.search_words import words_of


@dataclass(frozen=True, slots=True)
class Around:
    """Whose texts also tell of a subject: a hold on any of them holds the subject too."""

    persons: tuple[UUID, ...]
    cases: tuple[UUID, ...]
    incidents: tuple[UUID, ...]

    @property
    def every(self) -> tuple[UUID, ...]:
        """Return them all."""
        return (*self.persons, *self.cases, *self.incidents)


class ErasureQueries(InstitutionQueries):
    """Whom something holds, what is forgotten, and what still needs a person or a case."""

    def erasures(self, status: Status | None = None) -> tuple[ErasureRow, ...]:
        """Return the erasures in the order of what happened to them last."""
        table = ERASURES.table.c
        where = [] if status is None else [table.status == status]
        with self._reading() as connection:
            return ERASURES.read(connection, sa.select(ERASURES.table).where(*where).order_by(table.position))

    def erasures_of(self, subject_id: UUID) -> tuple[ErasureRow, ...]:
        """Return every erasure that was proposed of a subject."""
        table = ERASURES.table.c
        select = sa.select(ERASURES.table).where(table.subject_id == subject_id).order_by(table.position)
        with self._reading() as connection:
            return ERASURES.read(connection, select)

    def is_erased(self, subject_id: UUID) -> bool:
        """Say whether a subject was forgotten."""
        return any(row.status is Status.ERASED for row in self.erasures_of(subject_id))

    def holds(self, subject_ids: Collection[UUID] | None = None) -> tuple[HoldRow, ...]:
        """Return the holds on these subjects, or all; lifted ones too."""
        table = HOLDS.table.c
        where = [] if subject_ids is None else [table.subject_id.in_(list(subject_ids))]
        with self._reading() as connection:
            return HOLDS.read(connection, sa.select(HOLDS.table).where(*where).order_by(table.position))

    def around(self, kind: Held, subject_id: UUID) -> Around:
        """Return the persons, cases and incidents whose texts tell of a subject, ended or not; never itself."""
        named = NAMED.table.c
        if kind is Held.PERSON:
            cases = tuple(row.case_id for row in self.cases_of(subject_id))
            return Around((), cases, self.incidents_naming(subject_id))
        if kind is Held.CASE:
            persons = tuple(row.subject_id for row in self.links(subject_id) if row.kind is SubjectKind.PERSON)
            with self._reading() as connection:
                return Around(persons, (), tuple(connection.scalars(_touching(subject_id))))
        select = sa.select(named.person_id).where(named.incident_id == subject_id).order_by(named.person_id)
        row = self.incident(subject_id)
        with self._reading() as connection:
            touched = () if row is None else tuple(map(UUID, row.case_ids))
            return Around(tuple(connection.scalars(select)), touched, ())

    def live(self, kind: Held, subject_id: UUID) -> tuple[str, ...]:
        """Return the references of what is not over yet and needs the texts of a subject, itself too.

        A person is needed by the cases that he or she takes part in and by the incidents that name him or her; a case
        by the incidents that touch it.
        """
        case, link, incident, named = CASES.table.c, LINKS.table.c, INCIDENTS.table.c, NAMED.table.c
        open_cases = sa.select(case.reference).where(case.status.not_in(list(ENDED))).order_by(case.reference)
        takes_part = sa.select(link.case_id).where(
            link.subject_id == subject_id, link.kind == SubjectKind.PERSON, link.unlinked_on.is_(None)
        )
        naming = sa.select(named.incident_id).where(named.person_id == subject_id)
        needing = {
            Held.PERSON: (case.case_id.in_(takes_part), incident.incident_id.in_(naming)),
            Held.CASE: (case.case_id == subject_id, incident.incident_id.in_(_touching(subject_id))),
            Held.INCIDENT: (sa.false(), incident.incident_id == subject_id),
        }
        cases, incidents = needing[kind]
        open_incidents = sa.select(incident.incident_id).where(incidents, incident.status != IncidentStatus.CLOSED)
        with self._reading() as connection:
            references = tuple(connection.scalars(open_cases.where(cases)))
            rows = connection.scalars(open_incidents.order_by(incident.incident_id))
            return (*references, *(f"incident {each}" for each in rows))

    def ended_cases(self) -> tuple[tuple[UUID, str, date, date | None], ...]:
        """Return (case, reference, day of its notification, day until which it is kept) of each case that is over.

        A case that was erased is left out.
        """
        case, deadline = CASES.table.c, DEADLINES.table.c
        kept = sa.and_(deadline.case_id == case.case_id, deadline.kind == Kind.RETENTION_END)
        select = (
            sa.select(case.case_id, case.reference, case.notified_on, sa.func.max(deadline.due_on))
            .outerjoin(DEADLINES.table, kept)
            .where(case.status.in_(list(ENDED)), case.case_id.not_in(_erased(Held.CASE)))
            .group_by(case.case_id, case.reference, case.notified_on)
            .order_by(case.reference)
        )
        with self._reading() as connection:
            return tuple(
                (key, name, notified_on, until) for key, name, notified_on, until in connection.execute(select)
            )

    def over_and_notified_before(self, day: date) -> frozenset[UUID]:
        """Return the cases that are over and were notified before a day: others cannot be over since then."""
        case = CASES.table.c
        select = sa.select(case.case_id).where(case.status.in_(list(ENDED)), case.notified_on < day)
        with self._reading() as connection:
            return frozenset(connection.scalars(select))

    def idle_persons(self) -> Mapping[UUID, tuple[LinkRow, ...]]:
        """Return the cases that each person who takes part in nothing live took part in."""
        case, link, person = CASES.table.c, LINKS.table.c, PERSONS.table.c
        busy = (
            sa.select(link.subject_id)
            .select_from(sa.join(LINKS.table, CASES.table, link.case_id == case.case_id))
            .where(case.status.not_in(list(ENDED)), link.unlinked_on.is_(None))
        )
        idle = sa.select(person.person_id).where(person.person_id.not_in(busy)).order_by(person.person_id)
        stays = sa.select(LINKS.table).where(link.subject_id.in_(idle.order_by(None)))
        found: dict[UUID, list[LinkRow]] = {}
        with self._reading() as connection:
            for key in connection.scalars(idle):
                found[key] = []
            for row in LINKS.read(connection, stays):
                found[row.subject_id].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def persons_called(self, name: str) -> tuple[PersonRow, ...]:
        """Return the persons one of whose names holds every word of `name`, whatever its case, accents and order.

        One word alone finds only who has no other: a common surname shall not tell who bears it.
        """
        asked, person = set(words_of(name)), PERSONS.table.c
        with self._reading() as connection:
            known = connection.execute(sa.select(person.person_id, person.search).order_by(person.position))
            found = [key for key, names in known if any(_answers(asked, each) for each in names.split("\n"))]
            rows = tuple(PERSONS.of_groups(connection, found))
        return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.position)))

    def incidents_naming(self, person_id: UUID) -> tuple[UUID, ...]:
        """Return the incidents whose report says that it is about a person."""
        named = NAMED.table.c
        select = sa.select(named.incident_id).where(named.person_id == person_id).order_by(named.incident_id)
        with self._reading() as connection:
            return tuple(connection.scalars(select))


def _answers(asked: Collection[str], name: str) -> bool:
    """Tell whether a name is the one that is asked for, or all of what is asked but a part of the name."""
    words = set(words_of(name))
    return bool(asked) and words.issuperset(asked) and (len(asked) > 1 or len(words) == 1)


def _touching(case_id: UUID) -> "sa.Select[tuple[UUID]]":
    incident = INCIDENTS.table.c
    touches = sa.type_coerce(incident.case_ids, sa.Text).contains(str(case_id))
    return sa.select(incident.incident_id).where(touches).order_by(incident.incident_id)


def _erased(kind: Held) -> "sa.Select[tuple[UUID]]":
    table = ERASURES.table.c
    return sa.select(table.subject_id).where(table.kind == kind, table.status == Status.ERASED)
