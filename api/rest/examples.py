"""Examples made from a schema of the document, so that each is valid by the way it is made."""

from collections.abc import Mapping
from typing import Any

ID = "8b1d2f5e-0c57-5d0e-9a35-6f1f3a1c2b4d"
_DEPTH = 6
_FORMATS = {
    "uuid": ID,
    "date": "2026-03-02",
    "date-time": "2026-03-02T09:00:00+00:00",
    "uri": "https://www.noordhaven.example/",
    "email": "kennisveiligheid@noordhaven.example",
}
_BY_NAME: Mapping[str, object] = {
    "address": "kennisveiligheid@noordhaven.example",
    "addresses": ["kennisveiligheid@noordhaven.example"],
    "actor": {"id": "olga", "institution": "noordhaven", "roles": ["contact_point_officer"]},
    "aliases": ["Tidewater Institute"],
    "birth_year": 1984,
    "codes": ["6A002"],
    "country": "NO",
    "destination": "NO",
    "destinations": ["NO"],
    "detail": "title: is missing; expected a text",
    "expected": "a text",
    "field": "title",
    "functions": ["contact_point"],
    "grounds": "The measures take the risk away.",
    "institution": "noordhaven",
    "instance": "/api/v1/collaborations",
    "limit": 50,
    "list_id": "ofac-sdn",
    "name": "Instituut Getij",
    "next": "WzEyLCAzXQ.x4jT2m0sQ1yBfZ0w",
    "number": "VL-2026-0012",
    "owner": "Kustlijn Holding",
    "places": ["NO"],
    "rationale": "Read beside the annex.",
    "reason": "Asked for by the legal service.",
    "reference": "KV-NOORDHAVEN-2026-000012",
    "rule_id": "G4",
    "rule": "is missing",
    "slug": "noordhaven",
    "source": "Regulation (EU) 2021/821, art. 3",
    "summary": "Swarms that share a map.",
    "text": "drones",
    "title": "Drones over water",
    "version": 3,
    "position": 3400,
    "website": "https://www.getij.example/",
}
"""What a field of this name says, where its schema takes it."""


def of(schema: Mapping[str, Any], components: Mapping[str, Mapping[str, Any]], name: str = "", depth: int = 0) -> Any:
    """Return a value that `schema` takes: first words before later ones, null only where nothing else may stand."""
    if "$ref" in schema:
        return of(components[schema["$ref"].rpartition("/")[2]], components, name, depth)
    for key in ("const", "example", "default"):
        if schema.get(key) is not None:
            return schema[key]
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            return of(schema[key][0], components, name, depth)
    if "enum" in schema:
        return schema["enum"][0]
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else list(types)
    kind = next((each for each in types if each != "null"), "null" if types else "")
    known = _BY_NAME.get(name)
    if known is not None and _is(kind, known) and not _narrowed(schema):
        return known
    match kind:
        case "object":
            return _object(schema, components, depth)
        case "array":
            inner = schema.get("items", {})
            return [of(inner, components, name.removesuffix("s"), depth + 1)] if depth < _DEPTH and inner else []
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return False
        case "string":
            return _text(schema, name)
        case _:
            return None


def _object(schema: Mapping[str, Any], components: Mapping[str, Mapping[str, Any]], depth: int) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    return {
        name: of(each, components, name, depth + 1)
        for name, each in schema.get("properties", {}).items()
        if depth < _DEPTH or name in required
    }


def _text(schema: Mapping[str, Any], name: str) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if schema.get("pattern") == "^[A-Z]{2}$":
        return "BE"
    said = "As recorded." if not name else name.replace("_", " ").capitalize() + "."
    return said[: schema.get("maxLength", len(said))]


def _narrowed(schema: Mapping[str, Any]) -> bool:
    return bool({"format", "pattern", "properties"} & schema.keys())


def _is(kind: str, value: object) -> bool:
    return {"string": str, "integer": int, "array": list, "object": dict}.get(kind, type(None)) is type(value)
