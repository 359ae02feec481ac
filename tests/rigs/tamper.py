"""Change a signed log or its ledger at random in every way that one can: each change is found and its place named.

The log has gaps in its positions and a checkpoint every so many events, of which a witness keeps copies. After each
change the log is put back as it was; now and then, and at the end, it is verified untouched, and must be good.
"""

import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kvcase.ledger import leaves
from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from kvcase.verification import Finding, Kind
from tests.kvcase.ledger_worlds import SLUG, World
from tests.kvcase.store import toys

LONG, SHORT = 10_000, 200
_BATCHES, _SIGNED = 40, 4
_UNTOUCHED_EVERY = 100
_EVENTS = "stored_events"
_COLUMNS = "position, originator_id, originator_version, topic, recorded_at, state"
_ALTERED = frozenset({Kind.ALTERED})


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be found: one of these kinds, at a position, or, where leaves were forged too, between two."""

    kinds: frozenset[Kind]
    first: int
    last: int
    needs_witness: bool = False
    is_of_ledger: bool = False
    """Whether all events are as they were, and only what the ledger keeps of them is not."""

    def fits(self, finding: Finding | None) -> bool:
        """Tell whether this was found."""
        return finding is not None and finding.kind in self.kinds and self.first <= finding.position <= self.last


@dataclass
class Rig:
    """A log in a file, and chance."""

    world: World
    raw: sqlite3.Connection
    chance: random.Random
    positions: list[int]
    signed: list[int]
    """The last position that each checkpoint covers."""

    def bit(self, column: str) -> Expected:
        """Flip one bit of a text, a number or the bytes of an event."""
        position = self.chance.choice(self.positions)
        kind = {"state": "blob", "topic": "text", "originator_id": "text"}.get(column)
        if kind is None:
            self._run(f"UPDATE {_EVENTS} SET {column} = {column} + ? WHERE position = ?", self._step(), position)
            return Expected(_ALTERED, position, position)
        ((held,),) = self.raw.execute(f"SELECT CAST({column} AS blob) FROM {_EVENTS} WHERE position = ?", (position,))
        changed = bytearray(held)
        changed[self.chance.randrange(len(changed))] ^= 1 << self.chance.randrange(8)
        self._run(f"UPDATE {_EVENTS} SET {column} = CAST(? AS {kind}) WHERE position = ?", bytes(changed), position)
        return Expected(_ALTERED, position, position)

    def retyped(self) -> Expected:
        """Keep the bytes of the state and make them a text."""
        position = self.chance.choice(self.positions)
        self._run(f"UPDATE {_EVENTS} SET state = CAST(state AS text) WHERE position = ?", position)
        return Expected(_ALTERED, position, position)

    def emptied(self) -> Expected:
        """Take all from the state."""
        position = self.chance.choice(self.positions)
        self._run(f"UPDATE {_EVENTS} SET state = X'' WHERE position = ?", position)
        return Expected(_ALTERED, position, position)

    def deleted(self) -> Expected:
        """Delete some events."""
        gone = sorted(self.chance.sample(self.positions, self.chance.randint(1, 3)))
        for position in gone:
            self._run(f"DELETE FROM {_EVENTS} WHERE position = ?", position)
        return Expected(frozenset({Kind.MISSING}), gone[0], gone[0])

    def inserted(self) -> Expected:
        """Put an event where there was none."""
        free = sorted(set(range(-3, self.positions[-1])) - set(self.positions))
        position = self.chance.choice(free)
        self._copy(position)
        return Expected(frozenset({Kind.INSERTED}), position, position)

    def pushed_in(self) -> Expected:
        """Put an event between two, and move all that follow on by one."""
        position = self.chance.choice(self.positions)
        self._run(f"UPDATE {_EVENTS} SET position = -position - 1000 WHERE position >= ?", position)
        self._run(f"UPDATE {_EVENTS} SET position = -position - 999 WHERE position < -500")
        self._copy(position)
        return Expected(frozenset({Kind.ALTERED, Kind.REORDERED}), position, position)

    def swapped(self) -> Expected:
        """Let two events change places."""
        one, other = sorted(self.chance.sample(self.positions, 2))
        for before, after in ((one, -1000), (other, one), (-1000, other)):
            self._run(f"UPDATE {_EVENTS} SET position = ? WHERE position = ?", after, before)
        return Expected(frozenset({Kind.REORDERED}), one, one)

    def moved(self) -> Expected:
        """Move an event to a place where there was none."""
        position = self.chance.choice(self.positions)
        free = sorted(set(range(-3, self.positions[-1] + 20)) - set(self.positions))
        to = self.chance.choice(free)
        self._run(f"UPDATE {_EVENTS} SET position = ? WHERE position = ?", to, position)
        return Expected(frozenset({Kind.REORDERED}), min(to, position), min(to, position))

    def exchanged(self) -> Expected:
        """Let two events change their states."""
        one, other = sorted(self.chance.sample(self.positions, 2))
        held = self.raw.execute(f"SELECT position, state FROM {_EVENTS} WHERE position IN (?, ?)", (one, other))
        (_, first), (_, second) = sorted(held)
        self._run(f"UPDATE {_EVENTS} SET state = ? WHERE position = ?", second, one)
        self._run(f"UPDATE {_EVENTS} SET state = ? WHERE position = ?", first, other)
        return Expected(_ALTERED, one, one)

    def cut_off(self) -> Expected:
        """Delete all events behind a position."""
        place = self.chance.randrange(1, len(self.positions))
        self._run(f"DELETE FROM {_EVENTS} WHERE position > ?", self.positions[place - 1])
        return Expected(frozenset({Kind.MISSING}), self.positions[place], self.positions[place])

    def cut_off_clean(self) -> Expected:
        """Delete all events behind a position, and every row of the ledger that tells of them."""
        place = self.chance.randrange(1, len(self.positions))
        self._run(f"DELETE FROM {_EVENTS} WHERE position > ?", self.positions[place - 1])
        self._run("DELETE FROM ledger_leaves WHERE leaf_index >= ?", place)
        self._run("DELETE FROM ledger_nodes WHERE (node_index + 1) * 256 > ?", place)
        self._run("DELETE FROM ledger_checkpoints WHERE tree_size > ?", place)
        last = self.positions[place - 1]
        return Expected(frozenset({Kind.TRUNCATED}), last, last, needs_witness=True)

    def forged(self) -> Expected:
        """Change an event, and its leaf with it."""
        position = self.chance.choice(self.positions)
        self._run(f"UPDATE {_EVENTS} SET recorded_at = recorded_at + 1 WHERE position = ?", position)
        (event,) = self.world.tables.events(position - 1, 1)
        self._run("UPDATE ledger_leaves SET leaf_hash = ? WHERE position = ?", leaves.hasher(SLUG)(event), position)
        begin = max((last for last in self.signed if last < position), default=-1)
        return Expected(_ALTERED, begin + 1, position)

    def noted(self) -> Expected:
        """Flip one bit of the note of a checkpoint, or make it no text."""
        size = self._checkpoint()
        ((held,),) = self.raw.execute("SELECT CAST(note AS blob) FROM ledger_checkpoints WHERE tree_size = ?", (size,))
        changed = bytearray(held)
        changed[self.chance.randrange(len(changed))] ^= 1 << self.chance.randrange(8)
        kind = self.chance.choice(("text", "blob"))
        sql = f"UPDATE ledger_checkpoints SET note = CAST(? AS {kind}) WHERE tree_size = ?"
        self._run(sql, bytes(changed), size)
        return Expected(frozenset({Kind.CHECKPOINT}), 0, 0, is_of_ledger=True)

    def told_otherwise(self) -> Expected:
        """Let the row of a checkpoint tell something else than its note."""
        column, value = self.chance.choice((("position", 1), ("made_at", 1_000_000), ("made_at", "soon")))
        size = self._checkpoint()
        changed = "?" if isinstance(value, str) else f"{column} + ?"
        self._run(f"UPDATE ledger_checkpoints SET {column} = {changed} WHERE tree_size = ?", value, size)
        return Expected(frozenset({Kind.CHECKPOINT}), 0, 0, is_of_ledger=True)

    def leaf(self) -> Expected:
        """Change a leaf and leave its event as it is."""
        position = self.chance.choice(self.positions)
        value = self.chance.choice((self.chance.randbytes(32), b"", "no hash"))
        self._run("UPDATE ledger_leaves SET leaf_hash = ? WHERE position = ?", value, position)
        return Expected(frozenset({Kind.INDEX}), position, position, is_of_ledger=True)

    def subtree(self) -> Expected:
        """Change a full subtree, take it away, or put one in that belongs to no tree."""
        self._run(
            self.chance.choice(
                (
                    "UPDATE ledger_nodes SET node_hash = zeroblob(32)",
                    "DELETE FROM ledger_nodes",
                    "INSERT INTO ledger_nodes VALUES (8, 7, zeroblob(32))",
                    "INSERT INTO ledger_nodes VALUES (16, 0, zeroblob(32))",
                    "INSERT INTO ledger_nodes VALUES ('x', 'y', 'z')",
                )
            )
        )
        return Expected(frozenset({Kind.INDEX}), 0, 0, is_of_ledger=True)

    def _checkpoint(self) -> int:
        return int(self.chance.choice(list(self.raw.execute("SELECT tree_size FROM ledger_checkpoints")))[0])

    def _step(self) -> int:
        """Return by how much a number changes: enough that no stream has the version already."""
        return self.chance.choice((-1, 1)) << self.chance.randrange(2, 12)

    def _copy(self, position: int) -> None:
        source = self.chance.choice([each for each in self.positions if each < position] or [self.positions[-1] + 1])
        ((_, _, _, topic, at, state),) = list(
            self.raw.execute(f"SELECT {_COLUMNS} FROM {_EVENTS} WHERE position = ?", (source,))
        ) or list(self.raw.execute(f"SELECT {_COLUMNS} FROM {_EVENTS} ORDER BY position DESC LIMIT 1"))
        stream = f"{self.chance.getrandbits(128):032x}"
        self._run(f"INSERT INTO {_EVENTS} ({_COLUMNS}) VALUES (?, ?, 1, ?, ?, ?)", position, stream, topic, at, state)

    def _run(self, sql: str, *parameters: object) -> None:
        self.raw.execute(sql, parameters)


WAYS: tuple[Callable[[Rig], Expected], ...] = (
    lambda rig: rig.bit("state"),
    lambda rig: rig.bit("state"),
    lambda rig: rig.bit("topic"),
    lambda rig: rig.bit("originator_id"),
    lambda rig: rig.bit("originator_version"),
    lambda rig: rig.bit("recorded_at"),
    Rig.retyped,
    Rig.emptied,
    Rig.deleted,
    Rig.inserted,
    Rig.pushed_in,
    Rig.swapped,
    Rig.moved,
    Rig.exchanged,
    Rig.cut_off,
    Rig.cut_off_clean,
    Rig.forged,
    Rig.noted,
    Rig.told_otherwise,
    Rig.leaf,
    Rig.subtree,
)


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` for a change that is not found or not named, and a false alarm."""
    chance = random.Random(seed)  # noqa: S311  # made-up faults, no secrets
    count = SHORT if short else LONG
    begun, found, untouched = time.perf_counter(), Counter[str](), 0
    with tempfile.TemporaryDirectory() as folder, toys.Store(_migrated(Path(folder))) as store:
        rig = _signed(World(store), chance)
        try:
            kept = _image(rig.raw)
            for number in range(count):
                if number % _UNTOUCHED_EVERY == 0:
                    untouched += _good(rig)
                found[_changed(rig, number)] += 1
                _restore(rig.raw, kept)
            untouched += _good(rig)
        finally:
            rig.raw.close()
    seconds = time.perf_counter() - begun
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(found.items()))
    return (
        f"{count:,} changes of a log of {len(rig.positions)} events, {count:,} found with the right event ({kinds}); "
        f"{untouched} times untouched, no false alarm; {seconds:.0f} s"
    )


