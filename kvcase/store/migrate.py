"""`kvcase migrate`: create or bring up to date everything that the store needs; nothing else does so."""

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing

import psycopg
from psycopg import sql as pg

from kvcase.store import schema
from kvcase.store.database import BUSY_TIMEOUT_SECONDS, SHARED, Backend, DatabaseUrl, checked_slug, connect_sqlite
from kvcase.store.errors import SchemaError, StoreUnavailableError

_LOCK = 0x6B76636173650001  # "kvcase" and a number: the lock of migrations


def migrate(database: DatabaseUrl, slugs: Iterable[str]) -> None:
    """Create the logs of the institutions, the shared log, their reads and the vault; twice changes nothing.

    Several processes may do it at once. On PostgreSQL the role must be allowed to create schemas.
    Raises `ValueError` for an unusable slug, `SchemaError` if a newer kvcase was here or the database is not
    UTF-8, `StoreUnavailableError`.
    """
    names = sorted({checked_slug(slug) for slug in slugs} | {SHARED, schema.VAULT})
    if database.backend is Backend.SQLITE:
        for name in names:
            _migrate_sqlite(database, name)
            if name != schema.VAULT:
                _migrate_sqlite(database, f"{name}{schema.READS}")
    else:
        _migrate_postgres(database, names)


def _migrate_sqlite(database: DatabaseUrl, name: str) -> None:
    database.directory.mkdir(parents=True, exist_ok=True)
    file = database.file(name)
    file.touch(mode=0o600)
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            with closing(connect_sqlite(file)) as connection:
                _create_sqlite(connection, name)
                return
        except (sqlite3.OperationalError, StoreUnavailableError) as error:
            # The change to WAL does not wait for another process that makes it at the same time.
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise StoreUnavailableError(f"{file.name}: cannot be migrated: {error}") from error
            time.sleep(0.02)


def _create_sqlite(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement in schema.statements(Backend.SQLITE, name):
        connection.execute(statement)
    (version,) = connection.execute("SELECT coalesce(max(version), 0) FROM store_schema").fetchone()
    _refuse_newer(name, version)
    connection.execute("INSERT INTO store_schema VALUES (?) ON CONFLICT DO NOTHING", (schema.VERSION,))
    connection.execute("COMMIT")


def _migrate_postgres(database: DatabaseUrl, names: Iterable[str]) -> None:
    try:
        with psycopg.connect(database.conninfo) as connection:
            encoding = connection.info.parameter_status("server_encoding")
            if encoding != "UTF8":
                raise SchemaError(f"the database has the encoding {encoding}; expected UTF8")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            for name in names:
                _create_postgres(connection, name, database.schema(name))
    except psycopg.OperationalError as error:
        raise StoreUnavailableError(f"the database cannot be migrated: {error}") from error


def _create_postgres(connection: psycopg.Connection[tuple[object, ...]], name: str, named: str) -> None:
    connection.execute(pg.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(pg.Identifier(named)))
    connection.execute(pg.SQL("SET LOCAL search_path TO {}").format(pg.Identifier(named)))
    for statement in schema.statements(Backend.POSTGRESQL, name):
        connection.execute(statement.encode())
    (version,) = connection.execute("SELECT coalesce(max(version), 0) FROM store_schema").fetchone() or (0,)
    _refuse_newer(name, version)
    connection.execute("INSERT INTO store_schema VALUES (%s) ON CONFLICT DO NOTHING", (schema.VERSION,))


def _refuse_newer(name: str, version: object) -> None:
    if isinstance(version, int) and version > schema.VERSION:
        raise SchemaError(
            f"{name}: the store has schema {version}, made by a newer kvcase; this one knows {schema.VERSION}"
        )
