"""What a bundle holds, and under which names: shared by who makes one and who checks it. Told in docs/ledger.md."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

FORMAT: Final = "kvcase-bundle-1"
README: Final = "README.txt"
INDEX: Final = "index.json"
KEY: Final = "public-key.txt"
CITED: Final = "cited.json"
READABLE: Final = "readable.json"
SHARED: Final = "shared"
SEALED: Final = "sealed:v1:"
"""How a text begins that stands in the log encrypted."""
LEFT_SEALED: Final = "[sealed]"
"""How such a text is told where it was not opened."""
TEXTS_SEALED: Final = "sealed"
TEXTS_UNSEALED: Final = "unsealed"
OF_A_CASE: Final = "collaboration."
"""How the stored names of the events of a case begin."""
ABOUT: Final = frozenset({"log", "origin", "case_id", "reference", "version", "texts"})
"""What the index tells beside the format and the parts."""
EVENT_NUMBERS: Final = ("leaf", "position", "version", "recorded_at")
EVENT: Final = frozenset({*EVENT_NUMBERS, "stream", "name", "proof"})
"""What is told of an event and its place."""
CITES: Final[Mapping[str, frozenset[str]]] = {
    "lists": frozenset({"list_id", "version_no", "canonical_sha256", "leaf"}),
    "editions": frozenset({"edition", "sha256", "leaf"}),
    "entries": frozenset({"list_id", "version_no", "entry_id", "fingerprint", "entry"}),
}
"""What is told of that which a case rests on, and of each what."""
DECISIONS: Final = frozenset(
    {"collaboration.approved.v1", "collaboration.rejected.v1", "collaboration.approval-renewed.v1"}
)
"""The stored names of what a person decided on a case as a whole."""


class ListVersion(NamedTuple):
    """A version of a list that an event rests on."""

    list_id: str
    version_no: int


class Hit(NamedTuple):
    """An entry of a list that an event says a subject may be."""

    list_id: str
    version_no: int
    entry_id: str
    fingerprint: str
    subject_kind: str


class Citations(NamedTuple):
    """What an event rests on."""

    lists: frozenset[ListVersion]
    editions: frozenset[str]
    hits: frozenset[Hit]


def checkpoint_of(slug: str) -> str:
    """Return the part with the newest checkpoint of a log."""
    return f"logs/{slug}/checkpoint.txt"


def events_of(slug: str) -> str:
    """Return the part that lists the events of a log with their proofs."""
    return f"logs/{slug}/events.json"


def state_of(slug: str, leaf: int) -> str:
    """Return the part with the stored bytes of an event."""
    return f"logs/{slug}/states/{leaf:012}.json"


def decision_of(slug: str) -> str:
    """Return the part with the first checkpoint that covers the decision."""
    return f"logs/{slug}/decision-checkpoint.txt"


def consistency_of(slug: str) -> str:
    """Return the part that proves that the newest checkpoint continues the one of the decision."""
    return f"logs/{slug}/consistency.json"


def encode(value: object) -> bytes:
    """Return a value as JSON: the same value, the same bytes."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def index(about: Mapping[str, object], parts: Mapping[str, bytes]) -> bytes:
    """Return the index of a bundle: what it is about, and the digest of every other part."""
    told = [
        {"name": name, "sha256": sha256(content).hexdigest(), "size": len(content)}
        for name, content in parts.items()
        if name != INDEX
    ]
    return encode({"format": FORMAT, **about, "parts": told})


def citations(state: Mapping[str, Any]) -> Citations:
    """Return what a stored event rests on: list versions, editions, and the entries that it names."""
    lists, editions, hits = set(), set(), set()
    for found in _mappings(state):
        version_no = next((found[key] for key in ("version_no", "list_version", "to_version") if key in found), None)
        if isinstance(found.get("list_id"), str) and isinstance(version_no, int):
            lists.add(ListVersion(found["list_id"], version_no))
            if "entry_fingerprint" in found:
                told = (found["entry_id"], found["entry_fingerprint"], found["subject_kind"])
                hits.add(Hit(found["list_id"], version_no, *told))
        if isinstance(found.get("catalogue_edition"), str):
            editions.add(found["catalogue_edition"])
    rules = str(state.get("meta", {}).get("policy_version", "")).partition("+")[0]
    return Citations(frozenset(lists), frozenset((editions | {rules}) - {"", "none"}), frozenset(hits))


def entry_fingerprint(entry: Mapping[str, Any]) -> str:
    """Return the digest of all of a list entry that matching looks at, as a hit cites it."""
    told = [entry[key] for key in ("id", "kind", "names", "countries", "birth_years", "identifiers")]
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def is_told(stored: Any, told: Any, *, is_sealed: bool) -> bool:
    """Tell whether `told` is the stored value, but for texts that were sealed; those are told only if opened."""
    if isinstance(stored, dict) and isinstance(told, dict):
        return stored.keys() == told.keys() and all(
            is_told(stored[key], told[key], is_sealed=is_sealed) for key in stored
        )
    if isinstance(stored, list) and isinstance(told, list):
        return len(stored) == len(told) and all(
            is_told(one, other, is_sealed=is_sealed) for one, other in zip(stored, told, strict=True)
        )
    if isinstance(stored, str) and stored.startswith(SEALED):
        return told == LEFT_SEALED if is_sealed else isinstance(told, str)
    return type(stored) is type(told) and bool(stored == told)


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _mappings(each)
