"""A log that also folds cases: the state after each event, kept between batches so that no stream is read twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

from domain.collaboration import decider
from domain.collaboration.decider import AGGREGATE
from domain.collaboration.state import Collaboration
from domain.ports import Behind, EventLog, Page, Wanted
from domain.values import Recorded

KEPT_CASES = 5_000
CASE_EVENTS: frozenset[type] = frozenset(AGGREGATE.events)
"""What a case is folded from: a read model that takes `steps` looks at these."""


class Step(NamedTuple):
    """One event of a case, and the case before and after it.

    What an event leaves alone is the same object in both.
    """

    recorded: Recorded
    before: Collaboration
    state: Collaboration


class _Unfolded:
    """Stands where a slice was not folded: who reads it all the same is told so, and shows nothing wrong."""

    def __getattr__(self, name: str) -> Any:
        raise LookupError(f"this slice of the case was not folded, and {name} was read: see ReadModel.depth")


_UNFOLDED: Any = _Unfolded()


class Depth(IntEnum):
    """How much of a case is folded: each holds what the one before it holds."""

    STANDING = 0
    """The spine and the screening: where it stands, and its level. A quarter of the work."""
    UNDATED = 1
    """All but its deadlines, its dossier and its hands. Half of the work."""
    GATED = 2
    """As that, with the deadlines of conditions: what its gates look at, and of its deadlines no more."""
    TOLD = 3
    """All but its dossier and its hands, to which only commands are held."""


_EVOLVE = {
    Depth.STANDING: decider.standing,
    Depth.UNDATED: decider.undated,
    Depth.GATED: decider.gated,
    Depth.TOLD: decider.told,
}
_FOLDED = {
    Depth.STANDING: frozenset({"version", "spine", "screening"}),
    Depth.UNDATED: frozenset(each.name for each in fields(Collaboration)) - {"dossier", "hands", "deadlines"},
    Depth.GATED: frozenset(each.name for each in fields(Collaboration)) - {"dossier", "hands"},
    Depth.TOLD: frozenset(each.name for each in fields(Collaboration)) - {"dossier", "hands"},
}


class FoldedLog:
    """What is wanted of a log, and the cases in it. A state that is kept is used only for the version after it.

    Who reads a slice of a case deeper than `depth` is told that it was not folded.
    """

    def __init__(
        self, log: EventLog, wanted: Wanted, kept_cases: int = KEPT_CASES, *, depth: Depth = Depth.TOLD
    ) -> None:
        self._log = log
        self._evolve = _EVOLVE[depth]
        self._new = Collaboration().changed(
            **{each.name: _UNFOLDED for each in fields(Collaboration) if each.name not in _FOLDED[depth]}
        )
        self._wanted = wanted
        self._kept_cases = kept_cases
        self._folds = wanted.events is None or wanted.events >= CASE_EVENTS
        self._states: dict[UUID, Collaboration] = {}
        self._streams: Mapping[UUID, Sequence[Recorded]] = {}
        self._batch: Sequence[Recorded] = ()
        self._found: Mapping[UUID, Sequence[Recorded]] = {}
        self._whole: Mapping[UUID, tuple[Step, ...]] | None = None
        self._folded: dict[UUID, tuple[Step, ...]] = {}
        self.failure: Exception | None = None
        """What the log itself raised last: it says nothing of the event that was applied meanwhile."""

    def page(self, position: int, limit: int) -> Page:
        """Return what is wanted of up to `limit` events behind `position`."""
        return self._log.page(position, limit, self._wanted)

    def streams(self, stream_ids: Sequence[UUID], upto_position: int) -> Mapping[UUID, Sequence[Recorded]]:
        """Return the whole streams named, as they were at `upto_position`."""
        try:
            return self._log.streams(stream_ids, upto_position, texts=self._wanted.texts)
        except Exception as error:
            self.failure = error
            raise

    def behind(self, position: int) -> Behind:
        """Return what stands behind `position`, unread."""
        return self._log.behind(position)

    def head(self) -> int:
        """Return the position of the newest event; 0 for an empty log."""
        return self._log.head()

    def prepare(self, batch: Sequence[Recorded]) -> None:
        """Read what `steps` needs, so that it needs the log no more while a transaction is open."""
        self._batch, self._whole, self._folded, self._streams, self._found = batch, None, {}, {}, {}
        if not self._folds:
            return
        self._found = _by_case(batch)
        missing = [key for key, events in self._found.items() if self._kept(events[0]) is None]
        if missing:
            self._streams = self.streams(missing, batch[-1].position)

    def steps(self, batch: Sequence[Recorded]) -> Mapping[UUID, tuple[Step, ...]]:
        """Return the events of a batch that belong to cases, by case, each with the case after it.

        The batch is the one that was prepared, or what of it belongs to some streams.
        """
        if batch is self._batch and self._whole is not None:
            return self._whole
        found = self._found if self._folds and batch is self._batch else _by_case(batch)
        result = {case_id: self._steps_of(case_id, events) for case_id, events in found.items()}
        while len(self._states) > self._kept_cases:
            del self._states[next(iter(self._states))]
        if batch is self._batch:
            self._whole = result
        return result

    def _steps_of(self, case_id: UUID, events: Sequence[Recorded]) -> tuple[Step, ...]:
        known = self._folded.get(case_id)
        if known is None:
            known = self._folded[case_id] = self._fold(events, self._before(events[0]))
            self._states.pop(case_id, None)
            self._states[case_id] = known[-1].state
        return known

    def history(self, case_id: UUID, upto_position: int) -> tuple[Step, ...]:
        """Return every event of a case up to a position, each with the case after it."""
        return self._fold(self.streams([case_id], upto_position)[case_id], self._new)

    def _fold(self, stream: Iterable[Recorded], state: Collaboration) -> tuple[Step, ...]:
        steps: list[Step] = []
        for each in stream:
            before, state = state, self._evolve(state, each.event, each.meta)
            steps.append(Step(each, before, state))
        return tuple(steps)

    def _kept(self, recorded: Recorded) -> Collaboration | None:
        """Return the case before an event, if it is known without the log."""
        if recorded.version == 1:
            return self._new
        state = self._states.get(recorded.stream_id)
        return state if state is not None and state.version == recorded.version - 1 else None

    def _before(self, recorded: Recorded) -> Collaboration:
        kept = self._kept(recorded)
        if kept is not None:
            return kept
        stream = self._streams.get(recorded.stream_id, ())
        steps = self._fold((each for each in stream if each.version < recorded.version), self._new)
        if len(steps) != recorded.version - 1:
            raise ValueError(f"stream {recorded.stream_id} has {len(steps)} events before version {recorded.version}")
        return steps[-1].state


def _by_case(batch: Sequence[Recorded]) -> Mapping[UUID, Sequence[Recorded]]:
    """Return the events of cases by their case, in the order in which each case first stands in the batch."""
    found: dict[UUID, list[Recorded]] = {}
    for each in batch:
        if type(each.event) in CASE_EVENTS:
            found.setdefault(each.stream_id, []).append(each)
    return found
