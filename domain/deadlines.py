"""Deadlines: by when something is due, for whom, how the day moves, and when somebody is reminded.

Shared by every record that has a deadline: a case, a licence, a report. No source document sets a day: every
duration and every rung here is a default of the design (handbook domain.md 2.5), but for the committee's first
answer, which follows the practice of UGent. "Due today" is not overdue; the day that was set first stays visible.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain import text
from domain.context import Calendar
from domain.errors import RuleRefusedError, UnusableInputError
from domain.sentence import say
from domain.slices import replace
from domain.values import Effect, Role

SOURCE = "kvcase design, handbook domain.md 2.5"


class Kind(StrEnum):
    """What is due. Source: handbook domain.md 2.5."""

    __hash__ = str.__hash__  # that of an Enum is slow, and kinds are looked up at each event of a case

    TRIAGE = "triage"
    SCREENING = "screening"
    HIT_TRIAGE_LEGAL = "hit_triage_legal"
    HIT_TRIAGE_POLICY = "hit_triage_policy"
    HIT_TRIAGE_INDICATIVE = "hit_triage_indicative"
    ANSWER_EXPIRY = "answer_expiry"
    LIFT_DECISION = "lift_decision"
    HOLD_REVIEW = "hold_review"
    COMMITTEE_ANSWER = "committee_answer"
    HUMAN_RIGHTS_REVIEW = "human_rights_review"
    LICENCE_APPLICATION = "licence_application"
    LICENCE_EXPIRY = "licence_expiry"
    MITIGATION_DUE = "mitigation_due"
    MITIGATION_REVIEW = "mitigation_review"
    CONDITION_DUE = "condition_due"
    APPROVAL_EXPIRY = "approval_expiry"
    ANNUAL_REVIEW = "annual_review"
    CLEARANCE_EXPIRY = "clearance_expiry"
    SUSPENSION_REVIEW = "suspension_review"
    APPEAL_WINDOW = "appeal_window"
    INTERIM_REPORT = "interim_report"
    EX_POST_REPORT = "ex_post_report"
    RETENTION_END = "retention_end"
    ASSIGNMENT = "assignment"
    NOTIFIER_ANSWER = "notifier_answer"
    EXTERNAL_ADVICE = "external_advice"
    OWN = "own"


ENDS_WITH_ITS_DAY = frozenset({Kind.APPEAL_WINDOW})
"""What nobody has to do anything for: once its day has passed it is over, and not late."""


class State(StrEnum):
    """Where a deadline stands: `met` by what was asked for, `lapsed` when nothing is asked any more."""

    OPEN = "open"
    PAUSED = "paused"
    MET = "met"
    LAPSED = "lapsed"


class Recipient(StrEnum):
    """Whom a reminder is for: who has to act, the office around them, who answers for it."""

    OWNER = "owner"
    TEAM = "team"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something may take: a number of working days, or of days."""

    count: int
    is_working_days: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder of a ladder, `days` from the due day: below 0 before it, 0 on it, above 0 after it."""

    days: int
    to: tuple[Recipient, ...]

    @property
    def code(self) -> str:
        """Return the name of the rung: T-7, T0, T+7."""
        return f"T{self.days:+d}" if self.days else "T0"


@dataclass(frozen=True, slots=True)
class Extension:
    """One time that the due day was moved on request."""

    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline. `original_due_on` never changes; `since` is the day on which `due_on` became what it is.

    `waiting_for` says whose answer stops the clock while it is paused. `owner` is the actor id of whoever has to
    act where one person is named; otherwise the role in `OWNERS` has to. One that another record reminds of
    (`is_reminded_elsewhere`) is shown, and sends nothing itself.
    """

    deadline_id: str
    kind: Kind
    due_on: date
    original_due_on: date
    since: date
    owner: str | None = None
    state: State = State.OPEN
    paused_since: date | None = None
    waiting_for: str | None = None
    extensions: tuple[Extension, ...] = ()
    is_reminded_elsewhere: bool = False

    @property
    def is_running(self) -> bool:
        """Say whether something is still due, the clock stopped or not."""
        return self.state is State.OPEN or self.state is State.PAUSED


