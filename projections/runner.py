"""The batch runner: pull events behind the stored position, apply them and move the position in one transaction."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from domain.ports import Clock, EventLog, Page, Wanted
from domain.values import Recorded
from projections import parking, positions, readmodel, rebuild, unhurried
from projections.readmodel import ReadModel

FIRST = 500
LARGEST = 20_000
"""A runner begins with small batches and makes them larger while it is behind, but no larger than this."""

BATCH_SECONDS = 1.0
"""How long one transaction should take at most: who waits for its lock waits so long."""

_NOTHING = Wanted(frozenset(), frozenset())
_LOG = logging.getLogger("kvcase.projections")


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the read models are behind their log, in events: 0 when they have seen everything.

    `events` is that of the slowest. Below 0 a model is ahead of its log. `seconds` is the age of the oldest event that
    one of them has not seen. `parked` counts the events that a model has not taken; `outdated` names the models whose
    rows another version of kvcase made.
    """

    events: int
    by_model: Mapping[str, int]
    seconds: float = 0.0
    seconds_by_model: Mapping[str, float] = field(default_factory=dict)
    parked: Mapping[str, int] = field(default_factory=dict)
    outdated: tuple[str, ...] = ()
    positions: Mapping[str, int] = field(default_factory=dict)
    head: int = 0
    """The position of the newest event."""


class PoisonError(Exception):
    """A read model cannot take an event, and stops before it; the other models go on."""

    def __init__(self, model: str, log: str, recorded: Recorded, error: Exception) -> None:
        super().__init__(
            f"read model {model} stops in log {log} at position {recorded.position}: {parking.name_of(recorded)}, "
            f"stream {recorded.stream_id} version {recorded.version}: {parking.kind_of(error)}"
        )
        self.model = model
        self.log = log
        self.recorded = recorded


class AheadOfLogError(Exception):
    """A read model has seen more events than its log holds: the log is an older copy."""

    def __init__(self, model: str, log: str, position: int, head: int) -> None:
        super().__init__(
            f"read model {model} is at position {position} of log {log}, which ends at {head}: the log was restored "
            f"from an older copy, and these rows tell what it no longer holds; restore the newer log, or run "
            f"`kvcase projections rebuild --model {model}`"
        )
        self.model = model


