"""Make a read model again beside the rows that serve: fold, load, verify, swap in one transaction, keep the old.

The new tables are called `<table>__new` until the swap, and those that served `<table>__old` after it, until the next
rebuild. Names of indexes are those of the table with one of three letters behind them: SQLite cannot rename an index.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from domain.ports import Clock, EventLog
from domain.values import Recorded
from projections import bulk, parking, swapping, unhurried
from projections.fold import Fold, rows_of
from projections.leases import Lease
from projections.memory import Memory
from projections.positions import create_tables, move, outdated, writing
from projections.readmodel import ReadModel
from projections.sheets import Sheet, chunks

SAMPLE_STREAMS = 50
SAMPLE_ROWS = 1_000
_LOADED_AT_ONCE = 20_000
_READ_AT_ONCE = 500


class MissingLogError(Exception):
    """A read model is fed by a log that the rebuild was not given: its rows would be lost."""


class DifferentRowsError(Exception):
    """What was built is not what it should be; the rows that serve were left alone."""


def rebuild(
    engine: sa.Engine,
    model: ReadModel,
    logs: Mapping[str, EventLog],
    clock: Clock | None = None,
    *,
    park: bool = False,
    only_outdated: bool = False,
) -> None:
    """Make the rows of a read model again from `logs`, which are all the logs that feed it.

    The rows that served are kept for `swapping.rollback`. A rebuild that is killed leaves tables that nobody reads.
    With `park`, events that the model cannot take are parked; without, what the model raises is raised, and so are
    `MissingLogError`, `DifferentRowsError`, `LeaseHeldError`, `LeaseLostError` and what a log or the database raises:
    then the old rows serve on. With `only_outdated`, nothing is done if another process made them anew meanwhile.
    """
    create_tables(engine, [model])
    with swapping.alone(engine, model) as lease:
        if only_outdated and not _is_outdated(engine, model):
            return
        memory = Memory()
        folds = [Fold([model], log, name, memory, may_park=park) for name, log in logs.items()]
        with unhurried.collector():
            for fold in folds:
                while fold.grow():
                    lease.hold()
            _verify_fold(model, logs, folds)
            _load(engine, model, memory, lease)
            _verify_load(engine, model, memory)
        with writing(engine).begin() as connection:
            lease.confirm(connection)
            _lock(connection, model, logs)
            swapping.swap(connection, model)
            for fold in folds:  # what came in between; no one can move the position of this model now
                _apply_rest(connection, model, fold)
                at = clock() if clock is not None else None
                move(connection, model, fold.name, 0, fold.position, at, fold.mark)
                parking.park(connection, list(fold.parked.values()))


def digest(engine: sa.Engine, model: ReadModel) -> str:
    """Return a digest of all rows of a read model: the same on every database, whatever its order of words."""
    total = hashlib.sha256()
    with engine.begin() as connection:
        for table in model.tables:
            found = connection.execution_options(yield_per=1_000).execute(sa.select(table))
            rows = sorted(hashlib.sha256(canonical(row)).digest() for row in found)
            total.update(f"{table.name}:{len(rows)}\n".encode())
            total.update(b"".join(rows))
    return total.hexdigest()


def count(engine: sa.Engine, model: ReadModel) -> int:
    """Return the number of rows of a read model."""
    with engine.begin() as connection:
        return sum(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in model.tables)


def _is_outdated(engine: sa.Engine, model: ReadModel) -> bool:
    with engine.begin() as connection:
        return bool(outdated(connection, [model]))


def _load(engine: sa.Engine, model: ReadModel, memory: Memory, lease: Lease) -> None:
    for table in model.tables:
        with writing(engine).begin() as connection:
            lease.confirm(connection)
            new = swapping.begun(connection, table)
            connection.execute(CreateTable(new))
        rows = rows_of(memory, table)
        for chunk in chunks(rows, _LOADED_AT_ONCE):  # each in its own transaction: others want to write too
            with writing(engine).begin() as connection:
                lease.confirm(connection)
                bulk.load(connection, new, chunk)
        with writing(engine).begin() as connection:
            lease.confirm(connection)
            for index in new.indexes:
                connection.execute(CreateIndex(index))


def _verify_load(engine: sa.Engine, model: ReadModel, memory: Memory) -> None:
    """Hold the loaded rows to those in memory: their number, and a sample of them value by value."""
    with engine.begin() as connection:
        for table in model.tables:
            sheet: Sheet[Any] = table.info["sheet"]
            new, rows = swapping.named(table, swapping.NEW), list(memory.rows(sheet))
            found = connection.scalar(sa.select(sa.func.count()).select_from(new))
            if found != len(rows):
                raise DifferentRowsError(f"{new.name} has {found} rows; the events make {len(rows)}")
            key = sa.tuple_(*(new.c[column.name] for column in table.primary_key))
            for sample in chunks(rows[:: max(1, len(rows) // SAMPLE_ROWS)], _READ_AT_ONCE):
                stored = connection.execute(sa.select(new).where(key.in_([sheet.key(row) for row in sample])))
                if set(map(canonical, stored)) != {canonical(sheet.values(row)) for row in sample}:
                    raise DifferentRowsError(f"{new.name} does not hold what was written to it")


def _verify_fold(model: ReadModel, logs: Mapping[str, EventLog], folds: Sequence[Fold]) -> None:
    """Hold some streams, folded in one batch, to the same streams folded event by event."""
    for fold in folds:
        chosen = list(fold.streams)[:: max(1, len(fold.streams) // SAMPLE_STREAMS)]
        found = fold.log.streams(chosen, fold.position)
        refused = {row.stream_id for row in fold.parked.values()}
        events = sorted(
            (each for key, stream in found.items() if key not in refused for each in stream),
            key=lambda each: each.position,
        )
        if events and _small(model, logs, fold, [events]) != _small(model, logs, fold, [[each] for each in events]):
            raise DifferentRowsError(f"read model {model.name} makes other rows of a batch than of its events")


def _small(
    model: ReadModel, logs: Mapping[str, EventLog], fold: Fold, batches: Sequence[Sequence[Recorded]]
) -> list[list[bytes]]:
    memory = Memory()
    small = Fold([model], logs[fold.name], fold.name, memory, may_park=False)
    for batch in batches:
        small.feed(batch)
    return [sorted(map(canonical, rows_of(memory, table))) for table in model.tables]


def _lock(connection: sa.Connection, model: ReadModel, logs: Mapping[str, EventLog]) -> None:
    """Lock the positions of the model."""
    for name in logs:
        move(connection, model, name, 0, 0, None)  # there is a row to lock
    unknown = sorted(swapping.locked(connection, model.name).keys() - logs.keys())
    if unknown:
        raise MissingLogError(
            f"read model {model.name} is fed by {', '.join(unknown)} too; rebuild it from all its logs"
        )


def _apply_rest(connection: sa.Connection, model: ReadModel, fold: Fold) -> None:
    while fold.grow(place=connection):
        pass


def canonical(row: "Sequence[Any] | sa.Row[Any]") -> bytes:
    """Return a row as bytes that are the same on every database."""
    return json.dumps(list(row), default=_plain, ensure_ascii=False, sort_keys=True).encode()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID | Enum):
        return str(value)
    raise TypeError(f"a row holds a {type(value).__name__}")
