"""Replay: streams and the gates of a case, now or as of a moment, within the log that the actor may read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from domain import permission
from domain.collaboration import decider, disclosure, may_share, rules
from domain.collaboration.may_share import Answer
from domain.collaboration.sharing import Question
from domain.collaboration.state import Collaboration
from domain.collaboration.table import COMMANDS
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Gate
from domain.moments import AsOf, AtInstant, AtPosition, AtVersion, Moment, written
from domain.ports import Clock
from domain.values import Actor, Recorded
from kvcase.facts import SHARED, Facts, fold
from kvcase.names import Names
from kvcase.store.logs import EventLog, Logs


class Replay:
    """Reads histories from the log of the actor's institution; another institution's do not exist for it."""

    def __init__(self, logs: Logs, facts: Facts, clock: Clock, institutions: frozenset[str]) -> None:
        self._logs = logs
        self._facts = facts
        self._clock = clock
        self._institutions = institutions
        self._names = Names(logs)

    def moment(self, said: AsOf, *, actor: Actor, stream: UUID | None = None) -> Moment:
        """Return what a version, a position or an instant comes down to in the actor's log; `stream` has the versions.

        Raises `UnusableInputError` for one that is still to come, and for a version without a stream to have it;
        `NotFoundError` for a stream that did not exist then.
        """
        log = self._log(actor)
        match said:
            case AtVersion(number):
                if stream is None:
                    expected = "a position such as p3400, an instant or a day"
                    raise UnusableInputError(
                        "as_of", f"{said} is a version of one thing, and this is about many", expected
                    )
                return _at_version(log, stream, number)
            case AtPosition() | AtInstant():
                position, at = point(log, said, self._clock())
                found = Moment(position, at, stream)
            case _:
                assert_never(said)
        if stream is not None:
            _refuse_before(log, found, stream)
        return found

    def events(self, stream_id: UUID, *, actor: Actor, at: Moment | None = None) -> tuple[Recorded, ...]:
        """Return the history of a stream, up to a moment. Raises `NotFoundError` when the actor's log has none."""
        return self._history(stream_id, actor, at, reveal=True)

    def first(self, stream_id: UUID, *, actor: Actor) -> Recorded:
        """Return the first event of a stream, sealed texts hidden. Raises `NotFoundError` when there is none."""
        for first in self._log(actor).read(stream_id, 1, reveal=False):
            return first
        raise NotFoundError("record", stream_id)

    def gates(self, case_id: UUID, *, actor: Actor, at: Moment | None = None) -> tuple[int, tuple[Gate, ...]]:
        """Return (version, open gates) of a case, on the day of the moment. Raises `NotFoundError`."""
        history = self._history(case_id, actor, at, reveal=False)  # no gate tells a sealed text
        if not isinstance(history[0].event, decider.AGGREGATE.events):
            raise NotFoundError("collaboration", case_id)
        state = fold(decider.AGGREGATE, history)
        return state.version, self.gates_of(state, actor=actor, at=at)

    def gates_of(self, state: Collaboration, *, actor: Actor, at: Moment | None = None) -> tuple[Gate, ...]:
        """Return the open gates of a case that was folded already, on the day of the moment."""
        gates = rules.open_gates(state, (at.at if at is not None else self._clock()).date())
        upto = at.position if at is not None else None
        return self._names.in_gates(gates, actor.institution, actor, upto)

    def may_share(self, case_id: UUID, asked: Question, *, actor: Actor) -> tuple[int, Answer]:
        """Return (version of the case, the answer as the actor may know it).

        Raises `NotPermittedError` for who could not share either.
        """
        role = permission.acting_role(COMMANDS["record-sharing"], actor)
        history = self.events(case_id, actor=actor)
        if not isinstance(history[0].event, decider.AGGREGATE.events):
            raise NotFoundError("collaboration", case_id)
        state = fold(decider.AGGREGATE, history)
        context = self._facts.context(asked, state, actor, role, actor.institution)
        answer = may_share.may_share(state, asked, context)
        known = disclosure.gates_for(answer.gates, actor.roles)
        return state.version, replace(answer, gates=self._names.in_gates(known, actor.institution, actor))

    def _history(self, stream_id: UUID, actor: Actor, at: Moment | None, *, reveal: bool) -> tuple[Recorded, ...]:
        log = self._log(actor)
        if at is None:
            history = log.read(stream_id, reveal=reveal)
        else:
            history = log.streams([stream_id], at.position, reveal=reveal).get(stream_id, ())
        if not history:
            raise NotFoundError("record", stream_id)
        return history

    def _log(self, actor: Actor) -> EventLog:
        if actor.institution not in self._institutions | {SHARED}:
            raise NotFoundError("institution", actor.institution)
        return self._logs.log(actor.institution)


def point(log: EventLog, said: AtPosition | AtInstant, now: datetime) -> tuple[int, datetime]:
    """Return (position, instant) of a point of a log. Raises `UnusableInputError` for one that is still to come.

    A log may have gaps: a position at which nothing stands comes down to the last event before it.
    """
    if isinstance(said, AtInstant):
        at = said.until(now)
        return log.position_at(at), at
    following = log.after(said.number - 1, 1, reveal=False)
    if not following:
        head = log.head()
        rule = f"{said} is still to come: the log ends at p{head}"
        raise UnusableInputError("as_of", rule, f"p1 to p{head}" if head else "a log with events")
    (first,) = following
    there = first if first.position == said.number else _before(log, said.number)
    if there is None:
        raise UnusableInputError("as_of", f"{said} is before the first event", f"p{first.position} or more")
    return there.position, there.meta.recorded_at


def _before(log: EventLog, position: int) -> Recorded | None:
    """Return the last event before a gap in which a position stands; gaps are short, so that it is near."""
    reach = 8
    while True:
        start = max(position - reach, 0)
        found = [each for each in log.after(start, reach, reveal=False) if each.position < position]
        if found or not start:
            return found[-1] if found else None
        reach *= 8


def _at_version(log: EventLog, stream: UUID, number: int) -> Moment:
    recorded = log.read(stream, number, after_version=number - 1, reveal=False)
    if recorded:
        return Moment(recorded[0].position, recorded[0].meta.recorded_at, stream)
    newest = len(log.read(stream, reveal=False))
    if not newest:
        raise NotFoundError("record", stream)
    raise UnusableInputError("as_of", f"v{number} is still to come: this is at v{newest}", f"v1 to v{newest}")


def _refuse_before(log: EventLog, moment: Moment, stream: UUID) -> None:
    """Raise `NotFoundError` for a stream that began after the moment, saying when it did."""
    first: Sequence[Recorded] = log.read(stream, 1, reveal=False)
    if not first:
        raise NotFoundError("record", stream)
    if first[0].position > moment.position:
        began: datetime = first[0].meta.recorded_at
        hint = f"it did not exist then ({moment}): it begins at p{first[0].position}, {written(began)}"
        raise NotFoundError(_kind(first[0]), stream, hint)


def _kind(recorded: Recorded) -> str:
    return str(getattr(type(recorded.event), "stored_name", "record")).partition(".")[0]
