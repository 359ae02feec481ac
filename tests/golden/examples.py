"""One stored example of each event, fully filled and always the same: fixed ids, days, keys and nonces."""

import hashlib
import itertools
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, ClassVar, NewType
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.aggregate import Aggregate, Home
from domain.licence.words import Modality
from domain.registry import AGGREGATES
from domain.values import ActorRef, CaseId, LicenceId, Metadata, PartyId, Role, SealedText
from kvcase.store.codec import Codec, Envelope

FOLDER = Path(__file__).parent / "events"
LOG = "golden"
_AT = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CollaborationSuspendedFirst:
    """A suspension as it was stored before it named its cause."""

    stored_name: ClassVar[str] = "collaboration.suspended.v1"
    case_id: CaseId
    reason: SealedText
    review_due_on: date


@dataclass(frozen=True, slots=True)
class SharingRecordedFirst:
    """A sharing as it was stored when it had one recipient, in one country."""

    stored_name: ClassVar[str] = "collaboration.sharing-recorded.v1"
    case_id: CaseId
    share_id: UUID
    codes: tuple[str, ...]
    recipient_id: PartyId
    destination: str
    modality: Modality
    shared_on: date
    licence_id: LicenceId | None
    what: SealedText
    nothing_listed_because: SealedText | None


OLDER: Mapping[str, tuple[type, ...]] = {"collaboration": (CollaborationSuspendedFirst, SharingRecordedFirst)}
"""Events of older versions, by their aggregate: kept to show that they can still be read."""


GROWN: Mapping[str, str] = {
    "collaboration.hit-resolved.v1.for-24-months": "collaboration.hit-resolved.v1",
    "collaboration.screening-hit-recorded.v1.that-follows": "collaboration.screening-hit-recorded.v1",
    "collaboration.hit-resolved.v1.beyond-its-case": "collaboration.hit-resolved.v1",
    "collaboration.screening-hit-recorded.v1.that-is-asked-again": "collaboration.screening-hit-recorded.v1",
    "party.match-decided.v1.beyond-its-case": "party.match-decided.v1",
    "person.match-decided.v1.beyond-its-case": "person.match-decided.v1",
    "licence.amended.v1.by-its-authority": "licence.amended.v1",
    "licence.granted.v1.up-to-a-limit": "licence.granted.v1",
    "licence.usage-recorded.v1.in-a-unit": "licence.usage-recorded.v1",
    "collaboration.export-licence-noted.v1.up-to-a-limit": "collaboration.export-licence-noted.v1",
    "collaboration.sharing-recorded.v2.in-a-unit": "collaboration.sharing-recorded.v2",
    "collaboration.hit-resolved.v1.of-a-person": "collaboration.hit-resolved.v1",
    "collaboration.lift-decided.v1.of-a-person": "collaboration.lift-decided.v1",
    "collaboration.unlinking-proposed.v1.of-a-person": "collaboration.unlinking-proposed.v1",
    "collaboration.check-recorded.v1.of-persons": "collaboration.check-recorded.v1",
    "collaboration.comment-added.v1.that-names-persons": "collaboration.comment-added.v1",
    "collaboration.risk-factor-asserted.v1.of-a-person": "collaboration.risk-factor-asserted.v1",
    "collaboration.risk-question-answered.v1.of-a-person": "collaboration.risk-question-answered.v1",
    "collaboration.policy-reviewed.v1.of-a-person": "collaboration.policy-reviewed.v1",
    "collaboration.hit-answer-retracted.v1.of-a-person": "collaboration.hit-answer-retracted.v1",
}
"""Events that gained fields since their first example: a second one, by the name of its file, holds those too."""


class FixedVault:
    """Keys that are always the same, so that the sealed texts of the examples can be read for ever."""

    def ensure(self, log: str, subjects: Iterable[str]) -> None:
        """Do nothing: every key exists."""

    def load(self, log: str, subjects: Iterable[str]) -> None:
        """Do nothing: every key is at hand."""

    def key(self, log: str, subject: str) -> bytes:
        """Return a key made of its own name."""
        return hashlib.sha256(f"golden|{log}|{subject}".encode()).digest()


