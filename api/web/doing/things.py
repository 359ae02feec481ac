"""One thing that commands are given to, as its reader may know it: its name, where it stands, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, url_for

from api import access, identity
from api.reading import Reading, Told, folded, told_of
from api.rest import plain
from api.rest.commands import COLLECTIONS
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.errors import NotFoundError
from domain.gates import Gate
from domain.values import Actor, Recorded

_PAGES = {"collaborations": "pages.case", "incidents": "pages.incident", "licences": "pages.licence"}
"""The page of each kind of thing, where a part has made one."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing at a version: `told` is what its reader may know of what happened, `gates` what stands open."""

    aggregate: Aggregate
    identifier: UUID
    version: int
    state: Any
    told: tuple[Told, ...]
    gates: tuple[Gate, ...]
    title: str

    @property
    def collection(self) -> str:
        """Return the name under which its kind stands in addresses."""
        return COLLECTIONS[self.aggregate.name]

    @property
    def status(self) -> str:
        """Return where it stands, if its kind has a status."""
        spine = getattr(self.state, "spine", self.state)
        return str(getattr(spine, "status", ""))

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return page_of(self.collection, self.identifier)

    def blocking(self, spec: CommandSpec) -> tuple[Gate, ...]:
        """Return the open gates that refuse a command."""
        return tuple(each for each in self.gates if spec.blocked_by is not None and spec.blocked_by in each.blocks)

    def stands_right(self, spec: CommandSpec) -> bool:
        """Tell whether the command is for where the thing stands."""
        return not spec.statuses or not self.status or self.status in spec.statuses

    def since(self, version: int) -> tuple[Told, ...]:
        """Return what the reader may know of what happened after a version."""
        return tuple(each for each in self.told if each.recorded.version > version)


def page_of(collection: str, identifier: UUID) -> str:
    """Return the address of the page of a thing: that of its part, or else what can be done with it."""
    actor = identity.present()
    is_notifier = collection == "collaborations" and actor is not None and access.reads_only_own_cases(actor)
    endpoint = "pages.mine_case" if is_notifier else _PAGES.get(collection, "")
    if endpoint in current_app.view_functions:
        return url_for(endpoint, identifier=identifier)
    return url_for("pages.doable", collection=collection, identifier=identifier)


def read(reading: Reading, aggregate: Aggregate, identifier: UUID, actor: Actor) -> Thing:
    """Return a thing as the actor may know it. Raises `NotFoundError`; what is shared may be still to begin."""
    reading.refuse_unknown(aggregate, identifier, actor)
    try:
        history = reading.history(aggregate, identifier, actor)
    except NotFoundError:
        if aggregate.home is not Home.SHARED:
            raise
        history = ()
    state = folded(aggregate, history)
    gates = reading.gates_of(state, actor) if aggregate.name == "collaboration" else ()
    version = history[-1].version if history else 0
    told = _known(reading, aggregate, identifier, history, actor)
    title = _title(reading, aggregate, identifier, actor)
    return Thing(aggregate, identifier, version, state, told, gates, title)


def _known(
    reading: Reading, aggregate: Aggregate, identifier: UUID, history: Sequence[Recorded], actor: Actor
) -> tuple[Told, ...]:
    if aggregate.name == "incident":
        _, told = reading.incident_history(identifier, actor)
        return told_of(told, actor)
    return told_of(history, actor)


def _title(reading: Reading, aggregate: Aggregate, identifier: UUID, actor: Actor) -> str:
    """Return what a thing is called, as far as its reader may know."""
    personal = access.may_read_personal_texts(actor)
    short = str(identifier)[:8]
    match aggregate.name:
        case "collaboration":
            queries = reading.queries(actor)
            case = queries.case(identifier)
            return f"{case.reference} {case.title if personal else plain.WITHHELD}" if case is not None else short
        case "party":
            party = reading.queries(actor).party(identifier)
            return party.name if party is not None else short
        case "person" if personal:
            person = reading.queries(actor).person(identifier)
            return person.name if person is not None else short
        case _:
            return f"#{short}"
