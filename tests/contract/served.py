"""A real server over a furnished installation, in a process of its own, and its people."""

import base64
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.app import create_app
from api.settings import ApiSettings
from kvcase import bootstrap
from kvcase.settings import DocumentSettings, Settings
from kvcase.store.database import DatabaseUrl
from tests.access.world import World, furnish
from tests.api.house import HERE, THERE, House
from tests.rigs.served import FREELY

KEY = bytes(range(32))


@dataclass(frozen=True)
class Served:
    """Where it listens, what stands in it, and what it logged."""

    port: int
    world: World
    log: Path

    @property
    def url(self) -> str:
        """Return where the server is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def logged(self) -> str:
        """Return all that the server wrote."""
        return self.log.read_text("utf-8")


@contextmanager
def served(folder: Path, url: str | None = None) -> Iterator[Served]:
    """Furnish an installation with one thing of every kind (SQLite, unless `url` names a database), and serve it."""
    database = url or f"sqlite:///{folder / 'data'}"
    port = _free_port()
    log = folder / "server.log"
    with furnished(database, folder) as world, log.open("wb") as said, _serving(database, port, said.fileno(), folder):
        yield Served(port, world, log)


@contextmanager
def furnished(database: str, folder: Path) -> Iterator[World]:
    """Make an installation in an empty database, with one thing of every kind, by the clock of the machine."""
    documents = DocumentSettings(folder / "blobs")
    settings = Settings(DatabaseUrl.parse(database), KEY, (HERE, THERE), documents=documents)
    bootstrap.migrate(settings)
    program = bootstrap.build(settings)
    try:
        yield furnish(House(program, create_app(program.ports, settings=ApiSettings())))
    finally:
        program.close()


@contextmanager
def _serving(database: str, port: int, log: int, folder: Path) -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KVCASE")}
    environment = {
        **kept,
        **FREELY,
        "KVCASE_BLOBS": str(folder / "blobs"),
        "KVCASE_ERASURES_FILE": str(folder / "erasures.jsonl"),
        "KVCASE_DATABASE": database,
        "KVCASE_MASTER_KEY": base64.b64encode(KEY).decode(),
        "KVCASE_INSTITUTIONS": f"{HERE},{THERE}",
    }
    command = [sys.executable, "-m", "kvcase", "serve", "--no-embedded", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_ready(process, port)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 90
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/health/live")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
