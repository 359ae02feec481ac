"""Events that a read model cannot take, and those of the same stream that wait behind them."""

import traceback
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

import sqlalchemy as sa

from domain.values import Recorded
from projections.folding import FoldedLog
from projections.sheets import Sheet

ATTEMPTS = 3
"""How often an event is tried before it is parked."""

MOST_STREAMS = 100
"""A read model that cannot take so many streams of a log is broken itself: it stops, and parks no more."""


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """An event that a read model has not taken, though its position went on.

    `error` tells the kind of error and where it was raised, and no value of the event; it is empty for an event that
    only waits behind another of its stream, with no attempts of its own.
    """

    model: str
    log: str
    position: int
    stream_id: UUID
    version: int
    event: str
    error: str
    attempts: int
    parked_at: datetime | None


_PASSING = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.PendingRollbackError)

PARKED = Sheet("read_model_parked", ParkedRow, ("model", "log", "position"))
_TABLE = PARKED.table.c


def kind_of(error: BaseException) -> str:
    """Return what an error is and where it was raised, without its message: that may hold a personal value."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def is_passing(error: Exception, log: FoldedLog) -> bool:
    """Say whether an error tells of the state of the database, or of the log, and not of the event."""
    return error is log.failure or isinstance(error, _PASSING)


def name_of(recorded: Recorded) -> str:
    """Return the stored name of an event."""
    return str(getattr(recorded.event, "stored_name", type(recorded.event).__name__))


def row(
    model: str, log: str, recorded: Recorded, error: str, at: datetime | None, attempts: int = ATTEMPTS
) -> ParkedRow:
    """Return an event as it is parked after so many attempts; without an error it waits behind another."""
    return ParkedRow(
        model,
        log,
        recorded.position,
        recorded.stream_id,
        recorded.version,
        name_of(recorded),
        error,
        attempts if error else 0,
        at,
    )


def park(connection: sa.Connection, rows: Sequence[ParkedRow]) -> None:
    """Park events."""
    PARKED.save(connection, rows)


def streams(connection: sa.Connection, log: str) -> dict[str, set[UUID]]:
    """Return the parked streams of a log, by read model."""
    found: dict[str, set[UUID]] = {}
    for model, stream_id in connection.execute(
        sa.select(_TABLE.model, _TABLE.stream_id).where(_TABLE.log == log).distinct()
    ):
        found.setdefault(model, set()).add(stream_id)
    return found


def parked(engine: sa.Engine, models: Collection[str], log: str | None = None) -> tuple[ParkedRow, ...]:
    """Return what is parked for some read models, in the order of the log."""
    select = sa.select(PARKED.table).where(_TABLE.model.in_(list(models)))
    if log is not None:
        select = select.where(_TABLE.log == log)
    with engine.begin() as connection:
        return PARKED.read(connection, select.order_by(_TABLE.model, _TABLE.log, _TABLE.position))


def counts(connection: sa.Connection, models: Collection[str], log: str) -> dict[str, int]:
    """Return how many events of a log are parked for each of these read models."""
    select = sa.select(_TABLE.model, sa.func.count()).where(_TABLE.model.in_(list(models)), _TABLE.log == log)
    found = connection.execute(select.group_by(_TABLE.model))
    return {row[0]: row[1] for row in found}


def release(connection: sa.Connection, model: str, log: str, stream_id: UUID, upto: int) -> int:
    """Forget what is parked of a stream up to a position, because it was applied; return how many events that were."""
    mine = (_TABLE.model == model, _TABLE.log == log, _TABLE.stream_id == stream_id, _TABLE.position <= upto)
    return connection.execute(sa.delete(PARKED.table).where(*mine)).rowcount


def tried(connection: sa.Connection, model: str, log: str, position: int, error: str) -> None:
    """Note that an event was tried again in vain."""
    mine = (_TABLE.model == model, _TABLE.log == log, _TABLE.position == position)
    connection.execute(sa.update(PARKED.table).where(*mine).values(error=error, attempts=_TABLE.attempts + 1))


def highest(connection: sa.Connection, model: str, log: str, stream_id: UUID) -> int | None:
    """Return the last position that is parked of a stream."""
    select = sa.select(sa.func.max(_TABLE.position)).where(_TABLE.model == model, _TABLE.log == log)
    found: int | None = connection.scalar(select.where(_TABLE.stream_id == stream_id))
    return found
