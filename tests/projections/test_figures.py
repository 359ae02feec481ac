"""How cases are counted: by the tie of their partners then, their outcome, their year; and the annual report."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from domain.collaboration import factors, parties, screening, spine, topic
from domain.collaboration.screening import Resolution
from domain.deadlines import Kind, State
from domain.figures import Basis, CaseOutcome, PartnerTie, tie
from domain.fwo_report.words import ReportKind, ReportStatus
from domain.values import Effect
from projections.annual import annual
from projections.fwo_portfolio import PortfolioRow
from projections.kpis import TIE_NOW, TIE_THEN, Counted, series
from projections.models import FWO_MODELS, INSTITUTION_MODELS
from projections.positions import create_tables
from projections.queries import InstitutionQueries
from projections.runner import Runner
from projections.shared_queries import FwoQueries
from tests.domain.people import OFFICER
from tests.projections.world import SLUG, World, a_life, an_end, case, hit, hit_id, party


@pytest.fixture
def world(engine: sa.Engine) -> World:
    return World()


def counted(engine: sa.Engine, world: World) -> InstitutionQueries:
    Runner(engine, world.log, SLUG, INSTITUTION_MODELS).catch_up()
    return InstitutionQueries(engine)


@pytest.mark.rule("fwo-kpi")
def test_the_heaviest_tie_counts_and_a_list_says_what_it_means() -> None:
    assert tie([], ()) is PartnerTie.NONE
    assert tie([("ofac-sdn", Effect.INDICATIVE)], ()) is PartnerTie.INDICATIVE
    assert tie([("ru-rectors", Effect.POLICY), ("ofac-sdn", Effect.INDICATIVE)], ()) is PartnerTie.POLICY
    assert tie([("seven-sons", Effect.POLICY)], ()) is PartnerTie.MILITARY
    assert tie([("ofac-sdn", Effect.INDICATIVE)], ("P-MIL-TIE",)) is PartnerTie.MILITARY
    assert tie([("seven-sons", Effect.POLICY), ("eu-fsf", Effect.LEGAL)], ()) is PartnerTie.SANCTIONED
    assert tie([("indices", Effect.CONTEXT)], ()) is PartnerTie.NONE


@pytest.mark.rule("fwo-kpi")
def test_a_case_is_counted_with_what_its_first_screening_knew(engine: sa.Engine, world: World) -> None:
    a_life(world, 1, "project")
    (row,) = counted(engine, world).figures()
    assert row.tie_then is PartnerTie.INDICATIVE, "the hit of law was somebody else"
    assert (row.outcome, row.route, row.funder_owner) == (CaseOutcome.APPROVED, "committee", "fwo")
    assert dict(row.lists_then) == {"ofac-sdn": 1}
    an_end(world, 1)
    (row,) = counted(engine, world).figures()
    assert row.tie_then is PartnerTie.INDICATIVE, "a list that names the partner later changes nothing of then"
    assert row.outcome is CaseOutcome.TERMINATED
    assert row.suspensions == 1


@pytest.mark.rule("fwo-kpi")
def test_a_case_that_nobody_screened_is_of_unknown_tie(engine: sa.Engine, world: World) -> None:
    world.notify(1)
    (row,) = counted(engine, world).figures()
    assert (row.tie_then, row.outcome, row.started_on) == (PartnerTie.UNKNOWN, CaseOutcome.OPEN, None)


@pytest.mark.rule("O11")
def test_the_portfolio_tells_reports_breaches_tie_and_outcome(fwo: sa.Engine) -> None:
    create_tables(fwo, FWO_MODELS)
    world = World()
    a_life(world, 1, "project")

    def row() -> PortfolioRow:
        Runner(fwo, world.log, SLUG, FWO_MODELS).catch_up()
        (found,) = FwoQueries(fwo).portfolio().items
        return found

    assert (row().interim_report, row().ex_post_report, row().outcome) == (None, None, CaseOutcome.APPROVED)
    world.report(1, ReportKind.INTERIM, world.now.date())
    assert (row().interim_report, dict(row().breaches)) == (ReportStatus.SUBMITTED, {})
    assert row().interim_due_on is not None
    an_end(world, 1)
    assert (row().ex_post_report, dict(row().breaches)) == (ReportStatus.SUBMITTED, {"KV1": 1})
    assert (row().outcome, row().tie_then) == (CaseOutcome.TERMINATED, PartnerTie.INDICATIVE)


@pytest.mark.rule("fwo-kpi")
def test_series_are_over_the_same_periods_by_notification_and_by_start(engine: sa.Engine, world: World) -> None:
    a_life(world, 1, "project")
    world.notify(2)
    world.do(topic.ClassifyTopic(case(2), "Read.", ()), OFFICER)
    cases = [Counted(SLUG, row, PartnerTie.NONE) for row in counted(engine, world).figures()]

    shown = {each.title: each for each in series(cases, Basis.NOTIFICATION, 1)}

    assert {each.rows for each in shown.values()} == {("2026",)}
    assert {each.total for each in shown.values()} == {2}
    then, now = shown[TIE_THEN], shown[TIE_NOW]
    assert dict(zip(then.columns, then.column_totals, strict=True))[PartnerTie.UNKNOWN] == 1
    assert dict(zip(now.columns, now.column_totals, strict=True))[PartnerTie.NONE] == 2
    assert {each.total for each in series(cases, Basis.START, 1)} == {1}
    assert {each.total for each in series(cases, Basis.NOTIFICATION, 5)} == {None}


@pytest.mark.rule("fwo-kpi")
def test_a_factor_of_military_ties_counts_though_no_list_names_the_partner(engine: sa.Engine, world: World) -> None:
    world.notify(1)
    assert world.screen(1, "first")
    asserted = factors.AssertRiskFactor(case(1), "P-MIL-TIE", "Its own website.", None)
    world.do(asserted, OFFICER)
    (row,) = counted(engine, world).figures()
    assert (row.tie_then, row.has_military_factor) == (PartnerTie.MILITARY, True)


def test_matches_found_false_are_told_by_what_was_compared(engine: sa.Engine, world: World) -> None:
    world.register(1)
    world.notify(1)
    world.do(parties.LinkParty(case(1), party(1), parties.PartyRole.PARTNER), OFFICER)
    assert world.screen(1, "first", hit(1, 1))
    resolve = screening.ResolveHit(case(1), hit_id(1, 1), Resolution.FALSE_POSITIVE, "Another")
    world.do(resolve, OFFICER)
    assert counted(engine, world).false_positives() == {(case(1), "ofac-sdn", "E1", "f1", "print of E1")}


def test_the_annual_report_counts_a_year(engine: sa.Engine, world: World) -> None:
    a_life(world, 1, "project")
    world.notify(2)
    world.do(spine.Withdraw(case(2), "No money."), OFFICER)
    an_end(world, 1)
    queries = counted(engine, world)
    dated = queries.deadlines_within(date(2020, 1, 1), date(2027, 12, 31))
    told = (queries.figures(), queries.reports(), queries.analyses(), dated, queries.all_licences())

    found = annual(SLUG, 2026, *told, date(2027, 12, 31))

    assert found.notified == 2
    assert dict(found.outcomes) == {"terminated": 1, "withdrawn": 1}
    assert (found.measures_set, found.measures_verified, found.suspensions) == (1, 1, 1)
    assert dict(found.licences) == {"granted": 1}
    assert dict(found.incidents) == {"KV1": 1}
    assert (found.reports_due, found.reports_overdue, dict(found.breaches)) == (1, 0, {"KV1": 1})
    assert found.to_decision.cases == 1
    assert annual(SLUG, 2020, *told, date(2027, 12, 31)).notified == 0


@pytest.mark.rule("risk-analysis")
def test_the_annual_report_counts_what_is_overdue_of_every_kind(engine: sa.Engine, world: World) -> None:
    a_life(world, 1)
    queries = counted(engine, world)
    dated = queries.deadlines_within(date(2020, 1, 1), date(2099, 12, 31))
    is_late = [each for each in dated if each.state is State.OPEN]
    assert {Kind.LICENCE_EXPIRY, Kind.MITIGATION_REVIEW} <= {each.kind for each in is_late}
    loose = [replace(each, case_id=None, cases=(), valid_until=date(2026, 7, 1)) for each in queries.all_licences()]
    years = {each.due_on.year for each in dated} | {2026}
    of_year = [annual(SLUG, year, (), (), (), dated, loose, date(2100, 1, 1)) for year in sorted(years)]

    late = sum((Counter(found.overdue) for found in of_year), Counter[str]())

    assert late == Counter(str(each.kind) for each in is_late) + Counter(licence_expiry=len(loose))
    due = sum((Counter(found.due) for found in of_year), Counter[str]())
    assert due == Counter(str(each.kind) for each in dated) + Counter(licence_expiry=len(loose))
    assert not annual(SLUG, 2026, (), (), (), dated, loose, date(2020, 1, 1)).overdue, "what is to come is not overdue"
