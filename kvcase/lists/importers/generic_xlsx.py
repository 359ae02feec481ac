"""Read a sheet of an XLSX file by a mapping of its columns, the same as for CSV.

One part, `list`: the sheet that the mapping names, or the first. Of a formula the value counts that was saved with it.
The archive is unpacked within limits before the reader of the format sees it: its size, its ratio, its members, and
the cells that its sheets span.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Final

import python_calamine as calamine

from kvcase.lists import mappings
from kvcase.lists.entries import squash
from kvcase.lists.mappings import ColumnMapping
from kvcase.lists.reading import (
    MAX_BYTES,
    MAX_RATIO,
    ParsedList,
    RowRefusedError,
    Source,
    UnusableListError,
    read_bytes,
)

VERSION: Final = "generic-xlsx-2"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_PART: Final = "list"
_MAX_MEMBERS: Final = 1_000
_MAX_ROWS: Final = 500_000
_MAX_COLUMNS: Final = 500
_MAX_CELLS: Final = 10_000_000
_CHUNK: Final = 1024 * 1024
_MAGIC: Final = b"PK\x03\x04"
# Wherever it stands and however it is written: the reader of the format is as lenient, and makes room for all between.
_PLACE: Final = re.compile(rb"""(?<![\w.-])r\s{0,99}=\s{0,99}["']([A-Za-z]{0,5})(\d{1,7})["']""")
_PADDED: Final = re.compile(rb"""(?<![\w.-])r(?:\s{100}|\s{0,99}=(?:\s{100}|\s{0,99}["'][A-Za-z]{0,5}\d{8}))""")
_OVERLAP: Final = 400
"""How many bytes of a chunk are looked at again with the next: more than any of these take."""
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_FIRST_SHEET: Final = re.compile(rb'<(?:\w+:)?sheet\b[^<>]*?\s\w+:id="([^"]+)"')
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_TARGET: Final = re.compile(rb'\sTarget="([^"]+)"')
_EXPECTED: Final = "an XLSX file as a spreadsheet program saves it"


def parse(parts: Mapping[str, Source], mapping: ColumnMapping | None = None) -> ParsedList:
    """Return what the sheet holds. Raises `UnusableListError` when it cannot be used, or without a mapping."""
    if mapping is None:
        raise UnusableListError(_PART, "no column mapping is given", "which columns hold id and name")
    data = read_bytes(_PART, parts[_PART])
    _check_archive(data)
    rows = _table(data, mapping.sheet)
    header = next(rows, (1, []))[1]
    names = [squash(_text(cell)) for cell in header]
    mappings.check(_PART, names, mapping)
    return mappings.parsed(_PART, _rows(names, rows), mapping, VERSION)


def checked_cells(data: bytes) -> Iterator[tuple[int, list[object]]]:
    """Yield the number and the cells of each row of the first sheet that is not empty, once the archive is checked.

    Raises `UnusableListError`.
    """
    _check_archive(data)
    yield from _table(data, "")


def first_sheet(data: bytes) -> bytes:
    """Return the XML of the first sheet of an archive that was checked; nothing where it is not told which it is."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        book, names = archive.read("xl/workbook.xml"), set(archive.namelist())
        relations = archive.read(_RELATIONS) if _RELATIONS in names else b""
        named = _FIRST_SHEET.search(book)
        for found in _RELATION.findall(relations) if named else ():
            target = _TARGET.search(found)
            if target is None or b'Id="' + named[1] + b'"' not in found:  # type: ignore[index]
                continue
            path = target[1].decode("utf-8", "replace")
            path = path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
            return archive.read(path) if path in names else b""
    return b""


def text_of(cell: object) -> str:
    """Return a cell as text. Raises `RowRefusedError` for an error value such as #REF!."""
    return _text(cell)


def _check_archive(data: bytes) -> None:
    """Unpack every member in steps, so that a bomb is refused before it fills the memory."""
    if not data.startswith(_MAGIC):
        raise UnusableListError(_PART, "the file is no XLSX", _EXPECTED)
    unpacked = 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS:
                raise UnusableListError(_PART, f"the archive holds {len(members):,} files", f"at most {_MAX_MEMBERS:,}")
            names = {member.filename for member in members}
            if not {"xl/workbook.xml", "[Content_Types].xml"} <= names:
                raise UnusableListError(_PART, "the archive is no XLSX workbook", _EXPECTED)
            for member in members:
                tail, rows, columns = b"", 0, 0
                with archive.open(member) as file:
                    while chunk := file.read(_CHUNK):
                        unpacked += len(chunk)
                        _check_size(unpacked, len(data))
                        _refuse_odd(member.filename, tail + chunk)
                        rows, columns = _span(tail + chunk, rows, columns)
                        tail = chunk[-_OVERLAP:]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UnusableListError(_PART, f"the archive is damaged or cut off ({error})", _EXPECTED) from None
    except Exception as error:  # zlib.error and lzma.LZMAError, by whatever member
        if isinstance(error, UnusableListError):
            raise
        raise UnusableListError(_PART, f"the archive is damaged ({error})", _EXPECTED) from None


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > MAX_BYTES:
        raise UnusableListError(_PART, "the file unpacks to too much", f"at most {MAX_BYTES:,} bytes")
    if unpacked > _CHUNK and unpacked > MAX_RATIO * packed:
        raise UnusableListError(_PART, "the file unpacks like a zip bomb", f"a ratio of at most {MAX_RATIO}:1")


def _refuse_odd(name: str, chunk: bytes) -> None:
    """Refuse entities, and places of cells that are written so as not to be found."""
    if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk):
        raise UnusableListError(_PART, "the file declares a document type or entities", "XML without a DOCTYPE")
    if _PADDED.search(chunk):
        raise UnusableListError(_PART, "the place of a cell is written as no program writes it", _EXPECTED)


