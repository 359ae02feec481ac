"""Whole ways of writing names that a reader takes for granted. Persons are fictional, places and bodies are public."""

import pytest

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import matcher
from kvcase.screening.matcher import Match, Query


def match(text: str, listed: str, kind: Kind, country: str = "") -> Match:
    entry = Entry("1", kind, (Name(listed, NameKind.PRIMARY),), (country,) if country else ())
    return matcher.score(Query(text, kind), entry)


def rules(found: Match) -> set[str]:
    return {cap.rule for cap in found.explanation.caps}


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Quarth Daxue Huagong Xueyuan", "Quarth University"),
        ("Quarth Ligong Daxue Jixie Gongcheng Xueyuan", "Quarth Ligong Daxue"),
        ("Postdoc at Quarth University", "Quarth University"),
        ("postdoc at the State University of Hydroacoustics", "State University of Hydroacoustics"),
        ("Employer: National Academy of Hydroacoustics", "National Academy of Hydroacoustics"),
        ("previously: National Academy of Hydroacoustics", "National Academy of Hydroacoustics"),
        ("On leave from National University of Defence Physics", "National University of Defence Physics"),
        ("visiting scholar; formerly National University of Defence Physics", "National University of Defence Physics"),
        ("promovendus aan de Quarth Universiteit", "Quarth University"),
        ("Universität für Wehrtechnik Quarth", "Quarth University of Defence Technology"),
        ("جامعة هاربين للهندسة", "Harbin Engineering University"),
        ("معهد تيانجين للفيزياء إيران", "معهد تيانجين للفيزياء ايران"),
        ("دانشگاه مهندسي هاربین", "Harbin Engineering University"),
        ("하얼빈공정대학교", "Harbin Engineering University"),
        ("가온대학교 화학과", "Gaon University"),
    ],
)
def test_an_institution_is_found_in_the_words_around_it_and_in_another_script(text: str, listed: str) -> None:
    assert match(text, listed, Kind.ORGANISATION).score >= matcher.REVIEW


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Quarth Shifan Daxue Huagong Xueyuan", "Quarth University"),
        ("postdoc at Quarth Normal University", "Quarth University"),
        ("Formerly Quarth University of Science and Technology", "Quarth Institute of Technology"),
        ("Universiteit van Quarth", "Bibliotheek van Quarth"),
        ("جامعة هاربين الطبية", "Harbin Engineering University"),
    ],
)
def test_a_sister_institution_in_the_same_words_stays_below_review(text: str, listed: str) -> None:
    assert match(text, listed, Kind.ORGANISATION).score < matcher.REVIEW


@pytest.mark.parametrize("text", ["US Naval Academy", "U.S. Naval Academy", "Naval Academy (UK)"])
def test_a_country_in_capitals_tells_that_a_general_name_is_anothers(text: str) -> None:
    found = match(text, "Naval Academy", Kind.ORGANISATION, "CN")
    assert found.score < matcher.REVIEW
    assert "another-country" in rules(found)


def test_its_own_country_in_capitals_hides_no_general_name() -> None:
    assert match("US Naval Academy", "Naval Academy", Kind.ORGANISATION, "US").score >= matcher.REVIEW
    assert match("Naval Academy", "Naval Academy", Kind.ORGANISATION, "CN").score >= matcher.ALERT


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("김희벽", "Kim Hee Byuk"),
        ("강슬화", "Kang Seul Wha"),
        ("黃國強", "Huang Kuo-chiang"),
        ("鄭建華", "Cheng Chien-hua"),
        ("Галина Вельморчук", "Halyna Velmorchuk"),
        ("Євген Вельморчук", "Yevhen Velmorchuk"),
        ("Сергей Вельморчук", "Serhij Velmorchuk"),
        ("هبة الله النجار", "Hibatullah Al Najjar"),
        ("يحيى القرشاوي", "Yahya Al Qarshawi"),
        ("عمرو القرشاوي", "Amr El Qarshawi"),
    ],
)
def test_a_name_in_its_own_script_is_found_as_passports_write_it(text: str, listed: str) -> None:
    assert match(text, listed, Kind.PERSON).score >= matcher.REVIEW


@pytest.mark.parametrize(
    ("text", "listed"), [("李明", "Li Ming Hua"), ("陈国栋", "Chen Guodong Wei"), ("이수", "Lee Su Jin")]
)
def test_a_name_of_more_syllables_than_characters_is_anothers(text: str, listed: str) -> None:
    found = match(text, listed, Kind.PERSON)
    assert found.score < matcher.REVIEW
    assert "more-syllables" in rules(found)


def test_a_western_given_name_beside_characters_is_no_extra_syllable() -> None:
    for name in ("David Wang Wei", "Peter Wang Wei"):
        assert match("王伟", name, Kind.PERSON).score >= matcher.REVIEW
