"""What figures are counted from: every case as it is counted, and whom its partners are, without a name."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration.screening import Resolution
from domain.values import SubjectKind
from projections.asking import Queries
from projections.case_figures import FIGURES, FiguresRow
from projections.case_hits import HITS
from projections.parties import OWNERS, PARTIES
from projections.party_cases import LINKS
from projections.risk_analyses import ANALYSES, AnalysisRow


class FigureQueries(Queries):
    """Questions about all cases of an institution at once."""

    def figures(self) -> tuple[FiguresRow, ...]:
        """Return every case as it is counted, in the order of notification."""
        select = sa.select(FIGURES.table).order_by(FIGURES.table.c.notified_on, FIGURES.table.c.case_id)
        with self._reading() as connection:
            return FIGURES.read(connection, select)

    def decided(self, case_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return those of the cases that somebody approved or rejected, whatever came after."""
        table = FIGURES.table.c
        select = sa.select(table.case_id).where(table.case_id.in_(case_ids), table.decided_on.is_not(None))
        with self._reading() as connection:
            return frozenset(connection.scalars(select))

    def analyses(self) -> tuple[AnalysisRow, ...]:
        """Return the recorded risk analyses, by year."""
        select = sa.select(ANALYSES.table).order_by(ANALYSES.table.c.year, ANALYSES.table.c.position)
        with self._reading() as connection:
            return ANALYSES.read(connection, select)

    def false_positives(self) -> frozenset[tuple[UUID, str, str, str, str]]:
        """Return the matches found false: (case, list, entry, print of the subject, print of the entry)."""
        table = HITS.table.c
        columns = (table.case_id, table.list_id, table.entry_id, table.subject_fingerprint, table.entry_fingerprint)
        select = sa.select(*columns).where(table.resolution == Resolution.FALSE_POSITIVE)
        with self._reading() as connection:
            return frozenset((row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(select))

    def partners(self) -> tuple[tuple[UUID, UUID, str | None], ...]:
        """Return (case, organisation, its print) of each that takes part now.

        Nothing stands for the print where it has owners: what a screening looks at are theirs too.
        """
        link, party = LINKS.table.c, PARTIES.table.c
        is_owned = party.party_id.in_(sa.select(OWNERS.table.c.party_id))
        own = sa.case((is_owned, sa.null()), else_=party.fingerprint)
        select = (
            sa.select(link.case_id, party.party_id, own)
            .join_from(LINKS.table, PARTIES.table, party.party_id == link.subject_id)
            .where(link.kind == SubjectKind.PARTY, link.unlinked_on.is_(None))
        )
        with self._reading() as connection:
            return tuple((row[0], row[1], row[2]) for row in connection.execute(select))
