"""Editions in an installation: an old one stays in force, one's own is layered, the command line asks the rules."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import RuleRefusedError, UnusableInputError
from domain.policyset import decider as policyset
from kvcase import bootstrap
from kvcase.catalogues import loader, shelf
from kvcase.facts import POLICY_SET
from tests.acceptance.installations import FIRST, SECOND, Installation

OLDEST = "2025-09-01-18f8d2ff1ac1"


@pytest.fixture
def house(tmp_path: Path) -> Installation:
    """Return an installation on SQLite that was made without a word on editions."""
    made = Installation(f"sqlite:///{tmp_path / 'data'}")
    bootstrap.migrate(made.settings)
    return made


def publish(house: Installation, edition: str, editions: Path | None = None) -> None:
    """Bring an edition into force today, by two people."""
    program = bootstrap.build(replace(house.settings, editions=editions))
    try:
        found, day = program.facts.shelf.load(edition), program.clock().date()
        propose = policyset.ProposeEdition(POLICY_SET, edition, found.sha256, day, "A test.")
        program.service(propose, actor=FIRST)
        program.service(policyset.PublishEdition(POLICY_SET, edition), actor=SECOND)
    finally:
        program.close()


@pytest.mark.rule("policy-edition")
def test_an_installation_under_the_oldest_edition_goes_on_deciding_by_it(house: Installation) -> None:
    publish(house, OLDEST)
    program = house.open()
    try:
        assert program.facts.catalogue(program.clock().date()).edition == OLDEST
        assert program.facts.policy_version(program.clock().date()) == OLDEST
    finally:
        program.close()


@pytest.mark.rule("policy-edition")
def test_an_edition_that_nobody_has_is_not_even_proposed(house: Installation) -> None:
    program = house.open()
    try:
        day = program.clock().date()
        unknown = policyset.ProposeEdition(POLICY_SET, "2020-01-01-0", "ab" * 32, day, "A test.")
        with pytest.raises(UnusableInputError, match="there is no edition '2020-01-01-0'"):
            program.service(unknown, actor=FIRST)
        other = policyset.ProposeEdition(POLICY_SET, OLDEST, "ab" * 32, day, "A test.")
        with pytest.raises(UnusableInputError, match="sha256: is not that of the files"):
            program.service(other, actor=FIRST)
        assert program.logs.log("shared").head() == 0
    finally:
        program.close()


@pytest.mark.rule("policy-edition")
def test_an_edition_of_ones_own_decides_while_its_files_are_there_and_nothing_decides_without(
    house: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "editions" / "countries"
    folder.mkdir(parents=True)
    (folder / shelf.OWN).write_text(f'base = "{OLDEST}"\n', "utf-8")
    text = (loader.DATA / "attention-countries.2025-09-01.toml").read_text("utf-8")
    (folder / "attention-countries.2026-12-01.toml").write_text(
        text.replace("2025-09-01", "2026-12-01").replace('code = "TR"', 'code = "XX"'), "utf-8"
    )
    ours = shelf.draft(folder).edition_id
    publish(house, ours, folder.parent)
    program = bootstrap.build(replace(house.settings, editions=folder.parent))
    try:
        assert "XX" in program.facts.catalogue(program.clock().date()).look_harder_countries
    finally:
        program.close()
    without = house.open()
    try:
        with pytest.raises(RuleRefusedError, match=f"edition {ours} is in force and is not here"):
            without.facts.catalogue(without.clock().date())
    finally:
        without.close()


def test_the_command_line_tells_what_a_rule_says_and_lints_an_edition(house: Installation, tmp_path: Path) -> None:
    publish(house, OLDEST)
    said = house.run("policy", "explain", "g22", "--language", "en")
    assert said.returncode == 0, said.stderr
    assert "Nobody overrides a gate of law" in said.stdout
    assert "domain.collaboration.rules:law_is_not_overridden" in said.stdout
    assert f"edition       {OLDEST}" in said.stdout
    assert house.run("policy", "explain", "G99").returncode == 1
    assert house.run("policy", "lint").returncode == 0

    (tmp_path / shelf.OWN).write_text(f'base = "{OLDEST}"\n', "utf-8")
    text = (loader.DATA / "policies.2025-09-01.toml").read_text("utf-8").replace("2025-09-01", "2026-12-01")
    (tmp_path / "policies.2026-12-01.toml").write_text(text.replace("review_on = 2027-09-01\n", "", 1), "utf-8")
    refused = house.run("policy", "lint", str(tmp_path))
    assert refused.returncode == 1
    assert "refused: policies.2026-12-01.toml, entry 7 (iran-agreements)" in refused.stdout


def test_the_command_line_tells_the_rules_where_there_is_no_installation(tmp_path: Path) -> None:
    def kvcase(*words: str) -> "subprocess.CompletedProcess[str]":
        environment = {"PATH": "", "PYTHONPATH": str(Path(__file__).parents[2])}
        command = [sys.executable, "-m", "kvcase", "policy", *words]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    said = kvcase("explain", "g22", "--language", "en")
    assert said.returncode == 0, said.stderr
    assert "Nobody overrides a gate of law" in said.stdout
    assert f"No installation here: as edition {shelf.Shelf().newest().edition_id} has it" in said.stderr
    assert kvcase("rules").stdout.endswith(" rules\n")
    assert kvcase("explain", "G99").returncode == 1
    assert not list(tmp_path.iterdir())


def test_an_officer_sees_the_rules_with_the_edition_in_force(house: Installation) -> None:
    publish(house, OLDEST)
    program = house.open()
    try:
        rule = program.rulebook.explain("seven-sons-agreements")
        assert rule.edition == OLDEST
        assert rule.policy is not None
        assert len(rule.policy.listed) == 7
    finally:
        program.close()
