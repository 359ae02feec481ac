"""A server of an installation in a process of its own, which may be told to stop and be followed by another."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import MappingProxyType

from kvcase.demo.client import Server
from tests.acceptance.installations import Installation

START_SECONDS = 90
STOP_SECONDS = 45
FREELY = MappingProxyType({f"KVCASE_RATE_{name}": "0" for name in ("READS", "COMMANDS", "ADDRESS", "REFUSALS")})
"""Settings without limits: a rig asks more in a minute than anybody may."""

_HANDED_OVER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1');"
    " os.execv(sys.executable, [sys.executable, *sys.argv[2:]])"
)


@dataclass
class Served(AbstractContextManager["Served"]):
    """A server, or one after the other; with `hands_over` on a socket that outlives each of them, as systemd does.

    `at` is the port that is wanted, any if it is 0.
    """

    installation: Installation
    workers: int = 1
    hands_over: bool = False
    settings: Mapping[str, str] = field(default_factory=lambda: FREELY)
    arguments: Sequence[str] = ()
    at: int = 0
    _process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> "Served":
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", self.at))
        self.port: int = self._socket.getsockname()[1]
        if self.hands_over:
            self._socket.listen(512)
        else:
            self._socket.close()
        try:
            self.start()
            self.until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._socket.close()

    @property
    def client(self) -> Server:
        """Return what sends single requests."""
        return Server("127.0.0.1", self.port)

    @property
    def pid(self) -> int:
        """Return the process of the server; its workers are its children."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start a server."""
        serve = ["-m", "kvcase", "serve", "--port", str(self.port), "--workers", str(self.workers), *self.arguments]
        environment = {**self.installation.environment, **self.settings}
        if self.hands_over:
            number = self._socket.fileno()
            command = [sys.executable, "-c", _HANDED_OVER, str(number), *serve]
            self._process = subprocess.Popen(command, env=environment, pass_fds=(number,))
        else:
            self._process = subprocess.Popen([sys.executable, *serve], env=environment)

    def stop(self) -> float:
        """Tell the server to stop, and return how many seconds it took. Raises `AssertionError` unless it ends well."""
        assert self._process is not None
        begun = time.monotonic()
        os.kill(self._process.pid, signal.SIGTERM)
        status = self._process.wait(timeout=STOP_SECONDS)
        assert status == 0, f"the server ended with {status}"
        self._process = None
        return time.monotonic() - begun

    def until_ready(self) -> None:
        """Wait until the server answers. Raises `AssertionError` if it ends instead, or takes too long."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                if self.client.send("GET", "/health/ready", "").status == 200:
                    return
            except OSError:
                pass
            assert self._process is not None
            assert self._process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
