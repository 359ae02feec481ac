"""Attaching a document to a case: one page for all who may, its file sent piece by piece as over the API."""

from collections.abc import Mapping
from uuid import UUID

from flask import Flask, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api import identity, reads
from api.ports import Ports
from api.reading import Reading
from api.rest import documents, preconditions
from api.rest.errors import Problem, RequestRefused
from api.web import events, forms, mistakes, multipart, page, sending
from api.web.doing import choices, fields, things, views
from api.web.doing.asked import Asked, Option
from domain.collaboration import decider
from domain.collaboration.support import Marking
from domain.collaboration.table import COMMANDS
from domain.errors import UnusableInputError
from domain.ports import Outcome, Upload
from domain.values import Actor, PersonId

OFFERED = (Marking.INTERNAL, Marking.OPEN, Marking.CONFIDENTIAL)
"""What is classified by law is not kept here."""
_PERSON = "person."
"""How the field of each person of the case begins."""


def install(app: Flask, ports: Ports) -> None:
    """Register the page and what its form is sent to; the form by which only a digest is named stays beside it."""
    reading = Reading(ports)

    def form(identifier: UUID) -> Response:
        return shown(identifier, {}, None)

    def send(identifier: UUID) -> Response:
        actor = identity.required()
        things.read(reading, decider.AGGREGATE, identifier, actor)
        sent = multipart.read(request, ports.blobs.max_bytes)
        forms.refuse_unless_ours(sent.fields.get(forms.TOKEN, ""))
        command_id = preconditions.keyed(actor, sent.fields.get("command_id") or None)
        version = sent.fields.get("version", "")
        if command_id is None or not version.isdecimal() or len(version) > 18:
            raise RequestRefused("form-refused", "Its page is old. Open the page again, and send it anew.")
        outcome: Outcome | None = None

        def attach() -> None:
            nonlocal outcome
            upload = _upload(ports, identifier, sent, preconditions.id_of_new(command_id))
            outcome = ports.blobs.attach(
                upload, sent.pieces, actor=actor, expected_version=int(version), command_id=command_id
            )

        refusal = sending.refused(attach)
        if outcome is None:
            return shown(identifier, sent.fields, refusal)
        return views.leading_to(decider.AGGREGATE, outcome)

    def shown(identifier: UUID, given: Mapping[str, str], refusal: Problem | None) -> Response:
        actor = identity.required()
        thing = things.read(reading, decider.AGGREGATE, identifier, actor)
        persons = _persons(ports, actor, thing)
        reads.saw([{"person_id": each.value} for each in persons])
        wrong = _wrong(refusal)
        return page.show(
            "attach.html",
            code=200 if refusal is None else refusal.status,
            thing=thing,
            title=events.text(thing.title),
            given=given,
            refusal=refusal,
            wrong=[(name, _LABELS[name](), told) for name, told in wrong.items()],
            errors=wrong,
            markings=OFFERED,
            persons=persons,
            max_bytes=ports.blobs.max_bytes,
            max_megabytes=ports.blobs.max_bytes // 1_000_000,
        )

    rule = "/cases/<uuid:identifier>/documents"
    page.add(app, "attach", rule, form, documents.WRITERS)
    page.add(app, "upload", rule, send, documents.WRITERS, "POST")


def _upload(ports: Ports, case_id: UUID, sent: multipart.Sent, document_id: UUID) -> Upload:
    """Return the document that a form sends. Raises `UnusableInputError` without a file, or for one of no type."""
    if not sent.file_name:
        raise UnusableInputError("file", _("is not chosen"), _("a file"))
    said = sent.fields.get("marking", "")
    named = (each.removeprefix(_PERSON) for each in sent.fields if each.startswith(_PERSON))
    return Upload(
        case_id,
        document_id,
        sent.file_name,
        # Nothing is believed of what the browser says the file is: its name and its bytes have to agree.
        ports.blobs.media_type(sent.file_name),
        min(request.content_length or 0, ports.blobs.max_bytes),
        sent.fields.get("title", "").strip() or None,
        Marking(said) if said in set(Marking) else Marking.INTERNAL,
        tuple(PersonId(UUID(each)) for each in named if fields.is_id(each)),
    )


def _persons(ports: Ports, actor: Actor, thing: things.Thing) -> tuple[Option, ...]:
    """Return the persons of the case whom a document may be about, as far as the actor may know them."""
    return choices.of("persons", Asked(ports, actor, COMMANDS["attach-document"], thing)).options


_LABELS = {"file": lambda: _("File"), "title": lambda: _("Title"), "marking": lambda: _("Who may see it?")}


def _wrong(refusal: Problem | None) -> dict[str, str]:
    """Return what is wrong by field: whatever of the file is wrong stands where the file is chosen."""
    found: dict[str, str] = {}
    for each in refusal.errors if refusal is not None else ():
        name = each.field if each.field in _LABELS else "file"
        found[name] = mistakes.sentence(each)
    return found
