"""A log that also folds cases: the state after each event, kept between batches so that no stream is read twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.collaboration.decider import AGGREGATE, evolve
from domain.collaboration.state import Collaboration
from domain.ports import EventLog
from domain.values import Recorded

KEPT_CASES = 5_000
_CASE_EVENTS = frozenset(AGGREGATE.events)


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a case, and the case before and after it.

    What an event leaves alone is the same object in both.
    """

    recorded: Recorded
    before: Collaboration
    state: Collaboration


class FoldedLog:
    """An event log, and the cases in it. A state that is kept is used only for the version that follows it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._states: dict[UUID, Collaboration] = {}
        self._streams: Mapping[UUID, Sequence[Recorded]] = {}
        self._last: tuple[Sequence[Recorded], Mapping[UUID, tuple[Step, ...]]] | None = None

    def after(self, position: int, limit: int) -> Sequence[Recorded]:
        """Return up to `limit` events behind `position`."""
        return self._log.after(position, limit)

    def streams(
        self, stream_ids: Sequence[UUID], upto_position: int | None = None
    ) -> Mapping[UUID, Sequence[Recorded]]:
        """Return the whole streams named, as they were at `upto_position`."""
        return self._log.streams(stream_ids, upto_position)

    def head(self) -> int:
        """Return the position of the newest event; 0 for an empty log."""
        return self._log.head()

    def prepare(self, batch: Sequence[Recorded]) -> None:
        """Read what `steps` needs, so that it needs the log no more while a transaction is open."""
        first: dict[UUID, Recorded] = {}
        for each in batch:
            if type(each.event) in _CASE_EVENTS:
                first.setdefault(each.stream_id, each)
        missing = [key for key, each in first.items() if self._kept(each) is None]
        self._streams = self._log.streams(missing, batch[-1].position) if missing else {}

    def steps(self, batch: Sequence[Recorded]) -> Mapping[UUID, tuple[Step, ...]]:
        """Return the events of a batch that belong to cases, by case, each with the case after it."""
        if self._last is not None and self._last[0] is batch:
            return self._last[1]
        found: dict[UUID, list[Step]] = {}
        for each in batch:
            if type(each.event) in _CASE_EVENTS:
                steps = found.setdefault(each.stream_id, [])
                before = steps[-1].state if steps else self._before(each)
                steps.append(Step(each, before, evolve(before, each.event, each.meta)))
        result = {case_id: tuple(steps) for case_id, steps in found.items()}
        for case_id, steps in found.items():
            self._states.pop(case_id, None)
            self._states[case_id] = steps[-1].state
        while len(self._states) > KEPT_CASES:
            del self._states[next(iter(self._states))]
        self._last = (batch, result)
        return result

    def history(self, case_id: UUID, upto_position: int) -> tuple[Step, ...]:
        """Return every event of a case up to a position, each with the case after it."""
        return _folded(self._log.streams([case_id], upto_position)[case_id])

    def _kept(self, recorded: Recorded) -> Collaboration | None:
        """Return the case before an event, if it is known without the log."""
        if recorded.version == 1:
            return Collaboration()
        state = self._states.get(recorded.stream_id)
        return state if state is not None and state.version == recorded.version - 1 else None

    def _before(self, recorded: Recorded) -> Collaboration:
        kept = self._kept(recorded)
        if kept is not None:
            return kept
        stream = self._streams.get(recorded.stream_id, ())
        steps = _folded(each for each in stream if each.version < recorded.version)
        if len(steps) != recorded.version - 1:
            raise ValueError(f"stream {recorded.stream_id} has {len(steps)} events before version {recorded.version}")
        return steps[-1].state


def _folded(stream: Iterable[Recorded]) -> tuple[Step, ...]:
    state = Collaboration()
    steps: list[Step] = []
    for each in stream:
        before, state = state, evolve(state, each.event, each.meta)
        steps.append(Step(each, before, state))
    return tuple(steps)
