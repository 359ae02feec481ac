"""Whoever reads leaves a row, and nobody is told what could not be recorded."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from api import access
from api import reads as hook
from domain.policyset import decider as policyset
from domain.reads import Answer, Asked, Seen
from domain.values import Role
from kvcase.facts import POLICY_SET, shipped
from kvcase.ledger.keys import Keyring
from kvcase.settings import LedgerSettings
from kvcase.store.errors import StoreUnavailableError
from tests.api.house import HERE, NOW, THERE, House, Notified, identifier, opened
from tests.api.visitor import Visitor

MINISTER = "Kanariewoord"
EVERY = Asked()


Kept = Callable[..., list[Seen]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two institutions, served, where the shipped edition is in force, so that a case may name who pays."""
    signed = LedgerSettings(Keyring.made("test", lambda count: bytes(range(count))))
    with opened(tmp_path_factory.mktemp("reads") / "data", signed) as house:
        ours = shipped()
        propose = policyset.ProposeEdition(POLICY_SET, ours.edition_id, ours.sha256, NOW.date(), "test")
        house.program.service(propose, actor=house.keeper.actor)
        publish = policyset.PublishEdition(POLICY_SET, ours.edition_id)
        house.program.service(publish, actor=house.second_keeper.actor)
        yield house


@pytest.fixture
def case(house: House) -> Notified:
    """A case that a researcher notified, with a name in its texts."""
    return house.researcher.notify(title=f"{MINISTER} one", summary=f"{MINISTER} two", funder_scheme="fwo")


@pytest.fixture
def kept(house: House) -> Kept:
    """Return what tells the reads of a log since the test began, the newest first."""
    reads = house.program.reads
    before = {log: reads.table(log).head().number for log in (HERE, THERE, "fwo", "shared")}

    def since(log: str = HERE, asked: Asked = EVERY) -> list[Seen]:
        return [each for each in reads.page(log, asked, None, 1_000) if each.number > before[log]]

    return since


def test_a_read_says_who_when_in_which_roles_through_what_and_about_what(
    house: House, case: Notified, kept: Kept
) -> None:
    house.officer.get(f"/collaborations/{case.id}")
    seen = kept()[0]
    assert seen.at == house.program.clock()
    assert seen.read.actor == "olga"
    assert seen.read.roles == ("contact_point_officer",)
    assert seen.read.on_behalf_of is None
    assert seen.read.through == "GET /api/v1/collaborations/<uuid:identifier>"
    assert (seen.read.about, seen.read.answer) == ("cases", Answer.TOLD)
    assert (seen.read.named, seen.read.is_personal) == (f"collaboration:{case.id}", True)


def test_a_list_says_which_cases_were_on_the_page(house: House, case: Notified, kept: Kept) -> None:
    second = house.researcher.notify()
    house.officer.get("/collaborations?limit=1")
    house.officer.get("/collaborations?limit=200")
    all_of_them, one_of_them = kept()
    assert {f"collaboration:{case.id}", f"collaboration:{second.id}"} <= set(all_of_them.read.shown)
    assert len(one_of_them.read.shown) == 1
    assert all_of_them.read.named is None


def test_who_is_told_no_personal_texts_leaves_that_too(house: House, case: Notified, kept: Kept) -> None:
    house.auditor.get(f"/collaborations/{case.id}")
    assert not kept()[0].read.is_personal


def test_a_page_is_a_read_as_an_address_is(house: House, case: Notified, kept: Kept) -> None:
    person = with_person(house, case)
    browser = Visitor(house.app)
    browser.sign_in(house.officer.key)
    before = len(kept())
    for path in ("/cases", f"/cases/{case.id}"):
        browser.get(path).close()
    one, every = kept()[: len(kept()) - before]
    assert f"person:{person}" in one.read.shown
    assert (one.read.through, one.read.named) == ("GET /cases/<uuid:identifier>", f"collaboration:{case.id}")
    assert f"collaboration:{case.id}" in every.read.shown


