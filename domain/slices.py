"""Change a slice of a state: `dataclasses.replace`, but quick, for logs are folded event by event."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")
_Made = Callable[[Any, Mapping[str, Any]], Any]
_MADE: dict[tuple[Any, ...], _Made] = {}
"""What makes a changed slice, by its class and the fields that change: as many as there are calls in the code."""


def replace(value: T, **changes: Any) -> T:
    """Return a slotted dataclass with other values in some fields. Raises `TypeError` for a field that it has not."""
    key = (type(value), *changes)
    made = _MADE.get(key)
    if made is None:
        made = _MADE[key] = _written(type(value), changes)
    found: T = made(value, changes)
    return found


def _written(kind: Any, changes: Mapping[str, Any]) -> _Made:
    """Return a function of one line a field, as `dataclasses` makes an `__init__`: a loop takes twice as long."""
    names = [each.name for each in fields(kind)]
    if hasattr(kind, "__post_init__"):
        raise TypeError(f"{kind.__name__} checks itself when it is made: use dataclasses.replace")
    if unknown := changes.keys() - set(names):
        raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
    lines = [f" put_{name}(found, {f'changes[{name!r}]' if name in changes else f'value.{name}'})" for name in names]
    text = "\n".join(["def made(value, changes):", " found = new(kind)", *lines, " return found"])
    known = {"new": object.__new__, "kind": kind} | {f"put_{name}": getattr(kind, name).__set__ for name in names}
    exec(text, known)  # noqa: S102  of names of fields alone
    made: _Made = known["made"]
    return made
