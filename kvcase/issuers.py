"""Whose tokens are believed: a file of the administrator's with one table for each issuer.

`issuer` and `audience` as the tokens say them, the `institution` whose people they are, `jwks` for the public keys (a
file beside this one, or an https address), and the `algorithms`, if not all that we take. The institution is said here
and nowhere in a token. Source: handbook reliability-security.md 5.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from kvcase.lists import fetching

ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
"""All that we ever take: each signs with a key that only the issuer has."""

_MUST: Final = frozenset({"issuer", "audience", "institution", "jwks"})
_MAY: Final = frozenset({"algorithms"})
_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer; `host` is the only one that its keys are fetched from, none when `jwks` is a file."""

    name: str
    issuer: str
    audience: str
    institution: str
    jwks: str
    host: str | None = None
    algorithms: tuple[str, ...] = ALGORITHMS


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


def _issuer(name: str, table: Any, folder: Path, institutions: Sequence[str]) -> Issuer:
    if not isinstance(table, dict):
        raise ValueError(f"{name}: is no table; expected [{name}] with {', '.join(sorted(_MUST))}")
    for key in sorted(table.keys() - _MUST - _MAY):
        raise ValueError(f"{name}.{key}: is unknown; expected one of {', '.join(sorted(_MUST | _MAY))}")
    for key in sorted(_MUST):
        value = table.get(key)
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= _MAX:
            raise ValueError(f"{name}.{key}: is missing or no text; expected 1 to {_MAX} characters")
    if table["institution"] not in institutions:
        expected = ", ".join(sorted(institutions))
        raise ValueError(f"{name}.institution: {table['institution']!r} has no log here; expected one of {expected}")
    algorithms = table.get("algorithms", list(ALGORITHMS))
    if not isinstance(algorithms, list) or not algorithms or any(each not in ALGORITHMS for each in algorithms):
        raise ValueError(f"{name}.algorithms: cannot be used; expected some of {', '.join(ALGORITHMS)}")
    jwks, host = _place(f"{name}.jwks", table["jwks"], folder)
    return Issuer(name, table["issuer"], table["audience"], table["institution"], jwks, host, tuple(algorithms))


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
