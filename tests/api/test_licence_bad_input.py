"""What a hostile user tells of licences and sharings: refused with field, rule and what is right; nothing is stored."""

import json

import pytest

from domain.errors import UnusableInputError
from domain.licence.commands import COMMANDS
from tests.api.house import JSON, Answer, House, identifier
from tests.api.test_command_line import say
from tests.api.test_licences import PARTY, Asked, Say, draft, house

__all__ = ["house", "say"]
TODAY, TOMORROW, LATER = "2026-03-02", "2026-03-03", "2026-09-01"
HUGE = "1" + "0" * 40
NO_JSON = ""
"""The field of a body that is no JSON at all: its rule says what it holds."""


def text_of(fields: dict[str, object]) -> str:
    """Return fields as JSON, with what JSON has no word for where a text says `raw:`."""
    body = json.dumps(fields)
    for word in ("NaN", "Infinity", "-Infinity", "1e400", "-0", "1.5", HUGE):
        body = body.replace(f'"raw:{word}"', word)
    return body


DRAFTS: dict[str, tuple[dict[str, object], str]] = {
    "no authority": ({"authority": ""}, "authority"),
    "an authority of another country": ({"authority": "NL"}, "authority"),
    "a kind that does not exist": ({"kind": "worldwide"}, "kind"),
    "a kind with a capital": ({"kind": "Global"}, "kind"),
    "no codes": ({"codes": []}, "codes"),
    "codes as a text": ({"codes": "6A002"}, "codes"),
    "an empty code": ({"codes": [""]}, "codes.0"),
    "a US code": ({"codes": ["6A002", "EAR99"]}, "codes.1"),
    "a code of the military list": ({"codes": ["ML10"]}, "codes.0"),
    "a critical technology": ({"codes": ["9.1"]}, "codes.0"),
    "no destination": ({"destinations": []}, "destinations"),
    "a country in words": ({"destinations": ["Norway"]}, "destinations.0"),
    "a country of nobody": ({"destinations": ["ZZ"]}, "destinations.0"),
    "no way of sharing": ({"modalities": []}, "modalities"),
    "an unknown way": ({"modalities": ["pigeon"]}, "modalities.0"),
    "an end user that is not registered": ({"end_users": [identifier("stranger")]}, "end_users.0"),
    "an end user that is no id": ({"end_users": ["Kustlijn"]}, "end_users.0"),
    "an authorisation that a global licence has not": ({"authorisation_id": "EU001"}, "authorisation_id"),
    "a field of its own": ({"status": "granted"}, "status"),
}


@pytest.fixture
def asked(house: House) -> Asked:
    """Give a licence that lies at its authority since today."""
    licence = Asked(house)
    licence.do("provide-document", document="end_user_certificate", reference="Ondertekend.")
    licence.do("submit", submitted_on=TODAY)
    return licence


def refused(house: House, answer: Answer, field: str, before: int) -> None:
    assert answer.status_code in {400, 422}, answer.text
    assert any(each == field for each in answer.fields), answer.text
    assert house.events() == before


@pytest.mark.parametrize(("changes", "field"), DRAFTS.values(), ids=DRAFTS)
@pytest.mark.rule("licence-form")
def test_a_bad_draft_is_refused_over_http_and_on_the_command_line(
    house: House, say: Say, changes: dict[str, object], field: str
) -> None:
    before = house.events()
    refused(house, house.export.post("/licences", draft(**changes)), field, before)
    with pytest.raises(UnusableInputError) as found:
        say(house.export.key, "licence", "draft", json.dumps(draft(**changes)))
    assert found.value.field.replace("[", ".").replace("]", "") in {field, "body"}, str(found.value)
    assert found.value.rule
    assert found.value.expected
    assert house.events() == before


