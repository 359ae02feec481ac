"""Read OFAC's lists in the advanced XML format (sdn_advanced.xml, cons_advanced.xml): it has names in every script.

One part, `list`. Parties, places, documents and measures stand apart in it and point at each other, and words stand in
reference tables; an entry is a DistinctParty, keyed by `FixedRef`, the same number as `ent_num` in the CSV format. An
alias of low quality is weak; a name without Latin letters is one in its original script. Countries come from features
of the type Location and, but for persons, from where a document was issued; nationality and citizenship are
information. A second party with the same number is rejected, the first stands.
Source: OFAC, "Advanced Sanctions Data Model", https://ofac.treasury.gov/sdn-list-data-formats-data-schemas
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from kvcase.lists.drafts import Draft, has_latin
from kvcase.lists.entries import Kind, NameKind, squash
from kvcase.lists.importers import ofac_words
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source
from kvcase.lists.xml_records import XmlRecords, text_of

VERSION: Final = "ofac-advanced-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_RECORDS: Final = (
    "DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry",
)  # fmt: skip
_KINDS: Final = {
    "individual": Kind.PERSON, "entity": Kind.ORGANISATION, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT,
}  # fmt: skip


class _List:
    """What was read so far: the tables that parties point at, and the parties themselves."""

    def __init__(self) -> None:
        self.words: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.type_of_subtype: dict[str, str] = {}
        self.places: dict[str, tuple[str, str]] = {}
        self.documents: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.drafts: dict[str, Draft] = {}
        self.refused: set[str] = set()
        self.issued: date | None = None

    def add_words(self, element: Element) -> None:
        """Take in the reference tables: by table, the word of each id."""
        for table in element:
            for word in table:
                self.words[word.tag][word.get("ID", "")] = squash(word.text or "")
                if word.tag == "PartySubType":
                    self.type_of_subtype[word.get("ID", "")] = word.get("PartyTypeID", "")

    def add_place(self, element: Element) -> None:
        """Take in a place: its address in one line, and its country."""
        country = element.find("LocationCountry")
        name = "" if country is None else self.words["Country"].get(country.get("CountryID", ""), "")
        values = (text_of(part, "LocationPartValue/Value") for part in element.iterfind("LocationPart"))
        self.places[element.get("ID", "")] = (", ".join(filter(None, (*values, name))), name)

    def add_document(self, element: Element) -> None:
        """Take in a document of an identity, and the country that issued it."""
        label = self.words["IDRegDocType"].get(element.get("IDRegDocTypeID", ""), "")
        place = self.words["Country"].get(element.get("IssuedBy-CountryID", ""), "")
        identifier = ofac_words.identifier(label, text_of(element, "IDRegistrationNo"))
        self.documents[element.get("IdentityID", "")].append((identifier, place))

    def add_party(self, element: Element) -> None:
        """Take in a party. Raises `RowRefusedError`."""
        entry_id = element.get("FixedRef", "").strip()
        if not entry_id.isdecimal():
            raise RowRefusedError("FixedRef", "missing or not a number", "the number of the party")
        if entry_id in self.drafts:
            raise RowRefusedError("FixedRef", f"{entry_id} stands earlier in the file", "one party per number")
        profile = element.find("Profile")
        if profile is None:
            raise RowRefusedError("Profile", "missing", "what the party is")
        draft = Draft(entry_id, self._kind(profile.get("PartySubTypeID", "")))
        for identity in profile.iterfind("Identity"):
            for text, kind in self._names(identity):
                draft.name("DocumentedName", text, kind)
            for identifier, place in self.documents[identity.get("ID", "")]:
                draft.identifier(identifier)
                if draft.kind is not Kind.PERSON:
                    draft.country_if_known(place)
        for feature in (*profile.iterfind("Feature"), *element.iterfind("Feature")):
            label = self.words["FeatureType"].get(feature.get("FeatureTypeID", ""), "")
            for version in feature.iterfind("FeatureVersion"):
                self._add_feature(draft, label, version)
        draft.entry()
        self.drafts[entry_id] = draft

    def add_measures(self, element: Element) -> None:
        """Take in under which programmes, and since when, a party is listed. Raises `RowRefusedError`."""
        profile = element.get("ProfileID", "")
        draft = self.drafts.get(profile)
        if profile in self.refused:
            return
        if draft is None:
            raise RowRefusedError("ProfileID", "is that of no party above", "a party that was read")
        for measure in element.iterfind("SanctionsMeasure"):
            if self.words["SanctionsType"].get(measure.get("SanctionsTypeID", ""), "") == "Program":
                draft.programme(text_of(measure, "Comment"))
        for event in element.iterfind("EntryEvent/Date"):
            draft.info("listed", "-".join(text_of(event, field).zfill(2) for field in ("Year", "Month", "Day")))

    def _kind(self, subtype: str) -> Kind:
        word = self.words["PartySubType"].get(subtype, "")
        kind = _KINDS.get(word.casefold()) or _KINDS.get(
            self.words["PartyType"].get(self.type_of_subtype.get(subtype, ""), "").casefold()
        )
        if kind is None:
            raise RowRefusedError("PartySubTypeID", f"unknown type {subtype[:40]!r}", "Individual, Entity, Vessel, ...")
        return kind

    def _names(self, identity: Element) -> Iterator[tuple[str, NameKind]]:
        part_types = {
            group.get("ID", ""): self.words["NamePartType"].get(group.get("NamePartTypeID", ""), "")
            for group in identity.iterfind("NamePartGroups/MasterNamePartGroup/NamePartGroup")
        }
        for alias in identity.iterfind("Alias"):
            for name in alias.iterfind("DocumentedName"):
                values = name.findall("DocumentedNamePart/NamePartValue")
                parts = [squash(value.text or "") for value in values]
                surname = bool(values) and part_types.get(values[0].get("NamePartGroupID", "")) == "Last Name"
                latin = has_latin(" ".join(parts))
                text = (
                    ", ".join((parts[0], " ".join(parts[1:]))) if surname and latin and parts[1:] else " ".join(parts)
                )
                if alias.get("LowQuality") == "true":
                    yield text, NameKind.WEAK
                else:
                    yield text, NameKind.PRIMARY if latin and alias.get("Primary") == "true" else NameKind.STRONG

    def _add_feature(self, draft: Draft, label: str, version: Element) -> None:
        if label == "Birthdate":
            first, last = text_of(version, "DatePeriod/Start/From/Year"), text_of(version, "DatePeriod/End/To/Year")
            draft.years(f"{first} to {last}" if last and last != first else first)
        for at in version.iterfind("VersionLocation"):
            address, country = self.places.get(at.get("LocationID", ""), ("", ""))
            draft.info("address" if label == "Location" else label, address)
            if label == "Location":
                draft.country_if_known(country)
        for detail in version.iterfind("VersionDetail"):
            word = self.words["DetailReference"].get(detail.get("DetailReferenceID", ""), "")
            said = squash(detail.text or "") or word
            draft.identifier(ofac_words.identifier(label, said))
            draft.info(label, said)


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the elements of this format are fixed.
    """
    rejected: list[RowError] = []
    read = _List()
    rows_in = 0
    for line, element in XmlRecords("list", parts["list"], "Sanctions", _RECORDS):
        try:
            match element.tag:
                case "DateOfIssue":
                    read.issued = read.issued or _day(element)
                case "ReferenceValueSets":
                    read.add_words(element)
                case "Location":
                    read.add_place(element)
                case "IDRegDocument":
                    read.add_document(element)
                case "DistinctParty":
                    rows_in += 1
                    read.add_party(element)
                case _:
                    read.add_measures(element)
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
            read.refused.update(profile.get("ID", "") for profile in element.iterfind("Profile"))
    return ParsedList(
        entries=tuple(draft.entry() for draft in read.drafts.values()),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=read.issued,
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
    )


def _day(element: Element) -> date | None:
    try:
        return date(*(int(text_of(element, field)) for field in ("Year", "Month", "Day")))
    except ValueError:
        return None
