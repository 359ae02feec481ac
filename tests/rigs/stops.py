"""Servers that are told to stop (SIGTERM) under load, and followed by another: no request that was sent is dropped.

Clients keep their connections, read and give commands. A connection that is refused was never made and sends nothing;
one that takes a request and gives no answer has dropped it. In the end each command that was answered stands in the log
once. The next server listens on the same port, or on the very same socket, handed over as systemd does it: then nobody
is refused either.
"""

import http.client
import itertools
import json
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from domain.values import Role
from tests.acceptance.installations import NORTH, Installation, actor
from tests.pgrig import PostgresServer
from tests.rigs.served import Served

LONG, SHORT = 6, 2
"""How often a server is told to stop."""

CLIENTS = 6
_BETWEEN = 40
"""How many requests are answered between two stops."""

_NAMES = UUID(int=0x57)
_DEADLINE_SECONDS = 240
_PAUSE_SECONDS = 0.01


@dataclass
class Load:
    """Clients that ask as long as they may."""

    port: int
    key: str
    seed: int
    answered: Counter[int] = field(default_factory=Counter)
    acknowledged: set[str] = field(default_factory=set)
    dropped: list[str] = field(default_factory=list)
    refused: int = 0
    longest: float = 0.0
    ends: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, client: int) -> None:
        """Be a client: one request after the other over one connection, as long as the server keeps it."""
        connection: http.client.HTTPConnection | None = None
        for number in itertools.count():
            if self.ends.is_set():
                break
            identifier = str(uuid5(_NAMES, f"{self.seed}/{client}/{number}"))
            while True:
                if connection is None:
                    connection = self._connected()
                begun = time.monotonic()
                answer = self._asked(connection, number, identifier)
                if answer is None or answer.will_close:
                    connection.close()
                    connection = None
                if answer is not None:
                    break
            with self._lock:
                self.answered[answer.status] += 1
                self.longest = max(self.longest, time.monotonic() - begun)
                if answer.status == 201:
                    self.acknowledged.add(identifier)
        if connection is not None:
            connection.close()

    @property
    def count(self) -> int:
        """Return how many requests were answered."""
        return sum(self.answered.values())

    def _connected(self) -> http.client.HTTPConnection:
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
            try:
                connection.connect()
            except ConnectionRefusedError:
                self.refused += 1
                time.sleep(_PAUSE_SECONDS)
            else:
                return connection

    def _asked(
        self, connection: http.client.HTTPConnection, number: int, identifier: str
    ) -> http.client.HTTPResponse | None:
        headers = {"Authorization": f"Bearer {self.key}"}
        try:
            if number % 2:
                connection.request("GET", "/api/v1/collaborations?limit=5", headers=headers)
            else:
                body = json.dumps({"party_id": identifier, "name": f"Fictional Works {number}", "country": "BE"})
                headers |= {"Content-Type": "application/json", "Idempotency-Key": identifier}
                connection.request("POST", "/api/v1/parties", body.encode(), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            with self._lock:
                self.dropped.append(f"{type(error).__name__} at request {number}")
            return None
        return answer


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` for a request that was dropped, lost or carried out twice."""
    stops, told = SHORT if short else LONG, []
    with tempfile.TemporaryDirectory() as folder, PostgresServer(durable=not short) as server:
        for number, (name, workers, hands_over) in enumerate(
            [("PostgreSQL", 2, True)]
            if short
            else list(itertools.product(("SQLite", "PostgreSQL"), (1, 2), (False, True)))
        ):
            url = f"sqlite:///{folder}/{number}" if name == "SQLite" else server.create_database()
            how = "a socket handed over" if hands_over else "a port of its own"
            figures = _run(Installation(url), workers, hands_over, seed, stops)
            told.append(f"{name}, {workers} worker(s), {how}: {figures}")
    return "; ".join(told)


def _run(installation: Installation, workers: int, hands_over: bool, seed: int, stops: int) -> str:
    installation.prepare()
    program = installation.open()
    try:
        key = program.keys.create(actor("load", Role.CONTACT_POINT_OFFICER))
    finally:
        program.close()
    with Served(installation, workers, hands_over) as served:
        load = Load(served.port, key, seed)
        clients = [threading.Thread(target=load.run, args=(number,)) for number in range(CLIENTS)]
        for each in clients:
            each.start()
        try:
            slowest = 0.0
            for _ in range(stops):
                _until(load, load.count + _BETWEEN)
                slowest = max(slowest, served.stop())
                served.start()
            _until(load, load.count + _BETWEEN)
        finally:
            load.ends.set()
            for each in clients:
                each.join()
        served.stop()
    assert not load.dropped, f"{len(load.dropped)} of {load.count} dropped: {load.dropped[:5]}"
    assert set(load.answered) == {200, 201}, load.answered
    assert not (hands_over and load.refused), f"{load.refused} connections were refused"
    registered = _registered(installation)
    assert registered == Counter(load.acknowledged), "what was answered and what stands in the log differ"
    return (
        f"{stops} stops (the slowest {slowest:.1f} s), {load.count} answers, 0 dropped, {load.refused} refused at the "
        f"door, longest wait {load.longest:.1f} s, {len(load.acknowledged)} commands, each in the log once"
    )


def _registered(installation: Installation) -> Counter[str]:
    program = installation.open()
    try:
        recorded = program.logs.log(NORTH).after(0, 1_000_000)
        return Counter(str(each.stream_id) for each in recorded if type(each.event).__name__ == "PartyRegistered")
    finally:
        program.close()


def _until(load: Load, count: int) -> None:
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while load.count < count:
        assert time.monotonic() < deadline, f"{load.count} answers: {load.answered}, {load.dropped[:3]}"
        time.sleep(0.02)
