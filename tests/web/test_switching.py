"""Whoever wants a question in the other language keeps what was typed there, without JavaScript too."""

import html
import re
from collections.abc import Iterator

import pytest

from api import language
from tests.api.house import House, opened
from tests.web.site import PHONE, Site
from tests.web.test_researcher import CHOSEN, At, at, notified, text_of

OWN = "Zwermen, met de partner: <een> kaart"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two institutions, with nothing in them yet."""
    with opened(tmp_path_factory.mktemp("switching") / "data") as found:
        yield found


@pytest.fixture
def visitor(house: House) -> At:
    """Give a researcher who reads English."""
    found = at(house, house.researcher)
    found.client.set_cookie(language.COOKIE, "en")
    return found


def _switch(page: str) -> dict[str, str]:
    """Return what the button of the other language says of itself."""
    (found,) = re.findall(r'<button class="plain"[^>]*name="language"[^>]*>', page)
    return dict(re.findall(r'(\w+)="([^"]*)"', found))


def test_the_last_question_of_a_notification_keeps_what_was_typed_in_another_language(visitor: At) -> None:
    asked = visitor.get(CHOSEN)
    switch = _switch(asked.text)
    assert (switch["value"], switch["formmethod"]) == ("nl", "post")
    typed = {"title": "Golven", "summary": OWN, "kind": "advice", switch["name"]: switch["value"]}
    dutch = visitor.fill(asked, switch["formaction"], **typed)
    assert dutch.status_code == 200
    assert '<html lang="nl">' in dutch.text
    assert 'value="Golven"' in dutch.text
    assert OWN in html.unescape(dutch.text)
    assert re.search(r'value="advice" checked', dutch.text)
    assert "Niet verstuurd" not in text_of(dutch)
    assert '<html lang="nl">' in visitor.get("/mine").text, "the browser keeps the choice"
    back = visitor.fill(dutch, "/notify/questions", **{**typed, "language": "en"})
    assert '<html lang="en">' in back.text
    sent = visitor.fill(back, "/notify", title="Golven", summary=OWN, kind="advice")
    assert sent.status_code == 303
    assert "/questions" in sent.headers["Location"]


@pytest.mark.parametrize(("step", "chosen"), [("nature", ""), ("why", "nature=consortium"), ("where", "place=Norway")])
def test_a_question_of_choices_is_asked_again_with_what_was_chosen_there(visitor: At, step: str, chosen: str) -> None:
    carried = "nature=consortium&why=other&money=none" if step == "where" else chosen
    picked = {"nature": "nature=service", "why": "why=misuse", "where": "place=Norway&begin=2027-02-01&end="}[step]
    led = visitor.get(f"/notify?{carried}&{picked}&from={step}&language=nl")
    assert led.status_code == 303
    there = visitor.get(led.headers["Location"])
    assert '<html lang="nl">' in there.text
    assert re.search(r'value="(service|misuse|Norway)"( checked)?', there.text)
    assert f'name="from" value="{step}"' in there.text, "the same question"


def test_an_answer_that_was_not_sent_is_kept_in_the_other_language(visitor: At) -> None:
    case = notified(visitor)
    asked = visitor.get(f"{case}/questions/T-DUAL")
    switch = _switch(asked.text)
    assert switch["formaction"] == f"{case}/questions/T-DUAL"
    dutch = visitor.fill(asked, switch["formaction"], answer="unsure", explanation=OWN, language="nl")
    assert dutch.status_code == 200
    assert '<html lang="nl">' in dutch.text
    assert OWN in html.unescape(dutch.text)
    assert re.search(r'value="unsure" checked', dutch.text)
    again = visitor.get(f"{case}/questions/T-DUAL")
    assert "eerder" not in text_of(again).partition("Uw antwoord")[0], "nothing was answered"


def test_no_other_value_of_the_button_is_a_language(visitor: At) -> None:
    told = visitor.fill(visitor.get(CHOSEN), "/notify/questions", title="Golven", summary=OWN, language="xx")
    assert '<html lang="en">' in told.text


@pytest.mark.sockets
def test_the_other_language_and_enter_do_what_they_say_on_a_phone_without_javascript(site: Site) -> None:
    with site.visit("r.vanhoof", "en", script=False, size=PHONE) as page:
        page.goto(CHOSEN)
        page.get_by_label("Title").fill("Stille motoren")
        page.get_by_label("What it is about").fill(OWN)
        page.get_by_role("button", name="Nederlands").click()
        assert page.get_by_label("Titel").input_value() == "Stille motoren"
        assert page.get_by_label("Waarover het gaat").input_value() == OWN
        page.get_by_label("Titel").press("Enter")
        assert "/mine/questions/party" in page.url, "Enter sends, and changes no language"
