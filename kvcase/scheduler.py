"""The clock of the installation: APScheduler says when, ordinary commands with deterministic ids say what.

However often a tick runs, and in however many processes, each thing happens once. Source: settled.md 11;
handbook reliability-security.md 8.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from kvcase.bootstrap import UNAVAILABLE, Kvcase
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.list_fetches import Came
from kvcase.reactions import service_actor
from kvcase.reminders import Reminder
from kvcase.rescreening import RunResult
from kvcase.settings import FWO
from kvcase.store.database import SHARED
from kvcase.store.errors import StoreError
from kvcase.telling.delivery import Round

log = logging.getLogger("kvcase.scheduler")


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tick:
    """What one tick did; `failed` are the jobs that did not come to their end, which the next tick does again."""

    runs: tuple[RunResult, ...]
    reminders: tuple[Reminder, ...] = ()
    screened_anew: tuple[UUID, ...] = ()
    failed: tuple[str, ...] = ()

    def refuse_unfinished(self) -> None:
        """Raise `UnfinishedError` if a job failed."""
        if self.failed:
            raise UnfinishedError(f"not done: {', '.join(self.failed)}; the log tells why, the next tick does it again")


class UnfinishedError(StoreError):
    """Some jobs of a tick failed, each alone; what the others did stands."""


class _Jobs:
    """Does one job after another: one that fails is told and holds up nothing else."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def do(self, name: str, job: Callable[[], T]) -> T | None:
        """Do a job and return what it made; `None` if it failed."""
        try:
            return job()
        except (StoreError, *UNAVAILABLE) as error:
            log.error("%s: failed: %s; the next tick does it again", name, error)
        except Exception:
            log.exception("%s: failed; the next tick does it again", name)
        self.failed.append(name)
        return None


def tick(program: Kvcase) -> Tick:
    """Do once what is due: reactions undone, parties and lists that changed, licences, reminders, read models."""
    jobs, models = _Jobs(), program.read_models
    jobs.do("shared read models", lambda: models.catch_up(SHARED))
    ticks = [_tick(program, jobs, institution) for institution in program.settings.institutions]
    jobs.do("the read side of the FWO", models.catch_up_fwo)
    for log_of in (*program.settings.institutions, SHARED, FWO):
        jobs.do(f"{log_of}: reads whose time is over", partial(program.read_expiry.tend, log_of))
    runs = tuple(run for each in ticks for run in each.runs)
    reminders = tuple(reminder for each in ticks for reminder in each.reminders)
    screened = tuple(case_id for each in ticks for case_id in each.screened_anew)
    for run in runs:
        log.info(
            "re-screening %s %s: version %s to %s, %d cases, %d hits, %d lifts",
            run.institution,
            run.list_id,
            run.from_version,
            run.to_version,
            run.checked,
            run.hits,
            run.lifts,
        )
    if reminders:
        log.info("%d reminder(s) recorded", len(reminders))
    if screened:
        log.info("%d case(s) screened anew: somebody in them changed", len(screened))
    return Tick(runs, reminders, screened, tuple(jobs.failed))


def _tick(program: Kvcase, jobs: _Jobs, slug: str) -> Tick:
    """Do what is due at one institution."""
    jobs.do(f"{slug}: read models", lambda: program.read_models.catch_up(slug))
    jobs.do(f"{slug}: reactions", lambda: program.reactions.catch_up(slug))
    screened = jobs.do(f"{slug}: parties that changed", lambda: program.party_changes.tend(slug)) or ()
    runs = jobs.do(f"{slug}: re-screening", lambda: program.rescreening.reconcile(slug)) or ()
    jobs.do(f"{slug}: answers to hits", lambda: program.hit_answers.tend(slug))
    jobs.do(f"{slug}: erasures", lambda: program.erasures.tend(slug))
    jobs.do(f"{slug}: documents", lambda: program.documents.sweep(slug))
    jobs.do(f"{slug}: messages whose time is over", lambda: program.telling.expiry.tend(slug))
    jobs.do(f"{slug}: licences", lambda: program.licence_clock.tend(slug))
    reminders = jobs.do(f"{slug}: reminders", lambda: program.reminders.send(slug)) or ()
    return Tick(runs, reminders, screened)


def fetch(program: Kvcase) -> tuple[Came, ...]:
    """Fetch once the lists that are due, and take in what was dropped. A slow publisher delays no tick."""
    return program.list_fetches.tend(service_actor(SHARED))


def sign(program: Kvcase) -> tuple[Checkpoint, ...]:
    """Sign once the ledgers that are due, and hand what was signed to the witnesses. A slow witness delays no tick."""
    return program.ledgers.tend()


def tell(program: Kvcase) -> Round:
    """Send once what is to be told others. A slow receiver delays no tick."""
    return program.telling.tend(program.settings.institutions)


def start(program: Kvcase) -> BackgroundScheduler:
    """Start the clock in a thread of this process; the first tick comes at once."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for job, what in (("tick", tick), ("fetch", fetch), ("signing of ledgers", sign), ("telling", tell)):
        scheduler.add_job(
            _safely,
            IntervalTrigger(seconds=program.settings.rescreen_seconds, timezone="UTC"),
            args=(job, what, program),
            id=job,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=3600,
            next_run_time=program.clock(),
        )
    scheduler.start()
    return scheduler


def run(program: Kvcase, stop: threading.Event) -> None:
    """Run the clock until `stop` is set."""
    scheduler = start(program)
    try:
        stop.wait()
    finally:
        scheduler.shutdown(wait=True)


def _safely(job: str, what: Callable[[Kvcase], object], program: Kvcase) -> None:
    try:
        what(program)
    except (StoreError, *UNAVAILABLE) as error:
        log.error("the %s failed: %s; it is tried again in %d s", job, error, program.settings.rescreen_seconds)
    except Exception:
        # One bad tick must not stop the clock; the next one does what is left.
        log.exception("the %s failed; it is tried again in %d s", job, program.settings.rescreen_seconds)
