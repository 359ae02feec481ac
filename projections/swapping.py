"""Swap the tables of a read model for those that were built beside them, and back."""

from collections.abc import Mapping
from contextlib import AbstractContextManager

import sqlalchemy as sa

from projections import leases, parking
from projections.leases import Lease
from projections.positions import POSITIONS, writing
from projections.readmodel import ReadModel

NEW, OLD = "__new", "__old"
LEASE_SECONDS = 10.0
_LETTERS = "abc"


class NothingKeptError(Exception):
    """There are no rows to go back to, or none that this version of kvcase can serve."""


def alone(engine: sa.Engine, model: ReadModel) -> AbstractContextManager[Lease]:
    """Hold the lease of whoever makes or swaps tables of a model. Raises `LeaseHeldError`."""
    return leases.held(engine, f"rebuild {model.name}", LEASE_SECONDS)


def named(table: sa.Table, suffix: str) -> sa.Table:
    """Return a table of the same form under its name with a suffix, without indexes."""
    copy = table.to_metadata(sa.MetaData(), name=f"{table.name}{suffix}")
    copy.indexes.clear()
    return copy


def begun(connection: sa.Connection, table: sa.Table) -> sa.Table:
    """Drop what an earlier build left of a table, and return the new one with its indexes under names that are free."""
    new = table.to_metadata(sa.MetaData(), name=f"{table.name}{NEW}")
    new.drop(connection, checkfirst=True)
    inspector = sa.inspect(connection)
    taken = {
        str(index["name"])
        for name in (table.name, f"{table.name}{OLD}")
        if inspector.has_table(name)
        for index in inspector.get_indexes(name)
    }
    letter = next(each for each in _LETTERS if not any(name.endswith(f"__{each}") for name in taken))
    for index in new.indexes:
        index.name = sa.sql.quoted_name(f"{index.name}__{letter}", None)
    return new


def locked(connection: sa.Connection, model: str) -> Mapping[str, int]:
    """Lock the positions of a read model and return the version of its rows by log."""
    mine = sa.select(POSITIONS).where(POSITIONS.c.model == model).order_by(POSITIONS.c.log).with_for_update()
    return {row.log: row.version for row in connection.execute(mine)}


def swap(connection: sa.Connection, model: ReadModel) -> None:
    """Let the new tables serve, and keep those that served with their positions and what was parked."""
    for table in model.tables:
        named(table, OLD).drop(connection, checkfirst=True)
        _copy_rights(connection, table.name, f"{table.name}{NEW}")
        _rename(connection, table.name, f"{table.name}{OLD}")
        _rename(connection, f"{table.name}{NEW}", table.name)
    _move_places(connection, model.name, f"{model.name}{OLD}")


def rollback(engine: sa.Engine, model: ReadModel) -> None:
    """Let the rows that the last rebuild replaced serve again; doing it twice undoes it. A runner catches them up.

    Raises `NothingKeptError` and `LeaseHeldError`.
    """
    with alone(engine, model) as lease, writing(engine).begin() as connection:
        lease.confirm(connection)
        locked(connection, model.name)
        kept = locked(connection, f"{model.name}{OLD}")
        if not kept:
            raise NothingKeptError(f"read model {model.name}: no rows are kept; it was not rebuilt here")
        if other := {version for version in kept.values() if version != model.version}:
            raise NothingKeptError(
                f"read model {model.name}: the rows kept have version {other.pop()} and this kvcase makes version "
                f"{model.version}; go back to the kvcase that made them first"
            )
        for table in model.tables:
            _rename(connection, table.name, f"{table.name}{NEW}")
            _rename(connection, f"{table.name}{OLD}", table.name)
            _rename(connection, f"{table.name}{NEW}", f"{table.name}{OLD}")
        _move_places(connection, model.name, f"{model.name}{NEW}")
        _move_places(connection, f"{model.name}{OLD}", model.name)
        _move_places(connection, f"{model.name}{NEW}", f"{model.name}{OLD}")


def forget_kept(engine: sa.Engine, model: ReadModel) -> None:
    """Drop the rows kept for `rollback`, and what a killed build left: they hold what has to be erased.

    Raises `LeaseHeldError` while a build goes on.
    """
    with alone(engine, model) as lease, writing(engine).begin() as connection:
        lease.confirm(connection)
        for table in model.tables:
            for suffix in (OLD, NEW):
                named(table, suffix).drop(connection, checkfirst=True)
        _forget_places(connection, f"{model.name}{OLD}")


def fits(engine: sa.Engine, model: ReadModel) -> bool:
    """Say whether the tables that stand have every column that this code reads."""
    with engine.begin() as connection:
        inspector = sa.inspect(connection)
        for table in model.tables:
            if not inspector.has_table(table.name):
                return False
            standing = {str(each["name"]) for each in inspector.get_columns(table.name)}
            if not standing.issuperset(column.name for column in table.columns):
                return False
    return True


def _rename(connection: sa.Connection, name: str, new: str) -> None:
    connection.exec_driver_sql(f'ALTER TABLE "{name}" RENAME TO "{new}"')


def _copy_rights(connection: sa.Connection, name: str, new: str) -> None:
    """Give the new table to whom the old one was given."""
    if connection.dialect.name != "postgresql":
        return
    rights = connection.exec_driver_sql(
        "SELECT grantee, privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = current_schema() AND table_name = %s AND grantee <> current_user",
        (name,),
    ).all()
    for grantee, privilege in rights:
        to = "PUBLIC" if grantee == "PUBLIC" else f'"{grantee}"'
        connection.exec_driver_sql(f'GRANT {privilege} ON "{new}" TO {to}')


def _move_places(connection: sa.Connection, model: str, new: str) -> None:
    _forget_places(connection, new)
    for table in (POSITIONS, parking.PARKED.table):
        connection.execute(sa.update(table).where(table.c.model == model).values(model=new))


def _forget_places(connection: sa.Connection, model: str) -> None:
    for table in (POSITIONS, parking.PARKED.table):
        connection.execute(sa.delete(table).where(table.c.model == model))
