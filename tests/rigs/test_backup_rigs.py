"""The rig of backups in its short form."""

from tests.rigs import backups
from tests.rigs.__main__ import SEED


def test_a_backup_under_load_holds_all_that_was_answered_before() -> None:
    assert "nothing answered was lost, doubled or changed" in backups.main(SEED, True)
