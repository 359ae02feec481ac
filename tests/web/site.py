"""A served demonstration, and somebody with a real browser at it."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from domain.values import Role
from kvcase import bootstrap
from kvcase.demo.casussen import CASUSSEN
from kvcase.demo.client import Play, Server, Told
from kvcase.demo.installation import Installation, import_version
from kvcase.demo.people import CAST
from tests.rigs.served import Served
from tests.web.reading import Reader

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking")
"""Tests run as root in small containers, where the sandbox and the shared memory of a desktop are not to be had."""

_SHOTS = Path(__file__).parents[2] / "build" / "shots"
SHOTS = bool(os.environ.get("SHOTS"))
MAX_PAGE_BYTES = 150_000
DESK, PHONE = MappingProxyType({"width": 1280, "height": 900}), MappingProxyType({"width": 390, "height": 844})

_LOOK = (Path(__file__).parent / "look.js").read_text("utf-8")


@dataclass
class Site:
    """The demonstration of two fictional institutions, served, and the browser that people look at it with."""

    installation: Installation
    server: Server
    browser: Browser

    @property
    def url(self) -> str:
        """Return the address of the first page."""
        return f"http://{self.server.host}:{self.server.port}"

    @cached_property
    def keys(self) -> dict[str, str]:
        """Return the key of each of the cast."""
        return {name: person.key for name, person in self.installation.people().items()}

    def of(self, role: Role) -> str:
        """Return the first of the cast in a role."""
        return next(each.actor for each in CAST if each.role is role)

    @contextmanager
    def visit(
        self, who: str | None = None, lang: str = "en", *, script: bool = True, size: MappingProxyType[str, int] = DESK
    ) -> Iterator[Page]:
        """Give a page of a fresh browser, signed in as one of the cast with the key that a person would type."""
        context = self.browser.new_context(
            base_url=self.url,
            locale=lang,
            java_script_enabled=script,
            viewport={"width": size["width"], "height": size["height"]},
            extra_http_headers={"Accept-Language": lang},
        )
        context.set_default_timeout(60_000)
        try:
            page = context.new_page()
            watched(page)
            if who is not None:
                page.goto("/")
                page.fill("input[name=key]", self.keys[who])
                page.locator("form:has(input[name=key]) button").click()
                page.wait_for_url(lambda url: "/sign-in" not in url)
            yield page
        finally:
            context.close()


_ELSEWHERE: dict[Page, list[str]] = {}
_COMPLAINTS: dict[Page, list[str]] = {}


def watched(page: Page) -> None:
    """Note what the page asks of other hosts, and what the browser complains of."""
    elsewhere, complaints = _ELSEWHERE.setdefault(page, []), _COMPLAINTS.setdefault(page, [])

    def asked(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "about:")):
            elsewhere.append(request.url)

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            complaints.append(f"{response.status} at {response.url}")

    def complained(line: ConsoleMessage) -> None:
        # That a page was refused is told by its status; the browser tells it once more.
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            complaints.append(line.text)

    page.on("request", asked)
    page.on("response", answered)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", complained)


def came_back(page: Page) -> None:
    """Forget what another site asked for where somebody signed in: its pages are not ours to hold."""
    _ELSEWHERE[page].clear()
    _COMPLAINTS[page].clear()


def looked_at(page: Page) -> None:
    """Hold a page to what every page keeps."""
    found = wrong_with(page)
    assert found == [], "\n".join(found)


def wrong_with(page: Page) -> list[str]:
    """Return what is wrong with a page: axe, another host, a broken script, a raw key, its heading, its weight."""
    told = _told(page)
    wrong = [f"asks another host: {each}" for each in _ELSEWHERE[page]]
    wrong += [f"the browser complains: {each}" for each in _COMPLAINTS[page]]
    wrong += [f"axe: {each}" for each in told["axe"]]
    reader = Reader()
    reader.feed(page.content())
    wrong += reader.wrong
    wrong += [f"weighs {told['weight']} bytes"] if told["weight"] > MAX_PAGE_BYTES else []
    _ELSEWHERE[page].clear()
    _COMPLAINTS[page].clear()
    return [f"{page.url}: {each}" for each in wrong]


def _told(page: Page) -> dict[str, Any]:
    # Through the developer tools and not as a script of the page: the policy of the page stays as it is.
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": Axe().axe_script})
    told = session.send(
        "Runtime.evaluate", {"expression": _LOOK, "awaitPromise": True, "returnByValue": True, "userGesture": False}
    )
    session.detach()
    assert "exceptionDetails" not in told, told["exceptionDetails"]
    found: dict[str, Any] = told["result"]["value"]
    return found


def shot(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep a picture of the page in build/shots, to be looked at while working, when that is asked for."""
    if SHOTS:
        _SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=_SHOTS / f"{name}.png", full_page=whole)


@contextmanager
def played(folder: Path) -> Iterator[tuple[Installation, Server]]:
    """Give the demonstration, played to its end and served."""
    installation = Installation(folder)
    installation.begin()
    installation.prepare()
    # The rig's server reads the environment alone, so that any installation that tells its own will do.
    with Served(installation) as served:  # type: ignore[arg-type]
        server = served.client
        people = installation.people()
        program = bootstrap.build(installation.settings())
        try:
            for name, casus in CASUSSEN:
                casus(Play(server, Told(), name), people, program.clock().date())
            import_version(program, 2)
        finally:
            program.close()
        server.send("POST", "/api/v1/jobs/rescreen", people["els.deprez"].key, {})
        installation.finish()
        time.sleep(0.5)  # what the re-screening left to the worker, which may add to it
        _until_nothing_is_left(server)
        yield installation, server


def _until_nothing_is_left(server: Server) -> None:
    """Wait until every read model has seen every event."""
    deadline = time.monotonic() + 120
    while any(server.send("GET", "/health/ready", "").body["lag_events"].values()):
        assert time.monotonic() < deadline, "the worker does not come"
        time.sleep(0.05)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser. No two at once in one process: the driver of the one hears for both."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser) -> Iterator[Site]:
    """Give a served demonstration, to be looked at with a browser."""
    with tempfile.TemporaryDirectory() as folder, played(Path(folder) / "demo") as (installation, server):
        yield Site(installation, server, browser)
