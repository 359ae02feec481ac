"""The bad-input bar: each gets its named 4xx as a problem, and nothing is written.

The numbers are those of the list in the handbook's reliability-security.md, section 6.
"""

import gzip
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.house import JSON, NOTIFICATION, Answer, House, identifier


@pytest.fixture(autouse=True)
def _nothing_is_written(house: House) -> Iterator[None]:
    """Whatever a test here sends is refused, so the log must not grow."""
    before = house.events()
    yield
    assert house.events() == before


def _with(**fields: Any) -> bytes:
    return json.dumps({**NOTIFICATION, **fields}).encode()


def _send(house: House, data: bytes, **headers: str) -> Answer:
    return house.researcher.raw(
        "/collaborations", data, {**JSON, **{k.replace("_", "-"): v for k, v in headers.items()}}
    )


TEXTS = {
    "1 raw NUL": ("title", "a\x00b"),
    "2 escaped NUL": ("title", "a\u0000b"),
    "3 lone surrogate": ("title", "a\ud800b"),
    "4 bidi override": ("title", "a\u202eb"),
    "control character": ("summary", "a\x1bb"),
    "line separator of a terminal": ("summary", "a\x85b"),
    "7 200k characters": ("summary", "a" * 30_000),
    "blank": ("title", "   "),
}


@pytest.mark.parametrize(("field", "value"), TEXTS.values(), ids=TEXTS)
def test_a_text_that_no_case_can_use_is_refused_with_its_field(house: House, field: str, value: str) -> None:
    answer = _send(house, _with(**{field: value}))
    assert (answer.status_code, answer.problem, answer.fields) == (422, "unusable-input", [field])


VALUES = {
    "13 a number with a point for an integer": ("title", 1.0),
    "14 true for a text": ("title", True),
    "15 number for a text": ("title", 5),
    "null": ("title", None),
    "list for a text": ("title", ["a"]),
    "object for a text": ("title", {"a": 1}),
    "unknown word": ("nature", "friendship"),
    "word of another type": ("nature", 1),
    "text for a list": ("triggers", "military"),
    "30 a day that does not exist": ("planned_start_on", "2027-02-29"),
    "30 the year 0001": ("planned_start_on", "0001-01-01"),
    "28 an instant for a day": ("planned_start_on", "2026-03-01T10:00:00"),
    "a week for a day": ("planned_start_on", "2026-W10-1"),
    "a day without hyphens": ("planned_start_on", "20260301"),
    "a number for a day": ("planned_start_on", 20260301),
    "33 UUID in braces": ("case_id", "{8b1d2f5e-0c57-5d0e-9a35-6f1f3a1c2b4d}"),
    "33 UUID without hyphens": ("case_id", "8b1d2f5e0c575d0e9a356f1f3a1c2b4d"),
    "33 UUID as a urn": ("case_id", "urn:uuid:8b1d2f5e-0c57-5d0e-9a35-6f1f3a1c2b4d"),
    "33 the nil UUID": ("case_id", "00000000-0000-0000-0000-000000000000"),
    "17 unknown field tenant": ("tenant", "zuidmeer"),
    "17 unknown field roles": ("roles", ["admin"]),
    "17 unknown field actor": ("actor", "olga"),
}


@pytest.mark.parametrize(("field", "value"), VALUES.values(), ids=VALUES)
def test_a_value_of_another_type_is_refused_with_its_field(house: House, field: str, value: object) -> None:
    answer = _send(house, _with(**{field: value}))
    assert (answer.status_code, answer.problem, answer.fields) == (422, "unusable-input", [field])


@pytest.mark.parametrize(
    "name", ["Insti\u200btuut", "\ufeffInstituut", "Insti\u00adtuut", "Instituut\u2060"], ids=ascii
)
def test_a_name_with_a_sign_that_nobody_sees_is_refused(house: House, name: str) -> None:
    """5: two names that look the same would be two."""
    for path, field, body in (
        ("/parties", "name", {"name": name, "country": "NL"}),
        ("/parties", "aliases.0", {"name": "Instituut", "aliases": [name], "country": "NL"}),
        ("/persons", "name", {"name": name}),
    ):
        answer = house.officer.post(path, body)
        assert (answer.status_code, answer.problem, answer.fields) == (422, "unusable-input", [field])


@pytest.mark.parametrize("value", [True, "5", 5.0, 5.5, -0.0, 1e3, [5], {"a": 5}], ids=repr)
def test_only_a_whole_number_is_a_whole_number(house: House, value: object) -> None:
    """13, 14, 15."""
    body = {"name": "Robin Voorbeeld", "birth_year": value, "birth_year_purpose": "namesakes"}
    answer = house.officer.post("/persons", body)
    assert (answer.status_code, answer.fields) == (422, ["birth_year"])


