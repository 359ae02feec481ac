"""Each format: what is read from a good file. All names are fictional."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from domain.errors import UnusableInputError
from kvcase.lists import formats
from kvcase.lists.entries import Kind, Name, NameKind
from kvcase.lists.importers.generic_csv import ColumnMapping
from kvcase.lists.reading import Source, UnusableListError

SDN = (
    b'11,"VESKAR, Orlan","individual","FABLE] [MYTH","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    b'"DOB 05 Mar 1961; alt. DOB 1960 to 1962; POB Quarth; Passport X123 (Iran); '
    b"a.k.a. 'OV'; a.k.a. 'THE ELDER'.\"\r\n"
    b'12,"GREY HARBOUR WORKS",-0- ,"FABLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Tax ID No. 77 (Russia)."\r\n'
    b'13,"QUARTH STAR","vessel","FABLE",-0- ,"XQ1","Tanker",-0- ,-0- ,"Quarth",-0- ,-0- \r\n'
    b"\x1a"
)
ALT = b'11,901,"aka","VESCAR, Orlan",-0- \r\n12,902,"fka","HARBOUR WORKS No. 1",-0- \r\n\x1a'

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>501</DATAID><FIRST_NAME>ORLAN</FIRST_NAME><SECOND_NAME>VESKAR</SECOND_NAME>
      <UN_LIST_TYPE>Fable</UN_LIST_TYPE><NAME_ORIGINAL_SCRIPT>Орлан Вескар</NAME_ORIGINAL_SCRIPT>
      <NATIONALITY><VALUE>Belgium</VALUE></NATIONALITY>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Orlan Vescar</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Elder</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ADDRESS><COUNTRY>Iran (Islamic Republic of)</COUNTRY></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH><DATE>1961-03-05</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><FROM_YEAR>1963</FROM_YEAR><TO_YEAR>1965</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>X123</NUMBER></INDIVIDUAL_DOCUMENT>
      <SORT_KEY/>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY>
      <DATAID>502</DATAID><FIRST_NAME>GREY HARBOUR WORKS</FIRST_NAME>
      <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Grey Harbour</ALIAS_NAME></ENTITY_ALIAS>
    </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>
"""
NRO = """id,name,aliases,country,city
quarth-u,University of Quarth,UQ; Quarth University,Iran,Quarth
sol,Sol Works,,Atlantis,
"""
COLUMNS = ColumnMapping(entry_id="id", name="name", aliases="aliases", country="country")


def test_an_sdn_row_gives_names_years_identifiers_and_keeps_all_else() -> None:
    parsed = formats.parse("ofac_sdn", {"names": SDN})
    person, works, ship = parsed.entries
    assert (person.entry_id, person.kind, person.programme) == ("11", Kind.PERSON, "FABLE; MYTH")
    assert person.names == (
        Name("VESKAR, Orlan", NameKind.PRIMARY),
        Name("OV", NameKind.WEAK),
        Name("THE ELDER", NameKind.WEAK),
    )
    assert person.birth_years == (1961, 1960, 1962)
    assert person.identifiers == ("Passport: X123",)
    assert dict(person.info)["title"] == "Director"
    assert "POB Quarth" in dict(person.info)["remarks"]
    assert (works.kind, works.countries) == (Kind.ORGANISATION, ("RU",))
    assert (ship.kind, dict(ship.info)["flag"]) == (Kind.VESSEL, "Quarth")
    assert (parsed.rows_in, parsed.rejected, parsed.parts) == (3, (), ("names",))


def test_a_document_gives_a_person_no_country() -> None:
    assert formats.parse("ofac_sdn", {"names": SDN}).entries[0].countries == ()


def test_the_alias_part_adds_strong_names() -> None:
    parsed = formats.parse("ofac_sdn", {"names": SDN, "aliases": ALT})
    assert Name("VESCAR, Orlan", NameKind.STRONG) in parsed.entries[0].names
    assert Name("HARBOUR WORKS No. 1", NameKind.STRONG) in parsed.entries[1].names
    assert (parsed.parts, parsed.rows_in) == (("aliases", "names"), 5)


def test_an_alias_of_no_entry_is_rejected() -> None:
    parsed = formats.parse("ofac_sdn", {"names": SDN, "aliases": b'99,1,"aka","NOBODY",-0- \r\n' + ALT})
    assert [(error.part, error.line, error.field) for error in parsed.rejected] == [("aliases", 1, "ent_num")]


def test_a_un_element_gives_names_by_quality_years_and_address_countries() -> None:
    parsed = formats.parse("un_xml", {"list": UN.encode()})
    person, works = parsed.entries
    assert person.names == (
        Name("ORLAN VESKAR", NameKind.PRIMARY),
        Name("Орлан Вескар", NameKind.ORIGINAL_SCRIPT),
        Name("Orlan Vescar", NameKind.STRONG),
        Name("The Elder", NameKind.WEAK),
    )
    assert (person.countries, person.birth_years) == (("IR",), (1961, 1963, 1964, 1965))
    assert person.identifiers == ("Passport: X123",)
    assert works.names[1] == Name("Grey Harbour", NameKind.STRONG)
    assert (parsed.source_date, parsed.rows_in) == (date(2026, 2, 27), 2)


def test_a_mapped_csv_marks_acronyms_weak_and_keeps_what_it_does_not_know() -> None:
    first, second = formats.parse("generic_csv", {"list": NRO.encode()}, COLUMNS).entries
    assert first.names == (
        Name("University of Quarth", NameKind.PRIMARY),
        Name("UQ", NameKind.WEAK),
        Name("Quarth University", NameKind.STRONG),
    )
    assert (first.countries, first.info) == (("IR",), (("city", "Quarth"),))
    assert (second.countries, second.info) == ((), (("country", "Atlantis"),))


def test_fixed_values_stand_in_for_columns() -> None:
    mapping = ColumnMapping("id", "name", fixed_kind=Kind.PERSON, fixed_country="China", fixed_programme="FABLE")
    entry = formats.parse("generic_csv", {"list": b"id,name\n1,Orlan Veskar\n"}, mapping).entries[0]
    assert (entry.kind, entry.countries, entry.programme) == (Kind.PERSON, ("CN",), "FABLE")


@pytest.mark.parametrize(
    ("format_id", "parts", "mapping"),
    [
        ("ofac_sdn", {"names": SDN}, None),
        ("un_xml", {"list": UN.encode()}, None),
        ("generic_csv", {"list": NRO.encode()}, COLUMNS),
    ],
)
def test_a_gzipped_file_on_disk_reads_as_the_plain_bytes(
    tmp_path: Path, format_id: str, parts: dict[str, bytes], mapping: ColumnMapping | None
) -> None:
    packed: dict[str, Source] = {}
    for name, data in parts.items():
        packed[name] = tmp_path / name
        (tmp_path / name).write_bytes(gzip.compress(data))
    assert formats.parse(format_id, packed, mapping) == formats.parse(format_id, parts, mapping)


def test_an_unknown_format_and_an_unknown_part_are_named() -> None:
    with pytest.raises(UnusableInputError, match=r"unknown format 'fable'; expected one of .*ofac_sdn, .*un_xml"):
        formats.parse("fable", {})
    with pytest.raises(UnusableListError, match="names: the part is missing"):
        formats.parse("ofac_sdn", {})
    with pytest.raises(UnusableListError, match="pictures: no such part"):
        formats.parse("ofac_sdn", {"names": SDN, "pictures": b"x"})
