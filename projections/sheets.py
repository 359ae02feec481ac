"""Tables whose rows are frozen dataclasses: read what a batch touches, change it in memory, write it back at once."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import islice
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import sqlalchemy as sa

from projections import bulk
from projections.memory import Memory

R = TypeVar("R")
T = TypeVar("T")
Key = tuple[Any, ...]

Place = sa.Connection | Memory
"""Where the rows of a read model are while a batch is applied."""

METADATA = sa.MetaData()
CHUNK = 5_000
"""How many values one query names at most; SQLite takes 32,766 and PostgreSQL 65,535."""


@dataclass(frozen=True, slots=True)
class _Personal:
    """Marks a field of a row that holds personal values. Source: settled.md 25."""


PersonalText = Annotated[str, _Personal()]
PersonalTexts = Annotated[tuple[str, ...], _Personal()]


class Sheet(Generic[R]):
    """One table of a read model, derived from the fields of its row.

    `key` are the fields that identify a row. `group` is the field by which a batch loads the rows that it touches;
    it and each of `indexes` (the fields of one index) are indexed.
    """

    def __init__(
        self,
        name: str,
        row: type[R],
        key: tuple[str, ...],
        *,
        group: str | None = None,
        indexes: Sequence[tuple[str, ...]] = (),
        metadata: sa.MetaData = METADATA,
    ) -> None:
        self.row = row
        self.key: Callable[[R], Key] = _getter(key)
        self.group = group if group is not None else key[0]
        names = [field.name for field in fields(row)]  # type: ignore[arg-type]  # a row is a dataclass
        self.values: Callable[[R], Key] = _getter(names)
        hints = get_type_hints(row, include_extras=True)
        self.table = sa.Table(name, metadata, *(_column(each, hints[each], each in key) for each in names))
        for columns in dict.fromkeys(((self.group,), *indexes)):
            if columns != key[: len(columns)]:
                sa.Index(f"{name}_{'_'.join(columns)}", *(self.table.c[each] for each in columns))
        self.group_of: Callable[[R], object] = attrgetter(self.group)
        self.table.info["sheet"] = self
        column = self.table.c[self.group]
        self._of_groups = sa.select(self.table).where(column.in_(sa.bindparam("groups", expanding=True)))
        self._of_group = sa.select(self.table).where(column == sa.bindparam("one"))

    def read(self, connection: sa.Connection, select: "sa.Select[Any] | None" = None) -> tuple[R, ...]:
        """Return the rows that `select` (of all columns of the table) finds, or all of them."""
        found = connection.execute(sa.select(self.table) if select is None else select)
        return tuple(self.row(*each) for each in found)

    def first(self, connection: sa.Connection, **equal: object) -> R | None:
        """Return a row with these values, or `None`."""
        where = [self.table.c[name] == value for name, value in equal.items()]
        return next(iter(self.read(connection, sa.select(self.table).where(*where).limit(1))), None)

    def of_groups(self, place: Place, groups: Collection[object]) -> Iterator[R]:
        """Yield the rows of these groups."""
        if isinstance(place, Memory):
            yield from place.of_groups(self, groups)
            return
        if len(groups) == 1:  # as it is when an event is followed at once
            (one,) = groups
            for each in place.execute(self._of_group, {"one": one}):
                yield self.row(*each)
            return
        for chunk in chunks(groups):
            for each in place.execute(self._of_groups, {"groups": chunk}):
                yield self.row(*each)

    def save(self, place: Place, rows: Sequence[R]) -> None:
        """Insert rows, in the place of those with the same key; no key may come twice."""
        if isinstance(place, Memory):
            place.save(self, rows)
        elif rows:
            bulk.save(place, self.table, [self.values(row) for row in rows])

    def remove(self, place: Place, keys: Iterable[Key]) -> None:
        """Delete the rows with these keys."""
        if isinstance(place, Memory):
            place.remove(self, keys)
        elif gone := list(keys):
            bulk.remove(place, self.table, gone)


class Draft(Generic[R]):
    """The rows of a sheet that a batch touches. Nothing is written before `save`, and then only what changed."""

    def __init__(self, sheet: Sheet[R], place: Place, groups: Collection[object] = ()) -> None:
        """Load every row of these groups; a row of a group that was not loaded can only be replaced."""
        self._sheet = sheet
        self._place = place
        self._group = sheet.group_of
        self._stored = {sheet.key(row): row for row in sheet.of_groups(place, groups)}
        self._rows = dict(self._stored)
        self._groups: dict[object, dict[Key, None]] = {}
        for key, row in self._rows.items():
            self._groups.setdefault(self._group(row), {})[key] = None

    def get(self, *key: object) -> R | None:
        """Return the row with this key, as it stands now."""
        return self._rows.get(key)

    def of(self, group: object) -> tuple[R, ...]:
        """Return the rows of a group, as they stand now."""
        return tuple(self._rows[key] for key in self._groups.get(group, ()))

    def put(self, row: R) -> None:
        """Insert or replace a row."""
        key = self._sheet.key(row)
        self._rows[key] = row
        self._groups.setdefault(self._group(row), {})[key] = None

    def drop(self, row: R) -> None:
        """Remove a row."""
        key = self._sheet.key(row)
        del self._rows[key]
        del self._groups[self._group(row)][key]

    def save(self) -> None:
        """Write what changed."""
        stored, rows = self._stored, self._rows
        if len(rows) < len(stored) or any(key not in rows for key in stored):
            self._sheet.remove(self._place, [key for key in stored if key not in rows])
        self._sheet.save(
            self._place, [row for key, row in rows.items() if (old := stored.get(key)) is not row and old != row]
        )


def chunks(values: Collection[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield the values in lists that one query can name."""
    remaining = iter(values)
    while chunk := list(islice(remaining, size)):
        yield chunk


