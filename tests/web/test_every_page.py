"""What every page keeps, whoever looks at it, in both languages."""

import pytest

from domain.values import Role
from tests.web.site import Site, looked_at

pytestmark = pytest.mark.sockets


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("role", sorted({Role.RESEARCHER, Role.CONTACT_POINT_OFFICER, Role.AUDITOR}))
def test_every_place_of_the_navigation_is_well_made(site: Site, role: Role, lang: str) -> None:
    with site.visit(site.of(role), lang) as page:
        assert page.get_attribute("html", "lang") == lang
        for address in page.locator(".places a").evaluate_all("links => links.map(each => each.href)"):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            assert page.locator("h1").count() == 1, address
            looked_at(page)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_door_is_well_made(site: Site, lang: str) -> None:
    with site.visit(lang=lang) as page:
        page.goto("/")
        looked_at(page)


def test_whoever_chooses_a_language_keeps_it_and_the_page(site: Site) -> None:
    with site.visit(site.of(Role.CONTACT_POINT_OFFICER)) as page:
        page.goto("/cases?status=running")
        page.get_by_role("link", name="Nederlands").click()
        assert page.url.endswith("/cases?status=running")
        assert page.get_attribute("html", "lang") == "nl"
        page.goto("/account")
        assert page.get_attribute("html", "lang") == "nl"
