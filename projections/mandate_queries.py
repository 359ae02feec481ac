"""What is asked about covers and grants of an institution."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from projections.mandates import COVERS, GRANTS, CoverRow, GrantRow
from projections.queries import InstitutionQueries


class MandateQueries(InstitutionQueries):
    """Who stands in for whom, and which auditor may read personal texts."""

    def covers(self) -> tuple[CoverRow, ...]:
        """Return every cover, the last one given first."""
        with self._reading() as connection:
            return COVERS.read(connection, sa.select(COVERS.table).order_by(COVERS.table.c.position.desc()))

    def covers_between(self, absent: str, cover: str) -> tuple[UUID, ...]:
        """Return the covers by which one person was ever let act for another."""
        table = COVERS.table.c
        select = sa.select(table.cover_id).where(table.absent == absent, table.cover == cover)
        with self._reading() as connection:
            return tuple(connection.scalars(select.order_by(table.cover_id)))

    def covers_on(self, day: date) -> tuple[CoverRow, ...]:
        """Return the covers in force on a day, by whom they cover for."""
        table = COVERS.table.c
        where = (table.from_on <= day, table.until_on >= day, table.ended_on.is_(None))
        with self._reading() as connection:
            return COVERS.read(connection, sa.select(COVERS.table).where(*where).order_by(table.absent, table.cover))

    def naming(self, actors: Collection[str]) -> tuple[CoverRow | GrantRow, ...]:
        """Return the covers and the grants, ended or not, that name one of these actors."""
        cover, grant, names = COVERS.table.c, GRANTS.table.c, list(actors)
        given = sa.select(COVERS.table).where(sa.or_(cover.absent.in_(names), cover.cover.in_(names)))
        granted = sa.select(GRANTS.table).where(grant.auditor.in_(names))
        with self._reading() as connection:
            covers = COVERS.read(connection, given.order_by(cover.position))
            return (*covers, *GRANTS.read(connection, granted.order_by(grant.position)))

    def grants(self) -> tuple[GrantRow, ...]:
        """Return every grant, the last one changed first."""
        with self._reading() as connection:
            return GRANTS.read(connection, sa.select(GRANTS.table).order_by(GRANTS.table.c.position.desc()))

    def grants_of(self, auditor: str) -> tuple[UUID, ...]:
        """Return the grants that were ever proposed for an auditor."""
        table = GRANTS.table.c
        select = sa.select(table.grant_id).where(table.auditor == auditor).order_by(table.grant_id)
        with self._reading() as connection:
            return tuple(connection.scalars(select))
