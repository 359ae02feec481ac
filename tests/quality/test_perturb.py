"""Perturbing takes each name as the lists write it, also one without a given part."""

import random

import pytest

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from tests.quality.perturb import _WAYS, perturbed

PARTLESS = ("VASHTI-AL-MORAYNI", "Okonedo-Halvorsen", "OKONEDO HALVORSEN,", ", Lucjan Okonedo", "van-der-Teixeira, ")


@pytest.mark.parametrize("name", PARTLESS)
@pytest.mark.parametrize("kind", [Kind.PERSON, Kind.ORGANISATION])
def test_each_way_takes_a_name_without_a_given_or_a_family_part(name: str, kind: Kind) -> None:
    for way, perturb in _WAYS.items():
        made = {perturb(name, kind, random.Random(seed)) for seed in range(20)}  # noqa: S311
        assert made, way


def test_names_without_a_given_part_are_perturbed_in_the_other_ways() -> None:
    names = ("VASHTI-AL-MORAYNI", "OKONEDO-HALVORSEN")
    entries = [Entry(name, Kind.PERSON, (Name(name, NameKind.PRIMARY),)) for name in names]
    made = [case for seed in range(40) for case in perturbed(entries, seed, len(names))]
    assert {case.entry_id for case in made} == set(names)
    assert "abbreviation" not in {case.way for case in made}
