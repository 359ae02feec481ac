"""The formats of part B under bad input: what is refused whole, what row by row, what is read but doubted."""

import base64
import gzip
import json
import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from kvcase.lists import formats
from kvcase.lists.mappings import ColumnMapping
from kvcase.lists.reading import ParsedList, UnusableListError
from tests.kvcase.lists import tables

GOOD = {
    "us_csl_csv": tables.CSL.encode(),
    "us_csl_json": tables.CSL_JSON.encode(),
    "us_bis_dpl": tables.DPL.encode(),
    "ca_sema": tables.SEMA.encode(),
    "opensanctions_simple": tables.SIMPLE.encode(),
    "opensanctions_ftm": tables.FTM,
}
SHEET = tables.xlsx({"a": [tables.HEADER, *tables.ROWS]})
EVERY = pytest.mark.parametrize("format_id", sorted(GOOD))


def parsed(format_id: str, data: bytes) -> ParsedList:
    return formats.parse(format_id, {"list": data}, tables.COLUMNS)


def refused(format_id: str, data: bytes | Path) -> str:
    with pytest.raises(UnusableListError) as caught:
        formats.parse(format_id, {"list": data}, tables.COLUMNS)
    assert caught.value.part == "list"
    assert caught.value.expected
    return caught.value.rule


@pytest.mark.parametrize("format_id", [*sorted(GOOD), "generic_xlsx"])
def test_an_empty_file_is_refused(format_id: str) -> None:
    assert "empty" in refused(format_id, b"")
    assert "empty" in refused(format_id, gzip.compress(b" \r\n"))


@EVERY
def test_another_encoding_is_refused(format_id: str) -> None:
    assert "UTF-16" in refused(format_id, GOOD[format_id].decode().encode("utf-16"))
    assert "is not UTF-8" in refused(format_id, GOOD[format_id].replace(b"\n", b"\n\xe9", 1))


