"""Signing in at an issuer that is a process of its own, spoken to over HTTP; and at one that answers oddly."""

import html
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.values import Role
from tests.api import oidc
from tests.api.house import HERE, THERE
from tests.api.oidc import Login, Odd, back, query_of, signs_in, title, with_query
from tests.api.visitor import Visitor

pytestmark = [pytest.mark.sockets]
OFFICER, ADMIN, AUDITOR = Role.CONTACT_POINT_OFFICER, Role.ADMIN, Role.AUDITOR


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with oidc.mock() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def login(request: pytest.FixtureRequest, provider: str, tmp_path: Path) -> Iterator[Login]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with oidc.opened(tmp_path, provider, url, label="Noordhaven") as found:
        yield found


@pytest.fixture
def light(provider: str, tmp_path: Path) -> Iterator[Login]:
    with oidc.opened(tmp_path, provider, label="Noordhaven") as found:
        yield found


@pytest.fixture
def strange(tmp_path: Path) -> Iterator[tuple[Login, Odd]]:
    with oidc.odd() as issuer, oidc.opened(tmp_path, issuer.address) as found:
        found.knows("anna", "anna", OFFICER)
        issuer.ahead = found.ahead
        yield found, issuer


def test_an_officer_signs_in_at_the_issuer_and_is_at_work(login: Login) -> None:
    login.knows("anna", "anna", OFFICER)
    visitor = login.visitor()
    assert "Sign in at Noordhaven" in visitor.get("/").text
    away = login.leaves(visitor)
    asked = query_of(away)
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == ("code", "S256", "openid")
    assert len(asked["state"]) > 40 < len(asked["nonce"])
    answer = visitor.get(signs_in(away, "anna"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/morning")
    assert visitor.get("/cases").status_code == 200
    assert login.told("signed-in")[0] | {"about": ""} == {
        "by": "anna", "about": "", "way": "issuer", "source": "noordhaven", "institution": HERE, "roles": [OFFICER],
    }  # fmt: skip
    assert visitor.post("/sign-out").status_code == 303
    assert visitor.get("/cases").status_code == 401
    assert [each["why"] for each in login.told("signed-out")] == ["signed out"]


def test_whoever_signs_out_is_offered_to_sign_out_at_the_issuer_too(provider: str, tmp_path: Path) -> None:
    after = "http://localhost/"
    with oidc.opened(tmp_path, provider, label="Noordhaven", after_sign_out=after) as found:
        found.knows("anna", "anna", OFFICER)
        visitor = found.visitor()
        visitor.get(signs_in(found.leaves(visitor), "anna"))
        left = visitor.post("/sign-out")
        assert (left.status_code, left.headers["Location"]) == (303, "/signed-out?at=noordhaven")
        page = visitor.get(left.headers["Location"])
        assert (page.status_code, title(page)) == (200, "You are signed out here")
        assert visitor.get("/cases").status_code == 401
        link = html.unescape(page.text.partition('class="door" href="')[2].partition('"')[0])
        assert link.startswith(f"{provider}/")
        assert query_of(link) == {"client_id": oidc.CLIENT, "post_logout_redirect_uri": after}
        with oidc.visit(link) as answer:
            assert (answer.status, after in answer.read().decode()) == (200, True)
        assert title(visitor.get("/signed-out?at=noordhaven", Accept_Language="nl")) == "U bent hier afgemeld"


def test_whoever_came_in_with_a_key_or_at_no_issuer_of_ours_is_sent_to_the_first_page(light: Login) -> None:
    visitor = light.visitor()
    visitor.sign_in(light.house.officer.key)
    assert visitor.post("/sign-out").headers["Location"] == "/"
    for path in ("/signed-out", "/signed-out?at=nobody", "/signed-out?at=https://evil.example"):
        assert visitor.get(path).headers["Location"] == "/"


@pytest.mark.parametrize("said", [None, 5, "http://evil.example/out", "javascript:alert(1)", "https://x y/"])
def test_an_issuer_without_a_way_out_that_we_would_go_is_said_to_have_none(
    strange: tuple[Login, Odd], said: object
) -> None:
    found, issuer = strange
    issuer.discovery = {"end_session_endpoint": said}
    visitor = found.visitor()
    assert _answered(found, visitor) == (303, "/morning")
    page = visitor.get(visitor.post("/sign-out").headers["Location"])
    assert "offers no way to do so from here" in page.text
    assert 'class="door"' not in page.text


def test_a_person_is_known_by_issuer_and_subject_and_never_by_mail(light: Login) -> None:
    light.knows("anna", "anna", OFFICER)
    light.knows("bart@noordhaven.example", "bart", OFFICER)
    visitor = light.visitor()
    stranger = visitor.get(signs_in(light.leaves(visitor), "anna@noordhaven.example"))
    assert (stranger.status_code, title(stranger)) == (403, "You have no role here")


def test_a_stranger_is_told_whom_to_ask_and_nothing_else(login: Login) -> None:
    visitor = login.visitor()
    before = visitor.cookie
    answer = visitor.get(signs_in(login.leaves(visitor), "nobody"), Accept_Language="nl")
    assert (answer.status_code, title(answer)) == (403, "U hebt hier geen rol")
    assert "beheerder" in answer.text
    assert "nobody" in answer.text, "what the administrator has to type"
    assert visitor.cookie == before
    assert visitor.get("/cases").status_code == 401
    assert login.told("sign-in-refused") == [
        {"by": "nobody", "about": "noordhaven", "way": "issuer", "why": "stranger"}
    ]


def test_a_replayed_answer_signs_nobody_in(light: Login) -> None:
    light.knows("anna", "anna", OFFICER)
    visitor = light.visitor()
    answer = signs_in(light.leaves(visitor), "anna")
    left_with = visitor.cookie
    assert visitor.get(answer).status_code == 303
    for cookie in (visitor.cookie, left_with):
        again = light.visitor()
        again.holds(cookie)
        refused = again.get(answer)
        assert (refused.status_code, title(refused)) == (400, "Nobody was signed in")
    assert visitor.get("/cases").status_code == 200, "who was signed in is so still"


def test_an_answer_in_another_browser_signs_nobody_in_and_the_right_one_still_may(light: Login) -> None:
    light.knows("anna", "anna", OFFICER)
    visitor, other = light.visitor(), light.visitor()
    answer = signs_in(light.leaves(visitor), "anna")
    refused = other.get(answer)
    assert (refused.status_code, title(refused)) == (400, "Nobody was signed in")
    assert other.get("/cases").status_code == 401
    assert visitor.get(answer).status_code == 303


def test_a_sign_in_that_took_too_long_signs_nobody_in(light: Login) -> None:
    visitor = light.visitor()
    answer = signs_in(light.leaves(visitor), "anna")
    light.later(minutes=10)
    assert visitor.get(answer).status_code == 400


def test_an_answer_to_another_nonce_signs_nobody_in(light: Login) -> None:
    light.knows("anna", "anna", OFFICER)
    visitor = light.visitor()
    answer = visitor.get(signs_in(with_query(light.leaves(visitor), nonce="n" * 43), "anna"))
    assert (answer.status_code, "not to this sign-in" in answer.text) == (400, True)
    assert visitor.get("/cases").status_code == 401


def test_who_refuses_at_the_issuer_is_told_so(light: Login) -> None:
    visitor = light.visitor()
    away = light.leaves(visitor)
    path = signs_in(away, None).partition("?")[0]
    answer = visitor.get(f"{path}?error=access_denied&state={query_of(away)['state']}")
    assert (answer.status_code, "did not sign you in" in answer.text) == (400, True)
    assert [each["why"] for each in light.told("sign-in-refused")] == ["issuer-said-no"]


def test_a_code_that_was_given_to_another_client_signs_nobody_in(light: Login) -> None:
    light.knows("anna", "anna", OFFICER)
    visitor = light.visitor()
    answer = visitor.get(signs_in(with_query(light.leaves(visitor), client_id="another"), "anna"))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "answer", ["", "?code=x", "?state=x", "?state=&code=x", "?code=x&state=" + "y" * 3_000, "?state=%00&code=%ff"]
)
def test_an_answer_to_nothing_signs_nobody_in(light: Login, answer: str) -> None:
    refused = light.visitor().get(f"/sign-in/back{answer}")
    assert (refused.status_code, title(refused)) == (400, "Nobody was signed in")


def test_the_page_that_was_wanted_is_reached(light: Login) -> None:
    light.knows("anna", "anna", OFFICER)
    visitor = light.visitor()
    wanted = visitor.get("/cases").text
    assert 'href="/?next=/cases"' in wanted
    assert "next=/cases?status%3Drunning" in visitor.get("/?next=/cases?status%3Drunning").text.replace("%3F", "?")
    away = light.leaves(visitor, next="/cases?status=running")
    assert visitor.get(signs_in(away, "anna")).headers["Location"] == "/cases?status=running"


ELSEWHERE = (
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%2f/evil.example",
    "javascript:x",
    "/cases//evil.example",
    "/cases\r\nX: y",
    " /cases",
    "/nowhere",
    "/api/v1/collaborations",
    "/static/kvcase.css",
    "/cases@evil.example",
    "/sign-in/back",
    "/sign-in/at/noordhaven",
    "/sign-out",
    "cases",
    "/" + "a" * 600,
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_a_sign_in(light: Login, path: str) -> None:
    visitor = light.visitor()
    for page in ("/", "/sign-in/at/noordhaven"):
        refused = visitor.client.get(page, query_string={"next": path})
        assert (refused.status_code, "Location" in refused.headers) == (400, False), page
    assert visitor.post("/sign-in", key="kv_1_2", next=path).status_code == 400


def test_a_sign_in_does_not_begin_at_another_site(light: Login) -> None:
    assert light.visitor().get("/sign-in/at/noordhaven", Sec_Fetch_Site="cross-site").status_code == 403


def test_there_is_no_sign_in_at_an_issuer_that_nobody_configured(light: Login) -> None:
    assert light.visitor().get("/sign-in/at/nobody").status_code == 404


def test_the_browser_is_known_by_another_id_after_each_sign_in(light: Login) -> None:
    light.knows("anna", "anna", OFFICER)
    planted = "a" * 43
    visitor, attacker = light.visitor(), light.visitor()
    for each in (visitor, attacker):
        each.holds(planted)
    visitor.get(signs_in(light.leaves(visitor), "anna"))
    first = visitor.cookie
    assert first != planted
    assert attacker.get("/cases").status_code == 401
    visitor.get(signs_in(light.leaves(visitor), "anna"))
    attacker.holds(first)
    assert visitor.cookie != first
    assert (visitor.get("/cases").status_code, attacker.get("/cases").status_code) == (200, 401)


def test_a_member_of_several_institutions_chooses_one_and_may_choose_again(login: Login) -> None:
    login.knows("anna", "anna", OFFICER, AUDITOR)
    login.knows("anna", "anna", ADMIN, at=THERE)
    visitor = login.visitor()
    assert visitor.get(signs_in(login.leaves(visitor), "anna")).headers["Location"] == "/institution"
    undecided = visitor.cookie
    assert visitor.get("/cases").status_code == 401
    assert visitor.get("/").headers["Location"] == "/institution"
    assert all(f'value="{each}"' in visitor.get("/institution").text for each in (HERE, THERE))
    assert visitor.post("/institution", institution="another").status_code == 400
    assert visitor.post("/institution", institution=HERE).headers["Location"] == "/morning"
    assert visitor.cookie != undecided
    told = visitor.get("/account").text
    assert "auditor, contact point officer" in told, "every role that one has there"
    assert visitor.post("/institution", institution=THERE).headers["Location"] == "/upkeep"
    assert visitor.get("/cases").status_code == 403
    assert [each["institution"] for each in login.told("signed-in")] == [HERE, THERE]


def test_a_session_ends_at_once_with_the_role_that_it_stands_on(login: Login) -> None:
    for change in ("removed", "given otherwise", "given again"):
        login.knows("anna", "anna", OFFICER)
        visitor = login.visitor()
        visitor.get(signs_in(login.leaves(visitor), "anna"))
        assert visitor.get("/cases").status_code == 200
        if change == "given otherwise":
            login.knows("anna", "anna", AUDITOR)
        else:
            login.forgets("anna")
        if change == "given again":
            login.knows("anna", "anna", OFFICER)
        assert login.house.program.doors.sessions.all() == ()
        answer = visitor.get("/cases")
        assert (answer.status_code, "session has ended" in answer.text) == (401, True), change


def test_an_issuer_that_is_down_is_503_with_a_time_to_come_back(tmp_path: Path) -> None:
    gone = f"http://127.0.0.1:{oidc.free_port()}"
    with oidc.opened(tmp_path, gone) as login:
        for _ in range(2):
            answer = login.visitor().get("/sign-in/at/noordhaven", Accept_Language="nl")
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
            assert "antwoordt niet" in answer.text


def test_an_odd_issuer_that_is_good_lets_in(strange: tuple[Login, Odd]) -> None:
    login, issuer = strange
    assert _answered(login) == (303, "/morning")
    assert issuer.form["grant_type"] == "authorization_code"
    assert len(issuer.form["code_verifier"]) == 43
    assert issuer.form["authorization"].startswith("Basic ")


def test_an_issuer_with_one_key_need_not_name_it_and_one_with_two_must(strange: tuple[Login, Odd]) -> None:
    login, issuer = strange
    issuer.header = {"kid": None}
    assert _answered(login) == (303, "/morning")
    issuer.keys = ("rsa-1", "rsa-2")
    login.later(minutes=61)
    assert _answered(login)[0] == 400


ODD_CLAIMS: dict[str, dict[str, object]] = {
    "another audience": {"aud": "another"},
    "several audiences and none named": {"aud": [oidc.CLIENT, "another"]},
    "another party named": {"azp": "another"},
    "another issuer": {"iss": "https://login.example"},
    "no nonce": {"nonce": None},
    "another nonce": {"nonce": "another"},
    "a nonce that is a list": {"nonce": ["another"]},
    "expired": {"exp": 1_000_000_000},
    "no end": {"exp": None},
    "no subject": {"sub": None},
    "a subject that is a number": {"sub": 7},
    "a subject with a NUL": {"sub": "anna\u0000"},
}


@pytest.mark.parametrize("claims", ODD_CLAIMS.values(), ids=ODD_CLAIMS)
def test_a_token_that_says_something_else_signs_nobody_in(
    strange: tuple[Login, Odd], claims: dict[str, object]
) -> None:
    login, issuer = strange
    issuer.claims = claims
    assert _answered(login) == (400, "")


def test_a_token_of_another_key_or_algorithm_signs_nobody_in(strange: tuple[Login, Odd]) -> None:
    login, issuer = strange
    issuer.key = "rsa-2"
    assert _answered(login) == (400, "")
    issuer.key, issuer.header = "rsa-1", {"kid": "unknown"}
    assert _answered(login) == (400, "")


def test_an_answer_that_names_another_issuer_signs_nobody_in(strange: tuple[Login, Odd]) -> None:
    login, issuer = strange
    assert _answered(login, iss="https://login.example") == (400, "")
    assert _answered(login, iss=issuer.address) == (303, "/morning")


def test_an_issuer_that_names_itself_in_its_answers_must(strange: tuple[Login, Odd]) -> None:
    login, issuer = strange
    issuer.discovery = {"authorization_response_iss_parameter_supported": True}
    assert _answered(login) == (400, "")
    assert _answered(login, iss=issuer.address) == (303, "/morning")


TOKENS: dict[str, tuple[int, bytes, int]] = {
    "no token": (200, b"{}", 400),
    "a token that is none": (200, b'{"id_token": "x.y"}', 400),
    "a token that is a list": (200, b'{"id_token": ["x"]}', 400),
    "an error": (400, b'{"error": "invalid_grant"}', 400),
    "an odd error": (400, b'{"error": ["x"]}', 400),
    "no JSON": (200, b"<html>", 503),
    "deep JSON": (200, b"[" * 100_000, 503),
    "a list": (200, b"[]", 503),
    "too much": (200, b" " * 300_000, 503),
    "a fault": (500, b"", 503),
    "a redirect": (307, b"", 503),
}


@pytest.mark.parametrize(("status", "body", "answered"), TOKENS.values(), ids=TOKENS)
def test_an_issuer_that_gives_no_token_is_never_a_fault_of_ours(
    strange: tuple[Login, Odd], status: int, body: bytes, answered: int
) -> None:
    login, issuer = strange
    issuer.token = lambda _: (status, body)
    assert _answered(login)[0] == answered
    assert "/elsewhere" not in issuer.asked


def test_an_issuer_that_is_slow_is_not_waited_for(strange: tuple[Login, Odd], monkeypatch: pytest.MonkeyPatch) -> None:
    login, issuer = strange
    enough = threading.Event()

    def waits(_: str) -> tuple[int, bytes]:
        enough.wait(60)
        return 200, b"{}"

    issuer.token = waits
    monkeypatch.setattr("kvcase.oidc._TIMEOUTS", (0.2, 0.2))
    try:
        assert _answered(login)[0] == 503
    finally:
        enough.set()


def test_an_issuer_that_answers_drop_by_drop_is_cut_off(
    strange: tuple[Login, Odd], monkeypatch: pytest.MonkeyPatch
) -> None:
    login, _ = strange
    monkeypatch.setattr("kvcase.oidc.MAX_SECONDS", 0.0)
    assert login.visitor().get("/sign-in/at/noordhaven").status_code == 503


DISCOVERED: dict[str, dict[str, object]] = {
    "another issuer": {"issuer": "https://login.example"},
    "a token address without https": {"token_endpoint": "http://login.example/token"},
    "no keys": {"jwks_uri": None},
    "an authorization address of another kind": {"authorization_endpoint": "javascript:x"},
    "no way to show who we are": {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
}


@pytest.mark.parametrize("discovery", DISCOVERED.values(), ids=DISCOVERED)
def test_a_discovery_document_that_does_not_fit_leads_nowhere(
    strange: tuple[Login, Odd], discovery: dict[str, object]
) -> None:
    login, issuer = strange
    issuer.discovery = discovery
    assert login.visitor().get("/sign-in/at/noordhaven").status_code == 503


def test_nothing_of_a_credential_stands_in_a_log_or_the_book(
    strange: tuple[Login, Odd], caplog: pytest.LogCaptureFixture
) -> None:
    login, issuer = strange
    visitor = login.visitor()
    with caplog.at_level(logging.DEBUG):
        asked = query_of(login.leaves(visitor))
        visitor.get(f"/sign-in/back?state={asked['state']}&code={asked['nonce']}")
        visitor.get("/cases")
    token, cookie = issuer.signed(asked["nonce"]).split(".")[1], visitor.cookie
    written = caplog.text + str(login.house.program.keys.changes())
    for secret in (oidc.SECRET, asked["state"], issuer.form["code_verifier"], cookie, token):
        assert secret not in written


def _answered(login: Login, by: Visitor | None = None, **more: str) -> tuple[int, str]:
    """Return how a sign-in at the odd issuer ends: it takes the nonce that it shall say from the code."""
    visitor = by or login.visitor()
    asked = query_of(login.leaves(visitor))
    path = with_query(back(f"{oidc.BACK}?x=y"), state=asked["state"], code=asked["nonce"], **more)
    answer = visitor.get(path)
    return answer.status_code, answer.headers.get("Location", "")
