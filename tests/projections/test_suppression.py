"""Small cells kept back: what is shown is true, and no cell that is kept back can be worked out of what is shown."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.suppression import K, Published, Table, coarsened, published, table

COUNTS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 7), min_size=width, max_size=width), min_size=1, max_size=3)
)
SLOW = settings(max_examples=150, deadline=None)


def of(counts: list[list[int]]) -> Table:
    rows = tuple(f"{2020 + number}" for number in range(len(counts)))
    return Table("t", rows, tuple("abcdefgh"[: len(counts[0])]), tuple(tuple(row) for row in counts))


def fills(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Give every way to divide a total over some cells."""
    if cells == 0:
        if total == 0:
            yield ()
        return
    for first in range(total + 1) if cells > 1 else (total,):
        for rest in fills(total - first, cells - 1):
            yield (first, *rest)


def possible(shown: Published) -> dict[tuple[int, int], set[int]]:
    """Return every value that a kept-back cell may have, for a reader who tries every table that fits."""
    hidden = [[c for c, count in enumerate(row) if count is None] for row in shown.counts]
    known = [c for c, total in enumerate(shown.column_totals) if total is not None]
    rest = tuple((shown.column_totals[c] or 0) - sum(row[c] or 0 for row in shown.counts) for c in known)
    ways = []
    for number, row in enumerate(shown.counts):
        total = shown.row_totals[number]
        assert total is not None
        ways.append(list(fills(total - sum(count or 0 for count in row), len(hidden[number]))))

    def left(state: tuple[int, ...], number: int, fill: tuple[int, ...]) -> tuple[int, ...]:
        spent = dict(zip(hidden[number], fill, strict=True))
        return tuple(value - spent.get(c, 0) for c, value in zip(known, state, strict=True))

    reached = [{rest}]
    for number, fillings in enumerate(ways):
        after = {left(state, number, fill) for state in reached[-1] for fill in fillings}
        reached.append({state for state in after if min(state, default=0) >= 0})
    alive = {state for state in reached[-1] if not any(state)}
    found: dict[tuple[int, int], set[int]] = {}
    for number in reversed(range(len(ways))):
        before = set()
        for state in reached[number]:
            for fill in ways[number]:
                if left(state, number, fill) in alive:
                    before.add(state)
                    for c, value in zip(hidden[number], fill, strict=True):
                        found.setdefault((number, c), set()).add(value)
        alive = before
    return found


@pytest.mark.rule("fwo-small-cells")
@SLOW
@given(COUNTS)
def test_a_cell_that_is_kept_back_may_be_any_of_at_least_k_values(counts: list[list[int]]) -> None:
    shown = published(of(counts))
    if shown.total is None:
        return
    for place, values in possible(shown).items():
        assert len(values) >= K, (place, values, shown)
        assert max(values) >= K, "or a reader knows that it is a small one"


@pytest.mark.rule("fwo-small-cells")
@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 8).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 60), min_size=width, max_size=width), min_size=1, max_size=8)
    )
)
def test_what_is_shown_is_true_and_no_small_count_is_shown(counts: list[list[int]]) -> None:
    whole = of(counts)
    shown, merged = published(whole), coarsened(whole)
    told = [count for row in shown.counts for count in row]
    for count in (*told, *shown.row_totals, *shown.column_totals, shown.total):
        assert count is None or count == 0 or count >= K
    if shown.total is not None:
        for row, true in zip(shown.counts, merged.counts, strict=True):
            assert all(count is None or count == value for count, value in zip(row, true, strict=True))
        assert list(shown.row_totals) == list(merged.row_totals)
    if all(count == 0 or count >= K for row in merged.counts for count in row):
        assert None not in told


@pytest.mark.rule("fwo-small-cells")
def test_one_small_cell_takes_others_with_it_and_nobody_sees_which_it_was() -> None:
    shown = published(of([[20, 3, 9], [30, 12, 8]]))
    assert shown.row_totals == (32, 50)
    assert shown.total == 82
    assert shown.counts[0][1] is None
    kept_back = sum(count is None for row in shown.counts for count in row)
    assert kept_back >= 4, "one alone, or two in a row and none in their columns, can be worked out of the totals"
    assert {shown.counts[0][0], shown.counts[1][0]} == {20, 30}, "the largest stay"


@pytest.mark.rule("fwo-small-cells")
def test_years_with_few_cases_are_taken_together() -> None:
    shown = published(of([[1, 1], [2, 0], [9, 9], [0, 1]]))
    assert shown.rows == ("2020-2022", "2023") or shown.rows == ("2020-2022-2023",) or len(shown.rows) == 1
    assert sum(total or 0 for total in shown.row_totals) == 23


@pytest.mark.rule("fwo-small-cells")
def test_of_fewer_than_k_cases_nothing_is_told() -> None:
    shown = published(of([[1, 0], [0, 3]]))
    assert shown.total is None
    assert not [count for row in shown.counts for count in row if count is not None]


def test_for_the_own_eyes_of_an_institution_nothing_is_kept_back() -> None:
    whole = table("t", {("2026", "a"): 1, ("2025", "b"): 2}, ("b",))
    shown = published(whole, 1)
    assert (shown.rows, shown.columns, shown.counts) == (("2025", "2026"), ("b", "a"), ((2, 0), (0, 1)))
    assert published(table("t", {}), K).total == 0
