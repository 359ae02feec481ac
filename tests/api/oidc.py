"""An issuer as a process of its own (`oidc-provider-mock`), one that answers what a test wants, and a house."""

import json
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from joserfc import jwt
from werkzeug.test import TestResponse

from api.app import create_app
from api.settings import ApiSettings
from domain.values import Actor, Role
from kvcase import bootstrap, clock, issuers
from kvcase.settings import Settings
from kvcase.store.database import DatabaseUrl
from tests import prepared
from tests.api.house import HERE, THERE, House
from tests.api.tokens import published, signing
from tests.api.visitor import Visitor

CLIENT = "kvcase-pages"
SECRET = "a-client-secret-that-nobody-may-see"
BACK = f"http://localhost{issuers.BACK}"


@dataclass
class Login:
    """A house at which people sign in through an issuer; its clock can be put ahead."""

    house: House
    issuer: str
    ahead: list[timedelta] = field(default_factory=lambda: [timedelta()])

    def later(self, **by: int) -> None:
        self.ahead[0] += timedelta(**by)

    def knows(self, subject: str, actor: str, *roles: Role, at: str = HERE) -> None:
        whom = Actor(actor, at, frozenset(roles))
        self.house.program.members.put(self.issuer, subject, whom, frozenset({"all"}), "a test")

    def forgets(self, subject: str) -> None:
        self.house.program.members.remove(self.issuer, subject, "a test")

    def visitor(self) -> Visitor:
        visitor = Visitor(self.house.app)
        visitor.get("/")
        return visitor

    def leaves(self, visitor: Visitor, path: str = "/sign-in/at/noordhaven", **query: str) -> str:
        """Return where the browser is sent to sign in."""
        answer = visitor.get(f"{path}?{urllib.parse.urlencode(query)}" if query else path)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def told(self, what: str) -> list[dict[str, Any]]:
        """Return what the book of access tells of such lines."""
        return [
            {"by": each.by, "about": each.about, **each.told}
            for each in self.house.program.keys.changes()
            if each.what == what
        ]


@contextmanager
def opened(folder: Path, issuer: str, url: str = "", **more: str) -> Iterator[Login]:
    """Open an installation that believes an issuer."""
    (folder / "secret").write_text(SECRET)
    (folder / "secret").chmod(0o600)
    told = {"issuer": issuer, "institution": HERE, "client_id": CLIENT, "client_secret_file": "secret"}
    lines = [f"{name} = {json.dumps(value)}" for name, value in {**told, "redirect_uri": BACK, **more}.items()]
    (folder / "issuers.toml").write_text("\n".join(["[noordhaven]", f"also = [{json.dumps(THERE)}]", *lines]))
    believed = issuers.read(folder / "issuers.toml", (HERE, THERE))
    (folder / "data").mkdir()
    database = DatabaseUrl.parse(url or f"sqlite:///{folder / 'data'}")
    settings = Settings(database, bytes(range(32)), (HERE, THERE), issuers=believed)
    if url:
        bootstrap.migrate(settings)
    else:
        prepared.on_sqlite(
            folder / "data",
            "signing in",
            lambda made: bootstrap.migrate(replace(settings, database=DatabaseUrl.parse(made), issuers=())),
        )
    ahead = [timedelta()]
    program = bootstrap.build(settings, lambda: clock.now() + ahead[0])
    try:
        yield Login(House(program, create_app(program.ports, settings=ApiSettings())), issuer, ahead)
    finally:
        program.close()


