"""Country names and codes as lists, forms and people write them."""

import pytest

from kvcase.lists import countries


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("RUS", "RU"),
        ("chn", "CN"),
        ("PRK", "KP"),
        ("Russland", "RU"),
        ("Россия", "RU"),
        ("中国", "CN"),
        ("ایران", "IR"),
        ("Österreich", "AT"),
        ("Iran, Islamic Republic of", "IR"),
        ("be", "BE"),
        ("Atlantis", None),
        ("XX", None),
        ("", None),
    ],
)
def test_a_country_goes_by_its_codes_and_by_its_names(written: str, code: str | None) -> None:
    assert countries.iso2(written) == code


def test_each_code_of_three_letters_stands_for_a_country_that_has_a_name() -> None:
    letters = countries.OF_THREE_LETTERS.split()
    assert all(countries.iso2(two) == two for two in letters[1::2])
    assert len(set(letters[::2])) == len(letters[::2])
    assert len(set(letters[1::2])) == len(letters[1::2])
