"""The linter refuses a rule by country that does not account for itself, and lists what nobody looks at again."""

from datetime import date
from pathlib import Path

import pytest

from kvcase.catalogues import book, lint, loader, shelf
from kvcase.catalogues.lint import Verdict
from kvcase.catalogues.reading import CatalogueError
from kvcase.catalogues.shelf import Shelf

TODAY = date(2026, 11, 21)
RULE = """
[[entry]]
id = "no-norway"
nl = "Geen Noorwegen"
en = "No Norway"
owner = "Universiteit Zuiderlicht"
scope = "institutional_agreement"
effect = "block"
source = "design"
place = "a test"
ground_nl = "Zomaar"
ground_en = "Just so"
"""


def draft(folder: Path, *lines: str) -> str:
    """Write a draft that adds a rule to the policies of the newest edition, and return its name."""
    newest = Shelf().newest()
    (folder / shelf.OWN).write_text(f'base = "{newest.edition_id}"\n', "utf-8")
    name = next(each for each in newest.files if each.startswith("policies."))
    day = name.removeprefix("policies.").removesuffix(".toml")
    text = (loader.DATA / name).read_text("utf-8").replace(f'version = "{day}"', 'version = "2026-12-01"')
    (folder / "policies.2026-12-01.toml").write_text(text + RULE + "\n".join(lines) + "\n", "utf-8")
    return str(folder)


def found(name: str, today: date = TODAY) -> tuple[lint.Finding, ...]:
    return lint.of(name, Shelf(), book.shipped(), today)


def about(findings: tuple[lint.Finding, ...], rule_id: str) -> list[Verdict]:
    return [each.verdict for each in findings if rule_id in each.rule_id]


@pytest.mark.rule("lint", "proportionality")
@pytest.mark.parametrize("more", ['countries = ["NO"]', 'countries = ["NO"]\nlist = "seven-sons"'])
def test_a_rule_whose_only_condition_is_a_country_is_refused_without_a_review_date(tmp_path: Path, more: str) -> None:
    (refused,) = found(draft(tmp_path, more))
    assert refused.verdict is Verdict.REFUSED
    assert "no-norway" in refused.rule_id
    assert "review_on" in refused.expected


@pytest.mark.rule("lint")
def test_a_rule_by_country_that_accounts_for_itself_passes(tmp_path: Path) -> None:
    findings = found(draft(tmp_path, 'countries = ["NO"]', "review_on = 2027-01-01"))
    assert about(findings, "no-norway") == []
    assert Verdict.REFUSED not in {each.verdict for each in findings}


@pytest.mark.rule("lint")
def test_a_restriction_without_a_review_date_is_listed(tmp_path: Path) -> None:
    assert about(found(draft(tmp_path, 'list = "seven-sons"')), "no-norway") == [Verdict.NO_REVIEW]


@pytest.mark.rule("lint")
def test_a_rule_past_its_review_date_is_listed_and_on_its_day_it_is_not(tmp_path: Path) -> None:
    name = draft(tmp_path, 'countries = ["NO"]', "review_on = 2026-12-31")
    assert about(found(name, date(2026, 12, 31)), "no-norway") == []
    assert about(found(name, date(2027, 1, 1)), "no-norway") == [Verdict.PAST_REVIEW]


@pytest.mark.rule("lint")
@pytest.mark.parametrize(
    ("scope", "field", "expected"),
    [
        ("review", "effect", '"review"'),
        ("personnel", "effect", "institutional_agreement"),
        ("call", "schemes", "the schemes of the calls"),
    ],
)
def test_a_rule_that_would_never_say_anything_is_refused(tmp_path: Path, scope: str, field: str, expected: str) -> None:
    name = draft(tmp_path)
    file = tmp_path / "policies.2026-12-01.toml"
    text = file.read_text("utf-8")
    own = text.index('id = "no-norway"')
    file.write_text(text[:own] + text[own:].replace("institutional_agreement", scope), "utf-8")
    (refused,) = found(name)
    assert refused.verdict is Verdict.REFUSED
    assert "no-norway" in refused.rule_id
    assert refused.what.startswith(field)
    assert expected in refused.expected
    with pytest.raises(CatalogueError, match="no-norway"):
        Shelf().find(name)


@pytest.mark.rule("lint")
def test_no_edition_that_ships_is_refused() -> None:
    for edition in Shelf().all():
        assert Verdict.REFUSED not in {each.verdict for each in found(edition.edition_id)}