@contextmanager
def mock() -> Iterator[str]:
    """Start `oidc-provider-mock` in a process of its own, and give its address."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    with running(command, f"http://127.0.0.1:{port}") as address:
        yield address


@contextmanager
def running(command: list[str], address: str, folder: Path | None = None) -> Iterator[str]:
    """Run a provider until it is not wanted any more, and give its address once it answers."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ends_at = time.monotonic() + 60
        while not _answers(f"{address}/.well-known/openid-configuration"):
            assert process.poll() is None, "the provider ended"
            assert time.monotonic() < ends_at, "the provider does not answer"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def signs_in(address: str, subject: str | None) -> str:
    """Sign in at the mock as its form asks, or refuse there, and return the path that leads back."""
    fields = {"action": "deny"} if subject is None else {"sub": subject}
    request = urllib.request.Request(address, urllib.parse.urlencode(fields).encode())  # noqa: S310  # loopback
    location = visit(request).headers["Location"]
    return back(location)


def back(location: str) -> str:
    """Return the path with which a browser is sent back to us; it is our own."""
    assert location.startswith(BACK), location
    return location.removeprefix("http://localhost")


def visit(request: urllib.request.Request | str) -> HTTPResponse:
    """Return an answer, a redirect too, without following it."""
    try:
        answer = urllib.request.build_opener(_Still).open(request, timeout=20)
    except urllib.error.HTTPError as error:
        return error  # type: ignore[return-value]  # it is an answer as well
    assert isinstance(answer, HTTPResponse)
    return answer


def with_query(address: str, **changed: str) -> str:
    """Return an address with other parameters."""
    parts = urllib.parse.urlsplit(address)
    query = {**dict(urllib.parse.parse_qsl(parts.query)), **changed}
    return parts._replace(query=urllib.parse.urlencode(query)).geturl()


def query_of(address: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))


def title(answer: TestResponse) -> str:
    """Return the heading of a page."""
    found = re.search(r"<h1>([^<]+)", answer.text)
    assert found is not None, answer.text
    return found[1]


class _Still(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Odd:
    """An issuer of our own on loopback, that answers what a test wants."""

    address: str
    claims: dict[str, Any] = field(default_factory=dict)
    key: str = "rsa-1"
    keys: tuple[str, ...] = ("rsa-1",)
    header: dict[str, Any] = field(default_factory=dict)
    token: Callable[[str], tuple[int, bytes]] | None = None
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    form: dict[str, str] = field(default_factory=dict)
    ahead: list[timedelta] = field(default_factory=lambda: [timedelta()])

    def documents(self) -> dict[str, bytes]:
        found = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            **self.discovery,
        }
        return {
            "/.well-known/openid-configuration": json.dumps(found).encode(),
            "/jwks": published(*self.keys).encode(),
        }

    def signed(self, nonce: str) -> str:
        """Return an ID token that is good, or otherwise where the test says."""
        now = int((clock.now() + self.ahead[0]).timestamp())
        good = {"iss": self.address, "aud": CLIENT, "sub": "anna", "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {name: value for name, value in {**good, **self.claims}.items() if value is not None}
        header = {"alg": "RS256", "kid": "rsa-1", **self.header}
        header = {name: value for name, value in header.items() if value is not None}
        return jwt.encode(header, claims, signing(self.key), ["RS256"])


@contextmanager
def odd() -> Iterator[Odd]:
    """Run an issuer that answers what a test wants."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    made = Odd(f"http://127.0.0.1:{server.server_address[1]}")

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            return None

        def do_GET(self) -> None:
            made.asked.append(self.path)
            found = made.documents().get(self.path)
            self.answer(200 if found else 404, found or b"")

        def do_POST(self) -> None:
            made.asked.append(self.path)
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            made.form = {**dict(urllib.parse.parse_qsl(sent)), "authorization": self.headers.get("Authorization", "")}
            if made.token is not None:
                self.answer(*made.token(made.form["code"]))
                return
            told = {"access_token": "x", "token_type": "Bearer", "id_token": made.signed(made.form["code"])}
            self.answer(200, json.dumps(told).encode())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if 300 <= status < 400:
                self.send_header("Location", f"{made.address}/elsewhere")
            self.end_headers()
            self.wfile.write(body)

    server.RequestHandlerClass = Handler
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who hangs up is no fault here
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # loopback
            return bool(answer.status == 200)
    except OSError:
        return False
