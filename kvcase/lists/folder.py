"""A folder of list files: which are versions of one list, in what order, and which cannot be used and why.

Files of one list and day are its parts. A part without the names of its day waits, since parts are never joined by the
nearest date; so does a part that a later version of the folder lacks: once in force, it would hold that later version.
Source: settled.md 20.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from domain.errors import UnusableInputError
from kvcase.lists import formats, recognise, versions
from kvcase.lists.mappings import ColumnMapping
from kvcase.lists.reading import ParsedList, UnusableListError
from kvcase.lists.recognise import Recognised

_NO_MAPPINGS: Final[Mapping[str, ColumnMapping]] = MappingProxyType({})
_NOT_LISTS: Final = frozenset({".md", ".pdf", ".html", ".htm", ".py", ".log"})
_MAX_FILES: Final = 5_000


@dataclass(frozen=True, slots=True)
class ListVersion:
    """The files of one version of a list. `source_version` is the name that the source gives it, if any."""

    list_id: str
    format_id: str
    parts: Mapping[str, Path]
    day: date | None = None
    source_version: str = ""
    mapping: ColumnMapping | None = None

    @property
    def order(self) -> tuple[date, str, str]:
        """Return what puts the versions of a list in their order."""
        return (self.day or date.min, self.source_version, min(str(path) for path in self.parts.values()))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not used, and why; `list_id` is empty when it is of no list we know."""

    file: Path
    list_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The versions in a folder, each list's in their order, and what is left out."""

    versions: tuple[ListVersion, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class ReadList:
    """The newest usable version of a list in a folder. `doubt` says why a person should look at it first, if so."""

    version: ListVersion
    parsed: ParsedList
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder holds: the newest version of each list, by list id, and the files that are not used."""

    lists: tuple[ReadList, ...]
    left_out: tuple[LeftOut, ...]


def plan(directory: Path, mappings: Mapping[str, ColumnMapping] = _NO_MAPPINGS) -> Plan:
    """Return the versions that the files below a folder make. Raises `UnusableInputError` when it is no folder."""
    groups: dict[tuple[str, str, Path, date | None], list[tuple[Path, Recognised]]] = defaultdict(list)
    left_out: list[LeftOut] = []
    for path in _files(directory):
        try:
            found = recognise.recognise(path, path.relative_to(directory).as_posix(), mappings)
        except UnusableListError as error:
            left_out.append(LeftOut(path, "", f"{error.rule}; expected {error.expected}"))
            continue
        day = None if found.format_id.startswith("opensanctions_") else found.day
        groups[found.list_id, found.format_id, path.parent, day].append((path, found))
    made: list[ListVersion] = []
    for files in groups.values():
        version, lacking = _version(files)
        left_out += lacking
        if version is not None:
            made.append(version)
    chosen: list[ListVersion] = []
    for list_id in sorted({version.list_id for version in made}):
        dated = _dated([version for version in made if version.list_id == list_id])
        kept, dropped = _with_common_parts(dated)
        chosen += kept
        left_out += dropped
    return Plan(tuple(chosen), tuple(sorted(left_out, key=lambda each: str(each.file))))


def read(
    directory: Path,
    mappings: Mapping[str, ColumnMapping] = _NO_MAPPINGS,
    progress: Callable[[str], None] = lambda _: None,
) -> Reading:
    """Return the newest usable version of each list in a folder; `progress` is told each list before it is read.

    Raises `UnusableInputError` when it is no folder.
    """
    planned = plan(directory, mappings)
    left_out = list(planned.left_out)
    found: list[ReadList] = []
    for list_id in sorted({version.list_id for version in planned.versions}):
        progress(list_id)
        for version in reversed([each for each in planned.versions if each.list_id == list_id]):
            try:
                parsed = formats.parse(version.format_id, version.parts, version.mapping)
            except UnusableListError as error:
                reason = f"{error.part}: {error.rule}; expected {error.expected}"
                left_out += [LeftOut(path, list_id, reason) for path in version.parts.values()]
                continue
            held = versions.examine(parsed, None)
            found.append(ReadList(version, parsed, held.reason if held else ""))
            break
    return Reading(tuple(found), tuple(left_out))


def _files(directory: Path) -> Iterator[Path]:
    if not directory.is_dir():
        raise UnusableInputError("folder", f"{directory.name} is no folder", "a folder that holds list files")
    number = 0
    for path in sorted(directory.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(directory).parts)
        if hidden or path.is_symlink() or not path.is_file() or path.suffix.casefold() in _NOT_LISTS:
            continue
        number += 1
        if number > _MAX_FILES:
            raise UnusableInputError("folder", f"holds more than {_MAX_FILES:,} files", "a folder of list files")
        yield path


def _version(files: Iterable[tuple[Path, Recognised]]) -> tuple[ListVersion | None, list[LeftOut]]:
    """Return the version that files of one list, folder and day make, and the files that make none."""
    parts: dict[str, Path] = {}
    left_out: list[LeftOut] = []
    version, day, mapping = "", None, None
    for path, found in files:
        if found.part in parts:
            rule = f"is the part {found.part} of the same day as {parts[found.part].name}"
            left_out.append(LeftOut(path, found.list_id, rule))
            continue
        parts[found.part] = path
        version, day = found.version or version, found.day or day
        mapping = found.mapping or mapping
        list_id, format_id = found.list_id, found.format_id
    lacking = sorted(formats.FORMATS[format_id].required - parts.keys())
    if lacking:
        when = f" of {day.isoformat()}" if day else ""
        reason = f"held: the part {', '.join(lacking)}{when} is not in the folder, and no part is joined to another day"
        return None, [*left_out, *(LeftOut(path, list_id, reason) for path in parts.values())]
    return ListVersion(list_id, format_id, MappingProxyType(parts), day, version, mapping), left_out


def _dated(found: list[ListVersion]) -> list[ListVersion]:
    """Return the versions in their order; of several, one whose name has no day is asked for its own."""
    if len(found) > 1:
        found = [version if version.day else replace(version, day=_own_day(version)) for version in found]
    return sorted(found, key=lambda version: version.order)


def _own_day(version: ListVersion) -> date | None:
    try:
        return formats.parse(version.format_id, version.parts, version.mapping).source_date
    except UnusableListError:
        return None


def _with_common_parts(found: list[ListVersion]) -> tuple[list[ListVersion], list[LeftOut]]:
    """Return the versions without the parts that a later one of the same format lacks, and the files of those."""
    kept: list[ListVersion] = []
    left_out: list[LeftOut] = []
    allowed: dict[str, tuple[frozenset[str], str]] = {}
    for version in reversed(found):
        parts = frozenset(version.parts)
        common, later = allowed.get(version.format_id, (parts, ""))
        for part in sorted(parts - common):
            reason = f"held: the version of {later} has no part {part}, and would be held if this one came into force"
            left_out.append(LeftOut(version.parts[part], version.list_id, reason))
        if not common <= parts or not later:
            later = version.day.isoformat() if version.day else "a later day"
        common &= parts
        allowed[version.format_id] = (common, later)
        kept.append(replace(version, parts=MappingProxyType({part: version.parts[part] for part in sorted(common)})))
    return kept[::-1], left_out
