"""Which hits wait for a person: for a first word, or on a list of law for a second; and which were answered before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Status
from domain.collaboration.table import ENDED_AFTER_RUN, OPEN
from domain.values import Effect
from projections.case_hits import HITS, HitRow
from projections.case_register import CASES
from projections.pages import Cursor, Order, Page, page
from projections.sheets import PersonalText

_HIT = HITS.table.c
_CASE = CASES.table.c
_FAR = 1 << 53  # a cursor holds no number below 0


class Stage(StrEnum):
    """What a hit waits for, or that the answer of an earlier case holds for it."""

    FIRST = "first"
    SECOND = "second"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which hits are wanted: of a list, a case, an effect; all of them where nothing is said."""

    list_id: str | None = None
    case_id: UUID | None = None
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class WaitingHit:
    """A hit with its case: the reference, the title, where it stands and its last version."""

    hit: HitRow
    reference: str
    title: PersonalText
    status: Status
    version: int


@dataclass(frozen=True, slots=True)
class HitCount:
    """How many hits of a list, with what a hit on it means, are at a stage."""

    stage: Stage
    list_id: str
    effect: Effect
    number: int


def place(row: HitRow) -> Cursor:
    """Return the place of a hit in the queue: those behind it come next, whatever became of it."""
    return Cursor(_ORDER.place(row))


def waiting(
    connection: sa.Connection,
    stage: Stage,
    wanted: Wanted,
    *,
    not_by: Collection[str] = (),
    after: Cursor | None = None,
    limit: int,
) -> Page[WaitingHit]:
    """Return hits at a stage, the first due first, and of one day the highest rank first.

    `not_by` leaves out those that one of these said something of: nobody confirms the own word.
    """
    where = [*_where(wanted), _at(stage), *(~_says(each) for each in sorted(not_by))]
    found = page(connection, HITS, where, _ORDER, after, limit)
    columns = (_CASE.case_id, _CASE.reference, _CASE.title, _CASE.status, _CASE.version)
    ids = {row.case_id for row in found.items}
    cases = {row[0]: row[1:] for row in connection.execute(sa.select(*columns).where(_CASE.case_id.in_(ids)))}
    return Page(tuple(WaitingHit(row, *cases[row.case_id]) for row in found.items), found.next)


def counted(connection: sa.Connection, wanted: Wanted) -> tuple[HitCount, ...]:
    """Return how many hits of each list wait at each stage, those of law first."""
    stage = sa.case((_at(Stage.SECOND), Stage.SECOND.value), (_at(Stage.FIRST), Stage.FIRST.value), else_="")
    select = (
        sa.select(stage, _HIT.list_id, _HIT.effect, sa.func.count())
        .where(*_where(wanted), sa.or_(_at(Stage.FIRST), _at(Stage.SECOND)))
        .group_by(stage, _HIT.list_id, _HIT.effect)
    )
    found = [HitCount(Stage(at), list_id, effect, number) for at, list_id, effect, number in connection.execute(select)]
    return tuple(sorted(found, key=lambda each: (each.stage, _EFFECTS.index(each.effect), each.list_id)))


def _where(wanted: Wanted) -> Sequence["sa.ColumnElement[bool]"]:
    """Return what holds for every hit that a person can still say something of."""
    can_be_said = sa.select(_CASE.case_id).where(_CASE.status.in_(sorted(OPEN | ENDED_AFTER_RUN)))
    where = [_HIT.case_id.in_(can_be_said), _HIT.is_unlinked.is_(False), _HIT.is_lifted.is_(False)]
    asked: tuple[tuple[sa.Column[Any], object], ...] = (
        (_HIT.list_id, wanted.list_id),
        (_HIT.case_id, wanted.case_id),
        (_HIT.effect, wanted.effect),
    )
    return [*where, *(column == value for column, value in asked if value is not None)]


def _at(stage: Stage) -> "sa.ColumnElement[bool]":
    """Return the condition that a hit is at a stage; see `Hit.is_undecided`, of which the first two are the halves."""
    match stage:
        case Stage.FIRST:
            return sa.or_(_HIT.resolution.is_(None), _HIT.resolution == Resolution.UNCLEAR)
        case Stage.SECOND:
            is_other = _HIT.resolution == Resolution.FALSE_POSITIVE
            return sa.and_(is_other, _HIT.effect == Effect.LEGAL, _HIT.is_confirmed.is_(False))
        case Stage.ADOPTED:
            return _HIT.adopted_hit.is_not(None)


def _says(identity: str) -> "sa.ColumnElement[bool]":
    """Return the condition that somebody is among those who said what a hit is."""
    return sa.type_coerce(_HIT.decided_by, sa.Text).contains(f'"{identity}"', autoescape=True)


_EFFECTS = (Effect.LEGAL, Effect.POLICY, Effect.INDICATIVE, Effect.CONTEXT)
# Both databases write a day as YYYY-MM-DD, which sorts as days do; an id is written with hyphens by one of them only.
_ORDER = Order[HitRow](
    (
        sa.cast(_HIT.due_on, sa.Text()),
        sa.literal(_FAR, sa.BigInteger()) - _HIT.rank,
        sa.func.replace(sa.cast(_HIT.hit_id, sa.Text()), "-", "", type_=sa.Text()),
    ),
    lambda row: (row.due_on.isoformat(), _FAR - row.rank, row.hit_id.hex),
)
