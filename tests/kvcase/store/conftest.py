"""One suite, two databases: every test that takes `database` or `store` runs on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import EventLog
from kvcase.store.migrate import migrate
from tests.kvcase.store import toys


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty place for data."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def database(bare_url: str) -> DatabaseUrl:
    """Give a migrated database."""
    database = DatabaseUrl.parse(bare_url)
    migrate(database, [toys.SLUG, "fwo"])
    return database


@pytest.fixture
def store(database: DatabaseUrl) -> Iterator[toys.Store]:
    """Give an open store."""
    with toys.Store(database) as store:
        yield store


@pytest.fixture
def log(store: toys.Store) -> EventLog:
    """Give the log of one institution."""
    return store.logs.log(toys.SLUG)
