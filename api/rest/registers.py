"""The addresses that read the registers: organisations, persons, licences and incidents, now or as of a moment."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response

from api import access, identity
from api.access import CASE_READERS, OFFICES, About, Access, Realm
from api.reading import Reading
from api.rest import answers, paging, plain, preconditions
from api.rest.commands import RecordedSchema
from api.rest.past import then
from api.rest.questions import (
    AsOfQuery,
    IncidentsQuery,
    LicencesQuery,
    LinksQuery,
    PartiesQuery,
    PastWholeQuery,
    PersonsQuery,
)
from api.rest.routes import Route
from domain.errors import NotFoundError
from domain.incident import decider as incident_file
from domain.licence import decider as licence_file
from domain.party import commands as party_commands
from domain.party import decider as party_file
from domain.person import decider as person_file
from domain.values import Actor, Role
from projections.incidents import IncidentRow
from projections.licences import LicenceToday
from projections.parties import OwnerRow, PartyRow
from projections.party_cases import LinkRow
from projections.persons import PersonRow
from projections.queries import InstitutionQueries

PARTIES = Access(Realm.INSTITUTION, CASE_READERS, About.REGISTERS)
"""Who looks organisations up: a researcher too, to name them."""
READERS = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR}, About.REGISTERS)
"""Who reads the other registers, where organisations and persons take part, and what happened to them."""
OWNERS = Access(Realm.INSTITUTION, party_commands.COMMANDS["record-ownership"].roles, About.REGISTERS)
INCIDENTS = Access(Realm.INSTITUTION, access.INCIDENT_READERS, About.INCIDENTS)


def parties(reading: Reading) -> Iterable[Route]:
    """Return the addresses of organisations."""

    def parties(query: dict[str, Any]) -> Response:
        actor = identity.required()
        found = then(reading, query, actor).queries(actor).parties(**paging.asked(query))
        return answers.page(found, personal=True)

    def of_party(query: dict[str, Any], identifier: UUID, actor: Actor) -> tuple[InstitutionQueries, PartyRow]:
        queries = then(reading, query, actor, party_file.AGGREGATE, identifier).queries(actor)
        row = queries.party(identifier)
        if row is None:
            raise NotFoundError("party", identifier)
        return queries, row

    def party(query: dict[str, Any], identifier: UUID) -> Response:
        _, row = of_party(query, identifier, identity.required())
        return answers.one(row, identifier, row.version, personal=True)

    def owners(query: dict[str, Any], identifier: UUID) -> Response:
        queries, _ = of_party(query, identifier, identity.required())
        return answers.part(queries.owners(identifier), query, "number", personal=True)

    def cases(query: dict[str, Any], identifier: UUID) -> Response:
        queries, _ = of_party(query, identifier, identity.required())
        return answers.part(queries.cases_of(identifier), query, "case_id", personal=True)

    rule, rows, row = "/parties/<uuid:identifier>", answers.page_of(PartyRow), answers.row_of(PartyRow)
    yield answers.get("parties", "/parties", parties, PARTIES, "The organisations", rows, PartiesQuery)
    yield answers.get("party", rule, party, PARTIES, "One organisation", row, AsOfQuery, tag=True)
    what = "Who owns an organisation\nReplaced by `record-ownership`; ended by `record-no-ownership-found`."
    edges = answers.page_of(OwnerRow)
    yield answers.get("party-owners", f"{rule}/owners", owners, OWNERS, what, edges, PastWholeQuery)
    what, rule, links = "Where an organisation takes part", f"{rule}/collaborations", answers.page_of(LinkRow)
    yield answers.get("party-collaborations", rule, cases, READERS, what, links, LinksQuery)


def persons(reading: Reading) -> Iterable[Route]:
    """Return the addresses of persons."""

    def persons(query: dict[str, Any]) -> Response:
        actor = identity.required()
        personal = access.may_read_personal_texts(actor)
        if query.get("text"):
            access.refuse_search(actor)
        found = then(reading, query, actor).queries(actor).persons(**paging.asked(query))
        return answers.page(found, personal=personal)

    def cases(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        queries = then(reading, query, actor, person_file.AGGREGATE, identifier).queries(actor)
        if queries.person(identifier) is None:
            raise NotFoundError("person", identifier)
        return answers.part(queries.cases_of(identifier), query, "case_id", personal=True)

    def person(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        past = then(reading, query, actor, person_file.AGGREGATE, identifier)
        row = past.queries(actor).person(identifier)
        if row is None:
            raise NotFoundError("person", identifier)
        # The row does not move with what is decided or reported about a person; a writer needs the newest version.
        version = past.history(person_file.AGGREGATE, identifier, actor)[-1].version
        personal = access.may_read_personal_texts(actor)
        return answers.one(replace(row, version=version), identifier, version, personal=personal)

    rows, links = answers.page_of(PersonRow), answers.page_of(LinkRow)
    yield answers.get("persons", "/persons", persons, READERS, "The persons", rows, PersonsQuery)
    rule, row = "/persons/<uuid:identifier>", answers.row_of(PersonRow)
    what = "Where a person takes part"
    yield answers.get("person-collaborations", f"{rule}/collaborations", cases, READERS, what, links, LinksQuery)
    yield answers.get("person", rule, person, READERS, "One person", row, AsOfQuery, tag=True)


def licences(reading: Reading) -> Iterable[Route]:
    """Return the addresses of export licences."""

    def licences(query: dict[str, Any]) -> Response:
        actor = identity.required()
        return answers.part(then(reading, query, actor).licences(actor), query, "licence_id", personal=True)

    def licence(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        row = then(reading, query, actor, licence_file.AGGREGATE, identifier).licence(identifier, actor)
        # No 304 for the same version: a licence expires by its day, and nothing need have been recorded.
        told = plain.row(row, personal=True)
        return plain.response(told, headers={"ETag": preconditions.etag(identifier, row.version)})

    what = "The export licences\nAs they stand on that day: past its last day one is expired, recorded or not."
    yield answers.get("licences", "/licences", licences, READERS, what, answers.page_of(LicenceToday), LicencesQuery)
    rule, row = "/licences/<uuid:identifier>", answers.row_of(LicenceToday)
    yield answers.get("licence", rule, licence, READERS, "One export licence", row, AsOfQuery)


def incidents(reading: Reading) -> tuple[Route, ...]:
    """Return the addresses of incidents."""

    def incidents(query: dict[str, Any]) -> Response:
        actor = identity.required()
        found = then(reading, query, actor).incidents(actor, **paging.asked(query))
        return answers.page(found, personal=True)

    def incident(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        row = then(reading, query, actor, incident_file.AGGREGATE, identifier).incident(identifier, actor)
        return answers.one(row, identifier, row.version, personal=True)

    def history(query: dict[str, Any], identifier: UUID) -> Response:
        actor = identity.required()
        past = then(reading, query, actor, incident_file.AGGREGATE, identifier)
        version, recorded = past.incident_history(identifier, actor)
        personal = access.may_read_incident_texts(actor)
        told = (plain.event(each, personal=personal) for each in recorded)
        items, following = paging.cut(told, query, "version")
        answer = {"items": items, "next": following, "version": version}
        return plain.response(answer, headers={"ETag": preconditions.etag(identifier, version)})

    rule, rows, row = "/incidents/<uuid:identifier>", answers.page_of(IncidentRow), answers.row_of(IncidentRow)
    told, what = (
        "What happened to an incident\nWho only reported it reads the report.",
        "The incidents that you may know of",
    )
    events = answers.list_of(RecordedSchema)
    return (
        answers.get("incidents", "/incidents", incidents, INCIDENTS, what, rows, IncidentsQuery),
        answers.get("incident", rule, incident, INCIDENTS, "One incident", row, AsOfQuery, tag=True),
        answers.get("incidents-history", f"{rule}/history", history, INCIDENTS, told, events, PastWholeQuery),
    )
