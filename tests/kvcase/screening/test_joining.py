"""Several lists in one search: what each of them says, and nothing else. All names are fictional."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from domain.context import ListFact
from domain.values import Effect
from kvcase.lists import entries, table
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import joining
from kvcase.screening.engine import Engine
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Query


def organisation(entry_id: str, *names: str) -> Entry:
    return Entry(entry_id, Kind.ORGANISATION, tuple(Name(each, NameKind.PRIMARY) for each in names), ("IR",))


def person(entry_id: str, name: str) -> Entry:
    return Entry(entry_id, Kind.PERSON, (Name(name, NameKind.PRIMARY), Name("QV", NameKind.WEAK)))


LISTS = {
    "law": (organisation("1", "Quarth Optics Institute"), person("2", "Orlan Veskar")),
    "policy": (organisation("1", "Quarth Institute of Optics", "QIO"), organisation("9", "Zemlar Air Works")),
    "persons": (person("1", "Orlan Veskar"), person("5", "Ilse van Quarth")),
}
QUERIES = (
    Query("Quarth Optics Inst", Kind.ORGANISATION),
    Query("Veskar, Orlann", Kind.PERSON),
    Query("Zemlar Airworks"),
    Query("Ilse Quarth", Kind.PERSON, None, 1961),
    Query("nobody at all"),
)


def each_alone() -> dict[str, ListIndex]:
    return {list_id: ListIndex.build(its) for list_id, its in LISTS.items()}


def test_a_joined_search_says_of_each_list_what_a_search_of_it_alone_says() -> None:
    alone = each_alone()

    found = joining.search(joining.joined(alone), QUERIES)

    assert {list_id: [list(each) for each in its] for list_id, its in found.items()} == {
        list_id: [list(each) for each in index.search_many(QUERIES)] for list_id, index in alone.items()
    }


def test_joining_makes_just_the_arrays_that_the_entries_make() -> None:
    joined, built = joining.joined(each_alone()), joining.built(LISTS)

    for one, other in ((joined.persons, built.persons), (joined.others, built.others)):
        assert one.arrays.keys() == other.arrays.keys()
        for name, array in one.arrays.items():
            assert array.dtype == other.arrays[name].dtype, name
            np.testing.assert_array_equal(array, other.arrays[name], name)


def test_no_list_at_all_finds_nothing() -> None:
    assert joining.search(joining.joined({}), QUERIES) == {}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    store = sa.create_engine("sqlite://")
    table.create(store)
    with store.begin() as connection:
        for list_id, its in LISTS.items():
            for entry in its:
                match_fp, info_fp = entries.fingerprints(entry)
                row = {
                    "list_id": list_id,
                    "entry_id": entry.entry_id,
                    "valid_from": 1,
                    "payload": entries.encode(entry),
                }
                connection.execute(table.ENTRIES.insert(), row | {"match_fp": match_fp, "info_fp": info_fp})
    return Engine(table.EntryTable(store), tmp_path)


def facts() -> dict[str, ListFact]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    effects = (Effect.LEGAL, Effect.POLICY, Effect.CONTEXT)
    return {name: ListFact(name, 1, f"{name}-1", effect, at) for name, effect in zip(LISTS, effects, strict=True)}


def test_the_joined_index_of_the_lists_in_force_is_kept_and_replaced_when_one_changes(
    engine: Engine, tmp_path: Path
) -> None:
    lists = facts()

    found = engine.match("Quarth Optics Institute", "organisation", None, lists)
    assert [(each.list_id, each.entry_id) for each in found] == [("law", "1"), ("policy", "1")]
    (first,) = tmp_path.glob("+joined-*.index")

    assert engine.match("Orlan Veskar", "person", None, lists)[0].list_id == "law"
    assert engine.joined(lists) is engine.joined(lists)
    assert list(tmp_path.glob("+joined-*.index")) == [first]

    moved = lists | {"policy": replace(lists["policy"], version_no=2, canonical_sha256="policy-2")}
    engine.match("Quarth Optics Institute", "organisation", None, moved)
    (second,) = tmp_path.glob("+joined-*.index")
    assert second != first


def test_what_a_damaged_file_holds_is_joined_anew(engine: Engine, tmp_path: Path) -> None:
    expected = engine.match("Quarth Optics Institute", "organisation", None, facts())
    (file,) = tmp_path.glob("+joined-*.index")
    file.write_bytes(file.read_bytes()[:-9])

    again = Engine(engine._table, tmp_path)

    assert again.match("Quarth Optics Institute", "organisation", None, facts()) == expected
