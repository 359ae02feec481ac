"""Take the lists of a folder to screen with, without an installation: formats recognised, the newest of each list.

The index of a list is kept in a file under the digest of the very files it was built from, so that a second run with
the same folder parses nothing.
"""

import csv
import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import UnusableInputError
from domain.values import Effect
from kvcase.catalogues import loader
from kvcase.lists import formats
from kvcase.lists.importers.generic_csv import CANADA_NRO, ColumnMapping
from kvcase.screening import index_files
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import SCORER_ID
from kvcase.screening.name_files import Listed

_HEAD: Final = 4096
_DATE: Final = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)")


@dataclass(frozen=True, slots=True)
class Found:
    """The files of one version of a list, by part."""

    list_id: str
    format_id: str
    parts: Mapping[str, Path]
    mapping: ColumnMapping | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that is not used, and why."""

    file: str
    why: str


def find(folder: Path) -> tuple[tuple[Found, ...], tuple[Passed, ...]]:
    """Return the newest version of each list in a folder, and the files that are passed over with the reason.

    Raises `UnusableInputError` when there is no such folder or no list in it.
    """
    if not folder.is_dir():
        raise UnusableInputError("lists-dir", f"there is no folder {folder}", "a folder with list files")
    newest: dict[tuple[str, str], tuple[str, Path, Found]] = {}
    passed: list[Passed] = []
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        found = _recognised(file)
        if found is None:
            passed.append(Passed(file.name, "its format is not recognised"))
            continue
        key = (found.list_id, *found.parts)[:2]
        day = "".join(_DATE.findall(file.name)[-1:])
        known = newest.get((key[0], key[1]))
        if known is not None and known[0] >= day:
            passed.append(Passed(file.name, f"{known[1].name} is newer"))
            continue
        if known is not None:
            passed.append(Passed(known[1].name, f"{file.name} is newer"))
        newest[key[0], key[1]] = (day, file, found)
    if not newest:
        raise UnusableInputError("lists-dir", f"no list is recognised in {folder}", "files as the publishers give them")
    return tuple(each for *_, each in newest.values()), tuple(passed)


def listed(found: Found, kept: Path | None) -> Listed:
    """Return a list ready to be searched; its index from `kept` where it is there. Raises `UnusableListError`."""
    file = kept / f"{found.list_id}-{_digest(found)}.index" if kept is not None else None
    index = index_files.load(file) if file is not None else None
    if index is None:
        parsed = formats.parse(found.format_id, found.parts, found.mapping)
        index = ListIndex.build(parsed.entries)
        if file is not None:
            index_files.save(index, file)
    return Listed(found.list_id, effects().get(found.list_id, Effect.INDICATIVE), index)


def effects() -> Mapping[str, Effect]:
    """Return what a hit means on each list of the shipped register; on any other it only gives reason to look."""
    return {each.list_id: Effect(each.effect) for each in loader.load_all().lists.entries}


def _digest(found: Found) -> str:
    whole = hashlib.sha256(f"{SCORER_ID}:{formats.FORMATS[found.format_id].importer_version}".encode())
    for part, file in sorted(found.parts.items()):
        whole.update(part.encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:32]


def _recognised(file: Path) -> Found | None:
    head = _head(file)
    if "<CONSOLIDATED_LIST" in head:
        return Found("un-sc", "un_xml", {"list": file})
    for cells in _first_row(head):
        if cells[0].strip().isdigit() and len(cells) == 12:
            list_id = "ofac-consolidated" if file.name.casefold().startswith("cons") else "ofac-sdn"
            return Found(list_id, "ofac_sdn", {"names": file})
        if {"id", "name", "aliases", "country"} <= {*cells}:
            return Found("ca-nro", "generic_csv", {"list": file}, CANADA_NRO)
    return None


def _head(file: Path) -> str:
    data = b""
    with suppress(OSError, zlib.error), file.open("rb") as opened:
        data = opened.read(_HEAD)
        if data.startswith(b"\x1f\x8b"):
            data = zlib.decompressobj(wbits=31).decompress(data, _HEAD)
    return data.decode("utf-8-sig", "replace")


def _first_row(head: str) -> Iterator[list[str]]:
    try:
        yield from list(csv.reader(io.StringIO(head)))[:1]
    except csv.Error:
        return
