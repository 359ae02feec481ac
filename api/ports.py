"""What the web is handed by the floor that knows concrete things. Source: architecture.md section 1; settled.md 31."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.doors import Doors
from api.handouts import Handouts
from api.upkeep import Editions, Upkeep
from domain.moments import Moment
from domain.ports import (
    Act,
    Authenticate,
    Blobs,
    Clock,
    Execute,
    History,
    ImportCases,
    Jobs,
    LookBack,
    Proof,
    Rulebook,
    Screening,
)
from domain.questionnaire import Questionnaire
from domain.reads import Reads
from domain.unusual import Finding
from domain.values import Actor
from domain.watchlist.held import HeldFiles
from projections.erasure_queries import ErasureQueries
from projections.handouts import HandoutQueries
from projections.kpis import Figures
from projections.mandate_queries import MandateQueries
from projections.queries import InstitutionQueries
from projections.shared_queries import FwoQueries, SharedQueries


@dataclass(frozen=True, slots=True)
class Ports:
    """The way from the web to the rest of the house.

    `institution_queries` gives the read models of one institution, `past_queries` those models as of a moment. `ready`
    answers with a `ready` flag and what it rests on. `new_id` names what a caller makes without naming it.
    `unavailable` are the errors with which a port says that its database cannot serve now (503).
    `erasure_queries`, `person_report`, `report_in_words` and `retention` serve who forgets; `blobs` keeps what
    documents hold; `reads` keeps who read what, and `unusual` tells what of it stands out; `role_changes` who was let
    in or out; `outbox` what was told and nobody took. `handouts` makes files, and `handed_out` tells which were made.
    `upkeep` and `editions` serve who keeps the installation, and tell of no case.
    """

    execute: Execute
    history: History
    authenticate: Authenticate
    act: Act
    mandate_queries: Callable[[str], MandateQueries]
    doors: Doors
    screening: Screening
    held_files: HeldFiles
    jobs: Jobs
    institution_queries: Callable[[str], InstitutionQueries]
    past_queries: Callable[[str, Moment], InstitutionQueries]
    shared_queries: SharedQueries
    fwo_queries: FwoQueries
    past_fwo_queries: Callable[[datetime], FwoQueries]
    figures: Figures
    look_back: LookBack
    proof: Proof
    questionnaires: Sequence[Questionnaire]
    ready: Callable[[], Mapping[str, object]]
    new_id: Callable[[], UUID]
    rulebook: Rulebook
    now: Clock
    erasure_queries: Callable[[str], ErasureQueries]
    person_report: Callable[[UUID, Actor, str | None], Mapping[str, object]]
    report_in_words: Callable[[Mapping[str, object], str], str]
    retention: Callable[[str], Sequence[object]]
    reads: Reads
    unusual: Callable[[str, datetime | None, datetime | None], Sequence[Finding]]
    role_changes: Callable[[str, datetime | None, datetime | None], Sequence[object]]
    blobs: Blobs
    import_cases: ImportCases
    outbox: Callable[[str], Sequence[object]]
    handouts: Handouts
    handed_out: Callable[[str], HandoutQueries]
    upkeep: Upkeep
    editions: Editions
    unavailable: tuple[type[Exception], ...] = ()
