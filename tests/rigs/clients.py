"""Clients of an installation for the rigs: processes that may be killed at any time, and say what they were answered.

A client carries out one command after the other through the service. Each command follows from the name of the client
and its number, so that a client that was killed, and comes back, sends what was not answered again as the same
command. What it sends and is answered stands in its diary (`history`), what it was refused beside it.
"""

import itertools
import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from uuid import UUID, uuid5

from domain.collaboration import spine
from domain.party import commands as party
from domain.values import Actor, CaseId, PartyId, Recorded, Role
from kvcase import bootstrap, past, worker
from kvcase.bootstrap import Kvcase
from kvcase.service import Service
from kvcase.settings import Settings
from projections import models, rebuild
from tests.acceptance.installations import NORTH, Installation
from tests.rigs import history
from tests.rigs.history import Told

_NAMES = UUID(int=0x11)
_BY = Actor("r.vanhoof", NORTH, frozenset({Role.RESEARCHER}))
_CASE_EVERY = 10
_PAUSE_SECONDS = 0.02
_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Planned:
    """A command that follows from the name of a client and its number."""

    command: object
    command_id: UUID

    @classmethod
    def of(cls, client: str, number: int) -> "Planned":
        """Return a party to register, or now and then a case with a reference and sealed texts; each is one event."""
        key = uuid5(_NAMES, f"{client}:{number}")
        if number % _CASE_EVERY:
            return cls(party.RegisterParty(PartyId(uuid5(key, "party")), f"Fictional Works {number}", "BE"), key)
        case = CaseId(uuid5(key, "case"))
        return cls(spine.NotifyCollaboration(case, "Titel", "Samenvatting", spine.Nature.SERVICE), key)


