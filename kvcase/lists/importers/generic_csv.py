"""Read any CSV list with a header row by a mapping of its columns.

One part, `list`. A second row with the same id is rejected, the first stands. An alias that is one word of at most
five capitals (`ABCD`) is an acronym and counts as weak: it matches only exactly. Columns that the mapping does not
name, and country names we do not know, are kept as information.
"""

from collections.abc import Mapping
from typing import Final

from kvcase.lists import mappings
from kvcase.lists.csv_rows import CsvRows
from kvcase.lists.mappings import ColumnMapping, is_acronym
from kvcase.lists.reading import ParsedList, Source, UnusableListError

VERSION: Final = "generic-csv-3"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()
_PART: Final = "list"

CANADA_NRO: Final = ColumnMapping(entry_id="id", name="name", aliases="aliases", country="country")
"""Canada's Named Research Organizations as a table with the columns id, name, aliases, country."""


def parse(parts: Mapping[str, Source], mapping: ColumnMapping | None = None) -> ParsedList:
    """Return what the file holds. Raises `UnusableListError` when it cannot be used, or without a mapping."""
    if mapping is None:
        raise UnusableListError(_PART, "no column mapping is given", "which columns hold id and name")
    rows = CsvRows(_PART, parts[_PART], (), delimiter=mapping.delimiter)
    mappings.check(_PART, rows.header, mapping)
    return mappings.parsed(_PART, rows, mapping, VERSION)


__all__ = ["CANADA_NRO", "OPTIONAL", "REQUIRED", "VERSION", "ColumnMapping", "is_acronym", "parse"]
