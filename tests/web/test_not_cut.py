"""Wide tables at a desk: no column is cut at the edge, and no name or title is squeezed until its words break."""

import pytest

from domain.values import Role
from tests.web.site import DESK, Site, shot

_CUT = """() => [...document.querySelectorAll("main table")].flatMap((table) => {
  const within = table.closest(".wide") ?? document.documentElement;
  const edge = Math.min(document.documentElement.clientWidth, within.getBoundingClientRect().right);
  const cells = [...table.querySelectorAll("th, td")].filter((each) => each.getBoundingClientRect().right > edge + 1);
  return cells.map((each) => each.textContent.trim().slice(0, 40));
})"""
"""What stands beyond the edge of the screen, or of what its table scrolls in."""
_BROKEN = """(skipped) => [...document.querySelectorAll("main table tr > *")].flatMap((cell) => {
  if (cell.matches(skipped)) return [];
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode());) for (const word of node.data.matchAll(/[^\\s\\/.,:-]{2,24}/g)) {
    const range = document.createRange();
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map((each) => Math.round(each.top))).size > 1) found.push(word[0]);
  }
  return found;
})"""
"""The words of ordinary length that stand on two lines; a break at a sign is none."""


@pytest.mark.sockets
@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize(
    ("role", "address", "skipped"),
    [(Role.CONTACT_POINT_OFFICER, "/hits", ".none"), (Role.DATA_PROTECTION_OFFICER, "/access/reads", ".path")],
)
def test_nothing_of_a_wide_table_is_cut_at_a_desk(
    site: Site, lang: str, role: Role, address: str, skipped: str
) -> None:
    with site.visit(site.of(role), lang, size=DESK) as page:
        page.goto(address)
        assert page.locator("main table tbody tr").count() > 0, "there is something to look at"
        shot(page, f"not-cut-{address.strip('/').replace('/', '-')}-{lang}")
        assert page.evaluate(_CUT) == []
        assert page.evaluate(_BROKEN, skipped) == []
