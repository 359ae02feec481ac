"""The command line tells people what the API tells programs: incidents, all cases, and why not."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from domain.errors import NotPermittedError, UnusableInputError
from domain.values import Role
from kvcase.cli import main
from tests.api.house import HERE, House, identifier

Say = Callable[..., str]
REPORT = {"kv_type": "KV2", "happened_on": "2026-02-20", "discovered_on": "2026-03-01", "description": "Gezeefd."}


@pytest.fixture
def say(house: House, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return how somebody says a command; the answer is what is printed."""
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: house.program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(house.program), "close", lambda _self: None)

    def said(key: str, *arguments: str) -> str:
        answer = CliRunner().invoke(main.cli, [*arguments, "--key", key])
        if answer.exception is not None:
            raise answer.exception
        return answer.output

    return said


def test_an_incident_is_reported_weighed_and_shown(house: House, say: Say) -> None:
    incident = say(house.researcher.key, "incident", "report", json.dumps(REPORT)).splitlines()[0]
    say(house.officer.key, "incident", "do", incident, "triage", '{"severity": "limited", "rationale": "Klein."}')
    assert f"{incident}  KV2  triaged   limited" in say(house.officer.key, "incident", "list")
    shown = say(house.officer.key, "incident", "show", incident)
    assert "Gezeefd." in shown
    assert "Klein." in shown
    assert "Klein." not in say(house.researcher.key, "incident", "show", incident)
    assert "Gezeefd." not in say(house.auditor.key, "incident", "show", incident)
    told = json.loads(say(house.officer.key, "incident", "show", incident, "--json"))
    assert [each["name"] for each in told["history"]] == ["incident.reported.v1", "incident.triaged.v1"]
    with pytest.raises(NotPermittedError):
        say(house.operator.key, "incident", "list")


def test_organisations_are_listed_with_the_ids_that_commands_ask_for(house: House, say: Say) -> None:
    register = '{"name": "Golfbreker Instituut", "country": "NO"}'
    party = say(house.officer.key, "party", "register", register).splitlines()[0]
    assert f"{party}  NO  Golfbreker Instituut" in say(house.officer.key, "party", "list").splitlines()
    assert say(house.officer.key, "party", "list", "--text", "golfbreker", "--country", "BE") == "none\n"
    (told,) = json.loads(say(house.auditor.key, "party", "list", "--text", "golfbreker", "--json"))
    assert (told["party_id"], told["name"]) == (party, "Golfbreker Instituut")
    assert "Golfbreker" in say(house.officer.key, "party", "show", party)
    with pytest.raises(NotPermittedError):
        say(house.operator.key, "party", "list")


def test_every_case_is_listed_and_not_the_first_two_hundred(house: House, say: Say) -> None:
    sender = house.person("many", Role.RESEARCHER)
    references = [sender.notify().reference for _ in range(205)]
    lines = say(sender.key, "case", "list").splitlines()
    assert [line.split()[0] for line in lines] == references
    assert len(json.loads(say(sender.key, "case", "list", "--json"))) == 205


@pytest.mark.rule("fwo-kpi")
@pytest.mark.parametrize("k", ["0", "-3", "999999999"])
def test_figures_are_kept_back_below_a_sensible_count_only(house: House, say: Say, k: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        say(house.officer.key, "kpi", "--k", k)
    assert say(house.officer.key, "kpi", "--k", "7")


@pytest.mark.rule("fwo-kpi")
def test_the_fwo_may_keep_more_back_and_never_less(house: House, say: Say) -> None:
    assert json.loads(say(house.monitor.key, "kpi", "--k", "9", "--json"))["k"] == 9
    with pytest.raises(UnusableInputError) as refused:
        say(house.monitor.key, "kpi", "--k", "2")
    assert (refused.value.field, refused.value.expected) == ("k", "5 or more, or nothing")


@pytest.mark.rule("lint")
def test_the_linter_takes_an_institution_only_beside_cases(house: House, say: Say) -> None:
    with pytest.raises(UnusableInputError, match="--cases"):
        say(house.officer.key, "policy", "lint", "--institution", HERE)
    with pytest.raises(SystemExit, match="2"):
        say(house.officer.key, "policy", "dry-run", "x", "--limit", "-1")


@pytest.mark.rule("G25")
def test_a_refusal_for_a_role_names_its_rule_and_source(house: House, say: Say) -> None:
    case = house.researcher.notify()
    with pytest.raises(NotPermittedError) as refused:
        say(house.officer.key, "case", "do", case.reference, "approve", '{"grounds": "x", "dossier_version": 1}')
    told = main.message_of(refused.value)
    assert "G25: approve is for institution_approver" in told
    assert "[settled.md 4; handbook domain.md 2.2" in told


def test_the_rules_answer_in_the_language_asked_for(house: House, say: Say) -> None:
    case = house.researcher.notify()
    english = say(house.officer.key, "case", "show", case.id)
    dutch = say(house.officer.key, "--lang", "nl", "case", "show", case.id)
    assert "no screening was made" in english
    assert "er is nog niet gescreend" in dutch
    assert "door het contactpunt" in dutch
    assert "no screening was made" in say(house.officer.key, "case", "show", case.id)


@pytest.mark.rule("G21")
def test_a_researcher_learns_nothing_of_a_screening_that_is_run_again(house: House, say: Say) -> None:
    case = house.researcher.notify()
    with pytest.raises(NotPermittedError, match="past screenings"):
        say(house.researcher.key, "screenings", "replay", case.reference)
    assert "not screened yet" in say(house.auditor.key, "screenings", "replay", case.reference)


def test_an_auditor_reads_no_title_of_a_deadline(house: House, say: Say) -> None:
    case = house.researcher.notify()
    own = {"deadline_id": identifier("own deadline"), "title": "Kanarietermijn", "due_on": "2026-04-01"}
    assert house.officer.do(case, "set-deadline", **own).status_code == 200
    asked = ("deadlines", "--case", case.reference, "--json")
    assert "Kanarietermijn" in say(house.officer.key, *asked)
    assert "Kanarietermijn" not in say(house.auditor.key, *asked)
    assert "[withheld]" in say(house.auditor.key, *asked)


def test_who_may_not_forget_or_hold_learns_no_reference_and_no_person(house: House, say: Say) -> None:
    case = house.researcher.notify()
    person = house.officer.post("/persons", {"name": "Robin Voorbeeld"}).json["id"]
    for reference in (case.reference, "KV-NOORDHAVEN-2026-999999"):
        with pytest.raises(NotPermittedError, match="propose"):
            say(house.other_researcher.key, "erase", "propose", reference, "--ground", "request", "--reason", "x")
        with pytest.raises(NotPermittedError, match="place"):
            say(house.operator.key, "hold", "place", reference, "--reason", "x")
    for each in (person, identifier("nowhere")):
        with pytest.raises(NotPermittedError, match="record-report"):
            say(house.operator.key, "person", "report", each, "--out", "never-written.json")
