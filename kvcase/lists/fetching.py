"""Fetch a list from its publisher, and from nobody else.

Only https, only hosts that an administrator allows, only addresses that are public: a name is resolved once, all its
addresses are looked at, and the connection goes to one of these while the certificate is checked for the name. Each
redirect is looked at the same way. No proxy, no cookie, no password; limits on bytes and on time as a whole.
Source: handbook reliability-security.md 6.
"""

import hashlib
import http.client
import ipaddress
import logging
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import urljoin, urlsplit

from urllib3 import HTTPResponse
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError

from domain.errors import UnusableInputError

log = logging.getLogger("kvcase.lists")

MAX_BYTES: Final = 200 * 1024 * 1024
MAX_SECONDS: Final = 120.0
MAX_REDIRECTS: Final = 3
TRIES: Final = 3
_STEP_SECONDS: Final = 15.0
_CHUNK: Final = 64 * 1024
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_AGENT: Final = "kvcase (list import)"

Resolve = Callable[[str, int], Sequence[str]]
"""Return the addresses of a host name. Raises `OSError`."""


class FetchRefusedError(UnusableInputError):
    """An address that we do not go to, whatever stands there."""

    code = "fetch-refused"


class FetchFailedError(Exception):
    """Nothing whole came; it may next time. The message says what happened."""


class _TryAgainError(Exception):
    """What may pass by itself: raised and caught here."""


