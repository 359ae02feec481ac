"""What is answered when nothing goes as it should, and what every answer carries."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import browser
from api.app import create_app
from api.headers import ALWAYS
from api.settings import ApiSettings
from kvcase.store.errors import StoreUnavailableError
from tests.api.house import API, NOTIFICATION, House, answered, identifier


def test_every_answer_carries_the_protecting_headers(house: House) -> None:
    client = house.app.test_client()
    for path in ("/", "/static/kvcase.css", "/health/live", f"{API}/openapi.json", f"{API}/collaborations", "/nowhere"):
        with client.get(path) as response:
            kept = {name: response.headers[name].replace("script-src 'self'", "script-src 'none'") for name in ALWAYS}
            assert kept == ALWAYS
            assert ("script-src 'self'" in response.headers["Content-Security-Policy"]) == browser.is_page(path)
            assert ("Set-Cookie" in response.headers) == (path == "/"), "a form is bound to a browser, and nothing else"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_a_method_that_is_not_there_says_which_are(house: House, method: str) -> None:
    answer = house.officer.send(method, "/collaborations", headers={})
    assert (answer.status_code, answer.problem) == (405, "method-not-allowed")
    assert {each.strip() for each in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS", "POST"}


def test_an_address_that_is_not_there_is_a_problem(house: House) -> None:
    answer = house.officer.get("/friends")
    assert (answer.status_code, answer.problem) == (404, "not-found")
    assert answer.json["instance"] == f"{API}/friends"
    assert "/api/v1/docs" in answer.json["detail"]


def test_a_role_that_may_not_is_told_in_words(house: House) -> None:
    answer = house.officer.post(f"/collaborations/{identifier('c')}/approve", {"grounds": "x"})
    told = "access: approve is for institution_approver [settled.md 4, 12: what is not declared is refused]"
    assert (answer.status_code, answer.json["detail"]) == (403, told)


def test_head_is_get_without_its_body(house: House) -> None:
    case = house.researcher.notify()
    answer = house.officer.send("HEAD", f"/collaborations/{case.id}", headers={})
    assert (answer.status_code, answer.text, answer.headers["ETag"]) == (200, "", case.etag)
    assert house.officer.send("HEAD", f"/collaborations/{identifier('x')}", headers={}).status_code == 404


def test_a_database_that_cannot_serve_is_503_with_a_time_to_come_back(house: House) -> None:
    answer = _failing(house, StoreUnavailableError("disk full")).post(
        f"{API}/collaborations", json=NOTIFICATION, headers=_key(house)
    )
    problem = answered(answer)
    assert (problem.status_code, problem.problem) == (503, "unavailable")
    assert problem.headers["Retry-After"] == "5"
    assert "disk" not in problem.text


def test_a_fault_of_ours_is_500_and_its_words_are_neither_told_nor_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = _failing(house, RuntimeError("Secret Person is ill")).post(
            f"{API}/collaborations", json={**NOTIFICATION, "title": "Secret title"}, headers=_key(house)
        )
    problem = answered(answer)
    assert (problem.status_code, problem.problem) == (500, "unexpected")
    assert "Secret" not in problem.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_a_refusal_logs_nothing_of_what_was_sent(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        house.researcher.post("/collaborations", {"title": "Secret title", "tenant": "Secret tenant"})
    assert "Secret" not in caplog.text


def test_live_needs_nothing_and_ready_tells_what_it_rests_on(house: House) -> None:
    client = house.app.test_client()
    assert client.get("/health/live").json == {"status": "live"}
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json is not None
    assert ready.json["ready"] is True


def test_what_is_not_ready_says_so_with_503(house: House) -> None:
    ports = replace(house.program.ports, ready=lambda: {"ready": False, "lag_events": {"noordhaven": 12}})
    response = create_app(ports, settings=ApiSettings()).test_client().get("/health/ready")
    assert response.status_code == 503
    assert response.json == {"ready": False, "lag_events": {"noordhaven": 12}}


def _failing(house: House, error: Exception) -> FlaskClient:
    def execute(*_: Any, **__: Any) -> Any:
        raise error

    app: Flask = create_app(replace(house.program.ports, execute=execute), settings=ApiSettings())
    return app.test_client()


def _key(house: House) -> dict[str, str]:
    return {"Authorization": f"Bearer {house.researcher.key}"}
