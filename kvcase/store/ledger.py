"""The tables of a log's ledger: a leaf for each event, hashes of full subtrees, checkpoints, how far witnesses are.

The index of leaves is dense, whatever gaps the positions have. Rows of the tree are inserted and never changed, by one
sequencer at a time: the leaf that it goes on from is looked at again under the write lock of the log.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from kvcase.ledger import leaves
from kvcase.ledger.leaves import Stored
from kvcase.ledger.tree import BLOCK_LEVEL, Tree, node_hash, peaks_of
from kvcase.store.errors import DuplicateRowError, LedgerDamagedError
from kvcase.store.transaction import Datastore, KeptCheckpoint, Transaction

CHUNK: Final = 2_000
BEGINNING: Final = -(2**63)
"""Before every position that a database can hold."""
_BLOCK: Final = 1 << BLOCK_LEVEL
_BLOCKS_KEPT: Final = 256


class Leaf(NamedTuple):
    """A leaf as the database holds it; `number` is its index in the tree, from 0."""

    number: int
    position: int
    leaf_hash: bytes


class Made(NamedTuple):
    """A checkpoint as the database holds it; `at` in microseconds since 1970 UTC."""

    size: int
    position: int
    at: int
    note: str


class Delivery(NamedTuple):
    """How far a witness is: the newest size it was given, how often it failed since, and when it is tried again."""

    witness: str
    size: int = 0
    tries: int = 0
    next_try_at: int = 0
    error: str = ""


class LedgerTables:
    """Reads and writes the ledger of one log. Safe to share between threads."""

    def __init__(self, slug: str, datastore: Datastore) -> None:
        self._datastore = datastore
        self._hash = leaves.hasher(slug)

    def head(self) -> tuple[int, int]:
        """Return (number of leaves, position of the last one's event); (0, 0) for an empty tree."""
        with self._datastore.reading() as transaction:
            return _head(transaction)

    def extent(self) -> tuple[int, int]:
        """Return (number of leaves, rows of full subtrees), as they stand at one moment."""
        with self._datastore.reading() as transaction:
            ((last, node_count),) = transaction.query(
                "SELECT (SELECT coalesce(max(leaf_index), -1) FROM ledger_leaves), (SELECT count(*) FROM ledger_nodes)"
            )
        return int(last) + 1, int(node_count)

    def extend(self) -> int:
        """Take every event of the log into the tree, and return how many were taken.

        Two at once, or one that was killed, leave no leaf out and none twice. Raises `LedgerDamagedError`.
        """
        taken = 0
        tree: Tree | None = None
        while True:
            with self._datastore.reading() as transaction:
                size, position = _head(transaction)
                events = transaction.stored(position, CHUNK)
            if not events:
                return taken
            if tree is None or tree.size != size:
                subtrees = self.subtrees()
                tree = Tree(size, [subtrees(*peak) for peak in peaks_of(size)])
            if self._grow(tree, events):
                taken += len(events)
            else:
                tree = None

    def subtrees(self) -> "Subtrees":
        """Return a reader of the hashes that proofs are made of."""
        return Subtrees(self._datastore)

    def events(self, after: int, limit: int) -> list[Stored]:
        """Return at most `limit` events behind a position as they stand."""
        with self._datastore.reading() as transaction:
            return transaction.stored(after, limit)

    def leaves(self, first: int, limit: int) -> list[Leaf]:
        """Return at most `limit` leaves from an index on."""
        with self._datastore.reading() as transaction:
            rows = transaction.query(
                "SELECT leaf_index, position, leaf_hash FROM ledger_leaves WHERE leaf_index >= ?"
                " ORDER BY leaf_index LIMIT ?",
                (first, limit),
            )
        return [Leaf(*row) for row in rows]

    def indexes(self, positions: Sequence[int]) -> dict[int, int]:
        """Return the index of the leaf of each position that has one."""
        found: dict[int, int] = {}
        for start in range(0, len(positions), 500):
            chunk = positions[start : start + 500]
            marks = ", ".join("?" * len(chunk))
            sql = f"SELECT position, leaf_index FROM ledger_leaves WHERE position IN ({marks})"  # noqa: S608  (marks)
            with self._datastore.reading() as transaction:
                found.update(transaction.query(sql, chunk))
        return found

    def nodes(self, level: int, first: int, limit: int) -> list[tuple[int, bytes]]:
        """Return at most `limit` (index, hash) of full subtrees of a level, from an index on."""
        with self._datastore.reading() as transaction:
            return _nodes(transaction, level, first, limit)

    def checkpoints(self, above: int, limit: int) -> list[Made]:
        """Return at most `limit` checkpoints of trees of more than `above` leaves, the smallest first."""
        return self._made("WHERE tree_size > ? ORDER BY tree_size LIMIT ?", (above, limit))

    def kept(self, above: int, limit: int) -> list[KeptCheckpoint]:
        """Return at most `limit` checkpoints of trees of more than `above` leaves as they stand, the smallest first."""
        with self._datastore.reading() as transaction:
            return transaction.kept_checkpoints(above, limit)

    def every_kept(self) -> Iterator[KeptCheckpoint]:
        """Give every checkpoint as it stands, the smallest first."""
        above = -1
        while kept := self.kept(above, CHUNK):
            yield from kept
            above = kept[-1].size

    def largest(self) -> int:
        """Return the size of the largest tree that there is a checkpoint of, 0 without any."""
        with self._datastore.reading() as transaction:
            ((size,),) = transaction.query("SELECT coalesce(max(tree_size), 0) FROM ledger_checkpoints")
        return int(size)

    def newest(self) -> Made | None:
        """Return the checkpoint of the largest tree, if there is any."""
        return next(iter(self._made("ORDER BY tree_size DESC LIMIT ?", (1,))), None)

    def keep(self, made: Made) -> bool:
        """Keep a checkpoint; False if there is one of that size, which then stands."""
        try:
            with self._datastore.writing() as transaction:
                transaction.execute("INSERT INTO ledger_checkpoints VALUES (?, ?, ?, ?)", made)
        except DuplicateRowError:
            return False
        return True

    def deliveries(self) -> dict[str, Delivery]:
        """Return how far each witness is that was ever given anything, or tried."""
        with self._datastore.reading() as transaction:
            rows = transaction.query("SELECT witness, tree_size, tries, next_try_at, error FROM ledger_witnesses")
        return {row[0]: Delivery(*row) for row in rows}

    def note(self, delivery: Delivery) -> None:
        """Note how far a witness is."""
        with self._datastore.writing() as transaction:
            transaction.execute(
                "INSERT INTO ledger_witnesses (witness, tree_size, tries, next_try_at, error) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (witness) DO UPDATE SET tree_size = excluded.tree_size, tries = excluded.tries,"
                " next_try_at = excluded.next_try_at, error = excluded.error",
                delivery,
            )

    def lost(self, limit: int) -> list[tuple[object, int]]:
        """Return (stream, version) of events that streams or commands tell of and that are not there."""
        with self._datastore.reading() as transaction:
            holes = transaction.query(
                "SELECT later.originator_id, later.originator_version - 1 FROM stored_events later"
                " LEFT JOIN stored_events before ON before.originator_id = later.originator_id"
                " AND before.originator_version = later.originator_version - 1"
                " WHERE later.originator_version > 1 AND before.position IS NULL LIMIT ?",
                (limit,),
            )
            ends = transaction.query(
                "SELECT c.stream_id, c.last_version FROM stored_commands c"
                " LEFT JOIN stored_events e ON e.originator_id = c.stream_id AND e.originator_version = c.last_version"
                " WHERE c.last_version >= c.first_version AND c.last_version > 0 AND e.position IS NULL LIMIT ?",
                (limit,),
            )
        return list(dict.fromkeys((stream, int(version)) for stream, version in (*holes, *ends)))

    def _made(self, where: str, parameters: Sequence[int]) -> list[Made]:
        with self._datastore.reading() as transaction:
            rows = transaction.query(
                f"SELECT tree_size, position, made_at, note FROM ledger_checkpoints {where}",  # noqa: S608  (ours)
                parameters,
            )
        return [Made(*row) for row in rows]

    def _grow(self, tree: Tree, events: Iterable[Stored]) -> bool:
        """Insert the leaves of events behind a tree; False if somebody else has grown it meanwhile."""
        expected = tree.size
        rows: list[tuple[int, int, bytes]] = []
        for event in events:
            hashed = self._hash(event)
            if hashed is None:
                raise LedgerDamagedError(f"the event at position {event.position} is none that kvcase wrote")
            rows.append((tree.size, event.position, hashed))
            tree.add(hashed)
        full, tree.full = tree.full, []
        try:
            with self._datastore.writing() as transaction:
                if _head(transaction)[0] != expected:
                    return False
                transaction.executemany("INSERT INTO ledger_leaves VALUES (?, ?, ?)", rows)
                if full:
                    transaction.executemany("INSERT INTO ledger_nodes VALUES (?, ?, ?)", full)
        except DuplicateRowError as error:
            raise LedgerDamagedError(f"the index of the ledger holds what it cannot: {error}") from error
        return True


class Subtrees:
    """The hash of any full subtree, read in blocks of 256 and kept while this lives. Raises `LedgerDamagedError`."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._block = lru_cache(_BLOCKS_KEPT)(self._read)

    def __call__(self, level: int, index: int) -> bytes:
        """Return the hash of the full subtree of 2**level leaves with this index on its level."""
        depth, height = divmod(level, BLOCK_LEVEL)
        block, place = divmod(index << height, _BLOCK)
        known = self._block(depth, block)
        if (height, place >> height) not in known:
            self._fold(known, height, place >> height, f"level {level}, index {index}")
        return known[height, place >> height]

    def _fold(self, known: dict[tuple[int, int], bytes], height: int, place: int, told: str) -> None:
        if (height, place) in known:
            return
        if height == 0:
            raise LedgerDamagedError(f"the index of the ledger does not hold {told}; run `kvcase audit verify`")
        for child in (2 * place, 2 * place + 1):
            self._fold(known, height - 1, child, told)
        known[height, place] = node_hash(known[height - 1, 2 * place], known[height - 1, 2 * place + 1])

    def _read(self, depth: int, block: int) -> dict[tuple[int, int], bytes]:
        first = block * _BLOCK
        with self._datastore.reading() as transaction:
            if depth:
                rows = _nodes(transaction, depth * BLOCK_LEVEL, first, _BLOCK)
            else:
                rows = [
                    (index, leaf_hash)
                    for index, leaf_hash in transaction.query(
                        "SELECT leaf_index, leaf_hash FROM ledger_leaves WHERE leaf_index >= ? AND leaf_index < ?",
                        (first, first + _BLOCK),
                    )
                ]
        return {(0, index - first): found for index, found in rows if index < first + _BLOCK}


def _head(transaction: Transaction) -> tuple[int, int]:
    rows = transaction.query("SELECT leaf_index, position FROM ledger_leaves ORDER BY leaf_index DESC LIMIT 1")
    return next(((int(index) + 1, int(position)) for index, position in rows), (0, 0))


def _nodes(transaction: Transaction, level: int, first: int, limit: int) -> list[tuple[int, bytes]]:
    rows = transaction.query(
        "SELECT node_index, node_hash FROM ledger_nodes WHERE level = ? AND node_index >= ?"
        " ORDER BY node_index LIMIT ?",
        (level, first, limit),
    )
    return [(index, found) for index, found in rows if type(index) is int]  # SQLite may hold anything there
