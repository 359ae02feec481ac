"""What is known of institutions: each name has a source, no innocent has one of theirs, and lists are enriched."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from anyascii import anyascii

from kvcase.catalogues.reading import CatalogueError
from kvcase.lists import formats
from kvcase.lists.entries import Entry, Kind, Name, NameKind, decode, encode, match_fingerprint
from kvcase.lists.importers.generic_csv import CANADA_NRO
from kvcase.screening import alias_files, aliases
from kvcase.screening.alias_files import UNVERIFIED, Alias, AliasKind, Institution, Strength, is_short_acronym, name_key
from kvcase.screening.normalise import tokens

INNOCENTS = tuple(
    line
    for line in (Path(__file__).parent / "innocents.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
NAMES = tuple((institution, name) for institution in aliases.edition().institutions for name in institution.names)
SEVEN_SONS = (
    ("Beihang University", "北京航空航天大学"),
    ("Beijing Institute of Technology", "北京理工大学"),
    ("Harbin Engineering University", "哈尔滨工程大学"),
    ("Harbin Institute of Technology", "哈尔滨工业大学"),
    ("Nanjing University of Aeronautics and Astronautics", "南京航空航天大学"),
    ("Nanjing University of Science and Technology", "南京理工大学"),
    ("Northwestern Polytechnical University", "西北工业大学"),
)


def listed(name: str, *further: Name, country: str = "CN", kind: Kind = Kind.ORGANISATION) -> Entry:
    return Entry("1", kind, (Name(name, NameKind.PRIMARY), *further), (country,) if country else ())


def words(text: str) -> str:
    """Return the words as the matcher compares them, Chinese in pinyin."""
    return " ".join(sorted(token.text for token in tokens(text, person=False)))


def test_at_least_250_institutions_are_known() -> None:
    assert len(aliases.edition().institutions) >= 250
    assert {institution.country for institution, _ in NAMES} == {"CN", "IR", "RU"}


def test_every_name_has_a_source_that_can_be_looked_up() -> None:
    for institution, name in NAMES:
        source = aliases.edition().source(name.source)
        assert source.title, (institution.institution_id, name.text)
        assert source.address.startswith("http") or name.source in (UNVERIFIED, "derived")


def test_what_is_found_in_no_source_is_weak() -> None:
    assert all(name.strength is Strength.WEAK for _, name in NAMES if name.source == UNVERIFIED)


def test_an_acronym_of_four_letters_is_weak() -> None:
    assert all(name.strength is Strength.WEAK for _, name in NAMES if is_short_acronym(name))
    assert is_short_acronym(Alias("MEPhI"[:4], "en", AliasKind.ACRONYM, Strength.WEAK, UNVERIFIED))


def test_a_derived_name_reads_as_a_verified_native_name_of_the_same_institution() -> None:
    def letters(text: str) -> str:
        return "".join(letter for letter in anyascii(text).casefold() if letter.isalpha())

    for institution, name in NAMES:
        if name.source == "derived":
            natives = (each for each in institution.aliases if each.source not in (UNVERIFIED, "derived"))
            assert letters(name.text) in {letters(each.text) for each in natives}, name.text


def test_no_strong_name_of_ours_is_that_of_an_innocent_institution() -> None:
    assert len(INNOCENTS) == len(set(INNOCENTS)) >= 400
    ours = {
        key(name.text): name.text for _, name in NAMES if name.strength is Strength.STRONG for key in (name_key, words)
    }
    taken = {name: ours[key(name)] for name in INNOCENTS for key in (name_key, words) if key(name) in ours}
    assert taken == {}


def test_no_innocent_institution_is_known() -> None:
    assert [name for name in INNOCENTS if aliases.known(name) is not None] == []


@pytest.mark.parametrize(("name", "native"), SEVEN_SONS)
def test_the_seven_sons_are_known_by_their_own_name(name: str, native: str) -> None:
    institution = aliases.known(name)
    assert institution is not None
    assert aliases.known(native) is institution
    assert {alias.language for alias in institution.aliases} >= {
        "zh-Hans",
        "zh-Hant",
        "zh-Latn",
        "nl",
        "fr",
        "de",
        "ru",
    }


def test_a_name_is_known_however_it_is_spelled() -> None:
    institution = aliases.known("National University of Defense Technology")
    assert institution is not None
    assert aliases.known("NATIONAL UNIV. OF DEFENCE TECHNOLOGY") is institution


def test_a_weak_name_tells_only_together_with_the_country() -> None:
    assert aliases.known("National Defense University") is None
    assert aliases.known("National Defense University", "US") is None
    institution = aliases.known("National Defense University", "CN")
    assert institution is not None
    assert institution.institution_id == "cn-plandu"


def test_a_short_acronym_never_tells() -> None:
    assert aliases.known("BIT", "CN") is None


def test_an_entry_is_enriched_with_the_names_of_its_institution() -> None:
    entry = aliases.enriched(listed("Harbin Institute of Technology", Name("HIT", NameKind.WEAK)))
    assert entry.names[0] == Name("Harbin Institute of Technology", NameKind.PRIMARY)
    added = {name.text: name for name in entry.names[2:]}
    assert added["哈尔滨工业大学"] == Name("哈尔滨工业大学", NameKind.STRONG, "aliases.2026-11-21 cn-chsi")
    assert added["Harbin Polytechnic"].kind is NameKind.WEAK
    assert "HIT" not in added


def test_an_entry_is_recognised_by_any_name_that_its_list_calls_strong() -> None:
    entry = listed("An unknown body", Name("Fourth Military Medical University", NameKind.STRONG))
    institution = aliases.recognised(entry)
    assert institution is not None
    assert institution.name == "Air Force Medical University"
    assert aliases.recognised(listed("A body", Name("Fourth Military Medical University", NameKind.WEAK))) is None


def test_an_entry_of_another_country_or_kind_is_left_alone() -> None:
    for entry in (
        listed("Harbin Institute of Technology", country="US"),
        listed("Harbin Institute of Technology", kind=Kind.PERSON),
        listed("Peking University"),
    ):
        assert aliases.enriched(entry) is entry


def test_keys_that_the_caller_has_are_used() -> None:
    entry = listed("Harbin Institute of Technology")
    assert aliases.enriched(entry, [name_key(entry.names[0].text)]) == aliases.enriched(entry)
    assert aliases.enriched(entry, ["example"]) is entry


def test_whoever_has_a_name_is_found_by_it() -> None:
    assert [institution.institution_id for institution in aliases.named("BIT")] == ["cn-bit"]
    assert aliases.named("Fictopia University") == ()


def test_enriching_twice_adds_nothing() -> None:
    once = aliases.enriched(listed("Harbin Institute of Technology"))
    assert aliases.enriched(once) == once


def test_what_the_list_says_stays_what_it_is() -> None:
    entry = listed("Harbin Institute of Technology")
    assert match_fingerprint(aliases.enriched(entry)) == match_fingerprint(entry)
    assert decode(encode(aliases.enriched(entry))) == entry


# --- the files -----------------------------------------------------------------------------------------------------


EDITION = """
id = "aliases.test"
published = 2026-11-21

