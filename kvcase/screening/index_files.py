"""Keep the index of a list version in a file that every process maps into memory, instead of building its own.

A file is written beside its place and moved there whole, so a killed writer leaves nothing that can be read. It is a
cache: whatever does not fit (another scorer, damage, an older form) is built anew from the list's entries.
"""

import hashlib
import mmap
import os
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import SCORER_ID
from kvcase.screening.side import Side

_MAGIC: Final = b"kvcase-index-3\n"
_ALIGNMENT: Final = 64


class NoIndexError(Exception):
    """The index that a worker was sent to is not where it looks for it."""


class _Array(msgspec.Struct, frozen=True):
    """Where an array lies in the file, in bytes from the end of the header."""

    side: str
    name: str
    dtype: str
    begin: int
    length: int


class _Header(msgspec.Struct, frozen=True):
    """What the file holds: `sha256` is that of all behind the header."""

    scorer_id: str
    size: int
    sha256: str
    arrays: tuple[_Array, ...]


def save(index: ListIndex, file: Path) -> None:
    """Write an index whole or not at all. Raises `OSError`."""
    arrays: list[_Array] = []
    body = bytearray()
    for side, held in (("persons", index.persons), ("others", index.others)):
        for name, array in held.arrays.items():
            body += b"\0" * (-len(body) % _ALIGNMENT)
            arrays.append(_Array(side, name, array.dtype.str, len(body), len(array)))
            body += array.tobytes()
    header = msgspec.json.encode(_Header(SCORER_ID, len(body), hashlib.sha256(body).hexdigest(), tuple(arrays)))
    header += b" " * (-(len(_MAGIC) + 8 + len(header)) % _ALIGNMENT)
    draft = file.with_name(f"{file.name}.{os.getpid()}.draft")
    try:
        with draft.open("wb") as out:
            out.write(_MAGIC + len(header).to_bytes(8, "big") + header + body)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def load(file: Path) -> ListIndex | None:
    """Return the index in a file, mapped and not copied; nothing when it is not there, damaged or of another scorer."""
    try:
        with file.open("rb") as source:
            mapped = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None
    begin = len(_MAGIC) + 8
    if mapped[: len(_MAGIC)] != _MAGIC:
        return None
    length = int.from_bytes(mapped[len(_MAGIC) : begin], "big")
    try:
        header = msgspec.json.decode(mapped[begin : begin + length], type=_Header)
    except msgspec.DecodeError:
        return None
    body = memoryview(mapped)[begin + length :]
    if header.scorer_id != SCORER_ID or len(body) != header.size or hashlib.sha256(body).hexdigest() != header.sha256:
        return None
    sides: dict[str, dict[str, npt.NDArray[Any]]] = {"persons": {}, "others": {}}
    for each in header.arrays:
        sides[each.side][each.name] = np.frombuffer(body, np.dtype(each.dtype), each.length, each.begin)
    return ListIndex(Side(sides["persons"], person=True), Side(sides["others"], person=False))
