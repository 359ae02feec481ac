"""The table of who read what: rows are added, each hashed with the one before it, and only the oldest ever go."""

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import psycopg

from kvcase.store.errors import SchemaError
from kvcase.store.transaction import Datastore, Transaction, Value

BATCH: Final = 1_000
GENESIS: Final = bytes(32)
"""Stands before the first row."""
_COLUMNS: Final = "number, at, actor, told, hash"


class Row(NamedTuple):
    """A row as the database holds it: what it tells is JSON; `at` in microseconds since 1970 UTC."""

    number: int
    at: int
    actor: str
    told: str
    hash: bytes


class Head(NamedTuple):
    """The newest row: its number, 0 where there is none, and its hash."""

    number: int
    hash: bytes


@dataclass(eq=False, slots=True)
class _Wanted:
    """A row that waits to be written, and what came of it."""

    at: int
    actor: str
    told: str
    made: Head | None = None
    error: BaseException | None = None


class ReadTable:
    """Adds to the reads of one log and gives them back. Safe to share between threads."""

    def __init__(self, slug: str, datastore: Datastore) -> None:
        self._slug = slug
        self._datastore = datastore
        self._gate = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: list[_Wanted] = []

    def append(self, at: int, actor: str, told: str) -> Head:
        """Add a row behind the newest; two at once queue, so that no number is given twice and none is left out.

        Threads that come while one waits for the disk are written together by the next, in one transaction: all their
        rows are kept, or none of them and each is told so.
        """
        wanted = _Wanted(at, actor, told)
        with self._gate:
            self._waiting.append(wanted)
        with self._turn:
            if wanted.made is None and wanted.error is None:
                self._write_all()
        if wanted.error is not None:
            raise wanted.error
        assert wanted.made is not None, "it is written, or refused"  # noqa: S101
        return wanted.made

    def replace(self, at: int, actor: str, told: str, removing: Sequence[int]) -> Head:
        """Add a row that tells that others are removed, and remove them, all or nothing.

        Raises `SchemaError` where that is for the owner of the table.
        """
        try:
            with self._turn, self._datastore.writing() as transaction:
                made = self._added(transaction, _Wanted(at, actor, told), _head(transaction))
                # After the new row, whose number follows on the newest of all.
                transaction.executemany("DELETE FROM access_reads WHERE number = ?", [(each,) for each in removing])
                return made
        except psycopg.errors.InsufficientPrivilege as error:
            whose = "reads whose time is over are deleted by the owner of the table"
            raise SchemaError(f"{self._slug}: {whose}: run `kvcase access expire` as who migrates") from error

    def head(self) -> Head:
        """Return the newest row."""
        with self._datastore.reading() as transaction:
            return _head(transaction)

    def hash_of(self, number: int) -> bytes | None:
        """Return the hash of a row, if it is here."""
        with self._datastore.reading() as transaction:
            found = transaction.query("SELECT hash FROM access_reads WHERE number = ?", (number,))
        return bytes(found[0][0]) if found else None

    def every(self) -> Iterator[Row]:
        """Give all rows, the oldest first."""
        last = 0
        while True:
            rows = self._rows("number > ?", (last,), "number", BATCH)
            yield from rows
            if len(rows) < BATCH:
                return
            last = rows[-1].number

    def newest(
        self,
        before: int | None,
        limit: int,
        *,
        since: int | None = None,
        until: int | None = None,
        actor: str | None = None,
        holding: tuple[str, ...] = (),
    ) -> list[Row]:
        """Return up to `limit` rows with a number below `before`, the newest first; `holding` stand in what is told."""
        wanted: list[tuple[str, Value]] = [
            *([("number < ?", before)] if before is not None else []),
            *([("at >= ?", since)] if since is not None else []),
            *([("at < ?", until)] if until is not None else []),
            *([("actor = ?", actor)] if actor is not None else []),
            *(("told LIKE ? ESCAPE '!'", f"%{_literal(each)}%") for each in holding),
        ]
        where = " AND ".join(condition for condition, _ in wanted) or "1 = 1"
        return self._rows(where, tuple(value for _, value in wanted), "number DESC", limit)

    def deletion(self, word: str) -> dict[str, Any] | None:
        """Return what the newest row tells that has this word for what was deleted."""
        found = self.newest(None, 1, holding=(f'"{word}": {{',))
        return json.loads(found[0].told) if found else None

    def close(self) -> None:
        """Close all connections."""
        with suppress(Exception):
            self._datastore.close()

    def _write_all(self) -> None:
        """Write all that wait, in the order in which they came."""
        with self._gate:
            batch, self._waiting = self._waiting, []
        made: list[Head] = []
        try:
            with self._datastore.writing() as transaction:
                head = _head(transaction)
                for each in batch:
                    head = self._added(transaction, each, head)
                    made.append(head)
        except BaseException as error:
            for each in batch:
                each.error = error
        else:
            for each, one in zip(batch, made, strict=True):
                each.made = one

    def _added(self, transaction: Transaction, wanted: "_Wanted", head: Head) -> Head:
        made = Head(head.number + 1, chained(self._slug, head.hash, head.number + 1, wanted.told))
        transaction.execute(
            f"INSERT INTO access_reads ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608  (ours)
            (made.number, wanted.at, wanted.actor, wanted.told, made.hash),
        )
        return made

    def _rows(self, where: str, values: tuple[Value, ...], order: str, limit: int) -> list[Row]:
        with self._datastore.reading() as transaction:
            found = transaction.query(
                f"SELECT {_COLUMNS} FROM access_reads WHERE {where} ORDER BY {order} LIMIT ?",  # noqa: S608  (ours)
                (*values, limit),
            )
        return [_row(each) for each in found]


def chained(slug: str, before: bytes, number: int, told: str) -> bytes:
    """Return the hash of a row behind another: of the log, its number, and what it tells."""
    return hashlib.sha256(f"kvcase read {slug} {number}\n".encode() + before + told.encode()).digest()


def _head(transaction: Transaction) -> Head:
    rows = transaction.query("SELECT number, hash FROM access_reads ORDER BY number DESC LIMIT 1")
    return Head(int(rows[0][0]), bytes(rows[0][1])) if rows else Head(0, GENESIS)


def _row(found: tuple[Any, ...]) -> Row:
    number, at, actor, told, hashed = found
    return Row(int(number), int(at), str(actor), str(told), bytes(hashed))


def _literal(said: str) -> str:
    return said.replace("!", "!!").replace("%", "!%").replace("_", "!_")
