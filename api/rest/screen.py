"""The address of a case on one screen."""

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import Schema, fields

from api import access, identity, overview
from api.access import Access
from api.overview import ConditionRow, MeasureRow, PackageRow
from api.reading import Reading
from api.rest import answers, plain, preconditions
from api.rest.past import then
from api.rest.questions import AsOfQuery
from api.rest.routes import GateSchema, Route
from domain.collaboration import decider
from projections.deadlines import DeadlineRow
from projections.licences import LicenceToday


class OverviewSchema(Schema):
    """A case at one version: what stands open, its parts, measures, conditions, licences and what is due."""

    version = fields.Integer(required=True)
    gates = fields.List(fields.Nested(GateSchema), required=True)
    work_packages = fields.List(fields.Nested(answers.row_of(PackageRow)), required=True)
    measures = fields.List(fields.Nested(answers.row_of(MeasureRow)), required=True)
    conditions = fields.List(fields.Nested(answers.row_of(ConditionRow)), required=True)
    licences = fields.List(fields.Nested(answers.row_of(LicenceToday)), required=True)
    deadlines = fields.List(fields.Nested(answers.row_of(DeadlineRow)), required=True)


def route(reading: Reading, who: Access) -> Route:
    """Return the address of all that an officer looks for on one screen."""

    def whole(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        found = overview.of(then(reading, query, actor, decider.AGGREGATE, identifier), identifier, actor)
        told = plain.row(found, personal=access.may_read_personal_texts(actor))
        return plain.response(told, headers={"ETag": preconditions.etag(identifier, found.version)})

    rule = "/collaborations/<uuid:identifier>/overview"
    summary = "One case on one screen\nOpen gates, work packages, measures, conditions, licences and what is due."
    return answers.get("overview", rule, whole, who, summary, OverviewSchema, AsOfQuery)
