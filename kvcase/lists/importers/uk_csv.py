"""Read the United Kingdom's sanctions lists in CSV: the UK Sanctions List and OFSI's Consolidated List.

One part, `list`: a first row with the day of issue, a header row, and several rows for each name, address and so on of
a designation, joined by `Unique ID` or by `Group ID`. Names 1 to 5 are given names and name 6 the surname or the whole
name; a name of low quality is weak; the name in non-Latin script is a name of its own kind. Countries come from
addresses, never from nationality or birth. OFSI closed its list on 28 January 2026; its last files can still be read.
Sources: FCDO, UK Sanctions List, https://www.gov.uk/government/publications/the-uk-sanctions-list; OFSI, Consolidated
List of financial sanctions targets (ConList.csv, 2022 format).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kvcase.lists.csv_rows import CsvRows
from kvcase.lists.drafts import Draft
from kvcase.lists.entries import Kind, NameKind
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source, UnusableListError, checked_text

VERSION: Final = "uk-csv-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_KINDS: Final = {"individual": Kind.PERSON, "entity": Kind.ORGANISATION, "ship": Kind.VESSEL}
_NAMES: Final = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_NUMBERED: Final = re.compile(r"\(\d{1,2}\)")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Form:
    """Which columns hold what in one of the two lists; `identifiers` are columns with the label of their numbers."""

    entry_id: str
    kind: str
    name_type: str
    quality: str
    script: str
    regime: str
    birth: str
    country: str
    address: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]

    @property
    def required(self) -> tuple[str, ...]:
        """Return the columns without which a file is not of this form."""
        return (self.entry_id, *_NAMES, self.name_type, self.quality, self.script, self.kind, self.regime)

    @property
    def matched(self) -> frozenset[str]:
        """Return the columns that are not kept as information: they are matched on, or stand in the address."""
        return frozenset((*self.required, self.country, *self.address, *(column for column, _ in self.identifiers)))


UK_SANCTIONS_LIST: Final = Form(
    entry_id="Unique ID",
    kind="Designation Type",
    name_type="Name type",
    quality="Alias strength",
    script="Name non-latin script",
    regime="Regime Name",
    birth="D.O.B",
    country="Address Country",
    address=(*(f"Address Line {number}" for number in range(1, 7)), "Address Postal Code", "Address Country"),
    identifiers=(
        ("Passport number", "Passport"),
        ("National Identifier number", "National ID"),
        ("Business registration number (s)", "Registration"),
        ("IMO number", "IMO"),
        ("Hull identification number (HIN)", "HIN"),
    ),
)
OFSI_CONLIST: Final = Form(
    entry_id="Group ID",
    kind="Group Type",
    name_type="Alias Type",
    quality="Alias Quality",
    script="Name Non-Latin Script",
    regime="Regime",
    birth="DOB",
    country="Country",
    address=(*(f"Address {number}" for number in range(1, 7)), "Post/Zip Code", "Country"),
    identifiers=(("Passport Number", "Passport"), ("National Identification Number", "National ID")),
)


def parser_of(form: Form) -> Callable[[Mapping[str, Source], object], ParsedList]:
    """Return the importer of one of the two lists."""

    def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
        """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used."""
        rows = CsvRows("list", parts["list"], form.required, with_preface=True)
        if rows.header[-1] == form.entry_id and not rows.ends_whole:
            raise UnusableListError("list", "the last row is cut off", "a file that ends with its last row")
        rejected: list[RowError] = []
        drafts: dict[str, Draft] = {}
        rows_in = 0
        info = tuple(column for column in rows.header if column not in form.matched)
        for line, row in rows:
            rows_in += 1
            try:
                if isinstance(row, RowRefusedError):
                    raise row
                draft = _draft(form, row, drafts)
                _add(form, draft, row, info)
                drafts[draft.entry_id] = draft
            except RowRefusedError as refused:
                rejected.append(refused.at("list", line))
        return ParsedList(
            entries=tuple(draft.entry() for draft in drafts.values()),
            rows_in=rows_in,
            rejected=tuple(rejected),
            source_date=_issued(" ".join(rows.preface[0]) if rows.preface else ""),
            parts=tuple(sorted(parts)),
            importer_version=VERSION,
        )

    return parse


def _draft(form: Form, row: Mapping[str, str], drafts: Mapping[str, Draft]) -> Draft:
    entry_id = row[form.entry_id].strip()
    if not re.fullmatch(r"[A-Za-z0-9/-]{1,40}", entry_id):
        raise RowRefusedError(form.entry_id, "missing or no id", "letters and digits, at most 40")
    word = row[form.kind].strip()
    kind = _KINDS.get(word.casefold())
    if kind is None:
        raise RowRefusedError(form.kind, f"unknown word {word[:40]!r}", "Individual, Entity or Ship")
    draft = drafts.get(entry_id) or Draft(entry_id, kind)
    if draft.kind is not kind:
        raise RowRefusedError(form.kind, f"{word!r} is not what earlier rows of {entry_id} say", "one type for each id")
    return draft


def _add(form: Form, draft: Draft, row: Mapping[str, str], info: tuple[str, ...]) -> None:
    for column, cell in row.items():
        checked_text(column, cell)
    weak = row[form.quality].strip().casefold().startswith("low")
    primary = row[form.name_type].strip().casefold() == "primary name"
    weight = NameKind.WEAK if weak else NameKind.PRIMARY if primary else NameKind.STRONG
    script = row[form.script].strip()
    name = " ".join(part for column in _NAMES if (part := row[column].strip()))
    if name or not script:
        draft.name("Name 6", name, weight)
    if script:
        draft.name(form.script, script, NameKind.WEAK if weak else NameKind.ORIGINAL_SCRIPT)
    draft.programme(row[form.regime])
    draft.years(row.get(form.birth, ""))
    for column, label in form.identifiers:
        for number in _NUMBERED.split(row.get(column, "")):
            if number := number.strip(" ,;"):
                draft.identifier(f"{label}: {number}")
    draft.info("address", ", ".join(filter(None, (row.get(field, "").strip() for field in form.address))))
    draft.country_if_known(row.get(form.country, ""))
    for column in info:
        draft.info(column, row[column])


def _issued(text: str) -> date | None:
    """Return the day in `Report Date: 13-Feb-2026` or `Last Updated 25/11/2025`."""
    found = re.search(r"(\d{1,2})[-/](\d{1,2}|[A-Za-z]{3})[-/](\d{4})", text)
    if found is None:
        return None
    word = found[2].casefold()
    month = int(word) if word.isdecimal() else _MONTHS.index(word) + 1 if word in _MONTHS else 0
    try:
        return date(int(found[3]), month, int(found[1]))
    except ValueError:
        return None
