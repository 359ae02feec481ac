"""Read Canada's consolidated list of autonomous sanctions (Special Economic Measures Act) in XML.

One part, `list`: `record` elements without an id; items are numbered anew when the list is edited, so an id is made of
the contents. `Country` is the country of the regulation in English and French: the programme, and the country of an
organisation or a ship, never of a person. `Aliases` joins names by commas or semicolons, which names hold as well; a
single word among them may be half a name, and counts as weak.
Source: https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/consolidated-consolide.aspx
"""

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from kvcase.lists import alias_cells, content_ids
from kvcase.lists.drafts import Draft, has_latin
from kvcase.lists.entries import Entry, Kind, NameKind, squash
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source, checked_name, checked_text
from kvcase.lists.xml_records import XmlRecords, text_of

VERSION: Final = "ca-sema-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_ROOT: Final = "data-set"
_MAX_WORDS: Final = 25
_INFO: Final = ("Schedule", "Item", "DateOfListing", "TitleOrShip", "Title")
_BORN: Final = ("DateOfBirthOrShipBuildDate", "DateOfBirth")


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the elements of this format are fixed.
    """
    rejected: list[RowError] = []
    entries: list[Entry] = []
    rows_in = 0
    for line, element in XmlRecords("list", parts["list"], _ROOT, ("record",)):
        rows_in += 1
        try:
            entries.append(_entry(element))
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
    )


def _entry(element: Element) -> Entry:
    family, given, whole = (text_of(element, field) for field in ("LastName", "GivenName", "EntityOrShip"))
    whole = whole or text_of(element, "Entity")
    ship = text_of(element, "ShipIMONumber")
    if whole and (family or given):
        raise RowRefusedError("EntityOrShip", "stands beside a person's name", "an organisation or a person")
    kind = Kind.VESSEL if ship else Kind.ORGANISATION if whole else Kind.PERSON
    draft = Draft("", kind)
    draft.name("EntityOrShip" if whole else "LastName", whole or squash(f"{given} {family}"), NameKind.PRIMARY)
    _aliases(draft, text_of(element, "Aliases"))
    country = text_of(element, "Country")
    if not country:
        raise RowRefusedError("Country", "missing", "the country of the regulation")
    draft.programme(checked_text("Country", country))
    if kind is not Kind.PERSON:
        any(draft.country_if_known(name) for name in _names_of(country))
    draft.identifier(f"IMO: {checked_text('ShipIMONumber', ship)}" if ship else "")
    for field in _BORN:
        born = text_of(element, field)
        draft.years(born)
        draft.info(field, checked_text(field, born))
    for field in _INFO:
        draft.info(field, checked_text(field, text_of(element, field)))
    return draft.entry()


def _names_of(country: str) -> Iterator[str]:
    """Yield what may be the name of the country: `Myanmar (Burma) / Myanmar (Birmanie)` is called Myanmar."""
    for name in country.split("/"):
        yield name.strip()
        yield name.split("(", 1)[0].strip()


def _aliases(draft: Draft, cell: str) -> None:
    names = alias_cells.persons_names if draft.kind is Kind.PERSON else alias_cells.organisations_names
    for name in names(cell):
        text = checked_name("Aliases", name)
        if len(text.split()) > _MAX_WORDS:
            draft.info("Aliases", text)
        elif any(letter.isalpha() for letter in text):
            single = " " not in text and has_latin(text)
            draft.name("Aliases", text, NameKind.WEAK if single else NameKind.STRONG)
