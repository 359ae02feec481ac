"""What the address or form of a page asks, read by the same schemas as the REST addresses."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import marshmallow
from flask import request

from api.rest import schemas
from api.rest.errors import RequestRefused
from domain.errors import UnusableInputError


def asked_for(schema: marshmallow.Schema) -> dict[str, Any]:
    """Return what the address of a page asks; fields that a form left empty ask nothing. Raises `RequestRefused`."""
    return loaded(schema, {name: value for name, value in request.args.items() if value})


def loaded(schema: marshmallow.Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a schema makes of plain values. Raises `RequestRefused`, naming each wrong field."""
    try:
        found: dict[str, Any] = schema.load(given)
    except marshmallow.ValidationError as error:
        wrong = schemas.mistakes(error.messages_dict)
        said = "; ".join(f"{each.field}: {each.rule}; expected {each.expected}" for each in wrong)
        raise RequestRefused("unusable-query", said, wrong) from error
    return found


def following(after: str | None) -> str | None:
    """Return the address of the next part of what the address of this page asks, from the cursor of that part."""
    if after is None:
        return None
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "after"]
    return f"{request.root_path}{request.path}?{urlencode([*asked, ('after', after)])}"


def version(name: str) -> int | None:
    """Return a number that an address names: a version, or a place in a list. Raises `UnusableInputError`."""
    given = request.args.get(name)
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise UnusableInputError(name, "is no number", "a number, as the links of the page have it")
    return int(given)
