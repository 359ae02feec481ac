"""Hits as people read them: what changed since the answer, what the list says now, and what was said elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from uuid import UUID

from api.reading import Reading
from domain import hit_changes, speech
from domain.collaboration.spine import Language
from domain.ports import Listed
from domain.values import Actor
from projections.case_hits import HitRow
from projections.sheets import PersonalText
from projections.work_list import TaskRow


@dataclass(frozen=True, slots=True)
class ListedFact:
    """Something that a list says of an entry beside what matching looks at; `is_changed` since the hit was judged."""

    name: str
    value: PersonalText
    is_changed: bool


@dataclass(frozen=True, slots=True)
class HitTold(HitRow):
    """A hit, with what changed in words, and what the list says of the entry in the version in force.

    `listed_version` is that version, empty where it no longer names the entry; `is_changed_since` says that it tells
    something otherwise than when the hit was judged. `confirmed_in` are other cases in which a person said that it is
    the one: that informs, and decides nothing here.
    """

    changed_nl: PersonalText | None = None
    changed_en: PersonalText | None = None
    listed_version: int | None = None
    listed: tuple[ListedFact, ...] = ()
    is_changed_since: bool = False
    confirmed_in: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskTold(TaskRow):
    """A task, with why hits are asked again in words that name nobody, and who covers today for its assignee."""

    changed_nl: str | None = None
    changed_en: str | None = None
    covered_by: tuple[str, ...] = ()


def of_case(reading: Reading, case_id: UUID, actor: Actor) -> tuple[HitTold, ...]:
    """Return the hits of a case as the actor may know them. Raises `NotFoundError`."""
    reading.case(case_id, actor)
    queries = reading.queries(actor)
    confirmed = queries.confirmed_elsewhere(case_id)
    known = {each: reading.may_know(each, actor) for cases in confirmed.values() for each in cases}
    return tuple(
        _told(row, reading.listed(row), tuple(each for each in confirmed.get(row.hit_id, ()) if known[each]))
        for row in queries.hits(case_id)
    )


def one(reading: Reading, row: HitRow, actor: Actor) -> tuple[HitTold, Listed | None]:
    """Return a hit of a case that the actor may know of, and all that the list says of the entry now."""
    confirmed = reading.queries(actor).confirmed_elsewhere(row.case_id).get(row.hit_id, ())
    listed = reading.listed(row)
    return _told(row, listed, tuple(each for each in confirmed if reading.may_know(each, actor))), listed


def tasks(rows: Iterable[TaskRow]) -> tuple[TaskTold, ...]:
    """Return tasks with why they are asked again."""
    return tuple(_task(row) for row in rows)


def _told(row: HitRow, listed: Listed | None, confirmed_in: tuple[UUID, ...]) -> HitTold:
    values = {each.name: getattr(row, each.name) for each in fields(HitRow)}
    changes = hit_changes.decode(row.changes) if row.changes is not None else ()
    said = hit_changes.sentence(changes) if changes else hit_changes.in_short(row.changed)
    facts = listed.facts if listed is not None else ()
    changed = listed.changed if listed is not None else ()
    return HitTold(
        **values,
        changed_nl=speech.told(said, Language.NL) if said is not None else None,
        changed_en=said,
        listed_version=listed.version_no if listed is not None else None,
        listed=tuple(ListedFact(name, value, name in changed) for name, value in facts),
        is_changed_since=bool(changed),
        confirmed_in=confirmed_in,
    )


def _task(row: TaskRow) -> TaskTold:
    values = {each.name: getattr(row, each.name) for each in fields(TaskRow)}
    said = hit_changes.in_short(row.changed)
    return TaskTold(**values, changed_nl=speech.told(said, Language.NL) if said is not None else None, changed_en=said)
