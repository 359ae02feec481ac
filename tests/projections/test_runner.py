"""The batch runner: each event once, whoever runs it, however often it dies, in whatever batches."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.erasure.words import Held
from domain.hold.events import HoldPlaced
from domain.institution.covers import CoverGiven
from domain.institution.grants import GrantProposed
from domain.values import Recorded, Role
from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from projections import fold, open_gates, party_cases
from projections.folding import FoldedLog
from projections.memory import Memory
from projections.models import FWO_MODELS, INSTITUTION_MODELS, SHARED_MODELS
from projections.positions import OutdatedReadModelError, create_tables
from projections.readmodel import ReadModel
from projections.rebuild import MissingLogError, canonical, count, digest, rebuild
from projections.runner import Runner
from projections.sheets import METADATA, Place
from tests.domain.people import OFFICER
from tests.domain.test_handout import FILE
from tests.projections import chance, tally
from tests.projections.world import SLUG, World, a_life, an_end, case, named

ALL = (*INSTITUTION_MODELS, *FWO_MODELS)


def a_world() -> World:
    world = World()
    a_life(world, 1, "project")
    an_end(world, 1)
    a_life(world, 2)
    world.do(FILE, OFFICER)
    day = world.now.date()
    for name, event in {
        "hold": HoldPlaced(named("hold"), Held.CASE, case(2), "A complaint.", None),
        "cover": CoverGiven(named("cover"), "olga", "otto", (Role.CONTACT_POINT_OFFICER,), day, day, "Away."),
        "grant": GrantProposed(named("grant"), "anna", "A complaint.", day),
    }.items():
        world.log.append(named(name), event, replace(world.log.events[-1].meta, event_id=named(name)))
    return world


def digests(engine: sa.Engine, models: Sequence[ReadModel] = INSTITUTION_MODELS) -> dict[str, str]:
    return {model.name: digest(engine, model) for model in models}


def test_a_runner_catches_up_and_then_finds_nothing_more(engine: sa.Engine) -> None:
    world = a_world()
    runner = Runner(engine, world.log, SLUG, INSTITUTION_MODELS, lambda: world.now)
    assert runner.lag().events == world.log.head()
    assert runner.catch_up() == len(world.log.events)
    assert set(runner.positions().values()) == {world.log.head()}
    before = digests(engine)
    assert runner.catch_up() == 0
    assert digests(engine) == before
    assert runner.lag().events == 0


def test_the_lag_is_told_in_events_and_in_seconds(engine: sa.Engine) -> None:
    world = World(gap=7)
    a_life(world, 1, "project")
    runner = Runner(engine, world.log, SLUG, [party_cases.MODEL, open_gates.MODEL], lambda: world.now)
    oldest = world.log.events[0].meta.recorded_at
    told = runner.lag()
    assert (told.events, told.seconds) == (len(world.log.events), (world.now - oldest).total_seconds())
    assert told.head == world.log.head() > told.events  # positions have gaps, and no event stands in a gap
    Runner(engine, world.log, SLUG, [open_gates.MODEL]).catch_up()
    an_end(world, 1)
    told, seen = runner.lag(), runner.positions()
    assert told.by_model["party_cases"] == len(world.log.events)
    behind = [each for each in world.log.events if each.position > seen["open_gates"]]
    assert told.by_model["open_gates"] == len(behind)
    assert told.seconds_by_model["open_gates"] == (world.now - behind[0].meta.recorded_at).total_seconds()
    runner.catch_up()
    assert (runner.lag().events, runner.lag().seconds) == (0, 0.0)


def test_tables_are_created_once_however_often_one_asks(engine: sa.Engine) -> None:
    create_tables(engine, INSTITUTION_MODELS)
    create_tables(engine, INSTITUTION_MODELS)


def test_events_that_a_model_ignores_move_its_position(engine: sa.Engine) -> None:
    world = a_world()
    runner = Runner(engine, world.log, SLUG, SHARED_MODELS)
    runner.catch_up()
    assert runner.positions() == {model.name: world.log.head() for model in SHARED_MODELS}
    assert count(engine, SHARED_MODELS[0]) == 0


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example is a database: shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=chance.orders, size=st.integers(1, 7))
def test_the_size_of_the_batches_and_a_rebuild_change_no_row(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, int, int]], size: int
) -> None:
    world = chance.world_of(drawn)
    engine = _sqlite(tmp_path_factory.mktemp("chance"))
    create_tables(engine, ALL)
    whole = Runner(engine, world.log, SLUG, ALL)
    whole.catch_up(5_000)
    expected = digests(engine, ALL)
    _empty(engine)
    for model in ALL:  # each alone, in small batches
        Runner(engine, world.log, SLUG, [model]).catch_up(size)
    assert digests(engine, ALL) == expected
    for model in ALL:  # and folded in memory: in one batch, and event by event
        rows = _folded(model, world, [world.log.events])
        assert rows == _folded(model, world, [[each] for each in world.log.events])
        assert rows == _stored(engine, model)
    model = drawn_model(drawn)
    whole.rebuild(model.name)
    assert digests(engine, ALL) == expected
    assert whole.catch_up() == 0
    engine.dispose()


def test_a_restarted_runner_goes_on_in_the_middle_of_a_case(engine: sa.Engine) -> None:
    world = a_world()
    Runner(engine, world.log, SLUG, INSTITUTION_MODELS).catch_up()
    expected = digests(engine)
    _empty(engine)
    whole, world.log.events = world.log.events, []
    for recorded in whole:
        world.log.events.append(recorded)
        assert Runner(engine, world.log, SLUG, INSTITUTION_MODELS).catch_up() == 1
    assert digests(engine) == expected


def test_a_rebuild_gives_the_same_rows(engine: sa.Engine) -> None:
    world = a_world()
    runner = Runner(engine, world.log, SLUG, INSTITUTION_MODELS)
    runner.catch_up()
    before = digests(engine)
    rows = {model.name: count(engine, model) for model in INSTITUTION_MODELS}
    for model in INSTITUTION_MODELS:
        runner.rebuild(model.name)
    assert digests(engine) == before
    assert {model.name: count(engine, model) for model in INSTITUTION_MODELS} == rows
    assert all(count > 0 for count in rows.values())
    assert runner.lag().events == 0


def test_a_rebuild_repairs_rows_that_somebody_changed(engine: sa.Engine) -> None:
    world = a_world()
    runner = Runner(engine, world.log, SLUG, INSTITUTION_MODELS)
    runner.catch_up()
    before = runner.digest("party_cases")
    with engine.begin() as connection:
        connection.execute(sa.delete(party_cases.LINKS.table))
    assert runner.digest("party_cases") != before
    runner.rebuild("party_cases")
    assert runner.digest("party_cases") == before


def test_a_rebuild_that_fails_leaves_the_rows_that_serve(engine: sa.Engine) -> None:
    world = a_world()
    runner = Runner(engine, world.log, SLUG, [open_gates.MODEL])
    runner.catch_up()
    before, places = runner.digest("open_gates"), runner.positions()

    def fails(place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
        open_gates.MODEL.apply(place, batch, log, log_name)
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        rebuild(engine, replace(open_gates.MODEL, apply=fails), {SLUG: world.log})
    assert (runner.digest("open_gates"), runner.positions()) == (before, places)
    assert runner.catch_up() == 0


def test_rows_of_another_version_are_refused_until_they_are_rebuilt(engine: sa.Engine) -> None:
    world = a_world()
    Runner(engine, world.log, SLUG, [tally.MODEL])  # the old form of the table below
    create_tables(engine, [tally.MODEL])
    Runner(engine, world.log, SLUG, [tally.MODEL]).catch_up()
    newer = tally.newer()
    runner = Runner(engine, world.log, SLUG, [newer])
    with pytest.raises(OutdatedReadModelError, match="kvcase projections rebuild --model tally"):
        runner.catch_up()
    runner.rebuild("tally")
    assert runner.catch_up() == 0
    assert count(engine, newer) == len(world.log.events)
    with pytest.raises(OutdatedReadModelError):
        Runner(engine, world.log, SLUG, [tally.MODEL]).catch_up()


def test_a_failing_database_is_not_poison(engine: sa.Engine) -> None:
    world = a_world()

    def fails(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("disk full"))

    runner = Runner(engine, world.log, SLUG, [replace(party_cases.MODEL, apply=fails)])
    with pytest.raises(sa.exc.OperationalError):
        runner.catch_up()
    assert runner.positions() == {"party_cases": 0}


def test_runners_side_by_side_apply_each_event_once(engine: sa.Engine, database: DatabaseUrl) -> None:
    world = a_world()
    create_tables(engine, [tally.MODEL])
    others = [database.engine(SLUG) for _ in range(3)]
    models = (*INSTITUTION_MODELS, tally.MODEL)
    failures: list[BaseException] = []

    def run(own: sa.Engine) -> None:
        try:
            Runner(own, world.log, SLUG, models).catch_up(2)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=[each]) for each in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in others:
        each.dispose()
    assert failures == []
    assert tally.seen(engine) == [each.position for each in world.log.events]
    live = digests(engine)
    _empty(engine)
    Runner(engine, world.log, SLUG, INSTITUTION_MODELS).catch_up()
    assert digests(engine) == live


def test_a_model_fed_by_many_logs_is_rebuilt_from_all_of_them(fwo: sa.Engine) -> None:
    north, south = a_world(), World("zuiderhaven")
    a_life(south, 3, "project")
    logs = {SLUG: north.log, "zuiderhaven": south.log}
    create_tables(fwo, FWO_MODELS)
    for name, log in logs.items():
        Runner(fwo, log, name, FWO_MODELS).catch_up()
    (model,) = FWO_MODELS
    before = digest(fwo, model)
    with pytest.raises(MissingLogError, match="zuiderhaven"):
        Runner(fwo, north.log, SLUG, FWO_MODELS).rebuild(model.name)
    rebuild(fwo, model, logs)
    assert digest(fwo, model) == before
    assert Runner(fwo, south.log, "zuiderhaven", FWO_MODELS).lag().events == 0


@pytest.mark.postgres
def test_both_databases_hold_the_same_rows(tmp_path: Path, postgres_url: str) -> None:
    world = a_world()
    postgres = DatabaseUrl.parse(postgres_url)
    migrate(postgres, [SLUG])
    found = []
    for engine in (_sqlite(tmp_path), postgres.engine(SLUG)):
        create_tables(engine, ALL)
        Runner(engine, world.log, SLUG, ALL).catch_up()
        found.append(digests(engine, ALL))
        engine.dispose()
    assert found[0] == found[1]


def test_each_column_with_personal_values_is_marked() -> None:
    marked = {
        f"{table.name}.{column.name}"
        for model in (*ALL, *SHARED_MODELS)
        for table in model.tables
        for column in table.columns
        if column.info.get("personal")
    }
    assert marked == {
        "case_register.title",
        "case_register.search",
        "case_hits.changes",
        "case_hits.explanation",
        "case_texts.text",
        "case_words.word",
        "deadlines.title",
        "owners.owner",
        "persons.name",
        "persons.aliases",
        "persons.identity",
        "persons.birth_year",
        "persons.search",
    }


def drawn_model(drawn: list[tuple[int, int, int]]) -> ReadModel:
    """Return a model by what was drawn: to rebuild each of them each time takes minutes."""
    return ALL[sum(map(sum, drawn)) % len(ALL)]


def _folded(model: ReadModel, world: World, batches: Sequence[Sequence[Recorded]]) -> list[list[bytes]]:
    memory = Memory()
    folding = fold.Fold([model], world.log, SLUG, memory, may_park=False)
    for batch in batches:
        if batch:
            folding.feed(batch)
    return [sorted(map(canonical, fold.rows_of(memory, table))) for table in model.tables]


def _stored(engine: sa.Engine, model: ReadModel) -> list[list[bytes]]:
    with engine.begin() as connection:
        return [sorted(map(canonical, connection.execute(sa.select(table)))) for table in model.tables]


def _sqlite(folder: Path) -> sa.Engine:
    database = DatabaseUrl.parse(f"sqlite:///{folder}")
    migrate(database, [SLUG])
    return database.engine(SLUG)


def _empty(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        existing = set(sa.inspect(connection).get_table_names())
        for table in METADATA.sorted_tables:
            if table.name in existing:
                connection.execute(sa.delete(table))
