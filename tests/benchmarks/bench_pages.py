"""Time to first byte of the pages that people open: PostgreSQL with fsync, two workers, one institution of three years.

`KVCASE_BENCH_CASES` says how many cases it has: 300 unless told otherwise, 10,000 for the goals, which then make some
500,000 events and take many minutes to make; `KVCASE_BENCH_KEEP` names a folder that keeps them for the next time.
Each page is asked 200 times over one connection (fewer where that takes more than half a minute), cases by chance. CPU
is what the program and the database computed for one request, which other programs on the machine move much less than
the clock. `KVCASE_BENCH_PAGES` picks pages by parts of their names, with commas between. Goals: p95 100 ms, and
300 ms for the past.
"""

import http.client
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration.spine import Status
from domain.values import Actor, Role
from kvcase.bootstrap import Kvcase
from kvcase.settings import FWO
from projections.case_register import CASES
from projections.hit_queries import Stage, Wanted
from projections.work_list import TASKS, TaskKind
from tests.acceptance.installations import NORTH, actor
from tests.benchmarks import page_world
from tests.pgrig import PostgresServer
from tests.rigs import cpu
from tests.rigs.served import Served
from tests.web import hit_worlds

ASKED, WARM, WORKERS = 200, 20, 2
LONGEST_SECONDS, LEAST = 30, 20
GOAL_MS, GOAL_PAST_MS = 100, 300
PICKED: Final = os.environ.get("KVCASE_BENCH_PAGES", "").split(",")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_NEXT = re.compile(r'href="([^"]*[?&;]after=[^"]+)"')
_ROLES: Final = {
    "officer": ("first.noorderhaven", Role.CONTACT_POINT_OFFICER),
    "approver": ("approver.noorderhaven", Role.INSTITUTION_APPROVER),
    "ethics": ("ethics.noorderhaven", Role.ETHICS_COMMITTEE),
    "auditor": ("auditor.noorderhaven", Role.AUDITOR),
    "protection": ("gegevens.noorderhaven", Role.DATA_PROTECTION_OFFICER),
    "operator": ("beheer.noorderhaven", Role.OPERATOR),
}


