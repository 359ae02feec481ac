"""What it costs that every read is recorded before its answer leaves: a row is on the disk (fsync on) when it returns.

Milliseconds of a record, by one thread and by eight at once, the CPU that this process spends on one, and the bytes
that a row takes; a row of one case, and of a page of 200. Rounds are few, and a loaded machine shows in p99 first.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from domain.reads import Read
from kvcase import clock
from kvcase.read_logs import ReadLogs
from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from kvcase.store.vault import Vault
from tests.kvcase.reads import worlds
from tests.pgrig import PostgresServer

_COUNT = 400
_ONE = worlds.made(1)
_PAGE = worlds.made(1, shown=tuple(f"collaboration:{UUID(int=number)}" for number in range(200)))


def main() -> str:
    """Return the table."""
    rows = [
        "| database | row | threads | p50 ms | p99 ms | CPU ms | /s | bytes |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        rows += _of("SQLite", f"sqlite:///{Path(folder) / 'var'}")
    with PostgresServer(durable=True) as server:
        rows += _of("PostgreSQL", server.create_database())
    return "\n".join(rows)


def _of(name: str, url: str) -> Iterator[str]:
    with _opened(url) as reads:
        for said, read in (("one case", _ONE), ("page of 200", _PAGE)):
            for threads in (1, 8):
                yield f"| {name} | {said} | {threads} | {_measured(reads, read, threads)} |"


def _measured(reads: ReadLogs, read: Read, threads: int) -> str:
    def one(_: int) -> float:
        begun = time.perf_counter()
        reads.record(worlds.SLUG, read)
        return 1000 * (time.perf_counter() - begun)

    one(0)
    begun, spent = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        taken = sorted(pool.map(one, range(_COUNT)))
    seconds, used = time.perf_counter() - begun, 1000 * (time.process_time() - spent) / _COUNT
    size = len(next(iter(reads.table(worlds.SLUG).newest(None, 1))).told) + 60
    p99 = taken[int(0.99 * len(taken))]
    return f"{statistics.median(taken):.2f} | {p99:.2f} | {used:.2f} | {_COUNT / seconds:,.0f} | {size:,}"


@contextmanager
def _opened(url: str) -> Iterator[ReadLogs]:
    database = DatabaseUrl.parse(url)
    migrate(database, [worlds.SLUG])
    vault = Vault(database, os.urandom(32))
    reads = ReadLogs(database, vault, clock.now, clock.new_id)
    try:
        yield reads
    finally:
        reads.close()
        vault.close()