DURATIONS: Mapping[Kind, Duration] = {
    Kind.TRIAGE: Duration(3, is_working_days=True),
    Kind.SCREENING: Duration(10, is_working_days=True),
    Kind.HIT_TRIAGE_LEGAL: Duration(1, is_working_days=True),
    Kind.HIT_TRIAGE_POLICY: Duration(5, is_working_days=True),
    Kind.HIT_TRIAGE_INDICATIVE: Duration(20, is_working_days=True),
    Kind.LIFT_DECISION: Duration(5, is_working_days=True),
    Kind.HOLD_REVIEW: Duration(10, is_working_days=True),
    Kind.COMMITTEE_ANSWER: Duration(14),
    Kind.LICENCE_APPLICATION: Duration(-90),
    Kind.MITIGATION_REVIEW: Duration(180),
    Kind.ANNUAL_REVIEW: Duration(365),
    Kind.SUSPENSION_REVIEW: Duration(14),
}
"""How long each kind takes from the event that opens it, where that event names no day.

A licence is applied for so many days before the planned start, hence below 0. Defaults; no source sets them.
"""

HIT_TRIAGE: Mapping[Effect, Kind] = {
    Effect.LEGAL: Kind.HIT_TRIAGE_LEGAL,
    Effect.POLICY: Kind.HIT_TRIAGE_POLICY,
    Effect.INDICATIVE: Kind.HIT_TRIAGE_INDICATIVE,
    Effect.CONTEXT: Kind.HIT_TRIAGE_INDICATIVE,
}
"""How soon a new hit is looked at, by what its list means."""


def _ladder(*before: int, after: int) -> tuple[Rung, ...]:
    team = (Recipient.OWNER, Recipient.TEAM)
    return (*(Rung(-days, (Recipient.OWNER,)) for days in before), Rung(0, team), Rung(after, (Recipient.LEAD,)))


_SHORT, _USUAL = _ladder(1, after=2), _ladder(7, after=7)

LADDERS: Mapping[Kind, tuple[Rung, ...]] = {
    Kind.TRIAGE: _SHORT,
    Kind.SCREENING: _ladder(2, after=3),
    Kind.HIT_TRIAGE_LEGAL: _ladder(after=1),
    Kind.HIT_TRIAGE_POLICY: _SHORT,
    Kind.HIT_TRIAGE_INDICATIVE: _USUAL,
    Kind.ANSWER_EXPIRY: _ladder(30, 7, after=1),
    Kind.LIFT_DECISION: _SHORT,
    Kind.HOLD_REVIEW: _ladder(3, after=3),
    Kind.COMMITTEE_ANSWER: _ladder(3, after=3),
    Kind.HUMAN_RIGHTS_REVIEW: _ladder(30, 7, after=7),
    Kind.LICENCE_APPLICATION: _ladder(30, 7, after=7),
    Kind.LICENCE_EXPIRY: _ladder(90, 30, 7, after=1),
    Kind.MITIGATION_DUE: _ladder(14, 3, after=7),
    Kind.MITIGATION_REVIEW: _ladder(14, after=7),
    Kind.CONDITION_DUE: _ladder(14, 3, after=3),
    Kind.APPROVAL_EXPIRY: _ladder(60, 14, after=1),
    Kind.ANNUAL_REVIEW: _ladder(30, 7, after=14),
    Kind.CLEARANCE_EXPIRY: _ladder(180, 60, after=1),
    Kind.SUSPENSION_REVIEW: _ladder(3, after=3),
    Kind.APPEAL_WINDOW: _USUAL,
    Kind.INTERIM_REPORT: _ladder(30, 7, after=7),
    Kind.EX_POST_REPORT: _ladder(60, 14, after=14),
    Kind.RETENTION_END: _ladder(30, after=30),
    Kind.ASSIGNMENT: _USUAL,
    Kind.NOTIFIER_ANSWER: _ladder(3, after=3),
    Kind.EXTERNAL_ADVICE: _USUAL,
    Kind.OWN: _USUAL,
}
"""When whom is reminded, from the first rung to the last. Defaults; no source sets them."""

_OFFICER, _EXPORT, _APPROVER = Role.CONTACT_POINT_OFFICER, Role.EXPORT_CONTROL_OFFICER, Role.INSTITUTION_APPROVER

