"""The pages of commands: the form of each, and what becomes of it when it is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import marshmallow
from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from api import identity, language, reads
from api.access import lets_in
from api.ports import Ports
from api.reading import Reading, Told
from api.rest import body, commands, plain, preconditions, schemas
from api.rest.errors import FieldError
from api.web import page, tongues
from api.web.doing import fields, names, shapes, things
from api.web.doing.asked import Asked
from api.web.doing.typed import Typed, prefilled
from domain import moments, speech
from domain.aggregate import Aggregate, CommandSpec
from domain.collaboration.attempts import Waits
from domain.errors import (
    CommandReusedError,
    DomainError,
    GatesOpenError,
    NotFoundError,
    NotPermittedError,
    StaleVersionError,
    UnusableInputError,
)
from domain.gates import Gate
from domain.ports import Outcome
from domain.sentence import mark, named
from domain.values import Actor, Role

STALE, REFUSED, UNUSABLE = 412, 409, 422


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was recorded: `said` in words, the gates that refuse, or what happened since the page was read."""

    status: int
    said: str = ""
    gates: tuple[Gate, ...] = ()
    since: tuple[Told, ...] = ()
    is_moved: bool = False
    mistakes: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, in a line."""

    what: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Doables:
    """What somebody may do with a thing: what is open now, and what has to wait, each a line with its address."""

    now: tuple[dict[str, Any], ...]
    later: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A command as somebody fills it in, for a thing or for what it begins."""

    ports: Ports
    aggregate: Aggregate
    spec: CommandSpec
    actor: Actor
    thing: things.Thing | None

    @property
    def shapes(self) -> tuple[shapes.Shape, ...]:
        """Return what is asked."""
        return shapes.of(self.spec.type, self.spec.name, self.aggregate.id_field)

    @property
    def asked(self) -> Asked:
        """Return for whom and of what the choices are."""
        return Asked(self.ports, self.actor, self.spec, self.thing)

    def drawn(self, typed: Typed, refusal: Refusal | None = None, *, fresh: bool = False) -> dict[str, Any]:
        """Return all that the page of the form tells."""
        version = self.thing.version if self.thing is not None else 0
        inputs = fields.drawn(self.shapes, typed, self.asked, {}, fresh)
        errors, others = fields.found(refusal.mistakes if refusal is not None else (), typed, inputs)
        inputs = fields.drawn(self.shapes, typed, self.asked, errors, fresh)
        inputs = fields.with_version(inputs, version)
        reads.saw(fields.tells(inputs))
        thing = self.thing
        blocking = thing.blocking(self.spec) if thing is not None else ()
        return {
            "aggregate": self.aggregate.name,
            "command": self.spec.name,
            "heading": names.command(self.aggregate, self.spec),
            "sentence": names.sentence(self.aggregate, self.spec),
            "thing": thing,
            "version": version if thing is not None else None,
            "command_id": request.form.get("command_id"),
            "inputs": inputs,
            "labels": fields.labels(inputs),
            "wrong": [*fields.wrong(inputs), *(("form", _("The form"), each) for each in others)],
            "refusal": refusal,
            "refusing": plain.gates(refusal.gates) if refusal is not None else [],
            "since": steps(refusal.since) if refusal is not None else [],
            "who": [names.word(each.value) for each in sorted(self.spec.roles - {Role.SERVICE})],
            "blocked_by": self.spec.blocked_by,
            "blocking": plain.gates(blocking),
            "stands_right": thing.stands_right(self.spec) if thing is not None else True,
            "waiting": why_waiting(thing.waiting(self.spec, self.actor), self.spec) if thing is not None else "",
            "statuses": sorted(self.spec.statuses),
            "back": thing.url if thing is not None else url_for("pages.doing"),
        }

    def sent(self, typed: Typed, identifier: UUID, expected: int | None, command_id: UUID) -> Outcome | Refusal:
        """Carry the command out once, or say why not."""
        told = typed.body(self.shapes)
        try:
            body.refuse_unusable(told)
            schema = schemas.of(self.spec.type, without=self.aggregate.id_field)
            loaded = schema().load(told)
            command = self.spec.type(**{self.aggregate.id_field: identifier, **loaded})
            return self.ports.execute(command, actor=self.actor, expected_version=expected, command_id=command_id)
        except marshmallow.ValidationError as error:
            return Refusal(UNUSABLE, mistakes=schemas.mistakes(error.messages_dict))
        except UnusableInputError as error:
            return Refusal(UNUSABLE, mistakes=(FieldError(error.field, error.rule, error.expected),))
        except StaleVersionError:
            since = self.thing.since(expected or 0) if self.thing is not None else ()
            return Refusal(STALE, since=since, is_moved=True)
        except GatesOpenError as error:
            return Refusal(REFUSED, gates=error.gates)
        except (NotPermittedError, NotFoundError) as error:
            return Refusal(REFUSED, speech.refusal(error, language.asked()))
        except CommandReusedError:
            return Refusal(REFUSED, _("This form was sent before, with other words. Open it again to send another."))
        except DomainError as error:
            return Refusal(REFUSED, speech.refusal(error, language.asked()))


