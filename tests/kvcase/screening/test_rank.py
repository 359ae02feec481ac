"""Rank: which hit a reviewer with ten minutes looks at first, whatever the score."""

from hypothesis import given
from hypothesis import strategies as st

from domain.values import Effect
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import explanations, matcher, rank
from kvcase.screening.matcher import Query

NAMES = (Name("Quarth Institute of Technology", NameKind.PRIMARY), Name("QIT", NameKind.WEAK))
ENTRY = Entry("q-1", Kind.ORGANISATION, NAMES, ("IR",))
PERSON = Entry("p-1", Kind.PERSON, (Name("Jonas Vandervelden", NameKind.PRIMARY),), (), (1970,))


def of(text: str, entry: Entry = ENTRY, effect: Effect = Effect.LEGAL, **known: str | int) -> int:
    kind = Kind.PERSON if entry is PERSON else Kind.ORGANISATION
    query = Query(text, kind, str(known["country"]) if "country" in known else None)
    if "birth_year" in known:
        query = Query(text, kind, None, int(known["birth_year"]))
    return rank.rank(matcher.score(query, entry).explanation, effect)


def test_what_a_list_can_do_goes_first() -> None:
    by_effect = [of("Quarth Institute of Technology", effect=effect) for effect in rank.SEVERITY]
    assert by_effect == sorted(by_effect, reverse=True)
    assert len(set(by_effect)) == len(Effect)


def test_a_name_to_the_letter_goes_before_one_with_a_slip() -> None:
    assert of("Quarth Institute of Technology") > of("Qarth Institute of Technology")


def test_a_country_that_agrees_goes_before_none_and_none_before_one_that_differs() -> None:
    name = "Quarth Institute of Technology"
    assert of(name, country="IR") > of(name) > of(name, country="BE")


def test_a_birth_year_that_differs_goes_last() -> None:
    name = "Jonas Vandervelden"
    assert of(name, PERSON, birth_year=1970) > of(name, PERSON) > of(name, PERSON, birth_year=1999)


def test_a_strong_name_goes_before_a_weak_one() -> None:
    assert of("Quarth Institute of Technology") > of("QIT")


def test_more_telling_words_go_before_fewer() -> None:
    short = Entry("q-2", Kind.ORGANISATION, (Name("Quarth Works", NameKind.PRIMARY),))
    long = Entry("q-3", Kind.ORGANISATION, (Name("Zelenograd Quarth Brightwater Works", NameKind.PRIMARY),))
    assert of("Zelenograd Quarth Brightwater Works", long) > of("Quarth Works", short)


@given(text=st.text(max_size=40), effect=st.sampled_from(list(Effect)))
def test_a_rank_is_computed_again_from_what_is_stored(text: str, effect: Effect) -> None:
    found = matcher.score(Query("Quarth Institute of Technology " + text), ENTRY).explanation
    points = rank.rank(found, effect)
    assert points == rank.rank(explanations.decode(found.encode()), effect)
    assert points >= 0
