"""The documentation page of the API, made on the server from the document: no script, nothing of another host."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, render_template

from api import access, language
from api.rest import document
from domain.collaboration.spine import Language

Json = Mapping[str, Any]

_WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        "title": "The API of kvcase",
        "what": "Every address, command and question, as this installation serves them.",
        "raw": "The document (OpenAPI 3.1)",
        "begin": "To begin",
        "credential": "Send a service key or a token with every request:",
        "write": "Writing to what exists needs the ETag last read, as If-Match; a repeated request is safe with an "
        "Idempotency-Key. Long answers come in pages: hand `next` back as `after`.",
        "contents": "Contents",
        "parameters": "In the address and the headers",
        "body": "What to send",
        "answer": "What is answered",
        "refusals": "Refusals",
        "problems": "Problems",
        "required": "required",
        "name": "Name",
        "kind": "What it takes",
        "means": "What it means",
        "address": "Address",
        "example": "Example",
        "schemas": "Schemas",
        "fields": "Fields",
    },
    Language.NL: {
        "title": "De API van kvcase",
        "what": "Elk adres, elk commando en elke vraag, zoals deze installatie ze bedient.",
        "raw": "Het document (OpenAPI 3.1)",
        "begin": "Om te beginnen",
        "credential": "Stuur bij elk verzoek een dienstsleutel of een token mee:",
        "write": "Schrijven naar wat bestaat vraagt de laatst gelezen ETag, als If-Match; met een Idempotency-Key is "
        "een herhaald verzoek veilig. Lange antwoorden komen per bladzijde: geef `next` terug als `after`.",
        "contents": "Inhoud",
        "parameters": "In het adres en de hoofdingen",
        "body": "Wat u stuurt",
        "answer": "Wat u krijgt",
        "refusals": "Weigeringen",
        "problems": "Problemen",
        "required": "verplicht",
        "name": "Naam",
        "kind": "Wat het aanneemt",
        "means": "Wat het betekent",
        "address": "Adres",
        "example": "Voorbeeld",
        "schemas": "Schema's",
        "fields": "Velden",
    },
}
"""The words of the page; what the document says itself is English."""


@dataclass(frozen=True, slots=True)
class _Operation:
    """One operation as the page shows it: its schemas by name, its refusals by status and words."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Json, ...]
    body: str | None
    answer: str | None
    status: str
    refusals: tuple[tuple[str, str], ...]


def install(app: Flask, specification: Any, prefix: str) -> None:
    """Serve the page at `<prefix>/docs`, to everyone as the document is; it is made once for each language."""
    made: dict[Language, str] = {}

    def page() -> Response:
        asked = language.asked()
        if asked not in made:
            made[asked] = _page(specification.document(), asked)
        return Response(made[asked], content_type="text/html; charset=utf-8")

    app.add_url_rule(f"{prefix}/docs", "api-docs.manual", page)
    access.declare(app, "api-docs.manual", access.EVERYONE)


def _page(told: Json, asked: Language) -> str:
    by_tag: dict[str, list[_Operation]] = {}
    for tag, operation in _operations(told):
        by_tag.setdefault(tag, []).append(operation)
    schemas = told["components"]["schemas"]
    return render_template(
        "manual.html",
        language=str(asked),
        words=_WORDS[asked],
        info=told["info"],
        tags=by_tag,
        problems=[(code, each["value"]) for code, each in sorted(told["components"]["examples"].items())],
        schemas={name: _fields(each, schemas) for name, each in sorted(schemas.items()) if "properties" in each},
        schemes=told["components"]["securitySchemes"],
        examples={name: _json(each["examples"][0]) for name, each in schemas.items() if each.get("examples")},
    )


def _operations(told: Json) -> Iterator[tuple[str, _Operation]]:
    for path, methods in told["paths"].items():
        shared = tuple(methods.get("parameters", ()))
        for method, each in methods.items():
            if method == "parameters":
                continue
            status, answer = next((s, a) for s, a in each["responses"].items() if s.startswith("2"))
            refused = {name: document.resolve(told, one) for name, one in each["responses"].items() if name >= "400"}
            yield (
                each["tags"][0],
                _Operation(
                    each["operationId"],
                    method.upper(),
                    path,
                    each["summary"],
                    each.get("description", ""),
                    tuple({**one, "kind": kind(one["schema"])} for one in (*shared, *each.get("parameters", ()))),
                    _schema_of(each.get("requestBody", {})),
                    _schema_of(answer),
                    status,
                    tuple((name, one["description"]) for name, one in sorted(refused.items())),
                ),
            )


def _schema_of(part: Json) -> str | None:
    schema = part.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema["$ref"]).rpartition("/")[2] if "$ref" in schema else None


def _fields(schema: Json, schemas: Json) -> list[Json]:
    required = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "kind": kind(each),
            "schema": next((one for one in _named(each) if one in schemas), None),
            "required": name in required,
            "description": each.get("description", ""),
        }
        for name, each in schema["properties"].items()
    ]


def _named(schema: Json) -> Iterator[str]:
    """Yield the schemas that a field holds."""
    if "$ref" in schema:
        yield str(schema["$ref"]).rpartition("/")[2]
    inner = [schema["items"]] if "items" in schema else []
    for each in (*inner, *schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _named(each)


def kind(schema: Json) -> str:
    """Return in a few words what a schema takes."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            return " | ".join(kind(each) for each in schema[key])
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    types = schema.get("type", "any")
    said = types if isinstance(types, str) else " | ".join(types)
    if "items" in schema:
        return f"{said} of {kind(schema['items'])}"
    return f"{said} ({schema['format']})" if "format" in schema else str(said)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
