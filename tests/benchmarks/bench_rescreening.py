"""Re-screening running cases after a list moved, on SQLite: cases a second, when no case is hit and when every one is.

The whole path: search, decide, append in one transaction a chunk, read models. The handbook has no baseline for the
path; its peers screen 57 names a second (screening.md section 5) and write nothing.
"""

import tempfile
import time
from pathlib import Path

from domain.values import Effect
from kvcase.simulate import simulate
from tests.acceptance.installations import NORTH, Installation, import_list, write_list

CASES = 1_000
PARTNER = "Zarqand Aerodynamics Institute"


def main() -> str:
    """Return the table."""
    rows = ["| what | cases | seconds | cases/s |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(f"sqlite:///{folder}/data")
        installation.prepare()
        program = installation.open()
        try:
            filler = [(f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(200)]
            import_list(program, "bench", Effect.LEGAL, write_list(Path(folder) / "1.csv", *filler))
            begun = time.perf_counter()
            simulate(program, NORTH, CASES, partners=(PARTNER,))
            rows.append(_row("simulate cases (9 events each, with the party)", time.perf_counter() - begun))
            begun = time.perf_counter()
            program.rescreening.reconcile(NORTH)
            rows.append(_row("first run, no case hit", time.perf_counter() - begun))
            more = [*filler, ("X-999", PARTNER, "SY")]
            import_list(program, "bench", Effect.LEGAL, write_list(Path(folder) / "2.csv", *more))
            begun = time.perf_counter()
            program.rescreening.reconcile(NORTH)
            rows.append(_row("delta of one entry, every case hit (3 events each)", time.perf_counter() - begun))
        finally:
            program.close()
    return "\n".join(rows)


def _row(what: str, seconds: float) -> str:
    return f"| {what} | {CASES:,} | {seconds:.2f} | {CASES / seconds:,.0f} |"
