"""Headers that make a write safe: If-Match against lost updates, Idempotency-Key against doubled ones.

Source: settled.md 10, 12.
"""

import re
from uuid import UUID, uuid5

from flask import request

from api.rest.errors import FieldError, RequestRefused
from domain.values import Actor

FORM = r'^"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:(0|[1-9][0-9]{0,17})"$'
"""What an entity tag looks like."""
_TAG = re.compile(r'"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(0|[1-9][0-9]{0,17})"')
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_OF_NAMES = (3, 5)
_KEYS = UUID("6a3c1f0e-43f7-5b0a-8a0d-1f6c3f2b9d10")
"""The namespace of command ids made from idempotency keys. It never changes."""


def etag(identifier: UUID | str, version: int) -> str:
    """Return the strong entity tag of a stream at a version."""
    return f'"{identifier}:{version}"'


def is_unchanged(tag: str) -> bool:
    """Tell whether the reader has this version already (If-None-Match)."""
    return request.if_none_match.contains_weak(tag.strip('"'))


def expected_version(identifier: UUID) -> int:
    """Return the version that the caller has read, from If-Match.

    Raises `RequestRefused`: 428 without the header; 400 for `*`, a weak tag, a list or another form; 412 for the
    tag of something else.
    """
    given = request.headers.get("If-Match")
    example = etag(identifier, 3)
    if given is None:
        detail = f"Writing to what exists needs If-Match with the ETag last read, such as {example}."
        raise RequestRefused("precondition-required", detail, (FieldError("If-Match", "is missing", example),))
    match = _TAG.fullmatch(given.strip())
    if match is None:
        wrong = FieldError("If-Match", "is not one strong entity tag of this API", example)
        raise RequestRefused("unusable-precondition", f"If-Match must be one strong tag such as {example}.", (wrong,))
    if match.group(1) != str(identifier):
        wrong = FieldError("If-Match", "is the tag of something else", example)
        raise RequestRefused("stale-version", "If-Match is the tag of something else.", (wrong,))
    return int(match.group(2))


def command_id(actor: Actor) -> UUID | None:
    """Return the id of the command from Idempotency-Key, if one is given, as `keyed` makes it."""
    return keyed(actor, request.headers.get("Idempotency-Key"))


def keyed(actor: Actor, given: str | None) -> UUID | None:
    """Return the id of a command from the key that its sender gave it.

    A random UUID is the id itself; any other text becomes one that belongs to this actor alone. So does a UUID that is
    worked out from names (version 3 or 5), as the ids of what the program does by itself are: whoever took the id of a
    run that is still to come would keep it from being carried out. Raises `RequestRefused`.
    """
    if given is None:
        return None
    key = given.strip().strip('"')
    if not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        wrong = FieldError("Idempotency-Key", "cannot be used", "1 to 200 printable ASCII characters, best a UUID")
        raise RequestRefused("unusable-input", "Idempotency-Key cannot be used.", (wrong,))
    if _UUID.fullmatch(key) and UUID(key).version not in _OF_NAMES:
        return UUID(key)
    return uuid5(_KEYS, f"{actor.institution}\n{actor.named}\n{key}")


def id_of_new(command: UUID) -> UUID:
    """Return the id of what a repeatable command makes, so that its repetition names the same thing."""
    return uuid5(_KEYS, f"new\n{command}")
