"""A read model that counts: one row for each event, which cannot be written twice."""

import time
from collections.abc import Sequence

import sqlalchemy as sa

from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel

TALLY = sa.Table("tally", sa.MetaData(), sa.Column("position", sa.BigInteger(), primary_key=True))
_NEWER = sa.Table(
    "tally", sa.MetaData(), sa.Column("position", sa.BigInteger(), primary_key=True), sa.Column("name", sa.Text())
)


def _apply(connection: sa.Connection, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    connection.execute(sa.insert(TALLY), [{"position": each.position} for each in batch])


def _apply_slowly(connection: sa.Connection, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
    _apply(connection, batch, log, log_name)
    time.sleep(0.02)  # so that a kill falls between what is written and the commit


def _apply_newer(connection: sa.Connection, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    rows = [{"position": each.position, "name": type(each.event).__name__} for each in batch]
    connection.execute(sa.insert(_NEWER), rows)


MODEL = ReadModel("tally", 1, (TALLY,), _apply)
SLOW = ReadModel("tally", 1, (TALLY,), _apply_slowly)


def newer() -> ReadModel:
    """Return the same model with a column more."""
    return ReadModel("tally", 2, (_NEWER,), _apply_newer)


def seen(engine: sa.Engine) -> list[int]:
    """Return the positions in the table, in order."""
    with engine.begin() as connection:
        return list(connection.scalars(sa.select(TALLY.c.position).order_by(TALLY.c.position)))
