"""Read the EU's consolidated list of financial sanctions in CSV, version 1.1.

One part, `list`: columns separated by semicolons, with a byte order mark, several rows for each entity joined by
`Entity_LogicalId`; each row fills one block of columns: a name, an address, a birth date, an identification or a
citizenship. What counts as weak, as a country and as information is as in the XML format, which is the better one: this
one has no `strong` mark, so that only a remark that begins `low quality` makes a name weak.
Source: European Commission, Financial Sanctions Files, https://webgate.ec.europa.eu/fsd/fsf, csvFullSanctionsList_1_1.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from kvcase.lists.csv_rows import CsvRows
from kvcase.lists.drafts import Draft
from kvcase.lists.entries import Entry, Kind
from kvcase.lists.importers import eu_words
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source, checked_text

VERSION: Final = "eu-csv-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_ID: Final = "Entity_LogicalId"
_KIND: Final = "Entity_SubjectType"
_KIND_CODE: Final = "Entity_SubjectType_ClassificationCode"
_REQUIRED: Final = (_ID, _KIND, "NameAlias_WholeName", "Entity_Regulation_Programme")
_ADDRESS: Final = tuple(
    f"Address_{field}" for field in ("Street", "PoBox", "Place", "ZipCode", "City", "Region", "CountryDescription")
)
# Matched; or the regulation behind a part, its language and its id, which change without the facts.
_NOT_INFO: Final = re.compile(
    r"fileGenerationDate|Entity_LogicalId|Entity_SubjectType.*|Entity_Regulation_Programme|NameAlias_.*Name|"
    r"(?:NameAlias|Address|BirthDate|Identification|Citizenship)_(?:LogicalId|RegulationLanguage|Regulation_.*)|"
    r"NameAlias_Strong|Address_(?:Street|PoBox|Place|ZipCode|City|Region|Country.*)|BirthDate_(?:Day|Month|CalendarType)"
)


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the columns of this format are fixed.
    """
    rejected: list[RowError] = []
    drafts: dict[str, Draft] = {}
    lines: dict[str, int] = {}
    day, rows_in = "", 0
    rows = CsvRows("list", parts["list"], _REQUIRED, delimiter=";")
    info = _blocks(rows.header)
    for line, row in rows:
        rows_in += 1
        try:
            if isinstance(row, RowRefusedError):
                raise row
            day = day or row.get("fileGenerationDate", "")
            draft = _draft(row, drafts)
            _add(draft, row, info)
            drafts[draft.entry_id] = draft
            lines.setdefault(draft.entry_id, line)
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
    entries: list[Entry] = []
    for draft in drafts.values():
        try:
            entries.append(draft.entry())
        except RowRefusedError as refused:
            rejected.append(refused.at("list", lines[draft.entry_id]))
    return ParsedList(
        entries=tuple(entries),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=_day(day),
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
    )


def _blocks(header: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the fields of each block of columns that are information, by the name of the block."""
    columns = [column.partition("_") for column in header if not _NOT_INFO.fullmatch(column) and "_" in column]
    return {block: tuple(field for of, _, field in columns if of == block) for block, _, _ in columns}


def _draft(row: Mapping[str, str], drafts: Mapping[str, Draft]) -> Draft:
    entry_id = row[_ID].strip()
    if not entry_id.isdecimal():
        raise RowRefusedError(_ID, "missing or not a number", "the number of the entity")
    word = row[_KIND].strip() or row.get(_KIND_CODE, "").strip()
    kind = eu_words.KINDS.get(word.casefold())
    if kind is None:
        raise RowRefusedError(_KIND, f"unknown word {word[:40]!r}", "person or enterprise, P or E")
    draft = drafts.get(entry_id) or Draft(entry_id, kind)
    if draft.kind is not kind:
        raise RowRefusedError(_KIND, f"{word[:40]!r} is not what earlier rows of {entry_id} say", "one type per entity")
    return draft


def _add(draft: Draft, row: Mapping[str, str], info: Mapping[str, tuple[str, ...]]) -> None:
    for column, cell in row.items():
        checked_text(column, cell)
    parts = (row.get(f"NameAlias_{field}Name", "") for field in ("Whole", "First", "Middle", "Last"))
    if text := eu_words.whole_name(*parts):
        weight = eu_words.name_kind(row.get("NameAlias_Strong", "").strip(), row.get("NameAlias_Remark", "").strip())
        draft.name("NameAlias_WholeName", text, weight)
    draft.programme(row["Entity_Regulation_Programme"])
    if row.get("BirthDate_CalendarType", "").strip() in ("GREGORIAN", ""):
        first, last = row.get("BirthDate_YearRangeFrom", ""), row.get("BirthDate_YearRangeTo", "")
        single = row.get("BirthDate_Year", "").strip() or row.get("BirthDate_BirthDate", "")
        draft.years(f"{first.strip()} to {last.strip()}" if first.strip() and last.strip() else single)
    number = row.get("Identification_Number", "").strip() or row.get("Identification_LatinNumber", "").strip()
    if number:
        label = row.get("Identification_TypeDescription", "").strip() or row.get("Identification_TypeCode", "").strip()
        draft.identifier(f"{label}: {number}")
    draft.info("address", ", ".join(filter(None, (row.get(field, "").strip() for field in _ADDRESS))))
    for block in ("Address",) if draft.kind is Kind.PERSON else ("Address", "Identification"):
        code, description = row.get(f"{block}_CountryIso2Code", ""), row.get(f"{block}_CountryDescription", "")
        draft.country_if_known(eu_words.country(code.strip(), description.strip()))
    for block, fields in info.items():
        cells = ((field, row[f"{block}_{field}"].strip()) for field in fields)
        draft.info(block, "; ".join(f"{field}: {cell}" for field, cell in cells if cell not in ("", "false")))


def _day(text: str) -> date | None:
    day, _, rest = text.strip().partition("/")
    try:
        return date.fromisoformat(f"{rest[3:]}-{rest[:2]}-{day}" if rest else text.strip()[:10])
    except ValueError:
        return None
