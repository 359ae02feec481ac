"""The addresses that only read: cases, registers, lists, runs, the FWO's portfolio, and ad hoc questions."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response

from api import access, identity, work
from api import hits as told
from api.access import CASE_READERS, FWO, OFFICES, About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import (
    answers,
    documents,
    erasures,
    figures,
    handouts,
    held,
    imports,
    mandates,
    paging,
    plain,
    preconditions,
    proof,
    read_reports,
    registers,
    screen,
    search,
    sharing,
    telling,
    then_and_now,
)
from api.rest.commands import COLLECTIONS, RecordedSchema, exposed
from api.rest.past import then, then_fwo
from api.rest.questions import (
    AsOfQuery,
    CaseDeadlinesQuery,
    CasesQuery,
    DeadlinesQuery,
    HitsQuery,
    InstitutionsQuery,
    LinksQuery,
    ListsQuery,
    MatchBody,
    NothingBody,
    PastWholeQuery,
    PortfolioQuery,
    ReportsQuery,
    RouteQuery,
    RulesQuery,
    RunCasesQuery,
    RunsQuery,
    WorkQuery,
)
from api.rest.routes import GateSchema, Route, RoutedSchema
from domain.aggregate import Aggregate, Home
from domain.collaboration import decider, disclosure
from domain.errors import NotFoundError
from domain.fwo_report import decider as fwo_report
from domain.ports import Match
from domain.rescreening import decider as rescreening
from domain.rulebook import RuleText
from domain.values import Role
from projections.case_register import CaseRow
from projections.deadlines import DeadlineRow
from projections.fwo_portfolio import PortfolioRow
from projections.fwo_reports import ReportRow
from projections.institutions import InstitutionRow
from projections.list_status import ListRow
from projections.pages import Page
from projections.party_cases import LinkRow
from projections.rescreening_runs import RescreenedRow, RunRow

_KEEPERS = frozenset({Role.ADMIN, Role.OPERATOR})
_CASES = Access(Realm.INSTITUTION, CASE_READERS, About.CASES)
_WORK = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR}, About.CASES)
REPORTS = replace(_CASES, about=About.REPORTS)
REPORT_STORIES = replace(_WORK, about=About.REPORTS)
"""Who reads what happened to a report to the FWO."""
_REGISTERS = replace(_WORK, about=About.REGISTERS)
_RUNS = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR, Role.OPERATOR, Role.ADMIN}, About.UPKEEP)
ALL = Access(Realm.SIGNED_IN, frozenset(), About.SHARED)
"""Everybody who is signed in."""
_CHANGES = Access(Realm.SHARED, _KEEPERS | {Role.AUDITOR}, About.SHARED)


def routes(ports: Ports) -> dict[str, tuple[Route, ...]]:
    """Return the reading addresses by the name under which they stand."""
    reading = Reading(ports)
    return {
        "collaborations": (
            *_collaborations(reading),
            screen.route(reading, _CASES),
            sharing.check(ports, reading),
            then_and_now.route(ports),
            proof.bundle(ports, reading),
            *documents.routes(ports, reading),
            imports.route(ports),
            search.route(reading),
            *handouts.of_cases(ports),
            _history("collaboration", _CASES, reading),
        ),
        "parties": (*registers.parties(reading), _history("party", _REGISTERS, reading)),
        "persons": (*registers.persons(reading), erasures.report(ports), _history("person", _REGISTERS, reading)),
        "erasures": (*erasures.erasures(ports), _history("erasure", erasures.READERS, reading)),
        "holds": (erasures.holds(ports), _history("hold", erasures.READERS, reading)),
        "covers": (mandates.covers(ports), _history("cover", mandates.KEEPERS, reading)),
        "grants": (mandates.grants(ports), _history("grant", mandates.KEEPERS, reading)),
        "retention": (erasures.proposals(ports),),
        "data-subjects": (erasures.subjects(ports),),
        "licences": (
            *registers.licences(reading),
            handouts.of_licences(ports),
            _history("licence", _REGISTERS, reading),
        ),
        "incidents": registers.incidents(reading),
        "fwo-reports": (*_reports(reading), _history("fworeport", REPORT_STORIES, reading)),
        "lists": (*_lists(ports), held.route(ports), _history("watchlist", _CHANGES, reading)),
        "policies": (*_rules(ports), _history("policyset", _CHANGES, reading)),
        "institutions": (*_institutions(ports), _history("institution", _CHANGES, reading)),
        "ledger": (proof.verification(ports),),
        "access": tuple(read_reports.routes(ports)),
        "work-list": (_work_list(ports, reading),),
        "deadlines": (*_deadlines(ports, reading),),
        "runs": _runs(reading),
        "risk-analyses": figures.analyses(reading),
        "handouts": handouts.record(ports),
        "fwo": (_portfolio(ports), handouts.of_the_fwo(ports), figures.of_the_fwo(ports)),
        "figures": (figures.own(ports, reading),),
        "questionnaires": (figures.questionnaires(ports),),
        "screening": (_match(ports),),
        "jobs": (_rescreen(ports),),
        "outbox": (telling.dead_letters(ports),),
    }


def _collaborations(reading: Reading) -> Iterable[Route]:
    def cases(query: dict[str, Any]) -> Response:
        actor = identity.required()
        found = then(reading, query, actor).cases(actor, **paging.asked(query))
        return answers.page(found, personal=access.may_read_personal_texts(actor))

    def case(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        row = then(reading, query, actor, decider.AGGREGATE, identifier).case(identifier, actor)
        return answers.one(row, identifier, row.version, personal=access.may_read_personal_texts(actor))

    def gates(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        version, found = then(reading, query, actor, decider.AGGREGATE, identifier).gates(identifier, actor)
        items, following = paging.cut(plain.gates(found), query, "gate_id")
        answer = {"items": items, "next": following, "version": version}
        return plain.response(answer, headers={"ETag": preconditions.etag(identifier, version)})

    def hits(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        found = told.of_case(then(reading, query, actor, decider.AGGREGATE, identifier), identifier, actor)
        return answers.part(found, query, "hit_id", personal=access.may_read_personal_texts(actor))

    def parties(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        past = then(reading, query, actor, decider.AGGREGATE, identifier)
        past.case(identifier, actor)
        return answers.part(past.queries(actor).links(identifier), query, "subject_id", personal=True)

    yield answers.get(
        "collaborations", "/collaborations", cases, _CASES, "The cases", answers.page_of(CaseRow), CasesQuery
    )
    yield answers.get(
        "collaboration",
        "/collaborations/<uuid:identifier>",
        case,
        _CASES,
        "One case",
        answers.row_of(CaseRow),
        AsOfQuery,
        tag=True,
    )
    yield answers.get(
        "gates",
        "/collaborations/<uuid:identifier>/gates",
        gates,
        _CASES,
        "What still has to happen\nEvery open gate, with its rule and source and what closes it.",
        answers.list_of(GateSchema),
        PastWholeQuery,
    )
    yield answers.get(
        "hits",
        "/collaborations/<uuid:identifier>/hits",
        hits,
        _WORK,
        "Hits on lists",
        answers.page_of(told.HitTold),
        HitsQuery,
    )
    yield answers.get(
        "participants",
        "/collaborations/<uuid:identifier>/participants",
        parties,
        _WORK,
        "Who takes part, or took part\nBy id; names stand in the registers.",
        answers.page_of(LinkRow),
        LinksQuery,
    )


def _reports(reading: Reading) -> Iterable[Route]:
    def report(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        row = then(reading, query, actor, fwo_report.AGGREGATE, identifier).report(identifier, actor)
        return answers.one(row, identifier, row.version, personal=True)

    def reports(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        past = then(reading, query, actor, decider.AGGREGATE, identifier)
        past.case(identifier, actor)
        return answers.part(past.queries(actor).reports(identifier), query, "report_id", personal=True)

    def every(query: dict[str, Any]) -> Response:
        actor = identity.required()
        return answers.part(then(reading, query, actor).reports(actor), query, "report_id", personal=True)

    rule, row = "/fwo-reports/<uuid:identifier>", answers.row_of(ReportRow)
    yield answers.get("fwo-report", rule, report, REPORTS, "One report to the FWO", row, AsOfQuery, tag=True)
    rows = answers.page_of(ReportRow)
    yield answers.get("fwo-reports", "/fwo-reports", every, REPORTS, "The reports to the FWO", rows, ReportsQuery)
    rule, what = "/collaborations/<uuid:identifier>/fwo-reports", "The reports to the FWO on a case"
    yield answers.get("case-fwo-reports", rule, reports, REPORTS, what, rows, ReportsQuery)


def _lists(ports: Ports) -> Iterable[Route]:
    def lists(query: dict[str, Any]) -> Response:
        return answers.part(ports.shared_queries.lists(), query, "list_id", personal=True)

    def one(list_id: str) -> Response:
        row = ports.shared_queries.list(list_id) or next(
            (each for each in ports.shared_queries.lists() if str(each.watchlist_id) == list_id), None
        )
        if row is None:
            raise NotFoundError("list", list_id)
        return answers.one(row, row.watchlist_id, row.version, personal=True)

    yield answers.get(
        "lists",
        "/lists",
        lists,
        ALL,
        "The watch lists and their versions in force",
        answers.page_of(ListRow),
        ListsQuery,
    )
    yield answers.get(
        "list", "/lists/<list_id>", one, ALL, "One watch list, by its name or id", answers.row_of(ListRow), tag=True
    )


def _rules(ports: Ports) -> Iterable[Route]:
    def rules(query: dict[str, Any]) -> Response:
        return answers.part(ports.rulebook.rules(), query, "rule_id", personal=True)

    def rule(rule_id: str) -> Response:
        return plain.response(plain.of(ports.rulebook.explain(rule_id)))

    yield answers.get(
        "rules",
        "/policies/rules",
        rules,
        ALL,
        "Every rule, with its source and scope",
        answers.page_of(RuleText),
        RulesQuery,
    )
    yield answers.get(
        "rule",
        "/policies/rules/<rule_id>",
        rule,
        ALL,
        "One rule, as the edition in force has it",
        answers.row_of(RuleText),
    )


def _institutions(ports: Ports) -> tuple[Route, ...]:
    def known(slug: str) -> InstitutionRow:
        row = ports.shared_queries.institution(slug)
        if row is None:
            raise NotFoundError("institution profile", slug)
        return row

    def institutions(query: dict[str, Any]) -> Response:
        return answers.part(ports.shared_queries.institutions(), query, "slug", personal=True)

    def institution(slug: str) -> Response:
        row = known(slug)
        return answers.one(row, row.institution_id, row.version, personal=True)

    def route(query: dict[str, Any], slug: str) -> Response:
        function = query["function"]
        return plain.response({"function": function.value, "addresses": list(known(slug).route(function))})

    rule = "/institutions/<slug>"
    what = "Whom to write to\nThe contact point, where a function has no address of its own."
    return (
        answers.get(
            "institutions",
            "/institutions",
            institutions,
            ALL,
            "The institutions and whom to reach there",
            answers.page_of(InstitutionRow),
            InstitutionsQuery,
        ),
        answers.get("institution", rule, institution, ALL, "One institution", answers.row_of(InstitutionRow), tag=True),
        answers.get("institution-route", f"{rule}/route", route, ALL, what, RoutedSchema, RouteQuery),
    )


def _work_list(ports: Ports, reading: Reading) -> Route:
    def tasks(query: dict[str, Any]) -> Response:
        actor = identity.required()
        now = then(reading, query, actor)
        in_force = ports.mandate_queries(actor.institution).covers_on(now.today)
        asked = {**query, "mine": work.mine(actor, in_force) if query.pop("mine", False) else None}
        found = now.queries(actor).work_list(**paging.asked(asked))
        return answers.page(Page(work.tasks(told.tasks(found.items), in_force), found.next), personal=True)

    return answers.get(
        "work-list", "/work-list", tasks, _WORK, "What waits for whom", answers.page_of(told.TaskTold), WorkQuery
    )


def _deadlines(ports: Ports, reading: Reading) -> Iterable[Route]:
    def deadlines(query: dict[str, Any]) -> Response:
        actor = identity.required()
        now = then(reading, query, actor)
        in_force = ports.mandate_queries(actor.institution).covers_on(now.today)
        asked = {**query, "mine": work.mine(actor, in_force) if query.pop("mine", False) else None}
        found = now.queries(actor).deadlines(**paging.asked(asked))
        rows = Page(work.deadlines(found.items, in_force), found.next)
        return answers.page(rows, personal=access.may_read_personal_texts(actor))

    def of_case(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        past = then(reading, query, actor, decider.AGGREGATE, identifier)
        past.case(identifier, actor)
        found = past.queries(actor).deadlines(case_id=identifier, **paging.asked(query))
        if access.reads_only_own_cases(actor):
            found = replace(found, items=tuple(row for row in found.items if disclosure.tells_deadline(row.kind)))
        return answers.page(found, personal=access.may_read_personal_texts(actor))

    rows = answers.page_of(work.DeadlineTold)
    yield answers.get("deadlines", "/deadlines", deadlines, _WORK, "What is due by when", rows, DeadlinesQuery)
    rows = answers.page_of(DeadlineRow)
    rule = "/collaborations/<uuid:identifier>/deadlines"
    summary = "The deadlines of a case, the first due first"
    yield answers.get("collaboration-deadlines", rule, of_case, _CASES, summary, rows, CaseDeadlinesQuery)


def _runs(reading: Reading) -> tuple[Route, ...]:
    def runs(query: dict[str, Any]) -> Response:
        actor = identity.required()
        return answers.part(then(reading, query, actor).queries(actor).runs(), query, "run_id", personal=True)

    def run(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        row = then(reading, query, actor, rescreening.AGGREGATE, identifier).queries(actor).run(identifier)
        if row is None:
            raise NotFoundError("run", identifier)
        return answers.one(row, identifier, row.version, personal=True)

    def cases(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        queries = then(reading, query, actor, rescreening.AGGREGATE, identifier).queries(actor)
        if queries.run(identifier) is None:
            raise NotFoundError("run", identifier)
        return answers.part(queries.rescreened(identifier), query, "case_id", personal=True)

    rule = "/runs/<uuid:identifier>"
    what, rows = "What a run found for each case", answers.page_of(RescreenedRow)
    return (
        answers.get("runs", "/runs", runs, _RUNS, "The re-screening runs", answers.page_of(RunRow), RunsQuery),
        answers.get("run-cases", f"{rule}/cases", cases, _WORK, what, rows, RunCasesQuery),
        answers.get("run", rule, run, _RUNS, "One re-screening run", answers.row_of(RunRow), AsOfQuery, tag=True),
    )


def _portfolio(ports: Ports) -> Route:
    def portfolio(query: dict[str, Any]) -> Response:
        queries = then_fwo(ports, query)
        return answers.page(queries.portfolio(**paging.asked(query)), personal=False)

    who = Access(Realm.FWO, frozenset({Role.FWO_MONITOR}), About.FUNDED)
    summary = "The cases that the FWO funds"
    return answers.get(
        "portfolio", f"/{FWO}/portfolio", portfolio, who, summary, answers.page_of(PortfolioRow), PortfolioQuery
    )


def _match(ports: Ports) -> Route:
    def match(body: dict[str, Any]) -> Response:
        found = ports.screening.match(body["name"], kind=body["kind"], country=body["country"])
        return answers.everything(found, personal=True)

    return Route(
        "match",
        "/screening/match",
        "POST",
        match,
        Access(Realm.INSTITUTION, frozenset({Role.CONTACT_POINT_OFFICER, Role.EXPORT_CONTROL_OFFICER}), About.SHARED),
        "Ask whether a name stands on a list\nNothing is recorded on a case.",
        body=MatchBody,
        answer=answers.items_of(Match),
        refusals=(400, 413, 415, 422),
    )


def _rescreen(ports: Ports) -> Route:
    def rescreen(body: dict[str, Any]) -> Response:
        institution = identity.required().institution
        return plain.response(
            {"institution": institution, "lists": plain.of(ports.jobs.rescreen(institution=institution))}
        )

    return Route(
        "rescreen",
        "/jobs/rescreen",
        "POST",
        rescreen,
        Access(Realm.INSTITUTION, frozenset({Role.OPERATOR, Role.CONTACT_POINT_OFFICER}), About.UPKEEP),
        "Hold the lists in force against every live case\nDoing it twice changes nothing.",
        body=NothingBody,
        refusals=(400, 413, 415, 422, 503),
    )


def _history(kind: str, who: Access, reading: Reading) -> Route:
    """Return the address of all that happened to one thing, with its ETag."""
    aggregate: Aggregate = next(each for each in exposed() if each.name == kind)

    def history(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        personal = access.tells_personal_texts(who, actor) or aggregate.home is Home.SHARED
        version, told = then(reading, query, actor, aggregate, identifier).story(aggregate, identifier, actor)
        every = [plain.event(each.recorded, personal=personal, only=each.fields) for each in told]
        items, following = paging.cut(every, query, "version")
        answer = {"items": items, "next": following, "version": version}
        return plain.response(answer, headers={"ETag": preconditions.etag(identifier, version)})

    name = COLLECTIONS[kind]
    rule = f"/{name}/<uuid:identifier>/history"
    what = "What happened, who did it and when"
    return answers.get(f"{name}-history", rule, history, who, what, answers.list_of(RecordedSchema), PastWholeQuery)
