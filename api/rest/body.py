"""The guard before the schema: what a request must be before anyone looks at its fields.

The JSON reader of the standard library takes duplicate keys, NaN, numbers of any length and nesting without end;
none of these reaches a schema. Source: handbook reliability-security.md section 6.
"""

import json
import math
import re
from typing import Any, NoReturn

from flask import Request
from werkzeug.datastructures import MultiDict

from api.rest.errors import FieldError, RequestRefused
from domain import text
from domain.errors import UnusableInputError

MAX_DEPTH = 32
MAX_DIGITS = 18
MAX_ITEMS = 1_000
# Possessive and with an optional end, so that a text that never closes costs one pass as well.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


def read_object(request: Request) -> dict[str, Any]:
    """Return the JSON object that a request carries.

    Raises `RequestRefused` (400 for what is no usable JSON, 415 for another content type), `UnusableInputError`
    for a text that no case can use (422), and the framework's 413 for a body that is too large.
    """
    _refuse_other_types(request)
    raw = request.get_data(cache=True)
    refuse_cut_off(request, len(raw))
    value = parse(raw)
    if not isinstance(value, dict):
        _refuse("", f"is {_kind(value)}", "one JSON object with the fields of the command")
    refuse_unusable(value)
    return value


def announced(request: Request, most: int, what: str) -> int:
    """Return how many bytes of a file are coming, and let so many be read.

    Raises `RequestRefused` (411, 413, 415) without a length, beyond `most`, and for a body that is compressed.
    """
    size = request.content_length
    if size is None:
        wrong = FieldError("Content-Length", "is missing", f"the number of bytes, at most {most}")
        raise RequestRefused("length-required", "Say how many bytes are coming.", (wrong,))
    if size > most:
        wrong = FieldError("Content-Length", f"is {size}", f"at most {most}")
        raise RequestRefused("content-too-large", f"A {what} has at most {most} bytes.", (wrong,))
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RequestRefused("unsupported-media-type", "The body must not be compressed.")
    request.max_content_length = most
    return size


def refuse_cut_off(request: Request, came: int) -> None:
    """Refuse a body of which fewer bytes came than it said: whoever sent it is gone. Raises `RequestRefused`."""
    if came < (request.content_length or 0):
        _refuse("", f"ends after {came} of {request.content_length} bytes", "as many bytes as Content-Length says")


def read_query(request: Request, max_bytes: int) -> MultiDict[str, str]:
    """Return the query of a request. Raises `RequestRefused` when it is too long or gives a parameter twice."""
    if len(request.query_string) > max_bytes:
        raise RequestRefused("unusable-query", f"The query has {len(request.query_string)} bytes; at most {max_bytes}.")
    for name, values in request.args.lists():
        if len(values) > 1:
            twice = FieldError(name, "is given more than once", "one value")
            raise RequestRefused("unusable-query", "A parameter is given more than once.", (twice,))
        refuse_unusable({name: values[0]})
    return request.args


def parse(raw: bytes) -> Any:
    """Return what JSON in UTF-8 says. Raises `RequestRefused` for anything that two readers could read differently."""
    try:
        said = raw.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("", "is no UTF-8", "JSON in UTF-8")
    if not said.strip():
        _refuse("", "is empty", "one JSON object; {} for a command without fields")
    _refuse_depth(said)
    try:
        return json.loads(
            said,
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_int=_short_integer,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        _refuse("", f"is no JSON at line {error.lineno}, column {error.colno}", "one JSON object")


def refuse_unusable(value: object, path: str = "") -> None:
    """Refuse texts with control characters, surrogates or direction overrides, and lists beyond all measure.

    Raises `UnusableInputError` naming the path of the field.
    """
    if isinstance(value, str):
        text.refuse_unusable(value, path)
    elif isinstance(value, dict):
        for name, each in value.items():
            text.refuse_unusable(name, f"{path}.(name)" if path else "(name)")
            refuse_unusable(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        if len(value) > MAX_ITEMS:
            raise UnusableInputError(path, f"has {len(value)} items", f"at most {MAX_ITEMS}")
        for number, each in enumerate(value):
            refuse_unusable(each, f"{path}.{number}")


def _refuse_other_types(request: Request) -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8":
        raise RequestRefused("unsupported-media-type", "The body must be application/json in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RequestRefused("unsupported-media-type", "The body must not be compressed.")


def _refuse_depth(said: str) -> None:
    """Count brackets before parsing: the parser itself would recurse."""
    depth = 0
    for character in _STRING.sub("", said):
        if character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                _refuse("", f"is nested deeper than {MAX_DEPTH}", f"at most {MAX_DEPTH} levels")
        elif character in "]}":
            depth -= 1


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            _refuse(name, "stands twice in one object", "each name once")
        found[name] = value
    return found


def _no_constant(word: str) -> NoReturn:
    _refuse("", f"holds {word}", "numbers of JSON")


def _short_integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        _refuse("", f"holds a number of {len(digits)} digits", f"at most {MAX_DIGITS} digits")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits) if len(digits) <= 2 * MAX_DIGITS else math.inf
    if not math.isfinite(number):
        _refuse("", "holds a number beyond all measure", f"at most {MAX_DIGITS} digits")
    return number


def _kind(value: object) -> str:
    return {list: "a list", str: "a text", type(None): "null", bool: "a boolean"}.get(type(value), "a number")


def _refuse(field: str, rule: str, expected: str) -> NoReturn:
    where = repr(field[:100]) if field else "The body"
    raise RequestRefused("malformed-body", f"{where} {rule}.", (FieldError(field[:100], rule, expected),))
