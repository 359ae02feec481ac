"""The Merkle tree of RFC 6962, grown one leaf at a time. Source: RFC 6962 section 2.1."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

LEAF: Final = b"\x00"
NODE: Final = b"\x01"
EMPTY_ROOT: Final = sha256(b"").digest()
BLOCK_LEVEL: Final = 8
"""Every subtree of 256, 65,536, ... leaves that is full is kept, so that proofs and growth read little."""

Full = tuple[int, int, bytes]
"""A subtree of 2**level leaves that is full: (level, its index on that level, its hash)."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an interior node."""
    return sha256(NODE + left + right).digest()


def peaks_of(size: int) -> tuple[tuple[int, int], ...]:
    """Return (level, index) of the full subtrees that a tree of this size is made of, the largest first."""
    found, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return tuple(found)


class Tree:
    """A tree that grows; it keeps the hashes of its full subtrees alone, so its memory does not grow."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Begin empty, or go on from `size` leaves with the hashes of `peaks_of(size)`."""
        self.size = size
        self.full: list[Full] = []
        """The subtrees of 256 leaves and its powers that filled up; the caller takes them away."""
        self._peaks = list(peaks)
        if len(self._peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(self._peaks)}")

    def add(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        left, level, peaks = self.size, 0, self._peaks
        while left & 1:
            leaf = sha256(NODE + peaks.pop() + leaf).digest()
            left >>= 1
            level += 1
            if not level % BLOCK_LEVEL:
                self.full.append((level, left, leaf))
        peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the hash of the whole tree."""
        if not self._peaks:
            return EMPTY_ROOT
        *others, root = self._peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root
