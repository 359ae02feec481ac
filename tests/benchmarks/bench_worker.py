"""How soon a worker in a process of its own has made the rows of an append, and how soon a writer reads its own write.

`lag` is from the commit of the event to the rows of all read models of the institution, seen from the writing process;
`read your writes` is a whole command: decide, append, wait for the worker. `inline` is the same command where the
writing process makes the rows itself. The peer's wait polls ten times a second: 104 ms (event-store.md, fact 8).
"""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration import spine
from domain.values import CaseId, Role
from kvcase.bootstrap import Kvcase
from kvcase.settings import CatchUp
from projections.leases import LEASES
from tests.acceptance.installations import NORTH, Installation, actor
from tests.pgrig import PostgresServer

COMMANDS = 200
WARM = 20


def main() -> str:
    """Return the table."""
    rows = ["| database | what | p50 ms | p95 ms | goal p50 ms |", "|---|---|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as folder:
        rows += _rows("SQLite", Installation(f"sqlite:///{folder}/data"))
    with PostgresServer(durable=True) as server:
        rows += _rows("PostgreSQL", Installation(server.create_database()))
    return "\n".join(rows)


def _rows(name: str, installation: Installation) -> Iterator[str]:
    installation.prepare()
    program = installation.open(CatchUp.WORKER)
    inline = installation.open()
    worker = installation.begin("worker")
    try:
        _await(program)
        lags: list[float] = []
        wait = program.read_models.wait

        def timed(slug: str, position: int, timeout: float) -> bool:
            begun = time.perf_counter()
            came = wait(slug, position, timeout)
            lags.append(time.perf_counter() - begun)
            return came

        program.read_models.wait = timed  # type: ignore[method-assign]
        whole = _notify(program, 0)
        yield _row(name, "lag", lags[WARM:], "10")
        yield _row(name, "read your writes", whole[WARM:], "15")
    finally:
        worker.terminate()
        worker.communicate()
    yield _row(name, "inline", _notify(inline, COMMANDS)[WARM:], "")
    program.close()
    inline.close()


def _await(program: Kvcase) -> None:
    """Wait until the worker holds its lease."""
    engine = program.read_models.engine(NORTH)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with engine.begin() as connection:
            if connection.scalar(sa.select(sa.func.count()).select_from(LEASES)):
                return
        time.sleep(0.05)
    raise subprocess.SubprocessError("the worker does not come")


def _notify(program: Kvcase, first: int) -> list[float]:
    researcher = actor("bench.researcher", Role.RESEARCHER)
    seconds = []
    for number in range(first, first + COMMANDS):
        command = spine.NotifyCollaboration(CaseId(UUID(int=number + 1)), f"Case {number}", "…", spine.Nature.SERVICE)
        begun = time.perf_counter()
        program.service(command, actor=researcher)
        seconds.append(time.perf_counter() - begun)
        time.sleep(0.01)
    return seconds


def _row(name: str, what: str, seconds: list[float], goal: str) -> str:
    ordered = sorted(seconds)
    p50, p95 = statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000
    return f"| {name} | {what} | {p50:.1f} | {p95:.1f} | {goal} |"
