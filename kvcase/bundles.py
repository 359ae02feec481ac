"""Bundles: one file that proves a case's history to who has the public key and nothing else of ours.

It holds the events of one case and no other, the events of the shared log that bring the lists and editions in which
the case rests on, the entries that were hit, and the proofs. The same case at the same checkpoint, the same bytes.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from domain.collaboration import decider as collaboration
from domain.errors import NotFoundError, UnusableInputError
from domain.policyset.decider import PolicyVersionPublished
from domain.values import Recorded, SubjectKind
from domain.watchlist.events import ListVersionActivated
from kvcase.facts import POLICY_SET, SHARED, watchlist_id
from kvcase.ledger import archive, bundle, checking, checkpoints, proofs
from kvcase.ledger.bundle import Citations, Hit, ListVersion
from kvcase.ledger.checking import BundleError
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.ledger.keys import Keyring
from kvcase.ledger.leaves import Stored
from kvcase.ledger.notes import NoteError
from kvcase.ledgers import NO_KEY, Ledgers
from kvcase.lists import entries
from kvcase.lists.table import EntryTable
from kvcase.store.errors import LedgerDamagedError
from kvcase.store.ledger import LedgerTables
from kvcase.store.logs import EventLog, Logs

_README: Final = """\
NEDERLANDS
Dit bestand bewijst de geschiedenis van dossier {reference}.
Nagaan, zonder netwerk en met enkel de publieke sleutel, die u langs een andere weg kreeg dan dit bestand:

    kvcase-verify BESTAND --key SLEUTEL

  logs/*/states/         elke gebeurtenis, byte voor byte zoals ze bewaard is
  logs/*/events.json     haar plaats in het logboek, en het bewijs dat ze daar staat
  logs/*/checkpoint.txt  de ondertekende stand van het logboek
  logs/*/decision-checkpoint.txt, consistency.json
                         de stand bij de beslissing, en het bewijs dat er sindsdien enkel bij kwam
  readable.json          de gebeurtenissen leesbaar; wat verzegeld was, is {nl}
  cited.json             de lijstversies en edities waarop het dossier rust, en de vermeldingen die geraakt zijn
  index.json             de SHA-256 van elk deel

Een verzegelde tekst bewijst zichzelf niet: wat ervan leesbaar staat, zegt wie dit bestand maakte. Kopieën van voor een
wissing blijven leesbaar: bewaar dit bestand niet langer dan nodig.

ENGLISH
This file proves the history of case {reference}.
To check it, without a network and with the public key alone, which you got by another way than this file:

    kvcase-verify FILE --key KEY

  logs/*/states/         every event, byte for byte as it is stored
  logs/*/events.json     its place in the log, and the proof that it stands there
  logs/*/checkpoint.txt  the signed head of the log
  logs/*/decision-checkpoint.txt, consistency.json
                         the head at the decision, and the proof that the log only grew since
  readable.json          the events, readable; what was sealed is {en}
  cited.json             the list versions and editions that the case rests on, and the entries that were hit
  index.json             the SHA-256 of each part

