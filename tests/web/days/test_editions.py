"""The day of the two who keep the rules: an edition of their own, what it would change, and its publication."""

from pathlib import Path

import pytest

from kvcase.catalogues import loader, shelf
from tests.web.days.day import House, Way, each_way

CATALOGUE = "policy-list-ru-rectors"
DAY = "2026-12-01"


@each_way(by_day=Way("en", script=True))
@pytest.mark.sockets
def test_two_administrators_bring_an_edition_of_their_own_into_force(editing: House, way: Way) -> None:
    house = editing
    first, second = "beheer.een", "beheer.twee"
    parties = {each["name"] for each in house.asks("els.deprez", "/parties?limit=200")["items"]}
    edition = _written(Path(house.settings["KVCASE_EDITIONS"]), sorted(parties)[:3])
    with house.day(first, way) as day:
        day.opens("/")
        day.goes_to("Policy editions")
        day.reads("can be proposed")
        day.looks()
        ours = day.main.locator(".edition", has_text=edition)
        day.presses("See what it would change", within=ours)
        day.reads("Cases that would change", "Policy lists that change")
        day.finds("Universiteit Noorderhaven")
        day.looks()
        digest = day.main.locator("#dry ~ p .code").first.inner_text()
        ours = day.main.locator(".edition", has_text=edition)
        reason = ours.get_by_label(day.said("Why"))
        assert digest in reason.input_value(), "the dry run is cited already"
        reason.fill(f"{digest}: drie namen, elk met zijn bron.")
        day.presses("Propose it", within=ours)
        day.reads("You proposed it, so another person must publish it.")
        ours = day.main.locator(".edition", has_text=edition)
        assert ours.get_by_role("button", name=day.said("Publish the edition")).count() == 0
        day.looks()
        assert day.cases == set(), "no case is told to who keeps the rules"
    with house.day(second, way) as day:
        day.opens("/policies")
        ours = day.main.locator(".edition", has_text=edition)
        day.presses("See what it would change", within=ours)
        day.presses("Publish the edition", within=day.main.locator(".edition", has_text=edition))
        ours = day.main.locator(".edition", has_text=edition)
        assert day.said("in force") in ours.inner_text()
        day.looks()
    house.types(("kvcase", "lists", "import-policy"), KVCASE_KEY=house.site.keys[first])
    with house.day(first, way) as day:
        day.opens("/lists")
        day.follows(day.main.get_by_role("link", name="rector"))
        day.looks()


def _written(folder: Path, names: list[str]) -> str:
    """Write an edition that fills a list which ships empty, and return its id."""
    own = folder / "rectors"
    own.mkdir()
    (own / "edition.toml").write_text(f'base = "{loader.load_all().edition_id}"\n', "utf-8")
    empty = (loader.DATA / f"{CATALOGUE}.2025-09-01.toml").read_text("utf-8")
    assert empty.rstrip().endswith("entry = []")
    entries = [
        f'[[entry]]\nid = "signatory-{number}"\ncountry = "RU"\nsource = "004"\nplace = "Rusland"\n'
        f'names = [{{ text = "{name}", kind = "name", verified = true, source = "https://example.org/{number}" }}]'
        for number, name in enumerate(names, start=1)
    ]
    text = "\n\n".join([empty.rstrip().removesuffix("entry = []"), *entries]).replace("2025-09-01", DAY)
    (own / f"{CATALOGUE}.{DAY}.toml").write_text(text, "utf-8")
    return shelf.draft(own).edition_id
