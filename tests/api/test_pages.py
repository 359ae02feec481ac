"""The pages: signing in, the register, one case, and what the browser is told to refuse."""

import re

from domain.values import Role
from tests.api.house import House, Person, identifier
from tests.api.visitor import Visitor

SCRIPT = "<script>alert('x')</script>"


def _signed_in(house: House, who: Person, to: str | None = None) -> Visitor:
    visitor = Visitor(house.app)
    answer = visitor.sign_in(who.key)
    first = {Role.CONTACT_POINT_OFFICER: "/morning", Role.RESEARCHER: "/mine", Role.AUDITOR: "/audit"}
    begins = to or next((page for role, page in first.items() if role in who.actor.roles), "/cases")
    assert (answer.status_code, answer.headers["Location"]) == (303, begins)
    return visitor


def test_the_first_page_asks_for_a_key_and_then_leads_to_the_morning_or_the_register(house: House) -> None:
    assert "Your key" in house.app.test_client().get("/").text
    assert _signed_in(house, house.officer).get("/").headers["Location"] == "/morning"
    assert _signed_in(house, house.researcher).get("/").headers["Location"] == "/mine"
    assert _signed_in(house, house.auditor).get("/").headers["Location"] == "/audit"


def test_the_register_shows_cases_and_leads_to_each(house: House) -> None:
    case = house.researcher.notify(title="Drones over water")
    page = _signed_in(house, house.officer).get("/cases").text
    assert case.reference in page
    assert f"/cases/{case.id}" in page


def test_the_register_is_filtered_by_status_and_paged(house: House) -> None:
    client = _signed_in(house, house.officer)
    assert "No case fits" in client.get("/cases?status=closed").text
    assert client.get("/cases?status=happy").status_code == 422
    assert client.get("/cases?after=forged").status_code == 422


def test_a_case_shows_its_open_gates_with_rule_and_source_and_its_history(house: House) -> None:
    case = house.researcher.notify(title="A sensor in the harbour")
    fields = {
        "requirement_id": identifier("page"),
        "requirement": "clearance",
        "basis": "A law.",
        "rationale": "Secret.",
    }
    assert house.officer.do(case, "identify-legal-requirement", **fields).status_code == 200
    gates = house.officer.get(f"/collaborations/{case.id}/gates").json["items"]
    page = _signed_in(house, house.officer).get(f"/cases/{case.id}").text
    assert gates
    for gate in gates:
        assert gate["rule_id"] in page
    assert "Legal requirement identified" in page
    assert "rosa" in page
    assert "A sensor in the harbour" in page


def test_markup_in_a_title_is_text_on_the_page(house: House) -> None:
    case = house.researcher.notify(title=SCRIPT, summary=f'"{SCRIPT}')
    client = _signed_in(house, house.officer)
    for path in ("/cases", f"/cases/{case.id}"):
        page = client.get(path).text
        assert SCRIPT not in page
        assert "&lt;script&gt;" in page


def test_a_page_holds_no_script_but_files_of_ours_no_inline_style_and_nothing_from_elsewhere(house: House) -> None:
    case = house.researcher.notify()
    client = _signed_in(house, house.officer)
    for path in ("/cases", f"/cases/{case.id}", "/cases/00000000-0000-0000-0000-000000000001"):
        response = client.get(path)
        text = re.sub(r'<script src="/static/[a-z]+\.js" defer></script>', "", response.text)
        assert not re.search(r"<script|\sstyle=|\son\w+=|https?://", text)
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_pages_keep_to_the_same_access_as_the_api(house: House) -> None:
    case = house.researcher.notify(title="Not for everyone")
    assert house.app.test_client().get(f"/cases/{case.id}").status_code == 401
    assert _signed_in(house, house.stranger).get(f"/cases/{case.id}").status_code == 404
    assert _signed_in(house, house.other_researcher).get(f"/cases/{case.id}").status_code == 404
    assert _signed_in(house, house.operator, "/upkeep").get("/cases").status_code == 403
    audited = _signed_in(house, house.auditor).get(f"/cases/{case.id}").text
    assert "[withheld]" in audited
    assert "Not for everyone" not in audited


def test_a_refusal_is_a_page_for_people(house: House) -> None:
    answer = _signed_in(house, house.officer).get("/nowhere")
    assert answer.status_code == 404
    assert answer.content_type.startswith("text/html")
