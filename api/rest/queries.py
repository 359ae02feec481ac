"""The addresses that only read: cases, registers, lists, runs, the FWO's portfolio, and ad hoc questions."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response

from api import access, identity
from api import hits as told
from api.access import CASE_READERS, FWO, OFFICES, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import answers, erasures, figures, plain, preconditions, screen, sharing
from api.rest.commands import COLLECTIONS, RecordedSchema, exposed
from api.rest.questions import (
    CasesQuery,
    DeadlinesQuery,
    IncidentsQuery,
    MatchBody,
    NothingBody,
    PageQuery,
    PartiesQuery,
    PortfolioQuery,
    RouteQuery,
    WorkQuery,
)
from api.rest.routes import GateSchema, Route, RoutedSchema
from domain.aggregate import Aggregate, Home
from domain.collaboration import disclosure
from domain.errors import NotFoundError
from domain.party import commands as party_commands
from domain.person import decider as person_decider
from domain.ports import Match
from domain.rulebook import RuleText
from domain.values import Role
from projections.case_register import CaseRow
from projections.deadlines import DeadlineRow
from projections.fwo_portfolio import PortfolioRow
from projections.fwo_reports import ReportRow
from projections.incidents import IncidentRow
from projections.institutions import InstitutionRow
from projections.licences import LicenceToday, as_of
from projections.list_status import ListRow
from projections.pages import Page
from projections.parties import OwnerRow, PartyRow
from projections.party_cases import LinkRow
from projections.persons import PersonRow
from projections.rescreening_runs import RunRow

_KEEPERS = frozenset({Role.ADMIN, Role.OPERATOR})
_CASES = Access(Realm.INSTITUTION, CASE_READERS)
_OFFICES = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR})
_RUNS = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR, Role.OPERATOR, Role.ADMIN})
_LOOKED_UP_BY = Access(Realm.INSTITUTION, party_commands.COMMANDS["record-ownership"].roles)
_INCIDENTS = Access(Realm.INSTITUTION, access.INCIDENT_READERS)
_ALL = Access(Realm.SIGNED_IN)
_CHANGES = Access(Realm.SIGNED_IN, _KEEPERS | {Role.AUDITOR})


def routes(ports: Ports) -> dict[str, tuple[Route, ...]]:
    """Return the reading addresses by the name under which they stand."""
    reading = Reading(ports)
    return {
        "collaborations": (
            *_collaborations(reading),
            screen.route(reading, _CASES),
            sharing.check(ports, reading),
            _history("collaboration", _CASES, reading),
        ),
        "parties": (*_parties(reading), _history("party", _OFFICES, reading)),
        "persons": (*_persons(reading), erasures.report(ports), _history("person", _OFFICES, reading)),
        "erasures": (*erasures.erasures(ports), _history("erasure", erasures.READERS, reading)),
        "holds": (erasures.holds(ports), _history("hold", erasures.READERS, reading)),
        "retention": (erasures.proposals(ports),),
        "licences": (*_licences(reading), _history("licence", _OFFICES, reading)),
        "incidents": _incidents(reading),
        "fwo-reports": (*_reports(reading), _history("fworeport", _OFFICES, reading)),
        "lists": (*_lists(ports), _history("watchlist", _CHANGES, reading)),
        "policies": (*_rules(ports), _history("policyset", _CHANGES, reading)),
        "institutions": (*_institutions(ports), _history("institution", _CHANGES, reading)),
        "work-list": (_work_list(reading),),
        "deadlines": (*_deadlines(reading),),
        "runs": _runs(reading),
        "risk-analyses": figures.analyses(reading),
        "fwo": (_portfolio(ports), figures.of_the_fwo(ports)),
        "figures": (figures.own(ports),),
        "questionnaires": (figures.questionnaires(ports),),
        "screening": (_match(ports),),
        "jobs": (_rescreen(ports),),
    }


def _collaborations(reading: Reading) -> Iterable[Route]:
    def cases(query: dict[str, Any]) -> Response:
        actor = identity.required()
        return answers.page(
            reading.cases(actor, **answers.paging(query)), personal=access.may_read_personal_texts(actor)
        )

    def case(identifier: UUID) -> Response:
        actor = identity.required()
        row = reading.case(identifier, actor)
        return answers.one(row, identifier, row.version, personal=access.may_read_personal_texts(actor))

    def gates(identifier: UUID) -> Response:
        version, found = reading.gates(identifier, identity.required())
        answer = {"items": plain.gates(found), "version": version}
        return plain.response(answer, headers={"ETag": preconditions.etag(identifier, version)})

    def hits(identifier: UUID) -> Response:
        actor = identity.required()
        found = told.of_case(reading, identifier, actor)
        return answers.everything(found, personal=access.may_read_personal_texts(actor))

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
        tag=True,
    )
    yield answers.get(
        "gates",
        "/collaborations/<uuid:identifier>/gates",
        gates,
        _CASES,
        "What still has to happen\nEvery open gate, with its rule and source and what closes it.",
        answers.list_of(GateSchema),
    )
    yield answers.get(
        "hits",
        "/collaborations/<uuid:identifier>/hits",
        hits,
        _OFFICES,
        "Hits on lists",
        answers.items_of(told.HitTold),
    )


def _parties(reading: Reading) -> Iterable[Route]:
    def parties(query: dict[str, Any]) -> Response:
        return answers.page(reading.queries(identity.required()).parties(**answers.paging(query)), personal=True)

    def party(identifier: UUID) -> Response:
        row = reading.queries(identity.required()).party(identifier)
        if row is None:
            raise NotFoundError("party", identifier)
        return answers.one(row, identifier, row.version, personal=True)

    def owners(identifier: UUID) -> Response:
        queries = reading.queries(identity.required())
        if queries.party(identifier) is None:
            raise NotFoundError("party", identifier)
        return answers.everything(queries.owners(identifier), personal=True)

    def cases(identifier: UUID) -> Response:
        queries = reading.queries(identity.required())
        if queries.party(identifier) is None:
            raise NotFoundError("party", identifier)
        return answers.everything(queries.cases_of(identifier), personal=True)

    yield answers.get(
        "parties", "/parties", parties, _CASES, "The organisations", answers.page_of(PartyRow), PartiesQuery
    )
    yield answers.get(
        "party", "/parties/<uuid:identifier>", party, _CASES, "One organisation", answers.row_of(PartyRow), tag=True
    )
    what = "Who owns an organisation\nReplaced by `record-ownership`; ended by `record-no-ownership-found`."
    yield answers.get(
        "party-owners", "/parties/<uuid:identifier>/owners", owners, _LOOKED_UP_BY, what, answers.items_of(OwnerRow)
    )
    rule = "/parties/<uuid:identifier>/collaborations"
    yield answers.get(
        "party-collaborations", rule, cases, _OFFICES, "Where an organisation takes part", answers.items_of(LinkRow)
    )


def _persons(reading: Reading) -> Iterable[Route]:
    def person(identifier: UUID) -> Response:
        actor = identity.required()
        row = reading.queries(actor).person(identifier)
        if row is None:
            raise NotFoundError("person", identifier)
        # The row does not move with what is decided or reported about a person; a writer needs the newest version.
        version = reading.history(person_decider.AGGREGATE, identifier, actor)[-1].version
        personal = access.may_read_personal_texts(actor)
        return answers.one(replace(row, version=version), identifier, version, personal=personal)

    yield answers.get(
        "person", "/persons/<uuid:identifier>", person, _OFFICES, "One person", answers.row_of(PersonRow), tag=True
    )


def _licences(reading: Reading) -> Iterable[Route]:
    def licences() -> Response:
        rows = reading.queries(identity.required()).all_licences()
        return answers.everything((as_of(row, reading.today) for row in rows), personal=True)

    def licence(identifier: UUID) -> Response:
        row = reading.queries(identity.required()).licence(identifier)
        if row is None:
            raise NotFoundError("licence", identifier)
        # No 304 for the same version: a licence expires by its day, and nothing need have been recorded.
        told = plain.row(as_of(row, reading.today), personal=True)
        return plain.response(told, headers={"ETag": preconditions.etag(identifier, row.version)})

    what = "The export licences\nAs they stand today: what is past its last day is expired, recorded or not."
    yield answers.get("licences", "/licences", licences, _OFFICES, what, answers.items_of(LicenceToday))
    rule = "/licences/<uuid:identifier>"
    yield answers.get("licence", rule, licence, _OFFICES, "One export licence", answers.row_of(LicenceToday))


def _incidents(reading: Reading) -> tuple[Route, ...]:
    def incidents(query: dict[str, Any]) -> Response:
        return answers.page(reading.incidents(identity.required(), **answers.paging(query)), personal=True)

    def incident(identifier: UUID) -> Response:
        row = reading.incident(identifier, identity.required())
        return answers.one(row, identifier, row.version, personal=True)

    def history(identifier: UUID) -> Response:
        actor = identity.required()
        version, recorded = reading.incident_history(identifier, actor)
        personal = access.may_read_incident_texts(actor)
        answer = {"items": [plain.event(each, personal=personal) for each in recorded], "version": version}
        return plain.response(answer, headers={"ETag": preconditions.etag(identifier, version)})

    rule = "/incidents/<uuid:identifier>"
    what = "What happened to an incident\nWho only reported it reads the report."
    return (
        answers.get(
            "incidents",
            "/incidents",
            incidents,
            _INCIDENTS,
            "The incidents that you may know of",
            answers.page_of(IncidentRow),
            IncidentsQuery,
        ),
        answers.get("incident", rule, incident, _INCIDENTS, "One incident", answers.row_of(IncidentRow), tag=True),
        answers.get("incidents-history", f"{rule}/history", history, _INCIDENTS, what, answers.list_of(RecordedSchema)),
    )


def _reports(reading: Reading) -> Iterable[Route]:
    def report(identifier: UUID) -> Response:
        actor = identity.required()
        row = reading.queries(actor).report(identifier)
        if row is None or not reading.may_know(row.case_id, actor):
            raise NotFoundError("report", identifier)
        return answers.one(row, identifier, row.version, personal=True)

    def reports(identifier: UUID) -> Response:
        actor = identity.required()
        reading.case(identifier, actor)
        return answers.everything(reading.queries(actor).reports(identifier), personal=True)

    rule = "/fwo-reports/<uuid:identifier>"
    yield answers.get("fwo-report", rule, report, _CASES, "One report to the FWO", answers.row_of(ReportRow), tag=True)
    rule = "/collaborations/<uuid:identifier>/fwo-reports"
    yield answers.get(
        "case-fwo-reports", rule, reports, _CASES, "The reports to the FWO on a case", answers.items_of(ReportRow)
    )


def _lists(ports: Ports) -> Iterable[Route]:
    def lists() -> Response:
        return answers.everything(ports.shared_queries.lists(), personal=True)

    def one(list_id: str) -> Response:
        row = ports.shared_queries.list(list_id) or next(
            (each for each in ports.shared_queries.lists() if str(each.watchlist_id) == list_id), None
        )
        if row is None:
            raise NotFoundError("list", list_id)
        return answers.one(row, row.watchlist_id, row.version, personal=True)

    yield answers.get(
        "lists", "/lists", lists, _ALL, "The watch lists and their versions in force", answers.items_of(ListRow)
    )
    yield answers.get(
        "list", "/lists/<list_id>", one, _ALL, "One watch list, by its name or id", answers.row_of(ListRow), tag=True
    )


def _rules(ports: Ports) -> Iterable[Route]:
    def rules() -> Response:
        return answers.everything(ports.rulebook.rules(), personal=True)

    def rule(rule_id: str) -> Response:
        return plain.response(plain.of(ports.rulebook.explain(rule_id)))

    yield answers.get(
        "rules", "/policies/rules", rules, _ALL, "Every rule, with its source and scope", answers.items_of(RuleText)
    )
    yield answers.get(
        "rule",
        "/policies/rules/<rule_id>",
        rule,
        _ALL,
        "One rule, as the edition in force has it",
        answers.row_of(RuleText),
    )


def _institutions(ports: Ports) -> tuple[Route, ...]:
    def known(slug: str) -> InstitutionRow:
        row = ports.shared_queries.institution(slug)
        if row is None:
            raise NotFoundError("institution profile", slug)
        return row

    def institutions() -> Response:
        return answers.everything(ports.shared_queries.institutions(), personal=True)

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
            _ALL,
            "The institutions and whom to reach there",
            answers.items_of(InstitutionRow),
        ),
        answers.get("institution", rule, institution, _ALL, "One", answers.row_of(InstitutionRow), tag=True),
        answers.get("institution-route", f"{rule}/route", route, _ALL, what, RoutedSchema, RouteQuery),
    )


def _work_list(reading: Reading) -> Route:
    def tasks(query: dict[str, Any]) -> Response:
        found = reading.queries(identity.required()).work_list(**answers.paging(query))
        return answers.page(Page(told.tasks(found.items), found.next), personal=True)

    return answers.get(
        "work-list", "/work-list", tasks, _OFFICES, "What waits for whom", answers.page_of(told.TaskTold), WorkQuery
    )


def _deadlines(reading: Reading) -> Iterable[Route]:
    def deadlines(query: dict[str, Any]) -> Response:
        actor = identity.required()
        found = reading.queries(actor).deadlines(**answers.paging(query))
        return answers.page(found, personal=access.may_read_personal_texts(actor))

    def of_case(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        reading.case(identifier, actor)
        found = reading.queries(actor).deadlines(case_id=identifier, **answers.paging(query))
        if access.reads_only_own_cases(actor):
            found = replace(found, items=tuple(row for row in found.items if disclosure.tells_deadline(row.kind)))
        return answers.page(found, personal=access.may_read_personal_texts(actor))

    rows = answers.page_of(DeadlineRow)
    yield answers.get("deadlines", "/deadlines", deadlines, _OFFICES, "What is due by when", rows, DeadlinesQuery)
    rule = "/collaborations/<uuid:identifier>/deadlines"
    summary = "The deadlines of a case, the first due first"
    yield answers.get("collaboration-deadlines", rule, of_case, _CASES, summary, rows, PageQuery)


def _runs(reading: Reading) -> tuple[Route, ...]:
    def runs() -> Response:
        return answers.everything(reading.queries(identity.required()).runs(), personal=True)

    def run(identifier: UUID) -> Response:
        row = reading.queries(identity.required()).run(identifier)
        if row is None:
            raise NotFoundError("run", identifier)
        return answers.one(row, identifier, row.version, personal=True)

    return (
        answers.get("runs", "/runs", runs, _RUNS, "The re-screening runs", answers.items_of(RunRow)),
        answers.get(
            "run", "/runs/<uuid:identifier>", run, _RUNS, "One re-screening run", answers.row_of(RunRow), tag=True
        ),
    )


def _portfolio(ports: Ports) -> Route:
    def portfolio(query: dict[str, Any]) -> Response:
        return answers.page(ports.fwo_queries.portfolio(**answers.paging(query)), personal=False)

    who = Access(Realm.FWO, frozenset({Role.FWO_MONITOR}))
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
        Access(Realm.INSTITUTION, frozenset({Role.CONTACT_POINT_OFFICER, Role.EXPORT_CONTROL_OFFICER})),
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
        Access(Realm.INSTITUTION, frozenset({Role.OPERATOR, Role.CONTACT_POINT_OFFICER})),
        "Hold the lists in force against every live case\nDoing it twice changes nothing.",
        body=NothingBody,
        refusals=(400, 413, 415, 422, 503),
    )


def _history(kind: str, who: Access, reading: Reading) -> Route:
    """Return the address of all that happened to one thing, with its ETag."""
    aggregate: Aggregate = next(each for each in exposed() if each.name == kind)

    def history(identifier: UUID) -> Response:
        actor = identity.required()
        personal = access.may_read_personal_texts(actor) or aggregate.home is Home.SHARED
        version, told = reading.story(aggregate, identifier, actor)
        items = [plain.event(each.recorded, personal=personal, only=each.fields) for each in told]
        answer = {"items": items, "version": version}
        return plain.response(answer, headers={"ETag": preconditions.etag(identifier, version)})

    name = COLLECTIONS[kind]
    rule = f"/{name}/<uuid:identifier>/history"
    return answers.get(
        f"{name}-history", rule, history, who, "What happened, who did it and when", answers.list_of(RecordedSchema)
    )
