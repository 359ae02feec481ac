"""Runs of numbers in arrays: one behind the other, and added up."""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt


def ranges(begins: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers of all these ranges, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(begins - ends + counts, counts)


def summed(
    keys: npt.NDArray[np.int64], values: npt.NDArray[np.int64], places: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Add up values by key without its place, its last bits; of several at one place the greatest counts.

    The values stand in rows, a column for each key.
    """
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values.take(order, axis=1)
    begins = _begins(keys)
    if len(begins) < len(keys):
        keys, values = keys[begins], np.maximum.reduceat(values, begins, axis=1)
    wholes = keys >> places
    begins = _begins(wholes)
    return wholes[begins], np.add.reduceat(values, begins, axis=1) if len(begins) else values


_Number = TypeVar("_Number", bound=np.integer[Any])


def once(numbers: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Return the numbers in order, each once; `np.unique` hashes, which takes far longer with numbers like ours."""
    ordered = np.sort(numbers)
    return ordered[_begins(ordered)]


def _begins(keys: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Return where each run of equal keys begins."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
