"""The web server: gunicorn, each worker with an installation of its own, opened after the fork."""

import hashlib
import hmac
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from gunicorn.app.base import BaseApplication

from api.app import create_app
from api.settings import ApiSettings
from domain.errors import UnusableInputError
from kvcase import bootstrap, demonstration, scheduler
from kvcase.bootstrap import Kvcase
from kvcase.settings import Settings

_STDIN = 0
STOP_SECONDS = 30
"""How long requests in hand, and a job of the scheduler, may take to end when the server is told to stop."""

KEEP_SECONDS = 65
"""How long a connection is kept for a next request: longer than the 60 s of a proxy, which must be the one to close."""

LONGEST_LINE = 8_190
LONGEST_HEADER = 10_240
"""Room for the longest credential (`api.identity`) and its name."""
MOST_HEADERS = 64
THREADS = 8


def serve(
    settings: Settings,
    host: str,
    port: int,
    *,
    workers: int = 1,
    embedded: bool = True,
    said: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are finished first. `said` is told at which address.

    A socket that whoever started us hands over (systemd: `LISTEN_FDS`) is listened on instead of `host` and `port`. It
    outlives us, so that whoever connects between two servers waits, and is refused by neither.
    """
    demonstration.refuse_unless_here(settings, host)
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        refuse_taken(host, port)
    Gunicorn(settings, host, port, workers, embedded, said).run()


def end_with_parent() -> None:
    """Stop this process in good order once whoever started it is gone, killed or not.

    The starter holds the other end of our standard input and never writes to it: its end closes with the starter.
    """

    def watch() -> None:
        while os.read(_STDIN, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def refuse_taken(host: str, port: int) -> None:
    """Raise `UnusableInputError` when nobody can listen there, before any worker starts."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
            probe.bind(address)
    except OSError as error:
        expected = "a free port of this machine, with --host and --port"
        raise UnusableInputError("port", f"{host}:{port} cannot be had: {error.strerror}", expected) from error


def application(program: Kvcase) -> Flask:
    """Return the web application over an open installation."""
    settings = program.settings
    cursors = hmac.digest(settings.master_key, b"kvcase cursors", hashlib.sha256)
    return create_app(
        program.ports,
        settings=ApiSettings(secure_cookies=settings.secure_cookies, cursor_key=cursors, rates=settings.rates),
    )


class Gunicorn(BaseApplication):  # type: ignore[misc]
    """Our way to run gunicorn; the program is built in each worker, after the fork."""

    def __init__(
        self, settings: Settings, host: str, port: int, workers: int, embedded: bool, said: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._bind = f"{host}:{port}"
        self._workers = workers
        self._embedded = embedded
        self._said = said
        self._program: Kvcase | None = None
        self._clock: BackgroundScheduler | None = None
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn is to do."""
        for name, value in {
            "bind": self._bind,
            "workers": self._workers,
            "worker_class": "kvcase.patient.PatientWorker",
            "threads": THREADS,
            "keepalive": KEEP_SECONDS,
            "limit_request_line": LONGEST_LINE,
            "limit_request_field_size": LONGEST_HEADER,
            "limit_request_fields": MOST_HEADERS,
            "forwarder_headers": "",  # no client, and no proxy, says which address was asked for
            "control_socket_disable": True,
            "preload_app": False,
            "graceful_timeout": STOP_SECONDS,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "when_ready": self._ready,
            "worker_exit": self._leave,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application of this worker."""
        # Runs in the worker, after the fork: connections must not be inherited (event-store.md, fact 7).
        database = replace(self._settings.database, statement_seconds=self._settings.statement_seconds)
        self._program = bootstrap.build(replace(self._settings, database=database))
        if self._embedded:
            self._clock = scheduler.start(self._program)
        return application(self._program)

    def _ready(self, server: Any) -> None:
        for each in server.LISTENERS:
            self._said(str(each))

    def _leave(self, _server: Any, _worker: Any) -> None:
        if self._clock is not None:
            self._clock.shutdown(wait=True)
        if self._program is not None:
            self._program.close()
