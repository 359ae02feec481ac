"""Incidents over HTTP: everybody on the staff reports, few read, the cases wait for a person."""

from typing import Any

import pytest

from domain.values import Role
from tests.api.house import Answer, House, Notified, Person, identifier

TOLD = "Kanariewoord: a laptop went along"
REPORT = {"kv_type": "KV1", "happened_on": "2026-02-20", "discovered_on": "2026-03-01", "description": TOLD}
TRIAGE = {"severity": "serious", "rationale": "Kanariereden: it held the drawings"}


def reported(by: Person, **fields: Any) -> Notified:
    answer = by.post("/incidents", {**REPORT, **fields})
    assert answer.status_code == 201, answer.text
    return Notified(answer.json["id"], answer.headers["ETag"], "")


def do(by: Person, incident: Notified, command: str, **fields: Any) -> Answer:
    answer = by.post(f"/incidents/{incident.id}/{command}", fields, if_match=incident.etag)
    incident.etag = answer.headers.get("ETag", incident.etag)
    return answer


def listed(by: Person) -> set[str]:
    return {row["incident_id"] for row in by.get("/incidents?limit=200").json["items"]}


@pytest.fixture
def privacy(house: House) -> Person:
    return house.person("dina", Role.DATA_PROTECTION_OFFICER)


@pytest.mark.rule("incident")
def test_an_incident_is_known_to_who_needs_to_know(house: House, privacy: Person) -> None:
    mine, theirs = reported(house.researcher), reported(house.other_researcher, has_personal_data=True)
    assert {mine.id, theirs.id} <= listed(house.officer) & listed(house.auditor)
    assert mine.id in listed(house.researcher)
    assert theirs.id not in listed(house.researcher)
    assert theirs.id in listed(privacy)
    assert mine.id not in listed(privacy)
    for who in (house.approver, house.export, house.stranger):
        assert not listed(who) & {mine.id, theirs.id}
        assert who.get(f"/incidents/{mine.id}").problem == "not-found"
    for path in ("", "/history"):
        assert house.researcher.get(f"/incidents/{mine.id}{path}").status_code == 200
        assert house.researcher.get(f"/incidents/{theirs.id}{path}").status_code == 404
        assert house.monitor.get(f"/incidents/{mine.id}{path}").status_code == 403
        assert house.operator.get(f"/incidents/{mine.id}{path}").status_code == 403


@pytest.mark.rule("incident")
def test_the_words_of_an_incident_are_for_fewer_still(house: House) -> None:
    incident = reported(house.researcher)
    do(house.officer, incident, "triage", **TRIAGE)
    told = house.officer.get(f"/incidents/{incident.id}/history").text
    assert TOLD in told
    assert TRIAGE["rationale"] in told
    audited = house.auditor.get(f"/incidents/{incident.id}/history").json["items"]
    assert [each["data"].get("description", each["data"].get("rationale")) for each in audited] == ["[withheld]"] * 2
    own = house.researcher.get(f"/incidents/{incident.id}/history").json["items"]
    assert [each["name"] for each in own] == ["incident.reported.v1"]
    assert own[0]["data"]["description"] == TOLD


@pytest.mark.rule("O10")
def test_a_linked_case_waits_until_a_person_answers(house: House) -> None:
    case = house.researcher.notify()
    incident = reported(house.researcher, kv_type="KV3")
    assert do(house.officer, incident, "link-to-case", case_id=case.id).status_code == 200
    assert _incidents(house, case) == []  # nobody said yet how grave it is
    assert do(house.officer, incident, "triage", **TRIAGE).status_code == 200
    (gate,) = _incidents(house, case)
    assert gate["blocks"] == ["resume", "share", "start"]
    noted = house.officer.get(f"/collaborations/{case.id}/history").json["items"][-1]
    assert noted["actor"]["role"] == "service"
    assert noted["data"] == {
        "case_id": case.id,
        "incident_id": incident.id,
        "kv_type": "KV3",
        "severity": "serious",
    }
    case.etag = house.officer.get(f"/collaborations/{case.id}").headers["ETag"]
    answer = house.officer.do(
        case, "answer-incident", incident_id=incident.id, consequence="continue", rationale="Contained."
    )
    assert answer.status_code == 200
    assert _incidents(house, case) == []


