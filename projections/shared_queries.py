"""What may be asked of the read models beside those of an institution: those of the shared log, and of the FWO."""

import sqlalchemy as sa

from domain.collaboration.spine import Status
from projections.asking import PAGE, Queries
from projections.fwo_portfolio import PORTFOLIO, PortfolioRow
from projections.institutions import INSTITUTIONS, InstitutionRow
from projections.list_status import LISTS, ListRow
from projections.pages import Cursor, Order, Page, Sort


class SharedQueries(Queries):
    """Questions to the read models of the shared log."""

    def lists(self) -> tuple[ListRow, ...]:
        """Return the watch lists."""
        with self._reading() as connection:
            return LISTS.read(connection, sa.select(LISTS.table).order_by(LISTS.table.c.list_id))

    def list(self, list_id: str) -> ListRow | None:
        """Return a watch list."""
        with self._reading() as connection:
            return LISTS.first(connection, list_id=list_id)

    def institutions(self) -> tuple[InstitutionRow, ...]:
        """Return the institutions that have a profile, by their slug."""
        table = INSTITUTIONS.table
        with self._reading() as connection:
            return INSTITUTIONS.read(connection, sa.select(table).order_by(table.c.slug))

    def institution(self, slug: str) -> InstitutionRow | None:
        """Return the profile of an institution."""
        with self._reading() as connection:
            return INSTITUTIONS.first(connection, slug=slug)


class FwoQueries(Queries):
    """Questions to the read model of the FWO."""

    def portfolio(
        self,
        institution: str | None = None,
        status: Status | None = None,
        *,
        sort: Sort | None = None,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[PortfolioRow]:
        """Return the cases that the FWO funds, by institution and each in the order of notification, or sorted."""
        table = PORTFOLIO.table.c
        wanted = {"institution": institution, "status": status}
        where = [table[name] == value for name, value in wanted.items() if value is not None]
        order = Order[PortfolioRow]((table.institution, table.reference), lambda row: (row.institution, row.reference))
        return self._page(PORTFOLIO, where, order, sort, after, limit)
