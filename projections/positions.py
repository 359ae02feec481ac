"""How far each read model has come in each log, and the tables that must stand before it begins."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from projections.leases import LEASES
from projections.parking import PARKED
from projections.readmodel import ReadModel
from projections.sheets import METADATA, Instant

POSITIONS = sa.Table(
    "read_model_positions",
    METADATA,
    sa.Column("model", sa.Text(), primary_key=True),
    sa.Column("log", sa.Text(), primary_key=True),
    sa.Column("version", sa.BigInteger(), nullable=False),
    sa.Column("position", sa.BigInteger(), nullable=False),
    sa.Column("updated_at", Instant()),
)
_LOCK = 0x6B76636173650002  # "kvcase" and a number: the lock of those who create tables


class OutdatedReadModelError(Exception):
    """The rows of a read model were made by another version of its code."""

    def __init__(self, model: str, stored: int, expected: int) -> None:
        super().__init__(
            f"read model {model}: its rows have version {stored} and this kvcase makes version {expected}; "
            f"run `kvcase projections rebuild --model {model}`"
        )
        self.model = model


def writing(engine: sa.Engine) -> sa.Engine:
    """Return the engine as those use it who read before they write: on SQLite they take the lock at once."""
    return engine.execution_options(begin="IMMEDIATE")


def create_tables(engine: sa.Engine, models: Sequence[ReadModel]) -> None:
    """Create the tables of these read models where they are missing; doing it twice, or two at once, is harmless."""
    with writing(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        for table in (POSITIONS, PARKED.table, LEASES, *(table for model in models for table in model.tables)):
            table.create(connection, checkfirst=True)


def positions(connection: sa.Connection, models: Sequence[ReadModel], log: str) -> dict[str, int]:
    """Return the position of each model in a log; 0 where it has not begun. Raises `OutdatedReadModelError`."""
    names = [model.name for model in models]
    columns = POSITIONS.c
    found = connection.execute(sa.select(POSITIONS).where(columns.model.in_(names))).all()
    versions = {model.name: model.version for model in models}
    for row in found:
        if row.version != versions[row.model]:
            raise OutdatedReadModelError(row.model, row.version, versions[row.model])
    return dict.fromkeys(names, 0) | {row.model: row.position for row in found if row.log == log}


def move(
    connection: sa.Connection, model: ReadModel, log: str, expected: int, position: int, at: datetime | None
) -> bool:
    """Move a model from the expected position to another; False if it does not stand there any more.

    The row stays locked until the transaction ends, so that another runner waits here and then finds it moved.
    """
    if expected == 0:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        begun = {"model": model.name, "log": log, "version": model.version, "position": 0}
        connection.execute(insert(POSITIONS).values(begun).on_conflict_do_nothing())
    columns = POSITIONS.c
    moved = connection.execute(
        sa.update(POSITIONS)
        .where(columns.model == model.name, columns.log == log)
        .where(columns.version == model.version, columns.position == expected)
        .values(position=position, updated_at=at)
    )
    return moved.rowcount == 1
