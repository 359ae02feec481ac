"""Wide tables stand on a telephone as cards, with the name of the column beside each cell, and stay tables to hear."""

import pytest
from playwright.sync_api import Page

from api.web.tables import stacked
from domain.values import Role
from kvcase.demo.people import NORTH
from tests.web.everything import LOOKERS
from tests.web.site import PHONE, Site, looked_at, shot

HEADS = ("Name &amp; place", '<a href="?sort=x">Since <span>↑</span></a>', "Who", "Why", "Until")
ROW = '<tr><th scope="row">N</th><td class="day">today</td><td colspan="2">rosa</td><td></td></tr>'
COLUMNS = "".join(f'<th scope="col">{each}</th>' for each in HEADS)
WIDE = f"<table><thead><tr>{COLUMNS}</tr></thead><tbody>\n{ROW}\n</tbody></table>"
_SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll('main table, main .wide')]
    .filter(each => each.scrollWidth > each.clientWidth + 1 || each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.tagName + ' ' + each.className + ' ' + each.scrollWidth + ' of ' + each.clientWidth)"""


def test_each_cell_of_a_wide_table_says_what_it_is() -> None:
    told = stacked(WIDE)
    assert '<table role="table" class="stack">' in told
    assert '<th role="rowheader" scope="row">N</th>' in told
    assert '<td role="cell" class="day" data-label="Since">today</td>' in told
    assert '<td role="cell" colspan="2" data-label="Who">rosa</td><td role="cell" data-label="Until"></td>' in told
    assert told.count('role="columnheader"') == len(HEADS)
    assert told.count('role="rowgroup"') == 2
    assert stacked(told) == told, "once"


def test_a_label_cannot_break_out_of_its_cell() -> None:
    told = stacked(WIDE.replace("Since", "&quot;&gt;&lt;script&gt;"))
    assert "<script>" not in told
    assert 'data-label="&#34;&gt;&lt;script&gt;"' in told


def test_a_table_that_fits_stays_as_it_is() -> None:
    narrow = "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    assert stacked(narrow) == narrow
    assert '<td role="cell">1</td>' in stacked(narrow.replace("<table", '<table class="stack"')), "it labels itself"


def _sideways(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_SIDEWAYS)
    return found


@pytest.mark.sockets
@pytest.mark.parametrize(
    ("role", "institution", "addresses"),
    [
        (Role.CONTACT_POINT_OFFICER, NORTH, ("/cases", "/parties", "/licences", "/hits", "/waiting/tasks", "/lists")),
        (Role.DATA_PROTECTION_OFFICER, NORTH, ("/access/reads", "/access/changes")),
        (Role.AUDITOR, NORTH, ("/audit", "/rules", "/runs")),
        (Role.ETHICS_COMMITTEE, NORTH, ("/committee",)),
        (Role.ADMIN, "shared", ("/upkeep/people", "/upkeep/read-models")),
        (Role.FWO_MONITOR, "fwo", ("/portfolio", "/portfolio/reports", "/portfolio/files")),
    ],
)
def test_no_register_has_to_be_scrolled_sideways_on_a_telephone(
    shown: Site, role: Role, institution: str, addresses: tuple[str, ...]
) -> None:
    name = next(each.name for each in LOOKERS if (each.role, each.institution) == (role, institution))
    with shown.visit(name, "nl", size=PHONE) as page:
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            assert _sideways(page) == [], address
            looked_at(page)
            shot(page, f"phone{address.replace('/', '-')}-nl", whole=True)
