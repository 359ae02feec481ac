"""Every aggregate of the model: the one place that lists them."""

from domain.aggregate import Aggregate
from domain.collaboration import decider as collaboration
from domain.erasure import decider as erasure
from domain.fwo_report import decider as fwo_report
from domain.handout import decider as handout
from domain.hold import decider as hold
from domain.incident import decider as incident
from domain.institution import covers, grants
from domain.institution import decider as institution
from domain.licence import decider as licence
from domain.party import decider as party
from domain.person import decider as person
from domain.policyset import decider as policyset
from domain.rescreening import decider as rescreening
from domain.riskanalysis import decider as riskanalysis
from domain.watchlist import decider as watchlist

AGGREGATES: tuple[Aggregate, ...] = (
    collaboration.AGGREGATE,
    party.AGGREGATE,
    person.AGGREGATE,
    licence.AGGREGATE,
    incident.AGGREGATE,
    erasure.AGGREGATE,
    hold.AGGREGATE,
    covers.AGGREGATE,
    grants.AGGREGATE,
    handout.AGGREGATE,
    fwo_report.AGGREGATE,
    riskanalysis.AGGREGATE,
    rescreening.AGGREGATE,
    watchlist.AGGREGATE,
    policyset.AGGREGATE,
    institution.AGGREGATE,
)

_BY_COMMAND: dict[type, Aggregate] = {spec.type: each for each in AGGREGATES for spec in each.commands.values()}


def aggregate_of(command: object) -> Aggregate:
    """Return the aggregate that decides a command. Raises `KeyError` for what is no command of the model."""
    return _BY_COMMAND[type(command)]
