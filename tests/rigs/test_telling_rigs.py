"""The rig of telling others in its short form."""

import pytest

from tests.rigs import tellers
from tests.rigs.__main__ import SEED

pytestmark = pytest.mark.postgres


def test_all_is_told_once_a_receiver_is_back() -> None:
    assert tellers.main(SEED, True).count("0 lost, 0 invented, 0 out of order") == 2
