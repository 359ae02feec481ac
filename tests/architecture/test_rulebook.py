"""The rulebook can be read, and what it says decides a rule is there."""

import pytest

from domain.rulebook import RuleText
from kvcase.catalogues import book
from kvcase.catalogues.shelf import Shelf


@pytest.mark.parametrize("rule", book.load(), ids=lambda rule: rule.rule_id)
def test_the_code_of_a_rule_exists(rule: RuleText) -> None:
    """A function that is renamed is renamed in kvcase/catalogues/rulebook too."""
    for code in rule.code:
        assert book.decides(code) is not None


def test_both_languages_say_something_of_their_own() -> None:
    same = [rule.rule_id for rule in book.load() if rule.text_nl == rule.text_en]
    assert same == []


def test_every_edition_that_ever_shipped_can_still_be_loaded() -> None:
    """A catalogue that came later is read with `optional(...)`: an installation may stand under an older edition."""
    for edition in Shelf().all():
        assert Shelf().rules(edition.edition_id).edition == edition.edition_id
