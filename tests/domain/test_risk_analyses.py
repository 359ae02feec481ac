"""The record that an institution made its risk analysis of a year."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.context import Context
from domain.errors import NotPermittedError, RuleRefusedError, UnusableInputError
from domain.riskanalysis.decider import AGGREGATE, RecordRiskAnalysis, RiskAnalysisRecorded
from domain.values import Actor
from tests.domain import people
from tests.domain.scenario import NOW, identifier, meta

TODAY = NOW.date()
RECORD = RecordRiskAnalysis(
    identifier("analysis"), TODAY.year, TODAY, "Board of Noordhaven", "Three risks, two measures."
)
pytestmark = pytest.mark.rule("O12")


def given(command: RecordRiskAnalysis, state: Any = AGGREGATE.initial, by: Actor = people.OFFICER) -> tuple[Any, ...]:
    return AGGREGATE.decide(state, command, Context(by, min(by.roles), NOW, by.institution))


@pytest.mark.parametrize("by", [people.OFFICER, people.APPROVER])
def test_the_contact_point_or_the_approver_records_to_which_board_the_analysis_was_reported(by: Actor) -> None:
    (event,) = given(RECORD, by=by)
    assert isinstance(event, RiskAnalysisRecorded)
    assert (event.year, event.made_on, event.reported_to) == (TODAY.year, TODAY, "Board of Noordhaven")


def test_nobody_else_records_it() -> None:
    with pytest.raises(NotPermittedError):
        given(RECORD, by=people.RESEARCHER)


def test_an_analysis_is_recorded_once() -> None:
    (event,) = given(RECORD)
    recorded = AGGREGATE.evolve(AGGREGATE.initial, event, meta(people.OFFICER))
    with pytest.raises(RuleRefusedError):
        given(RECORD, recorded)


@pytest.mark.parametrize(
    ("field", "spoilt"),
    [
        ("made_on", replace(RECORD, made_on=TODAY + timedelta(days=1))),
        ("year", replace(RECORD, year=1999)),
        ("year", replace(RECORD, year=TODAY.year + 1)),
        ("reported_to", replace(RECORD, reported_to=" ")),
        ("summary", replace(RECORD, summary="")),
    ],
)
def test_an_analysis_of_no_use_is_refused_by_its_field(field: str, spoilt: RecordRiskAnalysis) -> None:
    with pytest.raises(UnusableInputError) as refused:
        given(spoilt)
    assert refused.value.field == field
