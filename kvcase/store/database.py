"""Where the data lives: a folder of SQLite files, or one PostgreSQL database with a schema for each log."""

import os
import re
import select
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg
import psycopg.conninfo
import sqlalchemy
from sqlalchemy import event as sqlalchemy_event

from kvcase.store.errors import ForkedError, StoreUnavailableError

SHARED = "shared"
"""The log of public watch lists, policy sets and catalogues."""

BUSY_TIMEOUT_SECONDS = 30
LOCK_TIMEOUT_SECONDS = 5
SESSIONS, SHARED_SESSIONS = 2, 4
"""How many sessions of PostgreSQL a process keeps for the rows of a log; the shared ones tell who asks."""

POOL_SECONDS = 10
"""How long to wait for one of them."""

_PREPARED = 300
"""How many statements a session of the read models keeps prepared: some for each of their tables."""

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RESERVED = frozenset({"vault", "public", "information_schema"})


class Backend(StrEnum):
    """The databases that kvcase runs on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def checked_slug(slug: str) -> str:
    """Return `slug` if it can name a log. Raises `ValueError` if not. Source: settled.md 3."""
    if not _SLUG.fullmatch(slug):
        raise ValueError(f"slug {slug!r}: expected a letter a-z, then at most 39 of a-z, 0-9 and _")
    if slug in _RESERVED or slug.startswith("pg_"):
        raise ValueError(f"slug {slug!r}: the name is reserved; expected another")
    return slug


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A parsed `KVCASE_DATABASE`: `sqlite:///./var` (a folder) or `postgresql://…`.

    `directory` is set for SQLite, `conninfo` (what libpq takes) for PostgreSQL; the other is empty. `prefix` stands
    before the name of each schema while a store is being restored. A statement on PostgreSQL that takes longer than
    `statement_seconds` is ended; 0 lets it take as long as it does.
    """

    backend: Backend
    directory: Path = Path()
    conninfo: str = ""
    prefix: str = ""
    statement_seconds: int = 0

    @classmethod
    def parse(cls, text: str) -> "DatabaseUrl":
        """Return the place that `text` names. Raises `ValueError`."""
        if text.startswith("sqlite:///") and len(text) > len("sqlite:///"):
            return cls(Backend.SQLITE, directory=Path(text.removeprefix("sqlite:///")))
        if text.startswith(("postgresql://", "postgres://")):
            try:
                psycopg.conninfo.conninfo_to_dict(text)
            except psycopg.Error:
                raise ValueError(
                    "database: the address of PostgreSQL cannot be read"
                ) from None  # nor shown: a password
            return cls(Backend.POSTGRESQL, conninfo=text)
        scheme = text.partition("://")[0] if "://" in text else "nothing"  # the rest may hold a password
        raise ValueError(f"database: {scheme} is not supported; expected sqlite:///<folder> or postgresql://<…>")

    def file(self, name: str) -> Path:
        """Return the SQLite file of a log, or of the vault."""
        return self.directory / f"{name}.db"

    def schema(self, name: str) -> str:
        """Return the PostgreSQL schema of a log, or of the vault."""
        return f"{self.prefix}{name}"

    def engine(self, slug: str) -> sqlalchemy.Engine:
        """Return a new SQLAlchemy engine on the file or schema of `slug`; the caller disposes of it.

        On SQLite a transaction that reads before it writes asks for `execution_options(begin="IMMEDIATE")`, and one
        whose rows can be made again need not wait for the disk: `is_durable=False`. What it raises tells no values, for
        they may be personal. After a fork it raises `ForkedError`.
        """
        name = checked_slug(slug)
        if self.backend is Backend.SQLITE:
            engine = _sqlite_engine(self.file(name))
        else:
            engine = sqlalchemy.create_engine(
                "postgresql+psycopg://",
                creator=lambda: self.session(self.schema(name)),
                # Kept, all of them: to open one takes longer than most requests.
                pool_size=SHARED_SESSIONS if name == SHARED else SESSIONS,
                max_overflow=0,
                pool_use_lifo=True,
                pool_timeout=POOL_SECONDS,
                hide_parameters=True,  # an error tells the statement; the rows in it hold personal texts
            )
        _refuse_after_a_fork(engine)
        if self.backend is Backend.POSTGRESQL:
            _replace_ended(engine)
        _tell_outages(engine)
        return engine

    def session(self, schema: str) -> "psycopg.Connection[tuple[object, ...]]":
        """Return a new session on a schema of PostgreSQL, as every session of kvcase is."""
        connection = psycopg.connect(
            self.conninfo, options=session_options(schema, self.statement_seconds), autocommit=True
        )
        try:
            take_role(connection, schema)
            connection.prepared_max = _PREPARED
            connection.autocommit = False
        except BaseException:
            connection.close()
            raise
        return connection


