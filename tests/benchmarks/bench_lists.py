"""Reading a published list and comparing it with a version before; best of three. Goal for a 15,000-row list: 2 s.

Needs KVCASE_TEST_DATA. Source of the goal: handbook screening.md section 7.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from kvcase.lists import formats, versions
from kvcase.lists.importers.generic_csv import CANADA_NRO
from kvcase.lists.reading import ParsedList

ROUNDS = 3


def main() -> str:
    """Return the table, or say that the published files are not here."""
    if "KVCASE_TEST_DATA" not in os.environ:
        return "Not run: KVCASE_TEST_DATA is not set, so the published list files are not here."
    lists = Path(os.environ["KVCASE_TEST_DATA"]) / "lists"
    old = formats.parse("ofac_sdn", {"names": lists / "us_ofac_sdn" / "sdn_2024-05-02.csv.gz"})
    before = versions.of(old.entries)
    subjects: dict[str, Callable[[], ParsedList]] = {
        "OFAC SDN 2024-05-03": lambda: formats.parse(
            "ofac_sdn", {"names": lists / "us_ofac_sdn" / "sdn_2024-05-03.csv.gz"}
        ),
        "UN 2026-02-27": lambda: formats.parse(
            "un_xml", {"list": lists / "un_sc" / "un_consolidated_2026-02-27.xml.gz"}
        ),
        "Canada NRO 2025-03-11": lambda: formats.parse(
            "generic_csv", {"list": lists / "ca_nro" / "ca_nro_2025-03-11.csv"}, CANADA_NRO
        ),
    }
    lines: list[str] = []
    write = lines.append
    write("| list | rows | read (s) | fingerprints and delta (s) | rows/s, all |\n|---|---|---|---|---|\n")
    for name, read in subjects.items():
        reading, comparing, rows = min(_measure(read, before) for _ in range(ROUNDS))
        write(f"| {name} | {rows:,} | {reading:.2f} | {comparing:.2f} | {rows / (reading + comparing):,.0f} |\n")
    return "".join(lines).rstrip()


def _measure(read: Callable[[], ParsedList], before: versions.Fingerprints) -> tuple[float, float, int]:
    begun = time.perf_counter()
    parsed = read()
    between = time.perf_counter()
    prints = versions.of(parsed.entries)
    versions.delta(before, prints)
    versions.digest(prints)
    return between - begun, time.perf_counter() - between, parsed.rows_in
