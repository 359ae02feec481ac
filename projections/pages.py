"""Pages of a query: from a place in a stable order, so that what comes in between shifts nothing."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from domain.errors import UnusableInputError
from projections.sheets import Sheet

R = TypeVar("R")
Place = tuple[str | int, ...]

MAX_LIMIT = 1_000
_LAST = "~"
"""Stands for nothing: behind every day and word, by the bytes."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place behind which the next page begins; opaque to everyone outside. Source: settled.md 8."""

    place: Place

    def encode(self) -> str:
        """Return the cursor as text for an address."""
        return base64.urlsafe_b64encode(json.dumps(self.place).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Return the cursor that `encode` wrote. Raises `UnusableInputError` for any other text."""
        try:
            place = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        except ValueError:
            place = None
        if not isinstance(place, list) or not place or not all(map(_is_sound, place)):
            raise UnusableInputError("cursor", "is not one of ours", "the cursor of a page, unchanged, or none")
        return cls(tuple(place))


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some rows in a stable order; `next` is empty on the last page."""

    items: tuple[R, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Sort:
    """By which field of the rows they are wanted, and whether the last first."""

    field: str
    descending: bool = False


@dataclass(frozen=True)  # no slots: with them Python 3.11 cannot make an Order[Row]
class Order(Generic[R]):
    """A total order of rows: by `columns`, whose values `place` returns for a row; all of them up, or all down."""

    columns: tuple["sa.ColumnElement[Any]", ...]
    place: Callable[[R], Place]
    descending: bool = False

    def by(self, sheet: Sheet[R], sort: Sort | None) -> "Order[R]":
        """Return the order by a field of the row, and where that is the same by this order."""
        if sort is None:
            return self
        field, column = sort.field, sheet.table.c[sort.field]
        if column is self.columns[0]:  # as it is stored, which its index has in order
            return Order(self.columns, self.place, sort.descending)

        def place(row: R) -> Place:
            return (_sortable(getattr(row, field)), *self.place(row))

        return Order((_as_text(column), *self.columns), place, sort.descending)


def page(
    connection: sa.Connection,
    sheet: Sheet[R],
    where: "Sequence[sa.ColumnElement[bool]]",
    order: Order[R],
    after: Cursor | None,
    limit: int,
) -> Page[R]:
    """Return up to `limit` rows behind a cursor. Raises `UnusableInputError` for a limit or cursor of no use."""
    if not 1 <= limit <= MAX_LIMIT:
        raise UnusableInputError("limit", f"is {limit}", f"1 to {MAX_LIMIT}")
    columns = [each.desc() for each in order.columns] if order.descending else order.columns
    select = sa.select(sheet.table).where(*where).order_by(*columns).limit(limit + 1)
    if after is not None:
        select = select.where(_behind(order, after.place))
    found = sheet.read(connection, select)
    items = found[:limit]
    return Page(items, Cursor(order.place(items[-1])) if len(found) > limit else None)


def containing(column: "sa.ColumnElement[Any]", text: str | None) -> "Sequence[sa.ColumnElement[bool]]":
    """Return the condition that a column of small letters holds a text. Raises `UnusableInputError` for a control."""
    if text is None or not text.strip():
        return ()
    if not text.isprintable():
        raise UnusableInputError("text", "holds a control character", "letters, digits, signs and spaces")
    return (column.contains(text.strip().casefold(), autoescape=True),)


def within(column: "sa.ColumnElement[Any]", first: date | None, end: date | None) -> "Sequence[sa.ColumnElement[bool]]":
    """Return the conditions that a day is not before `first`, and is before `end`."""
    since, until = [] if first is None else [column >= first], [] if end is None else [column < end]
    return (*since, *until)


def _is_sound(value: object) -> bool:
    """Say whether a database can hold a value beside its own."""
    if isinstance(value, str):
        return value.isprintable()
    return type(value) is int and abs(value) < 2**63


def _as_text(column: "sa.ColumnElement[Any]") -> "sa.ColumnElement[Any]":
    """Return a column as text that sorts as its values do; both databases write a day as YYYY-MM-DD."""
    is_stored_so = isinstance(column.type, sa.types.TypeDecorator)
    said = sa.type_coerce(column, sa.Text()) if is_stored_so else sa.cast(column, sa.Text())
    return sa.func.coalesce(said, _LAST, type_=sa.Text())


def _sortable(value: object) -> str:
    """Return a value of a row as `_as_text` has it."""
    match value:
        case None:
            return _LAST
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _behind(order: Order[Any], place: Place) -> "sa.ColumnElement[bool]":
    columns = order.columns
    values = [_value(column, each) for column, each in zip(columns, place, strict=False)]
    if len(values) != len(columns) or len(place) != len(columns):
        raise UnusableInputError("cursor", "belongs to another query", "the cursor of a page of this query, or none")
    here, there = sa.tuple_(*columns), sa.tuple_(*values)
    return here < there if order.descending else here > there


def _value(column: "sa.ColumnElement[Any]", value: str | int) -> "sa.ColumnElement[Any]":
    """Return a value of a cursor for its column, whose type it must have."""
    is_number = isinstance(column.type, sa.BigInteger)
    if is_number != isinstance(value, int):
        raise UnusableInputError("cursor", "belongs to another query", "the cursor of a page of this query, or none")
    return sa.literal(value, sa.BigInteger() if is_number else sa.Text())
