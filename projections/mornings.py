"""What somebody finds in the morning: what is due, which cases changed since, and which cases a list touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from domain.deadlines import ENDS_WITH_ITS_DAY, State
from projections.case_register import CASES, CaseRow
from projections.deadlines import DEADLINES, DeadlineRow
from projections.mine import Mine
from projections.open_gates import GATES
from projections.rescreening_runs import RESCREENED, RUNS, RunRow
from projections.work_list import TASKS, TaskKind, TaskRow


@dataclass(frozen=True, slots=True)
class Due:
    """The work of some people: open tasks counted by kind and the first of them; deadlines likewise.

    `late` counts the open deadlines of a day before, `soon` those from today up to the last day asked about. What ends
    with its day is never late: it is told until the next morning.
    """

    by_kind: Mapping[TaskKind, int]
    tasks: tuple[TaskRow, ...]
    late: int
    soon: int
    deadlines: tuple[DeadlineRow, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A case that changed: how many gates opened since and still stand, and the tasks that were added and wait."""

    case: CaseRow
    gates: int
    tasks: tuple[TaskKind, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """A case in which a run found something, or nothing any more."""

    case_id: UUID
    reference: str
    hits: int
    lifts: int


@dataclass(frozen=True, slots=True)
class RunFound:
    """A run, how many cases it touched, and the first of them, those with most hits first."""

    run: RunRow
    count: int
    touched: tuple[Touched, ...]


@dataclass(frozen=True, slots=True)
class Night:
    """How many cases changed since an instant, the last of them, and what each run that was made since found."""

    changed: int
    cases: tuple[Changed, ...]
    runs: tuple[RunFound, ...]


def due(connection: sa.Connection, mine: Mine | None, today: date, upto: date, since: date, limit: int) -> Due:
    """Return what is due for these people, or for everybody; up to `limit` tasks and deadlines are told in full.

    Of what ends with its day only that is told which ended at `since` or later.
    """
    task, deadline = TASKS.table.c, DEADLINES.table.c
    open_tasks: list[sa.ColumnElement[bool]] = [task.closed_on.is_(None)]
    ends = deadline.kind.in_(sorted(ENDS_WITH_ITS_DAY))
    in_time = sa.or_(sa.not_(ends), deadline.due_on >= since)
    running: list[sa.ColumnElement[bool]] = [deadline.state == State.OPEN, deadline.due_on <= upto, in_time]
    if mine is not None:
        open_tasks.append(mine.is_named(task.assignee, task.role))
        running.append(mine.is_named(deadline.owner, deadline.owner_role))
    counted = sa.select(task.kind, sa.func.count()).where(*open_tasks).group_by(task.kind)
    is_late = sa.case((sa.and_(deadline.due_on < today, sa.not_(ends)), 1), else_=0)
    is_soon = sa.case((deadline.due_on >= today, 1), else_=0)
    totals = sa.select(*(sa.func.coalesce(sa.func.sum(each), 0) for each in (is_late, is_soon))).where(*running)
    late, soon = connection.execute(totals).one()
    first_tasks = sa.select(TASKS.table).where(*open_tasks).order_by(sa.nulls_last(task.due_on), task.task_id)
    first_due = sa.select(DEADLINES.table).where(*running).order_by(deadline.due_on, deadline.row_id)
    return Due(
        {kind: int(number) for kind, number in connection.execute(counted)},
        TASKS.read(connection, first_tasks.limit(limit)),
        int(late),
        int(soon),
        DEADLINES.read(connection, first_due.limit(limit)),
    )


def night(connection: sa.Connection, since: datetime, position: int, limit: int) -> Night:
    """Return what happened since an instant, at which the log ended at `position`; `limit` cases are told in full."""
    case, run = CASES.table.c, RUNS.table.c
    moved = case.position > position
    changed = connection.scalar(sa.select(sa.func.count()).select_from(CASES.table).where(moved))
    last = CASES.read(connection, sa.select(CASES.table).where(moved).order_by(case.position.desc()).limit(limit))
    runs = RUNS.read(connection, sa.select(RUNS.table).where(run.started_at >= since).order_by(run.started_at.desc()))
    return Night(int(changed or 0), _changed(connection, last, since.date(), position), _found(connection, runs, limit))


def _changed(connection: sa.Connection, cases: Sequence[CaseRow], since: date, position: int) -> tuple[Changed, ...]:
    gate, task = GATES.table.c, TASKS.table.c
    ids = [each.case_id for each in cases]
    if not ids:
        return ()
    opened = sa.select(gate.case_id, sa.func.count()).where(gate.case_id.in_(ids), gate.opened_position > position)
    gates = {case_id: int(number) for case_id, number in connection.execute(opened.group_by(gate.case_id))}
    added = sa.select(task.case_id, task.kind).distinct().where(task.case_id.in_(ids), task.closed_on.is_(None))
    tasks: dict[UUID, list[TaskKind]] = {}
    for case_id, kind in connection.execute(added.where(task.opened_on >= since).order_by(task.kind)):
        tasks.setdefault(case_id, []).append(kind)
    return tuple(Changed(each, gates.get(each.case_id, 0), tuple(tasks.get(each.case_id, ()))) for each in cases)


def _found(connection: sa.Connection, runs: Sequence[RunRow], limit: int) -> tuple[RunFound, ...]:
    row, case = RESCREENED.table.c, CASES.table.c
    found = []
    for run in runs:
        touched = (row.run_id == run.run_id, sa.or_(row.hits > 0, row.lifts > 0))
        first = (
            sa.select(row.case_id, case.reference, row.hits, row.lifts)
            .join_from(RESCREENED.table, CASES.table, case.case_id == row.case_id)
            .where(*touched)
            .order_by(row.hits.desc(), row.lifts.desc(), case.reference)
            .limit(limit)
        )
        count = 0
        if run.hits or run.lifts:
            count = connection.scalar(sa.select(sa.func.count()).select_from(RESCREENED.table).where(*touched)) or 0
        rows = connection.execute(first) if count else ()
        found.append(RunFound(run, int(count), tuple(Touched(*each) for each in rows)))
    return tuple(found)
