"""What the address or form of a page asks, read by the same schemas as the REST addresses."""

from collections.abc import Mapping
from typing import Any

import marshmallow
from flask import request

from api.rest import schemas
from api.rest.errors import RequestRefused


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
