"""Dumps of PostgreSQL schemas while others write: all of one snapshot, made and read by PostgreSQL's programs."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import psycopg
import psycopg.conninfo
from psycopg import sql as pg

from kvcase.backup_manifest import LogState
from kvcase.backup_sqlite import STATE, refuse_other_schema, state_of
from kvcase.store.database import DatabaseUrl
from kvcase.store.errors import SchemaError, StoreUnavailableError

SUFFIX: Final = ".dump"
RESTORING: Final = "restoring_"
"""Stands before the names of schemas until all of them are whole."""

_LOCK: Final = 0x6B76636173650003  # "kvcase" and a number: the lock of restores
_LOCK_WAIT: Final = "60s"
_SECRETS: Final = frozenset({"sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret"})
_LOGS: Final = (
    "SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE relname = 'stored_events' AND relkind = 'r' AND NOT starts_with(nspname, %s) ORDER BY 1"
)
_AS_OWNER: Final = "back up and restore as the owner of the logs (docs/operations.md)"


def program(name: str, folder: Path | None) -> str:
    """Return where a program of PostgreSQL is: in the folder named, or on the PATH. Raises `StoreUnavailableError`."""
    found = shutil.which(name, path=str(folder)) if folder is not None else shutil.which(name)
    if found is None:
        where = f"in {folder}" if folder is not None else "on the PATH"
        raise StoreUnavailableError(
            f"there is no {name} {where}: install PostgreSQL's client programs, of the server's version or a newer "
            "one, or name their folder in KVCASE_PG_BIN"
        )
    return found


def copied(
    database: DatabaseUrl, names: Sequence[str], logs: Sequence[str], folder: Path, programs: Path | None
) -> tuple[tuple[LogState, ...], str, str]:
    """Dump the schemas of these names as they are in one snapshot; return how each log stands, server and encoding.

    Raises `SchemaError` for one that is not there, `StoreUnavailableError` with what the program said.
    """
    dump = program("pg_dump", programs)
    with _connected(database) as connection:
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = str(_one(connection, "SELECT pg_export_snapshot()"))
        for name in names:
            if not _one(connection, "SELECT to_regnamespace(%s) IS NOT NULL", (name,)):
                raise SchemaError(f"{name}: there is no store here; run `kvcase migrate`")
            if not _one(connection, "SELECT has_schema_privilege(%s, 'USAGE')", (name,)):
                raise StoreUnavailableError(f"{connection.info.user} may not read {name}: {_AS_OWNER}")
            refuse_other_schema(name, _version(connection, name))
        found = tuple(_state(connection, name) for name in logs)
        for name in names:
            target = folder / f"{name}{SUFFIX}"
            options = ["--format=custom", "--no-owner", "--no-acl", f"--lock-wait-timeout={_LOCK_WAIT}"]
            _run([dump, *options, f"--schema={name}", f"--snapshot={snapshot}", f"--file={target}"], database)
        return found, f"PostgreSQL {connection.info.server_version // 10_000}", _encoding(connection)


def unpack(sources: Sequence[tuple[Path, Sequence[str]]], database: DatabaseUrl, programs: Path | None) -> None:
    """Load dumps, of these names from each folder, into schemas under the prefix of `database`: all of them, or none.

    What a restore that was killed left there is dropped first. Raises `StoreUnavailableError`.
    """
    reader, loader = program("pg_restore", programs), program("psql", programs)
    drop(database, [name for _, names in sources for name in names])
    command = [loader, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    told, environment = _address(database)
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(  # noqa: S603  # a program of PostgreSQL, our own arguments
            [*command, f"--dbname={told}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=environment,
        ) as loading:
            assert loading.stdin is not None  # noqa: S101  # asked for above
            try:
                # Said here and not left to psql, which would commit when the input ends because we are killed.
                loading.stdin.write(b"BEGIN;\n")
                loading.stdin.flush()
                for name, source in [(name, source) for source, names in sources for name in names]:
                    file = source / f"{name}{SUFFIX}"
                    arguments = [reader, "--no-owner", "--no-acl", "--file=-", str(file)]
                    subprocess.run(arguments, stdout=loading.stdin, stderr=said, check=True)  # noqa: S603  # as above
                    renamed = f"\nALTER SCHEMA {name} RENAME TO {database.schema(name)};\n"
                    loading.stdin.write(renamed.encode())
                    loading.stdin.flush()
                loading.stdin.write(b"COMMIT;\n")
                loading.stdin.close()
            except (subprocess.CalledProcessError, BrokenPipeError):
                loading.kill()
        if loading.returncode != 0:
            raise StoreUnavailableError(f"the backup cannot be loaded: {_last(said)}")


def swap(database: DatabaseUrl, names: Sequence[str]) -> None:
    """Give the schemas their names, all at once. Raises `StoreUnavailableError`."""
    with _connected(database) as connection, connection.transaction():
        for name in names:
            rename = pg.SQL("ALTER SCHEMA {} RENAME TO {}")
            connection.execute(rename.format(pg.Identifier(database.schema(name)), pg.Identifier(name)))


def drop(database: DatabaseUrl, names: Sequence[str]) -> None:
    """Drop the schemas under the prefix."""
    assert database.prefix  # noqa: S101  # those without are somebody's data
    with _connected(database) as connection, connection.transaction():
        for name in names:
            connection.execute(pg.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(pg.Identifier(database.schema(name))))


def standing(database: DatabaseUrl, names: Sequence[str]) -> tuple[str, ...]:
    """Return which of these schemas exist."""
    with _connected(database) as connection:
        rows = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s) ORDER BY 1", (list(names),))
        return tuple(str(row[0]) for row in rows)


def logs(database: DatabaseUrl) -> tuple[str, ...]:
    """Return the schemas of the database that hold a log, but for those of a restore that was killed."""
    with _connected(database) as connection:
        return tuple(str(name) for (name,) in connection.execute(_LOGS, (RESTORING,)))


def left(database: DatabaseUrl) -> tuple[str, ...]:
    """Return the schemas that a restore prepared and did not live to put in place or drop."""
    with _connected(database) as connection:
        if not _one(connection, "SELECT pg_try_advisory_lock(%s)", (_LOCK,)):
            return ()  # one is at work
        named = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s) ORDER BY 1"
        return tuple(str(name) for (name,) in connection.execute(named, (RESTORING,)))


def encoding(database: DatabaseUrl) -> str:
    """Return the encoding of the database."""
    with _connected(database) as connection:
        return _encoding(connection)


@contextmanager
def alone(database: DatabaseUrl) -> Iterator[None]:
    """Let nobody else restore into this database meanwhile. Raises `StoreUnavailableError`."""
    with _connected(database) as connection:
        if not _one(connection, "SELECT pg_try_advisory_lock(%s)", (_LOCK,)):
            raise StoreUnavailableError("another restore is at work in this database; wait until it is done")
        yield


def _state(connection: psycopg.Connection[tuple[object, ...]], name: str) -> LogState:
    connection.execute(pg.SQL("SET LOCAL search_path TO {}").format(pg.Identifier(name)))
    return state_of(name, connection.execute(STATE.encode()).fetchone() or ())


def _version(connection: psycopg.Connection[tuple[object, ...]], name: str) -> int:
    if _one(connection, "SELECT to_regclass(%s)", (f"{name}.store_schema",)) is None:
        return 0
    newest = pg.SQL("SELECT coalesce(max(version), 0) FROM {}").format(pg.Identifier(name, "store_schema"))
    ((version,),) = connection.execute(newest).fetchall()
    return int(str(version))


def _encoding(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    return str(connection.info.parameter_status("server_encoding"))


def _one(connection: psycopg.Connection[tuple[object, ...]], sql: str, parameters: Sequence[object] = ()) -> object:
    row = connection.execute(sql.encode(), parameters).fetchone()
    return row[0] if row is not None else None


@contextmanager
def _connected(database: DatabaseUrl) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
    try:
        with psycopg.connect(database.conninfo, autocommit=True, options="-c client_encoding=UTF8") as connection:
            yield connection
    except psycopg.errors.UndefinedTable as error:
        raise SchemaError(f"the store is not whole: {error}; run `kvcase migrate`") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise StoreUnavailableError(f"{error.diag.message_primary}: {_AS_OWNER}") from error
    except psycopg.Error as error:
        raise StoreUnavailableError(f"the database refuses: {error}") from error


def _run(command: Sequence[str], database: DatabaseUrl) -> None:
    told, environment = _address(database)
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(  # noqa: S603  # a program of PostgreSQL, our own arguments
            [*command, f"--dbname={told}"], stdout=subprocess.DEVNULL, stderr=said, env=environment, check=False
        )
        if done.returncode != 0:
            killed = f"it was ended by signal {-done.returncode}; " if done.returncode < 0 else ""
            raise StoreUnavailableError(f"{Path(command[0]).name} failed: {killed}{_last(said)}")


def _address(database: DatabaseUrl) -> tuple[str, dict[str, str]]:
    """Return the address without its password, which others could see, and the environment that holds it instead.

    Raises `StoreUnavailableError` for another secret in it, which the programs take in no other way.
    """
    told = psycopg.conninfo.conninfo_to_dict(database.conninfo)
    password = told.pop("password", None)
    if shown := sorted(_SECRETS & told.keys()):
        raise StoreUnavailableError(
            f"{shown[0]} in KVCASE_DATABASE would be shown to other users of this machine while PostgreSQL's programs "
            "run; name another way to log in, such as a key file without a passphrase"
        )
    others = {name: value for name, value in os.environ.items() if not name.startswith("KVCASE_")}  # the master key
    environment = {**others, "PGAPPNAME": "kvcase backup", "LC_MESSAGES": "C"}
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return psycopg.conninfo.make_conninfo("", **{name: str(value) for name, value in told.items()}), environment


def _last(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read()[-2000:].decode("utf-8", "replace").strip() or "it said nothing"
