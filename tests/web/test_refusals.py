"""What a page says when it refuses: words for people, in the language of the page."""

import pytest

from api.rest import errors
from api.web import refusals
from api.web.keeping import common
from domain.values import Role
from tests.api.house import House, opened
from tests.api.visitor import OURS, Visitor
from tests.web.reading import Reader


@pytest.fixture(scope="module")
def administrator(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """Give an administrator who has signed in."""
    house = _house(tmp_path_factory)
    visitor = Visitor(house.app)
    assert visitor.sign_in(house.person("adam", Role.ADMIN).key).status_code == 303
    return visitor


def _house(tmp_path_factory: pytest.TempPathFactory) -> House:
    with opened(tmp_path_factory.mktemp("refusals") / "data") as house:
        return house


@pytest.mark.parametrize(
    ("lang", "title", "whom"),
    [("en", "Not for this role", "contact point officer"), ("nl", "Niet voor deze rol", "contactpunt")],
)
def test_who_may_not_is_told_in_words_for_whom_it_is(administrator: Visitor, lang: str, title: str, whom: str) -> None:
    answer = administrator.get("/cases", Accept_Language=lang)
    assert answer.status_code == 403
    assert f"<h1>{title}</h1>" in answer.text
    assert whom in answer.text
    for of_programs in ("contact_point_officer", "settled.md", "access:"):
        assert of_programs not in answer.text


@pytest.mark.parametrize(("lang", "title"), [("en", "Not found"), ("nl", "Niet gevonden")])
def test_what_is_not_there_is_told_without_the_addresses_of_programs(
    administrator: Visitor, lang: str, title: str
) -> None:
    answer = administrator.get("/nowhere", Accept_Language=lang)
    assert answer.status_code == 404
    assert f"<h1>{title}</h1>" in answer.text
    assert "/api/v1" not in answer.text


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_field_of_a_cover_is_refused_by_what_is_asked_there(administrator: Visitor, lang: str) -> None:
    reader = Reader()
    reader.feed(administrator.get("/covers", Accept_Language=lang).text)
    form = next(each for each in reader.forms if each.action == "/covers")
    told = dict(form.as_it_stands()) | {"cover": "olga", "from_on": "2026-01-01", "until_on": "gisteren"}
    answer = administrator.client.post("/covers", data=told, headers={**OURS, "Accept-Language": lang})
    assert answer.status_code == 422
    with administrator.client.application.test_request_context("/", headers={"Accept-Language": lang}):
        assert str(common.ASKED["until_on"]) in answer.text
    assert "until_on:" not in answer.text


def test_every_refusal_that_is_named_is_one() -> None:
    assert set(refusals.TITLES) <= set(errors.STATUS)
    assert set(refusals.EXPLAINED) <= set(refusals.TITLES)


@pytest.mark.parametrize(
    ("method", "path", "status", "told"),
    [
        ("GET", "/institutions?after=x", 400, "kan niet gebruikt worden: Plaats in de lijst"),
        ("GET", "/covers/8b1d2f5e-0c57-5d0e-9a35-6f1f3a1c2b4d", 405, "Zo wordt geen pagina gevraagd"),
        ("POST", "/covers", 403, "verstuur het"),
    ],
)
def test_a_request_of_no_form_is_refused_in_dutch(
    administrator: Visitor, method: str, path: str, status: int, told: str
) -> None:
    answer = administrator.client.open(path, method=method, headers={**OURS, "Accept-Language": "nl"})
    assert (answer.status_code, told in answer.text) == (status, True), answer.text
    reader = Reader()
    reader.feed(answer.text)
    assert reader.wrong == []
