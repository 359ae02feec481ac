"""A researcher's pages: notifying question by question, own cases, documents, and whether something may be shared."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from api.web.researcher import cases as own_cases
from domain.policyset import decider as policyset
from domain.values import Role
from kvcase.demo.people import NAMES, NORTH
from kvcase.facts import POLICY_SET, shipped
from tests.api.house import NOW, House, Notified, Person, identifier, opened
from tests.api.visitor import OURS, Visitor
from tests.web.site import PHONE, Site, looked_at, shot

SCRIPT = "<script>alert('x')</script>"
LONG = "Ä" * 300
FROM_RIGHT_TO_LEFT = "جامعة الأمواج الهادئة"
PDF = b"%PDF-1.7\n" + b"Een verzonnen plan\n" * 40_000 + b"%%EOF"
CHOSEN = "/notify?nature=consortium&why=dual_use&money=none&place=Norway&begin=&end="


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two institutions, served."""
    with opened(tmp_path_factory.mktemp("house")) as found:
        ours = shipped()
        propose = policyset.ProposeEdition(POLICY_SET, ours.edition_id, ours.sha256, NOW.date(), "test")
        found.program.service(propose, actor=found.keeper.actor)
        found.program.service(policyset.PublishEdition(POLICY_SET, ours.edition_id), actor=found.second_keeper.actor)
        yield found


class At(Visitor):
    """Somebody at a page, who fills its form as it stands there."""

    def form(self, page: TestResponse, number: int = -1) -> MultiDict[str, str]:
        """Return the hidden fields of a form on a page, the last one unless said."""
        forms = [each for each in re.findall(r"<form.*?</form>", page.text, re.DOTALL) if "command_id" in each]
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', forms[number])
        return MultiDict((name, html.unescape(value)) for name, value in hidden)

    def fill(self, page: TestResponse, to: str, number: int = -1, /, **fields: Any) -> TestResponse:
        """Send the form of a page with what was typed into it."""
        data = self.form(page, number)
        for name, value in fields.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        return self.client.post(to, data=data, headers=OURS)


