"""Read models that count: one row for each event, which cannot be written twice, or one number for each stream."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from domain.values import Recorded
from projections.folding import FoldedLog
from projections.memory import Memory
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class TallyRow:
    """An event that was seen."""

    position: int


@dataclass(frozen=True, slots=True)
class NamedRow:
    """The same, in a later form."""

    position: int
    name: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many events of a stream a model was given."""

    stream_id: UUID
    events: int


COUNTS = Sheet("counts", CountRow, ("stream_id",), metadata=sa.MetaData())
SHEET = Sheet("tally", TallyRow, ("position",), metadata=sa.MetaData())
TALLY = SHEET.table
_NEWER = Sheet("tally", NamedRow, ("position",), metadata=sa.MetaData())


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    rows = [TallyRow(each.position) for each in batch]
    if isinstance(place, Memory):
        SHEET.save(place, rows)
    else:
        place.execute(sa.insert(TALLY), [{"position": row.position} for row in rows])


def _apply_slowly(place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
    _apply(place, batch, log, log_name)
    time.sleep(0.02)  # so that a kill falls between what is written and the commit


def _apply_newer(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    _NEWER.save(place, [NamedRow(each.position, type(each.event).__name__) for each in batch])


def _count(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    counts = Draft(COUNTS, place, {each.stream_id for each in batch})
    for each in batch:
        row = counts.get(each.stream_id) or CountRow(each.stream_id, 0)
        counts.put(replace(row, events=row.events + 1))
    counts.save()


COUNTING = ReadModel("counts", 1, (COUNTS.table,), _count)
MODEL = ReadModel("tally", 1, (TALLY,), _apply)
SLOW = ReadModel("tally", 1, (TALLY,), _apply_slowly)


def newer() -> ReadModel:
    """Return the same model with a column more."""
    return ReadModel("tally", 2, (_NEWER.table,), _apply_newer)


def seen(engine: sa.Engine) -> list[int]:
    """Return the positions in the table, in order."""
    with engine.begin() as connection:
        return list(connection.scalars(sa.select(TALLY.c.position).order_by(TALLY.c.position)))
