"""Who may use which address, in stories; tests/access tries every cell of the table."""

from http.cookies import SimpleCookie

import pytest
from flask import Flask

from api import access
from api.access import FWO, SHARED
from api.rest import commands
from domain.errors import NotPermittedError, UnusableInputError
from domain.registry import AGGREGATES
from domain.values import Actor, Role
from tests.api.house import API, HERE, THERE, House, answered, identifier
from tests.api.visitor import Visitor


def test_an_address_that_nobody_declared_is_refused_to_everyone() -> None:
    app = Flask("bare")
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.add_url_rule("/api/v1/new", "new", lambda: "open")
    app.before_request(access.guard)
    with pytest.raises(NotPermittedError, match="new is for nobody"):
        app.test_client().get("/api/v1/new")


def test_every_command_is_open_to_exactly_the_roles_of_its_table(house: House) -> None:
    declared = access.table(house.app)
    for aggregate in AGGREGATES:
        for spec in aggregate.commands.values():
            found = [row for name, row in declared.items() if name.endswith(f"-{spec.name}") and "." in name]
            named = [row for row in found if row.roles == spec.roles - {Role.SERVICE}]
            exposed = bool(spec.roles - {Role.SERVICE}) and spec.name not in commands.NOT_AS_JSON
            assert bool(named) == exposed, spec.name


def test_the_fwo_reads_its_portfolio_and_nothing_else(house: House) -> None:
    assert house.monitor.get("/fwo/portfolio").status_code == 200
    assert house.officer.get("/fwo/portfolio").status_code == 403
    with pytest.raises(UnusableInputError, match="fwo_monitor at fwo"):
        house.person("false-monitor", Role.FWO_MONITOR)
    case = house.researcher.notify(funder_scheme=None)
    for path in ("", f"/{case.id}", f"/{case.id}/history", f"/{case.id}/gates"):
        assert house.monitor.get(f"/collaborations{path}").status_code == 403


@pytest.mark.parametrize(
    ("role", "institution", "right"),
    [
        (Role.CONTACT_POINT_OFFICER, SHARED, "contact_point_officer at an institution"),
        (Role.RESEARCHER, FWO, "one of fwo_monitor, or researcher at an institution"),
        (Role.ADMIN, FWO, "admin at an institution or shared"),
        (Role.FWO_MONITOR, HERE, "fwo_monitor at fwo"),
    ],
)
def test_a_key_is_for_a_role_that_means_something_there(house: House, role: Role, institution: str, right: str) -> None:
    with pytest.raises(UnusableInputError, match=right):
        house.program.keys.create(Actor("odd", institution, frozenset({role})))


def test_another_institution_does_not_know_that_a_case_exists(house: House) -> None:
    case = house.researcher.notify()
    for path in ("", "/history", "/gates", "/hits"):
        foreign = house.stranger.get(f"/collaborations/{case.id}{path}")
        unknown = house.stranger.get(f"/collaborations/{identifier('nowhere')}{path}")
        assert (foreign.status_code, foreign.problem) == (404, "not-found")
        assert foreign.text.replace(case.id, "") == unknown.text.replace(identifier("nowhere"), "")
    written = house.stranger.post(f"/collaborations/{case.id}/withdraw", {"reason": "x"}, if_match=case.etag)
    assert written.status_code == 404
    assert case.id not in house.stranger.get("/collaborations").text


def test_the_institution_comes_from_the_key_and_nothing_else(house: House) -> None:
    before = house.events(HERE), house.events(THERE)
    house.stranger.notify()
    assert (house.events(HERE), house.events(THERE)) == (before[0], before[1] + 1)


def test_what_is_shared_is_changed_at_shared_only(house: House) -> None:
    admin = house.person("one-admin", Role.ADMIN)
    assert admin.post("/lists", {}).status_code == 403
    assert house.keeper.post("/lists", {}).status_code == 422


def test_the_id_of_a_case_names_nothing_else(house: House) -> None:
    case = house.researcher.notify()
    answer = house.officer.post(f"/parties/{case.id}/amend", {"reason": "x"}, if_match=case.etag)
    nowhere = identifier("no")
    nothing = house.officer.post(f"/parties/{nowhere}/amend", {"reason": "x"}, if_match=f'"{nowhere}:1"')
    assert (answer.status_code, nothing.status_code) == (404, 404)
    assert answer.text.replace(case.id, "") == nothing.text.replace(nowhere, "")
    taken = house.officer.post("/parties", {"party_id": case.id, "name": "Instituut Dijk", "country": "NL"})
    assert (taken.status_code, taken.json["rule_id"]) == (409, "exists")


