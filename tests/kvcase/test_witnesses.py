"""Witnesses over real sockets of this machine: an address over https, a mailbox over SMTP; and what is refused."""

import email
import email.policy
import socketserver
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kvcase import witnesses
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.lists.fetching import Rules
from kvcase.witnesses import Address, Folder, Mailbox, Post, Signed, WitnessError
from tests.acceptance import receivers
from tests.kvcase.ledger_worlds import KEYS
from tests.kvcase.store import toys

pytestmark = pytest.mark.sockets
HOST = "witness.example.org"
ORIGIN = KEYS.origin("north")
NOTE = Checkpoint(ORIGIN, 10, bytes(32), 10, toys.NOW).signed(KEYS.signing_for("north"))
SIGNED = [Signed(ORIGIN, 9, "an older one"), Signed(ORIGIN, 10, NOTE)]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give the files of a certificate and its key."""
    return receivers.authority(tmp_path_factory.mktemp("authority"), HOST)


class Web(HTTPServer):
    """A server that keeps what it is sent and answers with `status`."""

    status = 201
    came: list[bytes]


@pytest.fixture
def web(authority: tuple[Path, Path]) -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.came.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(server.status)
            self.send_header("Location", "https://elsewhere.example.org/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name that the base class gives
            """Say nothing."""

    server = Web(("127.0.0.1", 0), Handler)
    server.came = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def rules(port: int, authorities: Path) -> Rules:
    return Rules(
        frozenset({f"{HOST}:{port}"}),
        may_reach=lambda address: address == "127.0.0.1",
        authorities=authorities,
        resolve=lambda host, port: ("127.0.0.1",),
    )


def test_an_address_is_sent_the_newest(web: Web, authority: tuple[Path, Path]) -> None:
    port = web.server_address[1]
    assert isinstance(port, int)
    Address(f"https://{HOST}:{port}/checkpoints", rules(port, authority[0])).give(SIGNED)
    assert web.came == [NOTE.encode()]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_address_that_does_not_take_it_is_told_and_not_followed(
    web: Web, authority: tuple[Path, Path], status: int
) -> None:
    web.status, port = status, web.server_address[1]
    assert isinstance(port, int)
    with pytest.raises(WitnessError, match=f"status {status}"):
        Address(f"https://{HOST}:{port}/", rules(port, authority[0])).give(SIGNED)
    assert len(web.came) == 1


def test_an_address_inside_the_house_is_refused() -> None:
    inside = Rules(frozenset({HOST}), resolve=lambda host, port: ("10.0.0.7",))
    with pytest.raises(WitnessError, match="is not public"):
        Address(f"https://{HOST}/", inside).give(SIGNED)


class Smtp(socketserver.ThreadingTCPServer):
    """As much of a mail server as takes one mail: it keeps what was said."""

    allow_reuse_address = True
    daemon_threads = True
    refuses = False
    said: list[str]
    mails: list[bytes]
    context: ssl.SSLContext

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust us and hangs up is what a test is about."""


