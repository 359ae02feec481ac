"""Whether who read what is still as it was written: every row is hashed anew, and held against what was signed.

Row by row the chain tells an altered, inserted or removed one. Who holds the database could hash the rest anew; then
the checkpoints of the log, which tell the newest row, do not agree. What was deleted because its time was over is
covered by the row that the deletion left; decision 0029.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain import reads
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.store.application import microseconds
from kvcase.store.reads import GENESIS, ReadTable, Row, chained

EXPIRED: Final = "expired"
"""Stands in the row that a deletion leaves, over: up to which row, its hash, before which instant, what was kept."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A row that a checkpoint tells of: its number and hash, and when that was signed."""

    number: int
    hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Proved:
    """What came of it: `rows` stand there, `signed` of them under a checkpoint; `finding` is the first fault."""

    log: str
    rows: int
    last: int
    signed: int
    finding: str | None

    @property
    def is_good(self) -> bool:
        """Say whether nothing was found."""
        return self.finding is None


def digest(told: str) -> str:
    """Return what a deletion keeps of a row that it leaves."""
    return hashlib.sha256(told.encode()).hexdigest()


def signed(checkpoints: Iterable[Checkpoint]) -> tuple[Signed, ...]:
    """Return the rows that checkpoints tell of, the oldest first."""
    return tuple(sorted((each for one in checkpoints for each in _of(one)), key=lambda each: each.number))


def verify(slug: str, table: ReadTable, heads: Iterable[Signed] = ()) -> Proved:
    """Return what is wrong with the reads of a log, first of all."""
    deleted = table.deletion(EXPIRED)
    told = {**deleted[EXPIRED], "at": deleted["at"]} if deleted is not None else {}
    wanted = {each.number: each for each in heads}
    run = _Run(slug, told, wanted)
    for row in table.every():
        run.take(row)
    return run.proved()


class _Run:
    """One reading of all rows."""

    def __init__(self, slug: str, deleted: Mapping[str, Any], heads: Mapping[int, Signed]) -> None:
        self._slug = slug
        self._through = int(deleted.get("through", 0))
        self._kept: dict[int, str] = {int(number): each for number, each in deleted.get("kept", {}).items()}
        self._before = bytes.fromhex(deleted["hash"]) if deleted else GENESIS
        self._limit = microseconds(datetime.fromisoformat(deleted["before"])) if deleted else None
        self._next = self._through + 1
        self._heads = dict(heads)
        self._largest = max(heads, default=0)
        self._rows = 0
        self._finding: str | None = None
        if self._limit is not None and _young(deleted):
            self._found(f"rows were deleted that were not {reads.LEAST_DAYS} days old, and no setting allows that")
        for each in heads.values():
            if self._limit is not None and each.number < self._through and microseconds(each.at) >= self._limit:
                self._found(f"rows after {each.number} were deleted before their time: they were written later")

    def take(self, row: Row) -> None:
        """Hold a row against the one before it."""
        self._rows += 1
        if row.number <= self._through:
            if self._kept.pop(row.number, None) != digest(row.told):
                self._found(f"row {row.number} is not the one that was kept when others were deleted")
            return
        if row.number != self._next:
            self._found(f"row {self._next} is missing")
        elif row.hash != chained(self._slug, self._before, row.number, row.told):
            self._found(f"row {row.number} was altered, or one before it")
        elif not _agrees(row):
            self._found(f"the instant or the actor of row {row.number} was altered")
        head = self._heads.get(row.number)
        if head is not None and head.hash != row.hash:
            self._found(f"row {row.number} is not the one that was signed")
        self._before, self._next = row.hash, row.number + 1

    def proved(self) -> Proved:
        """Return what was found."""
        last = self._next - 1
        if self._kept:
            self._found(f"row {min(self._kept)} is missing, which was kept when others were deleted")
        if self._largest > last:
            self._found(f"row {last + 1} is missing: a checkpoint tells of {self._largest}")
        return Proved(self._slug, self._rows, last, min(self._largest, last), self._finding)

    def _found(self, told: str) -> None:
        self._finding = self._finding or told


def _young(deleted: Mapping[str, Any]) -> bool:
    age = datetime.fromisoformat(deleted["at"]) - datetime.fromisoformat(deleted["before"])
    return age < timedelta(days=reads.LEAST_DAYS)


def _agrees(row: Row) -> bool:
    """Say whether the columns by which rows are looked for are those that were hashed."""
    try:
        told = json.loads(row.told)
        return bool(told["actor"] == row.actor and microseconds(datetime.fromisoformat(told["at"])) == row.at)
    except (ValueError, KeyError, TypeError):
        return False


def _of(checkpoint: Checkpoint) -> Iterator[Signed]:
    number, _, encoded = checkpoint.reads.partition(" ")
    if number.isdigit():
        try:
            yield Signed(int(number), base64.b64decode(encoded, validate=True), checkpoint.at)
        except (binascii.Error, ValueError):
            return
