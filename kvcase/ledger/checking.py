"""Check a bundle: every part against the others, and all against signatures that the reader trusts.

Nothing is asked of a database, a server or the network.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from kvcase.ledger import archive, bundle, checkpoints, keys, leaves, proofs
from kvcase.ledger.archive import ArchiveError
from kvcase.ledger.bundle import Citations
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.ledger.leaves import Stored
from kvcase.ledger.notes import NoteError, PublicKey


class BundleError(ValueError):
    """A bundle that does not hold together; `part` is where."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part}: {reason}")
        self.part = part


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle proves: so many `events` of this case stand in the log `signed`.

    `decided` is a checkpoint that covers the decision, if there was one. Of the list versions and editions that the
    case rests on, `unproved` are told without a proof of what they were.
    """

    reference: str
    case_id: UUID
    events: int
    signed: Checkpoint
    decided: Checkpoint | None
    lists: int
    editions: int
    entries: int
    unproved: int
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class _Event:
    """An event of a bundle after its place in the signed tree was proved."""

    leaf: int
    stored: Stored
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        return (self.stored.name or b"").decode()


def check(data: bytes, trusted: Sequence[PublicKey]) -> Checked:
    """Return what a bundle proves to who trusts these keys. Raises `BundleError` naming the part that is wrong."""
    try:
        parts = archive.unpack(data)
    except ArchiveError as error:
        raise BundleError(error.part, str(error).removeprefix(f"{error.part}: ")) from error
    except ValueError as error:
        raise BundleError("the archive", f"cannot be read: {error}") from error
    try:
        return _Bundle(parts, trusted).checked()
    except BundleError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise BundleError("the bundle", f"is not as a bundle is: {error!r:.200}") from error


def witnessed(checked: Checked, note: bytes, trusted: Sequence[PublicKey]) -> Checkpoint | None:
    """Return the checkpoint of a bundle that a witness holds too; nothing if the witness's is of another size.

    Raises `BundleError` if the witness saw another past, and `NoteError` for what is no checkpoint of this log.
    """
    origin = checked.signed.origin
    seen = checkpoints.opened(note, _named(trusted, origin), origin)
    for each in (checked.signed, checked.decided):
        if each is not None and each.size == seen.size:
            if each.root != seen.root:
                told = f"has another root of {each.size:,} events than the witness: they saw two pasts of one log"
                raise BundleError("the bundle", told)
            return each
    return None


class _Bundle:
    def __init__(self, parts: Mapping[str, bytes], trusted: Sequence[PublicKey]) -> None:
        self._parts = parts
        self._trusted = trusted
        self._seen = {bundle.README, bundle.INDEX}
        self._about = self._index()

    def checked(self) -> Checked:
        """Check every part against the others and all against the signatures."""
        self._assert_key()
        slug = _text(self._about, "log", bundle.INDEX)
        signed, own = self._log(slug)
        case_id = self._assert_one_case(own)
        decided = self._decision(slug, signed, own)
        self._assert_readable(own)
        shared = self._log(bundle.SHARED)[1] if bundle.events_of(bundle.SHARED) in self._parts else ()
        cited = self._assert_cited(own, shared)
        if unknown := sorted(self._parts.keys() - self._seen):
            raise BundleError(unknown[0], "is no part of a bundle")
        reference = _text(self._about, "reference", bundle.INDEX)
        return Checked(reference, case_id, len(own), signed, decided, *cited, self._is_sealed)

    @property
    def _is_sealed(self) -> bool:
        return bool(self._about["texts"] == bundle.TEXTS_SEALED)

    def _index(self) -> Mapping[str, Any]:
        about = dict(_mapping(self._json(bundle.INDEX), bundle.INDEX))
        if about.get("format") != bundle.FORMAT:
            raise BundleError(bundle.INDEX, f"format is {about.get('format')!r}; expected {bundle.FORMAT}")
        told = {each.get("name"): each for each in about.pop("parts", []) if isinstance(each, dict)}
        for name, content in self._parts.items():
            if name != bundle.INDEX and told.get(name, {}).get("sha256") != sha256(content).hexdigest():
                raise BundleError(name, "does not have the digest that index.json tells")
        about.pop("format")
        if bundle.index(about, self._parts) != self._parts[bundle.INDEX]:
            raise BundleError(bundle.INDEX, "does not tell the parts as they are")
        if about.keys() != bundle.ABOUT or about["texts"] not in (bundle.TEXTS_SEALED, bundle.TEXTS_UNSEALED):
            raise BundleError(bundle.INDEX, "tells more or other than a bundle does")
        if _text(about, "origin", bundle.INDEX).rpartition("/")[2] != about["log"]:
            raise BundleError(bundle.INDEX, f"tells the log {about['log']} with the origin {about['origin']}")
        return about

    def _assert_key(self) -> None:
        """See that the key which lies in the bundle is no other than one that the reader has from elsewhere."""
        try:
            told = keys.public_keys(self._part(bundle.KEY).decode("utf-8", "replace"))
        except NoteError as error:
            raise BundleError(bundle.KEY, str(error)) from error
        if not {each.raw for each in told} & {each.raw for each in self._trusted}:
            raise BundleError(bundle.KEY, "is another key than the one that was given to check with")

    def _log(self, slug: str) -> tuple[Checkpoint, tuple[_Event, ...]]:
        """Return the newest checkpoint of a log and the events of which it proves that they stand in it."""
        signed = self._checkpoint(bundle.checkpoint_of(slug), slug)
        place = bundle.events_of(slug)
        hashed = leaves.hasher(slug)
        found: list[_Event] = []
        for told in _sequence(self._ours(place), place):
            event = self._event(slug, place, _mapping(told, place))
            leaf_hash = hashed(event.stored)
            state = bundle.state_of(slug, event.leaf)
            if leaf_hash is None:
                raise BundleError(place, f"tells of leaf {event.leaf} what no event can be")
            proof = [_hash(each, place) for each in _sequence(told.get("proof"), place)]
            if not proofs.is_included(leaf_hash, event.leaf, signed.size, proof, signed.root):
                raise BundleError(state, f"is not the event that was signed as leaf {event.leaf}, or {place} is not")
            if found and found[-1].leaf >= event.leaf:
                raise BundleError(place, f"tells leaf {event.leaf} out of its order")
            found.append(event)
        return signed, tuple(found)

    def _event(self, slug: str, place: str, told: Mapping[str, Any]) -> _Event:
        if told.keys() != bundle.EVENT:
            raise BundleError(place, "tells more or less of an event than a bundle does")
        leaf, position, version, at = (_number(told, key, place) for key in bundle.EVENT_NUMBERS)
        name, stream = _text(told, "name", place), _uuid(told, "stream", place)
        state = self._part(bundle.state_of(slug, leaf))
        stored = Stored(position, stream.bytes, version, at, name.encode(), state)
        data = _mapping(self._json(bundle.state_of(slug, leaf)), bundle.state_of(slug, leaf))
        return _Event(leaf, stored, data)

    def _checkpoint(self, part: str, slug: str) -> Checkpoint:
        origin = _text(self._about, "origin", bundle.INDEX).rpartition("/")[0] + f"/{slug}"
        try:
            return checkpoints.opened(self._part(part), _named(self._trusted, origin), origin)
        except NoteError as error:
            raise BundleError(part, str(error)) from error

    def _assert_one_case(self, own: tuple[_Event, ...]) -> UUID:
        """Return the case that all events of the institution's log are of, from its first to its last."""
        slug = _text(self._about, "log", bundle.INDEX)
        case_id = _text(self._about, "case_id", bundle.INDEX)
        for number, event in enumerate(own, start=1):
            stream = UUID(bytes=event.stored.stream)
            if str(stream) != case_id or not event.name.startswith(bundle.OF_A_CASE):
                told = f"is {event.name} of {stream}, no event of the case {case_id}"
                raise BundleError(bundle.state_of(slug, event.leaf), told)
            if event.stored.version != number:
                raise BundleError(bundle.events_of(slug), f"lacks version {number} of the case")
        if not own or own[0].data.get("data", {}).get("reference") != self._about.get("reference"):
            raise BundleError(bundle.INDEX, "tells another reference than the first event")
        if self._about.get("version") != len(own):
            raise BundleError(bundle.INDEX, f"tells version {self._about.get('version')} and {len(own)} events")
        return UUID(case_id)

    def _decision(self, slug: str, signed: Checkpoint, own: tuple[_Event, ...]) -> Checkpoint | None:
        decisions = [event for event in own if event.name in bundle.DECISIONS]
        if not decisions:
            return None
        part = bundle.decision_of(slug)
        decided = self._checkpoint(part, slug)
        if decided.size <= decisions[-1].leaf:
            raise BundleError(part, f"covers {decided.size} events, and the decision is leaf {decisions[-1].leaf}")
        place = bundle.consistency_of(slug)
        proof = [_hash(each, place) for each in _sequence(self._ours(place), place)]
        if not proofs.is_consistent(decided.size, signed.size, decided.root, signed.root, proof):
            raise BundleError(place, "does not prove that the log only grew since the decision")
        return decided

    def _assert_readable(self, own: tuple[_Event, ...]) -> None:
        told = _sequence(self._ours(bundle.READABLE), bundle.READABLE)
        if len(told) != len(own):
            raise BundleError(bundle.READABLE, f"tells {len(told)} events of {len(own)}")
        for event, each in zip(own, told, strict=True):
            expected = {"version": event.stored.version, "name": event.name, "event": event.data}
            if not bundle.is_told(expected, each, is_sealed=self._is_sealed):
                raise BundleError(bundle.READABLE, f"tells version {event.stored.version} otherwise than it is stored")

    def _assert_cited(self, own: tuple[_Event, ...], shared: tuple[_Event, ...]) -> tuple[int, int, int, int]:
        """See that all that the case rests on is told, as the signed log of lists and policies has it.

        Returns how many list versions, editions and entries are told, and how many of the first two are not proved.
        """
        told = _mapping(self._ours(bundle.CITED), bundle.CITED)
        if told.keys() != bundle.CITES.keys():
            raise BundleError(bundle.CITED, "tells more or less than a bundle does")
        wanted = [bundle.citations(event.data) for event in own]
        by_leaf = {event.leaf: event for event in shared}
        lists = _once(_rows(told, "lists"), "list_id", "version_no")
        editions = _once(_rows(told, "editions"), "edition")
        if set(lists) != {tuple(one) for each in wanted for one in each.lists}:
            raise BundleError(bundle.CITED, "does not tell the list versions that the case rests on")
        if set(editions) != {(one,) for each in wanted for one in each.editions}:
            raise BundleError(bundle.CITED, "does not tell the editions that the case rests on")
        unproved = 0
        for row, keys_, name in (
            *((row, ("list_id", "version_no", "canonical_sha256"), "version-activated") for row in lists.values()),
            *((row, ("edition", "sha256"), "version-published") for row in editions.values()),
        ):
            if row["leaf"] is None:
                unproved += 1
                if row[keys_[-1]] is not None:
                    raise BundleError(bundle.CITED, f"tells the digest of {row[keys_[0]]} and proves it by no leaf")
                continue
            event = by_leaf.get(row["leaf"])
            if event is None or name not in event.name or any(event.data["data"][k] != row[k] for k in keys_):
                raise BundleError(bundle.CITED, f"tells {row[keys_[0]]} otherwise than leaf {row['leaf']} of shared")
        return len(lists), len(editions), self._assert_entries(told, wanted), unproved

    def _assert_entries(self, told: Mapping[str, Any], wanted: Sequence[Citations]) -> int:
        hits = {(h.list_id, h.version_no, h.entry_id, h.fingerprint): h for each in wanted for h in each.hits}
        rows = _once(_rows(told, "entries"), "list_id", "version_no", "entry_id", "fingerprint")
        for hit, row in rows.items():
            if hit not in hits:
                raise BundleError(bundle.CITED, f"tells entry {row['entry_id']}, which no hit of the case names")
            if row["entry"] is not None and bundle.entry_fingerprint(row["entry"]) != row["fingerprint"]:
                raise BundleError(bundle.CITED, f"tells entry {row['entry_id']} otherwise than the hit names it")
        if rows.keys() != hits.keys():
            raise BundleError(bundle.CITED, "does not tell every entry that the case has a hit on")
        return len(rows)

    def _part(self, name: str) -> bytes:
        if name not in self._parts:
            raise BundleError(name, "is missing")
        self._seen.add(name)
        return self._parts[name]

    def _ours(self, name: str) -> Any:
        """Return what a part says that is written as we write it, so that no reader can find another thing in it."""
        found = self._json(name)
        if bundle.encode(found) != self._parts[name]:
            raise BundleError(name, "is not written as a bundle writes it")
        return found

    def _json(self, name: str) -> Any:
        try:
            return json.loads(self._part(name))
        except ValueError as error:
            if isinstance(error, BundleError):
                raise
            raise BundleError(name, f"is no JSON: {error}") from error
        except RecursionError as error:
            raise BundleError(name, "is no JSON of ours: it is nested too deeply") from error


