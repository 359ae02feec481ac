"""Forgetting over HTTP and on the command line: proposed, confirmed by another, held back, reported."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from domain.errors import NotFoundError, NotPermittedError, UnusableInputError
from domain.values import Role
from kvcase.cli import main
from tests.api.house import THERE, House, Person, identifier

Say = Callable[..., str]
NAME = "Kanarina Persoonsmans"


@pytest.fixture
def privacy(house: House) -> Person:
    return house.person("dina", Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def privacy_too(house: House) -> Person:
    return house.person("dora", Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def say(house: House, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return how somebody says a command; the answer is what is printed."""
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: house.program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(house.program), "close", lambda _self: None)

    def said(key: str, *arguments: str) -> str:
        answer = CliRunner().invoke(main.cli, [*arguments, *(("--key", key) if key else ())])
        if answer.exception is not None:
            raise answer.exception
        return answer.output

    return said


def registered(house: House) -> str:
    answer = house.researcher.post("/persons", {"name": NAME})
    assert answer.status_code == 201, answer.text
    made: str = answer.json["id"]
    return made


def proposed(by: Person, person_id: str) -> tuple[str, str]:
    body = {"kind": "person", "subject_id": person_id, "ground": "request", "reason": f"{NAME} vroeg het"}
    answer = by.post("/erasures", body)
    assert answer.status_code == 201, answer.text
    return answer.json["id"], answer.headers["ETag"]


def test_who_is_a_researcher_too_reads_no_reason_that_is_withheld_from_the_officer(house: House) -> None:
    both = house.person("dana", Role.DATA_PROTECTION_OFFICER, Role.RESEARCHER)
    erasure_id, _ = proposed(both, registered(house))
    assert NAME in house.officer.get(f"/erasures/{erasure_id}/history").text
    assert NAME not in both.get(f"/erasures/{erasure_id}/history").text


@pytest.mark.rule("erasure-four-eyes")
def test_two_people_forget_a_person_over_http(house: House, privacy: Person, privacy_too: Person) -> None:
    person_id = registered(house)
    erasure_id, etag = proposed(privacy, person_id)
    refused = privacy.post(f"/erasures/{erasure_id}/confirm", {}, if_match=etag)
    assert (refused.status_code, refused.json["rule_id"]) == (409, "erasure-four-eyes")
    assert privacy_too.post(f"/erasures/{erasure_id}/confirm", {}, if_match=etag).status_code == 200
    assert house.officer.get(f"/persons/{person_id}").status_code == 404
    assert NAME not in house.officer.get(f"/persons/{person_id}/history").text
    listed = house.auditor.get("/erasures?status=erased").json["items"]
    assert [row["confirmed_by"] for row in listed if row["erasure_id"] == erasure_id] == [["dora"]]
    assert NAME not in privacy.get(f"/erasures/{erasure_id}/history").text
    assert privacy.get(f"/persons/{person_id}/report").json["rule_id"] == "erased"


@pytest.mark.rule("erasure-hold")
def test_a_hold_refuses_in_the_language_of_the_reader(house: House, privacy: Person) -> None:
    person_id = registered(house)
    body = {"kind": "person", "subject_id": person_id, "reason": "Een klacht", "until": "2099-12-31"}
    hold = house.officer.post("/holds", body)
    assert hold.status_code == 201, hold.text
    refused = privacy.post("/erasures", {**body, "ground": "request"} | {"reason": "Gevraagd"} | {"until": None})
    assert refused.status_code == 422, "an erasure has no last day"
    asked = {"kind": "person", "subject_id": person_id, "ground": "request", "reason": "Gevraagd"}
    refused = privacy.post("/erasures", asked)
    assert refused.json["rule_id"] == "erasure-hold"
    assert hold.json["id"] in refused.json["detail"]
    assert "2099-12-31" in refused.json["detail"]
    lifted = house.approver.post(f"/holds/{hold.json['id']}/lift", {"reason": "Voorbij"}, if_match=hold.headers["ETag"])
    assert lifted.status_code == 200
    assert privacy.post("/erasures", asked).status_code == 201
    held = privacy.get("/holds").json["items"]
    assert [row["lifted_by"] for row in held if row["hold_id"] == hold.json["id"]] != [None]


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "party"), ("ground", "boredom"), ("subject_id", "nobody"), ("reason", "")]
)
def test_an_erasure_that_says_nothing_is_refused_by_its_field(privacy: Person, field: str, value: str) -> None:
    body = {
        "kind": "person",
        "subject_id": identifier("nobody"),
        "ground": "request",
        "reason": "Gevraagd",
        field: value,
    }
    answer = privacy.post("/erasures", body)
    if field == "reason":
        assert answer.status_code in {404, 422}
    else:
        assert [each["field"] for each in answer.json["errors"]] == [field]


