"""Take the lists of a folder to screen with, without an installation: formats recognised, the newest of each list.

All lists go into one index, since searching it once costs a fraction of searching each. It is kept in a file under the
digest of the very files it was built from, so that a second run with the same folder parses nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from domain.errors import UnusableInputError
from domain.values import Effect
from kvcase.catalogues import loader
from kvcase.lists import folder, formats, versions
from kvcase.lists.entries import Entry
from kvcase.lists.folder import ListVersion
from kvcase.lists.reading import UnusableListError
from kvcase.screening import index_files, joining, row_files
from kvcase.screening.matcher import SCORER_ID
from kvcase.screening.name_files import Searched

_STRANGE: Final = "a table whose columns are not known; expected a list of a known format, or a mapping"


@dataclass(frozen=True, slots=True)
class Found:
    """The versions of a list in a folder, the newest first."""

    list_id: str
    versions: tuple[ListVersion, ...]


def find(directory: Path) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """Return the lists in a folder, and what is to be told of the files that are not used.

    Raises `UnusableInputError` when there is no such folder or no list in it.
    """
    if not directory.is_dir():
        raise UnusableInputError("lists-dir", f"there is no folder {directory}", "a folder with list files")
    planned = folder.plan(directory)
    strange = [each for each in planned.versions if each.mapping is None and each.format_id in formats.MAPPED]
    newest_first = [each for each in reversed(planned.versions) if each not in strange]
    ids = sorted({each.list_id for each in newest_first})
    found = tuple(Found(name, tuple(each for each in newest_first if each.list_id == name)) for name in ids)
    if not found:
        raise UnusableInputError("lists-dir", f"no list is recognised in {directory}", "files as published")
    told = [f"not used: {each.file.name}: {each.reason}" for each in planned.left_out]
    told += [f"not used: {_files(each)}: {_STRANGE}" for each in strange]
    told += [_older(each) for each in found if len(each.versions) > 1]
    return found, tuple(told)


def searched(
    found: Sequence[Found],
    kept: Path | None,
    tell: Callable[[str], None],
    shown: Callable[[Sequence[Found]], Iterable[Found]] = iter,
) -> Searched:
    """Return one index of the newest version of each list that can be used, from `kept` where it is there.

    `tell` is handed what a person must know of versions that cannot be used or are in doubt, `shown` passes on each
    list before it is read. Raises `UnusableListError` when a list has none that can.
    """
    meant = {each.list_id: effects().get(each.list_id, Effect.INDICATIVE) for each in found}
    file = kept / f"folder-{_digest(each.versions[0] for each in found)}.index" if kept is not None else None
    index = index_files.load(file) if file is not None else None
    told = _kept(file) if file is not None and index is not None else None
    if index is None or told is None:
        faults: list[str] = []
        told = _Told([], [])
        index = joining.built({each.list_id: _entries(each, faults, told) for each in shown(found)})
        for line in faults:
            tell(line)
        if file is not None and not faults:
            index_files.save(index, file)
            _beside(file).write_bytes(msgspec.json.encode(told))
    for line in told.lines:
        tell(line)
    return Searched(meant, index, tuple(told.in_doubt))


@cache
def effects() -> Mapping[str, Effect]:
    """Return what a hit means on each list of the shipped register; on any other it only gives reason to look."""
    return {each.list_id: Effect(each.effect) for each in loader.load_all().lists.entries}


def _entries(found: Found, faults: list[str], told: "_Told") -> tuple[Entry, ...]:
    """Return the entries of the newest version that can be read; one that looks damaged is used, and put in doubt."""
    refused: list[UnusableListError] = []
    for version in found.versions:
        try:
            parsed = formats.parse(version.format_id, version.parts, version.mapping)
        except UnusableListError as error:
            faults.append(f"not used: a version of {found.list_id}: {error}")
            rule = f"no file of {found.list_id} can be used: {error.rule}"
            refused.append(UnusableListError(_files(version), rule, error.expected))
            continue
        rows = f"{len(parsed.rejected):,} of {parsed.rows_in:,} rows of {_files(version)}"
        told.lines += [f"not used: {rows}; {fault}" for fault in row_files.faults(parsed.rejected[:1])]
        held = versions.examine(parsed, None)
        if held is not None:
            used = f"the {len(parsed.entries):,} entries that could be read are used"
            told.lines.append(f"in doubt: {_files(version)} of {found.list_id}: {held.reason}; {used}")
            told.in_doubt.append(found.list_id)
        return parsed.entries
    raise refused[0] if refused else ValueError(f"{found.list_id} has no version")


class _Told(msgspec.Struct):
    """What a person must know of files that are used, and of which lists they look damaged."""

    lines: list[str]
    in_doubt: list[str]


def _beside(file: Path) -> Path:
    """Return where that is kept for an index in this file."""
    return file.with_suffix(".told")


def _kept(file: Path) -> _Told | None:
    try:
        return msgspec.json.decode(_beside(file).read_bytes(), type=_Told)
    except (OSError, msgspec.DecodeError):
        return None


def _files(version: ListVersion) -> str:
    return " and ".join(sorted(path.name for path in version.parts.values()))


def _digest(versions: Iterable[ListVersion]) -> str:
    whole = hashlib.sha256(SCORER_ID.encode())
    for version in versions:
        importer = formats.FORMATS[version.format_id].importer_version
        whole.update(f"{version.list_id}:{version.format_id}:{importer}:{version.mapping}".encode())
        for part, file in sorted(version.parts.items()):
            whole.update(part.encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:32]


def _older(found: Found) -> str:
    newest, *older = found.versions
    return f"not used: {len(older)} older version(s) of {found.list_id}; {_files(newest)} is newer"
