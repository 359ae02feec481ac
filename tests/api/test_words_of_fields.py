"""A refusal names the words that are right, over REST and at the command line alike."""

import pytest

from domain.errors import UnusableInputError
from domain.licence.commands import COMMANDS as LICENCES
from kvcase.cli.common import command_from
from tests.api.house import House, identifier


def test_a_near_miss_of_a_word_and_of_a_field_is_asked_after(house: House) -> None:
    case = house.researcher.notify()
    party = {"party_id": identifier("party"), "role": "partnr", "sincce_on": "2026-01-01"}
    told = {each["field"]: each["expected"] for each in house.researcher.do(case, "link-party", **party).json["errors"]}
    assert told["role"].startswith("one of partner, funder, ")
    assert told["role"].endswith("(did you mean partner?)")
    assert told["sincce_on"].endswith("(did you mean since_on?)")


def test_the_command_line_tells_every_wrong_field_and_the_words_of_a_list() -> None:
    with pytest.raises(UnusableInputError) as refused:
        command_from(LICENCES["draft"].type, {"licence_id": identifier("licence"), "kind": "individul"})
    said = str(refused.value)
    assert "kind: is no such word; expected one of individual, global, union_general, intra_eu (did you mean" in said
    assert "modalities: is missing; expected a list, each one of goods, software, " in said
