"""What can be made again does not wait for the disk; everything else does, on the same connection too."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from domain.values import Recorded
from projections import parking, positions
from projections.folding import FoldedLog
from projections.rebuild import rebuild
from projections.runner import Runner
from projections.sheets import Place
from tests.projections import tally
from tests.projections.world import SLUG, World, a_life

WAITS, DOES_NOT = True, False


def waits(connection: sa.Connection) -> bool:
    """Say whether the commit of this transaction will wait for the disk."""
    if connection.dialect.name == "sqlite":
        return bool(connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2)
    return bool(connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on")


def test_only_what_follows_a_log_does_not_wait_for_the_disk(engine: sa.Engine) -> None:
    seen: list[bool] = []
    refuses: list[Callable[[], None]] = []

    def apply(place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
        if isinstance(place, sa.Connection):
            seen.append(waits(place))
            for refuse in refuses:
                refuse()
        tally.COUNTING.apply(place, batch, log, log_name)

    def refuse() -> None:
        raise ValueError("cannot read")

    model, world = replace(tally.COUNTING, apply=apply), World()
    a_life(world, 0, "project")
    positions.create_tables(engine, [model])
    runner = Runner(engine, world.log, SLUG, [model])
    for number in (10, 20):
        runner.catch_up()
        a_life(world, number, "project")
    assert seen == [DOES_NOT, DOES_NOT]
    with positions.writing(engine).begin() as connection:
        assert waits(connection)
    with engine.begin() as connection:
        assert waits(connection)
    refuses.append(refuse)
    runner.catch_up()
    refuses.clear()
    seen.clear()
    assert parking.parked(engine, [model.name])
    runner.retry(model.name)
    assert set(seen) == {WAITS}
    rebuild(engine, model, {SLUG: world.log})
    with positions.following(engine).begin() as connection:
        assert waits(connection) == (connection.dialect.name == "postgresql")  # there the move of a position says so
