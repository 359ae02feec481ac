"""Somebody's day at the pages, step by step: told in English, and done in the language of who works."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from playwright.sync_api import Error, Locator, Page, Response, expect

from api.web import tongues, words
from domain import speech
from domain.collaboration.spine import Language
from domain.dutch import labels
from kvcase.demo.client import Person
from tests.web.everything import Everything
from tests.web.reading import Reader
from tests.web.site import DESK, PHONE, Site, came_back, shot, wrong_with

_CASE = re.compile(r"\bKV-[A-Z]+-[0-9]{4}-[0-9]{6}\b|/(?:cases|committee|do/collaborations)/[0-9a-f-]{36}")
"""The reference of a case, or where its content stands."""


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody works: in which language, and at a desk, or on a telephone whose browser runs no scripts."""

    lang: str
    script: bool

    def __str__(self) -> str:
        return f"{self.lang}-{'desk' if self.script else 'phone-no-script'}"


WAYS = tuple(Way(lang, script) for lang in ("en", "nl") for script in (True, False))


def each_way(by_day: Way) -> pytest.MarkDecorator:
    """Let a test be done in one way by day, and in every way by night."""
    marked = [pytest.param(way, id=str(way), marks=() if way == by_day else pytest.mark.nightly) for way in WAYS]
    return pytest.mark.parametrize("way", marked)


