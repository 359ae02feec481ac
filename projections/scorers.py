"""Which scorers held the running cases against lists, and which were compared in shadow and approved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.rescreening.events import RunStarted, ScorerApproved, ShadowCompared
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class ScorerRow:
    """A scorer as it came to be used: by a run, or after a shadow run (`shadow_id`) once somebody approved it."""

    scorer_id: str
    has_run: bool
    shadow_id: UUID | None
    approved_by: str | None
    approved_at: datetime | None


SCORERS = Sheet("scorers", ScorerRow, ("scorer_id",))
_EVENTS = (RunStarted, ShadowCompared, ScorerApproved)


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, _EVENTS)]
    named = {each.event.scorer_id for each in mine if isinstance(each.event, _EVENTS)}
    scorers = Draft(SCORERS, place, named)
    for recorded in mine:
        event = recorded.event
        if not isinstance(event, _EVENTS):
            continue
        row = scorers.get(event.scorer_id) or ScorerRow(event.scorer_id, False, None, None, None)
        match event:
            case RunStarted():
                row = replace(row, has_run=True)
            case ShadowCompared(run_id=run_id):
                row = replace(row, shadow_id=run_id)
            case ScorerApproved():
                at = recorded.meta.recorded_at
                row = replace(row, approved_by=recorded.meta.actor.id, approved_at=at)
        scorers.put(row)
    scorers.save()


MODEL = ReadModel("scorers", 1, (SCORERS.table,), _apply, events=frozenset(_EVENTS), texts=frozenset())
