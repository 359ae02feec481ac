"""Read one TOML table strictly: every fault names the file, the entry and the field."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from domain.errors import UnusableInputError
from kvcase.catalogues.model import Citation, Label

W = TypeVar("W", bound=StrEnum)

HEADER = "header"
"""What errors call the fields at the top of a file."""


class CatalogueError(UnusableInputError):
    """A catalogue file cannot be used."""

    code = "unusable-catalogue"

    def __init__(self, file: str, entry: str, field: str, rule: str, expected: str) -> None:
        super().__init__(f"{file}, {entry}, {field}", rule, expected)
        self.file = file
        self.entry = entry


class Table:
    """One table of a file; what has been read is remembered, so that `finish` can refuse unknown fields."""

    def __init__(self, file: str, entry: str, values: Mapping[str, object]) -> None:
        self.file = file
        self.entry = entry
        self._values = values
        self._read: set[str] = set()

    def fault(self, field: str, rule: str, expected: str) -> CatalogueError:
        """Return the error for a field of this table."""
        return CatalogueError(self.file, self.entry, field, rule, expected)

    def text(self, field: str) -> str:
        """Return a text that is there and not blank."""
        value = self._take(field)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(field, "is missing" if value is None else f"is {value!r}", "a text that is not empty")
        return value

    def optional_text(self, field: str) -> str | None:
        """Return a text, or None where the field is left out."""
        return self.text(field) if field in self._values else None

    def day(self, field: str) -> date:
        """Return a date that TOML itself knows as one."""
        value = self._take(field)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fault(field, "is missing" if value is None else f"is {value!r}", "a date such as 2025-09-01")
        return value

    def optional_day(self, field: str) -> date | None:
        """Return a date, or None where the field is left out."""
        return self.day(field) if field in self._values else None

    def optional_number(self, field: str) -> int | None:
        """Return a whole number from 1, or None where the field is left out."""
        value = self._take(field)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise self.fault(field, f"is {value!r}", "a whole number from 1")
        return value

    def flag(self, field: str) -> bool:
        """Return a yes or no; what is left out is no."""
        value = self._take(field)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.fault(field, f"is {value!r}", "true or false")
        return value

    def whole(self, field: str) -> int:
        """Return a number above 0."""
        value = self._take(field)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fault(field, "is missing" if value is None else f"is {value!r}", "a whole number above 0")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of texts without repetition; what is left out is empty."""
        value = self._take(field)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.fault(field, f"is {value!r}", "a list of texts")
        words = tuple(item for item in value if isinstance(item, str) and item.strip())
        if len(words) != len(value) or len(set(words)) != len(words):
            raise self.fault(field, f"is {value!r}", "a list of texts, none empty, none twice")
        return words

    def tables(self, field: str) -> tuple["Table", ...]:
        """Return the tables of an array; what is left out is empty."""
        value = self._take(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fault(field, "is no array of tables", f"[[{field}]]")
        prefix = "" if self.entry == HEADER else f"{self.entry}, "
        return tuple(
            Table(self.file, f"{prefix}{field} {number}{_name_of(item)}", item)
            for number, item in enumerate(value, start=1)
        )

    def word(self, field: str, words: type[W]) -> W:
        """Return one of a closed set of words."""
        return self._member(field, self.text(field), words)

    def words(self, field: str, words: type[W]) -> tuple[W, ...]:
        """Return several of a closed set of words."""
        return tuple(self._member(field, text, words) for text in self.texts(field))

    def label(self, prefix: str = "") -> Label:
        """Return the texts `nl` and `en`, or `<prefix>_nl` and `<prefix>_en`."""
        stem = f"{prefix}_" if prefix else ""
        return Label(self.text(f"{stem}nl"), self.text(f"{stem}en"))

    def optional_label(self, prefix: str) -> Label | None:
        """Return the two texts, or None where both are left out."""
        return self.label(prefix) if {f"{prefix}_nl", f"{prefix}_en"} & self._values.keys() else None

    def citation(self) -> Citation:
        """Return what `source` and `place` cite."""
        return Citation(self.text("source"), self.text("place"))

    def has(self, field: str) -> bool:
        """Tell whether the field says something: an empty text or list says nothing."""
        return self._values.get(field) not in (None, "", [])

    def finish(self) -> None:
        """Refuse any field that nothing has read: it is a slip of the pen or belongs to a later version."""
        unknown = sorted(self._values.keys() - self._read)
        if unknown:
            raise self.fault(unknown[0], "is unknown", f"one of {', '.join(sorted(self._read))}")

    def _take(self, field: str) -> object:
        self._read.add(field)
        return self._values.get(field)

    def _member(self, field: str, text: str, words: type[W]) -> W:
        try:
            return words(text)
        except ValueError:
            raise self.fault(field, f"is {text!r}", f"one of {', '.join(words)}") from None


def _name_of(values: Mapping[str, object]) -> str:
    """Return how the entry calls itself, so that an error can be found without counting."""
    return next((f" ({values[field]})" for field in ("id", "code", "slug") if field in values), "")
