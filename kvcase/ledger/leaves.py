"""The leaf of an event: what is hashed, byte for byte. Described for others in docs/ledger.md.

    "kvcase-event-1" LF | u16 n, n bytes: the log's slug | i64 position | 16 bytes: stream id | i64 version
    | i64 recorded_at, microseconds since 1970 UTC | u16 n, n bytes: stored name | u32 n, n bytes: stored state

All integers big-endian, texts in UTF-8. Each part has a fixed length or tells it, so no two events share their bytes.
"""

import struct
from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

from kvcase.ledger.tree import LEAF

TAG: Final = b"kvcase-event-1\n"
_FIXED: Final = struct.Struct(">q16sqqH")
_LENGTH: Final = struct.Struct(">I")
_STREAM_BYTES: Final = 16


class Stored(NamedTuple):
    """An event as the database holds it. A part that is not of its type was written by no kvcase: it is `None`."""

    position: int
    stream: bytes | None
    version: int | None
    recorded_at: int | None
    name: bytes | None
    state: bytes | None


def entry(slug: str, event: Stored) -> bytes:
    """Return what the leaf of an event covers. Raises `ValueError` if a part is not of its type."""
    encoded = slug.encode()
    return TAG + struct.pack(">H", len(encoded)) + encoded + _body(event)


def hasher(slug: str) -> Callable[[Stored], bytes | None]:
    """Return what gives the leaf hash of an event of a log; `None` for one that no kvcase can have written."""
    encoded = slug.encode()
    begun = sha256(LEAF + TAG + struct.pack(">H", len(encoded)) + encoded)

    def hashed(event: Stored) -> bytes | None:
        try:
            body = _body(event)
        except ValueError:
            return None
        digest = begun.copy()
        digest.update(body)
        return digest.digest()

    return hashed


def _body(event: Stored) -> bytes:
    position, stream, version, recorded_at, name, state = event
    if type(stream) is not bytes or type(name) is not bytes or type(state) is not bytes:
        raise ValueError(f"the event at position {position} has a part of another type")
    if len(stream) != _STREAM_BYTES:
        raise ValueError(f"the event at position {position} has no stream id")
    try:
        fixed = _FIXED.pack(position, stream, version, recorded_at, len(name))
        return fixed + name + _LENGTH.pack(len(state)) + state
    except struct.error as error:
        raise ValueError(f"the event at position {position} has a number that is none") from error
