"""Words of organisations in pinyin: apart, together, and beside names that mean nothing."""

import pytest

from kvcase.screening import pinyin, word_forms
from kvcase.screening.normalise import tokens


@pytest.mark.parametrize(
    "text", ["Xi Bei Gong Ye Da Xue", "Xibei Gongye Daxue", "xibeigongyedaxue", "XiBei GongYe DaXue", "西北工业大学"]
)
def test_a_name_is_the_same_however_its_syllables_are_joined(text: str) -> None:
    assert [token.text for token in tokens(text, person=False)] == ["northwest", "industry", "university"]


def test_a_name_before_known_words_stays_one() -> None:
    assert pinyin.joined(["Wei", "Mo", "Lu", "Dianzi"]) == ["weimolu", "Dianzi"]
    assert [token.text for token in tokens("weimoludianzikeji", person=False)] == [
        "weimolu",
        "electronic",
        "technology",
    ]


def test_words_of_other_languages_are_left_alone() -> None:
    for raws in (["Bank", "of", "Quarth"], ["de", "la", "Velmora"], ["Hotel", "Man"]):
        assert list(pinyin.joined(raws)) == raws
    assert pinyin.meaning("velmoranda") == ()


def test_digits_written_for_letters_are_read_as_letters() -> None:
    assert word_forms.in_letters("Techn0logy") == "Technology"
    assert word_forms.in_letters("1ndu5tries") == "industries"
    assert word_forms.in_letters("H1N1") == "H1N1"
    assert word_forms.in_letters("Plant10") == "Plant10"
