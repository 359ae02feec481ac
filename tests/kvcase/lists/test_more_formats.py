"""The formats of part B: what is read from a good file. All names are fictional."""

from dataclasses import replace
from datetime import date

import pytest

from kvcase.lists import formats, mappings
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.lists.importers import opensanctions_ftm
from kvcase.lists.mappings import ColumnMapping
from kvcase.lists.reading import ParsedList, UnusableListError
from tests.kvcase.lists import tables
from tests.kvcase.lists.tables import delta_index, entity, lines


def parsed(format_id: str, data: str | bytes, mapping: ColumnMapping | None = None) -> ParsedList:
    return formats.parse(format_id, {"list": data if isinstance(data, bytes) else data.encode()}, mapping)


def names(entry: Entry) -> dict[str, NameKind]:
    return {name.text: name.kind for name in entry.names}


def test_a_screening_list_row_says_its_sub_list_and_keeps_damaged_letters() -> None:
    result = parsed("us_csl_csv", tables.CSL)
    institute, person, guessed = result.entries
    assert (result.rows_in, result.rejected, result.doubt) == (3, (), "")
    assert (institute.entry_id, institute.kind, institute.programme) == (
        "EL-aa1",
        Kind.ORGANISATION,
        tables.ENTITY_LIST,
    )
    assert [name.text for name in institute.names] == ["Quarth?s Institute of Tides", "Tide Institute", "QIT"]
    assert institute.countries == ("CN", "PK")
    assert ("kind", "guessed") in institute.info
    assert (person.entry_id, person.kind, person.birth_years) == ("SDN-11", Kind.PERSON, (1961, 1960))
    assert person.programme == f"{tables.SDN}; FABLE; MYTH"
    assert person.identifiers == ("Passport: X123",)
    assert ("kind", "guessed") not in person.info
    assert guessed.kind is Kind.PERSON


@pytest.mark.parametrize(("format_id", "data"), [("us_csl_csv", tables.CSL), ("us_csl_json", tables.CSL_JSON)])
def test_a_persons_nationality_and_passport_are_no_country(format_id: str, data: str) -> None:
    person = parsed(format_id, data).entries[1]
    assert "IR" not in person.countries
    assert ("nationalities", "IR") in person.info


def test_the_screening_list_in_json_reads_the_same() -> None:
    institute, person = parsed("us_csl_json", tables.CSL_JSON).entries
    assert (institute.entry_id, person.entry_id) == ("EL-aa1", "SDN-11")
    assert institute.countries == ("CN", "PK")
    assert set(names(institute)) == {"Quarth?s Institute of Tides", "Tide Institute", "QIT"}
    assert person.birth_years == (1960, 1961, 1962)
    assert person.identifiers == ("Passport: X123",)


def test_a_screening_list_whose_last_row_is_cut_is_read_and_doubted() -> None:
    result = parsed("us_csl_csv", tables.CSL + f'cc3,{tables.SDN},"3')
    assert len(result.entries) == 3
    assert len(result.rejected) == 1
    assert "cut off" in result.doubt


def test_denied_persons_have_an_entry_for_each_address_and_a_repeated_row_none() -> None:
    result = parsed("us_bis_dpl", tables.DPL)
    assert (result.rows_in, len(result.entries), result.rejected) == (4, 3, ())
    person, firm, other = result.entries
    assert (person.kind, person.countries) == (Kind.PERSON, ("RU",))
    assert (firm.kind, firm.countries) == (Kind.ORGANISATION, ("AE",))
    assert len({person.entry_id, firm.entry_id, other.entry_id}) == 3
    assert not result.stable_ids


def test_a_sema_record_is_known_by_its_contents() -> None:
    person, works, ship = parsed("ca_sema", tables.SEMA).entries
    assert (person.kind, person.countries, person.birth_years) == (Kind.PERSON, (), (1961,))
    assert names(person) == {"Orlan Veskar": NameKind.PRIMARY, "Орлан Петрович Вескар": NameKind.ORIGINAL_SCRIPT}
    assert person.programme == "Russia / Russie"
    assert (works.kind, works.countries) == (Kind.ORGANISATION, ("MM",))
    assert names(works) == {
        "Grey Harbour Works": NameKind.PRIMARY,
        "Grey Harbour": NameKind.STRONG,
        "Harbour Works, Ltd.": NameKind.STRONG,
        "GHW": NameKind.WEAK,
    }
    assert (ship.kind, ship.identifiers, ship.birth_years) == (Kind.VESSEL, ("IMO: 7012345",), ())


def test_a_sema_item_that_is_numbered_anew_keeps_its_id() -> None:
    before = parsed("ca_sema", tables.SEMA).entries
    after = parsed("ca_sema", tables.SEMA.replace("<Item>2</Item>", "<Item>20</Item>")).entries
    assert [entry.entry_id for entry in before] == [entry.entry_id for entry in after]
    assert before[1].info != after[1].info


