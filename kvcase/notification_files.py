"""Files of notifications, read row by row: CSV, XLSX and JSON lines, each within limits before it is looked at.

A table has a header row; its columns are those of `COLUMNS`, or others that a mapping names. A cell with several values
has a `|` between them. A row that cannot be used says why, and the others are read all the same.
"""

import contextlib
import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import python_calamine as calamine

from api.rest import body
from api.rest.errors import RequestRefused
from domain import text
from domain.errors import UnusableInputError
from kvcase.lists.importers import generic_xlsx
from kvcase.lists.reading import RowRefusedError, UnusableListError

MAX_BYTES: Final = 10_000_000
MAX_ROWS: Final = 10_000
_MAX_UNPACKED: Final = 60_000_000
KEY: Final = "key"
PARTIES: Final = "parties"
LISTS: Final = frozenset({"triggers", "places", PARTIES})
COLUMNS: Final = (
    KEY,
    "title",
    "summary",
    "nature",
    "direction",
    "triggers",
    "case_type",
    "funder_scheme",
    "fwo_reference",
    "planned_start_on",
    "planned_end_on",
    "places",
    "language",
    PARTIES,
)
"""What a row may hold: an own key, the fields of a notification, and the names of the organisations that take part."""

_REQUIRED: Final = ("title", "summary", "nature")
_FORMULA: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\sr="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f[\s/>]')
_FORMULA_CELL: Final = ("=", "+", "@")


