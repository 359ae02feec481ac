"""Every question about cases can be asked as of a version, a position or an instant; nobody sees more than now."""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from api.app import create_app
from api.settings import ApiSettings
from domain.collaboration import disclosure
from domain.errors import UnusableInputError
from domain.moments import AtPosition
from domain.policyset import decider as policyset
from domain.values import Role
from kvcase import bootstrap, history
from kvcase.cli import main
from kvcase.facts import POLICY_SET, shipped
from kvcase.settings import Settings
from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import EventLog
from projections import fold
from projections.memory import Memory
from tests.api.house import HERE, NOTIFICATION, THERE, Answer, House, Notified, identifier
from tests.kvcase.store.toys import metadata
from tests.projections.world import MemoryLog

REFERENCE = "the case"
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Time:
    """The time of the house, which goes on when a test says so."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Past:
    """A house whose one case was notified in March, screened in April and renamed in May; another came in June."""

    house: House
    case: Notified
    later: Notified
    positions: Mapping[str, int]

    def get(self, path: str, as_of: str = "", **headers: str) -> Answer:
        return self.house.officer.get(self.address(path, as_of), **headers)

    def address(self, path: str, as_of: str = "") -> str:
        return f"/collaborations/{self.case.id}{path}" + (f"?as_of={as_of}" if as_of else "")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    folder, time = tmp_path_factory.mktemp("past"), Time()
    settings = Settings(DatabaseUrl.parse(f"sqlite:///{folder}"), bytes(range(32)), (HERE, THERE))
    bootstrap.migrate(settings)
    program = bootstrap.build(settings, time)
    house = House(program, create_app(program.ports, settings=ApiSettings()))
    try:
        ships = shipped()
        proposed = policyset.ProposeEdition(POLICY_SET, ships.edition_id, ships.sha256, BEGIN.date(), "test")
        program.service(proposed, actor=house.keeper.actor)
        program.service(policyset.PublishEdition(POLICY_SET, ships.edition_id), actor=house.second_keeper.actor)
        case = house.researcher.notify()
        positions = {"notified": house.events()}
        time.later(days=31)
        for command, fields in (
            ("define-work-package", {"work_package_id": "WP1", "title": "Vluchtproeven", "what": "Buiten."}),
            ("start-screening", {"screening_id": identifier("screening")}),
            ("complete-screening", {"summary": "Geen treffer."}),
        ):
            answer = house.officer.do(case, command, **fields)
            assert answer.status_code == 200, answer.text
        positions["screened"] = house.events()
        time.later(days=31)
        assert house.researcher.do(case, "amend-notification", title="Boats", reason="Beter.").status_code == 200
        positions["renamed"] = house.events()
        time.later(days=31)
        later = house.other_researcher.notify(title="Another")
        time.later(days=31)
        yield Past(house, case, later, positions)
    finally:
        program.close()


def test_a_version_a_position_an_instant_and_a_day_show_the_same_case(past: Past) -> None:
    now = past.get("").json
    assert now["title"] == "Boats"
    screened = past.positions["screened"]
    version = past.get("", f"p{screened}").json["version"]
    seen = [past.get("", said) for said in (f"v{version}", f"p{screened}", "2026-04-02T09:00:00Z", "2026-04-02")]
    assert {each.status_code for each in seen} == {200}
    assert len({each.text for each in seen}) == 1
    assert seen[0].json["title"] == NOTIFICATION["title"]
    assert seen[0].json["status"] == now["status"]
    assert seen[0].headers["Kvcase-As-Of"] == f"p{screened} 2026-04-02T09:00:00Z"
    assert seen[3].headers["Kvcase-As-Of"] == f"p{screened} 2026-04-02T23:59:59.999999Z"


def test_nobody_writes_to_the_past(past: Past) -> None:
    assert "ETag" in past.get("").headers
    for path in ("", "/gates", "/history", "/overview"):
        assert "ETag" not in past.get(path, "v1").headers, path


def test_the_gates_the_story_the_deadlines_and_the_screen_are_those_of_then(past: Past) -> None:
    unscreened = past.get("/gates", "v1").json
    assert unscreened["version"] == 1
    assert "screening" in {gate["kind"] for gate in unscreened["items"]}
    screened = past.get("/gates", f"p{past.positions['screened']}").json["items"]
    assert "screening" not in {gate["kind"] for gate in screened}
    assert [each["version"] for each in past.get("/history", "v2").json["items"]] == [1, 2]
    assert past.get("/overview", "v1").json["work_packages"] == []
    assert len(past.get("/overview", "v2").json["work_packages"]) == 1
    before, after = past.get("/deadlines", "2026-03-02").json["items"], past.get("/deadlines").json["items"]
    assert {each["state"] for each in before} == {"open"}
    assert {each["kind"]: each["state"] for each in before} != {each["kind"]: each["state"] for each in after}
    for path in ("/hits", "/fwo-reports"):
        assert past.get(path, "v2").json["items"] == [], path


@pytest.mark.parametrize("path", ["/collaborations", "/deadlines", "/work-list"])
def test_lists_are_read_as_of_a_position_or_an_instant(past: Past, path: str) -> None:
    def cases(as_of: str) -> set[str]:
        answer = past.house.officer.get(f"{path}?limit=200{as_of}")
        assert answer.status_code == 200, answer.text
        return {each["case_id"] for each in answer.json["items"]}

    assert past.later.id in cases("")
    assert cases("&as_of=2026-03-02") == cases(f"&as_of=p{past.positions['notified']}") == {past.case.id}
    assert cases("&as_of=2026-03-01") == set()


def test_a_list_of_then_is_turned_page_by_page(past: Past) -> None:
    first = past.house.officer.get("/collaborations?limit=1&as_of=2026-07-01").json
    second = past.house.officer.get(f"/collaborations?limit=1&as_of=2026-07-01&after={first['next']}").json
    assert [each["case_id"] for each in (*first["items"], *second["items"])] == [past.case.id, past.later.id]
    assert second["next"] is None


def test_a_row_of_then_is_the_row_that_stood_then(past: Past) -> None:
    """The rows of the past are those that the live model had at each position."""
    listed = past.house.officer.get(f"/collaborations?as_of=p{past.positions['screened']}").json["items"]
    assert listed == [past.get("", f"p{past.positions['screened']}").json]


@pytest.mark.parametrize(
    ("as_of", "status", "rule", "expected"),
    [
        ("v99", 422, "v99 is still to come: this is at v", "v1 to v"),
        ("p999", 422, "p999 is still to come: the log ends at p", "p1 to p"),
        ("2027-01-01", 422, "2027-01-01 is still to come", "an instant up to 2026-07-04T09:00:00Z"),
        ("v0", 400, "v0 is before the first event", "v1 or more"),
        ("vrijdag", 400, "is no version, position or instant", "p3400 (a position of the log)"),
        ("2026-03-31T12:00", 400, "says no time zone", "2026-03-31T12:00Z"),
    ],
)
def test_what_cannot_be_used_is_refused(past: Past, as_of: str, status: int, rule: str, expected: str) -> None:
    for path in ("", "/gates", "/hits", "/history", "/overview", "/deadlines", "/fwo-reports"):
        answer = past.get(path, as_of)
        assert (answer.status_code, answer.fields) == (status, ["as_of"]), path
        (error,) = answer.json["errors"]
        assert rule in error["rule"]
        assert expected in error["expected"]


def test_a_version_is_of_one_thing(past: Past) -> None:
    answer = past.house.officer.get("/collaborations?as_of=v2")
    assert (answer.status_code, answer.fields) == (422, ["as_of"])
    assert "v2 is a version of one thing, and this is about many" in answer.text


def test_before_its_first_event_a_case_did_not_exist(past: Past) -> None:
    for path in ("", "/gates", "/hits", "/history", "/overview", "/deadlines", "/fwo-reports"):
        answer = past.get(path, "2026-03-01")
        assert answer.status_code == 404, path
        began = f"it begins at p{past.positions['notified']}, 2026-03-02T09:00:00Z"
        assert "it did not exist then (p0 2026-03-01T23:59:59.999999Z)" in answer.json["detail"]
        assert began in answer.json["detail"]


@pytest.mark.parametrize("as_of", ["", "v1", "v99", "p1", "p999", "2026-01-01", "2026-05-01", "2030-01-01"])
def test_what_somebody_may_not_know_of_is_absent_at_every_moment(past: Past, as_of: str) -> None:
    for who in (past.house.other_researcher, past.house.stranger):
        for path in ("", "/gates", "/history", "/overview", "/deadlines", "/fwo-reports"):
            answer = who.get(past.address(path, as_of))
            assert answer.status_code == 404, (path, answer.text)
            assert "did not exist then" not in answer.text
            assert "still to come" not in answer.text
        assert who.get(f"/parties/{past.case.id}?as_of={as_of or 'v1'}").json["detail"] == f"no party {past.case.id}"
    own = past.house.other_researcher.get(f"/collaborations{'' if as_of in {'', 'v1', 'v99'} else '?as_of=2026-07-01'}")
    assert {each["case_id"] for each in own.json["items"]} == {past.later.id}


def test_the_roles_of_now_decide_what_is_told_of_then(past: Past) -> None:
    assert past.get("", "v1").json["title"] == NOTIFICATION["title"]
    assert past.house.auditor.get(past.address("", "v1")).json["title"] == "[withheld]"
    told = past.house.researcher.get(past.address("/gates", "v1")).json["items"]
    assert {gate["kind"] for gate in told} <= {*disclosure._TOLD_GATES, "contact-point", "check"} | disclosure._AS_IT_IS
    assert past.house.researcher.get(past.address("/hits", "v1")).status_code == 403
    assert past.house.person("oscar", Role.OPERATOR).get(past.address("", "v1")).status_code == 403


def test_the_live_rows_are_not_touched(past: Past) -> None:
    models = past.house.program.read_models

    def digests() -> dict[tuple[str, str], str]:
        return {(where, each.name): models.digest(where, each) for where, _, some in models.places() for each in some}

    before = digests()
    past.get("", "v1")
    past.house.officer.get("/collaborations?as_of=2026-03-02")
    assert digests() == before


def test_the_command_line_asks_the_same(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: past.house.program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(past.house.program), "close", lambda _self: None)
    key = ["--key", past.house.officer.key]

    def said(*words: str) -> str:
        return CliRunner().invoke(main.cli, ["case", *words, *key]).output

    shown = said("show", past.case.reference, "--as-of", "v1")
    assert shown.startswith(f"as known at p{past.positions['notified']} 2026-03-02T09:00:00Z\n{past.case.reference}")
    assert NOTIFICATION["title"] in shown
    assert "Boats" in said("show", past.case.reference)
    assert NOTIFICATION["title"] in said("list", "--as-of", "2026-04-30")
    assert "Another" not in said("list", "--as-of", "2026-04-30")
    assert "Amended" not in said("history", past.case.reference, "--as-of", "v2")
    assert said("hits", past.case.reference, "--as-of", "v2").splitlines()[1:] == ["none"]
    refused = CliRunner().invoke(main.cli, ["case", "show", past.case.reference, "--as-of", "v99", *key])
    assert "v99 is still to come" in str(refused.exception)


@pytest.fixture
def by_hand(past: Past, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Give the command line of the house."""
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: past.house.program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(past.house.program), "close", lambda _self: None)
    return lambda *words: CliRunner().invoke(main.cli, words)


