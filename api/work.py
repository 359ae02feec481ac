"""Work as a person finds it: one's own, that of whom one covers for, and who covers for whoever is named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from api.hits import TaskTold
from domain.values import Actor, Role
from projections.deadlines import DeadlineRow
from projections.mandates import CoverRow
from projections.mine import Mine


@dataclass(frozen=True, slots=True)
class DeadlineTold(DeadlineRow):
    """A deadline, with who covers today for the person that it names."""

    covered_by: tuple[str, ...] = ()


def mine(actor: Actor, in_force: Iterable[CoverRow]) -> Mine:
    """Return what the actor has to do: the own work, and that of whom he or she covers for.

    It shows where to look and opens nothing: to act on what is covered for, one says so.
    """
    if actor.on_behalf_of is not None:
        return Mine(frozenset({actor.on_behalf_of}), actor.roles)
    covered = [each for each in in_force if each.cover == actor.id]
    roles = {Role(role) for each in covered for role in each.roles}
    return Mine(frozenset({actor.id, *(each.absent for each in covered)}), actor.roles | roles)


def covers_of(in_force: Iterable[CoverRow]) -> Mapping[str, tuple[str, ...]]:
    """Return who covers for each person."""
    found: dict[str, list[str]] = {}
    for each in in_force:
        found.setdefault(each.absent, []).append(each.cover)
    return {absent: tuple(dict.fromkeys(covers)) for absent, covers in found.items()}


def deadlines(rows: Iterable[DeadlineRow], in_force: Iterable[CoverRow]) -> tuple[DeadlineTold, ...]:
    """Return deadlines with who covers for their owners."""
    covers = covers_of(in_force)
    names = [each.name for each in fields(DeadlineRow)]
    told = (
        {**{name: getattr(row, name) for name in names}, "covered_by": covers.get(row.owner or "", ())} for row in rows
    )
    return tuple(DeadlineTold(**each) for each in told)


def tasks(rows: Iterable[TaskTold], in_force: Iterable[CoverRow]) -> tuple[TaskTold, ...]:
    """Return tasks with who covers for whoever takes care of the case."""
    covers = covers_of(in_force)
    return tuple(replace(row, covered_by=covers.get(row.assignee or "", ())) for row in rows)
