"""Kill writers and workers with SIGKILL at random moments: nothing that was answered is lost, nothing is done twice.

A kill cannot tell a commit that reached the disk from one that only left the process: the pages of the kernel live on.
So the calls that SQLite makes to the disk are counted, by strace; where it is not at hand the figure says so.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.acceptance.installations import Installation
from tests.pgrig import PostgresServer
from tests.rigs import clients, history

LONG, SHORT = (100_000, 50, 1.2), (60, 3, 0.3)
"""How many commands are answered at least on each database, how many processes are killed, and the longest pause."""

_WRITERS = 3
_STREAMS = 100
_DEADLINE_SECONDS = 3600


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` if anything was lost, doubled, or did not reach the disk."""
    chance = random.Random(seed)  # noqa: S311  # moments, no secrets
    size = SHORT if short else LONG
    told = []
    with tempfile.TemporaryDirectory() as folder:
        told.append(f"SQLite: {_run(f'sqlite:///{folder}/data', chance, *size)}")
        if not short:  # the tests of the store count too
            told.append(_disk_calls(Path(folder), _STREAMS))
    with PostgresServer(durable=True) as server:
        told.append(f"PostgreSQL: {_run(server.create_database(), chance, *size)}")
    return "; ".join(told)


def _run(url: str, chance: random.Random, wanted: int, kills: int, pause: float) -> str:
    installation = Installation(url)
    installation.prepare()
    begun, killed = time.monotonic(), 0
    with (
        tempfile.TemporaryDirectory() as diaries,
        clients.Clients(installation, Path(diaries), _WRITERS) as running,
    ):
        while killed < kills or running.answered < wanted:
            assert time.monotonic() < begun + _DEADLINE_SECONDS, f"{running.answered} answers, {killed} kills"
            # Spread over the whole run, and at least one at any time of the life of a process.
            due = killed < kills and running.answered >= wanted * killed / kills
            time.sleep(chance.uniform(0.05, pause) if due else 0.1)
            running.must_live()
            if due:
                running.kill(chance.choice(running.places))
                killed += 1
        running.end()
        seconds = time.monotonic() - begun
        program = installation.open()
        try:
            recorded = clients.whole(program)
            clients.references(recorded)
            verdict = history.check(recorded, running.told, rows=clients.rows(program)).must_be_good()
        finally:
            program.close()
    return f"{killed} kills, {verdict}, {verdict.answered / seconds:,.0f} answers/s"


def _disk_calls(folder: Path, streams: int) -> str:
    """Count what reaches the disk of a writer that migrates and then makes two appends for each stream."""
    if shutil.which("strace") is None:
        return "calls to the disk not counted: no strace"
    counted = folder / "calls"
    trace = ["strace", "-f", "-c", "-e", "trace=fdatasync,fsync", "-o", str(counted)]
    writer = [sys.executable, "-m", "tests.kvcase.store.writer", f"sqlite:///{folder / 'counted'}", str(streams)]
    done = subprocess.run([*trace, *writer], check=True, capture_output=True, text=True, timeout=300)
    acknowledged = 2 * len(done.stdout.splitlines())
    lines = [line.split() for line in counted.read_text(encoding="utf-8").splitlines()]
    calls = sum(int(words[3]) for words in lines if words and words[-1] in {"fdatasync", "fsync"})
    assert acknowledged == 2 * streams
    assert calls >= acknowledged, f"{acknowledged} appends were answered after {calls} calls to the disk"
    return f"SQLite under strace: {calls} fdatasync and fsync for {acknowledged} appends"
