"""The kind of an entry whose source does not say it, guessed from its name. All names are fictional."""

import pytest

from kvcase.lists import kinds
from kvcase.lists.entries import Kind


@pytest.mark.parametrize(
    "name",
    [
        "Orlan Veskar",
        "ORLAN VESKAR",
        "Orlan P. VESKAR",
        "VESKAR, Orlan",
        "Orlan (Orly) Veskar",
        "Orlan A/K/A Orly Veskar",
    ],
)
def test_two_to_six_words_without_a_word_of_an_organisation_are_a_person(name: str) -> None:
    assert kinds.guessed(name) is Kind.PERSON


@pytest.mark.parametrize(
    "name",
    [
        "Quarth Institute of Tides",
        "Grey Harbour, Ltd.",
        "13th Works of Sol",
        "Solcom",
        "QSC Veskar",
        "Veskar & Sons",
        "Government of Quarth",
        "OOO Veskar",
        "Veskar Mash, AO",
        "the hall of the seven quays of old Quarth",
    ],
)
def test_anything_else_is_an_organisation(name: str) -> None:
    assert kinds.guessed(name) is Kind.ORGANISATION