def _named(trusted: Sequence[PublicKey], origin: str) -> Sequence[PublicKey]:
    """Return the keys under the name of a log: those of an installation are signed with one key, each by its name."""
    house = origin.rpartition("/")[0]
    return [key.named(origin) for key in trusted if key.name.rpartition("/")[0] == house] or trusted


def _text(value: Mapping[str, Any], key: str, part: str) -> str:
    found = value.get(key)
    if not isinstance(found, str):
        raise BundleError(part, f"tells no {key}")
    return found


def _mapping(value: Any, part: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BundleError(part, "is not as a bundle has it")
    return value


def _sequence(value: Any, part: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise BundleError(part, "is not as a bundle has it")
    return value


def _number(value: Mapping[str, Any], key: str, part: str) -> int:
    found = value.get(key)
    if type(found) is not int:
        raise BundleError(part, f"tells no {key}")
    return found


def _uuid(value: Mapping[str, Any], key: str, part: str) -> UUID:
    found = _text(value, key, part)
    try:
        made = UUID(found)
    except ValueError as error:
        raise BundleError(part, f"tells no {key}") from error
    if str(made) != found:
        raise BundleError(part, f"does not tell the {key} as a bundle writes it")
    return made


def _rows(told: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    rows = _sequence(told.get(key), bundle.CITED)
    for row in rows:
        if not isinstance(row, dict) or row.keys() != bundle.CITES[key]:
            raise BundleError(bundle.CITED, f"tells {key} otherwise than a bundle does")
    return rows


def _once(rows: Sequence[Mapping[str, Any]], *keys_: str) -> Mapping[tuple[Any, ...], Mapping[str, Any]]:
    """Return rows by what names them. Raises `BundleError` where two tell of the same."""
    found = {tuple(row[key] for key in keys_): row for row in rows}
    if len(found) != len(rows):
        raise BundleError(bundle.CITED, f"tells the same {keys_[0]} twice")
    return found


def _hash(text: Any, part: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise BundleError(part, "holds a hash that is not base64") from error
    if len(found) != sha256().digest_size or base64.b64encode(found).decode() != text:
        raise BundleError(part, f"holds a hash of {len(found)} bytes; expected {sha256().digest_size}")
    return found
