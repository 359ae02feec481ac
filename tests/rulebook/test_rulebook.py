"""Every rule of the code stands in the rulebook, and every rule of the rulebook is held by code and tests."""

from pathlib import Path

import pytest

from kvcase.catalogues import book
from kvcase.catalogues.reading import CatalogueError
from tests.rulebook import coverage, table

RULES = {rule.rule_id: rule for rule in book.load()}


def test_every_rule_of_the_code_has_an_entry() -> None:
    missing = {rule_id: where for rule_id, where in coverage.decided().items() if rule_id not in RULES}
    assert not missing


def test_every_entry_has_a_test() -> None:
    held = coverage.tests()
    assert not {rule_id for rule_id in RULES if not held.get(rule_id)}


def test_every_rule_that_a_test_names_has_an_entry() -> None:
    named = coverage.tests().keys() - RULES.keys()
    assert named == set()


def test_the_page_of_rules_is_up_to_date() -> None:
    assert table.PAGE.read_text("utf-8") == table.page(), "run `make rules`"


RULE = """
[[rule]]
id = "G99"
kind = "gate"
title_nl = "Een regel"
title_en = "A rule"
text_nl = "Iemand doet iets."
text_en = "Somebody does something."
scope = "whole"
code = ["domain.gates:Gate"]
[[rule.source]]
document = "004"
page = 14
title = "Dual use"
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "G99"', 'id = "G 99"', "rule 1 (G 99), id: is 'G 99'"),
        ('kind = "gate"', 'kind = "fence"', "kind: is 'fence'; expected one of principle"),
        ('title_en = "A rule"', "", "title_en: is missing"),
        ('scope = "whole"', 'scope = "Everything!"', "scope: is 'Everything!'"),
        ('code = ["domain.gates:Gate"]', "", "code: is missing"),
        ('"domain.gates:Gate"', '"os:system"', "code: holds 'os:system'"),
        ('document = "004"', 'document = "005"', "document: is '005'; expected one of 000"),
        ("page = 14", "", "page: is missing; expected the page of 004"),
        ("page = 14", "page = 0", "page: is 0"),
        ('document = "004"', 'document = "design"', "page: is 14; expected none"),
        ('title = "Dual use"', 'title = "Dual use"\ncolour = "red"', "colour: is unknown"),
        ("[[rule.source]]", "[[rule.origin]]", "source: is missing"),
    ],
)
def test_a_faulty_rule_is_refused_by_file_rule_and_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in RULE
    (tmp_path / "faulty.toml").write_text(RULE.replace(old, new), "utf-8")
    with pytest.raises(CatalogueError) as refused:
        book.load(tmp_path)
    assert "faulty.toml" in str(refused.value)
    assert message in str(refused.value)


def test_a_rule_stands_in_one_file_only(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(RULE, "utf-8")
    with pytest.raises(CatalogueError, match=r"two\.toml, G99, id: stands in one\.toml too"):
        book.load(tmp_path)
