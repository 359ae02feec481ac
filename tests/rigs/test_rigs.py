"""The rigs in their short form."""

from tests.rigs import canaries, tamper
from tests.rigs.__main__ import SEED


def test_every_random_change_of_a_log_is_found() -> None:
    assert "200 found with the right event" in tamper.main(SEED, True)


def test_no_word_of_whoever_is_erased_is_left_anywhere() -> None:
    assert "0 left in" in canaries.main(SEED, True)
