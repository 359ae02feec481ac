"""Service keys from the command line: narrowed, ended, followed by another, taken back, and every step written down."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from domain.errors import NotFoundError, UnusableInputError
from domain.ports import Caller, Refusal, Refused
from domain.values import Actor, Role
from kvcase import keys as service_keys
from kvcase.cli import main
from tests.api import tokens
from tests.api.house import HERE, NOW
from tests.api.tokens import NORTH, Gate

OFFICER = Actor("olga", HERE, frozenset({Role.CONTACT_POINT_OFFICER}))
MAKE = ("keys", "create", "--actor", "olga", "--institution", HERE, "--role", "contact_point_officer")


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    with tokens.opened(tmp_path) as opened:
        (tmp_path / "master.key").write_text("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        (tmp_path / "master.key").chmod(0o600)
        for name, value in {
            "DATABASE": f"sqlite:///{tmp_path / 'data'}",
            "MASTER_KEY_FILE": str(tmp_path / "master.key"),
            "INSTITUTIONS": "noordhaven,zuidmeer",
            "ISSUERS": str(tmp_path / "issuers.toml"),
            "INDEXES": "",
            "LEDGER_KEY_FILE": "",
            "ERASURES_FILE": "",
        }.items():
            monkeypatch.setenv(f"KVCASE_{name}", value)
        yield opened


def said(*arguments: str) -> Result:
    return CliRunner().invoke(main.cli, list(arguments))


def key_of(*arguments: str) -> str:
    told = said(*arguments)
    assert told.exit_code == 0, told.output
    return told.output.strip()


def test_a_key_is_made_listed_rotated_and_revoked_and_the_book_tells_it(gate: Gate) -> None:
    old = key_of(*MAKE, "--scope", "read", "--days", "30")
    old_id = old.split("_")[1]
    new = key_of("keys", "rotate", old_id, "--grace-days", "0")
    assert said("keys", "revoke", new.split("_")[1]).exit_code == 0
    rows = {each["key_id"]: each for each in json.loads(said("keys", "list", "--json").output)}
    assert rows[old_id]["rotated_to"] == new.split("_")[1]
    assert rows[old_id]["scopes"] == rows[new.split("_")[1]]["scopes"] == ["read"]
    ends, began = (datetime.fromisoformat(rows[new.split("_")[1]][each]) for each in ("expires_at", "created_at"))
    assert (ends - began).days == 30, "as long as the key before"
    book = json.loads(said("access-changes", "--json").output)[1:]
    assert [each["what"] for each in book] == ["key-created", "key-made-by-rotation", "key-rotated", "key-revoked"]
    assert all(each["by"].startswith("login ") and each["at"] for each in book)
    told = said("keys", "list").output + said("keys", "list", "--json").output + said("access-changes", "--json").output
    for key in (old, new):
        assert key.split("_", 2)[2] not in told


def test_a_key_is_written_to_a_file_that_nobody_else_can_read(gate: Gate, tmp_path: Path) -> None:
    file = tmp_path / "script.key"
    told = said(*MAKE, "--to", str(file))
    key = file.read_text().strip()
    assert (file.stat().st_mode & 0o777, key.split("_", 2)[2] in told.output) == (0o600, False)
    assert gate.asks(key).status_code == 200


def test_a_scope_that_is_no_address_is_named_with_what_it_may_mean(gate: Gate) -> None:
    refused = CliRunner().invoke(main.cli, [*MAKE, "--scope", "collaborations/notfy"])
    assert isinstance(refused.exception, UnusableInputError)
    assert "collaborations/notify" in str(refused.exception)


@pytest.mark.parametrize("days", [0, service_keys.MAX_DAYS + 1])
def test_a_key_without_a_fitting_end_is_not_made(gate: Gate, days: int) -> None:
    with pytest.raises(UnusableInputError, match=r"days.*1 to 730"):
        gate.house.program.keys.create(OFFICER, days)


def test_a_key_without_a_scope_is_not_made(gate: Gate) -> None:
    with pytest.raises(UnusableInputError, match="scopes"):
        gate.house.program.keys.create(OFFICER, scopes=frozenset())


def test_a_key_is_rotated_once_and_only_while_it_opens(gate: Gate) -> None:
    keys = gate.house.program.keys
    key_id = keys.create(OFFICER, days=3).split("_")[1]
    keys.rotate(key_id, grace_days=30)
    assert next(each for each in keys.all() if each.key_id == key_id).expires_at[:10] == "2026-03-05"
    with pytest.raises(UnusableInputError, match="rotated"):
        keys.rotate(key_id)
    gate.later(days=3)
    with pytest.raises(UnusableInputError, match="opens nothing"):
        keys.rotate(key_id)
    with pytest.raises(NotFoundError):
        keys.rotate("nobody")
    assert len(keys.all()) == 2, "what is refused makes no key"


def test_of_many_who_rotate_a_key_at_once_one_does(gate: Gate) -> None:
    keys = gate.house.program.keys
    key_id = keys.create(OFFICER).split("_")[1]

    def rotated(_: int) -> bool:
        try:
            return bool(keys.rotate(key_id))
        except UnusableInputError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(rotated, range(4))) == [False, False, False, True]
    assert len(keys.all()) == 2


def test_the_last_use_is_kept_as_a_day(gate: Gate) -> None:
    keys = gate.house.program.keys
    key = keys.create(OFFICER)
    assert [each.last_used_on for each in keys.all()] == [None]
    keys.caller(key + "x")
    assert [each.last_used_on for each in keys.all()] == [None]
    keys.caller(key)
    assert [each.last_used_on for each in keys.all()] == [NOW.date().isoformat()]


def test_a_key_of_before_there_were_scopes_opens_what_it_did() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE api_keys (key_id VARCHAR PRIMARY KEY, secret_sha256 VARCHAR NOT NULL, actor VARCHAR NOT NULL,"
            " institution VARCHAR NOT NULL, roles VARCHAR NOT NULL, created_at VARCHAR NOT NULL,"
            " expires_at VARCHAR NOT NULL, revoked_at VARCHAR)"
        )
        digest = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"  # of the word `secret`
        connection.exec_driver_sql(
            "INSERT INTO api_keys VALUES ('old', ?, 'olga', 'noordhaven', '[\"contact_point_officer\"]', ?, ?, NULL)",
            (digest, NOW.isoformat(), NOW.replace(year=2027).isoformat()),
        )
        service_keys.create(connection)
        service_keys.create(connection)
    assert service_keys.Keys(engine, lambda: NOW).caller("kv_old_secret") == Caller(OFFICER)
    engine.dispose()


def test_a_narrowed_key_does_not_work_the_command_line(gate: Gate) -> None:
    key = gate.house.program.keys.create(OFFICER, scopes=frozenset({"read"}))
    refused = CliRunner().invoke(main.cli, ["case", "list"], env={"KVCASE_KEY": key})
    assert "scope all" in str(refused.exception)


def test_a_key_on_the_command_line_is_refused_before_anything_is_done() -> None:
    for seen in (["--key", "eyJ.e30.x"], ["--key=kv_1_secret"], ["kv_1_secret"]):
        with pytest.raises(UnusableInputError, match="KVCASE_KEY_FILE"):
            main.refuse_key_in_sight(["kvcase", "case", "list", *seen])
    main.refuse_key_in_sight(["kvcase", "keys", "revoke", "0123"])


def test_a_key_is_read_from_the_file_that_is_named(gate: Gate, tmp_path: Path) -> None:
    file = tmp_path / "officer.key"
    file.write_text(gate.house.program.keys.create(OFFICER) + "\n")
    told = CliRunner().invoke(main.cli, ["case", "list"], env={"KVCASE_KEY_FILE": os.fspath(file)})
    assert (told.exit_code, told.output) == (0, "none\n"), told.exception


def test_a_member_is_put_listed_and_removed(gate: Gate) -> None:
    where = ("--issuer", "noordhaven", "--subject", "subject-of-vera")
    put = said("members", "put", *where, "--actor", "vera", "--role", "auditor")
    assert (put.exit_code, put.output) == (0, "vera acts at noordhaven as auditor\n")
    assert gate.asks(gate.token(sub="subject-of-vera")).status_code == 200
    assert "vera" in said("members", "list").output
    assert said("members", "remove", *where).exit_code == 0
    assert gate.asks(gate.token(sub="subject-of-vera")).problem == "unknown-user"
    book = said("access-changes", "--json").output
    assert [each["what"] for each in json.loads(book)][-2:] == ["member-put", "member-removed"]
    assert "subject-of-vera" not in book


def test_a_member_has_a_role_that_means_something_there_and_an_issuer_that_is_known(gate: Gate) -> None:
    who = ("--subject", "s", "--actor", "vera")
    odd = said("members", "put", "--issuer", "noordhaven", *who, "--role", "fwo_monitor")
    unknown = said("members", "put", "--issuer", "noordhavn", *who, "--role", "auditor")
    assert "fwo_monitor at fwo" in str(odd.exception)
    assert "noordhaven" in str(unknown.exception)


def test_a_member_of_an_issuer_that_moved_to_another_institution_is_a_stranger(gate: Gate) -> None:
    members = gate.house.program.members
    assert members.caller(NORTH, tokens.OLGA, HERE) == Caller(OFFICER)
    assert members.caller(NORTH, tokens.OLGA, "zuidmeer") is None
    assert gate.house.program.authenticate("kv_no_one") == Refused(Refusal.UNKNOWN)
