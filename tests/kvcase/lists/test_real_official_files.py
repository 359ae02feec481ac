"""The published files of the US, and flattenings of the EU, UK and Australian lists, counted a second time."""

import csv
import gzip
import io
import os
import re

import pytest

from kvcase.lists import formats, versions
from kvcase.lists.entries import Entry, Kind, NameKind
from tests.kvcase.lists.test_real_files import at

pytestmark = pytest.mark.skipif(
    "KVCASE_TEST_DATA" not in os.environ, reason="KVCASE_TEST_DATA is not set: the published list files are not here"
)
SDN = {"names": "sdn", "aliases": "alt", "addresses": "add"}


def text(name: str) -> str:
    return gzip.decompress(at(name).read_bytes()).decode("utf-8-sig")


def rows(name: str) -> list[list[str]]:
    cells = csv.reader(io.StringIO(text(name)))
    return [[" ".join(cell.split()) for cell in row] for row in cells if len(row) > 1]


def named(entries: tuple[Entry, ...]) -> set[tuple[str, str]]:
    return {(entry.entry_id, name.text) for entry in entries for name in entry.names}


def weak_in(row: list[str]) -> set[tuple[str, str]]:
    """Return the quoted aliases of a row's remarks, by the plainest pattern."""
    return {(row[0], alias) for alias in re.findall(r"k\.a\. '(.+?)'(?:;|\.?$)", row[11])}


def test_names_aliases_and_addresses_of_one_day_join_row_for_row() -> None:
    files = {part: f"us_ofac_sdn/{word}_2021-07-07.csv.gz" for part, word in SDN.items()}
    primary, aliases, addresses = (rows(file) for file in files.values())
    parsed = formats.parse("ofac_sdn", {part: at(file) for part, file in files.items()})
    assert not parsed.rejected
    assert parsed.rows_in == len(primary) + len(aliases) + len(addresses)
    assert [entry.entry_id for entry in parsed.entries] == [row[0] for row in primary]
    expected = {(row[0], row[1]) for row in primary} | {(row[0], row[3]) for row in aliases}
    weak = {pair for row in primary for pair in weak_in(row)}
    assert named(parsed.entries) == expected | weak
    told = {(entry.entry_id, value) for entry in parsed.entries for key, value in entry.info if key == "address"}
    lines = {(row[0], ", ".join(cell for cell in row[2:5] if cell != "-0-")) for row in addresses}
    assert told == {line for line in lines if line[1]}
    assert sum(len(entry.identifiers) for entry in parsed.entries) > 6_500


@pytest.mark.nightly
def test_every_version_of_the_list_is_read_row_for_row() -> None:
    """By day the version of one day is, with its aliases and addresses."""
    for file in sorted(at("us_ofac_sdn").glob("sdn_*.csv.gz")):
        primary = rows(f"us_ofac_sdn/{file.name}")
        parsed = formats.parse("ofac_sdn", {"names": file})
        assert not parsed.rejected
        assert [entry.entry_id for entry in parsed.entries] == [row[0] for row in primary]
        names = {(row[0], row[1]) for row in primary} | {pair for row in primary for pair in weak_in(row)}
        assert named(parsed.entries) == names


def test_no_person_has_a_country_but_that_of_an_address() -> None:
    files = {part: at(f"us_ofac_sdn/{word}_2021-07-07.csv.gz") for part, word in SDN.items()}
    alone = formats.parse("ofac_sdn", {"names": files["names"]})
    assert not any(entry.countries for entry in alone.entries if entry.kind is Kind.PERSON)
    assert any(entry.countries for entry in formats.parse("ofac_sdn", files).entries if entry.kind is Kind.PERSON)


def test_every_vessel_number_of_the_list_is_an_identifier() -> None:
    file = "us_ofac_sdn/sdn_2024-05-03.csv.gz"
    parsed = formats.parse("ofac_sdn", {"names": at(file)})
    found = {number for entry in parsed.entries for number in entry.identifiers if number.startswith("IMO: ")}
    assert found == {f"IMO: {number}" for number in re.findall(r"(?:Identification|Number) IMO\s+(\d+)", text(file))}


