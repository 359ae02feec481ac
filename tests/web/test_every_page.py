"""What every page keeps, whoever looks at it, in both languages."""

import pytest
from playwright.sync_api import Page

from domain.values import Role
from tests.api.visitor import Visitor
from tests.web import crawl
from tests.web.crawl import Found, Walk
from tests.web.everything import LOOKERS, Everything, Looker
from tests.web.site import Site, wrong_with

UNREACHED: dict[str, str] = {}
"""The pages to which no link and no form leads, each with why."""


@pytest.fixture(scope="session")
def walks(whole: Everything) -> dict[Looker | None, Walk]:
    """What everybody reaches, each in one of the languages; the one without a key stands at the door."""
    return {looker: _walk(whole, looker, ("en", "nl")[at % 2]) for at, looker in enumerate((None, *LOOKERS))}


def test_every_page_that_links_and_forms_lead_to_is_in_words(walks: dict[Looker | None, Walk]) -> None:
    wrong = [f"{looker}: {each}" for looker, walk in walks.items() for each in walk.broken]
    assert wrong == [], "\n".join(wrong)


def test_something_leads_to_every_page(whole: Everything, walks: dict[Looker | None, Walk]) -> None:
    rules = (each for each in whole.app.url_map.iter_rules() if each.endpoint.startswith("pages."))
    every = {each.endpoint for each in rules if "GET" in (each.methods or set())} - crawl.LEADS_AWAY
    reached = {endpoint for walk in walks.values() for endpoint in walk.endpoints}
    assert sorted(every - reached) == sorted(UNREACHED), "lead people there, or say here why nothing does"


@pytest.mark.nightly
@pytest.mark.parametrize("looker", LOOKERS, ids=str)
def test_every_page_of_everybody_is_in_words_in_the_other_language(whole: Everything, looker: Looker) -> None:
    walk = _walk(whole, looker, ("nl", "en")[(LOOKERS.index(looker) + 1) % 2])
    assert walk.broken == [], "\n".join(walk.broken)


@pytest.mark.sockets
def test_every_page_is_well_made_in_a_browser(shown: Site, walks: dict[Looker | None, Walk]) -> None:
    wrong: list[str] = []
    seen: set[str] = set()
    for at, (looker, walk) in enumerate(walks.items()):
        lang = ("nl", "en")[at % 2]  # not the one that was walked in
        first = {shape: found for found in walk.pages.values() if (shape := _shape(found.endpoint)) not in seen}
        if first:
            seen |= first.keys()
            with shown.visit(looker.name if looker else None, lang) as page:
                for found in first.values():
                    wrong += _looked_at(page, found, lang)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.sockets
@pytest.mark.nightly
@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("looker", [None, *LOOKERS], ids=str)
def test_every_page_of_everybody_is_well_made_in_a_browser(
    shown: Site, walks: dict[Looker | None, Walk], looker: Looker | None, lang: str
) -> None:
    wrong: list[str] = []
    with shown.visit(looker.name if looker else None, lang) as page:
        for found in walks[looker].pages.values():
            wrong += _looked_at(page, found, lang)
    assert wrong == [], "\n".join(wrong)


def _walk(whole: Everything, looker: Looker | None, lang: str) -> Walk:
    visitor = Visitor(whole.app)
    if looker is not None:
        assert visitor.sign_in(whole.keys[looker.name]).status_code == 303
    visitor.client.set_cookie("kvcase-language", lang)
    begin = ("/", "/account") if looker is not None else ("/", "/break-glass")
    return crawl.walk(crawl.in_process(visitor), whole.app.url_map, *begin)


def _shape(endpoint: str) -> str:
    """Return what is looked at once a day: each page, and of the commands of one kind of thing the first form."""
    if not crawl.is_command(endpoint):
        return endpoint
    return "-".join(endpoint.split("-")[: 2 if endpoint.startswith("pages.do-") else 1])


def _looked_at(page: Page, found: Found, lang: str) -> list[str]:
    answer = page.goto(found.address)
    status = answer.status if answer is not None else 0
    wrong = wrong_with(page)
    wrong += [f"{found.address}: {status}"] if status != 200 else []
    spoken = page.get_attribute("html", "lang")
    wrong += [f"{found.address}: speaks {spoken}"] if spoken != lang else []
    return wrong


@pytest.mark.sockets
def test_whoever_chooses_a_language_keeps_it_and_the_page(site: Site) -> None:
    with site.visit(site.of(Role.CONTACT_POINT_OFFICER)) as page:
        page.goto("/cases?status=running")
        page.get_by_role("link", name="Nederlands").click()
        assert page.url.endswith("/cases?status=running")
        assert page.get_attribute("html", "lang") == "nl"
        page.goto("/account")
        assert page.get_attribute("html", "lang") == "nl"