class Day:
    """What one person sees and does; each page on the way is in the right language and not wider than the screen.

    `cases` holds every case that was told of on the way.
    """

    def __init__(self, page: Page, who: str, way: Way) -> None:
        self.page = page
        self.cases: set[str] = set()
        self._way = way
        self._name = f"day-{who}-{way}"
        self._shots = 0
        self._status = 0
        page.on("response", self._heard)

    @property
    def main(self) -> Locator:
        """Return what a page says below its navigation."""
        return self.page.locator("main")

    def said(self, english: str, **values: object) -> str:
        """Return what the pages say for an English text of theirs, in the language of the day."""
        told = english if self._way.lang == "en" else _dutch(english)
        return told % values if values else told

    def word(self, value: str) -> str:
        """Return a closed word as the pages say it."""
        asked = Language(self._way.lang)
        told = labels.VALUES.get(value) if asked is Language.NL else None
        return (told or speech.told(value, asked)).replace("_", " ")

    def opens(self, address: str, status: int = 200) -> None:
        """Type an address, and be answered so."""
        self.page.goto(address)
        self._arrives(status)

    def goes_to(self, place: str) -> None:
        """Go to a place of the navigation."""
        self.moves(self.page.locator("nav.places").get_by_role("link", name=self.said(place), exact=True))

    def follows(self, link: str | Locator) -> None:
        """Follow a link of the page, by what it says."""
        found = self.main.get_by_role("link", name=self.said(link)) if isinstance(link, str) else link
        self.moves(found.first)

    def presses(self, button: str, within: Locator | None = None, status: int = 200) -> None:
        """Press a button, and come to a page that was answered so."""
        found = (within or self.main).get_by_role("button", name=self.said(button), exact=True)
        self.moves(found.first, status)

    def unfolds(self, summary: str, **values: object) -> None:
        """Open what is folded under such words."""
        self.main.locator("summary", has_text=self.said(summary, **values)).first.click()

    def types(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.main.get_by_label(self.said(label), exact=True).fill(text)

    def chooses(self, label: str, value: str) -> None:
        """Choose in a field with choices, by value."""
        self.main.get_by_label(self.said(label), exact=True).select_option(value)

    def ticks(self, value: str) -> None:
        """Tick a closed word."""
        self.main.get_by_label(self.word(value), exact=True).check()

    def signs_in_elsewhere(self, issuer: str, subject: str) -> None:
        """Sign in at the issuer of the institution, which is another site, and come back."""
        self.page.context.route(re.compile("^https:"), lambda route: route.abort())
        self.main.get_by_role("link", name=issuer).click()
        self.page.fill("input[name=sub]", subject)
        with self.page.expect_navigation(url=re.compile(r"/(?!sign-in)")):
            self.page.get_by_role("button", name="Authorize").click()
        self.page.wait_for_load_state()
        came_back(self.page)

    def reads(self, *english: str, **values: object) -> None:
        """Find such texts of the pages."""
        for each in english:
            expect(self.main).to_contain_text(self.said(each, **values))

    def finds(self, *texts: str) -> None:
        """Find such texts, as they stand: names, and what people typed."""
        for each in texts:
            expect(self.main).to_contain_text(each)

    def does_not_read(self, *english: str, **values: object) -> None:
        """Find no such texts of the pages."""
        for each in english:
            expect(self.main).not_to_contain_text(self.said(each, **values))

    def does_not_find(self, *texts: str) -> None:
        """Find nothing of the kind."""
        for each in texts:
            expect(self.main).not_to_contain_text(each)

    def told_to_type(self, what: str, **given: str) -> Sequence[str]:
        """Return the command that the page tells for something, with the names in capitals filled in."""
        told = self.main.locator("dt", has_text=self.said(what)).locator("+ dd code").inner_text()
        return _filled(told, given)

    def told_in(self, code: str, **given: str) -> Sequence[str]:
        """Return the command on the page that begins so, with the names in capitals filled in."""
        return _filled(self.main.locator("code", has_text=code).first.inner_text(), given)

    def looks(self, *, carefully: bool = True) -> None:
        """Look at the page as it stands: with axe where scripts run, and keep a picture if that is asked for."""
        self._shots += 1
        shot(self.page, f"{self._name}-{self._shots:02}", whole=True)
        if carefully and self._way.script:
            wrong = wrong_with(self.page)
            assert wrong == [], "\n".join(wrong)

    def moves(self, found: Locator, status: int = 200, *, twice: bool = False) -> None:
        """Press what leads on, or press it twice, and come to a page that was answered so."""
        before = self.page.url
        try:
            with self.page.expect_navigation():
                found.click(click_count=2 if twice else 1)
        except Error as error:
            # The browser lets go of the first form when the second is pressed before that was answered.
            if not twice or "ERR_ABORTED" not in error.message:
                raise
            self.page.wait_for_url(lambda url: url != before)
        self.page.wait_for_load_state()
        self._arrives(status)

    def _arrives(self, status: int) -> None:
        assert self._status == status, f"{self._status} at {self.page.url}"
        assert self.page.get_attribute("html", "lang") == self._way.lang, self.page.url
        reader = Reader()
        reader.feed(self.page.content())
        assert reader.wrong == [], f"{self.page.url}: {reader.wrong}"
        self.cases |= set(_CASE.findall(self.page.content()))
        wide = [each for each in self.page.evaluate(_WIDE) if each[1] > 1]
        assert wide == [], f"{self.page.url} is cut: {wide}"

    def _heard(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self._status = response.status


_WIDE = """() => [document.documentElement, ...(innerWidth > 800 ? document.querySelectorAll('.wide') : [])]
  .map(each => [each.getAttribute('aria-label') || each.tagName, each.scrollWidth - each.clientWidth])"""
"""How much is not to be seen of the page, and at a desk of its tables; on a telephone a table scrolls in itself."""


@dataclass
class House:
    """A demonstration of one's own, and the people who work there."""

    whole: Everything
    site: Site
    settings: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def door(self, way: Way) -> Iterator[Day]:
        """Give the day of somebody who has not signed in yet."""
        with self.site.visit(None, way.lang, script=way.script, size=DESK if way.script else PHONE) as page:
            yield Day(page, "door", way)

    @contextmanager
    def day(self, who: str, way: Way) -> Iterator[Day]:
        """Give the day of somebody who has signed in."""
        with self.site.visit(who, way.lang, script=way.script, size=DESK if way.script else PHONE) as page:
            yield Day(page, who, way)

    def person(self, who: str) -> Person:
        """Return somebody of the cast with a key."""
        return Person(who, self.site.keys[who])

    def asks(self, who: str, path: str) -> Any:
        """Return what the API answers somebody."""
        answer = self.site.server.send("GET", f"/api/v1{path}", self.site.keys[who])
        assert answer.status == 200, answer.body
        return answer.body

    def types(self, words: Sequence[str], **settings: str) -> str:
        """Type a command on the machine, as a page tells it, and return what it says."""
        environment = {**self.whole.installation.environment, **self.settings, **settings}
        assert words[0] == "kvcase", words
        command = [sys.executable, "-m", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def _filled(told: str, given: Mapping[str, str]) -> Sequence[str]:
    return [given.get(word, word) for word in told.split()]


@cache
def _catalogue() -> Catalog:
    return tongues.catalogue()


def _dutch(english: str) -> str:
    known = _catalogue().get(english)
    if known is not None and known.string:
        return str(known.string if isinstance(known.string, str) else known.string[0])
    named = next((name for name, said in words.of(Language.EN).items() if said == english), None)
    assert named is not None, f"no page says {english!r}"
    return words.of(Language.NL)[named]
