"""A catalogue that cannot be used is refused, naming file, entry and field; a released one is never edited."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from domain.errors import UnusableInputError
from kvcase.catalogues import loader, model
from kvcase.catalogues.reading import CatalogueError

VERSION = "2025-09-01"
LISTS = "2026-11-21"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped data that a test may spoil."""
    return Path(shutil.copytree(loader.DATA, tmp_path / "data"))


@pytest.fixture
def spoil(folder: Path) -> Callable[[str, str, str], Path]:
    """Return a function that replaces one text, once, in one file of the copy."""

    def replace_in(name: str, old: str, new: str) -> Path:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return path

    return replace_in


def refusal(folder: Path) -> CatalogueError:
    """Return the error with which the folder is refused."""
    with pytest.raises(CatalogueError) as caught:
        loader.load_all(folder, manifest=None)
    return caught.value


def add_policy(folder: Path, **fields: str) -> None:
    """Add a policy to the copy; a field given as "" is left out."""
    values = {
        "id": '"invented-rule"',
        "nl": '"Een regel"',
        "en": '"A rule"',
        "owner": '"Universiteit Zuiderlicht"',
        "scope": '"institutional_agreement"',
        "effect": '"block"',
        "source": '"design"',
        "place": '"a test"',
        "ground_nl": '"Zomaar"',
        "ground_en": '"Just so"',
        **fields,
    }
    with (folder / f"policies.{VERSION}.toml").open("a", encoding="utf-8") as file:
        file.write("\n[[entry]]\n" + "".join(f"{name} = {value}\n" for name, value in values.items() if value))


def test_every_shipped_file_is_released_and_unedited() -> None:
    """To change a fact, add `<catalogue>.<new day>.toml` and one line to the manifest; never edit an old line."""
    loader.check_released(loader.DATA, loader.MANIFEST)


def test_an_edited_edition_is_refused(folder: Path, spoil: Callable[[str, str, str], Path]) -> None:
    spoil(f"attention-countries.{VERSION}.toml", "Land", "Streek")
    with pytest.raises(CatalogueError, match=r"attention-countries.*the file was edited; expected a new edition"):
        loader.load_all(folder)


def test_an_edition_outside_the_manifest_is_refused(folder: Path) -> None:
    (folder / "extra.2026-01-01.toml").write_text("x = 1\n")
    with pytest.raises(CatalogueError, match=r"extra\.2026-01-01\.toml.*sha256 is missing|sha256: is missing"):
        loader.load_all(folder)


def test_a_released_edition_that_is_gone_is_refused(folder: Path) -> None:
    (folder / f"policies.{VERSION}.toml").unlink()
    with pytest.raises(CatalogueError, match="a released edition stays"):
        loader.load_all(folder)


@pytest.mark.parametrize("missing", ["owner", "source", "scope", "review_on"])
@pytest.mark.rule("proportionality")
def test_a_rule_whose_only_condition_is_a_country_is_refused_unless_it_accounts_for_itself(
    folder: Path, missing: str
) -> None:
    fields = {"countries": '["NO"]', "review_on": "2027-01-01", missing: ""}
    add_policy(folder, **fields)
    error = refusal(folder)
    assert str(error).startswith(f"policies.{VERSION}.toml, entry 20 (invented-rule), {missing}: is missing")
    assert "only condition of the rule is a country" in str(error)


def test_a_country_rule_that_accounts_for_itself_is_taken(folder: Path) -> None:
    add_policy(folder, countries='["NO"]', review_on="2027-01-01")
    rules = loader.to_domain(loader.load_all(folder, manifest=None)).policies
    assert next(rule for rule in rules if rule.policy_id == "invented-rule").countries == {"NO"}


