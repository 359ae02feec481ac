"""A form is recorded in the name of whom it was made for, and nothing that was typed into it is lost unseen."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from api import language
from api.web import forms, unsent
from api.web.doing import names
from domain.values import Role
from tests.api.house import House, Person, identifier, opened
from tests.api.test_mandates import Time, covered
from tests.api.visitor import OURS, Visitor
from tests.web import hit_worlds
from tests.web.reading import Reader
from tests.web.site import Site, looked_at, shot

SHORT = "Kort <b>woord</b>"
CHOSEN = "/notify?nature=consortium&why=dual_use&money=none&place=Norway&begin=&end="
PDF = b"%PDF-1.7\nEen verzonnen plan\n%%EOF"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Two institutions, served, at a time that stands still."""
    with opened(tmp_path / "data", clock=Time()) as found:
        yield found


def signed_in(house: House, who: Person) -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    return visitor


def last_form(page: TestResponse) -> MultiDict[str, str]:
    """Return the hidden fields of the last form of a page that is sent with a token, without the one of signing out."""
    found = [each for each in re.findall(r"<form.*?</form>", page.text, re.DOTALL) if 'class="who"' not in each]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[-1])
    return MultiDict((name, html.unescape(value)) for name, value in hidden)


def sends(visitor: Visitor, path: str, page: TestResponse, lang: str = "en", **typed: str) -> TestResponse:
    """Send the last form of a page with what was typed into it."""
    data = last_form(page)
    for name, value in typed.items():
        data[name] = value
    return visitor.client.post(path, data=data, headers={**OURS, "Accept-Language": lang})


def loses_its_session(visitor: Visitor) -> None:
    """Take the cookie away, as a browser does that was cleaned, or whose session is over."""
    visitor.client.delete_cookie("kvcase")


