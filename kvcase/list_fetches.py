"""Lists that come by themselves: fetched from their publishers when due, or dropped in a folder by somebody.

Whatever came is imported as by hand: held when it looks wrong, unchanged when it is the version in force. What the
publisher said of a file (its ETag) is believed again only once the import went through, and only while the very file is
still here; so a killed fetch or a bad file is fetched again, and nothing is imported by halves.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from domain.errors import DomainError, UnusableInputError
from domain.ports import Clock
from domain.values import Actor
from kvcase.list_imports import ImportResult, ListImports
from kvcase.lists import fetching, formats, recognise
from kvcase.lists.fetching import FetchFailedError, Rules, Seen
from kvcase.lists.sources import ListSource

log = logging.getLogger("kvcase.lists")

METADATA = sa.MetaData()
FETCHES = sa.Table(
    "list_fetches",
    METADATA,
    sa.Column("list_id", sa.String, primary_key=True),
    sa.Column("part", sa.String, primary_key=True),
    sa.Column("tried_at", sa.String, nullable=False),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("etag", sa.String),
    sa.Column("last_modified", sa.String),
    sa.Column("sha256", sa.String),
)
DROPS = sa.Table(
    "list_drops",
    METADATA,
    sa.Column("list_id", sa.String, primary_key=True),
    sa.Column("state", sa.String, primary_key=True),
    sa.Column("taken_at", sa.String, nullable=False),
    sa.Column("outcome", sa.String, nullable=False),
)
RETRY_AFTER: Final = timedelta(hours=1)
"""When a list that could not be fetched is tried again, if it is not due before."""
QUIET: Final = timedelta(seconds=60)
"""A dropped file counts as copied when nothing was written to it for this long."""
_UNFINISHED: Final = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".swp")
_WHOLE: Final = "whole"
"""The row that tells of a list as a whole."""

Fetch = Callable[[str, Path, Rules, Seen | None], "fetching.Fetched | None"]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a list: `outcome` is activated, held, unchanged, failed or waiting; `detail` says why."""

    list_id: str
    outcome: str
    detail: str = ""
    result: ImportResult | None = None


