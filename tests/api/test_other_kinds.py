"""An id of a thing of another kind is told in the words for nothing, wherever a body names one."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.values import Role
from tests.access.cells import Seat
from tests.access.world import World, furnish
from tests.api.house import Person, identifier, opened

KINDS = ("parties", "persons", "licences", "collaborations", "incidents", "fwo-reports", "nothing")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two institutions, served, with one thing of every kind in the first."""
    with opened(tmp_path_factory.mktemp("kinds") / "data") as house:
        yield furnish(house)


SENT: dict[str, tuple[str, str, dict[str, Any]]] = {
    "attach-licence": ("export", "licences", {"licence_id": None}),
    "link-party": ("officer", "parties", {"party_id": None, "role": "partner"}),
    "link-researcher": (
        "officer",
        "persons",
        {"person_id": None, "stay_type": "principal_investigator", "is_temporary": False},
    ),
    "request-export-licence": (
        "export",
        "parties",
        {
            "licence_id": identifier("asked"),
            "end_user_id": None,
            "authority": "VL",
            "kind": "individual",
            "codes": ["6A002"],
            "destination": "NO",
            "modalities": ["knowledge"],
        },
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", SENT)
def test_what_a_command_names_is_of_its_kind_or_unknown(world: World, command: str, kind: str) -> None:
    by, right, body = SENT[command]
    case = world.house.researcher.notify()
    who: Person = getattr(world.house, by)
    one = _id(world, kind)

    def told(named: str) -> Any:
        sent = {name: named if value is None else value for name, value in body.items()}
        return who.post(f"/collaborations/{case.id}/{command}", sent, if_match=case.etag)

    answer = told(one)
    assert answer.status_code < 500, answer.text
    if kind != right:
        nothing = identifier("nothing")
        assert answer.status_code in {404, 409, 422}
        assert answer.text.replace(one, "ID") == told(nothing).text.replace(nothing, "ID")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", ["/erasures", "/holds", "/incidents", "/fwo-reports", "/licences"])
def test_what_a_new_thing_names_is_of_its_kind_or_refused(world: World, path: str, kind: str) -> None:
    one = _id(world, kind)
    privacy = world.person(Role.DATA_PROTECTION_OFFICER, Seat.OWN)
    who = {"/licences": world.house.export, "/erasures": privacy}.get(path, world.house.officer)
    told = who.post(path, _new(path, one))
    right = {"/licences": "parties", "/holds": "collaborations", "/fwo-reports": "collaborations"}
    assert told.status_code in {404, 409, 422} or (told.status_code == 201 and right.get(path) == kind), told.text


def _new(path: str, one: str) -> dict[str, Any]:
    bodies: dict[str, dict[str, Any]] = {
        "/erasures": {"kind": "case", "subject_id": one, "ground": "request", "reason": "x"},
        "/holds": {"kind": "case", "subject_id": one, "reason": "x"},
        "/incidents": {
            "kv_type": "KV1",
            "happened_on": "2026-02-20",
            "discovered_on": "2026-03-01",
            "description": "x",
            "case_ids": [one],
            "persons": [one],
        },
        "/fwo-reports": {"case_id": one, "kind": "interim", "period_begins_on": "2026-01-01"},
        "/licences": {
            "authority": "VL",
            "kind": "global",
            "codes": ["6A002"],
            "destinations": ["NO"],
            "end_users": [one],
            "modalities": ["knowledge"],
        },
    }
    return bodies[path]


def _id(world: World, kind: str) -> str:
    return identifier("nothing") if kind == "nothing" else world.mine[kind]
