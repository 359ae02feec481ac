"""Taking in a folder of list files: each list's versions in their order, whatever was taken in before left alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from domain.errors import DomainError, UnusableInputError
from domain.values import Actor
from kvcase.list_imports import ImportResult, ListImports
from kvcase.lists import folder
from kvcase.lists.folder import LeftOut, ListVersion


@dataclass(frozen=True, slots=True)
class FolderRow:
    """What came of one version of a list; `outcome` is that of the import, `known` or `refused`, with the reason."""

    list_id: str
    format_id: str
    files: tuple[str, ...]
    day: date | None
    outcome: str
    reason: str = ""
    result: ImportResult | None = None


@dataclass(frozen=True, slots=True)
class FolderImport:
    """What came of a folder: a row for each version, as they were taken in, and what was left out."""

    rows: tuple[FolderRow, ...]
    left_out: tuple[LeftOut, ...]


def import_folder(
    lists: ListImports,
    actor: Actor,
    directory: Path,
    done: Callable[[FolderRow, int], None] = lambda _row, _of: None,
) -> FolderImport:
    """Take in every list file of a folder; `done` is told each row, and of how many. Raises `UnusableInputError`.

    A version that was taken in before, or is older than the one in force, is left alone: so the same folder again
    changes nothing, and so does a folder after a newer one.
    """
    planned = folder.plan(directory, lists.mappings())
    rows: list[FolderRow] = []
    for version in planned.versions:
        row = _taken_in(lists, actor, version)
        rows.append(row)
        done(row, len(planned.versions))
    return FolderImport(tuple(rows), planned.left_out)


def _taken_in(lists: ListImports, actor: Actor, version: ListVersion) -> FolderRow:
    files = tuple(version.parts[part].name for part in sorted(version.parts))
    row = FolderRow(version.list_id, version.format_id, files, version.day, "refused")
    try:
        lists.register_shipped(actor, version.list_id)
        before = lists.taken_in(version.list_id, version.parts)
        if before is not None:
            return replace(row, outcome="known", reason=f"taken in before, as version {before}")
        newest = lists.source_date(version.list_id)
        if version.day is not None and newest is not None and version.day < newest:
            return replace(row, outcome="known", reason=f"older than the version in force, of {newest.isoformat()}")
        result = lists.import_files(
            actor, version.list_id, version.format_id, version.parts, version.mapping, day=version.day
        )
    except UnusableInputError as error:
        return replace(row, reason=f"{error.field}: {error.rule}; expected {error.expected}")
    except DomainError as error:
        return replace(row, reason=str(error))
    return replace(row, outcome=result.outcome, reason=result.held_reason or "", result=result)
