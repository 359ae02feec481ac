"""Every branch of every scenario goes as it is told, and docs/scenarios.md tells it as it goes."""

import re
from pathlib import Path

import pytest

from tests.scenarios import document
from tests.scenarios.story import BRANCHES, SCENARIOS, Branch, told

DOCUMENT = Path(__file__).parents[2] / "docs" / "scenarios.md"


@pytest.mark.parametrize("branch", BRANCHES, ids=lambda each: f"{each.scenario}: {each.name}")
def test_the_scenario_goes_as_told(branch: Branch) -> None:
    assert told(branch).lines


def test_all_thirteen_scenarios_are_there() -> None:
    assert list(SCENARIOS) == ["S1", "S2", "S3", "S4", "S5", "S6", "E1", "E2", "E3", "E4", "E5", "E6", "E7"]
    assert {each.scenario for each in BRANCHES} == set(SCENARIOS)


def test_the_document_tells_names_and_no_ids() -> None:
    assert not re.findall("[0-9a-f]{8}-[0-9a-f]{4}-[^ ]*", document.written())


def test_the_document_is_as_the_program_answers_now() -> None:
    assert DOCUMENT.read_text("utf-8") == document.written(), "run: make scenarios"
