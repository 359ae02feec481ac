"""`kvcase backup`: a folder with copies of all that an installation holds, made while others go on writing.

On PostgreSQL all is of one snapshot. SQLite has no snapshot over several files, so the order of the copies keeps what
points from one to another whole: whoever points is copied before what it points at, which only grows meanwhile.

- The FWO's read side knows positions of the institutions' logs, so it goes first: it is never ahead of them.
- An institution's log cites list versions and editions of the shared log, with their entries, so that goes next.
- The contents of documents are named by the institutions' logs, and are copied after all of these, as files.
- Every text in a log was sealed with a key that was committed before it, so the vault goes last and has all of them.
  A key that is destroyed while we copy is gone from the copy: the order never brings back what was erased.

Read models stand in the files and schemas of their logs, so they are of the same snapshot as these. The reads of a log
stand in a file of their own on SQLite; a checkpoint in the log may tell of them, so they are copied after it.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final
from uuid import UUID

from domain.errors import UnusableInputError
from domain.ports import Clock
from kvcase import backup_documents as documents
from kvcase import backup_drafts as drafts
from kvcase import backup_manifest as manifests
from kvcase import backup_postgres as postgres
from kvcase import backup_sqlite as sqlite
from kvcase.backup_manifest import LogState, Manifest, Part
from kvcase.ledger.keys import Keyring
from kvcase.settings import FWO, Settings
from kvcase.store import schema, vault
from kvcase.store.database import SHARED, Backend, DatabaseUrl
from kvcase.store.errors import StoreUnavailableError

DATA: Final = "data"
KEYS: Final = "keys"
MASTER_KEY, LEDGER_KEY = "master.key", "ledger.key"


def make(
    settings: Settings,
    target: Path | None,
    clock: Clock,
    new_id: Callable[[], UUID],
    *,
    part: Part = Part.ALL,
    with_keys: bool = False,
) -> tuple[Path, Manifest]:
    """Back an installation up and return where, and what the backup says of itself.

    Without a target it is a new folder in `KVCASE_BACKUPS`. It appears whole or not at all. The key that wraps the
    keys, and the one that signs, are in it only `with_keys`. Raises `UnusableInputError` for a target that is not
    empty or lies with the data, and where a log is not named; `StoreError`, and `OSError` when the disk is full.
    """
    made_at = clock().astimezone(UTC)
    place = target.resolve() if target is not None else _named(settings, part, made_at)
    _refuse_with_the_data(settings.database, place)
    drafts.refuse_full(place, "target", "a folder that is not there yet")
    if part is not Part.VAULT:
        _refuse_unnamed(settings)
    if with_keys:
        _refuse_wrong_key(settings)
    names, logs = _chosen(settings, part)
    with drafts.draft(place) as folder:
        _refuse_little_room(settings, names, folder, part)
        try:
            (folder / DATA).mkdir()
            states, server, encoding = _copied(settings, names, logs, folder / DATA)
            if part is not Part.VAULT:
                documents.copy(settings.documents.folder, settings.institutions, folder)
            _copy_texts(settings, folder)
            if with_keys:
                _copy_keys(settings, folder / KEYS)
            made = Manifest(
                manifests.FORMAT,
                str(new_id()),
                made_at,
                metadata.version("kvcase"),
                schema.VERSION,
                settings.database.backend,
                server,
                encoding,
                part,
                settings.institutions,
                states,
                tuple(_public_keys(settings)),
                tuple(manifests.digested(folder)),
            )
            manifests.write(folder, made)
            if settings.ledger.keys is not None:
                manifests.sign(folder, settings.ledger.keys)
            drafts.publish(folder, place)
        except StoreUnavailableError as error:
            if shutil.disk_usage(folder).free < 1 << 20 or "space left" in str(error) or "is full" in str(error):
                raise StoreUnavailableError(
                    f"the disk of {place.parent} is full; nothing is left of the try"
                ) from error
            raise
    return place, made


def order(institutions: tuple[str, ...], backend: Backend) -> tuple[str, ...]:
    """Return the databases of an installation in the order in which they are copied; why stands above."""
    logs = (FWO, *institutions, SHARED)
    if backend is Backend.POSTGRESQL:
        return (*logs, schema.VAULT)
    return (*(each for log in logs for each in (log, f"{log}{schema.READS}")), schema.VAULT)


def unnamed(settings: Settings) -> tuple[str, ...]:
    """Return the logs that stand in the database and that the settings do not name; raises `StoreError`."""
    standing = postgres if settings.database.backend is Backend.POSTGRESQL else sqlite
    return tuple(
        sorted(set(standing.logs(settings.database)) - set(order(settings.institutions, settings.database.backend)))
    )


def is_with_the_data(database: DatabaseUrl, place: Path) -> bool:
    """Say whether a place lies in the folder of the data, and would be lost with it."""
    return database.backend is Backend.SQLITE and place.resolve().is_relative_to(database.directory.resolve())


def found(folder: Path, keys: Keyring | None) -> tuple[tuple[Path, Manifest], ...]:
    """Return the whole backups in a folder, the newest first; with our keys, none that names another installation's."""
    whole: list[tuple[Path, Manifest]] = []
    for file in folder.glob(f"[!.]*/{manifests.NAME}"):
        with contextlib.suppress(UnusableInputError, OSError):
            made = manifests.read(file.parent)
            if keys is None or not made.public_keys or made.is_of(keys.signing.name):
                whole.append((file.parent, made))
    return tuple(sorted(whole, key=lambda each: each[1].made_at, reverse=True))


