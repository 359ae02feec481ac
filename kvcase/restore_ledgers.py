"""The ledgers of what was restored, held to every checkpoint there is; those of more events tell what is lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnusableInputError
from kvcase import claims, verification
from kvcase.backup_manifest import LogState, Manifest
from kvcase.bootstrap import Kvcase
from kvcase.claims import Claim
from kvcase.ledger import checkpoints, keys
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.ledger.notes import NoteError, PublicKey
from kvcase.settings import Settings
from kvcase.store.errors import LedgerDamagedError
from kvcase.verification import Report
from kvcase.witnesses import SUFFIX, Folder


@dataclass(frozen=True, slots=True)
class Lost:
    """What a checkpoint of a witness says was seen, and the backup lacks: `count` events, up to position `seen`."""

    witness: str
    seen: int
    count: int


@dataclass(frozen=True, slots=True)
class Log:
    """A log that was restored: up to which position, what came of verifying it, and what is lost as far as is known."""

    slug: str
    position: int
    report: Report
    lost: Lost | None

    @property
    def lost_told(self) -> str:
        """Return what is lost, in words."""
        if self.lost is None:
            return ""
        return (
            f"{self.slug}: restored to position {self.position}; the witness {self.lost.witness} has seen "
            f"{self.lost.seen}: {self.lost.count} event(s) are lost"
        )


def verified(program: Kvcase, manifest: Manifest, given: Sequence[Path]) -> tuple[Log, ...]:
    """Work the ledger of every log out anew; `given` are checkpoints, or folders of them, that somebody kept.

    Raises `UnusableInputError` for a file that is no checkpoint of ours, and without a key to check them with.
    """
    notes = [(file, _parsed(file)) for path in given for file in _files(path)]
    return tuple(_verified(program, state, manifest, notes) for state in manifest.logs)


def _verified(program: Kvcase, state: LogState, manifest: Manifest, notes: Sequence[tuple[Path, Checkpoint]]) -> Log:
    log = program.logs.log(state.log)
    if log.head() != state.position:
        raise LedgerDamagedError(f"{state.log}: ends at position {log.head()}; the manifest says {state.position}")
    origin, public = _keys(program.settings, state.log, manifest)
    if state.checkpoint is not None:
        claims.refuse_without_key(state.log, public)
    held = sorted(_claims(program.settings, origin, public, notes), key=claims.size_of)
    within = (claim for claim in held if claim.size <= state.events)
    report = verification.verify(state.log, log.ledger, origin, public, within)
    beyond = [
        Lost(claim.source, claim.found.position, claim.size - state.events)
        for claim in held
        if claim.size > state.events and isinstance(claim.found, Checkpoint)
    ]
    return Log(state.log, state.position, report, beyond[-1] if beyond else None)


def _claims(
    settings: Settings, origin: str, public: tuple[PublicKey, ...], notes: Sequence[tuple[Path, Checkpoint]]
) -> Iterator[Claim]:
    """Give every checkpoint of a log that is kept elsewhere; raises `UnusableInputError`.

    That a witness holds no more what it was given is for `kvcase audit verify` to tell: it may be lost with the rest.
    """
    if not origin:
        return
    for witness in settings.ledger.witnesses:
        if isinstance(witness, Folder):
            yield from claims.of_files(witness.kept(origin), public, origin)
    for file, told in notes:
        if told.origin == origin:
            claim = claims.of_note(str(file), told.size, file.read_bytes(), public, origin)
            if isinstance(claim.found, NoteError):
                raise UnusableInputError("checkpoint", f"{file} {claim.found}", f"one of {origin}")
            yield claim


def _keys(settings: Settings, slug: str, manifest: Manifest) -> tuple[str, tuple[PublicKey, ...]]:
    """Return the origin of a log and the keys that check it: ours, or else those that the backup names."""
    own = settings.ledger.keys
    if own is not None:
        return own.origin(slug), own.public_for(slug)
    if not manifest.public_keys:
        return "", ()
    public = keys.of_log(keys.public_keys("\n".join(manifest.public_keys)), slug)
    return (public[0].name if public else ""), public


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob(f"*[0-9]{SUFFIX}")) if path.is_dir() else [path]


def _parsed(file: Path) -> Checkpoint:
    """Return what a note says, whoever signed it. Raises `UnusableInputError`."""
    try:
        return checkpoints.parse(file.read_text(encoding="utf-8").rpartition("\n\n")[0] + "\n")
    except (NoteError, UnicodeDecodeError) as error:
        raise UnusableInputError("checkpoint", f"{file} {error}", "what a witness was given") from error
