"""The tables of the store, and whether a database has them in the version that this code knows."""

from collections.abc import Mapping

from kvcase.store.database import Backend, DatabaseUrl
from kvcase.store.errors import SchemaError, StoreUnavailableError
from kvcase.store.postgres import PostgresDatastore
from kvcase.store.sqlite import SqliteDatastore
from kvcase.store.transaction import Datastore

VAULT = "vault"
"""The file or schema of the vault."""

READS = "-reads"
"""On SQLite the reads of a log stand in a file of their own, `<log>-reads`: no slug has a dash in it."""

VERSION = 4
"""The version of the tables below. Each statement creates what is missing, so it is the step to the next version too.

1 events, commands, counters, keys; 2 the ledger, which grows over the events that are there when it is first asked;
3 the marks of the positions of read models, which `kvcase migrate` adds beside these; 4 who read what.
"""

_VERSIONS = "CREATE TABLE IF NOT EXISTS store_schema (version {integer} PRIMARY KEY)"

_LOG = (
    _VERSIONS,
    (
        "CREATE TABLE IF NOT EXISTS stored_events ("
        " position {position},"
        " originator_id {uuid} NOT NULL,"
        " originator_version {integer} NOT NULL,"
        " topic text NOT NULL,"
        " recorded_at {integer} NOT NULL,"
        " state {bytes} NOT NULL,"
        " UNIQUE (originator_id, originator_version))"
    ),
    "CREATE INDEX IF NOT EXISTS stored_events_recorded_at ON stored_events (recorded_at, position)",
    (
        "CREATE TABLE IF NOT EXISTS stored_commands ("
        " command_id {uuid} PRIMARY KEY,"
        " actor text NOT NULL,"
        " body_sha256 text NOT NULL,"
        " stream_id {uuid} NOT NULL,"
        " first_version {integer} NOT NULL,"
        " last_version {integer} NOT NULL,"
        " outcome text NOT NULL)"
    ),
    "CREATE TABLE IF NOT EXISTS stored_counters (series text PRIMARY KEY, last {integer} NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS ledger_leaves ("
        " leaf_index {integer} PRIMARY KEY,"
        " position {integer} NOT NULL UNIQUE,"
        " leaf_hash {bytes} NOT NULL)"
    ),
    (
        "CREATE TABLE IF NOT EXISTS ledger_nodes ("
        " level {integer} NOT NULL,"
        " node_index {integer} NOT NULL,"
        " node_hash {bytes} NOT NULL,"
        " PRIMARY KEY (level, node_index))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS ledger_checkpoints ("
        " tree_size {integer} PRIMARY KEY,"
        " position {integer} NOT NULL,"
        " made_at {integer} NOT NULL,"
        " note text NOT NULL)"
    ),
    (
        "CREATE TABLE IF NOT EXISTS ledger_witnesses ("
        " witness text PRIMARY KEY,"
        " tree_size {integer} NOT NULL,"
        " tries {integer} NOT NULL,"
        " next_try_at {integer} NOT NULL,"
        " error text NOT NULL)"
    ),
)

_READS = (
    (
        "CREATE TABLE IF NOT EXISTS access_reads ("
        " number {integer} PRIMARY KEY,"
        " at {integer} NOT NULL,"
        " actor text NOT NULL,"
        " told text NOT NULL,"
        " hash {bytes} NOT NULL)"
    ),
    "CREATE INDEX IF NOT EXISTS access_reads_at ON access_reads (at)",
    "CREATE INDEX IF NOT EXISTS access_reads_actor ON access_reads (actor, number)",
)

_VAULT = (
    _VERSIONS,
    (
        "CREATE TABLE IF NOT EXISTS data_keys ("
        " log text NOT NULL,"
        " subject text NOT NULL,"
        " wrapped {bytes},"
        " wrapped_by text NOT NULL,"
        " PRIMARY KEY (log, subject))"
    ),
)

_ADDED_TO: Mapping[str, tuple[str, ...]] = {
    "store_schema": ("SELECT",),
    "stored_events": ("SELECT", "INSERT"),
    "stored_commands": ("SELECT", "INSERT", "UPDATE (body_sha256)"),  # an erasure empties the digest of what it forgot
    "stored_counters": ("SELECT", "INSERT", "UPDATE"),
    "ledger_leaves": ("SELECT", "INSERT"),
    "ledger_nodes": ("SELECT", "INSERT"),
    "ledger_checkpoints": ("SELECT", "INSERT"),
    "ledger_witnesses": ("SELECT", "INSERT", "UPDATE"),
    "access_reads": ("SELECT", "INSERT"),  # what is kept long enough goes by the hand of the owner
}
_KEPT_IN: Mapping[str, tuple[str, ...]] = {
    "store_schema": ("SELECT",),
    "data_keys": ("SELECT", "INSERT", "UPDATE"),  # a key is destroyed by an update; its tombstone stays
}

