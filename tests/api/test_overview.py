"""A case on one screen, for the officer at the command line and for programs."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from domain.gates import Blocks, Gate
from domain.policyset import decider as policyset
from kvcase.cli import common, main
from kvcase.facts import POLICY_SET, shipped
from tests.api.house import NOW, House, Notified, Person, identifier

SOON = "2026-04-01"


def done(who: Person, case: Notified, command: str, **fields: object) -> None:
    answer = who.do(case, command, **fields)
    assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module", autouse=True)
def edition(house: House) -> None:
    """Bring the edition that ships into force: measures are named in it."""
    ships = shipped()
    proposed = policyset.ProposeEdition(POLICY_SET, ships.edition_id, ships.sha256, NOW.date(), "test")
    house.program.service(proposed, actor=house.keeper.actor)
    house.program.service(policyset.PublishEdition(POLICY_SET, ships.edition_id), actor=house.second_keeper.actor)


@pytest.fixture
def case(house: House) -> Notified:
    """Return a case in screening with a part, a measure and a deadline of its own."""
    case = house.researcher.notify()
    done(house.officer, case, "define-work-package", work_package_id="WP1", title="Vluchtproeven", what="Buiten.")
    done(house.officer, case, "start-screening", screening_id=identifier(f"screening {case.id}"))
    done(house.officer, case, "complete-screening", summary="Geen treffer.")
    measure = {"mitigation_id": identifier(f"measure {case.id}"), "code": "M05", "owner": "rosa", "due_on": SOON}
    done(house.officer, case, "set-mitigation", **measure, justification="Nodig.", work_package="WP1")
    day = {"deadline_id": identifier(f"own {case.id}"), "title": "Bellen", "due_on": SOON}
    done(house.officer, case, "set-deadline", **day)
    return case


def test_the_screen_of_an_officer_tells_parts_measures_and_days(
    house: House, case: Notified, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: house.program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(house.program), "close", lambda _self: None)
    shown = CliRunner().invoke(main.cli, ["case", "show", case.reference, "--key", house.officer.key]).output
    assert "work package  WP1          not begun, open: O8  Vluchtproeven" in shown
    assert f"measure       M05          set, due {SOON}, rosa, needed to start" in shown
    assert f"due           {SOON}   own, contact_point_officer  Bellen" in shown
    told = json.loads(
        CliRunner().invoke(main.cli, ["case", "show", case.reference, "--json", "--key", house.officer.key]).output
    )
    assert [each["code"] for each in told["measures"]] == ["M05"]
    assert all(f"gate: {each['gate_id']}" in shown for each in told["gates"]), "overriding a gate asks its id"
    assert identifier(f"measure {case.id}") in shown, "implement-mitigation asks it"
    assert identifier(f"own {case.id}") in shown, "meet-deadline asks it"


def test_the_same_is_read_by_programs_at_one_version(house: House, case: Notified) -> None:
    answer = house.officer.get(f"/collaborations/{case.id}/overview")
    assert (answer.status_code, answer.headers["ETag"]) == (200, case.etag)
    told = answer.json
    assert told["gates"] == house.officer.get(f"/collaborations/{case.id}/gates").json["items"]
    assert [(each["work_package_id"], each["open_gates"]) for each in told["work_packages"]] == [("WP1", ["O8"])]
    assert (told["conditions"], told["licences"]) == ([], [])


@pytest.mark.rule("G21")
def test_texts_are_withheld_and_another_case_is_not_there(house: House, case: Notified) -> None:
    told = house.auditor.get(f"/collaborations/{case.id}/overview").json
    assert told["work_packages"][0]["title"] == "[withheld]"
    assert "Bellen" not in str(told)
    assert house.researcher.get(f"/collaborations/{case.id}/overview").json["licences"] == []
    assert house.other_researcher.get(f"/collaborations/{case.id}/overview").status_code == 404
    assert house.stranger.get(f"/collaborations/{case.id}/overview").status_code == 404


def test_a_gate_tells_whom_it_is_about_beside_its_own_id() -> None:
    review = Gate("hit:h1", "hit", frozenset({Blocks.START}), "hit-undecided", "source", "reason", "resolve-hit")
    assert common.id_of(review) == "hit:h1"
    assert common.id_of(replace(review, subject="p1")) == "hit:h1, about p1"
    assert common.id_of(replace(review, gate_id="joined:p1", subject="p1")) == "joined:p1"
