"""Explore every state that a small alphabet of commands can reach, and hold the invariants at every step.

The model is the product itself: the decider and the fold of a case. Two states are one when they differ in nothing
but the number of events, in what an approver read (here: the case as it stands) and in what was only counted, so that
an alphabet with fixed ids has finitely many.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain.collaboration.deadlines import Deadlines
from domain.collaboration.dossier import Dossier
from domain.collaboration.spine import Status
from domain.errors import DomainError
from domain.values import Actor, Role
from tests.domain import scenario
from tests.domain.scenario import Case

Invariant = Callable[["Step"], str | None]


@dataclass(frozen=True)
class Move:
    """A command that somebody gives; `prepare` sets what the registers say when it is given.

    `at` is the earliest moment at which it is given: the clock goes on to it, and never back.
    """

    command: Any
    by: Actor
    role: Role | None = None
    prepare: Callable[[Case], object] = lambda _case: None
    hits: tuple[Any, ...] = ()
    at: datetime | None = None

    @property
    def name(self) -> str:
        """Return the move as a reader would name it."""
        return f"{type(self.command).__name__} by {self.by.id}"


@dataclass(frozen=True)
class Step:
    """One accepted move: the case before, what it caused, and the case after."""

    before: Case
    move: Move
    events: tuple[Any, ...]
    after: Case


@dataclass(frozen=True)
class Alphabet:
    """A small set of moves about one matter, and the cases it begins from."""

    name: str
    begin: tuple[Case, ...]
    moves: tuple[Move, ...]


@dataclass
class Explored:
    """What an exploration saw."""

    name: str
    moves: int
    states: int = 0
    transitions: int = 0
    refusals: int = 0
    complete: bool = True
    statuses: set[Status] = field(default_factory=set)
    refused_by: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def explore(
    alphabet: Alphabet,
    invariants: Mapping[str, Invariant],
    of_states: Mapping[str, Invariant] | None = None,
    limit: int = 100_000,
    remembered: Callable[[tuple[scenario.Step, ...]], str] = lambda _history: "",
) -> Explored:
    """Return what every way through an alphabet meets; `limit` bounds the number of states.

    `remembered` tells what the invariants know of a history: without it they would be asked of one way to each state.

    `invariants` are asked of every transition, `of_states` of the first step that reaches a state.
    An invariant that does not hold is reported with the shortest way that breaks it.
    """
    found = Explored(alphabet.name, len(alphabet.moves))
    edge: deque[tuple[Case, tuple[str, ...]]] = deque((case, ()) for case in alphabet.begin)
    seen = {key(case) + remembered(case.steps) for case in alphabet.begin}
    found.statuses |= {case.status for case in alphabet.begin}
    while edge:
        before, way = edge.popleft()
        for move in alphabet.moves:
            after, events, refusal = attempt(before, move)
            if refusal is not None:
                found.refusals += 1
                found.refused_by[getattr(refusal, "rule_id", None) or refusal.code] += 1
                continue
            found.transitions += 1
            step = Step(before, move, events, after)
            found.broken += _broken(invariants, step, way)
            found.statuses.add(after.status)
            mark = key(after) + remembered(after.steps)
            if mark in seen:
                continue
            if len(seen) >= limit:
                found.complete = False
                continue
            seen.add(mark)
            found.broken += _broken(of_states or {}, step, way)
            edge.append((after, (*way, move.name)))
    found.states = len(seen)
    return found


def _broken(invariants: Mapping[str, Invariant], step: Step, way: tuple[str, ...]) -> list[str]:
    """Return what a step breaks, with the way to it."""
    said = ((name, invariant(step)) for name, invariant in invariants.items())
    return [f"{name}: {what}; the way: {' > '.join((*way, step.move.name))}" for name, what in said if what is not None]


def attempt(before: Case, move: Move) -> tuple[Case, tuple[Any, ...], DomainError | None]:
    """Return the case after a move with what it caused, or the refusal."""
    after = before.copy()
    move.prepare(after)
    after.now = max(after.now, move.at or after.now)
    present = {subject_id for _, subject_id in after.state.parties.subjects}
    found = after.found(*(hit for hit in move.hits if hit.subject_id in present))
    try:
        return after, after.do(move.command, move.by, role=move.role, found=found), None
    except DomainError as refusal:
        return before, (), refusal


def key(case: Case) -> str:
    """Return what tells two states apart: everything that a later decision depends on.

    The day is part of it. Deadlines and the versions of the dossier are left out: they remember when things happened,
    and the moves ask for neither (an approval names the version as it stands).
    """
    state = replace(case.state, version=0, deadlines=Deadlines(), dossier=Dossier())
    return f"{case.now.date()} {state!r}"
