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
    """Create the logs of the institutions, the shared log and the vault; doing it twice changes nothing.

    Several processes may do it at once. On PostgreSQL the role must be allowed to create schemas.
    Raises `ValueError` for an unusable slug, `SchemaError` if a newer kvcase was here or the database is not
    UTF-8, `StoreUnavailableError`.
    """
    names = sorted({checked_slug(slug) for slug in slugs} | {SHARED, schema.VAULT})
    if database.backend is Backend.SQLITE:
        for name in names:
            _migrate_sqlite(database, name)
    else:
        _migrate_postgres(database, names)


def grant_statements(slugs: Iterable[str], role: str) -> tuple[str, ...]:
    """Return what lets a runtime role use the store and never change an event. Run it as the owner."""
    quoted = '"' + role.replace('"', '""') + '"'
    statements = [
        f"GRANT USAGE ON SCHEMA vault TO {quoted}",
        f"GRANT SELECT ON vault.store_schema TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE ON vault.data_keys TO {quoted}",
    ]
    for slug in sorted({checked_slug(slug) for slug in slugs} | {SHARED}):
        statements += [
            f"GRANT USAGE ON SCHEMA {slug} TO {quoted}",
            f"GRANT SELECT ON {slug}.store_schema TO {quoted}",
            f"GRANT SELECT, INSERT ON {slug}.stored_events, {slug}.stored_commands TO {quoted}",
            f"GRANT USAGE ON SEQUENCE {slug}.stored_events_position_seq TO {quoted}",
            f"GRANT SELECT, INSERT, UPDATE ON {slug}.stored_counters TO {quoted}",
            f"GRANT SELECT, INSERT ON {slug}.ledger_leaves, {slug}.ledger_nodes, {slug}.ledger_checkpoints TO {quoted}",
            f"GRANT SELECT, INSERT, UPDATE ON {slug}.ledger_witnesses TO {quoted}",
        ]
    return tuple(statements)


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
                _create_postgres(connection, name)
    except psycopg.OperationalError as error:
        raise StoreUnavailableError(f"the database cannot be migrated: {error}") from error


def _create_postgres(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(pg.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(pg.Identifier(name)))
    connection.execute(pg.SQL("SET LOCAL search_path TO {}").format(pg.Identifier(name)))
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
