"""A list with nothing in it says so: a person is told `none`, a program reads an empty list."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kvcase.cli import main
from tests.api.house import HERE, House, Person, opened

Ask = Callable[..., str]
OF_THE_OFFICER = (f"audit log {HERE}", "case list", "party list", "licence list", "incident list", "fwo report list")
OF_EVERYONE = ("lists status", "audit log shared", "keys list")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Give an installation in which nothing has happened."""
    with opened(tmp_path / "empty") as house:
        monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: house.program)
        monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
        with monkeypatch.context() as patch:
            patch.setattr(type(house.program), "close", lambda _self: None)
            yield house


def said(who: Person | None, *words: str) -> str:
    """Return what is printed."""
    key = () if who is None else ("--key", who.key)
    answer = CliRunner().invoke(main.cli, [*words, *key])
    assert answer.exception is None, answer.exception
    return answer.stdout


def test_an_empty_list_says_none_to_people_and_is_empty_for_programs(empty: House) -> None:
    for command in OF_EVERYONE:
        assert (said(None, *command.split()), json.loads(said(None, *command.split(), "--json"))) == ("none\n", [])
    for command in OF_THE_OFFICER:
        told = said(empty.officer, *command.split())
        assert (told, json.loads(said(empty.officer, *command.split(), "--json"))) == ("none\n", []), command
    assert said(empty.monitor, "fwo", "portfolio").startswith("none\n")
    assert said(empty.officer, "deadlines") == "nothing is due\n"
