"""The list of bad inputs is whole, and every test that it names is there."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.api.bar import BAR, OURS

ROOT = Path(__file__).parents[2]


def test_all_fifty_five_are_listed_with_a_test_that_shows_each() -> None:
    assert sorted(BAR) == list(range(1, 56))
    assert all(each.shown_by for each in (*BAR.values(), *OURS.values()))


@pytest.mark.parametrize("name", sorted({name for each in (*BAR.values(), *OURS.values()) for name in each.shown_by}))
def test_every_test_that_is_named_is_there(name: str) -> None:
    file, _, test = name.partition("::")
    assert (ROOT / file).is_file(), file
    assert test == "*" or test in _tests(file), name


@cache
def _tests(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef))
