"""A database or a disk in trouble: 503 with a time to come back, on reads and commands, and all is well afterwards."""

import errno
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from flask.testing import FlaskClient

from api import access
from api.app import create_app
from api.settings import ApiSettings
from domain.values import Role
from kvcase import bootstrap
from kvcase.store import database, sqlite
from kvcase.store.errors import StoreUnavailableError
from kvcase.store.schema import connected
from tests.acceptance.installations import NORTH, Installation, actor
from tests.api.house import API, Answer, answered
from tests.pgrig import PostgresServer, end_sessions


@dataclass
class Desk:
    """Somebody at an installation, in one process that is never started again."""

    client: FlaskClient
    key: str

    def read(self) -> Answer:
        return self._ask("GET", f"{API}/collaborations")

    def lists(self) -> Answer:
        return self._ask("GET", f"{API}/lists")

    def command(self, name: str) -> Answer:
        return self._ask("POST", f"{API}/parties", json={"name": name, "country": "BE"})

    def page(self) -> Answer:
        return self._ask("GET", "/cases")

    def _ask(self, method: str, path: str, **more: object) -> Answer:
        headers = {"Authorization": f"Bearer {self.key}", "Cookie": f"kvcase={'A' * 43}"}
        return answered(self.client.open(path, method=method, headers=headers, **more))  # type: ignore[arg-type]


@contextmanager
def _desk(installation: Installation) -> Iterator[Desk]:
    program = bootstrap.build(installation.settings)
    try:
        key = program.keys.create(actor("officer", Role.CONTACT_POINT_OFFICER))
        app = create_app(program.ports, settings=ApiSettings())
        desk = Desk(app.test_client(use_cookies=False), key)
        assert desk.command("Before").status_code == 201
        yield desk
        assert desk.read().status_code == 200, "all is well again, and nobody started anything"
        assert desk.command("Afterwards").status_code == 201
    finally:
        program.close()


def _must_be_told(*asked: Callable[[], Answer]) -> None:
    for ask in asked:
        answer = ask()
        assert (answer.status_code, answer.problem) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.postgres
def test_a_server_that_takes_no_writes_is_read(postgres_server: PostgresServer, postgres_url: str) -> None:
    installation = Installation(postgres_url)
    installation.prepare()
    name = psycopg.conninfo.conninfo_to_dict(postgres_url)["dbname"]
    with _desk(installation) as desk:
        _turn(postgres_server, f"ALTER DATABASE {name} SET default_transaction_read_only = on", str(name))
        _must_be_told(lambda: desk.command("Meanwhile"), desk.read)  # nobody reads a case without a record of it
        assert desk.lists().status_code == 200
        _turn(postgres_server, f"ALTER DATABASE {name} RESET default_transaction_read_only", str(name))


@pytest.mark.postgres
def test_a_server_that_lets_nobody_in_is_told_and_got_over(postgres_server: PostgresServer, postgres_url: str) -> None:
    installation = Installation(postgres_url)
    installation.prepare()
    name = str(psycopg.conninfo.conninfo_to_dict(postgres_url)["dbname"])
    with _desk(installation) as desk:
        _turn(postgres_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", name)
        _must_be_told(desk.read, lambda: desk.command("Meanwhile"))
        page = desk.page()
        assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
        assert page.headers["Content-Type"].startswith("text/html")
        _turn(postgres_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true", name)


@pytest.mark.postgres
def test_a_statement_that_takes_too_long_is_ended(postgres_url: str) -> None:
    installation = Installation(postgres_url)
    installation.prepare()
    hurried = replace(installation.settings.database, statement_seconds=1)
    log = connected(hurried, NORTH)
    try:
        with pytest.raises(StoreUnavailableError, match="statement timeout"), log.reading() as transaction:
            transaction.query("SELECT pg_sleep(60)")
        with log.reading() as transaction:
            assert transaction.query("SELECT 1") == [(1,)]
    finally:
        log.close()
    engine = hurried.engine(NORTH)
    try:
        with pytest.raises(bootstrap.UNAVAILABLE), engine.connect() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(60)")
    finally:
        engine.dispose()


def test_a_file_that_somebody_else_holds_is_told_and_got_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (database, sqlite):
        monkeypatch.setattr(module, "BUSY_TIMEOUT_SECONDS", 1)
    installation = Installation(f"sqlite:///{tmp_path / 'data'}")
    installation.prepare()
    with _desk(installation) as desk:
        holder = sqlite3.connect(tmp_path / "data" / f"{NORTH}.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        _must_be_told(lambda: desk.command("Meanwhile"))
        assert desk.read().status_code == 200, "readers and a writer stand side by side"
        holder.close()


def test_a_file_that_is_damaged_is_told_until_it_is_put_back(tmp_path: Path) -> None:
    """Of whom the keys are is read from the shared file, so that nobody is known any more."""
    installation = Installation(f"sqlite:///{tmp_path / 'data'}")
    installation.prepare()
    file = tmp_path / "data" / "shared.db"
    program = bootstrap.build(installation.settings)
    key = program.keys.create(actor("officer", Role.CONTACT_POINT_OFFICER))
    program.close()
    whole = tmp_path / "whole.db"
    shutil.copy(file, whole)
    file.write_bytes(whole.read_bytes()[:4096] + b"\x5a" * (file.stat().st_size - 4096))
    engine = installation.settings.database.engine("shared")
    try:
        with pytest.raises(bootstrap.UNAVAILABLE), engine.connect() as connection:
            connection.exec_driver_sql("SELECT * FROM api_keys").all()
        engine.dispose()
        shutil.copy(whole, file)
        with engine.connect() as connection:
            assert key.split("_")[1] in {row[0] for row in connection.exec_driver_sql("SELECT key_id FROM api_keys")}
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("number", "status"), [(errno.ENOSPC, 503), (errno.EROFS, 503), (errno.EMFILE, 503), (errno.EPERM, 500)]
)
def test_a_disk_that_is_full_or_read_only_passes_and_other_faults_do_not(
    tmp_path: Path, number: int, status: int
) -> None:
    installation = Installation(f"sqlite:///{tmp_path / 'data'}")
    installation.prepare()
    program = bootstrap.build(installation.settings)
    try:
        app = create_app(program.ports, settings=ApiSettings())

        def fail() -> str:
            raise OSError(number, "told by the machine")

        app.add_url_rule(f"{API}/fails", "fails", fail)
        access.declare(app, "fails", access.EVERYONE)
        answer = answered(app.test_client().get(f"{API}/fails"))
    finally:
        program.close()
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert "told by the machine" not in answer.text


def _turn(server: PostgresServer, statement: str, name: str) -> None:
    """Change a database, and end all sessions on it, as an administrator or a fail-over does."""
    server.execute(statement)
    end_sessions(server.url(name))
