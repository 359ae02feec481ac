"""What `kvcase doctor` asks an installation; each answer goes through a check of `doctor`.

It works when the installation does not: what cannot be asked becomes a finding too. It writes nothing.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import psycopg
import sqlalchemy as sa

from domain.errors import UnusableInputError
from domain.ports import Clock
from kvcase import backup, bootstrap, doctor, doctor_program
from kvcase.backup_manifest import Part
from kvcase.backup_postgres import encoding as encoding_of
from kvcase.bootstrap import UNAVAILABLE
from kvcase.doctor import Finding
from kvcase.erasure_register import Register
from kvcase.settings import Settings
from kvcase.store import roles, schema
from kvcase.store.database import SHARED, Backend, DatabaseUrl, connect_sqlite
from kvcase.store.errors import StoreError, WrongMasterKeyError
from kvcase.store.transaction import Datastore
from kvcase.store.vault import Vault
from projections import leases

_DURABLE: Final = ("fsync", "full_page_writes", "synchronous_commit")
_FAILURES = (StoreError, *UNAVAILABLE, sa.exc.SQLAlchemyError, psycopg.Error, sqlite3.Error, OSError)


def examine(settings: Settings, clock: Clock) -> tuple[Finding, ...]:
    """Return all findings, check by check."""
    return tuple(_examine(settings, clock))


def _examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    away = _away(settings.database)
    if away is not None:  # each of a hundred logs would tell the same, ten seconds later
        yield doctor.unusable("schema", "database", away)
    else:
        yield from _databases(settings.database, backup.order(settings.institutions, settings.database.backend), clock)
        yield from doctor_program.asked("schema", "database", _unnamed(settings))
        yield from _key(settings)
    yield from doctor_program.asked("disk", "", _disks(settings))
    yield from doctor_program.asked(
        "backup", str(settings.backups), _backups(settings, clock, is_away=away is not None)
    )
    yield from doctor_program.asked("register", str(settings.erasures_file), _registers(settings))
    if away is not None:
        return
    try:
        program = bootstrap.build(settings, clock)
        program.ready()
    except _FAILURES as error:
        yield doctor.unusable("program", "", str(error))
        return
    try:
        yield from doctor_program.of(program)
    finally:
        program.close()


def _away(database: DatabaseUrl) -> str | None:
    """Return why no database answers; on SQLite each file answers for itself."""
    if database.backend is Backend.POSTGRESQL:
        try:
            encoding_of(database)
        except _FAILURES as error:
            return str(error)
    return None


def _unnamed(settings: Settings) -> Iterator[Finding]:
    yield from map(doctor.unnamed, backup.unnamed(settings))


def _databases(database: DatabaseUrl, names: tuple[str, ...], clock: Clock) -> Iterator[Finding]:
    if database.backend is Backend.POSTGRESQL:
        yield from _server(database, [each for each in names if each != schema.VAULT], clock)
    for name in names:
        yield from doctor_program.asked("schema", name, _database(database, name))


def _database(database: DatabaseUrl, name: str) -> Iterator[Finding]:
    if database.backend is Backend.SQLITE and not database.file(name).exists():
        yield doctor.schema(name, 0, schema.VERSION)
        return
    with contextlib.closing(schema.connected(database, name)) as datastore:
        yield doctor.schema(name, schema.version_of(database.backend, datastore), schema.VERSION)
        if database.backend is Backend.SQLITE:
            yield from _file(database, name, datastore)


def _server(database: DatabaseUrl, names: Sequence[str], clock: Clock) -> Iterator[Finding]:
    try:
        yield doctor.encoding("database", encoding_of(database))
        engine = database.engine(SHARED)
        try:
            with engine.connect() as connection:
                before = clock().timestamp()
                told = leases.seconds(connection)
                yield doctor.skew("database", (before + clock().timestamp()) / 2 - told)
                shown = {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar()) for name in _DURABLE}
                yield doctor.durability("database", shown)
            rights = roles.check(database, names)
            yield doctor.privileges(rights.lacks, rights.exceeds)
        finally:
            engine.dispose()
    except _FAILURES as error:
        yield doctor.unusable("schema", "database", str(error))


def _file(database: DatabaseUrl, name: str, datastore: Datastore) -> Iterator[Finding]:
    file = database.file(name)
    yield doctor.file_rights(str(file), file.stat().st_mode, is_writable=os.access(file, os.W_OK))
    with datastore.reading() as transaction:
        ((encoding,),) = transaction.query("PRAGMA encoding")
    yield doctor.encoding(name, str(encoding))
    try:
        connect_sqlite(file).close()
    except StoreError as error:
        yield doctor.own_durability(name, str(error))
    else:
        yield doctor.own_durability(name, None)


def _key(settings: Settings) -> Iterator[Finding]:
    try:
        vault = Vault(settings.database, settings.master_key)
    except _FAILURES:
        return  # what is wrong with its database was told above
    try:
        vault.verify()
        yield doctor.master_key(None)
    except WrongMasterKeyError as error:
        yield doctor.master_key(str(error))
    except _FAILURES as error:
        yield doctor.unusable("schema", schema.VAULT, str(error))
    finally:
        vault.close()


def _disks(settings: Settings) -> Iterator[Finding]:
    """Give the disks that we write to; of one on the server of PostgreSQL we know nothing."""
    places = [settings.backups, settings.indexes, settings.fetched, settings.documents.folder]
    if settings.database.backend is Backend.SQLITE:
        places.insert(0, settings.database.directory)
    seen: set[int] = set()
    for place in places:
        if place is None:
            continue
        there = next(each for each in (place.absolute(), *place.absolute().parents) if each.exists())
        if there.stat().st_dev not in seen:
            seen.add(there.stat().st_dev)
            usage = shutil.disk_usage(there)
            yield doctor.disk(str(place), usage.free, usage.free + usage.used)


def _backups(settings: Settings, clock: Clock, *, is_away: bool) -> Iterator[Finding]:
    folder = settings.backups
    if folder is None:
        yield doctor.backup(None, folder=None)
    else:
        whole = [made for _, made in backup.found(folder, settings.ledger.keys)]
        of_logs = next((made for made in whole if made.part is not Part.VAULT), None)
        hours = None if of_logs is None else (clock() - of_logs.made_at).total_seconds() / 3600
        keys = [made.made_at for made in whole if made.part is not Part.LOGS]
        has_keys = of_logs is not None and any(at >= of_logs.made_at for at in keys)
        is_apart = not backup.is_with_the_data(settings.database, folder)
        yield doctor.backup(hours, folder=str(folder), has_keys=has_keys, is_apart=is_apart)
    if not is_away:
        yield from map(doctor.left, backup.left(settings))


def _registers(settings: Settings) -> Iterator[Finding]:
    register = settings.erasures_file
    if register is None:
        yield doctor.register(None, is_there=False, is_apart=True)
        return
    is_apart = not backup.is_with_the_data(settings.database, register)
    yield doctor.register(str(register), is_there=register.is_file(), is_apart=is_apart, error=_unreadable(register))


def _unreadable(register: Path) -> str | None:
    if register.is_file():
        try:
            Register(register).entries()
        except (UnusableInputError, UnicodeDecodeError, OSError) as error:
            return str(error)
    return None
