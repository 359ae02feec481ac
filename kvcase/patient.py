"""A worker of gunicorn that slow clients do not hold up, and that stops without dropping a request.

gunicorn's own gives a thread to every connection and reads for as long as a client likes to send; waits in its main
loop for a client to hang up; and, when it stops, leaves those unanswered whom nobody had accepted yet. Here a thread is
given to a request that is there, head and body; only a long body is read while it comes, and no slower than it may.
Source: handbook reliability-security.md 6 (26), 7; RFC 9112 section 9.6.
"""

import errno
import json
import re
import selectors
import socket
import time
from collections import deque
from functools import partial
from typing import Any

from gunicorn.http import errors
from gunicorn.workers import gthread

WAIT_SECONDS = 10.0
"""How long a request may take to come: its head, and a body of up to `WINDOW` bytes."""

WINDOW = 64 * 1024
"""The longest body that is waited for; a longer one is read while it comes, by the thread that answers."""

BODY_SECONDS = 5.0
LEAST_RATE = 8 * 1024
"""How many bytes a second a longer body must bring, after `BODY_SECONDS` in which anything will do."""

SEND_SECONDS = 30.0
"""How long a client may take to receive what is sent at once."""

LINGER_SECONDS = 2.0
"""How long we wait for a client to hang up that was told the end."""

DRAIN_SECONDS = 0.5
"""How long the rest of a body is read that nobody wanted, so that its sender hears the answer."""

MAX_HEAD = 64 * 1024
"""Beyond it the parser is asked, and refuses (431)."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*(?=\r\n)")
_AT_ONCE = re.compile(rb"\r\n(?:expect|transfer-encoding):")
_PASSING = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED, errno.EMFILE, errno.ENFILE})
_MOST_WAITING = 2_048


class PatientWorker(gthread.ThreadWorker):  # type: ignore[misc]
    """Waits for requests in one loop, answers them in threads, and stops in good order."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._closing: deque[_Connection] = deque()

    def accept(self, listener: Any) -> None:
        """Take a connection and wait for its request."""
        try:
            accepted, client = listener.accept()
        except OSError as error:
            if error.errno not in _PASSING:
                raise
            return
        self._make_room()
        self.nr_conns += 1
        self._wait_for(_Connection(self, _Socket(fileno=accepted.detach()), client, listener.getsockname()))

    def set_accept_enabled(self, enabled: bool) -> None:
        """Accept, or do not. Who stops takes first whoever waits already, and then nobody can begin to wait."""
        stops = not enabled and not self.alive
        if stops:
            for listener in self.sockets:
                for _ in range(_MOST_WAITING):
                    before = self.nr_conns
                    self.accept(listener)
                    if self.nr_conns == before:
                        break
        super().set_accept_enabled(enabled)
        if stops:
            for listener in self.sockets:
                listener.close()

    def on_client_socket_readable(self, conn: "_Connection", client: "_Socket") -> None:
        """Wait for the next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._wait_for(conn)

    def on_pending_socket_readable(self, conn: "_Connection", client: "_Socket") -> None:
        """Hand a request over that is there."""
        if conn.has_come():
            self.poller.unregister(client)
            self.pending_conns.remove(conn)
            self.enqueue_req(conn)

    def murder_pending(self) -> None:
        """Close what took too long: to send a request (408), or to hang up."""
        now = time.monotonic()
        while self.pending_conns and self.pending_conns[0].timeout <= now:
            conn = self.pending_conns.popleft()
            self._forget(conn)
            if conn.seen:
                _tell(conn.sock, 408, "Request Timeout", "The request did not come in time.")
            conn.close(graceful=bool(conn.seen))
        while self._closing and self._closing[0].timeout <= now:
            conn = self._closing.popleft()
            self._forget(conn)
            conn.close()

    def linger(self, conn: "_Connection") -> None:
        """Tell a client the end, and wait, in the main loop, until it has heard: closing at once could cut it short."""
        try:
            conn.sock.setblocking(False)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            conn.close()
            return
        self.nr_conns += 1
        conn.timeout = time.monotonic() + LINGER_SECONDS
        self._closing.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._hear_end, conn))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer what is no request with a problem, as the application would; of what was sent nothing is told."""
        if not isinstance(exc, errors.ParseException) or isinstance(exc, _OURS):
            super().handle_error(req, client, addr, exc)
            return
        status, title = _STATUS.get(type(exc), (400, "Bad Request"))
        self.log.warning("no request: %s", type(exc).__name__)
        _tell(client, status, title, "This is no request that can be answered.")

    def _wait_for(self, conn: "_Connection") -> None:
        conn.seen = 0
        if conn.has_come():
            self.enqueue_req(conn)
            return
        conn.timeout = time.monotonic() + (WAIT_SECONDS if self.alive else LINGER_SECONDS)
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def enqueue_req(self, conn: "_Connection") -> None:
        """Give a request to a thread."""
        conn.data_ready = True
        conn.sock.begin()
        super().enqueue_req(conn)

    def _make_room(self) -> None:
        """When there are as many connections as may be, close the one that waited longest without a request."""
        for waiting in (self.pending_conns, self.keepalived_conns):
            if self.nr_conns < self.worker_connections - 1:
                return
            if waiting:
                conn = waiting.popleft()
                self._forget(conn)
                conn.close()

    def _hear_end(self, conn: "_Connection", client: "_Socket") -> None:
        try:
            ends = not client.recv(WINDOW)
        except BlockingIOError:
            return
        except OSError:
            ends = True
        if ends:
            self._closing.remove(conn)
            self._forget(conn)
            conn.close()

    def _forget(self, conn: "_Connection") -> None:
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1

    def _keepalive_after(self, conn: "_Connection", keepalive: bool) -> bool:
        deadline = time.monotonic() + DRAIN_SECONDS
        return keepalive and bool(conn.parser.finish_body(deadline=deadline))

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)


