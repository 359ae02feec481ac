"""The day of the data protection officer: who read what, what stands out, who covers for whom, and no case."""

import uuid

import pytest

from tests.web.days.day import House, Way, each_way

CURIOUS = "r.vanhoof"


@each_way(by_day=Way("en", script=False))
@pytest.mark.sockets
def test_a_data_protection_officer_watches_over_reads(house: House, way: Way) -> None:
    theirs = house.asks("els.deprez", "/collaborations?limit=1")["items"][0]
    for number in range(8):
        path = f"/api/v1/collaborations/{uuid.UUID(int=number)}"
        assert house.site.server.send("GET", path, house.site.keys[CURIOUS]).status == 404
        assert house.site.server.send("GET", "/api/v1/parties", house.site.keys["beheer.noorderhaven"]).status == 403
    with house.day("fg.noorderhaven", way) as day:
        day.opens("/")
        day.reads("Who read what")
        day.looks()
        day.follows("Reads that stand out")
        day.finds(CURIOUS)
        day.looks()
        day.follows(day.main.get_by_role("link", name=day.said("What %(name)s read then", name=CURIOUS)))
        assert set(day.main.locator("tbody td:nth-child(2) a").all_inner_texts()) == {CURIOUS}
        day.chooses("What was answered", "unknown")
        day.presses("Show")
        day.reads("not there")
        day.looks()
        day.follows("Who was let in or out")
        day.reads("signed in")
        day.looks()
        day.follows("Files handed out")
        day.looks()
        day.goes_to("Covers and grants")
        day.finds("tom.claeskens", "els.deprez")
        day.looks()
        for address in (
            f"/cases/{theirs['case_id']}",
            "/committee",
            "/cases",
            f"/do/collaborations/{theirs['case_id']}",
        ):
            day.opens(address, status=403)
            day.does_not_find(theirs["reference"], theirs["title"])
        day.looks()
