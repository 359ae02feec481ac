"""What completes the OpenAPI document: problems with their examples, headers, links, and an example of every schema."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from api.rest import errors, examples

Json = dict[str, Any]
_PROBLEM = "application/problem+json"

SCHEMES: Mapping[str, Json] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A service key: `Authorization: Bearer kv_...`. It has an institution, roles, an end, and "
        "perhaps a narrower scope.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token of an issuer that is configured here; issuer and subject say who it is, and the roles "
        "stand in kvcase. The cookie of the pages is none: the API ignores it.",
    },
}
"""How a caller says who it is."""

_HEADERS: Mapping[str, Json] = {
    "ETag": {"description": 'The version that was told or made, `"<id>:<version>"`. Send it as If-Match to write.',
             "schema": {"type": "string", "example": f'"{examples.ID}:3"'}},
    "Location": {"description": "The address of what was made.", "required": True,
                 "schema": {"type": "string", "example": f"/api/v1/collaborations/{examples.ID}"}},
    "Retry-After": {"description": "After how many seconds to try again.",
                    "schema": {"type": "string", "example": "5"}},
    "Allow": {"description": "The methods that this address has.",
              "schema": {"type": "string", "example": "GET, HEAD"}},
    "WWW-Authenticate": {"description": "Which credential is asked for, and what is wrong with the one sent.",
                         "required": True, "schema": {"type": "string", "example": 'Bearer realm="kvcase"'}},
    "Idempotency-Replayed": {"description": "`true` when the first answer to this Idempotency-Key is given again.",
                             "schema": {"type": "string", "example": "true"}},
    "Kvcase-As-Of": {"description": "Of when an answer about the past is: position and instant.",
                     "schema": {"type": "string", "example": "p3400 2026-03-31T23:59:59.999999Z"}},
}  # fmt: skip

_TOLD_BY: Mapping[int, tuple[str, ...]] = {401: ("WWW-Authenticate",), 405: ("Allow",), 429: ("Retry-After",),
                                           503: ("Retry-After",)}  # fmt: skip
"""The headers of a refusal, by its status."""

_OF_THE_PROTOCOL = (400, 405, 408, 413, 414, 431)
"""What the framework refuses by itself, in the words of HTTP."""

PROBLEMS: Mapping[str, tuple[int, str]] = {
    **{HTTPStatus(each).phrase.lower().replace(" ", "-"): (each, HTTPStatus(each).phrase) for each in _OF_THE_PROTOCOL},
    **errors.STATUS,
}
"""Every problem that may be answered: its status and its title."""

_GATE = {
    "gate_id": "G3/8b1d2f5e",
    "kind": "licence_missing",
    "rule_id": "G3",
    "source": "Regulation (EU) 2021/821, art. 3",
    "reason": "An export licence is required, and none is in force.",
    "blocks": ["share"],
    "scope": "whole",
    "closed_by": "Attach a licence that covers it.",
    "subject": None,
    "legal": True,
    "work_package": None,
}
_RULE = {"rule_id": "G6", "source": "Guideline on research security, step 4"}
_WRONG: Mapping[str, Json] = {
    "malformed-body": {"field": "", "rule": "is empty", "expected": "one JSON object; {} for a command without fields"},
    "unusable-precondition": {"field": "If-Match", "rule": "is not one strong entity tag of this API",
                              "expected": f'"{examples.ID}:3"'},
    "unusable-query": {"field": "limit", "rule": "is out of range", "expected": "1 to 200"},
    "unusable-input": {"field": "title", "rule": "is missing", "expected": "a text"},
    "precondition-required": {"field": "If-Match", "rule": "is missing", "expected": f'"{examples.ID}:3"'},
    "stale-version": {"field": "If-Match", "rule": "is the tag of something else", "expected": f'"{examples.ID}:3"'},
}  # fmt: skip
_MORE: Mapping[str, Json] = {
    "gates-open": {"blocked": "share", "gates": [_GATE]},
    "rule-refused": _RULE,
    "not-permitted": {**_RULE, "allowed": ["contact_point_officer"]},
}
"""What a problem tells beside what all tell."""

_FIRST = "collaborations"
_ALWAYS = frozenset({401, 403, 429, 503}) & {status for status, _ in PROBLEMS.values()}
"""What any operation may answer."""


def complete(document: Json) -> Json:
    """Return the document with all that follows from what is registered."""
    components = document["components"]
    components["securitySchemes"] = dict(SCHEMES)
    components["headers"] = {**components.get("headers", {}), **_HEADERS}
    components["examples"] = {code: _example(code) for code in PROBLEMS}
    components["responses"] = {**_shared(components), **{_named(each): _refusal(each) for each in _statuses()}}
    for path, operation in _operations(document):
        said = operation["responses"]
        refused = {int(each) for each in said if each.isdecimal() and each >= "400"} | _ALWAYS
        refused |= {408} if "requestBody" in operation else set()
        refused |= {414} if any(each["in"] == "query" for each in operation.get("parameters", ())) else set()
        said.update({str(status): reference(status) for status in sorted(refused) if status in _statuses()})
        said.pop("default", None)
        _tell(operation, components["schemas"])
        _link(document, path, operation)
    for schema in components["schemas"].values():
        if schema.get("type") == "object" and "properties" in schema and "examples" not in schema:
            schema["examples"] = [examples.of(schema, components["schemas"])]
    document["servers"] = [{"url": "/", "description": "This installation."}]
    return document


def reference(status: int) -> Json:
    """Return what stands at an operation for a refusal with this status."""
    return {"$ref": f"#/components/responses/{_named(status)}"}


def _statuses() -> list[int]:
    return sorted({status for status, _ in PROBLEMS.values()})


def _named(status: int) -> str:
    return f"Problem{status}"


def _example(code: str) -> Json:
    status, title = PROBLEMS[code]
    value = {
        "type": f"urn:kvcase:problem:{code}",
        "title": title,
        "status": status,
        "detail": f"{title}.",
        "instance": f"/api/v1/{_FIRST}",
        "errors": [_WRONG[code]] if code in _WRONG else [],
        **_MORE.get(code, {}),
    }
    return {"summary": title, "value": value}


def _refusal(status: int) -> Json:
    codes = [code for code, (its, _) in PROBLEMS.items() if its == status]
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
    }
    headers = {name: _header(name) for name in _TOLD_BY.get(status, ())}
    told = {"description": "; ".join(PROBLEMS[code][1] for code in codes), "content": {_PROBLEM: content}}
    return {**told, **({"headers": headers} if headers else {})}


def _shared(components: Json) -> Json:
    """Return the responses that the framework named, without its own words for refusals."""
    return {name: each for name, each in components.get("responses", {}).items() if name == "NOT_MODIFIED"}


def _operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, each in document["paths"].items():
        for method in ("get", "post", "put", "patch", "delete"):
            if method in each:
                yield path, each[method]


def _tell(operation: Json, schemas: Json) -> None:
    """Say which headers an operation answers with: the version where it tells one, where the new thing stands."""
    parameters = {each.get("name") for each in operation.get("parameters", ())}
    for status, response in operation["responses"].items():
        if not status.startswith("2"):
            continue
        names = ["Location"] if status == "201" else []
        names += ["ETag"] if _tells_version(response, schemas) else []
        names += ["Idempotency-Replayed"] if "Idempotency-Key" in parameters else []
        names += ["Kvcase-As-Of"] if "as_of" in parameters else []
        if names:
            response.setdefault("headers", {}).update({name: _header(name) for name in names})
    if "If-None-Match" in parameters:
        headers = {"ETag": _header("ETag")}
        operation["responses"]["304"] = {"description": "Nothing happened since that version.", "headers": headers}


def _tells_version(response: Json, schemas: Json) -> bool:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    named = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    return "version" in named.get("properties", {})


def _link(document: Json, path: str, operation: Json) -> None:
    """Lead from what was made to the addresses of that very thing."""
    made = operation["responses"].get("201")
    if made is None:
        return
    links: Json = {}
    for other, each in _operations(document):
        if other.startswith(f"{path}/{{identifier}}"):
            parameters = {"identifier": "$response.body#/id"}
            if any(one.get("name") == "If-Match" for one in each.get("parameters", ())):
                parameters["header.If-Match"] = "$response.header.ETag"
            links[each["operationId"]] = {"operationId": each["operationId"], "parameters": parameters}
    if links:
        made["links"] = links


def _header(name: str) -> Json:
    return {"$ref": f"#/components/headers/{name}"}


def resolve(document: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a reference of the document leads to, or the value itself."""
    found: Any = document
    if "$ref" not in value:
        return value
    for step in str(value["$ref"]).removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)