def test_a_researcher_knows_own_cases_only(house: House) -> None:
    mine, theirs = house.researcher.notify(), house.other_researcher.notify()
    for path in ("", "/history", "/gates"):
        assert house.researcher.get(f"/collaborations/{mine.id}{path}").status_code == 200
        assert house.researcher.get(f"/collaborations/{theirs.id}{path}").status_code == 404
    listed = house.other_researcher.get("/collaborations?limit=200").json["items"]
    assert theirs.id in {row["case_id"] for row in listed}
    assert {row["notified_by"] for row in listed} == {"ruben"}
    written = house.researcher.post(f"/collaborations/{theirs.id}/withdraw", {"reason": "x"}, if_match=theirs.etag)
    assert written.status_code == 404


def test_a_researchers_pages_hold_own_cases_whatever_lies_between(house: House) -> None:
    sender = house.person("rik", Role.RESEARCHER)
    mine = []
    for _ in range(3):
        mine.append(sender.notify().id)
        house.researcher.notify()
    first = sender.get("/collaborations?limit=2").json
    rest = sender.get(f"/collaborations?limit=2&after={first['next']}").json
    assert [row["case_id"] for row in first["items"] + rest["items"]] == mine
    assert rest["next"] is None


def test_an_auditor_reads_every_case_with_personal_texts_withheld(house: House) -> None:
    case = house.researcher.notify(title="A title nobody else may read")
    row = house.auditor.get(f"/collaborations/{case.id}").json
    assert (row["title"], row["reference"]) == ("[withheld]", case.reference)
    told = house.auditor.get(f"/collaborations/{case.id}/history").json["items"][0]
    assert told["data"]["title"] == told["data"]["summary"] == "[withheld]"
    assert told["actor"]["id"] == "rosa"
    assert "A title" not in house.auditor.get("/collaborations").text
    both = house.person("auditor and researcher", Role.AUDITOR, Role.RESEARCHER)
    assert both.get(f"/collaborations/{case.id}").json["title"] == "[withheld]"
    assert house.auditor.get("/collaborations?text=title").status_code == 403
    assert house.officer.get(f"/collaborations/{case.id}").json["title"] == "A title nobody else may read"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN, Role.SERVICE, Role.DATA_PROTECTION_OFFICER])
def test_who_keeps_the_program_sees_no_case(house: House, role: Role) -> None:
    case = house.researcher.notify()
    who = house.person(f"one-{role}", role)
    for path in ("", f"/{case.id}", f"/{case.id}/history", f"/{case.id}/gates", f"/{case.id}/hits"):
        assert who.get(f"/collaborations{path}").status_code == 403


KEYS = {
    "none": None,
    "no scheme": "kv_1_2",
    "basic": "Basic cm9zYTpyb3Nh",
    "unknown": "Bearer kv_0123456789ab_unknown",
    "empty": "Bearer ",
    "not ascii": "Bearer kv_\u00e9_x",
    "very long": "Bearer " + "k" * 5_000,
    "injection": "Bearer kv_' OR 1=1 --_x",
}


@pytest.mark.parametrize("value", KEYS.values(), ids=KEYS)
def test_without_a_valid_key_nothing_opens(house: House, value: str | None) -> None:
    headers = {} if value is None else {"Authorization": value}
    answer = answered(house.app.test_client().get(f"{API}/collaborations", headers=headers))
    assert (answer.status_code, answer.problem) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_opens_nothing(house: House) -> None:
    who = house.person("soon-gone", Role.CONTACT_POINT_OFFICER)
    assert who.get("/collaborations").status_code == 200
    house.program.keys.revoke(who.key.split("_")[1])
    assert who.get("/collaborations").status_code == 401


def test_the_api_takes_no_cookie(house: House) -> None:
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    assert visitor.get("/cases").status_code == 200
    response = visitor.get(f"{API}/collaborations")
    assert response.status_code == 401
    visitor.holds(house.officer.key)
    assert visitor.get(f"{API}/collaborations").status_code == 401
    assert not SimpleCookie(response.headers.get("Set-Cookie", ""))
