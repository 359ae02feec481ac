"""Small cells kept back: tables of counts that may be published, from which no kept-back cell can be worked out.

A count below `k`, but for 0, is kept back (primary). Further cells are kept back (complementary) until, whatever a
reader works out from the totals that are shown, each kept-back cell may still be any of at least `k` values, and one of
them is `k` or more. Totals of rows are always shown, so that tables over the same rows do not betray each other:
periods too small are taken together first. Both kinds look the same, so that nobody learns which cells are the small
ones. It does not keep a reader from comparing two editions of a table. Source: issue 3 point 6.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

K = 5
"""The smallest count that is shown. Our own choice; configurable where it is called."""

KEPT_BACK = "s"
"""What stands in the place of a cell that is kept back: fewer than `k`, or kept back for the sake of such a one."""

_Arc = tuple[int, int]
_COST_OF_ZERO, _COST_OF_TOTAL, _BASE = 1_000, 10_000, 10


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by row and column; every case counts in exactly one cell."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def row_totals(self) -> tuple[int, ...]:
        """Return the total of each row."""
        return tuple(sum(row) for row in self.counts)

    @property
    def column_totals(self) -> tuple[int, ...]:
        """Return the total of each column."""
        return tuple(sum(row[column] for row in self.counts) for column in range(len(self.columns)))


@dataclass(frozen=True, slots=True)
class Published:
    """A table as it may be shown: None where a count is kept back. `total` is None when all of it is."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    k: int


def table(title: str, cases: Mapping[tuple[str, str], int], columns: Sequence[str] = ()) -> Table:
    """Return the table of counts by (row, column); `columns` are there even when they are empty, and come first."""
    rows = sorted({row for row, _ in cases})
    named = [*columns, *sorted({column for _, column in cases} - set(columns))]
    return Table(title, tuple(rows), tuple(named), tuple(tuple(cases.get((r, c), 0) for c in named) for r in rows))


def coarsened(table: Table, k: int = K) -> Table:
    """Return the table with rows that follow each other taken together until each total is `k` or more."""
    groups: list[tuple[list[str], list[int]]] = []
    for name, row in zip(table.rows, table.counts, strict=True):
        if groups and sum(groups[-1][1]) < k:
            _join(groups, [name], row)
        else:
            groups.append(([name], list(row)))
    if len(groups) > 1 and sum(groups[-1][1]) < k:
        _join(groups, *groups.pop())
    named = tuple(names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}" for names, _ in groups)
    return Table(table.title, named, table.columns, tuple(tuple(row) for _, row in groups))


def _join(groups: list[tuple[list[str], list[int]]], names: Sequence[str], row: Sequence[int]) -> None:
    groups[-1][0].extend(names)
    groups[-1][1][:] = [a + b for a, b in zip(groups[-1][1], row, strict=True)]


def published(table: Table, k: int = K) -> Published:
    """Return the table as it may be shown. Fewer than `k` cases in all: nothing of it is shown but its shape."""
    table = coarsened(table, k)
    total = sum(table.row_totals)
    width, height = len(table.columns), len(table.rows)
    if 0 < total < k:
        hidden: tuple[int | None, ...] = (None,) * width
        return Published(table.title, table.rows, table.columns, (hidden,) * height, (None,) * height, hidden, None, k)
    kept = _kept_back(_Flow(table), k)
    shown = tuple(
        tuple(None if (row, height + 1 + column) in kept else table.counts[row][column] for column in range(width))
        for row in range(height)
    )
    totals = tuple(
        None if (height + 1 + column, height) in kept else table.column_totals[column] for column in range(width)
    )
    return Published(table.title, table.rows, table.columns, shown, table.row_totals, totals, total, k)


