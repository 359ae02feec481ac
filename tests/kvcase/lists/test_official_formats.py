"""The official formats of the United States, the EU and the United Kingdom. All names are fictional."""

from datetime import date
from pathlib import Path

import pytest

from kvcase.lists import formats
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.lists.reading import ParsedList
from tests.kvcase.lists.test_formats import ALT, SDN

_HERE = Path(__file__).parent / "fixtures"
FIXTURES = {
    "eu_csv": _HERE / "eu_full_1_1.csv",
    "eu_xml": _HERE / "eu_export_1_1.xml",
    "flat_names": _HERE / "flat_names.csv",
    "ofac_advanced_xml": _HERE / "ofac_advanced.xml",
    "ofac_xml": _HERE / "ofac_consolidated.xml",
    "uk_conlist_csv": _HERE / "ofsi_conlist.csv",
    "uk_sanctions_csv": _HERE / "uk_sanctions_list.csv",
}
ADD = (
    b'11,801,"Long Quay 3","Quarth 1000","Iran",-0- \r\n12,802,-0- ,-0- ,"Russia","c/o the port"\r\n'
    b'12,803,"Pier 1",-0- ,"Atlantis",-0- \r\n\x1a'
)
COMMENTS = b"12,\"Commercial Registry Number HRB 12 (Germany); a.k.a. 'GHW'.\"\r\n"


def read(format_id: str) -> ParsedList:
    parsed = formats.parse(format_id, {"list": FIXTURES[format_id]})
    assert not parsed.rejected
    return parsed


def names(entry: Entry, kind: NameKind) -> list[str]:
    return [name.text for name in entry.names if name.kind is kind]


def test_addresses_of_the_sdn_list_give_countries_and_information() -> None:
    parsed = formats.parse("ofac_sdn", {"names": SDN, "aliases": ALT, "addresses": ADD, "comments": COMMENTS})
    person, works, _ = parsed.entries
    assert person.countries == ("IR",)
    assert ("address", "Long Quay 3, Quarth 1000, Iran") in person.info
    assert works.countries == ("RU", "DE")
    assert ("address remarks", "c/o the port") in works.info
    assert ("address", "Pier 1, Atlantis") in works.info
    assert (parsed.rows_in, parsed.rejected) == (9, ())
    assert parsed.parts == ("addresses", "aliases", "comments", "names")


def test_remarks_that_overflowed_count_as_remarks() -> None:
    works = formats.parse("ofac_sdn", {"names": SDN, "comments": COMMENTS}).entries[1]
    assert names(works, NameKind.WEAK) == ["GHW"]
    assert works.identifiers == ("Tax ID No.: 77", "Commercial Registry Number: HRB 12")


def test_parts_of_the_sdn_list_may_come_without_each_other() -> None:
    assert len(formats.parse("ofac_sdn", {"names": SDN, "addresses": ADD}).entries[0].names) == 3
    assert formats.parse("ofac_consolidated", {"names": SDN, "aliases": ALT}).rejected == ()


@pytest.mark.parametrize(
    ("remark", "identifier"),
    [
        ("Passport X123 (Iran) issued 01 Jan 2001 expires 01 Jan 2011", "Passport: X123"),
        ("alt. Diplomatic Passport D77 (Syria)", "Diplomatic Passport: D77"),
        ("Vessel Registration Identification IMO 1234567", "IMO: 1234567"),
        ("MMSI 572469210", "MMSI: 572469210"),
        ("SWIFT/BIC QRTHBE2X", "SWIFT/BIC: QRTHBE2X"),
        ("Unified Social Credit Code (USCC) 91X (China)", "Unified Social Credit Code (USCC): 91X"),
        ("Aircraft Tail Number EP-9XX", "Aircraft Tail Number: EP-9XX"),
        ("V.A.T. Number BE 0123456789 (Belgium)", "V.A.T. Number: BE 0123456789"),
        ("RUC # 12-34 (Panama)", "RUC: 12-34"),
        ("Executive Order 13662 Directive Determination - Subject to Directive 4", None),
        ("Phone Number 123456", None),
        ("Organization Established Date 1969", None),
        ("nationality Iran", None),
    ],
)
def test_identifiers_are_told_from_other_remarks(remark: str, identifier: str | None) -> None:
    row = f'12,"GREY HARBOUR WORKS",-0- ,"FABLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{remark}."\r\n'
    entry = formats.parse("ofac_sdn", {"names": row.encode()}).entries[0]
    assert entry.identifiers == ((identifier,) if identifier else ())


