"""The institution whose pages are timed: made once in a PostgreSQL of its own, and kept for the next time if asked to.

`KVCASE_BENCH_CASES` says how many cases it has, `KVCASE_BENCH_KEEP` names a folder that keeps it: the data directory of
the server and `world.json`. The secrets are those of `tests.acceptance.installations`, so that nothing else is to be
kept. What is measured is measured on a copy, which is dropped: the world stays as it was made.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

import psycopg
import sqlalchemy as sa

from domain.collaboration.support import AddComment
from domain.values import CaseId, Role
from kvcase.bootstrap import Kvcase
from kvcase.simulation import world
from projections import case_register
from projections.queries import LIVE
from tests.acceptance.installations import FIRST, NORTH, Installation, actor
from tests.pgrig import PostgresServer

CASES: Final = int(os.environ.get("KVCASE_BENCH_CASES", "300"))
KEEP: Final = os.environ.get("KVCASE_BENCH_KEEP", "")
NOTES: Final = 18
"""Makes about fifty events of each case."""

LONG: Final = 400
"""So many events has one case at least: what years of work on a difficult one come to."""

_SETTINGS: Final = (("KVCASE_STATEMENT_SECONDS", "60"),)
_WORLD, _COPY = "world", "measured"


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, in how many seconds; one researcher of a few cases, one of very many, and the longest case."""

    cases: int
    events: int
    seconds: float
    researcher: str
    head: str
    longest: str


@contextmanager
def opened() -> Iterator[tuple[Made, Installation, PostgresServer]]:
    """Give the institution, to do with as one likes: it is a copy, on a server that waits for the disk."""
    with _folder() as folder:
        note = folder / "world.json"
        if not note.exists():
            if any(folder.iterdir()):
                raise RuntimeError(f"{folder} holds a world that was not finished: remove it, or name another folder")
            made = _made(folder)
            note.write_text(json.dumps(asdict(made), indent=2) + "\n", encoding="utf-8")
        made = Made(**json.loads(note.read_text(encoding="utf-8")))
        with PostgresServer(durable=True, keep=folder / "server") as server:
            _brought_up(Installation(server.url(_WORLD), more=_SETTINGS))
            server.execute(f"DROP DATABASE IF EXISTS {_COPY}")
            server.execute(f"CREATE DATABASE {_COPY} TEMPLATE {_WORLD} STRATEGY FILE_COPY")
            try:
                yield made, Installation(server.url(_COPY), more=_SETTINGS), server
            finally:
                server.execute(f"DROP DATABASE IF EXISTS {_COPY} WITH (FORCE)")


@contextmanager
def _folder() -> Iterator[Path]:
    if KEEP:
        folder = Path(KEEP).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # the server may run as another user, and has a folder of its own in it
        yield folder
        return
    name = tempfile.mkdtemp(prefix="kvcase-world-")
    Path(name).chmod(0o755)
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


def _made(folder: Path) -> Made:
    """Make three years of an institution, through the rules of the program."""
    begun = time.perf_counter()
    with PostgresServer(durable=False, keep=folder / "server") as server:
        server.execute(f"CREATE DATABASE {_WORLD}")
        installation = Installation(server.url(_WORLD), more=_SETTINGS)
        installation.prepare()
        program = installation.open()
        try:
            world.import_lists(program, FIRST)
            # As many researchers as a university has for so many cases: most of them notify a few.
            people = world.staff(NORTH, [f"researcher.{number}" for number in range(max(3, CASES // 4))])
            made = world.make(program, NORTH, CASES, people, notes=NOTES)
            longest, events = _lengthened(program)
            program.read_models.catch_up_fwo()
            researcher = _of_a_few(program, people.researchers)
        finally:
            program.close()
        # Its own housekeeping comes some minutes after so much was written.
        with psycopg.connect(server.url(_WORLD), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    seconds = round(time.perf_counter() - begun, 1)
    return Made(made.cases, made.events + events, seconds, researcher, people.researchers[0], str(longest))


def _brought_up(installation: Installation) -> None:
    """Do what an upgrade asks for, where another version of the program made the world. Raises `RuntimeError`."""
    for step in (("migrate",), ("projections", "rebuild", "--outdated")):
        done = installation.run(*step)
        if done.returncode:
            raise RuntimeError(f"kvcase {' '.join(step)}: {done.stderr or done.stdout}")


def _lengthened(program: Kvcase) -> tuple[UUID, int]:
    """Let the longest live case be one of hundreds of events; return it, and how many were added."""
    table = case_register.CASES.table.c
    select = sa.select(case_register.CASES.table).where(table.status.in_(LIVE)).order_by(table.version.desc()).limit(1)
    with program.read_models.engine(NORTH).begin() as connection:
        (longest,) = case_register.CASES.read(connection, select)
    officer, added = actor("first.noorderhaven", Role.CONTACT_POINT_OFFICER), max(0, LONG - longest.version)
    for number in range(added):
        said = uuid5(longest.case_id, f"long {number}")
        text = f"Overleg {number + 1} met de promotor over de voortgang en de afspraken."
        program.service(AddComment(CaseId(longest.case_id), said, text), actor=officer)
    return longest.case_id, added


def _of_a_few(program: Kvcase, researchers: tuple[str, ...]) -> str:
    """Return a researcher with as many cases as most have."""
    queries = program.read_models.institution(NORTH)
    counts = {each: len(queries.cases(notified_by=(each,), limit=1_000).items) for each in researchers[1:200]}
    ordered = sorted(counts, key=lambda each: counts[each])
    return ordered[len(ordered) // 2]
