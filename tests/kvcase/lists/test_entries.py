"""What a fingerprint sees, and what it does not."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kvcase.lists import entries
from kvcase.lists.entries import Entry, Kind, Name, NameKind

ENTRY = Entry(
    entry_id="17",
    kind=Kind.PERSON,
    names=(Name("Orlan Veskar", NameKind.PRIMARY), Name("Veskar the Elder", NameKind.WEAK)),
    countries=("XA", "XB"),
    birth_years=(1961, 1962),
    identifiers=("Passport: X1", "Passport: X2"),
    programme="FABLE",
    info=(("title", "Director"), ("remarks", "of the works")),
)

texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)
written = st.builds(
    Entry,
    entry_id=texts,
    kind=st.sampled_from(Kind),
    names=st.lists(st.builds(Name, texts, st.sampled_from(NameKind)), max_size=4).map(tuple),
    countries=st.lists(texts, max_size=3).map(tuple),
    birth_years=st.lists(st.integers(1800, 2030), max_size=3).map(tuple),
    identifiers=st.lists(texts, max_size=3).map(tuple),
    programme=texts,
    info=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
)


@settings(deadline=None)
@given(written)
def test_a_stored_entry_comes_back_in_canonical_order(entry: Entry) -> None:
    assert entries.decode(entries.encode(entry)) == entries.canonical(entry)


@settings(deadline=None)
@given(written)
def test_order_and_white_space_change_no_fingerprint(entry: Entry) -> None:
    shuffled = replace(
        entry,
        names=tuple(Name(f"  {name.text}\n", name.kind) for name in reversed(entry.names)),
        countries=tuple(reversed(entry.countries)),
        birth_years=tuple(reversed(entry.birth_years)),
        identifiers=tuple(reversed(entry.identifiers)),
        info=tuple(reversed(entry.info)),
    )
    assert entries.fingerprints(shuffled) == entries.fingerprints(entry)


def test_what_matching_looks_at_changes_the_match_fingerprint_only() -> None:
    changes = (
        replace(ENTRY, names=ENTRY.names[:1]),
        replace(ENTRY, kind=Kind.ORGANISATION),
        replace(ENTRY, countries=("XA",)),
        replace(ENTRY, birth_years=(1961,)),
        replace(ENTRY, identifiers=()),
        replace(ENTRY, names=(ENTRY.names[0], Name("Veskar the Elder", NameKind.STRONG))),
    )
    for changed in changes:
        assert entries.match_fingerprint(changed) != entries.match_fingerprint(ENTRY)
        assert entries.info_fingerprint(changed) == entries.info_fingerprint(ENTRY)


def test_all_the_rest_changes_the_info_fingerprint_only() -> None:
    for changed in (replace(ENTRY, programme="OTHER"), replace(ENTRY, info=ENTRY.info[:1])):
        assert entries.match_fingerprint(changed) == entries.match_fingerprint(ENTRY)
        assert entries.info_fingerprint(changed) != entries.info_fingerprint(ENTRY)


def test_fingerprints_never_change_between_releases() -> None:
    assert entries.fingerprints(ENTRY) == (
        "083801495c0749d29b3f20e617fc7b1db299d90c0e91fb73817094117e025242",
        "403e57ac12aa55950a420d33c1f37353efdf6dce3e8cdbfb1b27b34acbc0eb63",
    )
