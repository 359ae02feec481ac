"""The readers under the importers: XML record by record, CSV rows with their lines, drafts that say nothing twice."""

import pytest

from kvcase.lists.csv_rows import CsvRows
from kvcase.lists.drafts import Draft, birth_years, has_latin
from kvcase.lists.entries import Kind, Name, NameKind
from kvcase.lists.reading import RowRefusedError, UnusableListError
from kvcase.lists.xml_records import XmlRecords


def test_records_come_before_the_end_of_the_file_is_read() -> None:
    many = b"<r><e><n>Orlan</n></e>" + b"<e><n>Tiber</n></e>" * 10_000 + b"<e></b></r>"
    records = iter(XmlRecords("list", many, "r", ("e",)))
    line, first = next(records)
    assert (line, first.findtext("n")) == (1, "Orlan")
    with pytest.raises(UnusableListError, match="not well-formed"):
        list(records)


def test_a_namespace_prefix_does_not_count() -> None:
    prefixed = b'<x:r xmlns:x="urn:fable" day="1">\n<x:e><x:n>Orlan</x:n></x:e>\n</x:r>\n'
    records = XmlRecords("list", prefixed, "r", ("e",))
    assert [(line, element.findtext("n")) for line, element in records] == [(2, "Orlan")]
    assert records.attributes["day"] == "1"


def test_rows_know_the_line_on_which_they_begin() -> None:
    rows = CsvRows("list", b'id,name\n1,"two\nlines"\n\n2,one\n', ("id", "name"))
    assert [line for line, _ in rows] == [2, 5]


def test_a_preface_is_skipped_only_where_the_format_has_one() -> None:
    data = b"Issued 1 May\nid,name\n1,Orlan\n"
    assert CsvRows("list", data, ("id", "name"), with_preface=True).preface == (("Issued 1 May",),)
    with pytest.raises(UnusableListError, match="the header row lacks id, name"):
        CsvRows("list", data, ("id", "name"))


def test_a_draft_keeps_the_strongest_kind_of_a_name_and_one_primary() -> None:
    draft = Draft("1", Kind.PERSON)
    for text, kind in (("Elder", NameKind.WEAK), ("Orlan", NameKind.PRIMARY), ("Elder", NameKind.STRONG)):
        draft.name("name", text, kind)
    draft.name("name", "Elder", NameKind.PRIMARY)
    draft.name("name", "Орлан", NameKind.STRONG)
    assert draft.entry().names == (
        Name("Orlan", NameKind.PRIMARY),
        Name("Elder", NameKind.STRONG),
        Name("Орлан", NameKind.ORIGINAL_SCRIPT),
    )


def test_a_draft_without_a_primary_name_takes_the_first_strong_one() -> None:
    draft = Draft("1", Kind.PERSON)
    with pytest.raises(RowRefusedError):
        draft.entry()
    draft.name("name", "Elder", NameKind.WEAK)
    assert draft.entry().names == (Name("Elder", NameKind.PRIMARY),)
    draft.name("name", "Orlan", NameKind.STRONG)
    assert draft.entry().names[0] == Name("Orlan", NameKind.PRIMARY)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("05 Mar 1961", [1961]),
        ("circa 1951", [1951]),
        ("1960 to 1962", [1960, 1961, 1962]),
        ("1960-1962", [1960, 1961, 1962]),
        ("1900 to 1990", [1900, 1990]),
        ("00/00/1975", [1975]),
        ("12345", []),
    ],
)
def test_birth_years_are_read_from_dates_and_short_ranges(text: str, years: list[int]) -> None:
    assert list(birth_years(text)) == years


def test_a_name_of_digits_or_with_one_latin_letter_is_latin() -> None:
    assert [has_latin(text) for text in ("154", "Ā", "Орлан", "文 X", "文")] == [True, True, False, True, False]
