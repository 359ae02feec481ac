"""Measure import and comparison of the published lists: `python -m tests.benchmarks.bench_lists`.

Needs KVCASE_TEST_DATA; prints rows of a Markdown table: what, rows, seconds.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kvcase.lists import formats, versions
from kvcase.lists.importers.generic_csv import CANADA_NRO
from kvcase.lists.reading import ParsedList

ROUNDS = 3


def main() -> int:
    """Print the table; return 2 when the files are not here."""
    if "KVCASE_TEST_DATA" not in os.environ:
        sys.stderr.write("KVCASE_TEST_DATA is not set: the published list files are not here\n")
        return 2
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
    write = sys.stdout.write
    write("| list | rows | read (s) | fingerprints and delta (s) | rows/s, all |\n|---|---|---|---|---|\n")
    for name, read in subjects.items():
        reading, comparing, rows = min(_measure(read, before) for _ in range(ROUNDS))
        write(f"| {name} | {rows:,} | {reading:.2f} | {comparing:.2f} | {rows / (reading + comparing):,.0f} |\n")
    return 0


def _measure(read: Callable[[], ParsedList], before: versions.Fingerprints) -> tuple[float, float, int]:
    begun = time.perf_counter()
    parsed = read()
    between = time.perf_counter()
    prints = versions.of(parsed.entries)
    versions.delta(before, prints)
    versions.digest(prints)
    return between - begun, time.perf_counter() - between, parsed.rows_in


if __name__ == "__main__":
    raise SystemExit(main())