@pytest.mark.parametrize(
    "words",
    [
        ("case", "list"),
        ("case", "show", REFERENCE),
        ("case", "hits", REFERENCE),
        ("case", "history", REFERENCE),
        ("case", "appraisal", REFERENCE),
        ("deadlines", "--case", REFERENCE),
        ("deadlines",),
        ("fwo", "report", "list", REFERENCE),
        ("licence", "list", "--case", REFERENCE),
        ("licence", "list"),
        ("incident", "list"),
        ("kpi",),
    ],
    ids=" ".join,
)
def test_every_answer_of_the_command_line_says_of_which_moment_it_is(
    past: Past, by_hand: Callable[..., Result], words: tuple[str, ...]
) -> None:
    asked = [past.case.reference if word == REFERENCE else word for word in words]
    asked += ["--as-of", f"p{past.positions['notified']}", "--key", past.house.officer.key]
    moment = f"p{past.positions['notified']} 2026-03-02T09:00:00Z"
    told = by_hand(*asked)
    assert told.output.splitlines()[0] == f"as known at {moment}", told.exception
    assert len(told.output.splitlines()) > 1
    if words[:2] != ("case", "show"):
        as_json = json.loads(by_hand(*asked, "--json").output)
        assert as_json["as_of"] == moment
        assert "items" in as_json


