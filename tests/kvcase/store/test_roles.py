"""PostgreSQL: the program runs as a login that may add to its logs, change none, and reach one at a time."""

import dataclasses
import itertools
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg
import pytest
import sqlalchemy as sa

from domain.registry import AGGREGATES
from kvcase.store import roles, schema
from kvcase.store.codec import Codec
from kvcase.store.database import Backend, DatabaseUrl
from kvcase.store.errors import SchemaError, StoreUnavailableError
from kvcase.store.ledger import Delivery, Made
from kvcase.store.logs import Logs
from kvcase.store.migrate import migrate
from projections import models, positions, rebuild, swapping
from tests.architecture.repository import ROOT
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Counted, Opened, to
from tests.pgrig import PostgresServer

pytestmark = pytest.mark.postgres

LOGS = (toys.SLUG, "kuleuven", "fwo")
FOR_EVER = (
    ("stored_events", "topic"),
    ("stored_commands", "actor"),
    ("ledger_leaves", "leaf_hash"),
    ("ledger_nodes", "node_hash"),
    ("ledger_checkpoints", "note"),
    ("access_reads", "told"),
)
CHANGES = (
    "UPDATE {0}.{1} SET {2} = {2}",
    "DELETE FROM {0}.{1}",
    "TRUNCATE {0}.{1}",
    "ALTER TABLE {0}.{1} ADD COLUMN more text",
    "ALTER TABLE {0}.{1} DISABLE TRIGGER ALL",
    "ALTER TABLE {0}.{1} OWNER TO CURRENT_USER",
    "DROP TABLE {0}.{1}",
    "CREATE RULE hide AS ON INSERT TO {0}.{1} DO INSTEAD NOTHING",
    "CREATE INDEX more ON {0}.{1} ({2})",
)
_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Place:
    """A migrated database, as its administrator, its owner and the program see it."""

    admin: str
    owner: DatabaseUrl
    runtime: DatabaseUrl
    login: str

    def run(self, *statements: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def session(self, log: str) -> "psycopg.Connection[tuple[object, ...]]":
        connection = self.runtime.session(log)
        connection.autocommit = True
        return connection


@pytest.fixture
def place(postgres_server: PostgresServer, postgres_url: str) -> Iterator[Place]:
    """Give a database that an owner migrated who is no superuser, with a login that was given the rights."""
    number = next(_NUMBERS)
    owner, login = f"owner_{number}", f"app_{number}"
    name = psycopg.conninfo.conninfo_to_dict(postgres_url)["dbname"]

    def url(user: str) -> DatabaseUrl:
        return DatabaseUrl.parse(postgres_server.url(str(name), user))

    place = Place(postgres_url, url(owner), url(login), login)
    place.run(
        f"CREATE ROLE {owner} LOGIN CREATEROLE",
        f"CREATE ROLE {login} LOGIN",
        f"GRANT CREATE ON DATABASE {name} TO {owner}",
    )
    migrate(place.owner, LOGS)
    with_read_models(place.owner)
    roles.apply(place.owner, LOGS, login)
    yield place
    made = [f"{login}_{log}" for log in (*LOGS, "shared", "vault")]
    everyone = ", ".join([*made, login, owner])
    place.run(f"DROP OWNED BY {everyone}", f"DROP ROLE {everyone}")


def with_read_models(database: DatabaseUrl) -> None:
    for log in LOGS:
        engine = database.engine(log)
        positions.create_tables(engine, models.INSTITUTION_MODELS)
        engine.dispose()


def test_the_program_writes_seals_erases_and_signs(place: Place) -> None:
    with toys.Store(place.runtime) as store:
        log, stream = store.logs.log(toys.SLUG), toys.fresh_id()
        log.append([to(stream, 0, Opened("t"), Counted(1), series="S")])
        assert [item.event for item in log.read(stream)] == [Opened("t", "S-000001"), Counted(1)]
        store.vault.destroy(toys.SLUG, f"toy:{stream}")
        assert log.ledger.extend() == 2
        assert log.ledger.keep(Made(2, 2, 0, "note"))
        for size in (1, 2):
            log.ledger.note(Delivery("folder:x", size))


def test_the_program_changes_nothing_that_was_written(place: Place) -> None:
    with place.session(toys.SLUG) as connection:
        for change, (table, column) in itertools.product(CHANGES, FOR_EVER):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(change.format(toys.SLUG, table, column).encode())
        for change in ("DROP SCHEMA {0} CASCADE", "ALTER SCHEMA {0} RENAME TO gone", "CREATE SCHEMA another"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(change.format(toys.SLUG).encode())
    with place.session("vault") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM vault.data_keys")


def test_a_session_of_one_institution_reaches_no_other(place: Place) -> None:
    with place.session(toys.SLUG) as connection:
        assert connection.execute("SELECT count(*) FROM case_register").fetchone() == (0,)
        for table in ("kuleuven.case_register", "kuleuven.stored_events", "vault.data_keys", "shared.stored_events"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}".encode())
    with psycopg.connect(place.runtime.conninfo) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM kuleuven.case_register")


def test_no_pool_of_one_log_reaches_another(place: Place) -> None:
    places = (*LOGS, "shared")
    for here in places:
        engine = place.runtime.engine(here)
        try:
            for there in {*places, "vault"} - {here}:
                table = "data_keys" if there == "vault" else "stored_events"
                for statement in (f"SELECT * FROM {there}.{table}", f"INSERT INTO {there}.{table} DEFAULT VALUES"):
                    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError) as refused:
                        connection.exec_driver_sql(statement)
                    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege), (here, statement)
                with engine.connect() as connection:  # a name without a schema finds nothing of another either
                    connection.exec_driver_sql(f"SET LOCAL search_path TO {there}")
                    with pytest.raises(sa.exc.ProgrammingError):
                        connection.exec_driver_sql(f"SELECT * FROM {table}")
        finally:
            engine.dispose()


