"""Read the CSV files that people hand us to screen, and write what came of them: whole, or not at all.

A file that cannot be read as a whole is refused; of a file that can, each row is either usable or says why it is not.
Nothing is passed over but blank lines.
"""

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from domain.errors import UnusableInputError
from kvcase.lists import countries
from kvcase.lists.entries import Kind
from kvcase.lists.reading import RowError, RowRefusedError, checked_name, checked_text, read_bytes, read_text

STANDARD_OUTPUT: Final = "-"
_DELIMITERS: Final = (",", ";", "\t")
_ORGANISATIONS: Final = "Organization Organisation Company PublicBody"
_UNKNOWN: Final = "LegalEntity Thing Asset Vehicle Address CryptoWallet Security Position"
SCHEMAS: Final[Mapping[str, Kind | None]] = {
    "Person": Kind.PERSON,
    **dict.fromkeys(_ORGANISATIONS.split(), Kind.ORGANISATION),
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
    **dict.fromkeys(_UNKNOWN.split(), None),
}
"""The words of the FollowTheMoney model for what is named; None where they do not tell a person from the rest."""
Tell = Callable[[RowRefusedError], None]
"""Takes what a person must know of a row that is used all the same."""
_ARCHIVE: Final = b"PK\x03\x04"
_KINDS: Final = {word.casefold(): kind for word, kind in SCHEMAS.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands: its number among the rows, the line it begins on (both from 1), and its cells.

    `fault` says why it cannot be used at all; it then has as many cells as could be read.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    values: Mapping[str, str]
    fault: RowRefusedError | None = None


@dataclass(frozen=True, slots=True)
class RowFile:
    """A table with a header: its columns in their order, its rows, and what stands between two cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    delimiter: str


def read(path: Path, required: tuple[str, ...]) -> RowFile:
    """Return a CSV file (UTF-8, perhaps gzipped; comma, semicolon or tab) with at least the `required` columns.

    Their names may be in capitals, and are kept. Raises `UnusableInputError` when the file is empty, no text, or its
    header lacks or repeats a column.
    """
    expected = f"a header row with the columns {', '.join(required)}"
    data = read_bytes(path.name, path, expected)
    if data.startswith(_ARCHIVE):
        raise UnusableInputError(
            path.name, "is a spreadsheet (XLSX, ODS) or an archive", "the sheet saved as CSV UTF-8"
        )
    text = read_text(path.name, data)
    if text.startswith("<"):
        raise UnusableInputError(path.name, "is no CSV", expected)
    delimiter = _delimiter(text, required)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        header = tuple(" ".join(cell.split()) for cell in next(reader, []))
    except csv.Error as error:
        raise UnusableInputError(f"{path.name} line 1", f"the header is no CSV ({error})", expected) from None
    for cell in header:
        if not cell.isprintable():
            raise UnusableInputError(f"{path.name} line 1", "the header holds a control character", expected)
    keys = tuple(cell if cell.casefold() in header else cell.casefold() for cell in header)
    missing = [column for column in required if column not in keys]
    if missing:
        rule = f"the header lacks {', '.join(missing)}"
        raise UnusableInputError(f"{path.name} line 1", rule, expected)
    named = [key if key in required else column for column, key in zip(header, keys, strict=True)]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        rule = f"the header has {', '.join(repr(each) for each in twice)} twice"
        raise UnusableInputError(f"{path.name} line 1", rule, "each column once")
    return RowFile(path.name, header, tuple(_rows(reader, keys, path.name)), delimiter)


def name_in(row: Row, column: str) -> str:
    """Return the name in a column, white space collapsed. Raises `RowRefusedError`."""
    return checked_name(column, row.values[column])


def kind_in(row: Row, column: str = "schema") -> Kind | None:
    """Return what the schema of a row says is named; None for one that does not tell, or an empty cell."""
    word = checked_text(column, row.values[column]).strip()
    if word.casefold() not in _KINDS and word:
        raise RowRefusedError(column, f"{word[:40]!r} is no schema", f"one of {', '.join(SCHEMAS)}")
    return _KINDS.get(word.casefold())


def country_in(row: Row, column: str, tell: Tell) -> str | None:
    """Return the country in a column, if there is one. An unknown one is told and left aside: it never hides a hit."""
    word = row.values.get(column, "").strip()
    code = countries.iso2(word) if word else None
    if word and code is None:
        rule, expected = f"{word[:40]!r} is no country; the row is used without it", "ISO 3166-1 alpha-2, such as BE"
        tell(RowRefusedError(column, rule, expected))
    return code


@contextmanager
def whole(out: Path) -> Iterator[IO[str]]:
    """Give a text file to write; it takes the place of `out` when all is written, and goes when anything fails.

    Raises `UnusableInputError` when `out` cannot be a file there, `OSError` when the disk refuses.
    """
    folder = out.parent
    if out.is_dir():
        raise UnusableInputError("out", f"{out.name} is a folder", "the name of a file")
    if not folder.is_dir():
        raise UnusableInputError("out", f"there is no folder {folder}", "a file in a folder that exists")
    draft = folder / f".{out.name}.{os.getpid()}.draft"
    try:
        file = draft.open("x", encoding="utf-8", newline="")
    except OSError as error:
        rule = f"nothing can be written beside {out.name} ({error.strerror})"
        raise UnusableInputError("out", rule, "a folder that you may write in") from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def faults(rows: Iterable[RowError]) -> Iterator[str]:
    """Yield a line for a person for each row, naming line and field."""
    for each in rows:
        yield f"{each.part} line {each.line}: {each.field}: {each.rule}; expected {each.expected}"


def _delimiter(text: str, required: tuple[str, ...]) -> str:
    first = text.partition("\n")[0]
    fitting = [
        each
        for each in _DELIMITERS
        if {*required} <= {cell.strip().strip('"').strip().casefold() for cell in first.split(each)}
    ]
    return fitting[0] if fitting else max(_DELIMITERS, key=lambda each: (first.count(each), each == ","))


def _rows(reader: "Iterator[list[str]]", header: tuple[str, ...], name: str) -> Iterator[Row]:
    number = 0
    while True:
        line = _line_of(reader) + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            if "unexpected end of data" in str(error):
                rule, expected = "a cell is not closed; all from here to the end was read as one", "a closing quote"
            else:
                rule, expected = f"is no CSV ({error})", "cells in closed double quotes, none too long"
            yield Row(number, line, (), {}, RowRefusedError("row", rule, expected))
            continue
        if not cells:
            continue
        number += 1
        yield Row(number, line, tuple(cells), dict(zip(header, cells, strict=False)), _fault(cells, header))


def _fault(cells: list[str], header: tuple[str, ...]) -> RowRefusedError | None:
    if not any(cell.strip() for cell in cells):
        return RowRefusedError("row", "is empty", f"{len(header)} cells")
    if len(cells) != len(header):
        return RowRefusedError("row", f"has {len(cells)} cells", f"{len(header)} cells, as the header has")
    return None


def _line_of(reader: "Iterator[list[str]]") -> int:
    line: int = getattr(reader, "line_num", 0)
    return line