def write(settings: Settings, diary: Path, parent: int) -> None:
    """Be a client: carry out commands until killed. What is refused is tried again, as the same command."""
    _end_with(parent)
    program = bootstrap.build(settings)
    # Read models are left to the worker: a client that is killed half-way through them would be another rig.
    service = Service(program.logs, program.facts, program.clock, settings.institutions, lambda _slug, _recorded: None)
    number = _answered(diary)
    line = os.open(diary, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    refused = os.open(_refusals(diary), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    while True:
        planned = Planned.of(diary.stem, number)
        os.write(line, history.sent(planned.command_id).encode())
        try:
            outcome = service(planned.command, actor=_BY, command_id=planned.command_id)
        except bootstrap.UNAVAILABLE as error:
            os.write(refused, f"{time.monotonic()} {type(error).__name__}: {' '.join(str(error).split())}\n".encode())
            time.sleep(_PAUSE_SECONDS)
            continue
        told = history.acked(planned.command_id, outcome.stream_id, outcome.version, outcome.position)
        os.write(line, told.encode())
        number += 1


def follow(settings: Settings, _diary: Path, parent: int) -> None:
    """Be a worker until killed."""
    _end_with(parent)
    worker.run(bootstrap.build(settings), threading.Event())


@dataclass
class Clients(AbstractContextManager["Clients"]):
    """Some clients, and workers, of one installation; a context manager that ends them all."""

    installation: Installation
    folder: Path
    writers: int
    workers: int = 1
    _running: list[ForkServerProcess] = field(default_factory=list)

    def __enter__(self) -> "Clients":
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._running = [self._started(place) for place in range(self.writers + self.workers)]
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def kill(self, place: int) -> None:
        """Kill one with SIGKILL and start it again."""
        self._end(self._running[place])
        self._running[place] = self._started(place)

    def end(self) -> None:
        """Kill all, for good."""
        for each in self._running:
            self._end(each)
        self._running = []

    def must_live(self) -> None:
        """Raise `AssertionError` if one ended by itself."""
        for each in self._running:
            assert each.is_alive(), f"{each.name} ended by itself with {each.exitcode}"

    @property
    def places(self) -> range:
        """Return the places of all."""
        return range(self.writers + self.workers)

    @property
    def told(self) -> dict[UUID, Told]:
        """Return what all clients told so far."""
        found: dict[UUID, Told] = {}
        for diary in self._diaries:
            if diary.exists():
                history.told(_lines(diary), found)
        return found

    @property
    def answered(self) -> int:
        """Return how many commands were answered so far."""
        return sum(_answered(diary) for diary in self._diaries)

    @property
    def refused(self) -> Sequence[tuple[float, str]]:
        """Return when clients were refused, and with which words, in the order of time."""
        lines = [line for diary in self._diaries if _refusals(diary).exists() for line in _lines(_refusals(diary))]
        return sorted((float(at), words) for at, _, words in (line.rstrip().partition(" ") for line in lines))

    @property
    def _diaries(self) -> list[Path]:
        return [self.folder / f"client-{place}.diary" for place in range(self.writers)]

    def _started(self, place: int) -> ForkServerProcess:
        is_writer = place < self.writers
        diary = self.folder / f"client-{place}.diary"
        process = self._context.Process(
            target=write if is_writer else follow,
            args=(self.installation.settings, diary, os.getpid()),
            name=f"{'client' if is_writer else 'worker'} {place}",
            daemon=True,
        )
        process.start()
        return process

    def _end(self, process: ForkServerProcess) -> None:
        process.kill()
        process.join()


def whole(program: Kvcase) -> tuple[Recorded, ...]:
    """Return the whole log, once no session that was killed is at a commit any more."""
    log = program.logs.log(NORTH)
    log.committed(UUID(int=0))  # asked behind every writer
    found: list[Recorded] = []
    while page := log.after(found[-1].position if found else 0, _PAGE, reveal=False):
        found += page
    return tuple(found)


def rows(program: Kvcase) -> dict[str, tuple[object, object]]:
    """Return digests of what each read model holds, once it has caught up, and of a fresh fold."""
    program.read_models.catch_up(NORTH)
    log = program.logs.log(NORTH)
    until = past.Until(log, log.head())
    fresh = past.PastModels(models.INSTITUTION_MODELS, lambda _model: {NORTH: until}).engine
    return {
        model.name: (program.read_models.digest(NORTH, model), rebuild.digest(fresh, model))
        for model in models.INSTITUTION_MODELS
    }


def references(recorded: Sequence[Recorded]) -> None:
    """Raise `AssertionError` unless the references of all cases count without gap or double."""
    given = [each.event.reference for each in recorded if isinstance(each.event, spine.CollaborationNotified)]
    numbers = sorted(int(reference.rpartition("-")[2]) for reference in given)
    assert numbers == list(range(1, len(numbers) + 1)), "references have a gap or a double"


def longest_gap(told: dict[UUID, Told], since: float, until: float) -> float:
    """Return the longest time between two answers of any client, some of it between two moments; in seconds."""
    ends = sorted(one.ended for one in told.values() if one.ended is not None)
    gaps = (after - before for before, after in itertools.pairwise(ends) if after >= since and before <= until)
    return max(gaps, default=0.0)


def _answered(diary: Path) -> int:
    """Return how many commands of a client were answered, which is the number of the next."""
    return sum(line.startswith("acked") for line in _lines(diary)) if diary.exists() else 0


def _lines(file: Path) -> list[str]:
    """Return the whole lines of a file; one that a kill cut short never ends, and the next begins in it."""
    with file.open(encoding="ascii") as lines:
        return [line for line in lines if line.endswith("\n")]


def _refusals(diary: Path) -> Path:
    return diary.with_suffix(".refused")


def _end_with(parent: int) -> None:
    """End when the rig is gone, however it went. What a process says of a server that goes away is not what counts."""
    logging.disable(logging.CRITICAL)
    forker = os.getppid()

    def watch() -> None:
        while os.getppid() == forker and Path(f"/proc/{parent}").exists():
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
