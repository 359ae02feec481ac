"""The ways in which a Latin word of a name may sound."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kvcase.screening import sounds


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=12))
def test_the_consonants_of_a_word_are_those_of_its_readings(word: str) -> None:
    of_readings = dict.fromkeys(re.sub(r"(.)\1+", r"\1", consonants) for consonants, _ in sounds.readings(word))
    assert sounds.keys(word) == tuple(of_readings)