GRANT = {"number": "VL-1", "valid_from": TODAY, "valid_until": LATER}
GRANTS: dict[str, tuple[str, dict[str, object], str]] = {
    "NaN": ("grant", {**GRANT, "max_quantity": "raw:NaN"}, NO_JSON),
    "infinite": ("grant", {**GRANT, "max_value_eur": "raw:Infinity"}, NO_JSON),
    "half a piece": ("grant", {**GRANT, "max_quantity": "raw:1.5"}, "max_quantity"),
    "forty zeros": ("grant", {**GRANT, "max_value_eur": f"raw:{HUGE}"}, NO_JSON),
    "nothing at all": ("grant", {**GRANT, "max_quantity": 0}, "max_quantity"),
    "less than nothing": ("grant", {**GRANT, "max_value_eur": -1}, "max_value_eur"),
    "a number as a text": ("grant", {**GRANT, "max_quantity": "10"}, "max_quantity"),
    "true for a number": ("grant", {**GRANT, "max_quantity": True}, "max_quantity"),
    "an unknown unit": ("grant", {**GRANT, "unit": "crates"}, "unit"),
    "no number": ("grant", {**GRANT, "number": "  "}, "number"),
    "a number without end": ("grant", {**GRANT, "number": "9" * 101}, "number"),
    "valid before it was submitted": ("grant", {**GRANT, "valid_from": "2026-03-01"}, "valid_from"),
    "valid until before it is valid": ("grant", {**GRANT, "valid_until": "2026-03-01"}, "valid_until"),
    "longer than the authority lets it": ("grant", {**GRANT, "valid_until": "2199-01-01"}, "valid_until"),
    "a day that does not exist": ("grant", {**GRANT, "valid_until": "2027-02-29"}, "valid_until"),
    "a question before the file": (
        "note-information-request",
        {"asked_on": "2026-03-01", "question": "Who?"},
        "asked_on",
    ),
    "a question of tomorrow": ("note-information-request", {"asked_on": TOMORROW, "question": "Who?"}, "asked_on"),
    "no grounds": ("refuse", {"grounds": ""}, "grounds"),
    "a limit before the grant": ("amend", {"reason": "More.", "max_quantity": 5}, "max_quantity"),
}


@pytest.mark.parametrize(("command", "fields", "field"), GRANTS.values(), ids=GRANTS)
@pytest.mark.rule("licence-form")
def test_a_bad_answer_of_the_authority_is_refused(
    house: House, asked: Asked, command: str, fields: dict[str, object], field: str
) -> None:
    before, body = house.events(), text_of(fields).encode()
    answer = house.export.raw(f"/licences/{asked.id}/{command}", body, {**JSON, "If-Match": asked.etag})
    refused(house, answer, field, before)


AFTER: dict[str, tuple[str, dict[str, object], str]] = {
    "renewed to the same day": ("renew", {"valid_until": LATER}, "valid_until"),
    "renewed for ever": ("renew", {"valid_until": "2200-01-01"}, "valid_until"),
    "amended without an answer": ("amend", {"reason": "More.", "max_quantity": 5}, "number"),
    "amended tomorrow": (
        "amend",
        {"reason": "More.", "max_quantity": 5, "number": "VL-2", "amended_on": TOMORROW},
        "amended_on",
    ),
    "amended before the file": (
        "amend",
        {"reason": "More.", "max_quantity": 5, "number": "VL-2", "amended_on": "2026-03-01"},
        "amended_on",
    ),
    "amended for nothing": ("amend", {"reason": " ", "max_quantity": 5}, "reason"),
    "amended to nothing": ("amend", {"reason": "More.", "codes": []}, "codes"),
}


@pytest.mark.parametrize(("command", "fields", "field"), AFTER.values(), ids=AFTER)
@pytest.mark.rule("licence-form")
def test_a_bad_change_of_a_granted_licence_is_refused(
    house: House, asked: Asked, command: str, fields: dict[str, object], field: str
) -> None:
    asked.do("grant", **GRANT)
    before = house.events()
    refused(house, house.export.post(f"/licences/{asked.id}/{command}", fields, if_match=asked.etag), field, before)


