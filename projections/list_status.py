"""The watch lists: which version is in force, what the last one changed, and what is held."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.values import Effect, Recorded
from domain.watchlist.events import (
    ListFileHeld,
    ListRegistered,
    ListReleaseProposed,
    ListSourceChanged,
    ListVersionActivated,
    ListVersionImported,
)
from domain.watchlist.words import SourceState
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list: the version in force with its delta, and the last file set that is held, if one is.

    `release_proposed_by` is the actor who proposed to let the held file set in.
    """

    watchlist_id: UUID
    list_id: str
    name: str
    effect: Effect
    legal_basis: str
    licence: str
    policy_ids: tuple[str, ...]
    allowed_use: str
    source_state: SourceState
    active_version: int | None
    canonical_sha256: str | None
    entries: int
    names: int
    source_date: date | None
    activated_at: datetime | None
    added: int
    changed: int
    removed: int
    held_sha256: str | None
    held_rule: str | None
    held_reason: str | None
    release_proposed_by: str | None
    version: int
    position: int


LISTS = Sheet("list_status", ListRow, ("watchlist_id",), indexes=(("list_id",),))
_EVENTS = (
    ListRegistered,
    ListVersionImported,
    ListVersionActivated,
    ListFileHeld,
    ListReleaseProposed,
    ListSourceChanged,
)


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, _EVENTS)]
    lists = Draft(LISTS, place, {each.stream_id for each in mine})
    for recorded in mine:
        before = lists.get(recorded.stream_id)
        row = _registered(recorded.event) if isinstance(recorded.event, ListRegistered) else before
        if row is None:
            raise LookupError(f"list {recorded.stream_id} is not registered")
        moved = replace(row, version=recorded.version, position=recorded.position)
        lists.put(_after(moved, recorded))
    lists.save()


def _after(row: ListRow, recorded: Recorded) -> ListRow:
    match recorded.event:
        case ListVersionImported(entries=entries, names=names, source_date=source_date):
            return replace(row, entries=entries, names=names, source_date=source_date)
        case ListVersionActivated() as event:
            row = replace(
                row,
                active_version=event.version_no,
                canonical_sha256=event.canonical_sha256,
                activated_at=recorded.meta.recorded_at,
                added=event.added,
                changed=event.changed,
                removed=event.removed,
            )
            return _nothing_held(row) if row.held_sha256 == event.canonical_sha256 else row
        case ListFileHeld(canonical_sha256=digest, rule=rule, reason=reason):
            return replace(_nothing_held(row), held_sha256=digest, held_rule=rule, held_reason=reason)
        case ListSourceChanged(state=state, allowed_use=use):
            return replace(row, source_state=state, allowed_use=use)
        case ListReleaseProposed(canonical_sha256=digest) if digest == row.held_sha256:
            return replace(row, release_proposed_by=recorded.meta.actor.id)
        case _:
            return row


def _nothing_held(row: ListRow) -> ListRow:
    return replace(row, held_sha256=None, held_rule=None, held_reason=None, release_proposed_by=None)


def _registered(event: ListRegistered) -> ListRow:
    return ListRow(
        watchlist_id=event.watchlist_id,
        list_id=event.list_id,
        name=event.name,
        effect=event.effect,
        legal_basis=event.legal_basis,
        licence=event.licence,
        policy_ids=event.policy_ids,
        allowed_use=event.allowed_use,
        source_state=event.source_state,
        active_version=None,
        canonical_sha256=None,
        entries=0,
        names=0,
        source_date=None,
        activated_at=None,
        added=0,
        changed=0,
        removed=0,
        held_sha256=None,
        held_rule=None,
        held_reason=None,
        release_proposed_by=None,
        version=0,
        position=0,
    )


MODEL = ReadModel("list_status", 2, (LISTS.table,), _apply, events=frozenset(_EVENTS), texts=frozenset())
