"""Words of organisations in the forms that tables do not hold."""

import pytest

from kvcase.screening import han, han_words, native_words, word_forms, words
from kvcase.screening.normalise import tokens


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("technologisches", "technological"),
        ("elektronische", "electronic"),
        ("tekhnicheskogo", "technical"),
        ("universiteta", "university"),
        ("computat", "computing"),
        ("aerodynam", "aerodynamics"),
        ("companny", "co"),
        ("univercity", "university"),
    ],
)
def test_an_inflected_cut_or_misspelt_word_means_the_known_one(word: str, meaning: str) -> None:
    assert word_forms.meant(word) == ((word, meaning),)


@pytest.mark.parametrize(
    ("word", "meanings"),
    [
        ("onderzoeksinstituut", ["research", "institute"]),
        ("verteidigungsuniversitat", ["defence", "university"]),
        ("unitaryenterprise", ["unitary", "enterprise"]),
        ("shippingand", ["shipping"]),
        ("ofchina", ["china"]),
    ],
)
def test_two_words_written_as_one_are_taken_apart(word: str, meanings: list[str]) -> None:
    assert [meaning for _, meaning in word_forms.meant(word)] == meanings


@pytest.mark.parametrize("word", ["velmora", "nordhaven", "portland", "rotterdam", "siemens", "gazprombank", "quarth"])
def test_a_proper_name_stays_what_it_is(word: str) -> None:
    assert word_forms.meant(word) == ((word, word),)


def test_chinese_is_parted_into_known_words_and_names() -> None:
    assert han.words("维莫科技有限公司") == [("weimo", "维莫"), ("technology", "科技"), ("ltd", ""), ("co", "")]
    assert han.words("第二軍醫大學") == [("2", "第二"), ("military", ""), ("medical", ""), ("university", "大学")]
    assert han.words("가온정밀") == [("gaon", "가온"), ("precision", "정밀")]


def test_a_chinese_department_stands_behind_its_institution() -> None:
    assert han.parts("维莫大学航空学院") == ("维莫大学", "航空学院")
    assert han.parts("维莫大学") == ()


def test_numbers_are_digits_however_they_are_written() -> None:
    for text in ("No. 44 Institute", "44th Institute", "Forty-Fourth Institute", "44-й институт"):
        assert tokens(text, person=False)[0].text == "44", text


def test_every_meaning_in_the_tables_of_other_scripts_is_a_word_we_know_or_a_plain_one() -> None:
    meanings = {word for line in han_words.HAN.splitlines() if line for word in line.split(":")[0].split()}
    meanings |= {word for meaning in native_words.NATIVE.values() for word in meaning.split()}
    assert {word: words.canonical()[word] for word in meanings if words.canonical().get(word, word) != word} == {}
