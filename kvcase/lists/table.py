"""The entries of every version of every list, content-addressed, with the versions in which each is valid.

Nothing is overwritten: any past version can be read again. Rows are written in the transaction of the event that
activates their version, so that half a list is never seen. Source: handbook screening.md 6.2.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import sqlalchemy as sa

from kvcase.lists import entries, versions
from kvcase.lists.entries import Entry
from kvcase.store.transaction import Transaction

METADATA = sa.MetaData()
ENTRIES = sa.Table(
    "list_entries",
    METADATA,
    sa.Column("list_id", sa.String, primary_key=True),
    sa.Column("entry_id", sa.String, primary_key=True),
    sa.Column("valid_from", sa.Integer, primary_key=True),
    sa.Column("valid_to", sa.Integer),
    sa.Column("match_fp", sa.String, nullable=False),
    sa.Column("info_fp", sa.String, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Index("list_entries_by_end", "list_id", "valid_to"),
    sa.Index("list_entries_by_begin", "list_id", "valid_from"),
)
_INSERT = (
    "INSERT INTO list_entries (list_id, entry_id, valid_from, valid_to, match_fp, info_fp, payload) "
    "VALUES (?, ?, ?, NULL, ?, ?, ?)"
)
_END = "UPDATE list_entries SET valid_to = ? WHERE list_id = ? AND entry_id = ? AND +valid_to IS NULL"
"""The plus keeps SQLite from its index of ends, by which each entry that ends would cost a look at the whole list."""


def activate(
    transaction: Transaction,
    list_id: str,
    version_no: int,
    new: Mapping[str, Entry],
    prints: versions.Fingerprints,
    delta: versions.Delta,
) -> None:
    """Write what a new version changes: entries that end, and entries, with their fingerprints, that begin with it."""
    changed = (*delta.changed_match, *delta.changed_info)
    transaction.executemany(_END, [(version_no, list_id, each) for each in (*delta.removed, *changed)])
    begun = sorted((*delta.added, *changed))  # in the order of the key, which databases write fastest
    rows = [(list_id, each, version_no, *prints[each], entries.encode(new[each])) for each in begun]
    transaction.executemany(_INSERT, rows)


def create(place: sa.Engine | sa.Connection) -> None:
    """Create the table and every index that is not there yet."""
    METADATA.create_all(place)
    for index in ENTRIES.indexes:
        index.create(place, checkfirst=True)


class Span(NamedTuple):
    """An entry as the table holds it, the version that it begins with and the one that it ends before, if any."""

    entry_id: str
    valid_from: int
    valid_to: int | None
    match_fp: str
    info_fp: str
    payload: str

    def is_in(self, version_no: int) -> bool:
        """Tell whether the version has it."""
        return self.valid_from <= version_no and (self.valid_to is None or self.valid_to > version_no)


class EntryTable:
    """Reads the entries of list versions."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def fingerprints(self, list_id: str, version_no: int) -> dict[str, tuple[str, str]]:
        """Return (match, info) fingerprints by entry id, as the version has them."""
        columns = (ENTRIES.c.entry_id, ENTRIES.c.match_fp, ENTRIES.c.info_fp)
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(*columns).where(*_valid(list_id, version_no)))
            return {row.entry_id: (row.match_fp, row.info_fp) for row in rows}

    def entries(self, list_id: str, version_no: int) -> Iterator[Entry]:
        """Give every entry of a version, by entry id."""
        query = sa.select(ENTRIES.c.payload).where(*_valid(list_id, version_no)).order_by(ENTRIES.c.entry_id)
        with self._rows(query) as rows:
            for row in rows:
                yield entries.decode(row.payload)

    def spans(self, list_id: str) -> Iterator[Span]:
        """Give every entry that any version of a list had, as the table holds it."""
        columns = [ENTRIES.c[name] for name in Span._fields]
        with self._engine.connect() as connection:
            for row in connection.execute(sa.select(*columns).where(ENTRIES.c.list_id == list_id)):
                yield Span(*row)

    def some(self, list_id: str, version_no: int, entry_ids: Iterable[str]) -> tuple[Entry, ...]:
        """Return these entries as the version has them."""
        wanted = sorted(set(entry_ids))
        found: list[Entry] = []
        with self._engine.connect() as connection:
            for at in range(0, len(wanted), 500):
                chosen = ENTRIES.c.entry_id.in_(wanted[at : at + 500])
                query = sa.select(ENTRIES.c.payload).where(*_valid(list_id, version_no), chosen)
                found += [entries.decode(row.payload) for row in connection.execute(query)]
        return tuple(sorted(found, key=lambda entry: entry.entry_id))

    def delta(self, list_id: str, from_version: int | None, to_version: int) -> versions.Delta:
        """Return what changed between two versions; from none, everything is added. The cost is that of the change."""
        if from_version is None:
            return versions.delta({}, self.fingerprints(list_id, to_version))
        first, last = sorted((from_version, to_version))
        with self._engine.connect() as connection:
            moved = {
                row.entry_id
                for column in (ENTRIES.c.valid_from, ENTRIES.c.valid_to)
                for row in connection.execute(
                    sa.select(ENTRIES.c.entry_id).where(ENTRIES.c.list_id == list_id, column > first, column <= last)
                )
            }
        old = self.prints_of(list_id, from_version, moved)
        return versions.delta(old, self.prints_of(list_id, to_version, moved))

    def prints_of(self, list_id: str, version_no: int, entry_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return (match, info) fingerprints of these entries, as the version has them."""
        columns = (ENTRIES.c.entry_id, ENTRIES.c.match_fp, ENTRIES.c.info_fp)
        wanted, found = sorted(entry_ids), {}
        with self._engine.connect() as connection:
            for at in range(0, len(wanted), 500):
                chosen = ENTRIES.c.entry_id.in_(wanted[at : at + 500])
                for row in connection.execute(sa.select(*columns).where(*_valid(list_id, version_no), chosen)):
                    found[row.entry_id] = (row.match_fp, row.info_fp)
        return found

    @contextmanager
    def _rows(self, query: sa.Select[tuple[str]]) -> Iterator[sa.CursorResult[tuple[str]]]:
        with self._engine.connect() as connection:
            yield connection.execute(query)


def _valid(list_id: str, version_no: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        ENTRIES.c.list_id == list_id,
        ENTRIES.c.valid_from <= version_no,
        sa.or_(ENTRIES.c.valid_to.is_(None), ENTRIES.c.valid_to > version_no),
    )