def test_a_pooled_connection_never_carries_another_log_over(place: Place) -> None:
    engines = {log: place.runtime.engine(log) for log in (*LOGS, "shared")}
    asked = "SELECT current_user::text, current_setting('search_path')"

    def work(number: int) -> set[tuple[str, tuple[object, ...]]]:
        seen = set()
        for turn in range(number, number + 12):
            log = sorted(engines)[turn % len(engines)]
            other = sorted(engines)[(turn + 1) % len(engines)]
            with engines[log].connect() as connection:
                seen.add((log, tuple(connection.exec_driver_sql(asked).one())))
                # What a transaction changed of itself ends with it, however it ends.
                connection.exec_driver_sql(f"SET LOCAL search_path TO {other}")
                connection.exec_driver_sql(f"SET LOCAL ROLE {place.login}_{other}")
                if turn % 3 == 0:
                    connection.commit()
                elif turn % 3 == 1:
                    with pytest.raises(sa.exc.ProgrammingError):
                        connection.exec_driver_sql("SELECT * FROM nowhere")
        return seen

    try:
        with ThreadPoolExecutor(8) as threads:
            seen = set().union(*threads.map(work, range(8)))
    finally:
        for engine in engines.values():
            engine.dispose()
    assert seen == {(log, (f"{place.login}_{log}", log)) for log in engines}


def test_only_a_new_session_takes_on_a_role() -> None:
    words = re.compile(
        r"\bset\s+(session\s+|local\s+)?(role|session\s+authorization)\b|set_config\(\s*'role'", re.IGNORECASE
    )
    found = [
        path.relative_to(ROOT).as_posix()
        for floor in ("kvcase", "projections", "api")
        for path in sorted((ROOT / floor).rglob("*.py"))
        if words.search(path.read_text("utf-8"))
    ]
    assert found == ["kvcase/store/database.py"]


def test_the_program_builds_its_read_models_anew(place: Place) -> None:
    with toys.Store(place.runtime) as store:
        logs = Logs(place.runtime, Codec(AGGREGATES, store.vault))
        engine = place.runtime.engine(toys.SLUG)
        (model, *_) = models.INSTITUTION_MODELS
        for _ in range(2):
            rebuild.rebuild(engine, model, {toys.SLUG: logs.log(toys.SLUG)})
        swapping.rollback(engine, model)
        with engine.begin() as connection:
            assert connection.execute(sa.text("SELECT current_user")).scalar() == f"{place.login}_{toys.SLUG}"
        engine.dispose()
        logs.close()
    assert roles.check(place.runtime, LOGS) == roles.Findings()


