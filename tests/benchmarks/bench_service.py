"""Commands through the whole service: load, decide, append, read models, reactions. One at a time; fsync on.

The library's own save of one event is the handbook's baseline: 1,526 a second on SQLite and 451 on PostgreSQL
(event-store.md section 2); a command here does that and brings nine read models up as well.
"""

import statistics
import tempfile
import time
from uuid import UUID

from domain.collaboration import spine, topic
from domain.values import CaseId, Role
from kvcase.bootstrap import Kvcase
from tests.acceptance.installations import Installation, actor
from tests.pgrig import PostgresServer

COMMANDS = 300


def main() -> str:
    """Return the table."""
    rows = ["| database | command | p50 ms | p99 ms | a second |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        rows += _rows("SQLite", Installation(f"sqlite:///{folder}/data"))
    with PostgresServer(durable=True) as server:
        rows += _rows("PostgreSQL", Installation(server.create_database()))
    return "\n".join(rows)


def _rows(name: str, installation: Installation) -> list[str]:
    installation.prepare()
    program = installation.open()
    try:
        return [_row(name, "notify", _notify(program)), _row(name, "classify-topic", _classify(program))]
    finally:
        program.close()


def _notify(program: Kvcase) -> list[float]:
    researcher = actor("bench.researcher", Role.RESEARCHER)
    seconds = []
    for number in range(COMMANDS):
        command = spine.NotifyCollaboration(CaseId(UUID(int=number + 1)), f"Case {number}", "…", spine.Nature.SERVICE)
        begun = time.perf_counter()
        program.service(command, actor=researcher)
        seconds.append(time.perf_counter() - begun)
    return seconds


def _classify(program: Kvcase) -> list[float]:
    officer = actor("bench.officer", Role.CONTACT_POINT_OFFICER)
    seconds = []
    for number in range(COMMANDS):
        command = topic.ClassifyTopic(CaseId(UUID(int=number + 1)), f"Reason {number}")
        begun = time.perf_counter()
        program.service(command, actor=officer)
        seconds.append(time.perf_counter() - begun)
    return seconds


def _row(name: str, what: str, seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p50, p99 = statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.99)] * 1000
    return f"| {name} | {what} | {p50:.1f} | {p99:.1f} | {len(seconds) / sum(seconds):,.0f} |"
