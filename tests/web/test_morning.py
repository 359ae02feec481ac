"""The morning page: what is due, what changed, which lists moved; counted and linked."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.web import morning
from domain.values import Role
from tests.api.house import NOW, House, identifier, opened
from tests.api.visitor import Visitor
from tests.web.site import PHONE, Site, looked_at, shot


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("house")) as found:
        yield found


def page(house: House, path: str = "/morning", lang: str = "en") -> str:
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    answer = visitor.get(path, Accept_Language=lang)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_quiet_morning_says_so(house: House) -> None:
    told = page(house)
    for text in ("Nothing is due within a week.", "Nothing waits for you.", "No case changed.", "No list has a new"):
        assert text in told
    assert "Binnen een week loopt geen termijn af." in page(house, lang="nl")


def test_the_morning_tells_what_is_due_waits_and_changed(house: House) -> None:
    case = house.researcher.notify(title="Sensors in the harbour")
    day = {"deadline_id": identifier("morning"), "title": "Call", "due_on": "2026-03-03"}
    assert house.officer.do(case, "set-deadline", **day).status_code == 200
    told = page(house)
    due, waits, changed = (told.partition(f'id="{each}"')[2].partition("</section>")[0] for each in
                           ("due", "work", "night"))  # fmt: skip
    assert case.reference in due
    assert "to weigh first" in waits
    assert case.reference in waits
    assert case.reference in changed
    assert "Sensors in the harbour" in changed
    assert f"/cases/{case.id}" in changed
    assert "<strong>1</strong> case changed" in told


def test_an_appeal_window_is_told_until_the_morning_after_it_ended_and_is_never_late(tmp_path: Path) -> None:
    today = [NOW]
    with opened(tmp_path / "data", clock=lambda: today[0]) as house:
        case = house.researcher.notify(title="Refused")
        for command, fields in (
            ("start-screening", {"screening_id": identifier("appeal")}),
            ("complete-screening", {"summary": "x"}),
            ("submit-for-review", {"proposal": "x"}),
        ):
            assert house.officer.do(case, command, **fields).status_code == 200
        last = (NOW + timedelta(days=3)).date()  # a Thursday
        refused = house.approver.do(case, "reject", grounds="Too much.", appeal_until=str(last))
        assert refused.status_code == 200, refused.text
        told = {}
        for day in (3, 4, 7, 900):
            today[0] = NOW + timedelta(days=day)
            house.people.clear()
            told[day] = page(house, "/morning?whose=all")
        due = {day: text.partition('id="due"')[2].partition("</section>")[0] for day, text in told.items()}
        assert [case.reference in due[day] for day in told] == [True, True, False, False]
        assert "(is over)" in due[4]
        assert "<strong>0</strong> deadlines are late" in told[4]
        for day, (late, all_) in {4: (False, True), 7: (False, False)}.items():
            today[0] = NOW + timedelta(days=day)
            house.people.clear()
            assert (case.reference in page(house, "/waiting/deadlines?whose=all&when=late&kind=appeal_window")) is late
            assert (case.reference in page(house, "/waiting/deadlines?whose=all&kind=appeal_window")) is all_
        visitor = Visitor(house.app)
        visitor.sign_in(house.officer.key)
        case_page = visitor.get(f"/cases/{case.id}").text
        assert 'class="late"' not in case_page.partition('id="deadlines"')[2].partition("</section>")[0]


def test_work_of_others_is_shown_when_it_is_asked_for(house: House) -> None:
    case = house.researcher.notify(title="Given to somebody")
    assert house.officer.do(case, "assign-case", assignee="olaf").status_code == 200
    mine, everybody = page(house), page(house, "/morning?whose=all")
    assert case.reference not in mine.partition('id="work"')[2].partition("</section>")[0]
    assert case.reference in everybody.partition('id="work"')[2].partition("</section>")[0]


def test_everything_that_is_due_is_read_page_by_page_as_the_tiles_count_it(house: House) -> None:
    case = house.researcher.notify(title="Much to do")
    for number in range(60):
        day = {"deadline_id": identifier(f"due {number}"), "title": f"Call {number}", "due_on": "2026-03-05"}
        assert house.officer.do(case, "set-deadline", **day).status_code == 200
    first = page(house)
    tiles = dict(re.findall(r'<li><a href="(/waiting/[^"]+)"><strong>(\d+)</strong>', first))
    assert [each.partition("?")[0] for each in tiles] == ["/waiting/deadlines"] * 2 + ["/waiting/tasks"]
    for address, number in tiles.items():
        assert len(_rows(house, address)) == int(number), address
    more = re.search(r'These are the first 12 of (\d+)\. <a href="([^"]+)">All deadlines', first)
    assert more is not None
    assert len(set(_rows(house, more[2]))) == int(more[1]) >= 60
    assert "Much to do" in page(house, "/waiting/deadlines?kind=own")
    kinds = re.findall(r'<a href="(/waiting/tasks\?kind=[^"]+)">[^<]+: <strong>(\d+)</strong>', first)
    assert kinds
    for address, number in kinds:
        assert len(_rows(house, address)) == int(number), address


def test_all_that_waits_is_asked_for_by_kind_by_day_and_by_whose_it_is(house: House) -> None:
    case = house.researcher.notify(title="Of somebody else")
    assert house.officer.do(case, "assign-case", assignee="olaf").status_code == 200
    assert case.reference not in page(house, "/waiting/tasks")
    assert case.reference in page(house, "/waiting/tasks?whose=all&kind=triage")
    assert case.reference not in page(house, "/waiting/tasks?whose=all&kind=lift")
    assert "Nothing fits what you asked for." in page(house, "/waiting/tasks?whose=all&when=late")
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    for wrong in ("tasks?kind=own", "deadlines?kind=lift", "tasks?when=never", "deadlines?whose=olaf", "tasks?after=x"):
        assert visitor.get(f"/waiting/{wrong}").status_code in {400, 422}, wrong


def _rows(house: House, address: str) -> list[str]:
    found = list[str]()
    following: str | None = address
    while following is not None:
        told = page(house, following.replace("&amp;", "&"))
        found += re.findall(r"<tr\b[^>]*><td\b[^>]* class=\"day\".*?</tr>", told)
        more = re.search(r'<a href="([^"]+)" rel="next"', told)
        following = more[1] if more else None
    return found


def test_the_page_looks_back_no_further_than_it_says(house: House) -> None:
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    assert visitor.get("/morning?days=7").status_code == 200
    assert visitor.get("/morning?days=8").status_code == 422


def test_who_handles_no_cases_has_no_morning(house: House) -> None:
    for who in (house.researcher, house.operator):
        visitor = Visitor(house.app)
        visitor.sign_in(who.key)
        assert visitor.get("/morning").status_code == 403
        assert "/morning" not in visitor.get("/account").text


@pytest.mark.parametrize(
    ("now", "evening"),
    [
        (datetime(2026, 3, 3, 7, tzinfo=UTC), datetime(2026, 3, 2, 16, 30, tzinfo=UTC)),
        (datetime(2026, 3, 2, 7, tzinfo=UTC), datetime(2026, 2, 27, 16, 30, tzinfo=UTC)),
        (datetime(2026, 7, 1, 7, tzinfo=UTC), datetime(2026, 6, 30, 15, 30, tzinfo=UTC)),
    ],
)
def test_overnight_begins_at_the_last_working_evening(now: datetime, evening: datetime) -> None:
    assert morning.evening_before(now) == evening


@pytest.mark.sockets
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_an_officer_begins_the_day_in_a_browser(site: Site, lang: str) -> None:
    with site.visit(site.of(Role.CONTACT_POINT_OFFICER), lang) as browser:
        assert browser.url.endswith("/morning")
        browser.goto("/morning?whose=all&days=30")
        looked_at(browser)
        shot(browser, f"morning-{lang}", whole=True)
        touched = browser.locator("#lists .touched a")
        assert touched.count() == 1, "the new version of a list touches one case of the demonstration"
        touched.first.click()
        assert browser.locator("#hits tbody tr").count() >= 1
        browser.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        browser.goto("/morning?whose=all&days=30")
        looked_at(browser)
        assert browser.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing is cut off"
