"""Entries of a source without stable ids are known again: laws, and the cases that make decisions last."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kvcase.lists import content_ids, relinking, versions
from kvcase.lists.entries import Entry, Kind, Name, NameKind, canonical, encode

NAMES = st.sampled_from(("Sol Works", "Grey Harbour", "Orlan Veskar", "Tides Institute", "Quarth Star", "Fable Yard"))
ENTRIES = st.builds(
    lambda kind, names, year: Entry(
        "",
        kind,
        tuple(Name(text, NameKind.PRIMARY if at == 0 else NameKind.STRONG) for at, text in enumerate(names)),
        birth_years=(year,) if year else (),
    ),
    st.sampled_from((Kind.PERSON, Kind.ORGANISATION)),
    st.lists(NAMES, min_size=1, max_size=3, unique=True),
    st.sampled_from((0, 1961, 1962)),
)
LISTS = st.lists(ENTRIES, max_size=6).map(content_ids.identified)


def by_id(entries: tuple[Entry, ...]) -> dict[str, Entry]:
    return {entry.entry_id: canonical(entry) for entry in entries}


def contents(entries: tuple[Entry, ...]) -> list[str]:
    return sorted(encode(replace(entry, entry_id="")) for entry in entries)


def works(entry_id: str, *names: str, kind: Kind = Kind.ORGANISATION) -> Entry:
    return Entry(entry_id, kind, tuple(Name(name, NameKind.STRONG) for name in names))


@settings(deadline=None)
@given(LISTS, LISTS)
def test_relinking_changes_ids_and_nothing_else(old: tuple[Entry, ...], new: tuple[Entry, ...]) -> None:
    linked = relinking.relinked(by_id(old), new)
    assert contents(linked) == contents(tuple(canonical(entry) for entry in new))
    assert len({entry.entry_id for entry in linked}) == len(new)


@settings(deadline=None)
@given(LISTS, LISTS, st.randoms(use_true_random=False))
def test_relinking_does_not_depend_on_order(old: tuple[Entry, ...], new: tuple[Entry, ...], shuffler: object) -> None:
    mixed = list(new)
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = relinking.relinked(by_id(old), new), relinking.relinked(by_id(tuple(reversed(old))), mixed)
    assert by_id(first) == by_id(second)


@settings(deadline=None)
@given(LISTS, LISTS)
def test_the_same_version_again_changes_nothing(old: tuple[Entry, ...], new: tuple[Entry, ...]) -> None:
    linked = relinking.relinked(by_id(old), new)
    again = relinking.relinked(by_id(linked), new)
    assert versions.delta(versions.of(linked), versions.of(again)) == versions.Delta()


@settings(deadline=None)
@given(LISTS, LISTS)
def test_an_id_is_kept_only_for_the_same_contents_or_a_shared_name_and_kind(
    old: tuple[Entry, ...], new: tuple[Entry, ...]
) -> None:
    before = by_id(old)
    for entry in relinking.relinked(before, new):
        if entry.entry_id in before and entry.entry_id not in by_id(new):
            known = before[entry.entry_id]
            assert known.kind is entry.kind
            assert {name.text for name in known.names} & {name.text for name in entry.names}


@settings(deadline=None)
@given(LISTS, LISTS)
def test_no_pair_that_shares_a_name_and_a_kind_stays_removed_and_added(
    old: tuple[Entry, ...], new: tuple[Entry, ...]
) -> None:
    before, after = by_id(old), by_id(relinking.relinked(by_id(old), new))
    for gone in before.keys() - after.keys():
        for come in after.keys() - before.keys():
            shared = {name.text for name in before[gone].names} & {name.text for name in after[come].names}
            assert not shared or before[gone].kind is not after[come].kind


def test_a_new_first_name_is_a_change_and_no_removal() -> None:
    old = content_ids.identified((works("", "Grey Harbour Works", "GHW"),))
    new = content_ids.identified((works("", "Grey Harbour Yards", "Grey Harbour Works"),))
    delta = versions.delta(versions.of(old), versions.of(relinking.relinked(by_id(old), new)))
    assert delta == versions.Delta(changed_match=(old[0].entry_id,))


def test_the_pair_that_shares_most_names_is_the_same() -> None:
    old = {"x1": works("x1", "A", "B", "C"), "x2": works("x2", "A", "D")}
    linked = relinking.relinked(old, (works("x9", "A", "B", "C", "E"), works("x8", "A", "F")))
    assert {entry.entry_id: entry.names[-1].text for entry in linked} == {"x1": "E", "x2": "F"}


def test_an_entry_that_comes_back_does_not_take_the_id_from_another() -> None:
    first = content_ids.identified((works("", "A", "B"),))
    second = relinking.relinked(by_id(first), content_ids.identified((works("", "C", "B"),)))
    third = relinking.relinked(by_id(second), content_ids.identified((works("", "A", "B"), works("", "C", "B"))))
    kept = {entry.names[0].text: entry.entry_id for entry in third}
    assert kept["C" if "C" in kept else "B"] == first[0].entry_id
    assert len({entry.entry_id for entry in third}) == 2


def test_numbers_are_stable_ids_and_other_sub_lists_are_other_entries() -> None:
    old = {"SDN-1": works("SDN-1", "A"), "EL-x": works("EL-x", "B")}
    linked = relinking.relinked(old, (works("SDN-2", "A"), works("UVL-y", "B"), works("EL-z", "B")))
    assert sorted(entry.entry_id for entry in linked) == ["EL-x", "SDN-2", "UVL-y"]
