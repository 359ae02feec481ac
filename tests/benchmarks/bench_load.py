"""The API under load: reads and commands mixed, PostgreSQL with fsync, two workers, clients on the same two cores.

Requests are sent at fixed times, whatever became of those before (open loop), and each is measured from the time at
which it was to be sent: a server that stalls makes all wait who came meanwhile. Goal at 50 a second: p99 40 ms for
reads and 100 ms for commands, none failed. Then the rate is raised until p99 passes 250 ms, for us and, in the same run
and on the same server, for a route of the framework that does nothing and one that does a bare SELECT or INSERT.
"""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid5

from domain.collaboration import spine
from domain.values import CaseId, Role
from tests.acceptance.installations import Installation, actor
from tests.pgrig import PostgresServer
from tests.rigs.served import Served

RATE, SECONDS, WARM_SECONDS = 50, int(os.environ.get("KVCASE_BENCH_SECONDS", "60")), 10
STEPS = (50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1_000, 1_300, 1_600, 2_000)
STEP_SECONDS = 8
LIMIT_MS = 250.0
CASES = 400
WORKERS = 2

_CLIENTS = 48
_COMMAND_EVERY = 5
_NAMES = UUID(int=0x10AD)
Request = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer: whether to a command, after how many milliseconds from the time it was due, and its status."""

    is_command: bool
    ms: float
    status: int


def main() -> str:
    """Return the tables."""
    with PostgresServer(durable=True) as server:
        installation = Installation(server.create_database())
        installation.prepare()
        ours = _requests(installation)
        with Served(installation, WORKERS, arguments=("--no-embedded",)) as served:
            _load(served.port, ours, RATE, WARM_SECONDS)
            measured = _load(served.port, ours, RATE, SECONDS)
            highest = [("kvcase, reads and commands", _highest(served.port, ours))]
        with _bare(server.create_database()) as port:
            for what, request in _BARE.items():
                _load(port, request, RATE, 2)
                highest.append((f"the bare framework, {what}", _highest(port, request)))
    rows = ["| at 50 a second | requests | p50 ms | p99 ms | slowest ms | failed |", "|---|---|---|---|---|---|"]
    for name, is_command in (("reads", False), ("commands", True)):
        rows.append(_row(name, [each for each in measured if each.is_command == is_command]))
    rows += ["", f"| highest rate with p99 up to {LIMIT_MS:.0f} ms | a second | p50 ms | p99 ms | at the next step |"]
    rows += ["|---|---|---|---|---|", *(f"| {name} | {told} |" for name, told in highest)]
    return "\n".join(rows)


def _row(name: str, samples: Sequence[Sample]) -> str:
    times = sorted(each.ms for each in samples)
    failed = sum(each.status not in {200, 201} for each in samples)
    return f"| {name} | {len(times)} | {_at(times, 50):.1f} | {_at(times, 99):.1f} | {times[-1]:.1f} | {failed} |"


def _at(ordered: Sequence[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _highest(port: int, request: Request) -> str:
    """Raise the rate step by step; tell of the last that held, and of the first that did not."""
    held = "none | – | –"
    for rate in STEPS:
        samples = _load(port, request, rate, STEP_SECONDS)
        times = sorted(each.ms for each in samples)
        failed = sum(each.status not in {200, 201} for each in samples)
        if failed or _at(times, 99) > LIMIT_MS:
            return f"{held} | {rate}: p99 {_at(times, 99):.0f} ms, {failed} failed"
        held = f"{rate} | {_at(times, 50):.1f} | {_at(times, 99):.1f}"
    return f"{held} | not tried"


_sent = itertools.count()
"""Numbers every request of a run, so that no command is given twice."""


def _load(port: int, request: Request, rate: int, seconds: int) -> list[Sample]:
    """Send so many requests a second, at fixed times."""
    numbers, samples = itertools.count(), []
    start, total = time.perf_counter() + 0.2, rate * seconds

    def client() -> None:
        connection = None
        while (place := next(numbers)) < total:
            due = start + place / rate
            if (wait := due - time.perf_counter()) > 0:
                time.sleep(wait)
            number = next(_sent)
            try:
                if connection is None:
                    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                status = _ask(connection, request(number))
            except OSError:
                status, connection = 0, None
            samples.append(Sample(number % _COMMAND_EVERY == 0, (time.perf_counter() - due) * 1000, status))
        if connection is not None:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(min(_CLIENTS, total))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return samples


def _ask(connection: socket.socket, request: bytes) -> int:
    connection.sendall(request)
    told = b""
    while (end := told.find(b"\r\n\r\n")) < 0:
        told += _more(connection)
    head = told[:end].lower()
    length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    while len(told) < end + 4 + length:
        told += _more(connection)
    return int(told[9:12])


def _more(connection: socket.socket) -> bytes:
    if some := connection.recv(262_144):
        return some
    raise ConnectionResetError


def _requests(installation: Installation) -> Request:
    """Return what makes a request of its number: of five one is a command."""
    program = installation.open()
    researcher = actor("load.researcher", Role.RESEARCHER)
    try:
        key = program.keys.create(actor("load.officer", Role.CONTACT_POINT_OFFICER))
        for number in range(CASES):
            case = CaseId(uuid5(_NAMES, f"case {number}"))
            program.service(
                spine.NotifyCollaboration(case, f"Case {number}", "…", spine.Nature.SERVICE), actor=researcher
            )
    finally:
        program.close()

    def request(number: int) -> bytes:
        case = uuid5(_NAMES, f"case {number % CASES}")
        match number % 10:
            case 0:
                body = {"name": f"Fictional Works {number}", "country": "BE"}
                return _http(
                    "POST", "/api/v1/parties", key, {"party_id": str(uuid5(_NAMES, f"party {number}")), **body}
                )
            case 5:
                told = {"title": f"Samenwerking {number}", "summary": "Zwermen boven water.", "nature": "consortium"}
                return _http("POST", "/api/v1/collaborations", key, told)
            case 1 | 6:
                return _http("GET", "/api/v1/collaborations?limit=20", key)
            case 2 | 7:
                return _http("GET", f"/api/v1/collaborations/{case}/gates", key)
            case 3:
                return _http("GET", f"/api/v1/collaborations/{case}/history", key)
            case _:
                return _http("GET", f"/api/v1/collaborations/{case}", key)

    return request


def _http(method: str, path: str, key: str = "", body: object = None) -> bytes:
    sent = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: here"]
    lines += [f"Authorization: Bearer {key}"] * bool(key)
    lines += ["Content-Type: application/json", f"Content-Length: {len(sent)}"] * (body is not None)
    return "\r\n".join([*lines, "", ""]).encode() + sent


def _bare_read_or_write(number: int) -> bytes:
    return _http("GET" if number % _COMMAND_EVERY else "POST", f"/row/{number}", body=None if number % 5 else {})


_BARE: dict[str, Request] = {
    "a route that does nothing": lambda _: _http("GET", "/nothing"),
    "a SELECT, or of five one INSERT": _bare_read_or_write,
}


@contextmanager
def _bare(url: str) -> Iterator[int]:
    """Serve the bare framework on the same server, with as many workers and threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.bare", str(port), url, str(WORKERS)])
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                    if _ask(connection, _http("GET", "/nothing")) == 200:
                        break
            except OSError:
                assert time.monotonic() < deadline, "the bare server does not answer"
                time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)
