"""A log that was restored from an older copy and went on holds other events than a read model has seen."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from kvcase.store import logs
from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import EventLog
from kvcase.store.migrate import migrate
from projections.positions import POSITIONS, create_tables
from projections.readmodel import ReadModel
from projections.rebuild import rebuild
from projections.runner import OtherHistoryError, Runner
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Counted, Noted, to
from tests.projections import tally

WANTS_LITTLE = replace(tally.COUNTING, events=frozenset({Noted}), texts=frozenset())
"""The last event of the log is none that it looks at."""


@pytest.fixture
def store(database: DatabaseUrl) -> Iterator[toys.Store]:
    migrate(database, [toys.SLUG, "elsewhere"])
    with toys.Store(database) as store:
        yield store


def append(log: EventLog, count: int) -> None:
    for number in range(count):
        log.append([to(toys.fresh_id(), 0, Counted(number))])


@pytest.mark.parametrize("model", [tally.COUNTING, WANTS_LITTLE], ids=["wants all", "wants little"])
@pytest.mark.parametrize("small_page", [logs._SMALL_PAGE, 0])
def test_rows_of_another_history_are_refused_by_name(
    store: toys.Store, fwo: sa.Engine, model: ReadModel, small_page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_SMALL_PAGE", small_page)
    log, other = store.logs.log(toys.SLUG), store.logs.log("elsewhere")
    create_tables(fwo, [model])
    append(log, 3)
    assert Runner(fwo, log, toys.SLUG, [model]).catch_up() == 3
    append(log, 1)
    assert Runner(fwo, log, toys.SLUG, [model]).catch_up() == 1  # its own history goes on
    append(other, 6)  # as the log is after the restore of a copy, and some work
    restored = Runner(fwo, other, toys.SLUG, [model])
    refused = rf"read model {model.name} is at position 4 of log {toys.SLUG}, where another event stands"
    for _ in range(2):
        with pytest.raises(OtherHistoryError, match=refused):
            restored.catch_up()
    assert restored.positions() == {model.name: 4}
    rebuild(fwo, model, {toys.SLUG: other})
    append(other, 1)
    assert Runner(fwo, other, toys.SLUG, [model]).catch_up() == 1


def test_positions_of_an_older_kvcase_get_their_mark_with_the_next_event(store: toys.Store, fwo: sa.Engine) -> None:
    log = store.logs.log(toys.SLUG)
    create_tables(fwo, [tally.COUNTING])
    append(log, 2)
    Runner(fwo, log, toys.SLUG, [tally.COUNTING]).catch_up()
    with fwo.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {POSITIONS.name} DROP COLUMN mark")
    for _ in range(2):
        create_tables(fwo, [tally.COUNTING])
    for _ in range(2):
        append(log, 1)
        assert Runner(fwo, log, toys.SLUG, [tally.COUNTING]).catch_up() == 1
    with fwo.begin() as connection:
        assert all(connection.scalars(sa.select(POSITIONS.c.mark)))


def test_a_position_at_an_event_that_this_kvcase_does_not_know_is_held_all_the_same(
    store: toys.Store, fwo: sa.Engine, database: DatabaseUrl
) -> None:
    """A newer kvcase beside this one has seen it; to hold the mark to the log nobody need read it."""
    log = store.logs.log(toys.SLUG)
    create_tables(fwo, [WANTS_LITTLE])
    append(log, 2)
    Runner(fwo, log, toys.SLUG, [WANTS_LITTLE]).catch_up()
    engine = database.engine(toys.SLUG)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE stored_events SET topic = 'toy.from-the-future.v1' WHERE position = 2")
    engine.dispose()
    append(log, 1)
    assert Runner(fwo, log, toys.SLUG, [WANTS_LITTLE]).catch_up() == 1