def steps(told: Sequence[Told]) -> list[Step]:
    """Return what happened, in words."""
    reads.saw([plain.event(each.recorded, personal=False, only=each.fields) for each in told])
    return [
        Step(
            names.event(type(each.recorded.event)),
            each.recorded.meta.actor.id,
            each.recorded.meta.recorded_at.isoformat(),
        )
        for each in told
    ]


def doing(aggregate: Aggregate, spec: CommandSpec, ports: Ports) -> Callable[..., Response]:
    """Return the view of a command to what exists."""
    reading = Reading(ports)

    def view(identifier: UUID) -> Response:
        actor = identity.required()
        form = Form(ports, aggregate, spec, actor, things.read(reading, aggregate, identifier, actor))
        if request.method != "POST":
            return page.show("doing/form.html", **form.drawn(Typed(begun(form)), fresh=True))
        typed = Typed(request.form)
        if typed.asks_for_more:
            return page.show("doing/form.html", **{**form.drawn(typed), "version": page.expected_version()})
        outcome = form.sent(typed, identifier, page.expected_version(), page.command_id(actor))
        if isinstance(outcome, Refusal):
            anew = Form(ports, aggregate, spec, actor, things.read(reading, aggregate, identifier, actor))
            if outcome.is_moved and anew.thing is not None:
                outcome = Refusal(STALE, since=anew.thing.since(page.expected_version()), is_moved=True)
            return page.show("doing/form.html", code=outcome.status, **anew.drawn(typed, outcome))
        return leading_to(aggregate, outcome)

    return view


def beginning(aggregate: Aggregate, spec: CommandSpec, ports: Ports) -> Callable[..., Response]:
    """Return the view of a command that begins something."""

    def view() -> Response:
        actor = identity.required()
        form = Form(ports, aggregate, spec, actor, None)
        if request.method != "POST":
            return page.show("doing/form.html", **form.drawn(Typed(begun(form)), fresh=True))
        typed = Typed(request.form)
        if typed.asks_for_more:
            return page.show("doing/form.html", **form.drawn(typed))
        command_id = page.command_id(actor)
        outcome = form.sent(typed, preconditions.id_of_new(command_id), None, command_id)
        if isinstance(outcome, Refusal):
            return page.show("doing/form.html", code=outcome.status, **form.drawn(typed, outcome))
        return leading_to(aggregate, outcome)

    return view


def doable(aggregate: Aggregate, ports: Ports) -> Callable[..., Response]:
    """Return the view of all that can be done with a thing of a kind, and of what happened to it."""
    reading = Reading(ports)

    def view(identifier: UUID) -> Response:
        actor = identity.required()
        thing = things.read(reading, aggregate, identifier, actor)
        told = reversed(steps(thing.told))
        return page.show("doing/thing.html", thing=thing, doables=doables(thing, actor), steps=list(told))

    return view


def doables(
    thing: things.Thing, actor: Actor, when: Callable[[CommandSpec], frozenset[str] | None] = lambda spec: spec.statuses
) -> Doables | None:
    """Return what the actor may do with a thing, now and later; nothing for who may do nothing with its kind.

    `when` says where a thing must stand for a command (nothing said: anywhere); None for one that is left out.
    """
    given = [each for each in offered(thing.aggregate, actor) if not each.opens]
    wanted = [(each, statuses) for each in given if (statuses := when(each)) is not None]
    found = [_line(thing, each, statuses, actor) for each, statuses in wanted]
    now = tuple(each for each in found if each["is_open"])
    return Doables(now, tuple(each for each in found if not each["is_open"])) if given else None


def index() -> Response:
    """Show what somebody can begin."""
    actor = identity.required()
    found = [
        {
            "heading": names.command(aggregate, spec),
            "sentence": names.sentence(aggregate, spec),
            "url": url_for("pages.begin", collection=commands.COLLECTIONS[aggregate.name], command=spec.name),
        }
        for aggregate in commands.exposed()
        for spec in offered(aggregate, actor)
        if spec.opens
    ]
    return page.show("doing/index.html", found=found)