A sealed text does not prove itself: what is readable of it is told by whoever made this file. Copies made before an
erasure stay readable: keep this file no longer than you need it.
"""


class Bundles:
    """Makes bundles of cases."""

    def __init__(self, logs: Logs, ledgers: Ledgers, table: EntryTable) -> None:
        self._logs = logs
        self._ledgers = ledgers
        self._table = table

    def make(self, institution: str, case_id: UUID, *, reveal: bool) -> bytes:
        """Return the bundle of a case; a new checkpoint is made first if the newest does not cover all of it.

        With `reveal` personal texts stand in it readable. Raises `NotFoundError`, and `UnusableInputError` without a
        key and for a case that is not as it was signed: nobody is given a file that its reader would refuse.
        """
        keys = self._ledgers.keys
        if keys is None:
            raise UnusableInputError("KVCASE_LEDGER_KEY_FILE", NO_KEY, "a signing key")
        try:
            made = self._made(institution, case_id, keys, reveal=reveal)
            checking.check(made, keys.public_for(institution))
        except (LedgerDamagedError, BundleError) as error:
            told = f"what {institution} holds of this case is not as it was signed: {error}"
            raise UnusableInputError(
                "log", told, f"a log that `kvcase audit verify {institution}` finds good"
            ) from error
        return made

    def _made(self, institution: str, case_id: UUID, keys: Keyring, *, reveal: bool) -> bytes:
        log = self._logs.log(institution)
        history = log.read(case_id, reveal=False)
        if not history or not isinstance(history[0].event, collaboration.AGGREGATE.events):
            raise NotFoundError("collaboration", case_id)
        own = _Section(log, keys, self._signed(institution, keys, history), history)
        cited = [bundle.citations(json.loads(each.state or b"")) for each in own.events]
        told, brought = self._cited(cited, reveal=reveal)
        about = {
            "log": institution,
            "origin": keys.origin(institution),
            "case_id": str(case_id),
            "reference": getattr(history[0].event, "reference", ""),
            "version": len(history),
            "texts": bundle.TEXTS_UNSEALED if reveal else bundle.TEXTS_SEALED,
        }
        readable = [
            {
                "version": each.version,
                "name": (each.name or b"").decode(),
                "event": log.readable(each.state or b"", reveal=reveal),
            }
            for each in own.events
        ]
        said = ("geopend", "opened") if reveal else ("verzegeld gebleven", "left sealed")
        readme = _README.format(reference=about["reference"], nl=said[0], en=said[1])
        parts = {bundle.README: readme.encode(), bundle.INDEX: b"", **own.parts(), **own.decision()}
        parts[bundle.READABLE] = bundle.encode(readable)
        if brought:
            shared = self._logs.log(SHARED)
            section = _Section(shared, keys, self._signed(SHARED, keys, brought), brought)
            parts |= section.parts()
            told = _placed(told, section)
        parts[bundle.CITED] = bundle.encode(told)
        parts[bundle.KEY] = "".join(f"{key}\n" for key in keys.public_for(institution)).encode()
        parts[bundle.INDEX] = bundle.index(about, parts)
        return archive.pack(parts)

    def _signed(self, slug: str, keys: Keyring, history: Sequence[Recorded]) -> Checkpoint:
        """Return the newest checkpoint of a log, after one is made that covers these events."""
        newest = self._newest(slug, keys)
        if newest is None or newest.position < max(each.position for each in history):
            self._ledgers.checkpoint(slug)
            newest = self._newest(slug, keys)
        assert newest is not None, "there are events and a key"  # noqa: S101
        return newest

    def _newest(self, slug: str, keys: Keyring) -> Checkpoint | None:
        """Return the newest checkpoint of a log as its signed note says it, whatever its row says."""
        newest = self._logs.log(slug).ledger.newest()
        if newest is None:
            return None
        try:
            return checkpoints.opened(newest.note.encode(), keys.public_for(slug), keys.origin(slug))
        except NoteError as error:
            raise LedgerDamagedError(f"the checkpoint of {newest.size:,} events {error}") from error

    def _cited(self, cited: Sequence[Citations], *, reveal: bool) -> tuple[dict[str, Any], tuple[Recorded, ...]]:
        """Return what the case rests on, and the events of the shared log that brought it in."""
        lists = sorted({one for each in cited for one in each.lists})
        editions = sorted({one for each in cited for one in each.editions})
        hits = sorted({one for each in cited for one in each.hits})
        brought = {version: self._activation(version) for version in lists}
        published = {edition: self._publication(edition) for edition in editions}
        events = sorted({each for each in (*brought.values(), *published.values()) if each}, key=_position)
        told = {
            "lists": [
                {
                    "list_id": version.list_id,
                    "version_no": version.version_no,
                    "canonical_sha256": getattr(at.event, "canonical_sha256", None) if at else None,
                    "leaf": at.position if at else None,
                }
                for version, at in brought.items()
            ],
            "editions": [
                {
                    "edition": edition,
                    "sha256": getattr(at.event, "sha256", None) if at else None,
                    "leaf": at.position if at else None,
                }
                for edition, at in published.items()
            ],
            "entries": [self._entry(hit, reveal=reveal) for hit in _once(hits)],
        }
        return told, tuple(events)

    def _activation(self, version: ListVersion) -> Recorded | None:
        history = self._logs.log(SHARED).read(watchlist_id(version.list_id))
        return next(
            (
                each
                for each in history
                if isinstance(each.event, ListVersionActivated) and each.event.version_no == version.version_no
            ),
            None,
        )

    def _publication(self, edition: str) -> Recorded | None:
        history = self._logs.log(SHARED).read(POLICY_SET)
        return next(
            (
                each
                for each in history
                if isinstance(each.event, PolicyVersionPublished) and each.event.edition == edition
            ),
            None,
        )

    def _entry(self, hit: Hit, *, reveal: bool) -> dict[str, Any]:
        """Return an entry that was hit; one that a person was held against only for who may read of persons."""
        found = self._table.some(hit.list_id, hit.version_no, [hit.entry_id])
        is_told = bool(found) and (reveal or hit.subject_kind != SubjectKind.PERSON)
        entry = json.loads(entries.encode(found[0])) if is_told else None
        if entry is not None and bundle.entry_fingerprint(entry) != hit.fingerprint:
            entry = None
        return {
            "list_id": hit.list_id,
            "version_no": hit.version_no,
            "entry_id": hit.entry_id,
            "fingerprint": hit.fingerprint,
            "entry": entry,
        }


class _Section:
    """The part of a bundle that is about one log: events with their proofs under one checkpoint."""

    def __init__(self, log: EventLog, keys: Keyring, signed: Checkpoint, history: Sequence[Recorded]) -> None:
        self._slug = log.slug
        self._tables: LedgerTables = log.ledger
        self._keys = keys
        self._signed = signed
        self._subtrees = self._tables.subtrees()
        self.leaf_of = self._tables.indexes([each.position for each in history])
        if gone := [each.position for each in history if each.position not in self.leaf_of]:
            raise LedgerDamagedError(f"the index of the ledger does not hold position {gone[0]}")
        self.events: tuple[Stored, ...] = tuple(self._tables.events(each.position - 1, 1)[0] for each in history)

    def parts(self) -> dict[str, bytes]:
        """Return the checkpoint, the events and their proofs."""
        newest = self._note(self._signed.size)
        told = [self._told(event) for event in self.events]
        return {
            bundle.checkpoint_of(self._slug): newest,
            bundle.events_of(self._slug): bundle.encode(told),
            **{bundle.state_of(self._slug, self.leaf_of[each.position]): each.state or b"" for each in self.events},
        }

    def decision(self) -> dict[str, bytes]:
        """Return the first checkpoint that covers the last decision, and the proof that the log only grew since."""
        decisions = [each for each in self.events if (each.name or b"").decode() in bundle.DECISIONS]
        if not decisions:
            return {}
        (made,) = self._tables.checkpoints(self.leaf_of[decisions[-1].position], 1)
        proof = proofs.consistency(made.size, self._signed.size, self._subtrees)
        return {
            bundle.decision_of(self._slug): made.note.encode(),
            bundle.consistency_of(self._slug): bundle.encode(_texts(proof)),
        }

    def _told(self, event: Stored) -> dict[str, object]:
        leaf = self.leaf_of[event.position]
        return {
            "leaf": leaf,
            "position": event.position,
            "stream": str(UUID(bytes=event.stream)),
            "version": event.version,
            "name": (event.name or b"").decode(),
            "recorded_at": event.recorded_at,
            "proof": _texts(proofs.inclusion(leaf, self._signed.size, self._subtrees)),
        }

    def _note(self, size: int) -> bytes:
        (made,) = self._tables.checkpoints(size - 1, 1)
        return made.note.encode()


def _placed(told: dict[str, Any], section: _Section) -> dict[str, Any]:
    """Return what is told with the leaf of each event in the place of its position."""
    return {
        kind: [{**row, "leaf": section.leaf_of.get(row["leaf"])} if "leaf" in row else row for row in rows]
        for kind, rows in told.items()
    }


def _once(hits: Iterable[Hit]) -> list[Hit]:
    """Return each entry once; it counts as held against a person if it was held against one at all."""
    found: dict[tuple[object, ...], Hit] = {}
    for hit in hits:
        key = hit[:4]
        if key not in found or hit.subject_kind == SubjectKind.PERSON:
            found[key] = hit
    return list(found.values())


def _texts(proof: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in proof]


def _position(recorded: Recorded) -> int:
    return recorded.position
