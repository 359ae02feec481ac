"""A dry run of an edition that adds one university to a policy list: 1,000 cases, live and past, on SQLite.

Every case is folded from its stream, screened against the new entry, and judged by all gates under both editions. The
handbook names no baseline: no peer has it.
"""

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from kvcase import bootstrap
from kvcase.simulate import simulate
from tests.acceptance.installations import FIRST, NORTH, Installation
from tests.acceptance.test_dry_run import CHOSEN, draft_with_one_university_more

CASES = 1_000
PARTNERS = (*(f"University of Fictional Haven {number}" for number in range(39)), CHOSEN)


def main() -> str:
    """Return the table, and what changes by rule."""
    with tempfile.TemporaryDirectory() as name:
        installation = Installation(f"sqlite:///{name}/data")
        installation.prepare()
        editions = Path(name) / "editions"
        editions.mkdir()
        draft = draft_with_one_university_more(editions)
        program = bootstrap.build(replace(installation.settings, editions=editions))
        try:
            for list_id in program.list_imports.policy_lists():
                program.list_imports.import_policy_list(FIRST, list_id)
            simulate(program, NORTH, CASES, partners=PARTNERS, mixed=True)
            edition = program.facts.shelf.find(str(draft))
            begun = time.perf_counter()
            run = program.dry_runs.run(edition, (NORTH,))
            seconds = time.perf_counter() - begun
        finally:
            program.close()
    live, past = run.looked_at
    changed = sum(case.is_past for case in run.cases)
    holds = sum(bool(case.change.holds) for case in run.cases)
    head = "| cases | live | past | live that would change | past that would change | holds | seconds | cases/s |"
    counts = (f"{live + past:,}", live, past, len(run.cases) - changed, changed, holds)
    row = f"| {' | '.join(map(str, counts))} | {seconds:.2f} | {CASES / seconds:,.0f} |"
    return "\n".join((head, "|---|---|---|---|---|---|---|---|", row))
