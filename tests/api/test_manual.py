"""The documentation page: served here, without a script, from the document alone."""

import re

import pytest

from tests.api.house import API, House


@pytest.fixture(scope="module")
def page(house: House) -> str:
    return house.app.test_client().get(f"{API}/docs").text


def test_it_is_open_to_everyone_and_framed_in_the_language_that_is_asked(house: House) -> None:
    client = house.app.test_client()
    dutch = client.get(f"{API}/docs", headers={"Accept-Language": "nl"})
    assert (dutch.status_code, dutch.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "De API van kvcase" in dutch.text
    assert '<html lang="nl">' in dutch.text
    assert "The API of kvcase" in client.get(f"{API}/docs", headers={"Accept-Language": "fr"}).text


def test_it_holds_every_operation_problem_and_schema(house: House, page: str) -> None:
    document = house.app.test_client().get(f"{API}/openapi.json").json
    assert document is not None
    for operations in document["paths"].values():
        for method, each in operations.items():
            assert method == "parameters" or f'id="{each["operationId"]}"' in page
    for code in document["components"]["examples"]:
        assert f"urn:kvcase:problem:{code}<" in page


def test_every_link_inside_it_leads_somewhere(page: str) -> None:
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_it_has_no_script_no_style_of_its_own_and_asks_no_other_host(house: House, page: str) -> None:
    policy = house.app.test_client().get(f"{API}/docs").headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|<img|<iframe", page)
    assert all(each.startswith(("/", "#")) for each in re.findall(r'(?:href|src)="([^"]+)"', page))


def test_a_page_says_nothing_that_a_caller_sent(house: House) -> None:
    told = house.app.test_client().get(f"{API}/docs", headers={"Host": "evil.example", "Accept-Language": "nl,<b>"})
    assert "evil.example" not in told.text
    assert "<b>" not in told.text
