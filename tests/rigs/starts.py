"""Processes that begin badly: six on an empty place at the same time, and one that is forked from one already at work.

The six make the keys and the tables of an installation and go on at once to write. The forked one must be refused all
that it inherited, do well with what it opens by itself, and leave its parent unharmed.
"""

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid5

from kvcase import settings
from kvcase.bootstrap import build
from kvcase.cli.main import cli
from kvcase.store.database import DatabaseUrl
from kvcase.store.errors import ForkedError
from tests.kvcase.store import toys
from tests.projections import tally
from tests.rigs import counters, history, places

PROCESSES = 6
LONG, SHORT = 5, 1
"""How often, each time on an empty place."""

_COMMANDS = 5


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` for a process that fails, and for any other broken promise."""
    begun, told = time.perf_counter(), []
    for turn in range(SHORT if short else LONG):
        with places.empty(durable=not short) as urls:
            told = [f"{name}: {_started(url, seed + turn)}; {_forked(url, seed + turn)}" for name, url in urls.items()]
    return f"{'; '.join(told)}; {SHORT if short else LONG} times, {time.perf_counter() - begun:.0f} s"


def _started(url: str, seed: int) -> str:
    context = places.processes()
    with tempfile.TemporaryDirectory() as folder:
        diaries = [Path(folder) / f"{number}.txt" for number in range(PROCESSES)]
        at = time.monotonic() + 1.0
        starting = [
            context.Process(target=_first_start, args=(url, folder, at, number, seed, diary))
            for number, diary in enumerate(diaries)
        ]
        for process in starting:
            process.start()
        for process in starting:
            process.join()
        assert [process.exitcode for process in starting] == [0] * PROCESSES
        with toys.Store(DatabaseUrl.parse(url)) as store:
            recorded = store.logs.log(toys.SLUG).after(0, places.WHOLE_LOG)
        verdict = history.check(recorded, history.read(diaries)).must_be_good()
    return f"{PROCESSES} first starts at once, {verdict}"


def _first_start(url: str, folder: str, at: float, number: int, seed: int, diary: Path) -> None:
    """Make the installation as an operator would, open it, and write."""
    key = Path(folder) / "master.key"
    environment = {
        "KVCASE_DATABASE": url,
        "KVCASE_MASTER_KEY_FILE": str(key),
        "KVCASE_LEDGER_KEY_FILE": str(Path(folder) / "ledger.key"),
        "KVCASE_INSTITUTIONS": toys.SLUG,
    }
    for name in [name for name in os.environ if name.startswith("KVCASE_")]:
        del os.environ[name]
    os.environ.update(environment)
    time.sleep(max(0.0, at - time.monotonic()))
    with redirect_stdout(StringIO()):
        cli(["migrate", "--new-master-key", str(key)], standalone_mode=False)
    program = build(settings.read())
    program.ready()
    program.close()
    counters.write(url, number, _COMMANDS, seed, diary)


def _forked(url: str, seed: int) -> str:
    context = places.processes()
    process = context.Process(target=_fork, args=(url, seed))
    process.start()
    process.join()
    assert process.exitcode == 0, f"the parent of a fork ended with {process.exitcode}"
    return "a fork was refused what it inherited, and its parent went on"


def _fork(url: str, seed: int) -> None:
    """Open everything, use it, fork, and use it on both sides."""
    database = places.prepared(url)
    with toys.Store(database) as store:
        log, engine = store.logs.log(toys.SLUG), database.engine(toys.SLUG)
        _write(store, UUID(int=seed + 1))
        tally.seen(engine)
        inherited: list[Callable[[], object]] = [
            log.head,
            lambda: _write(store, UUID(int=seed + 2)),
            lambda: tally.seen(engine),
        ]
        child = os.fork()
        if child == 0:
            os._exit(_in_the_fork(database, seed, inherited))
        _write(store, UUID(int=seed + 3))
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0, "the fork was not refused, or could not open its own"
        _write(store, UUID(int=seed + 4))
        tally.seen(engine)
        written = [each.meta.command_id for each in log.after(0, places.WHOLE_LOG)]
        assert sorted(each.int - seed for each in written if each.int - seed in range(1, 7)) == [1, 3, 4, 5]
        engine.dispose()


def _in_the_fork(database: DatabaseUrl, seed: int, inherited: list[Callable[[], object]]) -> int:
    refused = 0
    for attempt in inherited:
        try:
            attempt()
        except ForkedError:
            refused += 1
    with toys.Store(database) as own:
        _write(own, UUID(int=seed + 5))
    return 0 if refused == len(inherited) else 1


def _write(store: toys.Store, command_id: UUID) -> None:
    counters.command(store.logs.log(toys.SLUG), command_id, uuid5(command_id, "stream"), 0, toys.Counted(1))
