"""Reading as of a moment: what `as_of` in an address does, the same at every address that has it."""

from typing import Any
from uuid import UUID

from flask import Response, after_this_request

from api.ports import Ports
from api.reading import Reading
from domain.aggregate import Aggregate
from domain.errors import UnusableInputError
from domain.moments import AtInstant, written
from domain.values import Actor
from projections.shared_queries import FwoQueries

HEADER = "Kvcase-As-Of"
"""Says to which position and instant an answer belongs: `p3400 2026-03-31T23:59:59.999999Z`."""


def then(
    reading: Reading,
    query: dict[str, Any],
    actor: Actor,
    aggregate: Aggregate | None = None,
    stream: UUID | None = None,
) -> Reading:
    """Return what reads as the query asks, now or then, and take `as_of` out of the query. Raises as `Reading.at`.

    An answer about the past says of when it is, and has no ETag: nobody writes to the past.
    """
    said = query.pop("as_of", None)
    if said is None:
        return reading
    past = reading.at(said, actor, aggregate, stream)
    _tell(str(past.moment))
    return past


def then_fwo(ports: Ports, query: dict[str, Any]) -> FwoQueries:
    """Return the FWO's read side as the query asks, now or at an instant, which is a position of each log."""
    said = query.pop("as_of", None)
    if said is None:
        return ports.fwo_queries
    if not isinstance(said, AtInstant):
        raise UnusableInputError(
            "as_of", f"{said} is a place in one log, and this is about many", "an instant or a day"
        )
    at = said.until(ports.now())
    _tell(written(at))
    return ports.past_fwo_queries(at)


def _tell(moment: str) -> None:
    @after_this_request
    def tell(response: Response) -> Response:
        response.headers[HEADER] = moment
        response.headers.pop("ETag", None)
        return response
