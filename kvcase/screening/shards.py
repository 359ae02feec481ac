"""A full screening in shards, over any executor: each worker maps the index of a list and searches some subjects.

What comes back is the same whatever the executor, the number of workers and the size of a shard.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from domain.context import FoundHit, ListFact
from kvcase.screening import index_files
from kvcase.screening.engine import Subject, against
from kvcase.screening.index import ListIndex

SHARD: Final = 1_000
_NOWHERE: Final = UUID(int=0)


def search(
    executor: Executor, file: Path, of: ListFact, subjects: Sequence[Subject], size: int = SHARD
) -> Mapping[UUID, tuple[FoundHit, ...]]:
    """Return what a list says about each subject that it says anything about; the hits belong to no screening yet.

    `file` is that of the index, at the same path for every worker. Raises `NoIndexError` when a worker cannot map it.
    """
    shards = [tuple(subjects[begin : begin + size]) for begin in range(0, len(subjects), size)]
    waiting: list[Future[tuple[FoundHit, ...]]] = [executor.submit(search_shard, file, of, each) for each in shards]
    return by_subject(hit for future in waiting for hit in future.result())


def by_subject(hits: Iterable[FoundHit]) -> Mapping[UUID, tuple[FoundHit, ...]]:
    """Return the hits of each subject that has any, in their order."""
    found: dict[UUID, list[FoundHit]] = {}
    for hit in hits:
        found.setdefault(hit.subject_id, []).append(hit)
    return {subject_id: tuple(its) for subject_id, its in found.items()}


def search_shard(file: Path, of: ListFact, subjects: tuple[Subject, ...]) -> tuple[FoundHit, ...]:
    """Return what a list says about some subjects; runs in a worker. Raises `NoIndexError`."""
    return tuple(against(_NOWHERE, subjects, of, _mapped(file)))


@lru_cache(maxsize=64)
def _mapped(file: Path) -> ListIndex:
    index = index_files.load(file)
    if index is None:
        raise index_files.NoIndexError(
            f"this worker has no index {file.name} of its own version; it needs the folder of indexes"
        )
    return index
