"""What an installation that is opened tells of itself, check by check of `doctor`. It writes nothing."""

import sqlite3
from collections.abc import Iterator
from typing import Final, Protocol

import psycopg
import sqlalchemy as sa

from domain.ports import Clock
from kvcase import doctor
from kvcase.blobs import Blobs
from kvcase.doctor import Finding
from kvcase.ledgers import Ledgers
from kvcase.readmodels import ReadModels
from kvcase.settings import FWO, CatchUp, Settings
from kvcase.store.database import SHARED
from kvcase.store.errors import StoreError
from kvcase.store.logs import Logs
from kvcase.telling.subscribers import Channel, Standing
from kvcase.telling.telling import Telling
from projections import leases

FAILURES: Final = (StoreError, sa.exc.SQLAlchemyError, psycopg.Error, sqlite3.Error, OSError)


class Running(Protocol):
    """What is asked of the program."""

    @property
    def settings(self) -> Settings:
        """Return its settings."""
        ...

    @property
    def clock(self) -> Clock:
        """Return its clock."""
        ...

    @property
    def logs(self) -> Logs:
        """Return its logs."""
        ...

    @property
    def read_models(self) -> ReadModels:
        """Return its read models."""
        ...

    @property
    def blobs(self) -> Blobs:
        """Return what keeps contents."""
        ...

    @property
    def ledgers(self) -> Ledgers:
        """Return its ledgers."""
        ...

    @property
    def telling(self) -> Telling:
        """Return what tells others."""
        ...


def of(program: Running) -> Iterator[Finding]:
    """Give what an installation that is opened tells of itself."""
    for ask in (_lags, _clocks, _lists, _documents, _ledgers, _leases, _telling):
        yield from asked("program", "", ask(program))


def _lags(program: Running) -> Iterator[Finding]:
    for where, log, runner in program.read_models.feeds():
        found = runner.lag()
        feed = log if where == log else f"{log}->{where}"
        for model, behind in found.by_model.items():
            # The FWO's rows may be made only when they are asked for: that they are behind is no fault.
            yield doctor.lag(feed, model, behind, 0.0 if where == FWO else found.seconds_by_model[model])
        for model in found.outdated:
            yield doctor.outdated(feed, model)
        yield doctor.parked(feed, found.parked)


def _clocks(program: Running) -> Iterator[Finding]:
    for slug in (*program.settings.institutions, SHARED):
        log = program.logs.log(slug)
        newest = log.behind(log.head() - 1).since
        yield doctor.newest_event(slug, (newest - program.clock()).total_seconds() if newest is not None else 0.0)


def _documents(program: Running) -> Iterator[Finding]:
    folder = program.settings.documents.folder
    for slug in program.settings.institutions:
        yield doctor.documents(slug, None if folder is None else str(folder), len(program.blobs.missing(slug)))


def _lists(program: Running) -> Iterator[Finding]:
    rows = program.read_models.shared().lists()
    if not rows:
        yield doctor.no_lists()
    for row in rows:
        days = None if row.activated_at is None else (program.clock() - row.activated_at).days
        most = program.settings.max_list_age_days
        yield doctor.watch_list(row.list_id, days, most, row.source_state, is_held=row.held_sha256 is not None)


def _ledgers(program: Running) -> Iterator[Finding]:
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


def _telling(program: Running) -> Iterator[Finding]:
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


def _leases(program: Running) -> Iterator[Finding]:
    for slug in (*program.settings.institutions, SHARED):
        with program.read_models.engine(slug).connect() as connection:
            has_worker = f"worker {slug}" in leases.names(connection)
        wants_worker = program.settings.catch_up is CatchUp.WORKER
        yield doctor.leases(slug, wants_worker=wants_worker, has_worker=has_worker)


def asked(check: str, where: str, found: Iterator[Finding]) -> Iterator[Finding]:
    """Give what is found; that something cannot be looked at is a finding too, and ends nothing else."""
    try:
        yield from found
    except FAILURES as error:
        yield doctor.unusable(check, where, str(error))
