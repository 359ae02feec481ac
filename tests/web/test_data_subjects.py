"""Whom a request is about is found, told what is held, and forgotten; and whose time is over stands on a page."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.rest.erasures import MOST_SUBJECTS
from domain.values import Role
from tests.api.house import NOW, THERE, House, Person, opened
from tests.api.visitor import Visitor

NAME = "Zoë Vandenbossche-Ørsted"


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("subjects") / "data") as found:
        yield found


@pytest.fixture
def privacy(house: House) -> Person:
    return house.person("dina", Role.DATA_PROTECTION_OFFICER)


def visiting(house: House, who: Person, lang: str = "nl") -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    visitor.client.set_cookie("kvcase-language", lang)
    return visitor


def registered(house: House, name: str, **more: object) -> str:
    answer = house.researcher.post("/persons", {"name": name, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def found_by(who: Person, text: str) -> list[str]:
    answer = who.get(f"/data-subjects?text={text}")
    assert answer.status_code == 200, answer.text
    return [each["name"] or each["reference"] for each in answer.json["items"]]


@pytest.mark.parametrize(
    "text", ["Zoë Vandenbossche-Ørsted", "zoe  vandenbossche orsted", "Vandenbossche ZOË", "Zoetje Vandenbossche"]
)
def test_a_person_is_found_by_two_words_of_a_name_however_it_is_written(
    house: House, privacy: Person, text: str
) -> None:
    registered(house, NAME, aliases=["Zoetje Vandenbossche"])
    registered(house, "Zoë Verschueren")
    assert found_by(privacy, text) == [NAME]


def test_one_word_finds_only_who_has_no_other(house: House, privacy: Person) -> None:
    registered(house, NAME)
    registered(house, "Wulandari")
    assert found_by(privacy, "Vandenbossche") == []
    assert found_by(privacy, "wulandari") == ["Wulandari"]


def test_half_a_word_finds_nobody(house: House, privacy: Person) -> None:
    registered(house, NAME)
    assert found_by(privacy, "Zoë Vanden") == []


def test_two_people_of_one_name_are_told_apart(house: House, privacy: Person) -> None:
    one = registered(house, NAME, identity="zvandenb")
    registered(house, NAME, birth_year=1971, birth_year_purpose="To tell two people apart.")
    case = house.researcher.notify()
    assert house.researcher.do(case, "link-researcher", person_id=one, stay_type="staff").status_code == 200
    rows = privacy.get("/data-subjects?text=Zoe+Vandenbossche").json["items"]
    assert {(each["identity"], each["birth_year"], tuple(each["cases"])) for each in rows} == {
        ("zvandenb", None, (case.reference,)),
        (None, "1971", ()),
    }


def test_a_case_is_found_by_its_reference_and_one_elsewhere_is_not(house: House, privacy: Person) -> None:
    case = house.researcher.notify()
    there = house.person("dirk", Role.DATA_PROTECTION_OFFICER, institution=THERE)
    assert found_by(privacy, f" {case.reference.lower()} ") == [case.reference]
    assert found_by(there, case.reference) == []


def test_nobody_of_another_institution_is_found(house: House) -> None:
    registered(house, NAME)
    there = house.person("dirk", Role.DATA_PROTECTION_OFFICER, institution=THERE)
    assert found_by(there, "Zoë Vandenbossche") == []


def test_a_name_of_many_asks_for_more_of_it_and_is_no_register(house: House, privacy: Person) -> None:
    for number in range(MOST_SUBJECTS + 1):
        registered(house, f"Jan Peeters Nummer{number}")
    answer = privacy.get("/data-subjects?text=Jan+Peeters")
    assert (answer.status_code, answer.fields) == (422, ["text"])
    assert "21" in answer.text
    page = visiting(house, privacy).get("/data-subjects?text=Jan+Peeters")
    assert page.status_code == 422
    assert "21" in page.text
    assert "Nummer" not in page.text
    assert len(found_by(privacy, "Jan Peeters Nummer3")) == 1


@pytest.mark.parametrize("text", ["-", "%00", "%E2%80%AE"])
def test_what_holds_no_word_is_told_so(house: House, privacy: Person, text: str) -> None:
    assert privacy.get(f"/data-subjects?text={text}").status_code in {400, 422}
    assert visiting(house, privacy).get(f"/data-subjects?text={text}").status_code in {400, 422}


def test_that_somebody_was_looked_up_is_recorded_with_whom_it_found(house: House, privacy: Person) -> None:
    person_id = registered(house, NAME)
    visiting(house, privacy).get("/data-subjects?text=Zoe+Vandenbossche")
    told = privacy.get("/access/reads?actor=dina").json["items"]
    assert any("/data-subjects" in each["through"] and f"person:{person_id}" in each["shown"] for each in told)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DATA_PROTECTION_OFFICER, Role.FWO_MONITOR, Role.SERVICE}))
def test_nobody_else_looks_people_up_so_or_reports_on_them(house: House, role: Role) -> None:
    person_id = registered(house, NAME)
    visitor = visiting(house, house.person(f"x-{role}", role))
    for path in ("/data-subjects", f"/persons/{person_id}/report"):
        assert visitor.get(path).status_code == 403
    assert "/data-subjects" not in visitor.get("/registers").text


def test_who_is_found_is_forgotten_by_the_links_of_the_page(house: House, privacy: Person) -> None:
    person_id = registered(house, NAME)
    visitor = visiting(house, privacy)
    begin = visitor.get("/do/erasures/propose").text
    assert 'href="/data-subjects"' in begin
    page = visitor.get("/data-subjects?text=Zoe+Vandenbossche").text
    links = [html.unescape(each) for each in re.findall(r'href="(/do/[^"]+)"', page)]
    (form,) = [each for each in links if each.startswith("/do/erasures/propose?")]
    shown = visitor.get(form).text
    assert f'value="{person_id}"' in shown
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', shown))
    answer = visitor.post(
        form,
        command_id=hidden["command_id"],
        kind="person",
        subject_id=person_id,
        ground="request",
        reason="Vroeg het zelf.",
    )
    assert answer.status_code == 303, answer.text
    (row,) = privacy.get("/erasures").json["items"]
    assert (row["kind"], row["subject_id"], row["status"]) == ("person", person_id, "proposed")


def test_what_is_held_is_told_in_the_language_of_the_page_and_as_data_and_each_is_recorded(
    house: House, privacy: Person
) -> None:
    person_id = registered(house, NAME)
    visitor = visiting(house, privacy)
    path = f"/persons/{person_id}/report"
    assert NAME in visitor.get(path).text
    words = visitor.post(path, form="words", purpose="Vraag 12")
    assert words.status_code == 200
    assert words.headers["Content-Disposition"].endswith('.nl.md"')
    assert NAME in words.text
    assert "AVG art. 16" in words.text
    data = visitor.post(path, form="data")
    assert data.mimetype == "application/json"
    assert data.get_json()["person"]["name"] == NAME
    given = [each["data"]["purpose"] for each in data.get_json()["reports_given"]]
    assert given[0] == "Vraag 12"
    assert len(given) == 2, "looking at the page that asks for it gives no report"


def test_who_confirms_an_erasure_can_see_of_whom(house: House, privacy: Person) -> None:
    person_id = registered(house, NAME)
    body = {"kind": "person", "subject_id": person_id, "ground": "request", "reason": "Vroeg het."}
    made = privacy.post("/erasures", body)
    visitor = visiting(house, house.person("dora", Role.DATA_PROTECTION_OFFICER))
    page = visitor.get(f"/erasures/{made.json['id']}").text
    assert f'href="/persons/{person_id}/report"' in page
    assert NAME in visitor.get(f"/persons/{person_id}/report").text


def test_of_who_was_erased_nothing_is_left_to_tell(house: House, privacy: Person) -> None:
    person_id = registered(house, NAME)
    body = {"kind": "person", "subject_id": person_id, "ground": "request", "reason": "Vroeg het."}
    made = privacy.post("/erasures", body)
    other = house.person("dora", Role.DATA_PROTECTION_OFFICER)
    assert other.post(f"/erasures/{made.json['id']}/confirm", {}, if_match=made.headers["ETag"]).status_code == 200
    visitor = visiting(house, privacy)
    assert "gewist" in visitor.get(f"/persons/{person_id}/report").text
    assert visitor.post(f"/persons/{person_id}/report", form="words").status_code == 409
    assert found_by(privacy, "Zoë Vandenbossche") == []


def test_whose_time_is_over_stands_on_a_page_that_leads_to_the_erasure(tmp_path: Path) -> None:
    days = [NOW]
    with opened(tmp_path / "data", clock=lambda: days[-1]) as house:
        privacy = house.person("dina", Role.DATA_PROTECTION_OFFICER)
        person_id = registered(house, NAME)
        assert "Niets is langer bewaard" in visiting(house, privacy).get("/retention").text
        days.append(NOW + timedelta(days=365 * 40))
        renewed = replace(privacy, key=house.program.keys.create(privacy.actor))
        page = visiting(house, renewed).get("/retention").text
        assert f"subject_id={person_id}" in page
        assert "no_longer_needed" in page
        officer = replace(house.officer, key=house.program.keys.create(house.officer.actor))
        office = visiting(house, officer).get("/retention").text
        assert "Van wie de bewaartijd voorbij is" in office
        assert "/do/erasures/propose" not in office
        assert 'href="/retention"' in visiting(house, renewed).get("/erasures").text


def test_who_reports_an_incident_chooses_whom_it_is_about_from_the_own_cases(house: House) -> None:
    mine, other = registered(house, NAME), registered(house, "Wulandari")
    case = house.researcher.notify()
    assert house.researcher.do(case, "link-researcher", person_id=mine, stay_type="staff").status_code == 200
    form = visiting(house, house.researcher).get("/do/incidents/report").text
    assert mine in form
    assert NAME in form
    assert other not in form
    colleague = visiting(house, house.other_researcher).get("/do/incidents/report").text
    assert NAME not in colleague