def offered(aggregate: Aggregate, actor: Actor) -> tuple[CommandSpec, ...]:
    """Return the commands of an aggregate that the actor may give."""
    return tuple(
        each
        for each in aggregate.commands.values()
        if commands.is_exposed(each) and lets_in(commands.access_of(aggregate, each), actor)
    )


def may_do(collection: str, command: str) -> bool:
    """Tell whether whoever looks may give a command: a page shows its link then, and not otherwise."""
    actor = identity.present()
    aggregate = next((each for each in commands.exposed() if commands.COLLECTIONS[each.name] == collection), None)
    return actor is not None and aggregate is not None and command in {each.name for each in offered(aggregate, actor)}


def recorded(ports: Ports) -> Callable[[], Mapping[str, Any] | None]:
    """Return what tells, on the page to which a form led, what was recorded and which gates it closed."""
    reading = Reading(ports)

    def told() -> Mapping[str, Any] | None:
        actor, since = identity.present(), request.args.get("since", "")
        aggregate = next(
            (each for each in commands.exposed() if commands.COLLECTIONS[each.name] == request.args.get("of")), None
        )
        identifier = (request.view_args or {}).get("identifier")
        if actor is None or aggregate is None or identifier is None or not _is_version(since):
            return None
        try:
            thing = things.read(reading, aggregate, identifier, actor)
            # An address that somebody typed tells nothing that others did.
            own = (each for each in thing.since(int(since)) if each.recorded.meta.actor.identities & actor.identities)
            found = tuple(own)
            closed = _closed(reading, thing, int(since), actor) if found else []
        except DomainError:
            return None
        return {"steps": steps(found), "closed": closed} if found else None

    return told


def _closed(reading: Reading, thing: things.Thing, since: int, actor: Actor) -> list[dict[str, Any]]:
    """Return the gates that stood open at a version, and do no more."""
    if thing.aggregate.name != "collaboration" or since < 1:
        return []
    then = reading.at(moments.AtVersion(since), actor, thing.aggregate, thing.identifier)
    _version, before = then.gates(thing.identifier, actor)
    left = {each.gate_id for each in thing.gates}
    return plain.gates(tuple(each for each in before if each.gate_id not in left))


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9


def _line(thing: things.Thing, spec: CommandSpec, statuses: frozenset[str], actor: Actor) -> dict[str, Any]:
    blocking = plain.gates(thing.blocking(spec))
    stands_right = not statuses or not thing.status or thing.status in statuses
    waiting = why_waiting(thing.waiting(spec, actor), spec) if stands_right and not blocking else ""
    return {
        "heading": names.command(thing.aggregate, spec),
        "sentence": names.sentence(thing.aggregate, spec),
        "url": url_for("pages.do", collection=thing.collection, identifier=thing.identifier, command=spec.name),
        "is_open": stands_right and not blocking and not waiting,
        "blocking": blocking,
        "stands_right": stands_right,
        "statuses": sorted(statuses),
        "waiting": waiting,
    }


def why_waiting(found: Waits | None, spec: CommandSpec) -> str:
    """Return in words why a command waits though status and gates allow it; nothing where it does not."""
    if found is None:
        return ""
    if found.field:
        return str(_("There is nothing yet to choose as “%(field)s”.", field=names.field(found.field, spec.name)))
    return tongues.said(named(found.reason, mark))


def begun(form: Form) -> MultiDict[str, str]:
    """Return a form as it begins: what is known already, and what the link says."""
    known: MultiDict[str, str] = prefilled(_known(form))
    asked = {each.name for each in form.shapes}
    for key, values in request.args.lists():
        if key.partition(".")[0] in asked:
            known.setlist(key, [each[:2000] for each in values])
    return known


def _known(form: Form) -> Mapping[str, Any]:
    """Return what stands already where a command gives everything anew."""
    thing = form.thing
    if thing is None:
        return {}
    if form.spec.name == "amend" and form.aggregate.name == "person":
        row = form.ports.institution_queries(form.actor.institution).person(thing.identifier)
        return plain.row(row, personal=form.asked.personal) if row is not None and form.asked.personal else {}
    if form.spec.name == "classify-topic" and thing.aggregate.name == "collaboration":
        topic: Mapping[str, Any] = plain.of(thing.state.topic)
        return {name: value for name, value in topic.items() if name in {each.name for each in form.shapes}}
    return {}


def leading_to(aggregate: Aggregate, outcome: Outcome) -> Response:
    """Lead to the page of the thing that a command was given to, which says what was recorded."""
    collection = commands.COLLECTIONS[aggregate.name]
    before = outcome.version - len(outcome.events)
    address = things.page_of(collection, outcome.stream_id)
    joined = "&" if "?" in address else "?"
    return redirect(f"{address}{joined}of={collection}&since={max(before, 0)}", 303)
