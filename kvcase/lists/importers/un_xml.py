"""Read the United Nations Security Council Consolidated List in XML.

One part, `list`: INDIVIDUAL and ENTITY elements keyed by DATAID. An alias of QUALITY Low is weak; NAME_ORIGINAL_SCRIPT
is a name of its own kind. A second element with the same DATAID is rejected, the first stands.
Countries come from addresses, never from NATIONALITY. A document type or entity declaration is refused, since the
published list has none and an attack needs one. Source: https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from kvcase.lists import countries
from kvcase.lists.entries import Entry, Kind, Name, NameKind, squash
from kvcase.lists.reading import (
    ParsedList,
    RowError,
    RowRefusedError,
    Source,
    checked_name,
)
from kvcase.lists.xml_records import XmlRecords
from kvcase.lists.xml_records import text_of as _text

VERSION: Final = "un-xml-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_ROOT: Final = "CONSOLIDATED_LIST"
_KINDS: Final = {"INDIVIDUAL": Kind.PERSON, "ENTITY": Kind.ORGANISATION}
_NAME_FIELDS: Final = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
# Names, aliases and the key are matched; sort keys are for the printer of the list. All else is information.
_NOT_INFO: Final = frozenset({"DATAID", *_NAME_FIELDS, "NAME_ORIGINAL_SCRIPT", "SORT_KEY", "SORT_KEY_LAST_MOD"})


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the elements of this format are fixed.
    """
    records = XmlRecords("list", parts["list"], _ROOT, _KINDS)
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    rows_in = 0
    for line, element in records:
        rows_in += 1
        try:
            entry = _entry(element)
            if entry.entry_id in entries:
                raise RowRefusedError(
                    "DATAID", f"{entry.entry_id} stands earlier in the file", "one element per DATAID"
                )
            entries[entry.entry_id] = entry
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
    return ParsedList(
        entries=tuple(entries.values()),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=_day(records.attributes.get("dateGenerated", "")),
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
    )


def _entry(element: Element) -> Entry:
    entry_id = _text(element, "DATAID")
    if not entry_id.isdecimal():
        raise RowRefusedError("DATAID", "missing or not a number", "the number of the entry")
    kind = _KINDS[element.tag]
    primary = squash(" ".join(_text(element, field) for field in _NAME_FIELDS))
    names = [Name(checked_name("FIRST_NAME", primary), NameKind.PRIMARY)]
    original = _text(element, "NAME_ORIGINAL_SCRIPT")
    if original:
        names.append(Name(checked_name("NAME_ORIGINAL_SCRIPT", original), NameKind.ORIGINAL_SCRIPT))
    for alias in element.findall(f"{element.tag}_ALIAS"):
        text = _text(alias, "ALIAS_NAME")
        if text:
            low = _text(alias, "QUALITY").casefold() == "low"
            names.append(Name(checked_name("ALIAS_NAME", text), NameKind.WEAK if low else NameKind.STRONG))
    places = (countries.iso2(_text(address, "COUNTRY")) for address in element.findall(f"{element.tag}_ADDRESS"))
    documents = (_document(item) for item in element.findall(f"{element.tag}_DOCUMENT"))
    births = element.findall(f"{element.tag}_DATE_OF_BIRTH")
    return Entry(
        entry_id=entry_id,
        kind=kind,
        names=tuple(dict.fromkeys(names)),
        countries=tuple(dict.fromkeys(place for place in places if place is not None)),
        birth_years=tuple(dict.fromkeys(year for birth in births for year in _birth_years(birth))),
        identifiers=tuple(dict.fromkeys(document for document in documents if document)),
        programme=_text(element, "UN_LIST_TYPE"),
        info=tuple(_leaves(element, "")),
    )


def _document(item: Element) -> str:
    number = _text(item, "NUMBER")
    return f"{_text(item, 'TYPE_OF_DOCUMENT')}: {number}" if number else ""


def _birth_years(birth: Element) -> Iterator[int]:
    """Yield the years of a birth date: of a day, a year, or every year of a range of at most eleven."""
    for field in ("YEAR", "DATE"):
        year = _text(birth, field)[:4]
        if year.isdecimal() and len(year) == 4:
            yield int(year)
    first, last = _text(birth, "FROM_YEAR"), _text(birth, "TO_YEAR")
    if first.isdecimal() and last.isdecimal() and 0 <= int(last) - int(first) <= 10:
        yield from range(int(first), int(last) + 1)


def _leaves(element: Element, path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every filled element that is information."""
    for child in element:
        if not path and child.tag in _NOT_INFO:
            continue
        here = f"{path}{child.tag}"
        if len(child):
            yield from _leaves(child, f"{here}/")
        elif text := squash(child.text or ""):
            yield here, text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
