"""The export licences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from domain.licence.events import LicenceGranted, LicenceRefused, LicenceRequested, LicenceRevoked
from domain.licence.words import Authority, LicenceKind, LicenceStatus
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Sheet


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """A licence, for the case that needed it first; `end_users` are the ids of organisations."""

    licence_id: UUID
    case_id: UUID
    authority: Authority
    kind: LicenceKind
    status: LicenceStatus
    number: str | None
    codes: tuple[str, ...]
    destinations: tuple[str, ...]
    end_users: tuple[str, ...]
    modalities: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None
    version: int
    position: int


LICENCES = Sheet("licences", LicenceRow, ("licence_id",), indexes=(("case_id",),))
_EVENTS = (LicenceRequested, LicenceGranted, LicenceRefused, LicenceRevoked)


def _apply(connection: sa.Connection, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, _EVENTS)]
    licences = Draft(LICENCES, connection, {each.stream_id for each in mine})
    for recorded in mine:
        match recorded.event:
            case LicenceRequested() as event:
                licences.put(_requested(event, recorded))
            case LicenceGranted(number=number, valid_from=valid_from, valid_until=valid_until):
                row = replace(_moved(licences, recorded, LicenceStatus.GRANTED), number=number)
                licences.put(replace(row, valid_from=valid_from, valid_until=valid_until))
            case LicenceRefused():
                licences.put(_moved(licences, recorded, LicenceStatus.REFUSED))
            case LicenceRevoked():
                licences.put(_moved(licences, recorded, LicenceStatus.REVOKED))
            case _:
                pass
    licences.save()


def _requested(event: LicenceRequested, recorded: Recorded) -> LicenceRow:
    return LicenceRow(
        licence_id=event.licence_id,
        case_id=event.case_id,
        authority=event.authority,
        kind=event.kind,
        status=LicenceStatus.REQUESTED,
        number=None,
        codes=event.codes,
        destinations=event.destinations,
        end_users=tuple(str(each) for each in event.end_users),
        modalities=tuple(str(each) for each in event.modalities),
        valid_from=None,
        valid_until=None,
        version=recorded.version,
        position=recorded.position,
    )


def _moved(licences: Draft[LicenceRow], recorded: Recorded, status: LicenceStatus) -> LicenceRow:
    row = licences.get(recorded.stream_id)
    if row is None:
        raise LookupError(f"licence {recorded.stream_id} was not requested")
    return replace(row, status=status, version=recorded.version, position=recorded.position)


MODEL = ReadModel("licences", 1, (LICENCES.table,), _apply)
