"""Sessions, break-glass and members of several institutions, from the command line as an operator types it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.doors import Opened
from domain.errors import NotFoundError, UnusableInputError
from domain.values import Actor, Role
from kvcase.cli import main
from tests.api import oidc
from tests.api.house import HERE, THERE
from tests.api.oidc import Login

PASSWORD = "een heel lang wachtwoord"


@pytest.fixture
def login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Login]:
    with oidc.opened(tmp_path, "https://login.example") as found:
        (tmp_path / "master.key").write_text("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        (tmp_path / "master.key").chmod(0o600)
        for name, value in {
            "DATABASE": f"sqlite:///{tmp_path / 'data'}",
            "MASTER_KEY_FILE": str(tmp_path / "master.key"),
            "INSTITUTIONS": f"{HERE},{THERE}",
            "ISSUERS": str(tmp_path / "issuers.toml"),
            "INDEXES": "",
            "LEDGER_KEY_FILE": "",
            "ERASURES_FILE": "",
        }.items():
            monkeypatch.setenv(f"KVCASE_{name}", value)
        yield found


def said(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main.cli, list(arguments), input=typed)


def test_sessions_are_listed_and_ended_and_what_is_listed_opens_nothing(login: Login) -> None:
    program = login.house.program
    opened = [
        program.doors.with_key(program.keys.create(Actor(name, HERE, frozenset({Role.AUDITOR}))), "")
        for name in ("anna", "bart", "cato")
    ]
    rows = json.loads(said("sessions", "list", "--json").output)
    assert [each["actor"] for each in rows] == ["anna", "bart", "cato"]
    assert said("sessions", "end", rows[0]["session_id"]).exit_code == 0
    told = said("sessions", "list").output
    assert ("anna" in told, "bart" in told) == (False, True)
    for each in opened:
        assert isinstance(each, Opened)
        assert each.session not in told + json.dumps(rows)
    assert isinstance(said("sessions", "end", "nobody").exception, NotFoundError)
    assert isinstance(said("sessions", "end").exception, UnusableInputError)
    assert "2 sessions ended" in said("sessions", "end", "--all").output
    ended = [each for each in program.keys.changes() if each.what == "session-ended"]
    assert all(each.by.startswith("login ") for each in ended)


def test_the_glass_is_set_opened_listed_closed_and_removed(login: Login, tmp_path: Path) -> None:
    where = ("--institution", HERE)
    asked = said("break-glass", "set", "nood", *where, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert asked.exit_code == 0, asked.output
    assert PASSWORD not in asked.output
    assert "closed" in said("break-glass", "list").output
    opened = said("break-glass", "open", "nood", "--for", "30", "--reason", "Geen uitgever te bereiken.")
    assert "may sign in at /break-glass until" in opened.output
    assert login.house.program.glass.knows("nood", PASSWORD) is not None
    assert "open until" in said("break-glass", "list").output
    assert said("break-glass", "close", "nood").exit_code == 0
    assert login.house.program.glass.knows("nood", PASSWORD) is None
    assert said("break-glass", "remove", "nood").exit_code == 0
    assert isinstance(said("break-glass", "remove", "nood").exception, NotFoundError)
    book = [each.what for each in login.house.program.keys.changes() if each.by.startswith("login ")]
    assert book == ["break-glass-set", "break-glass-opened", "break-glass-closed", "break-glass-removed"]


def test_a_password_comes_from_a_file_for_its_owner_alone_and_never_from_an_argument(
    login: Login, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    file.chmod(0o644)
    words = ("break-glass", "set", "nood", "--institution", HERE, "--password-file", str(file))
    assert "0600" in str(said(*words).exception)
    file.chmod(0o600)
    assert said(*words).exit_code == 0
    login.house.program.glass.open("nood", 5, "why", "a test")
    assert login.house.program.glass.knows("nood", PASSWORD) is not None
    assert said("break-glass", "set", "nood", "--institution", HERE, "--password", PASSWORD).exit_code != 0
    assert said("break-glass", "set", "nood", "--institution", "nowhere").exit_code != 0


def test_an_opening_without_an_end_or_a_reason_is_none(login: Login) -> None:
    login.house.program.glass.set("nood", HERE, PASSWORD, "a test")
    for words in (["--for", "30"], ["--reason", "why"], ["--for", "300", "--reason", "why"], ["--for", "x"]):
        assert said("break-glass", "open", "nood", *words).exit_code != 0
    assert login.house.program.glass.opening("nood") is None


def test_a_member_sits_at_an_institution_of_the_issuer_and_at_no_other(login: Login) -> None:
    who = ("--issuer", "noordhaven", "--subject", "anna")
    put = ("members", "put", *who, "--actor", "anna", "--role", "auditor")
    assert "anna acts at noordhaven" in said(*put).output
    assert "anna acts at zuidmeer" in said(*put, "--institution", THERE).output
    assert isinstance(said(*put, "--institution", "shared").exception, UnusableInputError)
    assert said("members", "remove", *who, "--institution", THERE).exit_code == 0
    assert [each["institution"] for each in json.loads(said("members", "list", "--json").output)] == [HERE]


def test_a_member_is_given_an_address_of_mail_that_nothing_shows(login: Login) -> None:
    addresses = login.house.program.telling.addresses
    put = ("members", "put", "--issuer", "noordhaven", "--subject", "anna", "--actor", "anna", "--role", "auditor")
    start = len(login.house.program.keys.changes())
    told = said(*put, "--mail", "-", typed="anna@example.org\n").output
    assert told == "anna acts at noordhaven as auditor, and is mailed\n"
    assert addresses.of(HERE, "anna") == "anna@example.org"
    book = login.house.program.keys.changes()[start:]
    assert [(each.what, each.about, each.told["institution"]) for each in book] == [
        ("member-put", "anna", HERE),
        ("mail-put", "anna", HERE),
    ]
    assert "anna@example" not in told + str(book) + said("members", "list").output
    assert "anna acts" in said(*put).output, "without --mail the address stays"
    assert addresses.of(HERE, "anna") == "anna@example.org"


def test_an_address_that_is_none_gives_no_role_either(login: Login) -> None:
    put = ("members", "put", "--issuer", "noordhaven", "--subject", "bart", "--actor", "bart", "--role", "auditor")
    refused = said(*put, "--mail", "-", typed="bart at home").exception
    assert isinstance(refused, UnusableInputError)
    assert "bart" not in said("members", "list").output
    assert login.house.program.telling.addresses.of(HERE, "bart") is None
