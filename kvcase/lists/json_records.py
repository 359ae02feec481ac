"""Read the records of a list in JSON: one object that holds them all, or one object on each line."""

import json
from collections.abc import Iterator
from typing import Any, Final

from kvcase.lists.reading import RowRefusedError, Source, UnusableListError, read_text

_MAX_LINE: Final = 20 * 1024 * 1024


class JsonRecords:
    """The objects under one key of a JSON object, each with its place among them, counted from 1.

    Raises `UnusableListError` when the file is no such object or is cut off.
    """

    def __init__(self, part: str, source: Source, key: str) -> None:
        value = parsed(part, read_text(part, source), f"an object with {key}")
        records = value.get(key)
        if not isinstance(records, list):
            raise UnusableListError(part, f"holds no list {key}", f"an object with {key}")
        self._records: list[Any] = records

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any] | RowRefusedError]]:
        """Yield the place and the object of each record, or why it cannot be used."""
        for number, record in enumerate(self._records, start=1):
            if isinstance(record, dict):
                yield number, record
            else:
                yield number, RowRefusedError("record", "is not an object", "an object")


class JsonLines:
    """The objects of a file that has one on each line, with the line. `cut` says that the last line is cut off.

    Raises `UnusableListError` when the first line is no object: then the file is something else.
    """

    def __init__(self, part: str, source: Source) -> None:
        self._part = part
        self._text = read_text(part, source)
        self.cut = ""
        first = self._text.lstrip().split("\n", 1)[0]
        if not first.startswith("{"):
            raise UnusableListError(part, "the file is not JSON", "one JSON object on each line")

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any] | RowRefusedError]]:
        """Yield the line and the object of each line, or why it cannot be used."""
        lines = self._text.split("\n")
        last = len(lines) if lines[-1].strip() else len(lines) - 1
        good = 0
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield number, self._object(line)
                good += 1
            except RowRefusedError as refused:
                if number == last and good:
                    self.cut = f"the last line ({number}) is cut off"
                elif number == 1:
                    raise UnusableListError(self._part, f"line 1 {refused.rule}", refused.expected) from None
                yield number, refused

    @staticmethod
    def _object(line: str) -> dict[str, Any]:
        if len(line) > _MAX_LINE:
            raise RowRefusedError("row", f"{len(line):,} characters long", f"at most {_MAX_LINE:,} characters")
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            raise RowRefusedError("row", "is not JSON", "one JSON object on each line") from None
        if not isinstance(value, dict):
            raise RowRefusedError("row", "is not an object", "one JSON object on each line")
        return value


def parsed(part: str, text: str, expected: str) -> dict[str, Any]:
    """Return the object that a text is in JSON. Raises `UnusableListError` naming the line of the fault."""
    if not text.lstrip().startswith("{"):
        raise UnusableListError(part, "the file is not JSON", expected)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg:
            raise UnusableListError(part, f"the file is cut off (line {error.lineno})", "a whole file") from None
        raise UnusableListError(part, f"line {error.lineno} is not JSON ({error.msg})", expected) from None
    except (ValueError, RecursionError):
        raise UnusableListError(part, "the file is nested too deep, or holds a number too long", expected) from None
    if not isinstance(value, dict):
        raise UnusableListError(part, "the file is not an object", expected)
    return value
