"""Bad input, each kind of it under its own name.

What another file of this folder holds is named in `HELD` and not done twice; what is left is done here.
"""

import html
import importlib
import re
from collections.abc import Iterable, Iterator

import pytest
from werkzeug.test import TestResponse

from domain.values import Role
from kvcase.ledger.keys import Keyring
from kvcase.settings import LedgerSettings
from tests.access.cells import ASKERS, Seat
from tests.access.world import World, furnish
from tests.api.house import House, Notified, Person, identifier, opened
from tests.api.visitor import OURS, Visitor
from tests.web import crawl
from tests.web.crawl import Walk
from tests.web.reading import Reader
from tests.web.site import PHONE, Site

HELD = {
    "two officers on one case": (
        "test_doing.test_whoever_is_overtaken_sees_what_changed_and_loses_no_word",
        "test_hits.test_the_second_of_two_officers_sees_what_the_first_said_and_loses_no_text",
        "test_committee.test_a_decision_is_refused_when_the_dossier_moved_and_shows_what_moved",
        "days.test_colliding.test_two_officers_at_one_case_and_a_session_that_ends_lose_no_word",
    ),
    "a session that ends in the middle of a form": (
        "test_researcher.test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing",
        "test_researcher.test_nothing_of_a_form_of_another_site_is_repeated",
        "test_bad_input.test_a_session_that_ends_while_a_dossier_is_decided_on_loses_nothing",
        "days.test_colliding.test_two_officers_at_one_case_and_a_session_that_ends_lose_no_word",
    ),
    "a double click": (
        "test_doing.test_a_double_click_records_once",
        "test_hits.test_a_double_click_is_one_decision",
        "test_researcher.test_a_double_click_and_a_back_button_notify_once",
        "days.test_deciding.test_an_approver_decides_on_the_dossier_as_it_stands",
        "days.test_colliding.test_two_officers_at_one_case_and_a_session_that_ends_lose_no_word",
    ),
    "a back button after a decision": (
        "test_bad_input.test_who_goes_back_after_a_decision_and_sends_it_again_decides_once",
        "days.test_deciding.test_an_approver_decides_on_the_dossier_as_it_stands",
    ),
    "a tab that is old": ("days.test_deciding.test_an_approver_decides_on_the_dossier_as_it_stands",),
    "script in every text field": (
        "test_bad_input.test_script_in_every_text_field_of_every_form_stays_text",
        "test_researcher.test_script_in_every_field_is_text_on_the_page_that_comes_back",
        "test_hits.test_markup_and_strange_names_are_text",
    ),
    "a name of 300 characters": (
        "test_researcher.test_any_name_is_shown_as_the_text_that_it_is",
        "test_bad_input.test_names_without_a_space_and_from_right_to_left_break_no_page",
        "days.test_colliding.test_two_officers_at_one_case_and_a_session_that_ends_lose_no_word",
    ),
    "a name from right to left": (
        "test_researcher.test_any_name_is_shown_as_the_text_that_it_is",
        "test_bad_input.test_names_without_a_space_and_from_right_to_left_break_no_page",
        "days.test_colliding.test_two_officers_at_one_case_and_a_session_that_ends_lose_no_word",
    ),
    "a role that lacks the right": (
        "test_doing.test_whoever_may_gets_the_form_and_nobody_else",
        "test_bad_input.test_no_role_is_shown_a_link_or_a_form_that_refuses_it",
    ),
}
"""Each kind of bad input with the tests that try it."""

SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
SPOILT = re.compile(r"<script>alert|<img src=x")
LONG = "Ä" * 300
FROM_RIGHT_TO_LEFT = "جامعة الأمواج الهادئة"
NOT_SENT = {"pages.sign_out", "pages.act_for", "pages.sign_in", "pages.play", "pages.break_glass", "pages.sit"}
"""Forms after which one is somebody else; their fields are none of a case, and their own tests try them."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two institutions with one thing of every kind."""
    signed = LedgerSettings(Keyring.made("test", lambda count: bytes(range(count))))
    with opened(tmp_path_factory.mktemp("bad") / "data", signed) as house:
        yield furnish(house)


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, Visitor]:
    """Everybody who looks at pages, signed in."""
    found = [each for each in ASKERS if each.role is not Role.SERVICE and each.seat is not Seat.OTHER]
    return {str(each): signed_in(world.house, world.person(each.role, each.seat)) for each in found if each.role}


def signed_in(house: House, who: Person) -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    return visitor


@pytest.fixture(scope="module")
def walks(world: World, people: dict[str, Visitor]) -> dict[str, Walk]:
    """What everybody reaches."""
    return {
        who: crawl.walk(crawl.in_process(visitor), world.house.app.url_map, "/", "/account")
        for who, visitor in people.items()
    }


def send(visitor: Visitor, to: str, told: Iterable[tuple[str, str]]) -> tuple[int, str]:
    """Send a form, and return the status and the page."""
    data: dict[str, list[str]] = {}
    for name, value in told:
        data.setdefault(name, []).append(value)
    answer = visitor.client.post(to, data=data, headers=OURS)
    found = answer.status_code, answer.text if answer.headers["Content-Type"].startswith("text/html") else ""
    answer.close()
    return found


def test_every_kind_of_bad_input_is_tried() -> None:
    for tests in HELD.values():
        for each in tests:
            module, _, name = each.rpartition(".")
            assert callable(getattr(importlib.import_module(f"tests.web.{module}"), name, None)), each


