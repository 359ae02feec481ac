"""Anybody may be one of the cast of a demonstration, at its own machine; nobody may anywhere else."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Browser

from api.rates import Rates
from domain.errors import UnusableInputError
from domain.values import Role
from kvcase import bootstrap, demonstration, server
from kvcase.cli.main import cli
from kvcase.demo.installation import Installation
from kvcase.demo.people import CAST, NAMES
from kvcase.settings import Settings
from kvcase.store.database import DatabaseUrl
from tests.api.visitor import FORM, OURS, Visitor
from tests.rigs.served import Served
from tests.web import site as sites
from tests.web.site import looked_at, shot

PLAY = "/sign-in/demonstration"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Make a demonstration without cases."""
    installation = Installation(tmp_path_factory.mktemp("played") / "demo")
    installation.begin()
    installation.prepare()
    return installation


def _settings(made: Installation) -> Settings:
    return replace(made.settings(), demonstration=made.folder)


@pytest.fixture(scope="module")
def app(made: Installation) -> Iterator[Flask]:
    """Open the demonstration as `kvcase demo` has it served."""
    program = bootstrap.build(_settings(made))
    yield server.application(program)
    program.close()


def test_every_one_of_the_cast_has_a_button_and_comes_in_by_it(app: Flask) -> None:
    page = Visitor(app).get("/").text
    for each in CAST:
        assert f'name="person" value="{each.actor}"' in page
        visitor = Visitor(app)
        assert visitor.post(PLAY, person=each.actor).status_code == 303
        assert each.actor in visitor.get("/account").text


BEGINS = {
    Role.CONTACT_POINT_OFFICER: "/morning",
    Role.EXPORT_CONTROL_OFFICER: "/morning",
    Role.SECURITY_OFFICER: "/morning",
    Role.RESEARCHER: "/mine",
    Role.ETHICS_COMMITTEE: "/committee",
    Role.INSTITUTION_APPROVER: "/committee",
    Role.AUDITOR: "/audit",
    Role.DATA_PROTECTION_OFFICER: "/access/reads",
    Role.FWO_MONITOR: "/portfolio",
    Role.OPERATOR: "/upkeep",
    Role.ADMIN: "/upkeep",
}


def test_everybody_begins_where_the_own_work_is(app: Flask) -> None:
    for number, each in enumerate(CAST, 1):  # each at another machine: from one, so many are held back
        begun = Visitor(app, f"127.0.2.{number}").post(PLAY, person=each.actor).location
        assert begun == BEGINS[Role(each.role)], f"{each.actor} begins at {begun}"


def test_the_account_page_says_the_roles_in_the_language_of_the_page(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.post(PLAY, person="fg.noorderhaven")
    assert "functionaris voor gegevensbescherming" in visitor.get("/account", Accept_Language="nl").text
    assert "data protection officer" in visitor.get("/account", Accept_Language="en").text


def test_the_cast_holds_every_role_of_people_and_two_administrators() -> None:
    roles = [each.role for each in CAST]
    assert {str(each) for each in roles} >= {
        "researcher",
        "contact_point_officer",
        "export_control_officer",
        "ethics_committee",
        "institution_approver",
        "security_officer",
        "fwo_monitor",
        "auditor",
        "data_protection_officer",
        "operator",
    }
    assert [each.institution for each in CAST if each.role is Role.ADMIN].count("shared") == 2


def test_the_page_says_that_it_is_a_demonstration_in_both_languages(app: Flask) -> None:
    assert "This is a demonstration" in Visitor(app).get("/", Accept_Language="en").text
    dutch = Visitor(app).get("/", Accept_Language="nl").text
    assert "Dit is een demonstratie" in dutch
    assert NAMES["noorderhaven"] in dutch


def test_the_page_and_the_file_of_the_cast_hold_no_key(app: Flask, made: Installation) -> None:
    page, told = Visitor(app).get("/").text, demonstration.Folder(made.folder).cast.read_text("utf-8")
    for person in made.people().values():
        _, key_id, secret = person.key.split("_", 2)
        assert secret not in page + told
        assert key_id not in page


def test_who_was_let_in_is_written_in_the_book_of_access(app: Flask, made: Installation) -> None:
    assert Visitor(app).post(PLAY, person="els.deprez").status_code == 303
    program = bootstrap.build(made.settings())
    try:
        assert any(each.what == "signed-in" and each.by == "els.deprez" for each in program.keys.changes())
    finally:
        program.close()


def test_a_form_of_another_site_lets_nobody_in(app: Flask) -> None:
    visitor = Visitor(app)
    told = {"csrf_token": visitor.token(), "person": "els.deprez"}
    assert visitor.client.post(PLAY, data=told, headers={"Origin": "http://elsewhere.example"}).status_code == 403
    assert visitor.client.post(PLAY, data={"person": "els.deprez"}, headers=OURS).status_code in {400, 403}
    assert visitor.get("/account").status_code in {303, 401}


def test_another_name_for_this_machine_shows_nobody_and_lets_nobody_in(app: Flask) -> None:
    rebound, client = "http://rebound.example:8080", app.test_client()
    assert PLAY not in client.get("/", base_url=rebound).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(FORM, base_url=rebound).text)
    assert token is not None
    told = {"csrf_token": token[1], "person": "els.deprez"}
    assert client.post(PLAY, base_url=rebound, data=told, headers={"Origin": rebound}).status_code == 404


