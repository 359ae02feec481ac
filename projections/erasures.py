"""What was forgotten or shall be, what is held back from it, and which incidents name which person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.erasure import events as erasure
from domain.erasure.words import Ground, Held, Status
from domain.hold import events as hold
from domain.incident.events import IncidentReported
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """An erasure, from its proposal on; `decided_on` is the day on which it was confirmed or withdrawn."""

    erasure_id: UUID
    kind: Held
    subject_id: UUID
    ground: Ground
    status: Status
    proposed_by: tuple[str, ...]
    proposed_on: date
    confirmed_by: tuple[str, ...]
    decided_on: date | None
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold on a person or a case, and since when it is lifted."""

    hold_id: UUID
    kind: Held
    subject_id: UUID
    placed_by: str
    placed_on: date
    until: date | None
    lifted_by: str | None
    lifted_on: date | None
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class NamedRow:
    """An incident whose report says that it is about a person."""

    incident_id: UUID
    person_id: UUID


ERASURES = Sheet("erasures", ErasureRow, ("erasure_id",), indexes=(("subject_id",), ("status",)))
HOLDS = Sheet("holds", HoldRow, ("hold_id",), indexes=(("subject_id",),))
NAMED = Sheet("incident_persons", NamedRow, ("incident_id", "person_id"), indexes=(("person_id",),))


def erased(batch: Sequence[Recorded], kind: Held) -> Iterator[erasure.PersonalDataErased]:
    """Yield the erasures of a kind in a batch: a read model with personal columns empties those then."""
    for recorded in batch:
        if isinstance(recorded.event, erasure.PersonalDataErased) and recorded.event.kind is kind:
            yield recorded.event


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    streams = {each.stream_id for each in batch}
    erasures, holds, named = Draft(ERASURES, place, streams), Draft(HOLDS, place, streams), Draft(NAMED, place, ())
    for recorded in batch:
        _note(erasures, holds, named, recorded)
    for draft in (erasures, holds, named):
        draft.save()


def _note(erasures: Draft[ErasureRow], holds: Draft[HoldRow], named: Draft[NamedRow], recorded: Recorded) -> None:
    meta, where = recorded.meta, (recorded.version, recorded.position)
    who, today = tuple(sorted(meta.actor.identities)), meta.recorded_at.date()
    match recorded.event:
        case erasure.ErasureProposed(erasure_id=key, kind=kind, subject_id=subject_id, ground=ground):
            erasures.put(ErasureRow(key, kind, subject_id, ground, Status.PROPOSED, who, today, (), None, *where))
        case erasure.ErasureWithdrawn(erasure_id=key):
            row = erasures.get(key)
            if row is None:
                raise LookupError(f"erasure {key} was not proposed")
            version, position = where
            erasures.put(replace(row, status=Status.WITHDRAWN, decided_on=today, version=version, position=position))
        case erasure.PersonalDataErased() as event:
            before = erasures.get(event.erasure_id)
            erasures.put(
                ErasureRow(
                    event.erasure_id,
                    event.kind,
                    event.subject_id,
                    event.ground,
                    Status.ERASED,
                    event.proposed_by,
                    before.proposed_on if before is not None else today,
                    event.confirmed_by,
                    before.decided_on if before is not None and before.status is Status.ERASED else today,
                    *where,
                )
            )
        case hold.HoldPlaced(hold_id=key, kind=kind, subject_id=subject_id, until=until):
            holds.put(HoldRow(key, kind, subject_id, meta.actor.id, today, until, None, None, *where))
        case hold.HoldLifted(hold_id=key):
            held = holds.get(key)
            if held is None:
                raise LookupError(f"hold {key} was not placed")
            version, position = where
            holds.put(replace(held, lifted_by=meta.actor.id, lifted_on=today, version=version, position=position))
        case IncidentReported(incident_id=incident_id, persons=persons):
            for person_id in persons:
                named.put(NamedRow(incident_id, person_id))
        case _:
            pass


MODEL = ReadModel(
    "erasures",
    1,
    (ERASURES.table, HOLDS.table, NAMED.table),
    _apply,
    events=frozenset({*erasure.EVENTS, *hold.EVENTS, IncidentReported}),
    texts=frozenset(),
)
