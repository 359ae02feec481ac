"""For whom one acts in a browser: chosen, told on every page, and never kept a moment longer than the cover stands."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.values import Role
from kvcase import bootstrap
from tests.api.house import HERE, House, Person, opened
from tests.api.test_mandates import TODAY, UNTIL, Time
from tests.api.visitor import OURS, Visitor

OFFICER = Role.CONTACT_POINT_OFFICER
STRIP = "Act as yourself again"


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def house(tmp_path: Path, time: Time) -> Iterator[House]:
    """The two institutions, at a time that moves on."""
    with opened(tmp_path / "data", clock=time) as found:
        yield found


def covered(house: House) -> tuple[Person, Person, str]:
    """Return an officer, the export officer who covers for her, and the cover."""
    olga, xenia = house.officer, house.export
    days = {"from_on": str(TODAY), "until_on": str(UNTIL), "reason": "Away."}
    answer = olga.post("/covers", {"absent": "olga", "cover": "xenia", "roles": [OFFICER], **days})
    assert answer.status_code == 201, answer.text
    return olga, xenia, str(answer.json["id"])


def visitor_of(house: House, who: Person) -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    return visitor


def chooses(visitor: Visitor, absent: str) -> int:
    """Send the form of the account page, as it stands there."""
    text = visitor.get("/account").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)
    opened_as = re.search(r'name="opened_as" value="([^"]*)"', text)
    assert token is not None
    sent = {"csrf_token": token[1], "opened_as": opened_as[1] if opened_as else "", "absent": absent}
    return visitor.client.post("/account/acting", data=sent, headers=OURS).status_code


def token_on(text: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_whoever_covers_chooses_on_the_account_page_and_every_page_tells_it(house: House) -> None:
    _, xenia, _ = covered(house)
    visitor = visitor_of(house, xenia)
    assert STRIP not in visitor.get("/account").text
    assert chooses(visitor, "olga") == 303
    for path in ("/account", "/cases"):
        told = visitor.get(path).text
        assert STRIP in told
        assert "olga" in told
    assert "contact point officer" in visitor.get("/account").text
    assert chooses(visitor, "") == 303
    assert STRIP not in visitor.get("/account").text


def test_whoever_covers_for_nobody_is_offered_nothing(house: House) -> None:
    covered(house)
    assert "For whom you act" not in visitor_of(house, house.approver).get("/account").text
    assert "For whom you act" not in visitor_of(house, house.keeper).get("/account").text
    assert "For whom you act" not in visitor_of(house, house.monitor).get("/account").text


def test_nobody_acts_for_whom_no_cover_names(house: House) -> None:
    covered(house)
    visitor = visitor_of(house, house.approver)
    for absent in ("olga", "nobody", "x" * 500, "<script>"):
        assert chooses(visitor, absent) == 403
    assert STRIP not in visitor.get("/account").text


def test_the_choice_is_kept_with_the_session_and_not_in_the_browser(house: House) -> None:
    _, xenia, _ = covered(house)
    visitor = visitor_of(house, xenia)
    before = visitor.cookie
    chooses(visitor, "olga")
    assert visitor.cookie == before, "the browser holds the same random id and nothing more"
    assert STRIP not in visitor_of(house, xenia).get("/account").text, "another browser of hers acts as herself"


def test_the_choice_ends_with_the_session(house: House) -> None:
    _, xenia, _ = covered(house)
    visitor = visitor_of(house, xenia)
    chooses(visitor, "olga")
    assert visitor.post("/sign-out").status_code == 303
    visitor.sign_in(xenia.key)
    assert STRIP not in visitor.get("/account").text


@pytest.mark.parametrize("how", ["ended", "over", "roles gone"])
def test_after_the_cover_nothing_is_done_until_its_person_was_told(house: House, time: Time, how: str) -> None:
    olga, xenia, cover_id = covered(house)
    visitor = visitor_of(house, xenia)
    chooses(visitor, "olga")
    token = token_on(visitor.get("/account").text)
    if how == "ended":
        headers = {"If-Match": f'"{cover_id}:1"', "Authorization": f"Bearer {olga.key}"}
        assert (
            olga.send("POST", f"/covers/{cover_id}/end", json={"reason": "Back."}, headers=headers).status_code == 200
        )
    elif how == "over":
        # A session does not outlive a day, so that one of that very day is what meets it.
        time.go(UNTIL)
        time.now += timedelta(hours=14, minutes=50)
        visitor = visitor_of(house, xenia)
        chooses(visitor, "olga")
        token = token_on(visitor.get("/account").text)
        time.now += timedelta(minutes=20)
    else:
        house.program.keys.revoke(olga.key.split("_")[1], "a test")
    events = house.events()
    for path in ("/account", "/cases"):
        answer = visitor.get(path)
        assert answer.status_code == 403
        assert "cannot act for olga any more" in answer.text
        assert STRIP not in answer.text
    sent = visitor.client.post(
        "/sign-out-of-nothing", data={"csrf_token": token, "summary": "<b>Typed</b>"}, headers=OURS
    )
    assert "&lt;b&gt;Typed&lt;/b&gt;" in sent.text, "what was typed is not lost"
    assert house.events() == events
    told = visitor.get("/cases").text
    go_on = {"csrf_token": token_on(told), "opened_as": "olga"}
    assert visitor.client.post("/account/acting", data=go_on, headers=OURS).status_code == 303
    assert visitor.get("/account").status_code == 200
    assert STRIP not in visitor.get("/account").text


def test_a_form_that_was_opened_as_oneself_is_not_sent_as_another(house: House) -> None:
    _, xenia, _ = covered(house)
    visitor = visitor_of(house, xenia)
    as_herself = token_on(visitor.get("/account").text)
    chooses(visitor, "olga")
    for_olga = token_on(visitor.get("/account").text)
    refused = visitor.client.post("/institution", data={"csrf_token": as_herself, "institution": HERE}, headers=OURS)
    assert refused.status_code == 403
    chooses(visitor, "")
    refused = visitor.client.post("/institution", data={"csrf_token": for_olga, "institution": HERE}, headers=OURS)
    assert refused.status_code == 403


def test_a_double_click_chooses_once(house: House) -> None:
    _, xenia, _ = covered(house)
    visitor = visitor_of(house, xenia)
    sent = {"csrf_token": token_on(visitor.get("/account").text), "opened_as": "", "absent": "olga"}
    answers = [visitor.client.post("/account/acting", data=sent, headers=OURS).status_code for _ in range(2)]
    assert answers == [303, 303]
    book = [each for each in house.program.keys.changes() if each.what == "acts-for-another"]
    assert [(each.by, each.told["whom"], each.told["institution"]) for each in book] == [("xenia", "olga", HERE)]


def test_a_forged_choice_of_another_site_is_refused(house: House) -> None:
    _, xenia, _ = covered(house)
    visitor = visitor_of(house, xenia)
    token = token_on(visitor.get("/account").text)
    for headers, sent in (({"Origin": "https://evil.example"}, token), (OURS, "nonsense"), (OURS, "")):
        data = {"csrf_token": sent, "opened_as": "olga", "absent": "olga"}
        assert visitor.client.post("/account/acting", data=data, headers=headers).status_code == 403
    assert STRIP not in visitor.get("/account").text


def test_who_acts_for_another_sees_that_persons_pages_and_none_of_the_own(house: House) -> None:
    auditor = house.auditor
    days = {"from_on": str(TODAY), "until_on": str(UNTIL), "reason": "Away."}
    given = house.approver.post(
        "/covers", {"absent": "vera", "cover": "anna", "roles": [Role.INSTITUTION_APPROVER], **days}
    )
    assert given.status_code == 201, given.text
    house.researcher.notify(title="Drones over water")
    visitor = visitor_of(house, auditor)
    assert "[withheld]" in visitor.get("/cases").text
    chooses(visitor, "vera")
    assert "Drones over water" in visitor.get("/cases").text
    assert visitor.get("/break-glass/book").status_code == 403, "an auditor may, an approver may not"


def test_the_pages_say_it_in_dutch(house: House) -> None:
    _, xenia, _ = covered(house)
    visitor = visitor_of(house, xenia)
    chooses(visitor, "olga")
    assert "Weer als uzelf handelen" in visitor.get("/account", Accept_Language="nl").text


def test_a_session_of_an_older_kvcase_is_kept_and_acts_as_its_person(tmp_path: Path, house: House) -> None:
    engine = house.program.read_models.engine("shared")
    visitor = visitor_of(house, house.officer)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE access_sessions DROP COLUMN acts_for")
    bootstrap.migrate(house.program.settings)
    assert visitor.get("/account").status_code == 200
    bootstrap.migrate(house.program.settings)
