"""Control codes, readiness levels and countries in every wrong form: refused, with what is right."""

import re
from dataclasses import replace
from datetime import date
from string import ascii_uppercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import control_codes, countries, text
from domain.collaboration import topic
from domain.collaboration.spine import Status
from domain.collaboration.topic import Certainty, ControlCode
from domain.errors import UnusableInputError
from tests.domain import people
from tests.domain.scenario import CASE, TODAY, walk

GOOD = ControlCode("6A002.a.1", "2025/2003", Certainty.CONFIRMED)
WRONG: dict[str, str] = {
    "1.x": "critical technology",
    "1.X": "critical technology",
    "9.1": "critical technology",
    "10.4": "critical technology",
    "6": "names a category",
    "6A": "names a category",
    "6Axxx": "names a category",
    "6A00": "names a category",
    "EAR99": "rest category of the US list",
    "ear 99": "rest category of the US list",
    "3A991": "900 series of the US list",
    "5A992.c": "900 series of the US list",
    "5a992": "900 series of the US list",
    "9A610": "600 series of the US list",
    "XI": "US munitions list",
    "VIII(a)": "US munitions list",
    "XXI": "US munitions list",
    "USML VIII(h)": "US munitions list",
    "ITAR": "US munitions list",
    "Category XV": "US munitions list",
    "ML1": "military list",
    "ML22": "military list",
    "ML10.c": "military list",
    "ml 5": "military list",
    "6a002": "wrong case",
    "6A002.A.1": "wrong case",
    " 6A002": "holds a space",
    "6A002 ": "holds a space",
    "6A 002": "holds a space",
    "6A002. a. 1": "holds a space",
    "8806 22": "customs tariff",
    "8806.22.00": "customs tariff",
    "6F002": "no control code",
    "6A0021": "no control code",
    "6A002a": "no control code",
    "6A002.1.a": "no control code",
    "ML23": "no control code",
    "": "no control code",
    "６A002": "no control code",
}
RIGHT = ("6A002", "6A002.a", "6A002.a.1", "9A012.b.4", "1C350", "5A002.a.1.b.2", "0C001", "7D104", "3A504")


def refusal(*items: ControlCode) -> UnusableInputError:
    case = walk(Status.SCREENING)
    command = topic.ClassifyTopic(CASE, "Read.", control_codes=items)
    return case.refused(command, people.EXPORT, UnusableInputError)


@pytest.mark.rule("T-form")
@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_code_is_told_which_list_it_looks_like_and_what_is_right(code: str) -> None:
    found = refusal(GOOD, replace(GOOD, code=code))
    assert found.field == "control_codes.1.code"
    assert WRONG[code] in found.rule
    assert repr(code) in found.rule
    assert "Regulation (EU) 2021/821" in found.expected


@pytest.mark.rule("T-form")
@pytest.mark.parametrize("code", ["6a002.A.1", " 6A002.a.1", "6 A002.a.1"])
def test_a_code_that_is_only_misspelt_is_told_its_spelling(code: str) -> None:
    assert refusal(replace(GOOD, code=code)).expected.startswith("6A002.a.1: ")


@pytest.mark.rule("T-form")
@pytest.mark.parametrize("code", RIGHT)
def test_a_code_of_the_list_is_taken(code: str) -> None:
    case = walk(Status.SCREENING)
    case.classify(control_codes=(replace(GOOD, code=code),))
    assert case.state.topic.listed_codes == {code}


@pytest.mark.rule("T-form")
@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(alphabet="0169ABEFMLXUS. abx-/", max_size=12))
def test_any_code_is_taken_as_it_is_or_refused_with_its_field(code: str) -> None:
    found: UnusableInputError | None = None
    try:
        control_codes.refuse_unusable((replace(GOOD, code=code),), TODAY)
    except UnusableInputError as error:
        found = error
    assert found is None or found.field == "control_codes.0.code"
    assert (found is None) is bool(re.fullmatch(r"[0-9][AB][01][0169]{2}(\.[abx](\.[0169]{1,2})?)?", code))


@pytest.mark.rule("T-form")
@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (" ", "a text that says something"),
        ("", "a text that says something"),
        ("2025", control_codes.ANNEX),
        ("latest", control_codes.ANNEX),
        ("2025-2003", control_codes.ANNEX),
        ("2025/0", control_codes.ANNEX),
        ("1999/1", control_codes.ANNEX),
        ("2003/2025", control_codes.ANNEX),
        ("821/2021", f"2021/821: {control_codes.ANNEX}"),
        ("2027/1", control_codes.ANNEX),
    ],
)
def test_a_code_needs_the_version_of_its_list(version: str, expected: str) -> None:
    found = refusal(replace(GOOD, annex_version=version))
    assert (found.field, found.expected) == ("control_codes.0.annex_version", expected)


@pytest.mark.rule("T-form")
@pytest.mark.parametrize("version", ["2021/821", "2025/2003", "2026/1"])
def test_the_version_of_a_list_is_the_number_of_its_regulation(version: str) -> None:
    control_codes.refuse_unusable((replace(GOOD, annex_version=version),), date(2026, 1, 1))


@pytest.mark.rule("T-form")
def test_a_code_is_said_once_and_is_one_thing() -> None:
    for other in (Certainty.EXCLUDED, Certainty.SUSPECTED):
        found = refusal(GOOD, replace(GOOD, code="1C350"), replace(GOOD, certainty=other))
        assert found.field == "control_codes.2.code"
        assert found.rule == f"'6A002.a.1' is said to be confirmed and {other} at once"
    assert refusal(GOOD, GOOD).rule == "'6A002.a.1' is given twice"
    assert refusal(GOOD, replace(GOOD, annex_version="2021/821")).rule == "'6A002.a.1' is given twice"


@pytest.mark.rule("T-form")
def test_how_the_readiness_was_found_is_said_of_a_level() -> None:
    case = walk(Status.SCREENING)
    bare = topic.ClassifyTopic(CASE, "Read.", ("9.1",), trl_method="A checklist.")
    found = case.refused(bare, people.EXPORT, UnusableInputError)
    assert (found.field, found.expected) == ("trl_method", "trl_min or trl_max, 1 to 9, with it")
    blank = replace(bare, trl_max=3, trl_method=" ")
    assert case.refused(blank, people.EXPORT, UnusableInputError).field == "trl_method"
    (event,) = case.do(replace(bare, trl_max=3), people.EXPORT)
    assert event.trl_method == "A checklist."


def test_a_country_is_one_that_exists() -> None:
    assert len(countries.ASSIGNED) == 249 + 1, "ISO 3166-1, and Kosovo"
    pairs = {a + b for a in ascii_uppercase for b in ascii_uppercase}
    for code in pairs:
        if code in countries.ASSIGNED:
            assert text.country(code, "country") == code
        else:
            with pytest.raises(UnusableInputError, match="assigned to no country"):
                text.country(code, "country")


@pytest.mark.parametrize("code", ["ZZ", "XX", "QM", "AA", "EU"])
def test_a_code_that_no_country_has_is_told_an_example(code: str) -> None:
    with pytest.raises(UnusableInputError, match="such as BE"):
        text.country(code, "places.0")


@pytest.mark.parametrize(("wrong", "right"), sorted(countries.INSTEAD.items()))
def test_a_code_of_habit_is_told_the_one_of_the_standard(wrong: str, right: str) -> None:
    with pytest.raises(UnusableInputError) as caught:
        text.country(wrong, "places.0")
    assert caught.value.expected == right