def addresses_of(host: str, port: int) -> Sequence[str]:
    """Return what the system's resolver says of a host name. Raises `OSError`."""
    return tuple(str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


def is_public(address: str) -> bool:
    """Tell whether an address is one of the open internet: not private, loopback, link-local, or these in disguise."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ()))
        if any(each is not None and not is_public(str(each)) for each in inner):
            return False
        if ip.ipv4_mapped is not None:
            return True
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


@dataclass(frozen=True, slots=True)
class Rules:
    """Where we may go and how much we take. `hosts` are names, or `name:port` for another port than 443.

    `setting` is the one that names the hosts. `may_reach` and `authorities` (a file of certificates) differ in tests
    alone; no setting names them.
    """

    hosts: frozenset[str]
    max_bytes: int = MAX_BYTES
    max_seconds: float = MAX_SECONDS
    may_reach: Callable[[str], bool] = is_public
    authorities: Path | None = None
    resolve: Resolve = addresses_of
    pause: Callable[[float], None] = time.sleep
    setting: str = "KVCASE_LIST_HOSTS"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered to what it was sent; its body is nobody's business."""

    status: int
    retry_after: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the publisher said of the file we have, so that it is sent again only when it changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that came whole."""

    url: str
    sha256: str
    size_bytes: int
    seen: Seen


class _Connection(HTTPSConnection):
    """A connection that can be cut from another thread at any moment, the TLS handshake and the body included."""

    line: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        self.line = sock.dup()  # the socket itself is wrapped, and forgotten when the answer says that it closes
        return sock

    def cut(self) -> None:
        """End what is being read or written now."""
        if self.line is not None:
            with suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)

    def leave(self) -> None:
        """Close all, also what a closing answer keeps open."""
        self.close()
        if self.line is not None:
            self.line.close()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a URL leads: the address that was looked at, and the name that its certificate must bear."""

    url: str
    host: str
    port: int
    target: str
    address: str


def checked_host(host: str) -> str:
    """Return a host of the allow-list as it is compared. Raises `ValueError` for an address or anything else."""
    name, _, port = host.strip().casefold().rstrip(".").partition(":")
    labels = name.split(".")
    fine = all(label and all(c.isalnum() or c == "-" for c in label) for label in labels) and name.isascii()
    if len(labels) < 2 or not fine or not labels[-1].isalpha() or (port and not port.isdigit()):
        raise ValueError(f"{host!r} is no host name; expected such as lists.example.org")
    return f"{name}:{port}" if port and port != "443" else name


def fetch(url: str, into: Path, rules: Rules, seen: Seen | None = None) -> Fetched | None:
    """Fetch a file whole into `into`; nothing when the publisher says that it is the one we have `seen`.

    Raises `FetchRefusedError` for an address that is not allowed, at once or after a redirect, `FetchFailedError` when
    nothing whole came in time, and `OSError` when it cannot be written.
    """
    ends_at = time.monotonic() + rules.max_seconds
    draft = into.with_name(f".{into.name}.{os.getpid()}.draft")
    try:
        for attempt in range(TRIES):
            try:
                fetched = _follow(url, draft, rules, seen or Seen(), ends_at)
            except _TryAgainError as error:
                wait = 2.0**attempt
                if attempt + 1 == TRIES or time.monotonic() + wait >= ends_at:
                    raise FetchFailedError(f"{url}: {error}, {attempt + 1} time(s)") from error
                log.info("%s: %s; again in %d s", url, error, wait)
                rules.pause(wait)
                continue
            if fetched is not None:
                draft.replace(into)
            return fetched
        raise AssertionError("the last try raises")
    finally:
        draft.unlink(missing_ok=True)


def post(url: str, body: bytes, rules: Rules) -> None:
    """Send bytes to an address under the same rules, once and without following it elsewhere.

    Raises `FetchRefusedError` for an address that is not allowed, `FetchFailedError` unless it says that it took them.
    """
    try:
        status = send(url, body, {"Content-Type": "text/plain; charset=utf-8"}, rules).status
    except FetchFailedError as error:
        raise FetchFailedError(f"{url}: {error}") from error
    if not 200 <= status < 300:
        raise FetchFailedError(f"{url}: status {status}")


def send(url: str, body: bytes, headers: Mapping[str, str], rules: Rules, seconds: float = _STEP_SECONDS) -> Reply:
    """Send bytes to an address under the same rules, once, and return what it answered, a redirect too.

    A step takes at most `seconds`, all of it twice as long. Raises `FetchRefusedError` for an address that is not
    allowed, `FetchFailedError` when no answer came; it does not repeat the address, which may hold a secret.
    """
    try:
        place = _place(url, rules)
        connection = _connected(place, rules, seconds)
        watch = threading.Timer(2 * seconds, _hang_up, (connection, threading.Event()))
        watch.daemon = True
        watch.start()
        try:
            told = {**_headers(place, Seen()), **headers}
            connection.request("POST", place.target, body=body, headers=told, preload_content=False)
            response = connection.getresponse()
            return Reply(response.status, response.headers.get("Retry-After"))
        finally:
            watch.cancel()
            connection.leave()
    except (_TryAgainError, HTTPError, http.client.HTTPException, OSError) as error:
        raise FetchFailedError(f"{type(error).__name__.strip('_')}: {str(error)[:200]}") from error


def _follow(url: str, draft: Path, rules: Rules, seen: Seen, ends_at: float) -> Fetched | None:
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(_place(url, rules), draft, rules, seen, ends_at)
        if not isinstance(answer, str):
            return answer
        url = urljoin(url, answer)
    raise FetchRefusedError("url", f"redirects more than {MAX_REDIRECTS} times", "the address of the file itself")


def allowed(url: str, rules: Rules) -> tuple[str, int, str]:
    """Return (host, port, target) of an address that we may go to. Raises `FetchRefusedError`."""
    shown = url[:200]
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise FetchRefusedError("url", f"{shown!r} is no address", "https://host/path") from None
    if parts.scheme != "https" or not parts.hostname:
        raise FetchRefusedError("url", f"{shown!r} is not https", "https://host/path")
    if parts.username is not None or parts.password is not None:
        raise FetchRefusedError("url", "holds a name or password", "an address without credentials")
    host = parts.hostname.casefold().rstrip(".")
    named = f"{host}:{port}" if port != 443 else host
    if named not in rules.hosts:
        expected = f"one of {', '.join(sorted(rules.hosts)) or f'{rules.setting}, which names none'}"
        raise FetchRefusedError("url", f"{named} is no allowed host", expected)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(c.isspace() or not c.isprintable() or ord(c) > 126 for c in target):
        raise FetchRefusedError("url", "holds a space or control character", "an address in percent-encoding")
    return host, port, target


def _place(url: str, rules: Rules) -> _Place:
    """Return where a URL leads. Raises `FetchRefusedError`, or `_TryAgainError` when its name cannot be resolved."""
    host, port, target = allowed(url, rules)
    try:
        addresses = rules.resolve(host, port)
    except OSError as error:
        raise _TryAgainError(f"{host} cannot be resolved ({error})") from error
    for address in addresses:
        if not rules.may_reach(address):
            raise FetchRefusedError("url", f"{host} leads to {address}, which is not public", "a public address")
    if not addresses:
        raise _TryAgainError(f"{host} has no address")
    return _Place(url, host, port, target, addresses[0])


def _get(place: _Place, draft: Path, rules: Rules, seen: Seen, ends_at: float) -> Fetched | str | None:
    """Return the file, nothing when it is the one we have seen, or where it moved to."""
    left = ends_at - time.monotonic()
    if left <= 0:
        raise FetchFailedError(f"{place.url}: took longer than {rules.max_seconds:.0f} s")
    connection = _connected(place, rules, min(_STEP_SECONDS, left))
    late = threading.Event()
    watch = threading.Timer(left, _hang_up, (connection, late))
    watch.daemon = True
    watch.start()
    try:
        connection.request("GET", place.target, headers=_headers(place, seen), preload_content=False)
        return _answer(place, connection.getresponse(), draft, rules, seen, late)
    except (HTTPError, http.client.HTTPException, OSError) as error:
        if late.is_set():
            raise FetchFailedError(f"{place.url}: took longer than {rules.max_seconds:.0f} s") from error
        if isinstance(error, OSError) and error.filename is not None:
            raise  # our own disk, not the network
        raise _TryAgainError(f"{type(error).__name__}: {str(error)[:200]}") from error
    finally:
        watch.cancel()
        connection.leave()


def _connected(place: _Place, rules: Rules, timeout: float) -> _Connection:
    context = ssl.create_default_context(cafile=str(rules.authorities) if rules.authorities else None)
    return _Connection(place.address, place.port, timeout=timeout, ssl_context=context, server_hostname=place.host)


def _answer(
    place: _Place, response: HTTPResponse, draft: Path, rules: Rules, seen: Seen, late: threading.Event
) -> Fetched | str | None:
    if response.status == 304 and (seen.etag or seen.last_modified):
        return None
    if response.status in _MOVED:
        return str(response.headers.get("Location", ""))
    if response.status in _LATER:
        raise _TryAgainError(f"status {response.status}")
    if response.status != 200:
        raise FetchFailedError(f"{place.url}: status {response.status}")
    with draft.open("wb") as out:
        sha256, size = _read(place, response, out, rules, late)
    announced = response.headers.get("Content-Length")
    if size == 0 or (announced is not None and announced.isdigit() and int(announced) != size):
        raise _TryAgainError(f"{size:,} bytes came of {announced or 'none'}")
    etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    return Fetched(place.url, sha256, size, Seen(etag, modified))


def _read(
    place: _Place, response: HTTPResponse, out: IO[bytes], rules: Rules, late: threading.Event
) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := response.read1(_CHUNK, decode_content=False):
        size += len(chunk)
        if late.is_set():
            break
        if size > rules.max_bytes:
            raise FetchFailedError(f"{place.url}: larger than {rules.max_bytes:,} bytes")
        digest.update(chunk)
        out.write(chunk)
    if late.is_set():
        raise FetchFailedError(f"{place.url}: took longer than {rules.max_seconds:.0f} s")
    out.flush()
    os.fsync(out.fileno())
    return digest.hexdigest(), size


def _headers(place: _Place, seen: Seen) -> dict[str, str]:
    headers = {
        "Host": place.host if place.port == 443 else f"{place.host}:{place.port}",
        "User-Agent": _AGENT,
        "Accept-Encoding": "identity",
    }
    if seen.etag:
        headers["If-None-Match"] = seen.etag
    if seen.last_modified:
        headers["If-Modified-Since"] = seen.last_modified
    return headers


def _hang_up(connection: _Connection, late: threading.Event) -> None:
    late.set()
    connection.cut()
