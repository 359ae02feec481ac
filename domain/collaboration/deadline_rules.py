"""The deadlines of a case as people move them: extended, paused, met by hand, reminded of. Source: domain.md 2.5.

What opens and ends them stands in `deadline_follow`: only an extension, a pause, a deadline of the case's own and a
reminder are events of this track.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, assert_never

from domain import deadlines as law
from domain import text
from domain.collaboration import deadlines as words
from domain.collaboration.deadlines import Command, Deadlines, Event
from domain.collaboration.rule import Guard
from domain.context import Context
from domain.deadlines import Deadline, Kind, Recipient, State
from domain.errors import NotFoundError, UnusableInputError
from domain.sentence import say
from domain.values import Metadata

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about deadlines causes.

    Raises `NotFoundError` for a deadline the case does not have, `UnusableInputError` for a day or text that cannot
    be used, `RuleRefusedError` where nothing is due any more.
    """
    case_id, today = command.case_id, context.today
    if isinstance(command, words.SetDeadline):
        return _set(state, command, today)
    deadline = _known(state, command.deadline_id)
    match command:
        case words.ExtendDeadline(due_on=due_on, reason=reason):
            longer = law.extend(deadline, due_on, reason, today)
            first, before = deadline.original_due_on, deadline.due_on
            why = text.required(reason, "reason")
            about = (case_id, deadline.deadline_id, deadline.kind)
            return (words.DeadlineExtended(*about, first, before, longer.due_on, why),)
        case words.PauseDeadline(waiting_for=waiting_for, reason=reason):
            law.pause(deadline, waiting_for, today)
            why = text.required(reason, "reason")
            return (words.DeadlinePaused(case_id, deadline.deadline_id, deadline.kind, today, waiting_for, why),)
        case words.ResumeDeadline():
            due_on = law.resumed_due_on(deadline, today, context.calendar)
            return (words.DeadlineResumed(case_id, deadline.deadline_id, deadline.kind, deadline.due_on, due_on),)
        case words.MeetDeadline(how=how):
            if deadline.state is State.MET:
                return ()
            return (words.DeadlineMet(case_id, deadline.deadline_id, text.required(how, "how")),)
        case words.RecordReminder():
            return _reminded(state, deadline, command, today)
        case _:
            assert_never(command)


def evolve(slice_: Deadlines, event: Event, meta: Metadata) -> Deadlines:
    """Return the deadlines after an event of this track. Never refuses."""
    if isinstance(event, words.ReminderSent):
        return replace(slice_, reminded=slice_.reminded | {(event.deadline_id, event.due_on, event.rung)})
    today = meta.recorded_at.date()
    known = slice_.by_id.get(event.deadline_id)
    if isinstance(event, words.DeadlineSet):
        changed = law.opened(event.deadline_id, Kind.OWN, event.due_on, today, event.owner)
    elif known is None:
        return slice_
    else:
        changed = _moved(known, event, today)
    return replace(slice_, by_id={**slice_.by_id, event.deadline_id: changed})


def _moved(
    deadline: Deadline,
    event: words.DeadlineExtended | words.DeadlinePaused | words.DeadlineResumed | words.DeadlineMet,
    today: date,
) -> Deadline:
    match event:
        case words.DeadlineExtended(due_on=due_on):
            return law.moved(deadline, due_on, today)
        case words.DeadlinePaused(paused_on=paused_on, waiting_for=waiting_for):
            return replace(deadline, state=State.PAUSED, paused_since=paused_on, waiting_for=waiting_for)
        case words.DeadlineResumed(due_on=due_on):
            return law.resume(deadline, due_on, today)
        case words.DeadlineMet():
            return law.ended(deadline, State.MET)
        case _:
            assert_never(event)


def _set(state: "Collaboration", command: words.SetDeadline, today: date) -> tuple[Event, ...]:
    deadline_id = f"own:{command.deadline_id}"
    if deadline_id in state.deadlines.by_id:
        return ()
    title = text.required(command.title, "title", text.MAX_TITLE)
    if command.due_on < today:
        raise UnusableInputError("due_on", f"{command.due_on} has passed", f"a day from {today} on")
    owner = None if command.owner is None else text.required(command.owner, "owner", text.MAX_TITLE)
    return (words.DeadlineSet(command.case_id, deadline_id, title, command.due_on, owner),)


def _reminded(
    state: "Collaboration", deadline: Deadline, command: words.RecordReminder, today: date
) -> tuple[Event, ...]:
    """Return the reminder; one that was sent is not sent again."""
    sent = state.deadlines.sent(deadline)
    if command.rung in sent:
        return ()
    rung = next((each for each in law.rungs_due(deadline, today, sent) if each.code == command.rung), None)
    if rung is None:
        return ()
    is_named = deadline.owner is not None and Recipient.OWNER in rung.to
    return (
        words.ReminderSent(
            command.case_id,
            deadline.deadline_id,
            deadline.kind,
            rung.code,
            deadline.due_on,
            rung.to,
            law.roles_of(deadline, rung),
            deadline.owner if is_named else None,
        ),
    )


def _known(state: "Collaboration", deadline_id: str) -> Deadline:
    deadline = state.deadlines.by_id.get(deadline_id)
    if deadline is None:
        raise NotFoundError("deadline", deadline_id)
    return deadline


def only_its_keeper_moves_a_deadline(
    state: "Collaboration",
    command: words.ExtendDeadline | words.PauseDeadline | words.ResumeDeadline,
    context: Context,
) -> str | None:
    """A deadline is moved by whoever keeps it, see `domain.deadlines.EXTENDERS`. Source: handbook domain.md 2.5."""
    deadline = _known(state, command.deadline_id)
    keepers = law.EXTENDERS[deadline.kind]
    if not keepers:
        set_elsewhere = "the day of {deadline} was set by a decision or from outside; only a new one moves it"
        return say(set_elsewhere, deadline=deadline.kind)
    if not keepers & context.actor.roles:
        return say("{deadline} is moved by {roles}", deadline=deadline.kind, roles=tuple(sorted(keepers)))
    return None


def only_an_own_deadline_is_met_by_hand(
    state: "Collaboration", command: words.MeetDeadline, _context: Context
) -> str | None:
    """A deadline of the rules is met by what it asks for. Source: handbook domain.md 2.5."""
    kind = _known(state, command.deadline_id).kind
    return None if kind is Kind.OWN else say("{deadline} is met by what it asks for, not by hand", deadline=kind)


def a_reminder_is_sent_on_its_day(
    state: "Collaboration", command: words.RecordReminder, context: Context
) -> str | None:
    """A rung is sent when it is reached, for the day that counts now. Source: handbook domain.md 2.5."""
    deadline = _known(state, command.deadline_id)
    sent = state.deadlines.sent(deadline)
    due = {rung.code for rung in law.rungs_due(deadline, context.today, sent)} | sent
    if command.due_on == deadline.due_on and command.rung in due:
        return None
    return say(
        "{rung} for {asked} is not due: {deadline} is {state}, due on {day}",
        rung=command.rung,
        asked=command.due_on,
        deadline=deadline.kind,
        state=deadline.state,
        day=deadline.due_on,
    )


GUARDS = (
    Guard(
        "deadline-keeper",
        law.SOURCE,
        (words.ExtendDeadline, words.PauseDeadline, words.ResumeDeadline),
        only_its_keeper_moves_a_deadline,
    ),
    Guard("reminder-due", law.SOURCE, (words.RecordReminder,), a_reminder_is_sent_on_its_day),
    Guard("deadline-own", law.SOURCE, (words.MeetDeadline,), only_an_own_deadline_is_met_by_hand),
)
