"""Tell which format a list file has by its contents, and which list it is of; its name only settles what is left.

Nothing is imported on this word alone: the importer of the format still refuses whatever does not fit.
"""

import csv
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kvcase.lists.importers import opensanctions_words
from kvcase.lists.importers.generic_csv import CANADA_NRO
from kvcase.lists.mappings import ColumnMapping
from kvcase.lists.reading import Source, UnusableListError

_HEAD: Final = 256 * 1024
_NO_MAPPINGS: Final[Mapping[str, ColumnMapping]] = MappingProxyType({})
_DAY: Final = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_LEGACY: Final = re.compile(r'\s*\d{1,9}\s*,\s*(?:\d{1,9}\s*,|"|-0-)')
_COLUMNS: Final = (
    ("us_csl_csv", "us-csl", ",", {"_id", "source", "name", "alt_names"}),
    ("us_bis_dpl", "us-bis-dpl", "\t", {"Name", "Street_Address", "FR_Citation"}),
    ("opensanctions_simple", "opensanctions", ",", {"id", "schema", "name", "aliases", "birth_date", "dataset"}),
    ("eu_csv", "eu-fsf", ";", {"Entity_LogicalId", "NameAlias_WholeName"}),
    ("flat_names", "", ",", {"Name", "Alias", "Nationality", "Designation", "Sanction Type", "Source"}),
    ("uk_sanctions_csv", "uk-sanctions", ",", {"Unique ID", "Name 6", "Designation Type"}),
    ("uk_conlist_csv", "uk-sanctions", ",", {"Group ID", "Name 6", "Group Type"}),
)
_ROOTS: Final = {
    "CONSOLIDATED_LIST": ("un_xml", "un-sc"),
    "data-set": ("ca_sema", "ca-sema"),
    "sdnList": ("ofac_xml", ""),
    "Sanctions": ("ofac_advanced_xml", ""),
    "export": ("eu_xml", "eu-fsf"),
}
_PARTS: Final = {12: "names", 5: "aliases", 6: "addresses", 2: "comments"}
_NOT_SDN: Final = re.compile(r"(?<![A-Z])(?:NS-|FSE-|561List|561-|SSI\b|CMIC-)")
_PLAIN: Final = {
    "entry_id": ("id", "entity_id", "entry_id"),
    "name": ("name", "Name", "full_name"),
    "aliases": ("aliases", "alias", "alt_names", "other_names"),
    "weak_aliases": ("weak_aliases",),
    "country": ("country", "Country"),
    "kind": ("kind", "schema"),
    "birth_year": ("birth_year",),
    "programme": ("programme", "program"),
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is: its format, the part of it that the file holds, and the list and the day if they are known.

    `mapping` is that of a table whose columns are known; it is a guess where `list_id` is only the name of the file.
    """

    format_id: str
    part: str
    list_id: str = ""
    day: date | None = None
    version: str = ""
    mapping: ColumnMapping | None = None


def recognise(source: Source, name: str = "", mappings: Mapping[str, ColumnMapping] = _NO_MAPPINGS) -> Recognised:
    """Return what a file is. `name` is its path, read from a `Path` otherwise; `mappings` are by list id.

    Raises `UnusableListError` when it is no list of a known format.
    """
    name = name or (source.as_posix() if isinstance(source, Path) else "")
    head = _head(source)
    day = _day_in(name)
    if head.startswith(b"PK\x03\x04"):
        found = _sheet(name, mappings)
    else:
        text = head.decode("utf-8-sig", errors="replace").lstrip()
        if not text:
            raise UnusableListError("file", "the file is empty", "a list of a known format")
        if text.startswith("<"):
            found = _xml(text, name)
        elif text.startswith("{"):
            found = _json(text)
        elif _LEGACY.match(text):
            found = _legacy(text, name)
        else:
            found = _table(text, name, mappings)
    return Recognised(found.format_id, found.part, found.list_id, found.day or day, found.version, found.mapping)


def _head(source: Source) -> bytes:
    """Return the first bytes of the file, unpacked."""
    if isinstance(source, bytes):
        head = source[:_HEAD]
    else:
        try:
            with source.open("rb") as file:
                head = file.read(_HEAD)
        except OSError as error:
            raise UnusableListError("file", f"cannot be read ({error.strerror})", "a readable file") from None
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, _HEAD)
    except zlib.error as error:
        raise UnusableListError("file", f"the gzip data is damaged ({error})", "a whole gzip file") from None


def _day_in(name: str) -> date | None:
    """Return the last day in a file name, or in the path when that has none; of a month alone the first."""
    for text in (Path(name).name, name):
        for year, month, number in reversed(_DAY.findall(text)):
            try:
                return date(int(year), int(month), int(number or 1))
            except ValueError:
                continue
    return None


def _xml(text: str, name: str) -> Recognised:
    root = re.search(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]", text)
    if root is None or root[1] not in _ROOTS:
        raise _unknown(f"XML with the root {root[1][:40] if root else 'none'}")
    format_id, list_id = _ROOTS[root[1]]
    return Recognised(format_id, "list", list_id or _ofac(text, name))


def _legacy(text: str, name: str) -> Recognised:
    lines = text.split("\n")[:20]
    widths = [len(cells) for line in lines[:-1] or lines for cells in csv.reader([line])]
    part = _PARTS.get(max(set(widths), key=widths.count, default=0))
    if part is None:
        raise _unknown("rows that begin with a number")
    list_id = _ofac(text, name)
    return Recognised("ofac_sdn" if list_id == "ofac-sdn" else "ofac_consolidated", part, list_id)


def _ofac(text: str, name: str) -> str:
    """Tell the SDN list from the others of the Treasury: by the name of the file, else by their programmes."""
    file = Path(name).name.casefold()
    others = "cons" in file or ("sdn" not in file and _NOT_SDN.search(text) is not None)
    return "ofac-consolidated" if others else "ofac-sdn"


def _json(text: str) -> Recognised:
    line = text.split("\n", 1)[0]
    if re.match(r'\{\s*"op"\s*:', line):
        return Recognised("opensanctions_delta", "delta", "opensanctions")
    if re.search(r'"schema"\s*:', line) and re.search(r'"properties"\s*:', line):
        return Recognised("opensanctions_ftm", "list", "opensanctions")
    if re.search(r'"results"\s*:\s*\[', text) and re.search(r'"(?:source|alt_names)"\s*:', text):
        return Recognised("us_csl_json", "list", "us-csl")
    try:
        index = json.loads(text)
    except (ValueError, RecursionError):
        raise _unknown("JSON") from None
    versions = index.get("versions")
    if isinstance(versions, dict) and versions:
        version = max(map(str, versions))
        return Recognised("opensanctions_delta", "index", "opensanctions", opensanctions_words.day(version), version)
    version = str(index.get("version", ""))
    if opensanctions_words.VERSION.fullmatch(version):
        return Recognised("opensanctions_ftm", "index", "opensanctions", opensanctions_words.day(version), version)
    raise _unknown("JSON")


def _table(text: str, name: str, mappings: Mapping[str, ColumnMapping]) -> Recognised:
    lines = text.split("\n")[:6]
    for line in lines:
        for format_id, list_id, delimiter, columns in _COLUMNS:
            if columns <= set(_cells(line, delimiter)):
                return Recognised(format_id, "list", list_id or _flattened(text, name))
    for delimiter in (",", ";", "\t"):
        header = _cells(lines[0], delimiter)
        if found := _mapped("generic_csv", header, delimiter, name, mappings):
            return found
    raise _unknown("text")


def _sheet(name: str, mappings: Mapping[str, ColumnMapping]) -> Recognised:
    """A sheet is read by the mapping of the list that its name begins with: the header is looked at on import."""
    stem = _slug(name)
    known = {**_shipped(), **mappings}
    for list_id in sorted(known, key=len, reverse=True):
        if _names(list_id, name):
            return Recognised("generic_xlsx", "list", list_id, mapping=known[list_id])
    return Recognised("generic_xlsx", "list", stem)


def _mapped(
    format_id: str, header: list[str], delimiter: str, name: str, mappings: Mapping[str, ColumnMapping]
) -> Recognised | None:
    """Return the list whose mapping fits the header: one that the name of the file tells before any other."""
    fitting = {
        list_id: mapping
        for list_id, mapping in mappings.items()
        if mapping.delimiter == delimiter and set(mapping.columns) <= set(header)
    }
    fitting |= {
        list_id: mapping
        for list_id, mapping in _shipped().items()
        if list_id not in fitting and _names(list_id, name) and set(mapping.columns) <= set(header)
    }
    named = [list_id for list_id in fitting if _names(list_id, name)]
    chosen = named or (list(fitting) if len(fitting) == 1 else [])
    if chosen:
        list_id = max(chosen, key=len)
        return Recognised(format_id, "list", list_id, mapping=fitting[list_id])
    plain = _plain(header, delimiter)
    return Recognised(format_id, "list", _slug(name), mapping=plain) if plain is not None else None


def _plain(header: list[str], delimiter: str) -> ColumnMapping | None:
    """Return a mapping of columns that go by their plain English names, or nothing without a name."""
    found = {field: next((word for word in words if word in header), None) for field, words in _PLAIN.items()}
    if found["name"] is None or len(header) < 2:
        return None
    return ColumnMapping(
        entry_id=found["entry_id"],
        name=found["name"],
        aliases=found["aliases"],
        weak_aliases=found["weak_aliases"],
        country=found["country"],
        kind=found["kind"],
        birth_year=found["birth_year"],
        programme=found["programme"],
        delimiter=delimiter,
    )


def _flattened(text: str, name: str) -> str:
    """Return the list that someone flattened: by the publisher in its last column, else by the name of the file."""
    for line in text.split("\n")[1:50]:
        cells = _cells(line, ",")
        if cells and cells[-1].casefold() in ("europe", "eu", "uk"):
            return "uk-sanctions" if cells[-1].casefold() == "uk" else "eu-fsf"
    path = name.casefold()
    return "au-dfat" if re.search(r"(?<![a-z])au(?![a-z])|dfat|austral", path) else _slug(name)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [" ".join(cell.split()) for cell in next(csv.reader([line.rstrip("\r")], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _shipped() -> Mapping[str, ColumnMapping]:
    return {"ca-nro": CANADA_NRO}


def _names(list_id: str, name: str) -> bool:
    return list_id in re.sub(r"[^a-z0-9]+", "-", name.casefold())


def _slug(name: str) -> str:
    """Return a list id made of a file name without its day and endings."""
    stem = _DAY.sub("", Path(name).name.casefold().split(".", 1)[0])
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60]


def _unknown(what: str) -> UnusableListError:
    return UnusableListError("file", f"{what} of no format that is known", "a list of a known format, or a mapping")
