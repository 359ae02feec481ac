"""Many rows at once: one statement for a batch, and the database's own way to load a whole table.

The statements are written here and not by SQLAlchemy, which spends more on each row than the database does.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

import sqlalchemy as sa

Row = tuple[Any, ...]
_CHUNK = 5_000
_IN_LINE = 4
"""Up to so many rows stand in a statement one by one, which takes PostgreSQL half the time; more go over as arrays."""


def save(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows of all columns, in the place of those with the same key; no key may come twice."""
    columns = list(table.columns)
    if connection.dialect.name == "sqlite":
        _many(connection, _upsert(table, connection.dialect), _bound(connection, columns, rows))
        return
    if len(rows) <= _IN_LINE:
        bound = zip(*_bound(connection, columns, rows), strict=True)
        connection.exec_driver_sql(_upsert(table, connection.dialect, len(rows)), tuple(chain.from_iterable(bound)))
        return
    statement = _upsert(table, connection.dialect)
    for chunk in _chunks(rows):
        connection.exec_driver_sql(statement, tuple(_bound(connection, columns, chunk)))


@cache
def _upsert(table: sa.Table, dialect: sa.Dialect, in_line: int = 0) -> str:
    keys = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in keys]
    new = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in rest)
    conflict = f"ON CONFLICT ({_listed(keys)}) DO " + (f"UPDATE SET {new}" if rest else "NOTHING")
    into = f"INSERT INTO {_quoted(table.name)} ({_listed(table.columns.keys())})"
    if dialect.name == "sqlite":
        return f"{into} VALUES ({', '.join('?' * len(table.columns))}) {conflict}"
    if in_line:
        row = ", ".join(f"%s::{column.type.compile(dialect)}" for column in table.columns)
        return f"{into} VALUES {', '.join([f'({row})'] * in_line)} {conflict}"
    return f"{into} SELECT * FROM unnest({_arrays(dialect, list(table.columns))}) {conflict}"  # noqa: S608


def remove(connection: sa.Connection, table: sa.Table, keys: Sequence[Row]) -> None:
    """Delete the rows with these keys."""
    columns = list(table.primary_key)
    if connection.dialect.name == "sqlite":
        where = " AND ".join(f"{_quoted(column.name)} = ?" for column in columns)
        _many(connection, f"DELETE FROM {_quoted(table.name)} WHERE {where}", _bound(connection, columns, keys))  # noqa: S608
        return
    own, names = _quoted(table.name), [f"key_{place}" for place, _ in enumerate(columns)]
    where = " AND ".join(f"{own}.{_quoted(each.name)} = gone.{key}" for each, key in zip(columns, names, strict=True))
    gone = f"unnest({_arrays(connection.dialect, columns)}) AS gone ({', '.join(names)})"
    for chunk in _chunks(keys):
        statement = f"DELETE FROM {own} USING {gone} WHERE {where}"  # noqa: S608
        connection.exec_driver_sql(statement, tuple(_bound(connection, columns, chunk)))


def load(connection: sa.Connection, table: sa.Table, rows: Iterable[Row]) -> None:
    """Append rows to a table that has none of their keys."""
    columns, into = list(table.columns), _quoted(table.name)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {into} ({_listed(table.columns.keys())}) VALUES ({marks})"  # noqa: S608
        for chunk in _chunks(list(rows)):
            _many(connection, statement, _bound(connection, columns, chunk))
        return
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {into} ({_listed(table.columns.keys())}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types([column.type.compile(connection.dialect).lower() for column in columns])
        for chunk in _chunks(list(rows)):
            for row in zip(*_bound(connection, columns, chunk), strict=True):
                copy.write_row(row)


def _many(connection: sa.Connection, statement: str, bound: list[list[Any]]) -> None:
    if bound and bound[0]:
        connection.exec_driver_sql(statement, list(zip(*bound, strict=True)))


def _arrays(dialect: sa.Dialect, columns: "Sequence[sa.Column[Any]]") -> str:
    return ", ".join(f"%s::{column.type.compile(dialect)}[]" for column in columns)


def _bound(connection: sa.Connection, columns: "Sequence[sa.Column[Any]]", rows: Sequence[Row]) -> list[list[Any]]:
    """Return the values column by column, as the driver takes them."""
    found: list[list[Any]] = []
    for column, values in zip(columns, zip(*rows, strict=True), strict=False):
        process = _processor(column, connection.dialect)
        found.append(list(values) if process is None else [process(value) for value in values])
    return found


@cache
def _processor(column: "sa.Column[Any]", dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    process: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    return process


def _chunks(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    return (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return f'"{name}"'
