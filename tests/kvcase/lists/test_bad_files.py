"""Each format under bad input: what is refused whole, what row by row, and the words for it."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

import pytest

from kvcase.lists import formats
from kvcase.lists.importers.generic_csv import ColumnMapping
from kvcase.lists.reading import MAX_BYTES, UnusableListError
from tests.kvcase.lists.test_formats import ALT, COLUMNS, NRO, SDN, UN
from tests.kvcase.lists.test_official_formats import FIXTURES

GOOD = {
    "ofac_sdn": ("names", SDN),
    "ofac_consolidated": ("names", SDN),
    "un_xml": ("list", UN.encode()),
    "generic_csv": ("list", NRO.encode()),
    **{format_id: ("list", file.read_bytes()) for format_id, file in FIXTURES.items()},
}
EVERY_FORMAT = pytest.mark.parametrize("format_id", sorted(GOOD))


def refused(format_id: str, data: bytes | Path) -> str:
    part, _ = GOOD[format_id]
    with pytest.raises(UnusableListError) as caught:
        formats.parse(format_id, {part: data}, COLUMNS)
    assert caught.value.part == part
    assert caught.value.expected
    return caught.value.rule


@EVERY_FORMAT
def test_an_empty_file_is_refused(format_id: str) -> None:
    assert "empty" in refused(format_id, b"")
    assert "empty" in refused(format_id, b" \r\n")
    assert "empty" in refused(format_id, gzip.compress(b""))


@EVERY_FORMAT
def test_another_encoding_is_refused_with_its_line(format_id: str) -> None:
    data = GOOD[format_id][1]
    assert "UTF-16" in refused(format_id, data.decode().rstrip("\x1a").encode("utf-16"))
    assert "line 2 is not UTF-8" in refused(format_id, data.replace(b"\n", b"\n\xe9", 1))


@EVERY_FORMAT
def test_a_gzip_bomb_is_refused_before_it_is_unpacked(format_id: str) -> None:
    assert "bomb" in refused(format_id, gzip.compress(bytes(64 * 1024 * 1024)))


@EVERY_FORMAT
def test_a_zip_archive_is_refused_unopened(format_id: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("list.csv", bytes(8 * 1024 * 1024))
    assert "ZIP archive" in refused(format_id, packed.getvalue())


@EVERY_FORMAT
def test_a_cut_or_damaged_gzip_file_is_refused(format_id: str) -> None:
    packed = gzip.compress(GOOD[format_id][1])
    assert "cut off" in refused(format_id, packed[: len(packed) // 2])
    assert "damaged" in refused(format_id, packed[:20] + b"\xff\xff\xff\xff" + packed[24:])


@EVERY_FORMAT
def test_a_file_that_is_not_there_is_refused(format_id: str, tmp_path: Path) -> None:
    assert "cannot be read" in refused(format_id, tmp_path / "nothing.csv")


def test_a_file_beyond_the_size_limit_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "too large" in refused("ofac_sdn", large)


def test_many_small_gzip_members_count_together() -> None:
    member = zlib.compress(bytes(600_000), wbits=31)
    assert "bomb" in refused("generic_csv", member * 50)


@pytest.mark.parametrize("lost", [1, 20, 60, 110])
def test_a_cut_sdn_file_is_refused(lost: int) -> None:
    whole = SDN.rstrip(b"\x1a\r\n ")
    assert "cut off" in refused("ofac_sdn", whole[:-lost])


@pytest.mark.parametrize("lost", [1, 40, 300])
def test_a_cut_un_file_is_refused(lost: int) -> None:
    assert "cut off" in refused("un_xml", UN.strip().encode()[:-lost])


def test_a_cut_csv_file_is_refused() -> None:
    assert "cut off" in refused("generic_csv", NRO.encode() + b'x,"An open fiel')


def test_each_format_refuses_the_files_of_the_others() -> None:
    assert "XML" in refused("ofac_sdn", UN.encode())
    assert "not XML" in refused("un_xml", SDN)
    assert "do not fit the format" in refused("ofac_sdn", ALT)
    assert "do not fit the format" in refused("ofac_sdn", NRO.encode())
    assert "XML" in refused("generic_csv", UN.encode())
    assert "lacks id, name" in refused("generic_csv", SDN.rstrip(b"\x1a"))
    assert "root element is html" in refused("un_xml", b"<html><body>Not found</body></html>")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE l SYSTEM "http://localhost/l.dtd">',
    ],
)
def test_a_document_type_or_entity_is_refused_unread(declaration: str) -> None:
    attack = UN.replace("<CONSOLIDATED_LIST", f"{declaration}<CONSOLIDATED_LIST", 1)
    assert "document type" in refused("un_xml", attack.encode())


def test_xml_that_is_not_well_formed_is_refused_with_its_line() -> None:
    assert "line 5 is not well-formed XML" in refused("un_xml", UN.replace("<INDIVIDUAL>", "<INDIVIDUAL", 1).encode())
    deep = "<a>" * 100 + "</a>" * 100
    assert "nested too deep" in refused("un_xml", UN.replace("<SORT_KEY/>", deep).encode())


def sdn_row(number: str, name: str, kind: str = '"individual"') -> bytes:
    return f'{number},"{name}",{kind},"FABLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'.encode()


@pytest.mark.parametrize(
    ("row", "field", "rule"),
    [
        (sdn_row("14", ""), "name", "empty"),
        (sdn_row("11", "TWICE, The"), "ent_num", "earlier row"),
        (sdn_row("14", "NUL\x00NAME"), "row", "U+0000"),
        (sdn_row("14", "BELL\x07NAME"), "row", "U+0007"),
        (sdn_row("14", "N" * 1_001), "name", "1,001 characters"),
        (sdn_row("14", "N" * 1_000_000), "row", "characters long"),
        (sdn_row("14", "ODD, Kind", '"golem"'), "type", "unknown word 'golem'"),
        (sdn_row("fourteen", "BAD, Number"), "row", "number"),
        (b'14,"TOO","FEW"\r\n', "row", "3 columns"),
        (b'14,"QUOTE" LOST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n', "row", "not CSV"),
    ],
)
def test_a_bad_sdn_row_is_left_out_and_named(row: bytes, field: str, rule: str) -> None:
    head, rest = SDN[: SDN.index(b"12,")], SDN[SDN.index(b"12,") :]
    parsed = formats.parse("ofac_sdn", {"names": head + row + rest})
    assert [entry.entry_id for entry in parsed.entries] == ["11", "12", "13"]
    (error,) = parsed.rejected
    assert (error.part, error.line, error.field) == ("names", 2, field)
    assert rule in error.rule
    assert error.expected
    assert parsed.rows_in == 4


@pytest.mark.parametrize(
    ("old", "new", "field", "rule"),
    [
        ("<DATAID>502</DATAID>", "", "DATAID", "missing"),
        ("<DATAID>502</DATAID>", "<DATAID>501</DATAID>", "DATAID", "earlier"),
        ("GREY HARBOUR WORKS", " ", "FIRST_NAME", "empty"),
        ("GREY HARBOUR WORKS", "G" * 1_000_000, "FIRST_NAME", "1,000,000 characters"),
        ("GREY HARBOUR WORKS", "GREY&#x7f;WORKS", "FIRST_NAME", "U+007F"),
    ],
)
def test_a_bad_un_element_is_left_out_and_named(old: str, new: str, field: str, rule: str) -> None:
    parsed = formats.parse("un_xml", {"list": UN.replace(old, new).encode()})
    assert [entry.entry_id for entry in parsed.entries] == ["501"]
    (error,) = parsed.rejected
    assert (error.line, error.field) == (19, field)
    assert rule in error.rule


@pytest.mark.parametrize(
    ("row", "field", "rule"),
    [
        ("sol,Sol Works again,,,", "id", "earlier row"),
        (",No Id,,,", "id", "empty"),
        ("x,,,,", "name", "empty"),
        ("x,Too,few", "row", "3 columns"),
        ("x,NUL\x00,,,", "name", "U+0000"),
        ("x," + "N" * 1_000_000 + ",,,", "row", "not CSV"),
        ("x," + "N" * 2_000 + ",,,", "name", "2,000 characters"),
        ('x,"quote" lost,,,', "row", "not CSV"),
    ],
)
def test_a_bad_csv_row_is_left_out_and_named(row: str, field: str, rule: str) -> None:
    parsed = formats.parse("generic_csv", {"list": f"{NRO}{row}\nlast,Last Works,,,\n".encode()}, COLUMNS)
    assert [entry.entry_id for entry in parsed.entries] == ["quarth-u", "sol", "last"]
    (error,) = parsed.rejected
    assert (error.line, error.field) == (4, field)
    assert rule in error.rule


def test_a_kind_that_is_no_kind_is_named() -> None:
    mapping = ColumnMapping("id", "name", kind="sort")
    parsed = formats.parse("generic_csv", {"list": b"id,name,sort\n1,Sol,golem\n2,Orlan,Person\n"}, mapping)
    assert (len(parsed.entries), parsed.rejected[0].field) == (1, "sort")


def test_a_csv_without_a_mapping_is_refused() -> None:
    with pytest.raises(UnusableListError, match="no column mapping"):
        formats.parse("generic_csv", {"list": NRO.encode()})
