"""The re-screening runs, and which case was screened in which: also the evidence of "no hit". Source: settled.md 19."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.rescreening.events import ChunkScreened, RunCompleted, RunStarted
from domain.values import Effect, Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


class RunStatus(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run: how many cases it checked so far, and what it found."""

    run_id: UUID
    list_id: str
    effect: Effect
    from_version: int | None
    to_version: int
    status: RunStatus
    checked: int
    hits: int
    lifts: int
    started_at: datetime
    completed_at: datetime | None
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class RescreenedRow:
    """One case in one run."""

    run_id: UUID
    case_id: UUID
    list_id: str
    to_version: int
    hits: int
    lifts: int


RUNS = Sheet("rescreening_runs", RunRow, ("run_id",))
RESCREENED = Sheet("rescreened", RescreenedRow, ("run_id", "case_id"), indexes=(("case_id",),))
_EVENTS = (RunStarted, ChunkScreened, RunCompleted)


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, _EVENTS)]
    runs = Draft(RUNS, place, {each.stream_id for each in mine})
    rescreened = Draft(RESCREENED, place)  # a run names each case once
    for recorded in mine:
        match recorded.event:
            case RunStarted() as event:
                runs.put(_started(event, recorded))
            case ChunkScreened(cases=cases):
                run = _moved(runs, recorded)
                for case in cases:
                    row = RescreenedRow(run.run_id, case.case_id, run.list_id, run.to_version, case.hits, case.lifts)
                    rescreened.put(row)
                found = sum(case.hits for case in cases), sum(case.lifts for case in cases)
                checked = run.checked + len(cases)
                runs.put(replace(run, checked=checked, hits=run.hits + found[0], lifts=run.lifts + found[1]))
            case RunCompleted():
                at = recorded.meta.recorded_at
                runs.put(replace(_moved(runs, recorded), status=RunStatus.COMPLETED, completed_at=at))
            case _:
                pass
    runs.save()
    rescreened.save()


def _started(event: RunStarted, recorded: Recorded) -> RunRow:
    return RunRow(
        run_id=event.run_id,
        list_id=event.list_id,
        effect=event.effect,
        from_version=event.from_version,
        to_version=event.to_version,
        status=RunStatus.RUNNING,
        checked=0,
        hits=0,
        lifts=0,
        started_at=recorded.meta.recorded_at,
        completed_at=None,
        version=recorded.version,
        position=recorded.position,
    )


def _moved(runs: Draft[RunRow], recorded: Recorded) -> RunRow:
    run = runs.get(recorded.stream_id)
    if run is None:
        raise LookupError(f"run {recorded.stream_id} has not started")
    return replace(run, version=recorded.version, position=recorded.position)


MODEL = ReadModel(
    "rescreening_runs", 1, (RUNS.table, RESCREENED.table), _apply, events=frozenset(_EVENTS), texts=frozenset()
)
