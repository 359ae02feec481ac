"""Commands over HTTP: what goes in, what comes out, and what a refusal tells."""

from domain.values import Role
from tests.api.house import NOTIFICATION, House, Notified, identifier


def test_a_notification_answers_with_its_reference_its_place_and_its_version(house: House) -> None:
    answer = house.researcher.post("/collaborations", NOTIFICATION)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/collaborations/{answer.json['id']}"
    assert answer.headers["ETag"] == f'"{answer.json["id"]}:{answer.json["version"]}"'
    assert answer.json["reference"].startswith("KV-NOORDHAVEN-2026-")
    assert answer.json["log"] == "noordhaven"
    (event,) = answer.json["events"]
    assert event["name"] == "collaboration.notified.v1"
    assert event["actor"] == {"id": "rosa", "role": "researcher", "on_behalf_of": None}
    assert event["recorded_at"] == "2026-03-02T09:00:00+00:00"
    assert event["data"]["title"] == NOTIFICATION["title"]
    assert {gate["kind"] for gate in answer.json["open_gates"]}


def test_the_caller_may_name_the_case(house: House) -> None:
    named = identifier("a case of my own")
    answer = house.researcher.post("/collaborations", {**NOTIFICATION, "case_id": named})
    assert answer.json["id"] == named


def test_the_same_name_twice_is_refused_by_a_rule(house: House) -> None:
    body = {**NOTIFICATION, "case_id": identifier("named twice")}
    assert house.researcher.post("/collaborations", body).status_code == 201
    again = house.researcher.post("/collaborations", body)
    assert again.status_code == 409
    assert again.json["rule_id"] == "exists"


def test_a_command_moves_the_version_and_shows_the_gates_that_are_left(house: House) -> None:
    case = house.researcher.notify()
    first = case.etag
    answer = house.officer.do(case, "classify-topic", rationale="Read it.", technologies=[])
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] != first
    assert answer.json["id"] == case.id
    assert "Location" not in answer.headers
    assert all(gate["rule_id"] and gate["source"] and gate["closed_by"] for gate in answer.json["open_gates"])


def test_open_gates_are_listed_in_the_refusal_with_rule_source_and_what_closes_them(house: House) -> None:
    case = _assessed(house)
    requirement = {
        "requirement_id": identifier("requirement"),
        "requirement": "clearance",
        "basis": "Wet van 11 december 1998.",
        "rationale": "Classified data.",
        "blocks": ["approve"],
    }
    assert house.officer.do(case, "identify-legal-requirement", **requirement).status_code == 200
    submitted = house.officer.do(case, "submit-for-review", proposal="Approve.")
    assert submitted.status_code == 200
    refused = house.approver.do(case, "approve", grounds="Nothing found.", dossier_version=submitted.json["version"])
    assert refused.status_code == 409, refused.text
    assert refused.problem == "gates-open"
    wanted = {"gate_id", "kind", "rule_id", "source", "reason", "blocks", "scope", "closed_by"}
    assert refused.json["gates"]
    for gate in refused.json["gates"]:
        assert wanted <= set(gate)
        assert "approve" in gate["blocks"]


def test_a_rule_that_refuses_names_itself_and_its_source(house: House) -> None:
    case = house.researcher.notify()
    refused = house.approver.do(case, "approve", grounds="Fine.", dossier_version=1)
    assert refused.status_code == 409
    assert refused.json["rule_id"] == "transition"
    assert refused.json["source"]


def test_a_role_that_may_not_is_told_who_may(house: House) -> None:
    case = house.researcher.notify()
    refused = house.researcher.do(case, "suspend", reason="I say so.")
    assert refused.status_code == 403
    assert refused.json["allowed"] == ["contact_point_officer", "institution_approver"]


def test_commands_of_programs_have_no_address(house: House) -> None:
    program = house.person("scheduler", Role.SERVICE)
    for path in ("record-rescreening", "note-export-licence"):
        answer = program.post(f"/collaborations/{identifier('any')}/{path}", if_match='"x"')
        assert answer.status_code == 404
    assert house.keeper.post(f"/lists/{identifier('any')}/import-version").status_code == 404


def test_the_date_before_its_begin_is_refused_with_its_field(house: House) -> None:
    body = {**NOTIFICATION, "planned_start_on": "2026-05-01", "planned_end_on": "2026-04-01"}
    refused = house.researcher.post("/collaborations", body)
    assert refused.status_code == 422
    assert refused.fields == ["planned_end_on"]


def test_organisations_persons_and_lists_are_registered_over_the_same_table(house: House) -> None:
    party = house.officer.post("/parties", {"name": "Haven Instituut", "country": "BE", "aliases": ["HI"]})
    assert party.status_code == 201
    amended = house.officer.post(
        f"/parties/{party.json['id']}/amend", {"reason": "Full name.", "name": "Haven Instituut vzw"},
        if_match=party.headers["ETag"],
    )  # fmt: skip
    assert amended.status_code == 200, amended.text
    assert house.officer.post("/persons", {"name": "Robin Voorbeeld"}).status_code == 201
    body = {"list_id": "example", "name": "Example", "effect": "indicative", "legal_basis": "none", "licence": "CC0"}
    made = house.keeper.post("/lists", {**body, "watchlist_id": identifier("list example")})
    assert made.status_code == 201, made.text
    assert house.officer.get("/lists/example").json["watchlist_id"] == made.json["id"]


def test_a_policy_edition_is_proposed_and_published_by_two_people(house: House) -> None:
    policies = identifier("policies")
    newest = house.program.facts.shelf.newest()
    body = {
        "edition": newest.edition_id,
        "sha256": newest.sha256,
        "effective_from": "2027-01-01",
        "reason": "New guideline.",
    }
    proposed = house.keeper.post(f"/policies/{policies}/propose-edition", body, if_match=f'"{policies}:0"')
    assert proposed.status_code == 200, proposed.text
    path, tag = f"/policies/{policies}/publish-edition", proposed.headers["ETag"]
    alone = house.keeper.post(path, {"edition": newest.edition_id}, if_match=tag)
    assert (alone.status_code, alone.json["rule_id"]) == (409, "policy-four-eyes")
    assert house.second_keeper.post(path, {"edition": newest.edition_id}, if_match=tag).status_code == 200


def test_conditions_inside_a_command_become_values_of_the_domain(house: House) -> None:
    case = house.researcher.notify()
    conditions = [{"condition_id": "c1", "text": "Separate network.", "due_on": "2026-09-01", "blocks": "start"}]
    refused = house.approver.do(case, "approve", grounds="Fine.", dossier_version=1, conditions=conditions)
    assert refused.status_code == 409, refused.text
    conditions[0]["blocks"] = "everything"
    wrong = house.approver.do(case, "approve", grounds="Fine.", dossier_version=1, conditions=conditions)
    assert wrong.status_code == 422
    assert wrong.fields == ["conditions.0.blocks"]


def _assessed(house: House) -> Notified:
    """Return a case that was screened, with nothing found."""
    case = house.researcher.notify()
    assert house.officer.do(case, "start-screening", screening_id=identifier(case.id)).status_code == 200
    assert house.officer.do(case, "complete-screening", summary="All looked at.").status_code == 200
    return case
