"""The record of an institution's risk analysis of a year: that it was made, when, and to whom it was reported.

Only the fact is counted across institutions. Source: [003], the risk analysis that institutions make and report to
their supervisory board; handbook domain.md 1.6 O12, 1.9.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain import permission, text
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.context import Context
from domain.errors import UnusableInputError
from domain.values import Metadata, Role, SealedText

SOURCE = "Dutch ministerial answers of 2022 [003] on the risk analysis of institutions"


@dataclass(frozen=True, slots=True)
class RiskAnalysisRecorded:
    """The institution made its risk analysis of a year."""

    stored_name: ClassVar[str] = "riskanalysis.recorded.v1"
    analysis_id: UUID
    year: int
    made_on: date
    reported_to: str
    summary: SealedText


@dataclass(frozen=True, slots=True)
class RecordRiskAnalysis:
    """Record that the institution made its risk analysis of a year; `reported_to` is a body, such as its board."""

    analysis_id: UUID
    year: int
    made_on: date
    reported_to: str
    summary: str


@dataclass(frozen=True, slots=True)
class RiskAnalysis:
    """A risk analysis; it is recorded once."""

    version: int = 0


_SPEC = CommandSpec(
    "record", RecordRiskAnalysis, frozenset({Role.CONTACT_POINT_OFFICER, Role.INSTITUTION_APPROVER}), opens=True
)


def decide(state: RiskAnalysis, command: RecordRiskAnalysis, context: Context) -> tuple[RiskAnalysisRecorded, ...]:
    """Return what is recorded. Raises `UnusableInputError` for a day or year of no use."""
    text.refuse_unusable(command)
    permission.admit(_SPEC, context, exists=bool(state.version), kind="risk analysis", identifier=command.analysis_id)
    if command.made_on > context.today:
        raise UnusableInputError("made_on", f"{command.made_on} is yet to come [{SOURCE}]", "today or a day before")
    if not 2000 <= command.year <= command.made_on.year:
        rule = f"a risk analysis made on {command.made_on} is not of {command.year} [{SOURCE}]"
        raise UnusableInputError("year", rule, f"a year from 2000 to {command.made_on.year}")
    return (
        RiskAnalysisRecorded(
            command.analysis_id,
            command.year,
            command.made_on,
            text.required(command.reported_to, "reported_to", text.MAX_TITLE),
            text.required(command.summary, "summary"),
        ),
    )


def evolve(state: RiskAnalysis, _event: RiskAnalysisRecorded, _meta: Metadata) -> RiskAnalysis:
    """Return the analysis after `event`."""
    return RiskAnalysis(state.version + 1)


AGGREGATE = Aggregate(
    name="riskanalysis",
    home=Home.INSTITUTION,
    id_field="analysis_id",
    initial=RiskAnalysis(),
    decide=decide,
    evolve=evolve,
    commands={_SPEC.name: _SPEC},
    events=(RiskAnalysisRecorded,),
)
