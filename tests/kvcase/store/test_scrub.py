"""After a cleaning nothing of a row that was deleted is left in the files of a database, if its owner cleans."""

import sqlite3
import time
from contextlib import closing

import pytest

from kvcase.store.database import Backend, connect_sqlite
from kvcase.store.errors import StoreUnavailableError
from kvcase.store.scrub import scrub
from tests.kvcase.store import toys

CANARY = b"Zwartbaard de kanarie"


def test_an_sqlite_file_keeps_nothing_in_its_pages_nor_in_its_write_ahead_log(store: toys.Store) -> None:
    if store.database.backend is not Backend.SQLITE:
        pytest.skip("of files")
    file = store.database.file("vault")
    with closing(connect_sqlite(file)) as connection:
        connection.execute("CREATE TABLE words (word text)")
        connection.executemany("INSERT INTO words VALUES (?)", [(CANARY.decode() * 3,)] * 500)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # some in the file, some in the write-ahead log
        connection.execute("UPDATE words SET word = word || ?", (CANARY.decode(),))
        connection.execute("DELETE FROM words")
        assert CANARY in file.with_name("vault.db-wal").read_bytes()
        assert scrub(store.database, "vault", ["words"]) == ()
        assert all(CANARY not in each.read_bytes() for each in file.parent.iterdir())


def test_a_reader_that_stays_is_told_and_not_waited_for_for_ever(
    store: toys.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.database.backend is not Backend.SQLITE:
        pytest.skip("of files")
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with closing(sqlite3.connect(store.database.file("vault"), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM data_keys").fetchall()
        store.vault.ensure("ugent", ["toy:1"])
        monkeypatch.setattr("kvcase.store.scrub._TRIES", 2)
        monkeypatch.setattr("kvcase.store.scrub._WAIT_MILLISECONDS", 10)
        with pytest.raises(StoreUnavailableError, match="in use"):
            scrub(store.database, "vault", ["data_keys"])
    assert scrub(store.database, "vault", ["data_keys"]) == ()


def test_what_another_owns_is_named(store: toys.Store) -> None:
    if store.database.backend is not Backend.POSTGRESQL:
        pytest.skip("of rights")
    assert scrub(store.database, "vault", ["data_keys"]) == ()
    assert scrub(store.database, "vault", ["data_keys", "of_another"]) == ("of_another",)
