"""Rival workers feed the same read models, with nothing between them but the positions: each event is applied once.

Meanwhile writers write, and another process builds the read models anew again and again.
"""

import tempfile
import time
from pathlib import Path

from kvcase.store.database import DatabaseUrl
from tests.kvcase.store import toys
from tests.projections import tally
from tests.rigs import counters, history, places

WORKERS, WRITERS = 2, 2
LONG, SHORT = 2_000, 40
"""How many commands each writer gives."""

_LEASE_SECONDS = 2.0


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` for an event that was applied twice or not at all."""
    with places.empty(durable=not short) as urls:
        return "; ".join(_fed(name, url, seed, SHORT if short else LONG) for name, url in urls.items())


def _fed(name: str, url: str, seed: int, commands: int) -> str:
    database, context, begun = places.prepared(url), places.processes(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        diaries = [Path(folder) / f"{writer}.txt" for writer in range(WRITERS)]
        writers = [
            context.Process(target=counters.write, args=(url, writer, commands, seed, diary))
            for writer, diary in enumerate(diaries)
        ]
        followers = [context.Process(target=counters.follow, args=(url, seed + each)) for each in range(WORKERS)]
        builder = context.Process(target=counters.rebuild, args=(url, seed, _LEASE_SECONDS))
        for process in (*writers, *followers, builder):
            process.start()
        for process in writers:
            process.join()
        assert [process.exitcode for process in writers] == [0] * WRITERS
        assert all(process.is_alive() for process in (*followers, builder)), "a worker ended by itself"
        for process in (*followers, builder):
            process.kill()
            process.join()
        counters.follow(url, seed, upto=_head(database))
        seconds = time.perf_counter() - begun
        told = history.read(diaries)
        with toys.Store(database) as store:
            engine = database.engine(toys.SLUG)
            recorded = store.logs.log(toys.SLUG).after(0, places.WHOLE_LOG)
            seen, rows = {"tally": tally.seen(engine)}, places.rows(store, engine)
            engine.dispose()
        verdict = history.check(recorded, told, seen=seen, rows=rows).must_be_good()
    return f"{name}: {WORKERS} workers and rebuilds, {verdict}; {len(recorded) / seconds:,.0f} events/s"


def _head(database: DatabaseUrl) -> int:
    with toys.Store(database) as store:
        return store.logs.log(toys.SLUG).head()
