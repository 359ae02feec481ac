"""Runners as processes: two at once, and killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from domain.registry import AGGREGATES
from kvcase.store.codec import Codec
from kvcase.store.database import DatabaseUrl
from kvcase.store.errors import ForkedError, UnknownEventError
from kvcase.store.logs import Append, Logs
from kvcase.store.vault import Vault
from projections.models import FWO_MODELS, INSTITUTION_MODELS, SHARED_MODELS
from projections.positions import create_tables
from projections.rebuild import digest
from projections.runner import Runner
from tests.projections import tally
from tests.projections.follower import MASTER_KEY
from tests.projections.world import SLUG, World, a_life, an_end

MODELS = (*INSTITUTION_MODELS, tally.SLOW)


@pytest.fixture
def world(database: DatabaseUrl, engine: sa.Engine) -> World:
    """Give an institution whose events stand in the real store."""
    world = World()
    for number in range(4):
        a_life(world, 10 * number, "project")
        an_end(world, 10 * number)
    create_tables(engine, MODELS)
    store(database, world)
    return world


def store(database: DatabaseUrl, world: World) -> None:
    vault = Vault(database, MASTER_KEY)
    codec = Codec(AGGREGATES, vault)
    logs = Logs(database, codec)
    appends = [
        Append(each.stream_id, codec.aggregate_of(each.event), each.version - 1, ((each.event, each.meta),))
        for each in world.log.events
    ]
    logs.log(SLUG).append(appends)
    logs.close()
    vault.close()


def follow(url: str, *what: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.projections.follower", url, *what]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process: "subprocess.Popen[str]") -> str:
    said, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return said


def expected(engine: sa.Engine, world: World) -> None:
    """Hold what the processes left to a reading of the log in memory: each event once, and the same rows."""
    assert len(tally.seen(engine)) == len(world.log.events)
    live = {model.name: digest(engine, model) for model in INSTITUTION_MODELS}
    runner = Runner(engine, world.log, SLUG, INSTITUTION_MODELS)
    for model in INSTITUTION_MODELS:
        runner.rebuild(model.name)
    assert {model.name: digest(engine, model) for model in INSTITUTION_MODELS} == live


@pytest.mark.by_day("postgres")
def test_two_processes_apply_each_event_once(url: str, engine: sa.Engine, world: World) -> None:
    both = [follow(url, "catch-up"), follow(url, "catch-up")]
    applied = [int(finished(each)) for each in both]
    assert sum(applied) >= len(world.log.events)
    assert tally.seen(engine) == [each.position for each in world.log.events]
    expected(engine, world)


@pytest.mark.by_day("postgres")
def test_a_killed_runner_loses_nothing_and_repeats_nothing(url: str, engine: sa.Engine, world: World) -> None:
    reached = []
    for kill in range(3):
        runner = follow(url, "catch-up")
        least = 12 * (kill + 1)
        wait_for(lambda least=least: len(tally.seen(engine)) >= least)  # type: ignore[misc]
        runner.send_signal(signal.SIGKILL)
        runner.communicate()
        reached.append(len(tally.seen(engine)))
    assert 0 < reached[0] < reached[1] < reached[2] < len(world.log.events)
    finished(follow(url, "catch-up"))
    assert tally.seen(engine) == [each.position for each in world.log.events]
    expected(engine, world)


@pytest.mark.by_day("postgres")
def test_a_killed_rebuild_leaves_the_rows_that_serve(url: str, engine: sa.Engine, world: World) -> None:
    finished(follow(url, "catch-up"))
    before = tally.seen(engine)
    rebuilding = follow(url, "rebuild")
    assert rebuilding.stdout is not None
    assert rebuilding.stdout.readline() == "half-way\n"
    assert tally.seen(engine) == before  # the rows serve while others grow beside them
    rebuilding.send_signal(signal.SIGKILL)
    rebuilding.communicate()
    assert tally.seen(engine) == before
    with engine.begin() as connection:
        assert sa.inspect(connection).get_temp_table_names() == []
    Runner(engine, world.log, SLUG, [tally.MODEL]).rebuild("tally")
    assert tally.seen(engine) == before


def test_read_models_are_refused_after_a_fork(engine: sa.Engine, world: World) -> None:
    """A connection that two processes share answers one with what the other asked."""
    seen = tally.seen(engine)
    child = os.fork()
    if child == 0:
        refused = 1
        try:
            tally.seen(engine)
        except ForkedError:
            refused = 0
        finally:
            os._exit(refused)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert tally.seen(engine) == seen


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the runner does not come this far"
        time.sleep(0.005)


@pytest.mark.by_day("postgres")
def test_what_a_model_does_not_ask_for_makes_no_row_of_it_other(
    database: DatabaseUrl, engine: sa.Engine, world: World
) -> None:
    """The rows of the real store, where a model gets its own events and texts alone, are those of all in clear."""
    vault = Vault(database, MASTER_KEY)
    logs = Logs(database, Codec(AGGREGATES, vault))
    log = logs.log(SLUG)
    for model in (*INSTITUTION_MODELS, *FWO_MODELS):
        create_tables(engine, [model])
        Runner(engine, log, SLUG, [model]).catch_up()
        sparing = digest(engine, model)
        Runner(engine, log, SLUG, [replace(model, events=None, texts=None)]).rebuild(model.name)
        assert digest(engine, model) == sparing, model.name
    logs.close()
    vault.close()


def test_an_event_that_this_code_does_not_know_stops_every_model(
    database: DatabaseUrl, engine: sa.Engine, world: World
) -> None:
    with engine.begin() as connection:
        newest = connection.scalar(sa.text("SELECT max(position) FROM stored_events"))
        connection.execute(
            sa.text("UPDATE stored_events SET topic = 'collaboration.teleported.v1' WHERE position = :at"),
            {"at": newest - 5},
        )
    vault = Vault(database, MASTER_KEY)
    logs = Logs(database, Codec(AGGREGATES, vault))
    for models in (INSTITUTION_MODELS, SHARED_MODELS):
        runner = Runner(engine, logs.log(SLUG), SLUG, models)
        for _ in range(2):
            with pytest.raises(UnknownEventError, match=r"collaboration\.teleported\.v1"):
                runner.catch_up(10)
        assert max(runner.positions().values()) < newest - 5
    logs.close()
    vault.close()
