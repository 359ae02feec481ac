"""The addresses of who forgets: erasures, holds, what is due, and all that is held about a person."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

import marshmallow
from flask import Response

from api import identity
from api.access import OFFICES, About, Access, Realm
from api.ports import Ports
from api.rest import answers, plain
from api.rest import fields as strict
from api.rest.questions import WholeQuery
from api.rest.routes import Route
from domain.erasure.commands import COMMANDS
from domain.erasure.words import Held, Status
from domain.values import Role
from projections.erasures import ErasureRow, HoldRow

_FORGETTERS = frozenset({Role.DATA_PROTECTION_OFFICER, Role.INSTITUTION_APPROVER})
READERS = Access(Realm.INSTITUTION, OFFICES | _FORGETTERS | {Role.AUDITOR}, About.REGISTERS)
"""Who may know what is forgotten and held: ids, grounds and days, and the reasons for who may read personal texts."""
DECIDERS = Access(Realm.INSTITUTION, COMMANDS["confirm"].roles, About.REGISTERS)
"""Who confirms an erasure that somebody else proposed."""
_PRIVACY = Access(Realm.INSTITUTION, frozenset({Role.DATA_PROTECTION_OFFICER}), About.PERSON_REPORT)


class ErasuresQuery(WholeQuery):
    """Which erasures."""

    status = strict.Word(Status)
    kind = strict.Word(Held)
    sort = strict.Sorting("proposed_on", "decided_on", "status", "kind")


class HoldsQuery(WholeQuery):
    """Which holds."""

    kind = strict.Word(Held)
    sort = strict.Sorting("placed_on", "until", "lifted_on", "kind")


class ProposalsQuery(WholeQuery):
    """Which records whose time is over."""

    kind = strict.Word(Held)
    sort = strict.Sorting("due_on", "ended_on", "kind")


class ReportQuery(marshmallow.Schema):
    """What a report is for."""

    purpose = strict.QueryText(metadata={"description": "Recorded with the report; an access request unless told."})


class ReportSchema(marshmallow.Schema):
    """All that is held about a person."""

    made_at = marshmallow.fields.String()
    institution = marshmallow.fields.String()
    purposes = marshmallow.fields.List(marshmallow.fields.String())
    legal_basis = marshmallow.fields.String()
    origin = marshmallow.fields.String()
    automated_decisions = marshmallow.fields.String()
    rights = marshmallow.fields.String()
    person = marshmallow.fields.Dict()
    register = marshmallow.fields.List(marshmallow.fields.Dict())
    cases = marshmallow.fields.List(marshmallow.fields.Dict())
    incidents = marshmallow.fields.List(marshmallow.fields.Dict())
    consulted = marshmallow.fields.List(marshmallow.fields.Dict())
    handed_out = marshmallow.fields.List(marshmallow.fields.Dict())
    mandates = marshmallow.fields.List(marshmallow.fields.Dict())
    reports_given = marshmallow.fields.List(marshmallow.fields.Dict())
    erasures = marshmallow.fields.List(marshmallow.fields.Dict())
    retention = marshmallow.fields.Dict()
    not_told = marshmallow.fields.List(marshmallow.fields.String())


class ProposalsSchema(marshmallow.Schema):
    """Cases and persons whose time is over."""

    items = marshmallow.fields.List(marshmallow.fields.Dict(), required=True)
    next = marshmallow.fields.String(allow_none=True, required=True)


def erasures(ports: Ports) -> Iterable[Route]:
    """Return the address of the erasures of an institution, proposed, withdrawn and carried out."""

    def listed(query: dict[str, Any]) -> Response:
        queries = ports.erasure_queries(identity.required().institution)
        return answers.part(queries.erasures(), query, "erasure_id", personal=True)

    what = "The erasures\nWho proposed and confirmed them, when and on which ground."
    yield answers.get("erasures", "/erasures", listed, READERS, what, answers.page_of(ErasureRow), ErasuresQuery)


def holds(ports: Ports) -> Route:
    """Return the address of the holds of an institution."""

    def listed(query: dict[str, Any]) -> Response:
        found = ports.erasure_queries(identity.required().institution).holds()
        return answers.part(found, query, "hold_id", personal=True)

    return answers.get("holds", "/holds", listed, READERS, "The legal holds", answers.page_of(HoldRow), HoldsQuery)


def proposals(ports: Ports) -> Route:
    """Return the address of what may be proposed for erasure."""

    def due(query: dict[str, Any]) -> Response:
        found = ports.retention(identity.required().institution)
        return answers.part(found, query, "kind", "subject_id", personal=True)

    what = "Records whose time is over\nBy which rule, since when, and what still keeps an erasure back."
    return answers.get("retention", "/retention/proposals", due, READERS, what, ProposalsSchema, ProposalsQuery)


def report(ports: Ports) -> Route:
    """Return the address of all that is held about a person (GDPR art. 15); each answer is recorded."""

    def held(query: dict[str, Any], identifier: UUID) -> Response:
        return plain.response(dict(ports.person_report(identifier, identity.required(), query.get("purpose"))))

    what = "All that is held about a person\nGDPR art. 15. It is recorded who asked for it, and what for."
    rule = "/persons/<uuid:identifier>/report"
    asked = answers.get("person-report", rule, held, _PRIVACY, what, ReportSchema, ReportQuery)
    return replace(asked, refusals=(*asked.refusals, 409))  # of who is forgotten nothing new is written