def test_a_weak_alias_may_hold_a_semicolon() -> None:
    row = '12,"WORKS",-0- ,"FABLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1961; a.k.a. \'G;HW\'; f.k.a. \'X\'."\r\n'
    assert names(formats.parse("ofac_sdn", {"names": row.encode()}).entries[0], NameKind.WEAK) == ["G;HW", "X"]


def test_the_classic_xml_says_what_the_csv_says() -> None:
    parsed = read("ofac_xml")
    person, works, ship = parsed.entries
    assert (person.entry_id, person.kind, person.programme) == ("11", Kind.PERSON, "FABLE; MYTH")
    assert person.names == (
        Name("VESKAR, Orlan", NameKind.PRIMARY),
        Name("VESCAR, Orlan", NameKind.STRONG),
        Name("THE ELDER", NameKind.WEAK),
    )
    assert (person.countries, person.identifiers) == (("IR",), ("Passport: X123",))
    assert person.birth_years == (1961, 1963, 1964, 1965)
    assert (works.countries, works.identifiers) == (("RU",), ("Tax ID No.: 77",))
    assert (ship.kind, ship.identifiers, ship.countries) == (Kind.VESSEL, ("IMO: 1234567",), ())
    assert (parsed.source_date, parsed.rows_in) == (date(2026, 2, 27), 3)


def test_the_advanced_xml_follows_its_references_and_has_every_script() -> None:
    parsed = read("ofac_advanced_xml")
    person, works, ship = parsed.entries
    assert (person.entry_id, person.kind, person.programme) == ("11", Kind.PERSON, "FABLE; MYTH")
    assert person.names == (
        Name("VESKAR, Orlan", NameKind.PRIMARY),
        Name("THE ELDER", NameKind.WEAK),
        Name("Вескар Орлан", NameKind.ORIGINAL_SCRIPT),
    )
    assert (person.countries, person.birth_years) == (("IR",), (1961, 1963, 1964, 1965))
    assert person.identifiers == ("Passport: X123",)
    assert {("address", "Long Quay 3, Quarth, Iran"), ("Nationality Country", "Syria"), ("Gender", "Male")} <= set(
        person.info
    )
    assert (works.kind, works.countries) == (Kind.ORGANISATION, ("RU",))
    assert works.identifiers == ("Tax ID No.: 77", "SWIFT/BIC: QRTHRUMM")
    assert (ship.kind, ship.identifiers) == (Kind.VESSEL, ("IMO: 1234567",))
    assert (parsed.source_date, parsed.rows_in) == (date(2026, 2, 27), 3)


def test_the_eu_xml_tells_weak_names_scripts_and_countries() -> None:
    parsed = read("eu_xml")
    person, works = parsed.entries
    assert (person.entry_id, person.kind, person.programme) == ("901", Kind.PERSON, "FABLE")
    assert person.names == (
        Name("Orlan VESKAR", NameKind.PRIMARY),
        Name("Орлан ВЕСКАР", NameKind.ORIGINAL_SCRIPT),
        Name("The Elder", NameKind.WEAK),
        Name("Orlan T. VESCAR", NameKind.STRONG),
    )
    assert (person.countries, person.birth_years) == (("IR",), (1961, 1963, 1964, 1965))
    assert person.identifiers == ("National passport: X123",)
    assert names(works, NameKind.STRONG) == ["Werken van de Grijze Haven"]
    assert works.countries == ("RU",)
    assert ("contact", "works.example.org") in works.info
    assert (parsed.source_date, parsed.rows_in) == (date(2026, 2, 27), 2)