class _Conversation(socketserver.StreamRequestHandler):
    server: Smtp

    def handle(self) -> None:
        self._say("220 witness.example.org")
        while line := self.rfile.readline():
            said = line.decode().strip()
            self.server.said.append(said)
            match said.upper().split()[0]:
                case "EHLO":
                    self._say("250-witness.example.org\r\n250-STARTTLS\r\n250 AUTH PLAIN")
                case "STARTTLS":
                    self._say("220 go on")
                    wrapped = self.server.context.wrap_socket(self.connection, server_side=True)
                    self.connection = wrapped
                    self.rfile, self.wfile = wrapped.makefile("rb"), wrapped.makefile("wb", buffering=0)  # type: ignore[assignment]
                case "AUTH":
                    self._say("235 welcome")
                case "RCPT" if self.server.refuses:
                    self._say("550 nobody of that name")
                case "DATA":
                    self._say("354 go on")
                    lines = []
                    while (each := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(each.removeprefix(b".") if each.startswith(b"..") else each)
                    self.server.mails.append(b"".join(lines))
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 fine")

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
        self.wfile.flush()


@pytest.fixture
def smtp(authority: tuple[Path, Path]) -> Iterator[Smtp]:
    server = Smtp(("127.0.0.1", 0), _Conversation)
    server.said, server.mails = [], []
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(*authority)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def attached(mail: bytes) -> bytes:
    """Return the note that a mail brings."""
    (found,) = email.message_from_bytes(mail, policy=email.policy.default).iter_attachments()
    content = found.get_content()
    assert isinstance(content, bytes)
    return content


def test_a_mailbox_is_sent_the_newest_to_the_byte(smtp: Smtp) -> None:
    post = Post("smtp", "127.0.0.1", smtp.server_address[1])
    Mailbox("witness@example.org", "kvcase@example.org", post).give(SIGNED)
    (mail,) = smtp.mails
    assert attached(mail) == NOTE.encode()
    told = email.message_from_bytes(mail, policy=email.policy.default)
    assert (told["To"], told["Subject"]) == ("witness@example.org", f"Checkpoint of {ORIGIN}: 10 events")


def test_a_password_is_told_inside_tls_alone(smtp: Smtp, authority: tuple[Path, Path]) -> None:
    post = Post("smtp+starttls", "localhost", smtp.server_address[1], "user", "secret", authority[0])
    Mailbox("witness@example.org", "kvcase@example.org", post).give(SIGNED)
    assert len(smtp.mails) == 1
    begun = [said.split()[0].upper() for said in smtp.said]
    assert begun.index("STARTTLS") < begun.index("AUTH")
    untrusted = Post("smtp+starttls", "localhost", smtp.server_address[1], "user", "secret")
    with pytest.raises(WitnessError, match="certificate"):
        Mailbox("witness@example.org", "kvcase@example.org", untrusted).give(SIGNED)


def test_a_mailbox_that_is_refused_or_a_server_that_is_down_is_told(smtp: Smtp) -> None:
    smtp.refuses = True
    port = smtp.server_address[1]
    with pytest.raises(WitnessError, match="nobody of that name"):
        Mailbox("witness@example.org", "kvcase@example.org", Post("smtp", "127.0.0.1", port)).give(SIGNED)
    with pytest.raises(WitnessError, match=r"127\.0\.0\.1:1: "):
        Mailbox("witness@example.org", "kvcase@example.org", Post("smtp", "127.0.0.1", 1)).give(SIGNED)


def test_the_settings_name_a_witness() -> None:
    smtp = Post.parse("smtp+starttls://u%40h:p@mail.example.org")
    assert (smtp.host, smtp.port, smtp.user, smtp.password) == ("mail.example.org", 587, "u@h", "p")
    assert witnesses.parse("folder:/srv/w", "", None) == Folder(Path("/srv/w"))
    mailbox = witnesses.parse("mailto:w@example.org", "k@example.org", smtp)
    assert mailbox.name == "mailto:w@example.org"
    address = witnesses.parse("https://witness.example.org:8443/x", "", None)
    assert isinstance(address, Address)
    assert address.rules.hosts == frozenset({"witness.example.org:8443"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no witness"),
        ("folder:", "is no witness"),
        ("http://witness.example.org/", "is no witness"),
        ("https://10.0.0.7/", "is no host name"),
        ("https://user:hidden@witness.example.org/", "no name or password"),
        ("mailto:w@example.org", "wants KVCASE_LEDGER_SMTP"),
    ],
)
def test_a_setting_that_names_none_says_what_is_expected(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        witnesses.parse(text, "k@example.org", None)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "mail.example.org", "imap://mail.example.org", "smtp://", "smtp://h:99999"])
def test_a_mail_server_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected smtp://host"):
        Post.parse(text)


def test_a_file_that_is_named_by_no_size_is_no_checkpoint(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    place = tmp_path / "kvcase" / "test"
    place.mkdir(parents=True)
    for name in ("\u00b2", "latest", "-3", "\u0661", "9" * 40, "000000000007"):
        (place / f"{name}.checkpoint").write_text("")
    assert [size for size, _ in folder.kept("kvcase/test")] == [7]
