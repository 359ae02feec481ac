"""Eight processes write at once, and readers tail the log meanwhile: none of them misses an event.

One reader takes everything in pages of any size, one takes pages of which it wants few events, and one waits to be
woken for each. A log that gave out positions before it knew the order of its commits would let them pass over some.
"""

import random
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from domain.ports import Wanted
from domain.values import Recorded
from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import EventLog
from kvcase.store.migrate import migrate
from tests.kvcase.store import toys
from tests.rigs import counters, history, places

WRITERS = 8
LONG, SHORT = 2_500, 15
"""How many commands each writer gives."""


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` for an event that a reader missed."""
    with places.empty(durable=not short) as urls:
        return "; ".join(_tailed(name, url, seed, SHORT if short else LONG) for name, url in urls.items())


def _tailed(name: str, url: str, seed: int, commands: int) -> str:
    database = DatabaseUrl.parse(url)
    migrate(database, [toys.SLUG])
    context, begun = places.processes(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, toys.Store(database) as store:
        log, over = store.logs.log(toys.SLUG), threading.Event()
        store.logs.listen()
        seen: dict[str, list[int]] = {"all": [], "some": [], "woken": []}
        readers = [
            threading.Thread(target=_all, args=(log, seen["all"], over, random.Random(seed))),  # noqa: S311
            threading.Thread(target=_some, args=(log, seen["some"], over)),
            threading.Thread(target=_woken, args=(log, seen["woken"], over)),
        ]
        diaries = [Path(folder) / f"{writer}.txt" for writer in range(WRITERS)]
        writers = [
            context.Process(target=counters.write, args=(url, writer, commands, seed, diary))
            for writer, diary in enumerate(diaries)
        ]
        for reader in readers:
            reader.start()
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        seconds = time.perf_counter() - begun
        over.set()
        for reader in readers:
            reader.join()
        assert [writer.exitcode for writer in writers] == [0] * WRITERS
        recorded = log.after(0, places.WHOLE_LOG)
        told = history.read(diaries)
        verdict = history.check(recorded, told, seen=seen).must_be_good()
    return f"{name}: {verdict}; {len(recorded) / seconds:,.0f} events/s, 3 readers, none skipped"


def _all(log: EventLog, seen: list[int], over: threading.Event, chance: random.Random) -> None:
    _followed(lambda position: log.after(position, chance.randint(1, 40)), seen, over)


def _woken(log: EventLog, seen: list[int], over: threading.Event) -> None:
    def next_ones(position: int) -> tuple[Recorded, ...]:
        log.wait(position, 0.5)
        return log.after(position, 1_000)

    _followed(next_ones, seen, over)


def _followed(read: Callable[[int], tuple[Recorded, ...]], seen: list[int], over: threading.Event) -> None:
    while True:
        was_over = over.is_set()
        found = read(seen[-1] if seen else 0)
        seen += [each.position for each in found]
        if was_over and not found:
            return


def _some(log: EventLog, seen: list[int], over: threading.Event) -> None:
    """Read pages of which nothing is wanted: what was passed over is read again, and told as seen."""
    wanted, position = Wanted(events=frozenset({toys.Opened})), 0
    while True:
        was_over = over.is_set()
        page = log.page(position, 600, wanted)  # so large that the database keeps back what is not wanted
        passed = [each.position for each in log.after(position, page.count)]
        assert not passed or passed[-1] == page.position, f"a page of {page.count} up to {page.position} holds {passed}"
        seen += passed
        position = page.position
        if was_over and not page.count:
            return
