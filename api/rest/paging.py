"""Parts of long answers: the cursor that a caller hands back, bound to what was asked, and rows cut to a page.

A cursor belongs to its address, filters and sorting: with others it would skip rows or tell them twice, and nobody
notices. It carries a short code over these, made with a key of this installation. Source: settled.md 8.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import current_app, request

from api.rest import fields as strict
from api.rest.errors import FieldError, RequestRefused
from projections.pages import Cursor

_NOT_ASKED = frozenset({"after", "limit"})
_NOT_FILTERS = _NOT_ASKED | {"sort", "as_of"}
_CODE_BYTES = 12


def encode(cursor: Cursor) -> str:
    """Return a cursor as text for who asks what is being asked now."""
    place = cursor.encode()
    return f"{place}.{_code(place)}"


def asked(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return a query with the place behind which its part begins.

    Raises `RequestRefused` (400) for a cursor that no answer to the same address, filters and sorting held.
    """
    given: str | None = query.get("after")
    if given is None:
        return {**query, "after": None}
    place, _, code = given.rpartition(".")
    if not hmac.compare_digest(code.encode(), _code(place).encode()):
        _refuse("is not of this address with these filters and this sorting")
    return {**query, "after": strict.place(place)}


def cut(
    rows: Iterable[Mapping[str, Any]], query: Mapping[str, Any], *key: str
) -> tuple[Sequence[Mapping[str, Any]], str | None]:
    """Return the wanted part of plain rows that are all at hand, and the cursor of what follows.

    `key` are the fields that name a row. What else a query holds are fields of the row and the words wanted there.
    """
    wanted = asked(query)
    equal = {name: value for name, value in wanted.items() if name not in _NOT_FILTERS and value is not None}
    every = list(rows)
    if (sort := wanted.get("sort")) is not None:
        every.sort(key=lambda row: _sortable(row[sort.field]), reverse=sort.descending)
    if wanted["after"] is not None:  # sought in all rows: the last one of the part before may be wanted no more
        places = [_place(row, key) for row in every]
        if wanted["after"].place not in places:
            _refuse("stands behind something that is no longer there")
        every = every[places.index(wanted["after"].place) + 1 :]
    told = [row for row in every if all(row[name] == value for name, value in equal.items())]
    items = told[: wanted["limit"]]
    return items, encode(Cursor(_place(items[-1], key))) if len(items) < len(told) else None


def _sortable(value: Any) -> tuple[bool, Any]:
    return value is None, "" if value is None else value


def _place(row: Mapping[str, Any], key: tuple[str, ...]) -> tuple[str | int, ...]:
    return tuple(row[name] for name in key)


def _code(place: str) -> str:
    """Return the code of a place for the address, filters and sorting of the request being handled."""
    filters = sorted((name, value) for name, value in request.args.items() if name not in _NOT_ASKED)
    said = json.dumps([request.path, filters, place])
    made = hmac.digest(current_app.config["KVCASE_CURSOR_KEY"], said.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made[:_CODE_BYTES]).decode()


def _refuse(rule: str) -> None:
    wrong = FieldError("after", rule, "the `next` of a page of this very query, unchanged, or none")
    raise RequestRefused("unusable-query", f"The cursor {rule}.", (wrong,))
