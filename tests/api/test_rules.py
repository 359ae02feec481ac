"""The rules over HTTP: anyone who is signed in may ask what a rule says."""

from tests.api.house import House


def test_every_rule_is_listed_with_its_source(house: House) -> None:
    rules = house.researcher.get("/policies/rules").json["items"]
    assert len(rules) > 20
    assert all(rule["sources"] and rule["text_nl"] and rule["text_en"] for rule in rules)


def test_a_rule_tells_its_text_source_scope_and_edition(house: House) -> None:
    rule = house.researcher.get("/policies/rules/O10").json
    assert (rule["rule_id"], rule["kind"], rule["scope"]) == ("O10", "gate", "whole")
    assert rule["sources"][0]["document"] == "004"
    assert rule["sources"][0]["page"] == 22
    assert rule["edition"]


def test_a_named_policy_tells_what_the_edition_holds(house: House) -> None:
    rule = house.officer.get("/policies/rules/seven-sons-agreements").json
    assert (rule["policy"]["effect"], rule["policy"]["list_id"]) == ("block", "seven-sons")
    assert len(rule["policy"]["listed"]) == 7


def test_an_unknown_rule_is_not_found(house: House) -> None:
    assert house.researcher.get("/policies/rules/G99").status_code == 404


def test_an_unknown_rule_hints_at_the_nearest_and_at_the_list_of_all(house: House) -> None:
    for asked, near in (
        ("seven-son", "seven-sons-individual"),
        ("G222", "G22"),
        ("irna-agreements", "iran-agreements"),
    ):
        told = house.researcher.get(f"/policies/rules/{asked}").json["detail"]
        assert near in told, told
        assert "`kvcase policy rules`" in told
