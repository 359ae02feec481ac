"""Inclusion and consistency proofs: made from the hashes of full subtrees, checked with nothing but the roots.

Source: RFC 6962 section 2.1.1 and 2.1.2; the checks are those of RFC 9162 section 2.1.3.2 and 2.1.4.2.
"""

from collections.abc import Callable, Sequence

from kvcase.ledger.tree import EMPTY_ROOT, node_hash

Subtree = Callable[[int, int], bytes]
"""Return the hash of the full subtree of 2**level leaves with this index on its level."""

Proof = tuple[bytes, ...]


def root(size: int, subtree: Subtree) -> bytes:
    """Return the root of the first `size` leaves."""
    return _hash(0, size, subtree) if size else EMPTY_ROOT


def inclusion(index: int, size: int, subtree: Subtree) -> Proof:
    """Return the proof that leaf `index`, from 0, stands in the tree of the first `size` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is none of a tree of {size}")
    found, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append(_hash(middle, end, subtree))
            end = middle
        else:
            found.append(_hash(start, middle, subtree))
            start = middle
    return tuple(reversed(found))


def consistency(first: int, second: int, subtree: Subtree) -> Proof:
    """Return the proof that the tree of the first `second` leaves begins with that of the first `first`."""
    if not 0 < first <= second:
        raise ValueError(f"a tree of {second} leaves does not begin with one of {first}")
    found, start, end = [], 0, second
    is_whole = True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            found.append(_hash(middle, end, subtree))
            end = middle
        else:
            found.append(_hash(start, middle, subtree))
            start, is_whole = middle, False
    if not is_whole:
        found.append(_hash(start, end, subtree))
    return tuple(reversed(found))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof shows that a leaf stands at `index` of the tree of that size and root."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(each, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that the second tree begins with the first; the empty tree begins every one."""
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    if first > second or first < 0:
        return False
    hashes = list(proof)
    if first & (first - 1) == 0:
        hashes.insert(0, first_root)
    if not hashes:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, each)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _hash(start: int, end: int, subtree: Subtree) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return subtree(level, start >> level)
    middle = start + _split(count)
    return node_hash(_hash(start, middle, subtree), _hash(middle, end, subtree))
