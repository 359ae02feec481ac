"""Every event of a case is told in one part of its pages and documents."""

from collections import Counter

from domain.collaboration import decider
from domain.collaboration.sections import KINDS, Part


def test_every_event_of_a_case_stands_in_one_part() -> None:
    told = Counter(kind for kinds in KINDS.values() for kind in kinds)
    assert set(told) == set(decider.AGGREGATE.events)
    assert max(told.values()) == 1
    assert set(KINDS) == set(Part)
