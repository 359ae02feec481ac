"""One address for each command of the model, made from its tables: a new command needs no line here.

Source: architecture.md section 7; settled.md 10, 12, 13.
"""

import inspect
from collections.abc import Callable
from typing import Any
from uuid import UUID

import marshmallow
from flask import Response

from api import identity
from api.access import About, Access, Realm
from api.ports import Ports
from api.reading import Reading, told_of
from api.rest import plain, preconditions, schemas
from api.rest.routes import PREFIX, GateSchema, Route
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.ports import Outcome
from domain.registry import AGGREGATES
from domain.values import Actor, Role

COLLECTIONS: dict[str, str] = {
    "collaboration": "collaborations",
    "party": "parties",
    "person": "persons",
    "licence": "licences",
    "incident": "incidents",
    "erasure": "erasures",
    "hold": "holds",
    "cover": "covers",
    "grant": "grants",
    "handout": "handouts",
    "fworeport": "fwo-reports",
    "riskanalysis": "risk-analyses",
    "watchlist": "lists",
    "policyset": "policies",
    "institution": "institutions",
    "rescreening": "runs",
}
"""The name under which each aggregate stands in addresses."""

NOT_AS_JSON = frozenset({"import-version", "record-handout"})
"""Commands whose fields come from a file that the program itself has read or made, not from a caller."""

_REFUSALS = (400, 409, 413, 415, 422, 503)


class RecordedSchema(marshmallow.Schema):
    """One event: what happened, who did it, when it was recorded, and its data."""

    name = marshmallow.fields.String(required=True)
    version = marshmallow.fields.Integer(required=True)
    position = marshmallow.fields.Integer(required=True)
    recorded_at = marshmallow.fields.DateTime(required=True)
    actor = marshmallow.fields.Dict(required=True)
    data = marshmallow.fields.Dict(required=True)


class OutcomeSchema(marshmallow.Schema):
    """What a command caused: the new version, the events, and the gates that are open after it."""

    id = marshmallow.fields.UUID(required=True)
    reference = marshmallow.fields.String(metadata={"description": "The reference of a case that was just notified."})
    version = marshmallow.fields.Integer(required=True)
    position = marshmallow.fields.Integer(required=True)
    log = marshmallow.fields.String(required=True)
    events = marshmallow.fields.List(marshmallow.fields.Nested(RecordedSchema), required=True)
    open_gates = marshmallow.fields.List(marshmallow.fields.Nested(GateSchema), required=True)


def routes(aggregate: Aggregate, ports: Ports) -> tuple[Route, ...]:
    """Return the addresses of the commands that persons may give to an aggregate."""
    return tuple(_route(aggregate, spec, ports) for spec in aggregate.commands.values() if is_exposed(spec))


def is_exposed(spec: CommandSpec) -> bool:
    """Tell whether a command has an address: some role other than a program's may give it, as JSON."""
    return bool(spec.roles - {Role.SERVICE}) and spec.name not in NOT_AS_JSON


def exposed() -> tuple[Aggregate, ...]:
    """Return the aggregates that have addresses."""
    return tuple(each for each in AGGREGATES if each.name in COLLECTIONS)


def _route(aggregate: Aggregate, spec: CommandSpec, ports: Ports) -> Route:
    collection = COLLECTIONS[aggregate.name]
    shared = {
        "name": f"{collection}-{spec.name}",
        "method": "POST",
        "access": access_of(aggregate, spec),
        "summary": inspect.getdoc(spec.type) or spec.name,
        "answer": OutcomeSchema,
    }
    if spec.opens:
        return Route(
            rule=f"/{collection}",
            view=_opening(aggregate, spec, ports),
            body=schemas.of(spec.type, optional=aggregate.id_field),
            status=201,
            refusals=(*_REFUSALS, 404),
            headers=("Idempotency-Key",),
            **shared,  # type: ignore[arg-type]
        )
    return Route(
        rule=f"/{collection}/<uuid:identifier>/{spec.name}",
        view=_writing(aggregate, spec, ports),
        body=schemas.of(spec.type, without=aggregate.id_field),
        refusals=(*_REFUSALS, 404, 412, 428),
        headers=("If-Match", "Idempotency-Key"),
        **shared,  # type: ignore[arg-type]
    )


_ABOUT = {
    "collaboration": About.CASES,
    "fworeport": About.REPORTS,
    "incident": About.INCIDENTS,
    "rescreening": About.UPKEEP,
    "cover": About.UPKEEP,
    "grant": About.UPKEEP,
}


def access_of(aggregate: Aggregate, spec: CommandSpec) -> Access:
    """Return who may give a command: who its table names; what is shared is changed at `shared` only."""
    roles = spec.roles - {Role.SERVICE}
    if aggregate.home is Home.SHARED:
        return Access(Realm.SHARED, roles, About.SHARED)
    return Access(Realm.INSTITUTION, roles, _ABOUT.get(aggregate.name, About.REGISTERS))


def _opening(aggregate: Aggregate, spec: CommandSpec, ports: Ports) -> Callable[..., Response]:
    """Return the view of a command that begins a new stream; the caller may name it."""

    def view(body: dict[str, Any]) -> Response:
        actor = identity.required()
        command_id = preconditions.command_id(actor)
        made = ports.new_id() if command_id is None else preconditions.id_of_new(command_id)
        command = spec.type(**{aggregate.id_field: made, **body})
        outcome = ports.execute(command, actor=actor, command_id=command_id)
        location = f"{PREFIX}/{COLLECTIONS[aggregate.name]}/{outcome.stream_id}"
        return answer(outcome, actor, 201, {"Location": location})

    return view


def _writing(aggregate: Aggregate, spec: CommandSpec, ports: Ports) -> Callable[..., Response]:
    """Return the view of a command to what exists; it needs the version that the caller has read."""
    reading = Reading(ports)

    def view(body: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        expected = preconditions.expected_version(identifier)
        command_id = preconditions.command_id(actor)
        reading.refuse_unknown(aggregate, identifier, actor)
        command = spec.type(**{aggregate.id_field: identifier, **body})
        outcome = ports.execute(command, actor=actor, expected_version=expected, command_id=command_id)
        return answer(outcome, actor, 200, {})

    return view


def answer(outcome: Outcome, actor: Actor, status: int, headers: dict[str, str]) -> Response:
    """Answer with what a command caused, as far as the actor may know of it."""
    reference = next((getattr(each.event, "reference", None) for each in outcome.events), None)
    data = {
        "id": str(outcome.stream_id),
        **({"reference": reference} if reference is not None else {}),
        "version": outcome.version,
        "position": outcome.position,
        "log": outcome.log,
        "events": [
            plain.event(each.recorded, personal=True, only=each.fields) for each in told_of(outcome.events, actor)
        ],
        "open_gates": plain.gates(outcome.gates),
    }
    headers = {**headers, "ETag": preconditions.etag(outcome.stream_id, outcome.version)}
    if outcome.repeated:
        headers["Idempotency-Replayed"] = "true"
    return plain.response(data, status, headers)
