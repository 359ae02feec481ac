"""Export licences over HTTP and on the command line: as they stand today, whatever was recorded of them."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from domain.policyset import decider as policyset
from kvcase.facts import POLICY_SET, shipped
from tests.api.house import NOW, House, identifier, opened
from tests.api.test_command_line import say

__all__ = ["say"]
Say = Callable[..., str]
PARTY = identifier("end user")


def draft(**changes: object) -> dict[str, object]:
    """Return a draft of a global licence for one organisation in Norway."""
    content = {"authority": "VL", "kind": "global", "codes": ["6A002"], "destinations": ["NO"], "end_users": [PARTY]}
    return {**content, "modalities": ["knowledge"], **changes}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house where the shipped rules are in force, and the organisation that the licences are for is known."""
    with opened(tmp_path_factory.mktemp("licences") / "data") as house:
        ours = shipped()
        propose = policyset.ProposeEdition(POLICY_SET, ours.edition_id, ours.sha256, NOW.date(), "test")
        house.program.service(propose, actor=house.keeper.actor)
        house.program.service(policyset.PublishEdition(POLICY_SET, ours.edition_id), actor=house.second_keeper.actor)
        house.researcher.post("/parties", {"party_id": PARTY, "name": "Kustlijn Universiteit", "country": "NO"})
        yield house


class Asked:
    """A licence that the export control officer moves along."""

    def __init__(self, house: House, **changes: object) -> None:
        self._export = house.export
        answer = house.export.post("/licences", draft(**changes))
        assert answer.status_code == 201, answer.text
        self.id, self.etag = answer.json["id"], answer.headers["ETag"]

    def do(self, command: str, **fields: object) -> None:
        """Give a command that is accepted."""
        answer = self._export.post(f"/licences/{self.id}/{command}", fields, if_match=self.etag)
        assert answer.status_code == 200, answer.text
        self.etag = answer.headers["ETag"]

    def grant(self, begin: date, end: date) -> "Asked":
        """Let the authority grant it."""
        self.do("provide-document", document="end_user_certificate", reference="Ondertekend.")
        self.do("submit", submitted_on=str(begin))
        self.do("grant", number="VL-G-1", valid_from=str(begin), valid_until=str(end))
        return self


@pytest.mark.rule("licence-expiry")
def test_a_licence_is_told_as_it_stands_today_and_nobody_believes_one_that_is_over(house: House, say: Say) -> None:
    today = NOW.date()
    over = Asked(house).grant(today - timedelta(30), today - timedelta(1))
    ending = Asked(house).grant(today, today + timedelta(90))
    lasting = Asked(house).grant(today, today + timedelta(91))
    told = {each["licence_id"]: each for each in house.officer.get("/licences").json["items"]}
    said = ("status", "status_today", "days_left", "is_expiring")
    assert [told[over.id][name] for name in said] == ["granted", "expired", None, False]
    assert [told[ending.id][name] for name in said] == ["granted", "granted", 90, True]
    assert [told[lasting.id][name] for name in said] == ["granted", "granted", 91, False]
    again = house.officer.get(f"/licences/{over.id}", if_none_match=over.etag)
    assert (again.status_code, again.json["status_today"]) == (200, "expired"), "a day may pass without a new version"
    printed = say(house.officer.key, "licence", "list")
    assert "expired (granted is out of date)" in printed
    assert "granted, 90 day(s) left" in printed
    as_data = json.loads(say(house.officer.key, "licence", "list", "--json"))
    assert [each["status_today"] for each in as_data] == ["expired", "granted", "granted"]
    assert "expired (granted is out of date)" in say(house.officer.key, "licence", "show", over.id)