def test_a_simple_collection_reads_cells_of_several_values() -> None:
    result = parsed("opensanctions_simple", tables.SIMPLE)
    person, works = result.entries
    assert result.source_date == date(2024, 5, 2)
    assert names(person) == {
        "Orlan Veskar": NameKind.PRIMARY,
        "Орлан Вескар": NameKind.ORIGINAL_SCRIPT,
        "Veskar; the Elder": NameKind.STRONG,
    }
    assert (person.birth_years, person.countries) == ((1961, 1960), ())
    assert (works.countries, works.programme, names(works)["GHW"]) == (("CN", "PK"), "Fable; Myth", NameKind.WEAK)


@pytest.mark.parametrize("schema", ["LegalEntity", "Organization"])
def test_the_kind_of_a_legal_entity_is_guessed_from_its_name_and_marked(schema: str) -> None:
    mapping = ColumnMapping("id", "name", kind="schema")
    (in_table,) = parsed("generic_csv", f"id,name,schema\nQ-1,Orlan Veskar,{schema}\n", mapping).entries
    in_simple = parsed("opensanctions_simple", tables.SIMPLE.replace('"Person"', f'"{schema}"')).entries[0]
    (in_lines,) = parsed("opensanctions_ftm", lines(entity("NK-1", "Orlan Veskar", schema=schema))).entries

    is_guess = schema == "LegalEntity"
    for each in (in_table, in_simple, in_lines):
        assert each.kind is (Kind.PERSON if is_guess else Kind.ORGANISATION)
        assert (("kind", "guessed") in each.info) is is_guess


def test_a_collection_of_entities_has_an_entry_for_each_that_is_listed() -> None:
    index = b'{"name": "fable", "version": "20240501100000-abc"}'
    result = formats.parse("opensanctions_ftm", {"list": tables.FTM, "index": index})
    assert [entry.entry_id for entry in result.entries] == ["NK-1", "NK-2"]
    assert (result.rows_in, result.source_version) == (4, tables.FIRST_VERSION)
    assert result.source_date == date(2024, 5, 1)
    person, works = result.entries
    assert names(person)["The Elder"] is NameKind.WEAK
    assert (person.countries, person.birth_years, person.identifiers) == ((), (1961,), ("passportNumber: X123",))
    assert (works.countries, names(works)["GHW"]) == (("CN",), NameKind.WEAK)


def test_where_no_target_is_said_a_topic_of_risk_lists_an_entity() -> None:
    risky = entity("NK-1", "Grey Harbour Works")
    linked = entity("NK-2", "Owner of Works", properties={"topics": ["sanction.linked"]})
    for each in (risky, linked):
        del each["target"]
    assert [entry.entry_id for entry in parsed("opensanctions_ftm", lines(risky, linked)).entries] == ["NK-1"]


def delta(*operations: dict[str, object]) -> opensanctions_ftm.Delta:
    index = delta_index(tables.FIRST_VERSION, tables.SECOND_VERSION)
    return opensanctions_ftm.read_delta({"delta": lines(*operations), "index": index})


def base() -> dict[str, Entry]:
    return {entry.entry_id: entry for entry in parsed("opensanctions_ftm", tables.FTM).entries}


def test_a_delta_adds_changes_and_removes() -> None:
    read = delta(
        {"op": "ADD", "entity": entity("NK-4", "Sol Works")},
        {"op": "MOD", "entity": entity("NK-2", "Grey Harbour Yards")},
        {"op": "DEL", "entity": {"id": "NK-1"}},
        {"op": "DEL", "entity": {"id": "addr-1"}},
    )
    result = opensanctions_ftm.applied(read, base(), tables.FIRST_VERSION)
    assert {entry.entry_id: entry.names[0].text for entry in result.entries} == {
        "NK-2": "Grey Harbour Yards",
        "NK-4": "Sol Works",
    }
    assert result.source_version == tables.SECOND_VERSION


def test_an_entity_that_is_no_longer_listed_goes() -> None:
    read = delta({"op": "MOD", "entity": entity("NK-2", "Grey Harbour Works", target=False)})
    assert [entry.entry_id for entry in opensanctions_ftm.applied(read, base(), tables.FIRST_VERSION).entries] == [
        "NK-1"
    ]


@pytest.mark.parametrize("active", ["20240430100000-abb", ""])
def test_a_delta_of_another_version_is_refused_with_what_would_be_right(active: str) -> None:
    read = delta({"op": "DEL", "entity": {"id": "NK-1"}})
    with pytest.raises(UnusableListError) as caught:
        opensanctions_ftm.applied(read, base(), active)
    assert f"changes version {tables.FIRST_VERSION}" in caught.value.rule
    assert tables.SECOND_VERSION in caught.value.expected


