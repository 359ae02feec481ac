"""One address of the API as a value: its rule, its view, who may use it, what goes in and what comes out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import marshmallow
from flask import Flask
from flask_smorest import Blueprint  # type: ignore[import-untyped]

from api import access
from api.access import Access
from api.rest import document, examples, preconditions
from api.rest.parser import GuardedParser

PREFIX = "/api/v1"


class FieldErrorSchema(marshmallow.Schema):
    """One field that cannot be used."""

    field = marshmallow.fields.String(required=True)
    rule = marshmallow.fields.String(required=True)
    expected = marshmallow.fields.String(required=True)


class GateSchema(marshmallow.Schema):
    """An open obligation: what it blocks, by which rule and source, and what closes it."""

    gate_id = marshmallow.fields.String(required=True)
    kind = marshmallow.fields.String(required=True)
    rule_id = marshmallow.fields.String(required=True)
    source = marshmallow.fields.String(required=True)
    reason = marshmallow.fields.String(required=True)
    blocks = marshmallow.fields.List(marshmallow.fields.String(), required=True)
    scope = marshmallow.fields.String(required=True)
    closed_by = marshmallow.fields.String(required=True)
    subject = marshmallow.fields.String(allow_none=True, required=True)
    legal = marshmallow.fields.Boolean(required=True)
    work_package = marshmallow.fields.String(allow_none=True, required=True)


class RoutedSchema(marshmallow.Schema):
    """The addresses for a function."""

    function = marshmallow.fields.String(required=True)
    addresses = marshmallow.fields.List(marshmallow.fields.String(), required=True)


class ProblemSchema(marshmallow.Schema):
    """A refusal, after RFC 9457; `gates` stands there when open gates refuse, `rule_id` when a rule does."""

    type = marshmallow.fields.String(required=True)
    title = marshmallow.fields.String(required=True)
    status = marshmallow.fields.Integer(required=True)
    detail = marshmallow.fields.String(required=True)
    instance = marshmallow.fields.String(required=True)
    errors = marshmallow.fields.List(marshmallow.fields.Nested(FieldErrorSchema), required=True)
    blocked = marshmallow.fields.String(metadata={"description": "The command that open gates refuse."})
    gates = marshmallow.fields.List(marshmallow.fields.Nested(GateSchema))
    rule_id = marshmallow.fields.String()
    source = marshmallow.fields.String(allow_none=True)
    allowed = marshmallow.fields.List(marshmallow.fields.String(), metadata={"description": "Who may."})


@dataclass(frozen=True, slots=True)
class Route:
    """One address: `view` takes the loaded body or query first, if there is one, then the ids in the address.

    `content` is the type of a body that the view reads itself, piece by piece.
    """

    name: str
    rule: str
    method: str
    view: Callable[..., Any]
    access: Access
    summary: str
    body: type[marshmallow.Schema] | None = None
    query: type[marshmallow.Schema] | None = None
    answer: type[marshmallow.Schema] | None = None
    status: int = 200
    refusals: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()
    content: str = ""


class _GuardedBlueprint(Blueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER = GuardedParser()


_HEADERS = {
    "If-Match": ("The ETag last read of what is written to.", True),
    "Idempotency-Key": ("Makes a repeated request safe: the first answer is given again. Best a UUID.", False),
    "If-None-Match": ("An ETag read before: 304 if nothing happened since.", False),
}
_HEADER_FORMS = {
    "If-Match": {"type": "string", "pattern": preconditions.FORM, "example": f'"{examples.ID}:3"'},
    "Idempotency-Key": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "If-None-Match": {"type": "string", "example": f'"{examples.ID}:3"'},
}


def install(app: Flask, api: Any, name: str, routes: tuple[Route, ...]) -> None:
    """Register addresses under one name, with their documentation and who may use them."""
    blueprint = _GuardedBlueprint(name, __name__, url_prefix=PREFIX, description=f"About {name}.")
    for route in routes:
        blueprint.route(route.rule, methods=[route.method], endpoint=route.name)(_documented(blueprint, route))
        access.declare(app, f"{name}.{route.name}", route.access)
    api.register_blueprint(blueprint)


def _documented(blueprint: Any, route: Route) -> Any:
    def view(*args: Any, **kwargs: Any) -> Any:
        return route.view(*args, **kwargs)

    summary, _, description = route.summary.partition("\n")
    view.__doc__ = None
    handler: Any = blueprint.response(route.status, route.answer)(view)
    if route.body is not None:
        handler = blueprint.arguments(route.body, location="json")(handler)
    if route.query is not None:
        handler = blueprint.arguments(route.query, location="query", error_status_code=400)(handler)
    said = {
        "operationId": f"{route.method.lower()}-{route.name}",
        "summary": summary,
        # One by one, `alt_response` would copy the whole documentation each time.
        "responses": {status: document.reference(status) for status in sorted({401, 403, *route.refusals})},
        **({"description": description} if description else {}),
    }
    if route.content:
        binary = {"schema": {"type": "string", "format": "binary"}}
        said["requestBody"] = {"required": True, "content": {route.content: binary}}
    documented = blueprint.doc(**said)(handler)
    # `doc(parameters=...)` would stand in the place of those of the query, not beside them.
    documented._apidoc.setdefault("arguments", {}).setdefault("parameters", []).extend(map(_header, route.headers))
    return documented


def _header(name: str) -> dict[str, Any]:
    what, is_required = _HEADERS[name]
    return {"in": "header", "name": name, "description": what, "required": is_required, "schema": _HEADER_FORMS[name]}
