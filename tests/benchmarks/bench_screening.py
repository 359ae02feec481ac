"""Measure screening against the newest version of each list: `python -m tests.benchmarks.bench_screening`.

Needs KVCASE_TEST_DATA; prints Markdown. Two kinds of names are screened: list names with one perturbation (a letter
lost, letters swapped, words in another order, a word dropped, other case), and made-up persons and institutions.
The seed is fixed, no name is printed. SDN is taken without aliases: no alias file of its day is at hand.
"""

import os
import random
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

from kvcase.lists import formats
from kvcase.lists.entries import Entry, Kind, NameKind
from kvcase.lists.importers.generic_csv import CANADA_NRO
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Query

SEED = 20261120
NAMES = 2_000
_SYLLABLES = "ka ro min tel va sor dan be li nok ter wij man sen pol gra fu hei qua dre os".split()  # noqa: SIM905
_GIVEN = ("Jan", "Mohammad", "Ali", "Maria", "Peter", "Sergei", "Wei", "Sophie", "Thomas", "Fatima")
_FRAMES = (
    "{} University",
    "{} Institute of Technology",
    "{} NV",
    "{} Trading Ltd",
    "Department of Physics, {} University, Gent, Belgium",
    "Universiteit {}",
)


def main() -> str:
    """Return the table, or say that the published files are not here."""
    if "KVCASE_TEST_DATA" not in os.environ:
        return "Not run: KVCASE_TEST_DATA is not set, so the published list files are not here."
    lists = Path(os.environ["KVCASE_TEST_DATA"]) / "lists"
    sdn = formats.parse("ofac_sdn", {"names": lists / "us_ofac_sdn" / "sdn_2024-05-03.csv.gz"}).entries
    un = formats.parse("un_xml", {"list": lists / "un_sc" / "un_consolidated_2026-02-27.xml.gz"}).entries
    nro = formats.parse("generic_csv", {"list": lists / "ca_nro" / "ca_nro_2025-03-11.csv"}, CANADA_NRO).entries
    together = tuple(
        Entry(f"{at}-{entry.entry_id}", entry.kind, entry.names, entry.countries, entry.birth_years)
        for at, entries in enumerate((sdn, un, nro))
        for entry in entries
    )
    lines: list[str] = []
    write = lines.append
    write(
        "| list | entries | names | build (s) | memory (MB) | perturbed names/s | found at 70 | made-up names/s "
        "| alerts on made-up |\n|---|---|---|---|---|---|---|---|---|\n"
    )
    for name, entries in (
        ("OFAC SDN 2024-05-03, names only", sdn),
        ("UN 2026-02-27", un),
        ("Canada NRO 2025-03-11", nro),
        ("the three together", together),
    ):
        write(_row(name, entries))
    return "".join(lines).rstrip()


def _row(label: str, entries: Sequence[Entry]) -> str:
    source = random.Random(SEED)  # noqa: S311  a benchmark wants the same names each time, not secrecy
    begun = time.perf_counter()
    index = ListIndex.build(entries)
    build = time.perf_counter() - begun
    perturbed = [(entry.entry_id, _perturbed(entry, source)) for entry in source.choices(entries, k=NAMES)]
    made_up = [_made_up(source) for _ in range(NAMES)]
    begun = time.perf_counter()
    found = sum(any(hit.entry_id == wanted for hit in index.search(query)) for wanted, query in perturbed)
    like = time.perf_counter() - begun
    begun = time.perf_counter()
    alerts = sum(bool(index.search(query)) for query in made_up)
    unlike = time.perf_counter() - begun
    del index
    tracemalloc.start()
    kept = ListIndex.build(entries)
    memory = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    del kept
    names = sum(len(entry.names) for entry in entries)
    return (
        f"| {label} | {len(entries):,} | {names:,} | {build:.2f} | {memory:.0f} | {NAMES / like:,.0f} "
        f"| {found}/{NAMES} | {NAMES / unlike:,.0f} | {alerts}/{NAMES} |\n"
    )


def _perturbed(entry: Entry, source: random.Random) -> Query:
    text = source.choice([name.text for name in entry.names if name.kind is not NameKind.WEAK])
    words = text.split()
    way = source.randrange(5)
    at = source.randrange(max(1, len(text) - 1))
    if way == 0 and len(text) > 8:
        text = text[:at] + text[at + 1 :]
    elif way == 1 and len(text) > 8:
        text = text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
    elif way == 2:
        source.shuffle(words)
        text = " ".join(words)
    elif way == 3 and len(words) > 3:
        words.pop(source.randrange(len(words)))
        text = " ".join(words)
    else:
        text = text.title()
    return Query(text, entry.kind)


def _made_up(source: random.Random) -> Query:
    words = ["".join(source.choices(_SYLLABLES, k=source.choice((2, 3)))).title() for _ in range(source.choice((1, 2)))]
    if source.random() < 0.7:
        return Query(f"{source.choice(_GIVEN)} {' '.join(words)}", Kind.PERSON)
    return Query(source.choice(_FRAMES).format(" ".join(words)), Kind.ORGANISATION)
