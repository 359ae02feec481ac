"""For whom a field offers something to choose, and one thing that can be chosen."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from api import access
from api.ports import Ports
from api.web.doing.things import Thing
from domain.aggregate import CommandSpec
from domain.values import Actor, SubjectKind
from projections.queries import SubjectRow


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `tells` is the field and the id of whom or what its label names, for who keeps reads."""

    value: str
    label: str
    tells: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a register was asked: how many were found that hold the words, and whether there are `more` than fit."""

    words: str
    found: int
    more: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from; `looked` where a register holds more than is offered at once."""

    options: tuple[Option, ...] = ()
    looked: Looked | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom, for which command and of which thing the choices are.

    `words` are looked up in a register; what was `chosen` of it before stays offered. `offered` keeps what was read.
    """

    ports: Ports
    actor: Actor
    spec: CommandSpec
    thing: Thing | None
    words: str = ""
    chosen: tuple[str, ...] = ()
    offered: dict[object, "Offer"] = field(default_factory=dict, compare=False)

    @property
    def is_case(self) -> bool:
        """Tell whether the command is given to a case."""
        return self.thing is not None and self.thing.aggregate.name == "collaboration"

    @property
    def personal(self) -> bool:
        """Tell whether names of persons are shown."""
        return access.may_read_personal_texts(self.actor)

    def subjects(self, kind: SubjectKind) -> Iterator[SubjectRow]:
        """Yield who takes part in the case."""
        if self.is_case and self.thing is not None:
            queries = self.ports.institution_queries(self.actor.institution)
            found = queries.subjects_of([self.thing.identifier])[self.thing.identifier]
            yield from (each for each in found if each.kind is kind)

    def events(self, kind: type) -> tuple[Any, ...]:
        """Return the events of a kind that the actor may know of."""
        told = self.thing.told if self.thing is not None else ()
        return tuple(each.recorded.event for each in told if isinstance(each.recorded.event, kind))

    def told(self, name: str) -> Mapping[str, Any]:
        """Return by id the first event that told of it: `name` is the field that holds the id."""
        found: dict[str, Any] = {}
        for each in self.thing.told if self.thing is not None else ():
            if name in each.fields and (value := getattr(each.recorded.event, name, None)) is not None:
                found.setdefault(str(value), each.recorded.event)
        return found


def joined(*parts: str) -> str:
    """Return a label of several parts, each once."""
    return " · ".join(dict.fromkeys(each for each in parts if each))


def plain(name: str) -> str:
    """Return a name as people look it up: no accents, no capitals."""
    return "".join(each for each in unicodedata.normalize("NFD", name) if not unicodedata.combining(each)).casefold()
