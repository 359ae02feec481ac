"""Checkpoints: the size and root of a log's tree, signed. Source: c2sp.org/tlog-checkpoint.

    <origin> LF <size> LF <root in base64> LF position <n> LF time <RFC 3339> LF [reads <n> <hash in base64> LF]

All but the first three are extension lines: where in the log the tree ends, when this was signed, and the newest row of
who read what, if there was one.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from kvcase.ledger import notes
from kvcase.ledger.notes import NoteError, PublicKey, SigningKey

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_ROOT_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: the first `size` events of the log `origin`, up to `position`, have the tree `root`.

    `reads` is the newest row of who read what: its number and its hash in base64.
    """

    origin: str
    size: int
    root: bytes
    position: int
    at: datetime
    reads: str = ""

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        root = base64.b64encode(self.root).decode()
        at = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        reads = f"reads {self.reads}\n" if self.reads else ""
        return f"{self.origin}\n{self.size}\n{root}\nposition {self.position}\ntime {at}\n{reads}"

    def signed(self, key: SigningKey) -> str:
        """Return it as a note."""
        return key.sign(self.text)


def opened(note: bytes, keys: Iterable[PublicKey], origin: str) -> Checkpoint:
    """Return the checkpoint of a note that a known key signed for the log `origin`.

    Raises `ForeignKeyError` and `NoteError` that say what is wrong.
    """
    text, key = notes.opened(note, keys)
    found = parse(text)
    if found.origin != origin or key.name != origin:
        raise NoteError(f"is of the log {found.origin}, signed as {key.name}; expected {origin}")
    return found


def parse(text: str) -> Checkpoint:
    """Return what a checkpoint says, whoever signed it. Raises `NoteError`."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise NoteError("is no checkpoint; expected origin, size, root and no empty line")
    origin, size, encoded, *more = lines
    if not _SIZE.fullmatch(size):
        raise NoteError(f"size {size!r} is no number")
    try:
        root = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("the root is not base64") from error
    if len(root) != _ROOT_BYTES:
        raise NoteError(f"the root has {len(root)} bytes; expected {_ROOT_BYTES}")
    told = dict(line.partition(" ")[::2] for line in more)
    try:
        at = datetime.strptime(told["time"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        position = int(told["position"])
    except (KeyError, ValueError) as error:
        raise NoteError("tells no position and time, as ours do") from error
    return Checkpoint(origin, int(size), root, position, at, told.get("reads", ""))
