"""The addresses of who forgets: erasures, holds, what is due, and all that is held about a person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import marshmallow
from flask import Response

from api import identity
from api.access import OFFICES, About, Access, Realm
from api.ports import Ports
from api.rest import answers, plain
from api.rest import fields as strict
from api.rest.questions import WholeQuery
from api.rest.routes import Route
from domain.erasure.commands import COMMANDS
from domain.erasure.words import Held, Status
from domain.errors import UnusableInputError
from domain.values import Role
from projections.erasure_queries import ErasureQueries
from projections.erasures import ErasureRow, HoldRow
from projections.search_words import words_of

_FORGETTERS = frozenset({Role.DATA_PROTECTION_OFFICER, Role.INSTITUTION_APPROVER})
READERS = Access(Realm.INSTITUTION, OFFICES | _FORGETTERS | {Role.AUDITOR}, About.REGISTERS)
"""Who may know what is forgotten and held: ids, grounds and days, and the reasons for who may read personal texts."""
DECIDERS = Access(Realm.INSTITUTION, COMMANDS["confirm"].roles, About.REGISTERS)
"""Who confirms an erasure that somebody else proposed."""
PRIVACY = Access(Realm.INSTITUTION, frozenset({Role.DATA_PROTECTION_OFFICER}), About.PERSON_REPORT)
"""Who answers people about what is held of them."""
MOST_SUBJECTS: Final = 20
"""So many people are told of one question: who asks about a person knows the name, and this is no register."""
_REFERENCE: Final = re.compile(r"KV-[A-Z0-9_]{1,40}-[0-9]{4}-[0-9]{6}")


class ErasuresQuery(WholeQuery):
    """Which erasures."""

    status = strict.Word(Status)
    kind = strict.Word(Held)
    sort = strict.Sorting("proposed_on", "decided_on", "status", "kind")


class HoldsQuery(WholeQuery):
    """Which holds."""

    kind = strict.Word(Held)
    sort = strict.Sorting("placed_on", "until", "lifted_on", "kind")


class ProposalsQuery(WholeQuery):
    """Which records whose time is over."""

    kind = strict.Word(Held)
    sort = strict.Sorting("due_on", "ended_on", "kind")


class ReportQuery(marshmallow.Schema):
    """What a report is for."""

    purpose = strict.QueryText(metadata={"description": "Recorded with the report; an access request unless told."})


class SubjectsQuery(WholeQuery):
    """Whom a request is about."""

    text = strict.QueryText(
        200, required=True, metadata={"description": "A name as its bearer writes it, or the reference of a case."}
    )


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """Somebody, or a case, whom a request may be about, with what tells two people of one name apart.

    `reference` is that of a case, `identity` the user name of a person, and `cases` the references of the cases that a
    person takes or took part in.
    """

    kind: Held
    subject_id: UUID
    name: str | None
    aliases: tuple[str, ...]
    birth_year: str | None
    identity: str | None
    reference: str | None
    cases: tuple[str, ...]
    is_erased: bool


class ReportSchema(marshmallow.Schema):
    """All that is held about a person."""

    made_at = marshmallow.fields.String()
    institution = marshmallow.fields.String()
    names = marshmallow.fields.Dict()
    purposes = marshmallow.fields.List(marshmallow.fields.String())
    legal_basis = marshmallow.fields.String()
    origin = marshmallow.fields.String()
    automated_decisions = marshmallow.fields.String()
    rights = marshmallow.fields.String()
    person = marshmallow.fields.Dict()
    register = marshmallow.fields.List(marshmallow.fields.Dict())
    cases = marshmallow.fields.List(marshmallow.fields.Dict())
    incidents = marshmallow.fields.List(marshmallow.fields.Dict())
    consulted = marshmallow.fields.List(marshmallow.fields.Dict())
    handed_out = marshmallow.fields.List(marshmallow.fields.Dict())
    mandates = marshmallow.fields.List(marshmallow.fields.Dict())
    reports_given = marshmallow.fields.List(marshmallow.fields.Dict())
    erasures = marshmallow.fields.List(marshmallow.fields.Dict())
    retention = marshmallow.fields.Dict()
    not_told = marshmallow.fields.List(marshmallow.fields.String())


class ProposalsSchema(marshmallow.Schema):
    """Cases and persons whose time is over."""

    items = marshmallow.fields.List(marshmallow.fields.Dict(), required=True)
    next = marshmallow.fields.String(allow_none=True, required=True)


def erasures(ports: Ports) -> Iterable[Route]:
    """Return the address of the erasures of an institution, proposed, withdrawn and carried out."""

    def listed(query: dict[str, Any]) -> Response:
        queries = ports.erasure_queries(identity.required().institution)
        return answers.part(queries.erasures(), query, "erasure_id", personal=True)

    what = "The erasures\nWho proposed and confirmed them, when and on which ground."
    yield answers.get("erasures", "/erasures", listed, READERS, what, answers.page_of(ErasureRow), ErasuresQuery)


def holds(ports: Ports) -> Route:
    """Return the address of the holds of an institution."""

    def listed(query: dict[str, Any]) -> Response:
        found = ports.erasure_queries(identity.required().institution).holds()
        return answers.part(found, query, "hold_id", personal=True)

    return answers.get("holds", "/holds", listed, READERS, "The legal holds", answers.page_of(HoldRow), HoldsQuery)


def proposals(ports: Ports) -> Route:
    """Return the address of what may be proposed for erasure."""

    def due(query: dict[str, Any]) -> Response:
        found = ports.retention(identity.required().institution)
        return answers.part(found, query, "kind", "subject_id", personal=True)

    what = "Records whose time is over\nBy which rule, since when, and what still keeps an erasure back."
    return answers.get("retention", "/retention/proposals", due, READERS, what, ProposalsSchema, ProposalsQuery)


def subjects(ports: Ports) -> Route:
    """Return the address where who answers a request finds the person or the case that it is about."""

    def found(query: dict[str, Any]) -> Response:
        rows = called(ports.erasure_queries(identity.required().institution), query.pop("text"))
        return answers.part(rows, query, "subject_id", personal=True)

    what = (
        "Whom a request is about\nA person by the whole name, or a case by its reference, with the id by which an "
        "erasure, a hold or a report is asked for. One word finds only who has no other name."
    )
    rows = answers.page_of(SubjectRow)
    return answers.get("data-subjects", "/data-subjects", found, PRIVACY, what, rows, SubjectsQuery)


def called(queries: ErasureQueries, text: str) -> tuple[SubjectRow, ...]:
    """Return whom somebody means by a name or a reference. Raises `UnusableInputError`."""
    reference = text.strip().upper()
    if _REFERENCE.fullmatch(reference):
        case = queries.case_by_reference(reference)
        if case is None:
            return ()
        gone = queries.is_erased(case.case_id)
        return (SubjectRow(Held.CASE, case.case_id, None, (), None, None, case.reference, (), gone),)
    if not text.isprintable() or not words_of(text):
        raise UnusableInputError("text", "holds no word", "a name, or the reference of a case")
    people = queries.persons_called(text)
    if len(people) > MOST_SUBJECTS:
        raise UnusableInputError("text", f"names {len(people)} people", "more of the name")
    found = []
    for each in people:
        cases = queries.cases_by_id([link.case_id for link in queries.cases_of(each.person_id)])
        references = tuple(sorted(row.reference for row in cases.values()))
        known = (each.name, each.aliases, each.birth_year, each.identity)
        found.append(SubjectRow(Held.PERSON, each.person_id, *known, None, references, is_erased=False))
    return tuple(found)


def report(ports: Ports) -> Route:
    """Return the address of all that is held about a person (GDPR art. 15); each answer is recorded."""

    def held(query: dict[str, Any], identifier: UUID) -> Response:
        return plain.response(dict(ports.person_report(identifier, identity.required(), query.get("purpose"))))

    what = "All that is held about a person\nGDPR art. 15. It is recorded who asked for it, and what for."
    rule = "/persons/<uuid:identifier>/report"
    asked = answers.get("person-report", rule, held, PRIVACY, what, ReportSchema, ReportQuery)
    return replace(asked, refusals=(*asked.refusals, 409))  # of who is forgotten nothing new is written
