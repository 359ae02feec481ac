"""The table of list formats: which parts each has and who reads them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.errors import UnusableInputError
from kvcase.lists import reading
from kvcase.lists.importers import (
    eu_csv,
    eu_xml,
    flat_names,
    generic_csv,
    ofac_advanced,
    ofac_sdn,
    ofac_xml,
    uk_csv,
    un_xml,
)
from kvcase.lists.importers.generic_csv import ColumnMapping
from kvcase.lists.reading import ParsedList, Source


@dataclass(frozen=True, slots=True)
class Format:
    """One published format: its parts by name, and its importer."""

    required: frozenset[str]
    optional: frozenset[str]
    importer_version: str
    parse: Callable[[Mapping[str, Source], ColumnMapping | None], ParsedList]


def _uk(form: uk_csv.Form) -> Format:
    return Format(uk_csv.REQUIRED, uk_csv.OPTIONAL, uk_csv.VERSION, uk_csv.parser_of(form))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "ofac_sdn": Format(ofac_sdn.REQUIRED, ofac_sdn.OPTIONAL, ofac_sdn.VERSION, ofac_sdn.parse),
        "ofac_consolidated": Format(ofac_sdn.REQUIRED, ofac_sdn.OPTIONAL, ofac_sdn.VERSION, ofac_sdn.parse),
        "ofac_xml": Format(ofac_xml.REQUIRED, ofac_xml.OPTIONAL, ofac_xml.VERSION, ofac_xml.parse),
        "ofac_advanced_xml": Format(
            ofac_advanced.REQUIRED, ofac_advanced.OPTIONAL, ofac_advanced.VERSION, ofac_advanced.parse
        ),
        "un_xml": Format(un_xml.REQUIRED, un_xml.OPTIONAL, un_xml.VERSION, un_xml.parse),
        "eu_xml": Format(eu_xml.REQUIRED, eu_xml.OPTIONAL, eu_xml.VERSION, eu_xml.parse),
        "eu_csv": Format(eu_csv.REQUIRED, eu_csv.OPTIONAL, eu_csv.VERSION, eu_csv.parse),
        "uk_sanctions_csv": _uk(uk_csv.UK_SANCTIONS_LIST),
        "uk_conlist_csv": _uk(uk_csv.OFSI_CONLIST),
        "flat_names": Format(flat_names.REQUIRED, flat_names.OPTIONAL, flat_names.VERSION, flat_names.parse),
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
