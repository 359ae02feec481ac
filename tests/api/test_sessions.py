"""Sessions at the pages: a random id and nothing else in the browser, and every end there is."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from api.app import create_app
from api.settings import ApiSettings
from domain.values import Actor, Role
from tests.api import tokens
from tests.api.house import API, HERE
from tests.api.tokens import Gate
from tests.api.visitor import OURS, Visitor

OFFICER = Actor("olga", HERE, frozenset({Role.CONTACT_POINT_OFFICER}))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with tokens.opened(tmp_path_factory.mktemp("sessions")) as gate:
        yield gate


@pytest.fixture
def gate(shared: Gate) -> Iterator[Gate]:
    before = shared.ahead[0]
    yield shared
    shared.house.program.doors.sessions.end_all("a test")
    shared.ahead[0] = before


def signed_in(gate: Gate, key: str = "") -> Visitor:
    visitor = Visitor(gate.house.app)
    key = key or gate.house.program.keys.create(OFFICER)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def told(gate: Gate, what: str) -> list[object]:
    return [each.told.get("why") for each in gate.house.program.keys.changes() if each.what == what]


def test_a_key_is_exchanged_for_a_session_and_stands_nowhere_in_the_browser(gate: Gate) -> None:
    key = gate.house.program.keys.create(OFFICER)
    visitor = signed_in(gate, key)
    assert visitor.get("/cases").status_code == 200
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", visitor.cookie)
    assert key.split("_", 2)[2] not in visitor.cookie
    stored = (gate.folder / "data").rglob("shared*")
    assert not any(visitor.cookie.encode() in each.read_bytes() for each in stored), "only its hash is kept"


def test_the_cookie_is_kept_from_scripts_and_other_sites(gate: Gate) -> None:
    visitor = Visitor(gate.house.app)
    cookie = visitor.sign_in(gate.house.program.keys.create(OFFICER)).headers["Set-Cookie"]
    assert sorted(cookie.split("; ")[1:]) == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_behind_https_no_other_host_can_set_the_cookie(gate: Gate) -> None:
    app: Flask = create_app(gate.house.program.ports, settings=ApiSettings(secure_cookies=True))
    cookie = app.test_client().get("/", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-kvcase=")
    assert sorted(cookie.split("; ")[1:]) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


@pytest.mark.parametrize("key", ["", "kv_1_2", "x" * 2_000, "\x00", "\u00e9"])
def test_a_key_that_is_not_known_signs_nobody_in(gate: Gate, key: str) -> None:
    visitor = Visitor(gate.house.app)
    answer = visitor.post("/sign-in", key=key)
    assert (answer.status_code, "not known" in answer.text) == (401, True)
    assert visitor.get("/cases").status_code == 401
    assert told(gate, "sign-in-refused")


FOREIGN = {
    "nothing said": {},
    "another site": {"Origin": "https://evil.example"},
    "null": {"Origin": "null"},
    "cross-site": {"Sec-Fetch-Site": "cross-site", **OURS},
    "same-site": {"Sec-Fetch-Site": "same-site", **OURS},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/institution", "/break-glass"])
def test_a_form_of_another_site_is_refused(gate: Gate, path: str, headers: dict[str, str]) -> None:
    visitor = signed_in(gate)
    answer = visitor.client.post(path, data={"csrf_token": visitor.token()}, headers=headers)
    assert answer.status_code == 403
    assert visitor.get("/cases").status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/institution", "/break-glass"])
def test_a_form_without_the_token_of_this_browser_is_refused(gate: Gate, path: str) -> None:
    visitor, other = signed_in(gate), signed_in(gate)
    for token in ("", "nonsense", other.token()):
        answer = visitor.client.post(path, data={"csrf_token": token}, headers=OURS)
        assert (answer.status_code, "not of this browser" in answer.text) == (403, True)
    assert visitor.get("/cases").status_code == 200


def test_a_form_of_before_the_sign_in_is_refused_after_it(gate: Gate) -> None:
    visitor = Visitor(gate.house.app)
    before = visitor.token()
    visitor.sign_in(gate.house.program.keys.create(OFFICER))
    assert visitor.client.post("/sign-out", data={"csrf_token": before}, headers=OURS).status_code == 403


def test_signing_out_ends_the_session_and_not_only_the_cookie(gate: Gate) -> None:
    visitor = signed_in(gate)
    cookie = visitor.cookie
    assert visitor.post("/sign-out").headers["Location"] == "/"
    assert visitor.cookie == ""
    visitor.holds(cookie)
    assert visitor.get("/cases").status_code == 401


def test_a_session_ends_after_half_an_hour_without_use(gate: Gate) -> None:
    visitor = signed_in(gate)
    for _ in range(3):
        gate.later(minutes=29)
        assert visitor.get("/cases").status_code == 200
    gate.later(minutes=30)
    answer = visitor.get("/cases")
    assert (answer.status_code, "has ended" in answer.text) == (401, True)
    assert told(gate, "session-ended")[-1] == "it was not used"


def test_a_session_ends_after_eight_hours_however_busy(gate: Gate) -> None:
    visitor = signed_in(gate)
    for _ in range(24):
        assert visitor.get("/cases").status_code == 200
        gate.later(minutes=20)
    assert visitor.get("/cases").status_code == 401
    assert told(gate, "session-ended")[-1] == "its time was over"


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_a_session_ends_with_the_key_that_it_stands_on(gate: Gate, end: str) -> None:
    key = gate.house.program.keys.create(OFFICER, days=1)
    gate.later(days=1, minutes=-5)
    visitor = signed_in(gate, key)
    if end == "revoked":
        gate.house.program.keys.revoke(key.split("_")[1])
    else:
        gate.later(minutes=5)
    assert visitor.get("/cases").status_code == 401
    assert told(gate, "session-ended")[-1] == "taken away or changed"


def test_what_a_key_does_not_open_its_session_does_not_open(gate: Gate) -> None:
    key = gate.house.program.keys.create(OFFICER, scopes=frozenset({"collaborations/notify"}))
    assert signed_in(gate, key).get("/cases").status_code == 403


def test_who_signs_in_anew_leaves_no_session_behind(gate: Gate) -> None:
    visitor = signed_in(gate)
    first = visitor.cookie
    visitor.sign_in(gate.house.program.keys.create(OFFICER))
    second = visitor.cookie
    assert len(gate.house.program.doors.sessions.all()) == 1
    visitor.holds(first)
    assert visitor.get("/cases").status_code == 401
    visitor.holds(second)
    assert visitor.get("/cases").status_code == 200


def test_an_operator_ends_one_session_and_no_other(gate: Gate) -> None:
    visitor, other = signed_in(gate), signed_in(gate)
    sessions = gate.house.program.doors.sessions
    first, second = sessions.all()
    assert first.actor == second.actor == "olga"
    sessions.end_named(first.session_id, "an operator")
    assert sorted(each.get("/cases").status_code for each in (visitor, other)) == [200, 401]
    assert sessions.end_all("an operator") == 1
    assert [each.get("/cases").status_code for each in (visitor, other)] == [401, 401]


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "a" * 4_000, "%00" * 43, '"' * 43])
def test_a_cookie_that_is_none_of_ours_opens_nothing(gate: Gate, cookie: str) -> None:
    visitor = Visitor(gate.house.app)
    visitor.holds(cookie)
    assert visitor.get("/cases").status_code == 401
    assert visitor.get("/").status_code == 200


def test_the_api_and_what_is_static_set_no_cookie_and_read_none(gate: Gate) -> None:
    visitor = signed_in(gate)
    for path in (f"{API}/collaborations", f"{API}/openapi.json", "/health/live", "/static/kvcase.css"):
        with visitor.get(path) as answer:
            assert "Set-Cookie" not in answer.headers
            assert (answer.status_code == 401) == path.endswith("collaborations")


def test_two_people_at_two_browsers_are_two_people(gate: Gate) -> None:
    other = gate.house.program.keys.create(Actor("bart", HERE, frozenset({Role.AUDITOR})))
    first, second = signed_in(gate), signed_in(gate, other)
    assert "olga" in first.get("/account").text
    assert "bart" in second.get("/account").text


def test_a_page_of_signing_in_speaks_the_language_that_is_asked_for(gate: Gate) -> None:
    visitor = Visitor(gate.house.app)
    page = visitor.get("/", Accept_Language="nl").text
    assert '<html lang="nl">' in page
    assert "Uw sleutel" in page
    assert "Your key" in visitor.get("/", Accept_Language="fr").text