def test_no_role_is_shown_a_link_or_a_form_that_refuses_it(people: dict[str, Visitor], walks: dict[str, Walk]) -> None:
    wrong = []
    for who, found in walks.items():
        wrong += [f"{who}: {each}" for each in found.broken]
        for endpoint, (to, form) in found.forms.items():
            token = [("csrf_token", form.fields["csrf_token"].value)]
            if endpoint not in NOT_SENT and send(people[who], to, token)[0] == 403:
                wrong.append(f"{who}: 403 for the form that is sent to {to}")
    assert wrong == [], "\n".join(wrong)


def test_script_in_every_text_field_of_every_form_stays_text(
    people: dict[str, Visitor], walks: dict[str, Walk]
) -> None:
    wrong, fields = [], 0
    for who, found in walks.items():
        for endpoint, (to, form) in found.forms.items():
            if endpoint in NOT_SENT:
                continue
            fields += sum(each.is_text for each in form.fields.values())
            everywhere = [(each.name, each.value if each.kind == "hidden" else SCRIPT) for each in form.fields.values()]
            for told in (form.as_it_stands(SCRIPT), everywhere):
                status, text = send(people[who], to, told)
                wrong += [f"{who}: {to} fails with {status}"] if status >= 500 else []
                wrong += [f"{who}: {to} lets it through"] if SPOILT.search(text) else []
    assert fields > 300, "every command has a form"
    for who, found in walks.items():
        read = crawl.in_process(people[who])
        wrong += [
            f"{who}: {each.address} shows it" for each in found.pages.values() if SPOILT.search(read(each.address).text)
        ]
    assert wrong == [], "\n".join(wrong)


def asked(house: House) -> Notified:
    """Return a case about which the committee is asked."""
    case = house.researcher.notify(title="A sensor in the harbour", summary="It listens and learns.")
    assert house.officer.do(case, "request-ethics-advice", committee="Raad", question="May it?").status_code == 200
    return case


def decided(visitor: Visitor, page: TestResponse, path: str, rationale: str) -> TestResponse:
    """Send the decision of a dossier as its page stands there."""
    reader = Reader()
    reader.feed(page.text)
    form = next(each for each in reader.forms if each.action == path)
    told = dict(form.as_it_stands()) | {"advice": "positive", "rationale": rationale}
    return visitor.client.post(path, data=told, headers=OURS)


def test_who_goes_back_after_a_decision_and_sends_it_again_decides_once(world: World) -> None:
    house = world.house
    case = asked(house)
    visitor = signed_in(house, house.person("eva", Role.ETHICS_COMMITTEE))
    path = f"/committee/{case.id}/record-ethics-advice"
    page = visitor.get(f"/committee/{case.id}")
    first = decided(visitor, page, path, "Nothing speaks against it.")
    assert first.status_code == 303
    before = house.events()
    again = decided(visitor, page, path, "Nothing speaks against it.")
    assert (again.status_code, again.headers["Location"]) == (303, first.headers["Location"])
    other = decided(visitor, page, path, "On second thoughts: <no>.")
    assert other.status_code in {409, 412, 422}
    assert "On second thoughts: &lt;no&gt;." in other.text, "what was typed is not lost"
    assert house.events() == before


def test_a_session_that_ends_while_a_dossier_is_decided_on_loses_nothing(world: World) -> None:
    house = world.house
    case, eva = asked(house), house.person("eva", Role.ETHICS_COMMITTEE)
    visitor = signed_in(house, eva)
    page = visitor.get(f"/committee/{case.id}")
    visitor.post("/sign-out")
    path = f"/committee/{case.id}/record-ethics-advice"
    ended = decided(visitor, page, path, "Written for an hour.")
    assert ended.status_code == 401
    assert "Written for an hour." in ended.text
    assert visitor.sign_in(eva.key).status_code == 303
    again = decided(visitor, ended, path, "Written for an hour.")
    assert "Written for an hour." in html.unescape(again.text)
    sent = decided(visitor, again, path, "Written for an hour.") if again.status_code != 303 else again
    assert sent.status_code == 303


@pytest.mark.sockets
@pytest.mark.nightly
def test_names_without_a_space_and_from_right_to_left_break_no_page(site: Site) -> None:
    key = site.keys["a.dhondt"]
    notified = {"title": LONG, "summary": FROM_RIGHT_TO_LEFT * 10, "nature": "consortium"}
    case = site.server.send("POST", "/api/v1/collaborations", key, notified)
    assert case.status == 201, case.body
    etag = case.etag or ""
    for number, name in enumerate((LONG, FROM_RIGHT_TO_LEFT)):
        party = {"party_id": identifier(f"bad {number}"), "name": name, "country": "NO"}
        assert site.server.send("POST", "/api/v1/parties", key, party).status == 201
        path = f"/api/v1/collaborations/{case.body['id']}/link-party"
        link = {"party_id": party["party_id"], "role": "partner"}
        linked = site.server.send("POST", path, key, link, {"If-Match": etag})
        assert linked.status == 200, linked.body
        etag = linked.etag or ""
    identity = case.body["id"]
    pages = {
        "a.dhondt": ("/mine", f"/cases/{identity}/mine"),
        "mia.goossens": (
            "/morning?whose=all&days=30",
            "/cases?sort=-updated_at",
            f"/cases/{identity}",
            f"/cases/{identity}/history",
            f"/do/collaborations/{identity}/link-party",
        ),
        "ethiek.zuidpoort": (f"/committee/{identity}",),
    }
    wrong = []
    for who, addresses in pages.items():
        with site.visit(who, size=PHONE) as page:
            for address in addresses:
                answer = page.goto(address)
                assert answer is not None
                assert answer.status == 200, address
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                wrong += [f"{address} is {wide} wider than a telephone"] if wide > 0 else []
    assert wrong == []