def told(page: TestResponse) -> str:
    """Return the words of a page, without those of its header."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2])))


def by(house: House, case_id: str) -> list[str]:
    """Return in whose names the events of a case are recorded, the last ones at the end."""
    answer = house.officer.get(f"/collaborations/{case_id}/history?limit=200")
    return [each["actor"]["id"] for each in answer.json["items"]]


@pytest.mark.parametrize(
    ("lang", "said", "other"),
    [
        ("en", "This form was typed as olga, and xenia is signed in now", "Nothing of it was recorded"),
        ("nl", "Dit formulier werd getypt als olga, en nu is xenia aangemeld", "Er werd niets van opgetekend"),
    ],
)
def test_what_one_person_typed_is_never_recorded_under_the_name_of_another(
    house: House, lang: str, said: str, other: str
) -> None:
    case = house.researcher.notify()
    path = f"/do/collaborations/{case.id}/add-comment"
    visitor = signed_in(house, house.officer)
    page = visitor.get(path)
    loses_its_session(visitor)
    before = house.events()
    ended = sends(visitor, path, page, lang, text=SHORT)
    assert ended.status_code == 401
    assert SHORT in told(ended), "short words too"
    assert house.officer.actor.id in told(ended), "as whom to sign in again"
    visitor.sign_in(house.export.key)
    refused = sends(visitor, path, ended, lang)
    for _press in range(3):
        assert refused.status_code == 403
        assert said in told(refused)
        assert other in told(refused)
        assert SHORT in told(refused)
        refused = sends(visitor, path, refused, lang)
    assert house.events() == before

    visitor.sign_in(house.officer.key)
    anew = sends(visitor, path, refused, lang)
    assert anew.status_code == 403
    assert sends(visitor, path, anew, lang).status_code == 303
    assert house.events() == before + 1
    assert by(house, case.id)[-1] == house.officer.actor.id


def test_the_page_of_a_form_that_somebody_else_sends_is_refused_too(house: House) -> None:
    case = house.researcher.notify()
    path = f"/do/collaborations/{case.id}/add-comment"
    visitor = signed_in(house, house.officer)
    page = visitor.get(path)
    visitor.sign_in(house.export.key)
    before = house.events()
    assert "typed as somebody else" in told(sends(visitor, path, page, text=SHORT))
    assert house.events() == before


def test_who_may_not_even_send_it_is_told_whose_form_it_is(house: House) -> None:
    visitor = signed_in(house, house.researcher)
    page = visitor.get(CHOSEN)
    loses_its_session(visitor)
    ended = sends(visitor, "/notify", page, title="Golven", summary=SHORT)
    visitor.sign_in(house.monitor.key)
    refused = sends(visitor, "/notify", ended)
    assert refused.status_code == 403
    assert f"typed as {house.researcher.actor.id}" in told(refused)
    for each in ("Golven", SHORT, "Joint research, such as a consortium", "Norway"):
        assert each in told(refused)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_after_a_new_sign_in_one_message_says_to_send_it_again_and_one_press_does(house: House, lang: str) -> None:
    visitor = signed_in(house, house.researcher)
    page = visitor.get(CHOSEN)
    loses_its_session(visitor)
    ended = sends(visitor, "/notify", page, lang, title="Golven", summary=SHORT)
    assert ("Meld u eerst aan." if lang == "nl" else "Sign in first.") in told(ended)
    visitor.sign_in(house.researcher.key)
    anew = sends(visitor, "/notify", ended, lang)
    assert anew.status_code == 403
    words = told(anew)
    assert ("verstuur het opnieuw" if lang == "nl" else "send it again") in words
    assert not any(each in words for each in ("cookies", "Open the page again", "Open de pagina opnieuw"))
    assert ("Waarover het gaat" if lang == "nl" else "What it is about") in words
    reader = Reader()
    reader.feed(anew.text)
    assert reader.wrong == []
    assert sends(visitor, "/notify", anew, lang).status_code == 303


def test_a_form_that_was_opened_for_oneself_is_not_sent_for_who_is_away_even_when_pressed_again(house: House) -> None:
    olga, xenia = house.officer, house.export
    covered(olga, xenia, Role.CONTACT_POINT_OFFICER)
    case = house.researcher.notify()
    path = f"/do/collaborations/{case.id}/add-comment"
    visitor = signed_in(house, xenia)
    page = visitor.get(path)
    account = visitor.get("/account")
    acts = {"csrf_token": last_form(account)["csrf_token"], "opened_as": "", "absent": olga.actor.id}
    assert visitor.client.post("/account/acting", data=acts, headers=OURS).status_code == 303
    before = house.events()
    refused = sends(visitor, path, page, text=SHORT)
    for _press in range(2):
        assert f"typed as {xenia.actor.id}, and {xenia.actor.id} for {olga.actor.id} is signed in" in told(refused)
        refused = sends(visitor, path, refused)
    assert house.events() == before

    for_olga = visitor.get(path)
    ends = {**acts, "csrf_token": visitor.token(), "opened_as": olga.actor.id, "absent": ""}
    assert visitor.client.post("/account/acting", data=ends, headers=OURS).status_code == 303
    assert f"typed as {xenia.actor.id} for {olga.actor.id}" in told(sends(visitor, path, for_olga, text=SHORT))
    assert house.events() == before
    anew = sends(visitor, path, refused)
    assert sends(visitor, path, anew).status_code == 303


def test_a_file_is_not_attached_in_the_name_of_another(house: House) -> None:
    case = house.researcher.notify()
    path = f"/cases/{case.id}/documents"
    visitor = signed_in(house, house.researcher)
    page = visitor.get(path)
    before = house.events()
    for other in (house.officer, house.other_researcher, house.monitor):
        loses_its_session(visitor)
        ended = visitor.upload(path, {**last_form(page).to_dict(), "title": SHORT}, PDF, "plan.pdf")
        assert ended.status_code == 401
        visitor.sign_in(other.key)
        refused = visitor.upload(path, last_form(ended).to_dict(), PDF, "plan.pdf")
        assert refused.status_code in {403, 404}
        assert house.researcher.actor.id in told(refused)
        assert SHORT in told(refused)
        assert visitor.upload(path, last_form(refused).to_dict(), PDF, "plan.pdf").status_code in {403, 404}
    assert house.events() == before


def test_what_one_officer_said_of_a_hit_is_not_said_by_another(house: House, tmp_path: Path) -> None:
    hit_worlds.listed(house.program, tmp_path)
    hit_worlds.screened(house.program, house.officer.actor.institution)
    visitor = signed_in(house, house.officer)
    address = re.search(r'href="(/hits/[0-9a-f-]{36})', visitor.get("/hits").text)
    assert address is not None
    page = visitor.get(address[1])
    loses_its_session(visitor)
    typed = {"resolution": "unclear", "rationale": SHORT}
    ended = sends(visitor, f"{address[1]}/resolve?stage=first", page, **typed)
    assert ended.status_code == 401
    assert 'action="/hits/' in ended.text
    assert "?stage=first" in ended.text, "sent again to where it was sent"
    visitor.sign_in(house.export.key)
    before = house.events()
    refused = sends(visitor, f"{address[1]}/resolve", ended)
    assert SHORT in told(refused)
    assert "unclear" in told(refused)
    sends(visitor, f"{address[1]}/resolve", refused)
    assert house.events() == before


def test_a_form_that_does_not_say_whose_it_is_can_be_copied_and_not_sent_again(house: House) -> None:
    visitor = signed_in(house, house.researcher)
    page = visitor.get(CHOSEN)
    for token in ("", "forged", f"forged{forms._BETWEEN}forged"):
        refused = sends(visitor, "/notify", page, title="Golven", summary=SHORT, csrf_token=token)
        assert refused.status_code == 403
        assert SHORT in told(refused)
        assert "Send it again" not in told(refused)


def test_what_is_typed_to_sign_in_is_never_shown_again(house: House) -> None:
    visitor = signed_in(house, house.researcher)
    page = visitor.get("/break-glass")
    visitor.sign_in(house.officer.key)
    refused = sends(visitor, "/break-glass", page, name="adam", password="Very-Secret-Word")
    assert refused.status_code == 403
    assert "Very-Secret-Word" not in refused.text


def test_an_earlier_question_is_answered_anew_without_losing_what_was_typed_on_the_last(house: House) -> None:
    visitor = signed_in(house, house.researcher)
    last = visitor.get(CHOSEN)
    assert 'formaction="/notify/questions"' in last.text
    told_back = {"title": SHORT, "summary": "Een halfuur werk.", "kind": "advice"}
    funder = sends(visitor, "/notify/questions", last, ask="money", **told_back)
    assert funder.status_code == 200
    assert "Who pays for it?" in told(funder)
    assert "ask=" not in funder.text, "from here too nothing leads away without the texts"
    why = sends(visitor, "/notify/questions", funder, money="none", ask="why")
    assert "Why do you notify?" in told(why)
    again = sends(visitor, "/notify/questions", why, why="misuse")
    assert "Tell it in your own words" in told(again)
    assert html.escape(SHORT) in again.text
    assert "Een halfuur werk." in again.text
    assert re.search(r'value="advice" checked', again.text)
    assert "The results could be misused" in told(again)
    sent = sends(visitor, "/notify", again, title=SHORT, summary="Een halfuur werk.", kind="advice")
    assert sent.status_code == 303


def test_an_earlier_question_has_an_address_of_its_own_while_nothing_was_typed(house: House) -> None:
    visitor = signed_in(house, house.researcher)
    back = sends(visitor, "/notify/questions", visitor.get(CHOSEN), ask="where", title=" ", summary="")
    assert back.status_code == 303
    address = back.headers["Location"]
    assert "Where and when" in told(visitor.get(address))
    assert all(each in address for each in ("nature=consortium", "place=Norway", "ask=where"))


def test_every_field_that_people_fill_in_has_a_label_when_it_is_shown_again() -> None:
    pages = Path(unsent.__file__).parent / "templates"
    marks = r'bits\.(?:line|area|radio)\("(\w+)"|send="(\w+)"|<(?:input|select|textarea|button)[^>]*? name="(\w+)"'
    posted = [each.read_text() for each in (pages / "attach.html", *(pages / "researcher").glob("*.html"))]
    names_of = {"".join(found) for text in posted for found in re.findall(marks, text)} - {forms.TOKEN, "file"}
    known = {*unsent._LABELS, *unsent.OF_PROGRAM, *(each.removeprefix("field ") for each in names.book())}
    assert len(names_of) > 30
    assert names_of - known == set()


@pytest.mark.sockets
def test_in_a_browser_nothing_that_was_typed_is_left_unseen_or_recorded_of_another(site: Site) -> None:
    asked: list[str] = []

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    mine, other = site.of(Role.RESEARCHER), site.of(Role.CONTACT_POINT_OFFICER)
    with site.visit(mine, "nl") as page:
        page.goto(CHOSEN)
        page.on("dialog", stays)
        page.fill("#title", "Golven")
        page.fill("#summary", SHORT)
        page.click("header a.name", no_wait_after=True)
        page.wait_for_function("document.querySelector('#title').value === 'Golven'")
        assert asked == ["beforeunload"]
        for lang in ("en", "nl"):
            page.click(f".tongues [lang={lang}]")
            page.wait_for_selector(f"html[lang={lang}]")
            assert page.input_value("#title") == "Golven", "another language keeps what was typed"
        assert asked == ["beforeunload"]
        page.get_by_role("button", name="De financier wijzigen").click()
        looked_at(page)
        page.locator("form#notify button.main").click()
        assert page.input_value("#title") == "Golven"
        assert page.input_value("#summary") == SHORT
        shot(page, "unsent-notify")

        page.context.clear_cookies()
        _presses(page, 401)
        shot(page, "unsent-ended")
        looked_at(page)
        _signs_in(site, page, other)
        _presses(page, 403)
        shot(page, "unsent-another")
        looked_at(page)
        assert other in page.inner_text("main")
        _signs_in(site, page, mine)
        _presses(page, 403)
        shot(page, "unsent-anew")
        looked_at(page)
        _presses(page, 200)
        assert "/questions" in page.url
        assert asked == ["beforeunload"], "nobody is asked who sends what was typed"


def _presses(page: Page, status: int) -> None:
    """Send the form of the page, as somebody does who reads nothing else."""
    with page.expect_navigation() as moved:
        page.locator("main form button.main").last.click()
    assert moved.value is not None
    assert moved.value.status == status, page.inner_text("main")


def _signs_in(site: Site, page: Page, who: str) -> None:
    """Sign in in another tab of the same browser, whoever was signed in before."""
    page.context.clear_cookies()
    tab = page.context.new_page()
    tab.goto("/")
    tab.fill("input[name=key]", site.keys[who])
    tab.locator("form:has(input[name=key]) button").click()
    tab.wait_for_url(lambda url: "/sign-in" not in url)
    tab.close()


def sent_without_session(visitor: Visitor, path: str, lang: str, **typed: str) -> str:
    """Lose the session, send the form of a page, and return what the page says that gives it back."""
    visitor.client.set_cookie(language.COOKIE, lang)
    page = visitor.get(path)
    loses_its_session(visitor)
    ended = sends(visitor, path, page, lang, **typed)
    assert ended.status_code == 401
    return told(ended)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_was_chosen_in_a_list_is_told_by_its_label_though_nothing_may_be_read_any_more(
    house: House, lang: str
) -> None:
    case, party = house.researcher.notify(), identifier("chosen")
    house.officer.post("/parties", {"party_id": party, "name": "Kustlijn Universiteit", "country": "NO"})
    path = f"/do/collaborations/{case.id}/link-party"
    back = sent_without_session(signed_in(house, house.officer), path, lang, party_id=party, role="partner")
    assert f"Kustlijn Universiteit ({'Norway' if lang == 'en' else 'Noorwegen'})" in back
    assert party not in back
    assert ("one of the list" if lang == "en" else "een van de lijst") not in back
    path = f"/do/collaborations/{case.id}/set-mitigation"
    back = sent_without_session(signed_in(house, house.officer), path, lang, code="M05", justification=SHORT)
    (label,) = re.findall(r"[^:]* · M05", back)
    assert len(label) > len(" · M05")


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_an_answer_of_an_appraisal_is_told_below_its_question(house: House, lang: str) -> None:
    case, form = house.researcher.notify(), house.program.ports.questionnaires[-1]
    visitor, question = signed_in(house, house.researcher), form.questions[0]
    path = f"/cases/{case.id}/mine/appraisal"
    answer = question.answers[0] if question.answers else SHORT
    back = sent_without_session(visitor, path, lang, **{f"a.{question.question_id}": answer})
    assert getattr(question.label, lang) in back
    assert f"a.{question.question_id}" not in back


def test_labels_that_no_form_of_ours_carries_are_passed_over(house: House) -> None:
    case = house.researcher.notify()
    path = f"/do/collaborations/{case.id}/add-comment"
    for made_up in ("{", "[1]", '{"text": 1}', "null", "[" * 20_000):
        assert SHORT in sent_without_session(signed_in(house, house.officer), path, "en", text=SHORT, labels=made_up)


def test_labels_never_make_a_form_too_large_to_be_sent(house: House) -> None:
    case, name = house.researcher.notify(), "Université “Łódź” " * 16
    for number in range(150):
        house.officer.post("/parties", {"party_id": identifier(f"long-{number}"), "name": f"{name}{number}"})
    visitor, path = signed_in(house, house.officer), f"/do/collaborations/{case.id}/link-party"
    page = visitor.get(path)
    assert 5 < last_form(page)[unsent.LABELS].count(name.strip()) < 150
    sent = sends(visitor, path, page, party_id=identifier("long-7"), role="partner")
    assert sent.status_code == 303, sent.text[:300]
