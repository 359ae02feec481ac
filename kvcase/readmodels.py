"""The read models of this installation: their engines, runners and queries, one set for each log."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from domain.erasure.events import PersonalDataErased
from domain.values import Recorded
from kvcase import clock as system
from kvcase.screening.engine import Subject
from kvcase.settings import FWO, CatchUp, Settings
from kvcase.store.bells import rows_of
from kvcase.store.database import SHARED
from kvcase.store.logs import Logs
from projections import models, positions, readmodel, rebuild, swapping
from projections.erasure_queries import ErasureQueries
from projections.handouts import HandoutQueries
from projections.mandate_queries import MandateQueries
from projections.positions import ROWS_CHANNEL
from projections.queries import InstitutionQueries, SubjectRow
from projections.readmodel import ReadModel
from projections.rescreening_queries import RescreeningQueries
from projections.runner import Runner
from projections.shared_queries import FwoQueries, SharedQueries

WORKER_SECONDS = 2.0
"""How long a request waits for the worker before it makes the rows itself."""

TOLD_SECONDS = 0.02
"""How long one who is woken waits before looking: to look at once would only be in the way of the worker."""

AWAY_SECONDS = 10.0
"""How long nobody waits for a worker that did not come."""


class ReadModels:
    """Catches read models up with their logs and answers from them."""

    def __init__(self, settings: Settings, logs: Logs) -> None:
        self._settings = settings
        self._logs = logs
        self._engines: dict[str, sa.Engine] = {}
        self._runners: dict[tuple[str, str], Runner] = {}
        self._lock = threading.Lock()
        self.waits_for_worker = settings.catch_up is CatchUp.WORKER
        self._worker_away_until = 0.0

    @property
    def institutions(self) -> tuple[str, ...]:
        """Return the slugs of the institutions with a log here."""
        return self._settings.institutions

    def engine(self, slug: str) -> sa.Engine:
        """Return the engine on the file or schema of a log."""
        with self._lock:
            if slug not in self._engines:
                self._engines[slug] = self._settings.database.engine(slug)
            return self._engines[slug]

    def runner(self, slug: str) -> Runner:
        """Return the runner of the read models beside a log: an institution's, or the shared ones."""
        chosen = models.SHARED_MODELS if slug == SHARED else models.INSTITUTION_MODELS
        return self._runner(slug, slug, chosen)

    def fwo_runner(self, slug: str) -> Runner:
        """Return the runner that feeds the FWO's read side from the log of an institution."""
        return self._runner(FWO, slug, models.FWO_MODELS)

    def catch_up(self, slug: str) -> None:
        """Bring the read models beside a log up to its head."""
        self.runner(slug).catch_up()

    def after_append(self, slug: str, recorded: Sequence[Recorded]) -> None:
        """Bring the read models up after an append, or wait for the worker to, so that a caller reads its own write.

        A worker that does not come is not waited for: the rows are made here then.
        """
        if not recorded:
            return
        if self.waits_for_worker and time.monotonic() >= self._worker_away_until:
            if self.wait(slug, recorded[-1].position, WORKER_SECONDS):
                return
            self._worker_away_until = time.monotonic() + AWAY_SECONDS
        self.catch_up(slug)

    def wait(self, slug: str, position: int, timeout: float) -> bool:
        """Wait until the read models beside a log have seen a position; `False` if not within `timeout` seconds."""
        self._logs.listen(ROWS_CHANNEL)
        runner, bells, name = self.runner(slug), self._logs.bells, rows_of(slug)
        deadline, pauses = time.monotonic() + timeout, self._logs.pauses(ROWS_CHANNEL)
        rung = bells.count(name)
        if self._logs.hears(ROWS_CHANNEL) and bells.told(name) < position:
            bells.wait(name, rung, min(TOLD_SECONDS, timeout))
        while True:
            rung = bells.count(name)
            if bells.told(name) >= position or runner.least_position() >= position:
                return True
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            bells.wait(name, rung, min(next(pauses), remaining))

    def catch_up_fwo(self) -> None:
        """Bring the FWO's read side up to the heads of all institutions' logs."""
        for slug in self._settings.institutions:
            self.fwo_runner(slug).catch_up()

    def places(self) -> tuple[tuple[str, tuple[str, ...], tuple[ReadModel, ...]], ...]:
        """Return (database, logs that feed it, models in it) of all read models of the installation."""
        own = tuple((slug, (slug,), models.INSTITUTION_MODELS) for slug in self._settings.institutions)
        shared = ((SHARED, (SHARED,), models.SHARED_MODELS),)
        return (*own, *shared, (FWO, self._settings.institutions, models.FWO_MODELS))

    def rebuild(
        self, where: str, logs: Sequence[str], model: ReadModel, *, park: bool = False, only_outdated: bool = False
    ) -> None:
        """Build a model from the first event of its logs on, beside the live one, and swap; see `rebuild.rebuild`."""
        read = {slug: self._logs.log(slug) for slug in logs}
        rebuild.rebuild(self.engine(where), model, read, system.now, park=park, only_outdated=only_outdated)

    def outdated(self, where: str, *, only_older: bool = False) -> Iterator[tuple[str, tuple[str, ...], ReadModel]]:
        """Yield (database, logs, model) of the models in a database whose rows another version of kvcase made.

        With `only_older`, a newer one is left alone: two workers would otherwise take turns to undo each other's work.
        """
        for place, logs, chosen in self.places():
            if place == where:
                with self.engine(where).begin() as connection:
                    old = positions.outdated(connection, chosen)
                for model in chosen:
                    if model.name in old and not (only_older and old[model.name] > model.version):
                        yield where, logs, model

    def fits(self, where: str, model: ReadModel) -> bool:
        """Say whether the tables of a model have every column that this code asks for."""
        return swapping.fits(self.engine(where), model)

    def rollback(self, where: str, model: ReadModel) -> None:
        """Let the rows serve again that the last rebuild replaced. Raises `NothingKeptError`."""
        swapping.rollback(self.engine(where), model)

    def feeds(self) -> Iterator[tuple[str, str, Runner]]:
        """Yield (database, log, runner) of every feed of the installation."""
        for where, logs, _ in self.places():
            for slug in logs:
                yield where, slug, self.fwo_runner(slug) if where == FWO else self.runner(slug)

    def digest(self, where: str, model: ReadModel) -> str:
        """Return the digest of all rows of a model."""
        return rebuild.digest(self.engine(where), model)

    def institution(self, slug: str) -> InstitutionQueries:
        """Return the queries of an institution."""
        return InstitutionQueries(self.engine(slug))

    def rescreening(self, slug: str) -> RescreeningQueries:
        """Return what re-screening asks of an institution."""
        return RescreeningQueries(self.engine(slug))

    def erasures(self, slug: str) -> ErasureQueries:
        """Return what forgetting asks of an institution."""
        return ErasureQueries(self.engine(slug))

    def mandates(self, slug: str) -> MandateQueries:
        """Return the covers and grants of an institution."""
        return MandateQueries(self.engine(slug))

    def handouts(self, slug: str) -> HandoutQueries:
        """Return what is asked of the files that were handed out of an institution, or of the shared log."""
        return HandoutQueries(self.engine(slug))

    def shared(self) -> SharedQueries:
        """Return the queries of the shared log."""
        return SharedQueries(self.engine(SHARED))

    def fwo(self) -> FwoQueries:
        """Return the queries of the FWO's read side."""
        self.catch_up_fwo()
        return FwoQueries(self.engine(FWO))

    def rescreened(self, slug: str, case_id: UUID) -> Mapping[str, int]:
        """Return the newest version of each list that a run held against a case."""
        return self.institution(slug).rescreened_versions(case_id)

    def subjects(self, slug: str, case_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Subject, ...]]:
        """Return everyone who takes part in these cases, as the screening engine takes them."""
        return subjects(self.institution(slug), case_ids)

    def forget(self, slug: str, position: int) -> None:
        """Let no row tell what the erasure at this position of a log took, whatever was written since.

        What a process that still knew the key has written after it, and the rows kept for a rollback, go too.
        """
        self.catch_up(slug)
        log = self._logs.log(slug)
        batch = log.after(position - 1, 1)
        for model in _personal():
            swapping.forget_kept(self.engine(slug), model)
            folded = readmodel.followed(log, [model])
            folded.prepare(batch)
            with positions.writing(self.engine(slug)).begin() as connection:
                swapping.locked(connection, model.name)
                model.apply(connection, batch, folded, slug)
        with self._lock:  # a runner keeps folded cases
            for where, name in [each for each in self._runners if each[1] == slug]:
                del self._runners[where, name]

    def personal_tables(self) -> tuple[str, ...]:
        """Return the tables of an institution that are emptied by an erasure."""
        return tuple(table.name for model in _personal() for table in model.tables)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()
            self._runners.clear()

    def _runner(self, where: str, log: str, chosen: Sequence[ReadModel]) -> Runner:
        engine = self.engine(where)
        with self._lock:
            if (where, log) not in self._runners:
                read = self._logs.log(log)
                self._runners[where, log] = Runner(engine, read, log, chosen, system.now, is_awaited=where == log)
            return self._runners[where, log]


def _personal() -> tuple[ReadModel, ...]:
    """Return the models of an institution with texts that an erasure takes."""
    return tuple(
        model for model in models.INSTITUTION_MODELS if model.texts and PersonalDataErased in (model.events or ())
    )


def subjects(queries: InstitutionQueries, case_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Subject, ...]]:
    """Return everyone who takes part in these cases, as the screening engine takes them."""
    found = queries.subjects_of(case_ids)
    return {case_id: tuple(subject_of(row) for row in rows) for case_id, rows in found.items()}


def subject_of(row: SubjectRow) -> Subject:
    """Return a party or person as the screening engine takes it."""
    names = (row.name, *row.aliases)
    return Subject(row.kind, row.id, row.fingerprint, names, row.country, _year(row.birth_year), row.owners)


def _year(text: str | None) -> int | None:
    # An erased year reads as a text that is no number.
    return int(text) if text is not None and text.isdigit() else None
