"""What can have happened in a re-screening run. Stored for ever: add, never edit."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.values import CaseId, Effect, RunId, SealedText


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


class Difference(StrEnum):
    """What another scorer makes of a pair of a subject and an entry."""

    NEW = "new"
    GONE = "gone"
    OTHER_BAND = "other_band"


@dataclass(frozen=True, slots=True)
class ShadowPair:
    """A pair that another scorer sees otherwise in a case; a score is 0 to 100, none where it is no hit."""

    case_id: CaseId
    subject_id: UUID
    list_id: str
    entry_id: str
    difference: Difference
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ShadowCompared:
    """Every live case was screened in full by another scorer, in shadow: no case was touched.

    `same` pairs are hits of the same band as on record; `against_sha256` covers the list versions screened against.
    """

    stored_name: ClassVar[str] = "rescreening.shadow-compared.v1"
    run_id: RunId
    scorer_id: str
    against_sha256: str
    checked: int
    same: int
    pairs: tuple[ShadowPair, ...]


@dataclass(frozen=True, slots=True)
class ScorerApproved:
    """A person read what a scorer changes, and let it be used for the running cases."""

    stored_name: ClassVar[str] = "rescreening.scorer-approved.v1"
    run_id: RunId
    scorer_id: str
    reason: SealedText


Event = RunStarted | ChunkScreened | RunCompleted | ShadowCompared | ScorerApproved
EVENTS = (RunStarted, ChunkScreened, RunCompleted, ShadowCompared, ScorerApproved)
