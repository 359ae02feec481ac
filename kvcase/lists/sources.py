"""Where lists come from by themselves: a file of the administrator's that names addresses and formats.

One table for each list: `format`, `every_hours` (24 unless told), `parts` with an https address for each, and `mapping`
for formats that need one. An address must stand on an allowed host; a list without addresses is only dropped.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from domain.errors import UnusableInputError
from kvcase.lists import formats
from kvcase.lists.importers.generic_csv import ColumnMapping

EVERY_HOURS: Final = 24
_KEYS: Final = frozenset({"format", "every_hours", "parts", "mapping"})


@dataclass(frozen=True, slots=True)
class ListSource:
    """One list: in which format it is published, where each of its parts stands, and how often we look."""

    list_id: str
    format_id: str
    parts: Mapping[str, str]
    every_hours: int = EVERY_HOURS
    mapping: ColumnMapping | None = None


def read(file: Path, hosts: frozenset[str]) -> tuple[ListSource, ...]:
    """Return the sources of a file. Raises `ValueError` naming list, field, rule and what is expected."""
    try:
        tables: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file.name} is no TOML: {error}") from error
    return tuple(_source(list_id, table, hosts) for list_id, table in sorted(tables.items()))


def _source(list_id: str, table: Any, hosts: frozenset[str]) -> ListSource:
    if not isinstance(table, dict):
        raise ValueError(f"{list_id}: is no table; expected [{list_id}] with a format")
    for key in table.keys() - _KEYS:
        raise ValueError(f"{list_id}.{key}: is unknown; expected one of {', '.join(sorted(_KEYS))}")
    chosen = formats.FORMATS.get(str(table.get("format")))
    if chosen is None:
        raise ValueError(f"{list_id}.format: is unknown; expected one of {', '.join(sorted(formats.FORMATS))}")
    hours = table.get("every_hours", EVERY_HOURS)
    if not isinstance(hours, int) or isinstance(hours, bool) or not 1 <= hours <= 24 * 366:
        raise ValueError(f"{list_id}.every_hours: {hours!r} cannot be used; expected 1 to 8784")
    parts = table.get("parts", {})
    if not isinstance(parts, dict) or not all(isinstance(each, str) for each in parts.values()):
        raise ValueError(f"{list_id}.parts: is no table of addresses; expected such as list = 'https://host/path'")
    if parts and not chosen.required <= parts.keys() <= chosen.required | chosen.optional:
        expected = ", ".join(sorted(chosen.required))
        raise ValueError(f"{list_id}.parts: are {', '.join(sorted(parts))}; expected {expected}")
    for part, url in parts.items():
        _address(f"{list_id}.parts.{part}", url, hosts)
    try:
        mapping = msgspec.convert(table["mapping"], ColumnMapping) if "mapping" in table else None
    except (msgspec.ValidationError, UnusableInputError) as error:
        raise ValueError(f"{list_id}.mapping: {error}; expected the columns of the file") from error
    return ListSource(list_id, str(table["format"]), dict(parts), hours, mapping)


def _address(field: str, url: str, hosts: frozenset[str]) -> None:
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname}:{parts.port}" if parts.port not in (None, 443) else parts.hostname
    except ValueError:
        raise ValueError(f"{field}: {url!r} is no address; expected https://host/path") from None
    if parts.scheme != "https" or parts.username is not None:
        raise ValueError(f"{field}: {url!r} cannot be used; expected https, without a name or password")
    if host not in hosts:
        raise ValueError(f"{field}: {host} is no allowed host; expected one of {', '.join(sorted(hosts)) or 'none'}")
