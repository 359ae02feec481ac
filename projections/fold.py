"""Fold read models from the first event on, in memory: for a rebuild, and to show them as they once were."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from domain.ports import EventLog
from domain.values import Recorded
from projections import parking, readmodel, unhurried
from projections.memory import Memory
from projections.parking import ParkedRow
from projections.readmodel import ReadModel
from projections.sheets import Place, Sheet

BATCH = 10_000
KEPT_CASES = 100_000
"""How many cases a fold keeps the states of: it meets each of them again and again, and must not read them again."""


class Fold:
    """Read models as they grow in memory from one log; `position` is how far they are, `parked` what they refused."""

    def __init__(self, models: Sequence[ReadModel], log: EventLog, name: str, memory: Memory, may_park: bool) -> None:
        self.log = readmodel.followed(log, models, KEPT_CASES)
        self.name = name
        self.position = 0
        self.mark = ""
        self.parked: dict[tuple[str, int], ParkedRow] = {}
        self.streams: dict[UUID, None] = {}
        self._models = models
        self._memory = memory
        self._may_park = may_park
        self._waiting: set[tuple[str, UUID]] = set()

    def grow(self, upto: int | None = None, place: Place | None = None) -> bool:
        """Apply one batch, no further than `upto`, to the rows in memory or in another place.

        False when there is nothing more. Raises what a model raises, unless it may park.
        """
        if upto is not None and self.position >= upto:
            return False
        with unhurried.collector():
            page = self.log.page(self.position, BATCH)
            events = page.events
            if upto is not None and page.position > upto:
                events = [each for each in events if each.position <= upto]
            self.streams.update(dict.fromkeys(each.stream_id for each in events))
            self.feed(events, place)
            self.log.prepare(())  # lets go of the steps, so that the collector need not look through them
        self.position = page.position if upto is None else min(page.position, upto)
        self.mark = page.mark or self.mark
        return page.count > 0

    def feed(self, batch: Sequence[Recorded], place: Place | None = None) -> None:
        """Apply events that follow those applied so far."""
        self.log.prepare(batch)
        for model in self._models:
            self._feed(model, batch, self._memory if place is None else place)

    def _feed(self, model: ReadModel, batch: Sequence[Recorded], place: Place) -> None:
        mine = batch
        if self._waiting:
            mine = []
            for each in batch:
                if (model.name, each.stream_id) in self._waiting:
                    self._park(model, each, "")
                else:
                    mine.append(each)
        if not mine:
            return
        if not self._may_park:
            model.apply(place, mine, self.log, self.name)
            return
        try:
            with place.all_or_nothing() if isinstance(place, Memory) else place.begin_nested():
                model.apply(place, mine, self.log, self.name)
        except Exception as error:
            if parking.is_passing(error, self.log):
                raise
            if len(mine) == 1:
                self._refuse_too_many(model, error)
                self._park(model, mine[0], parking.kind_of(error))
                return
            for half in (mine[: len(mine) // 2], mine[len(mine) // 2 :]):
                self.log.prepare(half)
                self._feed(model, half, place)
            self.log.prepare(batch)

    def _refuse_too_many(self, model: ReadModel, error: Exception) -> None:
        if sum(name == model.name for name, _ in self._waiting) >= parking.MOST_STREAMS:
            raise error

    def _park(self, model: ReadModel, recorded: Recorded, error: str) -> None:
        self._waiting.add((model.name, recorded.stream_id))
        row = parking.row(model.name, self.name, recorded, error, None, attempts=1)  # a fold tries nothing again
        self.parked[model.name, recorded.position] = row


def folded(model: ReadModel, logs: Mapping[str, EventLog]) -> Memory:
    """Return the rows of a model, folded from the first event of each log to its head. Raises what a model raises."""
    memory = Memory()
    with unhurried.collector():
        for name, log in logs.items():
            _grow(Fold([model], log, name, memory, may_park=False), log.head())
    return memory


def _grow(fold: Fold, upto: int) -> None:
    while fold.grow(upto):
        pass


def rows_of(memory: Memory, table: sa.Table) -> list[tuple[Any, ...]]:
    """Return the rows of a table that was folded in memory, as tuples of its columns."""
    sheet: Sheet[Any] = table.info["sheet"]
    return [sheet.values(row) for row in memory.rows(sheet)]
