"""Schemas made from the dataclasses of the model, so that a new command needs no further line here."""

import inspect
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import marshmallow
from marshmallow import Schema, post_load

from api.rest import fields as strict
from api.rest.errors import FieldError
from domain import text

_SIMPLE: dict[type, type[marshmallow.fields.Field[Any]]] = {
    str: strict.Text,
    bool: strict.Flag,
    int: strict.Whole,
    UUID: strict.Identifier,
    date: strict.Day,
    datetime: marshmallow.fields.AwareDateTime,
    float: marshmallow.fields.Float,
}


UNKNOWN = "is unknown"
_FIELDS = "one of the fields "


@cache
def of(type_: type, *, without: str | None = None, optional: str | None = None) -> type[Schema]:
    """Return the schema of a dataclass: its fields, their types and defaults, and nothing else.

    `without` leaves out one field (the id that stands in the address); `optional` makes one field optional (the id
    of what the command makes). Raises `TypeError` for a type of field that has no form in JSON.
    """
    hints = get_type_hints(type_, include_extras=True)
    members: dict[str, Any] = {}
    for each in fields(type_):
        if each.name == without:
            continue
        has_default = each.default is not MISSING or each.default_factory is not MISSING
        members[each.name] = _field(hints[each.name], required=not has_default and each.name != optional)
    known = ", ".join(members) or "none: {} is the body"
    messages = {
        "unknown": strict.words(UNKNOWN, f"{_FIELDS}{known}"),
        "type": strict.words("is no object", "a JSON object"),
    }
    attributes = {"__doc__": inspect.getdoc(type_), "error_messages": messages, **members}
    return type(type_.__name__, (Schema,), attributes)


@cache
def value_of(type_: type) -> type[Schema]:
    """Return the schema of a dataclass whose loading makes the value, as where it stands inside another."""

    def make(self: Schema, data: dict[str, Any], **kwargs: Any) -> Any:
        return type_(**data)

    return type(type_.__name__, (of(type_),), {"make": post_load(make)})


def mistakes(messages: Mapping[Any, Any], path: str = "") -> tuple[FieldError, ...]:
    """Return what marshmallow found wrong, as fields with their rule and what would be right."""
    found: list[FieldError] = []
    for name, said in messages.items():
        here = path if name == "_schema" else f"{path}.{name}" if path else str(name)
        if isinstance(said, Mapping):
            found += mistakes(said, here)
            continue
        for message in said if isinstance(said, list) else [said]:
            rule, _, expected = str(message).partition(strict.EXPECTED)
            if rule == UNKNOWN and expected.startswith(_FIELDS):
                expected = text.one_of(expected.removeprefix(_FIELDS).split(", "), name)
            found.append(FieldError(here, rule, expected or "what the OpenAPI document says"))
    return tuple(found)


def _field(hint: Any, *, required: bool, allow_none: bool = False) -> marshmallow.fields.Field[Any]:
    """Return the field for a type: optional ones take null, tuples are lists, dataclasses are objects."""
    origin = get_origin(hint)
    arguments: dict[str, Any] = {"required": required, "allow_none": allow_none}
    if hasattr(hint, "__supertype__"):
        return _field(hint.__supertype__, required=required, allow_none=allow_none)
    if origin is Annotated:
        return _field(get_args(hint)[0], required=required, allow_none=allow_none)
    if origin in (Union, UnionType):
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return _field(inner, required=required, allow_none=True)
    if origin in (tuple, frozenset, list):
        return strict.Items(_field(get_args(hint)[0], required=True), **arguments)
    if origin is not None and issubclass(origin, Mapping):
        return marshmallow.fields.Dict(keys=marshmallow.fields.String(), **arguments)
    if hint is Any or hint is object:
        return marshmallow.fields.Raw(**arguments)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return strict.Word(hint, **arguments)
    if isinstance(hint, type) and is_dataclass(hint):
        return strict.Part(value_of(hint), **arguments)
    if hint in _SIMPLE:
        return _SIMPLE[hint](**arguments)
    raise TypeError(f"{hint!r} has no form in JSON")
