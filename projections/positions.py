"""How far each read model has come in each log, and the tables that must stand before it begins."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

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
    sa.Column("mark", sa.Text()),
)
"""`mark` tells the event at the position from any other, if it is known; see `domain.ports.Page`."""

ROWS_CHANNEL = "kvcase_rows"
"""The channel of PostgreSQL on which those who wait for rows listen."""

NOT_WAITING = sa.func.set_config("synchronous_commit", "off", True)
"""What a statement returns on PostgreSQL that lets its transaction not wait for the disk; see `following`."""

_LOCK = 0x6B76636173650002  # "kvcase" and a number: the lock of those who create tables


class OutdatedReadModelError(Exception):
    """The rows of a read model were made by another version of its code."""

    def __init__(self, model: str, stored: int, expected: int) -> None:
        newer = "a newer kvcase made them: upgrade this one, or " if stored > expected else ""
        super().__init__(
            f"read model {model}: its rows have version {stored} and this kvcase makes version {expected}; "
            f"{newer}run `kvcase projections rebuild --model {model}`"
        )
        self.model = model


def writing(engine: sa.Engine) -> sa.Engine:
    """Return the engine as those use it who read before they write: on SQLite they take the lock at once."""
    return engine.execution_options(begin="IMMEDIATE")


def following(engine: sa.Engine) -> sa.Engine:
    """Return the engine as those use it who make rows that a log can make again, and move a position with them.

    Its commits do not wait for the disk (on PostgreSQL a statement says so, `NOT_WAITING`): a crash takes the last of
    them, rows and position together, and they are made again. Any commit that does wait takes those before it along.
    """
    return engine.execution_options(begin="IMMEDIATE", is_durable=False)


def reading(engine: sa.Engine) -> sa.Engine:
    """Return the engine as those use it who read with one statement: it needs no transaction around it."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def creating(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a transaction in which nobody else creates tables: to look first and create then is harmless there."""
    with writing(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        yield connection


def create_tables(engine: sa.Engine, models: Sequence[ReadModel]) -> None:
    """Create the tables of these read models where they are missing; doing it twice, or two at once, is harmless."""
    with creating(engine) as connection:
        for table in (POSITIONS, PARKED.table, LEASES, *(table for model in models for table in model.tables)):
            table.create(connection, checkfirst=True)
        if "mark" not in {column["name"] for column in sa.inspect(connection).get_columns(POSITIONS.name)}:
            connection.exec_driver_sql(f"ALTER TABLE {POSITIONS.name} ADD COLUMN mark TEXT")  # of an older kvcase


@dataclass(frozen=True, slots=True)
class Standing:
    """Where some models stand in a log, and whether anything of that log is parked.

    `outdated` are the versions of rows that another version of the code made.
    """

    positions: Mapping[str, int]
    outdated: Mapping[str, int]
    has_parked: bool
    marks: Mapping[str, str]

    @property
    def least(self) -> int:
        """Return how far all of them are."""
        return min(self.positions.values(), default=0)


_PARKED = sa.exists(sa.select(1).where(PARKED.table.c.log == sa.bindparam("of_log")))
_EVERY = sa.select(POSITIONS, _PARKED.label("has_parked"))


def standing(connection: sa.Connection, models: Sequence[ReadModel], log: str) -> Standing:
    """Return the position of each model in a log, 0 where it has not begun; none of those that are outdated."""
    versions = {model.name: model.version for model in models}
    found = [row for row in connection.execute(_EVERY, {"of_log": log}) if row.model in versions]
    old = {row.model: row.version for row in found if row.version != versions[row.model]}
    places = {row.model: row.position for row in found if row.log == log}
    standing = {name: places.get(name, 0) for name in versions if name not in old}
    marks = {row.model: row.mark for row in found if row.log == log and row.mark and row.model in standing}
    return Standing(standing, old, any(row.has_parked for row in found), marks)


def outdated(connection: sa.Connection, models: Sequence[ReadModel]) -> Mapping[str, int]:
    """Return the version of the rows of each model that another version of its code made."""
    return standing(connection, models, "").outdated


def positions(connection: sa.Connection, models: Sequence[ReadModel], log: str) -> Mapping[str, int]:
    """Return the position of each model in a log; 0 where it has not begun. Raises `OutdatedReadModelError`."""
    found = standing(connection, models, log)
    for model in models:
        if model.name in found.outdated:
            raise OutdatedReadModelError(model.name, found.outdated[model.name], model.version)
    return found.positions


def move_all(
    connection: sa.Connection,
    models: Sequence[ReadModel],
    log: str,
    expected: int,
    position: int,
    at: datetime | None,
    *,
    mark: str = "",
    told: str | None = None,
    is_durable: bool = True,
    may_be_parked: bool = True,
) -> bool:
    """Move models that stand together; False, with nothing to rely on, if one of them does not stand there any more.

    Their rows stay locked until the transaction ends, so that another runner waits here and then finds them moved.
    `mark` is that of the event there; who moves nowhere leaves it. Those who wait for rows are `told` of them. Unless
    `is_durable`, see `following`. Unless `may_be_parked`, False too if anything of the log is parked: whoever parks
    moves the row of a position, or puts another in its place.
    """
    if expected == 0:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        begun = [{"model": model.name, "log": log, "version": model.version, "position": 0} for model in models]
        connection.execute(insert(POSITIONS).on_conflict_do_nothing(), begun)
    is_postgresql = connection.dialect.name == "postgresql"
    standing = tuple((model.name, model.version) for model in models)
    notifies, hurries = is_postgresql and told is not None, is_postgresql and not is_durable
    update = _move(standing, notifies, hurries, may_be_parked, position != expected)
    values = {"of_log": log, "expected": expected, "new": position, "at": at}
    if position != expected:
        values["mark"] = mark or None
    if notifies:
        values["told"] = told
    moved = connection.execute(update, values)
    return (len(moved.all()) if moved.returns_rows else moved.rowcount) == len(models)


@lru_cache(maxsize=256)
def _move(
    models: tuple[tuple[str, int], ...], notifies: bool, hurries: bool, may_be_parked: bool, marks: bool
) -> sa.Executable:
    """Return what moves these (names, versions); it is asked for at each event, and long."""
    columns, of_log = POSITIONS.c, sa.bindparam("of_log", type_=sa.Text())
    standing = sa.or_(*(sa.and_(columns.model == name, columns.version == version) for name, version in models))
    update = (
        sa.update(POSITIONS)
        .where(columns.log == of_log, columns.position == sa.bindparam("expected"), standing)
        .values(position=sa.bindparam("new"), updated_at=sa.bindparam("at"))
    )
    if marks:
        update = update.values(mark=sa.bindparam("mark", type_=sa.Text()))
    if not may_be_parked:
        update = update.where(~_PARKED)
    besides: list[sa.Function[Any]] = []
    if notifies:  # who waits for the rows hears of them once they are committed
        besides.append(sa.func.pg_notify(ROWS_CHANNEL, sa.bindparam("told", type_=sa.Text())))
    if hurries:
        besides.append(NOT_WAITING)
    return update.returning(*besides) if besides else update


def move(
    connection: sa.Connection,
    model: ReadModel,
    log: str,
    expected: int,
    position: int,
    at: datetime | None,
    mark: str = "",
) -> bool:
    """Move one model; see `move_all`."""
    return move_all(connection, [model], log, expected, position, at, mark=mark, told=log)
