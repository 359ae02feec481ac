"""The OpenAPI document says what is served: every address, every command with its fields."""

import re
from dataclasses import fields
from typing import Any

import pytest

from api.rest import commands, schemas
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
    assert document["components"]["securitySchemes"] == {"key": {"type": "http", "scheme": "bearer"}}
    assert document["security"] == [{"key": []}]


def test_every_address_of_the_api_stands_in_it(house: House, document: dict[str, Any]) -> None:
    served = {
        re.sub(r"<(?:uuid:)?([a-z_]+)>", r"{\1}", rule.rule)
        for rule in house.app.url_map.iter_rules()
        if rule.rule.startswith(API) and not rule.rule.endswith("openapi.json")
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
                assert set(response["content"]) == {"application/problem+json"}


FILES = ("/documents", "/collaborations/import")
"""Where a POST carries a file, and no fields."""

QUESTIONS = ("/screening/match", "/jobs/rescreen", "/check-sharing")
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
    assert count == len([path for path in document["paths"].values() if "post" in path]) - len(QUESTIONS + FILES)


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


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return here + [each for inner in value.values() for each in _references(inner)]
    return [each for inner in value for each in _references(inner)] if isinstance(value, list) else []


def _follow(document: dict[str, Any], reference: str) -> object:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step) if isinstance(found, dict) else None
    return found
