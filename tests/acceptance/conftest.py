"""Installations on SQLite and on a real PostgreSQL: every acceptance test that takes one runs on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import prepared
from tests.acceptance.installations import Installation
from tests.pgrig import PostgresServer


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Give a prepared installation."""
    if request.param == "sqlite":
        yield Installation(prepared.on_sqlite(tmp_path / "data", "installation", _prepare))
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = prepared.on_postgres(server, "installation", _prepare)
    yield Installation(url)
    server.drop_database(url)


def _prepare(url: str) -> None:
    Installation(url).prepare()
