"""The official formats under bad input: what is refused whole, what row by row. All names are fictional."""

import csv
import io

import pytest

from kvcase.lists import formats
from kvcase.lists.reading import RowError, UnusableListError
from tests.kvcase.lists.test_formats import ALT, NRO, SDN, UN
from tests.kvcase.lists.test_official_formats import ADD, COMMENTS, FIXTURES

XML = {"eu_xml": "sanctionEntity", "ofac_xml": "sdnEntry", "ofac_advanced_xml": "DistinctParty"}
CSV = {"eu_csv": ";", "uk_sanctions_csv": ",", "uk_conlist_csv": ",", "flat_names": ","}
EVERY_XML = pytest.mark.parametrize("format_id", sorted(XML))
EVERY_CSV = pytest.mark.parametrize("format_id", sorted(CSV))
NAME_COLUMN = {
    "eu_csv": "NameAlias_WholeName",
    "uk_sanctions_csv": "Name 6",
    "uk_conlist_csv": "Name 6",
    "flat_names": "Name",
}
KIND_COLUMN = {"eu_csv": "Entity_SubjectType", "uk_sanctions_csv": "Designation Type", "uk_conlist_csv": "Group Type"}
ID_COLUMN = {"eu_csv": "Entity_LogicalId", "uk_sanctions_csv": "Unique ID", "uk_conlist_csv": "Group ID"}


def text(format_id: str) -> str:
    return FIXTURES[format_id].read_bytes().decode("utf-8-sig")


def refused(format_id: str, changed: str) -> str:
    with pytest.raises(UnusableListError) as caught:
        formats.parse(format_id, {"list": changed.encode()})
    assert caught.value.part == "list"
    assert caught.value.expected
    return caught.value.rule


def only_error(format_id: str, changed: str) -> RowError:
    parsed = formats.parse(format_id, {"list": changed.encode()})
    (error,) = parsed.rejected
    assert error.part == "list"
    assert error.line > 1
    assert error.expected
    return error


def with_row(format_id: str, **cells: str) -> str:
    """Return the good file with one row more: its last one, with some cells changed."""
    rows = list(csv.reader(io.StringIO(text(format_id), newline=""), delimiter=CSV[format_id]))
    header = next(row for row in rows if NAME_COLUMN[format_id] in row)
    changed = dict(zip(header, rows[-1], strict=True)) | cells
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=CSV[format_id]).writerow([changed[column] for column in header])
    return text(format_id) + out.getvalue()


@EVERY_XML
@pytest.mark.parametrize("lost", [1, 8, 300, 900])
def test_a_cut_xml_file_is_refused(format_id: str, lost: int) -> None:
    assert "cut off" in refused(format_id, text(format_id).rstrip()[:-lost])


@EVERY_CSV
def test_a_cut_csv_file_is_refused(format_id: str) -> None:
    whole = text(format_id)
    last = whole.rstrip().rpartition("\n")[2]
    assert "cut off" in refused(format_id, whole.rstrip()[: -len(last) + 12])
    assert "cut off" in refused(format_id, whole + '"an open fiel')


def test_a_cut_group_id_is_not_taken_for_another_one() -> None:
    assert "cut off" in refused("uk_conlist_csv", text("uk_conlist_csv").rstrip()[:-1])


@pytest.mark.parametrize("format_id", [*XML, *CSV])
def test_files_of_other_formats_are_refused(format_id: str) -> None:
    others = {each: text(each) for each in FIXTURES if each != format_id}
    others |= {"un_xml": UN, "generic_csv": NRO, "ofac_sdn": SDN.decode().rstrip("\x1a"), "html": "<html></html>"}
    for other in others.values():
        assert refused(format_id, other)


@EVERY_XML
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE l SYSTEM "http://localhost/l.dtd">',
    ],
)
def test_a_document_type_or_entity_is_refused_unread(format_id: str, declaration: str) -> None:
    head, rest = text(format_id).split("?>", 1)
    assert "document type" in refused(format_id, f"{head}?>{declaration}{rest}")


@EVERY_XML
def test_xml_that_nests_too_deep_or_is_broken_is_refused(format_id: str) -> None:
    tag = XML[format_id]
    deep = "<a>" * 100 + "</a>" * 100
    assert "nested too deep" in refused(format_id, text(format_id).replace(f"</{tag}>", f"{deep}</{tag}>", 1))
    assert "not well-formed" in refused(format_id, text(format_id).replace(f"</{tag}>", "</b>", 1))
    assert "not well-formed" in refused(format_id, text(format_id).replace("Orlan", "&orlan;", 1))


