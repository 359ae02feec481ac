"""The rig of backups in its short form."""

import pytest

from tests.rigs import backups
from tests.rigs.__main__ import SEED


@pytest.mark.nightly
def test_a_backup_under_load_holds_all_that_was_answered_before() -> None:
    """By day `test_backup` kills backups and restores, and makes two at once."""
    assert "nothing answered was lost, doubled or changed" in backups.main(SEED, True)
