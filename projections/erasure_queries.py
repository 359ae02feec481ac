"""What forgetting asks of the read models of an institution."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration.spine import ENDED
from domain.erasure.words import Held, Status
from domain.incident.words import IncidentStatus
from domain.values import SubjectKind
from projections.case_register import CASES
from projections.erasures import ERASURES, HOLDS, NAMED, ErasureRow, HoldRow
from projections.incidents import INCIDENTS
from projections.party_cases import LINKS
from projections.queries import InstitutionQueries


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

    def live(self, kind: Held, subject_id: UUID) -> tuple[str, ...]:
        """Return the references of what is not over yet and needs a person who takes part in it; or a case itself."""
        case, link, incident, named = CASES.table.c, LINKS.table.c, INCIDENTS.table.c, NAMED.table.c
        open_cases = sa.select(case.reference).where(case.status.not_in(list(ENDED))).order_by(case.reference)
        if kind is Held.CASE:
            with self._reading() as connection:
                return tuple(connection.scalars(open_cases.where(case.case_id == subject_id)))
        takes_part = sa.select(link.case_id).where(
            link.subject_id == subject_id, link.kind == SubjectKind.PERSON, link.unlinked_on.is_(None)
        )
        incidents = (
            sa.select(incident.incident_id)
            .join(NAMED.table, named.incident_id == incident.incident_id)
            .where(named.person_id == subject_id, incident.status != IncidentStatus.CLOSED)
            .order_by(incident.incident_id)
        )
        with self._reading() as connection:
            references = tuple(connection.scalars(open_cases.where(case.case_id.in_(takes_part))))
            return (*references, *(f"incident {each}" for each in connection.scalars(incidents)))

    def incidents_naming(self, person_id: UUID) -> tuple[UUID, ...]:
        """Return the incidents whose report says that it is about a person."""
        named = NAMED.table.c
        select = sa.select(named.incident_id).where(named.person_id == person_id).order_by(named.incident_id)
        with self._reading() as connection:
            return tuple(connection.scalars(select))
