"""The table of list formats: which parts each has and who reads them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.errors import UnusableInputError
from kvcase.lists import reading
from kvcase.lists.importers import generic_csv, ofac_sdn, un_xml
from kvcase.lists.importers.generic_csv import ColumnMapping
from kvcase.lists.reading import ParsedList, Source


@dataclass(frozen=True, slots=True)
class Format:
    """One published format: its parts by name, and its importer."""

    required: frozenset[str]
    optional: frozenset[str]
    importer_version: str
    parse: Callable[[Mapping[str, Source], ColumnMapping | None], ParsedList]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "ofac_sdn": Format(ofac_sdn.REQUIRED, ofac_sdn.OPTIONAL, ofac_sdn.VERSION, ofac_sdn.parse),
        "un_xml": Format(un_xml.REQUIRED, un_xml.OPTIONAL, un_xml.VERSION, un_xml.parse),
        "generic_csv": Format(generic_csv.REQUIRED, generic_csv.OPTIONAL, generic_csv.VERSION, generic_csv.parse),
    }
)


def parse(format_id: str, parts: Mapping[str, Source], mapping: ColumnMapping | None = None) -> ParsedList:
    """Return what the parts of a list hold, in this format.

    Raises `UnusableInputError` for an unknown format and `UnusableListError` when a part cannot be used at all;
    single bad rows are in the result.
    """
    chosen = FORMATS.get(format_id)
    if chosen is None:
        raise UnusableInputError("format", f"unknown format {format_id[:40]!r}", f"one of {', '.join(sorted(FORMATS))}")
    reading.required_parts(parts, chosen.required, chosen.optional)
    return chosen.parse(parts, mapping)