def test_the_figures_of_an_institution_count_the_cases_of_then(past: Past) -> None:
    def counted(as_of: str = "") -> int:
        answer = past.house.officer.get(f"/figures{as_of}")
        assert answer.status_code == 200, answer.text
        assert ("Kvcase-As-Of" in answer.headers) is bool(as_of)
        total: int = answer.json["tables"][0]["total"]
        return total

    assert (counted("?as_of=2026-03-01"), counted("?as_of=2026-04-30"), counted()) == (0, 1, 2)


def test_figures_over_institutions_have_no_past(past: Past, by_hand: Callable[..., Result]) -> None:
    """Two moments side by side would tell of one case what small counts keep back."""
    assert past.house.monitor.get("/fwo/figures?as_of=2026-04-01").fields == ["as_of"]
    key = ["--key", past.house.monitor.key]
    refused = by_hand("kpi", "--as-of", "2026-04-01", *key)
    assert "figures over institutions have no past" in str(refused.exception)
    shown = by_hand("fwo", "portfolio", "--as-of", "2026-04-01", *key)
    assert shown.output == "as known at 2026-04-01T23:59:59.999999Z\nnone\n", shown.exception


def test_a_position_at_which_nothing_stands_is_the_last_event_before_it() -> None:
    log = MemoryLog(gap=20)
    for number in range(1, 4):
        log.append(UUID(int=number), object(), metadata(BEGIN + timedelta(days=number)))
    first, second, third = (each.position for each in log.events)

    def point(number: int) -> tuple[int, datetime]:
        return history.point(cast("EventLog", log), AtPosition(number), BEGIN)

    assert point(second) == (second, BEGIN + timedelta(days=2))
    assert point(second - 1) == (first, BEGIN + timedelta(days=1))
    assert point(third - 1) == (second, BEGIN + timedelta(days=2))
    with pytest.raises(UnusableInputError, match=f"p{first - 1} is before the first event"):
        point(first - 1)
    with pytest.raises(UnusableInputError, match=f"the log ends at p{third}"):
        point(third + 1)