def _span(chunk: bytes, rows: int, columns: int) -> tuple[int, int]:
    """Return how far the cells of a part reach, as far as it was read; refuse what spans more than the memory holds."""
    letters = set[bytes]()
    for column, number in _PLACE.findall(chunk):
        letters.add(column)
        rows = max(rows, int(number))
    columns = max((columns, *(_number(column.upper()) for column in letters)))
    if rows > _MAX_ROWS or columns > _MAX_COLUMNS or rows * columns > _MAX_CELLS:
        rule = f"a sheet spans {rows:,} rows and {columns:,} columns"
        raise UnusableListError(_PART, rule, f"at most {_MAX_ROWS:,} rows and {_MAX_COLUMNS:,} columns")
    return rows, columns


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _table(data: bytes, sheet: str) -> Iterator[tuple[int, list[object]]]:
    """Yield the number and the cells of each row that is not empty."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        names = book.sheet_names
        if not names:
            raise UnusableListError(_PART, "the file has no sheet", _EXPECTED)
        if sheet and sheet not in names:
            there = ", ".join(name[:40] for name in names[:20])
            raise UnusableListError(_PART, f"the file has no sheet {sheet!r}", f"one of {there}")
        found = book.get_sheet_by_name(sheet or names[0])
        cells = found.to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise UnusableListError(_PART, f"the file cannot be read ({error})"[:200], _EXPECTED) from None
    for number, row in enumerate(cells, start=1):
        if any(cell != "" for cell in row):
            yield number, list(row)


def _rows(
    header: list[str], rows: Iterator[tuple[int, list[object]]]
) -> Iterator[tuple[int, dict[str, str] | RowRefusedError]]:
    for number, row in rows:
        try:
            yield number, {name: _text(cell) for name, cell in zip(header, row, strict=True) if name}
        except RowRefusedError as refused:
            yield number, refused


def _text(cell: object) -> str:
    """Return a cell as text: a whole number without a fraction, a day without its midnight."""
    if isinstance(cell, str):
        if cell.startswith("#") and cell.rstrip("!?").isupper():  # an error value such as #REF!
            raise RowRefusedError("cell", f"holds the error {cell[:20]}", "a value")
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time | timedelta | int):
        return str(cell)
    return ""
