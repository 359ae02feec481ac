"""The page of a case offers what can be done: of everything under "now" something may come, whatever the case."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice, product
from typing import Any

import marshmallow
import pytest
from werkzeug.datastructures import MultiDict

from api.reading import Reading
from api.rest import schemas
from api.web.doing import choices, fields, shapes, things, views
from api.web.doing.asked import Asked
from api.web.doing.shapes import Kind, Shape
from api.web.doing.typed import Typed
from domain import permission
from domain.aggregate import CommandSpec
from domain.collaboration.decider import AGGREGATE, decide
from domain.context import Context
from domain.errors import DomainError, NotFoundError, RuleRefusedError, UnusableInputError
from domain.values import Actor, Role
from kvcase.demo.people import NORTH
from tests.web.everything import LOOKERS, Everything

_OF_REGISTERS = frozenset({"attach-licence", "link-party", "link-researcher", "request-export-licence"})
_ASKED_OF_TYPED = frozenset(
    {
        *("G10", "G11", "G17-conditions", "G4-codes", "G4-unlisted", "GTN-basic", "GTN-published", "NVO-stay"),
        *("X5-level", "answer-scope"),
    }
)
"""What refuses an attempt for what was typed in it."""
_OF_ELSEWHERE = frozenset({"G1-lists", "G9", "licence-attach", "rebuttal"})
"""What refuses it for the lists and the edition in force, or for the licences of other cases."""
_ATTEMPTS = 600


@pytest.mark.parametrize(
    "role",
    [
        Role.CONTACT_POINT_OFFICER,
        Role.ETHICS_COMMITTEE,
        Role.EXPORT_CONTROL_OFFICER,
        Role.INSTITUTION_APPROVER,
        Role.SECURITY_OFFICER,
    ],
)
def test_what_stands_under_now_is_refused_by_nothing_that_nobody_typed(whole: Everything, role: Role) -> None:
    name = next(each.name for each in LOOKERS if each.institution == NORTH and each.role is role)
    actor, offered = Actor(name, NORTH, frozenset({role})), 0
    refused: dict[str, str] = {}
    reading = Reading(whole.program.ports)
    with whole.app.test_request_context("/"):
        for row in whole.program.read_models.institution(NORTH).cases(limit=200).items:
            try:
                thing = things.read(reading, AGGREGATE, row.case_id, actor)
            except NotFoundError:
                continue  # of another researcher
            for spec in _now(thing, actor):
                offered += 1
                why = _refusal(whole, thing, spec, actor)
                if why is not None:
                    refused.setdefault(f"{spec.name}: {why}", row.reference)
    assert not refused
    assert offered


def _now(thing: things.Thing, actor: Actor) -> Iterator[CommandSpec]:
    found = views.doables(thing, actor)
    addresses = {each["url"].rpartition("/")[2] for each in found.now} if found is not None else set()
    yield from (each for each in AGGREGATE.commands.values() if each.name in addresses - {"start-screening"})


def _refusal(whole: Everything, thing: things.Thing, spec: CommandSpec, actor: Actor) -> DomainError | None:
    """Return why every attempt is refused; nothing where one goes through, or would if other words were typed."""
    why: DomainError | None = None
    role = permission.acting_role(spec, actor)
    context: Context | None = None
    for command in islice(_attempts(whole, thing, spec, actor), _ATTEMPTS):
        if context is None or spec.name in _OF_REGISTERS:
            context = whole.program.facts.context(command, thing.state, actor, role, NORTH)
        try:
            decide(thing.state, command, context)
        except UnusableInputError:
            return None
        except RuleRefusedError as refusal:
            if refusal.rule_id in _ASKED_OF_TYPED | _OF_ELSEWHERE:
                return None
            why = why or refusal
        except DomainError as refusal:
            why = why or refusal
        else:
            return None
    return why


def _attempts(whole: Everything, thing: things.Thing, spec: CommandSpec, actor: Actor) -> Iterator[Any]:
    asked = Asked(whole.program.ports, actor, spec, thing)
    found = {each.name: list(_values(each, asked)) for each in shapes.of(spec.type, spec.name, "case_id")}
    null = {each.name for each in shapes.of(spec.type, spec.name, "case_id") if each.may_be_null}
    schema = schemas.of(spec.type, without="case_id")()
    for values in product(*found.values()):
        told = {name: value for name, value in zip(found, values, strict=True) if value is not None or name in null}
        try:
            yield spec.type(case_id=thing.identifier, **schema.load(told))
        except marshmallow.ValidationError as error:
            raise AssertionError(f"{spec.name}: {told}: {error}") from error


def _values(shape: Shape, asked: Asked) -> Iterator[Any]:
    """Yield what somebody may put into a field: what is offered there, or else something that fits."""
    today = asked.ports.now().date()
    is_about = shape.name == "subject_id"
    if not shape.is_required and shape.kind is not Kind.FLAG and not is_about:
        yield None
        return
    if shape.kind is Kind.OWN_ID:
        yield str(asked.ports.new_id())
        return
    offered = [each.value for each in choices.of(shape.name, asked).options]
    fitting: Mapping[Kind, Any] = {
        Kind.DAY: str(today + timedelta(days=60 if shape.name in {"due_on", "until"} else 0)),
        Kind.NUMBER: thing_version(asked),
        Kind.LINE: str(asked.ports.new_id()) if shape.is_id else "Iets",
        Kind.TEXT: "Iets.",
        Kind.FLAG: False,
    }
    match shape.kind:
        case Kind.ONE:
            yield from ((True, False) if shape.words == ("yes", "no") else shape.words)
        case Kind.SOME:
            yield list(shape.words[:1])
        case Kind.LINES:
            yield offered[:1] or ["9A012"]
        case Kind.PART | Kind.PARTS:
            part = {each.name: next(iter(_values(replace(each, is_required=True), asked))) for each in shape.parts}
            yield part if shape.kind is Kind.PART else [part]
        case _ if offered:
            yield from offered
            if is_about and not shape.is_required:
                yield None
        case kind:
            yield fitting[kind]


def thing_version(asked: Asked) -> int:
    """Return the version of the thing that is asked about: what a number of a decision is."""
    return asked.thing.version if asked.thing is not None else 0


@pytest.mark.parametrize(("lang", "office"), [("nl", "contactpunt"), ("en", "contact point officer")])
def test_who_acts_on_a_measure_is_offered_by_name_and_by_office_and_may_be_typed(
    whole: Everything, lang: str, office: str
) -> None:
    row = whole.program.read_models.institution(NORTH).cases(limit=1).items[0]
    officer = Actor("els.deprez", NORTH, frozenset({Role.CONTACT_POINT_OFFICER}))
    with whole.app.test_request_context("/", headers={"Accept-Language": lang}):
        thing = things.read(Reading(whole.program.ports), AGGREGATE, row.case_id, officer)
        asked = Asked(whole.program.ports, officer, AGGREGATE.commands["set-mitigation"], thing)
        offered = {each.value: each.label for each in choices.of("owner", asked).options}
        typed = fields.drawn(
            shapes.of(asked.spec.type, "set-mitigation", "case_id"),
            Typed(MultiDict({"owner": "Een ander"})),
            asked,
            {},
            fresh=False,
        )
    assert row.notified_by in offered
    assert offered[office] == office
    assert not any(each in offered for each in ("kvcase", ""))
    (owner,) = [each for each in typed if each.name == "owner"]
    assert (owner.kind, owner.beside) == (Kind.LINE, "Een ander")