def test_a_case_linked_after_the_triage_waits_at_once(house: House) -> None:
    case = house.researcher.notify()
    incident = reported(house.officer)
    do(house.officer, incident, "triage", severity="limited", rationale="Small.")
    do(house.officer, incident, "link-to-case", case_id=case.id)
    (gate,) = _incidents(house, case)
    assert (gate["blocks"], gate["scope"]) == (["share"], "sharing")


def test_an_incident_on_a_case_that_has_ended_stops_nothing_behind_it(house: House) -> None:
    ended, live = house.researcher.notify(), house.researcher.notify()
    house.officer.do(ended, "withdraw", reason="No money.")
    incident = reported(house.officer)
    for case in (ended, live):
        do(house.officer, incident, "link-to-case", case_id=case.id)
    do(house.officer, incident, "triage", **TRIAGE)
    assert _incidents(house, ended) == []
    assert len(_incidents(house, live)) == 1


def test_an_incident_is_linked_to_cases_of_this_institution_only(house: House) -> None:
    incident = reported(house.officer)
    foreign = house.stranger.notify()
    party = house.officer.post("/parties", {"name": "Instituut Dijk", "country": "NL"}).json["id"]
    for unknown in (identifier("nowhere"), foreign.id, party, incident.id):
        assert do(house.officer, incident, "link-to-case", case_id=unknown).problem == "not-found"


def test_what_cannot_be_is_refused_by_its_field(house: House) -> None:
    answer = house.researcher.post("/incidents", {**REPORT, "discovered_on": "2026-02-19"})
    assert (answer.problem, answer.fields) == ("unusable-input", ["discovered_on"])
    answer = house.researcher.post("/incidents", {**REPORT, "kv_type": "KV4"})
    assert (answer.problem, answer.fields) == ("unusable-input", ["kv_type"])


def test_who_only_reported_it_learns_no_more(house: House) -> None:
    incident, case = reported(house.researcher), house.other_researcher.notify()
    do(house.officer, incident, "link-to-case", case_id=case.id)
    do(house.officer, incident, "inform-authority", body="police", reference="PV 1", informed_on="2026-03-02")
    row = house.researcher.get(f"/incidents/{incident.id}").json
    assert (row["case_ids"], row["informed"], row["status"]) == ([], [], "reported")
    assert house.officer.get(f"/incidents/{incident.id}").json["case_ids"] == [case.id]
    assert do(house.researcher, incident, "triage", **TRIAGE).status_code == 403


def test_the_data_protection_officer_finds_no_incident_of_others_by_writing_to_it(
    house: House, privacy: Person
) -> None:
    incident = reported(house.researcher)
    tell = {"body": "data_protection_authority", "reference": "GBA 1", "informed_on": "2026-03-02"}
    incident.etag = house.officer.get(f"/incidents/{incident.id}").headers["ETag"]
    assert do(privacy, incident, "inform-authority", **tell).problem == "not-found"


def _incidents(house: House, case: Notified) -> list[dict[str, Any]]:
    gates = house.officer.get(f"/collaborations/{case.id}/gates").json["items"]
    return [gate for gate in gates if gate["kind"] == "incident"]


@pytest.mark.rule("erasure-live")
def test_an_incident_that_is_over_is_forgotten_by_two_over_http(house: House, privacy: Person) -> None:
    incident = reported(house.researcher, has_personal_data=True)
    body = {"kind": "incident", "subject_id": incident.id, "ground": "unlawful", "reason": "Ten onrechte gemeld"}
    refused = privacy.post("/erasures", body)
    assert (refused.status_code, refused.json["rule_id"]) == (409, "erasure-live")
    do(house.officer, incident, "triage", **TRIAGE)
    do(house.officer, incident, "close", outcome="unfounded", lessons="Kanarieles")
    proposed = privacy.post("/erasures", body)
    assert proposed.status_code == 201, proposed.text
    confirm = f"/erasures/{proposed.json['id']}/confirm"
    assert house.approver.post(confirm, {}, if_match=proposed.headers["ETag"]).status_code == 200
    told = house.officer.get(f"/incidents/{incident.id}/history").text
    assert "[erased]" in told
    assert "anarie" not in told
