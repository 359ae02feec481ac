"""The registers: one page that leads to each, a list of the things in it, and a page of each thing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import Flask, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity, reads
from api.access import About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import plain
from api.rest.commands import COLLECTIONS
from api.web import asking, page
from api.web.doing import names, things, views
from api.web.events import Entry
from api.web.records import subjects
from api.web.records.dealings import Analyses, Incidents, Licences, Reports
from api.web.records.forgetting import Erasures, Holds
from api.web.records.known import Institutions, Parties, Persons
from api.web.records.look import Look, short
from api.web.records.register import Register, Row, Shown
from domain.aggregate import Aggregate, CommandSpec
from domain.values import Actor, Role

STEPS: Final = 25
"""How many steps of what happened a page shows: the last, or those before a version."""
_ANYBODY: Final = Access(Realm.SIGNED_IN, frozenset(Role) - {Role.SERVICE}, About.PROGRAM)
_REGISTERS: Final[tuple[Register, ...]] = (
    Incidents(),
    Licences(),
    Reports(),
    Analyses(),
    Parties(),
    Persons(),
    Erasures(),
    Holds(),
    Institutions(),
)
"""The registers in the order in which they stand on the page that leads to them."""
PLACES = (*subjects.PLACES, page.Place("pages.registers", _l("Registers"), _ANYBODY))


@dataclass(frozen=True, slots=True)
class Begin:
    """Something that can be begun: how it is called, and where its form is."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A register on the page that leads to all: what it is, where, and what can be begun there."""

    label: LazyString
    lead: LazyString
    url: str
    begins: tuple[Begin, ...]


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""
    reading = Reading(ports)

    def index() -> Response:
        actor = identity.required()
        found = [
            Listed(each.label, each.lead, url_for(_every(each)), tuple(_begins(each.aggregate, actor)))
            for each in _REGISTERS
            if access.lets_in(each.readers, actor)
        ]
        return page.show("records/index.html", registers=found)

    page.add(app, "registers", "/registers", index, _ANYBODY)
    subjects.install(app, ports)
    for each in _REGISTERS:
        page.add(app, _name(each.collection), f"/{each.collection}", _listing(each, ports, reading), each.readers)
        if isinstance(each, Shown):
            rule = f"/{each.collection}/<uuid:identifier>"
            page.add(app, _one(each).removeprefix("pages."), rule, _showing(each, ports, reading), each.readers)


def _listing(register: Register, ports: Ports, reading: Reading) -> Callable[[], Response]:
    """Return the view of the list of a register."""

    def view() -> Response:
        look = Look(ports, reading, identity.required())
        asked = asking.asked_for(register.asked)
        found = register.found(look, asked)
        reads.saw(found.rows)
        return page.show(
            "records/list.html",
            register=register,
            lines=tuple(register.lines(look, found.rows)),
            next=asking.following(found.following),
            filters=register.known_filters(look),
            asked=asked,
            is_filtered=any(asked.get(each.name) for each in register.filters),
            begins=tuple(_begins(register.aggregate, look.actor)),
            here_url=url_for(_every(register)),
            called=names.word,
        )

    return view


def _showing(register: Shown, ports: Ports, reading: Reading) -> Callable[[UUID], Response]:
    """Return the view of one thing of a register."""

    def view(identifier: UUID) -> Response:
        actor = identity.required()
        look = Look(ports, reading, actor)
        thing = things.read(reading, register.aggregate, identifier, actor)
        row = register.row(look, identifier)
        told = _told(register, look, row) if row is not None else {}
        steps, older = _steps(register, look, thing)

        def when(spec: CommandSpec) -> frozenset[str] | None:
            return register.when(look, row, spec.name) if row is not None else spec.statuses

        name = register.called(look, row) if row is not None else ""
        here = url_for(_one(register), identifier=identifier, before=older)
        return page.show(
            "records/thing.html",
            register=register,
            up=url_for(_every(register)),
            thing=thing,
            called=name or short(identifier),
            doables=views.doables(thing, actor, when),
            steps=steps,
            older=here if older is not None else None,
            **told,
        )

    return view


def _told(register: Shown, look: Look, row: Row) -> dict[str, Any]:
    """Return what the page of a thing tells of it, and note the read."""
    reads.saw(row)
    sections = tuple(register.sections(look, row))
    return {
        "stands": register.stands(look, row),
        "notes": tuple(register.notes(look, row)),
        "facts": tuple(each for each in register.facts(look, row) if each.said),
        "sections": [(each, asking.following(each.following)) for each in sections],
    }


def _steps(register: Shown, look: Look, thing: things.Thing) -> tuple[tuple[Entry, ...] | None, int | None]:
    """Return (what happened, the last first; the version before which there is more), for who may read it."""
    if register.story is None or not access.lets_in(register.story, look.actor):
        return None, None
    before = asking.version("before")
    until = [each for each in thing.told if before is None or each.recorded.version < before]
    last = until[-STEPS:]
    reads.saw([plain.event(each.recorded, personal=False, only=each.fields) for each in last])
    found = tuple(reversed(look.steps(last, personal=register.reads_texts(look))))
    return found, last[0].recorded.version if len(last) < len(until) else None


def _begins(aggregate: Aggregate, actor: Actor) -> Iterator[Begin]:
    """Yield what the actor may begin in a register."""
    collection = COLLECTIONS[aggregate.name]
    for spec in views.offered(aggregate, actor):
        if spec.opens:
            url = url_for("pages.begin", collection=collection, command=spec.name)
            yield Begin(names.command(aggregate, spec), url)


def _every(register: Register) -> str:
    return f"pages.{_name(register.collection)}"


def _one(register: Register) -> str:
    return f"pages.{things.ENDPOINTS[register.collection]}"


def _name(collection: str) -> str:
    return collection.replace("-", "_")
