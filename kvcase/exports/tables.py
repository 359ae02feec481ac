"""Rows as CSV and XLSX, for a spreadsheet that shall take no text for a formula; written as they come, kept by no one.

A text whose first sign may begin a formula gets an apostrophe in CSV; in XLSX it is a text cell, which is none.
Source: handbook reliability-security.md 6; OWASP, CSV injection.
"""

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import xlsxwriter

MAX_ROWS: Final = 1_000_000
"""The most rows of a file: a sheet of a spreadsheet ends a little above."""
ZONE: Final = ZoneInfo("Europe/Brussels")
"""Where the clocks of those who open a workbook hang; the CSV has UTC."""
_BLOCK: Final = 64 * 1024
_CELL: Final = 32_767
"""The longest text of a cell in XLSX."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫", "−")
_INVISIBLE: Final = " \u00a0\u200b\u200c\u200d\u2060\ufeff"

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """A file that stands nowhere but in an open handle: how long it is, its digest, that of its rows, and how many."""

    file: IO[bytes]
    size: int
    sha256: str
    rows_sha256: str
    rows: int

    def __iter__(self) -> Iterator[bytes]:
        """Give the bytes once, and let go of them."""
        while block := self.file.read(_BLOCK):
            yield block
        self.close()

    def close(self) -> None:
        """Let go of the bytes, given or not: the web calls it when a caller hangs up."""
        self.file.close()


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: labelled lines, and the labels of how many rows there are and of their digest."""

    sheet: str
    table: str
    lines: tuple[tuple[str, str], ...]
    rows_label: str
    digest_label: str
    made_at: datetime


def cell(value: Any) -> Cell:
    """Return a value of a row as a cell takes it."""
    match value:
        case None | bool() | int() | float() | datetime() | date():
            return value
        case Enum():
            return str(value.value)
        case str():
            return str(value)
        case UUID():
            return str(value)
        case Mapping():
            return "; ".join(f"{_text(name)}: {_text(each)}" for name, each in sorted(value.items()))
        case tuple() | list():
            return "; ".join(_text(each) for each in value)
        case _ if is_dataclass(value):
            return json.dumps(
                {each.name: _text(getattr(value, each.name)) for each in fields(value)}, ensure_ascii=False
            )
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a cell")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe where its first sign may begin one."""
    begins = text.startswith(_FORMULA) or text.lstrip(_INVISIBLE).startswith(_FORMULA)
    return f"'{text}" if begins else text


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Written:
    """Return rows as CSV: UTF-8 with its mark, every cell quoted, a line for each row."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (whoever sends it closes it)
    digest, length = hashlib.sha256(), 0

    def put(data: bytes) -> None:
        nonlocal length
        file.write(data)
        digest.update(data)
        length += len(data)

    inner = hashlib.sha256()
    put(b"\xef\xbb\xbf" + _line(headings))
    count = 0
    for row in rows:
        line = _line(row)
        inner.update(line)
        put(line)
        count += 1
    file.seek(0)
    return Written(file, length, digest.hexdigest(), inner.hexdigest(), count)


def as_xlsx(
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    about: About,
    shown: Callable[[int, Cell], Cell] = lambda _column, value: value,
) -> Written:
    """Return rows as XLSX with typed cells, and a first sheet that says what it is; memory holds one row at a time.

    `shown` says how a cell of a column is read by people; the digest is that of the rows as the CSV holds them.
    """
    inner, count = hashlib.sha256(), 0
    with tempfile.TemporaryDirectory(prefix="kvcase-") as folder:
        place = Path(folder) / "made.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "default_date_format": "yyyy-mm-dd"}
        with xlsxwriter.Workbook(str(place), options) as book:
            book.set_properties({"created": about.made_at.astimezone(UTC).replace(tzinfo=None), "author": "kvcase"})
            bold, instant = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            first, sheet = book.add_worksheet(about.sheet), book.add_worksheet(about.table)
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(headings):
                sheet.set_column(column, column, min(40, max(12, len(heading) + 2)))
                sheet.write_string(0, column, heading, bold)
            for row in rows:
                count += 1
                inner.update(_line(row))
                for column, value in enumerate(row):
                    _put(sheet, count, column, shown(column, value), instant)
            first.set_column(0, 0, 28)
            first.set_column(1, 1, 90)
            said = (*about.lines, (about.rows_label, str(count)), (about.digest_label, inner.hexdigest()))
            for number, (label, text) in enumerate(said):
                first.write_string(number, 0, label, bold)
                first.write_string(number, 1, text)
        file = place.open("rb")
    digest, length = hashlib.sha256(), 0
    while block := file.read(_BLOCK):
        digest.update(block)
        length += len(block)
    file.seek(0)
    return Written(file, length, digest.hexdigest(), inner.hexdigest(), count)


def _put(sheet: Any, row: int, column: int, value: Cell, instant: Any) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float() if abs(value) < 2**53:
            sheet.write_number(row, column, value)
        case datetime():
            minute = value.astimezone(ZONE).replace(tzinfo=None, second=0, microsecond=0)
            sheet.write_datetime(row, column, minute, instant)
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day))  # noqa: DTZ001
        case _:
            sheet.write_string(row, column, _fitting(str(value)))


def _fitting(text: str) -> str:
    """Return a text that a cell can hold, saying how much of it is missing: the CSV holds it all."""
    if len(text) <= _CELL:
        return text
    mark = f" […{len(text)}]"
    return text[: _CELL - len(mark)] + mark


def _line(row: Iterable[Cell]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(_in_csv(each) for each in row)
    return target.getvalue().encode()


def _in_csv(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case str():
            return neutral(value)
        case _:
            return str(value)


def _text(value: Any) -> str:
    said = cell(value)
    return said if isinstance(said, str) else _in_csv(said)
