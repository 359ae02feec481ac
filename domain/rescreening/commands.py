"""What may be asked of a re-screening run: by the scheduler only."""

from dataclasses import dataclass

from domain.aggregate import CommandSpec
from domain.rescreening.events import ScreenedCase
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


Command = StartRun | RecordChunk | CompleteRun
_SERVICE = frozenset({Role.SERVICE})
COMMANDS = {
    "start-run": CommandSpec("start-run", StartRun, _SERVICE, opens=True),
    "record-chunk": CommandSpec("record-chunk", RecordChunk, _SERVICE),
    "complete-run": CommandSpec("complete-run", CompleteRun, _SERVICE),
}
