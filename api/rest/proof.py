"""The addresses that prove: whether the log is as it was signed, and one file that proves a case."""

from typing import Any
from uuid import UUID

import marshmallow
from flask import Response

from api import access, identity, reads
from api.access import OFFICES, About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import answers, plain
from api.rest import fields as strict
from api.rest.routes import Route
from domain.collaboration import decider
from domain.ports import Verified
from domain.values import Role


class BundleQuery(marshmallow.Schema):
    """How much of the case can be read in its bundle."""

    sealed = strict.QueryFlag(
        load_default=False, metadata={"description": "Leave personal texts sealed; for an auditor they always are."}
    )


def verification(ports: Ports) -> Route:
    """Return the address that verifies the log of the caller's institution."""

    def view() -> Response:
        return plain.response(plain.of(ports.proof.verify(actor=identity.required())))

    who = Access(Realm.INSTITUTION, frozenset({Role.AUDITOR, Role.OPERATOR}), About.UPKEEP)
    what = (
        "Whether the log is as it was signed\nEvery event is worked out anew from the stored bytes, and held against "
        "the checkpoints and those that witnesses kept. It names the first that is not; it holds no content."
    )
    return answers.get("verification", "/ledger/verification", view, who, what, answers.row_of(Verified))


def file_of(ports: Ports, reading: Reading, identifier: UUID, *, sealed: bool) -> Response:
    """Return the bundle of a case as a file, readable as far as the caller may read it. Raises `NotFoundError`."""
    actor = identity.required()
    reference = reading.case(identifier, actor).reference
    reveal = not sealed and access.may_read_personal_texts(actor)
    history = reading.history(decider.AGGREGATE, identifier, actor)
    reads.saw([plain.event(each, personal=False) for each in history])
    made = ports.proof.bundle(identifier, actor=actor, reveal=reveal)
    headers = {"Content-Disposition": f'attachment; filename="{reference}.zip"'}
    return Response(made, headers=headers, content_type="application/zip")


def bundle(ports: Ports, reading: Reading) -> Route:
    """Return the address of the bundle of a case, a zip file."""

    def view(query: dict[str, Any], identifier: UUID) -> Response:
        return file_of(ports, reading, identifier, sealed=query["sealed"])

    return Route(
        "bundle",
        "/collaborations/<uuid:identifier>/bundle",
        "GET",
        view,
        Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR}, About.CASES),
        "One file that proves a case\nIts history with proofs; `kvcase-verify` checks it offline, with the public key.",
        query=BundleQuery,
        refusals=(400, 404, 422),
    )
