"""The public keys of issuers, kept in memory of one process and taken anew when they are old or one is not known.

An unknown key makes us look again at most once a minute, so that nobody makes us call an issuer by sending nonsense.
While an issuer cannot be reached its keys stay good for a day. Source: handbook reliability-security.md 5; RFC 7517.
"""

import base64
import json
import logging
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from joserfc import jwk
from joserfc.errors import JoseError
from joserfc.jwk import Key

from domain.errors import UnusableInputError
from domain.ports import Clock
from kvcase.issuers import Issuer
from kvcase.lists import fetching
from kvcase.lists.fetching import Fetched, FetchFailedError, Rules

FRESH: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=1)
AGAIN: Final = timedelta(minutes=1)
MAX_BYTES: Final = 256 * 1024
MAX_SECONDS: Final = 5.0
MAX_KEYS: Final = 100
MIN_RSA_BITS: Final = 2048
_PUBLIC: Final = ("kty", "n", "e", "crv", "x", "y")
_LOG = logging.getLogger("kvcase.tokens")

Fetch = Callable[[str, Path, Rules], Fetched | None]
Read = Callable[[Issuer], bytes]
"""Returns the JWK set of an issuer whose configuration does not say where it stands."""
Held = Mapping[tuple[str, str], Key]
"""Keys by their id and the one algorithm that each is for."""


@dataclass(slots=True)
class _Shelf:
    """What we hold of one issuer."""

    keys: Held = field(default_factory=dict)
    taken_at: datetime | None = None
    tried_at: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class KeySets:
    """Finds the key of an issuer that a token names; safe for threads."""

    def __init__(
        self, issuers: tuple[Issuer, ...], clock: Clock, fetch: Fetch = fetching.fetch, read: Read | None = None
    ) -> None:
        self._clock = clock
        self._fetch = fetch
        self._read = read or self._bytes
        self._shelves = {each.issuer: _Shelf() for each in issuers}

    def key(self, issuer: Issuer, key_id: str, algorithm: str) -> Key | None:
        """Return a key of the issuer that is for this algorithm, or None when it has none, or cannot be asked."""
        shelf, wanted, now = self._shelves[issuer.issuer], (key_id, algorithm), self._clock()
        is_wanting = wanted not in shelf.keys or _older(shelf.taken_at, now, FRESH)
        # One looks; the others wait only while there is nothing yet, so that a slow issuer holds up one request alone.
        if is_wanting and shelf.lock.acquire(blocking=shelf.taken_at is None):
            try:
                if _older(shelf.tried_at, now, AGAIN):
                    self._take(issuer, shelf, now)
            finally:
                shelf.lock.release()
        return None if _older(shelf.taken_at, now, LONGEST) else shelf.keys.get(wanted)

    def only(self, issuer: Issuer, algorithm: str) -> Key | None:
        """Return the one key of the issuer that is for this algorithm, for a token that names none."""
        self.key(issuer, "", algorithm)  # looks again, as for a key that is not known
        found = [key_id for key_id, each in self._shelves[issuer.issuer].keys if each == algorithm]
        return self.key(issuer, found[0], algorithm) if len(found) == 1 else None

    def _take(self, issuer: Issuer, shelf: _Shelf, now: datetime) -> None:
        shelf.tried_at = now
        try:
            shelf.keys = parse(self._read(issuer))
            shelf.taken_at = now
        except (FetchFailedError, UnusableInputError, OSError, ValueError) as error:
            _LOG.warning("the keys of issuer %s cannot be had: %s", issuer.name, str(error)[:300])

    def _bytes(self, issuer: Issuer) -> bytes:
        if issuer.host is None:
            with Path(issuer.jwks).open("rb") as file:
                return file.read(MAX_BYTES + 1)
        rules = Rules(frozenset({issuer.host}), max_bytes=MAX_BYTES, max_seconds=MAX_SECONDS)
        with tempfile.TemporaryDirectory() as folder:
            into = Path(folder) / "jwks.json"
            self._fetch(issuer.jwks, into, rules)
            return into.read_bytes()


def parse(said: bytes) -> Held:
    """Return the keys of a JWK set that we can use; others are passed over. Raises `ValueError` for no such set."""
    if len(said) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES:,} bytes")
    try:
        told = json.loads(said)
    except RecursionError:
        raise ValueError("too deep") from None
    listed = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(listed, list) or len(listed) > MAX_KEYS:
        raise ValueError(f"no JWK set of at most {MAX_KEYS} keys")
    keys: dict[tuple[str, str], Key] = {}
    for key_id, algorithm, key in filter(None, map(_usable, listed)):
        if (key_id, algorithm) in keys:
            raise ValueError("two keys with the same id")
        keys[key_id, algorithm] = key
    return keys


def _usable(told: Any) -> tuple[str, str, Key] | None:
    """Return id, algorithm and key, if it signs with an algorithm that we take; private parts are dropped."""
    if not isinstance(told, dict) or told.get("use", "sig") != "sig":
        return None
    key_id, algorithm = told.get("kid"), _algorithm(told)
    if not isinstance(key_id, str) or not key_id or algorithm is None:
        return None
    if told.get("alg") not in {None, algorithm, "Ed25519" if algorithm == "EdDSA" else algorithm}:
        return None
    try:
        return key_id, algorithm, jwk.import_key({name: told[name] for name in _PUBLIC if name in told})
    except (JoseError, ValueError, TypeError):
        return None


def _algorithm(told: Mapping[str, Any]) -> str | None:
    """Return the one algorithm that a key is for, so that no token can choose another for it."""
    match told.get("kty"), told.get("crv"):
        case "RSA", None:
            return "RS256" if _bits(told.get("n")) >= MIN_RSA_BITS else None
        case "EC", "P-256":
            return "ES256"
        case "OKP", "Ed25519":
            return "EdDSA"
        case _:
            return None


def _bits(number: Any) -> int:
    if not isinstance(number, str):
        return 0
    try:
        return int.from_bytes(base64.urlsafe_b64decode(number + "=" * (-len(number) % 4))).bit_length()
    except ValueError:
        return 0


def _older(at: datetime | None, now: datetime, than: timedelta) -> bool:
    return at is None or now - at >= than
