"""A register is in the language that was asked for, its headings too."""

from datetime import UTC, datetime

import pytest

from domain.collaboration.spine import Language
from kvcase.exports import registers
from kvcase.exports.tables import Cell
from kvcase.exports.words import Words

THE_SAME = {"codes", "filters", "status", "website"}
"""Words that are Dutch as well."""


@pytest.mark.parametrize("name", registers.REGISTERS)
def test_every_column_of_a_register_has_a_dutch_heading(name: str) -> None:
    dutch, english = Words(Language.NL), Words(Language.EN)
    found = registers.REGISTERS[name].columns
    assert {each for each in found if dutch.heading(each) == english.heading(each)} <= THE_SAME
    assert len({dutch.heading(each) for each in found}) == len(found)


def test_a_register_knows_its_closed_words() -> None:
    register = registers.REGISTERS["cases"]
    told = register.shown(Words(Language.NL).word)
    values: dict[str, Cell] = {"status": "withdrawn", "level": "high", "title": "closed", "version": 3}
    found = {name: told(register.columns.index(name), value) for name, value in values.items()}
    assert found == {"status": "ingetrokken", "level": "hoog", "title": "closed", "version": 3}


def test_a_minute_is_that_of_brussels() -> None:
    at = datetime(2026, 11, 21, 23, 15, 24, 942_621, UTC)
    assert Words(Language.NL).minute(at) == "22 november 2026, 00:15"