@EVERY
def test_a_gzip_bomb_and_a_cut_gzip_file_are_refused(format_id: str) -> None:
    assert "bomb" in refused(format_id, gzip.compress(bytes(16 * 1024 * 1024)))
    packed = gzip.compress(GOOD[format_id])
    assert "cut off" in refused(format_id, packed[: len(packed) // 2])


@pytest.mark.parametrize("format_id", [*sorted(GOOD), "generic_xlsx"])
def test_a_file_that_is_not_there_is_refused(format_id: str, tmp_path: Path) -> None:
    assert "cannot be read" in refused(format_id, tmp_path / "nothing")


@EVERY
def test_every_format_refuses_the_files_of_the_others(format_id: str) -> None:
    for other, data in GOOD.items():
        if other != format_id:
            assert refused(format_id, data)
    assert refused(format_id, b"<html><body>Not found</body></html>")
    assert refused(format_id, SHEET)


@EVERY
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_cut_file_is_refused_or_doubted(format_id: str, share: float) -> None:
    data = GOOD[format_id]
    cut = data[: int(len(data) * share)].decode(errors="ignore").encode()
    faults: list[str] = []
    try:
        result = parsed(format_id, cut)
        faults += [result.doubt] if result.rejected else []
    except UnusableListError as error:
        faults.append(error.rule)
    assert [fault for fault in faults if "cut off" in fault]


@pytest.mark.parametrize(
    "declaration", ['<!DOCTYPE d [<!ENTITY a "b">]>', '<!DOCTYPE d SYSTEM "file:///etc/hostname">']
)
def test_a_document_type_in_sema_is_refused_unread(declaration: str) -> None:
    assert "document type" in refused(
        "ca_sema", tables.SEMA.replace("<data-set", f"{declaration}<data-set", 1).encode()
    )


LONG = "N" * 1_000_000
FAULTS = [
    ("us_csl_csv", "Orla Veskar", LONG, "row"),
    ("us_csl_csv", "Orla Veskar", "N" * 2_000, "name"),
    ("us_csl_csv", "Orla Veskar", "Or\x07la", "name"),
    ("us_csl_csv", "bb2", "aa1", "_id"),
    ("us_csl_csv", "bb2", "", "_id"),
    ("us_csl_csv", ",Individual,", ",Golem,", "type"),
    ("us_csl_csv", f"bb2,{tables.ENTITY_LIST}", "bb2,", "source"),
    ("us_csl_json", '"VESKAR, Orlan"', json.dumps(LONG), "name"),
    ("us_csl_json", '"VESKAR, Orlan"', '["VESKAR"]', "name"),
    ("us_csl_json", '"VESKAR, Orlan"', "null", "name"),
    ("us_bis_dpl", "ORLAN VESKAR", "N" * 2_000, "Name"),
    ("us_bis_dpl", "ORLAN VESKAR", " ", "Name"),
    ("ca_sema", "Grey Harbour Works", LONG, "EntityOrShip"),
    ("ca_sema", "Grey Harbour Works", " ", "LastName"),
    ("ca_sema", "Russia / Russie</Country><LastName>", "</Country><LastName>", "Country"),
    ("ca_sema", "<EntityOrShip>Quarth", "<LastName>Fable</LastName><EntityOrShip>Quarth", "EntityOrShip"),
    ("opensanctions_simple", '"Orlan Veskar"', f'"{"N" * 2_000}"', "name"),
    ("opensanctions_simple", '"Q-2"', '"Q-1"', "id"),
    ("opensanctions_simple", '"Person"', '"Golem"', "schema"),
    ("opensanctions_simple", '""Veskar; the Elder""', '""Veskar; the Elder', "aliases"),
    ("opensanctions_ftm", '["Grey Harbour Works"]', json.dumps([LONG]), "name"),
    ("opensanctions_ftm", '["Grey Harbour Works"]', "[7]", "name"),
    ("opensanctions_ftm", '"NK-2"', '"NK-1"', "id"),
    ("opensanctions_ftm", '{"id": "NK-2"', '["id", "NK-2"', "row"),
]


@pytest.mark.parametrize(("format_id", "old", "new", "field"), FAULTS)
def test_a_bad_row_is_left_out_and_named(format_id: str, old: str, new: str, field: str) -> None:
    whole = parsed(format_id, GOOD[format_id])
    text = GOOD[format_id].decode()
    assert old in text
    result = parsed(format_id, text.replace(old, new, 1).encode())
    assert [error.field for error in result.rejected] == [field]
    assert result.rejected[0].expected
    assert len(result.entries) == len(whole.entries) - 1


@pytest.mark.parametrize(
    "text",
    [
        '{"results": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"results": [' + "9" * 5_000 + "]}",
        '{"results": 7}',
        '{"other": []}',
        "[]",
    ],
)
def test_json_that_is_no_list_is_refused(text: str) -> None:
    assert refused("us_csl_json", text.encode())


def damaged(name: str, data: bytes) -> bytes:
    """Return the workbook with one member in place of its own."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(SHEET)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, data if member == name else old.read(member))
    return file.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "zip bomb" in refused(
        "generic_xlsx", tables.xlsx({"a": [["id", "name"]]}, {"xl/big.bin": bytes(64 * 1024 * 1024)})
    )
    many = tables.xlsx({"a": [["id", "name"]]}, {f"xl/{number}.bin": b"" for number in range(1_100)})
    assert "files" in refused("generic_xlsx", many)


def test_a_sheet_that_spans_the_world_is_refused() -> None:
    far = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert "spans 1,048,576 rows" in refused("generic_xlsx", damaged("xl/worksheets/sheet1.xml", far))


@pytest.mark.parametrize(
    ("where", "how"),
    [
        ("worksheets/sheet1.xml", b"r='XFD1048576'"),
        ("worksheets/sheet1.xml", b'r = "XFD1048576"'),
        ("worksheets/sheet1.xml", b'r\n=\t"xfd1048576"'),
        ("worksheets/sheet1.xml", b't="n"r="XFD1048576"'),
        ("worksheets/sheet1.xml", b"r" + b" " * 2_000_000 + b'="XFD1048576"'),
        ("worksheets/sheet1.xml", b'r="XFD' + b"0" * 2_000_000 + b'1048576"'),
        ("worksheets/sheet1.dat", b'r="XFD1048576"'),
        ("other/sheet1.xml", b'r="XFD1048576"'),
    ],
)
def test_a_sheet_that_spans_the_world_is_refused_wherever_and_however_it_says_so(where: str, how: bytes) -> None:
    # The reader of the format would make room for every cell between: more than there is, which ends the process.
    far = (
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row><c '
        + how
        + b"/></row></sheetData></worksheet>"
    )
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(SHEET)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != "xl/worksheets/sheet1.xml":
                new.writestr(member, old.read(member).replace(b"worksheets/sheet1.xml", where.encode()))
        new.writestr(f"xl/{where}", far)
        new.writestr("xl/media/noise.bin", os.urandom(60_000))  # or it would be too small for what it unpacks to
    assert any(said in refused("generic_xlsx", file.getvalue()) for said in ("spans", "as no program writes it"))


def test_what_a_sheet_spans_is_counted_over_all_of_it() -> None:
    noise = base64.b64encode(os.urandom(1_200_000))
    far = b'<row r="2"><c r="SF2"/></row><!--' + noise + b'--><row r="450000"><c r="A450000"/></row>'
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"/></row>' + far + b"</sheetData></worksheet>"
    assert "spans 450,000 rows and 500 columns" in refused("generic_xlsx", damaged("xl/worksheets/sheet1.xml", sheet))


def test_entities_in_a_workbook_are_refused() -> None:
    attack = b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet/>'
    assert "document type" in refused("generic_xlsx", damaged("xl/worksheets/sheet1.xml", attack))


def test_what_is_no_workbook_is_refused() -> None:
    assert "no XLSX" in refused("generic_xlsx", b"id,name\n1,Sol Works\n")
    assert "damaged or cut off" in refused("generic_xlsx", SHEET[: len(SHEET) // 2])
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("list.csv", "id,name\n")
    assert "no XLSX workbook" in refused("generic_xlsx", other.getvalue())
    assert "cannot be read" in refused("generic_xlsx", damaged("xl/worksheets/sheet1.xml", b"<worksheet><sheetData"))


def test_a_bad_row_of_a_sheet_is_left_out_and_named() -> None:
    rows: list[list[object]] = [["id", "name"], ["1", "Sol Works"], ["1", "Again"], ["2", "N" * 2_000], ["", "No id"]]
    result = formats.parse("generic_xlsx", {"list": tables.xlsx({"a": rows})}, ColumnMapping("id", "name"))
    assert [(error.line, error.field) for error in result.rejected] == [(3, "id"), (4, "name"), (5, "id")]


def test_too_many_aliases_are_refused_by_row() -> None:
    text = f"id,name,aliases\n1,Sol,{';'.join(map(str, range(1_000)))}\n2,Orlan Works,\n"
    result = formats.parse("generic_csv", {"list": text.encode()}, ColumnMapping("id", "name", "aliases"))
    assert [error.field for error in result.rejected] == ["aliases"]