SHARING: dict[str, object] = {
    "share_id": identifier("share"),
    "recipient_id": PARTY,
    "destination": "NO",
    "modality": "goods",
    "shared_on": TODAY,
    "what": "A sensor.",
}
SHARINGS: dict[str, tuple[dict[str, object], str]] = {
    "NaN pieces": ({"quantity": "raw:NaN"}, NO_JSON),
    "minus infinity": ({"value_eur": "raw:-Infinity"}, NO_JSON),
    "a number that is no number": ({"value_eur": "raw:1e400"}, NO_JSON),
    "half a piece": ({"quantity": "raw:1.5"}, "quantity"),
    "no piece": ({"quantity": 0}, "quantity"),
    "minus three": ({"quantity": -3}, "quantity"),
    "forty zeros": ({"quantity": f"raw:{HUGE}"}, NO_JSON),
    "an unknown unit": ({"unit": "barrel"}, "unit"),
    "an unknown way": ({"modality": "telepathy"}, "modality"),
    "a country in words": ({"destination": "Noorwegen"}, "destination"),
    "a US code": ({"codes": ["EAR99"]}, "codes.0"),
    "before the case was notified": ({"shared_on": "2026-03-01"}, "shared_on"),
    "an instant for a day": ({"shared_on": "2026-03-02T10:00:00"}, "shared_on"),
    "the year 1": ({"shared_on": "0001-01-01"}, "shared_on"),
    "nothing listed, and listed": ({"codes": ["6A002"], "nothing_listed_because": "x"}, "nothing_listed_because"),
    "a control character": ({"nothing_listed_because": "a\u001bb"}, "nothing_listed_because"),
    "a participant from nowhere": ({"participants": [{"country": ""}]}, "participants.0.country"),
}


@pytest.mark.parametrize(("changes", "field"), SHARINGS.values(), ids=SHARINGS)
@pytest.mark.rule("G4")
def test_a_bad_sharing_is_refused_with_its_field_and_never_recorded(
    house: House, changes: dict[str, object], field: str
) -> None:
    case = house.researcher.notify()
    linked = house.researcher.do(case, "link-party", party_id=PARTY, role="partner")
    assert linked.status_code == 200, linked.text
    before, shared = house.events(), {**SHARING, **changes}
    asked = {name: value for name, value in shared.items() if name not in {"share_id", "what"}}
    there, headers = f"/collaborations/{case.id}", {**JSON, "If-Match": case.etag}
    answer = house.researcher.raw(f"{there}/check-sharing", text_of(asked).encode(), headers)
    refused(house, answer, field, before)
    recorded = house.researcher.raw(f"{there}/record-sharing", text_of(shared).encode(), headers)
    assert recorded.status_code in {400, 409, 422}
    assert house.events() == before


@pytest.mark.parametrize("word", ["NaN", "Infinity", "1e400", HUGE, "1.5", "-1"])
def test_the_command_line_takes_no_number_that_is_none(house: House, asked: Asked, say: Say, word: str) -> None:
    before = house.events()
    body = json.dumps(GRANT)[:-1] + f', "max_quantity": {word}' + "}"
    with pytest.raises(UnusableInputError) as found:
        say(house.export.key, "licence", "do", asked.id, "grant", body)
    assert found.value.rule
    assert found.value.expected
    assert house.events() == before


def test_the_command_line_knows_only_commands_that_a_person_may_give(house: House, asked: Asked, say: Say) -> None:
    for name in ("explode", "record-usage", "expire", "draft", ""):
        with pytest.raises(UnusableInputError) as found:
            say(house.export.key, "licence", "do", asked.id, name, "{}")
        assert found.value.field == "command"
        assert "submit" in found.value.expected
    assert {"record-usage", "expire"} < set(COMMANDS)
