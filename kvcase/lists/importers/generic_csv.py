"""Read any CSV list with a header row by a saved mapping of its columns.

One part, `list`. A second row with the same id is rejected, the first stands. An alias that is one word of at most
five capitals (`ABCD`) is an acronym and counts as weak: it matches only exactly. Columns that the mapping does not
name, and country names we do not know, are kept as information.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kvcase.lists import countries
from kvcase.lists.csv_rows import CsvRows
from kvcase.lists.entries import Entry, Kind, Name, NameKind, squash
from kvcase.lists.reading import (
    ParsedList,
    RowError,
    RowRefusedError,
    Source,
    UnusableListError,
    checked_name,
    checked_text,
)

VERSION: Final = "generic-csv-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()
_PART: Final = "list"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column holds what. A field without a column takes the fixed value beside it.

    `kind` holds the words of `Kind`, in any case; `country` a name or an ISO code.
    """

    entry_id: str
    name: str
    aliases: str | None = None
    alias_separator: str = ";"
    country: str | None = None
    kind: str | None = None
    programme: str | None = None
    fixed_country: str = ""
    fixed_kind: Kind = Kind.ORGANISATION
    fixed_programme: str = ""
    delimiter: str = ","

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that the file must have."""
        named = (self.entry_id, self.name, self.aliases, self.country, self.kind, self.programme)
        return tuple(column for column in named if column is not None)


CANADA_NRO: Final = ColumnMapping(entry_id="id", name="name", aliases="aliases", country="country")
"""Canada's Named Research Organizations as a table with the columns id, name, aliases, country."""


def parse(parts: Mapping[str, Source], mapping: ColumnMapping | None = None) -> ParsedList:
    """Return what the file holds. Raises `UnusableListError` when it cannot be used, or without a mapping."""
    if mapping is None:
        raise UnusableListError(_PART, "no column mapping is given", "which columns hold id and name")
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    rows_in = 0
    for line, row in CsvRows(_PART, parts[_PART], mapping.columns, delimiter=mapping.delimiter):
        rows_in += 1
        try:
            if isinstance(row, RowRefusedError):
                raise row
            entry = _entry(row, mapping)
            if entry.entry_id in entries:
                rule = f"{entry.entry_id[:40]} stands in an earlier row"
                raise RowRefusedError(mapping.entry_id, rule, "one row per id")
            entries[entry.entry_id] = entry
        except RowRefusedError as refused:
            rejected.append(refused.at(_PART, line))
    return ParsedList(
        entries=tuple(entries.values()),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=None,
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
    )


def _entry(row: Mapping[str, str], mapping: ColumnMapping) -> Entry:
    for column, cell in row.items():
        checked_text(column, cell)
    entry_id = squash(row[mapping.entry_id])
    if not entry_id or len(entry_id) > 200:
        raise RowRefusedError(mapping.entry_id, "empty or too long", "an id of 1 to 200 characters")
    names = [Name(checked_name(mapping.name, row[mapping.name]), NameKind.PRIMARY)]
    if mapping.aliases is not None:
        for alias in row[mapping.aliases].split(mapping.alias_separator):
            if alias.strip():
                text = checked_name(mapping.aliases, alias)
                names.append(Name(text, NameKind.WEAK if is_acronym(text) else NameKind.STRONG))
    place = squash(row[mapping.country]) if mapping.country is not None else mapping.fixed_country
    code = countries.iso2(place)
    info = [(column, squash(row[column])) for column in row if column not in mapping.columns and row[column].strip()]
    if place and code is None:
        info.append(("country", place))
    return Entry(
        entry_id=entry_id,
        kind=_kind(row[mapping.kind], mapping.kind) if mapping.kind is not None else mapping.fixed_kind,
        names=tuple(dict.fromkeys(names)),
        countries=(code,) if code else (),
        programme=squash(row[mapping.programme]) if mapping.programme is not None else mapping.fixed_programme,
        info=tuple(info),
    )


def is_acronym(text: str) -> bool:
    """Tell whether a name is one word of two to five capitals: too short to match by likeness."""
    return 2 <= len(text) <= 5 and text.isalpha() and text.isupper() and text.isascii()


def _kind(word: str, column: str) -> Kind:
    try:
        return Kind(word.strip().casefold())
    except ValueError:
        raise RowRefusedError(column, f"unknown word {word[:40]!r}", f"one of {', '.join(Kind)}") from None
