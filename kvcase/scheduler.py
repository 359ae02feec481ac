"""The clock of the installation: APScheduler says when, ordinary commands with deterministic ids say what.

However often a tick runs, and in however many processes, each thing happens once. Source: settled.md 11;
handbook reliability-security.md 8.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from kvcase.bootstrap import UNAVAILABLE, Kvcase
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.list_fetches import Came
from kvcase.reactions import service_actor
from kvcase.reminders import Reminder
from kvcase.rescreening import RunResult
from kvcase.store.database import SHARED
from kvcase.store.errors import StoreError

log = logging.getLogger("kvcase.scheduler")


@dataclass(frozen=True, slots=True)
class Tick:
    """What one tick did."""

    runs: tuple[RunResult, ...]
    reminders: tuple[Reminder, ...] = ()
    screened_anew: tuple[UUID, ...] = ()


def tick(program: Kvcase) -> Tick:
    """Do once what is due: reactions undone, parties and lists that changed, licences, reminders, read models."""
    program.read_models.catch_up(SHARED)
    runs: list[RunResult] = []
    reminders: list[Reminder] = []
    screened: list[UUID] = []
    for institution in program.settings.institutions:
        program.read_models.catch_up(institution)
        program.reactions.catch_up(institution)
        screened += program.party_changes.tend(institution)
        runs += program.rescreening.reconcile(institution)
        program.hit_answers.tend(institution)
        program.erasures.tend(institution)
        program.licence_clock.tend(institution)
        reminders += program.reminders.send(institution)
    program.read_models.catch_up_fwo()
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
    return Tick(tuple(runs), tuple(reminders), tuple(screened))


def fetch(program: Kvcase) -> tuple[Came, ...]:
    """Fetch once the lists that are due, and take in what was dropped. A slow publisher delays no tick."""
    return program.list_fetches.tend(service_actor(SHARED))


def sign(program: Kvcase) -> tuple[Checkpoint, ...]:
    """Sign once the ledgers that are due, and hand what was signed to the witnesses. A slow witness delays no tick."""
    return program.ledgers.tend()


def start(program: Kvcase) -> BackgroundScheduler:
    """Start the clock in a thread of this process; the first tick comes at once."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for job, what in (("tick", tick), ("fetch", fetch), ("signing of ledgers", sign)):
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