def test_the_consolidated_list_in_csv_has_the_names_of_its_rows() -> None:
    primary = rows("us_ofac_consolidated/cons_prim_2025-12-19.csv.gz")
    aliases = rows("us_ofac_consolidated/cons_alt_2025-12-19.csv.gz")
    parts = {"names": "cons_prim", "aliases": "cons_alt"}
    files = {part: at(f"us_ofac_consolidated/{word}_2025-12-19.csv.gz") for part, word in parts.items()}
    parsed = formats.parse("ofac_consolidated", files)
    assert (parsed.rejected, len(parsed.entries), parsed.rows_in) == ((), len(primary), len(primary) + len(aliases))
    expected = {(row[0], row[1]) for row in primary} | {(row[0], row[3]) for row in aliases}
    assert named(parsed.entries) == expected | {pair for row in primary for pair in weak_in(row)}


def test_the_consolidated_list_in_xml_has_the_names_of_its_elements() -> None:
    file = "us_ofac_consolidated/ofac_cons_2025-03-28.xml.gz"
    parsed = formats.parse("ofac_xml", {"list": at(file)})
    bodies = re.findall(r"<sdnEntry>(.*?)</sdnEntry>", text(file), re.DOTALL)
    assert (parsed.rejected, len(parsed.entries), parsed.rows_in) == ((), len(bodies), len(bodies))
    assert str(parsed.source_date) == "2025-03-28"
    names = re.compile(r"<lastName>(.*?)</lastName>")
    for entry, body in zip(parsed.entries, bodies, strict=True):
        assert f"<uid>{entry.entry_id}</uid>" in body
        surnames = {" ".join(name.replace("&amp;", "&").split()) for name in names.findall(body)}
        assert all(any(name.text.startswith(surname) for name in entry.names) for surname in surnames)
        weak = sum(name.kind is NameKind.WEAK for name in entry.names)
        assert weak <= body.count("<category>weak</category>")
    assert sum(len(entry.names) for entry in parsed.entries) >= len(bodies) + text(file).count("<aka>") - 5


def test_both_formats_of_the_consolidated_list_name_an_entry_alike() -> None:
    folder = "us_ofac_consolidated"
    from_csv = formats.parse("ofac_consolidated", {"names": at(f"{folder}/cons_prim_2025-12-19.csv.gz")}).entries
    from_xml = formats.parse("ofac_xml", {"list": at(f"{folder}/ofac_cons_2025-03-28.xml.gz")}).entries
    old = {entry.entry_id: entry for entry in from_xml}
    shared = [(entry, old[entry.entry_id]) for entry in from_csv if entry.entry_id in old]
    assert len(shared) > 400
    alike = sum((a.kind, a.names[0], a.birth_years) == (b.kind, b.names[0], b.birth_years) for a, b in shared)
    assert alike >= 0.98 * len(shared)


@pytest.mark.parametrize(
    ("file", "nameless"),
    [
        ("eu_fsf_parsed/eu_names_2025-05.csv.gz", 0),
        ("uk_parsed/uk_names_2025-05.csv.gz", 1),
        ("au_dfat_parsed/au_names_2025-05.csv.gz", 0),
    ],
)
def test_a_flattened_list_has_an_entry_for_each_of_its_names(file: str, nameless: int) -> None:
    table = rows(file)[1:]
    parsed = formats.parse("flat_names", {"list": at(file)})
    assert parsed.rows_in == len(table)
    assert len(parsed.rejected) == nameless
    assert len(parsed.entries) == len({row[0].casefold() for row in table if row[0]})
    assert {row[0] for row in table if row[0]} <= {name.text for entry in parsed.entries for name in entry.names}
    assert versions.examine(parsed, None) is None
    again = formats.parse("flat_names", {"list": at(file)})
    assert versions.canonical_sha256(again.entries) == versions.canonical_sha256(parsed.entries)


def test_pieces_of_joined_aliases_hold_every_word_of_the_cell() -> None:
    file = "eu_fsf_parsed/eu_names_2025-05.csv.gz"
    parsed = formats.parse("flat_names", {"list": at(file)})
    held: dict[str, set[str]] = {}
    for entry in parsed.entries:
        told = [name.text for name in entry.names] + [value for key, value in entry.info if key == "Alias"]
        words = set(re.findall(r"[^\W\d]+", " ".join(told)))
        for name in entry.names:
            held[name.text.casefold()] = held.get(name.text.casefold(), set()) | words
    lost = [row for row in rows(file)[1:] if not set(re.findall(r"[^\W\d]+", row[1])) <= held[row[0].casefold()]]
    assert not lost
