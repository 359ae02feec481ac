"""The read models of this installation: their engines, runners and queries, one set for each log."""

import threading
from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from domain.values import Recorded
from kvcase.screening.engine import Subject
from kvcase.settings import FWO, Settings
from kvcase.store.database import SHARED
from kvcase.store.logs import Logs
from projections import models, rebuild
from projections.queries import FwoQueries, InstitutionQueries, SharedQueries, SubjectRow
from projections.readmodel import ReadModel
from projections.rescreening_queries import RescreeningQueries
from projections.runner import Runner


class ReadModels:
    """Catches read models up with their logs and answers from them."""

    def __init__(self, settings: Settings, logs: Logs) -> None:
        self._settings = settings
        self._logs = logs
        self._engines: dict[str, sa.Engine] = {}
        self._runners: dict[tuple[str, str], Runner] = {}
        self._lock = threading.Lock()

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
        """Bring the read models up after an append, so that a caller reads its own write."""
        if recorded:
            self.catch_up(slug)

    def catch_up_fwo(self) -> None:
        """Bring the FWO's read side up to the heads of all institutions' logs."""
        for slug in self._settings.institutions:
            self.fwo_runner(slug).catch_up()

    def places(self) -> tuple[tuple[str, tuple[str, ...], tuple[ReadModel, ...]], ...]:
        """Return (database, logs that feed it, models in it) of all read models of the installation."""
        own = tuple((slug, (slug,), models.INSTITUTION_MODELS) for slug in self._settings.institutions)
        shared = ((SHARED, (SHARED,), models.SHARED_MODELS),)
        return (*own, *shared, (FWO, self._settings.institutions, models.FWO_MODELS))

    def rebuild(self, where: str, logs: Sequence[str], model: ReadModel) -> None:
        """Build a model from the first event of its logs on, beside the live one, and swap."""
        read = {slug: self._logs.log(slug) for slug in logs}
        rebuild.rebuild(self.engine(where), model, read)

    def digest(self, where: str, model: ReadModel) -> str:
        """Return the digest of all rows of a model."""
        return rebuild.digest(self.engine(where), model)

    def institution(self, slug: str) -> InstitutionQueries:
        """Return the queries of an institution."""
        return InstitutionQueries(self.engine(slug))

    def rescreening(self, slug: str) -> RescreeningQueries:
        """Return what re-screening asks of an institution."""
        return RescreeningQueries(self.engine(slug))

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
        found = self.institution(slug).subjects_of(case_ids)
        return {case_id: tuple(subject_of(row) for row in rows) for case_id, rows in found.items()}

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
                self._runners[where, log] = Runner(engine, self._logs.log(log), log, chosen)
            return self._runners[where, log]


def subject_of(row: SubjectRow) -> Subject:
    """Return a party or person as the screening engine takes it."""
    names = (row.name, *row.aliases)
    return Subject(row.kind, row.id, row.fingerprint, names, row.country, _year(row.birth_year), row.owners)


def _year(text: str | None) -> int | None:
    # An erased year reads as a text that is no number.
    return int(text) if text is not None and text.isdigit() else None
