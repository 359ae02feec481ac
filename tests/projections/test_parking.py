"""Events that a read model cannot take: parked with their case, while everything else goes on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

import pytest
import sqlalchemy as sa

from domain.values import Recorded
from kvcase.store.database import DatabaseUrl
from projections import case_register, open_gates, parking, party_cases
from projections.folding import FoldedLog
from projections.positions import create_tables
from projections.readmodel import ReadModel
from projections.rebuild import digest, rebuild
from projections.runner import AheadOfLogError, PoisonError, Runner
from projections.sheets import Place
from tests.projections.tally import COUNTING, COUNTS
from tests.projections.world import SLUG, World, a_life, an_end

SECRET = "Dr. Aurelia Fictiva"


def a_world() -> World:
    world = World()
    for number in (1, 2, 3):
        a_life(world, 10 * number, "project")
    an_end(world, 10)
    return world


class Refusing:
    """A read model that cannot take some events, until it is mended."""

    def __init__(self, model: ReadModel, *poison: Recorded) -> None:
        self.positions = {each.position for each in poison}
        self.tries = 0
        self._model = model
        self.model = replace(model, apply=self._apply)

    def _apply(self, place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
        self._model.apply(place, batch, log, log_name)
        if any(each.position in self.positions for each in batch):
            self.tries += 1
            raise ValueError(f"cannot read {SECRET}")


def poison_of(world: World, model: ReadModel) -> Recorded:
    """Return an event early in the second case, which the model looks at and others follow."""
    assert model.events is not None
    streams = dict.fromkeys(each.stream_id for each in world.log.events if type(each.event) in model.events)
    second = list(streams)[1]
    mine = [each for each in world.log.events if each.stream_id == second and type(each.event) in model.events]
    return mine[1]


@pytest.mark.parametrize(
    "model", [case_register.MODEL, open_gates.MODEL, party_cases.MODEL], ids=lambda each: each.name
)
@pytest.mark.parametrize("size", [1, 7, 5_000])
def test_a_case_that_cannot_be_taken_waits_alone(engine: sa.Engine, model: ReadModel, size: int) -> None:
    world = a_world()
    poison = poison_of(world, model)
    bad = Refusing(model, poison)
    runner = Runner(engine, world.log, SLUG, [bad.model], lambda: world.now)
    runner.catch_up(size)
    assert runner.positions() == {model.name: world.log.head()}
    rows = parking.parked(engine, [model.name])
    assert {row.stream_id for row in rows} == {poison.stream_id}
    assert rows[0].position == poison.position
    assert rows[0].attempts == parking.ATTEMPTS
    assert bad.tries >= parking.ATTEMPTS
    assert [row.position for row in rows] == [
        each.position
        for each in world.log.events
        if each.stream_id == poison.stream_id
        and each.position >= poison.position
        and (model.events is None or type(each.event) in model.events)
    ]
    assert [bool(row.error) for row in rows] == [True] + [False] * (len(rows) - 1)
    assert runner.lag().parked == {model.name: len(rows)}
    others = World()
    others.log.events = [each for each in world.log.events if each.stream_id != poison.stream_id]
    assert not any(SECRET in str(row) for row in rows)

    bad.positions.clear()  # mended
    taken, failed = runner.retry(model.name)
    assert (taken, failed) == (len(rows), ())
    assert parking.parked(engine, [model.name]) == ()
    mended = digest(engine, model)
    rebuild(engine, model, {SLUG: world.log})
    assert digest(engine, model) == mended


def test_the_other_models_take_what_one_cannot(engine: sa.Engine) -> None:
    world = a_world()
    poison = poison_of(world, party_cases.MODEL)
    bad = Refusing(party_cases.MODEL, poison)
    runner = Runner(engine, world.log, SLUG, [open_gates.MODEL, case_register.MODEL, bad.model])
    runner.catch_up(5)
    assert party_cases.MODEL.events is not None
    names = {str(getattr(each, "stored_name", "")) for each in party_cases.MODEL.events}
    rows = parking.parked(engine, ["party_cases"])
    assert len(rows) > 1
    assert {row.event for row in rows} <= names  # what it does not look at need not wait
    assert set(runner.positions().values()) == {world.log.head()}
    before = digest(engine, open_gates.MODEL)
    rebuild(engine, open_gates.MODEL, {SLUG: world.log})
    assert digest(engine, open_gates.MODEL) == before


def test_what_comes_later_of_a_parked_case_waits_behind_it(engine: sa.Engine) -> None:
    world = a_world()
    poison = poison_of(world, case_register.MODEL)
    bad = Refusing(case_register.MODEL, poison)
    runner = Runner(engine, world.log, SLUG, [bad.model])
    runner.catch_up()
    waiting = len(parking.parked(engine, ["case_register"]))
    an_end(world, 20)
    runner.catch_up()
    rows = parking.parked(engine, ["case_register"])
    assert len(rows) > waiting
    assert rows[-1].error == ""
    taken, failed = runner.retry("case_register")
    assert taken == 0
    (error,) = failed
    assert f"case_register stops in log {SLUG} at position {poison.position}:" in str(error)
    assert SECRET not in str(error)
    again = parking.parked(engine, ["case_register"])
    assert (again[0].attempts, again[1:]) == (parking.ATTEMPTS + 1, rows[1:])
    bad.positions = {rows[2].position}
    taken, (error,) = runner.retry("case_register")
    assert taken == 2  # as far as the model takes it
    assert f"at position {rows[2].position}:" in str(error)
    left = parking.parked(engine, ["case_register"])
    assert [row.position for row in left] == [row.position for row in rows[2:]]
    assert (left[0].attempts, bool(left[0].error), left[1].error) == (1, True, "")
    rows = left
    bad.positions.clear()
    assert runner.retry("case_register", stream_id=world.log.events[0].stream_id) == (0, ())
    assert runner.retry("case_register", stream_id=poison.stream_id) == (len(rows), ())


def test_a_model_that_cannot_take_anything_stops_and_parks_no_more(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "MOST_STREAMS", 2)
    world = a_world()
    assert case_register.MODEL.events is not None
    bad = Refusing(case_register.MODEL, *world.log.events)
    runner = Runner(engine, world.log, SLUG, [bad.model, open_gates.MODEL])
    with pytest.raises(PoisonError) as caught:
        runner.catch_up()
    for word in ("case_register", SLUG, "ValueError", "collaboration.notified.v1"):
        assert word in str(caught.value)
    assert SECRET not in str(caught.value)
    assert runner.positions()["open_gates"] == world.log.head()
    assert runner.positions()["case_register"] < world.log.head()
    assert len({row.stream_id for row in parking.parked(engine, ["case_register"])}) == 2


def test_a_rebuild_refuses_poison_unless_it_may_park(engine: sa.Engine) -> None:
    world = a_world()
    poison = poison_of(world, case_register.MODEL)
    bad = Refusing(case_register.MODEL, poison)
    Runner(engine, world.log, SLUG, [case_register.MODEL]).catch_up()
    whole = digest(engine, case_register.MODEL)
    with pytest.raises(ValueError, match="cannot read"):
        rebuild(engine, bad.model, {SLUG: world.log})
    assert digest(engine, case_register.MODEL) == whole
    rebuild(engine, bad.model, {SLUG: world.log}, park=True)
    rows = parking.parked(engine, ["case_register"])
    assert {row.stream_id for row in rows} == {poison.stream_id}
    assert [row.attempts for row in rows] == [1, *(0 for _ in rows[1:])]  # a rebuild tries an event once
    bad.positions.clear()
    assert Runner(engine, world.log, SLUG, [bad.model]).retry("case_register") == (len(rows), ())
    assert digest(engine, case_register.MODEL) == whole


def test_what_a_rebuild_parks_a_runner_that_thought_it_was_alone_parks_too(engine: sa.Engine) -> None:
    world = a_world()
    poison = poison_of(world, case_register.MODEL)
    bad = Refusing(case_register.MODEL)
    runner = Runner(engine, world.log, SLUG, [bad.model])
    runner.catch_up()
    runner.catch_up()
    bad.positions = {poison.position}
    rebuild(engine, bad.model, {SLUG: world.log}, park=True)
    bad.positions = set()
    waiting = parking.parked(engine, ["case_register"])
    an_end(world, 20)
    runner.catch_up()
    rows = parking.parked(engine, ["case_register"])
    assert rows[: len(waiting)] == waiting
    assert {row.error for row in rows[len(waiting) :]} == {""}
    runner.retry("case_register")
    whole = digest(engine, case_register.MODEL)
    rebuild(engine, case_register.MODEL, {SLUG: world.log})
    assert digest(engine, case_register.MODEL) == whole


def test_what_a_rebuild_refused_half_way_is_not_counted_twice(engine: sa.Engine) -> None:
    """Neither in memory, nor in what came in while it was built and is applied in the transaction of the swap."""
    world = a_world()
    first, last = world.log.events[3], world.log.events[-2]
    kept, world.log.events = world.log.events[-9:], world.log.events[:-9]
    bad = Refusing(COUNTING, first, last)

    def apply(place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
        if kept and batch[-1] == world.log.events[-1]:  # the fold in memory comes to its end, and the log goes on
            world.log.events += [kept.pop(0) for _ in tuple(kept)]
            bad.model.apply(place, batch, log, log_name)
            return
        bad.model.apply(place, batch, log, log_name)

    rebuild(engine, replace(COUNTING, apply=apply), {SLUG: world.log}, park=True)
    parked = {row.position for row in parking.parked(engine, ["counts"])}
    assert {first.position, last.position} <= parked
    expected = Counter(each.stream_id for each in world.log.events if each.position not in parked)
    with engine.begin() as connection:
        assert {row.stream_id: row.events for row in COUNTS.read(connection)} == expected
    assert Runner(engine, world.log, SLUG, [COUNTING]).lag().events == 0


def test_a_rebuild_that_may_park_does_not_park_everything(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parking, "MOST_STREAMS", 2)
    world = a_world()
    with pytest.raises(ValueError, match="cannot read"):
        rebuild(engine, Refusing(COUNTING, *world.log.events).model, {SLUG: world.log}, park=True)


class LogAwayError(Exception):
    """The database of the log does not answer."""


def test_a_log_that_fails_while_a_batch_is_applied_parks_nothing(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world()

    def asks(place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
        log.history(batch[0].stream_id, batch[0].position)

    def fails(*_: object, **__: object) -> NoReturn:
        raise LogAwayError

    model = replace(COUNTING, apply=asks, events=frozenset({type(world.log.events[0].event)}))
    create_tables(engine, [model])
    runner = Runner(engine, world.log, SLUG, [model])
    with monkeypatch.context() as away:
        away.setattr(world.log, "streams", fails)
        with pytest.raises(LogAwayError):
            runner.catch_up()
        with pytest.raises(LogAwayError):
            rebuild(engine, model, {SLUG: world.log}, park=True)
    assert parking.parked(engine, ["counts"]) == ()
    runner.catch_up()
    assert runner.lag().events == 0


def test_a_model_ahead_of_its_log_is_refused(engine: sa.Engine) -> None:
    world = a_world()
    runner = Runner(engine, world.log, SLUG, [case_register.MODEL])
    runner.catch_up()
    del world.log.events[-5:]
    with pytest.raises(AheadOfLogError, match=r"ends at \d+: the log was restored .*kvcase projections rebuild"):
        runner.catch_up()
    assert runner.lag().by_model["case_register"] == -5
    runner.rebuild("case_register")
    assert runner.catch_up() == 0


def test_two_runners_park_an_event_once(engine: sa.Engine, database: DatabaseUrl) -> None:
    world = a_world()
    poison = poison_of(world, case_register.MODEL)
    other = database.engine(SLUG)
    first, second = (Refusing(case_register.MODEL, poison) for _ in range(2))
    Runner(engine, world.log, SLUG, [first.model]).catch_up(3)
    Runner(other, world.log, SLUG, [second.model]).catch_up(3)
    assert second.tries == 0
    assert sum(bool(row.error) for row in parking.parked(engine, ["case_register"])) == 1
    other.dispose()
