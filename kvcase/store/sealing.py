"""Sealed texts: where they stand in an event, and how one is locked under the keys of its subjects.

A sealed text is encrypted once for each subject, the stream first, then the persons it is about; so each
destroyed key makes it unreadable. In the log it is `sealed:v1:<subjects>:<base64>`. Source: settled.md 24, 26.
"""

import base64
import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, NewType
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.values import Sealed

PREFIX = "sealed:v1:"
NONCE_BYTES = 12

Data = Mapping[str, Any]
Transform = Callable[[str, tuple[str, ...]], str]
"""What is done with a sealed text, given the ids of the persons it is about."""
Step = Callable[[Any, Data, Transform], Any]
"""Apply a transform inside a value that stands in the given data; values are plain JSON values."""
Reading = Callable[[str], str]
"""What a reader makes of a sealed text."""
Opening = Callable[[Any, Reading], Any]
"""Apply a reading inside a value of an event that was just decoded, and that nobody else holds yet."""


def plan_of(kind: type) -> Step | None:
    """Return how to reach the sealed texts of a dataclass, or `None` if it has none.

    Raises `TypeError` if one stands where it could not be found again: in a set, a list or between dataclasses.
    """
    hints = typing.get_type_hints(kind, include_extras=True)
    fields = {field.name for field in dataclasses.fields(kind)}
    steps = {name: step for name in sorted(fields) if (step := _step(hints[name], f"{kind.__name__}.{name}", fields))}
    if not steps:
        return None

    def inside(value: Any, _: Data, transform: Transform) -> Any:
        changed = {name: step(value[name], value, transform) for name, step in steps.items() if name in value}
        return {**value, **changed}

    return inside


def opening_of(kind: type) -> Opening | None:
    """Return how to read the sealed texts of an event that was decoded with them in place, or `None` if it has none.

    The event is changed in place: to take it apart and to put it together again costs more than to decode it. A text
    that is the default of its field was never written. The type was checked by `plan_of`.
    """
    hints = typing.get_type_hints(kind, include_extras=True)
    found = [
        (field.name, step, field.default)
        for field in dataclasses.fields(kind)
        if (step := _opening(hints[field.name])) is not None
    ]
    if not found:
        return None
    steps, put = tuple(found), object.__setattr__

    def inside(event: Any, reading: Reading) -> Any:
        for name, step, default in steps:
            value = getattr(event, name)
            if value is not None and value is not default:
                put(event, name, step(value, reading))
        return event

    return inside


def seal(text: str, log: str, event_id: UUID, keys: Mapping[str, bytes], nonce: Callable[[int], bytes]) -> str:
    """Return `text` encrypted under each key in turn; `keys` are by subject."""
    sealed = text.encode()
    for subject, key in keys.items():
        fresh = nonce(NONCE_BYTES)
        sealed = fresh + AESGCM(key).encrypt(fresh, sealed, _bound_to(log, subject, event_id))
    return f"{PREFIX}{','.join(keys)}:{base64.b64encode(sealed).decode()}"


def subjects_of(sealed: str) -> tuple[str, ...]:
    """Return the subjects of a sealed text. Raises `ValueError` if the text is not sealed."""
    if not sealed.startswith(PREFIX):
        raise ValueError("a text that must be sealed is not")
    return tuple(sealed[len(PREFIX) :].rpartition(":")[0].split(","))


def unseal(sealed: str, log: str, event_id: UUID, keys: Mapping[str, bytes]) -> str:
    """Return the text inside. Raises `cryptography.exceptions.InvalidTag` if it was changed or moved."""
    content = base64.b64decode(sealed.rpartition(":")[2], validate=True)
    for subject in reversed(subjects_of(sealed)):
        fresh, locked = content[:NONCE_BYTES], content[NONCE_BYTES:]
        content = AESGCM(keys[subject]).decrypt(fresh, locked, _bound_to(log, subject, event_id))
    return content.decode()


def _bound_to(log: str, subject: str, event_id: UUID) -> bytes:
    return f"{log}|{subject}|{event_id}".encode()


def _step(annotation: Any, place: str, siblings: set[str]) -> Step | None:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        marks = [mark for mark in arguments[1:] if isinstance(mark, Sealed)]
        return _leaf(arguments[0], marks[0], place, siblings) if marks else _step(arguments[0], place, siblings)
    if isinstance(annotation, NewType):
        return _step(annotation.__supertype__, place, siblings)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return plan_of(annotation)
    steps = [_step(argument, place, siblings) for argument in arguments if argument is not Ellipsis]
    found = [step for step in steps if step is not None]
    if not found:
        return None
    if origin in (typing.Union, types.UnionType) and len(steps) == 2 and types.NoneType in arguments:
        return _optional(found[0])
    if origin is tuple:
        return _each(found[0]) if Ellipsis in arguments else _one_by_one(steps)
    if isinstance(origin, type) and issubclass(origin, Mapping) and steps[0] is None:
        return _values(found[0])
    raise TypeError(f"{place}: a sealed text cannot stand in {annotation}; expected a field, a tuple or a mapping")


def _opening(annotation: Any) -> Opening | None:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        is_sealed = any(isinstance(mark, Sealed) for mark in arguments[1:])
        return _read_leaf if is_sealed else _opening(arguments[0])
    if isinstance(annotation, NewType):
        return _opening(annotation.__supertype__)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return opening_of(annotation)
    steps = [_opening(argument) for argument in arguments if argument is not Ellipsis]
    found = next((step for step in steps if step is not None), None)
    if found is None:
        return None
    step: Opening = found
    if origin is tuple and Ellipsis not in arguments:
        return lambda value, reading: tuple(
            item if each is None or item is None else each(item, reading)
            for item, each in zip(value, steps, strict=True)
        )
    if origin is tuple:
        return lambda value, reading: tuple(None if item is None else step(item, reading) for item in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return lambda value, reading: {
            key: None if item is None else step(item, reading) for key, item in value.items()
        }
    return step  # optional: `None` is met where the value stands


def _read_leaf(value: str, reading: Reading) -> str:
    return reading(value)


def _leaf(annotation: Any, mark: Sealed, place: str, siblings: set[str]) -> Step:
    if set(typing.get_args(annotation) or (annotation,)) - {str, types.NoneType}:
        raise TypeError(f"{place}: only a str can be sealed, not {annotation}")
    persons = mark.persons
    if persons is not None and persons not in siblings:
        raise TypeError(f"{place}: sealed for the persons of {persons!r}, which is no field beside it")

    def leaf(value: Any, owner: Data, transform: Transform) -> Any:
        return transform(value, _ids(owner.get(persons) if persons else None))

    return _optional(leaf)


def _ids(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _optional(step: Step) -> Step:
    return lambda value, owner, transform: None if value is None else step(value, owner, transform)


def _each(step: Step) -> Step:
    return lambda value, owner, transform: [step(item, owner, transform) for item in value]


def _one_by_one(steps: list[Step | None]) -> Step:
    return lambda value, owner, transform: [
        item if step is None else step(item, owner, transform) for item, step in zip(value, steps, strict=True)
    ]


def _values(step: Step) -> Step:
    return lambda value, owner, transform: {key: step(item, owner, transform) for key, item in value.items()}
