"""Events as stored bytes: `{"meta": …, "data": …}` in JSON, under a stable name, personal texts sealed."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from domain.aggregate import Aggregate
from domain.values import ERASED, Metadata
from kvcase.store import sealing
from kvcase.store.errors import SubjectErasedError, UnknownEventError, UnreadableEventError
from kvcase.store.upcasters import UPCASTERS, Upcaster

SEALED = "[sealed]"
"""What stands in the place of a sealed text for a reader that asks for none."""

Reveal = bool | frozenset[type]
"""Whether sealed texts are unsealed: all, none, or those of these classes of events."""

_NAME = re.compile(r"([a-z]+(?:-[a-z]+)*)\.[a-z0-9]+(?:-[a-z0-9]+)*\.v[1-9][0-9]*")
_SUBJECTS = re.compile(rb'"sealed:v1:([^":]+:[^"]*):')


class Vault(Protocol):
    """What the codec needs of the vault: the keys of subjects in a log."""

    def ensure(self, log: str, subjects: Iterable[str]) -> None:
        """Make and keep the keys that do not exist yet."""

    def load(self, log: str, subjects: Iterable[str]) -> None:
        """Fetch many keys at once, so that `key` is quick."""

    def key(self, log: str, subject: str) -> bytes | None:
        """Return the key of a subject, or `None` if it is destroyed or was never made."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event on its way into a log, with everything that its stored form depends on."""

    originator_id: UUID
    originator_version: int
    event: object
    meta: Metadata


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is known of an event class before the first event comes."""

    name: str
    aggregate: str
    cls: type
    plan: sealing.Step | None
    opening: sealing.Opening | None
    decoder: "msgspec.json.Decoder[Any]"


class _Wire(msgspec.Struct, gc=False):
    """A stored event whose form is an older one; that of today is decoded at one go."""

    meta: Metadata
    data: msgspec.Raw


class Codec:
    """Encodes and decodes every event of the given aggregates. Safe to share between threads.

    `nonce` makes the bytes that no two encryptions may share; only tests with fixed keys give their own.
    """

    def __init__(
        self,
        aggregates: Iterable[Aggregate],
        vault: Vault,
        *,
        upcasters: Mapping[str, Upcaster] = UPCASTERS,
        nonce: Callable[[int], bytes] = os.urandom,
    ) -> None:
        kinds = [_kind(aggregate.name, cls) for aggregate in aggregates for cls in aggregate.events]
        self._by_class = {kind.cls: kind for kind in kinds}
        self._by_name = {kind.name: kind for kind in kinds}
        if not len(kinds) == len(self._by_class) == len(self._by_name):
            raise ValueError("two events share a stored name, or one event belongs to two aggregates")
        self._vault = vault
        self._upcasters = upcasters
        self._nonce = nonce
        self._besides: dict[frozenset[type], dict[str, None]] = {}
        self._encoder = msgspec.json.Encoder()
        self._wire = msgspec.json.Decoder(_Wire)

    @property
    def stored_names(self) -> frozenset[str]:
        """Return the names that events are stored under today."""
        return frozenset(self._by_name)

    def aggregate_of(self, event: object) -> str:
        """Return the name of the aggregate that an event belongs to. Raises `UnknownEventError`."""
        return self._kind_of(event).aggregate

    def encode(self, log: str, envelopes: Sequence[Envelope]) -> list[tuple[str, bytes]]:
        """Return the stored name and bytes of each event; the keys that they need are kept in the vault first.

        Raises `UnknownEventError`, `UnreadableEventError` if an event would not come back as it is, and
        `SubjectErasedError`.
        """
        plain = [(self._kind_of(envelope.event), envelope, _plain(envelope.event)) for envelope in envelopes]
        needed: set[str] = set()
        for kind, envelope, data in plain:
            _assert_readable(kind, envelope.event, data)
            if kind.plan is not None:
                _collect(kind, envelope, data, needed)
        if needed:
            self._vault.ensure(log, needed)
        return [(kind.name, self._bytes(log, kind, envelope, data)) for kind, envelope, data in plain]

    def names_besides(self, events: frozenset[type]) -> Mapping[str, None]:
        """Return every stored name that this code knows, old ones too, and that stands for none of these classes."""
        found = self._besides.get(events)
        if found is None:
            newest = {name: self._newest(name) for name in (*self._by_name, *self._upcasters)}
            found = {name: None for name, kind in newest.items() if kind is not None and kind.cls not in events}
            self._besides[events] = found
        return found

    def prefetch(self, log: str, stored: Iterable[tuple[str, bytes]], *, reveal: Reveal = True) -> None:
        """Fetch the keys that a batch of stored events needs in few queries."""
        subjects: set[bytes] = set()
        for name, state in stored:
            kind = self._newest(name)
            if kind is None or (kind.plan is not None and _is_revealed(kind, reveal)):
                for found in _SUBJECTS.findall(state):
                    subjects.update(found.split(b","))
        if subjects:
            self._vault.load(log, [subject.decode() for subject in subjects])

    def decode(self, log: str, name: str, state: bytes, *, reveal: Reveal = True) -> tuple[object, Metadata]:
        """Return a stored event and its metadata.

        Where it does not `reveal`, no key is fetched and each sealed text is `SEALED`. Raises `UnknownEventError` and
        `UnreadableEventError`.
        """
        try:
            kind = self._by_name.get(name)
            if kind is None:
                kind, event, meta = self._upcast(name, state)
            else:
                wire = kind.decoder.decode(state)
                event, meta = wire.data, wire.meta
            if kind.opening is not None:
                if _is_revealed(kind, reveal):
                    kind.opening(event, lambda text: self._revealed(log, text, meta.event_id))
                else:
                    kind.opening(event, _hidden)
        except (msgspec.MsgspecError, ValueError) as error:
            raise UnreadableEventError(name, str(error)) from error
        except InvalidTag as error:
            raise UnreadableEventError(name, "a sealed text was changed or moved") from error
        return event, meta

    def readable(self, log: str, state: bytes, *, reveal: bool) -> Any:
        """Return stored bytes as JSON values in the shape they were written, sealed texts opened or as `SEALED`.

        Unlike `decode` it brings no event to a newer version: it is told as it stands. Raises `UnreadableEventError`.
        """
        try:
            wire = self._wire.decode(state)
            whole = msgspec.json.decode(state)
        except (msgspec.MsgspecError, ValueError) as error:
            raise UnreadableEventError("stored", str(error)) from error

        def opened(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: opened(each) for key, each in value.items()}
            if isinstance(value, list):
                return [opened(each) for each in value]
            if not isinstance(value, str) or not value.startswith(sealing.PREFIX):
                return value
            if not reveal:
                return SEALED
            try:
                return self._revealed(log, value, wire.meta.event_id)
            except (InvalidTag, ValueError):  # changed, or a text in clear that only begins like a sealed one
                return SEALED

        return opened(whole)

    def _kind_of(self, event: object) -> _Kind:
        kind = self._by_class.get(type(event))
        if kind is None:
            raise UnknownEventError(getattr(event, "stored_name", type(event).__qualname__))
        return kind

    def _bytes(self, log: str, kind: _Kind, envelope: Envelope, data: dict[str, Any]) -> bytes:
        if kind.plan is not None:

            def seal(text: str, persons: tuple[str, ...]) -> str:
                if text == ERASED:
                    return text
                keys = {subject: self._key(log, subject) for subject in _subjects(kind, envelope, persons)}
                return sealing.seal(text, log, envelope.meta.event_id, keys, self._nonce)

            data = kind.plan(data, data, seal)
        return self._encoder.encode({"meta": envelope.meta, "data": data})

    def _key(self, log: str, subject: str) -> bytes:
        key = self._vault.key(log, subject)
        if key is None:
            raise SubjectErasedError(subject)
        return key

    def _newest(self, name: str) -> _Kind | None:
        """Return the class that a stored name stands for today, if this code knows it."""
        while name not in self._by_name and name in self._upcasters:
            name = self._upcasters[name].to_name
        return self._by_name.get(name)

    def _upcast(self, name: str, state: bytes) -> tuple[_Kind, object, Metadata]:
        wire = self._wire.decode(state)
        data = msgspec.json.decode(wire.data)
        while name not in self._by_name:
            upcaster = self._upcasters.get(name)
            if upcaster is None:
                raise UnknownEventError(name)
            name, data = upcaster.to_name, upcaster.function(data)
        kind = self._by_name[name]
        return kind, msgspec.convert(data, kind.cls, str_keys=True), wire.meta

    def _revealed(self, log: str, text: str, event_id: UUID) -> str:
        if text == ERASED:
            return text
        keys: dict[str, bytes] = {}
        for subject in sealing.subjects_of(text):
            key = self._vault.key(log, subject)
            if key is None:
                return ERASED
            keys[subject] = key
        return sealing.unseal(text, log, event_id, keys)


def _kind(aggregate: str, cls: type) -> _Kind:
    name: str = getattr(cls, "stored_name", "")
    match = _NAME.fullmatch(name)
    if match is None or match[1] != aggregate:
        raise ValueError(f"{cls.__name__}.stored_name is {name!r}; expected {aggregate}.<event-in-kebab-case>.v<N>")
    wire = msgspec.defstruct(f"_{cls.__name__}", [("meta", Metadata), ("data", cls)], gc=False)
    return _Kind(name, aggregate, cls, sealing.plan_of(cls), sealing.opening_of(cls), msgspec.json.Decoder(wire))


def _plain(event: object) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(event, order="deterministic", str_keys=True)
    return data


def _assert_readable(kind: _Kind, event: object, data: dict[str, Any]) -> None:
    """Refuse at the door what could not be read again: a dataclass does not check its own types."""
    try:
        same: bool = msgspec.convert(data, kind.cls, str_keys=True) == event
    except msgspec.ValidationError as error:
        raise UnreadableEventError(kind.name, str(error)) from error
    if not same:
        raise UnreadableEventError(kind.name, "a field holds a value of another type than it declares")


def _collect(kind: _Kind, envelope: Envelope, data: dict[str, Any], needed: set[str]) -> None:
    def note(text: str, persons: tuple[str, ...]) -> str:
        if text != ERASED:
            needed.update(_subjects(kind, envelope, persons))
        return text

    assert kind.plan is not None  # noqa: S101  (the caller asked)
    kind.plan(data, data, note)


def _subjects(kind: _Kind, envelope: Envelope, persons: tuple[str, ...]) -> dict[str, None]:
    stream = f"{kind.aggregate}:{envelope.originator_id}"
    return dict.fromkeys((stream, *(f"person:{person}" for person in sorted(persons))))


def _is_revealed(kind: _Kind, reveal: Reveal) -> bool:
    return reveal if isinstance(reveal, bool) else kind.cls in reveal


def _hidden(text: str) -> str:
    return text if text == ERASED else SEALED
