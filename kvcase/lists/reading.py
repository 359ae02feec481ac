"""Read the file of a list safely: limits on size and ratio, one encoding, errors that say what is wrong where."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from domain.errors import UnusableInputError
from kvcase.lists.entries import Entry

Source = Path | bytes
"""Where a part is read from: a file, or the bytes themselves; either may be gzipped."""

MAX_BYTES: Final = 256 * 1024 * 1024
"""No part is larger than this, unpacked. The largest public list is about 120 MB."""
MAX_RATIO: Final = 100
"""No real list packs better than this; a bomb packs 1,000 to 1. Checked from 1 MiB on."""
MAX_NAME: Final = 1_000
"""Characters in one name. The longest real name seen has 165."""

_CHUNK: Final = 1024 * 1024
_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZIP_MAGIC: Final = b"PK\x03\x04"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class UnusableListError(UnusableInputError):
    """A whole part of a list cannot be used; nothing of it is imported."""

    code = "unusable-list"

    def __init__(self, part: str, rule: str, expected: str) -> None:
        super().__init__(part, rule, expected)
        self.part = part


@dataclass(frozen=True, slots=True)
class RowError:
    """One row that was left out, and why. `line` counts from 1 in the unpacked part."""

    part: str
    line: int
    field: str
    rule: str
    expected: str


class RowRefusedError(Exception):
    """A row breaks a rule: raised and caught inside the importers."""

    def __init__(self, field: str, rule: str, expected: str) -> None:
        super().__init__(f"{field}: {rule}; expected {expected}")
        self.field = field
        self.rule = rule
        self.expected = expected

    def at(self, part: str, line: int) -> RowError:
        """Return the error with its place."""
        return RowError(part, line, self.field, self.rule, self.expected)


@dataclass(frozen=True, slots=True)
class ParsedList:
    """What a list's parts hold: the entries in the order of the source, and the rows that were left out.

    `doubt` says what makes the whole look damaged though its rows can be read, such as a last row that is cut off: a
    person must look before it is used. `source_version` is the name that the source gives this version, if any.
    Without `stable_ids` an id is made of the contents, and an edit may change it.
    """

    entries: tuple[Entry, ...]
    rows_in: int
    rejected: tuple[RowError, ...]
    source_date: date | None
    parts: tuple[str, ...]
    importer_version: str
    doubt: str = ""
    source_version: str = ""
    stable_ids: bool = True


def read_text(part: str, source: Source) -> str:
    """Return the unpacked text of a part. Raises `UnusableListError` when it is empty, too large or not UTF-8."""
    data = read_bytes(part, source)
    if data.startswith(_ZIP_MAGIC):
        raise UnusableListError(part, "the file is a ZIP archive, not read here", "the unpacked file, or gzip")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnusableListError(part, "the file is in UTF-16", "text in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1  # of what follows a byte order mark
        raise UnusableListError(part, f"line {line} is not UTF-8", "text in UTF-8") from None


def read_bytes(part: str, source: Source, expected: str = "a published list") -> bytes:
    """Return the bytes of a part, unpacked where it is gzipped. Raises `UnusableListError` when empty or too large."""
    data = _read_bytes(part, source)
    if not data.strip():
        raise UnusableListError(part, "the file is empty", expected)
    return data


def checked_name(field: str, text: str) -> str:
    """Return a name with white space collapsed. Raises `RowRefusedError` when it is empty, too long or not text."""
    checked_text(field, text)
    name = " ".join(text.split())
    if not name:
        raise RowRefusedError(field, "empty", "a name")
    if len(name) > MAX_NAME:
        raise RowRefusedError(field, f"{len(name):,} characters long", f"at most {MAX_NAME:,} characters")
    return name


def checked_text(field: str, text: str) -> str:
    """Return the text itself. Raises `RowRefusedError` when it holds NUL or another control character."""
    found = _CONTROL.search(text)
    if found is not None:
        raise RowRefusedError(field, f"holds control character U+{ord(found[0]):04X}", "printable text")
    return text


def required_parts(parts: Mapping[str, Source], required: frozenset[str], optional: frozenset[str]) -> None:
    """Check which parts are given. Raises `UnusableListError` for a part that is missing or unknown."""
    for part in sorted(required - parts.keys()):
        raise UnusableListError(part, "the part is missing", f"the parts {', '.join(sorted(required))}")
    for part in sorted(parts.keys() - required - optional):
        raise UnusableListError(part, "no such part in this format", f"one of {', '.join(sorted(required | optional))}")


def _read_bytes(part: str, source: Source) -> bytes:
    if isinstance(source, bytes):
        return _unpack(part, source) if source.startswith(_GZIP_MAGIC) else _within(part, source)
    try:
        with source.open("rb") as file:
            packed = file.peek(2)[:2] == _GZIP_MAGIC
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnusableListError(part, f"the file cannot be read ({error.strerror})", "a readable file") from error
    return _unpack(part, data) if packed else _within(part, data)


def _within(part: str, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise UnusableListError(part, "the file is too large", f"at most {MAX_BYTES:,} bytes")
    return data


def _unpack(part: str, packed: bytes) -> bytes:
    """Unpack in steps, so that a bomb is refused before it fills the memory."""
    unpacked = bytearray()
    rest = packed
    while rest:
        stream = zlib.decompressobj(wbits=31)
        while not stream.eof:
            try:
                chunk = stream.decompress(rest, _CHUNK)
            except zlib.error as error:
                raise UnusableListError(part, f"the gzip data is damaged ({error})", "a whole gzip file") from None
            rest = stream.unconsumed_tail
            unpacked += chunk
            if len(unpacked) > MAX_BYTES:
                raise UnusableListError(part, "the file unpacks to too much", f"at most {MAX_BYTES:,} bytes")
            if len(unpacked) > _CHUNK and len(unpacked) > MAX_RATIO * len(packed):
                raise UnusableListError(part, "the file unpacks like a gzip bomb", f"a ratio of at most {MAX_RATIO}:1")
            if not chunk and not rest and not stream.eof:
                raise UnusableListError(part, "the gzip data is cut off", "a whole gzip file")
        rest = stream.unused_data.lstrip(b"\0")
    return bytes(unpacked)
