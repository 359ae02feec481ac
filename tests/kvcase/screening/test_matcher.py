"""Which names are the same and which only look so. All names are fictional."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import explanations, matcher, sentences
from kvcase.screening.matcher import Query


def organisation(*names: str, countries: tuple[str, ...] = ()) -> Entry:
    return Entry("1", Kind.ORGANISATION, tuple(Name(name, NameKind.PRIMARY) for name in names), countries)


def person(*names: str, birth_years: tuple[int, ...] = ()) -> Entry:
    return Entry("1", Kind.PERSON, tuple(Name(name, NameKind.PRIMARY) for name in names), (), birth_years)


def score(text: str, entry: Entry) -> int:
    return matcher.score(Query(text, entry.kind), entry).score


def rules(text: str, entry: Entry) -> set[str]:
    return {cap.rule for cap in matcher.score(Query(text, entry.kind), entry).explanation.caps}


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Quarth Institute of Technology", "Quarth Institute of Technology"),
        ("QUARTH INST TECHNOL", "Quarth Institute of Technology"),
        ("School of Optics, Quarth Institute of Technology, Quarth, P.R. China", "Quarth Institute of Technology"),
        ("Institute of Technology Quarth", "Quarth Institute of Technology"),
        ("Qarth Institute of Technology", "Quarth Institute of Technology"),
        ("Velmora Univ Posts & Telecommun", "Velmora University of Posts and Telecommunications"),
        ("Key Laboratory of Optics Quarth Institute of Technology", "Quarth Institute of Technology"),
        ("PLA Velmora Engineering University", "Velmora Engineering University"),
        ("Universiteit Velmora", "Velmora University"),
        ("OOO Veskarprom", "Veskarprom LLC"),
        ("Veskar Prom", "Veskarprom LLC"),
        ("Joint Stock Company Veskarprom", "VESKARPROM AO"),
    ],
)
def test_an_organisation_is_found_as_people_write_it(text: str, listed: str) -> None:
    assert score(text, organisation(listed)) >= matcher.REVIEW


@pytest.mark.parametrize(
    ("text", "listed", "rule"),
    [
        ("Velmora Institute of Technology", "Quarth Institute of Technology", "another-name-on-both-sides"),
        ("Quarth Normal University", "Quarth University", "another-field"),
        ("Quarth University", "Quarth Polytechnic University", "another-field"),
        ("Quarth University of Science and Technology", "Quarth University of Technology", "another-field"),
        ("Quarth University of Technology", "Quarth Institute of Technology", "another-kind-of-institution"),
        ("Hunan University", "Henan University", "another-name-on-both-sides"),
        ("Institute of Technology", "Institute of Quarth", "no-telling-word"),
        ("Velmora, Quarth City Hospital", "Velmoro", "single-word-slip"),
    ],
)
def test_a_look_alike_organisation_stays_below_review(text: str, listed: str, rule: str) -> None:
    assert score(text, organisation(listed)) < matcher.REVIEW
    assert rule in rules(text, organisation(listed))


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Orlan Veskar", "VESKAR, Orlan"),
        ("Orlan Vescar", "VESKAR, Orlan"),
        ("O. T. Veskar", "Orlan Tamas Veskar"),
        ("Orlan Tamas Veskar", "Orlan Veskar"),
        ("Орлан Вескар", "Orlan Veskar"),
        ("OrlanVeskar", "Orlan Veskar"),
        ("Mohamed al-Tikmiri", "محمد التكميري"),
        ("Orlan Tamas Esa", "Orlan Tamas Essa"),
    ],
)
def test_a_person_is_found_as_people_write_it(text: str, listed: str) -> None:
    assert score(text, person(listed)) >= matcher.REVIEW


@pytest.mark.parametrize(
    ("text", "listed", "rule"),
    [
        ("Orlan Veskar", "Orlan Dremov", "another-name-on-both-sides"),
        ("Veskar", "Orlan Veskar", "one-name-only"),
        ("Hassan Veskar", "Hussein Veskar", "another-name-on-both-sides"),
    ],
)
def test_a_namesake_stays_below_review(text: str, listed: str, rule: str) -> None:
    assert score(text, person(listed)) < matcher.REVIEW
    assert rule in rules(text, person(listed))


def test_initials_alone_never_make_an_alert() -> None:
    assert score("O. Veskar", person("Orlan Veskar")) == 80


def test_a_person_and_an_organisation_of_one_name_do_not_meet() -> None:
    found = matcher.score(Query("Orlan Veskar", Kind.PERSON), organisation("Orlan Veskar"))
    assert (found.score, found.band) == (matcher.KIND_CAP, "none")


def test_a_weak_alias_matches_only_exactly_and_is_capped() -> None:
    entry = Entry("1", Kind.ORGANISATION, (Name("Quarth Works", NameKind.PRIMARY), Name("QWX", NameKind.WEAK)))
    assert matcher.score(Query("QWX"), entry).score == matcher.WEAK_CAP
    assert matcher.score(Query("Optics Group, QWX, Velmora"), entry).score == matcher.WEAK_CAP
    for text in ("qwx", "QWXY", "QWX Holding Partners", "QW"):
        assert matcher.score(Query(text), entry).score < matcher.REVIEW


def test_a_name_of_forms_only_matches_only_exactly() -> None:
    assert score("Corp", organisation("11420 Corp")) == 0


def test_another_country_in_an_academic_name_is_another_institute() -> None:
    assert score("Veskar Institute of India", organisation("Veskar Institute", countries=("IR",))) == 65
    assert score("Veskar Institute of Iran", organisation("Veskar Institute", countries=("IR",))) >= matcher.REVIEW


def test_a_city_in_an_address_is_not_a_firm_of_that_name() -> None:
    assert score("Orlan Dremov NV, Quarth, Atlantis", organisation("Quarth")) == matcher.WEAK_CAP
    assert score("Orlan Dremov NV, Moscow", organisation("Moscow")) < matcher.REVIEW


NAMES = st.lists(
    st.sampled_from(["Quarth", "Velmora", "Institute", "University", "Technology", "Veskar", "Orlan", "Hassan", "Ltd"]),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(deadline=None)
@given(NAMES, NAMES, st.sampled_from(["IR", "BE", None]), st.sampled_from([(), ("IR",), ("CN", "RU")]))
def test_a_country_never_hides_a_name_hit(
    text: str, listed: str, country: str | None, countries: tuple[str, ...]
) -> None:
    entry = organisation(listed)
    bare = matcher.score(Query(text), entry).score
    placed = matcher.score(Query(text, country=country), replace(entry, countries=countries)).score
    assert (placed >= matcher.REVIEW) or bare < matcher.REVIEW


@settings(deadline=None)
@given(NAMES, NAMES, st.integers(1930, 2000), st.integers(1930, 2000))
def test_a_birth_year_never_hides_a_name_hit(text: str, listed: str, year: int, listed_year: int) -> None:
    bare = matcher.score(Query(text, Kind.PERSON), person(listed)).score
    dated = matcher.score(Query(text, Kind.PERSON, birth_year=year), person(listed, birth_years=(listed_year,))).score
    assert (dated >= matcher.REVIEW) or bare < matcher.REVIEW


def test_country_and_birth_year_move_the_score() -> None:
    entry = organisation("Quarth Optics Works Velmora", countries=("IR",))
    bare, same, other = (
        matcher.score(Query("Quarth Optics Works", country=code), entry).score for code in (None, "IR", "BE")
    )
    assert other < bare < same
    dated = person("Orlan Tamas Veskar", birth_years=(1961,))
    bare, same, other = (
        matcher.score(Query("Orlan Veskar", birth_year=year), dated).score for year in (None, 1961, 1980)
    )
    assert other < bare < same


@settings(deadline=None)
@given(NAMES)
def test_a_name_of_any_weight_matches_itself_fully(text: str) -> None:
    for entry in (organisation(text), person(text)):
        assert matcher.score(Query(text, entry.kind), entry).explanation.base == 100


@settings(deadline=None)
@given(st.text(max_size=40), st.text(min_size=1, max_size=40), st.sampled_from(Kind))
def test_any_two_texts_score_between_0_and_100_and_explain_themselves(text: str, listed: str, kind: Kind) -> None:
    entry = Entry("1", kind, (Name(listed, NameKind.PRIMARY),))
    found = matcher.score(Query(text, kind), entry)
    assert 0 <= found.score <= 100
    stored = found.explanation.encode()
    assert explanations.decode(stored) == found.explanation
    assert matcher.score(Query(text, kind), entry).explanation.encode() == stored
    for language in explanations.LANGUAGES:
        assert sentences.sentence(found.explanation, language)
