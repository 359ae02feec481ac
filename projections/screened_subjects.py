"""As what each party and person of a case was screened last: what shows that one of them has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.collaboration.screening import ScreeningStarted
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class ScreenedRow:
    """One subject of a case as its last screening met it."""

    case_id: UUID
    subject_id: UUID
    fingerprint: str
    screening_id: UUID


SCREENED = Sheet("screened_subjects", ScreenedRow, ("case_id", "subject_id"))


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    rows = Draft(SCREENED, place)
    for recorded in batch:
        event = recorded.event
        if isinstance(event, ScreeningStarted):
            for each in event.subjects:
                rows.put(ScreenedRow(recorded.stream_id, each.subject_id, each.fingerprint, event.screening_id))
    rows.save()


MODEL = ReadModel(
    "screened_subjects", 1, (SCREENED.table,), _apply, events=frozenset({ScreeningStarted}), texts=frozenset()
)
