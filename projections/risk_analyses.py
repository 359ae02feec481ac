"""The risk analyses that an institution recorded: of which year, when, to which body it was reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.riskanalysis.decider import RiskAnalysisRecorded
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Place, Sheet


@dataclass(frozen=True, slots=True)
class AnalysisRow:
    """One risk analysis."""

    analysis_id: UUID
    year: int
    made_on: date
    reported_to: str
    version: int
    position: int


ANALYSES = Sheet("risk_analyses", AnalysisRow, ("analysis_id",), indexes=(("year",),))


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    rows = [
        AnalysisRow(
            each.event.analysis_id,
            each.event.year,
            each.event.made_on,
            each.event.reported_to,
            each.version,
            each.position,
        )
        for each in batch
        if isinstance(each.event, RiskAnalysisRecorded)
    ]
    ANALYSES.save(place, rows)


MODEL = ReadModel(
    "risk_analyses", 1, (ANALYSES.table,), _apply, events=frozenset({RiskAnalysisRecorded}), texts=frozenset()
)
