"""Fill the disk under load, then make room: what is refused is told, what was answered stays, nobody is started again.

The disk is a small file system in memory, which takes the right to mount one; without it the rig says that it was not
run. On PostgreSQL the tables stand on it; its log of changes (`pg_wal`) does not: a full one stops the server itself.
"""

import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.installations import Installation
from tests.pgrig import PostgresServer
from tests.rigs import clients, history

LONG, SHORT = 2_000, 30
"""How many commands are answered after there is room again."""

_WRITERS = 2
_TRIES = 20
_REFUSALS = 3
_DEADLINE_SECONDS = 600
_ROOM = 256 * 1024 * 1024


class NoDiskError(Exception):
    """A small file system cannot be had here."""


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` if anything was lost or doubled, or writing did not go on."""
    chance = random.Random(seed)  # noqa: S311  # sizes, no secrets
    wanted = SHORT if short else LONG
    try:
        with _small_disk() as disk:
            told = [f"SQLite: {_run(f'sqlite:///{disk}/data', disk, chance, wanted)}"]
        with _small_disk() as disk, PostgresServer(durable=True) as server:
            url = server.create_database(on=disk)
            told.append(f"PostgreSQL: {_run(url, disk, chance, wanted)}")
            server.drop_database(url)
            server.execute("DROP TABLESPACE small")
    except NoDiskError as error:
        return f"not run: {error}"
    return "; ".join(told)


def _run(url: str, disk: Path, chance: random.Random, wanted: int) -> str:
    installation = Installation(url)
    installation.prepare()
    with tempfile.TemporaryDirectory() as diaries, clients.Clients(installation, Path(diaries), _WRITERS) as running:
        _until(running, lambda: running.answered >= 20)
        begun = _nearly_fill(disk, lambda: chance.randrange(64, 512) * 1024)
        _until(running, lambda: len(running.refused) >= _REFUSALS * _WRITERS)
        before, full = running.answered, time.monotonic()
        refused = [words for at, words in running.refused if at >= begun]
        _size(disk, _ROOM)
        _until(running, lambda: running.answered >= before + wanted)
        running.end()
        told, last = running.told, max(at for at, _ in running.refused)
        program = installation.open()
        try:
            recorded = clients.whole(program)
            clients.references(recorded)
            verdict = history.check(recorded, told, rows=clients.rows(program)).must_be_good()
        finally:
            program.close()
    assert all("StoreUnavailableError" in words or "AnswerLostError" in words for words in refused), refused
    assert any("full" in words or "No space left" in words for words in refused), refused
    late = max(0.0, last - full)
    return f"{verdict}; {len(refused)} refusals while full, the last one {late:.2f} s after there was room"


@contextmanager
def _small_disk() -> Iterator[Path]:
    """Give a file system in memory. Raises `NoDiskError` where it may not be mounted."""
    with tempfile.TemporaryDirectory() as folder:
        disk = Path(folder) / "disk"
        disk.mkdir()
        Path(folder).chmod(0o711)  # the server runs as another user
        try:
            _mount("-t", "tmpfs", "-o", f"size={_ROOM},mode=0777", "tmpfs", str(disk))
        except (OSError, subprocess.CalledProcessError) as error:
            raise NoDiskError("a small file system may not be mounted here") from error
        try:
            yield disk
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True, capture_output=True)


def _nearly_fill(disk: Path, room: Callable[[], int]) -> float:
    """Leave so much room on the disk, and return when; tried anew when the writers were faster than the count."""
    for _ in range(_TRIES):
        begun = time.monotonic()
        try:
            _size(disk, _used(disk) + room())
        except subprocess.CalledProcessError:
            continue
        return begun
    raise AssertionError(f"the writers were faster than the disk could be made small, {_TRIES} times")


def _size(disk: Path, size: int) -> None:
    _mount("-o", f"remount,size={size}", str(disk))


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


def _used(disk: Path) -> int:
    room = os.statvfs(disk)
    return (room.f_blocks - room.f_bfree) * room.f_frsize


def _until(running: clients.Clients, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while not condition():
        running.must_live()
        assert time.monotonic() < deadline, f"{running.answered} answers, {running.refused[-3:]}"
        time.sleep(0.05)
