"""The collector of garbage waits while an index grows, and a search never walks what a process holds."""

import gc
from collections.abc import Iterator

import pytest

from kvcase.screening import collector


@pytest.fixture
def seldom() -> Iterator[None]:
    """A process in which the collector comes seldom, as it does in a server, with much that is new."""
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(1_000_000, *before[1:])
    kept: list[list[int]] = [[] for _ in range(collector._MANY + 1)]
    yield
    assert kept
    gc.set_threshold(*before)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often what is frozen was counted, which walks all of it."""
    times: list[int] = []

    def count() -> int:
        times.append(1)
        return 1

    monkeypatch.setattr(gc, "get_freeze_count", count)
    return times


@pytest.mark.usefixtures("seldom")
def test_a_search_counts_nothing_whatever_was_made_before(counted: list[int]) -> None:
    with collector.paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert counted == []


@pytest.mark.usefixtures("seldom")
def test_an_index_counts_once_and_leaves_frozen_what_others_froze(counted: list[int]) -> None:
    with collector.paused():
        index: list[list[int]] = [[] for _ in range(2 * collector._MANY)]
    assert index
    assert counted == [1]


def test_whoever_paused_it_before_still_has_it_paused() -> None:
    gc.disable()
    try:
        with collector.paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
