"""Whom we believe who somebody is: a file of the administrator's with one table for each issuer.

`issuer` as it names itself, the `institution` whose people it knows (`also`: further ones), and the `algorithms`, if
not all that we take. For tokens: `audience` as they say it, and `jwks` for the public keys (a file beside this one, or
an https address). For signing in on the pages: `client_id`, `client_secret_file`, `redirect_uri`, and `scopes`, a
`label` and `after_sign_out` if wanted. The institution is said here and nowhere in a token. Source: handbook
reliability-security.md 5.
"""

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from kvcase.lists import fetching

ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
"""All that we ever take: each signs with a key that only the issuer has."""

BACK: Final = "/sign-in/back"
"""The path of `redirect_uri`: where an issuer sends people back to."""

_ALWAYS: Final = frozenset({"issuer", "institution"})
_TOKENS: Final = frozenset({"audience", "jwks"})
_LOGIN: Final = frozenset({"client_id", "client_secret_file", "redirect_uri"})
_MAY: Final = frozenset({"algorithms", "also", "scopes", "label", "after_sign_out"})
_KNOWN: Final = _ALWAYS | _TOKENS | _LOGIN | _MAY
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class Login:
    """How people sign in at an issuer: who we are there, and where it sends them back to, after a sign-out too."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    scopes: tuple[str, ...] = ("openid",)
    label: str = ""
    after_sign_out: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer; `host` is the only one that its keys are fetched from, none when `jwks` is a file.

    Its tokens act at `institution`; its people sign in there and at those in `also`. Without an `audience` it issues no
    tokens for us, without a `login` nobody signs in there.
    """

    name: str
    issuer: str
    audience: str
    institution: str
    jwks: str
    host: str | None = None
    algorithms: tuple[str, ...] = ALGORITHMS
    also: tuple[str, ...] = ()
    login: Login | None = None

    @property
    def institutions(self) -> tuple[str, ...]:
        """Return every institution whose people it knows."""
        return (self.institution, *self.also)


def read(file: Path, institutions: Sequence[str]) -> tuple[Issuer, ...]:
    """Return the issuers of a file. Raises `ValueError` naming issuer, field, rule and what is expected."""
    try:
        tables: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file.name} is no TOML: {error}") from error
    found = tuple(_issuer(name, table, file.parent, institutions) for name, table in sorted(tables.items()))
    said = [each.issuer for each in found]
    for each in found:
        if said.count(each.issuer) > 1:
            raise ValueError(f"{each.name}.issuer: stands twice; expected one institution for each issuer")
    return found


def is_address(said: str) -> bool:
    """Tell whether we go there: https, or plain http on this very machine, which is for tests and demonstrations."""
    try:
        parts = urlsplit(said)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    is_plain = said.isascii() and said.isprintable() and " " not in said and parts.username is None
    return is_safe and bool(parts.hostname) and has_port and is_plain and not parts.fragment


def _issuer(name: str, table: Any, folder: Path, institutions: Sequence[str]) -> Issuer:
    if not isinstance(table, dict):
        raise ValueError(f"{name}: is no table; expected [{name}] with {', '.join(sorted(_ALWAYS))}")
    for key in sorted(table.keys() - _KNOWN):
        raise ValueError(f"{name}.{key}: is unknown; expected one of {', '.join(sorted(_KNOWN))}")
    login = table.keys() & (_LOGIN | {"scopes", "label", "after_sign_out"})
    wanted = (
        _ALWAYS | (_LOGIN if login else frozenset()) | (_TOKENS if table.keys() & _TOKENS or not login else frozenset())
    )
    for key in sorted(wanted):
        value = table.get(key)
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= _MAX:
            raise ValueError(f"{name}.{key}: is missing or no text; expected 1 to {_MAX} characters")
    also = _texts(f"{name}.also", table.get("also", []))
    for key, place in (("institution", table["institution"]), *(("also", each) for each in also)):
        if place not in institutions:
            expected = ", ".join(sorted(institutions))
            raise ValueError(f"{name}.{key}: {place!r} has no log here; expected one of {expected}")
    if len({table["institution"], *also}) != 1 + len(also):
        raise ValueError(f"{name}.also: names an institution twice; expected those beside {table['institution']}")
    algorithms = table.get("algorithms", list(ALGORITHMS))
    if not isinstance(algorithms, list) or not algorithms or any(each not in ALGORITHMS for each in algorithms):
        raise ValueError(f"{name}.algorithms: cannot be used; expected some of {', '.join(ALGORITHMS)}")
    jwks, host = _place(f"{name}.jwks", table["jwks"], folder) if "jwks" in wanted else ("", None)
    said = _login(name, table, folder) if login else None
    audience = table["audience"] if "audience" in wanted else ""
    return Issuer(
        name, table["issuer"], audience, table["institution"], jwks, host, tuple(algorithms), tuple(also), said
    )


