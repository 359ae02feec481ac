"""The day of who lets people in at an institution, and is told of no case."""

from datetime import timedelta

import pytest

from kvcase.demo.people import NORTH
from tests.web.days.conftest import OWN_SIGN_IN
from tests.web.days.day import Day, House, Way, each_way

NEWCOMER, SUBJECT = "nadia.peeters", "6f1c0a7e"
ABSENT, COVER = "jan.verlinde", "tom.claeskens"
NOTHING_OF_A_CASE = ("/cases", "/morning", "/committee", "/audit", "/hits", "/figures", "/access/reads", "/mine")
"""Where the content of cases, or who read it, is told to others."""


@each_way(by_day=Way("nl", script=False))
@pytest.mark.sockets
def test_an_administrator_lets_people_and_programs_in_and_out(believing: House, way: Way) -> None:
    house = believing
    theirs = house.asks("els.deprez", "/collaborations?limit=1")["items"][0]
    with house.day("beheer.noorderhaven", way) as day:
        day.opens("/")
        day.reads("How it stands")
        day.looks()
        day.goes_to("Who is let in")
        day.reads("Nobody of an issuer has a role here yet.")
        day.finds(OWN_SIGN_IN)
        day.looks()
        _a_colleague_comes_and_goes(house, day, way)
        _a_program_comes_and_goes(house, day)
        _a_colleague_is_covered_for(house, day, way)
        assert day.cases == set(), "no case is told to an administrator"
        for address in (*NOTHING_OF_A_CASE, f"/cases/{theirs['case_id']}", f"/do/collaborations/{theirs['case_id']}"):
            day.opens(address, status=403)
            day.does_not_find(theirs["title"], theirs["reference"])
        day.looks()


def _a_colleague_comes_and_goes(house: House, day: Day, way: Way) -> None:
    """Somebody of the institution's own sign-in is given a role, works, and has it taken away again."""
    role = {"ISSUER": NORTH, "SUBJECT": SUBJECT, "NAME": NEWCOMER, "ROLE": "contact_point_officer"}
    house.types(day.told_to_type("Give somebody of an issuer these roles and no others", **role))
    day.goes_to("Who is let in")
    day.finds(NEWCOMER)
    day.looks()
    with house.door(way) as newcomer:
        newcomer.opens("/")
        newcomer.signs_in_elsewhere(OWN_SIGN_IN, SUBJECT)
        newcomer.opens("/morning")
        newcomer.looks()
        house.types(day.told_to_type("Take every role from somebody at once", ISSUER=NORTH, SUBJECT=SUBJECT))
        newcomer.opens("/morning", status=401)
        newcomer.looks()
    day.goes_to("Who is let in")
    day.reads("Nobody of an issuer has a role here yet.")


def _a_program_comes_and_goes(house: House, day: Day) -> None:
    """A program has a key that opens one address, and then none."""
    file = house.whole.installation.folder / "aanmelder.key"
    given = {"NAME": "aanmelder", "ROLE": "researcher", "SCOPE": "collaborations/notify", "FILE": str(file)}
    house.types(day.told_to_type("Make a key for a program, which opens one address alone", **given))
    key, send = file.read_text("utf-8").strip(), house.site.server.send
    notified = {"title": "Golven", "summary": "Metingen op zee.", "nature": "consortium"}
    assert send("POST", "/api/v1/collaborations", key, notified).status == 201
    assert send("GET", "/api/v1/collaborations", key).status == 403
    day.goes_to("Who is let in")
    day.finds("aanmelder", "collaborations/notify")
    day.looks()
    house.types(day.told_to_type("Let a key open nothing from now on", KEY=key.split("_")[1]))
    assert send("POST", "/api/v1/collaborations", key, notified).status == 401
    day.goes_to("Who is let in")
    day.unfolds("%(num)s key that opens nothing any more", num=1)
    day.finds("aanmelder")


def _a_colleague_is_covered_for(house: House, day: Day, way: Way) -> None:
    """A cover is given for somebody who fell ill; the colleague works under both names; it is ended."""
    today = house.whole.program.clock().date()
    day.goes_to("Covers and grants")
    day.looks()
    day.unfolds("Let a colleague cover")
    day.types("Who is away", ABSENT)
    day.types("Who covers", COVER)
    day.ticks("export_control_officer")
    day.types("First day", str(today))
    day.types("Last day", str(today + timedelta(days=400)))
    day.main.locator("#cover-reason").fill("Onverwacht weg.")
    day.presses("Give the cover", status=422)
    day.looks()
    assert day.main.locator("#cover-reason").input_value() == "Onverwacht weg.", "what was typed is not lost"
    day.types("Last day", str(today + timedelta(days=5)))
    day.presses("Give the cover")
    given = day.main.locator("li.panel", has_text=ABSENT)
    assert day.said("holds") in given.inner_text()
    day.looks()
    with house.day(COVER, way) as colleague:
        colleague.opens("/account")
        colleague.main.get_by_label(ABSENT).check()
        colleague.presses("Act so")
        assert ABSENT in colleague.page.locator(".strip").inner_text()
        colleague.looks()
    given.locator("summary").click()
    given.get_by_label(day.said("Why")).fill("Terug aan het werk.")
    day.presses("End it now", within=given)
    assert day.main.locator("li.panel", has_text=ABSENT).count() == 0
