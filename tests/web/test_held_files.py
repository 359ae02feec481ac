"""Whoever decides on a held list file sees which entries it would change, over REST and on the page alike."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from domain.values import Effect
from domain.watchlist import commands
from kvcase.demo.installation import MAPPING
from kvcase.facts import watchlist_id
from tests.acceptance.installations import FIRST, SECOND, write_list
from tests.api.house import House, opened
from tests.api.visitor import Visitor

LIST = "fable"
BIG = tuple((f"F-{number:03}", f"Werf {number:03}", "NL") for number in range(260))
RENAMED = ("F-000", "Werf Nul", "BE")
CODES = r'<td role="cell" class="code"[^>]*>(F-\d+)</td>'
SHORT = (RENAMED, BIG[1], ("F-900", "Nieuwe werf", "IR"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A list of 260 entries in force, and a file of three that is held."""
    folder = tmp_path_factory.mktemp("held")
    with opened(folder / "data") as house:
        house.program.list_imports.register(FIRST, LIST, "Fable list", Effect.INDICATIVE, "a fable", "none")
        assert taken_in(house, folder, BIG) == "activated"
        assert taken_in(house, folder, SHORT) == "held"
        yield house


def taken_in(house: House, folder: Path, rows: Sequence[tuple[str, str, str]]) -> str:
    file = write_list(folder / "list.csv", *rows)
    return house.program.list_imports.import_files(FIRST, LIST, "generic_csv", {"list": file}, MAPPING).outcome


def told(house: House, query: str = "") -> dict[str, Any]:
    answer = house.keeper.get(f"/lists/{LIST}/held{query}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json
    return body


def test_what_a_held_file_would_change_is_told_with_its_count_part_by_part(house: House) -> None:
    body = told(house, "?limit=200")
    assert (body["version_no"], body["removed"], body["changed"], body["added"]) == (1, 258, 1, 1)
    rest = told(house, f"?limit=200&after={body['next']}")
    ids = [each["entry_id"] for each in (*body["items"], *rest["items"])]
    assert ids == [each for each, _, _ in BIG[2:]] + ["F-000", "F-900"]
    assert rest["next"] is None
    first, renamed = body["items"][0], rest["items"][-2]
    assert (first["change"], first["name"], first["countries"]) == ("removed", "Werf 002", ["NL"])
    assert (renamed["name"], renamed["name_before"], renamed["differs"]) == (
        "Werf Nul",
        "Werf 000",
        ["names", "countries"],
    )
    assert [each["entry_id"] for each in told(house, "?change=added")["items"]] == ["F-900"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            ("What it would change", "gone: 258", "changed: 1", "new: 1", "now: Werf 000", "Netherlands"),
        ),
        (
            "nl",
            (
                "Wat het zou wijzigen",
                "weg: 258",
                "veranderd: 1",
                "nieuw: 1",
                "nu: Werf 000",
                "Nederland",
            ),
        ),
    ],
)
def test_the_page_tells_the_same_and_leads_to_the_rest(house: House, lang: str, said: Sequence[str]) -> None:
    visitor = Visitor(house.app)
    assert visitor.sign_in(house.keeper.key).status_code == 303
    first = visitor.get(f"/lists/{LIST}", Accept_Language=lang).text
    (following,) = re.findall(r'<a href="([^"]+)" rel="next">', first)
    rest = visitor.get(following.replace("&amp;", "&"), Accept_Language=lang).text
    assert [text for text in said if text not in first + rest] == []
    ids = [re.findall(CODES, page) for page in (first, rest)]
    assert (len(ids[0]), [*ids[0], *ids[1]]) == (200, [each for each, _, _ in BIG[2:]] + ["F-000", "F-900"])
    new = visitor.get(f"/lists/{LIST}?change=added", Accept_Language=lang).text
    assert re.findall(CODES, new) == ["F-900"]
    assert 'rel="next"' not in new


def test_who_neither_decides_nor_screens_is_not_shown_the_entries(house: House) -> None:
    assert house.officer.get(f"/lists/{LIST}/held").status_code == 200
    assert house.researcher.get(f"/lists/{LIST}/held").status_code == 403
    visitor = Visitor(house.app)
    visitor.sign_in(house.researcher.key)
    assert "F-002" not in visitor.get(f"/lists/{LIST}").text
    assert house.keeper.get("/lists/nowhere/held").status_code == 404


def test_it_is_told_against_what_is_in_force_now_and_forgotten_with_its_release(house: House, tmp_path: Path) -> None:
    newer = (*BIG[:-1], ("F-300", "Latere werf", "NL"))
    assert taken_in(house, tmp_path, newer) == "activated"
    body = told(house, "?limit=200")
    ids = {each["entry_id"] for each in (*body["items"], *told(house, f"?limit=200&after={body['next']}")["items"])}
    assert (body["version_no"], body["removed"]) == (2, 258)
    assert "F-300" in ids, "it came meanwhile, and the held file lacks it"
    assert "F-259" not in ids, "it went meanwhile, and the held file lacks it too"

    stream, held = watchlist_id(LIST), body["canonical_sha256"]
    house.program.service(commands.ProposeRelease(stream, held, "The publisher says so."), actor=FIRST)
    house.program.service(commands.ConfirmRelease(stream, held), actor=SECOND)
    assert taken_in(house, tmp_path, SHORT) == "activated"
    assert told(house)["canonical_sha256"] is None
    engine = house.program.read_models.engine("shared")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM held_changes").scalar_one() == 0
