"""Places for data: addresses, settings, schemas and their versions."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from kvcase.store import schema
from kvcase.store.database import Backend, DatabaseUrl, checked_slug, connect_sqlite
from kvcase.store.errors import SchemaError, StoreUnavailableError
from kvcase.store.logs import EventLog, Logs
from kvcase.store.migrate import migrate
from kvcase.store.vault import Vault
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Counted, to
from tests.pgrig import PostgresServer


def test_migrating_twice_changes_nothing(database: DatabaseUrl, store: toys.Store, log: EventLog) -> None:
    written = log.append([to(toys.fresh_id(), 0, Counted(1))])
    migrate(database, [toys.SLUG, "another"])
    assert log.after(0, 10) == written
    assert store.logs.log("another").head() == 0


def test_a_store_that_is_not_migrated_says_so(bare_url: str) -> None:
    database = DatabaseUrl.parse(bare_url)
    with pytest.raises(SchemaError, match="run `kvcase migrate`"):
        Vault(database, toys.MASTER_KEY)
    migrate(database, [])
    with toys.Store(database) as store, pytest.raises(SchemaError, match=r"another: .*run `kvcase migrate`"):
        store.logs.log("another")


def test_a_store_of_a_newer_kvcase_is_refused(database: DatabaseUrl, store: toys.Store) -> None:
    newer = schema.connected(database, toys.SLUG)
    with newer.writing() as transaction:
        transaction.execute("INSERT INTO store_schema VALUES (?)", (schema.VERSION + 1,))
    newer.close()
    with pytest.raises(SchemaError, match="newer kvcase"):
        store.logs.log(toys.SLUG)
    with pytest.raises(SchemaError, match="newer kvcase"):
        migrate(database, [toys.SLUG])


def test_six_processes_may_migrate_at_once(bare_url: str) -> None:
    program = (
        "import sys; from kvcase.store.database import DatabaseUrl; from kvcase.store.migrate import migrate;"
        "migrate(DatabaseUrl.parse(sys.argv[1]), ['ugent', 'kuleuven', 'vub'])"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program, bare_url], stderr=subprocess.PIPE, text=True) for _ in range(6)
    ]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    with toys.Store(DatabaseUrl.parse(bare_url)) as store:
        assert [store.logs.log(slug).head() for slug in ("ugent", "kuleuven", "vub", "shared")] == [0, 0, 0, 0]


def test_an_engine_sees_the_log_of_its_slug(database: DatabaseUrl, log: EventLog) -> None:
    log.append([to(toys.fresh_id(), 0, Counted(1))])
    counts = []
    for slug in (toys.SLUG, "shared"):
        engine = database.engine(slug)
        with engine.execution_options(begin="IMMEDIATE").begin() as connection:
            counts.append(connection.execute(sa.text("SELECT count(*) FROM stored_events")).scalar_one())
        engine.dispose()
    assert counts == [1, 0]


def test_an_engine_commits_and_rolls_back(database: DatabaseUrl, log: EventLog) -> None:
    engine = database.engine(toys.SLUG)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE rows_of_a_model (value integer)"))
        connection.execute(sa.text("INSERT INTO rows_of_a_model VALUES (1)"))
    with engine.connect() as connection:
        connection.execute(sa.text("INSERT INTO rows_of_a_model VALUES (2)"))
        connection.rollback()
    log.append(
        [to(toys.fresh_id(), 0, Counted(1))],
        within=lambda transaction: transaction.executemany("INSERT INTO rows_of_a_model VALUES (?)", [(3,), (4,)]),
    )
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT value FROM rows_of_a_model ORDER BY value")).scalars().all()
    engine.dispose()
    assert found == [1, 3, 4]


def test_an_error_of_an_engine_tells_no_values(database: DatabaseUrl) -> None:
    engine = database.engine(toys.SLUG)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as refused:
        connection.execute(sa.text("INSERT INTO no_such_table VALUES (:title)"), {"title": "a personal text"})
    engine.dispose()
    assert "personal" not in str(refused.value)


def test_every_sqlite_connection_is_durable(tmp_path: Path) -> None:
    database = DatabaseUrl.parse(f"sqlite:///{tmp_path}")
    migrate(database, [])
    wanted = {"synchronous": 2, "journal_mode": "wal", "busy_timeout": 30_000, "foreign_keys": 1, "secure_delete": 1}
    with closing(connect_sqlite(database.file("shared"))) as connection:
        assert {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    engine = database.engine("shared")
    with engine.connect() as connected:
        assert {name: connected.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted
    engine.dispose()


def test_a_setting_that_does_not_take_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Careless(sqlite3.Connection):
        def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:
            return super().execute(sql.replace("FULL", "NORMAL"))

    database = DatabaseUrl.parse(f"sqlite:///{tmp_path}")
    migrate(database, [])
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **kwargs: connect(*args, **kwargs, factory=Careless))
    with pytest.raises(StoreUnavailableError, match="synchronous is 1 and must be 2"):
        connect_sqlite(database.file("shared"))


@pytest.mark.skipif(shutil.which("strace") is None, reason="counts the calls of the kernel with strace")
def test_every_sqlite_append_reaches_the_disk(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.kvcase.store.writer", f"sqlite:///{tmp_path / 'var'}", "50"]
    counted = tmp_path / "calls"
    subprocess.run(["strace", "-f", "-c", "-e", "fdatasync,fsync", "-o", counted, *command], check=True, timeout=120)
    calls = [
        line.split() for line in counted.read_text().splitlines() if line.split()[-1:] in (["fdatasync"], ["fsync"])
    ]
    assert sum(int(fields[3]) for fields in calls) >= 100  # the events, and the key of each stream


def test_a_full_disk_refuses_cleanly_and_recovers(tmp_path: Path) -> None:
    database = DatabaseUrl.parse(f"sqlite:///{tmp_path}")
    migrate(database, [toys.SLUG])
    with toys.Store(database) as store:
        log = store.logs.log(toys.SLUG)
        log.append([to(toys.fresh_id(), 0, Counted(1))])

        def limit(pages: int, log: EventLog = log) -> None:
            with log._recorder.datastore.reading() as transaction:
                transaction.query(f"PRAGMA max_page_count = {pages}")

        limit(1)
        with pytest.raises(StoreUnavailableError, match="full"):
            log.append([to(toys.fresh_id(), 0, *(Counted(number) for number in range(2000)))])
        assert log.head() == 1
        limit(1_000_000)
        log.append([to(toys.fresh_id(), 0, Counted(2))])
        assert log.head() == 2


@pytest.mark.postgres
def test_a_database_that_is_not_utf8_is_refused(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database(encoding="LATIN1")
    with pytest.raises(SchemaError, match="LATIN1; expected UTF8"):
        migrate(DatabaseUrl.parse(url), [])
    postgres_server.drop_database(url)


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError):
        migrate(DatabaseUrl.parse(f"postgresql://nobody@/none?host={tmp_path}"), [])


@pytest.mark.parametrize("slug", ["", "UGent", "1st", "a-b", "é", "vault", "public", "pg_catalog", "a" * 41, "a;b"])
def test_a_slug_that_cannot_name_a_log_is_refused(tmp_path: Path, slug: str) -> None:
    database = DatabaseUrl(Backend.SQLITE, directory=tmp_path)
    for attempt in (checked_slug, database.engine, lambda slug: migrate(database, [slug])):
        with pytest.raises(ValueError, match="slug"):
            attempt(slug)
    assert list(tmp_path.iterdir()) == []


def test_an_address_names_a_folder_or_a_server() -> None:
    assert DatabaseUrl.parse("sqlite:///./var").directory == Path("var")
    assert DatabaseUrl.parse("sqlite:////srv/kvcase").file("ugent") == Path("/srv/kvcase/ugent.db")
    assert DatabaseUrl.parse("postgresql://host/db").backend is Backend.POSTGRESQL


@pytest.mark.parametrize("text", ["", "sqlite:///", "var", "mysql://user:hidden@host/db"])
def test_any_other_address_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(ValueError, match="expected sqlite:///<folder>") as refused:
        DatabaseUrl.parse(text)
    assert "hidden" not in str(refused.value)


def test_the_environment_does_not_choose_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PERSISTENCE_MODULE", "eventsourcing.postgres")
    database = DatabaseUrl.parse(f"sqlite:///{tmp_path}")
    migrate(database, [])
    with toys.Store(database) as store:
        logs: Logs = store.logs
        assert logs.log("shared").head() == 0