def test_giving_the_rights_twice_changes_nothing(place: Place) -> None:
    migrate(place.owner, LOGS)
    roles.apply(place.owner, LOGS, place.login)
    assert roles.check(place.runtime, LOGS) == roles.Findings()


def test_what_is_too_much_or_too_little_is_named_and_mended(place: Place) -> None:
    role = f"{place.login}_{toys.SLUG}"
    owner = psycopg.conninfo.conninfo_to_dict(place.owner.conninfo)["user"]
    place.run(
        f"GRANT UPDATE, TRUNCATE ON {toys.SLUG}.stored_events TO {role}",
        f"GRANT UPDATE (actor) ON {toys.SLUG}.stored_commands TO {role}",
        f"REVOKE INSERT ON {toys.SLUG}.ledger_leaves FROM {role}",
        f"REVOKE CREATE ON SCHEMA {toys.SLUG} FROM {role}",
        f"ALTER TABLE kuleuven.case_register OWNER TO {owner}",
    )
    assert roles.check(place.runtime, LOGS) == roles.Findings(
        (
            f"{place.login}_kuleuven does not own kuleuven.case_register",
            f"{role} lacks INSERT on {toys.SLUG}.ledger_leaves",
            f"{role} lacks CREATE on the schema {toys.SLUG}",
        ),
        (
            f"{role} has UPDATE (actor) on {toys.SLUG}.stored_commands",
            f"{role} has TRUNCATE, UPDATE on {toys.SLUG}.stored_events",
        ),
    )
    place.run(f"REVOKE UPDATE (actor) ON {toys.SLUG}.stored_commands FROM {role}")
    roles.apply(place.owner, LOGS, place.login)
    assert roles.check(place.runtime, LOGS) == roles.Findings()


def test_an_owner_or_superuser_is_told_apart(place: Place) -> None:
    owner = roles.check(place.owner, LOGS)
    assert any("has the rights of the owner of ugent.stored_events" in each for each in owner.exceeds)
    assert owner.lacks == ()
    assert (
        roles.check(dataclasses.replace(place.owner, conninfo=place.admin), LOGS).exceeds[0] == "kvcase is a superuser"
    )


def test_a_login_without_rights_lacks_them(place: Place) -> None:
    owner = psycopg.conninfo.conninfo_to_dict(place.owner.conninfo)["user"]
    place.run(f"REVOKE {place.login}_{toys.SLUG} FROM {place.login} GRANTED BY {owner}")
    assert f"{place.login} lacks SELECT on {toys.SLUG}.stored_events" in roles.check(place.runtime, LOGS).lacks


def test_rights_for_nobody_are_refused(place: Place) -> None:
    with pytest.raises(SchemaError, match="create it first"):
        roles.apply(place.owner, LOGS, "nobody_at_all")
    with pytest.raises(SchemaError, match="cannot be given"):
        roles.apply(place.runtime, LOGS, place.login)
    for name in ("", "App", 'a"b', "a" * 60):
        with pytest.raises(ValueError, match="role"):
            roles.statements(LOGS, name)


def test_every_table_of_the_store_has_its_rights(place: Place) -> None:
    for name in (toys.SLUG, schema.VAULT):
        told = {
            each.split("EXISTS ")[1].split()[0]
            for each in schema.statements(Backend.POSTGRESQL, name)
            if "TABLE" in each
        }
        assert told == set(schema.rights(name))


@pytest.mark.parametrize(
    ("setting", "told"), [("synchronous_commit", "off"), ("synchronous_commit", "local"), ("kvcase.may_lose", "off")]
)
def test_a_server_that_forgets_is_refused(postgres_url: str, setting: str, told: str) -> None:
    database = DatabaseUrl.parse(postgres_url)
    migrate(database, LOGS)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET {setting} = {told}".encode())
    expected = "fsync of the server is off and must be on" if setting == "kvcase.may_lose" else f"{setting} is {told}"
    with pytest.raises(StoreUnavailableError, match=expected):
        toys.Store(database)


def test_an_old_database_in_another_encoding_is_refused(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database(encoding="LATIN1")
    with pytest.raises(SchemaError, match="LATIN1; expected UTF8"):
        toys.Store(DatabaseUrl.parse(url))
    postgres_server.drop_database(url)