@dataclass
class Browser:
    """Somebody signed in, on one connection."""

    port: int
    key: str

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        self._cookie = ""
        _, _, page = self.ask("/break-glass")
        token = _TOKEN.search(page)
        assert token is not None, "a page with a form has its token"
        status, _, page = self.ask("/sign-in", {"csrf_token": token[1], "key": self.key})
        assert status == HTTPStatus.SEE_OTHER, page

    def reconnect(self) -> None:
        """Ask what comes next over a new connection."""
        self._connection.close()

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, float, str]:
        """Return the status, after how many milliseconds the answer began, and what it says, or where it leads."""
        headers = {"Cookie": self._cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        body = None if form is None else urlencode(form)
        self._connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        ms = (time.perf_counter() - begun) * 1000
        page = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and value.startswith(("kvcase=", "__Host-kvcase=")):
                self._cookie = value.partition(";")[0]
        return answer.status, ms, answer.headers["Location"] or page


@dataclass(frozen=True)
class Known:
    """What addresses are made of: cases by chance, hits that wait, and what waits for a decision of whom."""

    case: Callable[[], str]
    past: Callable[[], str]
    hit: Callable[[], str]
    to_decide: Callable[[], str]
    own: Callable[[], str]


@dataclass(frozen=True)
class Page:
    """A page that is asked for: what it is called, by whom, and its address each time."""

    name: str
    who: str
    address: Callable[[], str]
    goal: int = GOAL_MS


def main() -> str:
    """Return the table."""
    with page_world.opened() as (made, installation, server):
        program = installation.open()
        try:
            keys = {name: program.keys.create(actor(*told)) for name, told in _ROLES.items()}
            keys["monitor"] = program.keys.create(Actor("fwo.opvolging", FWO, frozenset({Role.FWO_MONITOR})))
            for name, who in (("researcher", made.researcher), ("head", made.head)):
                keys[name] = program.keys.create(actor(who, Role.RESEARCHER))
            known = _known(program, made)
        finally:
            program.close()
        rows = [f"{made.cases} cases and {made.events} events, made in {made.seconds:.0f} s.", ""]
        rows += ["| page | p50 ms | p95 ms | CPU: program | CPU: database | goal p95 ms |"]
        rows += ["|---|---:|---:|---:|---:|---:|"]
        with Served(installation, WORKERS, arguments=("--no-embedded",)) as served:
            people = {name: Browser(served.port, key) for name, key in keys.items()}
            for each in _pages(made, known, people):
                if _is_picked(each.name):
                    rows.append(_row(each, people[each.who], served, server))
            if _is_picked(_DECISION):
                rows.append(_decided(people["officer"], served, server))
    return "\n".join(rows)


_DECISION = "a decision on a hit (POST)"


def _pages(made: page_world.Made, known: Known, people: dict[str, Browser]) -> Iterator[Page]:
    def to(address: str) -> Callable[[], str]:
        return lambda: address

    yield Page("/morning", "officer", to("/morning"))
    yield Page("/morning of everybody, a week", "officer", to("/morning?whose=all&days=7"))
    yield Page("/cases", "officer", to("/cases"))
    yield Page("/cases by status", "officer", to(f"/cases?status={Status.RUNNING}"))
    yield Page("/cases by last change", "officer", to("/cases?sort=-updated_at"))
    yield Page("/cases, page 100", "officer", to(_behind(people["officer"], "/cases", 100)))
    yield Page("/cases, words searched", "officer", to("/cases?q=kwantum*"))
    yield Page(
        "/cases, a phrase searched", "officer", to('/cases?q="gezamenlijk onderzoek" batterijen'.replace(" ", "+"))
    )
    yield Page("/cases/‹id›", "officer", lambda: f"/cases/{known.case()}")
    yield Page("/cases/‹longest›", "officer", to(f"/cases/{made.longest}"))
    yield Page("/cases/‹id›?as_of=‹day›", "officer", known.past, GOAL_PAST_MS)
    yield Page("/cases/‹id›/history", "officer", lambda: f"/cases/{known.case()}/history")
    longest = f"/cases/{made.longest}/history"
    yield Page("/cases/‹longest›/history", "officer", to(longest), GOAL_PAST_MS)
    yield Page("/cases/‹longest›/history?as_of=‹event›", "officer", _slid(longest), GOAL_PAST_MS)
    yield Page("/hits", "officer", to("/hits"))
    yield Page("/hits/‹id›", "officer", lambda: f"/hits/{known.hit()}")
    yield Page("/mine", "researcher", to("/mine"))
    yield Page("/mine of who has a sixth of all cases", "head", to("/mine"))
    yield Page("/cases/‹id›/mine", "head", lambda: f"/cases/{known.own()}/mine")
    yield Page("/committee, approver", "approver", to("/committee"))
    yield Page("/committee/‹id›, approver", "approver", lambda: f"/committee/{known.to_decide()}")
    yield Page("/committee, ethics", "ethics", to("/committee"))
    yield Page("/portfolio", "monitor", to("/portfolio"))
    yield Page("/portfolio by status", "monitor", to("/portfolio?sort=status"))
    yield Page("/portfolio/reports", "monitor", to("/portfolio/reports"))
    yield Page("/portfolio/figures", "monitor", to("/portfolio/figures"))
    yield Page("/figures", "officer", to("/figures"))
    yield Page("/figures/annual", "officer", to("/figures/annual"))
    yield Page("/audit", "auditor", to("/audit"))
    yield Page("/access/reads", "protection", to("/access/reads"))
    yield Page("/access/unusual", "protection", to("/access/unusual"))
    yield Page("/upkeep", "operator", to("/upkeep"))
    yield Page("/upkeep/read-models", "operator", to("/upkeep/read-models"))


def _is_picked(name: str) -> bool:
    return any(each in name for each in PICKED)


def _row(page: Page, browser: Browser, served: Served, server: PostgresServer) -> str:
    statuses: set[int] = set()
    browser.reconnect()

    def one() -> float:
        status, ms, _ = browser.ask(page.address())
        statuses.add(status)
        return ms

    return _measured(page.name, one, statuses, page.goal, served, server)


def _decided(officer: Browser, served: Served, server: PostgresServer) -> str:
    """Decide hits one after the other, each on its page, and time the sending of the form alone."""
    statuses: set[int] = set()
    officer.reconnect()
    place = ["/hits?through=0"]

    def one() -> float:
        address, (_, _, page) = place[0], officer.ask(place[0])
        if (found := re.search(r'href="(/hits/[0-9a-f-]{36}[^"]*)"', page)) and address.startswith("/hits?through"):
            address = found[1].replace("&amp;", "&")
            _, _, page = officer.ask(address)
        path, _, query = address.partition("?")
        word = {"resolution": "unclear", "rationale": "De gegevens zijn te schaars."}  # of some there is none proposed
        status, ms, to = officer.ask(f"{path}/resolve?{query}", {**hit_worlds.form_of(page), **word})
        statuses.add(status)
        place[0] = to
        return ms

    return _measured(f"{_DECISION}, its page with it in CPU", one, statuses, GOAL_MS, served, server)


def _measured(
    name: str, one: Callable[[], float], statuses: set[int], goal: int, served: Served, server: PostgresServer
) -> str:
    for _ in range(WARM):  # over a new connection: the server closes one on which nothing was asked for a minute
        if one() > LONGEST_SECONDS * 1000 / WARM:
            break
    statuses.clear()
    before, begun, times = (cpu.seconds(served.pid), cpu.seconds(server.pid)), time.perf_counter(), list[float]()
    while len(times) < ASKED and (len(times) < LEAST or time.perf_counter() - begun < LONGEST_SECONDS):
        times.append(one())
    after = (cpu.seconds(served.pid), cpu.seconds(server.pid))
    worked = [(now - then) * 1000 / len(times) for now, then in zip(after, before, strict=True)]
    times.sort()
    odd = sorted(statuses - {HTTPStatus.OK, HTTPStatus.SEE_OTHER})
    told = f" (also answered {', '.join(map(str, odd))})" if odd else ""
    figures = f"{_at(times, 50):.1f} | {_at(times, 95):.1f} | {worked[0]:.1f} | {worked[1]:.1f}"
    row = f"| {name}{told} | {figures} | {goal} |"
    sys.stderr.write(f"{row}\n")  # a table of many minutes, of which nothing should be lost
    return row


def _at(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _behind(browser: Browser, address: str, pages: int) -> str:
    """Return the address of a page so far behind the first, or of the last."""
    for _ in range(pages - 1):
        found = _NEXT.search(browser.ask(address)[2])
        if found is None:
            break
        address = found[1].replace("&amp;", "&")
    return address


def _slid(history: str) -> Callable[[], str]:
    """Return what moves the slider of a long history: an event by chance."""
    chance = random.Random(11)  # noqa: S311  # which page is asked, no secret
    return lambda: f"{history}?as_of=v{chance.randint(1, page_world.LONG)}"


def _known(program: Kvcase, made: page_world.Made) -> Known:
    """Return what names a case and a day of its life, by chance: old ones and new ones alike."""
    chance, today = random.Random(7), program.clock().date()  # noqa: S311  # which page is asked, no secret
    queries, case, task = program.read_models.institution(NORTH), CASES.table.c, TASKS.table.c
    waiting = sa.select(task.case_id).where(task.closed_on.is_(None)).order_by(task.task_id)
    with program.read_models.engine(NORTH).begin() as connection:
        rows = connection.execute(sa.select(case.case_id, case.notified_on).order_by(case.notified_position)).all()
        tasks = {kind: list(connection.scalars(waiting.where(task.kind == kind))) for kind in TaskKind}

    def past() -> str:
        case_id, notified_on = chance.choice(rows)
        age = (today - notified_on).days
        return f"/cases/{case_id}?as_of={today - timedelta(days=chance.randint(0, max(0, age - 1)))}"

    def any_of(ids: list[UUID]) -> Callable[[], str]:
        return lambda: str(chance.choice(ids))

    return Known(
        any_of([case_id for case_id, _ in rows]),
        past,
        any_of([each.hit.hit_id for each in queries.hits_at(Stage.FIRST, Wanted(), limit=1_000).items]),
        any_of(tasks[TaskKind.APPROVER_REVIEW]),
        any_of([row.case_id for row in queries.cases(notified_by=(made.head,), limit=1_000).items]),
    )
