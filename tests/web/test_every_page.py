"""What every page keeps, whoever looks at it, in both languages."""

import pytest
from playwright.sync_api import Page

from domain.values import Role
from tests.api.visitor import Visitor
from tests.web import crawl
from tests.web.crawl import Found, Walk
from tests.web.everything import LOOKERS, Everything, Looker
from tests.web.site import Site, wrong_with

_AT_ONCE = "stands in the page that shows the thing itself, as a form there"
UNREACHED = {
    "pages.chart": "a drawing in a page of figures, which is looked at with it",
    "pages.signed_out": "follows the sign-out of who came by an issuer; tests/api/test_signing_in holds it",
    "pages.seats": "only for who has a seat at several institutions by an issuer; tests/api/test_sessions holds it",
    "pages.decide-": "stands on a dossier while that decision waits; some wait, and all are drawn by one template",
    "pages.do-collaborations-": "stands on a case where the case stands right for it; one template draws them all",
    "pages.doable-collaborations": "a case has its own page, which offers the same",
    **{f"pages.do{each}-covers": _AT_ONCE for each in ("", "able")},
    **{f"pages.do{each}-grants": _AT_ONCE for each in ("", "able")},
    **{f"pages.do{each}-lists": _AT_ONCE for each in ("", "able")},
    **{f"pages.do{each}-policies": _AT_ONCE for each in ("", "able")},
    **{f"pages.do{each}-runs": "a shadow run of another scorer, which no demonstration makes" for each in ("", "able")},
}
"""The pages to which nothing leads in what is walked through, by how their names begin, each with why."""


@pytest.fixture(scope="session")
def walks(whole: Everything) -> dict[Looker | None, Walk]:
    """What everybody reaches, each in one of the languages; the one without a key stands at the door."""
    whole.park()
    return {looker: _walk(whole, looker, ("en", "nl")[at % 2]) for at, looker in enumerate((None, *LOOKERS))}


def test_every_page_that_links_and_forms_lead_to_is_in_words(walks: dict[Looker | None, Walk]) -> None:
    wrong = [f"{looker}: {each}" for looker, walk in walks.items() for each in walk.broken]
    assert wrong == [], "\n".join(wrong)


def test_something_leads_to_every_page(whole: Everything, walks: dict[Looker | None, Walk]) -> None:
    rules = (each for each in whole.app.url_map.iter_rules() if each.endpoint.startswith("pages."))
    shown = (each for each in rules if "GET" in (each.methods or set()) and "document" not in each.arguments)
    every = {each.endpoint for each in shown} - crawl.LEADS_AWAY  # what was attached is a file, opened by its own tests
    reached = {endpoint for walk in walks.values() for endpoint in walk.endpoints}
    left = sorted(each for each in every - reached if not each.startswith(tuple(UNREACHED)))
    assert left == [], "lead people there, or say in UNREACHED why nothing does"
    assert [each for each in UNREACHED if not any(one.startswith(each) for one in every)] == []


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
