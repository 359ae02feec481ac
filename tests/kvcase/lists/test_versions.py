"""Deltas between versions, and the guard that holds a suspicious one."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import speech
from domain.collaboration.spine import Language
from kvcase.lists import versions
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.lists.reading import ParsedList, RowError
from kvcase.lists.versions import Delta, PreviousVersion

PRINTS = st.dictionaries(
    st.text("abc", min_size=1, max_size=2), st.tuples(st.sampled_from("xy"), st.sampled_from("xy"))
)


def entries(count: int) -> tuple[Entry, ...]:
    return tuple(
        Entry(str(number), Kind.ORGANISATION, (Name(f"Works {number}", NameKind.PRIMARY),)) for number in range(count)
    )


def parsed(count: int, rejected: int = 0, parts: tuple[str, ...] = ("names",)) -> ParsedList:
    error = RowError("names", 1, "name", "empty", "a name")
    return ParsedList(entries(count), count + rejected, (error,) * rejected, None, parts, "fable-1")


def test_a_delta_tells_the_four_ways_an_entry_can_change() -> None:
    kept, renamed, noted, gone = entries(4)
    old = versions.of((kept, renamed, noted, gone))
    added = Entry("9", Kind.PERSON, (Name("Orlan Veskar", NameKind.PRIMARY),))
    new = versions.of(
        (
            added,
            replace(renamed, names=(Name("New Works", NameKind.PRIMARY),)),
            replace(noted, info=(("title", "closed"),)),
            kept,
        )
    )
    assert versions.delta(old, new) == Delta(("9",), ("1",), ("2",), ("3",))


@settings(deadline=None)
@given(PRINTS, PRINTS)
def test_a_delta_leads_from_the_old_version_to_the_new(
    old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]
) -> None:
    delta = versions.delta(old, new)
    touched = (*delta.added, *delta.changed_match, *delta.changed_info)
    kept = {key: value for key, value in old.items() if key not in delta.removed}
    assert kept | {key: new[key] for key in touched} == new
    assert len({*touched, *delta.removed}) == len(touched) + len(delta.removed)


@settings(deadline=None)
@given(PRINTS)
def test_the_same_version_again_changes_nothing(prints: dict[str, tuple[str, str]]) -> None:
    assert versions.delta(prints, prints) == Delta()


def test_the_digest_ignores_order_and_sees_content() -> None:
    some = entries(3)
    assert versions.canonical_sha256(some) == versions.canonical_sha256(reversed(some))
    assert versions.canonical_sha256(some) != versions.canonical_sha256(some[:2])


@pytest.mark.parametrize(
    ("version", "previous", "rule"),
    [
        (parsed(0), None, "no-entries"),
        (parsed(79), PreviousVersion(100, ("names",)), "shrunken"),
        (parsed(80), PreviousVersion(100, ("names",)), None),
        (parsed(99, rejected=2), None, "too-many-rejected"),
        (parsed(99, rejected=1), None, None),
        (parsed(100), PreviousVersion(100, ("aliases", "names")), "missing-part"),
        (parsed(100, parts=("aliases", "names")), PreviousVersion(100, ("names",)), None),
        (parsed(100), None, None),
    ],
)
def test_a_suspicious_version_is_held_with_its_reason(
    version: ParsedList, previous: PreviousVersion | None, rule: str | None
) -> None:
    held = versions.examine(version, previous)
    assert (held.rule if held else None) == rule
    assert held is None or held.reason


@pytest.mark.parametrize(("day", "rule"), [(date(2026, 2, 26), "older"), (date(2026, 2, 27), None), (None, None)])
def test_a_file_of_an_older_day_than_the_version_in_force_is_held(day: date | None, rule: str | None) -> None:
    held = versions.examine(
        replace(parsed(100), source_date=day), PreviousVersion(100, ("names",), day=date(2026, 2, 27))
    )
    assert (held.rule if held else None) == rule
    assert held is None or "of 2026-02-26, the version in force of 2026-02-27" in held.reason


@pytest.mark.parametrize(
    ("gone", "stable", "rule"), [(61, True, "shrunken"), (60, True, None), (61, False, None), (49, True, None)]
)
def test_entries_that_came_do_not_hide_that_a_fifth_is_gone(gone: int, stable: bool, rule: str | None) -> None:
    old = 300 if gone > 50 else 100
    change = Delta(removed=tuple(map(str, range(gone))), added=tuple(f"n{at}" for at in range(gone)))
    held = versions.examine(replace(parsed(old), stable_ids=stable), PreviousVersion(old, ("names",)), change)
    assert (held.rule if held else None) == rule


_GONE = Delta(removed=("1",))


@pytest.mark.parametrize(
    ("version", "previous", "change", "dutch"),
    [
        (parsed(0), None, None, "de versie heeft geen vermeldingen"),
        (
            replace(parsed(1), doubt="the last row (line 12) is cut off"),
            None,
            None,
            "de laatste rij (regel 12) is afgebroken: wat daarna kwam, ontbreekt",
        ),
        (parsed(1), None, None, "Sharif hoort op deze lijst te staan, en ontbreekt in de versie"),
        (
            parsed(1),
            PreviousVersion(1, ("aliases", "names")),
            None,
            "het deel aliases ontbreekt; de versie die van kracht is, heeft het",
        ),
        (
            replace(parsed(1), source_date=date(2026, 2, 26)),
            PreviousVersion(1, ("names",), day=date(2026, 2, 27)),
            None,
            (
                "het bestand is van 2026-02-26, de versie die van kracht is van 2026-02-27: wat sindsdien kwam, zou "
                "verloren gaan"
            ),
        ),
        (
            parsed(3),
            PreviousVersion(12_345, ("names",)),
            None,
            "12 342 van de 12 345 vermeldingen zijn weg, meer dan 20 %",
        ),
        (
            parsed(3),
            PreviousVersion(3, ("names",), names=12_003),
            None,
            "12 000 van de 12 003 namen zijn weg, meer dan 20 %",
        ),
        (
            parsed(3, rejected=2),
            PreviousVersion(3, ("names",)),
            _GONE,
            (
                "2 rijen waren niet te lezen en 1 vermeldingen zijn weg: dat kunnen dezelfde zijn, zodat niemand als "
                "geschrapt geldt"
            ),
        ),
        (parsed(3, rejected=2), None, None, "2 van de 5 rijen waren niet te lezen, meer dan 1 %"),
    ],
)
def test_why_a_version_is_held_is_told_in_dutch_too(
    version: ParsedList, previous: PreviousVersion | None, change: Delta | None, dutch: str
) -> None:
    held = versions.examine(version, previous, change, ("Sharif",) if "Sharif" in dutch else ())
    assert held is not None
    assert speech.told(speech.why_held(held.reason), Language.NL) == dutch
