"""`kvcase worker`: keeps read models and reactions up with the logs, one thread for each log.

One worker at a time works on a log: it holds a lease. Another waits as its hot standby and goes on within seconds when
the first is gone. Should both work all the same, each event is applied once still, for each batch is guarded by the
position that it moves.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from kvcase.bootstrap import UNAVAILABLE, Kvcase
from kvcase.settings import FWO
from kvcase.store.database import SHARED
from projections.leases import Lease, LeaseHeldError
from projections.positions import OutdatedReadModelError
from projections.readmodel import ReadModel
from projections.runner import AheadOfLogError, PoisonError

LEASE_SECONDS = 5.0
"""How long a log may stand still when its worker was killed."""

_STANDBY_SECONDS = 0.5
_LOOK_SECONDS = 1.0
_LOOKS = 10
"""After so many looks at a log that does not grow, one looks whether the read models were put back meanwhile."""

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
    _renewal: "Renewal" = field(init=False)

    def __post_init__(self) -> None:
        self._renewal = Renewal(self.program, self.slug, self.stop)

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
        self._renewal.join()
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
            self._renewal.begin()
        self._has_stopped = stopped[0] is not None
        reached, pauses = head if self._has_stopped else runner.reached, self.program.logs.pauses()
        for _ in range(_LOOKS):
            if log.wait(reached, _LOOK_SECONDS, pauses) or self._renewal.has_news():
                return
            if not lease.hold() or self.stop.is_set():
                return

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


class Renewal:
    """Makes the rows anew that an older kvcase made, in a thread of its own: whoever follows the log goes on."""

    def __init__(self, program: Kvcase, slug: str, stop: threading.Event) -> None:
        self._program = program
        self._slug = slug
        self._stop = stop
        self._thread: threading.Thread | None = None
        self._news = threading.Event()
        self._failures = 0
        self._not_before = 0.0
        self._told: set[str] = set()

    def begin(self) -> None:
        """Begin, unless it is at it, or failed a moment ago, or nothing is left that this kvcase may make."""
        is_at_work = self._thread is not None and self._thread.is_alive()
        if is_at_work or time.monotonic() < self._not_before or next(self._due(), None) is None:
            return
        self._thread = threading.Thread(target=self._run, name=f"renew {self._slug}")
        self._thread.start()

    def has_news(self) -> bool:
        """Say, once, whether rows were made anew; whoever follows the log may go on with them."""
        has_news = self._news.is_set()
        self._news.clear()
        return has_news

    def join(self) -> None:
        """Wait until the model under way is made."""
        if self._thread is not None:
            self._thread.join()

    def _due(self) -> Iterator[tuple[str, tuple[str, ...], ReadModel]]:
        places = (self._slug,) if self._slug == SHARED else (self._slug, FWO)
        for place in places:
            yield from self._program.read_models.outdated(place, only_older=True)

    def _run(self) -> None:
        try:
            for where, logs, model in self._due():
                if self._stop.is_set():
                    return
                self._make(where, logs, model)
            self._failures = 0
        except Exception as error:
            pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
            self._failures, self._not_before = self._failures + 1, time.monotonic() + pause
            trace = not isinstance(error, UNAVAILABLE)
            _LOG.error("log %s: rows cannot be made anew: %s; again in %g s", self._slug, error, pause, exc_info=trace)

    def _make(self, where: str, logs: tuple[str, ...], model: ReadModel) -> None:
        """Make the rows of one model anew. The old rows serve meanwhile, if they still fit."""
        models = self._program.read_models
        how = "the old rows serve meanwhile" if models.fits(where, model) else "it cannot be asked until then"
        self._tell(f"read model {model.name} of {where} was made by another version, rebuilding: {how}")
        try:
            models.rebuild(where, logs, model, only_outdated=True)  # those of the FWO stand before every follower
        except LeaseHeldError as held:
            self._tell(f"read model {model.name} of {where}: {held}")
        else:
            self._news.set()

    def _tell(self, text: str) -> None:
        if text not in self._told:
            _LOG.warning("%s", text)
            self._told.add(text)
