"""One thing that commands are given to, as its reader may know it: its name, where it stands, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import current_app, url_for

from api import access, identity
from api.reading import Reading, Told, folded, told_of
from api.rest import plain
from api.rest.commands import COLLECTIONS
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.collaboration import attempts
from domain.errors import NotFoundError
from domain.gates import Gate
from domain.values import Actor, Recorded

ENDPOINTS: Final = {
    "collaborations": "case",
    "erasures": "erasure",
    "fwo-reports": "fwo_report",
    "holds": "hold",
    "incidents": "incident",
    "licences": "licence",
    "parties": "party",
    "persons": "person",
    "risk-analyses": "risk_analysis",
}
"""The page of each kind of thing that has one: there stands what can be done with it too."""
_SHOWN_TO_SOME: Final = frozenset({"collaborations", "persons"})
"""Of these somebody may record a thing whom its page does not let in."""
WITHOUT_PAGE: Final = frozenset(COLLECTIONS.values()) - (ENDPOINTS.keys() - _SHOWN_TO_SOME)
"""Of these a page tells what can be done with one, and no more."""


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
    now: datetime

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

    def waiting(self, spec: CommandSpec, actor: Actor) -> attempts.Waits | None:
        """Return why a command waits that where the thing stands and its gates allow."""
        if self.aggregate.name != "collaboration" or spec.opens or not spec.roles & actor.roles:
            return None
        return attempts.waits(self.state, spec, actor, self.gates, self.now)

    def since(self, version: int) -> tuple[Told, ...]:
        """Return what the reader may know of what happened after a version."""
        return tuple(each for each in self.told if each.recorded.version > version)


def page_of(collection: str, identifier: UUID) -> str:
    """Return the address of the page of a thing, or of what can be done with it for whom that page does not let in."""
    own = own_page(collection, identifier)
    return own or url_for("pages.doable", collection=collection, identifier=identifier)


def own_page(collection: str, identifier: UUID) -> str | None:
    """Return the address of the page of a thing, if whoever looks is let in there."""
    actor = identity.present()
    if actor is None:
        return None
    is_notifier = collection == "collaborations" and access.reads_only_own_cases(actor)
    endpoint = "pages.mine_case" if is_notifier else f"pages.{ENDPOINTS.get(collection, '')}"
    who = access.table(current_app).get(endpoint)
    return url_for(endpoint, identifier=identifier) if who is not None and access.lets_in(who, actor) else None


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
    return Thing(aggregate, identifier, version, state, told, gates, title, reading.now)


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
