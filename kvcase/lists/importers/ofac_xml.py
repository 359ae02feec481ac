"""Read OFAC's lists in the classic XML format (sdn.xml, consolidated.xml): SDN and the consolidated non-SDN lists.

One part, `list`: sdnEntry elements keyed by `uid`, the same number as `ent_num` in the CSV format. An alias of category
weak is weak. Countries come from addresses and, but for persons, from where an identifier was issued; nationality,
citizenship and the flag of a vessel are information. A second element with the same uid is rejected, the first stands.
The record count that the file states must be that of its entries.
Source: OFAC, "SDN list data schemas", https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas
"""

from collections.abc import Mapping
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from kvcase.lists.drafts import Draft
from kvcase.lists.entries import Entry, Kind, NameKind
from kvcase.lists.importers import ofac_words
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source, UnusableListError
from kvcase.lists.xml_records import XmlRecords, facts, text_of

VERSION: Final = "ofac-xml-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_ROOT: Final = "sdnList"
_HEAD: Final = "publshInformation"
_ENTRY: Final = "sdnEntry"
_KINDS: Final = {
    "individual": Kind.PERSON, "entity": Kind.ORGANISATION, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT,
}  # fmt: skip
# Matched, or numbers of the publisher's own tables, which change without the facts.
_NOT_INFO: Final = frozenset(
    {"uid", "firstName", "lastName", "sdnType", "programList", "akaList", "addressList", "mainEntry"}
)
_ADDRESS: Final = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the elements of this format are fixed.
    """
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    rows_in = 0
    day, stated = "", ""
    for line, element in XmlRecords("list", parts["list"], _ROOT, (_HEAD, _ENTRY)):
        if element.tag == _HEAD:
            day, stated = text_of(element, "Publish_Date"), text_of(element, "Record_Count")
            continue
        rows_in += 1
        try:
            entry = _entry(element)
            if entry.entry_id in entries:
                raise RowRefusedError("uid", f"{entry.entry_id} stands earlier in the file", "one element per uid")
            entries[entry.entry_id] = entry
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
    if stated.isdecimal() and int(stated) != rows_in:
        rule = f"the file states {int(stated):,} entries and holds {rows_in:,}"
        raise UnusableListError("list", rule, "as many entries as its Record_Count says")
    return ParsedList(
        entries=tuple(entries.values()),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=_day(day),
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
    )


def _entry(element: Element) -> Entry:
    entry_id = text_of(element, "uid")
    if not entry_id.isdecimal():
        raise RowRefusedError("uid", "missing or not a number", "the number of the entry")
    word = text_of(element, "sdnType")
    kind = _KINDS.get(word.casefold())
    if kind is None:
        raise RowRefusedError("sdnType", f"unknown word {word[:40]!r}", "Individual, Entity, Vessel or Aircraft")
    draft = Draft(entry_id, kind)
    draft.name("lastName", _name(element), NameKind.PRIMARY)
    for alias in element.iterfind("akaList/aka"):
        weak = text_of(alias, "category").casefold() == "weak"
        draft.name("akaList", _name(alias), NameKind.WEAK if weak else NameKind.STRONG)
    for programme in element.iterfind("programList/program"):
        draft.programme(programme.text or "")
    for item in element.iterfind("dateOfBirthList/dateOfBirthItem"):
        draft.years(text_of(item, "dateOfBirth"))
    for item in element.iterfind("idList/id"):
        draft.identifier(ofac_words.identifier(text_of(item, "idType"), text_of(item, "idNumber")))
        if kind is not Kind.PERSON:
            draft.country_if_known(text_of(item, "idCountry"))
    for address in element.iterfind("addressList/address"):
        draft.info("address", ", ".join(filter(None, (text_of(address, field) for field in _ADDRESS))))
        draft.country_if_known(text_of(address, "country"))
    for key, text in facts(element, _NOT_INFO):
        draft.info(key, text)
    return draft.entry()


def _name(element: Element) -> str:
    return ", ".join(filter(None, (text_of(element, "lastName"), text_of(element, "firstName"))))


def _day(text: str) -> date | None:
    month, _, rest = text.partition("/")
    try:
        return date.fromisoformat(f"{rest[3:]}-{month:0>2}-{rest[:2]}")
    except ValueError:
        return None
