"""What an officer reads of a hit: one sentence in each language that says why, and what to check."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.values import Effect
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import explanations, matcher, rank, sentences
from kvcase.screening.explanations import Language
from kvcase.screening.matcher import Query
from tests.kvcase.screening import explained
from tests.kvcase.screening.explained import CASES, Case


def told(title: str, language: Language = "en") -> str:
    case = next(each for each in CASES if each.title == title)
    found = matcher.score(case.query, case.entry).explanation
    return sentences.sentence(found, language, case.list_id, person=case.entry.kind is Kind.PERSON)


def test_the_page_is_as_generated() -> None:
    assert explained.PAGE.read_text(encoding="utf-8") == explained.page(), (
        "write it again: python -m tests.kvcase.screening.explained"
    )


def test_there_are_twenty_cases_and_more_with_hits_and_without() -> None:
    scores = [matcher.score(case.query, case.entry).score for case in CASES]
    assert len(CASES) >= 20
    assert sum(score >= matcher.REVIEW for score in scores) >= 10
    assert sum(score < matcher.REVIEW for score in scores) >= 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
@pytest.mark.parametrize("language", explanations.LANGUAGES)
def test_each_case_is_one_sentence_that_says_the_score_the_list_and_what_to_check(
    case: Case, language: Language
) -> None:
    found = matcher.score(case.query, case.entry)
    said = sentences.sentence(found.explanation, language, case.list_id, person=case.entry.kind is Kind.PERSON)
    assert said.endswith(".")
    assert not re.search(r"[{}]|“”|\s\s|\n|;;", said)
    assert f"({found.score} " in said
    assert sentences.label(case.list_id, language) in said
    assert sentences.SAY[language]["check"] in said


def test_the_languages_say_the_same_things() -> None:
    assert sentences.SAY["nl"].keys() == sentences.SAY["en"].keys()
    for key, words in sentences.SAY["en"].items():
        assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", sentences.SAY["nl"][key])), key


def test_a_name_of_our_own_knowledge_says_that_the_list_does_not_give_it_and_who_does() -> None:
    said = told("A name that only a foreign source gives")
    assert (
        "another name of “Harbin Institute of Technology” on the list “Canadian Named Research Organizations”" in said
    )
    assert "not given by the list itself but by “Wikipedia (de)" in said
    assert "aliases." in said


def test_a_weak_name_says_that_many_may_bear_it_and_asks_for_the_full_one() -> None:
    said = told("A weak acronym that the list gives", "nl")
    assert "een zwakke alias van “Northwestern Polytechnical University”" in said
    assert "de alias is zwak, dus hoogstens 75" in said
    assert said.endswith("na te gaan: de volledige naam achter “NWPU”, met stad en land.")


def test_two_legal_forms_are_not_called_the_same_word() -> None:
    said = told("Another form of company")
    assert "the same: “quarth”, “precision”, “optics”; a legal form on both sides" in said
    assert said.count("“bv” for “gmbh”") == 1


def test_a_fact_that_differs_says_by_how_much_and_that_it_hides_nothing() -> None:
    said = told("Another year of birth")
    assert (
        "the birth year differs (asked 1994, listed 1970, −15), which lowers the score but never hides a name" in said
    )
    assert said.endswith("to check: the full date of birth, for if that differs as well it is another person.")


def test_a_cap_says_what_the_words_alone_would_give() -> None:
    assert "the words alone give 97, but the given names agree by initials only, so at most 80" in told("An initial")


def test_what_is_no_hit_says_so() -> None:
    assert told("Another university of technology").startswith("Another by its name, and no hit (")
    assert told("Another university of technology", "nl").startswith("Naar de naam een andere, geen treffer (")


def test_a_name_asked_in_another_script_is_told() -> None:
    entry = explained.YOUSSEF
    latin = type(entry)(entry.entry_id, entry.kind, (Name("Youssef Tarnawi", NameKind.PRIMARY),))
    found = matcher.score(Query("يوسف طرناوي", Kind.PERSON), latin).explanation
    said = sentences.sentence(found, "en", person=True)
    assert "in Arabic letters without short vowels, was compared by its sounds" in said


def test_an_institution_in_another_script_is_compared_by_meaning_too_and_is_told_so() -> None:
    listed = Entry("1", Kind.ORGANISATION, (Name("Harbin Engineering University", NameKind.PRIMARY),))
    found = matcher.score(Query("جامعة هاربين للهندسة", Kind.ORGANISATION), listed).explanation
    assert "was compared by the meaning of its words and by its sounds" in sentences.sentence(found, "en")
    assert "is naar de betekenis van de woorden en naar de klank vergeleken" in sentences.sentence(found, "nl")


def test_that_a_name_is_never_hidden_is_said_once() -> None:
    listed = Entry("1", Kind.PERSON, (Name("Jonas Vandervelden", NameKind.PRIMARY),), ("BE",), birth_years=(1970,))
    found = matcher.score(Query("Jonas Vandervelden", Kind.PERSON, "NL", 1994), listed).explanation
    said = sentences.sentence(found, "en", person=True)
    assert said.count("never hides a name") == 1
    assert "the country differs" in said
    assert "the birth year differs" in said


def test_a_person_of_the_name_of_a_firm_is_another_by_kind_not_by_name() -> None:
    listed = Entry("1", Kind.PERSON, (Name("Jonas Vandervelden", NameKind.PRIMARY),))
    found = matcher.score(Query("Vandervelden Jonas", Kind.ORGANISATION), listed).explanation
    assert sentences.sentence(found, "en", person=True).startswith("Another by its kind, and no hit (")
    assert sentences.sentence(found, "nl", person=True).startswith("Naar de soort een andere, geen treffer (")


def test_a_list_that_the_register_lacks_goes_by_its_id_and_none_by_no_name() -> None:
    found = matcher.score(CASES[0].query, CASES[0].entry).explanation
    assert "on the list “our-list”" in sentences.sentence(found, "en", "our-list")
    assert "on the list;" in sentences.sentence(found, "en")


@given(text=st.text(min_size=1, max_size=40), case=st.sampled_from(CASES))
def test_a_sentence_is_read_again_from_what_is_stored(text: str, case: Case) -> None:
    query = Query(f"{case.query.text} {text}", case.query.kind, case.query.country, case.query.birth_year)
    found = matcher.score(query, case.entry).explanation
    stored = explanations.decode(found.encode())
    assert stored == found
    assert rank.rank(stored, Effect.LEGAL) == rank.rank(found, Effect.LEGAL)
    for language in explanations.LANGUAGES:
        assert sentences.sentence(stored, language) == sentences.sentence(found, language)
