"""Rebuilds beside the rows that serve: verified, swapped at once, and taken back."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from domain.values import Recorded
from kvcase import past
from projections import case_register, fold, open_gates, party_cases, rebuild, swapping
from projections.folding import FoldedLog
from projections.leases import LEASES, Lease, LeaseHeldError, LeaseLostError
from projections.memory import Memory
from projections.models import INSTITUTION_MODELS
from projections.queries import InstitutionQueries
from projections.readmodel import ReadModel
from projections.runner import Runner
from projections.sheets import Place
from tests.projections import tally
from tests.projections.world import SLUG, World, a_life, an_end, case


def a_world() -> World:
    world = World()
    a_life(world, 10, "project")
    a_life(world, 20)
    return world


def test_a_rollback_brings_back_the_rows_and_their_place(engine: sa.Engine) -> None:
    world = a_world()
    runner = Runner(engine, world.log, SLUG, [party_cases.MODEL])
    runner.catch_up()
    with engine.begin() as connection:
        connection.execute(sa.delete(party_cases.LINKS.table))
    spoilt, place = runner.digest("party_cases"), runner.positions()
    an_end(world, 10)
    runner.rebuild("party_cases")
    right = runner.digest("party_cases")
    assert right != spoilt
    swapping.rollback(engine, party_cases.MODEL)
    assert (runner.digest("party_cases"), runner.positions()) == (spoilt, place)
    swapping.rollback(engine, party_cases.MODEL)
    assert (runner.digest("party_cases"), runner.lag().events) == (right, 0)


def test_only_the_last_rebuild_is_kept_and_none_may_be(engine: sa.Engine) -> None:
    world = a_world()
    runner = Runner(engine, world.log, SLUG, [party_cases.MODEL])
    runner.catch_up()
    with pytest.raises(swapping.NothingKeptError, match="was not rebuilt"):
        swapping.rollback(engine, party_cases.MODEL)
    for _ in range(4):
        runner.rebuild("party_cases")
    names = set(sa.inspect(engine).get_table_names())
    assert {name for name in names if name.startswith("party_cases")} == {"party_cases", "party_cases__old"}
    assert any(index["name"] for index in sa.inspect(engine).get_indexes("party_cases"))
    swapping.forget_kept(engine, party_cases.MODEL)
    assert "party_cases__old" not in sa.inspect(engine).get_table_names()
    with pytest.raises(swapping.NothingKeptError):
        swapping.rollback(engine, party_cases.MODEL)


def test_rows_of_another_version_are_not_rolled_back_to(engine: sa.Engine) -> None:
    world = a_world()
    Runner(engine, world.log, SLUG, [tally.MODEL]).rebuild("tally")
    newer = tally.newer()
    assert not swapping.fits(engine, newer)
    rebuild.rebuild(engine, newer, {SLUG: world.log})
    assert swapping.fits(engine, newer)
    with pytest.raises(swapping.NothingKeptError, match=r"version 1 .* makes version 2"):
        swapping.rollback(engine, newer)
    swapping.rollback(engine, tally.MODEL)
    assert Runner(engine, world.log, SLUG, [tally.MODEL]).catch_up() == 0


def test_a_model_that_makes_other_rows_of_a_batch_is_found_out(engine: sa.Engine) -> None:
    world = a_world()
    Runner(engine, world.log, SLUG, [party_cases.MODEL]).catch_up()
    before = rebuild.digest(engine, party_cases.MODEL)

    def forgets(place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
        party_cases.MODEL.apply(place, batch[: max(1, len(batch) // 2)], log, log_name)

    with pytest.raises(rebuild.DifferentRowsError, match="party_cases"):
        rebuild.rebuild(engine, replace(party_cases.MODEL, apply=forgets), {SLUG: world.log})
    assert rebuild.digest(engine, party_cases.MODEL) == before


def test_two_rebuilds_of_one_model_take_turns(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swapping, "LEASE_SECONDS", 0.3)
    world = a_world()
    other = Lease(engine, "rebuild party_cases", 0.3)
    runner = Runner(engine, world.log, SLUG, [party_cases.MODEL])
    waiting: list[Callable[[], None]] = [
        lambda: runner.rebuild("party_cases"),
        lambda: swapping.rollback(engine, party_cases.MODEL),
        lambda: swapping.forget_kept(engine, party_cases.MODEL),
    ]
    for each in waiting:
        with renewed(other), pytest.raises(LeaseHeldError, match="rebuild party_cases: another process"):
            each()
    runner.rebuild("party_cases")
    assert runner.lag().events == 0


@contextmanager
def renewed(lease: Lease) -> Iterator[None]:
    """Hold a lease as long as this lasts."""
    over = threading.Event()

    def hold() -> None:
        while lease.hold() and not over.wait(0.05):
            pass

    assert lease.hold()
    holder = threading.Thread(target=hold)
    holder.start()
    yield
    over.set()
    holder.join()
    lease.give_back()


@pytest.mark.parametrize("when", ["fold", "load"])
def test_a_rebuild_that_slept_through_its_lease_changes_nothing(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    world = a_world()
    runner = Runner(engine, world.log, SLUG, [party_cases.MODEL])
    runner.catch_up()
    before, places = runner.digest("party_cases"), runner.positions()
    other = replace(party_cases.MODEL)

    def taken_over() -> None:
        """Another process finds the lease lapsed, takes it, and is half-way through its own build."""
        with engine.begin() as connection:
            connection.execute(sa.update(LEASES).values(until=0.0))
        assert Lease(engine, "rebuild party_cases", 30).hold()
        with engine.begin() as connection:
            for table in other.tables:
                connection.execute(CreateTable(swapping.begun(connection, table)))

    def slow(place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
        party_cases.MODEL.apply(place, batch, log, log_name)
        if when == "fold" and batch[-1].position == world.log.head():
            taken_over()

    if when == "load":
        monkeypatch.setattr(rebuild, "_verify_load", lambda *_: taken_over())
    with pytest.raises(LeaseLostError, match="rebuild party_cases: another process took this over"):
        rebuild.rebuild(engine, replace(party_cases.MODEL, apply=slow), {SLUG: world.log})
    assert (runner.digest("party_cases"), runner.positions()) == (before, places)


def test_what_another_process_made_anew_is_not_made_again(engine: sa.Engine) -> None:
    world = a_world()
    rebuild.rebuild(engine, tally.newer(), {SLUG: world.log})
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE tally SET name = 'touched'"))
    rebuild.rebuild(engine, tally.newer(), {SLUG: world.log}, only_outdated=True)
    with engine.begin() as connection:
        assert set(connection.scalars(sa.text("SELECT name FROM tally"))) == {"touched"}
    assert Runner(engine, world.log, SLUG, [tally.newer()]).lag().events == 0


def test_a_lease_lapses_and_goes_to_the_next(engine: sa.Engine) -> None:
    first, second = Lease(engine, "worker x", 0.4), Lease(engine, "worker x", 0.4)
    assert first.hold()
    assert not second.hold()
    assert first.hold()
    assert Lease(engine, "worker y", 0.4).hold()
    with engine.begin() as connection:  # the first is killed, and its time goes by
        connection.execute(sa.text("UPDATE read_model_leases SET until = until - 10 WHERE name = 'worker x'"))
    assert second.hold()
    assert not Lease(engine, "worker x", 0.4).hold()
    second.give_back()
    assert Lease(engine, "worker x", 0.4).hold()
    with engine.begin() as connection:  # the clock of the database is put back by an hour
        connection.execute(sa.text("UPDATE read_model_leases SET until = until + 3600 WHERE name = 'worker x'"))
    assert second.hold()


def as_of(models: Sequence[ReadModel], world: World, position: int) -> sa.Engine:
    return past.PastModels(models, lambda _model: {SLUG: past.Until(world.log, position)}).engine


@pytest.mark.parametrize("model", INSTITUTION_MODELS, ids=lambda each: each.name)
def test_a_model_as_of_a_position_has_the_rows_of_event_by_event(model: ReadModel) -> None:
    world = a_world()
    an_end(world, 10)
    middle, memory = world.log.head() * 2 // 3, Memory()
    by_event = fold.Fold([model], world.log, SLUG, memory, may_park=False)
    for each in world.log.events:
        if each.position <= middle:
            by_event.feed([each])
    with as_of([model], world, middle).begin() as connection:
        for table in model.tables:
            found = sorted(map(rebuild.canonical, connection.execute(sa.select(table))))
            assert found == sorted(map(rebuild.canonical, fold.rows_of(memory, table)))


def test_who_says_to_read_no_deadlines_cannot_read_them_all_the_same() -> None:
    def apply(_place: Place, batch: Sequence[Recorded], log: FoldedLog, _log_name: str) -> None:
        for steps in log.steps(batch).values():
            assert not steps[-1].state.deadlines.by_id

    model = replace(case_register.MODEL, apply=apply)
    with pytest.raises(LookupError, match="by_id was read"):
        fold.folded(model, {SLUG: a_world().log})


def test_a_case_is_shown_as_it_was(engine: sa.Engine) -> None:
    world = a_world()
    notified = world.log.events[3].position
    models = [case_register.MODEL, open_gates.MODEL]
    Runner(engine, world.log, SLUG, models).catch_up()
    now = InstitutionQueries(engine).case(case(10))
    row = InstitutionQueries(as_of(models, world, notified)).case(case(10))
    assert row is not None
    assert now is not None
    assert row.version < now.version
    assert row.position <= notified
