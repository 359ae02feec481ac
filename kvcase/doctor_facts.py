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
from kvcase import backup, bootstrap, doctor
from kvcase.backup_manifest import Part
from kvcase.backup_postgres import encoding as encoding_of
from kvcase.bootstrap import UNAVAILABLE, Kvcase
from kvcase.doctor import Finding
from kvcase.erasure_register import Register
from kvcase.settings import FWO, CatchUp, Settings
from kvcase.store import roles, schema
from kvcase.store.database import SHARED, Backend, DatabaseUrl, connect_sqlite
from kvcase.store.errors import StoreError, WrongMasterKeyError
from kvcase.store.transaction import Datastore
from kvcase.store.vault import Vault
from kvcase.telling.subscribers import Channel, Standing
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
        yield from _asked("schema", "database", _unnamed(settings))
        yield from _key(settings)
    yield from _asked("disk", "", _disks(settings))
    yield from _asked("backup", str(settings.backups), _backups(settings, clock, is_away=away is not None))
    yield from _asked("register", str(settings.erasures_file), _registers(settings))
    if away is not None:
        return
    try:
        program = bootstrap.build(settings, clock)
        program.ready()
    except _FAILURES as error:
        yield doctor.unusable("program", "", str(error))
        return
    try:
        for ask in (_lags, _clocks, _lists, _documents, _ledgers, _leases, _telling):
            yield from _asked("program", "", ask(program))
    finally:
        program.close()


def _asked(check: str, where: str, found: Iterator[Finding]) -> Iterator[Finding]:
    """Give what is found; that something cannot be looked at is a finding too, and ends nothing else."""
    try:
        yield from found
    except _FAILURES as error:
        yield doctor.unusable(check, where, str(error))


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
        yield from _asked("schema", name, _database(database, name))


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


def _lags(program: Kvcase) -> Iterator[Finding]:
    for where, log, runner in program.read_models.feeds():
        found = runner.lag()
        feed = log if where == log else f"{log}->{where}"
        for model, behind in found.by_model.items():
            # The FWO's rows may be made only when they are asked for: that they are behind is no fault.
            yield doctor.lag(feed, model, behind, 0.0 if where == FWO else found.seconds_by_model[model])
        for model in found.outdated:
            yield doctor.outdated(feed, model)
        yield doctor.parked(feed, found.parked)


def _clocks(program: Kvcase) -> Iterator[Finding]:
    for slug in (*program.settings.institutions, SHARED):
        log = program.logs.log(slug)
        newest = log.behind(log.head() - 1).since
        yield doctor.newest_event(slug, (newest - program.clock()).total_seconds() if newest is not None else 0.0)


def _documents(program: Kvcase) -> Iterator[Finding]:
    folder = program.settings.documents.folder
    for slug in program.settings.institutions:
        yield doctor.documents(slug, None if folder is None else str(folder), len(program.blobs.missing(slug)))


def _lists(program: Kvcase) -> Iterator[Finding]:
    rows = program.read_models.shared().lists()
    if not rows:
        yield doctor.no_lists()
    for row in rows:
        days = None if row.activated_at is None else (program.clock() - row.activated_at).days
        most = program.settings.max_list_age_days
        yield doctor.watch_list(row.list_id, days, most, row.source_state, is_held=row.held_sha256 is not None)


def _ledgers(program: Kvcase) -> Iterator[Finding]:
    settings = program.settings.ledger
    if settings.keys is not None and not settings.witnesses:
        yield doctor.no_witness()
    for status in program.ledgers.status():
        log = program.logs.log(status.log)
        newest = log.ledger.newest()
        signed = newest.position if newest is not None else 0
        rest = log.behind(signed)
        minutes = None if rest.since is None else (program.clock() - rest.since).total_seconds() / 60
        yield doctor.checkpoint(
            status.log,
            rest.count if signed <= status.head else status.head - signed,
            minutes,
            has_key=settings.keys is not None,
            every_minutes=settings.every_minutes,
        )
        for each in status.witnesses:
            yield doctor.witness(status.log, each.witness, status.signed - each.size, each.tries, each.error)


def _telling(program: Kvcase) -> Iterator[Finding]:
    for slug in program.settings.institutions:
        for each in program.telling.outbox.backlogs(slug):
            where = f"{slug} {each.channel} {str(each.subscriber)[:8]}"
            waits = 0.0 if each.oldest is None else (program.clock() - each.oldest).total_seconds() / 3600
            is_on, is_mail = each.state == Standing.ON, each.channel == Channel.MAIL
            yield doctor.telling(
                where,
                each.dead,
                waits if is_on else 0.0,
                has_carrier=not (is_on and is_mail) or program.settings.telling.mail is not None,
            )
            if each.state == Standing.GONE:
                yield doctor.gone(where)


def _leases(program: Kvcase) -> Iterator[Finding]:
    for slug in (*program.settings.institutions, SHARED):
        with program.read_models.engine(slug).connect() as connection:
            has_worker = f"worker {slug}" in leases.names(connection)
        wants_worker = program.settings.catch_up is CatchUp.WORKER
        yield doctor.leases(slug, wants_worker=wants_worker, has_worker=has_worker)
