"""The rigs of readers, workers and first starts in their short form, by night.

By day each has a smaller one beside what it is about: `test_processes` and `test_migrate` of the store, and
`test_processes` of the read models.
"""

import pytest

from tests.rigs import kills, readers, rivals, starts
from tests.rigs.__main__ import SEED

pytestmark = [pytest.mark.postgres, pytest.mark.nightly]
GOOD = "0 lost, 0 doubled, 0 out of order, 0 unasked, 0 differing"


def test_readers_miss_nothing_while_eight_write() -> None:
    assert readers.main(SEED, True).count(GOOD) == 2


def test_rival_workers_apply_each_event_once() -> None:
    assert rivals.main(SEED, True).count(GOOD) == 2


def test_killed_workers_leave_the_rows_of_a_fresh_fold() -> None:
    assert kills.main(SEED, True).count(GOOD) == 2


def test_six_first_starts_and_a_fork_end_well() -> None:
    assert starts.main(SEED, True).count(GOOD) == 2
