"""One suite, two databases: every test that takes `database` or `engine` runs on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from projections.models import INSTITUTION_MODELS, SHARED_MODELS
from projections.positions import create_tables
from tests import prepared
from tests.pgrig import PostgresServer
from tests.projections.world import SLUG


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a migrated database, with the tables of read models for who takes `engine`."""
    make = _migrate_with_tables if "engine" in request.fixturenames else _migrate
    if request.param == "sqlite":
        yield prepared.on_sqlite(tmp_path / "var", make, make)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = prepared.on_postgres(server, make, make)
    yield url
    server.drop_database(url)


def _migrate(url: str) -> None:
    migrate(DatabaseUrl.parse(url), [SLUG, "zuiderhaven", "fwo"])


def _migrate_with_tables(url: str) -> None:
    _migrate(url)
    engine = DatabaseUrl.parse(url).engine(SLUG)
    create_tables(engine, (*INSTITUTION_MODELS, *SHARED_MODELS))
    engine.dispose()


@pytest.fixture
def database(url: str) -> DatabaseUrl:
    """Give a migrated database."""
    return DatabaseUrl.parse(url)


@pytest.fixture
def engine(database: DatabaseUrl) -> Iterator[sa.Engine]:
    """Give the database of one institution, with the tables of its read models."""
    engine = database.engine(SLUG)
    yield engine
    engine.dispose()


@pytest.fixture
def fwo(database: DatabaseUrl) -> Iterator[sa.Engine]:
    """Give the empty database of the FWO."""
    engine = database.engine("fwo")
    yield engine
    engine.dispose()
