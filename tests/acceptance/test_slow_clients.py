"""Clients that are slow, or send what is no request: a real server answers everybody else meanwhile."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

import pytest

from api.rest import preconditions
from domain.collaboration import spine
from domain.values import CaseId, Role
from tests.acceptance.installations import NORTH, Installation, actor
from tests.rigs.served import Served

pytestmark = pytest.mark.sockets
MANY = 40
"""More slow clients than the server has threads (8)."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("slow")
    installation = Installation(f"sqlite:///{folder / 'data'}", blobs=folder / "documents")
    installation.prepare()
    with Served(installation) as server:
        yield server


@pytest.fixture(scope="module")
def key(served: Served) -> str:
    program = served.installation.open()
    try:
        return program.keys.create(actor("officer", Role.CONTACT_POINT_OFFICER))
    finally:
        program.close()


def test_whoever_says_nothing_takes_no_thread(served: Served, key: str) -> None:
    with _many(served, b""):
        _others_are_answered(served, key)


def test_a_head_that_trickles_in_takes_no_thread(served: Served, key: str) -> None:
    with _many(served, b"GET /health/live HTTP/1.1\r\nHost: here\r\nX-Slow: ") as slow:
        for each in slow:
            each.sendall(b"a")
        _others_are_answered(served, key)
        for each in slow:
            each.sendall(b"\r\n\r\n")
            assert _status(each) == 200, "it was slow, but in time"


def test_a_body_that_trickles_in_takes_no_thread(served: Served, key: str) -> None:
    body = json.dumps({"name": "Kustlijn", "country": "BE"}).encode()
    head = (
        f"POST /api/v1/parties HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with _many(served, head.encode() + body[:5]) as slow:
        _others_are_answered(served, key)
        slow[0].sendall(body[5:])
        assert _status(slow[0]) in {201, 422}, "it was slow, but in time"


@pytest.mark.parametrize("what", ["document", "import"])
def test_a_file_that_breaks_off_is_kept_by_nobody(served: Served, key: str, what: str) -> None:
    case_id = UUID(int=len(what))
    program = served.installation.open()
    try:
        notify = spine.NotifyCollaboration(CaseId(case_id), "Titel", "Tekst", spine.Nature.SERVICE)
        program.service(notify, actor=actor("officer", Role.CONTACT_POINT_OFFICER))
        before = program.logs.log(NORTH).head()
        kind, file = "text/plain", b"Een nota.\n" * 20_000
        path = f"/api/v1/collaborations/{case_id}/documents?file_name=nota.txt"
        if what == "import":
            kind, path = "text/csv", "/api/v1/collaborations/import"
            file = b"title,summary,nature\n" + b"Meetnet,Samen meten,service\n" * 6_000
        tag = preconditions.etag(case_id, 1)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {key}\r\nIf-Match: {tag}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(file) + 100_000}\r\n\r\n"
        )
        with _many(served, head.encode() + file, 1) as (gone,):
            gone.shutdown(socket.SHUT_WR)
            assert _status(gone) == 400
        assert program.logs.log(NORTH).head() == before
        assert program.blobs.of_case(NORTH, case_id) == {}
    finally:
        program.close()


def test_a_long_body_that_nobody_wants_is_refused_before_it_comes(served: Served, key: str) -> None:
    head = (
        f"POST /api/v1/parties HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 10000000\r\n\r\n{"
    )
    with _many(served, head.encode()) as slow:
        _others_are_answered(served, key)
        assert {_status(each) for each in slow} == {413}


def test_a_request_that_never_comes_whole_is_ended_and_told(served: Served) -> None:
    with _many(served, b"GET / HTTP/1.1\r\nHost: he", 1) as (slow,):
        told = _all(slow)
    assert told.startswith(b"HTTP/1.1 408 ")
    assert json.loads(told.partition(b"\r\n\r\n")[2])["type"] == "urn:kvcase:problem:request-timeout"


def test_a_body_in_chunks_that_stalls_is_ended_and_told(served: Served, key: str) -> None:
    head = (
        f"POST /api/v1/parties HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {key}\r\n"
        'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n'
    )
    with _many(served, head.encode(), 1) as (slow,):
        assert _status(slow) == 408


def test_a_client_that_never_hangs_up_holds_nobody_up(served: Served, key: str) -> None:
    with _many(served, b"GET /health/live HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"):
        _others_are_answered(served, key)


def test_a_request_in_pieces_and_two_at_once_are_answered(served: Served) -> None:
    request = b"GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n"
    with _many(served, b"", 1) as (client,):
        for place in range(len(request)):
            client.sendall(request[place : place + 1])
        assert _status(client) == 200
    closing = request[:-2] + b"Connection: close\r\n\r\n"
    with _many(served, request + closing, 1) as (client,):
        assert _all(client).count(b"HTTP/1.1 200 ") == 2


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 11_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % number for number in range(70)) + b"\r\n", 431),
        (b"no request at all\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ],
    ids=["line", "header", "headers", "words", "two lengths", "smuggled", "TLS"],
)
def test_what_is_no_request_is_refused_as_a_problem(served: Served, sent: bytes, status: int) -> None:
    with _many(served, sent, 1) as (client,):
        head, _, body = _all(client).partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status
    assert b"no request at all" not in body


def _others_are_answered(served: Served, key: str) -> None:
    answers = [served.client.send("GET", "/api/v1/collaborations", key) for _ in range(5)]
    assert [each.status for each in answers] == [200] * 5


@contextmanager
def _many(served: Served, first: bytes, count: int = MANY) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=60)) for _ in range(count)
        ]
        for each in clients:
            each.sendall(first)
        yield clients


def _status(client: socket.socket) -> int:
    return int(client.recv(65_536).split()[1])


def _all(client: socket.socket) -> bytes:
    told = b""
    while some := client.recv(65_536):
        told += some
    return told
