"""Reports, figures and risk analyses over HTTP: who writes, who reads, and what the FWO never sees."""

from collections.abc import Callable, Iterator

import pytest

from domain.errors import NotFoundError
from domain.policyset import decider as policyset
from domain.values import Role
from kvcase.facts import POLICY_SET, shipped
from tests.api.house import NOW, House, identifier, opened
from tests.api.test_command_line import say

__all__ = ["say"]
Say = Callable[..., str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house where the shipped edition is in force, so that a case may name who pays."""
    with opened(tmp_path_factory.mktemp("fwo") / "data") as house:
        ours = shipped()
        propose = policyset.ProposeEdition(POLICY_SET, ours.edition_id, ours.sha256, NOW.date(), "test")
        house.program.service(propose, actor=house.keeper.actor)
        publish = policyset.PublishEdition(POLICY_SET, ours.edition_id)
        house.program.service(publish, actor=house.second_keeper.actor)
        yield house


def opened_report(house: House) -> tuple[str, str]:
    """Return (id, ETag) of a report on a case that the FWO funds."""
    case = house.researcher.notify(funder_scheme="fwo")
    body = {"case_id": case.id, "kind": "interim", "period_begins_on": "2026-01-01"}
    answer = house.officer.post("/fwo-reports", body)
    assert answer.status_code == 201, answer.text
    return answer.json["id"], answer.headers["ETag"]


@pytest.mark.rule("O11")
def test_a_report_is_written_and_submitted_by_whoever_notified_the_case(house: House) -> None:
    report, tag = opened_report(house)
    for topic in ("changes", "measures", "conditions", "breaches", "licence_use"):
        answer = house.researcher.post(f"/fwo-reports/{report}/answer", {"topic": topic, "answer": "x"}, if_match=tag)
        assert answer.status_code == 200, answer.text
        tag = answer.headers["ETag"]
    sent = house.researcher.post(f"/fwo-reports/{report}/submit", {"has_breaches": False}, if_match=tag)
    assert sent.status_code == 200
    row = house.researcher.get(f"/fwo-reports/{report}").json
    assert (row["status"], row["kind"]) == ("submitted", "interim")
    listed = house.researcher.get(f"/collaborations/{row['case_id']}/fwo-reports").json["items"]
    assert [each["report_id"] for each in listed] == [report]


@pytest.mark.rule("O11")
def test_a_report_on_what_the_fwo_does_not_fund_is_refused_by_field_and_source(house: House) -> None:
    case = house.researcher.notify(funder_scheme=None)
    body = {"case_id": case.id, "kind": "interim", "period_begins_on": "2026-01-01"}
    answer = house.officer.post("/fwo-reports", body)
    assert (answer.status_code, answer.fields) == (422, ["case_id"])
    assert "[000]" in answer.json["errors"][0]["rule"]


def test_others_do_not_know_of_a_report(house: House) -> None:
    report, tag = opened_report(house)
    for other in (house.other_researcher, house.stranger):
        assert other.get(f"/fwo-reports/{report}").status_code == 404
    body = {"topic": "changes", "answer": "x"}
    assert house.other_researcher.post(f"/fwo-reports/{report}/answer", body, if_match=tag).status_code == 404
    assert house.monitor.get(f"/fwo-reports/{report}").status_code == 403
    history = house.auditor.get(f"/fwo-reports/{report}/history")
    assert history.status_code == 200


def test_what_is_there_is_not_told_by_its_version_its_past_or_its_words(house: House) -> None:
    report, nowhere = opened_report(house)[0], identifier("nowhere")
    body = {"topic": "changes", "answer": "x"}
    told = [
        [
            house.other_researcher.post(f"/fwo-reports/{each}/answer", body, if_match=f'"{each}:999"'),
            house.other_researcher.post(f"/fwo-reports/{each}/answer", body, if_match=f'"{each}:1"'),
            house.other_researcher.get(f"/fwo-reports/{each}"),
            house.other_researcher.get(f"/fwo-reports/{each}?as_of={NOW.date()}"),
        ]
        for each in (report, nowhere)
    ]
    for known, unknown in zip(*told, strict=True):
        assert (known.status_code, unknown.status_code) == (404, 404)
        assert known.text.replace(report, "") == unknown.text.replace(nowhere, "")


def test_the_command_line_tells_no_report_of_another_from_none(house: House, say: Say) -> None:
    said = set()
    for each in (opened_report(house)[0], identifier("nowhere")):
        with pytest.raises(NotFoundError) as refused:
            say(house.other_researcher.key, "fwo", "report", "do", each, "submit", '{"has_breaches": false}')
        said.add(str(refused.value).replace(each, ""))
    assert len(said) == 1


def test_the_fwo_gets_figures_and_an_institution_its_own(house: House) -> None:
    house.researcher.notify(funder_scheme="fwo")
    told = house.monitor.get("/fwo/figures").json
    assert (told["scope"], told["k"]) == ("fwo", 5)
    assert "note_nl" in told
    assert house.monitor.get("/fwo/figures?by=start").json["by"] == "start"
    assert house.monitor.get("/fwo/figures?by=publication").fields == ["by"]
    assert house.monitor.get("/figures").status_code == 403
    assert house.officer.get("/figures").json["scope"] == house.officer.actor.institution
    assert house.officer.get("/fwo/figures").status_code == 403
    assert house.person("one-operator", Role.OPERATOR).get("/figures").status_code == 403


def test_the_portfolio_names_no_internal_id(house: House) -> None:
    case = house.researcher.notify(funder_scheme="fwo", title="A title")
    told = house.monitor.get("/fwo/portfolio?limit=200")
    assert case.reference in told.text
    assert "A title" not in told.text
    assert "first_screening" not in told.text


@pytest.mark.rule("risk-analysis")
def test_a_risk_analysis_is_recorded_and_read(house: House) -> None:
    body = {"year": 2025, "made_on": "2026-01-15", "reported_to": "Raad van Bestuur", "summary": "Bekeken."}
    assert house.officer.post("/risk-analyses", {**body, "year": 2027}).fields == ["year"]
    assert house.officer.post("/risk-analyses", body).status_code == 201
    assert 2025 in {each["year"] for each in house.officer.get("/risk-analyses").json["items"]}
    assert house.researcher.post("/risk-analyses", body).status_code == 403
    assert identifier("x") not in house.stranger.get("/risk-analyses").text


@pytest.mark.rule("fwo-rsa")
def test_a_researcher_reads_the_questions_and_answers_them(house: House) -> None:
    (form,) = house.researcher.get("/questionnaires").json["items"]
    assert "not the FWO" in form["notice"]["en"]
    case = house.researcher.notify(funder_scheme="fwo")
    said = {"country-abroad": "belgium", "partner-none": "no"}
    asked = [each["question_id"] for each in form["questions"] if each["shown_if"] is None]
    answers = [{"question": each, "answer": said.get(each, "no")} for each in asked]
    body = {"questionnaire": form["questionnaire_id"], "version": form["version"], "answers": answers}
    told = house.researcher.do(case, "answer-appraisal", **body)
    assert told.status_code == 200, told.text
    assert told.json["events"][0]["data"]["outcome"] == "none"
    assert house.researcher.do(case, "answer-appraisal", **{**body, "version": "1999"}).fields == ["version"]
