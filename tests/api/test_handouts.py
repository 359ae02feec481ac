"""Files handed out over HTTP and on the command line: what they say, to whom, and that each of them is recorded."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from domain.values import Role
from tests.api import test_documents, test_licences
from tests.api.house import Answer, House, Notified, Person, identifier
from tests.api.test_command_line import say
from tests.api.test_confidential import COMMENT, ENTRY, FACTOR, GROUNDS, RATIONALE, SECRETS, case, house
from tests.api.test_documents import PDF, SHA
from tests.kvcase.exports import reading
from tests.kvcase.exports.reading import Paper

__all__ = ["case", "house", "say"]
Say = Callable[..., str]
EVIL = '=HYPERLINK("https://evil.example","Instituut")'


def dossier(by: Person, case: Notified, **body: object) -> Paper:
    answer = by.post(f"/collaborations/{case.id}/dossier", body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    return reading.read(answer.data)


def letter(by: Person, case: Notified, **body: object) -> Answer:
    return by.post(f"/collaborations/{case.id}/letter", {"signed_by": "V. Voorbeeld", **body})


def rows(by: Person, name: str, **body: object) -> list[dict[str, str]]:
    answer = by.post(f"/handouts/registers/{name}", {"format": "csv", "language": "en", **body})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_a_dossier_says_where_a_case_stands_and_why(house: House, case: Notified) -> None:
    paper = dossier(house.officer, case, language="en")
    said = ("Drones over water", case.reference, "approved", "Instituut Dijk Noord", "Hits on lists", ENTRY, GROUNDS)
    assert [each for each in (*said, COMMENT, FACTOR, RATIONALE) if not paper.says(each)] == []
    for gate in house.officer.get(f"/collaborations/{case.id}/gates").json["items"]:
        assert paper.says(gate["reason"][1:]), "each open gate says why"
        assert paper.says(gate["closed_by"])
    assert paper.says("as known at 2 March 2026, 09:00:00 UTC")
    assert all(case.reference in page and "page " in page for page in paper.pages), "on each page"


def test_a_dossier_in_dutch_is_dutch(house: House, case: Notified) -> None:
    paper = dossier(house.officer, case, language="nl")
    assert "/Lang (nl)" in paper.objects
    for said in (
        "goedgekeurd",
        "Wat nog moet gebeuren",
        "Treffers op lijsten",
        "Samenwerking goedgekeurd",
        "2 maart 2026",
    ):
        assert paper.says(said), said
    lines = {line.strip() for page in paper.pages for line in page.splitlines()}
    english = {"source", "rule", "closed by", "Grounds", "Decisions", "History", "Collaboration approved", "approved"}
    assert not lines & english


def test_an_auditor_reads_that_texts_are_withheld_and_not_the_texts(house: House, case: Notified) -> None:
    paper = dossier(house.auditor, case, language="en")
    assert paper.says("[withheld]")
    assert paper.says("Personal texts are withheld in this copy.")
    told = (*paper.pages, paper.objects)
    for secret in ("Drones over water", COMMENT, FACTOR, GROUNDS, RATIONALE):
        assert not paper.says(secret)
        assert not any(secret in each for each in told)


@pytest.mark.rule("G21")
def test_a_researcher_reads_the_own_dossier_and_none_of_the_work_behind_it(house: House, case: Notified) -> None:
    paper = dossier(house.researcher, case, language="en")
    assert paper.says("Drones over water")
    assert [each for each in SECRETS if paper.says(each)] == []
    stranger = house.other_researcher.post(f"/collaborations/{case.id}/dossier", {})
    assert stranger.status_code == 404


def test_the_same_moment_gives_the_same_bytes_and_both_are_recorded(house: House, case: Notified) -> None:
    at = {"language": "nl", "as_of": "2026-03-02T09:00:00Z"}
    first, second = (house.officer.post(f"/collaborations/{case.id}/dossier", at) for _ in range(2))
    assert first.data == second.data
    digest = hashlib.sha256(first.data).hexdigest()
    found = house.auditor.get(f"/handouts?sha256={digest}").json["items"]
    assert len(found) >= 2
    assert {each["made_by"] for each in found} == {house.officer.actor.id}
    assert {each["reference"] for each in found} == {case.reference}
    assert first.headers["Kvcase-Handout"] != second.headers["Kvcase-Handout"]
    assert {first.headers["Kvcase-Handout"], second.headers["Kvcase-Handout"]} <= {each["handout_id"] for each in found}


def test_what_is_recorded_does_not_move_the_case(house: House, case: Notified) -> None:
    before = house.officer.get(f"/collaborations/{case.id}").headers["ETag"]
    dossier(house.officer, case)
    assert house.officer.get(f"/collaborations/{case.id}").headers["ETag"] == before


def test_a_past_dossier_knows_nothing_of_later(house: House, case: Notified) -> None:
    paper = dossier(house.officer, case, language="en", as_of="v1")
    assert paper.says("notified")
    assert not paper.says("Instituut Dijk Noord")
    assert not paper.says(ENTRY)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Your collaboration is approved.", "Grounds", "DRAFT", "If you do not agree")),
        ("nl", ("Uw samenwerking is goedgekeurd.", "Motivering", "ONTWERP", "Als u niet akkoord gaat")),
    ],
)
def test_a_letter_tells_the_decision_its_grounds_and_who_decided(
    house: House, case: Notified, language: str, said: tuple[str, ...]
) -> None:
    answer = letter(house.officer, case, language=language)
    assert answer.status_code == 200, answer.text
    paper = reading.read(answer.data)
    for each in (*said, GROUNDS, case.reference, "V. Voorbeeld", house.approver.actor.id, house.researcher.actor.id):
        assert paper.says(each), each
    assert [each for each in SECRETS if each != GROUNDS and paper.says(each)] == []
    newest = house.auditor.get("/handouts?kind=letter&limit=200").json["items"][-1]
    assert newest["name"] == "approved"
    assert "Voorbeeld" not in json.dumps(newest), "the name of who signs is not stored"


def test_a_letter_needs_a_decision_and_a_name_and_is_not_for_an_auditor(house: House, case: Notified) -> None:
    fresh = house.researcher.notify()
    assert letter(house.officer, fresh).fields == ["case"]
    assert letter(house.officer, case, signed_by=" ").fields == ["signed_by"]
    assert letter(house.auditor, case).status_code == 403
    assert letter(house.officer, case, language="fr").fields == ["language"]


def test_a_letter_of_a_rejection_names_the_last_day_of_appeal(house: House) -> None:
    fresh = house.researcher.notify()
    for command, fields in (
        ("start-screening", {"screening_id": identifier("rejected")}),
        ("complete-screening", {"summary": "x"}),
        ("submit-for-review", {"proposal": "x"}),
    ):
        assert house.officer.do(fresh, command, **fields).status_code == 200
    rejected = house.approver.do(fresh, "reject", grounds="Te veel risico.", appeal_until="2026-04-01")
    assert rejected.status_code == 200, rejected.text
    paper = reading.read(letter(house.officer, fresh, language="nl").data)
    assert paper.says("Uw samenwerking is niet goedgekeurd. Ze start niet.")
    assert paper.says("Te veel risico.")
    assert paper.says("opnieuw bekeken wordt, tot en met 1 april 2026.")


def test_a_letter_tells_no_decision_that_was_undone(house: House) -> None:
    fresh = house.researcher.notify()
    for by, command, fields in (
        (house.officer, "start-screening", {"screening_id": identifier("returned")}),
        (house.officer, "complete-screening", {"summary": "x"}),
        (house.officer, "submit-for-review", {"proposal": "x"}),
        (house.approver, "return-for-work", {"questions": "Wie betaalt?"}),
    ):
        answer = by.do(fresh, command, **fields)
        assert answer.status_code == 200, answer.text
    paper = reading.read(letter(house.officer, fresh, language="en").data)
    assert paper.says("Your file is returned")
    assert paper.says("Wie betaalt?")
    assert house.officer.do(fresh, "submit-for-review", proposal="y").status_code == 200
    assert letter(house.officer, fresh).fields == ["case"]


def test_a_register_holds_every_row_and_its_texts_by_role(house: House, case: Notified) -> None:
    mine = next(each for each in rows(house.officer, "cases") if each["Reference"] == case.reference)
    assert mine["Title"] == "Drones over water"
    theirs = next(each for each in rows(house.auditor, "cases") if each["Reference"] == case.reference)
    assert theirs["Title"] == "[withheld]"
    assert {each["Status"] for each in rows(house.officer, "cases", filters={"status": "approved"})} == {"approved"}
    decided = next(each for each in rows(house.officer, "decisions") if each["Reference"] == case.reference)
    assert decided["Decision"] == "approved"
    assert decided["Grounds"] == GROUNDS
    assert {each["Grounds"] for each in rows(house.auditor, "decisions")} <= {"[withheld]", ""}


def test_a_register_of_a_moment_is_that_of_then(house: House, case: Notified) -> None:
    assert {each["Status"] for each in rows(house.officer, "cases", as_of="p1")} <= {"notified"}
    assert rows(house.officer, "decisions", as_of="p1") == []


def test_a_partner_with_a_formula_for_a_name_is_a_text(house: House) -> None:
    assert house.officer.post("/parties", {"name": EVIL, "country": "NL"}).status_code == 201
    assert f"'{EVIL}" in {each["Name"] for each in rows(house.officer, "parties")}
    answer = house.officer.post("/handouts/registers/parties", {"format": "xlsx", "language": "en"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == ["About", "parties"]
    assert EVIL in [cell for row in book.get_sheet_by_index(1).to_python() for cell in row]
    about = {row[0]: row[1] for row in book.get_sheet_by_index(0).to_python()}
    assert about["register"] == "parties"
    assert about["made for"] == house.officer.actor.id
    assert "2 March 2026" in str(about["as known at"])


@pytest.mark.parametrize(
    "name", ["cases", "decisions", "deadlines", "fwo-reports", "handouts", "incidents", "licences"]
)
@pytest.mark.parametrize("written", ["csv", "xlsx"])
def test_every_register_is_made_and_recorded(house: House, case: Notified, name: str, written: str) -> None:
    answer = house.auditor.post(f"/handouts/registers/{name}", {"format": written})
    assert answer.status_code == 200, answer.text
    digest = hashlib.sha256(answer.data).hexdigest()
    assert answer.headers["Content-Length"] == str(len(answer.data))
    (found,) = house.auditor.get(f"/handouts?sha256={digest}").json["items"]
    assert (found["name"], found["format"], found["made_as"]) == (name, written, "auditor")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"format": "pdf"}, "format"),
        ({"language": "fr"}, "language"),
        ({"filters": {"title": "x"}}, "filters.title"),
        ({"filters": {"status": "odd"}}, "filters.status"),
        ({"as_of": "tomorrow"}, "as_of"),
        ({"as_of": "2030-01-01"}, "as_of"),
        ({"tenant": "zuidmeer"}, "tenant"),
    ],
    ids=["format", "language", "filter", "word", "moment", "future", "unknown"],
)
def test_what_cannot_be_used_is_named_and_nothing_is_recorded(
    house: House, body: dict[str, object], field: str
) -> None:
    before = house.events()
    answer = house.officer.post("/handouts/registers/cases", body)
    assert answer.problem == "unusable-input"
    assert answer.fields == [field]
    assert house.events() == before


def test_what_is_not_there_is_not_there(house: House, case: Notified) -> None:
    for path in (
        "/handouts/registers/people",
        "/handouts/registers/portfolio",
        f"/collaborations/{UUID(int=9)}/dossier",
    ):
        assert house.officer.post(path, {}).status_code == 404
    assert house.stranger.post(f"/collaborations/{case.id}/dossier", {}).status_code == 404
    assert house.stranger.get("/handouts").json["items"] == []


def test_the_fwo_has_its_portfolio_which_is_recorded_in_the_shared_log(licences: House) -> None:
    licences.researcher.notify(funder_scheme="fwo", title="Kanarietitel")
    before = licences.events("shared")
    answer = licences.monitor.post("/fwo/portfolio/table", {"format": "csv", "language": "en"})
    assert answer.status_code == 200, answer.text
    assert "Kanarietitel" not in answer.text
    assert licences.events("shared") == before + 1
    digest = hashlib.sha256(answer.data).hexdigest()
    (found,) = licences.program.read_models.handouts("shared").handouts(sha256=digest).items
    assert (found.made_by, found.made_as) == (licences.monitor.actor.id, Role.FWO_MONITOR)


def test_without_what_draws_text_a_dossier_is_refused_clearly(
    house: House, case: Notified, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    before = house.events()
    answer = house.officer.post(f"/collaborations/{case.id}/dossier", {})
    assert (answer.status_code, answer.problem) == (503, "pdf-unavailable")
    assert "apt-get install libpango-1.0-0" in answer.json["detail"]
    assert house.events() == before, "what was not made is not recorded"


def test_after_an_erasure_no_file_tells_what_was_forgotten(house: House) -> None:
    secret = "Kanarina Vergetenmans"
    fresh = house.researcher.notify(title=f"{secret} studie", summary=secret)
    person = house.researcher.post("/persons", {"name": secret}).json["id"]
    assert house.researcher.do(fresh, "link-researcher", person_id=person, stay_type="staff").status_code == 200
    assert dossier(house.officer, fresh).says(secret)
    assert house.researcher.do(fresh, "withdraw", reason="Klaar.").status_code == 200
    for kind, subject in (("collaboration", fresh.id), ("person", person)):
        privacy, other = (house.person(name, Role.DATA_PROTECTION_OFFICER) for name in ("dina", "dora"))
        body = {"kind": kind, "subject_id": subject, "ground": "request", "reason": "Gevraagd."}
        proposed = privacy.post("/erasures", body)
        confirmed = other.post(f"/erasures/{proposed.json['id']}/confirm", {}, if_match=proposed.headers["ETag"])
        assert confirmed.status_code == 200, confirmed.text
    paper = dossier(house.officer, fresh, language="en")
    assert paper.says("[erased]")
    past = dossier(house.officer, fresh, language="en", as_of="v2")
    for told in (paper, past):
        assert not told.says(secret)
        assert secret not in told.objects
    assert secret not in json.dumps(rows(house.officer, "cases"))


def test_an_auditor_checks_a_file_in_hand(house: House, case: Notified, say: Say, tmp_path: Path) -> None:
    file = tmp_path / "dossier.pdf"
    told = say(house.officer.key, "export", "case", case.reference, "--to", str(file), "--language", "en")
    assert hashlib.sha256(file.read_bytes()).hexdigest() in told
    assert file.stat().st_mode & 0o077 == 0
    found = say(house.auditor.key, "audit", "export", str(file))
    assert f"for {house.officer.actor.id} (contact_point_officer)" in found
    assert case.reference in found
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(SystemExit, match="1"):
        say(house.auditor.key, "audit", "export", str(file))


def test_registers_and_letters_are_written_from_the_command_line(
    house: House, case: Notified, say: Say, tmp_path: Path
) -> None:
    table, paper = tmp_path / "cases.csv", tmp_path / "letter.pdf"
    filters = ("--format", "csv", "--filter", "status=approved")
    say(house.officer.key, "export", "register", "cases", *filters, "--to", str(table))
    assert case.reference in table.read_text("utf-8-sig")
    say(house.officer.key, "export", "letter", case.reference, "--signed-by", "V. Voorbeeld", "--to", str(paper))
    assert reading.read(paper.read_bytes()).says("V. Voorbeeld")


@pytest.fixture(scope="module")
def licences(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house with the shipped rules."""
    yield from test_licences.house.__wrapped__(tmp_path_factory)  # type: ignore[attr-defined]


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_file_of_a_licence_says_what_is_missing_and_why(licences: House) -> None:
    asked = test_licences.Asked(licences)
    answer = licences.export.post(f"/licences/{asked.id}/dossier", {"language": "en"})
    assert answer.status_code == 200, answer.text
    parts = unzipped(answer.data)
    assert set(parts) == {"application.pdf", "checklist.json", "checklist.pdf", "SHA256SUMS"}
    checklist = json.loads(parts["checklist.json"])
    assert not checklist["is_complete"]
    (item,) = checklist["items"]
    assert (item["name"], item["presence"]) == ("end_user_certificate", "missing")
    assert "fdfa.be" in item["source"]
    paper = reading.read(parts["checklist.pdf"])
    assert paper.says("The authority starts no file without this document.")
    assert reading.read(parts["application.pdf"]).says("Kustlijn Universiteit")
    again = licences.export.post(f"/licences/{asked.id}/dossier", {"language": "en"})
    assert again.data == answer.data, "the same bytes"
    assert licences.auditor.post(f"/licences/{asked.id}/dossier", {}).status_code == 403


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_document_that_is_only_referred_to_does_not_count_and_one_that_is_kept_is_enclosed(
    licences: House, is_kept: bool
) -> None:
    case = licences.researcher.notify()
    if is_kept:
        assert test_documents.sent(licences.officer, case).status_code == 201
    else:
        attached = {"document_id": identifier("scan"), "sha256": SHA, "title": "Verklaring", "marking": "internal"}
        assert licences.officer.do(case, "attach-document", **attached).status_code == 200
    asked = test_licences.Asked(licences)
    assert licences.export.do(case, "attach-licence", licence_id=asked.id).status_code == 200
    asked.etag = licences.export.get(f"/licences/{asked.id}").headers["ETag"]
    asked.do("provide-document", document="end_user_certificate", reference=f"sha256:{SHA}")
    parts = unzipped(licences.export.post(f"/licences/{asked.id}/dossier", {"language": "en"}).data)
    checklist = json.loads(parts["checklist.json"])
    (item,) = checklist["items"]
    assert checklist["is_complete"] is is_kept
    assert item["presence"] == ("present" if is_kept else "only referred to")
    if is_kept:
        assert parts[item["file"]] == PDF
        assert f"{SHA}  {item['file']}" in parts["SHA256SUMS"].decode()