class _Json(sa.types.TypeDecorator[Any]):
    """A value as JSON text that is the same on every database; `load` gives it back."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, load: Callable[[Any], Any] = tuple) -> None:
        super().__init__()
        self.load = load

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return None if value is None else self.load(json.loads(value))


class _Word(sa.types.TypeDecorator[StrEnum]):
    """A closed word."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


class Instant(sa.types.TypeDecorator[datetime]):
    """An instant in UTC as ISO text that sorts as it should: SQLite keeps no time zone."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        """Return the text that is stored."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> datetime | None:
        """Return the instant that a text tells."""
        return None if value is None else datetime.fromisoformat(value)


_TYPES: Mapping[Any, sa.types.TypeEngine[Any]] = {
    str: sa.Text(),
    int: sa.BigInteger(),
    bool: sa.Boolean(),
    UUID: sa.Uuid(),
    date: sa.Date(),
    datetime: Instant(),
    tuple[str, ...]: _Json(tuple),
    Mapping[str, int]: _Json(dict),
}


def _column(name: str, hint: Any, is_key: bool) -> "sa.Column[Any]":
    is_personal = False
    if get_origin(hint) is Annotated:
        hint, *marks = get_args(hint)
        is_personal = any(isinstance(mark, _Personal) for mark in marks)
    nullable = False
    if get_origin(hint) in {Union, UnionType}:
        nullable = NoneType in get_args(hint)
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
        if get_origin(hint) is Annotated:
            hint, *marks = get_args(hint)
            is_personal = any(isinstance(mark, _Personal) for mark in marks)
    kind = _Word(hint) if isinstance(hint, type) and issubclass(hint, StrEnum) else _TYPES[hint]
    info = {"personal": True} if is_personal else {}
    return sa.Column(name, kind, primary_key=is_key, nullable=nullable, info=info, autoincrement=False)


def _getter(names: Sequence[str]) -> Callable[[Any], Key]:
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda row: (only(row),)
    return attrgetter(*names)
