"""What the present matcher reaches on the hold-out: floors that a change must not fall through, raised as it improves.

A floor is a figure of the whole, never of a row: no scorer is tuned to rows of the hold-out.
"""

import pytest

from kvcase.lists.entries import Kind
from tests.quality import measure, present, real_lists
from tests.quality.innocents import innocents
from tests.quality.measure import HERE, SEED, tally
from tests.quality.perturb import perturbed

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


@needs_real_lists
def test_perturbed_list_names_are_found_and_the_innocent_are_not() -> None:
    entries = real_lists.newest()
    search = present.searcher(entries)
    perturbed_found = [hit for _, hit in measure.screened(perturbed(entries, SEED), search)]
    innocents_found = [hit for _, hit in measure.screened(innocents(entries, SEED), search)]
    assert sum(perturbed_found) >= 0.985 * len(perturbed_found)
    assert sum(innocents_found) <= 0.002 * len(innocents_found)
