"""What the fold of a case passes over for speed changes nothing."""

import dataclasses
from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import given, settings

from domain import slices
from domain.collaboration import approval_conditions, deadlines, decider
from domain.collaboration.deadlines import Deadlines, WaitingFor
from domain.collaboration.rules import RULES
from domain.collaboration.screening import Screening
from domain.collaboration.spine import Spine, Status
from domain.collaboration.state import Collaboration
from domain.deadlines import Kind
from domain.gates import Blocks
from domain.values import Metadata
from tests.domain import people
from tests.domain.random_walks import Dice, begun, dice, play
from tests.domain.scenario import CASE, LATER, Step, meta, walk
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
    assert not decider._gates_asked_anew(event)
    assert not decider._makes_stale(event)


@pytest.mark.parametrize("kind", decider.AGGREGATE.events, ids=lambda each: each.__name__)
def test_where_a_case_stands_needs_no_other_slice(kind: type, states: tuple[Collaboration, ...]) -> None:
    event, meta = examples.filled(kind, ""), examples.filled(Metadata, "meta")
    for state in states:
        try:
            whole = decider.undated(state, event, meta)
        except (KeyError, AssertionError):  # the event is about something that this case does not have
            continue
        alone = Collaboration().changed(version=state.version, spine=state.spine, screening=state.screening)
        expected = alone.changed(version=whole.version, spine=whole.spine, screening=whole.screening)
        assert decider.standing(alone, event, meta) == expected


def test_a_changed_case_differs_in_what_was_changed_alone() -> None:
    before = Collaboration()
    after = before.changed(version=3)
    assert (after.version, before.version) == (3, 0)
    assert after != before
    assert after.changed(version=0) == before
    assert after.spine is before.spine


@pytest.mark.parametrize("scheme", ["project", None])
def test_a_case_is_the_same_but_for_what_a_fold_leaves_out(scheme: str | None) -> None:
    world = World()
    a_life(world, 10, scheme)
    an_end(world, 10)
    whole = told = undated = gated = standing = Collaboration()
    for each in world.log.events:
        if each.stream_id == case(10):
            whole = decider.evolve(whole, each.event, each.meta)
            undated = decider.undated(undated, each.event, each.meta)
            told = decider.told(told, each.event, each.meta)
            assert told == whole.changed(dossier=told.dossier, hands=told.hands)
            standing = decider.standing(standing, each.event, each.meta)
            assert undated == told.changed(deadlines=undated.deadlines)
            gated = decider.gated(gated, each.event, each.meta)
            assert gated == told.changed(deadlines=_of_conditions(told.deadlines))
            assert standing.changed(spine=Spine(), screening=Screening(), version=0) == Collaboration()
            assert standing.spine == whole.spine
            assert standing.screening == whole.screening
    assert told.deadlines.by_id
    assert not undated.deadlines.by_id
    assert whole.dossier.changes
    assert not told.dossier.changes


def _of_conditions(found: Deadlines) -> Deadlines:
    mine = {name: each for name, each in found.by_id.items() if each.kind is Kind.CONDITION_DUE}
    return Deadlines(mine, frozenset())


def _hold_the_same(steps: Iterable[Step]) -> set[str]:
    """Fold a history both ways, look at the gates after each event, soon and much later; return the kinds seen."""
    told = gated = Collaboration()
    kinds: set[str] = set()
    for number, step in enumerate(steps, 1):
        noted = meta(step.actor, step.role, step.at, number)
        told, gated = decider.told(told, step.event, noted), decider.gated(gated, step.event, noted)
        assert gated.deadlines == _of_conditions(told.deadlines)
        for days in (0, 31, 800):
            day = step.at.date() + timedelta(days)
            found = RULES.open_gates(told, day)
            assert RULES.open_gates(gated, day) == found
            kinds |= {each.kind for each in found}
    return kinds


@settings(deadline=None, derandomize=True)
@given(thrown=dice())
def test_gates_look_at_no_deadline_but_those_of_conditions(thrown: Dice) -> None:
    _hold_the_same(play(thrown, begun(thrown.status)).steps)


def test_a_condition_past_its_day_is_seen_however_its_day_moved() -> None:
    """Few of the walks come this far."""
    condition = approval_conditions.ConditionInput("c0", "Sign the agreement.", LATER, Blocks.SHARE)
    case = walk(Status.IN_REVIEW).approve(conditions=(condition,))
    assert "condition-overdue" in _hold_the_same(case.steps)
    case.do(deadlines.ExtendDeadline(CASE, "condition:c0", LATER + timedelta(days=30), "Away."), people.APPROVER)
    case.do(deadlines.PauseDeadline(CASE, "condition:c0", WaitingFor.PARTNER, "Not signed."), people.APPROVER)
    case.do(approval_conditions.MeetCondition(CASE, "c0", "Signed."), people.OFFICER)
    _hold_the_same(case.steps)


def test_a_slice_is_changed_as_the_standard_library_changes_it(states: tuple[Collaboration, ...]) -> None:
    for state in states:
        for each in dataclasses.fields(Spine):
            value = getattr(state.spine, each.name)
            assert slices.replace(Spine(), **{each.name: value}) == dataclasses.replace(Spine(), **{each.name: value})
        for deadline in state.deadlines.by_id.values():
            assert slices.replace(deadline) == deadline
            assert slices.replace(deadline) is not deadline
    assert slices.replace(Spine(), status=Status.CLOSED).status is Status.CLOSED


def test_a_slice_has_no_field_but_its_own() -> None:
    with pytest.raises(TypeError, match="Spine has no field statuses"):
        slices.replace(Spine(), statuses=Status.CLOSED)


def test_what_checks_itself_when_it_is_made_is_not_copied_past_that() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class Checked:
        number: int = 1

        def __post_init__(self) -> None:
            assert self.number

    with pytest.raises(TypeError, match="checks itself"):
        slices.replace(Checked(), number=0)
