"""What may be asked of the read models beside those of an institution: those of the shared log, and of the FWO."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from domain.collaboration.spine import Status
from domain.fwo_report.words import SETTLED, ReportKind, ReportStatus
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


class Awaited(StrEnum):
    """Who waits for whom about a report: the FWO for the institution, past the day or before it; or the other way."""

    OVERDUE = "overdue"
    DUE = "due"
    SUBMITTED = "submitted"
    SETTLED = "settled"


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

    def reports(
        self,
        kind: ReportKind,
        awaited: Awaited,
        today: date,
        *,
        institution: str | None = None,
        after: Cursor | None = None,
        limit: int = PAGE,
    ) -> Page[PortfolioRow]:
        """Return the cases of whose last report of a kind this is so on a day, the first due first."""
        table = PORTFOLIO.table.c
        due = _due(kind)
        where = [due.is_not(None), _awaited(kind, today) == awaited.value]
        if institution is not None:
            where.append(table.institution == institution)
        # Both databases write a day as YYYY-MM-DD, which sorts as days do.
        columns = (sa.cast(due, sa.Text()), table.institution, table.reference)

        def place(row: PortfolioRow) -> tuple[str, str, str]:
            day = row.interim_due_on if kind is ReportKind.INTERIM else row.ex_post_due_on
            return (day.isoformat() if day is not None else "", row.institution, row.reference)

        return self._page(PORTFOLIO, where, Order[PortfolioRow](columns, place), None, after, limit)

    def awaited(self, today: date, institution: str | None = None) -> Mapping[ReportKind, Mapping[Awaited, int]]:
        """Return of how many cases the last report of each kind is awaited so on a day."""
        found: dict[ReportKind, dict[Awaited, int]] = {}
        with self._reading() as connection:
            for kind in ReportKind:
                said = _awaited(kind, today).label("said")
                select = sa.select(said, sa.func.count()).where(_due(kind).is_not(None)).group_by(said)
                if institution is not None:
                    select = select.where(PORTFOLIO.table.c.institution == institution)
                found[kind] = {Awaited(word): count for word, count in connection.execute(select)}
        return found


def _due(kind: ReportKind) -> "sa.Column[date]":
    table = PORTFOLIO.table.c
    return table.interim_due_on if kind is ReportKind.INTERIM else table.ex_post_due_on


def _awaited(kind: ReportKind, today: date) -> "sa.ColumnElement[str]":
    table = PORTFOLIO.table.c
    status = table.interim_report if kind is ReportKind.INTERIM else table.ex_post_report
    settled = SETTLED - {ReportStatus.SUBMITTED}
    return sa.case(
        (status == ReportStatus.SUBMITTED, sa.literal(Awaited.SUBMITTED.value)),
        (status.in_(sorted(settled)), sa.literal(Awaited.SETTLED.value)),
        (_due(kind) < today, sa.literal(Awaited.OVERDUE.value)),
        else_=sa.literal(Awaited.DUE.value),
    )
