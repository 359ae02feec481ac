"""Documents of an own case: sent from a form, piece by piece into the same port as over the API, and handed out."""

from collections.abc import Mapping
from uuid import UUID

from flask import Flask, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api import identity, reads
from api.ports import Ports
from api.rest import documents, preconditions
from api.rest.errors import FieldError, Problem, RequestRefused
from api.web import forms as guard
from api.web import multipart, page
from api.web.researcher import forms
from api.web.researcher.own import WHO, Owner
from domain.collaboration.support import Marking
from domain.errors import UnusableInputError
from domain.ports import Upload

_OFFERED = (Marking.INTERNAL, Marking.OPEN, Marking.CONFIDENTIAL)
"""What is classified by law is not kept here."""


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of documents."""
    owner = Owner(ports)
    hand_out = documents.handing_out(ports, owner.reading)

    def form(identifier: UUID) -> Response:
        return _shown(identifier, {}, None)

    def send(identifier: UUID) -> Response:
        actor = identity.required()
        owner.case(identifier, actor)
        sent = multipart.read(request, ports.blobs.max_bytes)
        guard.refuse_forged(sent.fields.get("csrf_token", ""))
        command_id = preconditions.keyed(actor, sent.fields.get("command_id") or None)
        version = sent.fields.get("version", "")
        if command_id is None or not version.isdecimal():
            raise RequestRefused("form-refused", "Its page is old. Open the page again, and send it anew.")

        def attach() -> None:
            # Nothing is believed of what the browser says the file is: its name and its bytes have to agree.
            if not sent.file_name:
                raise UnusableInputError("file", _("is not chosen"), _("a file"))
            said = sent.fields.get("marking", "")
            upload = Upload(
                identifier,
                preconditions.id_of_new(command_id),
                sent.file_name,
                ports.blobs.media_type(sent.file_name),
                min(request.content_length or 0, ports.blobs.max_bytes),
                sent.fields.get("title", "").strip() or None,
                Marking(said) if said in set(Marking) else Marking.INTERNAL,
            )
            ports.blobs.attach(upload, sent.pieces, actor=actor, expected_version=int(version), command_id=command_id)

        refusal = forms.refused(attach)
        if refusal is not None:
            return _shown(identifier, sent.fields, refusal)
        return redirect(url_for("pages.mine_case", identifier=identifier, done="document"), 303)

    def content(identifier: UUID, document: UUID) -> Response:
        owner.case(identifier, identity.required())
        answer: Response = hand_out(identifier, document)
        return answer

    def _shown(identifier: UUID, given: Mapping[str, str], refusal: Problem | None) -> Response:
        own = owner.case(identifier, identity.required())
        reads.saw({"case_id": str(identifier)})
        return page.show(
            "researcher/paper.html",
            code=200 if refusal is None else refusal.status,
            own=own,
            given=given,
            refusal=_in_words(refusal),
            markings=_OFFERED,
            max_megabytes=ports.blobs.max_bytes // 1_000_000,
        )

    rule = "/cases/<uuid:identifier>/mine/documents"
    page.add(app, "mine_paper", rule, form, WHO)
    page.add(app, "mine_upload", rule, send, WHO, "POST")
    page.add(app, "mine_document", f"{rule}/<uuid:document>", content, WHO)


def _in_words(refusal: Problem | None) -> Problem | None:
    """Return a refusal that points to the field in which a file is chosen, whatever of the file is wrong."""
    if refusal is None or not any(each.field in {"content", "file_name", "media_type"} for each in refusal.errors):
        return refusal
    wrong = tuple(FieldError("file", each.rule, each.expected) for each in refusal.errors)
    return Problem(refusal.code, refusal.status, refusal.title, refusal.detail, wrong)