class _Flow:
    """A table as a flow that goes round: each cell an arc from its row to its column, each total of a column an arc on.

    Totals of rows are shown, so what flows into each row is fixed. Nodes: the rows, one for all columns together, then
    the columns. A reader who knows the shown arcs may move others only along a circle of those that are kept back.
    """

    def __init__(self, table: Table) -> None:
        rows, columns = len(table.rows), len(table.columns)
        self.size = rows + 1 + columns
        cells = {(r, rows + 1 + c): table.counts[r][c] for r in range(rows) for c in range(columns)}
        totals = {(rows + 1 + c, rows): table.column_totals[c] for c in range(columns)}
        self.values: dict[_Arc, int] = {**cells, **totals}
        self._totals = frozenset(totals)

    def cost(self, arc: _Arc) -> int:
        """Return how much it costs a reader when this arc is kept back as well."""
        if arc in self._totals:
            return _COST_OF_TOTAL
        return self.values[arc] + _BASE if self.values[arc] else _COST_OF_ZERO

    def leeway(self, arc: _Arc, free: set[_Arc], wanted: int, *, up: bool, widen: bool) -> int:
        """Return by how much the value of an arc may be wrong, one way, up to `wanted`.

        With `widen`, more arcs are taken into `free`, the cheapest first, until it may be wrong by as much.
        """
        tail, head = (arc[1], arc[0]) if up else arc
        most = wanted if up else min(wanted, self.values[arc])
        moved: dict[_Arc, int] = {}
        reached = 0
        while reached < most:
            path = self._path(tail, head, arc, free, moved, widen=widen)
            if path is None:
                break
            room = min([most - reached, *(self.values[a] + moved.get(a, 0) for a, forward in path if not forward)])
            for each, forward in path:
                moved[each] = moved.get(each, 0) + (room if forward else -room)
                free.add(each)
            reached += room
        return reached

    def _path(
        self, tail: int, head: int, without: _Arc, free: set[_Arc], moved: Mapping[_Arc, int], *, widen: bool
    ) -> list[tuple[_Arc, bool]] | None:
        """Return the cheapest way from one node to another along arcs that may still move."""
        best = {tail: 0}
        came: dict[int, tuple[int, _Arc, bool]] = {}
        waiting = [(0, tail)]
        while waiting:
            cost, node = heapq.heappop(waiting)
            if cost > best[node]:
                continue
            if node == head:
                break
            for arc, value in self.values.items():
                if arc == without or node not in arc or not (widen or arc in free):
                    continue
                forward = arc[0] == node
                if not forward and value + moved.get(arc, 0) <= 0:
                    continue
                to = arc[1] if forward else arc[0]
                further = cost + (0 if arc in free else self.cost(arc))
                if further < best.get(to, further + 1):
                    best[to] = further
                    came[to] = (node, arc, forward)
                    heapq.heappush(waiting, (further, to))
        if head not in came:
            return None
        path: list[tuple[_Arc, bool]] = []
        while head != tail:
            head, arc, forward = came[head]
            path.append((arc, forward))
        return path


def _kept_back(flow: _Flow, k: int) -> frozenset[_Arc]:
    free = {arc for arc, value in flow.values.items() if 0 < value < k}
    waiting = sorted(free, key=lambda arc: (flow.values[arc], arc))
    looked_at: set[_Arc] = set()
    while waiting:
        arc = waiting.pop(0)
        looked_at.add(arc)
        before = set(free)
        _widen(flow, arc, free, k)
        waiting += sorted(free - before - looked_at)
    return frozenset(free)


def _widen(flow: _Flow, arc: _Arc, free: set[_Arc], k: int) -> None:
    """Keep more back until an arc may have `k` values, and one of them is `k` or more."""
    wanted, to_k = k - 1, max(0, k - flow.values[arc])
    up = flow.leeway(arc, set(free), wanted, up=True, widen=False)
    if up < to_k:
        up = flow.leeway(arc, free, to_k, up=True, widen=True)
    down = flow.leeway(arc, set(free), wanted, up=False, widen=False)
    if up + down < wanted:
        down = flow.leeway(arc, free, wanted - up, up=False, widen=True)
    if up + down < wanted:
        flow.leeway(arc, free, wanted - down, up=True, widen=True)
