"""Who stands in for whom, and which auditor may read personal texts: every cover and grant, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from domain.institution import covers, grants
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One cover: who acts for whom, in which roles, on which days; why stands in its history alone."""

    cover_id: UUID
    absent: str
    cover: str
    roles: tuple[str, ...]
    from_on: date
    until_on: date
    given_by: str
    given_on: date
    ended_by: str | None
    ended_on: date | None
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant to an auditor, from its proposal on; what for stands in its history alone."""

    grant_id: UUID
    auditor: str
    until_on: date
    proposed_by: tuple[str, ...]
    proposed_on: date
    confirmed_by: tuple[str, ...]
    confirmed_on: date | None
    ended_by: tuple[str, ...]
    ended_on: date | None
    version: int
    position: int


COVERS = Sheet("covers", CoverRow, ("cover_id",), indexes=(("cover",), ("absent",)))
GRANTS = Sheet("grants", GrantRow, ("grant_id",), indexes=(("auditor",),))
_EVENTS = (*covers.AGGREGATE.events, *grants.AGGREGATE.events)


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, _EVENTS)]
    touched = {each.stream_id for each in mine}
    given, granted = Draft(COVERS, place, touched), Draft(GRANTS, place, touched)
    for each in mine:
        _cover(given, each)
        _grant(granted, each)
    given.save()
    granted.save()


def _cover(rows: Draft[CoverRow], recorded: Recorded) -> None:
    event, who, today = recorded.event, recorded.meta.actor.id, recorded.meta.recorded_at.date()
    version, position = recorded.version, recorded.position
    match event:
        case covers.CoverGiven(cover_id=key, absent=absent, cover=cover, from_on=first, until_on=last):
            roles = tuple(map(str, event.roles))
            rows.put(CoverRow(key, absent, cover, roles, first, last, who, today, None, None, version, position))
        case covers.CoverRenewed(cover_id=key, until_on=last):
            rows.put(replace(_known(rows, key), until_on=last, version=version, position=position))
        case covers.CoverEnded(cover_id=key):
            ended = replace(_known(rows, key), ended_by=who, ended_on=today)
            rows.put(replace(ended, version=version, position=position))
        case _:
            pass


def _grant(rows: Draft[GrantRow], recorded: Recorded) -> None:
    event, today = recorded.event, recorded.meta.recorded_at.date()
    who, version, position = tuple(sorted(recorded.meta.actor.identities)), recorded.version, recorded.position
    match event:
        case grants.GrantProposed(grant_id=key, auditor=auditor, until_on=last):
            rows.put(GrantRow(key, auditor, last, who, today, (), None, (), None, version, position))
        case grants.GrantConfirmed(grant_id=key):
            confirmed = replace(_known(rows, key), confirmed_by=who, confirmed_on=today)
            rows.put(replace(confirmed, version=version, position=position))
        case grants.GrantEnded(grant_id=key):
            ended = replace(_known(rows, key), ended_by=who, ended_on=today)
            rows.put(replace(ended, version=version, position=position))
        case _:
            pass


def _known(rows: Draft[R], key: UUID) -> R:
    row = rows.get(key)
    if row is None:
        raise LookupError(f"{key} was neither given nor proposed")
    return row


MODEL = ReadModel("mandates", 1, (COVERS.table, GRANTS.table), _apply, events=frozenset(_EVENTS), texts=frozenset())
