"""What happened to a case, as steps that a person reads and filters; each with the gates that it opened and closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from operator import is_
from typing import Any
from uuid import UUID

from api import language
from api.reading import Told
from api.web import events
from domain import sentence, speech
from domain.collaboration import decider, disclosure, rules
from domain.collaboration.screening import ScreeningHitRecorded
from domain.gates import Gate
from domain.values import Actor, ActorRef, Recorded

_Changed = tuple[tuple[Gate, ...], tuple[Gate, ...]]
"""The gates that opened, and those that closed."""


@dataclass(frozen=True, slots=True)
class Change:
    """A gate that opened or closed: by which rule, and why it stands or stood open."""

    rule_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One event: when, what, by whom, and under which edition of the rules.

    `kind` is its stored name without case and version. `opened` and `closed` are the gates that changed since the step
    before, with this event or with the days between. `rules` and `lists` are those that it speaks of.
    """

    version: int
    at: datetime
    kind: str
    what: str
    actor: ActorRef
    edition: str
    opened: tuple[Change, ...]
    closed: tuple[Change, ...]
    rules: frozenset[str]
    lists: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which steps somebody wants to see; empty is all."""

    actor: str = ""
    rule: str = ""
    list: str = ""
    kind: str = ""

    def fits(self, step: Step) -> bool:
        """Tell whether a step is one of them."""
        return (
            (not self.actor or self.actor in step.actor.identities)
            and (not self.rule or self.rule in step.rules)
            and (not self.list or self.list in step.lists)
            and (not self.kind or self.kind == step.kind)
        )

    @property
    def said(self) -> Mapping[str, str]:
        """Return the filters that are set, as they stand in an address."""
        named = {"who": self.actor, "rule": self.rule, "list": self.list, "kind": self.kind}
        return {name: value for name, value in named.items() if value}


def steps(history: Sequence[Recorded], told: Sequence[Told], actor: Actor) -> tuple[Step, ...]:
    """Return what the actor may know (`told`) of a whole history; who does not see the work sees no gates of it."""
    changed: dict[int, _Changed] = dict(_gate_changes(history)) if disclosure.sees_all(actor.roles) else {}
    found = (each.event for each in history)
    hits: dict[UUID, str] = {each.hit_id: _list(each) for each in found if isinstance(each, ScreeningHitRecorded)}
    return tuple(_step(each, changed.get(each.recorded.version, ((), ())), hits) for each in told)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the steps of a case can be filtered by: each value that stands in one of them."""

    actors: tuple[str, ...]
    rules: tuple[str, ...]
    lists: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]


def choices(every: Sequence[Step]) -> Choices:
    """Return what these steps can be filtered by; a kind with its words."""
    return Choices(
        tuple(sorted({who for each in every for who in each.actor.identities})),
        tuple(sorted({rule for each in every for rule in each.rules})),
        tuple(sorted({name for each in every for name in each.lists})),
        tuple(sorted({(each.kind, each.what) for each in every}, key=lambda kind: kind[1])),
    )


def lists_of(event: object, hits: Mapping[UUID, str]) -> frozenset[str]:
    """Return the versions of lists that an event speaks of, itself or by a hit, as `name version`."""
    return frozenset(_lists(event, hits))


def _step(told: Told, changed: _Changed, hits: Mapping[UUID, str]) -> Step:
    recorded, event = told.recorded, told.recorded.event
    opened, closed = changed
    stored = str(getattr(type(event), "stored_name", type(event).__name__))
    spoken = {gate.rule_id for gate in (*opened, *closed)} | set(_named_rules(event))
    return Step(
        recorded.version,
        recorded.meta.recorded_at,
        stored.split(".")[1] if "." in stored else stored,
        events.happened(event),
        recorded.meta.actor,
        recorded.meta.policy_version,
        tuple(map(_change, opened)),
        tuple(map(_change, closed)),
        frozenset(spoken),
        lists_of(event, hits),
    )


_NO_GATE_LOOKS_AT = frozenset({"version", "support", "dossier", "hands"})
"""What of a case opens and closes no gate: while nothing else moves, all gates stand as they stood."""


def _gate_changes(history: Sequence[Recorded]) -> Iterator[tuple[int, _Changed]]:
    """Give for each version the gates that opened and closed since the one before."""
    state: Any = decider.AGGREGATE.initial
    before: dict[str, Gate] = {}
    seen: tuple[Any, ...] = ()
    for recorded in history:
        state, day = decider.gated(state, recorded.event, recorded.meta), recorded.meta.recorded_at.date()
        now_seen = (day, *(each for name, each in vars(state).items() if name not in _NO_GATE_LOOKS_AT))
        if len(seen) == len(now_seen) and all(map(is_, seen[1:], now_seen[1:])) and seen[0] == day:
            yield recorded.version, ((), ())
            continue
        seen = now_seen
        now = {gate.gate_id: gate for gate in rules.open_gates(state, day)}
        opened = tuple(gate for key, gate in now.items() if key not in before)
        closed = tuple(gate for key, gate in before.items() if key not in now)
        yield recorded.version, (opened, closed)
        before = now


def _change(gate: Gate) -> Change:
    return Change(gate.rule_id, speech.told(sentence.named(gate.reason, sentence.mark), language.asked()))


def _list(event: ScreeningHitRecorded) -> str:
    return f"{event.list_id} {event.list_version}"


def _lists(value: object, hits: Mapping[UUID, str]) -> Iterator[str]:
    if isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from _lists(each, hits)
        return
    if not is_dataclass(value) or isinstance(value, type):
        return
    held = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(held.get("list_id"), str):
        for name in ("version_no", "list_version", "to_version"):
            if isinstance(number := held.get(name), int):
                yield f"{held['list_id']} {number}"
    if held.get("hit_id") in hits:
        yield hits[held["hit_id"]]
    for each in held.values():
        yield from _lists(each, hits)


def _named_rules(event: object) -> Iterator[str]:
    for name in ("policy_id", "rule_id"):
        if isinstance(value := getattr(event, name, None), str) and value:
            yield value
