"""The vault: one data key for each subject of a log, wrapped by a key that lives somewhere else.

The keys stand in a database of their own (`vault.db`, or the schema `vault`), so that they have a backup cycle of
their own. A key is committed before the first event that needs it; an orphan key is harmless. A destroyed key
leaves a tombstone, so that it is never made again. Its dead row stays on disk, wrapped, until `scrub`.
Source: settled.md 26.
"""

import base64
import binascii
import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kvcase.store import schema
from kvcase.store.database import Backend, DatabaseUrl
from kvcase.store.errors import WrongMasterKeyError
from kvcase.store.transaction import Datastore, Transaction

KEY_BYTES = 32
CACHE_SIZE = 20_000
CACHE_SECONDS = 30.0
"""How long another process may go on reading with a key that was destroyed."""

_NONCE_BYTES = 12
_CHUNK = 500


def parse_master_key(text: str) -> bytes:
    """Return the key-encryption key that `text` holds in base64. Raises `ValueError` unless it is 256 bits."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("master key: not base64; expected 32 bytes in base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"master key: {len(key)} bytes; expected {KEY_BYTES}")
    return key


def read_master_key(file: Path, database: DatabaseUrl) -> bytes:
    """Return the key-encryption key in a file. Raises as `read_secret` does."""
    return parse_master_key(read_secret(file, database, "master key"))


def create_master_key(file: Path) -> None:
    """Write a new key-encryption key to a new file that only its owner may read. Raises `FileExistsError`."""
    create_secret(file, written_master_key(AESGCM.generate_key(KEY_BYTES * 8)))


def written_master_key(key: bytes) -> str:
    """Return what a file holds of a key-encryption key."""
    return base64.b64encode(key).decode() + "\n"


def read_secret(file: Path, database: DatabaseUrl, what: str) -> str:
    """Return the text of a file that holds a key.

    Raises `ValueError` if the file stands in the data directory, where each copy of the data would take the key
    along, or if others than its owner may read it; `OSError` if it cannot be read.
    """
    if database.backend is Backend.SQLITE and file.resolve().is_relative_to(database.directory.resolve()):
        raise ValueError(f"{what}: {file} is inside the data directory; expected a place outside it")
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise ValueError(f"{what}: others may read {file}; expected the mode 0600")
    return file.read_text(encoding="ascii")


def create_secret(file: Path, text: str) -> None:
    """Write a new file that only its owner may read; nobody ever sees a part of it. Raises `FileExistsError`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="ascii") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        os.link(draft, file)  # unlike a rename, this replaces no file
    finally:
        draft.unlink(missing_ok=True)


