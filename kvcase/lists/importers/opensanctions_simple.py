"""Read an OpenSanctions collection as `targets.simple.csv`.

One part, `list`. Cells of several values are themselves CSV, joined by `;`. The file does not tell weak names: one
word of at most five capitals counts as weak. `countries` mixes nationality with the rest, so of a person it is
information. `dataset` names the lists that an entry comes from: the programme. A context has no row: all are targets.
OpenSanctions data may be used under CC BY-NC 4.0; the program reads it and ships none of it.
Source: https://www.opensanctions.org/docs/bulk/csv/
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from kvcase.lists.csv_rows import CsvRows
from kvcase.lists.entries import Entry, Kind, NameKind, squash
from kvcase.lists.importers import opensanctions_words
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source, checked_text

VERSION: Final = "opensanctions-simple-2"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_COLUMNS: Final = ("id", "schema", "name", "aliases", "birth_date", "countries", "identifiers", "dataset")
_SEEN: Final = frozenset({"first_seen", "last_seen", "last_change"})  # of the crawl, not of the entry


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the columns of this format are fixed.
    """
    rows = CsvRows("list", parts["list"], _COLUMNS, keep_cut=True)
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    last: date | None = None
    rows_in = 0
    for line, row in rows:
        rows_in += 1
        try:
            if isinstance(row, RowRefusedError):
                raise row
            entry = _entry(row)
            if entry.entry_id in entries:
                raise RowRefusedError("id", f"{entry.entry_id[:80]} stands in an earlier row", "one row per id")
            entries[entry.entry_id] = entry
            seen = opensanctions_words.day(row.get("last_seen", ""))
            last = max(filter(None, (last, seen)), default=None)
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
    return ParsedList(
        entries=tuple(entries.values()),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=last,
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
        doubt=rows.cut,
    )


def _entry(row: Mapping[str, str]) -> Entry:
    for column, cell in row.items():
        checked_text(column, cell)
    name = squash(row["name"])
    draft = opensanctions_words.draft(opensanctions_words.entry_id(row["id"]), row["schema"], name)
    draft.name("name", name, NameKind.PRIMARY)
    for alias in _values("aliases", row["aliases"]):
        draft.name("aliases", alias, opensanctions_words.alias_kind(alias))
    for born in _values("birth_date", row["birth_date"]):
        draft.years(born)
    for country in _values("countries", row["countries"]):
        if draft.kind is Kind.PERSON:
            draft.info("countries", country)
        else:
            draft.country(country)
    for number in _values("identifiers", row["identifiers"]):
        draft.identifier(number)
    for dataset in _values("dataset", row["dataset"]):
        draft.programme(dataset)
    for column, cell in row.items():
        if column not in _COLUMNS and column not in _SEEN:
            draft.info(column, cell)
    return draft.entry()


def _values(column: str, cell: str) -> Iterator[str]:
    """Yield the values of a cell that is CSV joined by `;`."""
    if not cell.strip():
        return
    try:
        values = next(csv.reader([cell], delimiter=";", strict=True))
    except csv.Error as error:
        raise RowRefusedError(column, f"is not CSV within the cell ({error})", "values joined by ;") from None
    yield from (value for value in values if value.strip())
