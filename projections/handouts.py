"""The files that left kvcase: what, for whom, when, and their digest. None of their content."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from domain.handout.events import EVENTS, FileHandedOut
from domain.handout.words import HandoutFormat, HandoutKind
from domain.values import Recorded, Role
from projections.folding import FoldedLog
from projections.pages import Cursor, Order, Page, page
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class HandoutRow:
    """A file: who it was made for, in which role and on whose behalf, when, and what `FileHandedOut` says of it."""

    handout_id: UUID
    kind: HandoutKind
    format: HandoutFormat
    name: str
    about: UUID | None
    reference: str | None
    language: str
    as_of: datetime
    log_position: int | None
    sha256: str
    size: int
    rows: int | None
    filters: tuple[str, ...]
    is_withheld: bool
    made_by: str
    made_as: Role
    made_for: str | None
    made_at: datetime
    version: int
    position: int


HANDOUTS = Sheet("handouts", HandoutRow, ("handout_id",), indexes=(("position",), ("sha256",)))


class HandoutQueries:
    """Questions about the files that one log tells of."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            yield connection

    def handouts(
        self,
        *,
        sha256: str | None = None,
        about: UUID | None = None,
        kind: HandoutKind | None = None,
        made_by: str | None = None,
        after: Cursor | None = None,
        limit: int = 50,
    ) -> Page[HandoutRow]:
        """Return files in the order in which they were made."""
        table = HANDOUTS.table.c
        wanted = {"sha256": sha256, "about": about, "kind": kind, "made_by": made_by}
        where = [table[name] == value for name, value in wanted.items() if value is not None]
        order = Order[HandoutRow]((table.position,), lambda row: (row.position,))
        with self._reading() as connection:
            return page(connection, HANDOUTS, where, order, after, limit)


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    rows = Draft(HANDOUTS, place)
    for recorded in batch:
        if isinstance(recorded.event, FileHandedOut):
            rows.put(_row(recorded.event, recorded))
    rows.save()


def _row(event: FileHandedOut, recorded: Recorded) -> HandoutRow:
    actor = recorded.meta.actor
    said = {each.name: getattr(event, each.name) for each in fields(event) if each.name != "position"}
    return HandoutRow(
        **said,
        log_position=event.position,
        made_by=actor.id,
        made_as=actor.role,
        made_for=actor.on_behalf_of,
        made_at=recorded.meta.recorded_at,
        version=recorded.version,
        position=recorded.position,
    )


MODEL = ReadModel("handouts", 1, (HANDOUTS.table,), _apply, events=frozenset(EVENTS), texts=frozenset())
