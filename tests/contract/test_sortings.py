"""Every sorting that the document lists is answered on both databases, and so is the page behind it."""

from pathlib import Path
from typing import Any

import pytest

from api import access
from tests.access.cells import ASKERS, Seat
from tests.access.world import World
from tests.api.house import API
from tests.contract.served import furnished


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_every_sorting_that_is_listed_is_answered(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    is_sqlite = database == "sqlite"
    url = f"sqlite:///{tmp_path / 'data'}" if is_sqlite else request.getfixturevalue("postgres_url")
    with furnished(url, tmp_path) as world:
        document: Any = world.house.app.test_client().get(f"{API}/openapi.json").json
        tried = 0
        for path, operations in document["paths"].items():
            for each in operations.get("get", {}).get("parameters", ()):
                if each["name"] == "sort":
                    for word in each["schema"]["enum"]:
                        tried += _answered(world, path, operations["get"]["operationId"], word)
        assert tried > 100


def _answered(world: World, path: str, operation: str, word: str) -> int:
    endpoint = next(each for each in access.table(world.house.app) if f"get-{each.rpartition('.')[2]}" == operation)
    row = access.table(world.house.app)[endpoint]
    asker = next(
        each for each in ASKERS if each.role and each.seat is not Seat.OTHER and access.lets_in(row, each.actor)
    )
    assert asker.role is not None
    who = world.person(asker.role, asker.seat)
    named = path.removeprefix(API).replace("{identifier}", world.mine.get(path.split("/")[3], ""))
    first = who.get(f"{named}?sort={word}&limit=1")
    assert first.status_code == 200, (path, word, first.text)
    if first.json["next"] is not None:
        second = who.get(f"{named}?sort={word}&limit=1&after={first.json['next']}")
        assert second.status_code == 200, (path, word, second.text)
        assert second.json["items"] != first.json["items"], (path, word)
    return 1
