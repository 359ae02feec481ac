"""The whole program under a login on PostgreSQL that can add to its logs and change nothing in them."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from domain.values import Effect
from kvcase.simulate import simulate
from kvcase.store.database import SHARED
from kvcase.store.errors import SchemaError
from kvcase.store.ledger import Made
from projections import models
from tests.acceptance.installations import NORTH, Installation, import_list, write_list
from tests.pgrig import PostgresServer

pytestmark = pytest.mark.postgres
LOGIN = f"program_{os.getpid()}"


@pytest.fixture
def admin(postgres_server: PostgresServer, postgres_url: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """Give the administrator of a database in which a login was made."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {LOGIN} LOGIN NOINHERIT".encode())
        yield connection
        found = connection.execute("SELECT rolname::text FROM pg_roles WHERE starts_with(rolname, %s)", (LOGIN,))
        everyone = ", ".join(str(name) for (name,) in found)
        connection.execute(f"DROP OWNED BY {everyone} CASCADE".encode())
        connection.execute(f"DROP ROLE {everyone}".encode())


def test_everything_works_under_a_login_that_changes_nothing(
    admin: "psycopg.Connection[tuple[object, ...]]", postgres_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    owner = Installation(postgres_url)
    owner.prepare()
    told = owner.run("grants", LOGIN)
    assert told.returncode == 0, told.stderr
    for statement in told.stdout.splitlines():
        admin.execute(statement.encode())

    program = Installation(postgres_url.replace("//kvcase@", f"//{LOGIN}@")).open()
    try:
        program.begin()
        assert not caplog.records
        simulate(program, NORTH, 3)
        listed = write_list(tmp_path / "list.csv", ("1", "Fictional Works", "BE"))
        import_list(program, "fictional", Effect.POLICY, listed)
        program.rescreening.reconcile(NORTH)
        program.read_models.rebuild(NORTH, [NORTH], models.INSTITUTION_MODELS[0])
        program.read_models.rebuild(SHARED, [SHARED], models.SHARED_MODELS[0])
        ledger = program.logs.log(NORTH).ledger
        assert ledger.keep(Made(ledger.extend(), program.logs.log(NORTH).head(), 0, "note"))
        program.read_models.catch_up_fwo()
        assert not any(program.ports.ready()["lag_events"].values())  # type: ignore[attr-defined]

        admin.execute(f"REVOKE INSERT ON {NORTH}.stored_events FROM {LOGIN}_{NORTH}".encode())
        with pytest.raises(SchemaError, match=f"lacks INSERT on {NORTH}.stored_events; run `kvcase grants`"):
            program.begin()
    finally:
        program.close()


def test_a_login_with_too_many_rights_is_told_of(postgres_url: str, caplog: pytest.LogCaptureFixture) -> None:
    owner = Installation(postgres_url)
    owner.prepare()
    program = owner.open()
    try:
        with caplog.at_level(logging.WARNING):
            program.begin()
    finally:
        program.close()
    assert "kvcase is a superuser" in caplog.text


def test_sqlite_has_no_roles(tmp_path: Path) -> None:
    installation = Installation(f"sqlite:///{tmp_path / 'data'}")
    told = installation.run("grants", LOGIN, "--apply")
    assert (told.returncode, told.stderr) == (2, "error: SQLite has no roles; the rights are those of its folder\n")
    assert installation.run("grants", "No Name").returncode == 2
