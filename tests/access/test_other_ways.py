"""Other ways to what one may not know: by what a body names, by a search, a cursor, another method."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from api import access
from api.access import Realm
from domain.values import Role
from tests.access import cells
from tests.access.cells import NOBODY, Address, Seat
from tests.access.world import NOWHERE, REPORTED, SECRET, World, alike, furnish
from tests.api.house import opened

_OFFICER, _EXPORT, _PRIVACY = Role.CONTACT_POINT_OFFICER, Role.EXPORT_CONTROL_OFFICER, Role.DATA_PROTECTION_OFFICER
_LICENCE = {"authority": "VL", "kind": "global", "codes": ["6A002"], "destinations": ["NO"], "modalities": ["lecture"]}
_HELD = {"kind": "collaboration", "reason": "x"}
NAMING: list[tuple[Role, str, str, dict[str, Any], str]] = [
    (_OFFICER, "/collaborations/{}/link-party", "party_id", {"role": "partner"}, "parties"),
    (_OFFICER, "/collaborations/{}/link-researcher", "person_id", {"stay_type": "staff"}, "persons"),
    (_EXPORT, "/collaborations/{}/attach-licence", "licence_id", {}, "licences"),
    (_OFFICER, "/incidents/{}/link-to-case", "case_id", {}, "collaborations"),
    (_OFFICER, "/incidents", "persons", {**REPORTED, "description": "x"}, "persons"),
    (_OFFICER, "/holds", "subject_id", _HELD, "collaborations"),
    (_PRIVACY, "/erasures", "subject_id", {**_HELD, "ground": "request"}, "collaborations"),
    (_OFFICER, "/fwo-reports", "case_id", {"kind": "interim", "period_begins_on": "2026-01-01"}, "collaborations"),
    (_EXPORT, "/licences", "end_users", _LICENCE, "parties"),
]
"""Commands whose body names something: who gives it, where, in which field, with what else, and what is named."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two institutions, served, with one thing of every kind in the first."""
    with opened(tmp_path_factory.mktemp("ways") / "data") as house:
        yield furnish(house)


@pytest.mark.parametrize(("role", "path", "field", "body", "named"), NAMING, ids=[each[1] for each in NAMING])
def test_what_a_body_names_of_another_institution_is_what_nobody_has(
    world: World, role: Role, path: str, field: str, body: dict[str, Any], named: str
) -> None:
    about = world.there.get(path.split("/")[1], "")
    told = []
    for each in (world.mine[named], NOWHERE):
        value = [each] if field in {"persons", "end_users"} else each
        who = world.person(role, Seat.OTHER)
        told.append(alike(who.post(path.format(about), {**body, field: value}, if_match=f'"{about}:1"'), each))
    assert told[0] == told[1]
    assert told[0][0] in {404, 422}
    assert "ID" in told[0][1], "it is refused for what it names"


def test_no_search_and_no_cursor_leads_to_another_institution(world: World) -> None:
    first = world.person(_OFFICER, Seat.OWN).get("/collaborations?limit=1").json
    assert first["next"] is not None
    stranger = world.person(_OFFICER, Seat.OTHER)
    followed = f"/collaborations?limit=200&after={first['next']}"
    for path in (followed, f"/collaborations?text={SECRET}", "/parties?text=Dijk"):
        told = stranger.get(path)
        assert told.status_code == 200
        assert not any(each in told.text for each in world.ids), path


def test_any_other_method_is_405_and_tells_no_more_than_the_methods(world: World) -> None:
    there: dict[str, set[str]] = defaultdict(set)
    for each in cells.addresses(world.house.app):
        there[each.rule].add(each.method)
    tried = 0
    for rule, methods in there.items():
        for method in sorted({"GET", "POST", "PUT", "PATCH", "DELETE"} - methods):
            answer = world.ask(Address(rule, method, ""), NOBODY, NOWHERE, spoilt=True)
            assert answer.status_code == 405, (rule, method)
            assert methods <= set(answer.headers["Allow"].split(", ")), rule
            tried += 1
    assert tried > 3 * len(there) - 1


def test_nobody_asks_for_the_methods_of_what_is_not_for_everyone(world: World) -> None:
    for address in cells.addresses(world.house.app):
        is_for_everyone = access.table(world.house.app)[address.endpoint].realm is Realm.EVERYONE
        answer = world.ask(address, NOBODY, NOWHERE, method="OPTIONS", spoilt=True)
        assert answer.status_code == (200 if is_for_everyone else 401), str(address)
