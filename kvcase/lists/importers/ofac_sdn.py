"""Read OFAC's Specially Designated Nationals in the legacy CSV format.

Parts: `names` (sdn.csv) and, optionally, `aliases` (alt.csv). No header; `-0-` stands for nothing; the file ends with
a lone 0x1A. Weak aliases, birth dates and identifiers stand as free text in the remarks, separated by semicolons.
A second row with the same `ent_num` is rejected, the first stands: two rows of one number mean a damaged file.
Source: OFAC, "SDN list data formats", https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kvcase.lists import countries
from kvcase.lists.entries import Entry, Kind, Name, NameKind, squash
from kvcase.lists.reading import (
    ParsedList,
    RowError,
    RowRefusedError,
    Source,
    UnusableListError,
    checked_name,
    checked_text,
    read_text,
)

VERSION: Final = "ofac-sdn-1"
REQUIRED: Final = frozenset({"names"})
OPTIONAL: Final = frozenset({"aliases"})

_COLUMNS: Final = (
    "ent_num", "name", "type", "programme", "title", "call_sign", "vessel_type", "tonnage", "gross_tonnage",
    "flag", "owner", "remarks",
)  # fmt: skip
_ALIAS_COLUMNS: Final = ("ent_num", "alt_num", "type", "name", "remarks")
_KINDS: Final = {"individual": Kind.PERSON, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT, "": Kind.ORGANISATION}
_MAX_LINE: Final = 100_000
_END: Final = "\x1a"

_WEAK_ALIAS: Final = re.compile(r"^(?:alt\. )?[afn]\.k\.a\. ['\"](.+)['\"]$")
_BIRTH: Final = re.compile(r"^(?:alt\. )?DOB\b(.*)$")
_YEAR: Final = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_IDENTIFIER: Final = re.compile(
    r"^(?:alt\. )?(Passport|Tax ID No\.|Registration (?:Number|ID)|Identification Number|National ID No\.|Cedula No\.|"
    r"Business Registration Number|Commercial Registry Number|Trade License No\.|Unified Social Credit Code \(USCC\)|"
    r"Vessel Registration Identification|MMSI|SWIFT/BIC|Aircraft Tail Number|Aircraft Construction Number[^0-9]*)"
    r" (.+?)(?: \(([^()]+)\))?$"
)


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the parts hold. Raises `UnusableListError` when a part as a whole cannot be used.

    `mapping` is not used: the columns of this format are fixed.
    """
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    rows_in = 0
    for line, fields in _rows("names", read_text("names", parts["names"]), _COLUMNS, rejected):
        rows_in += 1
        try:
            entry = _entry(fields)
            if entry.entry_id in entries:
                raise RowRefusedError("ent_num", f"{entry.entry_id} stands in an earlier row", "one row per ent_num")
            entries[entry.entry_id] = entry
        except RowRefusedError as refused:
            rejected.append(refused.at("names", line))
    aliases: dict[str, list[Name]] = {}
    if "aliases" in parts:
        for line, fields in _rows("aliases", read_text("aliases", parts["aliases"]), _ALIAS_COLUMNS, rejected):
            rows_in += 1
            try:
                number = fields["ent_num"]
                if number not in entries:
                    raise RowRefusedError("ent_num", f"{number[:20]} is not in the names part", "parts of one day")
                aliases.setdefault(number, []).append(_alias(fields))
            except RowRefusedError as refused:
                rejected.append(refused.at("aliases", line))
    return ParsedList(
        entries=tuple(_with_names(entry, aliases.get(entry.entry_id, ())) for entry in entries.values()),
        rows_in=rows_in + sum(1 for error in rejected if error.field == "row"),
        rejected=tuple(rejected),
        source_date=None,
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
    )


