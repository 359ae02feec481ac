"""What becomes of a name, in several scripts and spellings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvcase.screening import normalise, words


def spelled(text: str, *, person: bool = False) -> list[str]:
    return [token.text for token in normalise.tokens(text, person=person)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Universiteit van Quarth", "University of Quarth"),
        ("Univ. Quarth", "Université de Quarth"),
        ("Quarth Inst Technol", "Quarth Institute of Technology"),
        ("Quarth Centre for Defence", "Quarth Center for Defense"),
        ("Veskar & Sons GmbH", "Veskar and Sons B.V."),
        ("Veskar Sp. z o.o.", "Veskar LLC"),
        ("S.C. Veskar", "SC Veskar"),
        ("Air Force Academy", "Airforce Academy"),
        ("VeskarWorks", "Veskar Works"),
        ("Xi'an", "Xi’an"),
        ("V?skar", "V'skar"),
        ("Вескар", "Veskar"),
        ("南京大学", "Nan Jing Da Xue"),
    ],
)
def test_two_spellings_of_an_organisation_give_the_same_words(one: str, other: str) -> None:
    assert spelled(one) == spelled(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed Veskar", "Muhammad Veskar"),
        ("Abdul Rahman Veskar", "Abd-al-Rahman Veskar"),
        ("Saif al-Din Veskar", "Saifuddin Veskar"),
        ("محمد علي", "Mohammad Ali"),
    ],
)
def test_two_spellings_of_a_person_give_the_same_words(one: str, other: str) -> None:
    assert spelled(one, person=True) == spelled(other, person=True)


def test_a_word_without_vowels_stays_in_its_script_without_the_article() -> None:
    (arabic,) = normalise.tokens("التكريتي", person=True)
    assert (arabic.spelled, arabic.vowel_less) == ("تكريتي", True)


def test_an_affiliation_is_split_at_commas_brackets_and_dashes() -> None:
    assert normalise.segments("Dept A, Univ B (BU); City - Land") == (
        "Dept A, Univ B (BU); City - Land",
        "Dept A",
        "Univ B",
        "BU",
        "City",
        "Land",
    )


@settings(deadline=None)
@given(st.text(max_size=60), st.booleans())
def test_any_text_gives_words_of_letters_and_digits(text: str, person: bool) -> None:
    for token in normalise.tokens(text, person=person):
        assert token.vowel_less or token.text.isascii()
        assert token.text.isalnum()
        assert 0 < token.weight <= 100


def test_no_word_stands_in_two_tables_as_a_canonical_form() -> None:
    canonical = words.canonical()
    assert {word: canonical[word] for word in words.classes() if canonical.get(word, word) != word} == {}