class ListFetches:
    """Fetches lists and takes in what was dropped."""

    def __init__(
        self,
        engine: sa.Engine,
        imports: ListImports,
        sources: Sequence[ListSource],
        rules: Rules,
        kept: Path,
        dropped: Path | None,
        clock: Clock,
        fetch: Fetch = fetching.fetch,
    ) -> None:
        self._engine = engine
        self._imports = imports
        self._sources = {each.list_id: each for each in sources}
        self._rules = rules
        self._kept = kept
        self._dropped = dropped
        self._clock = clock
        self._fetch = fetch

    def tend(self, actor: Actor) -> tuple[Came, ...]:
        """Fetch every list that is due and take in what was dropped. What fails is told, and hinders no other."""
        came = [self.fetch(actor, list_id) for list_id in self.due()]
        return (*came, *self.take_dropped(actor))

    def due(self) -> tuple[str, ...]:
        """Return the lists with an address that were not looked at for as long as their source says."""
        if not self._sources:
            return ()
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(FETCHES).where(FETCHES.c.part == _WHOLE)).all()
        tried = {row.list_id: (datetime.fromisoformat(row.tried_at), row.outcome) for row in rows}
        now = self._clock()
        return tuple(name for name, source in self._sources.items() if source.parts and _is_due(source, tried, now))

    def fetch(self, actor: Actor, list_id: str) -> Came:
        """Fetch a list and import it when it changed. Raises `UnusableInputError` for one without a source."""
        source = self._sources.get(list_id)
        if source is None or not source.parts:
            known = ", ".join(name for name, each in self._sources.items() if each.parts) or "none"
            raise UnusableInputError("list_id", f"{list_id!r} has no address", f"one of KVCASE_LIST_SOURCES: {known}")
        try:
            came = self._fetched(actor, source)
        except (DomainError, FetchFailedError, OSError) as error:
            came = Came(list_id, "failed", str(error))
        self._note(list_id, _WHOLE, came.outcome, None, None)
        log.log(logging.WARNING if came.outcome == "failed" else logging.INFO, "%s: %s %s", *_told(came))
        return came

    def take_dropped(self, actor: Actor) -> tuple[Came, ...]:
        """Import each version that lies in the drop folder, once; what is still being copied waits."""
        if self._dropped is None or not self._dropped.is_dir():
            return ()
        folders = sorted(each for each in self._dropped.iterdir() if each.is_dir() and not each.name.startswith("."))
        return tuple(came for folder in folders for came in self._take_from(actor, folder))

    def _fetched(self, actor: Actor, source: ListSource) -> Came:
        self._imports.known(source.list_id)
        folder = self._kept / source.list_id
        folder.mkdir(parents=True, exist_ok=True)
        new: dict[str, fetching.Fetched] = {}
        for part, url in sorted(source.parts.items()):
            file = folder / part
            fetched = self._fetch(url, file, self._rules, self._seen(source.list_id, part, file))
            if fetched is not None:
                new[part] = fetched
        if not new:
            return Came(source.list_id, "unchanged", "the publisher says that nothing changed")
        files = {part: folder / part for part in source.parts}
        came = self._imported(actor, source.list_id, source, files)
        for part, fetched in new.items():
            self._note(source.list_id, part, came.outcome, fetched.seen, fetched.sha256)
        return came

    def _imported(self, actor: Actor, list_id: str, source: ListSource, files: Mapping[str, Path]) -> Came:
        result = self._imports.import_files(actor, list_id, source.format_id, files, source.mapping)
        return Came(list_id, result.outcome, result.held_reason or "", result)

    def _seen(self, list_id: str, part: str, file: Path) -> Seen | None:
        """Return what the publisher said of the file that is here; nothing when that is not the one it said it of."""
        where = (FETCHES.c.list_id == list_id, FETCHES.c.part == part)
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(FETCHES).where(*where)).first()
        if row is None or not file.is_file() or _sha256(file) != row.sha256:
            return None
        return Seen(row.etag, row.last_modified)

    def _note(self, list_id: str, part: str, outcome: str, seen: Seen | None, sha256: str | None) -> None:
        row = {
            "list_id": list_id,
            "part": part,
            "tried_at": self._clock().isoformat(),
            "outcome": outcome,
            "etag": seen.etag if seen else None,
            "last_modified": seen.last_modified if seen else None,
            "sha256": sha256,
        }
        with self._engine.begin() as connection:
            connection.execute(sa.delete(FETCHES).where(FETCHES.c.list_id == list_id, FETCHES.c.part == part))
            connection.execute(sa.insert(FETCHES).values(**row))

    def _take_from(self, actor: Actor, folder: Path) -> Iterator[Came]:
        list_id = folder.name
        source = self._sources.get(list_id)
        with self._engine.connect() as connection:
            select = sa.select(DROPS.c.state).where(DROPS.c.list_id == list_id)
            taken = set(connection.execute(select).scalars())
        for place in sorted(each for each in folder.iterdir() if not _is_unfinished(each)):
            files = [place] if place.is_file() else sorted(each for each in place.rglob("*") if each.is_file())
            state = _state(place, files)
            if state in taken or not files:
                continue
            if not self._is_quiet(files):
                yield Came(list_id, "waiting", f"{place.name} is still being copied")
                continue
            came = self._taken(actor, list_id, source, place, files)
            if _state(place, files) != state:
                yield Came(list_id, "waiting", f"{place.name} changed while it was read")
                continue
            with self._engine.begin() as connection:
                row = {"list_id": list_id, "state": state, "taken_at": self._clock().isoformat()}
                connection.execute(sa.delete(DROPS).where(DROPS.c.list_id == list_id, DROPS.c.state == state))
                connection.execute(sa.insert(DROPS).values(**row, outcome=came.outcome))
            log.log(logging.WARNING if came.outcome == "failed" else logging.INFO, "%s: %s %s", *_told(came))
            yield came

    def _taken(self, actor: Actor, list_id: str, source: ListSource | None, place: Path, files: Sequence[Path]) -> Came:
        try:
            self._imports.known(list_id)
            if source is not None:
                return self._imported(actor, list_id, source, _parts(source, place, files))
            found = {each: recognise.recognise(each) for each in files}
            format_id, mapping = next((each.format_id, each.mapping) for each in found.values())
            parts = {each.part: file for file, each in found.items() if each.format_id == format_id}
            return self._imported(actor, list_id, ListSource(list_id, format_id, {}, mapping=mapping), parts)
        except (DomainError, OSError) as error:
            return Came(list_id, "failed", f"{place.name}: {error}")

    def _is_quiet(self, files: Sequence[Path]) -> bool:
        latest = max(each.stat().st_mtime for each in files)
        copying = any(_is_unfinished(each) for each in files)
        return not copying and latest <= (self._clock() - QUIET).timestamp()


def _is_due(source: ListSource, tried: Mapping[str, tuple[datetime, str]], now: datetime) -> bool:
    if source.list_id not in tried:
        return True
    at, outcome = tried[source.list_id]
    every = timedelta(hours=source.every_hours)
    return now >= at + (min(every, RETRY_AFTER) if outcome == "failed" else every)


def _parts(source: ListSource, place: Path, files: Sequence[Path]) -> Mapping[str, Path]:
    """Return the files of a version by part: one file is the only part, those of a folder are named after theirs."""
    required = formats.FORMATS[source.format_id].required
    if place.is_file() and len(required) == 1:
        return {next(iter(required)): place}
    return {each.name.partition(".")[0]: each for each in files}


def _is_unfinished(path: Path) -> bool:
    return path.name.startswith((".", "~")) or path.name.casefold().endswith(_UNFINISHED)


def _state(place: Path, files: Sequence[Path]) -> str:
    """Return what tells one dropped version from another without reading it: names, sizes and times."""
    stats = [(str(each.relative_to(place.parent)), each.stat()) for each in files]
    told = "\n".join(f"{name}\t{stat.st_size}\t{stat.st_mtime_ns}" for name, stat in stats)
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _told(came: Came) -> tuple[str, str, str]:
    return came.list_id, came.outcome, came.detail