@pytest.mark.parametrize(
    ("format_id", "old", "new", "field", "rule"),
    [
        ("eu_xml", 'logicalId="902"', 'logicalId="901"', "logicalId", "earlier"),
        ("eu_xml", 'logicalId="902"', 'logicalId="x"', "logicalId", "missing or not a number"),
        ("eu_xml", 'code="enterprise"', 'code="golem"', "subjectType", "golem"),
        ("eu_xml", "Werken van", "W" * 1_000_000, "nameAlias", "1,000,0"),
        ("eu_xml", "Werken van", "W&#x7f;", "nameAlias", "U+007F"),
        ("ofac_advanced_xml", 'FixedRef="13">', 'FixedRef="12">', "FixedRef", "earlier"),
        ("ofac_advanced_xml", 'FixedRef="13">', ">", "FixedRef", "missing"),
        ("ofac_advanced_xml", 'PartySubTypeID="1"', 'PartySubTypeID="9"', "PartySubTypeID", "unknown type"),
        ("ofac_advanced_xml", "QUARTH STAR", "", "DocumentedName", "empty"),
        ("ofac_advanced_xml", "QUARTH STAR", "Q" * 1_000_000, "DocumentedName", "1,000,000"),
        ("ofac_advanced_xml", "GREY HARBOUR WORKS", "", "DocumentedName", "empty"),
        ("ofac_advanced_xml", 'ProfileID="12"', 'ProfileID="99"', "ProfileID", "no party"),
        ("ofac_xml", "<uid>12</uid>", "<uid>11</uid>", "uid", "earlier"),
        ("ofac_xml", "<uid>12</uid>", "", "uid", "missing"),
        ("ofac_xml", "<sdnType>Entity", "<sdnType>Golem", "sdnType", "Golem"),
        ("ofac_xml", "GREY HARBOUR WORKS", "", "lastName", "empty"),
        ("ofac_xml", "GREY HARBOUR WORKS", "G" * 1_000_000, "lastName", "1,000,000"),
    ],
)
def test_a_bad_element_is_left_out_and_named(format_id: str, old: str, new: str, field: str, rule: str) -> None:
    error = only_error(format_id, text(format_id).replace(old, new, 1))
    assert error.field == field
    assert rule in error.rule


def test_an_eu_entity_without_a_name_is_left_out() -> None:
    nameless = text("eu_xml").replace('wholeName="Grey Harbour Works"', "").replace("Werken van de Grijze Haven", "")
    assert only_error("eu_xml", nameless).rule == "missing"
    row = with_row("eu_csv", Entity_LogicalId="903", NameAlias_WholeName="")
    assert only_error("eu_csv", row).rule == "missing"


def test_an_ofac_file_with_another_number_of_entries_than_it_states_is_refused() -> None:
    assert "states 4 entries and holds 3" in refused("ofac_xml", text("ofac_xml").replace("Count>3<", "Count>4<"))


@EVERY_CSV
@pytest.mark.parametrize(
    ("name", "rule"),
    [("N" * 2_000, "2,000 characters"), ("N" * 1_000_000, "is not CSV"), ("BELL\x07", "U+0007"), ("NUL\x00", "U+0000")],
)
def test_a_bad_name_is_left_out_and_named(format_id: str, name: str, rule: str) -> None:
    error = only_error(format_id, with_row(format_id, **{NAME_COLUMN[format_id]: name}))
    assert rule in error.rule
    assert error.field in ("row", NAME_COLUMN[format_id])


@pytest.mark.parametrize("format_id", sorted(KIND_COLUMN))
def test_a_row_with_a_bad_id_or_kind_is_left_out_and_named(format_id: str) -> None:
    entry_id, kind = ID_COLUMN[format_id], KIND_COLUMN[format_id]
    assert only_error(format_id, with_row(format_id, **{entry_id: ""})).field == entry_id
    assert only_error(format_id, with_row(format_id, **{kind: "golem"})).field == kind
    other = {"eu_csv": "P"}.get(format_id, "Individual")
    assert "earlier rows" in only_error(format_id, with_row(format_id, **{kind: other})).rule


@EVERY_CSV
def test_a_row_of_another_width_is_left_out_and_named(format_id: str) -> None:
    error = only_error(format_id, f"{text(format_id)}a{CSV[format_id]}b\r\n")
    assert (error.field, error.rule) == ("row", "has 2 columns")


def test_a_flat_name_with_two_kinds_is_named() -> None:
    assert only_error("flat_names", with_row("flat_names", Designation="person")).field == "Designation"


def test_rows_that_are_repeated_say_nothing_new() -> None:
    for format_id in CSV:
        once = formats.parse(format_id, {"list": text(format_id).encode()})
        again = formats.parse(format_id, {"list": with_row(format_id).encode()})
        assert (again.entries, again.rejected) == (once.entries, ())
        assert again.rows_in == once.rows_in + 1


@pytest.mark.parametrize(
    ("part", "good", "row", "field"),
    [
        ("aliases", ALT, b'99,1,"aka","NOBODY",-0- \r\n', "ent_num"),
        ("aliases", ALT, b'11,1,"golem","VESCAR",-0- \r\n', "type"),
        ("addresses", ADD, b'99,1,"Quay","Quarth","Iran",-0- \r\n', "ent_num"),
        ("addresses", ADD, b'11,1,"Quay"\r\n', "row"),
        ("comments", COMMENTS, b'99,"Nobody."\r\n', "ent_num"),
    ],
)
def test_a_bad_row_of_a_part_is_left_out_and_named(part: str, good: bytes, row: bytes, field: str) -> None:
    parsed = formats.parse("ofac_sdn", {"names": SDN, part: row + good})
    (error,) = parsed.rejected
    assert (error.part, error.line, error.field) == (part, 1, field)


@pytest.mark.parametrize(("part", "good"), [("aliases", ALT), ("addresses", ADD), ("comments", COMMENTS * 2)])
def test_a_cut_part_is_refused(part: str, good: bytes) -> None:
    with pytest.raises(UnusableListError, match="cut off"):
        formats.parse("ofac_sdn", {"names": SDN, part: good.rstrip(b"\x1a\r\n ")[:-3]})
