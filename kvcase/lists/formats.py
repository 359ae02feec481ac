"""The table of list formats: which parts each has and who reads them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domain.errors import UnusableInputError
from kvcase.lists import reading
from kvcase.lists.importers import (
    ca_sema,
    eu_csv,
    eu_xml,
    flat_names,
    generic_csv,
    generic_xlsx,
    ofac_advanced,
    ofac_sdn,
    ofac_xml,
    opensanctions_ftm,
    opensanctions_simple,
    uk_csv,
    un_xml,
    us_bis_dpl,
    us_csl,
)
from kvcase.lists.mappings import ColumnMapping
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


OPENSANCTIONS_DELTA: Final = "opensanctions_delta"
"""The one format that is no whole list: it changes the version in force. See `opensanctions_ftm.applied`."""

MAPPED: Final = frozenset({"generic_csv", "generic_xlsx"})
"""The formats of tables of one's own, which only a mapping of the columns can read."""

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
        "us_csl_csv": Format(us_csl.REQUIRED, us_csl.OPTIONAL, us_csl.VERSION, us_csl.parse_csv),
        "us_csl_json": Format(us_csl.REQUIRED, us_csl.OPTIONAL, us_csl.VERSION, us_csl.parse_json),
        "us_bis_dpl": Format(us_bis_dpl.REQUIRED, us_bis_dpl.OPTIONAL, us_bis_dpl.VERSION, us_bis_dpl.parse),
        "ca_sema": Format(ca_sema.REQUIRED, ca_sema.OPTIONAL, ca_sema.VERSION, ca_sema.parse),
        "opensanctions_simple": Format(
            opensanctions_simple.REQUIRED,
            opensanctions_simple.OPTIONAL,
            opensanctions_simple.VERSION,
            opensanctions_simple.parse,
        ),
        "opensanctions_ftm": Format(
            opensanctions_ftm.REQUIRED, opensanctions_ftm.OPTIONAL, opensanctions_ftm.VERSION, opensanctions_ftm.parse
        ),
        OPENSANCTIONS_DELTA: Format(
            opensanctions_ftm.DELTA_REQUIRED,
            opensanctions_ftm.DELTA_OPTIONAL,
            opensanctions_ftm.VERSION,
            opensanctions_ftm.parse_delta,
        ),
        "generic_csv": Format(generic_csv.REQUIRED, generic_csv.OPTIONAL, generic_csv.VERSION, generic_csv.parse),
        "generic_xlsx": Format(generic_xlsx.REQUIRED, generic_xlsx.OPTIONAL, generic_xlsx.VERSION, generic_xlsx.parse),
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
