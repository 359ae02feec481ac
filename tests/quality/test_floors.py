"""What the present matcher reaches on the hold-out: floors that a change must not fall through, raised as it improves.

A floor is a figure of the whole, never of a row: no scorer is tuned to rows of the hold-out.
"""

from collections.abc import Sequence

import pytest

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from tests.quality import measure, present, real_lists
from tests.quality.innocents import innocents
from tests.quality.measure import HERE, SEED, tally
from tests.quality.perturb import PERTURBED, perturbed

needs_real_lists = pytest.mark.skipif(not real_lists.are_here(), reason="KVCASE_TEST_DATA is not set: no real lists")


def test_spellings_of_universities_are_found_by_their_bare_name() -> None:
    done = tally(measure.judge(measure.read(HERE / "universities.csv"), present.scorer))
    assert done.recall >= 0.92
    assert done.alarm_rate <= 0.12


@needs_real_lists
def test_spellings_of_universities_are_found_by_all_listed_names() -> None:
    judged = measure.judge(measure.read(HERE / "universities.csv"), present.scorer, real_lists.institutions())
    assert tally(judged).recall >= 0.92
    assert tally(each for each in judged if each[0].derivable in ("string", "listed")).recall >= 0.81
    assert tally(judged).alarm_rate <= 0.12


@needs_real_lists
def test_the_ways_of_writing_of_the_third_edition_are_known() -> None:
    listed = real_lists.institutions()
    universities = tally(measure.judge(measure.read(HERE / "universities3.csv"), present.scorer, listed))
    assert universities.recall >= 0.93
    assert universities.alarm_rate <= 0.05


def test_the_ways_of_writing_persons_of_the_third_edition_are_known() -> None:
    persons = tally(measure.judge(measure.read(HERE / "persons3.csv"), present.scorer))
    assert persons.recall >= 0.93
    assert persons.alarm_rate <= 0.05


def test_pairs_are_told_apart() -> None:
    judged = measure.judge(measure.read(HERE / "pairs.csv"), present.scorer)
    assert tally(judged).recall >= 0.98
    assert tally(judged).precision >= 0.99
    assert tally(each for each in judged if each[0].group.startswith("script")).recall >= 0.97


def test_organisations_in_pairs_are_told_apart() -> None:
    rows = [row for row in measure.read(HERE / "pairs.csv") if row.kind is Kind.ORGANISATION]
    done = tally(measure.judge(rows, present.scorer))
    assert done.f1 >= 0.96
    assert done.alarm_rate <= 0.02


def test_perturbed_fictional_names_are_found_and_the_innocent_are_not() -> None:
    """The names that the pairs mean stand in for a list, so that this holds where no published list is at hand."""
    meant = {row.right: row for row in measure.read(HERE / "pairs.csv") if row.match}
    entries = [
        Entry(str(number), row.kind, (Name(row.right, NameKind.PRIMARY),)) for number, row in enumerate(meant.values())
    ]
    found, alarms = screened(entries, 150)
    assert found >= 0.95
    assert alarms <= 0.002


@needs_real_lists
def test_perturbed_list_names_are_found_and_the_innocent_are_not() -> None:
    found, alarms = screened(real_lists.newest(), PERTURBED)
    assert found >= 0.985
    assert alarms <= 0.002


@pytest.mark.nightly
@needs_real_lists
def test_perturbed_names_of_all_lists_are_found_and_the_innocent_are_not() -> None:
    """By day those of the newest lists, and of fictional ones."""
    found, alarms = screened([entry for entries in real_lists.every().values() for entry in entries], PERTURBED)
    assert found >= 0.98
    assert alarms <= 0.003


def screened(entries: Sequence[Entry], perturbations: int) -> tuple[float, float]:
    """The part of the perturbed names that finds the entry meant, and of the innocent names that finds anything."""
    search = present.searcher(entries)
    found = [hit for _, hit in measure.screened(perturbed(entries, SEED, perturbations), search)]
    alarms = [hit for _, hit in measure.screened(innocents(entries, SEED), search)]
    return sum(found) / len(found), sum(alarms) / len(alarms)
