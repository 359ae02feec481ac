"""What all queries share: one consistent reading for each answer, and pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import sqlalchemy as sa

from projections.pages import Cursor, Order, Page, Sort, page
from projections.positions import reading
from projections.sheets import Sheet

R = TypeVar("R")
PAGE = 50


class Queries:
    """Questions to one database; each is answered from one consistent reading."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        # On PostgreSQL each statement sees what stands when it begins, in a transaction too; to open one and end it
        # would be two rounds more.
        is_postgresql = self._engine.dialect.name == "postgresql"
        with (reading(self._engine) if is_postgresql else self._engine).begin() as connection:
            yield connection

    def _page(
        self,
        sheet: Sheet[R],
        where: "Sequence[sa.ColumnElement[bool]]",
        order: Order[R],
        sort: Sort | None,
        after: Cursor | None,
        limit: int,
    ) -> Page[R]:
        with self._reading() as connection:
            return page(connection, sheet, where, order.by(sheet, sort), after, limit)
