"""Files of notifications over HTTP: told row by row, taken in whole or not at all, and never twice."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import xlsxwriter

from domain.values import Role
from kvcase import case_imports
from kvcase import notification_files as files
from tests.api.house import HERE, Answer, House, Person, opened

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = "title,summary,nature,parties\n"


def post(by: Person, data: str | bytes, kind: str = "text/csv", **query: str) -> Answer:
    asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    raw = data.encode() if isinstance(data, str) else data
    return by.raw(f"/collaborations/import?{asked}", raw, {"Content-Type": kind})


def sheet(*rows: tuple[Any, ...], merged: str = "") -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet("Meldingen")
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    if merged:
        page.merge_range(merged, "samen")
    book.close()
    return file.getvalue()


def refused(answer: Answer) -> list[str]:
    assert answer.status_code == 422, answer.text
    return answer.fields


def test_a_file_becomes_cases_with_their_organisations(house: House) -> None:
    data = (
        HEADER
        + "Golven,Over golven,consortium,Instituut Golf (NO)|Zeehuis\nWind,Over wind,service,instituut  golf (NO)\n"
    )
    tried = post(house.officer, data, dry_run="true")
    assert tried.status_code == 200, tried.text
    assert tried.json["counts"] == {"new": 2, "imported": 0, "known": 0, "refused": 0}
    before = house.events()
    done = post(house.officer, data)
    assert done.status_code == 200, done.text
    assert done.json["counts"]["imported"] == 2
    assert [row["number"] for row in done.json["rows"]] == [2, 3]
    assert [row["new_parties"] for row in done.json["rows"]] == [2, 0]
    assert house.events() == before + 2 + 2 + 3, "two organisations, two cases, three links"
    row = done.json["rows"][0]
    case = house.officer.get(f"/collaborations/{row['case_id']}").json
    assert (case["title"], case["reference"]) == ("Golven", row["reference"])
    events = house.officer.get(f"/collaborations/{row['case_id']}/history").json["items"]
    assert [each["name"] for each in events] == ["collaboration.notified.v1", *["collaboration.party-linked.v1"] * 2]
    assert events[0]["data"]["channel"] == "import"


def test_the_same_file_again_makes_nothing_and_a_longer_one_what_is_new(house: House) -> None:
    data = HEADER + "Zout,Over zout,consortium,\nZout,Over zout,consortium,\n"
    assert post(house.officer, data).json["counts"]["imported"] == 2
    before = house.events()
    again = post(house.officer, data)
    assert again.json["counts"] == {"new": 0, "imported": 0, "known": 2, "refused": 0}
    assert again.json["rows"][0]["case_id"]
    assert house.events() == before
    longer = post(house.officer, data + "Zand,Over zand,consortium,\n")
    assert longer.json["counts"] == {"new": 0, "imported": 1, "known": 2, "refused": 0}


def test_a_key_names_a_row_whatever_else_stands_in_the_file(house: House) -> None:
    header = "key,title,summary,nature\n"
    assert post(house.officer, header + "A-1,Klei,Over klei,service\n").json["counts"]["imported"] == 1
    moved = "summary,nature,key,title\nOver klei,service,A-1,Klei\nOver leem,service,A-2,Leem\n"
    assert post(house.officer, moved).json["counts"] == {"new": 0, "imported": 1, "known": 1, "refused": 0}
    assert refused(post(house.officer, header + "A-1,Andere klei,Over klei,service\n")) == ["2.key"]
    assert refused(post(house.officer, header + "B,Klei,x,service\nB,Leem,x,service\n")) == ["3.key"]


def test_one_bad_row_keeps_all_out_unless_the_good_ones_are_asked_for(house: House) -> None:
    data = HEADER + "Goed,Over goed,consortium,\n,Zonder titel,nonsense,Huis (XX)\n"
    before = house.events()
    answer = post(house.officer, data)
    assert set(refused(answer)) == {"3.nature", "3.title", "3.parties.0.country"}
    assert "one of institutional_agreement" in answer.text
    assert house.events() == before
    some = post(house.officer, data, partial="true")
    assert some.status_code == 200
    assert some.json["counts"] == {"new": 0, "imported": 1, "known": 0, "refused": 1}
    mended = post(house.officer, HEADER + "Goed,Over goed,consortium,\nNieuw,Nu met titel,service,\n")
    assert mended.json["counts"] == {"new": 0, "imported": 1, "known": 1, "refused": 0}


@pytest.mark.parametrize(
    ("data", "kind", "field"),
    [
        (" ", "text/csv", "file"),
        ("title,summary,nature\n", "text/csv", "file"),
        ("title,summary\na,b\n", "text/csv", "header"),
        ("title,title,summary,nature\n", "text/csv", "header"),
        ("title,summary,nature,tenant\n", "text/csv", "header"),
        ("title,summary,nature\n".encode("utf-16"), "text/csv", "file"),
        ("title,summary,nature\né,b,service\n".encode("latin-1"), "text/csv", "file"),
        ("title,summary,nature\na,b\n", "text/csv", ["2.row"]),
        ('title,summary,nature\n"a,b,service\n', "text/csv", "2.row"),
        ("title,summary,nature\n=HYPERLINK(1),b,service\n", "text/csv", "2.title"),
        ("title,summary,nature\na\u202eb,b,service\n", "text/csv", "2.title"),
        ("title,summary,nature\na,b,service\n,b,service\n", "text/csv", "3.title"),
        (b"PK\x03\x04", "text/csv", "file"),
        (b"PK\x03\x04", XLSX, "file"),
        ("title,summary,nature\n", XLSX, "file"),
        ("{}\n", "application/jsonl", "1.nature"),
        ("[]\n", "application/jsonl", "1.row"),
        ('{"title": 1, "summary": "b", "nature": "service"}\n', "application/jsonl", "1.title"),
        ('{"title": "a", "title": "b"}\n', "application/jsonl", "1.title"),
        ('{"title": "a", "summary": "b", "nature": "service", "role": "admin"}\n', "application/jsonl", "1.role"),
        ('{"title": "a", "summary": "b", "nature": "service", "parties": "x"}\n', "application/jsonl", "1.parties"),
        ('{"title": "a", "summary": "b", "nature": "service", "parties": [{}]}\n', "application/jsonl", "1.parties.0"),
        (
            '{"title": "a", "summary": "b", "nature": "service", "parties": [{"name": "x", "country": "be"}]}\n',
            "application/jsonl",
            "1.parties.0.country",
        ),
    ],
)
def test_what_cannot_be_used_is_told(house: House, data: str | bytes, kind: str, field: str | list[str]) -> None:
    before = house.events()
    told = refused(post(house.officer, data, kind))
    assert told == field if isinstance(field, list) else field in told
    assert house.events() == before


def test_a_sheet_is_read_as_a_table(house: House) -> None:
    data = sheet(("Titel", "summary", "nature", "planned_start_on"), ("Blad", "Over een blad", "service", "2026-05-01"))
    answer = post(house.officer, data, XLSX, mapping='{"title": "Titel"}')
    assert answer.status_code == 200, answer.text
    case = house.officer.get(f"/collaborations/{answer.json['rows'][0]['case_id']}").json
    assert (case["title"], case["planned_start_on"]) == ("Blad", "2026-05-01")


def test_formulas_and_merged_cells_are_told_by_their_place(house: House) -> None:
    good = ("title", "summary", "nature")
    assert refused(post(house.officer, sheet(good, ('="a"&"b"', "x", "service")), XLSX))[0] == "2.title"
    merged = post(house.officer, sheet(good, ("", "x", "service"), merged="A2:A3"), XLSX)
    assert refused(merged) == ["sheet"]
    assert "A2" in merged.text


def test_semicolons_marks_and_empty_lines_are_read(house: House) -> None:
    data = "\ufefftitle;summary;nature\r\n\r\nPunt; komma ;service\r\n"
    answer = post(house.officer, data)
    assert answer.json["counts"]["imported"] == 1, answer.text
    assert answer.json["rows"][0]["number"] == 3


def test_an_organisation_is_found_by_its_name_or_asked_for(house: House) -> None:
    for name, country in (("Twee Huizen", "NL"), ("Twee Huizen", "DE")):
        assert house.officer.post("/parties", {"name": name, "country": country}).status_code == 201
    assert refused(post(house.officer, HEADER + "Een,x,service,twee huizen\n")) == ["2.parties.0"]
    found = post(house.officer, HEADER + "Een,x,service,twee huizen (DE)\n")
    assert found.json["rows"][0]["new_parties"] == 0
    known = house.officer.post("/parties", {"name": "Derde Huis"}).json["id"]
    by_id = post(house.officer, HEADER + f"Twee,x,service,{known}\n")
    assert by_id.json["rows"][0]["new_parties"] == 0


def test_a_researcher_imports_own_cases_and_others_nothing(house: House) -> None:
    mine = post(house.researcher, HEADER + "Van mij,x,service,\n").json["rows"][0]["case_id"]
    assert house.researcher.get(f"/collaborations/{mine}").status_code == 200
    assert house.other_researcher.get(f"/collaborations/{mine}").status_code == 404
    keyed = "key,title,summary,nature\nEigen,Iets,x,service\n"
    there = post(house.officer, keyed).json["rows"][0]["case_id"]
    own = post(house.researcher, keyed).json["rows"][0]
    assert (own["outcome"], own["case_id"] == there) == ("imported", False), "what others imported does not exist"
    assert post(house.researcher, keyed).json["counts"]["known"] == 1
    for by in (house.auditor, house.operator, house.approver):
        assert post(by, HEADER + "x,x,service,\n").status_code == 403


def test_the_id_of_a_row_tells_nothing_of_it_and_differs_from_house_to_house(house: House, tmp_path: Path) -> None:
    data = HEADER + "Zelfde rij,Zelfde woorden,service,Zelfde instituut (NO)\n"
    here = post(house.officer, data).json["rows"][0]["case_id"]
    with opened(tmp_path / "elsewhere", master_key=bytes(range(1, 33))) as other:
        assert post(other.officer, data).json["rows"][0]["case_id"] != here


def test_a_name_is_never_linked_to_what_somebody_else_registered_under_its_id(house: House) -> None:
    meant = case_imports._new_party(house.program.case_imports._names, HERE, "Institute of Storms", "NO")
    bakery = {"party_id": str(meant), "name": "Bakery of Suns", "country": "BE"}
    assert house.researcher.post("/parties", bakery).status_code == 201
    answer = post(house.officer, HEADER + "Poisoned,x,service,Institute of Storms (NO)\n")
    assert refused(answer) == ["2.parties.0"]
    assert house.officer.get("/collaborations?text=poisoned").json["items"] == []


def test_too_much_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ROWS", 3)
    assert refused(post(house.officer, HEADER + "a,b,service,\n" * 4)) == ["file"]
    big = house.officer.send(
        "POST",
        "/collaborations/import",
        data=b"x",
        headers={"Content-Type": "text/csv"},
        environ_overrides={"CONTENT_LENGTH": "10000001"},
    )
    assert (big.status_code, big.problem) == (413, "content-too-large")
    assert refused(post(house.officer, HEADER + "a,b,service,\n", mapping="[")) == ["mapping"]
    assert refused(post(house.officer, HEADER + "a,b,service,\n", mapping='{"x": "y"}')) == ["mapping.x"]


def test_who_is_killed_in_the_middle_goes_on_where_it_ended(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    data = HEADER + "".join(f"Rij {number},Half,service,Nieuw Huis {number % 2}\n" for number in range(5))
    monkeypatch.setattr("kvcase.case_imports._CHUNK", 2)
    append = "kvcase.store.logs.EventLog.append"
    calls: list[int] = []
    from kvcase.store.logs import EventLog

    whole = EventLog.append

    def dying(self: EventLog, *given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise SystemExit
        return whole(self, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(append, dying)
        with pytest.raises(SystemExit):
            post(house.officer, data, partial="true")
    again = post(house.officer, data, partial="true")
    assert again.json["counts"] == {"new": 0, "imported": 1, "known": 4, "refused": 0}


def test_two_at_once_make_each_row_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    data = HEADER + "Tegelijk,Over tegelijk,service,Huis Tegelijk\n"
    whole = house.program.case_imports._plan
    raced: list[Answer] = []

    def planned(self: Any, rows: Any, actor: Any, role: Any) -> Any:
        plan = type(self)._whole(self, rows, actor, role)
        if not raced:
            raced.append(Answer(0, None, ""))  # type: ignore[arg-type]
            raced.append(post(house.officer, data))
        return plan

    monkeypatch.setattr("kvcase.case_imports.CaseImports._whole", type(whole.__self__)._plan, raising=False)  # type: ignore[attr-defined]
    monkeypatch.setattr("kvcase.case_imports.CaseImports._plan", planned)
    second = post(house.officer, data)
    assert raced[1].json["counts"]["imported"] == 1
    assert second.json["counts"]["known"] == 1


def test_the_command_line_does_the_same(house: House, tmp_path: Path) -> None:
    rows = [{"title": "Regel", "summary": "Een regel", "nature": "service", "parties": [{"name": "Huis Regel"}]}]
    data = "".join(json.dumps(each) + "\n" for each in rows)
    report = house.program.case_imports(data.encode(), "application/jsonl", actor=house.officer.actor)
    assert report.count("imported") == 1
    assert Role.CONTACT_POINT_OFFICER in house.officer.actor.roles
    assert house.program.read_models.institution(HERE).case(report.rows[0].case_id) is not None  # type: ignore[arg-type]
