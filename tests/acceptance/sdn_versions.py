"""The eleven real versions of a list, imported in order under running cases: `python -m tests.acceptance.sdn_versions`.

After each version the scheduler's run; at the end one full run beside it, which must find the same. It prints figures
and never a row of the list. The lists are found through KVCASE_TEST_DATA.
"""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kvcase import memory
from kvcase.bootstrap import Kvcase
from kvcase.lists import formats
from kvcase.lists.entries import NameKind
from kvcase.simulate import simulate
from tests.acceptance import rescreening_checks
from tests.acceptance.installations import FIRST, NORTH, Installation

LIST = "ofac-sdn"


@dataclass(frozen=True)
class Row:
    """What one version did: its size and changes, what the run found, and how long it took."""

    version: int
    entries: int
    delta: str
    hits: int
    lifts: int
    import_seconds: float
    run_seconds: float


@dataclass(frozen=True)
class Outcome:
    """The rows, and the pairs (subject, entry) that stand by the deltas and by one full search."""

    rows: tuple[Row, ...]
    by_deltas: frozenset[tuple[str, str]]
    in_full: frozenset[tuple[str, str]]


def play(program: Kvcase, files: Sequence[Path], cases: int) -> Outcome:
    """Import the versions in order with so many cases running, one party each."""
    program.list_imports.register_shipped(FIRST, LIST)
    simulate(program, NORTH, cases, partners=_partners(files, cases))
    rows = []
    for file in files:
        begun = time.perf_counter()
        result = program.list_imports.import_files(FIRST, LIST, "ofac_sdn", {"names": file})
        imported = time.perf_counter()
        runs = program.rescreening.reconcile(NORTH)
        ended = time.perf_counter()
        delta = f"+{result.added} ~{result.changed} -{result.removed}"
        found = sum(run.hits for run in runs), sum(run.lifts for run in runs)
        version = result.version_no or 0
        rows.append(Row(version, result.entries, delta, *found, imported - begun, ended - imported))
    by_deltas, in_full = rescreening_checks.by_deltas(program, LIST), rescreening_checks.in_full(program, LIST)
    return Outcome(tuple(rows), by_deltas, in_full)


def table(outcome: Outcome, cases: int) -> str:
    """Return the rows as Markdown."""
    lines = [
        f"{cases:,} running cases, one party each.",
        "",
        "| version | entries | delta | hits | to lift | import s | run s |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.version} | {row.entries:,} | {row.delta} | {row.hits} | {row.lifts} | {row.import_seconds:.1f} | "
        f"{row.run_seconds:.2f} |"
        for row in outcome.rows
    ]
    same = "the same" if outcome.by_deltas == outcome.in_full else "NOT the same"
    return "\n".join(
        [*lines, "", f"By deltas {len(outcome.by_deltas)} pairs, in one full run {len(outcome.in_full)}: {same}."]
    )


def versions(folder: Path) -> tuple[Path, ...]:
    """Return the files of the versions, the oldest first."""
    return tuple(sorted((folder / "lists" / "us_ofac_sdn").glob("sdn_*.csv.gz")))


def _partners(files: Sequence[Path], cases: int) -> tuple[str, ...]:
    """Return made-up names, and one in fifty from some version of the list."""
    random_ = Random(11)  # noqa: S311  # simulated names, no secrets
    listed = [
        name.text
        for file in (files[0], files[len(files) // 2], files[-1])
        for entry in formats.parse("ofac_sdn", {"names": file}, None).entries
        for name in entry.names
        if name.kind is not NameKind.WEAK
    ]
    parts = ["".join(random_.choice("bdfgklmnprst") + random_.choice("aeiou") for _ in range(3)) for _ in range(2_000)]
    kinds = ("Institute of Technology", "Universiteit", "Engineering BV", "Research Centre")

    def name() -> str:
        if random_.random() < 0.02:
            return random_.choice(listed)
        return f"{random_.choice(parts)} {random_.choice(parts)} {random_.choice(kinds)}".title()

    return tuple(name() for _ in range(cases))


def main() -> int:
    """Print the table; 1 when the deltas and the full run differ."""
    memory.collect_seldom()  # as the scheduler does
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(f"sqlite:///{folder}/data", chunk=500)
        installation.prepare()
        program = installation.open()
        try:
            outcome = play(program, versions(Path(os.environ["KVCASE_TEST_DATA"])), cases)
        finally:
            program.close()
    sys.stdout.write(table(outcome, cases) + "\n")
    return int(outcome.by_deltas != outcome.in_full)


if __name__ == "__main__":
    sys.exit(main())
