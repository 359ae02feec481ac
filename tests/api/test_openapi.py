"""The OpenAPI document says what is served: every address, every command with its fields."""

import re
from dataclasses import fields
from typing import Any

import jsonschema_rs
import pytest

from api.rest import commands, errors, schemas
from domain.collaboration.topic import ClassifyTopic, ControlCode
from domain.registry import AGGREGATES
from tests.api.house import API, House


@pytest.fixture(scope="module")
def document(house: House) -> dict[str, Any]:
    response = house.app.test_client().get(f"{API}/openapi.json")
    assert response.status_code == 200
    assert isinstance(response.json, dict)
    return response.json


def test_it_is_openapi_3_1_and_open_to_everyone(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    schemes = document["components"]["securitySchemes"]
    assert {name: (each["type"], each["scheme"]) for name, each in schemes.items()} == {
        "key": ("http", "bearer"),
        "token": ("http", "bearer"),
    }
    assert document["security"] == [{"key": []}, {"token": []}]


def test_every_address_of_the_api_stands_in_it(house: House, document: dict[str, Any]) -> None:
    served = {
        re.sub(r"<(?:uuid:)?([a-z_]+)>", r"{\1}", rule.rule)
        for rule in house.app.url_map.iter_rules()
        if rule.rule.startswith(API) and not rule.rule.endswith(("openapi.json", "/docs"))
    }
    assert served == set(document["paths"])


def test_every_operation_has_a_name_of_its_own_a_summary_and_its_refusals(document: dict[str, Any]) -> None:
    operations = [each for path in document["paths"].values() for name, each in path.items() if name in {"get", "post"}]
    assert len({each["operationId"] for each in operations}) == len(operations)
    for each in operations:
        assert each["summary"]
        assert {"401", "403"} <= set(each["responses"])
        for status, response in each["responses"].items():
            if status >= "400":
                assert set(_follow(document, response["$ref"])["content"]) == {"application/problem+json"}


FILES = ("/dossier", "/letter", "/handouts/registers/{name}", "/fwo/portfolio/table")
QUESTIONS = ("/screening/match", "/jobs/rescreen", "/check-sharing", *FILES)
"""Where a POST is no command: nothing is written, or nothing that a caller has read."""


def test_every_command_lists_its_fields_and_refuses_others(document: dict[str, Any]) -> None:
    count = 0
    for aggregate in commands.exposed():
        for spec in filter(commands.is_exposed, aggregate.commands.values()):
            count += 1
            schema = document["components"]["schemas"][spec.type.__name__]
            wanted = {each.name for each in fields(spec.type)}
            assert set(schema.get("properties", {})) == (wanted if spec.opens else wanted - {aggregate.id_field})
            assert schema["additionalProperties"] is False
    assert (
        count == len([path for path in document["paths"].values() if "post" in path]) - len(QUESTIONS) - 1
    )  # two dossiers


def test_a_write_to_what_exists_asks_for_if_match(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        if "post" in operations and "{identifier}" in path and not path.endswith(QUESTIONS):
            header = next(each for each in operations["post"]["parameters"] if each.get("name") == "If-Match")
            assert header["required"] is True
            assert {"412", "428"} <= set(operations["post"]["responses"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    missing = [each for each in _references(document) if _follow(document, each) is None]
    assert missing == []


def test_a_schema_knows_nested_values_and_defaults() -> None:
    body = {
        "rationale": "Read it.",
        "control_codes": [{"code": "9A012", "annex_version": "2025/2003", "certainty": "confirmed"}],
    }
    loaded = schemas.of(ClassifyTopic, without="case_id")().load(body)
    (code,) = loaded["control_codes"]
    assert isinstance(code, ControlCode)
    assert isinstance(loaded["control_codes"], tuple)
    assert set(loaded) == set(body)


def test_every_command_of_the_model_has_a_form_in_json() -> None:
    """A field of a new kind fails here, and not when somebody sends it."""
    for aggregate in AGGREGATES:
        for spec in aggregate.commands.values():
            assert schemas.of(spec.type)


def test_every_schema_of_an_object_has_an_example_that_it_takes(document: dict[str, Any]) -> None:
    schemas_ = document["components"]["schemas"]
    tried = 0
    for name, schema in schemas_.items():
        if schema.get("type") == "object" and "properties" in schema:
            tried += 1
            (example,) = schema["examples"]
            assert list(_validator(document, schema).iter_errors(example)) == [], name
    assert tried > 200


def test_every_problem_that_may_be_answered_is_told_with_an_example(document: dict[str, Any]) -> None:
    told = document["components"]["examples"]
    assert errors.STATUS.keys() <= told.keys()
    problem = _validator(document, document["components"]["schemas"]["Problem"])
    for code, each in told.items():
        assert list(problem.iter_errors(each["value"])) == [], code
        assert each["value"]["type"] == f"urn:kvcase:problem:{code}"
        shown = document["components"]["responses"][f"Problem{each['value']['status']}"]
        assert code in shown["content"]["application/problem+json"]["examples"]


def test_a_body_that_the_document_shows_is_taken_by_its_schema(document: dict[str, Any]) -> None:
    for aggregate in commands.exposed():
        for spec in filter(commands.is_exposed, aggregate.commands.values()):
            (example,) = document["components"]["schemas"][spec.type.__name__]["examples"]
            schema = schemas.of(spec.type, without=None if spec.opens else aggregate.id_field)
            assert schema().validate(example) == {}, spec.name


def test_answers_tell_their_headers(document: dict[str, Any]) -> None:
    made = document["paths"][f"{API}/collaborations"]["post"]["responses"]["201"]
    assert {"Location", "ETag", "Idempotency-Replayed"} <= set(made["headers"])
    assert made["links"]["get-collaboration"]["parameters"] == {"identifier": "$response.body#/id"}
    read = document["paths"][f"{API}/collaborations/{{identifier}}"]["get"]["responses"]
    assert {"ETag", "Kvcase-As-Of"} <= set(read["200"]["headers"])
    assert "304" in read
    assert "Retry-After" in document["components"]["responses"]["Problem503"]["headers"]
    assert "WWW-Authenticate" in document["components"]["responses"]["Problem401"]["headers"]


def test_every_link_leads_to_an_operation(document: dict[str, Any]) -> None:
    names = {each["operationId"] for path in document["paths"].values() for each in path.values() if "tags" in each}
    linked = [
        link["operationId"]
        for path in document["paths"].values()
        for each in path.values()
        if "tags" in each
        for response in each["responses"].values()
        for link in response.get("links", {}).values()
    ]
    assert linked
    assert set(linked) <= names


def _validator(document: dict[str, Any], schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    whole = {**schema, "components": {"schemas": document["components"]["schemas"]}}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return here + [each for inner in value.values() for each in _references(inner)]
    return [each for inner in value for each in _references(inner)] if isinstance(value, list) else []


def _follow(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step) if isinstance(found, dict) else None
    return found
