"""The web server: gunicorn, each worker with an installation of its own, opened after the fork."""

import hashlib
import hmac
import os
import signal
import socket
import threading
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from gunicorn.app.base import BaseApplication

from api.app import create_app
from api.settings import ApiSettings
from domain.errors import UnusableInputError
from kvcase import bootstrap, scheduler
from kvcase.bootstrap import Kvcase
from kvcase.settings import Settings

_STDIN = 0


def serve(settings: Settings, host: str, port: int, *, workers: int = 1, embedded: bool = True) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are finished first."""
    refuse_taken(host, port)
    _Server(settings, host, port, workers, embedded).run()


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
    cursors = hmac.digest(program.settings.master_key, b"kvcase cursors", hashlib.sha256)
    settings = ApiSettings(secure_cookies=program.settings.secure_cookies, cursor_key=cursors)
    return create_app(program.ports, settings=settings)


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings, host: str, port: int, workers: int, embedded: bool) -> None:
        self._settings = settings
        self._bind = f"{host}:{port}"
        self._workers = workers
        self._embedded = embedded
        self._program: Kvcase | None = None
        self._clock: BackgroundScheduler | None = None
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self._bind,
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": 8,
            "preload_app": False,
            "graceful_timeout": 30,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "worker_exit": self._leave,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # Runs in the worker, after the fork: connections must not be inherited (event-store.md, fact 7).
        self._program = bootstrap.build(self._settings)
        if self._embedded:
            self._clock = scheduler.start(self._program)
        return application(self._program)

    def _leave(self, _server: Any, _worker: Any) -> None:
        if self._clock is not None:
            self._clock.shutdown(wait=True)
        if self._program is not None:
            self._program.close()
