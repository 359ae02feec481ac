"""The batch runner: pull events behind the stored position, apply them and move the position in one transaction."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from domain.ports import Clock, EventLog
from domain.values import Recorded
from projections import positions, rebuild
from projections.folding import FoldedLog
from projections.readmodel import ReadModel

GROWTH = 5
"""A runner that is behind makes its batches larger, up to this many times."""

_TRANSIENT = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.PendingRollbackError)


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the read models are behind their log, in positions: 0 when they have seen everything.

    `events` is that of the slowest; a log may have gaps, so there are at most so many events.
    """

    events: int
    by_model: Mapping[str, int]


class PoisonError(Exception):
    """A read model cannot take an event: it stops before it, and the other models go on."""

    def __init__(self, model: str, log: str, recorded: Recorded, error: Exception) -> None:
        name = getattr(recorded.event, "stored_name", type(recorded.event).__name__)
        super().__init__(
            f"read model {model} stops in log {log} at position {recorded.position}: {name}, stream "
            f"{recorded.stream_id} version {recorded.version}: {type(error).__name__}: {error}"
        )
        self.model = model
        self.log = log
        self.recorded = recorded


class Runner:
    """Feeds read models from one log. Any number of runners may do so at once: each event is applied once.

    Threads may share a runner; they take turns.
    """

    def __init__(
        self,
        engine: sa.Engine,
        log: EventLog,
        log_name: str,
        models: Sequence[ReadModel],
        clock: Clock | None = None,
    ) -> None:
        self._engine = engine
        self._log = FoldedLog(log)
        self._log_name = log_name
        self._models = tuple(sorted(models, key=lambda model: model.name))
        self._clock = clock
        self._turn = threading.Lock()

    def catch_up(self, limit_per_batch: int = 1000) -> int:
        """Apply what is new and return the count of events; a batch is `limit_per_batch`, or more when behind.

        Raises `PoisonError` when all models that can have gone on, and `OutdatedReadModelError`. When the database
        or the log fails it raises what they raise; nothing is half applied, and a further call goes on.
        """
        with self._turn:
            return self._catch_up(limit_per_batch)

    def lag(self) -> Lag:
        """Return how far the models are behind."""
        found = self.positions()  # before the head, so that the lag is never below 0
        head = self._log.head()
        behind = {name: head - position for name, position in found.items()}
        return Lag(max(behind.values(), default=0), behind)

    def positions(self) -> Mapping[str, int]:
        """Return the position of each model. Raises `OutdatedReadModelError`."""
        with self._engine.begin() as connection:
            return positions.positions(connection, self._models, self._log_name)

    def rebuild(self, model: str) -> None:
        """Make the rows of a model again from the first event of this log; see `rebuild.rebuild`."""
        rebuild.rebuild(self._engine, self._named(model), {self._log_name: self._log}, self._clock)

    def digest(self, model: str) -> str:
        """Return the digest of all rows of a model; see `rebuild.digest`."""
        return rebuild.digest(self._engine, self._named(model))

    def _named(self, name: str) -> ReadModel:
        found = {model.name: model for model in self._models}
        if name not in found:
            raise KeyError(f"no read model {name!r}; there are {', '.join(found)}")
        return found[name]

    def _catch_up(self, limit: int) -> int:
        stopped: dict[str, PoisonError] = {}
        applied, size = 0, limit
        while True:
            places = {name: place for name, place in self.positions().items() if name not in stopped}
            start = min(places.values(), default=0)
            batch = self._log.after(start, size) if places else ()
            # Models that are ahead wait to be met, so that from there on one reading serves all.
            meeting = min((place for place in places.values() if place > start), default=None)
            if meeting is not None:
                batch = [each for each in batch if each.position <= meeting]
            if not batch:
                break
            group = [model for model in self._models if places.get(model.name) == start]
            self._advance(group, start, batch, stopped)
            applied += len(batch)
            size = min(2 * size, GROWTH * limit)
        if stopped:
            raise next(iter(stopped.values()))
        return applied

    def _advance(
        self, models: Sequence[ReadModel], start: int, batch: Sequence[Recorded], stopped: dict[str, PoisonError]
    ) -> None:
        """Apply a batch; a model that cannot take it gets halves of it, until the one event is found."""
        try:
            self._apply(models, start, batch)
        except _OvertakenError:
            return  # another runner was here: the next look at the positions tells how far it came
        except _RefusedError as refused:
            others = [model for model in models if model is not refused.model]
            if others:
                self._advance(others, start, batch, stopped)
            if len(batch) > 1:
                self._advance([refused.model], start, batch[: len(batch) // 2], stopped)
            else:
                name = refused.model.name
                stopped[name] = PoisonError(name, self._log_name, batch[0], refused.error)
                stopped[name].__cause__ = refused.error

    def _apply(self, models: Sequence[ReadModel], start: int, batch: Sequence[Recorded]) -> None:
        self._log.prepare(batch)
        at = self._clock() if self._clock is not None else None
        with positions.writing(self._engine).begin() as connection:
            for model in models:
                if not positions.move(connection, model, self._log_name, start, batch[-1].position, at):
                    raise _OvertakenError
            for model in models:
                try:
                    model.apply(connection, batch, self._log, self._log_name)
                except _TRANSIENT:
                    raise  # the state of the database, not of the event
                except Exception as error:
                    raise _RefusedError(model, error) from error


class _OvertakenError(Exception):
    """Another runner moved the position first; what this one did is rolled back."""


class _RefusedError(Exception):
    """A model raised in this batch; what all did is rolled back."""

    def __init__(self, model: ReadModel, error: Exception) -> None:
        super().__init__(model.name)
        self.model = model
        self.error = error
