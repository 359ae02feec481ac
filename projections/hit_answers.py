"""Answers to hits that hold beyond their case, and the cases that are not in line with them."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration.screening import AnswerScope, Resolution
from domain.context import StandingAnswer
from domain.values import Effect
from projections.case_hits import HITS, HitRow
from projections.case_register import CASES
from projections.queries import LIVE
from projections.sheets import chunks

_HIT = HITS.table.c


def standing(connection: sa.Connection, today: date, entry_ids: Collection[str] | None = None) -> tuple[HitRow, ...]:
    """Return the hits whose answer holds beyond their case, on these entries or on all.

    One whose subject left the case in which it was given holds no more: nobody could take it back there. Nor does one
    that is asked again.
    """
    where = (
        _HIT.scope.in_([AnswerScope.PARTY, AnswerScope.INSTITUTION]),
        _HIT.resolution == Resolution.FALSE_POSITIVE,
        _HIT.is_unlinked.is_(False),
        sa.or_(_HIT.effect != Effect.LEGAL, _HIT.is_confirmed.is_(True)),
        _HIT.expires_on >= today,  # empty once it is asked again
    )
    select = sa.select(HITS.table).where(*where).order_by(_HIT.case_id, _HIT.hit_id)
    if entry_ids is None:
        return HITS.read(connection, select)
    found: list[HitRow] = []
    for chunk in chunks(entry_ids):
        found += HITS.read(connection, select.where(_HIT.entry_id.in_(chunk)))
    return tuple(found)


def out_of_line(connection: sa.Connection, today: date) -> tuple[UUID, ...]:
    """Return the live cases with a hit that may adopt an answer of another case, or adopted one that holds no more.

    The case decides; what it leaves as it is, it leaves so the next time too.
    """
    answers = standing(connection, today)
    kept = {row.hit_id for row in answers}
    live = sa.select(HITS.table).join_from(HITS.table, CASES.table, CASES.table.c.case_id == _HIT.case_id)
    live = live.where(CASES.table.c.status.in_(LIVE), _HIT.is_unlinked.is_(False), _HIT.is_lifted.is_(False))
    found: set[UUID] = set()
    for row in HITS.read(connection, live.where(_HIT.adopted_hit.is_not(None), _HIT.expires_on >= today)):
        if row.adopted_hit not in kept:
            found.add(row.case_id)
    names: Mapping[tuple[str, str, str, str], HitRow] = {_names(row): row for row in answers}
    for chunk in chunks({row.entry_id for row in answers}):
        select = live.where(_HIT.resolution.is_(None), _HIT.entry_id.in_(chunk))
        found.update(row.case_id for row in HITS.read(connection, select) if _names(row) in names)
    return tuple(sorted(found))


def answer_of(row: HitRow) -> StandingAnswer:
    """Return a hit with its answer as a decision of another case takes it."""
    return StandingAnswer(
        row.hit_id,
        row.case_id,
        row.scope,
        row.subject_kind,
        row.subject_id,
        row.subject_fingerprint,
        row.list_id,
        row.entry_id,
        row.entry_fingerprint,
        row.effect,
        row.programmes,
        row.by_owner,
        frozenset(row.decided_by),
        row.expires_on,
    )


def _names(row: HitRow) -> tuple[str, str, str, str]:
    return (row.subject_fingerprint, row.list_id, row.entry_id, row.entry_fingerprint)
