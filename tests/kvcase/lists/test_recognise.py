"""Files are known by what they hold; the folder tells which make one version, and what waits."""

import gzip
import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.errors import UnusableInputError
from kvcase.lists import folder, recognise
from kvcase.lists.mappings import ColumnMapping
from kvcase.lists.reading import UnusableListError
from tests.kvcase.lists import tables
from tests.kvcase.lists.test_formats import ALT, NRO, SDN, UN

FIXTURES = Path(__file__).parent / "fixtures"
KNOWN = [
    (SDN, "sdn.csv", "ofac_sdn", "names", "ofac-sdn"),
    (ALT, "alt.csv", "ofac_sdn", "aliases", "ofac-sdn"),
    (SDN, "cons_prim.csv", "ofac_consolidated", "names", "ofac-consolidated"),
    (b'11,25,"1 Quay","Quarth","Iran",-0- \r\n\x1a', "add.csv", "ofac_sdn", "addresses", "ofac-sdn"),
    (UN.encode(), "x", "un_xml", "list", "un-sc"),
    (tables.CSL.encode(), "x", "us_csl_csv", "list", "us-csl"),
    (tables.CSL_JSON.encode(), "x", "us_csl_json", "list", "us-csl"),
    (tables.DPL.encode(), "x", "us_bis_dpl", "list", "us-bis-dpl"),
    (tables.SEMA.encode(), "x", "ca_sema", "list", "ca-sema"),
    (tables.SIMPLE.encode(), "x", "opensanctions_simple", "list", "opensanctions"),
    (tables.FTM, "x", "opensanctions_ftm", "list", "opensanctions"),
    (tables.lines({"op": "DEL", "entity": {"id": "a"}}), "x", "opensanctions_delta", "delta", "opensanctions"),
    (tables.delta_index("20240501100000-abc"), "x", "opensanctions_delta", "index", "opensanctions"),
    (b'{"name": "sanctions", "version": "20240501100000-abc"}', "x", "opensanctions_ftm", "index", "opensanctions"),
    (
        b"Name,Alias,Nationality,Designation,Sanction Type,Source\nSol,None,,,,uk\n",
        "x",
        "flat_names",
        "list",
        "uk-sanctions",
    ),
    (
        b"Name,Alias,Nationality,Designation,Sanction Type,Source\nSol,None,,,,x\n",
        "au_names.csv",
        "flat_names",
        "list",
        "au-dfat",
    ),
    (NRO.encode(), "ca_nro/nro.csv", "generic_csv", "list", "ca-nro"),
    (b"naam;land\nSol;IR\n", "eigen.csv", "generic_csv", "list", "own"),
    (b"id,name\n1,Sol\n", "my list 2026-01-02.csv", "generic_csv", "list", "my-list"),
    (tables.xlsx({"a": [["naam"]]}), "own.xlsx", "generic_xlsx", "list", "own"),
]
MAPPINGS = {"own": ColumnMapping(None, "naam", country="land", delimiter=";")}


@pytest.mark.parametrize(("data", "name", "format_id", "part", "list_id"), KNOWN)
def test_a_file_is_known_by_its_contents(data: bytes, name: str, format_id: str, part: str, list_id: str) -> None:
    for packed in (data, gzip.compress(data)):
        if not data.startswith(b"PK") or packed is data:
            found = recognise.recognise(packed, name, MAPPINGS)
            assert (found.format_id, found.part, found.list_id) == (format_id, part, list_id)


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*.[cx]*")), ids=lambda path: path.name)
def test_every_fixture_of_the_official_formats_is_known(file: Path) -> None:
    assert recognise.recognise(file).list_id in ("ofac-sdn", "ofac-consolidated", "eu-fsf", "uk-sanctions", "un-sc")


