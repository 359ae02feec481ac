"""The published files themselves: their deltas, computed here a second time in the plainest way."""

import csv
import gzip
import io
import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from kvcase.lists import formats, versions
from kvcase.lists.importers.generic_csv import CANADA_NRO

pytestmark = pytest.mark.skipif(
    "KVCASE_TEST_DATA" not in os.environ, reason="KVCASE_TEST_DATA is not set: the published list files are not here"
)
SDN_DAYS = ("2024-02-24", "2024-03-25", "2024-05-01", "2024-05-02", "2024-05-03")
UN_DAYS = ("2025-04-19", "2026-02-27")


def at(name: str) -> Path:
    return Path(os.environ["KVCASE_TEST_DATA"]) / "lists" / name


def sdn(day: str) -> Path:
    return at(f"us_ofac_sdn/sdn_{day}.csv.gz")


def un(day: str) -> Path:
    return at(f"un_sc/un_consolidated_{day}.xml.gz")


def sdn_rows(day: str) -> dict[str, list[str]]:
    text = gzip.decompress(sdn(day).read_bytes()).decode("ascii")
    return {row[0]: [" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(text)) if len(row) > 1}


def un_rows(day: str) -> dict[str, Counter[tuple[str, str]]]:
    """By DATAID, the texts of an element with the tag that holds each: read by pattern, not by an XML parser."""
    text = gzip.decompress(un(day).read_bytes()).decode()
    rows: dict[str, Counter[tuple[str, str]]] = {}
    for _, body in re.findall(r"<(INDIVIDUAL|ENTITY)>(.*?)</\1>", text, re.DOTALL):
        leaves = Counter(
            (tag, " ".join(value.split())) for tag, value in re.findall(r"<(\w+)>([^<>]*\S[^<>]*)</", body)
        )
        rows[next(value for tag, value in leaves if tag == "DATAID")] = leaves
    return rows


@pytest.mark.parametrize(("old", "new"), list(pairwise(SDN_DAYS)))
def test_the_deltas_of_the_sdn_list_are_those_of_its_rows(old: str, new: str) -> None:
    before, after = sdn_rows(old), sdn_rows(new)
    parsed = [formats.parse("ofac_sdn", {"names": sdn(day)}) for day in (old, new)]
    assert [len(each.entries) for each in parsed] == [len(before), len(after)]
    assert not any(each.rejected for each in parsed)
    delta = versions.delta(versions.of(parsed[0].entries), versions.of(parsed[1].entries))
    assert set(delta.added) == after.keys() - before.keys()
    assert set(delta.removed) == before.keys() - after.keys()
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert {*delta.changed_match, *delta.changed_info} == changed
    assert {key for key in changed if before[key][1] != after[key][1]} <= set(delta.changed_match)


def test_the_delta_of_the_un_list_is_that_of_its_elements() -> None:
    before, after = (un_rows(day) for day in UN_DAYS)
    parsed = [formats.parse("un_xml", {"list": un(day)}) for day in UN_DAYS]
    assert [len(each.entries) for each in parsed] == [len(before), len(after)]
    delta = versions.delta(versions.of(parsed[0].entries), versions.of(parsed[1].entries))
    assert set(delta.added) == after.keys() - before.keys()
    assert set(delta.removed) == before.keys() - after.keys()
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert {*delta.changed_match, *delta.changed_info} == changed


def test_the_alias_file_of_the_same_day_joins_row_for_row() -> None:
    aliases = at("us_ofac_sdn/alt_2021-07-07.csv.gz")
    text = gzip.decompress(aliases.read_bytes()).decode("ascii")
    expected = {(row[0], " ".join(row[3].split())) for row in csv.reader(io.StringIO(text)) if len(row) > 1}
    parsed = formats.parse("ofac_sdn", {"names": sdn("2021-07-07"), "aliases": aliases})
    assert not parsed.rejected
    assert expected <= {(entry.entry_id, name.text) for entry in parsed.entries for name in entry.names}


def test_an_alias_file_of_another_year_is_held() -> None:
    parts = {"names": sdn("2019-01-04"), "aliases": at("us_ofac_sdn/alt_2025-12-24.csv.gz")}
    held = versions.examine(formats.parse("ofac_sdn", parts), None)
    assert held is not None
    assert held.rule == "too-many-rejected"


def test_the_canadian_list_reads_by_its_mapping() -> None:
    source = at("ca_nro/ca_nro_2025-03-11.csv")
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parsed = formats.parse("generic_csv", {"list": source}, CANADA_NRO)
    assert [entry.entry_id for entry in parsed.entries] == [row["id"] for row in rows]
    assert all(entry.countries for entry in parsed.entries)
