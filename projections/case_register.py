"""The case register: one row a case, where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.collaboration.screening import ScreeningStatus
from domain.collaboration.spine import CaseType, CollaborationNotified, Nature, NotificationAmended, Status
from domain.collaboration.support import CaseAssigned
from domain.erasure.events import PersonalDataErased
from domain.erasure.words import Held
from domain.slices import replace
from domain.values import ERASED, Level, Recorded
from projections import erasures
from projections.folding import CASE_EVENTS, Depth, FoldedLog, Step
from projections.readmodel import ReadModel
from projections.sheets import Draft, PersonalText, Place, Sheet


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case: `version` and `position` are those of its last event, `notified_position` of its first.

    `fwo_reference` is the number by which the FWO knows its project, as the notification says it.
    `search` is its reference and title in small letters, `assignee` the actor id of who takes care of it.
    """

    case_id: UUID
    reference: str
    fwo_reference: str | None
    title: PersonalText
    search: PersonalText
    status: Status
    case_type: CaseType
    nature: Nature
    funder_scheme: str | None
    funder_owner: str | None
    level: Level | None
    screening_status: ScreeningStatus
    planned_start_on: date | None
    started_on: date | None
    notified_on: date
    notified_by: str
    assignee: str | None
    notified_position: int
    updated_at: datetime
    version: int
    position: int


CASES = Sheet(
    "case_register",
    CaseRow,
    ("case_id",),
    indexes=(
        ("notified_position",),
        ("status", "notified_position"),
        ("reference",),
        ("fwo_reference",),
        ("position",),  # what changed last, of which the morning tells
    ),
)


_NAMING = frozenset({CollaborationNotified, NotificationAmended})
"""The events that name a case."""
_SAYING = _NAMING | {CaseAssigned}
"""The events that alone say something of it, see `_after`."""


def _apply(place: Place, batch: Sequence[Recorded], log: FoldedLog, _log_name: str) -> None:
    steps = log.steps(batch)
    gone = {each.subject_id for each in erasures.erased(batch, Held.CASE)}
    cases = Draft(CASES, place, {*steps, *gone})
    for case_id, taken in steps.items():
        row = cases.get(case_id)
        for step in taken:
            if type(step.recorded.event) in _SAYING:
                row = _after(row, step)
        if row is not None:
            cases.put(_standing(row, taken[-1]))
    for case_id in gone:
        if (row := cases.get(case_id)) is not None:
            cases.put(replace(row, title=ERASED, search=_search(row.reference, ERASED)))
    cases.save()


def _after(row: CaseRow | None, step: Step) -> CaseRow | None:
    """Return what the events alone say: reference, title and who takes care of it."""
    match step.recorded.event:
        case CollaborationNotified() as event:
            spine = step.state.spine
            return CaseRow(
                case_id=step.recorded.stream_id,
                reference=event.reference,
                fwo_reference=event.fwo_reference,
                title=event.title,
                search=_search(event.reference, event.title),
                status=spine.status,
                case_type=event.case_type,
                nature=event.nature,
                funder_scheme=None,
                funder_owner=None,
                level=None,
                screening_status=ScreeningStatus.NONE,
                planned_start_on=None,
                started_on=None,
                notified_on=step.recorded.meta.recorded_at.date(),
                notified_by=step.recorded.meta.actor.principal,
                assignee=None,
                notified_position=step.recorded.position,
                updated_at=step.recorded.meta.recorded_at,
                version=step.recorded.version,
                position=step.recorded.position,
            )
        case NotificationAmended(title=str(title)) if row is not None:
            return replace(row, title=title, search=_search(row.reference, title))
        case CaseAssigned(assignee=assignee) if row is not None:
            return replace(row, assignee=assignee)
        case _:
            return row


def _standing(row: CaseRow, step: Step) -> CaseRow:
    """Return the row as the folded case says."""
    spine, screening = step.state.spine, step.state.screening
    return replace(
        row,
        status=spine.status,
        case_type=spine.case_type,
        nature=spine.nature,
        funder_scheme=spine.funder_scheme,
        funder_owner=spine.funder_owner,
        level=screening.level,
        screening_status=screening.status,
        planned_start_on=spine.planned_start_on,
        started_on=spine.started_on,
        updated_at=step.recorded.meta.recorded_at,
        version=step.recorded.version,
        position=step.recorded.position,
    )


def _search(reference: str, title: str) -> str:
    return f"{reference}\n{title}".casefold()


MODEL = ReadModel(
    "case_register",
    4,
    (CASES.table,),
    _apply,
    events=CASE_EVENTS | {PersonalDataErased},
    texts=_NAMING,
    depth=Depth.STANDING,
)