@pytest.mark.parametrize("value", [1, 0, "true", "yes", None, []], ids=repr)
def test_only_true_and_false_are_booleans(house: House, value: object) -> None:
    path = f"/collaborations/{identifier('none')}/link-researcher"
    body = {"person_id": identifier("p"), "stay_type": "staff", "is_temporary": value}
    answer = house.officer.post(path, body, if_match=f'"{identifier("none")}:1"')
    assert (answer.status_code, answer.fields) == (422, ["is_temporary"])


BODIES = {
    "8 deep array": b"[" * 30_000,
    "9 deep object": b'{"a":' * 10_000,
    "deep inside a field": b'{"title":' + b"[" * 40 + b"]" * 40 + b"}",
    "10 5,000 digits": b'{"title":' + b"9" * 5_000 + b"}",
    "11 1e400": b'{"title":1e400}',
    "12 NaN": b'{"title":NaN}',
    "12 Infinity": b'{"title":-Infinity}',
    "16 a name twice": b'{"title":"a","title":"b"}',
    "18 array at the top": b"[]",
    "19 null": b"null",
    "text at the top": b'"title"',
    "20 empty": b"",
    "blank": b" \n",
    "22 no UTF-8": b'{"title":"\xff"}',
    "23 UTF-16": '{"title":"a"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "half": b'{"title":"a"',
    "trailing comma": b'{"title":"a",}',
    "a text that never closes": b'{"title":"' + b'\\"' * 30_000,
}


@pytest.mark.parametrize("data", BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_usable_json_is_refused(house: House, data: bytes) -> None:
    begun = time.process_time()
    answer = _send(house, data)
    assert (answer.status_code, answer.problem) == (400, "malformed-body")
    assert time.process_time() - begun < 2


TYPES = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json; charset=utf-16",
    "",
]


@pytest.mark.parametrize("type_", TYPES)
def test_another_content_type_is_refused(house: House, type_: str) -> None:
    answer = _send(house, _with(), Content_Type=type_)
    assert (answer.status_code, answer.problem) == (415, "unsupported-media-type")


def test_a_compressed_body_is_refused_unopened(house: House) -> None:
    """24: a bomb that says what it is, and one that does not."""
    bomb = gzip.compress(b" " * 10_000_000)
    assert _send(house, bomb, Content_Encoding="gzip").status_code == 415
    assert _send(house, bomb).status_code == 400


def test_a_body_that_is_too_large_is_refused_before_it_is_read(house: House) -> None:
    """25."""
    answer = _send(house, _with(summary="a" * 70_000))
    assert (answer.status_code, answer.problem) == (413, "request-entity-too-large")


def test_a_thousand_items_are_enough(house: House) -> None:
    answer = _send(house, _with(places=["BE"] * 1_001))
    assert (answer.status_code, answer.fields) == (422, ["places"])


QUERIES = {
    "27 ten thousand parameters": "&".join(f"a{n}=1" for n in range(10_000)),
    "29 a zone of +25:00": "as_of=2026-03-31T12:00:00%2B25:00",
    "51 limit -1": "limit=-1",
    "51 limit 0": "limit=0",
    "51 limit 10^9": "limit=1000000000",
    "limit twice": "limit=1&limit=2",
    "51 cursor forged": "after=abc",
    "51 cursor of another query": "after=WyJhIl0",
    "51 cursor beyond the database": "after=WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMF0",
    "51 cursor with NUL": "after=WyJhXHUwMDAwIl0",
    "53 sort by unlisted column": "sort=title",
    "17 institution": "institution=zuidmeer",
    "unknown status": "status=happy",
    "NUL in a text": "text=a%00b",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_that_cannot_be_used_is_refused(house: House, query: str) -> None:
    answer = house.officer.get(f"/collaborations?{query}")
    assert answer.status_code in {400, 422}
    assert answer.problem in {"unusable-query", "unusable-input"}


def test_wildcards_of_a_database_are_letters_here(house: House) -> None:
    """54."""
    assert house.officer.get("/collaborations?text=%25").json["items"] == []
    assert house.officer.get("/collaborations?text=_").json["items"] == []


@pytest.mark.parametrize("path", ["not-a-uuid", "00000000000000000000000000000000", "1", "..%2F..%2Fetc"])
def test_an_address_without_a_canonical_id_leads_nowhere(house: House, path: str) -> None:
    assert house.officer.get(f"/collaborations/{path}").status_code == 404


def test_an_unknown_command_leads_nowhere(house: House) -> None:
    assert house.officer.post(f"/collaborations/{identifier('x')}/befriend").status_code == 404


def test_a_party_that_nobody_registered_cannot_be_linked(house: House) -> None:
    answer = house.officer.post(
        f"/collaborations/{identifier('nobody')}/link-party",
        {"party_id": identifier("ghost"), "role": "partner"},
        if_match=f'"{identifier("nobody")}:1"',
    )
    assert answer.status_code == 404