def _login(name: str, table: dict[str, Any], folder: Path) -> Login:
    """Return how people sign in at an issuer. Raises `ValueError`."""
    if not is_address(table["issuer"]) or urlsplit(table["issuer"]).query:
        expected = "https://host, where /.well-known/openid-configuration stands; http only on this machine"
        raise ValueError(f"{name}.issuer: nobody can sign in there; expected {expected}")
    if table.get("audience") == table["client_id"]:
        expected = "another, so that what tells us who signs in opens nothing by itself"
        raise ValueError(f"{name}.audience: is the client_id too; expected {expected}")
    back = table["redirect_uri"]
    if not is_address(back) or urlsplit(back).path != BACK or urlsplit(back).query:
        raise ValueError(f"{name}.redirect_uri: cannot be used; expected https://host{BACK}, as registered there")
    scopes = _texts(f"{name}.scopes", table.get("scopes", ["openid"]))
    if "openid" not in scopes or any(" " in each for each in scopes):
        raise ValueError(f"{name}.scopes: cannot be used; expected a list with openid in it")
    label = table.get("label", name)
    if not isinstance(label, str) or not 1 <= len(label) <= 100 or not label.isprintable():
        raise ValueError(f"{name}.label: cannot be used; expected 1 to 100 characters")
    after = table.get("after_sign_out", "")
    if after and not (isinstance(after, str) and is_address(after) and urlsplit(after).netloc == urlsplit(back).netloc):
        raise ValueError(f"{name}.after_sign_out: cannot be used; expected a page of ours, as registered there")
    secret = _secret(name, folder / table["client_secret_file"])
    return Login(table["client_id"], secret, back, tuple(scopes), label, after)


def _secret(name: str, file: Path) -> str:
    if not file.is_file():
        raise ValueError(f"{name}.client_secret_file: there is no file {file}; expected one beside the file of issuers")
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise ValueError(f"{name}.client_secret_file: others may read {file}; expected the mode 0600")
    secret = file.read_text("utf-8").strip()
    if not 1 <= len(secret) <= _MAX or not secret.isprintable():
        raise ValueError(f"{name}.client_secret_file: holds no secret; expected one line of 1 to {_MAX} characters")
    return secret


def _texts(field: str, said: Any) -> list[str]:
    if not isinstance(said, list) or len(said) > 50 or not all(isinstance(each, str) and each for each in said):
        raise ValueError(f"{field}: cannot be used; expected a list of texts")
    return said


def _place(field: str, said: str, folder: Path) -> tuple[str, str | None]:
    """Return where the keys stand, and the host to fetch them from, if any."""
    if "://" not in said:
        file = folder / said
        if not file.is_file():
            raise ValueError(f"{field}: there is no file {file}; expected one beside the file of issuers, or https://")
        return str(file), None
    try:
        parts = urlsplit(said)
        host = fetching.checked_host(f"{parts.hostname or ''}:{parts.port or 443}")
    except ValueError:
        raise ValueError(f"{field}: is no address; expected https://host/path") from None
    if parts.scheme != "https" or parts.username is not None:
        raise ValueError(f"{field}: cannot be used; expected https, without a name or password")
    return said, host