def left(settings: Settings) -> tuple[str, ...]:
    """Return what backups and restores that were killed left; raises `StoreError`."""
    if settings.database.backend is Backend.POSTGRESQL:
        beside, schemas = [settings.backups], postgres.left(settings.database)
    else:
        beside, schemas = [settings.backups, settings.database.directory.absolute().parent], ()
    folders = {folder for folder in beside if folder is not None}
    return (*schemas, *(str(each) for folder in sorted(folders) for each in drafts.left(folder)))


def expire(folder: Path, before: datetime, keys: Keyring | None) -> tuple[Path, ...]:
    """Remove our backups made before a moment, but never the newest that holds logs, nor the newest that holds keys.

    Return what was removed. A removal that is killed is finished by the next backup.
    """
    whole = found(folder, keys)
    kept = {next((path for path, made in whole if made.part is not other), None) for other in (Part.VAULT, Part.LOGS)}
    old = tuple(path for path, made in whole if made.made_at < before and path not in kept)
    for path in old:
        drafts.remove(path)
    return old


def _chosen(settings: Settings, part: Part) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the databases that are copied, in order, and the logs among them."""
    logs = (*settings.institutions, SHARED)
    if part is Part.VAULT:
        return (schema.VAULT,), ()
    every = order(settings.institutions, settings.database.backend)
    return (every if part is Part.ALL else every[:-1]), logs


def _copied(
    settings: Settings, names: tuple[str, ...], logs: tuple[str, ...], folder: Path
) -> tuple[tuple[LogState, ...], str, str]:
    if settings.database.backend is Backend.POSTGRESQL:
        return postgres.copied(settings.database, names, logs, folder, settings.pg_programs)
    sqlite.copied(settings.database, names, folder)
    return tuple(sqlite.states(folder, logs)), sqlite.server(), "UTF8"


def _copy_texts(settings: Settings, folder: Path) -> None:
    """Copy the editions and questionnaires of one's own: the logs cite them, and they stand in no log."""
    for name, source in (("editions", settings.editions), ("questionnaires", settings.questionnaires)):
        if source is not None:
            shutil.copytree(source, folder / name)


def _copy_keys(settings: Settings, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    vault.create_secret(folder / MASTER_KEY, vault.written_master_key(settings.master_key))
    if settings.ledger.keys is not None:
        vault.create_secret(folder / LEDGER_KEY, settings.ledger.keys.text)


def _public_keys(settings: Settings) -> Iterator[str]:
    if settings.ledger.keys is not None:
        for slug in (*settings.institutions, SHARED):
            yield from (str(key) for key in settings.ledger.keys.public_for(slug))


def _named(settings: Settings, part: Part, made_at: datetime) -> Path:
    """Return a new place in the folder of backups."""
    if settings.backups is None:
        raise UnusableInputError("target", "no folder is named", "TARGET, or a folder in KVCASE_BACKUPS")
    try:
        settings.backups.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        expected = "a folder, or one that is not there yet"
        raise UnusableInputError("KVCASE_BACKUPS", f"{settings.backups} is no folder", expected) from error
    suffix = "" if part is Part.ALL else f"-{part}"
    return settings.backups / f"{made_at:%Y-%m-%dT%H%M%S.%fZ}{suffix}"  # so exact that two at once have two names


def _refuse_little_room(settings: Settings, names: tuple[str, ...], folder: Path, part: Part) -> None:
    """Refuse at once what would fill the disk; on PostgreSQL a dump tells its size only when it is made."""
    database, files = settings.database, list[Path]()
    if part is not Part.VAULT:
        files += documents.files(settings.documents.folder, settings.institutions)
    if database.backend is Backend.SQLITE:
        files += (database.file(name) for name in names if database.file(name).exists())
    sqlite.refuse_little_room(folder, files)


def _refuse_with_the_data(database: DatabaseUrl, place: Path) -> None:
    if is_with_the_data(database, place):
        rule = f"{place} is in {database.directory}, the folder of the data, and would be lost with it"
        raise UnusableInputError("target", rule, "a folder elsewhere, best on another disk")


def _refuse_unnamed(settings: Settings) -> None:
    """Refuse to leave a log out unsaid, because the settings of a nightly job are not those of the program."""
    if left := unnamed(settings):
        rule = f"there are logs that it does not name, and that would not be in the backup: {', '.join(left)}"
        raise UnusableInputError("KVCASE_INSTITUTIONS", rule, "every log of the installation, or move them out of it")


def _refuse_wrong_key(settings: Settings) -> None:
    """Refuse to put a key beside a vault that it does not open. Raises `WrongMasterKeyError`."""
    with contextlib.closing(vault.Vault(settings.database, settings.master_key)) as opened:
        opened.verify()
