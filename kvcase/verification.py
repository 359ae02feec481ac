"""Verify a log: everything is worked out anew from the stored bytes and held against what was signed.

Read in one pass with flat memory. Three things are compared: the events, the leaves that the ledger keeps of them, and
the roots of all checkpoints. Only the last are signed; the leaves are there to say which event it is.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from kvcase import claims
from kvcase.claims import Claim
from kvcase.ledger import leaves
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.ledger.leaves import Stored
from kvcase.ledger.notes import NoteError, PublicKey
from kvcase.ledger.tree import BLOCK_LEVEL, Full, Tree
from kvcase.store.ledger import BEGINNING, CHUNK, Delivery, Leaf, LedgerTables
from kvcase.store.transaction import KeptCheckpoint

_NO_HASH: Final = bytes(32)
_NAMED_LOST: Final = 5


class Kind(StrEnum):
    """What is wrong."""

    ALTERED = "altered"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    CHECKPOINT = "checkpoint"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is wrong: where in the tree (from 0) and in the log, which event, and what it is."""

    kind: Kind
    number: int
    position: int
    stream: UUID | None
    version: int | None
    name: str | None
    told: str


@dataclass(frozen=True, slots=True)
class Report:
    """What came of verifying a log.

    `leaves` events stand in its tree, `waiting` behind it; `checkpoints` agreed, the largest of them `good`, of
    which `witnessed` were kept elsewhere. A witness was `given` a checkpoint of so many events. `faults` places differ;
    `finding` is the first.
    """

    log: str
    events: int
    leaves: int
    waiting: int
    checkpoints: int
    witnessed: int
    given: int
    good: Checkpoint | None
    finding: Finding | None
    faults: int

    @property
    def is_good(self) -> bool:
        """Say whether nothing was found."""
        return self.finding is None


def verify(
    slug: str,
    tables: LedgerTables,
    origin: str,
    keys: Sequence[PublicKey],
    witnessed: Iterable[Claim] = (),
    progress: Callable[[int], None] = lambda count: None,
) -> Report:
    """Return what is wrong with a log, first of all; `witnessed` are checkpoints kept elsewhere, the smallest first."""
    return _Pass(slug, tables, origin, keys, witnessed, progress).report()


