"""The register of erasures: a file outside every backup, by which a restored copy forgets again what was forgotten.

One JSON object a line, of ids and days and no personal value; lines are only ever added.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from domain.erasure.words import Ground, Held
from domain.errors import UnusableInputError


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure of a log: who decided what, and which keys were destroyed for it."""

    log: str
    erasure_id: UUID
    kind: Held
    subject_id: UUID
    ground: Ground
    proposed_by: tuple[str, ...]
    confirmed_by: tuple[str, ...]
    decided_on: date
    keys: tuple[str, ...]


class Register:
    """The register in a file. Any number of processes may add to it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def create(self) -> None:
        """Make an empty register where there is none: one that is absent is one that was lost."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self._file, os.O_CREAT | os.O_WRONLY, 0o600))

    def add(self, entry: Entry) -> None:
        """Write an entry durably, unless it stands there already. Raises `OSError`."""
        self.create()
        if any(_same(entry, each) for each in self.entries()):
            return
        told = {**{name: getattr(entry, name) for name in Entry.__slots__}, "keys": list(entry.keys)}
        line = json.dumps(told, default=str, ensure_ascii=False)
        held = self._file.read_bytes()
        is_torn = bool(held) and not held.endswith(b"\n")
        with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_APPEND), "ab") as target:
            target.write((b"\n" if is_torn else b"") + f"{line}\n".encode())
            target.flush()
            os.fsync(target.fileno())

    def entries(self) -> tuple[Entry, ...]:
        """Return what the register holds; a last line whose writer was killed is passed over.

        Raises `UnusableInputError` without a file, or naming the line that cannot be read.
        """
        try:
            lines = self._file.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError as error:
            raise UnusableInputError(
                "register of erasures",
                f"there is no file {self._file}",
                "the file that KVCASE_ERASURES_FILE names, as it stood beside the lost installation",
            ) from error
        found: dict[Entry, None] = {}
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found[_entry(json.loads(line))] = None
            except (ValueError, KeyError, TypeError) as error:
                if not line.endswith("}"):  # its writer was killed, and destroyed nothing before it was written whole
                    continue
                expected = "a line as kvcase wrote it; restore the file from where it is kept"
                raise UnusableInputError("register of erasures", f"line {number} cannot be read", expected) from error
        return tuple(found)


def _same(one: Entry, other: Entry) -> bool:
    return (one.log, one.erasure_id, one.keys) == (other.log, other.erasure_id, other.keys)


def _entry(told: Mapping[str, object]) -> Entry:
    return Entry(
        str(told["log"]),
        UUID(str(told["erasure_id"])),
        Held(str(told["kind"])),
        UUID(str(told["subject_id"])),
        Ground(str(told["ground"])),
        _texts(told["proposed_by"]),
        _texts(told["confirmed_by"]),
        date.fromisoformat(str(told["decided_on"])),
        _texts(told["keys"]),
    )


def _texts(told: object) -> tuple[str, ...]:
    if not isinstance(told, list):
        raise TypeError("not a list")
    return tuple(map(str, told))
