"""The index finds what the matcher would, whatever else it holds. All names are fictional."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvcase.lists.entries import GUESSED, Entry, Kind, Name, NameKind
from kvcase.screening import matcher
from kvcase.screening.index import LEAST_THRESHOLD, ListIndex
from kvcase.screening.matcher import Match, Query

WORDS = [
    "Quarth",
    "Qarth",
    "Velmora",
    "Velmorra",
    "Veskar",
    "Vescar",
    "Wescar",
    "Orlan",
    "Orlann",
    "Hassan",
    "Mohammed",
    "Mohammad",
    "Mohmmed",
    "O",
    "V",
    "Institute",
    "University",
    "Univ",
    "Technology",
    "Medical",
    "Optics",
    "Ltd",
    "GmbH",
    "of",
    "al",
    "Abdul",
    "Rahman",
    "44",
    "Air",
    "Force",
    "Airforce",
    "VelmoraQuarth",
    "محمد",
    "وسكر",
    "Вескар",
    "南京",
    "南京大学",
    "维莫科技",
    "Quar.",
    "Technol",
    "Opt",
    "Velmor",
    "Second",
    "No",
    "Universiteit",
    "Forschungsinstitut",
    "Oualmora",
    "Djaskar",
    "Jeskar",
    "Chlorkin",
    "Khlorkin",
    "خلوركين",
    "كوه",
    "زاده",
    "Kuhzadeh",
    "Koohzade",
    "عبدالرحمن",
    "Ou",
    "Hsiao",
    "Xiao",
    "Chen-yueh",
    "Zhenyue",
    "振岳",
    "萧振岳",
    "Lee",
    "이슬별",
    "Seul-byeol",
    "Sulbyol",
    "슬별",
    "Elvelmora",
    "Vandervelmora",
    "A",
    "Abdulrahman",
    "Haji",
    "(张伟)",
    "Th.",
    "VelmoraQ",
    "uarth",
    "uVeskar",
    "Qu",
    "Qua",
    "aQu",
    "Orl",
    "rOla",
    "Al",
    "Aliorlan",
]
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
queries = st.builds(
    Query,
    text=st.lists(st.sampled_from([*WORDS, ",", ","]), min_size=1, max_size=7).map(" ".join),
    kind=st.sampled_from([None, *Kind]),
    country=st.sampled_from([None, "IR", "CN"]),
    birth_year=st.sampled_from([None, 1961, 1980]),
)
listed = st.builds(
    Entry,
    entry_id=st.just(""),
    kind=st.sampled_from(Kind),
    names=st.lists(st.builds(Name, names, st.sampled_from(NameKind)), min_size=1, max_size=3).map(tuple),
    countries=st.sampled_from([(), ("IR",), ("CN", "IR")]),
    birth_years=st.sampled_from([(), (1961,)]),
    info=st.sampled_from([(), (GUESSED,)]),
)
lists = st.lists(listed, max_size=25).map(
    lambda entries: [replace(entry, entry_id=str(at)) for at, entry in enumerate(entries)]
)


def works(name: str, entry_id: str = "1") -> Entry:
    return Entry(entry_id, Kind.ORGANISATION, (Name(name, NameKind.PRIMARY),))


def brute_force(entries: list[Entry], query: Query, threshold: int) -> tuple[Match, ...]:
    """Score all against all, as the index never does."""
    scored = [matcher.score(query, entry) for entry in entries]
    found = [match for match in scored if match.score >= threshold]
    return tuple(sorted(found, key=lambda match: (-match.score, match.entry_id)))


@settings(max_examples=150, deadline=None)
@given(lists, queries, st.sets(st.integers(0, 24)), st.sampled_from([55, 70, 85]))
def test_the_index_of_a_delta_finds_what_the_full_index_finds_among_its_entries(
    entries: list[Entry], query: Query, kept: set[int], threshold: int
) -> None:
    delta = [entry for at, entry in enumerate(entries) if at in kept]
    ids = {entry.entry_id for entry in delta}
    full = ListIndex.build(entries).search(query, threshold)
    assert ListIndex.build(delta).search(query, threshold) == tuple(match for match in full if match.entry_id in ids)


@settings(max_examples=150, deadline=None)
@given(lists, queries, st.sampled_from([55, 70, 85]))
def test_the_index_finds_nothing_that_the_matcher_does_not_and_scores_it_the_same(
    entries: list[Entry], query: Query, threshold: int
) -> None:
    everything = brute_force(entries, query, threshold)
    assert set(ListIndex.build(entries).search(query, threshold)) <= set(everything)


@settings(max_examples=150, deadline=None)
@given(lists, queries)
def test_the_index_misses_no_alert_or_review(entries: list[Entry], query: Query) -> None:
    assert ListIndex.build(entries).search(query) == brute_force(entries, query, matcher.REVIEW)


@settings(max_examples=50, deadline=None)
@given(lists, queries, st.randoms())
def test_the_order_of_entries_changes_nothing(entries: list[Entry], query: Query, random: Random) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert ListIndex.build(shuffled).search(query) == ListIndex.build(entries).search(query)


def test_a_thousand_entries_of_one_name_are_all_found() -> None:
    index = ListIndex.build(works("Quarth Optics", str(number)) for number in range(1_000))
    assert len(index.search(Query("Quarth Optics"))) == len(index) == 1_000


def test_every_way_of_writing_finds_its_entry_among_others() -> None:
    others = [works(f"{first} {second} Works", f"o-{at}") for at, (first, second) in enumerate(product(WORDS, WORDS))]
    index = ListIndex.build([*others, works("Drennick Institute of Technology", "wanted")])
    for text in (
        "Drennick Institute of Technology",
        "Drenick Inst Technol",
        "School of Optics, Drennick Institute of Technology, Quarth",
        "DrennickInstitute of Technology",
        "Drennickinstitute of Technology",
    ):
        assert "wanted" in [match.entry_id for match in index.search(Query(text))], text


def test_a_query_without_a_kind_is_searched_among_persons_and_all_else() -> None:
    name = (Name("Orlan Veskar", NameKind.PRIMARY),)
    index = ListIndex.build([Entry("p", Kind.PERSON, name), Entry("v", Kind.VESSEL, name)])
    assert [match.entry_id for match in index.search(Query("Orlan Veskar"))] == ["p", "v"]
    assert [match.entry_id for match in index.search(Query("Orlan Veskar", Kind.PERSON))] == ["p"]
    assert [match.entry_id for match in index.search(Query("Orlan Veskar", Kind.ORGANISATION))] == ["v"]


def test_an_entry_whose_kind_is_a_guess_is_found_as_a_person_and_as_anything_else() -> None:
    name = (Name("Orlan Veskar", NameKind.PRIMARY),)
    guess = Entry("guess", Kind.PERSON, name, info=(GUESSED,))
    index = ListIndex.build([guess, Entry("person", Kind.PERSON, name)])
    assert len(index) == 2
    for kind, expected in (
        (Kind.PERSON, ["guess", "person"]),
        (Kind.ORGANISATION, ["guess"]),
        (None, ["guess", "person"]),
    ):
        found = index.search(Query("Orlan Veskar", kind))
        assert [match.entry_id for match in found] == expected
        assert all(match.score == 100 and not match.explanation.caps for match in found)


def test_an_empty_query_and_an_empty_index_find_nothing() -> None:
    assert ListIndex.build(()).search(Query("Quarth Optics")) == ()
    assert ListIndex.build([works("Quarth Optics")]).search(Query(" of the ,, ")) == ()


def test_a_threshold_below_the_kind_cap_is_refused() -> None:
    with pytest.raises(ValueError, match="threshold is 50; expected 51 to 100"):
        ListIndex.build(()).search(Query("Quarth"), LEAST_THRESHOLD - 1)


def test_a_long_text_is_searched_in_its_first_words() -> None:
    index = ListIndex.build([works("Quarth Optics")])
    assert index.search(Query("Quarth Optics, " + "lorem ipsum dolor " * 500))


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Hsiao Chen-yueh", "Xiao Zhenyue"),
        ("Xiao Zhenyue", "HSIAO, Chen Yueh"),
        ("萧振岳", "Hsiao Chen-yueh"),
        ("이슬별", "Lee Sul-byol"),
        ("Yi Sulbyol", "LEE Seul Byeol"),
        ("Koohpayezade Velmora", "Kuhpaye Zadeh, Velmora"),
        ("كوه زاده خلوركين", "Khlorkin Koohzadeh"),
        ("Milica Vandervelmora", "Milica van der Velmora"),
        ("Orlan Djaskar (جاسكر)", "Orlan Jaskar"),
        ("J. Haji Velmora", "Jaskar Velmora"),
    ],
)
def test_a_person_is_found_in_another_script_or_spelling(text: str, listed: str) -> None:
    others = [
        Entry(f"o-{at}", Kind.PERSON, (Name(f"{word} Drennick", NameKind.PRIMARY),)) for at, word in enumerate(WORDS)
    ]
    entry = Entry("wanted", Kind.PERSON, (Name(listed, NameKind.PRIMARY),))
    query = Query(text, Kind.PERSON)
    found = ListIndex.build([*others, entry]).search(query)
    assert "wanted" in [match.entry_id for match in found]
    assert found == brute_force([*others, entry], query, matcher.REVIEW)
