"""Read the Denied Persons List of the United States (Bureau of Industry and Security), a text with tabs.

One part, `list`, with a header row. The source gives no id and no kind: an id is made of the contents, and the kind is
guessed from the name. A person or firm stands in a row for each address; each row is an entry, a repeated row is none.
Source: https://www.bis.gov/denied-persons-list
"""

from collections.abc import Mapping
from typing import Final

from kvcase.lists import content_ids, kinds
from kvcase.lists.csv_rows import CsvRows
from kvcase.lists.drafts import Draft
from kvcase.lists.entries import GUESSED, Entry, NameKind, squash
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source, checked_text

VERSION: Final = "us-bis-dpl-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_COLUMNS: Final = ("Name", "Street_Address", "City", "State", "Country", "Postal_Code", "FR_Citation")
_ADDRESS: Final = ("Street_Address", "City", "State", "Postal_Code", "Country")
_PROGRAMME: Final = "Denied Persons List"


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the columns of this format are fixed.
    """
    rows = CsvRows("list", parts["list"], _COLUMNS, delimiter="\t", keep_cut=True)
    rejected: list[RowError] = []
    entries: list[Entry] = []
    rows_in = 0
    for line, row in rows:
        rows_in += 1
        try:
            if isinstance(row, RowRefusedError):
                raise row
            entries.append(_entry(row))
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
    return ParsedList(
        entries=content_ids.identified(entries),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=None,
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
        stable_ids=False,
        doubt=rows.cut,
    )


def _entry(row: Mapping[str, str]) -> Entry:
    for column, cell in row.items():
        checked_text(column, cell)
    name = squash(row["Name"])
    draft = Draft("", kinds.guessed(name))
    draft.name("Name", name, NameKind.PRIMARY)
    draft.programme(_PROGRAMME)
    draft.country_if_known(row["Country"])
    draft.info(*GUESSED)
    draft.info("address", ", ".join(filter(None, (squash(row[field]) for field in _ADDRESS))))
    for column, cell in row.items():
        if column != "Name" and column not in _ADDRESS:
            draft.info(column, cell)
    return draft.entry()
