"""Where a case stands on its way: the statuses that it went through, and those that are still to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.collaboration import decider, spine
from domain.collaboration.spine import CaseType, Status
from domain.collaboration.state import Collaboration
from domain.values import Recorded

_WAY: Final = (
    Status.NOTIFIED,
    Status.SCREENING,
    Status.ASSESSED,
    Status.IN_REVIEW,
    Status.APPROVED,
    Status.RUNNING,
    Status.COMPLETED,
    Status.CLOSED,
)
_OFF: Final = (Status.REJECTED, Status.TERMINATED, Status.WITHDRAWN)
"""Where the way of a case may end before its end."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One status on the way: since when it was reached last, if it was, and whether the case stands there."""

    status: Status
    since: date | None
    is_here: bool

    @property
    def is_behind(self) -> bool:
        """Tell whether the case went through it."""
        return self.since is not None and not self.is_here


def folded(history: Sequence[Recorded]) -> tuple[Collaboration, Mapping[Status, date]]:
    """Return (the case, the day on which it reached each status since it was last reopened)."""
    state, reached = Collaboration(), dict[Status, date]()
    for each in history:
        before = state.spine.status
        state = decider.evolve(state, each.event, each.meta)
        if isinstance(each.event, spine.CollaborationReopened):
            reached = {Status.NOTIFIED: reached[Status.NOTIFIED]}
        if state.spine.status is not before:
            reached[state.spine.status] = each.meta.recorded_at.date()
    return state, reached


def stops(state: Collaboration, reached: Mapping[Status, date]) -> tuple[Stop, ...]:
    """Return the way of a case: what it skipped is left out, and so is what it cannot reach any more."""
    status = state.spine.status
    here = (state.spine.before_suspension or Status.RUNNING) if status is Status.SUSPENDED else status
    off = next((each for each in _OFF if each in reached), None)
    if off is not None:
        way = (*(each for each in _WAY[:-2] if each in reached), off, Status.CLOSED)
    elif state.spine.case_type is CaseType.ADVICE:
        way = tuple(each for each in _WAY if each in reached or each in {Status.COMPLETED, Status.CLOSED})
    else:
        place = _WAY.index(here)
        way = tuple(each for number, each in enumerate(_WAY) if number >= place or each in reached)
    told = [Stop(each, reached.get(each), each is here and status is not Status.SUSPENDED) for each in way]
    if status is Status.SUSPENDED:
        told.insert(way.index(here) + 1, Stop(Status.SUSPENDED, reached[Status.SUSPENDED], is_here=True))
    return tuple(told)
