"""The shelf: every edition that can be in force, by its id. Some ship, some a user authored.

An edition's id is made of the newest day and the digest of its files, so that no edition can change under its id.
Source: settled.md 29; docs/editions.md.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from domain import context
from domain.errors import UnusableInputError
from kvcase.catalogues import loader, model
from kvcase.catalogues.reading import CatalogueError, Table

SHIPPED = Path(__file__).parent / "editions.toml"
OWN = "edition.toml"
"""The file that makes a folder an edition of a user's own."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A folder with an edition of a user's own that cannot be used, and why."""

    folder: str
    reason: str


class Shelf:
    """The editions that ship and those that stand in the folder `own`, one subfolder each."""

    def __init__(self, own: Path | None = None) -> None:
        self._folder = own
        self._known: dict[str, model.Editions] = {}
        self._rules: dict[str, context.Catalogue] = {}

    def load(self, edition_id: str) -> model.Editions:
        """Return an edition by its id. Raises `UnusableInputError` naming the editions that there are."""
        if edition_id in _shipped():
            return _shipped()[edition_id]()
        if edition_id not in self._known:
            self._known |= {each.edition_id: each for each in self._own()[0]}
        if edition_id not in self._known:
            raise UnusableInputError("edition", f"there is no edition {edition_id!r}", self._expected())
        return self._known[edition_id]

    def rules(self, edition_id: str) -> context.Catalogue:
        """Return an edition as decisions take it. Raises `UnusableInputError`."""
        if edition_id not in self._rules:
            self._rules[edition_id] = loader.to_domain(self.load(edition_id))
        return self._rules[edition_id]

    def newest(self) -> model.Editions:
        """Return the newest edition that ships."""
        return self.load(tuple(_shipped())[-1])

    def all(self) -> tuple[model.Editions, ...]:
        """Return every edition that can be used: those that ship, oldest first, then the user's own."""
        return (*map(self.load, _shipped()), *self._own()[0])

    def faulty(self) -> tuple[Faulty, ...]:
        """Return the user's own editions that cannot be used."""
        return self._own()[1]

    def find(self, name: str) -> model.Editions:
        """Return an edition by its id, or the draft in a folder. Raises `UnusableInputError`."""
        return draft(Path(name)) if (Path(name) / OWN).is_file() else self.load(name)

    def _own(self) -> tuple[tuple[model.Editions, ...], tuple[Faulty, ...]]:
        usable, faulty = [], []
        for folder in sorted(each.parent for each in self._folder.glob(f"*/{OWN}")) if self._folder else ():
            try:
                usable.append(draft(folder))
            except UnusableInputError as error:
                faulty.append(Faulty(folder.name, str(error)))
        return tuple(usable), tuple(faulty)

    def _expected(self) -> str:
        usable, faulty = self._own()
        names = ", ".join((*_shipped(), *(each.edition_id for each in usable)))
        spoilt = "".join(f"; {each.folder} cannot be used: {each.reason}" for each in faulty)
        return f"one of {names}, or a folder with {OWN}{spoilt}"


def draft(folder: Path) -> model.Editions:
    """Return the edition that a user's folder makes: the files of its `base`, replaced or joined by its own.

    Raises `CatalogueError` naming file, entry and field.
    """
    shelf_file = folder / OWN
    try:
        values = tomllib.loads(shelf_file.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(OWN, "the file", "its form", str(error), "TOML in UTF-8") from error
    table = Table(OWN, folder.name, values)
    base = table.text("base")
    table.finish()
    bases = _file_sets()
    if base not in bases:
        raise table.fault("base", f"there is no edition {base!r} that ships", f"one of {', '.join(bases)}")
    released = {path.name for path in loader.DATA.glob("*.toml")}
    own = sorted(path for path in folder.glob("*.toml") if path.name != OWN)
    if not own:
        raise table.fault("files", "there is none beside it", "a catalogue that replaces one of the base, or adds one")
    for path in own:
        if path.name in released:
            raise CatalogueError(path.name, "the file", "its name", "is that of a released one", "a day of its own")
    replaced = {loader.catalogue_of(path) for path in own}
    kept = [loader.DATA / name for catalogue, name in bases[base].items() if catalogue not in replaced]
    return loader.load_files([*kept, *own])


def _file_sets() -> Mapping[str, Mapping[str, str]]:
    """Return for each shipped edition its files by catalogue."""
    return {key: each.files for key, each in _shipped().items()}


@dataclass(frozen=True)
class _Shipped:
    """An edition that ships, not read before it is asked for."""

    names: tuple[str, ...]
    expected: tuple[str, str] | None

    @property
    def files(self) -> Mapping[str, str]:
        return {loader.catalogue_of(loader.DATA / name): name for name in self.names}

    @cached_property
    def _read(self) -> model.Editions:
        found = loader.load_files(loader.DATA / name for name in self.names)
        if self.expected not in (None, (found.edition_id, found.sha256)):
            raise CatalogueError(SHIPPED.name, str(self.expected), "sha256", "is not that of its files", found.sha256)
        return found

    def __call__(self) -> model.Editions:
        return self._read


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, _Shipped]:
    """Return the editions that ship by id, oldest first, after holding their files to the manifest."""
    loader.check_released(loader.DATA, loader.MANIFEST)
    found: dict[str, _Shipped] = {}
    for at, values in enumerate(tomllib.loads(SHIPPED.read_text("utf-8"))["edition"], start=1):
        table = Table(SHIPPED.name, f"edition {at}", values)
        if table.has("newest_on"):
            building = _newest_on(table.day("newest_on"))
            found.setdefault(building().edition_id, building)
        else:
            edition_id = table.text("id")
            found[edition_id] = _Shipped(table.texts("files"), (edition_id, table.text("sha256")))
        table.finish()
    return found


def _newest_on(day: date) -> _Shipped:
    return _Shipped(tuple(path.name for path in loader.newest_files(loader.DATA, day)), None)
