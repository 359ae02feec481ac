"""A log with a signed ledger on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from tests.kvcase.ledger_worlds import SLUG, World
from tests.kvcase.store import toys


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Give an empty log that can be signed."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'var'}" if is_sqlite else request.getfixturevalue("postgres_url")
    database = DatabaseUrl.parse(url)
    migrate(database, [SLUG])
    with toys.Store(database) as store:
        yield World(store)
