"""A case on one screen: what stands open, its parts, measures, conditions, licences and deadlines.

Who may not see the work on a case is told here what the history tells, and no more (G21).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from api import access
from api.reading import Reading, Told, folded, told_of
from domain.collaboration import decider, disclosure
from domain.collaboration.approval import CollaborationApproved
from domain.collaboration.mitigation import MitigationSet, MitigationStatus
from domain.collaboration.state import Collaboration
from domain.collaboration.work_packages import WorkPackageDefined
from domain.deadlines import State
from domain.gates import Gate
from domain.values import Actor
from projections.deadlines import DeadlineRow
from projections.licences import LicenceToday, as_of
from projections.queries import InstitutionQueries
from projections.sheets import PersonalText

DEADLINES = 200


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A work package, and the rules of the gates that are open in it."""

    work_package_id: str
    title: PersonalText
    begun_on: date | None
    is_suspended: bool
    open_gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure, with the day that was set first; one that was moved stands among the deadlines."""

    mitigation_id: UUID
    code: str
    owner: str
    due_on: date
    is_needed_to_start: bool
    status: MitigationStatus


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition of the approval."""

    condition_id: str
    text: PersonalText
    due_on: date | None
    is_met: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it, at one version of the case; `deadlines` are those that run or stand still."""

    version: int
    gates: tuple[Gate, ...]
    work_packages: tuple[PackageRow, ...]
    measures: tuple[MeasureRow, ...]
    conditions: tuple[ConditionRow, ...]
    licences: tuple[LicenceToday, ...]
    deadlines: tuple[DeadlineRow, ...]


def of(reading: Reading, case_id: UUID, actor: Actor) -> Overview:
    """Return the case as the actor may know it. Raises `NotFoundError`."""
    history = reading.history(decider.AGGREGATE, case_id, actor)
    return seen(reading, case_id, actor, told_of(history, actor), folded(decider.AGGREGATE, history))


def seen(reading: Reading, case_id: UUID, actor: Actor, history: Sequence[Told], state: Collaboration) -> Overview:
    """Return the case as `of` does, for who read what the actor may know of its history and folded all of it."""
    gates = reading.gates_of(state, actor)
    told = [(each.recorded.event, each.fields) for each in history]
    queries = reading.queries(actor)
    licences = queries.licences(case_id) if disclosure.sees_all(actor.roles) else ()
    return Overview(
        state.version,
        gates,
        tuple(_packages(told, state, gates)),
        tuple(_measures(told, state)),
        tuple(_conditions(told, state).values()),
        tuple(as_of(row, reading.today) for row in licences),
        tuple(
            row
            for row in running(queries, case_id)
            if disclosure.tells_deadline(row.kind) or not access.reads_only_own_cases(actor)
        ),
    )


def running(queries: InstitutionQueries, case_id: UUID) -> Sequence[DeadlineRow]:
    """Return the deadlines of a case that run, the first due first.

    Each state is asked for by itself: a case has more deadlines that ended than one page holds.
    """
    states = (State.OPEN, State.PAUSED)
    found = (queries.deadlines(case_id=case_id, state=each, limit=DEADLINES).items for each in states)
    return sorted(chain.from_iterable(found), key=lambda row: row.due_on)


Events = Sequence[tuple[Any, frozenset[str]]]


def _packages(told: Events, state: Collaboration, gates: Sequence[Gate]) -> list[PackageRow]:
    packages = state.work_packages.packages
    return [
        PackageRow(
            event.work_package_id,
            event.title,
            packages[event.work_package_id].begun_on,
            packages[event.work_package_id].is_suspended,
            tuple(sorted({gate.rule_id for gate in gates if gate.work_package == event.work_package_id})),
        )
        for event, _ in told
        if isinstance(event, WorkPackageDefined)
    ]


def _measures(told: Events, state: Collaboration) -> list[MeasureRow]:
    measures = state.mitigation.measures
    return [
        MeasureRow(
            event.mitigation_id,
            event.code,
            event.owner,
            event.due_on,
            event.is_needed_to_start,
            measures[event.mitigation_id].status,
        )
        for event, _ in told
        if isinstance(event, MitigationSet)
    ]


def _conditions(told: Events, state: Collaboration) -> Mapping[str, ConditionRow]:
    """Return the conditions that still belong to the case; one that was stated anew as it was stated last."""
    open_, met = state.approval.conditions, state.approval.met_conditions
    return {
        each.condition_id: ConditionRow(
            each.condition_id, each.text, each.due_on, each.condition_id in met and each.condition_id not in open_
        )
        for event, named in told
        if isinstance(event, CollaborationApproved) and "conditions" in named
        for each in event.conditions
        if each.condition_id in open_ or each.condition_id in met
    }
