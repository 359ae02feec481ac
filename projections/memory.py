"""Rows in memory: where a read model is folded from its first event, before all of them are written at once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from projections.sheets import Key, Sheet

R = TypeVar("R")


@dataclass(slots=True)
class _Kept:
    rows: dict[Any, Any] = field(default_factory=dict)
    groups: dict[Any, dict[Any, None]] = field(default_factory=dict)


class Memory:
    """The rows of sheets, by key and by group; a model writes here as it would to a database."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._undo: list[tuple[Sheet[Any], Key, Any]] | None = None

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Take back what is written inside when it raises."""
        undo: list[tuple[Sheet[Any], Key, Any]] = []
        self._undo = undo
        try:
            yield
        except BaseException:
            self._undo = None
            for sheet, key, before in reversed(undo):
                self.remove(sheet, [key])
                if before is not None:
                    self.save(sheet, [before])
            raise
        finally:
            self._undo = None

    def rows(self, sheet: "Sheet[R]") -> Collection[R]:
        """Return every row of a sheet."""
        return self._of(sheet).rows.values()

    def of_groups(self, sheet: "Sheet[R]", groups: Iterable[object]) -> Iterator[R]:
        """Yield the rows of these groups."""
        kept = self._of(sheet)
        for group in groups:
            for key in kept.groups.get(group, ()):
                yield kept.rows[key]

    def save(self, sheet: "Sheet[R]", rows: Sequence[R]) -> None:
        """Insert rows, in the place of those with the same key."""
        kept = self._of(sheet)
        for row in rows:
            key = sheet.key(row)
            if self._undo is not None:
                self._undo.append((sheet, key, kept.rows.get(key)))
            kept.rows[key] = row
            kept.groups.setdefault(sheet.group_of(row), {})[key] = None

    def remove(self, sheet: "Sheet[R]", keys: "Iterable[Key]") -> None:
        """Delete the rows with these keys."""
        kept = self._of(sheet)
        for key in keys:
            row = kept.rows.pop(key, None)
            if row is not None:
                if self._undo is not None:
                    self._undo.append((sheet, key, row))
                del kept.groups[sheet.group_of(row)][key]

    def _of(self, sheet: "Sheet[R]") -> _Kept:
        return self._kept.setdefault(sheet.table.name, _Kept())
