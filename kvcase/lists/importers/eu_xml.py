"""Read the EU's consolidated list of financial sanctions in XML, schema 1.1.

One part, `list`: sanctionEntity elements keyed by `logicalId`. A nameAlias with strong="false", or with a remark that
begins `low quality`, is weak; the first strong one is the primary name. Countries come from addresses and, but for
persons, from identifications; never from citizenship or a place of birth. The regulation behind each part, languages
and the ids of parts are left out: they change without the facts. A second element with the same logicalId is rejected.
Source: European Commission, Financial Sanctions Files, https://webgate.ec.europa.eu/fsd/fsf, xmlFullSanctionsList_1_1.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from kvcase.lists.drafts import Draft
from kvcase.lists.entries import Entry, Kind
from kvcase.lists.importers import eu_words
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source
from kvcase.lists.xml_records import XmlRecords, facts, text_of

VERSION: Final = "eu-xml-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_ROOT: Final = "export"
_ENTITY: Final = "sanctionEntity"
_HEAD: Final = ("euReferenceNumber", "unitedNationId", "designationDate", "designationDetails")
_ADDRESS: Final = ("street", "poBox", "place", "zipCode", "city", "region", "countryDescription")
_NOT_INFO: Final = frozenset(
    {
        "address", "subjectType", "regulationSummary", "regulationLanguage", "logicalId", "firstName", "middleName",
        "lastName", "wholeName", "strong", "year", "dayOfMonth", "monthOfYear", "calendarType",
    }
)  # fmt: skip


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the elements of this format are fixed.
    """
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    rows_in = 0
    records = XmlRecords("list", parts["list"], _ROOT, (_ENTITY,))
    for line, element in records:
        rows_in += 1
        try:
            entry = _entry(element)
            if entry.entry_id in entries:
                rule = f"{entry.entry_id} stands earlier in the file"
                raise RowRefusedError("logicalId", rule, "one element per logicalId")
            entries[entry.entry_id] = entry
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
    return ParsedList(
        entries=tuple(entries.values()),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=_day(records.attributes.get("generationDate", "")),
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
    )


def _entry(element: Element) -> Entry:
    entry_id = element.get("logicalId", "").strip()
    if not entry_id.isdecimal():
        raise RowRefusedError("logicalId", "missing or not a number", "the number of the entity")
    subject = element.find("subjectType")
    word = "" if subject is None else subject.get("code", "")
    kind = eu_words.KINDS.get(word.casefold())
    if kind is None:
        raise RowRefusedError("subjectType", f"unknown code {word[:40]!r}", "person or enterprise")
    draft = Draft(entry_id, kind)
    for alias in element.iterfind("nameAlias"):
        parts = (alias.get(field, "") for field in ("wholeName", "firstName", "middleName", "lastName"))
        if text := eu_words.whole_name(*parts):
            weight = eu_words.name_kind(alias.get("strong", ""), text_of(alias, "remark"))
            draft.name("nameAlias", text, weight)
    for regulation in element.iterfind("regulation"):
        draft.programme(regulation.get("programme", ""))
    for birth in element.iterfind("birthdate"):
        _add_birth(draft, birth)
    for item in element.iterfind("identification"):
        _add_identification(draft, item)
    for address in element.iterfind("address"):
        draft.info("address", ", ".join(filter(None, (address.get(field, "").strip() for field in _ADDRESS))))
        for contact in address.iterfind("contactInfo"):
            draft.info("contact", contact.get("value", "") or text_of(contact, "."))
        draft.country_if_known(
            eu_words.country(address.get("countryIso2Code", ""), address.get("countryDescription", ""))
        )
    for key in _HEAD:
        draft.info(key, element.get(key, ""))
    for key, text in facts(element, _NOT_INFO):
        draft.info(key, text)
    return draft.entry()


def _add_birth(draft: Draft, birth: Element) -> None:
    if birth.get("calendarType", "GREGORIAN") in ("GREGORIAN", ""):
        first, last = birth.get("yearRangeFrom", ""), birth.get("yearRangeTo", "")
        draft.years(f"{first} to {last}" if first and last else birth.get("year", "") or birth.get("birthdate", ""))


def _add_identification(draft: Draft, item: Element) -> None:
    number = item.get("number", "").strip() or item.get("latinNumber", "").strip()
    label = item.get("identificationTypeDescription", "") or item.get("identificationTypeCode", "")
    draft.identifier(f"{label}: {number}" if number else "")
    if draft.kind is not Kind.PERSON:
        draft.country_if_known(_country(item))


def _country(element: Element) -> str:
    return eu_words.country(element.get("countryIso2Code", ""), element.get("countryDescription", ""))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