def test_the_funder_asks_as_of_an_instant_which_is_a_place_in_every_log(past: Past) -> None:
    answer = past.house.monitor.get("/fwo/portfolio?as_of=2026-04-01")
    assert (answer.status_code, answer.json["items"]) == (200, [])
    assert answer.headers["Kvcase-As-Of"] == "2026-04-01T23:59:59.999999Z"
    for said in ("v1", "p1"):
        answer = past.house.monitor.get(f"/fwo/portfolio?as_of={said}")
        assert (answer.status_code, answer.fields) == (422, ["as_of"])
        assert f"{said} is a place in one log" in answer.text
    assert past.house.monitor.get("/fwo/portfolio?as_of=2027-01-01").status_code == 422


@pytest.mark.parametrize("path", ["/parties", "/licences", "/incidents", "/runs", "/risk-analyses"])
def test_every_register_has_a_past(past: Past, path: str) -> None:
    answer = past.house.officer.get(f"{path}?as_of=2026-04-01")
    assert (answer.status_code, answer.json["items"]) == (200, [])


def test_a_model_that_cannot_be_folded_is_not_told_as_empty(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    folded = fold.folded

    def fails(*_arguments: object) -> Memory:
        raise LookupError("this event cannot be taken")

    as_of = "/collaborations?as_of=2026-05-15"
    monkeypatch.setattr(fold, "folded", fails)
    assert past.house.officer.get(as_of).status_code == 500
    monkeypatch.setattr(fold, "folded", folded)
    assert len(past.house.officer.get(as_of).json["items"]) == 1


def test_many_who_ask_at_once_get_the_same_answer(past: Past) -> None:
    clients = [past.house.person(f"officer {each}", Role.CONTACT_POINT_OFFICER) for each in range(4)]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda who: who.get("/deadlines?as_of=2026-04-15").text, clients))
    assert len(set(told)) == 1
    assert past.case.id in told[0]