class OtherHistoryError(AheadOfLogError):
    """A read model has seen other events than its log holds now: the log is an older copy that went on."""

    def __init__(self, model: str, log: str, position: int) -> None:
        Exception.__init__(
            self,
            f"read model {model} is at position {position} of log {log}, where another event stands than it has seen: "
            f"the log was restored from an older copy and went on, and these rows tell what it never held; restore the "
            f"newer log, or run `kvcase projections rebuild --model {model}`",
        )
        self.model = model


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
        *,
        is_awaited: bool = True,
    ) -> None:
        """Follow a log; where nobody waits for the rows, nobody is told of them."""
        self._engine = engine
        self._own_log = log
        self._log = readmodel.followed(log, models)
        self._log_name = log_name
        self._models = tuple(sorted(models, key=lambda model: model.name))
        self._names = tuple(model.name for model in self._models)
        self._clock = clock
        self._is_awaited = is_awaited
        self._turn = threading.Lock()
        self._has_parked = True
        self._together: int | None = None
        """Where all models were left, nothing of theirs parked: the next move finds out whether they still are."""
        self._is_alone = True
        self._mark = (0, "")
        self._held: set[str] = set()
        self.reached = 0
        """How far the log was read when it was last caught up with."""

    def catch_up(self, largest_batch: int = LARGEST, goes_on: Callable[[], bool] = lambda: True) -> int:
        """Apply what is new and return the count of events; `goes_on` is asked before each batch.

        An event that a model cannot take is parked with those of its stream behind it. Raises `PoisonError` for a
        model that cannot take too many, when all models that can have gone on, `OutdatedReadModelError` and
        `AheadOfLogError`. When the database or the log fails it raises what they raise; nothing is half applied, and
        a further call goes on.
        """
        with self._turn:
            return self._catch_up(largest_batch, goes_on)

    def lag(self) -> Lag:
        """Return how far the models are behind; those whose rows another version made are told, not counted."""
        with self._engine.begin() as connection:  # before the head, so that the lag is never below 0
            standing = positions.standing(connection, self._models, self._log_name)
            parked = parking.counts(connection, list(standing.positions), self._log_name)
        found = standing.positions
        head = self._log.head()
        rest = {position: self._log.behind(position) for position in set(found.values())}
        behind = {name: rest[place].count if place <= head else head - place for name, place in found.items()}
        seconds = {name: self._age(rest[place].since) for name, place in found.items()}
        slowest, oldest = max((*behind.values(), 0)), max((*seconds.values(), 0.0))
        return Lag(slowest, behind, oldest, seconds, parked, tuple(sorted(standing.outdated)), found, head)

    def positions(self) -> Mapping[str, int]:
        """Return the position of each model. Raises `OutdatedReadModelError`."""
        with self._engine.begin() as connection:
            return positions.positions(connection, self._models, self._log_name)

    def least_position(self) -> int:
        """Return how far every model has come; one whose rows are of another version holds nobody up."""
        with positions.reading(self._engine).connect() as connection:
            return positions.standing(connection, self._models, self._log_name).least

    def retry(self, model: str, stream_id: UUID | None = None) -> tuple[int, tuple[PoisonError, ...]]:
        """Apply what is parked for a model, stream by stream and in order, each as far as the model takes it.

        Return how many events were taken, and the error of each stream that is still parked.
        """
        with self._turn:
            chosen = self._named(model)
            places: dict[UUID, list[int]] = {}
            for row in parking.parked(self._engine, [model], self._log_name):
                if stream_id in {None, row.stream_id}:
                    places.setdefault(row.stream_id, []).append(row.position)
            done = [self._replay(chosen, each, mine[0], mine[-1]) for each, mine in places.items()]
            return sum(taken for taken, _ in done), tuple(error for _, error in done if error is not None)

    def rebuild(self, model: str) -> None:
        """Make the rows of a model again from the first event of this log; see `rebuild.rebuild`."""
        rebuild.rebuild(self._engine, self._named(model), {self._log_name: self._own_log}, self._clock)

    def digest(self, model: str) -> str:
        """Return the digest of all rows of a model; see `rebuild.digest`."""
        return rebuild.digest(self._engine, self._named(model))

    def _named(self, name: str) -> ReadModel:
        found = {model.name: model for model in self._models}
        if name not in found:
            raise KeyError(f"no read model {name!r}; there are {', '.join(found)}")
        return found[name]

    def _age(self, since: datetime | None) -> float:
        if since is None or self._clock is None:
            return 0.0
        return max((self._clock() - since).total_seconds(), 0.0)

    def _catch_up(self, largest: int, goes_on: Callable[[], bool]) -> int:
        stopped: dict[str, Exception] = {}
        applied, size, looks = 0, min(FIRST, largest), not self._is_alone
        while goes_on():
            expected = None if looks else self._together
            places = self._places(stopped) if expected is None else dict.fromkeys(self._names, expected)
            start = min(places.values(), default=0)
            # Models that are ahead wait to be met, so that from there on one reading serves all.
            meeting = min((place for place in places.values() if place > start), default=None)
            begun = time.perf_counter()
            with unhurried.collector():
                page = _upto(meeting, self._log.page(start, size)) if places else Page(start, 0, ())
                if not page.count and expected is not None:
                    looks = True  # nothing is new, as far as this runner knows: where do they stand?
                    continue
                if not page.count:
                    self._refuse_ahead(places)
                    self.reached = start
                    break
                group = [model for model in self._models if places.get(model.name) == start]
                self._mark, self._together = (page.position, page.mark), None
                is_done = self._advance(group, start, page.position, page.events, stopped)
            applied += page.count
            self.reached = page.position
            if is_done and len(group) == len(self._models) and not self._has_parked:
                self._together, self._held = page.position, {page.mark}
            elif expected is not None:
                self._is_alone = False
            if is_done and page.count < size and len(group) == len(places):
                break  # that was all, and nobody is left behind
            size = _next_size(size, largest, time.perf_counter() - begun)
        if stopped:
            raise next(iter(stopped.values()))
        return applied

    def _places(self, stopped: dict[str, Exception]) -> Mapping[str, int]:
        """Return the position of each model that can go on; those whose rows are of another version stop here."""
        with positions.reading(self._engine).connect() as connection:
            standing = positions.standing(connection, self._models, self._log_name)
        self._has_parked = standing.has_parked
        for model in self._models:
            if model.name in standing.outdated:
                version = standing.outdated[model.name]
                stopped[model.name] = positions.OutdatedReadModelError(model.name, version, model.version)
        for name, mark in standing.marks.items():
            if name not in stopped and not self._is_held(standing.positions[name], mark):
                stopped[name] = OtherHistoryError(name, self._log_name, standing.positions[name])
        # Unless all stand where this runner left them, another one is at it too, and what it knows is worth nothing.
        self._is_alone = set(standing.positions.values()) == {self._together}
        if not self._is_alone:
            self._together = None
        return {name: place for name, place in standing.positions.items() if name not in stopped}

    def _is_held(self, position: int, mark: str) -> bool:
        """Say whether the log holds the event that a model has seen at a position, as far as it goes."""
        if mark in self._held:
            return True
        page = self._own_log.page(position - 1, 1, _NOTHING)
        if page.count and (page.position != position or page.mark not in {mark, ""}):
            return False
        self._held = {mark}
        return True

    def _refuse_ahead(self, places: Mapping[str, int]) -> None:
        head = self._log.head()
        for name, place in places.items():
            if place > head:
                raise AheadOfLogError(name, self._log_name, place, head)

    def _advance(
        self,
        models: Sequence[ReadModel],
        start: int,
        upto: int,
        batch: Sequence[Recorded],
        stopped: dict[str, Exception],
    ) -> bool:
        """Apply a batch and return whether all went well.

        A model that cannot take it gets halves of it, until the one event is found.
        """
        try:
            self._apply(models, start, upto, batch)
        except _OvertakenError:
            return False  # another runner was here: the next look at the positions tells how far it came
        except _RefusedError as refused:
            others = [model for model in models if model is not refused.model]
            if others:
                self._advance(others, start, upto, batch, stopped)
            if len(batch) > 1:
                middle = len(batch) // 2
                between = batch[middle - 1].position
                self._advance([refused.model], start, between, batch[:middle], stopped)
                if refused.model.name not in stopped:
                    self._advance([refused.model], between, upto, batch[middle:], stopped)
            else:
                self._try_again(refused.model, start, upto, batch, stopped)
            return False
        return True

    def _try_again(
        self,
        model: ReadModel,
        start: int,
        upto: int,
        batch: Sequence[Recorded],
        stopped: dict[str, Exception],
    ) -> None:
        """Try one event again, and then park it."""
        for attempt in range(2, parking.ATTEMPTS + 1):
            try:
                self._apply([model], start, upto, batch)
            except _OvertakenError:
                return
            except _RefusedError as refused:
                if attempt < parking.ATTEMPTS:
                    continue
                error = PoisonError(model.name, self._log_name, batch[0], refused.error)
                error.__cause__ = refused.error
                if not self._park(model, start, upto, batch[0], refused.error):
                    stopped[model.name] = error
                else:
                    _LOG.error("%s; the stream is parked", error)
            else:
                return

    def _park(self, model: ReadModel, start: int, upto: int, recorded: Recorded, error: Exception) -> bool:
        """Park an event and move on; False when so many streams are parked that the model must be broken."""
        at = self._clock() if self._clock is not None else None
        with positions.writing(self._engine).begin() as connection:
            if len(parking.streams(connection, self._log_name).get(model.name, ())) >= parking.MOST_STREAMS:
                return False
            if not positions.move(connection, model, self._log_name, start, upto, at, self._mark_of(upto)):
                return True  # another runner decides what becomes of it
            row = parking.row(model.name, self._log_name, recorded, parking.kind_of(error), at)
            parking.park(connection, [row])
            self._has_parked = True
        return True

    def _apply(self, models: Sequence[ReadModel], start: int, upto: int, batch: Sequence[Recorded]) -> None:
        self._log.prepare(batch)
        at = self._clock() if self._clock is not None else None
        with positions.following(self._engine).begin() as connection:
            if not positions.move_all(
                connection,
                models,
                self._log_name,
                start,
                upto,
                at,
                mark=self._mark_of(upto),
                told=self._told(models, upto),
                is_durable=False,
                may_be_parked=self._has_parked,
            ):
                raise _OvertakenError
            # Looked at behind the lock of the positions.
            parked = parking.streams(connection, self._log_name) if self._has_parked else {}
            for model in models:
                mine = batch
                if waiting := parked.get(model.name):
                    mine = [each for each in batch if each.stream_id not in waiting]
                    behind = [each for each in batch if each.stream_id in waiting and _looks_at(model, each)]
                    rows = [parking.row(model.name, self._log_name, each, "", at) for each in behind]
                    parking.park(connection, rows)
                self._feed(connection, model, mine)

    def _mark_of(self, position: int) -> str:
        return self._mark[1] if position == self._mark[0] else ""

    def _told(self, models: Sequence[ReadModel], upto: int) -> str | None:
        """Return what those hear who wait for rows: how far all models are, or that they have to look."""
        if not self._is_awaited:
            return None
        return f"{self._log_name} {upto}" if len(models) == len(self._models) else self._log_name

    def _feed(self, connection: sa.Connection, model: ReadModel, batch: Sequence[Recorded]) -> None:
        if not any(_looks_at(model, each) for each in batch):
            return
        try:
            model.apply(connection, batch, self._log, self._log_name)
        except Exception as error:
            if parking.is_passing(error, self._log):
                raise
            raise _RefusedError(model, error) from error

    def _replay(self, model: ReadModel, stream_id: UUID, first: int, last: int) -> tuple[int, PoisonError | None]:
        """Apply what is parked of a stream, between two positions; halves of it when the model cannot take it all."""
        stream = self._log.streams([stream_id], last).get(stream_id, ())
        waiting, taken = [[each for each in stream if each.position >= first]], 0
        while waiting:
            batch = waiting.pop()
            try:
                released = self._release(model, batch, last)
            except _RefusedError as refused:
                if len(batch) == 1:
                    return taken, self._still_refused(model, batch[0], refused.error)
                middle = len(batch) // 2
                waiting += [batch[middle:], batch[:middle]]
            else:
                if not released:
                    break  # a runner is at work: the next retry finds what it left
                taken += released
        return taken, None

    def _release(self, model: ReadModel, batch: Sequence[Recorded], last: int) -> int:
        """Apply parked events of a stream; return how many, 0 if `last` is not the last one parked any more."""
        stream_id, at = batch[0].stream_id, self._clock() if self._clock is not None else None
        self._log.prepare(batch)
        with positions.writing(self._engine).begin() as connection:
            standing = positions.positions(connection, [model], self._log_name)[model.name]
            if not positions.move(connection, model, self._log_name, standing, standing, at):
                return 0
            if parking.highest(connection, model.name, self._log_name, stream_id) != last:
                return 0
            self._feed(connection, model, batch)
            return parking.release(connection, model.name, self._log_name, stream_id, batch[-1].position)

    def _still_refused(self, model: ReadModel, recorded: Recorded, error: Exception) -> PoisonError:
        with positions.writing(self._engine).begin() as connection:
            parking.tried(connection, model.name, self._log_name, recorded.position, parking.kind_of(error))
        refused = PoisonError(model.name, self._log_name, recorded, error)
        refused.__cause__ = error
        return refused


def _looks_at(model: ReadModel, recorded: Recorded) -> bool:
    return model.events is None or type(recorded.event) in model.events


def _upto(meeting: int | None, page: Page) -> Page:
    if meeting is None or page.position <= meeting:
        return page
    events = [each for each in page.events if each.position <= meeting]
    return Page(meeting, max(len(events), 1), events)


def _next_size(size: int, largest: int, seconds: float) -> int:
    """Return the size of the next batch: larger while there is time, smaller when a transaction took too long."""
    if seconds > BATCH_SECONDS:
        return max(1, int(size * BATCH_SECONDS / seconds / 2))
    return min(largest, 2 * size) if seconds < BATCH_SECONDS / 2 else size


class _OvertakenError(Exception):
    """Another runner moved the position first; what this one did is rolled back."""


class _RefusedError(Exception):
    """A model raised in this batch; what all did is rolled back."""

    def __init__(self, model: ReadModel, error: Exception) -> None:
        super().__init__(model.name)
        self.model = model
        self.error = error