def test_the_eu_csv_gathers_the_rows_of_an_entity() -> None:
    parsed = read("eu_csv")
    person, works = parsed.entries
    from_xml = read("eu_xml").entries
    for entry, other in zip((person, works), from_xml, strict=True):
        assert (entry.entry_id, entry.kind, entry.countries) == (other.entry_id, other.kind, other.countries)
        assert (entry.birth_years, entry.identifiers) == (other.birth_years, other.identifiers)
    assert names(person, NameKind.WEAK) == ["The Elder"]
    assert names(person, NameKind.ORIGINAL_SCRIPT) == ["Орлан ВЕСКАР"]
    assert any("Director of the Grey Harbour Works" in text for _, text in person.info)
    assert (parsed.source_date, parsed.rows_in) == (date(2026, 2, 27), 12)


@pytest.mark.parametrize(
    ("format_id", "entry_ids", "day", "rows"),
    [
        ("uk_sanctions_csv", ["FBL0001", "FBL0002", "FBL0003"], date(2026, 2, 13), 7),
        ("uk_conlist_csv", ["9001", "9002", "9003"], date(2026, 1, 25), 6),
    ],
)
def test_the_uk_lists_gather_rows_and_put_the_surname_last(
    format_id: str, entry_ids: list[str], day: date, rows: int
) -> None:
    parsed = read(format_id)
    person, works, ship = parsed.entries
    assert [entry.entry_id for entry in parsed.entries] == entry_ids
    assert [entry.kind for entry in parsed.entries] == [Kind.PERSON, Kind.ORGANISATION, Kind.VESSEL]
    assert names(person, NameKind.PRIMARY)[0].split()[0] == "Orlan"
    assert names(person, NameKind.PRIMARY)[0].split()[-1] == "VESKAR"
    assert names(person, NameKind.STRONG) == ["Orlan VESCAR"]
    assert names(person, NameKind.WEAK) == ["THE ELDER"]
    assert names(person, NameKind.ORIGINAL_SCRIPT) == ["Орлан Вескар"]
    assert (person.countries, works.countries, ship.countries) == (("IR",), ("RU",), ())
    assert person.birth_years[0] == 1961
    assert person.identifiers[0] == "Passport: X123"
    assert (parsed.source_date, parsed.rows_in) == (day, rows)


def test_numbered_numbers_of_the_uk_list_are_taken_apart() -> None:
    person, works, ship = read("uk_sanctions_csv").entries
    assert person.identifiers == ("Passport: X123", "Passport: Y 456", "National ID: 778-1")
    assert (works.identifiers, ship.identifiers) == (("Registration: 7712",), ("IMO: 1234567",))


def test_joined_aliases_are_split_with_care() -> None:
    person, works, bank, _, moon = read("flat_names").entries
    assert person.names == (
        Name("Orlan Veskar", NameKind.PRIMARY),
        Name("Orlan Vescar", NameKind.STRONG),
        Name("Elder", NameKind.WEAK),
        Name("Орлан Вескар", NameKind.ORIGINAL_SCRIPT),
    )
    assert names(works, NameKind.PRIMARY) == ["Grey Harbour Works, Ltd"]
    assert names(works, NameKind.STRONG) == ["Harbour Works (Quarth, North)", "Harbour Works, a. s."]
    assert all(names(each, NameKind.WEAK) == ["sociedade por ações"] for each in (works, bank, moon))


def test_rows_of_one_name_are_one_entry_and_a_kind_not_said_is_guessed() -> None:
    person, works, bank, quill, _ = read("flat_names").entries
    assert [bank.kind, quill.kind] == [Kind.ORGANISATION, Kind.PERSON]
    assert ("kind", "guessed") in bank.info
    assert names(bank, NameKind.STRONG) == ["SOL BANK", "Bank of the Sun"]
    assert (works.countries, bank.countries) == (("IR",), ("RU", "CN"))
    assert person.countries == quill.countries == ()