def _changed(rig: Rig, number: int) -> str:
    """Change the log in one way and see that it is found; return what it was called."""
    way = rig.chance.choice(WAYS)
    expected = way(rig)
    rig.raw.commit()
    report = rig.world.verify(witnessed=expected.needs_witness or rig.chance.random() < 0.5)
    assert expected.fits(report.finding), f"change {number}: expected {expected}, found {report.finding}"
    finding = report.finding
    assert finding is not None
    if expected.is_of_ledger:
        return finding.kind
    good = report.good.position if report.good is not None else 0
    until = finding.position + (finding.kind is Kind.TRUNCATED)
    last_good = max((last for last in rig.signed if last < until), default=0)
    assert good == last_good, f"change {number}: good up to {good}, expected {last_good}"
    return finding.kind


def _good(rig: Rig) -> int:
    report = rig.world.verify(witnessed=True)
    assert report.is_good, f"false alarm: {report.finding}"
    assert report.events == len(rig.positions)
    return 1


def _migrated(folder: Path) -> DatabaseUrl:
    database = DatabaseUrl.parse(f"sqlite:///{folder / 'var'}")
    migrate(database, [SLUG])
    return database


def _signed(world: World, chance: random.Random) -> Rig:
    """Write a log with gaps in its positions and a checkpoint after each quarter; the last one covers all."""
    raw = sqlite3.connect(world.store.database.file(SLUG))
    raw.execute("PRAGMA synchronous = OFF")
    signed = []
    for _ in range(_SIGNED):
        for _ in range(_BATCHES // _SIGNED):
            world.write(chance.randint(2, 5))
            raw.execute("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?", (chance.randint(0, 3), _EVENTS))
            raw.commit()
        world.sign()
        signed.append(world.tables.head()[1])
    positions = [position for (position,) in raw.execute(f"SELECT position FROM {_EVENTS} ORDER BY position")]
    return Rig(world, raw, chance, positions, signed)


_TABLES = (_EVENTS, "ledger_leaves", "ledger_nodes", "ledger_checkpoints")


def _image(raw: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {table: list(raw.execute(f"SELECT * FROM {table}")) for table in _TABLES}


def _restore(raw: sqlite3.Connection, kept: dict[str, list[tuple[object, ...]]]) -> None:
    for table, rows in kept.items():
        raw.execute(f"DELETE FROM {table}")
        if rows:
            raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    raw.commit()
