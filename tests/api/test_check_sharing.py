"""May I share this, over HTTP: an answer for those who could share, and nothing written."""

import pytest

from domain.values import Role
from tests.api.house import HERE, House

ASKED = {
    "modality": "online",
    "shared_on": "2026-05-01",
    "participants": [{"country": "JP", "organisation": "Kaigan Lab"}],
}


@pytest.mark.rule("G4")
def test_the_answer_names_every_gate_and_nothing_is_written(house: House) -> None:
    case = house.researcher.notify()
    before = house.events(HERE)
    answer = house.researcher.post(f"/collaborations/{case.id}/check-sharing", ASKED)
    assert answer.status_code == 200, answer.text
    assert answer.json["allowed"] is False
    assert [gate["rule_id"] for gate in answer.json["gates"]] == ["transition"]
    assert answer.json["gates"][0]["closed_by"]
    assert answer.json["licences"] == []
    assert answer.json["notes"][0].keys() == {"nl", "en"}
    assert answer.headers["ETag"] == case.etag
    assert house.events(HERE) == before


def test_who_could_not_share_does_not_ask(house: House) -> None:
    case = house.researcher.notify()
    path = f"/collaborations/{case.id}/check-sharing"
    assert house.other_researcher.post(path, ASKED).status_code == 404
    assert house.stranger.post(path, ASKED).status_code == 404
    for role, status in (
        (Role.CONTACT_POINT_OFFICER, 200),
        (Role.EXPORT_CONTROL_OFFICER, 200),
        (Role.INSTITUTION_APPROVER, 403),
        (Role.AUDITOR, 403),
    ):
        assert house.person(f"asks-{role}", role).post(path, ASKED).status_code == status


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"modality": "pigeon"}, "modality"),
        ({"participants": []}, "participants"),
        ({"participants": [{"country": "Japan"}]}, "participants.0.country"),
        ({"participants": [{"country": "JP", "nationality": "JP"}]}, "participants.0.nationality"),
        ({"shared_on": "tomorrow"}, "shared_on"),
    ],
)
def test_a_question_in_bad_form_names_its_field(house: House, change: dict[str, object], field: str) -> None:
    case = house.researcher.notify()
    answer = house.researcher.post(f"/collaborations/{case.id}/check-sharing", {**ASKED, **change})
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json["errors"]] == [field]


def test_the_register_of_licences_is_for_the_offices(house: House) -> None:
    assert house.officer.get("/licences").json == {"items": [], "next": None}
    assert house.researcher.get("/licences").status_code == 403
