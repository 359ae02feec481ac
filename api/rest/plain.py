"""Values of the model as plain JSON, with personal texts only for those who may read them."""

import json
import types
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

from flask import Response, g

from api import language
from domain import speech
from domain.gates import Gate
from domain.values import Recorded, Sealed
from projections.sheets import PersonalText

_PERSONAL_IN_ROWS = type(get_args(PersonalText)[1])
_INTERNAL = frozenset({"search", "first_screening", "notified_position", "reported_position"})

WITHHELD = "[withheld]"
"""What stands in the place of a personal text for a reader who may not see it."""


def of(value: object, *, personal: bool = True) -> Any:
    """Return `value` as JSON can say it; without `personal`, sealed texts are withheld.

    Raises `TypeError` for a kind of value that no answer should hold.
    """
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return str(value)
        case UUID():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(of(key)): of(each, personal=personal) for key, each in value.items()}
        case Set():
            return sorted(of(each, personal=personal) for each in value)
        case tuple() | list():
            return [of(each, personal=personal) for each in value]
        case _ if is_dataclass(value):
            kind: type = type(value)
            hidden = frozenset() if personal else sealed_fields(kind)
            return {
                each.name: _withheld(getattr(value, each.name))
                if each.name in hidden
                else of(getattr(value, each.name), personal=personal)
                for each in fields(kind)
            }
        case _:
            raise TypeError(f"{type(value).__name__} has no plain form")


def gates(found: Iterable[Gate]) -> list[dict[str, Any]]:
    """Return gates as JSON can say them, in the language that the request asks for."""
    asked = language.asked()
    return [of(speech.gate(gate, asked)) for gate in found]


def row(value: object, *, personal: bool) -> dict[str, Any]:
    """Return a row of a read model as the API tells it, without what only serves the database."""
    told: dict[str, Any] = of(value, personal=personal)
    return {name: each for name, each in told.items() if name not in _INTERNAL}


def internal(type_: type) -> tuple[str, ...]:
    """Return the fields of a row that only serve the database."""
    return tuple(each.name for each in fields(type_) if each.name in _INTERNAL)


def event(recorded: Recorded, *, personal: bool, only: Set[str] | None = None) -> dict[str, Any]:
    """Return one event as the API tells it: what, who, when, and its data (`only` these fields of it, if given)."""
    data = of(recorded.event, personal=personal)
    return {
        "name": getattr(type(recorded.event), "stored_name", type(recorded.event).__name__),
        "version": recorded.version,
        "position": recorded.position,
        "recorded_at": of(recorded.meta.recorded_at),
        "actor": of(recorded.meta.actor),
        "data": data if only is None else {name: value for name, value in data.items() if name in only},
    }


def response(
    data: object, status: int = 200, headers: Mapping[str, str] | None = None, *, tells: object = None
) -> Response:
    """Return `data`, which is plain already, as a JSON answer; `tells` is what of it is read, if not all."""
    # by the ids in it is known what was read (api/reads.py)
    g.setdefault("told", []).append(data if tells is None else tells)
    return Response(json.dumps(data, ensure_ascii=False), status, dict(headers or {}), content_type="application/json")


@cache
def sealed_fields(type_: type) -> frozenset[str]:
    """Return the names of the fields of a dataclass that are annotated as personal."""
    hints = get_type_hints(type_, include_extras=True)
    return frozenset(name for name, hint in hints.items() if _is_sealed(hint))


def _is_sealed(hint: object) -> bool:
    if get_origin(hint) is Annotated:
        return any(isinstance(each, Sealed | _PERSONAL_IN_ROWS) for each in get_args(hint)[1:])
    if isinstance(hint, types.GenericAlias | types.UnionType) or get_origin(hint) is not None:
        return any(_is_sealed(each) for each in get_args(hint))
    return False


def _withheld(value: object) -> Any:
    if value is None:
        return None
    return [WITHHELD for _ in value] if isinstance(value, tuple) else WITHHELD