OWNERS: Mapping[Kind, Role] = dict.fromkeys(Kind, _OFFICER) | {
    Kind.COMMITTEE_ANSWER: Role.ETHICS_COMMITTEE,
    Kind.LICENCE_APPLICATION: _EXPORT,
    Kind.LICENCE_EXPIRY: _EXPORT,
    Kind.CLEARANCE_EXPIRY: Role.SECURITY_OFFICER,
    Kind.SUSPENSION_REVIEW: _APPROVER,
    Kind.ANNUAL_REVIEW: _APPROVER,
    Kind.APPROVAL_EXPIRY: _APPROVER,
}
"""Which role has to act, where no person is named."""

LEADS: Mapping[Kind, Role] = dict.fromkeys(Kind, _APPROVER)
"""Which role answers for what is overdue."""

TEAM = _OFFICER
"""Which role is the office around the owner: the contact point."""

EXTENDERS: Mapping[Kind, frozenset[Role]] = {kind: frozenset({_OFFICER}) for kind in Kind} | {
    # What rests on law: the officer who answers for it.
    Kind.HIT_TRIAGE_LEGAL: frozenset({_EXPORT}),
    Kind.LICENCE_APPLICATION: frozenset({_EXPORT}),
    # What an approver set or has to look at.
    Kind.CONDITION_DUE: frozenset({_APPROVER}),
    Kind.SUSPENSION_REVIEW: frozenset({_APPROVER}),
    Kind.ANNUAL_REVIEW: frozenset({_APPROVER}),
    # What ends on a day that a decision or somebody else set: a new test, licence, approval, report moves it.
    Kind.ANSWER_EXPIRY: frozenset(),
    Kind.HUMAN_RIGHTS_REVIEW: frozenset(),
    Kind.LICENCE_EXPIRY: frozenset(),
    Kind.CLEARANCE_EXPIRY: frozenset(),
    Kind.APPROVAL_EXPIRY: frozenset(),
    Kind.APPEAL_WINDOW: frozenset(),
    Kind.INTERIM_REPORT: frozenset(),
    Kind.EX_POST_REPORT: frozenset(),
    Kind.RETENTION_END: frozenset(),
}
"""Who may extend or pause a deadline of each kind; nobody where only a new decision moves the day."""


def opened(deadline_id: str, kind: Kind, due_on: date, today: date, owner: str | None = None) -> Deadline:
    """Return a new deadline that stands open since `today`."""
    return Deadline(deadline_id, kind, due_on, due_on, today, owner)


def due_day(kind: Kind, start: date, calendar: Calendar) -> date:
    """Return the day by which something of this kind is due, counted from `start`.

    Raises `KeyError` for a kind whose day an event names; see `DURATIONS`.
    """
    duration = DURATIONS[kind]
    if duration.is_working_days:
        return calendar.add_working_days(start, duration.count)
    return start + timedelta(days=duration.count)


def term(kind: Kind) -> timedelta:
    """Return how many days, of any kind, something of this kind takes; below 0 for so long before."""
    return timedelta(days=DURATIONS[kind].count)


def is_overdue(deadline: Deadline, today: date) -> bool:
    """Say whether the day has passed and nothing stops the clock; due today is not overdue."""
    return deadline.state is State.OPEN and today > deadline.due_on


def rungs_due(deadline: Deadline, today: date, sent: Collection[str]) -> tuple[Rung, ...]:
    """Return the reminders to send now; `sent` are the codes of the rungs sent for the present due day.

    Before the due day only the latest rung reached is due, from that day on its own rung and the latest after it:
    after an outage nobody gets a flood. A rung whose day had passed when the due day was set is left out.
    """
    if deadline.state is not State.OPEN or deadline.is_reminded_elsewhere:
        return ()
    days = (today - deadline.due_on).days
    reached = [rung for rung in LADDERS[deadline.kind] if rung.days <= days]
    if days < 0:
        set_at = (deadline.since - deadline.due_on).days
        latest = [rung for rung in reached[-1:] if rung.days >= set_at]
    else:
        latest = [rung for rung in reached if rung.days == 0] + [rung for rung in reached if rung.days > 0][-1:]
    return tuple(rung for rung in latest if rung.code not in sent)


