"""The standing index of parties leaves nobody out whom a delta hits. All names are fictional."""

from collections.abc import Sequence
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.values import SubjectKind
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening.engine import Subject, queries
from kvcase.screening.index import ListIndex
from kvcase.screening.parties import PartyIndex
from tests.kvcase.screening.test_index import WORDS, lists, works

texts = st.lists(st.sampled_from([*WORDS, ",", ","]), min_size=1, max_size=6).map(" ".join)
subjects = st.lists(
    st.builds(
        lambda kind, names, country, year, owners: Subject(kind, UUID(int=0), "", names, country, year, owners),
        st.sampled_from(SubjectKind),
        st.lists(texts, min_size=1, max_size=3).map(tuple),
        st.sampled_from([None, "IR", "CN"]),
        st.sampled_from([None, 1961]),
        st.lists(texts, max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=15,
).map(
    lambda found: [
        Subject(each.kind, UUID(int=n), each.fingerprint, each.names, each.country, each.birth_year, each.owners)
        for n, each in enumerate(found, 1)
    ]
)


def hit(known: Sequence[Subject], index: ListIndex) -> set[UUID]:
    """Return whom the index hits when everybody is searched in it."""
    return {each.subject_id for each in known if any(index.search_many(tuple(queries(each))))}


@settings(max_examples=400, deadline=None)
@given(known=subjects, changed=lists)
def test_whoever_a_delta_hits_is_touched_by_it(known: list[Subject], changed: list[Entry]) -> None:
    delta, standing = ListIndex.build(changed), PartyIndex()
    standing.add(known[: len(known) // 2])
    standing.add(known[len(known) // 2 :])

    assert hit(known, delta) <= standing.touched(delta)


def test_whom_no_entry_may_be_is_not_touched() -> None:
    standing = PartyIndex()
    names = ("Quarth Precision Works", "Velmora Institute of Technology", "Orlan Trading House")
    standing.add([Subject(SubjectKind.PARTY, UUID(int=n), "", (name,)) for n, name in enumerate(names, 1)])

    assert standing.touched(ListIndex.build([works("Velmorra Technology Institute")])) == {UUID(int=2)}


def test_a_party_is_found_by_what_it_is_called_now() -> None:
    standing = PartyIndex()
    one = UUID(int=1)
    standing.add([Subject(SubjectKind.PARTY, one, "1", ("Quarth Precision Works",))])
    delta = ListIndex.build([works("Velmora Optics")])
    before = standing.touched(delta)
    standing.add([Subject(SubjectKind.PARTY, one, "2", ("Quarth Precision Works", "Velmora Optics"))])

    assert not before
    assert standing.touched(delta) == {one}


def test_an_owner_of_a_party_touches_it_whether_organisation_or_person() -> None:
    standing = PartyIndex()
    one, two = UUID(int=1), UUID(int=2)
    standing.add([Subject(SubjectKind.PARTY, one, "", ("Orlan Trading House",), owners=("Velmora Quarth",))])
    standing.add([Subject(SubjectKind.PERSON, two, "", ("Veskar Orlan",))])
    person = Entry("P", Kind.PERSON, (Name("Velmora Quarth", NameKind.PRIMARY),))

    assert standing.touched(ListIndex.build([person])) == {one}
    assert standing.touched(ListIndex.build([works("Quarth Velmora")])) == {one}
