"""The published files of part B, counted here a second time in the plainest way. No name is printed."""

import csv
import gzip
import io
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kvcase.lists import folder, formats, relinking, versions
from kvcase.lists.entries import Kind, canonical

pytestmark = pytest.mark.skipif(
    "KVCASE_TEST_DATA" not in os.environ, reason="KVCASE_TEST_DATA is not set: the published list files are not here"
)


def at(name: str) -> Path:
    return Path(os.environ["KVCASE_TEST_DATA"]) / "lists" / name


def text(name: str) -> str:
    return gzip.decompress(at(name).read_bytes()).decode()


def collapsed(words: str) -> str:
    return " ".join(words.split())


def test_the_screening_list_has_the_entries_and_names_of_its_rows() -> None:
    name = "us_csl/us_csl_2023-11-30.csv.gz"
    rows = list(csv.reader(io.StringIO(text(name), newline="")))
    records = [dict(zip(rows[0], row, strict=True)) for row in rows if len(row) == len(rows[0]) and row != rows[0]]
    parsed = formats.parse("us_csl_csv", {"list": at(name)})
    expected = 0
    for record in records:
        aliases = {collapsed(alias).removeprefix("and ") for alias in record["alt_names"].split(";")}
        expected += len({collapsed(record["name"]), *aliases} - {""})
    assert (len(parsed.entries), sum(len(entry.names) for entry in parsed.entries)) == (len(records), expected)
    assert (len(parsed.rejected), "cut off" in parsed.doubt) == (1, True)
    print(f"CSL: {len(records)} entries, {expected} names")  # noqa: T201
    by_source = {entry.programme.split(";")[0] for entry in parsed.entries}
    assert by_source == {collapsed(record["source"]) for record in records}


def test_the_denied_persons_list_has_an_entry_for_each_row_that_is_not_repeated() -> None:
    name = "us_bis_dpl/dpl_2023-11-30.txt.gz"
    rows = list(csv.reader(io.StringIO(text(name), newline=""), delimiter="\t"))[1:]
    parsed = formats.parse("us_bis_dpl", {"list": at(name)})
    assert (parsed.rows_in, len(parsed.entries)) == (len(rows), len({tuple(map(collapsed, row)) for row in rows}))
    assert not parsed.rejected
    print(f"DPL: {len(rows)} rows, {len(parsed.entries)} entries")  # noqa: T201


def test_the_sema_list_has_an_entry_for_each_record() -> None:
    name = "ca_sema/ca_sema_2025-05.xml.gz"
    records = re.findall(r"<record>(.*?)</record>", text(name), re.DOTALL)
    parsed = formats.parse("ca_sema", {"list": at(name)})
    persons = sum("<LastName>" in record for record in records)
    aliased = sum("<Aliases>" in record for record in records)
    assert (len(parsed.entries), len(parsed.rejected)) == (len(records), 0)
    assert sum(entry.kind is Kind.PERSON for entry in parsed.entries) == persons
    assert abs(sum(len(entry.names) > 1 for entry in parsed.entries) - aliased) <= aliased // 100
    assert sum(entry.kind is Kind.VESSEL for entry in parsed.entries) == text(name).count("<ShipIMONumber>")
    print(f"SEMA: {len(records)} entries, {sum(len(entry.names) for entry in parsed.entries)} names")  # noqa: T201


def test_a_sema_list_whose_names_are_edited_is_linked_again() -> None:
    entries = formats.parse("ca_sema", {"list": at("ca_sema/ca_sema_2025-05.xml.gz")}).entries
    known = {entry.entry_id: canonical(entry) for entry in entries}
    edited = [replace(entry, entry_id=f"new{number}", birth_years=(1900,)) for number, entry in enumerate(entries)]
    begun = time.perf_counter()
    linked = relinking.relinked(known, edited)
    delta = versions.delta(versions.of(known.values()), versions.of(linked))
    took = time.perf_counter() - begun
    assert not delta.added
    assert not delta.removed
    print(f"re-linked {len(linked)} entries in {took:.2f} s")  # noqa: T201


def test_every_file_of_the_folder_is_a_version_or_said_to_be_left_out() -> None:
    planned = folder.plan(at(""))
    files = {path.name for path in at("").rglob("*") if path.is_file() and path.suffix != ".md"}
    used = {path.name for version in planned.versions for path in version.parts.values()}
    left = {each.file.name for each in planned.left_out}
    assert used | left == files
    assert not used & left
    assert all("held: the" in each.reason for each in planned.left_out)
    assert [each.list_id for each in planned.versions].count("ofac-sdn") == len(list(at("").rglob("sdn_*.csv.gz")))
