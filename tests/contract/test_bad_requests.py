"""Requests that no client should send, as bytes to a real server: each a named 4xx, no event, nothing of it in the log.

The numbers are those of the list in the handbook's reliability-security.md, section 6 (see `tests/api/bar.py`).
"""

import gzip
import http.client
import json
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.values import Role
from tests.access.cells import Seat
from tests.api.house import HERE, NOTIFICATION
from tests.contract.served import Served, served

pytestmark = pytest.mark.sockets
CANARY = "Kanarievogel"
"""Stands in everything that is sent here, and may stand in no log."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A furnished installation, served by a process of its own."""
    with served(tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture
def _nothing_is_written_nor_logged(server: Served) -> Iterator[None]:
    """Whatever a test sends is refused: the log of events stays, and no log tells of it."""
    before = server.world.house.events(HERE)
    yield
    assert server.world.house.events(HERE) == before
    assert CANARY not in server.logged
    assert "Traceback" not in server.logged


def _headers(server: Served, role: Role = Role.RESEARCHER) -> dict[str, str]:
    key = server.world.person(role, Seat.OWN).key
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


def _send(
    server: Served, method: str, path: str, data: bytes | None, headers: Mapping[str, str]
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request(method, f"/api/v1{path}", data, dict(headers))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def _with(**fields: object) -> bytes:
    return json.dumps({**NOTIFICATION, "title": CANARY, **fields}).encode()


BODIES: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "1 a NUL": (_with(summary="a\x00b"), {}, 422, "unusable-input"),
    "3 a lone surrogate": (_with(summary="a\ud800b"), {}, 422, "unusable-input"),
    "8 an array without end": (b"[" * 30_000, {}, 400, "malformed-body"),
    "16 a name twice": (b'{"title":"' + CANARY.encode() + b'","title":"b"}', {}, 400, "malformed-body"),
    "21 a form": (b"title=" + CANARY.encode(), {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
    "22 no UTF-8": (b'{"title":"' + CANARY.encode() + b'\xff"}', {}, 400, "malformed-body"),
    "23 UTF-16": (_with().decode().encode("utf-16"), {}, 400, "malformed-body"),
    "23 UTF-16 that says so": (
        _with().decode().encode("utf-16"),
        {"Content-Type": "application/json; charset=utf-16"},
        415,
        "unsupported-media-type",
    ),
    "24 a bomb": (gzip.compress(b" " * 10_000_000), {"Content-Encoding": "gzip"}, 415, "unsupported-media-type"),
    "25 seventy thousand letters": (_with(summary="a" * 70_000), {}, 413, "request-entity-too-large"),
}


@pytest.mark.usefixtures("_nothing_is_written_nor_logged")
@pytest.mark.parametrize(("data", "more", "status", "code"), BODIES.values(), ids=BODIES)
def test_a_bad_body_is_a_named_problem(
    server: Served, data: bytes, more: dict[str, str], status: int, code: str
) -> None:
    answered, headers, told = _send(server, "POST", "/collaborations", data, {**_headers(server), **more})
    assert (answered, headers["content-type"]) == (status, "application/problem+json")
    assert json.loads(told)["type"] == f"urn:kvcase:problem:{code}"
    assert CANARY.encode() not in told


@pytest.mark.usefixtures("_nothing_is_written_nor_logged")
def test_a_hundred_megabytes_are_refused_before_they_are_sent(server: Served) -> None:
    """25: the length is enough to refuse."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        said = {**_headers(server), "Host": "kvcase", "Content-Length": "100000000"}
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        line.sendall(f"POST /api/v1/collaborations HTTP/1.1\r\n{head}\r\n{{".encode())
        assert line.recv(4096).startswith(b"HTTP/1.1 413 ")


@pytest.mark.usefixtures("_nothing_is_written_nor_logged")
def test_a_body_that_never_comes_whole_writes_nothing(server: Served) -> None:
    """26, the short form: who waits for how long is in the tests of slow clients."""
    whole = _with()
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        said = {**_headers(server), "Host": "kvcase", "Content-Length": str(len(whole) + 10)}
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        line.sendall(f"POST /api/v1/collaborations HTTP/1.1\r\n{head}\r\n".encode() + whole)
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(4096)
        assert not answer or answer.split(b" ")[1] in {b"400", b"408"}


@pytest.mark.usefixtures("_nothing_is_written_nor_logged")
@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "BEFRIEND"])
def test_another_method_is_405_and_says_which_there_are(server: Served, method: str) -> None:
    """52."""
    answered, headers, told = _send(server, method, "/collaborations", None, _headers(server))
    assert answered == 405
    assert {"GET", "POST"} <= set(headers["allow"].split(", "))
    assert json.loads(told)["type"] == "urn:kvcase:problem:method-not-allowed"


@pytest.mark.usefixtures("_nothing_is_written_nor_logged")
def test_ten_thousand_parameters_are_refused(server: Served) -> None:
    """27: by the server itself, where the line is longer than any that it takes."""
    for count, right in ((400, {422}), (10_000, {400, 414})):
        query = "&".join(f"{CANARY}{number}=1" for number in range(count))[: 4_000 if count == 400 else None]
        answered, _, _ = _send(server, "GET", f"/collaborations?{query}", None, _headers(server))
        assert answered in right, count


@pytest.mark.usefixtures("_nothing_is_written_nor_logged")
@pytest.mark.parametrize(
    "name", ["User-Agent", "X-Forwarded-For", "X-Request-Id", "Accept-Language", "Idempotency-Key"]
)
def test_no_header_reaches_a_log(server: Served, name: str) -> None:
    """50: what forges a line of a log is not written there, as it is or folded."""
    for value in (f"x ERROR kvcase.api {CANARY}", f"a\\r\\n{CANARY}", f"%0d%0a{CANARY}", f"\x1b[2J{CANARY}"):
        answered, _, _ = _send(server, "GET", "/collaborations", None, {**_headers(server), name: value})
        assert answered in {200, 400}
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(f"GET /api/v1/lists HTTP/1.1\r\nHost: kvcase\r\n{name}: a\r\n {CANARY}\r\n\r\n".encode())
        assert line.recv(4096).split(b" ")[1].startswith(b"4")


def _race(server: Served, count: int) -> Counter[int]:
    """Let many change one case at the same version at once, and return how often each status was answered."""
    world = server.world
    case = world.person(Role.RESEARCHER, Seat.OWN).notify()
    headers = {**_headers(server), "If-Match": case.etag}
    before = world.house.events(HERE)

    def change(number: int) -> int:
        body = json.dumps({"title": f"Title {number}", "reason": "x"}).encode()
        return _send(server, "POST", f"/collaborations/{case.id}/amend-notification", body, headers)[0]

    with ThreadPoolExecutor(32) as many:
        answered = Counter(many.map(change, range(count)))
    assert world.house.events(HERE) == before + 1, answered
    return answered


def test_of_many_writers_on_one_version_one_wins(server: Served) -> None:
    """55, the short form."""
    answered = _race(server, 64)
    assert answered.pop(200) == 1
    assert answered.keys() <= {409, 412}


@pytest.mark.nightly
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_of_a_thousand_writers_on_one_version_one_wins(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    """55."""
    url = request.getfixturevalue("postgres_url") if database == "postgres" else None
    with served(tmp_path, url) as server:
        answered = _race(server, 1_000)
    assert answered.pop(200) == 1
    assert answered.keys() <= {409, 412}
