"""How long it takes to import 5,000 notifications from a file, and to search among 10,000 cases."""

import random
import tempfile
import time
from pathlib import Path

from domain.values import Actor, Role
from kvcase import bootstrap
from kvcase.bootstrap import Kvcase
from kvcase.settings import Settings
from kvcase.store.database import DatabaseUrl

ROWS, CASES, QUESTIONS = 5_000, 10_000, 300
OFFICER = Actor("officier", "noordhaven", frozenset({Role.CONTACT_POINT_OFFICER}))
_THINGS = ("golf", "wind", "zout", "zand", "klei", "leem", "veen", "duin", "rots", "berg", "kust", "zee", "meer")
_KINDS = ("licht", "geluid", "warmte", "druk", "stroming", "trilling", "straling", "magnetisme", "optica", "mechanica")


def file_of(rows: int, first: int = 0) -> bytes:
    """Return a file of notifications, two organisations each."""
    lines = ["key,title,summary,nature,parties"]
    for number in range(first, first + rows):
        thing, kind = _THINGS[number % len(_THINGS)], _KINDS[number // len(_THINGS) % len(_KINDS)]
        parties = f"Instituut {thing} {number % 400} (NO)|Huis {kind} {number % 90} (BE)"
        told = f"Een studie van {thing} met {kind} reeks {number % 977} deel {number}"
        lines.append(f"N-{number},Over {thing} en {kind} {number},{told},consortium,{parties}")
    return "\n".join(lines).encode()


def main() -> str:
    """Return the figures; times are of the processor, for this process does all of the work."""
    with tempfile.TemporaryDirectory(prefix="kvcase-intake-") as name:
        settings = Settings(DatabaseUrl.parse(f"sqlite:///{name}/data"), bytes(range(32)), ("noordhaven",))
        bootstrap.migrate(settings)
        program = bootstrap.build(settings)
        try:
            begun = time.process_time()
            report = program.case_imports(file_of(ROWS), "text/csv", actor=OFFICER)
            spent = time.process_time() - begun
            assert report.count("imported") == ROWS
            assert program.case_imports(file_of(ROWS), "text/csv", actor=OFFICER).count("known") == ROWS
            program.case_imports(file_of(CASES - ROWS, ROWS), "text/csv", actor=OFFICER)
            median, high, most = _searched(program)
            size = (Path(name) / "data" / "noordhaven.db").stat().st_size
        finally:
            program.close()
    searched = f"{median * 1e3:.1f} / {high * 1e3:.1f} / {most * 1e3:.1f} ms"
    rows = (
        ("what", "figure"),
        ("---", "---"),
        (f"import of {ROWS:,} rows with {2 * ROWS:,} organisations, read models among it", f"{spent:.1f} s"),
        (f"search among {CASES:,} cases: median / 95 % / longest of {QUESTIONS}", searched),
        (f"the database of {CASES:,} cases", f"{size / 1e6:.0f} MB"),
    )
    return "\n".join(f"| {what} | {figure} |" for what, figure in rows)


def _searched(program: Kvcase) -> tuple[float, float, float]:
    queries, chance = program.read_models.institution("noordhaven"), random.Random(1)  # noqa: S311  # no secrets
    taken = []
    for _ in range(QUESTIONS):
        thing, kind = chance.choice(_THINGS), chance.choice(_KINDS)
        asked = (thing, f"{thing} {kind}", f'"{thing} met {kind}"', f"{kind[:4]}*", f"deel {chance.randrange(CASES)}")
        begun = time.process_time()
        queries.search(chance.choice(asked))
        taken.append(time.process_time() - begun)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)], taken[-1]
