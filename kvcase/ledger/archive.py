"""A zip archive that is the same to the byte for the same parts: nothing packed, no time, no machine.

It is read by building it again: a file that differs in one byte from the archive of its own parts is none of ours.
"""

import struct
import zlib
from collections.abc import Mapping
from typing import Final

_LOCAL: Final = struct.Struct("<IHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<IHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<IHHHHIIH")
_VERSION: Final = 20
_DAY: Final = 0x21  # 1 January 1980, the first day that a zip archive can tell
_MODE: Final = 0o100644 << 16
_UNIX: Final = 3 << 8
_MOST_PARTS: Final = 0xFFFF
_MOST_BYTES: Final = 0xFFFFFFFF


class ArchiveError(ValueError):
    """An archive that is none of ours; `part` is where it differs first."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part}: {reason}")
        self.part = part


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the archive of these parts in their order. Raises `ValueError` if it would be too large for a zip."""
    return b"".join(piece for _, piece in _pieces(parts))


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts of an archive. Raises `ArchiveError` naming the part where it is not as `pack` made it."""
    parts: dict[str, bytes] = {}
    at = 0
    while len(data) - at >= _LOCAL.size and data[at : at + 4] == b"PK\x03\x04":
        header = _LOCAL.unpack_from(data, at)
        size, name_size = header[8], header[9]
        begin = at + _LOCAL.size + name_size
        name = data[at + _LOCAL.size : begin].decode("ascii", "replace")
        if name in parts:
            raise ArchiveError(name, "stands twice in the archive")
        if len(parts) == _MOST_PARTS:
            raise ArchiveError("the archive", f"has more than {_MOST_PARTS:,} parts")
        parts[name] = data[begin : begin + size]
        at = begin + size
    if not parts:
        raise ArchiveError("the archive", "is no bundle")
    at = 0
    for name, piece in _pieces(parts):
        if data[at : at + len(piece)] != piece:
            raise ArchiveError(name, "was changed")
        at += len(piece)
    if at != len(data):
        raise ArchiveError("the archive", "goes on behind its end")
    return parts


def _pieces(parts: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    directory: list[bytes] = []
    at = 0
    for name, content in parts.items():
        encoded = name.encode("ascii", "replace")
        about = (_VERSION, 0, 0, 0, _DAY, zlib.crc32(content), len(content), len(content), len(encoded), 0)
        piece = _LOCAL.pack(0x04034B50, *about) + encoded + content
        made = (_UNIX | _VERSION, *about, 0, 0, 0, _MODE, at)
        directory.append(_CENTRAL.pack(0x02014B50, *made) + encoded)
        found.append((name, piece))
        at += len(piece)
    table = b"".join(directory)
    if len(parts) > _MOST_PARTS or at + len(table) > _MOST_BYTES:
        raise ValueError(f"{len(parts):,} parts of {at:,} bytes do not fit in a zip archive")
    end = _END.pack(0x06054B50, 0, 0, len(parts), len(parts), len(table), at, 0)
    found.append(("the directory of the archive", table + end))
    return found
