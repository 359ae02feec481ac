"""The demonstration's institutions can be reached, each function at its address."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from domain.errors import NotFoundError
from kvcase.cli.main import cli
from kvcase.demo.installation import Installation


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
