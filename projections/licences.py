"""The export licences: what each is for, until when, and what went under it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from uuid import UUID

from domain.deadlines import LADDERS, Kind
from domain.licence import amounts, events
from domain.licence.amounts import Limit
from domain.licence.words import Authority, LicenceKind, LicenceStatus, Unit
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """A licence. `case_id` asked for it first, `cases` are all that may use it; `end_users` are organisations.

    `usages` counts the sharings under it, `quantity_used` adds what went in its `unit`, `value_used_eur` what those
    said of their value; `max_quantity` and `max_value_eur` are what it allows in all, if it sets a limit. `reminded_of`
    is the last rung of reminders of its last day.
    """

    licence_id: UUID
    case_id: UUID | None
    cases: tuple[str, ...]
    authority: Authority
    kind: LicenceKind
    status: LicenceStatus
    number: str | None
    authorisation_id: str | None
    codes: tuple[str, ...]
    destinations: tuple[str, ...]
    end_users: tuple[str, ...]
    modalities: tuple[str, ...]
    documents: tuple[str, ...]
    submitted_on: date | None
    valid_from: date | None
    valid_until: date | None
    usages: int
    last_used_on: date | None
    value_used_eur: int
    quantity_used: int
    unit: Unit
    max_quantity: int | None
    max_value_eur: int | None
    reminded_of: str | None
    version: int
    position: int

    def status_on(self, day: date) -> LicenceStatus:
        """Return where the licence stands on a day: what is past its last day is expired, recorded or not."""
        is_over = self.status is LicenceStatus.GRANTED and self.valid_until is not None and day > self.valid_until
        return LicenceStatus.EXPIRED if is_over else self.status


@dataclass(frozen=True, slots=True)
class LicenceToday(LicenceRow):
    """A licence as it stands on the day it is asked about; `status` is what was recorded, which may lag behind.

    `days_left` counts to the last day, 0 on it; `None` where nothing ends. `is_expiring` from the first reminder on.
    """

    status_today: LicenceStatus
    days_left: int | None
    is_expiring: bool


FIRST_REMINDER = timedelta(days=-min(rung.days for rung in LADDERS[Kind.LICENCE_EXPIRY]))
"""How long before its last day a licence is said to expire."""


def as_of(row: LicenceRow, day: date) -> LicenceToday:
    """Return a licence as it stands on a day."""
    values = {each.name: getattr(row, each.name) for each in fields(LicenceRow)}
    status = row.status_on(day)
    left = None if row.valid_until is None or status is not LicenceStatus.GRANTED else (row.valid_until - day).days
    is_expiring = left is not None and left <= FIRST_REMINDER.days
    return LicenceToday(**values, status_today=status, days_left=left, is_expiring=is_expiring)


LICENCES = Sheet("licences", LicenceRow, ("licence_id",))
_STATUS_AFTER: dict[type, LicenceStatus] = {
    events.LicenceInformationRequested: LicenceStatus.INFO_REQUESTED,
    events.LicenceInformationProvided: LicenceStatus.SUBMITTED,
    events.LicenceRefused: LicenceStatus.REFUSED,
    events.LicenceRevoked: LicenceStatus.REVOKED,
    events.LicenceWithdrawn: LicenceStatus.WITHDRAWN,
    events.LicenceExpired: LicenceStatus.EXPIRED,
}


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, events.EVENTS)]
    licences = Draft(LICENCES, place, {each.stream_id for each in mine})
    for recorded in mine:
        event = recorded.event
        if isinstance(event, events.LicenceRequested | events.LicenceDrafted):
            licences.put(_opened(event, recorded))
            continue
        row = licences.get(recorded.stream_id)
        if row is None:
            raise LookupError(f"licence {recorded.stream_id} was not requested")
        licences.put(_moved(replace(row, version=recorded.version, position=recorded.position), event))
    licences.save()


def _opened(event: events.LicenceRequested | events.LicenceDrafted, recorded: Recorded) -> LicenceRow:
    asked_by = event.case_id if isinstance(event, events.LicenceRequested) else None
    return LicenceRow(
        licence_id=event.licence_id,
        case_id=asked_by,
        cases=() if asked_by is None else (str(asked_by),),
        authority=event.authority,
        kind=event.kind,
        status=LicenceStatus.DRAFTED,
        number=None,
        authorisation_id=event.authorisation_id if isinstance(event, events.LicenceDrafted) else None,
        codes=event.codes,
        destinations=event.destinations,
        end_users=tuple(str(each) for each in event.end_users),
        modalities=tuple(str(each) for each in event.modalities),
        documents=(),
        submitted_on=None,
        valid_from=None,
        valid_until=None,
        usages=0,
        last_used_on=None,
        value_used_eur=0,
        quantity_used=0,
        unit=Unit.PIECES,
        max_quantity=None,
        max_value_eur=None,
        reminded_of=None,
        version=recorded.version,
        position=recorded.position,
    )


def _moved(row: LicenceRow, event: object) -> LicenceRow:
    """Return the row after an event that is not its first."""
    match event:
        case events.LicenceAmended(codes=codes, destinations=places):
            users = tuple(str(each) for each in event.end_users)
            ways = tuple(str(each) for each in event.modalities)
            amended = replace(row, codes=codes, destinations=places, end_users=users, modalities=ways)
            return _limited(amended, event.limit)
        case events.LicenceDocumentProvided(document=document):
            return replace(row, documents=(*row.documents, document))
        case events.LicenceSubmitted(submitted_on=day):
            return replace(row, status=LicenceStatus.SUBMITTED, submitted_on=day)
        case events.LicenceGranted() | events.LicenceRegistered():
            granted = replace(row, status=LicenceStatus.GRANTED, number=event.number)
            valid = replace(granted, valid_from=event.valid_from, valid_until=event.valid_until)
            return _limited(valid, event.limit) if isinstance(event, events.LicenceGranted) else valid
        case events.LicenceRenewed(number=number, valid_until=end):
            return replace(row, number=number, valid_until=end, reminded_of=None)
        case events.LicenceExpiryReminded(rung=rung):
            return replace(row, reminded_of=rung)
        case events.LicenceAttached(case_id=case_id):
            return replace(row, cases=(*row.cases, str(case_id)))
        case events.LicenceUsageRecorded(used_on=day, value_eur=value):
            last = day if row.last_used_on is None else max(day, row.last_used_on)
            used = row.value_used_eur + (value or 0)
            count = amounts.counted(event.modality, event.quantity, event.unit, value)
            pieces = row.quantity_used + ((count.quantity or 0) if event.unit is row.unit else 0)
            usage = replace(row, usages=row.usages + 1, last_used_on=last, value_used_eur=used)
            return replace(usage, quantity_used=pieces)
        case _:
            return replace(row, status=_STATUS_AFTER[type(event)])


def _limited(row: LicenceRow, limit: Limit) -> LicenceRow:
    return replace(row, max_quantity=limit.quantity, unit=limit.unit, max_value_eur=limit.value_eur)


MODEL = ReadModel("licences", 3, (LICENCES.table,), _apply, events=frozenset(events.EVENTS), texts=frozenset())
