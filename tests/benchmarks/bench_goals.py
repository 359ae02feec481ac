"""What somebody waits for: one check, and who a delta of a list touches; beside the goals for 40,000 entities.

Needs KVCASE_TEST_DATA; seconds of CPU, the middle of five rounds, each with other entities. The parties stand in their
index before. A delta is indexed, its entries ask the parties, and whom they touch is searched. Source of the goals:
handbook screening.md section 7; that for 100,000 parties is ours.
"""

import random
import statistics
import time
from collections.abc import Sequence
from itertools import islice
from typing import Final
from uuid import UUID

from domain.values import SubjectKind
from kvcase.lists.entries import Entry, Kind
from kvcase.screening import engine
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Query
from kvcase.screening.parties import PartyIndex
from tests.benchmarks import bench_growth
from tests.quality import real_lists

SEED: Final = 20261121
CHECKS: Final = 1_000
ROUNDS: Final = 5
DELTAS: Final = ((500, 10_000, 250), (20, 10_000, 20), (20, 100_000, 50))
"""Entities of a delta, parties, and the goal in milliseconds."""


def main() -> str:
    """Return the table, or say that the published files are not here."""
    if not real_lists.are_here():
        return "Not run: KVCASE_TEST_DATA is not set, so the published list files are not here."
    real = real_lists.newest()
    entries = tuple(bench_growth.simulated(real, bench_growth.FIXED_ENTITIES))
    queries = tuple(bench_growth.queries(real))
    rows = ["| what | milliseconds | goal |", "|---|---|---|"]
    rows.append(f"| one check with its explanation, p95 of {CHECKS:,} | {_check(entries, queries):.1f} | 10 |")
    rows += [
        f"| delta of {size:,} entities x {parties:,} parties | {_delta(entries, queries, size, parties):.0f} | {goal} |"
        for size, parties, goal in DELTAS
    ]
    return "\n".join(rows)


def _check(entries: Sequence[Entry], queries: Sequence[Query]) -> float:
    """Return the time within which 95 of 100 checks are done, each of a name that was not asked for before."""
    index = ListIndex.build(entries)
    took: list[float] = []
    for query in queries[:CHECKS]:
        begun = time.process_time()
        for match in index.search(query):
            match.explanation.encode()
        took.append(time.process_time() - begun)
    return statistics.quantiles(took, n=20)[-1] * 1000


def _delta(entries: Sequence[Entry], queries: Sequence[Query], size: int, parties: int) -> float:
    source = random.Random(SEED)  # noqa: S311  a benchmark wants the same entries each time
    subjects = {subject.subject_id: subject for subject in _subjects(queries, parties)}
    standing = PartyIndex()
    standing.add(subjects.values())
    took: list[float] = []
    for _ in range(ROUNDS):
        changed = source.sample(entries, size)
        begun = time.process_time()
        index = ListIndex.build(changed)
        touched = sorted(standing.touched(index))
        index.search_many([query for each in touched for query in engine.queries(subjects[each])])
        took.append(time.process_time() - begun)
    return statistics.median(took) * 1000


def _subjects(queries: Sequence[Query], size: int) -> Sequence[engine.Subject]:
    """Return so many parties; beyond those at hand they bear the beginning of one name and the end of another."""
    known = list(islice(queries, size))
    while len(known) < size:
        shift = len(known) // len(queries)
        more = (bench_growth.crossed(one, queries[(at * 7 + shift) % len(queries)]) for at, one in enumerate(queries))
        known += islice(more, size - len(known))
    return [
        engine.Subject(
            SubjectKind.PERSON if query.kind is Kind.PERSON else SubjectKind.PARTY,
            UUID(int=number),
            "",
            (query.text,),
        )
        for number, query in enumerate(known)
    ]