class _Socket(socket.socket):
    """A connection on which no thread waits for ever."""

    _begun = 0.0
    _received = 0

    def begin(self) -> None:
        """Begin to count what a request brings, and how quickly."""
        self._begun, self._received = time.monotonic(), 0

    def setblocking(self, flag: bool, /) -> None:
        """Let what follows wait, for a while, or not at all."""
        self.settimeout(SEND_SECONDS if flag else 0.0)

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Receive. Raises `NoMoreData` from a client that is too slow."""
        usual = self.gettimeout()
        if not usual:
            return super().recv(bufsize, flags)
        left = self._begun + BODY_SECONDS + self._received / LEAST_RATE - time.monotonic()
        if left <= 0:
            raise errors.NoMoreData
        self.settimeout(min(usual, left))
        try:
            data = super().recv(bufsize, flags)
        except TimeoutError:
            raise errors.NoMoreData from None
        finally:
            self.settimeout(usual)
        self._received += len(data)
        return data


class _Connection(gthread.TConn):  # type: ignore[misc]
    """A connection that can tell whether its request is there, without taking anything of it."""

    sock: _Socket

    def __init__(self, worker: PatientWorker, sock: _Socket, client: object, server: object) -> None:
        super().__init__(worker.cfg, sock, client, server)
        self._worker = worker
        self.seen = 0

    def close(self, graceful: bool = False) -> None:
        """Close, at once or when the client has heard all."""
        if graceful:
            self._worker.linger(self)
        else:
            super().close()

    def has_come(self) -> bool:
        """Tell whether a thread would not have to wait: the request is there, is too long to wait for, or is none."""
        try:
            held = self.sock.recv(MAX_HEAD + WINDOW, socket.MSG_PEEK)
            missing = _missing(held) if len(held) > self.seen else 0  # no more than before: it ends here
            self.seen = len(held)
            # The loop is woken again when that much has come, and not for every byte.
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(held) + missing if missing else 1)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return not missing


def _missing(held: bytes) -> int:
    """Return how many bytes more to wait for; at least one where nobody knows."""
    end = held.find(b"\r\n\r\n")
    if end < 0:
        return int(len(held) < MAX_HEAD)
    head = held[: end + 2].lower()
    length = _LENGTH.search(head)
    if length is None or int(length[1]) > WINDOW or _AT_ONCE.search(head):
        return 0
    return max(0, end + 4 + int(length[1]) - len(held))


def _tell(client: socket.socket, status: int, title: str, detail: str) -> None:
    """Send a problem (RFC 9457), if it goes at once."""
    code = title.lower().replace(" ", "-")
    body = json.dumps(
        {
            "type": f"urn:kvcase:problem:{code}",
            "title": title,
            "status": status,
            "detail": detail,
            "instance": "",
            "errors": [],
        }
    ).encode()
    head = (
        f"HTTP/1.1 {status} {title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        f"X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    try:
        client.setblocking(False)
        client.send(head.encode() + body)
    except OSError:
        return


_OURS = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName, errors.ConfigurationProblem)
"""Faults of the application, which the parser tells as well."""

_STATUS: dict[type[Exception], tuple[int, str]] = {
    errors.LimitRequestLine: (414, "URI Too Long"),
    errors.LimitRequestHeaders: (431, "Request Header Fields Too Large"),
    errors.UnsupportedTransferCoding: (501, "Not Implemented"),
    errors.ExpectationFailed: (417, "Expectation Failed"),
}
