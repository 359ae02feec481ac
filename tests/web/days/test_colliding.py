"""A day on which things go wrong for two officers at one case: nobody loses a word, and nothing is recorded twice."""

import pytest

from kvcase.demo.client import Play, Told
from tests.web.days.day import Day, House, Way, each_way

FIRST, SECOND = "els.deprez", "tom.claeskens"
LONG, FROM_RIGHT_TO_LEFT = "Ä" * 290, "جامعة الأمواج الهادئة"
HERS, HIS, LATER = "Gebeld met de faculteit.", "Gemaild met de <partner>.", "Na de pauze verder geschreven."


@each_way(by_day=Way("en", script=False))
@pytest.mark.sockets
def test_two_officers_at_one_case_and_a_session_that_ends_lose_no_word(house: House, way: Way) -> None:
    play = Play(house.site.server, Told(), "a day of colliding")
    play.notify(house.person("r.vanhoof"), title=LONG, summary=FROM_RIGHT_TO_LEFT * 9, nature="consortium")
    party = play.party(house.person("r.vanhoof"), FROM_RIGHT_TO_LEFT, "NO")
    play.do(house.person("r.vanhoof"), "link-party", party_id=party, role="partner")
    form = f"/do/collaborations/{play.case_id}/add-comment"
    with house.day(FIRST, way) as first, house.day(SECOND, way) as second:
        first.opens(f"/cases/{play.case_id}")
        first.looks()
        for day, text in ((first, HERS), (second, HIS)):
            day.opens(form)
            day.main.locator("[name=text]").fill(text)
        _sends(first, twice=True)
        first.reads("Recorded")
        _sends(second, status=412)
        second.reads("This changed while you were writing")
        assert second.main.locator("[name=text]").input_value() == HIS, "what was typed is kept"
        second.looks()
        _sends(second)
        second.reads("Recorded")
        assert _comments(house, play) == [HERS, HIS], "each once"

        # The session ends while the next one is being written.
        second.opens(form)
        second.main.locator("[name=text]").fill(LATER)
        other = second.page.context.new_page()
        other.goto("/")
        other.locator("form.who button").click()
        _sends(second, status=401)
        second.reads("Nothing that you typed is lost")
        second.looks()
        other.goto("/")
        other.fill("input[name=key]", house.site.keys[SECOND])
        other.locator("form:has(input[name=key]) button").click()
        other.wait_for_url(lambda url: "/sign-in" not in url)
        second.presses("Send it again", status=403)
        second.presses("Send it again")
        assert _comments(house, play) == [HERS, HIS, LATER]


def _sends(day: Day, status: int = 200, *, twice: bool = False) -> None:
    day.moves(day.main.locator("form.doing button.main"), status, twice=twice)


def _comments(house: House, play: Play) -> list[str]:
    told = house.asks(FIRST, f"/collaborations/{play.case_id}/history?limit=200")["items"]
    return [each["data"]["text"] for each in told if each["name"] == "collaboration.comment-added.v1"]
