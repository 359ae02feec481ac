"""A register as pages show it: who reads it, which rows stand there in which order, and what is told of one thing."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

import marshmallow
from flask import request
from flask_babel import LazyString

from api import access
from api.access import Access
from api.rest import paging, plain
from api.rest.commands import COLLECTIONS
from api.rest.questions import PageQuery
from api.web import asking
from api.web.records.look import Cell, Fact, Look
from domain.aggregate import Aggregate
from domain.errors import NotFoundError

PAGE: Final = 50
"""How many rows a page shows."""
Row = Mapping[str, Any]
"""A row as the API tells it."""
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody may ask a register for: one of the words, or a text where there are none."""

    name: str
    label: LazyString
    words: type[StrEnum] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Some rows of a register, and the cursor of what follows."""

    rows: Sequence[Row]
    following: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """A table on the page of a thing."""

    title: LazyString
    heads: tuple[LazyString, ...]
    lines: tuple[tuple[Cell, ...], ...]
    following: str | None = None
    nothing: LazyString | None = None


class Register(ABC):
    """One kind of thing: what it is called, and who reads it, as the API declares it.

    `story` are those who read what happened to one; with none the page tells it to nobody.
    """

    aggregate: ClassVar[Aggregate]
    label: ClassVar[LazyString]
    one: ClassVar[LazyString]
    lead: ClassVar[LazyString]
    nothing: ClassVar[LazyString]
    readers: ClassVar[Access]
    story: ClassVar[Access | None] = None
    asked: ClassVar[marshmallow.Schema]
    heads: ClassVar[tuple[LazyString, ...]]
    filters: ClassVar[tuple[Filter, ...]] = ()

    @property
    def collection(self) -> str:
        """Return the name under which it stands in addresses."""
        return COLLECTIONS[self.aggregate.name]

    @abstractmethod
    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the rows that are asked for, the same as the API tells."""

    @abstractmethod
    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each row."""

    def known_filters(self, look: Look) -> tuple[Filter, ...]:
        """Return what the reader may ask for."""
        return self.filters


class Shown(Register):
    """A register of things that have a page each."""

    @abstractmethod
    def row(self, look: Look, identifier: UUID) -> Row | None:
        """Return what is known of one thing, or nothing while the read models are behind. Raises `NotFoundError`."""

    @abstractmethod
    def facts(self, look: Look, row: Row) -> Iterator[Fact]:
        """Return what is known of one thing, in words."""

    def called(self, look: Look, row: Row) -> str:
        """Return the name or number of a thing that has one; nothing for what has none."""
        return ""

    def stands(self, look: Look, row: Row) -> Cell:
        """Return where a thing stands."""
        return ()

    def notes(self, look: Look, row: Row) -> Iterator[str | LazyString]:
        """Return what should be seen first."""
        yield from ()

    def sections(self, look: Look, row: Row) -> Iterator[Section]:
        """Return the tables below what is known."""
        yield from ()

    def when(self, look: Look, row: Row, command: str) -> frozenset[str] | None:
        """Return where a thing must stand for a command, nowhere in particular if that is empty; None if it is over."""
        return frozenset()

    def reads_texts(self, look: Look) -> bool:
        """Tell whether what people wrote of a thing is shown to the reader."""
        return look.personal if self.story is None else access.tells_personal_texts(self.story, look.actor)


def told(read: Callable[[], object]) -> Row | None:
    """Return the row of a thing that the log knows, or nothing while the read models are behind it."""
    try:
        return plain.row(read(), personal=True)
    except NotFoundError:
        return None


def cut_here(rows: Sequence[Row], key: str = "case_id") -> Found:
    """Return the part of the rows on the page of a thing that its address asks for."""
    asked = asking.loaded(
        PageQuery(only=("after",)), {"after": request.args["after"]} if "after" in request.args else {}
    )
    items, following = paging.cut(rows, {**asked, "limit": PAGE}, key)
    return Found(items, following)


def cut(rows: Iterable[R], order: Callable[[R], Any], asked: Mapping[str, Any], key: str) -> Found:
    """Return the part of all rows that is asked for in an order, as the API cuts it."""
    told = [plain.row(each, personal=True) for each in sorted(rows, key=order)]
    items, following = paging.cut(told, {**asked, "limit": PAGE}, key)
    return Found(items, following)
