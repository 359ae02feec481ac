"""The address that puts a past decision beside what the lists, the scorer and the rules of today would make of it."""

from typing import Any
from uuid import UUID

import marshmallow
from flask import Response

from api import identity, language
from api.access import OFFICES, Access, Realm
from api.ports import Ports
from api.rest import answers, plain
from api.rest import fields as strict
from api.rest.routes import Route
from domain import speech
from domain.collaboration import then_and_now
from domain.collaboration.then_and_now import ThenAndNow
from domain.values import Role


class DecisionQuery(marshmallow.Schema):
    """Which decision."""

    decision = strict.QueryWhole(
        load_default=None, metadata={"description": "The version of the case at which it was made; else the last one."}
    )


def route(ports: Ports) -> Route:
    """Return the address, for auditors and the offices."""

    def view(query: dict[str, Any], identifier: UUID) -> Response:
        found = ports.look_back(identifier, actor=identity.required(), decision=query["decision"])
        asked = language.asked()
        spoken = then_and_now.spoken(found, (speech.gate(each.gate, asked) for each in found.gates))
        return plain.response({**plain.of(spoken), "is_same": found.is_same})

    who = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR})
    what = (
        "A past decision, then and now\nThe hits and gates that it had, beside those that today's lists, scorer and "
        "rules would give for the case as it was; nothing is recorded."
    )
    rule = "/collaborations/<uuid:identifier>/then-and-now"
    return answers.get("then-and-now", rule, view, who, what, ThenAndNowSchema, DecisionQuery)


class ThenAndNowSchema(answers.row_of(ThenAndNow)):  # type: ignore[misc]  # a schema made from the value
    """Both sides of a decision, and each difference."""

    is_same = marshmallow.fields.Boolean(required=True)
