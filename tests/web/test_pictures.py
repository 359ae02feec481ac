"""Pictures of the main pages in both languages, for docs/images: `make pictures`."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from domain.values import Role
from kvcase.demo.people import NORTH
from tests.web import everything
from tests.web.site import DESK, SHOTS, Site

IMAGES = Path(__file__).parents[2] / "docs" / "images"
CASES = 300
"""As many as `make demo` makes."""
COLOURS = 64
MAX_BYTES = 120_000
MAX_ALL_BYTES = 3_000_000

OFFICER, AUDITOR, KEEPER = Role.CONTACT_POINT_OFFICER, Role.AUDITOR, (Role.ADMIN, "shared")
PICTURES: dict[str, tuple[Role | tuple[Role, str] | None, str, str]] = {
    "sign-in": (None, "/", ""),
    "notify": (Role.RESEARCHER, "/notify?nature=consortium", ""),
    "mine": (Role.RESEARCHER, "/mine", ""),
    "morning": (OFFICER, "/morning?whose=all&days=30", ""),
    "case": (OFFICER, "/cases?status=screening", "td.title a"),
    "hit": (OFFICER, "/hits", 'main a[href*="/hits/"]'),
    "figures": (OFFICER, "/figures", ""),
    "dossier": (Role.ETHICS_COMMITTEE, "/committee", 'main a[href^="/committee/"]'),
    "history": (AUDITOR, "/audit", 'main a[href$="/history"]'),
    "then-and-now": (AUDITOR, "/audit", 'main a[href$="/history"]'),
    "verification": (AUDITOR, "/verification?verify=yes", ""),
    "registers": (OFFICER, "/registers", ""),
    "licence": (OFFICER, "/licences", "main tbody a"),
    "data-subjects": (Role.DATA_PROTECTION_OFFICER, "/data-subjects?text=Daryush+Parvizan", ""),
    "portfolio": ((Role.FWO_MONITOR, "fwo"), "/portfolio", ""),
    "reports": ((Role.FWO_MONITOR, "fwo"), "/portfolio/reports", ""),
    "upkeep": (KEEPER, "/upkeep", ""),
    "lists": (KEEPER, "/lists", ""),
    "members": (KEEPER, "/upkeep/people", ""),
    "policies": (KEEPER, "/policies", ""),
}
"""Each picture: who looks, where, and which link of that page is followed first."""


@pytest.fixture(scope="module")
def full(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the demonstration as `make demo` makes it, with something of every kind."""
    folder = tmp_path_factory.mktemp("pictures")
    with everything.furnished(folder, CASES) as whole, everything.opened(whole, browser) as site:
        yield site


@pytest.mark.sockets
@pytest.mark.nightly
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_main_page_has_a_small_picture(full: Site, lang: str) -> None:
    wrong = []
    for name, (who, address, link) in PICTURES.items():
        role, institution = who if isinstance(who, tuple) else (who, NORTH)
        with full.visit(everything.Looker(role, institution).name if role else None, lang) as page:
            page.goto(address)
            if link:
                page.locator(link).first.click()
            if name == "then-and-now":
                page.goto(page.url.partition("?")[0].replace("/history", "/then-and-now"))
            assert page.locator("h1").count() == 1, f"{name} at {page.url}"
            picture = _picture(page)
        wrong += [f"{name}-{lang} has {len(picture)} bytes"] if len(picture) > MAX_BYTES else []
        if SHOTS:
            IMAGES.mkdir(exist_ok=True)
            (IMAGES / f"{name}-{lang}.png").write_bytes(picture)
    assert wrong == []


def test_the_pictures_of_the_documentation_are_those_and_small() -> None:
    kept = sorted(IMAGES.glob("*.png"))
    assert {each.stem for each in kept} == {f"{name}-{lang}" for name in PICTURES for lang in ("en", "nl")}
    assert max(each.stat().st_size for each in kept) <= MAX_BYTES
    assert sum(each.stat().st_size for each in kept) <= MAX_ALL_BYTES
    told = (IMAGES.parent / "pages.md").read_text("utf-8")
    assert [each.name for each in kept if f"(images/{each.name})" not in told] == []


def _picture(page: Page) -> bytes:
    """Return a picture of what a screen shows, with few colours: the pages have few."""
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    page.evaluate("document.activeElement && document.activeElement.blur()")
    with Image.open(BytesIO(page.screenshot())) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