@pytest.mark.parametrize(
    "data", [b"", b" \n", b"<html></html>", b"{}", b"[1]", b"Dear all,\nhello", b"1,2,3\n", b"\x1f\x8bxx"]
)
def test_a_file_of_no_format_is_said_to_be_so(data: bytes) -> None:
    with pytest.raises(UnusableListError) as caught:
        recognise.recognise(data, "letter.txt")
    assert caught.value.expected


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("sdn_2024-05-03.csv.gz", date(2024, 5, 3)),
        ("eu_names_2025-05.csv", date(2025, 5, 1)),
        ("20240503/sdn.csv", date(2024, 5, 3)),
        ("sdn_2024-13-03.csv", None),
        ("sdn.csv", None),
    ],
)
def test_the_day_stands_in_the_name(name: str, day: date | None) -> None:
    assert recognise.recognise(SDN, name).day == day


def sdn_row(number: int) -> bytes:
    return f'{number},"WORKS {number}",-0- ,"FABLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'.encode()


def filled(root: Path, **files: bytes) -> Path:
    for name, data in files.items():
        path = root / name.replace("__", "/").replace("_csv", ".csv").replace("_xml", ".xml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def test_versions_stand_in_their_order_and_parts_of_one_day_together(tmp_path: Path) -> None:
    root = filled(
        tmp_path,
        **{"us__sdn_2024-05-03_csv": SDN, "us__alt_2024-05-03_csv": ALT, "us__sdn_2023-01-05_csv": sdn_row(1)},
    )
    planned = folder.plan(root)
    assert [(each.day, sorted(each.parts)) for each in planned.versions] == [
        (date(2023, 1, 5), ["names"]),
        (date(2024, 5, 3), ["aliases", "names"]),
    ]
    assert planned.left_out == ()


def test_a_part_without_the_names_of_its_day_is_held_and_said_so(tmp_path: Path) -> None:
    planned = folder.plan(filled(tmp_path, **{"alt_2025-12-24_csv": ALT, "sdn_2024-05-03_csv": SDN}))
    assert [each.day for each in planned.versions] == [date(2024, 5, 3)]
    (left,) = planned.left_out
    assert left.file.name == "alt_2025-12-24.csv"
    assert "held: the part names of 2025-12-24 is not in the folder" in left.reason


def test_a_part_that_a_later_version_lacks_is_held_and_said_so(tmp_path: Path) -> None:
    files = {"sdn_2023-01-05_csv": SDN, "alt_2023-01-05_csv": ALT, "sdn_2024-05-03_csv": SDN + sdn_row(14)}
    planned = folder.plan(filled(tmp_path, **files))
    assert [sorted(each.parts) for each in planned.versions] == [["names"], ["names"]]
    assert [left.file.name for left in planned.left_out] == ["alt_2023-01-05.csv"]
    assert "2024-05-03 has no part aliases" in planned.left_out[0].reason


def test_the_newest_usable_version_of_each_list_is_read(tmp_path: Path) -> None:
    files = {
        "un__old_2025-01-01_xml": UN.encode(),
        "un__new_2026-01-01_xml": UN.encode()[:-40],
        "sdn_2024-05-03_csv": SDN,
        "letter_csv": b"Dear all,\n",
    }
    reading = folder.read(filled(tmp_path, **files))
    assert [(each.version.list_id, each.version.day) for each in reading.lists] == [
        ("ofac-sdn", date(2024, 5, 3)),
        ("un-sc", date(2025, 1, 1)),
    ]
    assert [left.file.name for left in reading.left_out] == ["letter.csv", "new_2026-01-01.xml"]


def test_what_is_no_folder_is_refused_and_an_empty_one_holds_nothing(tmp_path: Path) -> None:
    assert folder.read(tmp_path) == folder.Reading((), ())
    with pytest.raises(UnusableInputError, match="is no folder"):
        folder.plan(tmp_path / "nothing")


def test_two_files_of_one_part_and_day_are_not_mixed(tmp_path: Path) -> None:
    root = filled(tmp_path, **{"sdn_2024-05-03_csv": SDN})
    shutil.copy(root / "sdn_2024-05-03.csv", root / "sdn_copy_2024-05-03.csv")
    planned = folder.plan(root)
    assert len(planned.versions) == 1
    assert "of the same day as sdn_2024-05-03.csv" in planned.left_out[0].reason
