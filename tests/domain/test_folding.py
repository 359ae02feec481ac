"""What the fold of a case passes over for speed changes nothing."""

import pytest

from domain.collaboration import decider
from domain.collaboration.state import Collaboration
from tests.golden import examples
from tests.projections.world import World, a_life, an_end, case

_QUIET = [each for each in decider.AGGREGATE.events if each not in decider._ASKING]


@pytest.fixture(scope="module")
def states() -> tuple[Collaboration, ...]:
    """Give a case that runs and one that ended, with answers that events could ask anew."""
    world = World()
    a_life(world, 10, "project")
    running = world.states[case(10)]
    an_end(world, 10)
    return Collaboration(), running, world.states[case(10)]


@pytest.mark.parametrize("kind", _QUIET, ids=lambda each: each.__name__)
def test_an_event_that_is_passed_over_asks_nothing_anew(kind: type, states: tuple[Collaboration, ...]) -> None:
    event = examples.filled(kind, "")
    for state in states:
        assert decider._asked_anew(state, state, event) == state


def test_a_changed_case_differs_in_what_was_changed_alone() -> None:
    before = Collaboration()
    after = before.changed(version=3)
    assert (after.version, before.version) == (3, 0)
    assert after != before
    assert after.changed(version=0) == before
    assert after.spine is before.spine