class _Pass:
    """One reading of a log from its first event to its last."""

    def __init__(
        self,
        slug: str,
        tables: LedgerTables,
        origin: str,
        keys: Sequence[PublicKey],
        witnessed: Iterable[Claim],
        progress: Callable[[int], None],
    ) -> None:
        self._slug = slug
        self._tables = tables
        self._hash = leaves.hasher(slug)
        self._progress = progress
        self._tree = Tree()
        self._leaf_count, self._node_count = tables.extent()
        self._given = _largest(tables.deliveries().values())
        self._refused: Finding | None = None  # a checkpoint that is none
        # Whatever is appended while we read stands behind what these checkpoints cover.
        self._largest = tables.largest()
        stored = self._stored_claims(keys, origin)
        self._claims = heapq.merge(
            ((each, False) for each in stored), ((each, True) for each in witnessed), key=lambda each: each[0].size
        )
        self._next = next(self._claims, None)
        self._good: Checkpoint | None = None
        self._agreed = self._witnessed = 0
        self._wrong: tuple[Claim, Checkpoint | None] | None = None  # another root; and the last that was right
        self._covers = 0  # the largest size that any checkpoint speaks of
        self._nodes: dict[int, Iterator[tuple[int, bytes]]] = {}
        self._node: Finding | None = None  # a full subtree that the index has otherwise
        self._first: Finding | None = None  # the first event or leaf without its like
        self._sought: tuple[int, bytes] | None = None  # where the first is: (position, the leaf that stands there)
        self._stray: Stored | None = None  # the first is this event, which no leaf speaks of
        self._good_before: Checkpoint | None = None
        self._faults = self._events = self._waiting = 0
        self._last_position = 0

    def report(self) -> Report:
        """Read all, and say what was found."""
        self._answer_claims()
        self._read()
        finding = self._finding()
        is_of_event = finding is not None and finding is self._first and finding.kind is not Kind.INDEX
        good = self._good_before if is_of_event else self._good
        return Report(
            self._slug,
            self._events,
            self._leaf_count,
            self._waiting,
            self._agreed,
            self._witnessed,
            self._given.size,
            good,
            finding,
            max(self._faults, int(finding is not None)),
        )

    def _read(self) -> None:
        kept = self._leaves()
        leaf = next(kept, None)
        hashed, tree, add = self._hash, self._tree, self._tree.add
        after = BEGINNING
        while events := self._tables.events(after, CHUNK):
            for event in events:
                found = hashed(event)
                while leaf is not None and leaf.position < event.position:
                    self._missing(leaf)
                    leaf = next(kept, None)
                if leaf is None:
                    self._behind(event)
                elif event.position < leaf.position:
                    self._inserted(event, leaf)
                else:
                    if found != leaf.leaf_hash or leaf.number != tree.size:
                        self._differs(event, found, leaf)
                    leaf = next(kept, None)
                add(found or _NO_HASH)
                if tree.full:
                    self._compare_nodes(tree.full)
                if self._next is not None and self._next[0].size <= tree.size:
                    self._answer_claims()
            self._events += len(events)
            self._progress(len(events))
            after = self._last_position = events[-1].position
        while leaf is not None:
            self._missing(leaf)
            leaf = next(kept, None)

    def _stored_claims(self, keys: Sequence[PublicKey], origin: str) -> Iterator[Claim]:
        above = BEGINNING
        while above < self._largest and (kept := self._tables.kept(above, CHUNK)):
            for each in kept:
                made = claims.of_note(f"checkpoint of {each.size:,} events", each.size, each.note or b"", keys, origin)
                if isinstance(made.found, Checkpoint) and not _is_beside(each, made.found):
                    told = "its row tells another position or time than was signed"
                    self._refuse(made, NoteError(told))
                yield made
            above = kept[-1].size

    def _leaves(self) -> Iterator[Leaf]:
        first = 0
        while first < self._leaf_count and (found := self._tables.leaves(first, CHUNK)):
            for each in found:
                if each.number < self._leaf_count:  # SQLite may hold anything where a position should stand
                    yield each if type(each.position) is int else each._replace(position=BEGINNING)
            first = found[-1].number + 1

    def _answer_claims(self) -> None:
        """Hold the tree against every checkpoint of its size."""
        while self._next is not None and self._next[0].size <= self._tree.size:
            made, is_witnessed = self._next
            self._next = next(self._claims, None)
            self._hold(made, is_witnessed)

    def _hold(self, made: Claim, is_witnessed: bool) -> None:
        if isinstance(made.found, NoteError):
            self._refuse(made, made.found)
            return
        self._covers = max(self._covers, made.size)
        if made.found.root != self._tree.root():
            self._wrong = self._wrong or (made, self._good)
            return
        if self._wrong is None:
            self._good = made.found
            self._agreed += 1
            self._witnessed += is_witnessed

    def _refuse(self, made: Claim, error: NoteError) -> None:
        if self._refused is None:
            told = f"{made.source}: {error}"
            self._refused = Finding(Kind.CHECKPOINT, made.size, 0, None, None, None, told)

    def _compare_nodes(self, full: list[Full]) -> None:
        for level, number, found in full:
            if (number + 1) << level > self._leaf_count:
                continue
            kept = self._nodes.setdefault(level, self._kept_nodes(level))
            if next(kept, None) != (number, found) and self._node is None:
                first, last = number << level, ((number + 1) << level) - 1
                told = f"the index of the ledger does not hold the subtree of the leaves {first:,} to {last:,}"
                self._node = Finding(Kind.INDEX, first, 0, None, None, None, told)
        full.clear()

    def _kept_nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        first = 0
        while found := self._tables.nodes(level, first, CHUNK):
            yield from found
            first = found[-1][0] + 1

    def _missing(self, leaf: Leaf) -> None:
        self._faults += 1
        if self._first is None:
            told = f"the event at position {leaf.position} is not there any more"
            self._begin(Finding(Kind.MISSING, leaf.number, leaf.position, None, None, None, told))
            self._sought = (leaf.position, leaf.leaf_hash)
        elif self._stray is not None:
            self._is_home(self._stray, leaf)

    def _inserted(self, event: Stored, leaf: Leaf) -> None:
        self._faults += 1
        if self._first is None:
            told = f"the event at position {event.position} was not there when the log was written"
            self._begin(_of(event, Kind.INSERTED, leaf.number, told))
            self._stray = event
        else:
            self._is_sought(event)

    def _differs(self, event: Stored, found: bytes | None, leaf: Leaf) -> None:
        if found == leaf.leaf_hash:
            # The same event at another place of the tree: one before it came or went, or a leaf did.
            if self._first is None:
                self._faults += 1
                told = f"the ledger counts the event at position {event.position} as another than it is"
                self._begin(_of(event, Kind.ALTERED, min(leaf.number, self._tree.size), told))
            return
        self._faults += 1
        if self._first is None:
            told = f"the event at position {event.position} is not as it was written"
            self._begin(_of(event, Kind.ALTERED, leaf.number, told))
            self._sought = (leaf.position, leaf.leaf_hash)
        else:
            self._is_sought(event)
            if self._stray is not None:
                self._is_home(self._stray, leaf)

    def _behind(self, event: Stored) -> None:
        """Take note of an event behind the tree: the sequencer has not been there yet, or it was moved here."""
        self._waiting += 1
        if self._first is not None:
            self._is_sought(event)

    def _begin(self, finding: Finding) -> None:
        self._first, self._good_before = finding, self._good

    def _is_sought(self, event: Stored) -> None:
        """See whether this event is the one that stood where the first fault is."""
        if self._sought is not None and self._first is not None:
            position, leaf_hash = self._sought
            if self._hash(event._replace(position=position)) == leaf_hash:
                told = f"the event that stood at position {position} stands at position {event.position}"
                self._first = _of(event._replace(position=position), Kind.REORDERED, self._first.number, told)
                self._sought = None

    def _is_home(self, stray: Stored, leaf: Leaf) -> None:
        """See whether the event that nobody knew of is the one that is missing here."""
        if self._first is not None and self._hash(stray._replace(position=leaf.position)) == leaf.leaf_hash:
            told = f"the event at position {stray.position} stood at position {leaf.position}"
            self._first = _of(stray, Kind.REORDERED, self._first.number, told)
            self._stray = None

    def _finding(self) -> Finding | None:
        """Return what comes first in the log, and call it what it is: of an event only if the roots say so too."""
        beyond = self._next[0] if self._next is not None else None
        while self._next is not None:  # checkpoints of more events than there are
            made, _ = self._next
            self._next = next(self._claims, None)
            if isinstance(made.found, NoteError):
                self._refuse(made, made.found)
        first, wrong = self._first, self._wrong
        if wrong is not None and (first is None or wrong[0].size <= first.number):
            return self._between(*wrong)
        if first is not None:
            is_signed_as_it_is = wrong is None and self._covers > first.number
            if not is_signed_as_it_is or (beyond is not None and first.kind is Kind.MISSING):
                return self._named(first)
            told = (
                f"the ledger does not hold position {first.position} as it was signed; "
                "all events are as they were signed, so it is the index that was changed"
            )
            self._first = replace(first, kind=Kind.INDEX, told=told)
            return self._first
        if beyond is not None and isinstance(beyond.found, Checkpoint):
            return self._cut_off(f"{beyond.source} speaks of {beyond.size:,}")
        if self._given.size > self._tree.size:
            told = f"the witness {self._given.witness} was given a checkpoint of {self._given.size:,}"
            return self._cut_off(told)
        return self._untold() or self._node or self._strays() or self._refused or self._gone()

    def _between(self, made: Claim, good: Checkpoint | None) -> Finding:
        """Tell of events and leaves that were changed alike: where is known from the roots alone."""
        begin, end = (good.size if good is not None else 0), made.size
        if self._node is not None and begin <= self._node.number < end:
            begin, end = self._node.number, min(end, self._node.number + (1 << BLOCK_LEVEL))
        span = self._tables.leaves(begin, 1) + self._tables.leaves(end - 1, 1)
        first, last = (span[0].position, span[-1].position) if span else (0, 0)
        told = (
            f"an event at one of the positions {first} to {last} is not as it was signed ({made.source}); "
            "the index of the ledger was changed with it"
        )
        return Finding(Kind.ALTERED, begin, first, None, None, None, told)

    def _untold(self) -> Finding | None:
        """Return an event that is gone and that no leaf or checkpoint spoke of, or none any more."""
        for stream, version in self._tables.lost(1):
            told = (
                f"version {version} of the stream {stream} is not there; a later one, or the command that wrote it, is"
            )
            return Finding(Kind.MISSING, self._tree.size, 0, _uuid(stream), version, None, told)
        return None

    def _strays(self) -> Finding | None:
        """Return that the index holds more subtrees, or fewer, than a tree of so many leaves is made of."""
        expected = sum(self._leaf_count >> level for level in range(BLOCK_LEVEL, 64, BLOCK_LEVEL))
        if self._node_count == expected:
            return None
        told = f"the index holds {self._node_count:,} full subtrees; {self._leaf_count:,} leaves make {expected:,}"
        return Finding(Kind.INDEX, self._leaf_count, 0, None, None, None, told)

    def _gone(self) -> Finding | None:
        """Return that a checkpoint is not there any more which a witness was given."""
        if self._given.size <= self._largest:
            return None
        told = (
            f"the witness {self._given.witness} was given a checkpoint of {self._given.size:,} events; "
            f"the database holds none of more than {self._largest:,}"
        )
        return Finding(Kind.CHECKPOINT, self._given.size, 0, None, None, None, told)

    def _cut_off(self, beyond: str) -> Finding:
        told = f"the log ends after position {self._last_position} with {self._tree.size:,} events; {beyond}"
        return Finding(Kind.TRUNCATED, self._tree.size, self._last_position, None, None, None, told)

    def _named(self, finding: Finding) -> Finding:
        """Say which event is missing, as far as its stream or the command that wrote it tells."""
        if finding.kind is not Kind.MISSING:
            return finding
        lost = [(_uuid(stream), version) for stream, version in self._tables.lost(_NAMED_LOST)]
        if not lost:
            return finding
        told = "; ".join(f"stream {stream}, version {version}" for stream, version in lost)
        stream, version = lost[0] if len(lost) == 1 else (None, None)
        said = f"{finding.told}; missing: {told}"
        self._first = replace(finding, stream=stream, version=version, told=said)
        return self._first


def _largest(deliveries: Iterable[Delivery]) -> Delivery:
    """Return what the largest tree was that any witness was given."""
    known = (each for each in deliveries if type(each.size) is int)  # SQLite may hold anything there
    return max(known, key=lambda each: each.size, default=Delivery(""))


def _is_beside(kept: KeptCheckpoint, signed: Checkpoint) -> bool:
    """Tell whether the row of a checkpoint says what its note does."""
    at = kept.at // 1_000_000 if type(kept.at) is int else None
    return (kept.position, at) == (signed.position, int(signed.at.timestamp()))


def _of(event: Stored, kind: Kind, number: int, told: str) -> Finding:
    stream = UUID(bytes=event.stream) if event.stream is not None and len(event.stream) == 16 else None
    name = event.name.decode("utf-8", "replace") if isinstance(event.name, bytes) else None
    version = event.version if isinstance(event.version, int) else None
    return Finding(kind, number, event.position, stream, version, name, told)


def _uuid(stream: object) -> UUID | None:
    try:
        return stream if isinstance(stream, UUID) else UUID(str(stream))
    except ValueError:
        return None
