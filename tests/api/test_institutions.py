"""Profiles over HTTP and on the command line: adopted by the keeper, read by all, used by cases and the work list."""

from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from domain.institution.decider import profile_id
from kvcase.cli.main import cli
from tests.api.house import HERE, House, Person, identifier, opened

PROFILE = {
    "name": "Noordhaven",
    "mailboxes": [
        {"function": "contact_point", "address": "veiligheid@noordhaven.example"},
        {"function": "export", "address": "export@noordhaven.example"},
    ],
    "licence_authority": "VL",
    "ethics_committee": "Commissie Noord",
}
ADOPT = {"institution_id": str(profile_id(HERE)), "slug": HERE, "profile": PROFILE}
pytestmark = pytest.mark.rule("routing")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give an installation whose first institution has a profile."""
    with opened(tmp_path_factory.mktemp("profiles")) as found:
        answer = found.keeper.post("/institutions", ADOPT)
        assert answer.status_code == 201, answer.text
        yield found


def addresses(who: Person, function: str) -> Any:
    return who.get(f"/institutions/{HERE}/route?function={function}").json["addresses"]


def test_everybody_who_is_signed_in_reads_whom_to_reach(house: House) -> None:
    for who in (house.researcher, house.officer, house.monitor, house.stranger):
        row = who.get(f"/institutions/{HERE}").json
        assert (row["ethics_committee"], row["changed_by"]) == ("Commissie Noord", "karel")
        assert addresses(who, "export") == ["export@noordhaven.example"]
        assert addresses(who, "human_rights") == ["veiligheid@noordhaven.example"]
    assert house.officer.get("/institutions/nowhere").problem == "not-found"
    assert house.officer.get(f"/institutions/{HERE}/route?function=sales").status_code in {400, 422}
    assert house.officer.post("/institutions", ADOPT).status_code == 403


def test_who_changed_a_profile_is_recorded(house: House) -> None:
    path = f"/institutions/{profile_id(HERE)}"
    tag = house.keeper.get(f"/institutions/{HERE}").headers["ETag"]
    body = {"reason": "A new number.", "phone": "+32 3 000 00 00"}
    assert house.second_keeper.post(f"{path}/amend-profile", body, if_match=tag).status_code == 200
    row = house.officer.get(f"/institutions/{HERE}").json
    assert (row["phone"], row["changed_by"], row["name"]) == ("+32 3 000 00 00", "katja", "Noordhaven")
    told = house.keeper.get(f"{path}/history").json["items"]
    assert [each["actor"]["id"] for each in told] == ["karel", "katja"]


def test_a_case_asks_the_committee_of_the_profile(house: House) -> None:
    case = house.researcher.notify()
    answer = house.officer.do(case, "request-ethics-advice", question="May we?")
    assert answer.status_code == 200, answer.text
    assert answer.json["events"][0]["data"]["committee"] == "Commissie Noord"
    tasks = house.officer.get("/work-list?kind=ethics-advice&limit=200").json["items"]
    (task,) = [each for each in tasks if each["case_id"] == case.id]
    assert (task["function"], task["detail"], task["assignee"]) == ("ethics", "Commissie Noord", None)
    house.officer.do(case, "assign-case", assignee="otto", team="Contactpunt", due_on="2026-04-01")
    tasks = house.officer.get("/work-list?limit=200").json["items"]
    assert {each["assignee"] for each in tasks if each["case_id"] == case.id} == {"otto"}


def test_a_case_where_no_profile_is_says_what_is_missing(house: House) -> None:
    case = house.stranger.notify()
    answer = house.stranger.do(case, "request-ethics-advice", question="May we?")
    assert (answer.problem, answer.fields) == ("unusable-input", ["committee"])


def test_what_waits_outside_and_what_went_wrong_stand_on_the_work_list(house: House) -> None:
    case = house.researcher.notify()
    ask = {"advice_id": identifier("advice"), "body": "loket", "question": "Known?", "due_on": "2026-04-01"}
    assert house.officer.do(case, "request-external-advice", shared=["nature"], **ask).status_code == 200
    assert kinds(house, case.id) == {"triage", "external-advice"}
    house.officer.do(case, "record-external-advice", advice_id=ask["advice_id"], answer="No.")
    assert kinds(house, case.id) == {"triage"}


def kinds(house: House, case_id: str) -> set[str]:
    return {
        each["kind"] for each in house.officer.get("/work-list?limit=200").json["items"] if each["case_id"] == case_id
    }


def test_the_catalogue_gives_ten_institutions_their_profiles(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: house.program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(house.program), "close", lambda _self: None)

    def said(*arguments: str) -> str:
        answer = CliRunner().invoke(cli, ["institution", *arguments])
        assert answer.exit_code == 0, answer.output
        return answer.output

    for slug in ("kuleuven", "imec", "vib"):
        said("adopt", slug, "--key", house.keeper.key)
    assert "lrd.export@kuleuven.be" in said("route", "kuleuven", "export")
    assert said("route", "kuleuven", "human_rights") == "humanrights@kuleuven.be\n"
    assert said("route", "imec", "ethics") == said("route", "imec", "contact_point") == "ExportControl@imec.be\n"
    assert "VIB" in said("show", "vib")
    assert CliRunner().invoke(cli, ["institution", "show", "nowhere"]).exit_code != 0
