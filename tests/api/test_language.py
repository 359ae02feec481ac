"""A reason is told in the language that was asked for, and with names in the place of ids."""

import json
import re

import pytest

from kvcase.names import Names
from tests.api.house import HERE, House, Notified, Person, identifier

AN_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-")
DUTCH = "nl-BE,nl;q=0.9,en;q=0.5"
LATE = "Instituut Dijk"


def with_a_late_party(house: House) -> Notified:
    """Return a case whose screening began before a party was linked to it."""
    case = house.researcher.notify()
    assert house.officer.do(case, "start-screening", screening_id=identifier("language")).status_code == 200
    party = house.officer.post("/parties", {"name": LATE, "country": "NL"}).json["id"]
    assert house.officer.do(case, "link-party", party_id=party, role="partner").status_code == 200
    return case


def gates(person: Person, case: Notified, language: str) -> dict[str, dict[str, str]]:
    found = person.get(f"/collaborations/{case.id}/gates", accept_language=language)
    assert found.status_code == 200, found.text
    return {gate["kind"]: gate for gate in found.json["items"]}


def test_a_gate_is_told_in_the_language_asked_for_and_with_the_name_of_the_party(house: House) -> None:
    case = with_a_late_party(house)
    english, dutch = gates(house.officer, case, "en"), gates(house.officer, case, DUTCH)
    assert english["unscreened"]["reason"] == f"1 linked since the screening: {LATE}"
    assert dutch["unscreened"]["reason"] == f"1 toegevoegd sinds de screening: {LATE}"
    assert dutch["unscreened"]["closed_by"] == "start-screening, door het contactpunt"
    assert dutch["screening"]["reason"].startswith("de screening is achterhaald")
    assert not any(AN_ID.search(gate["reason"]) for gate in (*english.values(), *dutch.values()))


@pytest.mark.parametrize("language", ["", "fr", "de-DE,fr;q=0.3", "*", "not a language"])
def test_who_asks_for_neither_language_is_told_in_english(house: House, language: str) -> None:
    case = with_a_late_party(house)
    assert gates(house.officer, case, language)["unscreened"]["reason"].startswith("1 linked since")


def test_a_refusal_is_told_whole_in_dutch(house: House) -> None:
    case = house.researcher.notify()
    path = f"/collaborations/{case.id}/submit-for-review"
    refused = house.officer.post(path, {"proposal": "Go."}, if_match=case.etag, accept_language=DUTCH)
    assert refused.problem == "rule-refused"
    assert refused.json["detail"].startswith("transition: submit-for-review is voor een dossier dat beoordeeld is; ")
    assert "dit dossier is gemeld" in refused.json["detail"]
    assert "Accept-Language" in refused.headers["Vary"]


def test_a_researcher_reads_in_dutch_what_a_researcher_may_know_and_no_more(house: House) -> None:
    case = with_a_late_party(house)
    told = gates(house.researcher, case, DUTCH)
    assert told["screening"]["reason"] == "de screening is niet volledig"
    assert LATE not in json.dumps(told)
    assert told["contact-point"]["reason"] == "het contactpunt zoekt het uit"


def test_a_person_is_told_by_initials_and_to_the_offices_only(house: House) -> None:
    person = house.officer.post("/persons", {"name": "Mei Lin Zhou"})
    assert person.status_code == 201, person.text
    names, text = Names(house.program.logs), f"clearance of {person.json['id']}"
    assert names.in_text(text, HERE, house.officer.actor) == "clearance of M.L.Z."
    mark = f"#{person.json['id'][:8]}"
    assert names.in_text(text, HERE, house.auditor.actor) == f"clearance of {mark}"
    assert names.in_text(text, HERE, house.operator.actor) == f"clearance of {mark}"


def test_what_nobody_knows_by_name_gets_a_short_mark(house: House) -> None:
    names = Names(house.program.logs)
    told = names.in_text("licence 3cb980be-8a9e-4d0c-b105-2a89f7156ded", HERE, house.officer.actor)
    assert told == "licence #3cb980be"
