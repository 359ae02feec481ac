"""Search over HTTP: who reads the texts of a case finds it by them, and nobody else does."""

from urllib.parse import quote

import pytest

from tests.api.house import House, Person, identifier


def found(by: Person, question: str) -> list[str]:
    answer = by.get(f"/collaborations/search?q={quote(question)}")
    assert answer.status_code == 200, answer.text
    return [row["case_id"] for row in answer.json["items"]]


def test_the_offices_find_all_and_who_notified_finds_own_cases_only(house: House) -> None:
    mine = house.researcher.notify(title="Zeldzame vlinders", summary="Over vleugels")
    theirs = house.other_researcher.notify(title="Zeldzame kevers")
    said = {"comment_id": identifier("a rumour"), "text": "Een gerucht over vlindernetten"}
    assert house.officer.do(mine, "add-comment", **said).status_code == 200
    assert found(house.officer, "zeldzame") == [theirs.id, mine.id]
    assert found(house.officer, "gerucht*") == [mine.id]
    assert found(house.researcher, "zeldzame") == [mine.id]
    assert found(house.researcher, "gerucht*") == [], "an internal comment"
    assert found(house.stranger, "zeldzame") == []
    answer = house.officer.get("/collaborations/search?q=vleugels")
    (row,) = answer.json["items"]
    assert (row["what"], row["field"], row["snippet"]) == ("notified", "summary", "Over vleugels")


def test_who_reads_no_personal_texts_does_not_search_in_them(house: House) -> None:
    for by in (house.auditor, house.operator):
        assert by.get("/collaborations/search?q=x").status_code == 403


@pytest.mark.parametrize("question", ["", "%22%22", "*", "a*", "%00", "x" * 201, "a%0Ab"])
def test_a_question_of_no_use_is_told(house: House, question: str) -> None:
    answer = house.officer.get(f"/collaborations/search?q={question}")
    assert answer.status_code in {400, 422}
    assert answer.fields == ["q"]


@pytest.mark.parametrize(
    "question",
    [
        '" OR 1=1 --',
        "title:secret",
        "NEAR(a b, 2)",
        "a AND NOT b",
        "^x",
        "{a b} : c",
        "-x +y",
        "to_tsquery('x') & !y | z:*",
        "%' OR '%'='",
        "x\\",
        "'; DROP TABLE case_texts; --",
        "((((",
        "💥 bom",
    ],
)
def test_no_question_is_anything_but_words(house: House, question: str) -> None:
    answer = house.officer.get(f"/collaborations/search?q={quote(question)}")
    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert answer.json["items"] == []


def test_pages_and_their_cursors(house: House) -> None:
    cases = [house.researcher.notify(title=f"Bladzijde {number}").id for number in range(5)]
    first = house.officer.get("/collaborations/search?q=bladzijde&limit=3").json
    rest = house.officer.get(f"/collaborations/search?q=bladzijde&limit=3&after={first['next']}").json
    assert [row["case_id"] for row in (*first["items"], *rest["items"])] == cases[::-1]
    assert rest["next"] is None
    assert house.officer.get("/collaborations/search?q=bladzijde&after=xx").status_code in {400, 422}
    assert house.officer.get("/collaborations/search?q=bladzijde&limit=0").status_code == 400
    assert house.officer.get("/collaborations/search").status_code == 400
