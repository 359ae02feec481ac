"""What an officer waits for who decides twenty hits in a row: milliseconds in the program, on PostgreSQL.

Each decision is the sending of the form and the page that comes next, as a browser asks for them. The program and the
database share one machine; what a server adds before the first line of ours is not in it. CPU is that of the program
alone, the median. The goal (issue 7) is 100 ms at the 95th percentile.
"""

import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from werkzeug.test import TestResponse

from api.app import create_app
from api.settings import ApiSettings
from domain.values import Actor, Role
from kvcase import bootstrap
from kvcase.settings import CatchUp, DocumentSettings, LedgerSettings, Settings
from kvcase.store.database import DatabaseUrl
from projections.hit_queries import Stage, Wanted
from tests.api.visitor import Visitor
from tests.pgrig import PostgresServer
from tests.web import hit_worlds

HERE: Final = "noordhaven"
ROUNDS: Final = 5
DECISIONS: Final = 20
CASES: Final = 40
GOAL_MS: Final = 100
_ROOM: Final = 6
"""Parties of one case that the list names."""

Took = tuple[float, float]


@dataclass(frozen=True)
class Desk:
    """An officer with a browser, and the hit at which the work begins."""

    visitor: Visitor
    begin: str
    waiting: tuple[object, ...]


def main() -> str:
    """Return the table: every page that a decision shows, by what it costs."""
    with (
        tempfile.TemporaryDirectory() as folder,
        PostgresServer(durable=True) as server,
        _desk(Path(folder), server.create_database()) as desk,
    ):
        queue = [_timed("/hits", desk=desk)[1] for _ in range(DECISIONS)]
        sent, shown = _decided(desk)
    rows = ["| what | median | p95 | longest | CPU | goal |", "|---|---|---|---|---|---|"]
    for what, took in (
        ("the form of a decision, to where it leads", sent),
        ("the page of the hit that comes next", shown),
        ("the queue", queue),
    ):
        waited, worked = zip(*took, strict=True)
        p95 = statistics.quantiles(waited, n=20)[-1]
        middle, cpu = statistics.median(waited), statistics.median(worked)
        rows.append(f"| {what} | {middle:.0f} | {p95:.0f} | {max(waited):.0f} | {cpu:.0f} | {GOAL_MS} |")
    return "\n".join(rows) + f"\n\n{len(sent)} decisions, {len(desk.waiting)} hits waiting in {CASES} cases."


@contextmanager
def _desk(folder: Path, url: str) -> Iterator[Desk]:
    settings = Settings(
        DatabaseUrl.parse(url),
        bytes(range(32)),
        (HERE,),
        catch_up=CatchUp.INLINE,
        ledger=LedgerSettings(),
        documents=DocumentSettings(folder / "documents"),
    )
    bootstrap.migrate(settings)
    program = bootstrap.build(settings)
    try:
        names = hit_worlds.many(CASES * _ROOM)
        hit_worlds.listed(program, folder, names=names)
        hit_worlds.screened(program, HERE, names=names, per_case=_ROOM)
        key = program.keys.create(Actor("contact.een", HERE, frozenset({Role.CONTACT_POINT_OFFICER})))
        visitor = Visitor(create_app(program.ports, settings=ApiSettings()))
        visitor.sign_in(key)
        found = re.search(r'href="(/hits/[0-9a-f-]{36})"', visitor.get("/hits").text)
        assert found is not None
        waiting = program.read_models.institution(HERE).hits_at(Stage.FIRST, Wanted(), limit=1_000).items
        yield Desk(visitor, found[1], waiting)
    finally:
        program.close()


def _decided(desk: Desk) -> tuple[Sequence[Took], Sequence[Took]]:
    """Return how long each form and each page took."""
    sent, shown, address = [], [], desk.begin
    page = desk.visitor.get(address).text
    for _ in range(ROUNDS * DECISIONS):
        form = hit_worlds.form_of(page)
        path, _, query = address.partition("?")
        answer, took = _timed(f"{path}/resolve?{query}", method="POST", data=form, desk=desk)
        sent.append(took)
        assert answer.status_code == 303, answer.text
        address = answer.headers["Location"]
        answer, took = _timed(address, desk=desk)
        shown.append(took)
        page = answer.text
    return sent, shown


def _timed(path: str, *, desk: Desk, **more: Any) -> tuple[TestResponse, Took]:
    """Return an answer, and how long it took by the clock and in the program, in milliseconds."""
    begun, worked = time.perf_counter(), time.process_time()
    answer = desk.visitor.client.open(path, headers={"Origin": "http://localhost"}, **more)
    return answer, ((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000)
