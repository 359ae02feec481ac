"""Copies of SQLite files while others write: `VACUUM INTO` reads one snapshot, waits for nobody, copies no free page.

`Connection.backup` in steps begins anew at each write of another and may never end. Source: handbook
reliability-security.md 0.9.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from kvcase.backup_manifest import LogState
from kvcase.store import schema
from kvcase.store.application import instant_of
from kvcase.store.database import DatabaseUrl, checked_slug, connect_sqlite
from kvcase.store.errors import SchemaError, StoreUnavailableError

SUFFIX: Final = ".db"
_ROOM: Final = 1.1
"""How much more room there must be than the files take now."""


def copied(database: DatabaseUrl, names: Sequence[str], folder: Path) -> None:
    """Copy the files of these names, one after the other in this order.

    Raises `SchemaError` for one that is not there, `StoreUnavailableError`, and `OSError` when the disk is full.
    """
    for name in names:
        if not database.file(name).exists():
            raise SchemaError(f"{name}: there is no store here; run `kvcase migrate`")
        with closing(schema.connected(database, name)) as datastore:
            refuse_other_schema(name, schema.version_of(database.backend, datastore))
        with closing(connect_sqlite(database.file(name))) as connection:
            try:
                connection.execute("VACUUM INTO ?", (str(folder / f"{name}{SUFFIX}"),))
            except sqlite3.Error as error:
                raise StoreUnavailableError(f"{name}: cannot be copied to {folder.parent}: {error}") from error


def states(folder: Path, logs: Sequence[str]) -> Iterator[LogState]:
    """Give how each log stands in the copy."""
    for name in logs:
        with closing(_opened(folder / f"{name}{SUFFIX}")) as connection:
            row = connection.execute(STATE).fetchone()
        yield state_of(name, row)


def logs(database: DatabaseUrl) -> Iterator[str]:
    """Give the names of the files that may be logs, the vault among them."""
    for file in database.directory.glob(f"*{SUFFIX}"):
        with suppress(ValueError):
            yield file.stem if file.stem == schema.VAULT else checked_slug(file.stem)


def server() -> str:
    """Return the version of SQLite."""
    return f"SQLite {sqlite3.sqlite_version}"


def refuse_little_room(folder: Path, files: Iterable[Path]) -> None:
    """Refuse to begin what would fill the disk: these files are to stand in the folder.

    Raises `StoreUnavailableError`.
    """
    needed, free = sum(each.stat().st_size for each in files) * _ROOM, shutil.disk_usage(folder).free
    if free < needed:
        raise StoreUnavailableError(
            f"the disk of {folder.parent} has {free / 1e6:,.1f} MB free and about {needed / 1e6:,.1f} MB are needed"
        )


def unpack(source: Path, names: Sequence[str], database: DatabaseUrl) -> None:
    """Copy the files of a backup to where a database is to stand. Raises `StoreUnavailableError` without room."""
    refuse_little_room(database.directory, (source / f"{name}{SUFFIX}" for name in names))
    for name in names:
        target = database.file(name)
        shutil.copyfile(source / f"{name}{SUFFIX}", target)
        target.chmod(0o600)


STATE: Final = (
    "SELECT (SELECT count(*) FROM stored_events), (SELECT coalesce(max(position), 0) FROM stored_events),"
    " (SELECT max(recorded_at) FROM stored_events), (SELECT coalesce(max(leaf_index) + 1, 0) FROM ledger_leaves),"
    " (SELECT note FROM ledger_checkpoints ORDER BY tree_size DESC LIMIT 1)"
)
"""How a log stands, in either database."""


def state_of(name: str, row: Sequence[object]) -> LogState:
    """Return the row that `STATE` gives."""
    events, position, recorded_at, leaves, note = row
    at = None if recorded_at is None else instant_of(int(str(recorded_at)))
    told = None if note is None else str(note)
    return LogState(name, int(str(events)), int(str(position)), at, int(str(leaves)), told)


def refuse_other_schema(name: str, version: int) -> None:
    """Refuse to copy a store that this kvcase does not know. Raises `SchemaError`."""
    if version != schema.VERSION:
        raise SchemaError(
            f"{name}: the store has schema {version}; expected {schema.VERSION}; "
            "run `kvcase migrate`, or take the kvcase that made it"
        )


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
