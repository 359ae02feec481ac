"""A server in between: hands every byte on to PostgreSQL, and loses the answer to a commit when it is told to."""

import selectors
import socket
import threading
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, unquote

import psycopg

COMMIT, ONE_EVENT = b"COMMIT\x00", b"INSERT 0 1\x00"
"""How the server's answer to a commit ends, and to a statement that is a transaction by itself."""


class Proxy:
    """Listens on a Unix socket in a folder of its own; a context manager. `url` is the way through it."""

    def __init__(self, url: str, folder: Path) -> None:
        place = psycopg.conninfo.conninfo_to_dict(url)
        behind = str(place["host"])
        self.url = url.replace(quote(behind, safe=""), quote(str(folder), safe="")).replace(behind, str(folder))
        self._target = Path(unquote(behind)) / ".s.PGSQL.5432"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / ".s.PGSQL.5432"))
        self._listening.listen()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._answer, self._to_lose = COMMIT, 0
        self.lost = 0

    def __enter__(self) -> "Proxy":
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(timeout=5)

    def lose_next(self, answer: bytes = COMMIT) -> None:
        """Cut the next connection on which the server gives this answer, before it arrives."""
        self._answer, self._to_lose = answer, 1

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=[client], daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, selectors.DefaultSelector() as selector:
            server.connect(str(self._target))
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in selector.select():
                    source, target = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    try:
                        passed = source.recv(65536)
                        if source is server and self._to_lose and self._answer in passed:
                            self._to_lose -= 1
                            self.lost += 1
                            return
                        if not passed:
                            return
                        target.sendall(passed)
                    except OSError:
                        return
