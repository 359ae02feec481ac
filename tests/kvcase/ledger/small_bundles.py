"""A small bundle made of nothing but signatures and hashes, and liars' versions of it that fit together again."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from kvcase.ledger import archive, bundle, checkpoints, leaves, proofs
from kvcase.ledger.keys import Keyring
from kvcase.ledger.leaves import Stored
from kvcase.ledger.notes import PublicKey
from kvcase.ledger.tree import leaf_hash, node_hash

NORTH: Final = "noorderhaven"
REFERENCE: Final = "KV-NOORDERHAVEN-2027-000001"
CASE, OTHER, LIST, POLICIES = (UUID(int=number) for number in (1, 2, 3, 4))
KEYS: Final = Keyring.made("test", lambda count: bytes(range(count)))
AT: Final = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)
LEFT_OUT: Final = "sealed:v1:AAAA"
ENTRY: Final = {
    "id": "X-99",
    "kind": "organisation",
    "names": [["Zarqand Aerodynamics Institute", "primary"]],
    "countries": ["SY"],
    "birth_years": [],
    "identifiers": [],
}
_HIT: Final = {
    "list_id": "watch",
    "list_version": 2,
    "entry_id": "X-99",
    "entry_fingerprint": bundle.entry_fingerprint(ENTRY),
    "subject_kind": "party",
}
_CASE: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("collaboration.notified.v1", {"reference": REFERENCE, "title": LEFT_OUT}),
    ("collaboration.screening-hit-recorded.v1", _HIT),
    ("collaboration.approved.v1", {"catalogue_edition": "2027-03-01"}),
)
_SHARED: Final[tuple[tuple[UUID, str, Mapping[str, Any]], ...]] = (
    (LIST, "watchlist.version-activated.v1", {"list_id": "watch", "version_no": 2, "canonical_sha256": "c0ffee"}),
    (POLICIES, "policyset.version-published.v1", {"edition": "2027-03-01", "sha256": "decade"}),
)


def trusted() -> tuple[PublicKey, ...]:
    """Return the keys that the reader has from elsewhere."""
    return KEYS.public_for(NORTH)


def parts() -> dict[str, bytes]:
    """Return the parts of a true bundle."""
    own = [
        _stored(position, CASE, version, name, data)
        for version, (position, (name, data)) in enumerate(zip((11, 13, 14), _CASE, strict=True), start=1)
    ]
    north = _Log(NORTH, [own[0], _stored(12, OTHER, 1, "collaboration.notified.v1", {"reference": "B"}), *own[1:]])
    shared = _Log(bundle.SHARED, [_stored(n, *each) for n, each in enumerate(_with_version(_SHARED), start=1)])
    told = {
        "lists": [{"list_id": "watch", "version_no": 2, "canonical_sha256": "c0ffee", "leaf": 0}],
        "editions": [{"edition": "2027-03-01", "sha256": "decade", "leaf": 1}],
        "entries": [
            {
                "list_id": "watch",
                "version_no": 2,
                "entry_id": "X-99",
                "fingerprint": _HIT["entry_fingerprint"],
                "entry": ENTRY,
            }
        ],
    }
    readable = [{"version": each.version, "name": (each.name or b"").decode(), "event": _opened(each)} for each in own]
    made = {
        bundle.README: b"A bundle.\n",
        bundle.INDEX: b"",
        **north.parts([0, 2, 3]),
        bundle.decision_of(NORTH): north.note().encode(),
        bundle.consistency_of(NORTH): bundle.encode([]),
        bundle.READABLE: bundle.encode(readable),
        **shared.parts([0, 1]),
        bundle.CITED: bundle.encode(told),
        bundle.KEY: f"{trusted()[0]}\n".encode(),
    }
    about = {
        "log": NORTH,
        "origin": KEYS.origin(NORTH),
        "case_id": str(CASE),
        "reference": REFERENCE,
        "version": len(own),
        "texts": "sealed",
    }
    return {**made, bundle.INDEX: bundle.index(about, made)}


def packed(made: Mapping[str, bytes], **about: object) -> bytes:
    """Return the bundle of these parts, its index made to fit and perhaps to say something else."""
    told = json.loads(made[bundle.INDEX])
    told.pop("parts")
    told.pop("format")
    return archive.pack({**made, bundle.INDEX: bundle.index({**told, **about}, made)})


def with_part(name: str, value: object) -> bytes:
    """Return the bundle with another value in one part, everything else made to fit."""
    return packed({**parts(), name: bundle.encode(value)})


def value_of(name: str) -> Any:
    """Return what a part of the true bundle says, to change it."""
    return json.loads(parts()[name])


def _opened(event: Stored) -> Any:
    return json.loads((event.state or b"").replace(LEFT_OUT.encode(), b"[sealed]"))


def _with_version(events: Iterable[tuple[UUID, str, Mapping[str, Any]]]) -> Iterable[tuple[UUID, int, str, Any]]:
    return ((stream, 1, name, data) for stream, name, data in events)


def _stored(position: int, stream: UUID, version: int, name: str, data: Mapping[str, Any]) -> Stored:
    state = json.dumps({"data": data, "meta": {}}).encode()
    return Stored(position, stream.bytes, version, 1_805_101_200_000_000, name.encode(), state)


@dataclass
class _Log:
    slug: str
    events: list[Stored]

    def parts(self, chosen: Iterable[int]) -> dict[str, bytes]:
        """Return the checkpoint, the chosen events and their proofs."""
        kept = list(chosen)
        told = [self._told(leaf) for leaf in kept]
        return {
            bundle.checkpoint_of(self.slug): self.note().encode(),
            bundle.events_of(self.slug): bundle.encode(told),
            **{bundle.state_of(self.slug, leaf): self.events[leaf].state or b"" for leaf in kept},
        }

    def note(self) -> str:
        """Return the log as it stands, signed."""
        size = len(self.events)
        root = proofs.root(size, self._subtree)
        key = KEYS.signing_for(self.slug)
        return checkpoints.Checkpoint(key.name, size, root, self.events[-1].position, AT).signed(key)

    def _told(self, leaf: int) -> dict[str, object]:
        event = self.events[leaf]
        proof = proofs.inclusion(leaf, len(self.events), self._subtree)
        return {
            "leaf": leaf,
            "position": event.position,
            "stream": str(UUID(bytes=event.stream)),
            "version": event.version,
            "name": (event.name or b"").decode(),
            "recorded_at": event.recorded_at,
            "proof": [base64.b64encode(each).decode() for each in proof],
        }

    def _subtree(self, level: int, index: int) -> bytes:
        if level == 0:
            return leaf_hash(leaves.entry(self.slug, self.events[index]))
        return node_hash(self._subtree(level - 1, 2 * index), self._subtree(level - 1, 2 * index + 1))
