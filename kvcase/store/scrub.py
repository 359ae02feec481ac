"""Leave no trace of rows that were changed or deleted, as far as a database lets us.

SQLite overwrites what is deleted (`secure_delete`); its write-ahead log is emptied here, so that the old pages are
nowhere. On PostgreSQL a dead row stays in its file until the table is written anew; what its write-ahead log holds goes
when its segments are used again, and that is up to the operator: docs/forgetting.md.
"""

import sqlite3
import time
from collections.abc import Collection
from contextlib import closing

import psycopg
from psycopg import sql as pg

from kvcase.store.database import Backend, DatabaseUrl, connect_sqlite
from kvcase.store.errors import StoreUnavailableError

_TRIES, _PAUSE_SECONDS, _WAIT_MILLISECONDS = 10, 0.05, 500

_OWNED = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY (%s)"
    " AND pg_has_role(current_user, relowner, 'USAGE')"
)


def scrub(database: DatabaseUrl, name: str, tables: Collection[str]) -> tuple[str, ...]:
    """Clean the file or schema `name`, and return the tables that somebody with more rights has to clean.

    Raises `StoreUnavailableError` when others are in the way for too long.
    """
    if database.backend is Backend.SQLITE:
        _scrub_sqlite(database, name)
        return ()
    return _scrub_postgres(database, name, tables)


def _scrub_sqlite(database: DatabaseUrl, name: str) -> None:
    with closing(connect_sqlite(database.file(name))) as connection:
        try:
            connection.execute(f"PRAGMA busy_timeout = {_WAIT_MILLISECONDS}").close()
            for _ in range(_TRIES):
                ((busy, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                if not busy:
                    return
                time.sleep(_PAUSE_SECONDS)
        except sqlite3.Error as error:
            raise StoreUnavailableError(f"{name}.db cannot be cleaned: {error}") from error
    raise StoreUnavailableError(f"{name}.db: a reader keeps its write-ahead log in use; it is tried again")


def _scrub_postgres(database: DatabaseUrl, name: str, tables: Collection[str]) -> tuple[str, ...]:
    try:
        with database.session(database.schema(name)) as connection:
            connection.autocommit = True
            owned = {str(table) for (table,) in connection.execute(_OWNED, (list(tables),))}
            for table in sorted(owned):
                # Only a table that is written anew holds nothing of its dead rows: VACUUM alone leaves their bytes.
                connection.execute(pg.SQL("VACUUM FULL {}").format(pg.Identifier(table)))
    except psycopg.Error as error:
        raise StoreUnavailableError(f"{name}: its tables cannot be cleaned: {error}") from error
    return tuple(sorted(set(tables) - owned))
