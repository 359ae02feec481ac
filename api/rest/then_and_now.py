"""The address that puts a past decision beside what the lists, the scorer and the rules of today would make of it."""

from typing import Any
from uuid import UUID

import marshmallow
from flask import Response

from api import identity, language
from api.access import OFFICES, About, Access, Realm
from api.ports import Ports
from api.rest import answers, plain
from api.rest import fields as strict
from api.rest.routes import GateSchema, Route
from domain import speech
from domain.collaboration import then_and_now
from domain.collaboration.then_and_now import Basis, Decision, HitBeside, PolicyBeside
from domain.values import Level, Role


class DecisionQuery(marshmallow.Schema):
    """Which decision."""

    decision = strict.QueryWhole(
        load_default=None, metadata={"description": "The version of the case at which it was made; else the last one."}
    )


class GateBesideSchema(marshmallow.Schema):
    """A gate that stood open then, or would today, or both."""

    gate = marshmallow.fields.Nested(GateSchema, required=True)
    difference = marshmallow.fields.String(required=True)


class ThenAndNowSchema(marshmallow.Schema):
    """Both sides of a decision, and each difference."""

    case_id = strict.Identifier(required=True)
    reference = strict.Text(required=True)
    decision = marshmallow.fields.Nested(answers.row_of(Decision), required=True)
    then = marshmallow.fields.Nested(answers.row_of(Basis), required=True)
    now = marshmallow.fields.Nested(answers.row_of(Basis), required=True)
    level_if_confirmed = strict.Word(Level, required=True)
    hits = marshmallow.fields.List(marshmallow.fields.Nested(answers.row_of(HitBeside)), required=True)
    gates = marshmallow.fields.List(marshmallow.fields.Nested(GateBesideSchema), required=True)
    policies = marshmallow.fields.List(marshmallow.fields.Nested(answers.row_of(PolicyBeside)), required=True)
    erased = marshmallow.fields.List(marshmallow.fields.UUID(), required=True)
    is_same = marshmallow.fields.Boolean(required=True)


def route(ports: Ports) -> Route:
    """Return the address, for auditors and the offices."""

    def view(query: dict[str, Any], identifier: UUID) -> Response:
        found = ports.look_back(identifier, actor=identity.required(), decision=query["decision"])
        asked = language.asked()
        spoken = then_and_now.spoken(found, (speech.gate(each.gate, asked) for each in found.gates))
        return plain.response({**plain.of(spoken), "is_same": found.is_same})

    who = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR}, About.CASES)
    what = (
        "A past decision, then and now\nThe hits and gates that it had, beside those that today's lists, scorer and "
        "rules would give for the case as it was; nothing is recorded."
    )
    rule = "/collaborations/<uuid:identifier>/then-and-now"
    return answers.get("then-and-now", rule, view, who, what, ThenAndNowSchema, DecisionQuery)
