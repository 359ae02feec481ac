"""Who read what: one log of reads beside each log of events, hashed row by row; decision 0029.

A row is kept before the answer leaves, so whoever answers without one answers nothing. What it tells are ids; the
purpose that a reader gives is sealed, with the key of what was asked for where that has one, so that it is forgotten
with it.
"""

import base64
import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag

from domain.erasure.words import Held
from domain.ports import Clock
from domain.reads import Answer, Asked, Read, Seen
from kvcase.store import schema, sealing
from kvcase.store.application import instant_of, microseconds
from kvcase.store.database import DatabaseUrl, checked_slug
from kvcase.store.reads import Head, ReadTable, Row
from kvcase.store.vault import Vault

ERASED: Final = "[erased]"
"""Stands for a purpose that was forgotten with what it was about."""
_OWN_KEY: Final = "reads"
_HELD: Final = tuple(f"{kind}:" for kind in Held)


class ReadLogs:
    """Keeps reads and gives them back. Safe to share between threads, and between processes beside one another."""

    def __init__(self, database: DatabaseUrl, vault: Vault, clock: Clock, new_id: Callable[[], UUID]) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._new_id = new_id
        self._tables: dict[str, ReadTable] = {}
        self._lock = threading.Lock()

    def table(self, log: str) -> ReadTable:
        """Return the reads of a log. Raises `ValueError`, `SchemaError` and `StoreUnavailableError`."""
        with self._lock:
            if log not in self._tables:
                self._tables[log] = ReadTable(log, schema.reads(self._database, checked_slug(log)))
            return self._tables[log]

    def record(self, log: str, read: Read) -> None:
        """Keep a read. Raises `StoreError`; then nothing may be told."""
        read_id = self._new_id()
        told: dict[str, Any] = {
            "id": str(read_id),
            "at": self._clock().isoformat(),
            "actor": read.actor,
            "institution": read.institution,
            "roles": sorted(read.roles),
            "through": read.through,
            "about": read.about,
            "answer": read.answer.value,
        }
        told |= {"on_behalf_of": read.on_behalf_of} if read.on_behalf_of is not None else {}
        told |= {"named": read.named} if read.named is not None else {}
        told |= {"shown": list(read.shown)} if read.shown else {}
        told |= {"personal": True} if read.is_personal else {}
        if read.purpose is not None:
            told["purpose"] = self._sealed(log, read, read_id)
        self.append(log, read.actor, told)

    def append(self, log: str, actor: str, told: dict[str, Any], removing: Sequence[int] = ()) -> Head:
        """Add a row that tells this, and remove others with it; its instant stands in it. Raises `StoreError`."""
        at, row = microseconds(datetime.fromisoformat(told["at"])), json.dumps(told, ensure_ascii=True, sort_keys=True)
        table = self.table(log)
        return table.replace(at, actor, row, removing) if removing else table.append(at, actor, row)

    def page(self, log: str, asked: Asked, before: int | None, limit: int) -> Sequence[Seen]:
        """Return up to `limit` reads with a number below `before`, the newest first, purposes readable."""
        holding = (
            *([f'"answer": "{asked.answer}"'] if asked.answer is not None else []),
            *([f'{asked.about.lower()}"'] if asked.about is not None else []),
        )
        rows = self.table(log).newest(
            before,
            limit,
            since=None if asked.since is None else microseconds(asked.since),
            until=None if asked.until is None else microseconds(asked.until),
            actor=asked.actor,
            holding=holding,
        )
        return [self.seen(log, row) for row in rows]

    def newest(self, log: str) -> str:
        """Return the newest row as a checkpoint tells it: its number and hash, or nothing where there is none."""
        head = self.table(log).head()
        return f"{head.number} {base64.b64encode(head.hash).decode()}" if head.number else ""

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for table in self._tables.values():
                table.close()
            self._tables.clear()

    def _sealed(self, log: str, read: Read, read_id: UUID) -> str:
        """Return the purpose sealed for what was asked for, or with a key of the reads where that has none."""
        assert read.purpose is not None, "asked by who has one"  # noqa: S101
        is_held = read.named is not None and read.named.startswith(_HELD)
        has_key = is_held and read.answer in {Answer.TOLD, Answer.EXPORTED}  # an id that is tried gets no key
        subject = read.named if has_key and read.named is not None else _OWN_KEY
        self._vault.ensure(log, [subject])
        key = self._vault.key(log, subject)
        if key is None:
            return ERASED
        return sealing.seal(read.purpose, log, read_id, {subject: key}, os.urandom)

    def seen(self, log: str, row: Row) -> Seen:
        """Return what a row tells, its purpose readable."""
        told = json.loads(row.told)
        read = read_of(told)
        if read.purpose is not None:
            read = replace(read, purpose=self._readable(log, read.purpose, UUID(told["id"])))
        return Seen(row.number, instant_of(row.at), read)

    def _readable(self, log: str, sealed: str, read_id: UUID) -> str:
        try:
            keys = {each: self._vault.key(log, each) for each in sealing.subjects_of(sealed)}
            known = {subject: key for subject, key in keys.items() if key is not None}
            return sealing.unseal(sealed, log, read_id, known) if len(known) == len(keys) else ERASED
        except (ValueError, InvalidTag):
            return ERASED


def read_of(told: dict[str, Any]) -> Read:
    """Return the read that a row tells of."""
    return Read(
        told["actor"],
        told["institution"],
        tuple(told["roles"]),
        told.get("on_behalf_of"),
        told["through"],
        told["about"],
        Answer(told["answer"]),
        told.get("named"),
        tuple(told.get("shown", ())),
        told.get("personal", False),
        told.get("purpose"),
    )
