"""Fields that take exactly what they say: no number for a text, no 1 for true, no "5" for 5.

Each message says the rule and what would be right, divided by `EXPECTED`.
"""

import re
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from domain import moments, text
from domain.errors import UnusableInputError
from projections.pages import Cursor, Sort

EXPECTED = "; expected "
MAX_QUERY_TEXT = 100
NOT_LISTED = "is none of the fields to sort by"
_CANONICAL_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NIL = UUID(int=0)
_EXACT = 2**53
"""From here on a number with a point may be another than was written."""
CURSOR = r"^[A-Za-z0-9_-]{1,512}\.[A-Za-z0-9_-]{16}$"
"""The form of a cursor."""
_PLACE = "the `next` of a page, unchanged"


def words(rule: str, expected: str) -> str:
    """Return the message for a broken rule and what would be right."""
    return f"{rule}{EXPECTED}{expected}"


def _messages(expected: str) -> dict[str, Any]:
    return {
        "required": words("is missing", expected),
        "null": words("is null", expected),
        "invalid": words("is something else", expected),
    }


class Text(fields.String):
    """A text."""

    default_error_messages = _messages("a text")


class Flag(fields.Boolean):
    """True or false, and nothing that resembles them."""

    default_error_messages = _messages("true or false")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Whole(fields.Integer):
    """A whole number of at most 18 digits; true, 5.5 and "5" are none. To JSON 5.0 is one, as JSON Schema has it."""

    default_error_messages = _messages("a whole number")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT and str(value) != "-0.0":
            return int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Identifier(fields.UUID):
    """A UUID in its canonical form with four hyphens, and not the nil one."""

    default_error_messages = _messages("a UUID such as 8b1d2f5e-0c57-5d0e-9a35-6f1f3a1c2b4d") | {
        "invalid_uuid": words("is no UUID", "a UUID such as 8b1d2f5e-0c57-5d0e-9a35-6f1f3a1c2b4d")
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> UUID:
        if not isinstance(value, str) or not _CANONICAL_UUID.fullmatch(value) or UUID(value) == _NIL:
            raise self.make_error("invalid_uuid")
        return UUID(value)


class Day(fields.Date):
    """A day that exists, as year-month-day, from 1900 to 2200."""

    default_error_messages = _messages("a day such as 2026-03-01, from 1900 to 2200")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid")
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise self.make_error("invalid") from error
        if not 1900 <= day.year <= 2200:
            raise self.make_error("invalid")
        return day


class Word(fields.Enum[Any]):
    """One word of a closed set."""

    def __init__(self, enum: type[Enum], **kwargs: Any) -> None:
        self.words = tuple(str(each.value) for each in enum)
        super().__init__(enum, by_value=True, error_messages=_messages(text.one_of(self.words)), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value not in self.words:
            raise ValidationError(words("is no such word", text.one_of(self.words, value)))
        return super()._deserialize(value, attr, data, **kwargs)


class Items(fields.List[Any]):
    """A list, held as a tuple."""

    default_error_messages = _messages("a list")

    def __init__(self, inner: fields.Field[Any], **kwargs: Any) -> None:
        messages = _messages(f"a list, each {text.one_of(inner.words)}") if isinstance(inner, Word) else None
        super().__init__(inner, error_messages=messages, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class Part(fields.Nested):
    """An object inside the object."""

    default_error_messages = _messages("an object")


class QueryWhole(fields.Integer):
    """A whole number as it stands in an address."""

    default_error_messages = _messages("a whole number")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,9}", value):
            raise self.make_error("invalid")
        return int(value)


class QueryText(Text):
    """A text as it stands in an address, which has room for a short one: what is longer is told so by its field."""

    def __init__(self, longest: int = MAX_QUERY_TEXT, **kwargs: Any) -> None:
        too_long = validate.Length(max=longest, error=words("is too long", f"at most {longest} characters"))
        super().__init__(validate=too_long, **kwargs)


class QueryFlag(fields.Boolean):
    """`true` or `false` as it stands in an address."""

    default_error_messages = _messages("true or false")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise self.make_error("invalid")
        return bool(value == "true")


class Sorting(fields.Field[Sort]):
    """By which of the listed fields, with `-` before it from the last to the first."""

    default_error_messages = _messages("a field")

    def __init__(self, *listed: str, **kwargs: Any) -> None:
        self.words = tuple(f"{sign}{name}" for name in listed for sign in ("", "-"))
        super().__init__(metadata={"description": "From the first to the last, with - from the last."}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Sort:
        if value not in self.words:
            listed = [word for word in self.words if not word.startswith("-")]
            raise ValidationError(words(NOT_LISTED, f"{text.one_of(listed, value)}, or - before it"))
        return Sort(value.removeprefix("-"), value.startswith("-"))


class AsOf(fields.Field[moments.AsOf]):
    """A point in the past, as it stands in an address."""

    default_error_messages = _messages(moments.FORMS)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> moments.AsOf:
        try:
            return moments.parse(str(value))
        except UnusableInputError as error:
            raise ValidationError(words(error.rule, error.expected)) from error


class Place(fields.String):
    """The cursor of a page, unchanged; see `api.rest.paging`."""

    default_error_messages = _messages(_PLACE) | {"invalid": words("is no cursor", _PLACE)}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not re.fullmatch(CURSOR, str(value)):
            raise self.make_error("invalid")
        return str(value)


def place(encoded: str) -> Cursor:
    """Return the cursor behind its text. Raises `UnusableInputError` for what no page could have given.

    A forged place could hold a number or a text that no database takes.
    """
    cursor = Cursor.decode(encoded[:512])
    for each in cursor.place:
        text.refuse_unusable(each, "cursor")
        if isinstance(each, int) and not 0 <= each < 2**63:
            raise UnusableInputError("cursor", "is not one of ours", _PLACE)
    return cursor