_TAKE_ROLE = (
    "SELECT set_config('role', rolname, false) FROM pg_roles"
    " WHERE rolname = session_user || '_' || %s AND pg_has_role(session_user, oid, 'MEMBER')"
)


def take_role(connection: "psycopg.Connection[tuple[object, ...]]", log: str) -> None:
    """Let a session take on the role of its log, if its login was given one; see `roles`."""
    connection.execute(_TAKE_ROLE, (log,))


def session_options(schema: str, statement_seconds: int = 0) -> str:
    """Return the libpq `options` of every PostgreSQL session of kvcase."""
    # None: what an administrator set for the login stays.
    longest = f" -c statement_timeout={statement_seconds}s" if statement_seconds else ""
    return f"-c search_path={schema} -c lock_timeout={LOCK_TIMEOUT_SECONDS}s -c client_encoding=UTF8{longest}"


def connect_sqlite(file: Path) -> sqlite3.Connection:
    """Open an SQLite file that exists, in autocommit mode, durable, and usable by one thread after another.

    Raises `StoreUnavailableError` if the file is missing or the settings do not take.
    """
    try:
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=BUSY_TIMEOUT_SECONDS,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise StoreUnavailableError(f"{file.name}: cannot be opened: {error}") from error
    try:
        configure(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, StoreUnavailableError):
            raise StoreUnavailableError(f"{file.name} cannot be used: {error} (is its folder writable?)") from error
        raise
    return connection


def configure(connection: sqlite3.Connection) -> None:
    """Make a connection durable and assert that it is: a commit survives a power cut.

    Raises `StoreUnavailableError` naming the setting that did not take.
    """
    wanted = (
        ("busy_timeout", BUSY_TIMEOUT_SECONDS * 1000, BUSY_TIMEOUT_SECONDS * 1000),
        ("journal_mode", "WAL", "wal"),
        ("synchronous", "FULL", 2),
        ("foreign_keys", "ON", 1),
        ("secure_delete", "ON", 1),  # an erased value leaves no trace in a free page
    )
    for name, value, expected in wanted:
        try:
            connection.execute(f"PRAGMA {name}={value}").close()
            actual = connection.execute(f"PRAGMA {name}").fetchone()[0]
        except sqlite3.Error as error:
            raise StoreUnavailableError(f"PRAGMA {name}: {error}") from error
        if actual != expected:
            raise StoreUnavailableError(f"PRAGMA {name} is {actual!r} and must be {expected!r}")


def _refuse_after_a_fork(engine: sqlalchemy.Engine) -> None:
    process = os.getpid()

    @sqlalchemy_event.listens_for(engine, "checkout")
    def _check(_: object, record: Any, proxy: Any) -> None:
        if os.getpid() != process:
            record.dbapi_connection = proxy.dbapi_connection = None  # not closed: the other process goes on with it
            raise ForkedError("these read models were opened in another process; open them after the fork")


def has_ended(connection: "psycopg.Connection[Any]") -> bool:
    """Say whether the server has something to say to a connection that asked nothing: that it is the end."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _replace_ended(engine: sqlalchemy.Engine) -> None:
    """Let nobody fail because the server was started again since a connection was last used."""

    @sqlalchemy_event.listens_for(engine, "checkout")
    def _check(connection: "psycopg.Connection[Any]", _record: Any, _proxy: Any) -> None:
        if has_ended(connection):
            raise sqlalchemy.exc.DisconnectionError


def _tell_outages(engine: sqlalchemy.Engine) -> None:
    """Tell a database that takes no writes now, or a file that is damaged, as one that cannot serve."""

    @sqlalchemy_event.listens_for(engine, "handle_error")
    def _tell(context: sqlalchemy.ExceptionContext) -> None:
        found = context.original_exception
        if isinstance(found, psycopg.errors.ReadOnlySqlTransaction) or type(found) is sqlite3.DatabaseError:
            raise sqlalchemy.exc.OperationalError(None, None, found) from found


def _sqlite_engine(file: Path) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(
        "sqlite+pysqlite://",
        creator=lambda: connect_sqlite(file),
        poolclass=sqlalchemy.QueuePool,
        hide_parameters=True,
    )

    @sqlalchemy_event.listens_for(engine, "begin")
    def _begin(connection: sqlalchemy.Connection) -> None:
        options = connection.get_execution_options()
        wanted = "FULL" if options.get("is_durable", True) else "NORMAL"
        if connection.info.setdefault("synchronous", "FULL") != wanted:
            connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
            connection.info["synchronous"] = wanted
        connection.exec_driver_sql(f"BEGIN {options.get('begin', 'DEFERRED')}")

    return engine
