"""Lists in parts: sorted by what is listed, and a cursor that belongs to what was asked."""

from typing import Any

import pytest

from api.rest import paging
from api.rest.errors import RequestRefused
from tests.api.house import API, House, Person

LISTS = [
    "/collaborations",
    "/parties",
    "/persons",
    "/licences",
    "/incidents",
    "/fwo-reports",
    "/work-list",
    "/deadlines",
    "/runs",
    "/risk-analyses",
    "/erasures",
    "/holds",
    "/retention/proposals",
    "/lists",
    "/policies/rules",
    "/institutions",
    "/questionnaires",
]


@pytest.fixture(scope="module")
def cases(house: House) -> list[str]:
    """Five cases that differ in nature and planned start."""
    natures = ("service", "consortium", "joint_phd", "service", "consortium")
    days = ("2026-06-01", None, "2026-04-01", "2026-05-01", None)
    told = zip(natures, days, strict=True)
    return [house.researcher.notify(nature=nature, planned_start_on=day).id for nature, day in told]


def _walk(who: Person, path: str, limit: int) -> list[dict[str, Any]]:
    """Return all that the pages of a list hold, one after another."""
    rows: list[dict[str, Any]] = []
    after = ""
    for _ in range(100):
        page = who.get(f"{path}{'&' if '?' in path else '?'}limit={limit}{after}").json
        assert len(page["items"]) <= limit
        rows += page["items"]
        if page["next"] is None:
            return rows
        after = f"&after={page['next']}"
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("path", LISTS)
def test_every_list_comes_in_parts(house: House, path: str) -> None:
    told = house.officer.get(f"{path}?limit=1")
    assert told.status_code == 200, told.text
    assert set(told.json) == {"items", "next"}
    assert len(told.json["items"]) <= 1


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize("field", ["nature", "planned_start_on", "reference", "notified_on", "updated_at", "status"])
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_pages_of_sorted_cases_hold_each_once_and_in_order(house: House, field: str, limit: int) -> None:
    every = {row["case_id"] for row in house.officer.get("/collaborations").json["items"]}
    up = _walk(house.officer, f"/collaborations?sort={field}", limit)
    down = _walk(house.officer, f"/collaborations?sort=-{field}", limit)
    assert {row["case_id"] for row in up} == every
    assert len(up) == len(every)
    assert [row["case_id"] for row in down] == [row["case_id"] for row in reversed(up)]
    values = [row[field] for row in up]
    assert values == sorted(values, key=lambda value: (value is None, value or ""))


def test_what_is_at_hand_is_sorted_and_cut_the_same_way(house: House) -> None:
    rules = _walk(house.officer, "/policies/rules?sort=-rule_id", 7)
    names = [row["rule_id"] for row in rules]
    assert names == sorted(names, reverse=True)
    assert len(set(names)) == len(names) > 20
    kinds = {row["kind"] for row in rules}
    some = house.officer.get(f"/policies/rules?kind={min(kinds)}").json["items"]
    assert 0 < len(some) < len(rules)


@pytest.mark.usefixtures("cases")
def test_the_history_comes_in_parts_too(house: House, cases: list[str]) -> None:
    path = f"/collaborations/{cases[0]}/history"
    first = house.researcher.get(f"{path}?limit=1")
    assert (len(first.json["items"]), first.json["version"]) == (1, 1)
    assert first.headers["ETag"].endswith(':1"')


@pytest.mark.parametrize("path", ["/collaborations", "/work-list", "/deadlines", "/policies/rules", "/parties"])
def test_a_field_that_is_not_listed_is_refused_with_those_that_are(house: House, path: str) -> None:
    for query, field in (("sort=search", "sort"), ("sort=title", "sort"), ("owner_of=x", "owner_of")):
        told = house.officer.get(f"{path}?{query}")
        assert (told.status_code, told.problem, told.fields) == (422, "unusable-input", [field])
        assert told.json["errors"][0]["expected"].startswith("one of ")


@pytest.mark.usefixtures("cases")
def test_a_cursor_belongs_to_its_address_filters_and_sorting(house: House) -> None:
    after = house.officer.get("/collaborations?limit=1&sort=nature").json["next"]
    assert house.officer.get(f"/collaborations?limit=3&sort=nature&after={after}").status_code == 200
    forged = after[:-1] + ("A" if after[-1] != "A" else "B")
    for path in (
        f"/collaborations?after={after}",
        f"/collaborations?sort=-nature&after={after}",
        f"/collaborations?sort=nature&status=notified&after={after}",
        f"/collaborations?sort=nature&as_of=p1&after={after}",
        f"/incidents?sort=status&after={after}",
        f"/policies/rules?after={after}",
        f"/collaborations?sort=nature&after={forged}",
    ):
        told = house.officer.get(path)
        assert (told.status_code, told.problem, told.fields) == (400, "unusable-query", ["after"]), path


def test_nobody_sorts_by_a_personal_text(house: House) -> None:
    """The order of what is withheld would tell it."""
    document: Any = house.app.test_client().get(f"{API}/openapi.json").json
    told = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for each in operations.get("get", {}).get("parameters", ()):
            if each.get("name") == "sort":
                assert not {"title", "name", "identity", "birth_year"} & set(each["schema"]["enum"]) or path in {
                    f"{API}/parties",
                    f"{API}/lists",
                    f"{API}/institutions",
                }, path
    assert told


def test_what_follows_is_told_though_the_last_row_is_wanted_no_more(house: House) -> None:
    rows = [{"name": name, "status": "open"} for name in ("a", "b", "c", "d")]

    def part(after: str | None) -> tuple[list[Any], str | None]:
        with house.app.test_request_context("/things?status=open&limit=2"):
            items, following = paging.cut(rows, {"status": "open", "after": after, "limit": 2}, "name")
        return [each["name"] for each in items], following

    first, following = part(None)
    rows[1]["status"] = "closed"
    assert (first, part(following)) == (["a", "b"], (["c", "d"], None))
    del rows[1]
    with pytest.raises(RequestRefused, match="no longer there"):
        part(following)
