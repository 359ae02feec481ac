"""The rig of stopping servers in its short form."""

import pytest

from tests.rigs import stops
from tests.rigs.__main__ import SEED


@pytest.mark.postgres
def test_servers_that_are_told_to_stop_drop_nothing() -> None:
    assert stops.main(SEED, True).count("0 dropped") == 1