def next_rung_on(deadline: Deadline, sent: Collection[str]) -> date | None:
    """Return the first day on which `rungs_due` may have something to send; `None` while there is nothing to come.

    What it tells the scheduler to look at may turn out to be nothing; what is due it never leaves out.
    """
    if deadline.state is not State.OPEN or deadline.is_reminded_elsewhere:
        return None
    ladder = LADDERS[deadline.kind]
    done = max((number for number, rung in enumerate(ladder, 1) if rung.code in sent), default=0)
    set_at = (deadline.since - deadline.due_on).days
    days = [rung.days for rung in ladder[done:] if rung.days >= min(set_at, 0)]
    return deadline.due_on + timedelta(days=min(days)) if days else None


def roles_of(deadline: Deadline, rung: Rung) -> tuple[Role, ...]:
    """Return the roles that a reminder is for; the owner's stands there when no person is named."""
    roles = {
        Recipient.OWNER: OWNERS[deadline.kind] if deadline.owner is None else None,
        Recipient.TEAM: TEAM,
        Recipient.LEAD: LEADS[deadline.kind],
    }
    return tuple(sorted({role for each, role in roles.items() if each in rung.to and role is not None}))


def extend(deadline: Deadline, due_on: date, reason: str, today: date) -> Deadline:
    """Return the deadline with a later day; the first day stays visible.

    Raises `UnusableInputError` without a reason, for a day that is not later, or one that has passed;
    `RuleRefusedError` when nothing is due any more.
    """
    _refuse_ended(deadline)
    text.required(reason, "reason")
    earliest = max(deadline.due_on + timedelta(days=1), today)
    if due_on < earliest:
        rule = f"{due_on} is no extension: {deadline.deadline_id} is due on {deadline.due_on}, and today is {today}"
        raise UnusableInputError("due_on", rule, f"a day from {earliest} on")
    return moved(deadline, due_on, today)


def moved(deadline: Deadline, due_on: date, today: date) -> Deadline:
    """Return the deadline as an extension recorded on `today` leaves it. Never refuses."""
    extension = Extension(deadline.due_on, due_on)
    return replace(deadline, due_on=due_on, since=today, extensions=(*deadline.extensions, extension))


def pause(deadline: Deadline, waiting_for: str, today: date) -> Deadline:
    """Return the deadline with its clock stopped, waiting for somebody outside.

    Raises `UnusableInputError` without a name, `RuleRefusedError` when it does not run.
    """
    _refuse_ended(deadline)
    name = text.required(waiting_for, "waiting_for", text.MAX_TITLE)
    if deadline.state is State.PAUSED:
        raise RuleRefusedError(
            "deadline-paused",
            SOURCE,
            say("{deadline} waits for {what}", deadline=deadline.kind, what=deadline.waiting_for),
        )
    return replace(deadline, state=State.PAUSED, paused_since=today, waiting_for=name)


def resumed_due_on(deadline: Deadline, today: date, calendar: Calendar) -> date:
    """Return the day by which it is due when the clock runs again: as many working days are left as before.

    Raises `RuleRefusedError` when the clock was not stopped.
    """
    if deadline.paused_since is None:
        raise RuleRefusedError(
            "deadline-paused",
            SOURCE,
            say("{deadline} is {state}, not paused", deadline=deadline.kind, state=deadline.state),
        )
    paused = calendar.working_days_between(deadline.paused_since, today)
    return calendar.add_working_days(deadline.due_on, paused)


def resume(deadline: Deadline, due_on: date, today: date) -> Deadline:
    """Return the deadline with its clock running again towards `due_on`, see `resumed_due_on`. Never refuses."""
    since = today if due_on != deadline.due_on else deadline.since
    return replace(deadline, state=State.OPEN, due_on=due_on, since=since, paused_since=None, waiting_for=None)


def ended(deadline: Deadline, state: State) -> Deadline:
    """Return the deadline met or lapsed."""
    return replace(deadline, state=state, paused_since=None, waiting_for=None)


def _refuse_ended(deadline: Deadline) -> None:
    if not deadline.is_running:
        raise RuleRefusedError(
            "deadline-ended",
            SOURCE,
            say("{deadline} is {state}: nothing is due", deadline=deadline.kind, state=deadline.state),
        )
