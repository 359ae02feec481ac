"""The rigs of the store in their short form."""

import pytest

from tests.rigs import crash, disk_full, failover
from tests.rigs.__main__ import SEED

pytestmark = pytest.mark.postgres


@pytest.mark.nightly
def test_killed_writers_and_workers_lose_nothing() -> None:
    """By day `test_processes` of the store kills writers, and `test_worker` workers."""
    assert crash.main(SEED, True).count("0 lost, 0 doubled") == 2


def test_a_promoted_standby_has_all_that_was_answered() -> None:
    assert "0 lost, 0 doubled" in failover.main(SEED, True)


def test_a_full_disk_is_told_and_got_over() -> None:
    told = disk_full.main(SEED, True)
    if told.startswith("not run"):
        pytest.skip(told)
    assert told.count("0 lost, 0 doubled") == 2
