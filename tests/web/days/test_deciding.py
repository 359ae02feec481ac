"""The days of who decides: an approver under whom the dossier moves, and an ethics committee."""

import pytest
from playwright.sync_api import expect

from kvcase.demo.client import Play, Told
from tests.web.days.day import Day, House, Way, each_way

TITLE = "Stillere schroeven met een werf"
RESEARCHER, OFFICER, SECOND = "r.vanhoof", "els.deprez", "tom.claeskens"
MEANWHILE = "De werf vraagt of het ook voor een ander schip mag."
GROUNDS = "Geen risicofactor blijft staan; de werf is nagegaan."
ADVICE = "De metingen dienen enkel de stilte; niets wijst op een ander gebruik."


@each_way(by_day=Way("en", script=True))
@pytest.mark.sockets
def test_an_approver_decides_on_the_dossier_as_it_stands(house: House, way: Way) -> None:
    play = _notified(house)
    _screened(house, play)
    _does(house, play, OFFICER, "submit-for-review", proposal="Goedkeuren: er blijft geen factor staan.")
    with house.day("vicerector.maes", way) as day:
        day.opens("/")
        day.reads("What waits for your decision", "Approve it, reject it, or send it back")
        day.looks()
        day.follows(day.main.get_by_role("link", name=TITLE))
        day.reads("What stands open", "Who takes part", "The notification", "Proposals and decisions", "Your decision")
        day.looks()

        # While the grounds are written, the contact point adds something to the dossier.
        day.opens(f"/committee/{play.case_id}/approve")
        day.main.locator("[name=grounds]").fill(GROUNDS)
        _does(house, play, OFFICER, "add-comment", comment_id=play.id("meanwhile"), text=MEANWHILE)
        _decides(day, status=412)
        day.reads("This changed while you were writing", "new since you read it")
        day.finds(MEANWHILE)
        assert day.main.locator("[name=grounds]").input_value() == GROUNDS, "what was typed is kept"
        day.looks()
        _decides(day, twice=True)
        day.reads("Recorded")
        day.finds(GROUNDS)
        day.looks()
        day.goes_to("To decide")
        day.does_not_find(TITLE)

        # Later somebody else proposes that it ends: this person may be the second one.
        _does(house, play, RESEARCHER, "start", started_on=str(house.whole.program.clock().date()))
        _does(house, play, OFFICER, "propose-termination", **_ending(house))
        day.goes_to("To decide")
        day.reads("Confirm that it ends, as a second person")
        day.follows(day.main.get_by_role("link", name=TITLE))
        day.finds("De werf houdt ermee op.")
        stale = day.page.context.new_page()
        stale.goto(day.page.url)
        _decides(day)
        assert day.word("terminated") in day.main.locator(".status").first.inner_text()
        day.looks()

        # Who goes back sees how it stands now; and what an old tab still offers is refused.
        before = house.asks(OFFICER, f"/collaborations/{play.case_id}")["version"]
        day.page.go_back()
        day.reads("Nothing in this dossier waits for your decision now.")
        stale.bring_to_front()
        stale.locator(".deciding button.main").click()
        stale.wait_for_load_state()
        expect(stale.locator(".refusal").first).to_contain_text(day.said("This changed while you were writing"))
        assert house.asks(OFFICER, f"/collaborations/{play.case_id}")["version"] == before


@each_way(by_day=Way("nl", script=False))
@pytest.mark.sockets
def test_a_committee_gives_the_advice_that_is_asked_of_it(house: House, way: Way) -> None:
    play = _notified(house)
    question = "Kan wat gemeten wordt ook anders gebruikt worden?"
    _does(house, play, OFFICER, "request-ethics-advice", committee="Ethische commissie Noorderhaven", question=question)
    with house.day("ethiek.noorderhaven", way) as day:
        day.opens("/")
        day.reads("What waits for your decision", "Advise on it")
        day.looks()
        day.follows(day.main.get_by_role("link", name=TITLE))
        day.finds(question)
        day.looks()
        day.main.locator("[name=advice][value=conditional]").check()
        day.main.locator("[name=rationale]").fill(ADVICE)
        _decides(day, status=422)
        assert day.main.locator("[name=rationale]").input_value() == ADVICE, "what was typed is kept"
        day.looks()
        day.main.locator("[name='conditions.typed']").fill("Elk voorjaar een verslag.")
        _decides(day)
        day.reads("Recorded")
        day.finds(ADVICE, "Elk voorjaar een verslag.")
        day.looks()
        day.goes_to("To decide")
        day.does_not_find(TITLE)
        day.opens(f"/committee/{play.case_id}/approve", status=403)
        day.looks()
    with house.day(OFFICER, way) as officer:
        officer.opens(f"/cases/{play.case_id}")
        officer.finds(ADVICE)


def _notified(house: House) -> Play:
    """Let a researcher notify a case of little risk."""
    play = Play(house.site.server, Told(), "a day of who decides")
    researcher = house.person(RESEARCHER)
    play.notify(
        researcher,
        title=TITLE,
        summary="Metingen van het geluid van schroeven, met een werf uit de buurt.",
        nature="commissioned_research",
        triggers=["other"],
    )
    partner = play.party(researcher, "Werf De Kiel", "NL")
    play.do(researcher, "link-party", party_id=partner, role="commissioner")
    return play


def _screened(house: House, play: Play) -> None:
    """Let the contact point screen it to the end."""
    _does(house, play, OFFICER, "classify-topic", trl_min=3, rationale="Geluid; niets op een lijst.")
    _does(house, play, OFFICER, "start-screening", screening_id=play.id("screening"))
    _does(house, play, OFFICER, "complete-screening", summary="Geen treffer, geen factor.")


def _ending(house: House) -> dict[str, object]:
    day = str(house.whole.program.clock().date())
    return {"cause": "De werf houdt ermee op.", "conditions": ["De opnames gaan terug."], "effective_on": day}


def _does(house: House, play: Play, who: str, command: str, **fields: object) -> None:
    play.do(house.person(who), command, **fields)


def _decides(day: Day, status: int = 200, *, twice: bool = False) -> None:
    """Press the button below a dossier, twice as some do with every button."""
    day.moves(day.main.locator(".deciding button.main"), status, twice=twice)
