"""Time to first byte of the pages that people open most: PostgreSQL, two workers, one institution of three years.

`KVCASE_BENCH_CASES` says how many cases it has: 300 unless told otherwise, 10,000 for the goals, which then make some
500,000 events and take many minutes to make. Each page is asked 200 times over one connection, cases by chance; a page
that the program does not have is named. Goals at the long form: p95 100 ms, and 300 ms for a case as of any day.
"""

import http.client
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from domain.values import Actor, Role
from kvcase.bootstrap import Kvcase
from kvcase.settings import FWO
from kvcase.simulation import world
from tests.acceptance.installations import FIRST, NORTH, Installation, actor
from tests.pgrig import PostgresServer
from tests.rigs.served import Served

CASES: Final = int(os.environ.get("KVCASE_BENCH_CASES", "300"))
NOTES: Final = 12
"""Makes about fifty events of each case."""

ASKED, WARM, WORKERS = 200, 20, 2
GOAL_MS, GOAL_PAST_MS = 100, 300
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Browser:
    """Somebody signed in, on one connection."""

    port: int
    key: str

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        self._cookie = ""
        _, _, page = self.ask("GET", "/break-glass")
        token = _TOKEN.search(page)
        assert token is not None, "a page with a form has its token"
        body = f"csrf_token={token[1]}&key={self.key}"
        status, _, page = self.ask("POST", "/sign-in", body)
        assert status == HTTPStatus.SEE_OTHER, page

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, float, str]:
        """Return the status, after how many milliseconds the answer began, and what it says."""
        headers = {"Cookie": self._cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        ms = (time.perf_counter() - begun) * 1000
        page = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and value.startswith(("kvcase=", "__Host-kvcase=")):
                self._cookie = value.partition(";")[0]
        return answer.status, ms, page


def main() -> str:
    """Return the tables."""
    with PostgresServer(durable=False) as server:
        installation = Installation(server.create_database(), more=(("KVCASE_STATEMENT_SECONDS", "60"),))
        installation.prepare()
        program = installation.open()
        try:
            begun = time.perf_counter()
            world.import_lists(program, FIRST)
            made = world.make(program, NORTH, CASES, world.staff(NORTH), notes=NOTES)
            program.read_models.catch_up_fwo()
            seconds = time.perf_counter() - begun
            officer = program.keys.create(actor("first.noorderhaven", Role.CONTACT_POINT_OFFICER))
            monitor = program.keys.create(Actor("fwo.opvolging", FWO, frozenset({Role.FWO_MONITOR})))
            cases = _cases(program)
        finally:
            program.close()
        rows = [f"{made.cases} cases and {made.events} events, made in {seconds:.0f} s.", ""]
        rows += ["| page | p50 ms | p95 ms | goal p95 ms |", "|---|---:|---:|---:|"]
        with Served(installation, WORKERS, arguments=("--no-embedded",)) as served:
            people = {"officer": Browser(served.port, officer), "monitor": Browser(served.port, monitor)}
            rows += _pages(people, cases)
    return "\n".join(rows)


def _pages(people: Mapping[str, Browser], cases: Callable[[], tuple[str, str]]) -> Iterator[str]:
    officer, monitor = people["officer"], people["monitor"]

    def past() -> str:
        case, day = cases()
        return f"/cases/{case}?as_of={day}"

    yield _row("/morning", officer, lambda: "/morning", GOAL_MS)
    yield _row("/cases", officer, lambda: "/cases", GOAL_MS)
    yield _row("/cases/‹id›", officer, lambda: f"/cases/{cases()[0]}", GOAL_MS)
    yield _row("/cases/‹id›?as_of=‹day›", officer, past, GOAL_PAST_MS)
    yield _row("/portfolio", monitor, lambda: "/portfolio", GOAL_MS)


def _row(name: str, browser: Browser, address: Callable[[], str], goal: int) -> str:
    times: list[float] = []
    statuses: set[int] = set()
    for number in range(WARM + ASKED):
        status, ms, _ = browser.ask("GET", address())
        if status == HTTPStatus.NOT_FOUND and "as_of" not in name:
            return f"| {name} | there is no such page | | {goal} |"
        statuses.add(status)
        if number >= WARM:
            times.append(ms)
    times.sort()
    odd = sorted(statuses - {HTTPStatus.OK})
    told = f" (also answered {', '.join(map(str, odd))})" if odd else ""
    return f"| {name}{told} | {_at(times, 50):.1f} | {_at(times, 95):.1f} | {goal} |"


def _at(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _cases(program: Kvcase) -> Callable[[], tuple[str, str]]:
    """Return what names a case and a day of its life, by chance: of the newest thousand, which people open most."""
    chance, today = random.Random(7), program.clock().date()  # noqa: S311  # which page is asked, no secret
    known = program.read_models.institution(NORTH).cases(limit=1_000).items

    def drawn() -> tuple[str, str]:
        row = chance.choice(known)
        age = (today - row.notified_on).days
        return str(row.case_id), str(today - timedelta(days=chance.randint(0, max(0, age - 1))))

    return drawn
