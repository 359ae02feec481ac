"""When a request is there, and how slowly a long body may come."""

import socket
import time

import pytest
from gunicorn.http.errors import NoMoreData
from hypothesis import given
from hypothesis import strategies as st

from kvcase import patient

HEAD = b"POST /api/v1/parties HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\n"


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 0),
        (b"GET / HTTP/1.1\r\n", 1),
        (HEAD, 5),
        (HEAD + b"ab", 3),
        (HEAD + b"abcde", 0),
        (HEAD + b"abcdeGET / HTTP/1.1", 0),
        (HEAD.replace(b"Content-Length: 5", b"CONTENT-LENGTH:\t5"), 5),
        (HEAD.replace(b": 5", b": 65537"), 0),
        (HEAD.replace(b": 5", b": many"), 0),
        (HEAD.replace(b"Content-Length: 5", b"Transfer-Encoding: chunked"), 0),
        (HEAD.replace(b"Host: here", b"Expect: 100-continue"), 0),
        (b"a" * patient.MAX_HEAD, 0),
        (b"\n\n", 1),
    ],
)
def test_a_request_is_waited_for_as_long_as_something_of_it_is_missing(held: bytes, missing: int) -> None:
    assert patient._missing(held) == missing


@given(st.binary(max_size=200))
def test_whatever_comes_is_waited_for_or_handed_over(held: bytes) -> None:
    assert 0 <= patient._missing(held) <= patient.WINDOW


def test_a_body_must_come_as_quickly_as_it_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    ours, theirs = _pair()
    with ours, theirs:
        ours.setblocking(True)
        ours.begin()
        theirs.sendall(b"a" * patient.LEAST_RATE)
        now += patient.BODY_SECONDS - 0.1
        assert len(ours.recv(patient.LEAST_RATE)) == patient.LEAST_RATE
        now += 1.0  # so much time it earned
        theirs.sendall(b"a")
        assert ours.recv(1) == b"a"
        now += 0.2
        theirs.sendall(b"a")
        with pytest.raises(NoMoreData):
            ours.recv(1)


def test_nobody_waits_for_ever() -> None:
    ours, theirs = _pair()
    with ours, theirs:
        ours.setblocking(True)
        assert ours.gettimeout() == patient.SEND_SECONDS
        ours.setblocking(False)
        with pytest.raises(BlockingIOError):
            ours.recv(1)


def _pair() -> tuple[patient._Socket, socket.socket]:
    ours, theirs = socket.socketpair()
    return patient._Socket(fileno=ours.detach()), theirs