def test_a_blank_owner_is_no_owner(folder: Path) -> None:
    add_policy(folder, countries='["NO"]', review_on="2027-01-01", owner='""')
    assert "owner: is missing" in str(refusal(folder))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"owner": ""}, "owner: is missing; expected a text"),
        ({"scope": '"everything"'}, "scope: is 'everything'; expected one of institutional_agreement"),
        ({"effect": "true"}, "effect: is True; expected a text"),
        ({"countries": '["Norway"]', "review_on": "2027-01-01"}, "countries: holds 'Norway'; expected two capitals"),
        ({"review_on": '"2027-01-01"'}, "review_on: is '2027-01-01'; expected a date"),
        ({"since": '"long ago"'}, "since: is 'long ago'; expected 2022, 2022-03"),
        ({"schemes": '"fwo"'}, "schemes: is 'fwo'; expected a list of texts"),
        ({"schemes": '["fwo", "fwo"]'}, "none twice"),
        ({"schemes": '["moon"]'}, "schemes: 'moon' is not known"),
        ({"list": '"moon-universities"'}, "list: 'moon-universities' is not known"),
        ({"source": '"099"'}, "source: '099' is not known"),
        ({"colour": '"red"'}, "colour: is unknown; expected one of"),
        ({"id": '"seven-sons-fwo"'}, "'seven-sons-fwo' stands there twice"),
        ({"id": '"Seven Sons"'}, "id: is 'Seven Sons'; expected a name in kebab-case"),
    ],
)
def test_a_faulty_policy_is_refused_by_file_entry_and_field(folder: Path, fields: dict[str, str], message: str) -> None:
    add_policy(folder, **fields)
    error = refusal(folder)
    assert error.file == f"policies.{VERSION}.toml"
    assert message in str(error)
    assert isinstance(error, UnusableInputError)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (f"attention-countries.{VERSION}.toml", 'code = "CN"', 'code = "China"', "expected two capitals"),
        (f"attention-countries.{VERSION}.toml", 'en = "Iran"', "", "entry 2 (IR), en: is missing"),
        (f"attention-countries.{VERSION}.toml", f"in_force_on = {VERSION}", "", "header, in_force_on: is missing"),
        (f"attention-countries.{VERSION}.toml", f'version = "{VERSION}"', 'version = "2025-10-01"', "file name"),
        (f"attention-countries.{VERSION}.toml", f'version = "{VERSION}"', 'version = "new"', "expected a day"),
        (f"attention-countries.{VERSION}.toml", "catalogue =", "catalogue", "TOML in UTF-8"),
        ("critical-technologies.2023-10-03.toml", 'code = "9.1"', 'code = "9.0"', "a code such as 9.1"),
        (f"risk-factors.{VERSION}.toml", 'code = "P-HR"', 'code = "T-HR"', "the letter of partner"),
        (f"mitigations.{VERSION}.toml", 'refines = "M03"', 'refines = "M99"', "refines: 'M99' is not known"),
        (f"institutions.{VERSION}.toml", 'slug = "ugent"', 'slug = "U Gent"', "slug: is 'U Gent'"),
        (f"institutions.{VERSION}.toml", "rri@uhasselt.be", "rri at uhasselt", "expected an e-mail address"),
        (f"institutions.{VERSION}.toml", '"contact_point"', '"ethics"', "has no contact point"),
        (f"policy-list-seven-sons.{VERSION}.toml", "verified = false", "verified = true", "for the verified name"),
        (f"policy-list-seven-sons.{VERSION}.toml", 'kind = "name"', 'kind = "alias"', "does not begin with the name"),
        (f"lists.{LISTS}.toml", "shipped = true", 'shipped = "yes"', "expected true or false"),
    ],
)
def test_a_faulty_file_is_refused(
    folder: Path, spoil: Callable[[str, str, str], Path], name: str, old: str, new: str, message: str
) -> None:
    spoil(name, old, new)
    error = refusal(folder)
    assert name in str(error)
    assert message in str(error)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [(f"policies.{VERSION}.toml", 'list = "ru-rectors"', ""), (f"lists.{LISTS}.toml", '"ru-rectors"', '"rectors"')],
)
def test_a_policy_list_that_no_policy_or_register_names_is_refused(
    folder: Path, spoil: Callable[[str, str, str], Path], name: str, old: str, new: str
) -> None:
    spoil(name, old, new)
    assert f"policy-list-ru-rectors.{VERSION}.toml, ru-rectors, list: 'ru-rectors' is not known" in str(refusal(folder))


def test_a_file_that_is_no_utf_8_is_refused(folder: Path) -> None:
    (folder / f"terms.{VERSION}.toml").write_bytes(b"\xff\xfe\x00")
    assert "expected TOML in UTF-8" in str(refusal(folder))


def test_a_catalogue_that_is_missing_is_named(folder: Path) -> None:
    (folder / f"terms.{VERSION}.toml").unlink()
    assert "terms, edition: there is none at all" in str(refusal(folder))


def test_the_newest_edition_in_force_is_chosen(folder: Path) -> None:
    old = (folder / f"attention-countries.{VERSION}.toml").read_text("utf-8")
    new = old.replace(VERSION, "2026-03-01").replace('code = "CN"', 'code = "XX"')
    (folder / "attention-countries.2026-03-01.toml").write_text(new, "utf-8")

    def codes(on: date | None) -> frozenset[str]:
        return loader.to_domain(loader.load_all(folder, on, manifest=None)).look_harder_countries

    assert "XX" in codes(None)
    assert "XX" in codes(date(2026, 3, 1))
    assert "CN" in codes(date(2026, 2, 28))


def test_another_set_of_bytes_is_another_edition(folder: Path, spoil: Callable[[str, str, str], Path]) -> None:
    before = loader.load_all(folder, manifest=None)
    assert before == loader.load_all(folder, manifest=None)
    spoil(f"attention-countries.{VERSION}.toml", 'nl = "China"', 'nl = "Cathay"')
    after = loader.load_all(folder, manifest=None)
    assert before.edition_id != after.edition_id


def test_a_label_speaks_dutch_and_english() -> None:
    for edition in (loader.load_all().factors, loader.load_all().mitigations):
        assert all(isinstance(entry.label, model.Label) for entry in edition.entries)
