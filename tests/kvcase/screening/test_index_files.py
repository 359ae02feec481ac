"""An index in a file finds what the index in memory finds; what does not fit is never believed. All names fictional."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import index_files
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Query

ENTRIES = [
    Entry("1", Kind.ORGANISATION, (Name("Quarth Optics Institute", NameKind.PRIMARY),), ("IR",)),
    Entry("2", Kind.PERSON, (Name("Orlan Veskar", NameKind.PRIMARY), Name("وسكر", NameKind.ORIGINAL_SCRIPT))),
]
QUERIES = (Query("Quarth Optics Inst"), Query("Orlann Veskar", Kind.PERSON, None, 1961), Query("nobody at all"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "list.index"
    index_files.save(ListIndex.build(ENTRIES), file)
    return file


def asked_in_another_process(file: Path) -> tuple[tuple[str, ...], ...]:
    index = index_files.load(file)
    assert index is not None
    return tuple(tuple(match.explanation.encode() for match in each) for each in index.search_many(QUERIES))


def test_a_file_answers_byte_for_byte_what_memory_answers_in_any_process(file: Path) -> None:
    expected = tuple(
        tuple(match.explanation.encode() for match in each) for each in ListIndex.build(ENTRIES).search_many(QUERIES)
    )
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(asked_in_another_process, [file, file])) == [expected, expected]


def test_nothing_half_written_is_left(file: Path) -> None:
    assert [each.name for each in file.parent.iterdir()] == ["list.index"]


@pytest.mark.parametrize("at", [0, 20, -1])
def test_a_damaged_file_is_not_believed(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 0xFF
    file.write_bytes(data)
    assert index_files.load(file) is None


def test_a_cut_off_an_empty_and_a_missing_file_are_not_believed(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])
    assert index_files.load(file) is None
    file.write_bytes(b"")
    assert index_files.load(file) is None
    assert index_files.load(file.with_name("none.index")) is None


def test_an_index_of_another_scorer_is_not_believed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_files, "SCORER_ID", "another")
    assert index_files.load(file) is None


def test_an_empty_list_has_an_index_too(tmp_path: Path) -> None:
    index_files.save(ListIndex.build(()), tmp_path / "empty.index")
    index = index_files.load(tmp_path / "empty.index")
    assert index is not None
    assert index.search(Query("Quarth")) == ()
