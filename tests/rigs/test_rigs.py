"""The rigs in their short form."""

from tests.rigs import tamper
from tests.rigs.__main__ import SEED


def test_every_random_change_of_a_log_is_found() -> None:
    assert "200 found with the right event" in tamper.main(SEED, True)
