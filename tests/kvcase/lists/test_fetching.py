"""Fetching from a real server on this machine, with a certificate of a throwaway authority: only what is allowed."""

import datetime as dt
import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kvcase.lists import fetching
from kvcase.lists.fetching import FetchFailedError, FetchRefusedError, Rules, Seen

pytestmark = pytest.mark.sockets
HOST = "lists.example.org"
BODY = b"id,name\n1,Quarth Institute of Technology\n" * 100
Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Publisher:
    """A server that gives the replies it was handed, one for each request, the last one for ever."""

    port: int
    authorities: Path
    replies: list[Reply] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/list.csv") -> str:
        return f"https://{HOST}:{self.port}{path}"

    def rules(self, **changed: object) -> Rules:
        """Allow this server, and this one address of the machine; all else is as in production."""
        hosts = frozenset({f"{HOST}:{self.port}"})
        rules = Rules(
            hosts,
            may_reach=lambda address: address == "127.0.0.1" or fetching.is_public(address),
            authorities=self.authorities,
            resolve=lambda host, port: ("127.0.0.1",),
            pause=lambda seconds: None,
        )
        return replace(rules, **changed)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("authority")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=365 * 100))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    authorities, private = folder / "ca.pem", folder / "key.pem"
    authorities.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return authorities, private


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""


@pytest.fixture
def publisher(certificate: tuple[Path, Path]) -> Iterator[Publisher]:
    authorities, private = certificate

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at.asked.append((self.path, dict(self.headers)))
            (at.replies.pop(0) if len(at.replies) > 1 else at.replies[0])(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name that the base class gives
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authorities, private)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    at = Publisher(server.server_address[1], authorities)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield at
    server.shutdown()
    thread.join()
    server.server_close()


def sends(status: int = 200, body: bytes = BODY, length: int | None = None, **headers: str) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def moves(to: str, status: int = 302) -> Reply:
    return sends(status, b"", Location=to)


def drips(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(2_000):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def stalls(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(2_000):
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.05)


def floods(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"x" * 10_000)


def test_a_new_file_comes_whole_with_what_the_publisher_says_of_it(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [sends(ETag='"7"', Last_Modified="Sat, 21 Nov 2026 08:00:00 GMT")]
    fetched = fetching.fetch(publisher.url("/a b".replace(" ", "%20") + "?x=1"), tmp_path / "list", publisher.rules())
    assert fetched is not None
    assert (tmp_path / "list").read_bytes() == BODY
    assert (fetched.sha256, fetched.size_bytes) == (hashlib.sha256(BODY).hexdigest(), len(BODY))
    assert fetched.seen == Seen('"7"', "Sat, 21 Nov 2026 08:00:00 GMT")
    path, headers = publisher.asked[0]
    assert path == "/a%20b?x=1"
    assert headers["Host"] == f"{HOST}:{publisher.port}"
    assert not {"authorization", "cookie", "proxy-authorization"} & {name.casefold() for name in headers}


def test_a_file_that_did_not_change_is_not_sent_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [sends(304, b"")]
    (tmp_path / "list").write_bytes(b"before")
    assert fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules(), Seen('"7"', "then")) is None
    assert (tmp_path / "list").read_bytes() == b"before"
    assert publisher.asked[0][1]["If-None-Match"] == '"7"'
    assert publisher.asked[0][1]["If-Modified-Since"] == "then"


def test_unchanged_is_no_answer_to_who_has_nothing(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [sends(304, b"")]
    with pytest.raises(FetchFailedError, match="status 304"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules())


def test_a_server_that_stumbles_is_asked_again_each_time_later(publisher: Publisher, tmp_path: Path) -> None:
    waits: list[float] = []
    publisher.replies = [sends(500), sends(503), sends()]
    fetched = fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules(pause=waits.append))
    assert fetched is not None
    assert waits == [1.0, 2.0]


def test_a_server_that_stays_down_is_told(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [sends(500)]
    with pytest.raises(FetchFailedError, match="status 500, 3 time"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules())
    assert len(publisher.asked) == 3


def test_a_file_that_is_not_there_is_not_asked_for_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [sends(404)]
    with pytest.raises(FetchFailedError, match="status 404"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules())
    assert len(publisher.asked) == 1


def test_a_body_that_is_cut_off_leaves_nothing_behind(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"before")
    publisher.replies = [sends(length=len(BODY) + 1)]
    with pytest.raises(FetchFailedError):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules())
    assert len(publisher.asked) == 3
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("list", b"before")]


