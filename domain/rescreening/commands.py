"""What may be asked of a re-screening run: by the scheduler, but for the approval of a scorer."""

from dataclasses import dataclass

from domain.aggregate import CommandSpec
from domain.rescreening.events import ScreenedCase, ShadowPair
from domain.values import Effect, Role, RunId


@dataclass(frozen=True, slots=True)
class StartRun:
    """Begin to hold a new version of a list against every live case."""

    run_id: RunId
    list_id: str
    effect: Effect
    from_version: int | None
    to_version: int
    canonical_sha256: str
    scorer_id: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class RecordChunk:
    """Record a chunk of screened cases."""

    run_id: RunId
    cases: tuple[ScreenedCase, ...]


@dataclass(frozen=True, slots=True)
class CompleteRun:
    """Record that no live case is left."""

    run_id: RunId


@dataclass(frozen=True, slots=True)
class RecordShadow:
    """Record what another scorer would change, before it changes anything."""

    run_id: RunId
    scorer_id: str
    against_sha256: str
    checked: int
    same: int
    pairs: tuple[ShadowPair, ...]


@dataclass(frozen=True, slots=True)
class ApproveScorer:
    """Let the scorer of a shadow run be used for the running cases: by a person who read what it changes."""

    run_id: RunId
    reason: str


Command = StartRun | RecordChunk | CompleteRun | RecordShadow | ApproveScorer
_SERVICE = frozenset({Role.SERVICE})
COMMANDS = {
    "start-run": CommandSpec("start-run", StartRun, _SERVICE, opens=True),
    "record-chunk": CommandSpec("record-chunk", RecordChunk, _SERVICE),
    "complete-run": CommandSpec("complete-run", CompleteRun, _SERVICE),
    "record-shadow": CommandSpec("record-shadow", RecordShadow, _SERVICE, opens=True),
    "approve-scorer": CommandSpec("approve-scorer", ApproveScorer, frozenset({Role.INSTITUTION_APPROVER})),
}
