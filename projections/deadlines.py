"""The deadlines of every case: what is due, by when, for whom, and the next day somebody is reminded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain import deadlines
from domain.collaboration import spine
from domain.collaboration.deadlines import DeadlineSet, ReminderSent, WaitingFor
from domain.deadlines import Deadline, Kind, State
from domain.erasure.events import PersonalDataErased
from domain.erasure.words import Held
from domain.values import ERASED, Recorded, Role
from projections import erasures
from projections.folding import CASE_EVENTS, FoldedLog, Step
from projections.readmodel import ReadModel
from projections.sheets import Draft, PersonalText, Place, Sheet


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One deadline of a case, with `due_on` as extended and the day that was set first beside it.

    `owner` is an actor id where one person is named; `owner_role` has to act otherwise. `since` is the day on which
    `due_on` became what it is; `sent` are the rungs sent for it, the last in `last_rung`; on `next_rung_on` the
    scheduler looks again. `title` is that of a deadline of the case's own. `ended_by` names the event that ended it.
    """

    row_id: str
    case_id: UUID
    reference: str
    deadline_id: str
    kind: Kind
    title: PersonalText | None
    due_on: date
    original_due_on: date
    since: date
    owner_role: Role
    owner: str | None
    state: State
    paused_since: date | None
    waiting_for: WaitingFor | None
    sent: tuple[str, ...]
    last_rung: str | None
    next_rung_on: date | None
    ended_on: date | None
    ended_by: str | None

    @property
    def deadline(self) -> Deadline:
        """Return the deadline as the domain knows it, but for its extensions."""
        return Deadline(
            self.deadline_id,
            self.kind,
            self.due_on,
            self.original_due_on,
            self.since,
            self.owner,
            self.state,
            self.paused_since,
            self.waiting_for,
        )


DEADLINES = Sheet(
    "deadlines",
    DeadlineRow,
    ("row_id",),
    group="case_id",
    # The first holds all that the morning counts by: thousands of rows need not be looked at for it.
    indexes=(("state", "due_on", "owner_role", "owner", "kind"), ("state", "next_rung_on")),
)


def _apply(place: Place, batch: Sequence[Recorded], log: FoldedLog, _log_name: str) -> None:
    steps = log.steps(batch)
    gone = {each.subject_id for each in erasures.erased(batch, Held.CASE)}
    rows = Draft(DEADLINES, place, {*steps, *gone})
    for case_id, taken in steps.items():
        for step in taken:
            known = {row.deadline_id: row for row in rows.of(case_id)}
            for deadline in _touched(step):
                rows.put(_row(step, deadline, known))
    for case_id in gone:
        for row in rows.of(case_id):
            rows.put(replace(row, title=ERASED if row.title is not None else None))
    rows.save()


def _touched(step: Step) -> Iterable[Deadline]:
    """Return the deadlines that an event changed, or that somebody was reminded of."""
    before, after, event = step.before.deadlines, step.state.deadlines, step.recorded.event
    if after is before:
        return ()
    reminded = event.deadline_id if isinstance(event, ReminderSent) else None
    return [each for key, each in after.by_id.items() if before.by_id.get(key) is not each or key == reminded]


def _row(step: Step, deadline: Deadline, known: dict[str, DeadlineRow]) -> DeadlineRow:
    event, meta, case_id = step.recorded.event, step.recorded.meta, step.recorded.stream_id
    before = known.get(deadline.deadline_id)
    rungs = step.state.deadlines.sent(deadline)
    sent = tuple(rung.code for rung in deadlines.LADDERS[deadline.kind] if rung.code in rungs)
    title = event.title if isinstance(event, DeadlineSet) else before.title if before else None
    has_ended = not deadline.is_running
    return DeadlineRow(
        f"{case_id}:{deadline.deadline_id}",
        case_id,
        event.reference if isinstance(event, spine.CollaborationNotified) else next(iter(known.values())).reference,
        deadline.deadline_id,
        deadline.kind,
        title,
        deadline.due_on,
        deadline.original_due_on,
        deadline.since,
        deadlines.OWNERS[deadline.kind],
        deadline.owner,
        deadline.state,
        deadline.paused_since,
        WaitingFor(deadline.waiting_for) if deadline.waiting_for else None,
        sent,
        sent[-1] if sent else None,
        deadlines.next_rung_on(deadline, sent),
        meta.recorded_at.date() if has_ended else None,
        str(vars(type(event))["stored_name"]) if has_ended else None,
    )


MODEL = ReadModel(
    "deadlines",
    2,
    (DEADLINES.table,),
    _apply,
    events=CASE_EVENTS | {PersonalDataErased},
    texts=frozenset({DeadlineSet}),
)