def at(house: House, who: Person) -> At:
    visitor = At(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    return visitor


def notified(visitor: At, **fields: str) -> str:
    """Notify through the pages, and return the address of the case."""
    told = {"title": "Waves and drones", "summary": "Swarms that share a map."} | fields
    sent = visitor.fill(visitor.get(CHOSEN), "/notify", **told)
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"].partition("/questions")[0]


def text_of(page: TestResponse) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def test_a_researcher_begins_with_the_own_cases_and_finds_them_in_one_place(house: House) -> None:
    visitor = at(house, house.researcher)
    assert visitor.get("/").headers["Location"] == "/mine"
    case = notified(visitor)
    mine = visitor.get("/mine").text
    assert mine.count(">My cases<") == 2, "in the navigation and above the page"
    assert ">Cases<" not in mine
    assert 'href="/cases">Search in my cases' in mine
    assert f'href="{case}"' in visitor.get(case.removesuffix("/mine")).text, "and back again"
    assert "need to know" not in visitor.get(case).text


def test_one_question_at_a_time_and_what_was_chosen_stays(house: House) -> None:
    visitor = at(house, house.researcher)
    first = visitor.get("/notify")
    assert "What kind of collaboration is it?" in first.text
    assert "Why do you notify?" not in first.text
    assert "Why do you notify?" in visitor.get("/notify?nature=consortium").text
    assert "Choose at least one." in visitor.get("/notify?nature=consortium&from=why").text
    assert "Who pays for it?" in visitor.get("/notify?nature=consortium&why=dual_use").text
    where = "/notify?nature=consortium&why=dual_use&money=fwo&fwo=G0DEMO26N"
    assert "Where and when" in visitor.get(where).text
    last = visitor.get(f"{where}&place=Noorwegen&place=&begin=2026-05-01&end=2027-04-30")
    assert "Tell it in your own words" in last.text
    assert "Norway" in text_of(last)
    assert "G0DEMO26N" in last.text


@pytest.mark.parametrize(
    "wrong", ["place=Atlantis", "place=&begin=yesterday", "place=&begin=2026-05-01&end=2026-04-01"]
)
def test_a_place_or_day_that_is_none_is_asked_again(house: House, wrong: str) -> None:
    page = at(house, house.researcher).get(f"/notify?nature=consortium&why=other&money=none&{wrong}")
    assert page.status_code == 422
    assert "This was not sent" in page.text
    assert "Atlantis" in page.text or "Atlantis" not in wrong


def test_what_is_notified_has_all_that_was_chosen(house: House) -> None:
    visitor = at(house, house.researcher)
    where = notified(visitor, kind="advice")
    case = house.researcher.get(f"/collaborations/{where.split('/')[2]}/history").json["items"][0]["data"]
    assert (case["nature"], case["triggers"], case["places"]) == ("consortium", ["dual_use"], ["NO"])
    assert (case["case_type"], case["channel"], case["title"]) == ("advice", "form", "Waves and drones")


def test_a_double_click_and_a_back_button_notify_once(house: House) -> None:
    visitor = at(house, house.researcher)
    page = visitor.get(CHOSEN)
    before = house.events()
    sent = [visitor.fill(page, "/notify", title="Once", summary="And not twice.") for _ in range(2)]
    assert {each.status_code for each in sent} == {303}
    assert len({each.headers["Location"] for each in sent}) == 1
    assert house.events() == before + 1


def test_a_refused_notification_keeps_what_was_typed(house: House) -> None:
    visitor = at(house, house.researcher)
    refused = visitor.fill(visitor.get(CHOSEN), "/notify", title="x" * 301, summary="A summary to keep.")
    assert refused.status_code == 422
    assert "x" * 301 in refused.text
    assert "A summary to keep." in refused.text
    assert "at most 300" in text_of(refused)


def test_answers_are_asked_one_by_one_with_a_reason_and_kept_at_once(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    page = visitor.client.get(f"{case}/questions", follow_redirects=True)
    assert "With whom do you work?" in page.text
    page = visitor.client.get(f"{case}/questions?passed=party", follow_redirects=True)
    assert "on the European list of dual-use items?" in page.text
    assert "Why this is asked" in page.text
    address = f"{case}/questions/T-DUAL"
    refused = visitor.fill(page, address, answer="unsure", explanation="")
    assert refused.status_code == 422
    answered = visitor.fill(page, address, answer="unsure", explanation="A sensor may be on it.", passed="party")
    assert answered.status_code == 303, text_of(answered)
    after = visitor.client.get(answered.headers["Location"], follow_redirects=True)
    assert "military use" in after.text
    assert visitor.fill(after, f"{case}/questions/T-MIL", answer="no").status_code == 303
    told = text_of(visitor.client.get(f"{case}/questions/T-DUAL"))
    assert "You answered this before: unsure" in told
    history = house.researcher.get(f"/collaborations/{case.split('/')[2]}/history").json["items"]
    assert [each["data"]["answer"] for each in history if "risk-question" in each["name"]] == ["unsure", "no"]


def test_only_what_earlier_answers_call_for_is_asked(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    assert visitor.get(f"{case}/questions/use-mass_destruction").status_code == 404
    assert visitor.get(f"{case}/questions/F-CENSOR").status_code == 404
    assert visitor.get(f"{case}/questions/R-TEMP").status_code == 404
    assert visitor.get(f"{case}/questions/C-CONFLICT").status_code == 200
    page = visitor.get(f"{case}/questions/T-MIL")
    visitor.fill(page, f"{case}/questions/T-MIL", answer="yes", explanation="An army pays.")
    use = visitor.get(f"{case}/questions/use-mass_destruction")
    assert "nuclear weapons" in use.text
    assert visitor.fill(use, f"{case}/questions/use-mass_destruction", answer="no").status_code == 303


def test_the_contact_point_has_the_last_word_and_the_researcher_is_told(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    page = visitor.get(f"{case}/questions/T-DUAL")
    known = Notified(case.split("/")[2], f'"{case.split("/")[2]}:1"', "")
    assert house.officer.do(known, "answer-risk-question", code="T-DUAL", answer="no").status_code == 200
    stale = visitor.fill(page, f"{case}/questions/T-DUAL", answer="yes", explanation="Typed with care.")
    assert stale.status_code == 412
    assert "Typed with care." in stale.text
    assert "Something happened in this case" in stale.text
    refused = visitor.fill(stale, f"{case}/questions/T-DUAL", answer="yes", explanation="Typed with care.")
    assert refused.status_code == 409
    assert "the contact point answered" in text_of(refused)
    told = house.researcher.get(f"/collaborations/{known.id}/history").json["items"]
    assert "risk-question-answered" not in str([each["name"] for each in told])


def test_an_organisation_is_found_in_the_register_or_new(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    address = f"{case}/questions/party"
    fields = {"name": "Institute of Quiet Waves", "country": "Norway", "role": "partner"}
    page = visitor.get(address)
    assert visitor.fill(page, address, **fields).status_code == 303
    assert visitor.fill(page, address, **fields).status_code == 303
    other = notified(visitor)
    address = f"{other}/questions/party"
    asked = visitor.fill(visitor.get(address), address, **fields)
    assert "which are known here?" in asked.text
    known = re.findall(r'name="party_id"[^>]*value="([0-9a-f-]{36})"', asked.text)
    assert len(known) == 1
    assert visitor.fill(asked, address, **fields, party_id=known[0]).status_code == 303
    assert "Institute of Quiet Waves" in visitor.get(other).text
    about = visitor.client.get(f"{other}/questions?passed=party", follow_redirects=True)
    assert "dual-use" in about.text
    assert visitor.get(f"{other}/questions/P-OPAQUE.{known[0]}").status_code == 200
    assert visitor.get(f"{other}/questions/P-MIL-DEV.{known[0]}").status_code == 404


def test_who_comes_is_added_for_a_guest_and_nobody_is_asked_where_from(house: House) -> None:
    visitor = at(house, house.researcher)
    sent = visitor.fill(
        visitor.get(CHOSEN.replace("consortium", "visiting_researcher")),
        "/notify",
        title="A guest",
        summary="Half a year.",
    )
    case = sent.headers["Location"].partition("/questions")[0]
    page = visitor.client.get(f"{case}/questions?passed=party", follow_redirects=True)
    assert "Who comes?" in page.text
    assert "Nationality is never asked" in page.text
    address = f"{case}/questions/person"
    assert visitor.fill(page, address, name="Ayla Stillewater").status_code == 422
    done = visitor.fill(page, address, name="Ayla Stillewater", stay="visiting_researcher", temporary="1")
    assert done.status_code == 303, text_of(done)
    assert "1 person" in visitor.get(case).text


@pytest.mark.parametrize("name", [LONG, FROM_RIGHT_TO_LEFT, SCRIPT], ids=["long", "right to left", "script"])
def test_any_name_is_shown_as_the_text_that_it_is(house: House, name: str) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor, title=name)
    address = f"{case}/questions/party"
    sent = visitor.fill(visitor.get(address), address, name=name, country="NO", role="partner")
    if "which are known here?" in sent.text:
        sent = visitor.fill(sent, address, name=name, country="NO", role="partner", party_id="new")
    assert sent.status_code == 303, text_of(sent)
    for path in (case, "/mine", f"{case}/sharing", _documents(case), f"{case}/questions/party"):
        page = visitor.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert html.unescape(page.text).count(name[:60])


def test_script_in_every_field_is_text_on_the_page_that_comes_back(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    forms = {
        f"{case}/questions/party": ("name", "country", "website", "role"),
        f"{case}/questions/person": ("name", "home", "scholarship", "stay"),
        f"{case}/questions/T-DUAL": ("answer", "explanation"),
        f"{case}/sharing": ("way", "on", "where", "to", "codes", "nothing_because", "what", "listed", "listener"),
    }
    for path, fields in forms.items():
        answer = visitor.fill(visitor.get(path), path, **dict.fromkeys(fields, f'">{SCRIPT}'))
        assert answer.status_code == 422, path
        assert "<script>alert" not in answer.text, path
    page = visitor.get(CHOSEN)
    answer = visitor.fill(page, "/notify", **dict.fromkeys(("nature", "why", "money", "place", "begin"), SCRIPT))
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_nobody_else_sees_the_case_and_other_roles_have_no_such_pages(house: House) -> None:
    case = notified(at(house, house.researcher))
    pages = (case, f"{case}/questions", f"{case}/questions/T-DUAL", _documents(case), f"{case}/sharing")
    other = at(house, house.other_researcher)
    assert {other.get(each).status_code for each in pages} == {404}
    assert "Waves and drones" not in other.get("/mine").text
    officer = at(house, house.officer)
    own = tuple(each for each in pages if each != _documents(case))  # an officer attaches documents too
    assert {officer.get(each).status_code for each in (*own, "/mine", "/notify")} == {403}
    assert "/notify" not in officer.get("/cases").text
    both = at(house, house.person("bo", Role.RESEARCHER, Role.CONTACT_POINT_OFFICER))
    assert {both.get(each).status_code for each in own} == {404}
    assert "Waves and drones" not in both.get("/mine").text


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(house: House) -> None:
    visitor = at(house, house.researcher)
    page = visitor.get(CHOSEN)
    visitor.post("/sign-out")
    typed = {"title": "Not lost", "summary": f"Typed for half an hour. {SCRIPT}"}
    ended = visitor.fill(page, "/notify", **typed)
    assert ended.status_code == 401
    assert "Nothing that you typed is lost" in ended.text
    assert "<script>alert" not in ended.text
    assert visitor.sign_in(house.researcher.key).status_code == 303
    again = visitor.fill(ended, "/notify")
    assert again.status_code == 403
    sent = visitor.fill(again, "/notify")
    assert sent.status_code == 303
    case = sent.headers["Location"].partition("/questions")[0]
    assert "Not lost" in visitor.get(case).text


def test_of_a_form_with_a_file_all_but_the_file_comes_back_and_the_page_says_so(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    page = visitor.get(_documents(case))
    visitor.post("/sign-out")
    ended = _upload(visitor, case, PDF, "plan.pdf", page=page, title=f"Het plan {SCRIPT}")
    assert ended.status_code == 401
    assert "Only the file is not kept" in ended.text
    assert "<script>alert" not in ended.text
    assert 'type="file"' not in ended.text, "a file chosen here would be lost once more"
    assert visitor.sign_in(house.researcher.key).status_code == 303
    fields = visitor.form(ended).to_dict()
    given = _upload(visitor, case, b"", "", page=ended, title=fields["title"])
    assert given.status_code == 403
    assert "Your file was not kept: choose it again" in given.text
    assert 'aria-describedby="file-hint"' in given.text
    sent = _upload(visitor, case, PDF, "plan.pdf", page=given, title=visitor.form(given)["title"])
    assert sent.status_code == 303, sent.text
    assert "Het plan &lt;script&gt;" in visitor.get(case).text


def test_nothing_of_a_form_of_another_site_is_repeated(house: House) -> None:
    visitor = At(house.app)
    answer = visitor.client.post(
        "/notify", data={"title": "From elsewhere"}, headers={"Origin": "http://elsewhere.example"}
    )
    assert answer.status_code in {401, 403}
    assert "From elsewhere" not in answer.text


def _documents(case: str) -> str:
    """Return where documents of an own case go."""
    return f"{case.removesuffix('/mine')}/documents"


def _upload(
    visitor: At, case: str, data: bytes, name: str, *, page: TestResponse | None = None, **fields: str
) -> TestResponse:
    """Send the form of a document as a browser does, its file last."""
    form = visitor.form(page or visitor.get(_documents(case)))
    told = {**form.to_dict(), "title": "Het plan", "marking": "internal", **fields}
    return visitor.upload(_documents(case), told, data, name)


def test_a_document_is_attached_once_and_handed_out_as_it_was(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    page = visitor.get(_documents(case))
    for _ in range(2):
        assert _upload(visitor, case, PDF, "plan.pdf", page=page).status_code == 303
    shown = visitor.get(case)
    (link,) = re.findall(rf'href="({_documents(case)}/[0-9a-f-]+)"', shown.text)
    got = visitor.get(link)
    assert (got.status_code, got.data) == (200, PDF)
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert at(house, house.other_researcher).get(link).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"<html>", "page.html", "is the ending of no type that is kept"),
        (b"MZ program", "plan.pdf", "is no application/pdf"),
        (b"", "plan.pdf", "is empty"),
        (b"", "", "is not chosen"),
    ],
)
def test_a_file_that_is_not_kept_is_refused_with_what_was_typed(
    house: House, data: bytes, name: str, said: str
) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    refused = _upload(visitor, case, data, name, title="A title to keep")
    assert refused.status_code == 422
    assert said in text_of(refused)
    assert "A title to keep" in refused.text


def test_a_file_that_is_too_large_or_without_our_token_or_cut_off_is_refused(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    before = house.events()
    assert _upload(visitor, case, PDF, "plan.pdf", csrf_token="forged").status_code == 403
    large = visitor.client.post(
        _documents(case),
        data=b"",
        headers={**OURS, "Content-Type": "multipart/form-data; boundary=x"},
        environ_overrides={"CONTENT_LENGTH": str(10**9)},
    )
    assert large.status_code == 413
    form = visitor.form(visitor.get(_documents(case)))
    part = "".join(f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in form.items())
    part += '--x\r\nContent-Disposition: form-data; name="file"; filename="plan.pdf"\r\n\r\n'
    cut = visitor.client.post(
        _documents(case),
        data=part.encode() + PDF[:1000],
        headers={**OURS, "Content-Type": "multipart/form-data; boundary=x"},
    )
    assert cut.status_code == 400
    plain = visitor.client.post(_documents(case), data={"csrf_token": "x"}, headers=OURS)
    assert plain.status_code == 415
    assert house.events() == before


def test_nothing_of_a_file_is_put_down_in_clear_while_it_is_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_more: object) -> None:
        raise AssertionError("the form was put down on the disk")

    visitor = at(house, house.researcher)
    case = notified(visitor)
    page = visitor.get(_documents(case))
    monkeypatch.setattr("werkzeug.formparser.default_stream_factory", never)
    assert _upload(visitor, case, PDF, "plan.pdf", page=page).status_code == 303


def test_a_question_of_the_contact_point_is_answered_where_it_is_asked(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    stream = case.split("/")[2]
    known = Notified(stream, f'"{stream}:1"', "")
    question = identifier(f"question {stream}")
    asked = house.officer.do(
        known, "ask-notifier", question_id=question, question="Who owns the company?", due_on="2026-03-20"
    )
    assert asked.status_code == 200, asked.text
    overview = text_of(visitor.get("/mine"))
    assert "1 thing is asked of you" in overview
    assert "20 Mar 2026" in overview
    page = visitor.get(case)
    assert "Who owns the company?" in page.text
    assert visitor.fill(page, f"{case}/asked/{question}", 0, answer=" ").status_code == 422
    assert visitor.fill(page, f"{case}/asked/{question}", 0, answer="Two engineers.").status_code == 303
    assert "Who owns the company?" not in visitor.get(case).text


def test_a_measure_is_named_where_it_is_asked_and_where_it_is_accepted(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    stream = case.split("/")[2]
    known = Notified(stream, f'"{stream}:1"', "")
    measure = {"mitigation_id": identifier(f"measure {case}"), "code": "M03", "owner": "rosa", "due_on": "2027-01-01"}
    assert house.officer.do(known, "set-mitigation", **measure, justification="A long journey.").status_code == 200
    page = visitor.client.get(case, headers={"Accept-Language": "nl"}).text
    called = 'Voorzorgen op reis: schone laptop of telefoon <small class="code">M03</small>'
    assert f"Neem deze maatregel: {called}" in page
    assert page.count(called) == 3, "asked, listed, and named again where it is accepted"
    assert "M03: M03" not in page
    assert "Gesloten door" not in page


def test_what_cannot_be_used_is_told_in_dutch_with_the_name_of_its_field(house: House) -> None:
    visitor = at(house, house.researcher)
    wrong = CHOSEN.replace("place=Norway&begin=&end=", "place=Nergensland&begin=2026-12-01&end=2026-11-01")
    page = text_of(visitor.client.get(wrong, headers={"Accept-Language": "nl"}))
    assert "Land 1: Nergensland" in page
    assert "place-1" not in page


def test_cases_in_which_something_is_asked_stand_first_though_newer_ones_fill_the_page(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_cases, "PAGE", 2)
    who = house.person("roelof", Role.RESEARCHER)
    visitor = at(house, who)
    told = [who.notify(title=f"Case {number}") for number in range(5)]
    for number, day in ((0, "2026-03-20"), (1, "2026-03-18")):
        asked = house.officer.do(
            told[number], "ask-notifier", question_id=identifier(f"old {number}"), question="Who pays?", due_on=day
        )
        assert asked.status_code == 200, asked.text
    for number in (2, 4):
        assert who.do(told[number], "withdraw", reason="Not any more.").status_code == 200
    first = visitor.get("/mine")
    assert re.findall(r"<bdi>Case (\d)</bdi>", first.text) == ["1", "0", "3", "4"]
    assert "stand first" in first.text
    following = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert following is not None
    assert re.findall(r"<bdi>Case (\d)</bdi>", visitor.get(html.unescape(following[1])).text) == ["1", "2"]


def test_whether_something_may_be_shared_is_answered_with_why_not_and_nothing_is_written(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    before = house.events()
    page = visitor.get(f"{case}/sharing")
    fields = {
        "way": "lecture",
        "on": "2026-03-02",
        "where": "Norway",
        "listed": "no",
        "nothing_because": "Basic theory.",
    }
    answer = visitor.fill(page, f"{case}/sharing/ask", **fields)
    assert answer.status_code == 200, text_of(answer)
    assert "Not yet." in answer.text
    assert "it is approved first" in text_of(answer)
    assert "handbook" not in text_of(answer)
    assert "record-sharing" not in text_of(answer)
    assert "Basic theory." in answer.text
    assert "Report this sharing" not in answer.text
    assert house.events() == before
    refused = visitor.fill(page, f"{case}/sharing", **fields, what="A talk.")
    assert refused.status_code == 409
    assert "A talk." in refused.text
    unsaid = visitor.fill(page, f"{case}/sharing/ask", **(fields | {"listed": "yes"}))
    assert unsaid.status_code == 422


def test_the_appraisal_asks_only_what_is_called_for_and_is_sent_at_the_end(house: House) -> None:
    visitor = at(house, house.researcher)
    case = notified(visitor)
    address = f"{case}/appraisal"
    page = visitor.get(address)
    said = {
        "topic-critical": "no",
        "topic-dual-use": "no",
        "topic-harm": "no",
        "country-abroad": "eu",
        "partner-none": "no",
    }
    for question, answer in said.items():
        assert f'name="a.{question}"' in page.text, question
        page = visitor.fill(page, address, **{f"a.{question}": answer})
    assert "Look once more, and send" in page.text
    back = visitor.fill(page, address, back="partner-none")
    assert 'name="a.partner-none"' in back.text
    sent = visitor.fill(page, address, send="1")
    assert sent.status_code == 303, text_of(sent)
    history = house.researcher.get(f"/collaborations/{case.split('/')[2]}/history").json["items"]
    assert history[-1]["data"]["outcome"] == "none"


@pytest.mark.sockets
def test_a_researcher_notifies_in_dutch_in_a_few_minutes(site: Site, tmp_path: Path) -> None:
    with site.visit(site.of(Role.RESEARCHER), "nl") as page:
        page.goto("/mine")
        looked_at(page)
        shot(page, "researcher-cases-nl")
        page.get_by_role("link", name="Samenwerking melden").click()
        looked_at(page)
        page.get_by_label("Gastonderzoeker").check()
        page.get_by_role("button", name="Volgende").click()
        page.get_by_label("tweeërlei gebruik").check()
        looked_at(page)
        page.get_by_role("button", name="Volgende").click()
        page.get_by_label("Andere financier, of geen").check()
        page.get_by_role("button", name="Volgende").click()
        page.get_by_label("Land 1").fill("Noorwegen")
        looked_at(page)
        page.get_by_role("button", name="Volgende").click()
        page.get_by_label("Titel").fill("Stille golven meten")
        page.get_by_label("Waarover het gaat").fill("Een gast meet een half jaar golven met onze sensoren.")
        looked_at(page)
        page.get_by_role("button", name="De melding versturen").dblclick()
        page.wait_for_url("**/mine/questions/party**")
        looked_at(page)
        page.get_by_label("Naam van de organisatie").fill(FROM_RIGHT_TO_LEFT)
        page.get_by_label("Land waar ze gevestigd is").fill("Noorwegen")
        page.get_by_role("button", name="Deze organisatie toevoegen").click()
        page.wait_for_url("**/mine/questions/person**")
        looked_at(page)
        page.get_by_role("link", name="Nog niet bekend").click()
        page.wait_for_url("**/T-DUAL**")
        looked_at(page)
        shot(page, "researcher-question-nl")
        page.get_by_label("Onzeker").check()
        page.get_by_label("Wat weet u, of wat weet u niet?").fill("De sensor staat misschien op de lijst.")
        page.get_by_role("button", name="Dit antwoord versturen").click()
        page.wait_for_url("**/T-MIL**")
        page.get_by_label("Nee").check()
        page.get_by_role("button", name="Dit antwoord versturen").click()
        page.wait_for_url("**/T-INTERF-POL**")
        page.go_back()
        page.go_back()
        assert "T-DUAL" in page.url or "T-MIL" in page.url
        page.get_by_role("link", name="Naar het dossier").click()
        page.wait_for_url("**/mine")
        looked_at(page)
        page.get_by_role("link", name="Een document toevoegen").click()
        looked_at(page)
        with (tmp_path / "te groot.pdf").open("wb") as large:
            large.truncate(200_000_000)
        page.get_by_label("Titel").fill("Het plan")
        page.get_by_label("Bestand").set_input_files(tmp_path / "te groot.pdf")
        page.get_by_role("button", name="Toevoegen").click()
        told = page.get_by_label("Bestand").evaluate("field => field.validationMessage")
        assert told.startswith("Dit bestand is te groot")
        assert page.get_by_label("Titel").input_value() == "Het plan"
        page.get_by_label("Titel").fill("")
        page.get_by_label("Bestand").set_input_files({"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF})
        page.get_by_role("button", name="Toevoegen").click()
        page.wait_for_url("**/mine?of=*")
        assert page.get_by_text("Opgetekend: Document toegevoegd.").is_visible()
        assert page.get_by_role("link", name="plan.pdf").is_visible()
        page.get_by_role("link", name="Mag ik dit daar voorstellen?").click()
        looked_at(page)
        page.get_by_label("Een lezing of poster brengen").check()
        page.get_by_label("Op welke dag?").fill("2026-12-01")
        page.get_by_label("In welk land, of naar welk?").fill("Noorwegen")
        page.get_by_label("Nee", exact=True).check()
        page.get_by_label("Waarom staat er niets van op de lijst?").fill("Enkel wat gepubliceerd is.")
        page.get_by_role("button", name="Vragen", exact=True).click()
        assert page.get_by_role("heading", name="Nog niet.").is_visible()
        looked_at(page)
        shot(page, "researcher-sharing-nl")


@pytest.mark.sockets
def test_everything_is_done_without_javascript_on_a_phone(site: Site) -> None:
    with site.visit("r.vanhoof", "en", script=False, size=PHONE) as page:
        page.goto("/notify")
        page.get_by_label("Joint research, such as a consortium").check()
        page.get_by_role("button", name="Next").click()
        page.get_by_label("Something else").check()
        page.get_by_role("button", name="Next").click()
        page.get_by_label("Another funder, or none").check()
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Next").click()
        page.get_by_label("Title").fill("Quiet engines")
        page.get_by_label("What it is about").fill("Noise of engines, with a small company.")
        page.get_by_role("button", name="Send the notification").click()
        assert "/mine/questions/party" in page.url
        page.get_by_role("link", name="Nobody outside my institution").click()
        assert "/T-DUAL" in page.url
        for _ in range(4):
            page.get_by_label("No", exact=True).check()
            page.get_by_role("button", name="Send this answer").click()
        assert page.url.endswith("/mine?answered=1") or "passed" in page.url
        page.goto("/mine")
        assert page.get_by_role("link", name="Quiet engines").is_visible()
        assert NAMES[NORTH] in page.content()


@pytest.mark.sockets
def test_what_the_demonstration_asks_of_a_researcher_is_well_made(site: Site) -> None:
    with site.visit("r.vanhoof") as page:
        page.goto("/mine")
        looked_at(page)
        shot(page, "researcher-cases")
        for address in page.locator(".own-cases h2 a").evaluate_all("links => links.map(each => each.href)"):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200
            looked_at(page)
        shot(page, "researcher-case", whole=True)