def test_a_form_that_is_refused_keeps_whom_its_page_told_of(house: House, case: Notified, kept: Kept) -> None:
    person = with_person(house, case)
    browser = Visitor(house.app)
    browser.sign_in(house.officer.key)
    path = f"/do/collaborations/{case.id}/unlink-researcher"
    told = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', browser.get(path).text))
    answer = browser.post(path, **{name: value for name, value in told.items() if name != "csrf_token"})
    assert (answer.status_code, MINISTER in answer.text) == (422, True)
    again, first = (each.read for each in kept()[:2])
    assert (first.answer, again.answer, again.is_personal) == (Answer.TOLD, Answer.REFUSED, True)
    assert first.shown == again.shown
    assert f"person:{person}" in again.shown


def test_covers_without_a_grant_to_confirm_tell_no_personal_text(house: House, kept: Kept) -> None:
    browser = Visitor(house.app)
    browser.sign_in(house.officer.key)
    assert browser.get("/covers").status_code == 200
    read = kept()[0].read
    assert (read.through, read.is_personal) == ("GET /covers", False)


def with_person(house: House, case: Notified) -> str:
    """Let somebody take part in a case, and return the id."""
    person = identifier(f"somebody in {case.id}")
    assert house.officer.post("/persons", {"person_id": person, "name": MINISTER}).status_code == 201
    body = {"person_id": person, "stay_type": "staff"}
    assert house.officer.do(case, "link-researcher", **body).status_code == 200
    return person


def test_a_file_is_read_with_all_that_stands_in_it(house: House, case: Notified, kept: Kept) -> None:
    person = with_person(house, case)
    dossier = house.officer.post(f"/collaborations/{case.id}/dossier")
    assert dossier.status_code == 200, dossier.text
    assert house.officer.get(f"/collaborations/{case.id}/bundle").status_code == 200
    bundle, file = kept()[:2]
    handout = dossier.headers["Kvcase-Handout"]
    assert (file.read.answer, file.read.named) == (Answer.EXPORTED, f"collaboration:{case.id}")
    assert {f"person:{person}", f"handout:{handout}"} <= set(file.read.shown)
    assert f"person:{person}" in bundle.read.shown


def test_a_register_that_is_taken_along_says_which_cases_stand_in_it(house: House, case: Notified, kept: Kept) -> None:
    answer = house.officer.post("/handouts/registers/cases", {"format": "csv"})
    assert answer.status_code == 200, answer.text
    row = kept()[0].read
    assert {f"collaboration:{case.id}", f"handout:{answer.headers['Kvcase-Handout']}"} <= set(row.shown)


def test_a_table_of_the_fwo_leaves_a_trace_at_the_institution_as_its_portfolio_does(
    house: House, case: Notified, kept: Kept
) -> None:
    house.program.read_models.catch_up_fwo()
    answer = house.monitor.post("/fwo/portfolio/table", {"format": "csv"})
    assert answer.status_code == 200, answer.text
    (trace,) = kept()
    assert (trace.read.actor, trace.read.through) == ("fien", "POST /api/v1/fwo/portfolio/table")
    assert f"collaboration:{case.id}" in trace.read.shown
    assert kept("fwo")[0].read.answer is Answer.EXPORTED


def test_what_files_were_made_of_is_a_case_and_no_person(house: House, case: Notified, kept: Kept) -> None:
    assert house.officer.post(f"/collaborations/{case.id}/dossier").status_code == 200
    assert house.officer.get("/handouts?limit=200&kind=dossier").status_code == 200
    shown = kept()[0].read.shown
    assert f"collaboration:{case.id}" in shown
    assert not any(each.startswith("person:") for each in shown)


def test_a_file_of_notifications_that_is_only_tried_tells_of_no_case(house: House, kept: Kept) -> None:
    head, table = "title,summary,nature\n", {"Content-Type": "text/csv"}
    rows = (head + "".join(f"Row {number},x,service\n" for number in range(50))).encode()
    answer = house.officer.raw("/collaborations/import?dry_run=true", rows, table)
    assert answer.json["counts"]["new"] == 50
    assert kept()[0].read.shown == (), "what does not exist was not read, and would fill the log"
    first = house.officer.raw("/collaborations/import", rows, table).json["rows"][0]["case_id"]
    house.officer.raw("/collaborations/import?dry_run=true", rows, table)
    assert f"collaboration:{first}" in kept()[0].read.shown, "it is told that it is there"


