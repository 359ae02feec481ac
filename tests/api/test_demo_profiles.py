"""The demonstration's institutions can be reached, each function at its address."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from domain.errors import NotFoundError
from kvcase.cli import common
from kvcase.cli.main import cli
from kvcase.demo.installation import Installation
from kvcase.demo.people import CAST, INSTITUTIONS


@pytest.mark.rule("routing")
def test_the_demo_shows_whom_to_reach_for_what(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Installation(tmp_path)
    made.prepare()
    made.prepare()  # a second start changes nothing
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    own = CliRunner().invoke(cli, ["institution", "show", "noorderhaven"]).output
    assert "export           exportcontrole@noorderhaven.example\n" in own
    assert "security         kennisveiligheid@noorderhaven.example  (the contact point answers)" in own
    other = CliRunner().invoke(cli, ["institution", "show", "zuidpoort"]).output
    assert other.count("(the contact point answers)") == 5
    with pytest.raises(NotFoundError, match="did you mean zuidpoort"):
        CliRunner().invoke(cli, ["institution", "show", "zuidport"], catch_exceptions=False)


def test_all_that_the_demo_keeps_stands_in_its_folder_and_all_its_people_have_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    made = Installation(tmp_path / "demo")
    made.folder.mkdir()
    made.prepare()
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    with common.opened() as program:
        for slug in INSTITUTIONS:
            people = {each.actor for each in CAST if each.institution == slug}
            assert {each.actor for each in program.telling.addresses.all(slug)} == people
        assert program.settings.documents.folder == made.folder / "blobs"
        assert program.settings.erasures_file == made.folder / "erasures.jsonl"
    CliRunner().invoke(cli, ["match", "Zarqand"], catch_exceptions=False)
    assert list(elsewhere.iterdir()) == []