@pytest.mark.parametrize("address", ["192.0.2.7", "", "2001:db8::1"])
def test_another_machine_is_shown_nobody(app: Flask, address: str) -> None:
    asked = Visitor(app).client.get("/", environ_overrides={"REMOTE_ADDR": address})
    assert PLAY not in asked.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_what_a_proxy_passes_on_is_shown_nobody(app: Flask, header: str) -> None:
    assert PLAY not in Visitor(app).client.get("/", headers={header: "192.0.2.7"}).text


def test_a_person_who_is_none_of_the_cast_is_not_known(app: Flask) -> None:
    assert Visitor(app).post(PLAY, person="somebody.else").status_code == 404


def test_the_page_that_was_wanted_follows_and_none_of_another_host_does(app: Flask) -> None:
    assert Visitor(app).post(PLAY, person="els.deprez", next="/cases").location == "/cases"
    assert Visitor(app).post(PLAY, person="els.deprez", next="//elsewhere.example/").status_code == 400


def test_an_installation_that_was_not_started_so_offers_nobody(made: Installation) -> None:
    program = bootstrap.build(made.settings())
    try:
        plain = server.application(program)
        assert PLAY not in Visitor(plain).get("/").text
        assert Visitor(plain).post(PLAY, person="els.deprez").status_code == 404
    finally:
        program.close()


def test_no_setting_of_the_environment_asks_for_it(made: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("_".join(("KVCASE", each)) for each in ("DEMO", "DEMONSTRATION")):
        monkeypatch.setenv(name, str(made.folder))
    from kvcase import settings

    assert settings.read().demonstration is None


@pytest.mark.parametrize(
    "changed",
    [
        {"database": DatabaseUrl.parse("sqlite:///./var/data")},
        {"database": DatabaseUrl.parse("postgresql://localhost/kvcase")},
        {"secure_cookies": True},
        {"rates": Rates(proxies=1)},
    ],
    ids=lambda each: next(iter(each)),
)
def test_a_real_installation_is_never_taken_for_a_demonstration(made: Installation, changed: dict[str, object]) -> None:
    with pytest.raises(UnusableInputError, match="demonstration"):
        demonstration.cast_of(replace(_settings(made), **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("missing", ["playing", "cast.json"])
def test_a_folder_without_its_marks_is_no_demonstration(made: Installation, tmp_path: Path, missing: str) -> None:
    copy = Installation(tmp_path / "copy")
    shutil.copytree(made.folder, copy.folder)
    (copy.folder / missing).unlink()
    with pytest.raises(UnusableInputError, match="no demonstration was made"):
        demonstration.cast_of(_settings(copy))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "localhost.elsewhere.example"])  # noqa: S104
def test_it_is_served_to_this_machine_alone(made: Installation, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnusableInputError, match="other machines"):
        demonstration.refuse_unless_here(_settings(made), host)
    asked = CliRunner().invoke(
        cli, ["serve", "--host", host, "--demonstration", str(made.folder)], env=made.environment
    )
    assert isinstance(asked.exception, UnusableInputError)
    monkeypatch.setenv("LISTEN_PID", "1")
    with pytest.raises(UnusableInputError, match="other machines"):
        demonstration.refuse_unless_here(_settings(made), "127.0.0.1")


@pytest.fixture(scope="module")
def door(made: Installation, browser: Browser) -> Iterator[sites.Site]:
    """Serve the demonstration as `kvcase demo` does, with a browser."""
    with Served(made, arguments=("--demonstration", str(made.folder))) as served:  # type: ignore[arg-type]
        yield sites.Site(made, served.client, browser)


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [sites.DESK, sites.PHONE], ids=["desk", "phone"])
@pytest.mark.sockets
def test_the_door_of_a_demonstration_is_well_made(
    door: sites.Site, lang: str, size: MappingProxyType[str, int], request: pytest.FixtureRequest
) -> None:
    with door.visit(lang=lang, size=size) as page:
        page.goto("/")
        looked_at(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shot(page, f"demonstration-{request.node.callspec.id}", whole=True)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.sockets
def test_a_browser_comes_in_with_one_key(door: sites.Site, script: bool) -> None:
    with door.visit(script=script) as page:
        page.goto("/")
        page.locator("button[value='mia.goossens']").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.goto("/account")
        assert "mia.goossens" in page.content()


def test_the_file_of_the_cast_is_what_the_demonstration_wrote(made: Installation) -> None:
    told = json.loads(demonstration.Folder(made.folder).cast.read_text("utf-8"))
    assert [each["name"] for each in told] == [each.actor for each in CAST]