def test_a_refusal_is_recorded_with_what_was_tried(house: House, case: Notified, kept: Kept) -> None:
    nothing = str(UUID(int=77))
    house.operator.get(f"/collaborations/{case.id}")
    house.officer.get(f"/collaborations/{nothing}")
    unknown, forbidden = kept()
    assert (unknown.read.answer, unknown.read.named) == (Answer.UNKNOWN, f"collaboration:{nothing}")
    assert (forbidden.read.answer, forbidden.read.actor) == (Answer.FORBIDDEN, "oscar")
    assert unknown.read.shown == forbidden.read.shown == ()
    assert not unknown.read.is_personal


def test_what_another_institution_tries_stands_in_its_own_log(house: House, case: Notified, kept: Kept) -> None:
    house.stranger.get(f"/collaborations/{case.id}")
    assert kept() == []
    assert kept(THERE)[0].read.answer is Answer.UNKNOWN


def test_a_command_that_was_carried_out_leaves_its_event_and_no_read(house: House, case: Notified, kept: Kept) -> None:
    assert kept() == []
    assert house.operator.post("/collaborations", {}).status_code == 403
    assert [each.read.answer for each in kept()] == [Answer.FORBIDDEN]
    stale = house.officer.post(f"/collaborations/{case.id}/suspend", {"reason": "x"}, if_match=f'"{case.id}:9"')
    assert stale.status_code == 412
    assert kept()[0].read.answer is Answer.REFUSED


def test_the_fwo_reads_in_its_own_log_and_leaves_a_trace_at_the_institution(
    house: House, case: Notified, kept: Kept
) -> None:
    house.program.read_models.catch_up_fwo()
    answer = house.monitor.get("/fwo/portfolio")
    assert answer.json["items"], "the FWO funds one"
    own, trace = kept("fwo")[0], kept()[0]
    assert own.read.shown == trace.read.shown
    assert f"collaboration:{case.id}" in own.read.shown
    assert (trace.read.actor, trace.read.institution) == ("fien", "fwo")
    assert kept(THERE) == []


def test_a_purpose_is_kept_sealed_and_read_by_who_may(house: House, case: Notified, kept: Kept) -> None:
    said = f"klacht van {MINISTER} é"
    house.officer.get(f"/collaborations/{case.id}", kvcase_purpose=said.encode().decode("latin-1"))
    assert kept()[0].read.purpose == said
    assert not any(MINISTER in row.told for row in house.program.reads.table(HERE).every())


@pytest.mark.parametrize("said", ["x" * 201, "   ", "a\tb"])
def test_a_purpose_that_is_none_is_refused(house: House, case: Notified, said: str) -> None:
    answer = house.officer.get(f"/collaborations/{case.id}", kvcase_purpose=said)
    assert (answer.status_code, answer.problem) == (422, "unusable-input")


def test_a_purpose_is_forgotten_with_the_case_that_it_was_for(house: House, case: Notified, kept: Kept) -> None:
    house.officer.get(f"/collaborations/{case.id}", kvcase_purpose="why")
    house.program.vault.destroy(HERE, f"collaboration:{case.id}")
    assert kept()[0].read.purpose == "[erased]"
    house.officer.get(f"/collaborations/{case.id}", kvcase_purpose="why again")
    assert kept()[0].read.purpose == "[erased]"


