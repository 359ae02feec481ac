"""Looking back: a case as it was known on any day, then and now, the proof, and who read what."""

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.app import create_app
from api.settings import ApiSettings
from api.web.history import case as history
from api.web.history.case import AROUND
from api.web.history.watching import SHOWN
from domain.policyset import decider as policyset
from domain.reads import Answer, Read
from domain.values import Role
from kvcase import bootstrap
from kvcase.demo.client import Person as Clerk
from kvcase.demo.client import Play, Told
from kvcase.facts import POLICY_SET, shipped
from kvcase.ledger.keys import Keyring
from kvcase.settings import LedgerSettings, Settings
from kvcase.store.database import DatabaseUrl
from kvcase.witnesses import Folder
from tests.api.house import HERE, THERE, House, Notified, Person, identifier, opened
from tests.api.visitor import Visitor
from tests.web.site import MAX_PAGE_BYTES, PHONE, Site, looked_at, shot

SECRET = "Kanariewoord"
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Time:
    """The time of the house, which goes on when a test says so."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Past:
    """A house whose one case was notified in March, screened in April and renamed in May."""

    house: House
    case: Notified
    time: Time

    def looks(self, who: Person) -> Visitor:
        """Return the browser of somebody who is signed in."""
        visitor = Visitor(self.house.app)
        assert visitor.sign_in(who.key).status_code == 303
        return visitor

    @property
    def address(self) -> str:
        return f"/cases/{self.case.id}/history"


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    folder, time = tmp_path_factory.mktemp("history"), Time()
    signed = LedgerSettings(
        Keyring.made("test", lambda count: bytes(range(count))), witnesses=(Folder(folder / "witness"),)
    )
    url = DatabaseUrl.parse(f"sqlite:///{folder / 'data'}")
    (folder / "data").mkdir()
    settings = Settings(url, bytes(range(32)), (HERE, THERE), ledger=signed)
    bootstrap.migrate(settings)
    program = bootstrap.build(settings, time)
    house = House(program, create_app(program.ports, settings=ApiSettings()))
    try:
        ships = shipped()
        proposed = policyset.ProposeEdition(POLICY_SET, ships.edition_id, ships.sha256, BEGIN.date(), "test")
        program.service(proposed, actor=house.keeper.actor)
        program.service(policyset.PublishEdition(POLICY_SET, ships.edition_id), actor=house.second_keeper.actor)
        case = house.researcher.notify(title=f"{SECRET} one", summary=SECRET)
        time.now += timedelta(days=31)
        for command, fields in (
            ("start-screening", {"screening_id": identifier("screening")}),
            ("complete-screening", {"summary": "Geen treffer."}),
        ):
            answer = house.officer.do(case, command, **fields)
            assert answer.status_code == 200, answer.text
        time.now += timedelta(days=31)
        renamed = {"title": f"{SECRET} two", "reason": "Beter."}
        assert house.researcher.do(case, "amend-notification", **renamed).status_code == 200
        time.now += timedelta(days=31)
        program.ledgers.tend()
        yield Past(house, case, time)
    finally:
        program.close()


def _then(page: str) -> str:
    """Return the part of the page that tells the case as of then."""
    return page.partition('<article id="then"')[2].partition("</article>")[0]


def test_a_day_shows_the_case_as_it_was_known_at_its_end(past: Past) -> None:
    officer = past.looks(past.house.officer)
    march = officer.get(f"{past.address}?as_of=2026-03-10")
    assert march.status_code == 200
    assert f"{SECRET} one" in _then(march.text)
    assert f"{SECRET} two" not in _then(march.text)
    assert march.headers["Kvcase-As-Of"].startswith("p")
    now = officer.get(past.address)
    assert f"{SECRET} two" in _then(now.text)
    assert "Kvcase-As-Of" not in now.headers


def test_a_day_before_the_case_and_a_day_to_come_are_said_beside_the_field(past: Past) -> None:
    auditor = past.looks(past.house.auditor)
    for said, why in (
        ("2026-01-01", "there was no such case yet"),
        ("2999-01-01", "is no day that has been"),
        ("v99", "is no day that has been"),
        ("yesterday", "is no day that has been"),
    ):
        page = auditor.get(f"{past.address}?as_of={said}")
        assert (page.status_code, why in page.text) == (422, True), said
        assert 'aria-invalid="true"' in page.text
        assert "Nothing was known then" in _then(page.text)


def test_the_links_go_from_event_to_event(past: Past) -> None:
    auditor = past.looks(past.house.auditor)
    seen, address = [], past.address
    while found := re.search(r'rel="prev" href="([^"]+)"', page := auditor.get(address).text):
        seen.append(_version(page))
        address = found[1].replace("&amp;", "&")
    last = int(past.case.etag.rpartition(":")[2].rstrip('"'))
    assert [*seen, _version(page)] == ["", *(str(each) for each in range(last, 0, -1))]
    assert 'rel="next"' in page


def _version(page: str) -> str:
    found = re.search(r'data-upto="(\d*)"', page)
    assert found is not None
    return found[1]


def test_then_and_now_is_offered_of_what_somebody_decided(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as house:
        open_, decided = (house.researcher.notify(title=each) for each in ("Open", "Decided"))
        for command, fields in (
            ("start-screening", {"screening_id": identifier("then and now")}),
            ("complete-screening", {"summary": "x"}),
            ("submit-for-review", {"proposal": "x"}),
        ):
            assert house.officer.do(decided, command, **fields).status_code == 200
        assert house.approver.do(decided, "reject", grounds="Too much.").status_code == 200
        visitor = Visitor(house.app)
        visitor.sign_in(house.auditor.key)
        told = visitor.get("/audit", Accept_Language="en").text
        assert re.findall(r"/cases/([0-9a-f-]+)/then-and-now", told) == [decided.id]
        row = told.partition(f"/cases/{open_.id}/history")[2].partition("</tr>")[0]
        assert ">no<" in row


def test_an_event_says_who_did_it_under_which_rules_and_which_gates_it_closed(past: Past) -> None:
    page = _then(past.looks(past.house.auditor).get(f"{past.address}?as_of=v1").text)
    assert "Collaboration notified" in page
    assert "rosa, researcher" in page
    assert shipped().edition_id in page
    assert "Gates that opened with it" in page


def test_an_auditor_reads_all_of_it_and_no_personal_text(past: Past) -> None:
    auditor = past.looks(past.house.auditor)
    for address in (past.address, f"{past.address}?as_of=v1", f"/cases/{past.case.id}/then-and-now", "/audit"):
        page = auditor.get(address)
        assert page.status_code == 200, address
        assert SECRET not in page.text, address
    assert "[withheld]" in auditor.get(f"{past.address}?as_of=v1").text


def test_a_researcher_sees_the_own_history_without_the_work_behind_it(past: Past) -> None:
    page = past.looks(past.house.researcher).get(f"{past.address}?as_of=v1")
    assert page.status_code == 200
    assert f"{SECRET} one" in page.text
    assert "Gates that opened with it" not in page.text
    assert past.looks(past.house.other_researcher).get(past.address).status_code == 404
    assert past.looks(past.house.stranger).get(past.address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "shown"), [("who=olga", {"olga"}), ("who=rosa", {"rosa"}), ("kind=screening-started", {"olga"})]
)
def test_the_timeline_is_filtered_by_who_and_what(past: Past, asked: str, shown: set[str]) -> None:
    page = past.looks(past.house.auditor).get(f"{past.address}?{asked}").text
    line = page.partition('<section class="line"')[2]
    assert {each for each in ("olga", "rosa") if f"{each}, " in line} == shown
    assert f"as_of=v1&amp;{asked}" in page or "as_of=v1" not in line


def test_the_timeline_is_filtered_by_a_rule_whose_gate_changed(past: Past) -> None:
    auditor = past.looks(past.house.auditor)
    offered = re.findall(r"<option>([^<]+)</option>", auditor.get(past.address).text.partition('id="rule"')[2])
    page = auditor.get(f"{past.address}?rule={offered[0]}").text
    assert page.count("data-stop=") > 1
    assert "No event of this case fits that" in auditor.get(f"{past.address}?rule=none").text


def test_a_long_timeline_tells_the_events_about_a_day_and_leads_to_the_others(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "AROUND", 2)
    auditor = past.looks(past.house.auditor)
    address, seen = past.address, list[int]()
    for _ in range(9):
        page = auditor.get(address).text
        told = list(map(int, re.findall(r'data-stop="(\d+)"', page)))
        assert len(told) <= 2
        stops = page.partition('data-stops="')[2].partition('"')[0]
        assert [each.split(" ")[0] for each in stops.split("|")] == ["1", "2", "3", "4", ""], "the slider knows all"
        seen += told
        before = re.search(r'href="([^"]*)">\d+ events? before these', page)
        if before is None:
            break
        address = past.address + before[1]
    assert set(seen) == {1, 2, 3, 4}
    first = auditor.get(f"{past.address}?as_of=v1").text
    after = re.search(r'href="([^"]*)">2 events after these', first)
    assert after is not None
    assert 'data-stop="3"' in auditor.get(past.address + after[1]).text


def test_a_case_that_nobody_decided_on_says_so(past: Past) -> None:
    page = past.looks(past.house.auditor).get(f"/cases/{past.case.id}/then-and-now")
    assert "Nobody has decided on this case yet" in page.text


def test_the_bundle_is_a_file_and_is_kept_as_one_that_left(past: Past) -> None:
    auditor = past.looks(past.house.auditor)
    answer = auditor.get(f"/cases/{past.case.id}/bundle")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{past.case.reference}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        assert SECRET.encode() not in b"".join(bundle.read(each) for each in bundle.namelist())
    page = auditor.get(f"/access/reads?about=collaboration:{past.case.id}&answer=exported").text
    assert "given as a file" in page
    assert past.case.reference in page


def test_the_log_is_verified_and_the_proof_said_in_words(past: Past) -> None:
    auditor = past.looks(past.house.auditor)
    assert "Good: nothing" not in auditor.get("/verification").text
    page = auditor.get("/verification?verify=yes").text
    found = past.house.program.ports.proof.verify(actor=past.house.auditor.actor)
    assert "Good: nothing differs from what was signed" in page
    assert found.good_root is not None
    assert found.good_root in page
    assert f"kvcase/test/{HERE}" in page
    assert "What it does not prove" in page
    assert past.looks(past.house.operator).get("/verification").status_code == 200
    assert past.looks(past.house.officer).get("/verification").status_code == 403


def test_an_altered_event_is_named_with_what_to_do(tmp_path: Path) -> None:
    signed = LedgerSettings(Keyring.made("test", lambda count: bytes(range(count))))
    with opened(tmp_path / "data", signed) as house:
        case = house.researcher.notify()
        visitor = Visitor(house.app)
        visitor.sign_in(house.auditor.key)
        assert "Nothing is signed yet: there is nothing to hold" in visitor.get("/verification?verify=yes").text
        house.program.ledgers.tend()
        assert "Good: nothing differs" in visitor.get("/verification?verify=yes").text
        (file,) = (tmp_path / "data").glob(f"{HERE}.db")
        with closing(sqlite3.connect(file)) as database, database:
            position, state = database.execute("SELECT min(position), state FROM stored_events").fetchone()
            altered = (state[:-1] + bytes([state[-1] ^ 1]), position)
            assert database.execute("UPDATE stored_events SET state = ? WHERE position = ?", altered).rowcount == 1
        page = visitor.get("/verification?verify=yes").text
        assert "Not good: something is not as it was signed" in page
        assert "An event is not as it was written" in page
        assert case.id in page
        assert "leave everything as it is" in page


def test_reads_roles_and_files_are_for_who_watches_and_purposes_for_one_of_them(past: Past) -> None:
    house = past.house
    house.officer.get(f"/collaborations/{past.case.id}", Kvcase_Purpose="Dringend.")
    keeper = past.looks(house.person("dora", Role.DATA_PROTECTION_OFFICER))
    auditor = past.looks(house.auditor)
    for visitor, told in ((keeper, True), (auditor, False)):
        for address in ("/access/reads", "/access/unusual", "/access/changes", "/handed-out"):
            assert visitor.get(address).status_code == 200, address
        assert ("Dringend." in visitor.get("/access/reads").text) is told
    assert ">key made</td>" in auditor.get("/access/changes?actor=olga").text
    assert ">key made</td>" not in auditor.get("/access/changes?what=signed-in").text
    assert past.looks(house.officer).get("/access/reads").status_code == 403
    for address in ("/access/reads", f"/access/reads?about={past.case.reference.lower()}"):
        read = keeper.get(address).text
        assert f'<span class="code">{past.case.reference}</span>' in read
        assert f'href="{past.address}' not in read, "reads no cases, and so no link to one"
    assert "Nobody read anything" in keeper.get("/access/reads?about=KV-NOORDHAVEN-2020-000001").text
    assert f'href="{past.address}"' in auditor.get("/access/reads").text


def test_reads_come_page_by_page(past: Past) -> None:
    for _ in range(60):
        past.house.officer.get("/collaborations?limit=1")
    auditor = past.looks(past.house.auditor)
    first = auditor.get("/access/reads?actor=olga").text
    found = re.search(r'href="([^"]+)" rel="next"', first)
    assert found is not None
    assert auditor.get(found[1].replace("&amp;", "&")).status_code == 200


def test_what_stands_out_comes_page_by_page_the_newest_first(past: Past) -> None:
    for number in range(SHOWN + 3):
        read = Read(f"nosy.{number:03}", HERE, ("auditor",), None, "GET /x", "cases", Answer.FORBIDDEN)
        for _ in range(5):
            past.house.program.reads.record(HERE, read)
    auditor = past.looks(past.house.auditor)
    told, address = list[str](), "/access/unusual"
    for _ in range(2):
        page = auditor.get(address).text
        assert len(page.encode()) < MAX_PAGE_BYTES
        told.append(page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found[1].replace("&amp;", "&") if found is not None else ""
    assert not address, "there is no third page"
    shown = [len(set(re.findall(r"nosy\.[0-9]{3}", page))) for page in told]
    assert shown == [SHOWN, 3]
    assert f"{SHOWN + 3} things stand out" in told[0]


@pytest.mark.parametrize("address", ["/access/reads?from=soon", "/access/reads?answer=happy", "/handed-out?kind=song"])
def test_what_cannot_be_asked_is_refused(past: Past, address: str) -> None:
    assert past.looks(past.house.auditor).get(address).status_code == 422


def test_a_reference_leads_to_the_history(past: Past) -> None:
    auditor = past.looks(past.house.auditor)
    answer = auditor.get(f"/audit?reference={past.case.reference.lower()}")
    assert (answer.status_code, answer.headers["Location"]) == (303, past.address)
    assert "There is no case KV-X here" in auditor.get("/audit?reference=KV-X").text


def test_the_pages_speak_dutch_to_the_last_word_of_an_event(past: Past) -> None:
    page = past.looks(past.house.auditor).get(f"{past.address}?as_of=v1", Accept_Language="nl").text
    assert "Samenwerking gemeld" in page
    assert "Poorten die ermee opengingen" in page
    assert "[niet meegedeeld]" in page
    assert "As known on" not in page


@pytest.mark.sockets
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_slider_is_moved_by_keyboard_and_the_case_goes_along(site: Site, lang: str) -> None:
    with site.visit(site.of(Role.AUDITOR), lang) as page:
        page.goto("/audit")
        looked_at(page)
        shot(page, f"looking-back-{lang}")
        _open_the_longest(page)
        slider = page.locator("#slide")
        last = int(slider.get_attribute("max") or 0)
        expect(slider).to_have_value(str(last))
        slider.focus()
        page.keyboard.press("Home")
        expect(page.locator("#then")).to_have_attribute("data-upto", "1")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#then")).to_have_attribute("data-upto", "3")
        expect(slider).to_be_focused()
        assert page.url.endswith("as_of=v3")
        what = page.locator("[data-stop][aria-current=step] [data-what]").inner_text()
        assert what in (slider.get_attribute("aria-valuetext") or "")
        assert what == page.locator(".happened strong").inner_text()
        assert page.locator("[data-status]").inner_text() == page.locator("#then-title").inner_text()
        looked_at(page)
        shot(page, f"history-{lang}")
        page.keyboard.press("End")
        expect(page.locator("#then")).to_have_attribute("data-upto", "")
        page.locator("a[rel=prev]").click()
        expect(page.locator("#then")).to_have_attribute("data-upto", str(last))


@pytest.mark.sockets
def test_the_slider_goes_over_all_of_a_long_case_and_the_timeline_follows(site: Site) -> None:
    play = Play(site.server, Told(), "a long history")
    researcher = Clerk("r.vanhoof", site.keys["r.vanhoof"])
    play.notify(researcher, title="A long story", summary="Of years.", nature="consortium")
    for number in range(AROUND + 20):
        told = {"comment_id": identifier(f"remark {number}"), "text": f"Remark {number}."}
        play.do(Clerk("els.deprez", site.keys["els.deprez"]), "add-comment", **told)
    with site.visit(site.of(Role.AUDITOR)) as page:
        page.goto(f"/cases/{play.case_id}/history")
        rows, slider = page.locator("[data-stop]"), page.locator("#slide")
        last = int(slider.get_attribute("max") or 0)
        assert (rows.count(), last) == (AROUND + 1, AROUND + 21)
        slider.focus()
        page.keyboard.press("Home")
        expect(page.locator("#then")).to_have_attribute("data-upto", "1")
        expect(page.locator("[data-stop='1']")).to_have_attribute("aria-current", "step")
        assert rows.count() == AROUND
        looked_at(page)
        page.locator("[data-stop='7'] a").click()
        expect(page.locator("#then")).to_have_attribute("data-upto", "7")
        expect(slider).to_have_value("6")
        page.get_by_role("link", name="21 events after these").click()
        expect(page.locator("#then")).to_have_attribute("data-upto", str(AROUND + 1))
        looked_at(page)


@pytest.mark.sockets
def test_without_a_script_a_day_and_links_lead_through_the_past(site: Site) -> None:
    with site.visit(site.of(Role.AUDITOR), script=False, size=PHONE) as page:
        page.goto("/audit")
        _open_the_longest(page)
        expect(page.locator("#slide")).to_be_hidden()
        today = page.get_attribute("#as_of", "max") or ""
        page.fill("#as_of", today)
        page.get_by_role("button", name="Show that day").click()
        assert f"as_of={today}" in page.url
        before = int(page.get_attribute("#then", "data-upto") or 0)
        page.get_by_role("link", name="Event before").click()
        assert page.get_attribute("#then", "data-upto") == str(before - 1)
        page.get_by_role("link", name="Event after").click()
        assert page.get_attribute("#then", "data-upto") == str(before)
        page.get_by_role("link", name="To now").click()
        assert page.get_attribute("#then", "data-upto") == ""


@pytest.mark.sockets
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_proof_both_sides_and_the_reads_are_well_made(site: Site, lang: str) -> None:
    with site.visit(site.of(Role.AUDITOR), lang) as page:
        page.goto("/audit")
        case = _open_the_longest(page).removesuffix("/history")
        for name, address in (
            ("then-and-now", f"{case}/then-and-now"),
            ("verification", "/verification?verify=yes"),
            ("reads", "/access/reads"),
            ("unusual", "/access/unusual"),
            ("changes", "/access/changes"),
            ("handed-out", "/handed-out"),
        ):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            looked_at(page)
            shot(page, f"{name}-{lang}")
        page.goto(f"{case}/history")
        with page.expect_download() as taken:
            page.locator("form[action$='/bundle'] button").click()
        assert taken.value.suggested_filename.endswith(".zip")


def _open_the_longest(page: Page) -> str:
    """Open the history of the case with the most events, and return its address."""
    rows = page.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [+row.cells[4].innerText, row.cells[0].innerText])"
    )
    reference = max(rows)[1]
    page.get_by_role("link", name=reference, exact=True).click()
    page.wait_for_url("**/history")
    return page.url
