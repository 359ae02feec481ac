"""The rig of telling others in its short form."""

import pytest

from tests.rigs import tellers
from tests.rigs.__main__ import SEED

pytestmark = [pytest.mark.postgres, pytest.mark.nightly]


def test_all_is_told_once_a_receiver_is_back() -> None:
    """By day `test_telling` and `test_webhooks` kill and refuse one thing at a time."""
    assert tellers.main(SEED, True).count("0 lost, 0 invented, 0 out of order") == 2
