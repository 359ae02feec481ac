"""The addresses of figures (an institution's own, what the FWO funds), of risk analyses and of questionnaires."""

from typing import Any

import marshmallow
from flask import Response

from api import identity
from api.access import CASE_READERS, FWO, OFFICES, About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import answers, plain
from api.rest import fields as strict
from api.rest.past import then
from api.rest.questions import AnalysesQuery, AsOfQuery, WholeQuery
from api.rest.routes import Route
from domain.figures import Basis
from domain.values import Role
from projections.risk_analyses import AnalysisRow

_READERS = OFFICES | {Role.AUDITOR}
ANALYSES = Access(Realm.INSTITUTION, _READERS, About.REGISTERS)
"""Who reads which risk analyses were made."""


class FiguresQuery(marshmallow.Schema):
    """By which day a case is counted."""

    by = strict.Word(Basis, load_default=Basis.NOTIFICATION)


class PastFiguresQuery(AsOfQuery, FiguresQuery):
    """By which day a case is counted, as of when."""


class FiguresSchema(marshmallow.Schema):
    """Series of counts; null stands where a count is kept back."""

    scope = marshmallow.fields.String()
    by = marshmallow.fields.String()
    k = marshmallow.fields.Integer(metadata={"description": "The smallest count that is shown."})
    tables = marshmallow.fields.List(marshmallow.fields.Dict())
    lists_today = marshmallow.fields.Dict()
    analyses = marshmallow.fields.Dict()
    note_nl = marshmallow.fields.String()
    note_en = marshmallow.fields.String()


def own(ports: Ports, reading: Reading) -> Route:
    """Return the address of an institution's own figures, with every count shown to its own people."""

    def figures(query: dict[str, Any]) -> Response:
        actor = identity.required()
        moment = then(reading, query, actor).moment
        return plain.response(plain.of(ports.figures(actor.institution, query["by"], at=moment)))

    what = "The figures of your institution\nAs known then, and by the lists of today."
    who = Access(Realm.INSTITUTION, _READERS, About.REGISTERS)
    return answers.get("figures", "/figures", figures, who, what, FiguresSchema, PastFiguresQuery)


def of_the_fwo(ports: Ports) -> Route:
    """Return the address of the figures of what the FWO funds, over all institutions, with small cells kept back."""

    def figures(query: dict[str, Any]) -> Response:
        return plain.response(plain.of(ports.figures(FWO, query["by"])))

    what = "Figures of the cases that the FWO funds\nOver all institutions; null where a count is kept back."
    who = Access(Realm.FWO, frozenset({Role.FWO_MONITOR}), About.FUNDED)
    return answers.get("fwo-figures", f"/{FWO}/figures", figures, who, what, FiguresSchema, FiguresQuery)


def analyses(reading: Reading) -> tuple[Route, ...]:
    """Return the address of the risk analyses that an institution recorded."""

    def everything(query: dict[str, Any]) -> Response:
        actor = identity.required()
        return answers.part(then(reading, query, actor).queries(actor).analyses(), query, "analysis_id", personal=True)

    what, rows = "The risk analyses of your institution", answers.page_of(AnalysisRow)
    return (answers.get("risk-analyses", "/risk-analyses", everything, ANALYSES, what, rows, AnalysesQuery),)


class QuestionnairesSchema(marshmallow.Schema):
    """The questionnaires that `answer-appraisal` takes: questions with their answers, and the rules of the outcome."""

    items = marshmallow.fields.List(marshmallow.fields.Dict(), required=True)
    next = marshmallow.fields.String(allow_none=True, required=True)


def questionnaires(ports: Ports) -> Route:
    """Return the address of the questionnaires, with what is asked when, and which answers lead to which outcome."""

    def everything(query: dict[str, Any]) -> Response:
        return answers.part(ports.questionnaires, query, "questionnaire_id", "version", personal=True)

    who = Access(Realm.INSTITUTION, CASE_READERS, About.PROGRAM)
    return answers.get(
        "questionnaires",
        "/questionnaires",
        everything,
        who,
        "The questionnaires to answer",
        QuestionnairesSchema,
        WholeQuery,
    )
