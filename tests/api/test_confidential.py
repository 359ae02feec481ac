"""A researcher walks every address with the own case in hand, and finds none of the planted secrets (G21)."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from api import access
from domain.values import Actor, Effect, Role
from kvcase.cli.main import cli
from kvcase.demo.installation import MAPPING
from tests.api.house import API, HERE, House, Notified, Person, answered, identifier, opened
from tests.api.visitor import Visitor

KEEPER = Actor("karel", "shared", frozenset({Role.ADMIN}))
LIST, ENTRY, LISTED = "kanarielijst", "KANARIE-ENTRY-77", "Kanarie Instituut Verborgen"
COMMENT, FACTOR, GROUNDS = "Kanarieopmerking", "Kanariebewijs", "Kanariegronden"
QUESTION, TOLD, RATIONALE = "Kanarievraag", "Kanarie-incident", "Kanarieweging"
SECRETS = (LIST, ENTRY, LISTED, COMMENT, FACTOR, GROUNDS, QUESTION, TOLD, RATIONALE)
pytestmark = pytest.mark.rule("G21")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give an institution of its own, whose lists hold somebody."""
    with opened(tmp_path_factory.mktemp("confidential")) as found:
        yield found


@pytest.fixture(scope="module")
def case(house: House, tmp_path_factory: pytest.TempPathFactory) -> Notified:
    """Return an approved case behind which everything that can be confidential has happened."""
    case = house.researcher.notify()
    party = house.officer.post("/parties", {"name": "Instituut Dijk Noord", "country": "NL"}).json["id"]
    house.researcher.do(case, "link-party", party_id=party, role="partner")
    done(house.officer, case, "start-screening", screening_id=identifier("first"))
    done(house.officer, case, "complete-screening", summary=GROUNDS)
    done(house.officer, case, "submit-for-review", proposal=GROUNDS)
    case.etag = house.officer.get(f"/collaborations/{case.id}").headers["ETag"]
    answer = approved(house, case)
    assert answer == 200
    file = tmp_path_factory.mktemp("lists") / "list.csv"
    row = f'{ENTRY},"Instituut Dijk Noord","{LISTED}",NL,organisation'
    file.write_text(f"id,name,aliases,country,kind\n{row}\n", encoding="utf-8")
    house.program.list_imports.register(KEEPER, LIST, "Kanarielijst", Effect.LEGAL, "a regulation", "fictional")
    house.program.list_imports.import_files(KEEPER, LIST, "generic_csv", {"list": file}, MAPPING)
    house.program.rescreening.reconcile(HERE)
    seen(house, case)
    done(house.officer, case, "add-comment", comment_id=identifier("comment"), text=COMMENT)
    done(house.officer, case, "request-human-rights-test", reason=FACTOR)
    done(
        house.officer,
        case,
        "request-external-advice",
        advice_id=identifier("advice"),
        body="state_security",
        question=QUESTION,
        due_on="2026-04-01",
        shared=["partners"],
        waits_for="share",
    )
    (hit,) = house.officer.get(f"/collaborations/{case.id}/hits").json["items"]
    done(house.officer, case, "resolve-hit", hit_id=hit["hit_id"], resolution="unclear", rationale=RATIONALE)
    report = {"kv_type": "KV1", "happened_on": "2026-02-20", "discovered_on": "2026-03-01", "description": TOLD}
    incident = house.officer.post("/incidents", report)
    path = f"/incidents/{incident.json['id']}"
    linked = house.officer.post(f"{path}/link-to-case", {"case_id": case.id}, if_match=incident.headers["ETag"])
    triage = {"severity": "serious", "rationale": RATIONALE}
    assert house.officer.post(f"{path}/triage", triage, if_match=linked.headers["ETag"]).status_code == 200
    seen(house, case)
    return case


def approved(house: House, case: Notified) -> int:
    """Approve the case, whatever version of the dossier that must name."""
    told = house.officer.get(f"/collaborations/{case.id}/history").json["items"]
    version = next(each["data"]["dossier_version"] for each in reversed(told) if "dossier_version" in each["data"])
    for body in ({"dossier_version": version}, {"dossier_version": version + 1}, {}):
        if house.approver.do(case, "approve", grounds=GROUNDS, **body).status_code == 200:
            return 200
    return 409


def seen(house: House, case: Notified) -> None:
    case.etag = house.officer.get(f"/collaborations/{case.id}").headers["ETag"]


def done(by: Person, case: Notified, command: str, **fields: object) -> None:
    answer = by.do(case, command, **fields)
    assert answer.status_code == 200, answer.text


def found_in(words: str) -> list[str]:
    return [secret for secret in SECRETS if secret.lower() in words.lower()]


