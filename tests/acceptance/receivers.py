"""Real receivers on this machine, a webhook over https and a mail server, and an installation that tells them."""

import datetime as dt
import email
import email.policy
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domain.collaboration import spine
from domain.values import CaseId, Role
from kvcase import bootstrap
from kvcase.bootstrap import Kvcase
from kvcase.lists import fetching
from kvcase.lists.fetching import Rules
from kvcase.telling import telling
from kvcase.telling.subscribers import Subscriber
from kvcase.telling.telling import Telling
from kvcase.telling_settings import MailFolder, MailServer, TellingSettings
from tests.acceptance.installations import NORTH, Installation, actor

HOST = "receiver.example.org"
PUBLIC = "https://kvcase.example.org"
ROSA, OLGA = actor("rosa", Role.RESEARCHER), actor("olga", Role.CONTACT_POINT_OFFICER)
BEGIN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
NAMES = UUID(int=33)


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    now: dt.datetime = BEGIN

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


@dataclass(frozen=True)
class Taken:
    """One request as a receiver saw it."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """A webhook over https: it answers each request with what `answer` says, a status and more headers."""

    port: int
    authorities: Path
    answer: Callable[[Taken], tuple[int, dict[str, str]]] = lambda taken: (204, {})
    came: list[Taken] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/told?token=geheim-kanarie"

    @property
    def taken(self) -> list[Taken]:
        """Return what was taken: what was answered with 2xx."""
        return [each for each in self.came if 200 <= each.status < 300]

    @property
    def rules(self) -> Rules:
        """Allow this receiver at this one address of the machine; all else is as in production."""
        return rules(self.port, self.authorities)


def rules(port: int, authorities: Path) -> Rules:
    """Return where a webhook may go: to a receiver on this machine."""
    return Rules(
        frozenset({f"{HOST}:{port}"}),
        may_reach=lambda address: address == "127.0.0.1" or fetching.is_public(address),
        authorities=authorities,
        resolve=lambda host, port: ("127.0.0.1",),
        setting="KVCASE_WEBHOOK_HOSTS",
    )


def authority(folder: Path, host: str = HOST) -> tuple[Path, Path]:
    """Return the files of a certificate for the receivers and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names = x509.SubjectAlternativeName([x509.DNSName(host), x509.DNSName("localhost")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(begin).not_valid_after(begin + dt.timedelta(days=36_500))
    made = made.add_extension(names, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate, private = folder / "ca.pem", folder / "key.pem"
    certificate.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that is killed hangs up."""


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """Give a receiver that takes all."""
    certificate, private = authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with at.lock:
                status, more = at.answer(Taken(self.path, headers, body, 0))
                at.came.append(Taken(self.path, headers, body, status))
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name that the base class gives
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    at = Receiver(server.server_address[1], certificate)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield at
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Letter:
    """A mail as the server took it."""

    sender: str
    to: list[str]
    mail: EmailMessage

    @property
    def text(self) -> str:
        return f"{self.mail.as_string()}\n{self.mail.get_content()}"


@dataclass
class Postbox:
    """A mail server that answers RCPT with what `refuse` says, and keeps what it took."""

    refuse: Callable[[str], str | None] = lambda address: None
    came: list[Letter] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802  the name that aiosmtpd calls
        self, server: object, session: object, envelope: Any, address: str, options: object
    ) -> str:
        if (said := self.refuse(address)) is not None:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.came.append(Letter(envelope.mail_from, list(envelope.rcpt_tos), mail))
        return "250 taken"


class _Controller(Controller):
    """A mail server on a port that the system gives."""

    def _trigger_server(self) -> None:
        served: Any = self.server
        self.port = served.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # theirs


@contextmanager
def mailing(folder: Path) -> Iterator[tuple[Postbox, MailServer]]:
    """Give a mail server that wants STARTTLS, and the settings that lead to it."""
    certificate, private = authority(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    box = Postbox()
    controller = _Controller(box, hostname="127.0.0.1", port=0, tls_context=context, require_starttls=True)
    controller.start()
    try:
        box.port = controller.port
        yield box, MailServer("smtp+starttls", "localhost", box.port, authorities=certificate)
    finally:
        controller.stop()


@dataclass
class Teller:
    """An installation in this process, with a clock that stands still, and what tells others of it."""

    program: Kvcase
    telling: Telling
    clock: Clock

    def webhook(self, receiver: Receiver, *kinds: str, after: int | None = None) -> tuple[Subscriber, str]:
        """Add a webhook of what happens from now on."""
        head = self.telling.outbox.head(NORTH) if after is None else after
        return self.telling.subscribers.add_webhook(NORTH, receiver.url, kinds or ("all",), head, "test")

    def notify(self, name: str, title: str = "Drones over water", summary: str = "Swarms.", by: Any = ROSA) -> CaseId:
        """Let a researcher notify a case."""
        case = CaseId(uuid5(NAMES, name))
        told = spine.NotifyCollaboration(case, title, summary, spine.Nature.SERVICE)
        self.program.service(told, actor=by)
        return case

    def amend(self, case: CaseId, title: str) -> None:
        """Let something more happen to a case."""
        self.program.service(spine.AmendNotification(case, "clearer", title=title), actor=ROSA)

    def round(self, **forward: float) -> None:
        """Let time pass, and tell what is due."""
        self.clock.forward(**forward)
        self.telling.tend([NORTH])


@contextmanager
def telling_of(
    installation: Installation,
    receiver: Receiver | None = None,
    mail: MailServer | MailFolder | None = None,
    clock: Clock | None = None,
    **delivery: Any,
) -> Iterator[Teller]:
    """Open an installation that tells others."""
    at = clock or Clock()
    program = bootstrap.build(installation.settings, at)
    try:
        hosts = receiver.rules.hosts if receiver is not None else frozenset[str]()
        settings = TellingSettings(hosts, PUBLIC, mail, "kvcase@noorderhaven.example")
        engine, where = program.read_models.engine, receiver.rules if receiver is not None else None
        chosen = {"jitter": lambda: 0.0, **delivery}
        yield Teller(program, telling.opened(settings, program.logs, program.vault, engine, at, where, **chosen), at)
    finally:
        program.close()
