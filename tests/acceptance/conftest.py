"""Installations on SQLite and on a real PostgreSQL: every acceptance test that takes one runs on both."""

from pathlib import Path

import pytest

from tests.acceptance.installations import Installation


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """Return a prepared installation."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'data'}" if is_sqlite else request.getfixturevalue("postgres_url")
    made = Installation(url)
    made.prepare()
    return made
