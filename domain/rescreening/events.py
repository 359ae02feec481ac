"""What can have happened in a re-screening run. Stored for ever: add, never edit."""

from dataclasses import dataclass
from typing import ClassVar

from domain.values import CaseId, Effect, RunId


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A new version of a list is held against every live case of the institution."""

    stored_name: ClassVar[str] = "rescreening.run-started.v1"
    run_id: RunId
    list_id: str
    effect: Effect
    from_version: int | None
    to_version: int
    canonical_sha256: str
    scorer_id: str
    catalogue_edition: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class ScreenedCase:
    """One case as the run met it: whom it screened (digest), and how many hits and lifts it found."""

    case_id: CaseId
    subjects_sha256: str
    hits: int
    lifts: int


@dataclass(frozen=True, slots=True)
class ChunkScreened:
    """A chunk of cases was screened; with its cases' own events in one transaction, so each exactly once."""

    stored_name: ClassVar[str] = "rescreening.chunk-screened.v1"
    run_id: RunId
    chunk_no: int
    cases: tuple[ScreenedCase, ...]
    chunk_sha256: str


@dataclass(frozen=True, slots=True)
class RunCompleted:
    """Every live case was screened; the counts are the evidence of "no hit"."""

    stored_name: ClassVar[str] = "rescreening.run-completed.v1"
    run_id: RunId
    checked: int
    hits: int
    lifts: int


Event = RunStarted | ChunkScreened | RunCompleted
EVENTS = (RunStarted, ChunkScreened, RunCompleted)