def test_the_secrets_are_there_for_who_works_on_the_case(house: House, case: Notified) -> None:
    told = "".join(house.officer.get(f"/collaborations/{case.id}{path}").text for path in ("/history", "/hits"))
    told += house.officer.get(f"/collaborations/{case.id}/gates").text
    assert {LIST, ENTRY, COMMENT, FACTOR, GROUNDS, QUESTION, RATIONALE} <= set(found_in(told))


def test_no_address_tells_a_researcher_a_secret(house: House, case: Notified) -> None:
    party = house.officer.get("/parties").json["items"][0]["party_id"]
    (incident,) = house.officer.get("/incidents").json["items"]
    ids = (case.id, party, incident["incident_id"], identifier("advice"), identifier("first"))
    walked, answered_well = 0, 0
    for rule in house.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.rule.startswith(API) or rule.rule.endswith("openapi.json"):
            continue
        for one in ids if "<" in rule.rule else ids[:1]:
            path = rule.rule.removeprefix(API).replace("<uuid:identifier>", one)
            answer = house.researcher.get(path.replace("<list_id>", "eu-fsf"))
            walked += 1
            answered_well += answer.status_code == 200
            if rule.endpoint not in PUBLIC:
                assert found_in(answer.text) == [], (path, answer.text)
    assert walked > 40
    assert answered_well >= 7


PUBLIC = frozenset({"lists.lists", "lists.list"})
"""The watch lists are public, and everybody sees which are in force; not who stands on them."""


def test_no_page_tells_a_researcher_a_secret(house: House, case: Notified) -> None:
    client = Visitor(house.app)
    client.sign_in(house.researcher.key)
    for path in ("/cases", f"/cases/{case.id}"):
        page = answered(client.get(path))
        assert page.status_code == 200
        assert found_in(page.text) == [], path
    assert "the contact point looks into it" in page.text


def test_no_refusal_tells_a_researcher_a_secret(house: House, case: Notified) -> None:
    seen(house, case)
    answer = house.researcher.do(case, "start", started_on="2026-03-02")
    assert answer.problem == "gates-open"
    assert found_in(answer.text) == []
    assert "the contact point looks into it" in {gate["reason"] for gate in answer.json["gates"]}
    assert ENTRY in house.officer.do(case, "start", started_on="2026-03-02").text


def test_no_command_of_a_researcher_brings_a_secret_back(house: House, case: Notified) -> None:
    seen(house, case)
    answer = house.researcher.do(case, "add-comment", comment_id=identifier("own"), text="Mine.", visibility="notifier")
    assert answer.status_code == 200
    assert found_in(answer.text) == []
    assert "the contact point looks into it" in {gate["reason"] for gate in answer.json["open_gates"]}
    for rule in house.app.url_map.iter_rules():
        row = access.table(house.app)[rule.endpoint]
        if (
            "POST" in (rule.methods or ())
            and rule.rule.startswith(f"{API}/collaborations/<")
            and Role.RESEARCHER in row.roles
        ):
            said = house.researcher.post(
                rule.rule.removeprefix(API).replace("<uuid:identifier>", case.id), {}, if_match=case.etag
            )
            assert found_in(said.text) == [], rule.rule


def test_asking_whether_something_may_be_shared_tells_a_researcher_no_secret(house: House, case: Notified) -> None:
    party = house.officer.get("/parties").json["items"][0]["party_id"]
    asked = {"recipient_id": party, "destination": "NL", "modality": "knowledge", "shared_on": "2026-03-02"}
    path = f"/collaborations/{case.id}/check-sharing"
    answer = house.researcher.post(path, asked)
    assert (answer.status_code, answer.json["allowed"]) == (200, False), answer.text
    assert found_in(answer.text) == []
    assert "the contact point looks into it" in {gate["reason"] for gate in answer.json["gates"]}
    assert found_in(house.officer.post(path, asked).text) != []


@pytest.mark.parametrize("command", [("show",), ("show", "--json"), ("history",), ("history", "--json"), ("list",)])
def test_no_line_of_the_command_line_tells_a_researcher_a_secret(
    house: House, case: Notified, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: house.program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(house.program), "close", lambda _self: None)
    where = () if command[0] == "list" else (case.reference,)
    for who, knows in ((house.officer, True), (house.researcher, False)):
        said = CliRunner().invoke(cli, ["case", command[0], *where, *command[1:], "--key", who.key])
        assert said.exit_code == 0, said.output
        assert case.reference in said.output or command[0] == "history"
        assert bool(found_in(said.output)) is (knows and command[0] != "list"), said.output