class Form(StrEnum):
    """How a file is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON_LINES = "jsonl"


MEDIA_TYPES: Final[Mapping[str, Form]] = {
    "text/csv": Form.CSV,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Form.XLSX,
    "application/jsonl": Form.JSON_LINES,
    "application/x-ndjson": Form.JSON_LINES,
}
"""The form of each media type."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong with a row: the field, the rule, and what would be right."""

    field: str
    rule: str
    expected: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file, by its line or number there; what cannot be read of it is a mistake."""

    number: int
    values: Mapping[str, Any]
    mistakes: tuple[Mistake, ...] = ()


def read(data: bytes, form: Form, mapping: Mapping[str, str] | None = None) -> tuple[Row, ...]:
    """Return the rows of a file; `mapping` says which column holds a field.

    Raises `UnusableInputError` for what makes the whole file unusable.
    """
    if len(data) > MAX_BYTES:
        raise UnusableInputError("file", f"has {len(data):,} bytes", f"at most {MAX_BYTES:,}")
    columns = _columns(mapping or {})
    match form:
        case Form.CSV:
            found = _csv(_decoded(data), columns)
        case Form.XLSX:
            found = _xlsx(data, columns)
        case Form.JSON_LINES:
            found = _json_lines(_decoded(data), columns)
    rows: list[Row] = []
    for row in found:
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise UnusableInputError("file", f"has more than {MAX_ROWS:,} rows", "several files")
    if not rows:
        raise UnusableInputError("file", "has no row", "a header row and a row for each notification")
    return tuple(rows)


def _columns(mapping: Mapping[str, str]) -> Mapping[str, str]:
    """Return the field that each column holds. Raises `UnusableInputError` for a mapping that cannot be used."""
    for name, column in mapping.items():
        if name not in COLUMNS:
            raise UnusableInputError(f"mapping.{name}"[:100], "is no field", text.one_of(COLUMNS, name))
        if not column.strip():
            raise UnusableInputError(f"mapping.{name}", "names no column", "the name of a column of the file")
    columns = {mapping.get(name, name).strip(): name for name in COLUMNS}
    if len(columns) != len(COLUMNS):
        raise UnusableInputError("mapping", "names one column for two fields", "a column for each field")
    return columns


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnusableInputError("file", "is in UTF-16", "text in UTF-8: save it as `CSV UTF-8`")
    if data.startswith(b"PK\x03\x04"):
        raise UnusableInputError("file", "is an archive or a spreadsheet", "the type that it says it is")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnusableInputError("file", f"line {line} is not UTF-8", "text in UTF-8: save it as `CSV UTF-8`") from None


def _header(names: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    """Return the field of each column. Raises `UnusableInputError` for a header that lacks, doubles or adds one."""
    plain = [" ".join(each.split()) for each in names]
    doubled = [name for name, count in Counter(each for each in plain if each).items() if count > 1]
    if doubled:
        raise UnusableInputError("header", f"names {', '.join(doubled)[:200]} more than once", "each column once")
    unknown = [each for each in plain if each and each not in columns]
    if unknown:
        expected = f"{text.one_of(columns, unknown[0])}; or a mapping that names it"
        raise UnusableInputError("header", f"the column {unknown[0][:60]!r} is unknown", expected)
    fields = [columns.get(each, "") for each in plain]
    missing = [each for each in _REQUIRED if each not in fields]
    if missing:
        raise UnusableInputError("header", f"lacks {', '.join(missing)}", f"a header row with {', '.join(_REQUIRED)}")
    return fields


def _csv(said: str, columns: Mapping[str, str]) -> Iterator[Row]:
    first = said.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(said, newline=""), strict=True, delimiter=delimiter)
    fields: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if fields is None:
                raise UnusableInputError("header", f"is not CSV ({error})", "a header row") from error
            yield Row(line, {}, (Mistake("row", f"is not CSV ({error})", "fields in closed double quotes"),))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if fields is None:
            fields = _header(cells, columns)
        elif len(cells) != len(fields):
            yield Row(line, {}, (Mistake("row", f"has {len(cells)} columns", f"{len(fields)} columns"),))
        else:
            yield _row(line, fields, cells)


def _xlsx(data: bytes, columns: Mapping[str, str]) -> Iterator[Row]:
    _refuse_large(data)
    try:
        cells = tuple(generic_xlsx.checked_cells(data))
    except UnusableListError as error:
        raise UnusableInputError("file", error.rule, error.expected) from error
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    merged = book.get_sheet_by_index(0).merged_cell_ranges
    if merged:
        (row, column), _ = merged[0]
        raise UnusableInputError("sheet", f"cells are merged from {_place(row, column)} on", "one value in each cell")
    formulas = _formulas(data)
    fields: list[str] | None = None
    for number, found in cells:
        if fields is None:
            fields = _header([generic_xlsx.text_of(cell) for cell in found], columns)
            continue
        said: list[str] = []
        mistakes: list[Mistake] = []
        for place, cell in enumerate(found):
            name = fields[place] if place < len(fields) else ""
            if _place(number - 1, place) in formulas and name:
                mistakes.append(Mistake(name, "is a formula", "its value: paste it as a value"))
            try:
                said.append(generic_xlsx.text_of(cell))
            except RowRefusedError as refused:
                said.append("")
                mistakes.append(Mistake(name or "row", refused.rule, refused.expected))
        told = _row(number, fields, said)
        yield Row(number, told.values, (*mistakes, *told.mistakes))


def _refuse_large(data: bytes) -> None:
    """Refuse a spreadsheet that unpacks to more than so many notifications are; whether it is one is asked later."""
    with contextlib.suppress(zipfile.BadZipFile, ValueError, OSError), zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(each.file_size for each in archive.infolist())
        if unpacked > _MAX_UNPACKED:
            raise UnusableInputError("file", f"unpacks to {unpacked:,} bytes", f"at most {_MAX_UNPACKED:,}")


def _formulas(data: bytes) -> frozenset[str]:
    """Return the places of the cells of the first sheet that hold a formula."""
    sheet = generic_xlsx.first_sheet(data)
    return frozenset(found.decode() for found in _FORMULA.findall(sheet))


def _place(row: int, column: int) -> str:
    letters, column = "", column + 1
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{row + 1}"


def _row(number: int, fields: Sequence[str], cells: Sequence[str]) -> Row:
    """Return a row of texts; what is empty is not told."""
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for name, cell in zip(fields, cells, strict=False):
        said = cell.strip()
        if not name:
            if said:
                mistakes.append(Mistake("row", "holds a value in a column without a name", "a name for each column"))
            continue
        if said.startswith(_FORMULA_CELL):
            mistakes.append(Mistake(name, "begins as a formula does", "a text that begins with a letter or digit"))
        elif said:
            values[name] = [each.strip() for each in said.split("|") if each.strip()] if name in LISTS else said
    return Row(number, values, tuple(mistakes))


def _json_lines(said: str, columns: Mapping[str, str]) -> Iterator[Row]:
    for number, line in enumerate(said.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = body.parse(line.encode("utf-8", "surrogatepass"))
        except RequestRefused as refused:
            yield Row(
                number, {}, tuple(Mistake(each.field or "row", each.rule, each.expected) for each in refused.errors)
            )
            continue
        if not isinstance(value, dict):
            yield Row(number, {}, (Mistake("row", "is no object", "one JSON object in each line"),))
            continue
        unknown = tuple(
            Mistake(each[:100], "is unknown", text.one_of(columns, each)) for each in value if each not in columns
        )
        values = {columns[each]: given for each, given in value.items() if each in columns and given is not None}
        yield Row(number, values, unknown)


def digest_of(values: Mapping[str, Any]) -> str:
    """Return what a row says, the same whatever the order of its columns."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
