"""Workers are killed (SIGKILL) in the middle of a batch or of a rebuild, while a writer writes, and started again.

After each kill the rows that serve are those of the events up to their position, no more and no fewer; at the end they
are those of a fresh fold. The writer is killed last.
"""

import random
import signal
import tempfile
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import sqlalchemy as sa

from projections import positions
from projections.leases import LEASES
from tests.kvcase.store import toys
from tests.pgrig import bury
from tests.projections import tally
from tests.rigs import counters, history, places

LONG, SHORT = 50, 4
"""How many kills, in turn of a worker and of a rebuild."""

_PATIENCE_SECONDS = 60
_LEASE_SECONDS = 0.3


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` for rows that no fold of the log makes."""
    with places.empty(durable=not short) as urls:
        return "; ".join(_killed(name, url, seed, SHORT if short else LONG) for name, url in urls.items())


def _killed(name: str, url: str, seed: int, kills: int) -> str:
    database, context, begun = places.prepared(url), places.processes(), time.perf_counter()
    chance = random.Random(seed)  # noqa: S311
    engine, inside = database.engine(toys.SLUG), 0
    with tempfile.TemporaryDirectory() as folder, toys.Store(database) as store:
        log, diary = store.logs.log(toys.SLUG), Path(folder) / "writer.txt"
        writer = context.Process(target=counters.write, args=(url, 1, 1_000_000, seed, diary))
        writer.start()
        for kill in range(kills):
            before = _position(engine)
            if kill % 2:
                victim = context.Process(target=counters.rebuild, args=(url, seed + kill, _LEASE_SECONDS))
                victim.start()
                _until(lambda: _is_building(engine), victim)
            else:
                victim = context.Process(target=counters.follow, args=(url, seed + kill))
                victim.start()
                _until(lambda before=before: _position(engine) > before, victim)  # type: ignore[misc]
            time.sleep(chance.random() / 20)
            victim.kill()
            victim.join()
            assert victim.exitcode == -signal.SIGKILL, f"the victim ended by itself: {victim.exitcode}"
            if kill % 2:
                inside += _is_building(engine)
                time.sleep(_LEASE_SECONDS)
            _must_be_whole(engine)
        writer.kill()
        writer.join()
        bury(url)
        counters.follow(url, seed, upto=log.head())
        recorded = log.after(0, places.WHOLE_LOG)
        seen, rows = {"tally": tally.seen(engine)}, places.rows(store, engine)
        verdict = history.check(recorded, history.read([diary]), seen=seen, rows=rows).must_be_good()
    engine.dispose()
    seconds = time.perf_counter() - begun
    return f"{name}: {kills} kills, {inside} of them inside a rebuild, {verdict}; {seconds:.0f} s"


def _until(condition: Callable[[], bool], victim: ForkServerProcess) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "what was to be killed did not begin"
        assert victim.is_alive(), "the victim ended by itself"
        time.sleep(0.002)


def _is_building(engine: sa.Engine) -> bool:
    """Tell whether a rebuild is under way, or was a moment ago when it was killed."""
    held = sa.select(LEASES.c.name).where(LEASES.c.name.startswith("rebuild"), LEASES.c.until > time.time())
    with engine.begin() as connection:
        return connection.execute(held).first() is not None


def _position(engine: sa.Engine) -> int:
    with engine.begin() as connection:
        return positions.standing(connection, places.MODELS, toys.SLUG).least


def _must_be_whole(engine: sa.Engine) -> None:
    """Hold the rows that serve to their position, in one snapshot: a killed session may still be at its last commit."""
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else "SERIALIZABLE"
    with engine.execution_options(isolation_level=level).begin() as connection:
        told = positions.positions(connection, places.MODELS, toys.SLUG)
        serving = sorted(row.position for row in tally.SHEET.read(connection))
        counted = sum(row.events for row in tally.COUNTS.read(connection))
        # Positions alone: the log grows all the while, and is looked at after each kill.
        recorded = list(connection.scalars(sa.text("SELECT position FROM stored_events ORDER BY position")))
    expected = [each for each in recorded if each <= told["tally"]]
    assert serving == expected, f"{len(serving)} rows serve, and {len(expected)} events are told to be in them"
    expected = [each for each in recorded if each <= told["counts"]]
    assert counted == len(expected), f"{counted} events are counted, and {len(expected)} are told to be"
