"""The ledgers of an installation: they grow with their logs, are signed when that is due, and handed to witnesses.

A witness that is down hinders nothing: it is tried again, ever later, and the status tells. Source: handbook
reliability-security.md 1; docs/ledger.md.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.ports import Clock
from kvcase.ledger import checkpoints, proofs
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.ledger.keys import Keyring
from kvcase.ledger.notes import NoteError
from kvcase.settings import LedgerSettings
from kvcase.store.application import instant_of, microseconds
from kvcase.store.errors import LedgerDamagedError, StoreError
from kvcase.store.ledger import Delivery, LedgerTables, Made
from kvcase.store.logs import Logs
from kvcase.witnesses import Folder, Signed, Witness, WitnessError

log = logging.getLogger("kvcase.ledger")

NO_WITNESS: Final = (
    "no witness: whoever holds the database can rewrite all of it unseen and have it signed anew; "
    "name one in KVCASE_LEDGER_WITNESSES"
)
NO_KEY: Final = "no signing key, so no checkpoint is made; `kvcase ledger key` makes one"
_FIRST_PAUSE: Final = timedelta(seconds=30)
_LAST_PAUSE: Final = timedelta(hours=1)
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Status:
    """How the ledger of one log stands: `leaves` in the tree, `signed` of them by the newest checkpoint.

    `warnings` are what somebody should see to.
    """

    log: str
    origin: str
    leaves: int
    head: int
    position: int
    signed: int
    signed_at: datetime | None
    witnesses: tuple[Delivery, ...]
    warnings: tuple[str, ...]


class Ledgers:
    """Grows, signs and publishes the ledgers of all logs. Safe to run in several processes at once."""

    def __init__(
        self,
        logs: Logs,
        settings: LedgerSettings,
        slugs: tuple[str, ...],
        clock: Clock,
        reads: Callable[[str], str] = lambda slug: "",
    ) -> None:
        """Take what tells the newest row of the reads of a log; a checkpoint then tells it too."""
        self.slugs = slugs
        self._reads = reads
        self._logs = logs
        self._settings = settings
        self._clock = clock

    @property
    def keys(self) -> Keyring | None:
        """Return the keys of the installation, if it has any."""
        return self._settings.keys

    def tend(self) -> tuple[Checkpoint, ...]:
        """Do what is due for every log, and return what was signed; one that fails does not stop the others."""
        made: list[Checkpoint] = []
        for slug in self.slugs:
            try:
                signed = self.checkpoint(slug, only_due=True)
                if signed is not None:
                    made.append(signed)
                self.publish(slug)
            except StoreError as error:
                log.error("ledger %s: %s", slug, error)
        return tuple(made)

    def checkpoint(self, slug: str, *, only_due: bool = False) -> Checkpoint | None:
        """Take all events of a log into its tree and sign it; nothing if that is not due, or nothing is new.

        Raises `LedgerDamagedError` when the tree does not continue what was signed before.
        """
        tables = self._logs.log(slug).ledger
        tables.extend()
        size, position = tables.head()
        newest = tables.newest()
        if newest is not None and newest.size > size:
            raise LedgerDamagedError(
                f"{slug}: {newest.size:,} events were signed and {size:,} are there; run `kvcase audit verify {slug}`"
            )
        if self.keys is None or size == (newest.size if newest is not None else 0):
            return None
        now = self._clock()
        if only_due and newest is not None and not self._is_due(newest, size, now):
            return None
        subtrees = tables.subtrees()
        if newest is not None:
            self._assert_continues(slug, newest, subtrees)
        self._assert_witnessed(slug, newest.size if newest is not None else 0, size, subtrees)
        key = self.keys.signing_for(slug)
        signed = Checkpoint(key.name, size, proofs.root(size, subtrees), position, now, self._reads(slug))
        is_kept = tables.keep(Made(size, position, microseconds(now), signed.signed(key)))
        return signed if is_kept else None

    def publish(self, slug: str, *, at_once: bool = False) -> None:
        """Hand the checkpoints of a log to the witnesses that have not got them and are not waited for."""
        tables = self._logs.log(slug).ledger
        newest = tables.newest()
        if newest is None or self.keys is None or not self._settings.witnesses:
            return
        known = tables.deliveries()
        now = microseconds(self._clock())
        for witness in self._settings.witnesses:
            before = known.get(witness.name, Delivery(witness.name))
            if before.size < newest.size and (at_once or before.next_try_at <= now):
                tables.note(self._given(witness, tables, self.keys.origin(slug), before, newest, now))

    def status(self) -> Iterator[Status]:
        """Give how the ledger of each log stands."""
        for slug in self.slugs:
            event_log = self._logs.log(slug)
            tables = event_log.ledger
            (leaves, position), newest, known = tables.head(), tables.newest(), tables.deliveries()
            named = tuple(known.get(each.name, Delivery(each.name)) for each in self._settings.witnesses)
            yield Status(
                slug,
                self.keys.origin(slug) if self.keys is not None else "",
                leaves,
                event_log.head(),
                position,
                newest.size if newest is not None else 0,
                instant_of(newest.at) if newest is not None else None,
                named,
                tuple(self._warnings(slug, newest.size if newest is not None else 0, named)),
            )

    def _warnings(self, slug: str, signed: int, named: tuple[Delivery, ...]) -> Iterator[str]:
        if self.keys is None:
            yield NO_KEY
        if not named:
            yield NO_WITNESS
        for each in named:
            if each.size > signed:
                told = f"witness {each.witness} was given {each.size:,} events of {slug} and {signed:,} are signed here"
                yield f"{told}; run `kvcase audit verify {slug}`"
            if each.error:
                yield f"witness {each.witness} did not take the last checkpoint, {each.tries} time(s): {each.error}"

    def _is_due(self, newest: Made, size: int, now: datetime) -> bool:
        age = microseconds(now) - newest.at
        return size - newest.size >= self._settings.every_events or age >= self._settings.every_minutes * 60_000_000

    def _assert_continues(self, slug: str, newest: Made, subtrees: proofs.Subtree) -> None:
        """Refuse to sign over a change: the tree still has the root that was signed last."""
        assert self.keys is not None, "asked by who signs"  # noqa: S101
        try:
            before = checkpoints.opened(newest.note.encode(), self.keys.public_for(slug), self.keys.origin(slug))
        except NoteError as error:
            raise LedgerDamagedError(f"{slug}: the checkpoint of {newest.size:,} events {error}") from error
        if proofs.root(before.size, subtrees) != before.root:
            raise LedgerDamagedError(
                f"{slug}: the first {before.size:,} events are not those that were signed; "
                f"run `kvcase audit verify {slug}`"
            )

    def _assert_witnessed(self, slug: str, signed: int, size: int, subtrees: proofs.Subtree) -> None:
        """Refuse to sign another past than a folder of a witness holds: our checkpoints may have been taken away.

        What is no checkpoint of ours there, and a folder that is not there, hinder nothing; `verify` tells of them.
        """
        assert self.keys is not None, "asked by who signs"  # noqa: S101
        origin = self.keys.origin(slug)
        for folder in (each for each in self._settings.witnesses if isinstance(each, Folder)):
            with suppress(OSError, NoteError):
                kept = folder.newest(origin)
                if kept is None or not signed < kept[0] <= size:
                    continue
                seen = checkpoints.opened(kept[1], self.keys.public_for(slug), origin)
                if seen.size <= size and proofs.root(seen.size, subtrees) != seen.root:
                    raise LedgerDamagedError(
                        f"{slug}: the first {seen.size:,} events are not those that {folder.name} holds; run "
                        f"`kvcase audit verify {slug}`. After a restore, name a new folder and keep this one as it is"
                    )

    def _given(
        self, witness: Witness, tables: LedgerTables, origin: str, before: Delivery, newest: Made, now: int
    ) -> Delivery:
        """Return how far a witness is after it was given what it lacks."""
        size = before.size
        try:
            while size < newest.size:
                wanted = tables.checkpoints(size, _BATCH) if witness.takes_all else [newest]
                witness.give([Signed(origin, each.size, each.note) for each in wanted])
                size = wanted[-1].size
        except WitnessError as error:
            tries = before.tries + 1
            pause = min(_FIRST_PAUSE * 2 ** min(before.tries, 20), _LAST_PAUSE)
            log.warning("ledger %s: witness %s: %s", origin, witness.name, error)
            return Delivery(witness.name, size, tries, now + pause // timedelta(microseconds=1), str(error))
        return Delivery(witness.name, size)