def test_a_delta_that_adds_what_is_there_is_refused() -> None:
    read = delta({"op": "ADD", "entity": entity("NK-2", "Grey Harbour Works")})
    with pytest.raises(UnusableListError, match="adds NK-2"):
        opensanctions_ftm.applied(read, base(), tables.FIRST_VERSION)


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        ({"op": "UPD", "entity": {"id": "NK-1"}}, "op"),
        ({"op": "DEL", "entity": "NK-1"}, "entity"),
        ({"op": "DEL", "entity": {}}, "id"),
        ({"op": "MOD", "entity": {"id": "NK-1"}}, "schema"),
    ],
)
def test_a_bad_operation_is_left_out_and_named(operation: dict[str, object], field: str) -> None:
    read = delta({"op": "DEL", "entity": {"id": "NK-9"}}, operation)
    assert [error.field for error in read.rejected] == [field]


@pytest.mark.parametrize(
    "index", [b"{}", b'{"versions": {"x": "y", "z": "w"}}', b'{"versions": ["20240501100000-abc"]}']
)
def test_an_index_without_two_versions_is_refused(index: bytes) -> None:
    with pytest.raises(UnusableListError) as caught:
        opensanctions_ftm.read_delta({"delta": b'{"op": "DEL"}', "index": index})
    assert caught.value.part == "index"


def test_a_delta_is_no_list_of_its_own() -> None:
    parts = {
        "delta": lines({"op": "DEL", "entity": {"id": "NK-1"}}),
        "index": delta_index("20240501100000-abc", "20240502100000-abd"),
    }
    with pytest.raises(UnusableListError, match="no whole list"):
        formats.parse("opensanctions_delta", parts)


def test_a_sheet_reads_as_the_same_table_in_csv() -> None:
    rows: list[list[object]] = [[*tables.HEADER], *tables.ROWS]
    sheet = parsed("generic_xlsx", tables.xlsx({"Lijst": rows}), tables.COLUMNS)
    text = "\n".join(",".join(str(cell) for cell in row) for row in rows)
    table = parsed("generic_csv", text, tables.COLUMNS)
    assert sheet.entries == table.entries
    university, person = sheet.entries
    assert names(university) == {
        "University of Quarth": NameKind.PRIMARY,
        "Quarth University": NameKind.STRONG,
        "UQ": NameKind.WEAK,
        "Tides": NameKind.WEAK,
    }
    assert (university.countries, university.identifiers) == (("IR",), ("reg: 77",))
    assert (person.kind, person.birth_years, person.countries) == (Kind.PERSON, (1961,), ())


def test_a_formula_counts_by_its_value_and_a_named_sheet_is_read() -> None:
    data = tables.xlsx({"Uitleg": [["what this is"]], "Data": [["id", "name"], [("=1+1", 2), "Sol Works"]]})
    mapping = ColumnMapping("id", "name", sheet="Data")
    assert [entry.entry_id for entry in parsed("generic_xlsx", data, mapping).entries] == ["2"]
    with pytest.raises(UnusableListError, match="no sheet 'Blad'") as caught:
        parsed("generic_xlsx", data, replace(mapping, sheet="Blad"))
    assert "Uitleg, Data" in caught.value.expected


@pytest.mark.parametrize("format_id", ["generic_csv", "generic_xlsx"])
def test_columns_that_are_not_there_are_named_with_those_that_are(format_id: str) -> None:
    data = (
        b"key,label\n1,Sol Works\n"
        if format_id == "generic_csv"
        else tables.xlsx({"a": [["key", "label"], [1, "Sol"]]})
    )
    with pytest.raises(UnusableListError, match="lacks id, name") as caught:
        parsed(format_id, data, ColumnMapping("id", "name"))
    assert "it has key, label" in caught.value.expected


def test_a_table_without_ids_gets_them_from_its_contents() -> None:
    result = parsed(
        "generic_csv", "name,city\nSol Works,Sol\nSol Works,Quarth\nSol Works,Sol\n", ColumnMapping(None, "name")
    )
    assert len({entry.entry_id for entry in result.entries}) == 2
    assert not result.stable_ids


def test_a_mapping_survives_being_stored() -> None:
    for mapping in (
        tables.COLUMNS,
        ColumnMapping(None, "naam", delimiter="\t", fixed_kind=Kind.PERSON, sheet="Blad 1"),
    ):
        assert mappings.from_fields(mappings.to_fields(mapping)) == mapping


def test_an_alias_of_an_acronym_is_weak() -> None:
    entry = parsed("generic_csv", "id,name,aliases\n1,Sol Works,SW\n", ColumnMapping("id", "name", "aliases")).entries[
        0
    ]
    assert Name("SW", NameKind.WEAK) in entry.names
