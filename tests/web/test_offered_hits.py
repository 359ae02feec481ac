"""Forms about hits and delistings offer what the command can be about, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from domain.values import CaseId, Effect, Role
from tests.api.house import HERE, House, Notified, Person, opened
from tests.api.visitor import Visitor
from tests.web import hit_worlds

LAW = "fictional-law"
NAMES = hit_worlds.NAMES


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A case with hits on three of the twenty entries of a list of law."""
    with opened(tmp_path / "house") as house:
        hit_worlds.listed(house.program, tmp_path, list_id=LAW, effect=Effect.LEGAL)
        hit_worlds.screened(house.program, HERE, names=NAMES[-3:])
        house.program.rescreening.reconcile(HERE)
        yield house


def the_case(house: House) -> Notified:
    (row,) = house.program.read_models.institution(HERE).cases().items
    etag = house.officer.get(f"/collaborations/{row.case_id}").headers["ETag"]
    return Notified(str(row.case_id), etag, row.reference)


def hits(house: House) -> dict[str, str]:
    """Return the id of each hit by its entry."""
    case_id = CaseId(UUID(the_case(house).id))
    return {row.entry_id: str(row.hit_id) for row in house.program.read_models.institution(HERE).hits(case_id)}


def offered(house: House, who: Person, command: str, field: str) -> set[str]:
    """Return what a form about the case offers in a field."""
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    page = visitor.get(f"/do/collaborations/{the_case(house).id}/{command}")
    assert page.status_code == 200, page.text
    found = re.search(rf'<fieldset id="{field}".*?</fieldset>|<select id="{field}".*?</select>', page.text, re.S)
    return set(re.findall(r'value="([0-9a-f-]{36})"', found[0])) if found is not None else set()


def done(house: House, who: Person, command: str, **fields: object) -> None:
    answer = who.do(the_case(house), command, **fields)
    assert answer.status_code == 200, answer.text


def test_only_an_answered_hit_is_offered_to_be_taken_back_and_a_half_answered_one_to_be_confirmed(house: House) -> None:
    by_entry, second = hits(house), house.person("second", Role.CONTACT_POINT_OFFICER)
    assert len(by_entry) == 3
    assert offered(house, house.officer, "retract-hit-answer", "hit_id") == set()
    assert offered(house, second, "confirm-hit-resolution", "hit_id") == set()
    said = {"rationale": "Another country."}
    done(house, house.officer, "resolve-hit", hit_id=by_entry["F-17"], resolution="false_positive", **said)
    done(house, house.officer, "resolve-hit", hit_id=by_entry["F-18"], resolution="unclear", **said)
    answered = {by_entry["F-17"], by_entry["F-18"]}
    assert offered(house, house.officer, "retract-hit-answer", "hit_id") == answered
    assert offered(house, second, "confirm-hit-resolution", "hit_id") == {by_entry["F-17"]}
    assert offered(house, house.officer, "resolve-hit", "hit_id") == set(by_entry.values())
    done(house, second, "confirm-hit-resolution", hit_id=by_entry["F-17"])
    assert offered(house, second, "confirm-hit-resolution", "hit_id") == set(), "nothing is half answered"
    assert offered(house, house.officer, "retract-hit-answer", "hit_id") == answered


def test_a_delisting_is_offered_until_somebody_decided_on_it(house: House, tmp_path: Path) -> None:
    told = {"resolution": "true_match", "rationale": "The same address."}
    done(house, house.officer, "resolve-hit", hit_id=hits(house)["F-19"], **told)
    assert offered(house, house.officer, "decide-lift", "lift_id") == set()
    hit_worlds.listed(house.program, tmp_path, list_id=LAW, effect=Effect.LEGAL, names=NAMES[:-1])
    house.program.rescreening.reconcile(HERE)
    (lift,) = offered(house, house.officer, "decide-lift", "lift_id")
    done(house, house.officer, "decide-lift", lift_id=lift, decision="lifted", reason="It is on the list no more.")
    assert offered(house, house.officer, "decide-lift", "lift_id") == set()
