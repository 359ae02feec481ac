"""Any edition that ships stays loadable by its id; a user's own is layered over one that ships."""

from pathlib import Path

import pytest

from domain.errors import UnusableInputError
from kvcase.catalogues import loader, shelf
from kvcase.catalogues.reading import CatalogueError
from kvcase.catalogues.shelf import Shelf

FIRST = "2025-09-01-18f8d2ff1ac1"
SIGNATORIES = "policy-list-ru-rectors.2026-12-01.toml"


def own_edition(folder: Path, base: str = FIRST, **more: str) -> Path:
    """Write an edition of one's own in which one fictional university signed the rectors' declaration."""
    folder.mkdir()
    (folder / shelf.OWN).write_text(f'base = "{base}"\n' + "".join(f"{key} = {text}\n" for key, text in more.items()))
    text = (
        (loader.DATA / "policy-list-ru-rectors.2025-09-01.toml")
        .read_text("utf-8")
        .replace("2025-09-01", "2026-12-01")
        .replace("entry = []", "")
    )
    entry = (
        '\n[[entry]]\nid = "rr-1"\ncountry = "RU"\nsource = "design"\nplace = "a test"\n'
        '[[entry.names]]\ntext = "Fictional University of the Steppe"\nkind = "name"\nverified = false\n'
    )
    (folder / SIGNATORIES).write_text(text + entry, "utf-8")
    return folder


def test_the_first_edition_stays_what_it_was() -> None:
    """An installation that published it keeps deciding by it, whatever ships since."""
    edition = Shelf().load(FIRST)
    assert edition.sha256 == "18f8d2ff1ac19019fd42fe7a47014a9aba0be89c13591eefbb8aaf2da237b2b8"
    assert len(edition.files) == 14
    assert Shelf().rules(FIRST).edition == FIRST


def test_every_file_that_ships_stands_in_an_edition() -> None:
    named = {name for edition in Shelf().all() for name in edition.files}
    assert named == {path.name for path in loader.DATA.glob("*.toml")}


def test_the_newest_edition_takes_the_newest_of_every_catalogue() -> None:
    assert Shelf().newest() == loader.load_all()
    assert Shelf().all()[-1] == Shelf().newest()


def test_an_unknown_edition_is_refused_naming_those_there_are() -> None:
    with pytest.raises(UnusableInputError, match=rf"no edition '2024-01-01-0'.*one of {FIRST}"):
        Shelf().load("2024-01-01-0")


def test_an_edition_of_ones_own_replaces_one_list_and_keeps_the_rest(tmp_path: Path) -> None:
    own_edition(tmp_path / "steppe")
    ours = Shelf(tmp_path).all()[-1]
    assert ours.edition_id.startswith("2026-12-01-")
    assert [entry.entry_id for entry in loader.policy_list_entries(ours, "ru-rectors")] == ["rr-1"]
    assert ours.policies == Shelf().load(FIRST).policies
    assert Shelf(tmp_path).load(ours.edition_id) == ours


def test_an_edition_of_ones_own_that_is_edited_is_another_edition(tmp_path: Path) -> None:
    folder = own_edition(tmp_path / "steppe")
    before = shelf.draft(folder).edition_id
    file = folder / SIGNATORIES
    file.write_text(file.read_text("utf-8").replace("Steppe", "Taiga"), "utf-8")
    assert shelf.draft(folder).edition_id != before


def test_one_that_cannot_be_used_is_told_and_does_not_hide_the_others(tmp_path: Path) -> None:
    own_edition(tmp_path / "good")
    own_edition(tmp_path / "wrong", base="2020-01-01-0")
    kept = Shelf(tmp_path)
    assert len(kept.all()) == len(Shelf().all()) + 1
    assert [(each.folder, "no edition '2020-01-01-0' that ships" in each.reason) for each in kept.faulty()] == [
        ("wrong", True)
    ]


def test_a_misspelt_key_a_released_name_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="bass: is unknown"):
        shelf.draft(own_edition(tmp_path / "key", bass='"x"'))
    same = own_edition(tmp_path / "same")
    (same / SIGNATORIES).rename(same / "policy-list-ru-rectors.2025-09-01.toml")
    with pytest.raises(CatalogueError, match="is that of a released one"):
        shelf.draft(same)
    empty = own_edition(tmp_path / "empty")
    (empty / SIGNATORIES).unlink()
    with pytest.raises(CatalogueError, match="there is none beside it"):
        shelf.draft(empty)


def test_a_catalogue_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    folder = own_edition(tmp_path / "odd")
    text = (folder / SIGNATORIES).read_text("utf-8").replace("policy-list-ru-rectors", "rectors")
    (folder / SIGNATORIES).unlink()
    (folder / "rectors.2026-12-01.toml").write_text(text, "utf-8")
    with pytest.raises(CatalogueError, match="'rectors' is read by nothing"):
        shelf.draft(folder)