[files]
"xx.toml" = "{digest}"

[sources.{source}]
title = "A source"
address = "https://example.org"
"""
FILE = """
[[institution]]
id = "cn-first"
name = "First Fictional University"
country = "CN"
city = "Exampleton"
source = "a-list"
aliases = [["Fictopia University", "en", "translated", "strong", "a-list"]]

[[institution]]
id = "cn-second"
name = "Second Fictional University"
country = "CN"
city = "Exampleton"
source = "a-list"
ror = "012345678"
aliases = [["Fictonia", "en", "short", "weak", "unverified"]]
"""


def written(folder: Path, file: str, source: str = "a-list", digest: str = "") -> Path:
    content = file.encode()
    (folder / "xx.toml").write_bytes(content)
    unverified = '\n[sources.unverified]\ntitle = "None"\naddress = ""\n'
    edition = EDITION.format(digest=digest or hashlib.sha256(content).hexdigest(), source=source) + unverified
    (folder / "edition.toml").write_text(edition, encoding="utf-8")
    return folder


def test_a_folder_of_files_is_an_edition(tmp_path: Path) -> None:
    edition = alias_files.load(written(tmp_path, FILE))
    assert [institution.name for institution in edition.institutions] == [
        "First Fictional University",
        "Second Fictional University",
    ]
    assert edition.source("ror:012345678").address == "https://ror.org/012345678"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"Fictonia", "en", "short", "weak"', '"Fictonia", "en", "short", "strong"', "found in no source"),
        ('"Fictonia", "en", "short", "weak"', '"FICT", "en", "acronym", "strong"', "found in no source"),
        ('"Fictopia University", "en", "translated"', '"FICT", "en", "acronym"', "acronym of at most 4 letters"),
        ('"Fictonia", "en", "short", "weak"', '"Fictonia", "en", "short", "middling"', "middling"),
        ('"Fictonia", "en", "short"', '"Fictonia", "en", "nickname"', "nickname"),
        ('"Fictonia", "en"', '"Fictonia", "English"', "aliases[0][1]"),
        ('"Fictonia"', '"Fictopia University"', "known by it as well"),
        ('"Fictonia"', '"University of Fictopia"', "known by it as well"),
        ('"Fictonia"', '"Second Fictional University"', "stands here twice"),
        ('"Fictonia"', '"---"', "no word"),
        ('"cn-second"', '"cn-first"', "two institutions have it"),
        ('id = "cn-second"', 'id = "ir-second"', "beginning of the id"),
        ('country = "CN"', 'country = "Fictopia"', "'Fictopia' is not known"),
        ('"012345678"', '"none"', "ror"),
        ('source = "a-list"\nror', 'source = "hearsay"\nror', "'hearsay' is not known"),
        ('source = "a-list"\nror', 'source = "ror:099999999"\nror', "is not known"),
        ('city = "Exampleton"', 'town = "Exampleton"', "town"),
        ("[[institution]]", "[[institution]", "TOML"),
    ],
)
def test_a_fault_in_a_file_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in FILE
    with pytest.raises(CatalogueError) as refused:
        alias_files.load(written(tmp_path, FILE.replace(old, new)))
    assert says in str(refused.value)


def test_a_file_that_differs_from_its_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="not those of the edition"):
        alias_files.load(written(tmp_path, FILE, digest="0" * 64))


def test_the_shipped_edition_is_frozen() -> None:
    """Whoever changes a name gives the edition a new id: what an explanation cites must stay what it was."""
    assert aliases.edition().edition_id == "aliases.2026-11-21"
    content = (aliases.DATA / alias_files.EDITION).read_bytes()
    assert hashlib.sha256(content).hexdigest() == "21d68adf41da4808ae620c9d14400baea71ea7bcb4b2d604e2ad07a0f36fe16e"


# --- the Canadian list ---------------------------------------------------------------------------------------------


@pytest.mark.skipif("KVCASE_TEST_DATA" not in os.environ, reason="KVCASE_TEST_DATA is not set: the list is not here")
def test_every_entry_of_the_canadian_list_is_known_by_its_name() -> None:
    source = Path(os.environ["KVCASE_TEST_DATA"]) / "lists" / "ca_nro" / "ca_nro_2025-03-11.csv"
    entries = formats.parse("generic_csv", {"list": source}, CANADA_NRO).entries
    found: list[Institution | None] = []
    for entry in entries:
        primary = replace(entry, names=tuple(name for name in entry.names if name.kind is NameKind.PRIMARY))
        found.append(aliases.recognised(primary))
    assert len(found) >= 126
    assert None not in found