def _rows(
    part: str, text: str, columns: tuple[str, ...], rejected: list[RowError]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and fields of each well-formed row; a record never spans lines in this format."""
    if text.lstrip().startswith("<"):
        raise UnusableListError(part, "the file is XML", f"OFAC CSV with {len(columns)} columns and no header")
    lines = text.rstrip("\x1a\r\n \t").replace("\r\n", "\n").split("\n")
    good = 0
    for number, raw in enumerate(lines, start=1):
        try:
            fields = _fields(raw, columns)
        except RowRefusedError as refused:
            if number == len(lines) and good:
                raise UnusableListError(part, f"the last line ({number}) is cut off", "a whole file") from None
            rejected.append(refused.at(part, number))
            continue
        good += 1
        yield number, fields
    if good * 2 < len(lines):
        raise UnusableListError(
            part,
            f"{len(lines) - good} of {len(lines)} lines do not fit the format",
            f"{len(columns)} columns, no header",
        )


def _fields(raw: str, columns: tuple[str, ...]) -> dict[str, str]:
    if len(raw) > _MAX_LINE:
        raise RowRefusedError("row", f"{len(raw):,} characters long", f"at most {_MAX_LINE:,} characters")
    checked_text("row", raw)
    try:
        cells = next(csv.reader([raw], strict=True), [])
    except csv.Error as error:
        raise RowRefusedError("row", f"is not CSV ({error})", "fields in closed double quotes") from None
    if len(cells) != len(columns):
        raise RowRefusedError("row", f"has {len(cells)} columns", f"{len(columns)} columns")
    if not raw.rstrip().endswith(('"', "-0-")):
        raise RowRefusedError("row", "ends in the middle of a field", 'a last field of "text" or -0-')
    if not cells[0].strip().isdecimal():
        raise RowRefusedError("row", "does not begin with a number", "ent_num")
    return {name: "" if cell.strip() == "-0-" else squash(cell) for name, cell in zip(columns, cells, strict=True)}


def _entry(fields: Mapping[str, str]) -> Entry:
    kind = _KINDS.get(fields["type"])
    if kind is None:
        raise RowRefusedError("type", f"unknown word {fields['type'][:40]!r}", "individual, vessel, aircraft or -0-")
    names = [Name(checked_name("name", fields["name"]), NameKind.PRIMARY)]
    years: list[int] = []
    identifiers: list[str] = []
    places: list[str] = []
    for remark in fields["remarks"].rstrip(".").split(";"):
        remark = remark.strip()
        if alias := _WEAK_ALIAS.match(remark):
            names.append(Name(checked_name("remarks", alias[1]), NameKind.WEAK))
        elif birth := _BIRTH.match(remark):
            years.extend(_years(birth[1]))
        elif found := _IDENTIFIER.match(remark):
            identifiers.append(f"{found[1]}: {found[2]}")
            code = countries.iso2(found[3]) if found[3] else None
            # A document says where a company is registered, but of a person only the nationality: not matched on.
            if code is not None and kind is not Kind.PERSON:
                places.append(code)
    return Entry(
        entry_id=fields["ent_num"],
        kind=kind,
        names=tuple(dict.fromkeys(names)),
        countries=tuple(dict.fromkeys(places)),
        birth_years=tuple(dict.fromkeys(years)) if kind is Kind.PERSON else (),
        identifiers=tuple(dict.fromkeys(identifiers)),
        programme=fields["programme"].replace("] [", "; "),
        info=tuple((key, fields[key]) for key in _COLUMNS[4:] if fields[key]),
    )


def _years(text: str) -> tuple[int, ...]:
    """Return the birth years of a remark; of a range (`1960 to 1962`) every year, at most eleven."""
    years = [int(year) for year in _YEAR.findall(text)]
    if " to " in text and len(years) == 2 and 0 <= years[1] - years[0] <= 10:
        return tuple(range(years[0], years[1] + 1))
    return tuple(years)


def _alias(fields: Mapping[str, str]) -> Name:
    if fields["type"] not in ("aka", "fka", "nka"):
        raise RowRefusedError("type", f"unknown word {fields['type'][:40]!r}", "aka, fka or nka")
    return Name(checked_name("name", fields["name"]), NameKind.STRONG)


def _with_names(entry: Entry, aliases: Sequence[Name]) -> Entry:
    return replace(entry, names=tuple(dict.fromkeys((*entry.names, *aliases)))) if aliases else entry