class Vault:
    """Makes, hands out and destroys data keys. Safe to share between threads, not between processes."""

    def __init__(self, database: DatabaseUrl, master_key: bytes) -> None:
        """Open the vault of a migrated store. Raises `SchemaError` and `ValueError`."""
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"master key: {len(master_key)} bytes; expected {KEY_BYTES}")
        self._datastore: Datastore = schema.opened(database, schema.VAULT)
        self._wrapping = AESGCM(master_key)
        self._wrapping_id = hashlib.sha256(b"kvcase master key" + master_key).hexdigest()[:16]
        self._cache: OrderedDict[tuple[str, str], tuple[bytes | None, float]] = OrderedDict()
        self._cache_lock = threading.Lock()

    def verify(self) -> None:
        """Find out before anything is written whether this is the master key that wrapped the keys so far.

        A text sealed under another key would be lost to everyone who has the right one. Raises `WrongMasterKeyError`.
        """
        with self._datastore.reading() as transaction:
            rows = transaction.query(
                "SELECT log, subject, wrapped, wrapped_by FROM data_keys WHERE wrapped IS NOT NULL LIMIT 1"
            )
        for log, subject, wrapped, wrapped_by in rows:
            self._unwrapped(log, subject, wrapped, wrapped_by)

    def bind(self) -> None:
        """Tie a new vault to its master key, so that `verify` has something to open from the first day on."""
        self.verify()
        self.ensure(schema.VAULT, ["master-key"])

    def ensure(self, log: str, subjects: Iterable[str]) -> None:
        """Commit a key for each subject that never had one, all in one transaction."""
        wanted = sorted(set(subjects))
        self.load(log, wanted)
        missing = [subject for subject in wanted if self._cached(log, subject) is None]
        if not missing:
            return
        with self._datastore.writing() as transaction:
            transaction.executemany(
                "INSERT INTO data_keys (log, subject, wrapped, wrapped_by) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (log, subject) DO NOTHING",
                [(log, subject, self._wrapped(log, subject), self._wrapping_id) for subject in missing],
            )
            found = self._fetched(transaction, log, missing)
        # Only now: a key whose commit failed must not be remembered, or the next text would be sealed with it for ever.
        self._remember(log, found)

    def load(self, log: str, subjects: Iterable[str]) -> None:
        """Fetch the keys that are not cached, in few queries."""
        remaining = iter([subject for subject in subjects if self._cached(log, subject) is None])
        while chunk := list(islice(remaining, _CHUNK)):
            with self._datastore.reading() as transaction:
                found = self._fetched(transaction, log, chunk)
            self._remember(log, found)

    def key(self, log: str, subject: str) -> bytes | None:
        """Return the key of a subject, or `None` if it is destroyed or was never made.

        Raises `WrongMasterKeyError`.
        """
        cached = self._cached(log, subject)
        if cached is None:
            self.load(log, [subject])
            cached = self._cached(log, subject)
        return None if cached is None else cached[0]

    def destroy(self, log: str, subject: str) -> None:
        """Destroy the key of a subject for ever; doing it twice changes nothing. Its old bytes go with `scrub`."""
        with self._datastore.writing() as transaction:
            transaction.execute(
                "INSERT INTO data_keys (log, subject, wrapped, wrapped_by) VALUES (?, ?, NULL, '')"
                " ON CONFLICT (log, subject) DO UPDATE SET wrapped = NULL, wrapped_by = ''",
                (log, subject),
            )
        with self._cache_lock:
            self._cache.pop((log, subject), None)

    def destroyed(self, log: str) -> tuple[str, ...]:
        """Return the subjects of a log whose keys are destroyed; after a restore they are destroyed again."""
        with self._datastore.reading() as transaction:
            rows = transaction.query(
                "SELECT subject FROM data_keys WHERE log = ? AND wrapped IS NULL ORDER BY subject", (log,)
            )
        return tuple(subject for (subject,) in rows)

    def close(self) -> None:
        """Forget all keys and close the database."""
        with self._cache_lock:
            self._cache.clear()
        self._datastore.close()

    def _cached(self, log: str, subject: str) -> tuple[bytes | None, float] | None:
        with self._cache_lock:
            found = self._cache.get((log, subject))
            if found is None or found[1] < time.monotonic():
                return None
            self._cache.move_to_end((log, subject))
            return found

    def _fetched(self, transaction: Transaction, log: str, subjects: list[str]) -> dict[str, bytes | None]:
        found: dict[str, bytes | None] = {}
        for start in range(0, len(subjects), _CHUNK):
            chunk = subjects[start : start + _CHUNK]
            marks = ", ".join("?" * len(chunk))
            rows = transaction.query(
                f"SELECT subject, wrapped, wrapped_by FROM data_keys WHERE log = ? AND subject IN ({marks})",  # noqa: S608
                (log, *chunk),
            )
            for subject, wrapped, wrapped_by in rows:
                found[subject] = None if wrapped is None else self._unwrapped(log, subject, wrapped, wrapped_by)
        return found

    def _remember(self, log: str, found: Mapping[str, bytes | None]) -> None:
        expires_at = time.monotonic() + CACHE_SECONDS
        with self._cache_lock:
            for subject, key in found.items():
                self._cache[log, subject] = (key, expires_at)
            while len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)

    def _wrapped(self, log: str, subject: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, AESGCM.generate_key(KEY_BYTES * 8), f"{log}|{subject}".encode())

    def _unwrapped(self, log: str, subject: str, wrapped: bytes, wrapped_by: str) -> bytes:
        if wrapped_by != self._wrapping_id:
            raise WrongMasterKeyError("the master key given is not the one of this vault")
        try:
            return self._wrapping.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], f"{log}|{subject}".encode())
        except InvalidTag as error:
            raise WrongMasterKeyError(f"the key of {subject} was changed or moved") from error
