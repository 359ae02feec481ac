"""Logs of reads on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kvcase import clock
from kvcase.read_logs import ReadLogs
from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from kvcase.store.vault import Vault
from tests.kvcase.reads.worlds import SLUG, World


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Give an empty log of reads."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'var'}" if is_sqlite else request.getfixturevalue("postgres_url")
    database = DatabaseUrl.parse(url)
    migrate(database, [SLUG])
    vault = Vault(database, bytes(range(32)))
    vault.bind()
    world = World(url, database, vault)
    world.reads = ReadLogs(database, vault, world.clock, clock.new_id)
    yield world
    world.reads.close()
    vault.close()
