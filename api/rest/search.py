"""The address of the search in the texts of cases."""

from typing import Any

from flask import Response

from api import identity
from api.access import OFFICES, About, Access, Realm
from api.reading import Reading
from api.rest import answers, paging
from api.rest import fields as strict
from api.rest.questions import PageQuery
from api.rest.routes import Route
from domain.values import Role
from projections.search_queries import FoundCase


class SearchQuery(PageQuery):
    """What is looked for."""

    q = strict.QueryText(
        300,
        required=True,
        metadata={"description": 'Words, a "phrase", a beginning such as kwantum*, or (the end of) a reference.'},
    )


def route(reading: Reading) -> Route:
    """Return the address of the search: who reads no personal texts does not search in them either."""

    def view(query: dict[str, Any]) -> Response:
        actor = identity.required()
        return answers.page(reading.search(actor, query.pop("q"), **paging.asked(query)), personal=True)

    return answers.get(
        "search",
        "/collaborations/search",
        view,
        Access(Realm.INSTITUTION, OFFICES | {Role.RESEARCHER}, About.CASES),
        "Search the texts of cases\nTitles, summaries, comments, reasons, and the names of organisations; for the "
        "offices also who notified and who takes part. First the case whose reference is asked for, then the newest. "
        "Every word has to be there, whatever its case and accents.",
        answers.page_of(FoundCase),
        SearchQuery,
    )
