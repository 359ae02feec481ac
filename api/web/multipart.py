"""A form with a file, read piece by piece: its fields, and then the file, which is never put down in clear.

Flask would write a file of any size to a temporary file of the server before a view sees it. Source: docs/intake.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Request, g
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from api.rest import body
from api.rest.errors import FieldError, RequestRefused

_PIECE = 64 * 1024
_MAX_FIELDS = 20_000
_MAX_PARTS = 100
OVERHEAD = 100_000
"""What the fields and the boundaries of a form may add to its file, in bytes."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form: its fields, the name of its file as the browser tells it, and the file in pieces."""

    fields: Mapping[str, str]
    file_name: str
    pieces: Iterator[bytes]


def read(request: Request, most: int) -> Sent:
    """Return a form whose file comes last and has at most `most` bytes.

    Raises `RequestRefused` for what is no such form, is too large, or is cut off (then by the pieces).
    """
    fields: dict[str, str] = {}
    g.fields_of_form = fields
    boundary = request.mimetype_params.get("boundary", "")
    if request.mimetype != "multipart/form-data" or not boundary.isascii() or not boundary:
        raise RequestRefused("unsupported-media-type", "Send the form of the page, with its file.")
    body.announced(request, most + OVERHEAD, "document")
    events = _events(request, MultipartDecoder(boundary.encode(), 4 * _PIECE, max_parts=_MAX_PARTS))
    size = 0
    name: str | None = None
    for event in events:
        match event:
            case File(filename=file_name):
                return Sent(fields, file_name, _file(events))
            case Field(name=found):
                name = found
                fields[name] = ""
            case Data(data=data) if name is not None:
                size += len(data)
                if size > _MAX_FIELDS:
                    raise RequestRefused("content-too-large", "The fields of the form are too long.")
                fields[name] += data.decode("utf-8", "replace")
            case _:
                pass
    return Sent(fields, "", iter(()))


def fields_of(request: Request) -> Mapping[str, str]:
    """Return the fields of a form with a file, also when nobody read it yet; nothing of what cannot be read."""
    if "fields_of_form" not in g:
        try:
            read(request, request.content_length or 0)
        except RequestRefused:
            return {}
    found: Mapping[str, str] = g.fields_of_form
    return found


def _events(request: Request, decoder: MultipartDecoder) -> Iterator[object]:
    came = 0
    while True:
        try:
            event = decoder.next_event()
        except (ValueError, RequestEntityTooLarge) as error:
            raise _unusable() from error
        if isinstance(event, Epilogue):
            return
        if not isinstance(event, NeedData):
            yield event
            continue
        piece = request.stream.read(_PIECE)
        came += len(piece)
        if not piece:
            body.refuse_cut_off(request, came)
        try:
            decoder.receive_data(piece or None)
        except (ValueError, RequestEntityTooLarge) as error:
            raise _unusable() from error


def _file(events: Iterator[object]) -> Iterator[bytes]:
    for event in events:
        if isinstance(event, Data):
            if event.data:
                yield bytes(event.data)
            if not event.more_data:
                break
    for _rest in events:
        raise _unusable()


def _unusable() -> RequestRefused:
    wrong = FieldError("", "is no form that can be read", "the form of the page, its file last")
    return RequestRefused("malformed-body", "The form cannot be read.", (wrong,))
