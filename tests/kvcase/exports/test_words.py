"""A register is in the language that was asked for, its headings too."""

import pytest

from domain.collaboration.spine import Language
from kvcase.exports import registers
from kvcase.exports.words import Words

THE_SAME = {"codes", "filters", "status", "website"}
"""Words that are Dutch as well."""


@pytest.mark.parametrize("name", registers.REGISTERS)
def test_every_column_of_a_register_has_a_dutch_heading(name: str) -> None:
    dutch, english = Words(Language.NL), Words(Language.EN)
    found = registers.REGISTERS[name].columns
    assert {each for each in found if dutch.heading(each) == english.heading(each)} <= THE_SAME
    assert len({dutch.heading(each) for each in found}) == len(found)