def test_an_empty_body_is_no_list(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [sends(body=b"")]
    with pytest.raises(FetchFailedError, match="0 bytes came"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules())


def test_a_body_without_end_is_cut_at_the_limit(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [floods]
    with pytest.raises(FetchFailedError, match="larger than 100,000 bytes"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules(max_bytes=100_000))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("slow", [drips, stalls])
def test_a_server_that_drips_is_left_when_the_time_is_up(publisher: Publisher, tmp_path: Path, slow: Reply) -> None:
    publisher.replies = [slow]
    began = time.monotonic()
    with pytest.raises(FetchFailedError, match="took longer"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules(max_seconds=0.5))
    assert time.monotonic() - began < 60
    assert list(tmp_path.iterdir()) == []


def test_a_move_on_the_same_host_is_followed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [moves("/new.csv", 301), sends()]
    fetched = fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules())
    assert fetched is not None
    assert fetched.url == publisher.url("/new.csv")


def test_a_fourth_move_is_not_followed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [moves("/again")]
    with pytest.raises(FetchRefusedError, match="more than 3 times"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules())
    assert len(publisher.asked) == 4


@pytest.mark.parametrize(
    "to",
    [
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://elsewhere.example.org/",
        "http://lists.example.org/list.csv",
        "file:///etc/passwd",
        "ftp://lists.example.org/list.csv",
        "//elsewhere.example.org/",
        "https://user:secret@lists.example.org/",
        "https://lists.example.org:22/",
        "https://lists.example.org:99999/",
        "https://lists.example.org@elsewhere.example.org/",
        "https://[::ffff:127.0.0.1]/",
    ],
)
def test_a_move_to_a_place_that_is_not_allowed_is_refused(publisher: Publisher, tmp_path: Path, to: str) -> None:
    publisher.replies = [moves(to)]
    with pytest.raises(FetchRefusedError):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules())
    assert len(publisher.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_leads_to_a_private_address_is_refused_before_anything_is_sent(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.replies = [sends()]
    with pytest.raises(FetchRefusedError, match=r"leads to 127\.0\.0\.1, which is not public"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules(may_reach=fetching.is_public))
    assert publisher.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(publisher: Publisher, tmp_path: Path) -> None:
    rules = publisher.rules(resolve=lambda host, port: ("127.0.0.1", "10.0.0.1"))
    with pytest.raises(FetchRefusedError, match=r"leads to 10\.0\.0\.1"):
        fetching.fetch(publisher.url(), tmp_path / "list", rules)


def test_a_name_is_resolved_once_and_the_connection_goes_there(publisher: Publisher, tmp_path: Path) -> None:
    """A name that changes its address between the look and the connection gains nothing."""
    answers = iter((("127.0.0.1",), ("169.254.169.254",)))
    publisher.replies = [sends()]
    fetched = fetching.fetch(
        publisher.url(), tmp_path / "list", publisher.rules(resolve=lambda host, port: next(answers))
    )
    assert fetched is not None


def test_a_name_that_changes_its_address_before_a_move_is_refused(publisher: Publisher, tmp_path: Path) -> None:
    answers = iter((("127.0.0.1",), ("169.254.169.254",)))
    publisher.replies = [moves("/again"), sends()]
    with pytest.raises(FetchRefusedError, match=r"leads to 169\.254\.169\.254"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules(resolve=lambda host, port: next(answers)))
    assert len(publisher.asked) == 1


def test_a_certificate_of_an_unknown_authority_is_not_believed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [sends()]
    with pytest.raises(FetchFailedError, match="CERTIFICATE_VERIFY_FAILED"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules(authorities=None))


def test_a_certificate_for_another_name_is_not_believed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [sends()]
    other = f"other.example.org:{publisher.port}"
    with pytest.raises(FetchFailedError, match="CERTIFICATE_VERIFY_FAILED"):
        fetching.fetch(f"https://{other}/", tmp_path / "list", publisher.rules(hosts=frozenset({other})))
    assert publisher.asked == []


def test_no_proxy_of_the_environment_is_used(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    publisher.replies = [sends()]
    assert fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules()) is not None


def test_a_name_that_cannot_be_resolved_is_tried_again_and_told(publisher: Publisher, tmp_path: Path) -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror("no such name")

    with pytest.raises(FetchFailedError, match="cannot be resolved"):
        fetching.fetch(publisher.url(), tmp_path / "list", publisher.rules(resolve=unknown))


def test_a_disk_that_refuses_is_told_as_such(publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies = [sends()]
    with pytest.raises(FileNotFoundError):
        fetching.fetch(publisher.url(), tmp_path / "none" / "list", publisher.rules())


INSIDE = """
127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1
::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 ff02::1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 2002:7f00:1::
64:ff9b::7f00:1 2001:db8::1 nonsense 0x7f.1
"""


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not fetching.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_outside_is_public(address: str) -> None:
    assert fetching.is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::1]", "https://a.org", "a b.org", "*.org", ""])
def test_what_is_no_host_name_is_not_allowed(host: str) -> None:
    with pytest.raises(ValueError, match="no host name"):
        fetching.checked_host(host)


def test_a_host_name_is_compared_in_one_form() -> None:
    assert fetching.checked_host(" Lists.Example.ORG:443 ") == "lists.example.org"
