"""What a backup says of itself: `manifest.json`, written last, so that a backup without one is none.

The digests find a copy that went wrong. Against somebody who means it the manifest is signed with the key of the
ledgers: keys of the API, read models and entries of lists stand in no ledger, and a dump is run by the owner.
Source: docs/decisions/0023-a-backup-is-signed.md.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from domain.errors import UnusableInputError
from kvcase.ledger import notes
from kvcase.ledger.keys import Keyring
from kvcase.ledger.notes import NoteError
from kvcase.store import schema
from kvcase.store.database import Backend, checked_slug

NAME: Final = "manifest.json"
SIGNATURE: Final = "manifest.signed"
FORMAT: Final = 1

_SIGNER: Final = "backup-manifest"
"""Stands where a slug stands in the name of the key; no log can be called so."""


class Part(StrEnum):
    """What a backup holds: the logs with their read models, the vault with the keys, or both."""

    ALL = "all"
    LOGS = "logs"
    VAULT = "vault"


@dataclass(frozen=True, slots=True)
class FileState:
    """A file of the backup, its path with slashes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LogState:
    """How a log stands in the backup; `recorded_at` is of its last event, `checkpoint` its newest note."""

    log: str
    events: int
    position: int
    recorded_at: datetime | None
    leaves: int
    checkpoint: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup: `made_at` is before its first copy, so that all that was answered by then is in it."""

    format: int
    backup_id: str
    made_at: datetime
    program: str
    schema: int
    backend: Backend
    server: str
    encoding: str
    part: Part
    institutions: tuple[str, ...]
    logs: tuple[LogState, ...]
    public_keys: tuple[str, ...]
    files: tuple[FileState, ...]

    @property
    def size(self) -> int:
        """Return how many bytes its files are."""
        return sum(each.size for each in self.files)

    def is_of(self, installation: str) -> bool:
        """Tell whether its keys are named after this installation."""
        return any(key.startswith(f"{installation}/") for key in self.public_keys)


def digested(folder: Path) -> Iterator[FileState]:
    """Give every file of a folder with its digest."""
    for file in sorted(each for each in folder.rglob("*") if each.is_file() and each.name != NAME):
        yield FileState(file.relative_to(folder).as_posix(), file.stat().st_size, digest(file))


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup."""
    (folder / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def sign(folder: Path, keys: Keyring) -> None:
    """Sign the manifest of a backup, and with it the digest of every file."""
    (folder / SIGNATURE).write_text(keys.signing_for(_SIGNER).sign(_signed(folder)), encoding="utf-8")


def refuse_unsigned(folder: Path, keys: Keyring) -> None:
    """Refuse a backup whose manifest these keys did not sign as it is. Raises `UnusableInputError`."""
    file = folder / SIGNATURE
    try:
        text, _ = notes.opened(file.read_bytes(), keys.public_for(_SIGNER))
    except FileNotFoundError:
        rule = f"{folder} is not signed, so nothing shows that all in it is as kvcase copied it"
    except NoteError as error:
        rule = f"{file} is not good: {error}"
    else:
        if text == _signed(folder):
            return
        rule = f"{folder / NAME} was changed after it was signed"
    expected = "another backup; or --though-unsigned, if nobody but you could write to this one"
    raise UnusableInputError("source", rule, expected)


def read(folder: Path) -> Manifest:
    """Return what a backup says of itself. Raises `UnusableInputError`, also for a backup of a newer kvcase."""
    file = folder / NAME
    if not file.is_file():
        raise UnusableInputError("source", f"{folder} has no {NAME}, so it is no backup, or not a whole one", "another")
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Manifest)
        for slug in found.institutions:
            checked_slug(slug)
    except ValueError as error:  # msgspec's errors are such too
        raise UnusableInputError("source", f"{file} cannot be read: {error}", "as `kvcase backup` wrote it") from error
    if found.format > FORMAT or found.schema > schema.VERSION:
        rule = f"{folder} was made by kvcase {found.program}, schema {found.schema}, which is newer than this one"
        raise UnusableInputError("source", rule, f"kvcase {found.program} or newer")
    return found


def verify(folder: Path, manifest: Manifest) -> None:
    """Hold every file against its digest. Raises `UnusableInputError` naming those that are not as they were."""
    wrong = list(_wrong(folder, manifest))
    if wrong:
        raise UnusableInputError("source", f"{folder} is damaged: {'; '.join(wrong)}", "another backup")


def _signed(folder: Path) -> str:
    return f"kvcase backup\n{digest(folder / NAME)}\n"


def _wrong(folder: Path, manifest: Manifest) -> Iterator[str]:
    for each in manifest.files:
        file = folder / each.path
        if PurePosixPath(each.path).is_absolute() or ".." in PurePosixPath(each.path).parts:
            yield f"{each.path} lies outside it"
        elif not file.is_file():
            yield f"{each.path} is missing"
        elif file.stat().st_size != each.size:
            yield f"{each.path} has {file.stat().st_size:,} bytes; expected {each.size:,}"
        elif digest(file) != each.sha256:
            yield f"{each.path} was changed"