def test_a_read_that_cannot_be_recorded_is_refused(
    house: House, case: Notified, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreUnavailableError("the disk is full")

    monkeypatch.setattr(house.program.reads.table(HERE), "append", full)
    answer = house.officer.get(f"/collaborations/{case.id}")
    assert (answer.status_code, answer.problem) == (503, "unavailable")
    assert MINISTER not in answer.text
    assert answer.headers["Retry-After"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert house.stranger.get("/collaborations").status_code == 200, "another log is another file"


def test_no_name_and_no_text_stands_in_the_log(house: House, case: Notified, kept: Kept) -> None:
    person = {"person_id": str(UUID(int=5)), "name": MINISTER}
    house.officer.post("/persons", person)
    for path in (f"/collaborations?text={MINISTER}", f"/persons/{UUID(int=5)}", f"/parties?text={MINISTER}"):
        assert house.officer.get(path).status_code == 200
    house.officer.post("/screening/match", {"name": MINISTER})
    assert len(kept()) == 4
    rows = house.program.reads.table(HERE).every()
    assert not any(MINISTER in row.told for row in rows)


def test_what_an_answer_names_is_known_by_its_ids_alone() -> None:
    one, two = str(UUID(int=1)), str(UUID(int=2))
    told = {
        "items": [{"case_id": one, "title": two, "party_id": None}, {"kind": "person", "subject_id": two}],
        "hit": {"subject_kind": "party", "subject_id": one},
        "data": {"persons": [one], "about": [two, "cases"]},
        "more": {"case_ids": [one, two], "person_id": "somebody", "list_id": one},
    }
    cases = {f"collaboration:{one}", f"collaboration:{two}"}
    assert set(hook.subjects(told)) == cases | {f"person:{one}", f"person:{two}", f"party:{one}"}


def test_every_address_that_is_asked_by_post_and_is_no_command_is_known(house: House) -> None:
    posted = {rule.endpoint for rule in house.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    asked = {each for each in posted if each not in hook._COMMANDS}
    files = {"collaborations.dossier", "collaborations.letter", "licences.licence-dossier", "handouts.register"}
    files |= {"fwo.portfolio-table", "collaborations.import-cases", "collaborations.keep-document"}
    forms = {each for each in posted if each.startswith("pages.")}  # each leaves a row, whatever it did
    known_besides = {"jobs.rescreen"} | forms
    assert asked - known_besides - files == hook.QUESTIONS, "say in api/reads.py whether it asks or writes"
    declared = access.table(house.app)
    assert all(declared[each].about in hook.CONTENT for each in files), "each leaves a row"


def test_the_report_tells_who_read_what_in_pages_and_by_what_is_asked(house: House, case: Notified) -> None:
    for _ in range(3):
        house.officer.get(f"/collaborations/{case.id}", kvcase_purpose="een vraag")
    privacy = house.person("piet", Role.DATA_PROTECTION_OFFICER)
    path = f"/access/reads?about=collaboration:{case.id}&actor=olga"
    first = privacy.get(f"{path}&limit=2").json
    rest = privacy.get(f"{path}&limit=2&after={first['next']}").json
    numbers = [each["number"] for each in (*first["items"], *rest["items"])]
    assert len(numbers) == 3
    assert numbers == sorted(numbers, reverse=True)
    assert rest["next"] is None
    assert {each["purpose"] for each in first["items"]} == {"een vraag"}
    told = house.auditor.get(path).json["items"]
    assert {each["purpose"] for each in told} == {"[withheld]"}, "a purpose may name somebody"
    assert privacy.get(f"{path}&from=2026-03-03").json["items"] == []
    assert len(privacy.get(f"{path}&from=2026-03-02&to=2026-03-02&answer=told").json["items"]) == 3
    assert privacy.get("/access/reads?answer=unknown&actor=nobody").json["items"] == []


def test_the_report_is_a_read_too_and_others_get_none(house: House, case: Notified, kept: Kept) -> None:
    privacy = house.person("piet", Role.DATA_PROTECTION_OFFICER)
    assert privacy.get("/access/reads").status_code == 200
    assert (kept()[0].read.actor, kept()[0].read.about) == ("piet", "who read what")
    assert [house.officer.get(f"/access/{name}").status_code for name in ("reads", "unusual", "changes")] == [403] * 3
    stranger = house.person("petra", Role.DATA_PROTECTION_OFFICER, institution=THERE)
    assert case.id not in stranger.get("/access/reads?limit=200").text


@pytest.mark.parametrize(
    "query",
    [
        "about=x'--",
        "about=" + "x" * 61,
        "from=yesterday",
        "limit=0",
        "after=WzEsMl0",
        "answer=maybe",
        "from=2020-01-01",
    ],
)
def test_a_question_that_cannot_be_used_is_refused(house: House, query: str) -> None:
    privacy = house.person("piet", Role.DATA_PROTECTION_OFFICER)
    name = "unusual" if query == "from=2020-01-01" else "reads"
    answer = privacy.get(f"/access/{name}?{query}")
    assert answer.status_code in {400, 422}, answer.text
    assert answer.fields or answer.problem == "unusable-input"


def test_a_case_that_is_over_for_long_stands_out_when_it_is_opened(tmp_path: Path) -> None:
    days = [NOW]
    with opened(tmp_path / "data", clock=lambda: days[-1]) as house:
        case, going_on = house.researcher.notify(), house.researcher.notify()
        assert house.officer.do(case, "withdraw", reason="Het gaat niet door.").status_code == 200
        for days_later, stands_out in ((365, False), (366, True)):
            days.append(NOW + timedelta(days=days_later))
            reader, privacy = (
                replace(each, key=house.program.keys.create(each.actor))
                for each in (house.officer, house.person("piet", Role.DATA_PROTECTION_OFFICER))
            )
            for each in (case, going_on):
                assert reader.get(f"/collaborations/{each.id}").status_code == 200
            day = days[-1].date().isoformat()
            found = privacy.get(f"/access/unusual?from={day}&to={day}").json["items"]
            closed = [each["subjects"] for each in found if each["rule"] == "closed_case"]
            assert closed == ([[f"collaboration:{case.id}"]] if stands_out else [])


def test_what_stands_out_is_told_in_the_language_that_is_asked_for(house: House, case: Notified) -> None:
    snoop = house.person("nosy", Role.CONTACT_POINT_OFFICER)
    for _ in range(3):
        snoop.get(f"/collaborations/{case.id}")
    privacy = house.person("piet", Role.DATA_PROTECTION_OFFICER)
    path = "/access/unusual?from=2026-03-01&to=2026-03-02"
    (english,) = [each for each in privacy.get(path).json["items"] if each["actor"] == "nosy"]
    assert english["rule"] == "never_acted"
    assert english["seen"] == f"nosy opened the case {case.id} 3 times and never did anything in it"
    (dutch,) = [each for each in privacy.get(path, accept_language="nl").json["items"] if each["actor"] == "nosy"]
    assert dutch["reason"] == "collega's behandelen dit dossier"


def test_role_changes_stand_beside_the_reads_of_ones_own_institution(house: House) -> None:
    house.person("newcomer", Role.AUDITOR)
    house.person("elsewhere", Role.AUDITOR, institution=THERE)
    privacy = house.person("piet", Role.DATA_PROTECTION_OFFICER)
    told = privacy.get("/access/changes?from=2026-03-02").json["items"]
    assert "newcomer" in [each["told"].get("actor") for each in told]
    assert "elsewhere" not in [each["told"].get("actor") for each in told]
    assert privacy.get("/access/changes?from=2026-03-03").json["items"] == []


def test_a_person_is_told_when_and_in_which_role_and_never_by_whom(house: House) -> None:
    person = str(UUID(int=6))
    house.officer.post("/persons", {"person_id": person, "name": MINISTER})
    house.officer.get(f"/persons/{person}")
    house.operator.get(f"/persons/{person}")
    told = house.person("piet", Role.DATA_PROTECTION_OFFICER).get(f"/persons/{person}/report").json["consulted"]
    assert told == [{"on": "2026-03-02", "by": "contact_point_officer", "about": "registers"}]


def test_who_reported_an_incident_is_not_told_by_who_read_it(house: House) -> None:
    person = str(UUID(int=7))
    house.officer.post("/persons", {"person_id": person, "name": MINISTER})
    body = {"kv_type": "KV1", "happened_on": "2026-02-20", "discovered_on": "2026-03-01", "description": "x"}
    incident = house.researcher.post("/incidents", {**body, "persons": [person]}).json["id"]
    assert house.researcher.get(f"/incidents/{incident}/history").status_code == 200
    told = house.person("piet", Role.DATA_PROTECTION_OFFICER).get(f"/persons/{person}/report").json
    assert [each["incident_id"] for each in told["incidents"]] == [incident]
    assert told["consulted"] == []


def test_a_reader_reads_what_is_held_about_himself_and_that_stands_out(house: House) -> None:
    person = str(UUID(int=8))
    self_seeker = house.person("selma", Role.CONTACT_POINT_OFFICER)
    house.officer.post("/persons", {"person_id": person, "name": MINISTER, "identity": "selma"})
    self_seeker.get(f"/persons/{person}")
    privacy = house.person("piet", Role.DATA_PROTECTION_OFFICER)
    found = privacy.get("/access/unusual").json["items"]
    assert ("own_name", "selma", [f"person:{person}"]) in [(e["rule"], e["actor"], e["subjects"]) for e in found]
