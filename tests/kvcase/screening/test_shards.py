"""A full screening gives the same wherever it is worked out: here, in processes, on a Dask cluster."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from domain.context import FoundHit, ListFact
from domain.errors import UnusableInputError
from domain.values import Effect, SubjectKind
from kvcase import executors
from kvcase.screening import index_files, shards
from kvcase.screening.engine import Subject, against
from kvcase.screening.index import ListIndex
from tests.kvcase.screening.test_index import WORDS, works

LIST = ListFact("fictional", 1, "ab" * 32, Effect.INDICATIVE, datetime(2026, 1, 1, tzinfo=UTC))
RANDOM = Random(7)  # noqa: S311  # made-up names, no secrets


def _name() -> str:
    return " ".join(RANDOM.sample(WORDS, 3))


SUBJECTS = tuple(Subject(SubjectKind.PARTY, UUID(int=n), str(n), (_name(),)) for n in range(1, 201))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the index of a list, in a file that every worker can map."""
    index_files.save(ListIndex.build(works(_name(), f"E{n}") for n in range(150)), tmp_path / "fictional.index")
    return tmp_path / "fictional.index"


def expected(file: Path) -> dict[UUID, tuple[FoundHit, ...]]:
    """Return what one process finds without any executor."""
    index = index_files.load(file)
    assert index is not None
    found: dict[UUID, tuple[FoundHit, ...]] = {}
    for hit in against(UUID(int=0), SUBJECTS, LIST, index):
        found[hit.subject_id] = (*found.get(hit.subject_id, ()), hit)
    assert len(found) > 20
    return found


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_the_size_of_a_shard_changes_nothing(file: Path, size: int) -> None:
    with ThreadPoolExecutor(2) as executor:
        assert shards.search(executor, file, LIST, SUBJECTS, size) == expected(file)


def test_processes_find_what_one_finds(file: Path) -> None:
    with executors.opened("processes:2") as executor:
        assert shards.search(executor, file, LIST, SUBJECTS, 50) == expected(file)


@pytest.mark.sockets
@pytest.mark.filterwarnings("default")
def test_a_dask_cluster_of_several_processes_finds_what_one_finds(file: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        executors.opened(f"dask:{cluster.scheduler_address}") as executor,
    ):
        assert shards.search(executor, file, LIST, SUBJECTS, 20) == expected(file)


def test_a_worker_without_the_index_says_so(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as executor, pytest.raises(index_files.NoIndexError, match="folder of indexes"):
        shards.search(executor, tmp_path / "none.index", LIST, SUBJECTS)


@pytest.mark.parametrize("text", ["", "processes", "processes:0", "processes:many", "dask:", "threads:2"])
def test_an_executor_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnusableInputError, match="dask:tcp"), executors.opened(text):
        pass


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UnusableInputError, match=r"kvcase\[dask\]"), executors.opened("dask:tcp://localhost:1"):
        pass