def test_nobody_of_another_institution_is_forgotten(house: House) -> None:
    stranger = house.person("vreemde", Role.DATA_PROTECTION_OFFICER, institution=THERE)
    body = {"kind": "person", "subject_id": registered(house), "ground": "request", "reason": "Gevraagd"}
    assert stranger.post("/erasures", body).status_code == 404


@pytest.mark.rule("access-report")
def test_all_that_is_held_about_a_person_is_told_and_recorded(house: House, privacy: Person) -> None:
    person_id = registered(house)
    told = privacy.get(f"/persons/{person_id}/report?purpose=Vraag+12").json
    assert told["person"]["name"] == NAME
    assert [each["data"]["purpose"] for each in told["reports_given"]] == ["Vraag 12"]
    assert house.officer.get(f"/persons/{person_id}/report").status_code == 403
    read = house.officer.get(f"/persons/{person_id}")
    amended = house.officer.post(
        f"/persons/{person_id}/amend", {"reason": "Spelling", "name": NAME}, if_match=read.headers["ETag"]
    )
    assert amended.status_code == 200, "the version that is read is the newest"
    again = privacy.get(f"/persons/{person_id}/report").json
    assert len(again["reports_given"]) == 2


def test_the_command_line_forgets_and_holds(house: House, privacy: Person, privacy_too: Person, say: Say) -> None:
    person_id = registered(house)
    subject = f"person:{person_id}"
    hold = say(privacy.key, "hold", "place", subject, "--reason", "Klacht", "--until", "2099-12-31").splitlines()[0]
    assert hold in say(privacy.key, "hold", "list")
    say(privacy.key, "hold", "lift", hold, "--reason", "Voorbij")
    given = ("erase", "propose", subject, "--ground", "request", "--reason", "Gevraagd")
    first = say(privacy.key, *given).splitlines()[0]
    say(privacy_too.key, "erase", "withdraw", first, "--reason", "Te vroeg")
    second = say(privacy.key, *given).splitlines()[0]
    assert "PersonalDataErased" in say(privacy_too.key, "erase", "confirm", second)
    lines = {line.split()[0]: line.split()[1] for line in say(privacy.key, "erase", "list").splitlines()}
    assert (lines[first], lines[second]) == ("withdrawn", "erased")
    rows = json.loads(say(privacy.key, "erase", "list", "--json", "--status", "erased"))
    assert second in {row["erasure_id"] for row in rows}
    assert "0 erasure(s) carried out, 0 left" in say("", "erase", "finish")
    with pytest.raises(NotPermittedError):
        say(house.operator.key, "erase", "list")
    for wrong in ("person:nobody", "party:1"):
        with pytest.raises(UnusableInputError, match=wrong.partition(":")[0]):
            say(privacy.key, "hold", "place", wrong, "--reason", "x")
    with pytest.raises(NotFoundError):
        say(privacy.key, "hold", "place", "KV-NOWHERE-2026-000001", "--reason", "x")


@pytest.mark.rule("access-report")
def test_a_report_is_written_in_data_and_in_two_languages(
    house: House, privacy: Person, say: Say, tmp_path: Path
) -> None:
    out = tmp_path / "report.json"
    say(privacy.key, "person", "report", registered(house), "--out", str(out))
    told: dict[str, Any] = json.loads(out.read_text("utf-8"))
    assert told["person"]["name"] == NAME
    for language, title in (("nl", "Wat wij over u bijhouden"), ("en", "What we hold about you")):
        text = out.with_name(f"report.{language}.md").read_text("utf-8")
        assert title in text
        assert NAME in text
    assert out.stat().st_mode & 0o077 == 0


@pytest.mark.rule("retention")
def test_the_rules_of_retention_say_where_they_stand(privacy: Person, say: Say) -> None:
    said = say("", "retention", "rules")
    assert "2021/821, art. 27(3)" in said
    assert "to be confirmed" in said
    assert say(privacy.key, "retention", "proposals")
    assert privacy.get("/retention/proposals").status_code == 200
