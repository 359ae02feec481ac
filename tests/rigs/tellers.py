"""A receiver is down for an hour of a simulated clock, while cases go on and two senders at once are killed (SIGKILL).

Then it is back: all that happened was told, in order in each case, nothing was invented; a repeat has the id it had.
"""

import os
import random
import signal
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from domain.values import CaseId
from kvcase import bootstrap
from kvcase.telling import telling
from kvcase.telling_settings import TellingSettings
from tests.acceptance import receivers
from tests.acceptance.installations import NORTH, Installation
from tests.acceptance.receivers import BEGIN, Clock, Receiver, Taken, Teller, telling_of
from tests.rigs import places

LONG, SHORT = (60, 40), (8, 6)
"""How many cases, and how many kills, for each form."""

_LEASE_SECONDS = 0.5
_DOWN = timedelta(hours=1)
_STEP = timedelta(minutes=4)
_PATIENCE_SECONDS = 180


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` for what was lost, invented or told out of order."""
    with places.empty(durable=not short) as urls:
        return "; ".join(_told(name, url, seed, *(SHORT if short else LONG)) for name, url in urls.items())


def send(url: str, port: int, authorities: str, file: str) -> None:
    """Send what is due in a process of its own, by the clock in a file, until killed."""
    installation, clock = Installation(url), _FileClock(Path(file))
    program = bootstrap.build(installation.settings, clock)
    rules = receivers.rules(port, Path(authorities))
    settings, engine = TellingSettings(rules.hosts), program.read_models.engine
    teller = telling.opened(settings, program.logs, program.vault, engine, clock, rules, lease_seconds=_LEASE_SECONDS)
    parent = os.getppid()
    while os.getppid() == parent:
        teller.tend([NORTH])
        time.sleep(0.01)


class _FileClock:
    """The clock that every process of the rig goes by."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self._file.read_text("ascii"))

    def put(self, at: datetime) -> None:
        draft = self._file.with_suffix(".draft")
        draft.write_text(at.isoformat(), "ascii")
        draft.replace(self._file)


def _told(name: str, url: str, seed: int, cases: int, kills: int) -> str:
    chance, context, begun = random.Random(seed), places.processes(), time.perf_counter()  # noqa: S311
    installation = Installation(url)
    installation.prepare()
    with tempfile.TemporaryDirectory() as at, receivers.receiving(Path(at)) as receiver:
        file = Path(at) / "clock"
        clock = _FileClock(file)
        clock.put(BEGIN)
        with telling_of(installation, receiver, clock=Clock()) as teller:
            teller.webhook(receiver)
            receiver.answer = lambda taken: _while_down(clock(), taken)
            arguments = (url, receiver.port, str(receiver.authorities), str(file))
            senders = [context.Process(target=send, args=arguments) for _ in range(2)]
            for each in senders:
                each.start()
            ids = _live(
                teller, clock, chance, cases, kills, senders, lambda: context.Process(target=send, args=arguments)
            )
            _until_told(teller, clock)
            for each in senders:
                each.kill()
                each.join()
            wanted = {case: [event.version for event in teller.program.logs.log(NORTH).read(case)] for case in ids}
    repeats = _must_be_good(receiver, wanted)
    events, seconds = sum(map(len, wanted.values())), time.perf_counter() - begun
    return (
        f"{name}: {cases} cases, {events} events, receiver down for an hour, {kills} kills of two senders: "
        f"0 lost, 0 invented, 0 out of order, {repeats} repeated with the same id; {seconds:.0f} s"
    )


def _while_down(now: datetime, taken: Taken) -> tuple[int, dict[str, str]]:
    """Be down for an hour, from ten minutes on; a message may be taken and the answer be lost."""
    is_down = BEGIN + timedelta(minutes=10) <= now < BEGIN + timedelta(minutes=10) + _DOWN
    return (502 if is_down else 204), {}


def _live(
    teller: Teller,
    clock: _FileClock,
    chance: random.Random,
    cases: int,
    kills: int,
    senders: list[ForkServerProcess],
    start: Callable[[], ForkServerProcess],
) -> list[CaseId]:
    """Let cases be notified and go on for an hour and a half, and kill one sender or the other meanwhile."""
    ids: list[CaseId] = []
    steps = int((_DOWN + timedelta(minutes=30)) / _STEP)
    for step in range(max(steps, kills)):
        now = BEGIN + _STEP * min(step, steps)
        clock.put(now)
        teller.clock.now = now
        while len(ids) < cases * (step + 1) // steps and len(ids) < cases:
            ids.append(teller.notify(f"case {len(ids)}"))
        for case in chance.sample(ids, min(len(ids), 3)):
            teller.amend(case, f"step {step}")
        time.sleep(chance.random() / 5)
        if step < kills:
            victim = step % 2
            senders[victim].kill()
            senders[victim].join()
            assert senders[victim].exitcode == -signal.SIGKILL, "a sender ended by itself"
            senders[victim] = start()
            senders[victim].start()
    return ids


def _until_told(teller: Teller, clock: _FileClock) -> None:
    """Let time pass until nothing waits."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        teller.clock.forward(minutes=5)
        clock.put(teller.clock.now)
        (backlog,) = teller.telling.outbox.backlogs(NORTH)
        is_behind = teller.telling.outbox.collect(NORTH)
        if not backlog.waiting and not is_behind:
            return
        assert backlog.dead == 0, "something was given up"
        assert time.monotonic() < deadline, f"{backlog.waiting} messages still wait"
        time.sleep(0.1)


def _must_be_good(receiver: Receiver, wanted: dict[CaseId, list[int]]) -> int:
    """Hold what was taken to the log; return how much of it was repeated."""
    first: dict[str, list[int]] = defaultdict(list)
    seen: dict[str, bytes] = {}
    for each in receiver.taken:
        if each.id in seen:
            assert seen[each.id] == each.body, "a repeat differs"
            continue
        seen[each.id] = each.body
        first[each.json["subject"]].append(each.json["data"]["version"])
    assert dict(first) == {str(case): versions for case, versions in wanted.items()}
    return len(receiver.taken) - len(seen)
