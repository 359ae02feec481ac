"""The address that answers "may I share this?". It writes nothing."""

from typing import Any
from uuid import UUID

import marshmallow
from flask import Response

from api import identity
from api.access import About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import plain, preconditions, schemas
from api.rest.routes import GateSchema, Route
from domain.collaboration.sharing import Question
from domain.collaboration.table import COMMANDS
from domain.values import Role


class NoteSchema(marshmallow.Schema):
    """Something to know beside the answer, in Dutch and English."""

    nl = marshmallow.fields.String()
    en = marshmallow.fields.String()


class SharingAnswerSchema(marshmallow.Schema):
    """Whether it may be shared; every gate that stands before it; the licences it would go under."""

    allowed = marshmallow.fields.Boolean(required=True)
    version = marshmallow.fields.Integer(required=True)
    gates = marshmallow.fields.List(marshmallow.fields.Nested(GateSchema), required=True)
    licences = marshmallow.fields.List(marshmallow.fields.UUID(), required=True)
    notes = marshmallow.fields.List(marshmallow.fields.Nested(NoteSchema), required=True)


def check(ports: Ports, reading: Reading) -> Route:
    """Return the address of the question."""

    def view(body: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        reading.refuse_case_of_another(identifier, actor)
        version, answer = ports.history.may_share(identifier, Question(**body), actor=actor)
        told = {"version": version, **plain.of(answer), "gates": plain.gates(answer.gates)}
        return plain.response(told, headers={"ETag": preconditions.etag(identifier, version)})

    return Route(
        "check-sharing",
        "/collaborations/<uuid:identifier>/check-sharing",
        "POST",
        view,
        Access(Realm.INSTITUTION, COMMANDS["record-sharing"].roles - {Role.SERVICE}, About.CASES),
        "Ask whether something may be shared\nThe answer is that of record-sharing, with every gate that is missing; "
        "nothing is recorded. A researcher asks about own cases.",
        body=schemas.of(Question),
        answer=SharingAnswerSchema,
        refusals=(400, 404, 413, 415, 422),
    )
