"""Back up while clients write, restore elsewhere, and hold what was restored to what the clients were answered.

Every command that was answered before a backup began is in it, whole and once; its log is the beginning of the living
one; its ledger is good, by the checkpoints of the witness too; its read models are those of a fresh fold. A backup that
is killed leaves nothing that can be restored, and nothing that hinders the next one.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from kvcase import backup, clock, restore
from kvcase import backup_manifest as manifests
from kvcase.backup_manifest import Manifest
from kvcase.bootstrap import Kvcase
from tests.acceptance.installations import NORTH, Installation
from tests.pgrig import PostgresServer
from tests.rigs import clients, history
from tests.rigs.history import Told

LONG, SHORT = (12, 10, 20_000), (1, 1, 60)
"""How many backups are made and restored, how many are killed, and how many commands are answered, on each database."""

_WRITERS = 3
_DEADLINE_SECONDS = 3600


@dataclass
class _Run:
    """One installation under load, and what came of its backups."""

    living: Installation
    elsewhere: Callable[[], Installation]
    folder: Path
    chance: random.Random
    running: clients.Clients
    events: int = 0
    meanwhile: int = 0
    stall: float = 0.0
    backup_seconds: list[float] = field(default_factory=list)
    restore_seconds: list[float] = field(default_factory=list)
    killed_early: int = 0

    def sign(self) -> None:
        """Sign what is new, and let the witness have it."""
        program = self.living.open()
        try:
            program.ledgers.checkpoint(NORTH)
            program.ledgers.publish(NORTH, at_once=True)
        finally:
            program.close()

    def back_up(self, place: Path) -> tuple[Manifest, dict[UUID, Told]]:
        """Back up; return what it says of itself and what clients had been told when it began."""
        before = self.running.told
        begun = time.monotonic()
        _, made = backup.make(self.living.settings, place, clock.now, clock.new_id)
        ended = time.monotonic()
        self.backup_seconds.append(ended - begun)
        told = self.running.told
        self.meanwhile += sum(1 for one in told.values() if one.ended is not None and begun < one.ended < ended)
        self.stall = max(self.stall, clients.longest_gap(told, begun, ended))
        return made, before

    def kill_one(self, place: Path) -> None:
        """Kill a backup at some moment of its life."""
        command = [sys.executable, "-m", "kvcase", "backup", str(place)]
        with subprocess.Popen(
            command, env=dict(self.living.environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            draft = f".{place.name}.*"
            while process.poll() is None and not list(place.parent.glob(draft)):
                time.sleep(0.001)
            time.sleep(self.chance.uniform(0, 0.15))
            process.kill()
        if place.exists():  # it was done before
            manifests.verify(place, manifests.read(place))
            return
        self.killed_early += 1

    def restore(self, source: Path, made: Manifest, before: dict[UUID, Told]) -> None:
        """Restore elsewhere and hold it to its word."""
        place = self.elsewhere()
        begun = time.monotonic()
        done = restore.restore(place.settings, source)
        self.restore_seconds.append(time.monotonic() - begun)
        assert all(log.report.is_good for log in done.logs)
        restored, living = place.open(), self.living.open()
        try:
            self.events = max(self.events, _same_beginning(restored, living))
            recorded = clients.whole(restored)
            clients.references(recorded)
            assert all(restored.logs.log(log.log).head() == log.position for log in made.logs)
            history.check(recorded, _owed(self.running.told, before), rows=clients.rows(restored)).must_be_good()
        finally:
            restored.close()
            living.close()


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` if anything that was answered is lost, doubled or changed."""
    chance = random.Random(seed)  # noqa: S311  # moments, no secrets
    told = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        numbers = iter(range(1_000_000))

        def other() -> str:
            return f"sqlite:///{folder / f'restored-{next(numbers)}'}"

        told.append(f"SQLite: {_run(f'sqlite:///{folder}/data', other, folder, chance, short=short)}")
    if short:  # the drill among the tests is on both
        return told[0]
    with PostgresServer(durable=True) as server, tempfile.TemporaryDirectory() as name:
        url = server.create_database()
        told.append(f"PostgreSQL: {_run(url, server.create_database, Path(name), chance, short=short)}")
    return "; ".join(told)


def _run(url: str, other: Callable[[], str], folder: Path, chance: random.Random, *, short: bool) -> str:
    backups, kills, wanted = SHORT if short else LONG
    living = Installation(url, ledger_key=folder / "ledger.key", witness=folder / "witness")
    living.prepare()
    _ = living.settings  # makes the signing key, before several processes would
    diaries = folder / "diaries"
    diaries.mkdir()
    begun = time.monotonic()
    with clients.Clients(living, diaries, _WRITERS) as running:
        run = _Run(living, lambda: replace(living, url=other()), folder, chance, running)
        made: list[tuple[Path, Manifest, dict[UUID, Told]]] = []
        for number in range(max(backups, kills)):
            while running.answered < wanted * (number + 1) / max(backups, kills):
                assert time.monotonic() < begun + _DEADLINE_SECONDS, f"{running.answered} answers"
                running.must_live()
                time.sleep(0.05)
            run.sign()
            if number < kills:
                run.kill_one(folder / "backups" / f"killed-{number}")
            if number < backups:
                place = folder / "backups" / str(number)
                made.append((place, *run.back_up(place)))
        running.end()
        seconds = time.monotonic() - begun
        last = folder / "backups" / "last"  # it sweeps up after the ones that were killed, and holds everything
        made.append((last, *run.back_up(last)))
        for each in made:
            run.restore(*each)
    left = [each.name for each in (folder / "backups").iterdir() if each.name.startswith(".")]
    assert not left, f"killed backups left {left}"
    return (
        f"{len(made)} backups of up to {run.events:,} events beside {running.answered / seconds:,.0f} answers/s "
        f"({run.meanwhile} answers while one was made, longest wait of all clients {run.stall:.2f} s), "
        f"{kills} killed ({run.killed_early} before they were whole); "
        f"backup {max(run.backup_seconds):.2f} s, restore with verification {max(run.restore_seconds):.2f} s at most; "
        f"nothing answered was lost, doubled or changed"
    )


def _owed(told: dict[UUID, Told], before: dict[UUID, Told]) -> dict[UUID, Told]:
    """Return all commands, those alone as answered that were when the backup began: others may be in it or not."""
    answered = {key for key, one in before.items() if one.ended is not None}
    return {key: one if key in answered else replace(one, ended=None) for key, one in told.items()}


def _same_beginning(restored: Kvcase, living: Kvcase) -> int:
    """Hold the restored log to the beginning of the living one, byte by byte; return how many events that are."""
    count = position = 0
    while rows := restored.logs.log(NORTH).stored(position, 5_000):
        assert rows == living.logs.log(NORTH).stored(position, len(rows)), f"the logs differ behind {position}"
        count, position = count + len(rows), rows[-1].position
    return count