_TYPES = {
    Backend.SQLITE: {
        "integer": "integer",
        "uuid": "text",
        "bytes": "blob",
        # Without AUTOINCREMENT the number of a last row that was removed would be given again.
        "position": "integer PRIMARY KEY AUTOINCREMENT",
    },
    Backend.POSTGRESQL: {
        "integer": "bigint",
        "uuid": "uuid",
        "bytes": "bytea",
        "position": "bigserial PRIMARY KEY",
    },
}


def statements(backend: Backend, name: str) -> tuple[str, ...]:
    """Return what creates the tables of a log, of its reads, or of the vault; running it twice changes nothing."""
    types = _TYPES[backend]
    if name == VAULT:
        tables: tuple[str, ...] = _VAULT
    elif name.endswith(READS):
        tables = (_VERSIONS, *_READS)
    else:
        tables = _LOG if backend is Backend.SQLITE else (*_LOG, *_READS)
    return tuple(statement.format_map(types) for statement in tables)


def rights(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return what the running program may do with each table of a log, or of the vault, and nothing more."""
    return _KEPT_IN if name == VAULT else _ADDED_TO


def connected(database: DatabaseUrl, name: str) -> Datastore:
    """Return the datastore of a log or of the vault, whatever its schema."""
    if database.backend is Backend.SQLITE:
        return SqliteDatastore(database.file(name))
    return PostgresDatastore(database.conninfo, database.schema(name), database.statement_seconds)


def opened(database: DatabaseUrl, name: str) -> Datastore:
    """Return the datastore of a log or of the vault.

    Raises `SchemaError` if it is not migrated, if a newer kvcase migrated it, or if PostgreSQL has it in another
    encoding; `StoreUnavailableError`, also where a commit would not survive a power cut.
    """
    if database.backend is Backend.SQLITE and not database.file(name).exists():
        raise SchemaError(f"{name}: there is no store here; run `kvcase migrate`")
    datastore = connected(database, name)
    try:
        if database.backend is Backend.POSTGRESQL:
            _check_server(datastore)
        _check_version(database.backend, datastore, name)
    except BaseException:
        datastore.close()
        raise
    return datastore


def reads(database: DatabaseUrl, name: str) -> Datastore:
    """Return the datastore of the reads of a log: who adds to them waits for nobody who appends events.

    On SQLite it is a file of its own, on PostgreSQL a table with a lock and one connection of its own. Raises as
    `opened`.
    """
    if database.backend is Backend.SQLITE:
        return opened(database, f"{name}{READS}")
    return PostgresDatastore(database.conninfo, database.schema(name), database.statement_seconds, of="reads", size=1)


SAFE_COMMITS = frozenset({"on", "remote_apply"})
"""With these a commit is answered once it is on the disk, and on that of a synchronous standby where there is one."""

_SERVER = (
    "SELECT current_setting('server_encoding'), current_setting('synchronous_commit'), current_setting('fsync'),"
    " current_setting('full_page_writes'), coalesce(current_setting('kvcase.may_lose', true), '')"
)


def _check_server(datastore: Datastore) -> None:
    """Refuse a server that forgets what it answered. One that is thrown away says `kvcase.may_lose = on` of itself."""
    with datastore.reading() as transaction:
        ((encoding, commits, fsync, pages, may_lose),) = transaction.query(_SERVER)
    if encoding != "UTF8":
        raise SchemaError(f"the database has the encoding {encoding}; expected UTF8")
    if commits not in SAFE_COMMITS:
        raise StoreUnavailableError(f"synchronous_commit is {commits} and must be on: a commit would not be durable")
    if may_lose == "on":
        return
    for setting, value in (("fsync", fsync), ("full_page_writes", pages)):
        if value != "on":
            raise StoreUnavailableError(
                f"{setting} of the server is {value} and must be on: a power cut would lose data"
            )


def version_of(backend: Backend, datastore: Datastore) -> int:
    """Return the version of the tables of a log or of the vault; 0 if it has none."""
    with datastore.reading() as transaction:
        if backend is Backend.SQLITE:
            present = transaction.query("SELECT 1 FROM sqlite_master WHERE name = 'store_schema'")
        else:
            present = transaction.query("SELECT 1 WHERE to_regclass('store_schema') IS NOT NULL")
        found = transaction.query("SELECT coalesce(max(version), 0) FROM store_schema") if present else [(0,)]
    ((version,),) = found
    return int(version)


def _check_version(backend: Backend, datastore: Datastore, name: str) -> None:
    version = version_of(backend, datastore)
    if version > VERSION:
        raise SchemaError(f"{name}: the store has schema {version}, made by a newer kvcase; this one knows {VERSION}")
    if version < VERSION:
        raise SchemaError(f"{name}: the store has schema {version}; expected {VERSION}; run `kvcase migrate`")
