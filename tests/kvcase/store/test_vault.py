"""Keys: made once, wrapped, destroyed for ever; and what is left of a text without them."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest

from domain.values import ERASED, PersonId
from kvcase.store import schema, scrub
from kvcase.store import vault as vaults
from kvcase.store.database import DatabaseUrl
from kvcase.store.errors import StoreUnavailableError, SubjectErasedError, WrongMasterKeyError
from kvcase.store.logs import EventLog
from kvcase.store.migrate import migrate
from kvcase.store.transaction import Datastore, Transaction
from kvcase.store.vault import Vault
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Counted, Noted, Opened, to

CANARY = "Zwartbaard"


def test_a_key_is_made_once_and_found_again(store: toys.Store) -> None:
    store.vault.ensure("ugent", ["toy:1", "toy:2"])
    keys = [store.vault.key("ugent", subject) for subject in ("toy:1", "toy:2")]
    assert None not in keys
    assert keys[0] != keys[1]
    with toys.Store(store.database) as other:
        other.vault.ensure("ugent", ["toy:1", "toy:2"])
        assert [other.vault.key("ugent", subject) for subject in ("toy:1", "toy:2")] == keys


class _FullDisk:
    """A datastore of which no write reaches its commit."""

    def __init__(self, real: Datastore) -> None:
        self._real = real

    def reading(self) -> AbstractContextManager[Transaction]:
        return self._real.reading()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        with self._real.writing() as transaction:
            yield transaction
            raise StoreUnavailableError("the disk is full")

    def close(self) -> None:
        self._real.close()


def test_a_key_whose_commit_failed_is_not_remembered(store: toys.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:
        full.setattr(store.vault, "_datastore", _FullDisk(store.vault._datastore))
        with pytest.raises(StoreUnavailableError):
            store.vault.ensure("ugent", ["toy:1"])
        assert store.vault.key("ugent", "toy:1") is None
    store.vault.ensure("ugent", ["toy:1"])
    with toys.Store(store.database) as other:
        assert other.vault.key("ugent", "toy:1") == store.vault.key("ugent", "toy:1") is not None


def test_another_master_key_is_refused_before_it_can_write(store: toys.Store) -> None:
    store.vault.bind()
    other = Vault(store.database, bytes(32))
    try:
        with pytest.raises(WrongMasterKeyError):
            other.verify()
        with pytest.raises(WrongMasterKeyError):
            other.bind()
    finally:
        other.close()
    store.vault.verify()


def test_each_log_has_keys_of_its_own(store: toys.Store) -> None:
    for log in ("ugent", "shared"):
        store.vault.ensure(log, ["person:1"])
    assert store.vault.key("ugent", "person:1") != store.vault.key("shared", "person:1")


def test_a_key_that_was_never_made_is_none(store: toys.Store) -> None:
    assert store.vault.key("ugent", "toy:1") is None


def test_many_keys_are_made_at_once(store: toys.Store) -> None:
    subjects = [f"toy:{number}" for number in range(1200)]
    store.vault.ensure("ugent", subjects)
    with toys.Store(store.database) as other:
        other.vault.load("ugent", subjects)
        assert len({other.vault.key("ugent", subject) for subject in subjects} - {None}) == len(subjects)


def test_a_destroyed_key_is_never_made_again(store: toys.Store) -> None:
    store.vault.ensure("ugent", ["toy:1"])
    for subject in ("toy:1", "toy:2", "toy:1"):
        store.vault.destroy("ugent", subject)
        store.vault.ensure("ugent", [subject])
        assert store.vault.key("ugent", subject) is None
    assert store.vault.destroyed("ugent") == ("toy:1", "toy:2")


def test_another_process_soon_sees_that_a_key_is_destroyed(store: toys.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vaults, "CACHE_SECONDS", -1.0)
    store.vault.ensure("ugent", ["toy:1"])
    with toys.Store(store.database) as other:
        other.vault.destroy("ugent", "toy:1")
    assert store.vault.key("ugent", "toy:1") is None


def test_the_cache_forgets_the_keys_that_were_not_used(store: toys.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vaults, "CACHE_SIZE", 3)
    subjects = [f"toy:{number}" for number in range(10)]
    store.vault.ensure("ugent", subjects)
    assert len(store.vault._cache) == 3
    assert all(store.vault.key("ugent", subject) for subject in subjects)


def test_another_master_key_does_not_open_the_vault(store: toys.Store) -> None:
    store.vault.ensure("ugent", ["toy:1"])
    other = Vault(store.database, bytes(32))
    with pytest.raises(WrongMasterKeyError):
        other.key("ugent", "toy:1")
    other.close()


def test_an_erased_stream_is_unreadable_and_all_others_are_readable(store: toys.Store, log: EventLog) -> None:
    erased, kept = toys.fresh_id(), toys.fresh_id()
    log.append([to(erased, 0, Opened("gone", "r"), Counted(1)), to(kept, 0, Opened("stays", "r"))])
    before = log.stored(0, 10)
    store.vault.destroy(log.slug, f"toy:{erased}")
    assert [item.event for item in log.after(0, 10)] == [Opened(ERASED, "r"), Counted(1), Opened("stays", "r")]
    assert log.stored(0, 10) == before
    with pytest.raises(SubjectErasedError):
        log.append([to(erased, 2, Opened("new", "r"))])
    log.append([to(erased, 2, Counted(2))])


def test_an_erased_person_takes_along_every_text_about_them(store: toys.Store, log: EventLog) -> None:
    anna, bert, stream = PersonId(toys.fresh_id()), PersonId(toys.fresh_id()), toys.fresh_id()
    log.append([to(stream, 0, Noted("both", (anna, bert)), Noted("Bert", (bert,)), Noted("nobody"))])
    store.vault.destroy(log.slug, f"person:{anna}")
    assert [item.event for item in log.read(stream)] == [
        Noted(ERASED, (anna, bert)),
        Noted("Bert", (bert,)),
        Noted("nobody"),
    ]


def test_no_sealed_text_is_in_any_file_of_an_sqlite_store(tmp_path: Path) -> None:
    database = DatabaseUrl.parse(f"sqlite:///{tmp_path / 'var'}")
    migrate(database, [toys.SLUG])
    with toys.Store(database) as store:
        person = PersonId(toys.fresh_id())
        texts = [Opened(f"{CANARY} 1", "r"), Noted(f"{CANARY} 2", (person,))]
        store.logs.log(toys.SLUG).append([to(toys.fresh_id(), 0, *texts)])
        files = {file.name: file.read_bytes() for file in (tmp_path / "var").iterdir()}
        assert f"{toys.SLUG}.db-wal" in files
        assert [name for name, content in files.items() if CANARY.encode() in content] == []


@pytest.mark.postgres
def test_no_sealed_text_is_in_any_table_of_a_postgresql_store(postgres_url: str) -> None:
    database = DatabaseUrl.parse(postgres_url)
    migrate(database, [toys.SLUG])
    with toys.Store(database) as store:
        store.logs.log(toys.SLUG).append([to(toys.fresh_id(), 0, Opened(f"{CANARY} 1", "r"), Noted(f"{CANARY} 2"))])
    with psycopg.connect(postgres_url) as connection:
        states = connection.execute(f"SELECT state FROM {toys.SLUG}.stored_events").fetchall()
    assert len(states) == 2
    assert not any(CANARY.encode() in state for (state,) in states)


def test_a_destroyed_key_is_in_no_file_of_an_sqlite_store_that_was_cleaned(tmp_path: Path) -> None:
    database = DatabaseUrl.parse(f"sqlite:///{tmp_path}")
    migrate(database, [])
    vault = Vault(database, toys.MASTER_KEY)
    vault.ensure("ugent", [f"toy:{number}" for number in range(50)])
    with vault._datastore.reading() as transaction:
        ((wrapped,),) = transaction.query("SELECT wrapped FROM data_keys WHERE subject = ?", ("toy:7",))
    assert any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    vault.destroy("ugent", "toy:7")
    scrub.scrub(database, schema.VAULT, ["data_keys"])
    assert not any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    vault.close()


def test_a_master_key_is_kept_outside_the_data_for_its_owner_alone(tmp_path: Path) -> None:
    database = DatabaseUrl.parse(f"sqlite:///{tmp_path / 'var'}")
    inside, outside = tmp_path / "var" / "master.key", tmp_path / "etc" / "master.key"
    for file in (inside, outside):
        vaults.create_master_key(file)
    assert len(vaults.read_master_key(outside, database)) == 32
    with pytest.raises(ValueError, match="inside the data directory"):
        vaults.read_master_key(inside, database)
    with pytest.raises(FileExistsError):
        vaults.create_master_key(outside)
    outside.chmod(0o644)
    if os.name == "posix":
        with pytest.raises(ValueError, match="0600"):
            vaults.read_master_key(outside, database)


@pytest.mark.parametrize("text", ["", "not base64!", "c2hvcnQ="])
def test_a_master_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="master key"):
        vaults.parse_master_key(text)


def test_a_master_key_is_read_from_base64() -> None:
    assert vaults.parse_master_key(toys.MASTER_KEY_TEXT + "\n") == toys.MASTER_KEY
