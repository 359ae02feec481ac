"""One suite, two databases: every test that takes `database` or `engine` runs on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from projections.models import INSTITUTION_MODELS, SHARED_MODELS
from projections.positions import create_tables
from tests.projections.world import SLUG


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a migrated database."""
    is_sqlite = request.param == "sqlite"
    url: str = f"sqlite:///{tmp_path / 'var'}" if is_sqlite else request.getfixturevalue("postgres_url")
    migrate(DatabaseUrl.parse(url), [SLUG, "zuiderhaven", "fwo"])
    return url


@pytest.fixture
def database(url: str) -> DatabaseUrl:
    """Give a migrated database."""
    return DatabaseUrl.parse(url)


@pytest.fixture
def engine(database: DatabaseUrl) -> Iterator[sa.Engine]:
    """Give the database of one institution, with the tables of its read models."""
    engine = database.engine(SLUG)
    create_tables(engine, (*INSTITUTION_MODELS, *SHARED_MODELS))
    yield engine
    engine.dispose()


@pytest.fixture
def fwo(database: DatabaseUrl) -> Iterator[sa.Engine]:
    """Give the empty database of the FWO."""
    engine = database.engine("fwo")
    yield engine
    engine.dispose()