class Example(msgspec.Struct, frozen=True):
    """A golden file: an event as it was stored once, and what must be read from it for ever."""

    name: str
    stream_id: UUID
    state: str
    expected: dict[str, Any]

    @classmethod
    def read(cls, file: Path) -> "Example":
        """Return the example in a file."""
        return msgspec.json.decode(file.read_bytes(), type=cls)

    def write(self, folder: Path, stem: str | None = None) -> None:
        """Write the example to a new file. Raises `FileExistsError`: a golden file is never rewritten."""
        content = msgspec.json.format(msgspec.json.encode(self, order="deterministic"), indent=2) + b"\n"
        with (folder / f"{stem or self.name}.json").open("xb") as file:
            file.write(content)


def codec() -> Codec:
    """Return the codec of today, with the keys of the examples."""
    return Codec(AGGREGATES, FixedVault())


def stored_names() -> frozenset[str]:
    """Return the stored names that must have an example."""
    older = {str(vars(cls)["stored_name"]) for classes in OLDER.values() for cls in classes}
    return codec().stored_names | older


def example(name: str) -> Example:
    """Return the example of an event that has none yet."""
    older = tuple(_only_events(aggregate, OLDER.get(aggregate, ())) for aggregate in OLDER)
    for aggregate in (*AGGREGATES, *older):
        for cls in aggregate.events:
            if vars(cls)["stored_name"] == name:
                return _example(cls, Codec([aggregate], FixedVault(), nonce=_nonces(name)))
    raise KeyError(name)


def filled(kind: Any, path: str) -> Any:
    """Return a value of a type with every part filled, made of the path to it. Raises `TypeError` for a new kind."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(kind, NewType):
        return filled(kind.__supertype__, path)
    if origin is typing.Annotated:
        return filled(arguments[0], path)
    if origin in (typing.Union, UnionType):
        return filled(next(argument for argument in arguments if argument is not NoneType), path)
    if origin is typing.Literal:
        return arguments[-1]
    if origin is tuple:
        items = arguments[:1] * 2 if Ellipsis in arguments else arguments
        return tuple(filled(item, f"{path}.{place}") for place, item in enumerate(items))
    if origin is frozenset:
        return frozenset({filled(arguments[0], f"{path}.{place}") for place in range(2)})
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {filled(arguments[0], f"{path}.key"): filled(arguments[1], f"{path}.value")}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind, include_extras=True)
        return kind(**{field.name: filled(hints[field.name], f"{path}.{field.name}") for field in fields(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[-1]
    if kind in _PLAIN:
        return _PLAIN[kind](path)
    raise TypeError(f"{path}: no example of {kind}; teach it to tests/golden/examples.py")


_PLAIN: Mapping[Any, Callable[[str], Any]] = {
    str: lambda path: f"{path.rpartition('.')[2]} of {path}: é, 量子",
    UUID: lambda path: uuid5(NAMESPACE_URL, path),
    bool: lambda _: True,
    int: lambda _: 42,
    float: lambda _: 0.5,
    date: lambda _: _AT.date(),
    datetime: lambda _: _AT,
}


def _example(cls: Any, codec_of_then: Codec) -> Example:
    name: str = cls.stored_name
    stream_id, event = uuid5(NAMESPACE_URL, f"{name} stream"), filled(cls, name)
    meta: Metadata = filled(Metadata, f"{name}.meta")
    meta = Metadata(
        meta.event_id,
        LOG,
        ActorRef("officer-1", Role.CONTACT_POINT_OFFICER, "professor-1"),
        _AT,
        meta.command_id,
        meta.correlation_id,
        meta.causation_id,
        "2026.1",
    )
    ((_, state),) = codec_of_then.encode(LOG, [Envelope(stream_id, 1, event, meta)])
    expected = msgspec.to_builtins(event, order="deterministic", str_keys=True)
    return Example(name, stream_id, state.decode(), expected)


def _nonces(name: str) -> Callable[[int], bytes]:
    numbers = itertools.count()
    return lambda size: hashlib.sha256(f"{name}|{next(numbers)}".encode()).digest()[:size]


def _only_events(name: str, classes: tuple[type, ...]) -> Aggregate:
    def unused(*_: Any) -> Any:
        raise NotImplementedError

    return Aggregate(name, Home.INSTITUTION, "", None, unused, unused, {}, classes)
