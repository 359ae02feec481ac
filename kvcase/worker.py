"""`kvcase worker`: keeps read models and reactions up with the logs, one thread for each log.

One worker at a time works on a log: it holds a lease. Another waits as its hot standby and goes on within seconds when
the first is gone. Should both work all the same, each event is applied once still, for each batch is guarded by the
position that it moves.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from kvcase.bootstrap import UNAVAILABLE, Kvcase
from kvcase.settings import FWO
from kvcase.store.database import SHARED
from projections.leases import Lease
from projections.positions import OutdatedReadModelError
from projections.runner import AheadOfLogError, PoisonError

LEASE_SECONDS = 5.0
"""How long a log may stand still when its worker was killed."""

_STANDBY_SECONDS = 0.5
_LOOK_SECONDS = 1.0
_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait after a failure, the first and the following times."""

_LOG = logging.getLogger("kvcase.worker")


def run(program: Kvcase, stop: threading.Event) -> None:
    """Follow every log until told to stop."""
    program.read_models.waits_for_worker = False  # what reactions append is caught up here
    program.logs.listen()
    followers = [Follower(program, slug, stop) for slug in (*program.settings.institutions, SHARED)]
    threads = [threading.Thread(target=each.run, name=f"follow {each.slug}") for each in followers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@dataclass(slots=True)
class Follower:
    """Follows one log."""

    program: Kvcase
    slug: str
    stop: threading.Event
    _told: set[str] = field(default_factory=set)
    _has_stopped: bool = False

    def run(self) -> None:
        """Follow the log until told to stop; a failure is told, and tried again ever more seldom."""
        lease = Lease(self.program.read_models.engine(self.slug), f"worker {self.slug}", LEASE_SECONDS)
        failures = 0
        while not self.stop.is_set():
            try:
                self._work(lease)
                failures = 0
            except Exception as error:
                pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
                failures += 1
                # What a database that is away says needs no trace of where it was said.
                _LOG.error(
                    "log %s: %s; again in %g s", self.slug, error, pause, exc_info=not isinstance(error, UNAVAILABLE)
                )
                self.stop.wait(pause)
        with suppress(*UNAVAILABLE):
            lease.give_back()

    def _work(self, lease: Lease) -> None:
        """Catch up once, and wait for more; or wait for the lease."""
        if not lease.hold():
            self.stop.wait(_STANDBY_SECONDS)
            return
        models, log = self.program.read_models, self.program.logs.log(self.slug)
        # Where a model stops, all is well up to the head from before; else the runner tells, and nobody need ask.
        runner, head = models.runner(self.slug), log.head() if self._has_stopped else 0
        stopped = [self._stopped(lambda: runner.catch_up(goes_on=lambda: lease.hold() and not self.stop.is_set()))]
        if self.slug != SHARED:
            stopped.append(self._stopped(lambda: self.program.reactions.catch_up(self.slug)))
            stopped.append(self._stopped(models.fwo_runner(self.slug).catch_up))
        if any(isinstance(error, OutdatedReadModelError) for error in stopped):
            places = (self.slug,) if self.slug == SHARED else (self.slug, FWO)
            if sum(self._rebuild_outdated(place) for place in places):
                return
        self._has_stopped = stopped[0] is not None
        reached, pauses = head if self._has_stopped else runner.reached, self.program.logs.pauses()
        while not log.wait(reached, _LOOK_SECONDS, pauses) and lease.hold() and not self.stop.is_set():
            pass

    def _stopped(self, step: Callable[[], object]) -> Exception | None:
        """Take a step and return why a read model stopped, told once: whatever else follows the log goes on."""
        try:
            step()
        except (PoisonError, AheadOfLogError, OutdatedReadModelError) as error:
            if str(error) not in self._told:
                _LOG.error("%s", error)
                self._told.add(str(error))
            return error
        return None

    def _rebuild_outdated(self, database: str) -> int:
        """Make the rows anew that an older kvcase made, and return of how many models.

        The old rows serve meanwhile, if they still fit.
        """
        models, made = self.program.read_models, 0
        for where, logs, model in models.outdated(database, only_older=True):
            made += 1
            how = "the old rows serve meanwhile" if models.fits(where, model) else "it cannot be asked until then"
            _LOG.warning("read model %s of %s was made by another version, rebuilding: %s", model.name, where, how)
            models.rebuild(where, logs, model, only_outdated=True)  # those of the FWO stand before every follower
        return made
