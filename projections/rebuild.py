"""Make a read model again from the first event, beside the rows that serve, and swap in one transaction."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from domain.ports import Clock, EventLog
from projections.folding import FoldedLog
from projections.positions import POSITIONS, create_tables, move
from projections.readmodel import ReadModel

BATCH = 5_000


class MissingLogError(Exception):
    """A read model is fed by a log that the rebuild was not given: its rows would be lost."""


def rebuild(engine: sa.Engine, model: ReadModel, logs: Mapping[str, EventLog], clock: Clock | None = None) -> None:
    """Make the rows of a read model again from `logs`, which are all the logs that feed it.

    The new rows grow in temporary tables of one connection. There they hide the tables that serve, so that the
    model writes to them unawares; a rebuild that is killed leaves nothing, and two at once do not meet before the
    swap. Raises `MissingLogError`, and what the model, a log or the database raises; then the old rows serve on.
    """
    create_tables(engine, [model])
    with engine.connect() as connection:
        connection.detach()  # its temporary tables must hide nothing from the next user of a pooled connection
        _create_temporary(connection, model)
        folded = {name: FoldedLog(log) for name, log in logs.items()}
        reached = dict.fromkeys(logs, 0)
        for name in logs:
            while _grow(connection, model, name, folded[name], reached):
                pass
        connection.execution_options(begin="IMMEDIATE")
        with connection.begin():
            outdated = _lock(connection, model, logs)
            for name in logs:  # what came in between; no one can move the position of this model now
                _apply_rest(connection, model, name, folded[name], reached)
            _swap(connection, model, recreate=outdated)
            for name, position in reached.items():
                connection.execute(sa.delete(POSITIONS).where(_row(model, name)))
                move(connection, model, name, 0, position, clock() if clock is not None else None)


def digest(engine: sa.Engine, model: ReadModel) -> str:
    """Return a digest of all rows of a read model: the same on every database, whatever its order of words."""
    total = hashlib.sha256()
    with engine.begin() as connection:
        for table in model.tables:
            found = connection.execution_options(yield_per=1_000).execute(sa.select(table))
            rows = sorted(hashlib.sha256(_canonical(row)).digest() for row in found)
            total.update(f"{table.name}:{len(rows)}\n".encode())
            total.update(b"".join(rows))
    return total.hexdigest()


def count(engine: sa.Engine, model: ReadModel) -> int:
    """Return the number of rows of a read model."""
    with engine.begin() as connection:
        return sum(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in model.tables)


def _create_temporary(connection: sa.Connection, model: ReadModel) -> None:
    if connection.dialect.name == "sqlite":  # names of persons reach no file of their own; not within a transaction
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()
    with connection.begin():
        for table in model.tables:
            statement = str(CreateTable(table).compile(dialect=connection.dialect))
            connection.exec_driver_sql(statement.replace("CREATE TABLE", "CREATE TEMPORARY TABLE", 1))
            for index in table.indexes:
                connection.execute(CreateIndex(index))


def _grow(connection: sa.Connection, model: ReadModel, name: str, log: FoldedLog, reached: dict[str, int]) -> bool:
    """Apply one batch to the temporary tables; False when there is nothing more."""
    batch = log.after(reached[name], BATCH)
    if not batch:
        return False
    log.prepare(batch)
    with connection.begin():
        model.apply(connection, batch, log, name)
    reached[name] = batch[-1].position
    return True


def _lock(connection: sa.Connection, model: ReadModel, logs: Mapping[str, EventLog]) -> bool:
    """Lock the positions of the model and return whether its rows are of another version."""
    for name in logs:
        move(connection, model, name, 0, 0, None)  # there is a row to lock
    mine = sa.select(POSITIONS).where(POSITIONS.c.model == model.name).order_by(POSITIONS.c.log).with_for_update()
    found = connection.execute(mine).all()
    unknown = sorted({row.log for row in found} - set(logs))
    if unknown:
        raise MissingLogError(
            f"read model {model.name} is fed by {', '.join(unknown)} too; rebuild it from all its logs"
        )
    return any(row.version != model.version for row in found)


def _apply_rest(
    connection: sa.Connection, model: ReadModel, name: str, log: FoldedLog, reached: dict[str, int]
) -> None:
    while batch := log.after(reached[name], BATCH):
        log.prepare(batch)
        model.apply(connection, batch, log, name)
        reached[name] = batch[-1].position


def _swap(connection: sa.Connection, model: ReadModel, *, recreate: bool) -> None:
    """Put the new rows in the place of the old ones; the tables and their rights stay, if their form did."""
    is_sqlite = connection.dialect.name == "sqlite"
    schema = "main" if is_sqlite else str(connection.scalar(sa.select(sa.func.current_schema())))
    for table in model.tables:
        live = table.to_metadata(sa.MetaData(), schema=schema)
        if recreate:
            live.drop(connection, checkfirst=True)
            live.create(connection)
        else:
            connection.execute(sa.delete(live))
        names = [column.name for column in table.columns]
        connection.execute(sa.insert(live).from_select(names, sa.select(table)))


def _row(model: ReadModel, log: str) -> "sa.ColumnElement[bool]":
    return sa.and_(POSITIONS.c.model == model.name, POSITIONS.c.log == log)


def _canonical(row: "sa.Row[Any]") -> bytes:
    return json.dumps(list(row), default=_plain, ensure_ascii=False, sort_keys=True).encode()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID | Enum):
        return str(value)
    raise TypeError(f"a row holds a {type(value).__name__}")
