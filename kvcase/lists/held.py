"""What the held file of each list would change: kept with its event, so that whoever decides on it can see it.

Only the last file that is held of a list is kept, as only that is told of; when it comes into force nothing of it is.
What is kept is against the version in force then; it is told against the version in force when it is asked for.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from domain.watchlist.held import EntryChange, EntryPart, HeldEntry, HeldPart
from kvcase.lists import entries, versions
from kvcase.lists.entries import Entry
from kvcase.lists.table import EntryTable
from kvcase.store.transaction import Transaction

METADATA = sa.MetaData()
FILES = sa.Table(
    "held_files",
    METADATA,
    sa.Column("list_id", sa.String, primary_key=True),
    sa.Column("canonical_sha256", sa.String, nullable=False),
    sa.Column("version_no", sa.Integer),
)
"""The file that is held of each list, and the version that was in force when it came, if any was."""
CHANGES = sa.Table(
    "held_changes",
    METADATA,
    sa.Column("list_id", sa.String, primary_key=True),
    sa.Column("entry_id", sa.String, primary_key=True),
    sa.Column("match_fp", sa.String),
    sa.Column("info_fp", sa.String),
    sa.Column("payload", sa.Text),
)
"""Each entry that the held file tells otherwise than that version; an entry that it does not have has only its id."""
_ORDER = tuple(EntryChange)
_CHUNK = 500


def keep(
    transaction: Transaction,
    list_id: str,
    canonical_sha256: str,
    version_no: int | None,
    new: Mapping[str, Entry],
    prints: versions.Fingerprints,
    delta: versions.Delta,
) -> None:
    """Write what a held file would change against the version in force, in place of the file that was held before."""
    forget(transaction, list_id)
    transaction.execute("INSERT INTO held_files VALUES (?, ?, ?)", (list_id, canonical_sha256, version_no))
    insert = "INSERT INTO held_changes (list_id, entry_id, match_fp, info_fp, payload) VALUES (?, ?, ?, ?, ?)"
    told = sorted((*delta.added, *delta.changed_match, *delta.changed_info))
    rows = [(list_id, each, *prints[each], entries.encode(new[each])) for each in told]
    transaction.executemany(insert, [*rows, *((list_id, each, None, None, None) for each in delta.removed)])


def forget(transaction: Transaction, list_id: str, canonical_sha256: str | None = None) -> None:
    """Remove what is kept of the held file of a list; with a digest, only if it is that file."""
    is_it = "" if canonical_sha256 is None else " AND canonical_sha256 = ?"
    digest = () if canonical_sha256 is None else (canonical_sha256,)
    if transaction.execute(f"DELETE FROM held_files WHERE list_id = ?{is_it}", (list_id, *digest)):  # noqa: S608
        transaction.execute("DELETE FROM held_changes WHERE list_id = ?", (list_id,))


class HeldFiles:
    """Tells what the held file of a list would change."""

    def __init__(self, engine: sa.Engine, table: EntryTable, in_force: Callable[[str], int | None]) -> None:
        """Read what is kept, and the entries in force; `in_force` tells the version of a list that is."""
        self._engine = engine
        self._table = table
        self._in_force = in_force

    def part(
        self, list_id: str, *, change: EntryChange | None, after: tuple[int, str] | None, limit: int
    ) -> HeldPart | None:
        """Return a part of what the held file would change, gone before changed before new and each by id.

        Nothing where no file is held, or none of which it was kept.
        """
        with self._engine.connect() as connection:
            file = connection.execute(sa.select(FILES).where(FILES.c.list_id == list_id)).one_or_none()
        if file is None:
            return None
        version_no = self._in_force(list_id)
        delta = self._delta(list_id, file.version_no, version_no)
        told = {
            EntryChange.REMOVED: delta.removed,
            EntryChange.CHANGED: tuple(sorted((*delta.changed_match, *delta.changed_info))),
            EntryChange.ADDED: delta.added,
        }
        places = [(rank, each) for rank, what in enumerate(_ORDER) if change in {None, what} for each in told[what]]
        places = places[bisect_right(places, after) if after is not None else 0 :]
        chosen, more = places[:limit], len(places) > limit
        ids = [entry_id for _, entry_id in chosen]
        before = self._entries(list_id, version_no, ids)
        # What the held file tells no otherwise than the version that it was held against stands there.
        held = self._entries(list_id, file.version_no, ids) | self._kept(list_id, ids)
        items = tuple(_told(_ORDER[rank], before.get(each), held.get(each)) for rank, each in chosen)
        counts = {what: len(each) for what, each in told.items()}
        return HeldPart(file.canonical_sha256, version_no, counts, items, chosen[-1] if more else None)

    def _delta(self, list_id: str, base: int | None, version_no: int | None) -> versions.Delta:
        """Return what the file would change in a version, from what it would have changed in the one before."""
        query = sa.select(CHANGES.c.entry_id, CHANGES.c.match_fp, CHANGES.c.info_fp).where(CHANGES.c.list_id == list_id)
        with self._engine.connect() as connection:
            kept = {row.entry_id: (row.match_fp, row.info_fp) for row in connection.execute(query)}
        touched = set(kept)
        new = {entry_id: prints for entry_id, prints in kept.items() if prints[0] is not None}
        if version_no is not None and version_no != base:
            since = self._table.delta(list_id, base, version_no)
            moved = {*since.added, *since.changed_match, *since.changed_info, *since.removed} - touched
            new |= self._table.prints_of(list_id, base, moved) if base is not None else {}
            touched |= moved
        old = self._table.prints_of(list_id, version_no, touched) if version_no is not None else {}
        return versions.delta(old, new)

    def _entries(self, list_id: str, version_no: int | None, ids: list[str]) -> dict[str, Entry]:
        found = self._table.some(list_id, version_no, ids) if version_no is not None else ()
        return {each.entry_id: each for each in found}

    def _kept(self, list_id: str, ids: list[str]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        with self._engine.connect() as connection:
            for at in range(0, len(ids), _CHUNK):
                chosen = CHANGES.c.entry_id.in_(ids[at : at + _CHUNK])
                query = sa.select(CHANGES.c.payload).where(
                    CHANGES.c.list_id == list_id, chosen, CHANGES.c.payload.is_not(None)
                )
                for row in connection.execute(query):
                    entry = entries.decode(row.payload)
                    found[entry.entry_id] = entry
        return found


def _told(change: EntryChange, before: Entry | None, held: Entry | None) -> HeldEntry:
    shown = before if change is EntryChange.REMOVED else held
    assert shown is not None, "an entry that a file would change is in force, or in the file"  # noqa: S101
    name = entries.primary_name(shown)
    differs: tuple[EntryPart, ...] = ()
    name_before = None
    if change is EntryChange.CHANGED and before is not None:
        differs = tuple(each for each in EntryPart if getattr(before, each.value) != getattr(shown, each.value))
        called = entries.primary_name(before)
        name_before = called if called != name else None
    return HeldEntry(
        shown.entry_id, change, shown.kind.value, name, shown.countries, shown.programme, differs, name_before
    )
