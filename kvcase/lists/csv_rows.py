"""Read the rows of a CSV list that has a header row, each with its line."""

import csv
import io
from collections.abc import Iterator

from kvcase.lists.entries import squash
from kvcase.lists.reading import RowRefusedError, Source, UnusableListError, read_text

_MAX_PREFACE = 5


class CsvRows:
    """The rows of a table: `header` is its first row that names all the required columns.

    `preface` holds the rows above it, such as a date of issue: at most five, and none unless `with_preface`.
    Raises `UnusableListError` when there is no such header or, while iterating, when the last row is cut off.
    """

    def __init__(
        self,
        part: str,
        source: Source,
        columns: tuple[str, ...],
        *,
        delimiter: str = ",",
        with_preface: bool = False,
    ) -> None:
        text = read_text(part, source)
        if text.lstrip().startswith("<"):
            raise UnusableListError(part, "the file is XML", "CSV with a header row")
        self.part = part
        self.ends_whole = text.endswith(("\n", "\r"))
        self._reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
        self._rows = self._cells()
        self.preface: tuple[tuple[str, ...], ...] = ()
        expected = f"the columns {', '.join(columns)}"
        first: list[str] | None = None
        for _, cells in self._rows:
            if isinstance(cells, RowRefusedError):
                raise UnusableListError(part, "the header row is damaged", expected)
            header = [squash(cell) for cell in cells]
            first = first or header
            if all(column in header for column in columns):
                self.header = header
                return
            if not with_preface or len(self.preface) == _MAX_PREFACE:
                break
            self.preface += (tuple(header),)
        missing = ", ".join(column for column in columns if column not in (first or ()))
        raise UnusableListError(part, f"the header row lacks {missing}", expected)

    def __iter__(self) -> Iterator[tuple[int, dict[str, str] | RowRefusedError]]:
        """Yield the line on which each row begins and its cells by column, or why it cannot be used."""
        width, short = len(self.header), 0
        for line, cells in self._rows:
            if short:
                yield short, RowRefusedError("row", "has too few columns", f"{width} columns")
                short = 0
            if isinstance(cells, RowRefusedError):
                yield line, cells
            elif len(cells) < width and not self.ends_whole:
                short = line
            elif len(cells) != width:
                yield line, RowRefusedError("row", f"has {len(cells)} columns", f"{width} columns")
            else:
                yield line, dict(zip(self.header, cells, strict=True))
        if short:
            raise UnusableListError(self.part, f"the last row (line {short}) is cut off", f"{width} columns")

    def _cells(self) -> Iterator[tuple[int, list[str] | RowRefusedError]]:
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "unexpected end of data" in str(error):
                    raise UnusableListError(self.part, "the last row is cut off", "a closing double quote") from None
                rule = f"is not CSV ({error})"
                yield line, RowRefusedError("row", rule, "fields in closed double quotes, none too long")
                continue
            if any(cell.strip() for cell in cells):
                yield line, cells
