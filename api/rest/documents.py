"""The addresses of documents: what they hold goes in and out as it is, piece by piece and never whole in memory.

The bytes are the body, not a part of a form: a form is put down in clear on the disk of the server while it is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response, request
from marshmallow import Schema

from api import identity, reads
from api.access import OFFICES, About, Access, Realm, may_read_personal_texts
from api.ports import Ports
from api.reading import Reading
from api.rest import answers, body, commands, plain, preconditions
from api.rest import fields as strict
from api.rest.errors import FieldError, RequestRefused
from api.rest.routes import Route
from domain.collaboration import decider, support
from domain.collaboration.table import COMMANDS
from domain.errors import NotFoundError, NotPermittedError
from domain.ports import Upload
from domain.values import Actor, PersonId, Role
from projections.sheets import PersonalText

READERS = Access(Realm.INSTITUTION, OFFICES | {Role.RESEARCHER}, About.CASES)
WRITERS = Access(Realm.INSTITUTION, COMMANDS["attach-document"].roles - {Role.SERVICE}, About.CASES)
_RULE = "/collaborations/<uuid:identifier>/documents"
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class DocumentTold:
    """A document of a case; `media_type` and `size` stand there where its content is kept here."""

    document_id: UUID
    title: PersonalText
    marking: support.Marking
    sha256: str
    attached_at: datetime
    attached_by: str
    persons: tuple[UUID, ...]
    media_type: str | None
    size: int | None


class DocumentQuery(Schema):
    """What the address of an upload says of the document; its type and size stand in the headers."""

    file_name = strict.QueryText(
        255, required=True, metadata={"description": "Its ending has to agree with Content-Type."}
    )
    title = strict.QueryText(300, load_default=None)
    marking = strict.Word(support.Marking, load_default=support.Marking.INTERNAL)
    document_id = strict.Identifier(load_default=None)
    persons = strict.QueryText(
        1_000, load_default="", metadata={"description": "Ids of persons of the case, commas between."}
    )


def routes(ports: Ports, reading: Reading) -> tuple[Route, ...]:
    """Return the addresses of the documents of a case."""
    return (
        Route(
            "keep-document",
            _RULE,
            "POST",
            _keep(ports, reading),
            WRITERS,
            "Attach a document with what it holds\nThe body is the file itself, with its Content-Type and "
            "Content-Length. Its bytes, its type and the ending of its name have to agree.",
            query=DocumentQuery,
            answer=commands.OutcomeSchema,
            status=201,
            refusals=(400, 404, 409, 411, 412, 413, 422, 428, 503),
            headers=("If-Match", "Idempotency-Key"),
            content="application/octet-stream",
        ),
        answers.get(
            "documents",
            _RULE,
            _list(ports, reading),
            READERS,
            "The documents of a case",
            answers.items_of(DocumentTold),
        ),
        Route(
            "document",
            f"{_RULE}/<uuid:document>",
            "GET",
            handing_out(ports, reading),
            READERS,
            "What a document holds\nThe file as it was sent, to be saved and not shown.",
            refusals=(404,),
            headers=("If-None-Match",),
        ),
    )


def told(reading: Reading, ports: Ports, identifier: UUID, actor: Actor) -> tuple[DocumentTold, ...]:
    """Return the documents of a case that the actor may know of. Raises `NotFoundError`."""
    _, story = reading.story(decider.AGGREGATE, identifier, actor)
    kept = ports.blobs.kept(identifier, actor=actor)
    found = []
    for each in story:
        event = each.recorded.event
        if isinstance(event, support.DocumentAttached):
            content = kept.get(event.document_id)
            found.append(
                DocumentTold(
                    event.document_id,
                    event.title,
                    event.marking,
                    event.sha256,
                    each.recorded.meta.recorded_at,
                    each.recorded.meta.actor.id,
                    event.persons,
                    None if content is None else content.media_type,
                    None if content is None else content.size,
                )
            )
    return tuple(found)


def opened(
    reading: Reading, ports: Ports, identifier: UUID, document_id: UUID, actor: Actor
) -> tuple[DocumentTold, Iterator[bytes]]:
    """Return a document and its content in pieces.

    Raises `NotFoundError` for one that the actor may not know of, or whose content is not kept here, or no more;
    `NotPermittedError` for who reads no personal texts.
    """
    if not may_read_personal_texts(actor):
        raise NotPermittedError("reading documents", tuple(sorted(OFFICES)), "access")
    found = next((each for each in told(reading, ports, identifier, actor) if each.document_id == document_id), None)
    content = None if found is None else ports.blobs.content(identifier, document_id, found.sha256, actor=actor)
    if found is None or content is None:
        raise NotFoundError("content of a document", document_id)
    return found, content


def _keep(ports: Ports, reading: Reading) -> Any:
    def view(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        expected = preconditions.expected_version(identifier)
        command_id = preconditions.command_id(actor)
        reading.refuse_unknown(decider.AGGREGATE, identifier, actor)
        made = query["document_id"] or (ports.new_id() if command_id is None else preconditions.id_of_new(command_id))
        upload = Upload(
            identifier,
            made,
            query["file_name"],
            request.content_type or "",
            body.announced(request, ports.blobs.max_bytes, "document"),
            query["title"],
            query["marking"],
            _persons(query["persons"]),
        )
        outcome = ports.blobs.attach(upload, _pieces(), actor=actor, expected_version=expected, command_id=command_id)
        location = f"{request.path}/{made}"
        return commands.answer(outcome, actor, 201, {"Location": location})

    return view


def _list(ports: Ports, reading: Reading) -> Any:
    def view(identifier: UUID) -> Response:
        actor = identity.required()
        return answers.everything(told(reading, ports, identifier, actor), personal=may_read_personal_texts(actor))

    return view


def handing_out(ports: Ports, reading: Reading) -> Any:
    """Return the view that hands out what a document holds, to be saved and not shown; for pages too."""

    def view(identifier: UUID, document: UUID) -> Response:
        actor = identity.required()
        found, content = opened(reading, ports, identifier, document, actor)
        reads.saw(plain.row(found, personal=False))
        tag = f'"{found.sha256}"'
        if preconditions.is_unchanged(tag):
            return Response(status=304, headers={"ETag": tag})
        headers = {
            "ETag": tag,
            "Content-Length": str(found.size),
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name(ports, identifier, found, actor))}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        }
        return Response(content, 200, headers, content_type=found.media_type)

    return view


def file_name(ports: Ports, identifier: UUID, document: DocumentTold, actor: Actor) -> str:
    """Return the name to save a document under: its title, without what a file system reads as more than a name."""
    ending = ports.blobs.kept(identifier, actor=actor)[document.document_id].ending
    plain_title = "".join(each if each.isalnum() or each in " -_." else "_" for each in document.title).strip(" .")
    stem = plain_title.removesuffix(f".{ending}")[:100] or "document"
    return f"{stem}.{ending}"


def _pieces() -> Iterator[bytes]:
    """Give the body in pieces. Raises `RequestRefused` (400) at the end of one that is cut off."""
    came = 0
    while piece := request.stream.read(_PIECE):
        came += len(piece)
        yield piece
    body.refuse_cut_off(request, came)


def _persons(said: str) -> tuple[PersonId, ...]:
    try:
        return tuple(PersonId(UUID(each.strip())) for each in said.split(",") if each.strip())
    except ValueError as error:
        wrong = FieldError("persons", "holds what is no UUID", "ids of persons with commas between")
        raise RequestRefused("unusable-query", "The persons cannot be read.", (wrong,)) from error
