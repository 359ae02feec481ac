"""What another edition of the rules would change in the cases of one's own institution; nothing is recorded."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import Flask, request
from werkzeug.wrappers import Response

from api import identity, language, reads
from api.access import OFFICES, About, Access, Realm
from api.ports import Ports
from api.upkeep import CaseChanged
from api.web import codes, page
from api.web.keeping import common
from domain import speech
from domain.errors import DomainError
from domain.gates import Gate
from domain.sentence import mark, named
from domain.values import Role

READERS: Final = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR}, About.CASES)
SHOWN: Final = 100
"""How many cases the page names; all are counted."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A case that would change, with what gates would open and close in the language of the page."""

    case_id: UUID | None
    case: CaseChanged
    opens: tuple[tuple[str, str], ...]
    closes: tuple[tuple[str, str], ...]


def install(app: Flask, ports: Ports) -> None:
    """Register the page, which has an address of its own for each edition, and who may see it."""

    def tried() -> Response:
        return _shown(ports, request.args.get("edition") or None)

    page.add(app, "try_edition", "/rules/other-edition", tried, READERS)


def _shown(ports: Ports, edition: str | None = None) -> Response:
    actor, found, problem, cases = identity.required(), None, None, []
    if edition is not None:
        try:
            found = ports.editions.try_on_own(edition, actor=actor)
        except DomainError as error:
            problem = common.refused(error)
    if found is not None:
        queries = ports.institution_queries(actor.institution)
        for each in found.cases[:SHOWN]:
            row = queries.case_by_reference(each.reference)
            gates = (each.change.gates_opened, each.change.gates_closed)
            opens, closes = (tuple(map(_told, some)) for some in gates)
            cases.append(Tried(row.case_id if row is not None else None, each, opens, closes))
        reads.saw([{"case_id": str(each.case_id)} for each in cases if each.case_id is not None])
    return page.show(
        "upkeep/other-edition.html",
        code=problem.status if problem else 200,
        editions=ports.editions.at_hand(actor=actor),
        chosen=edition,
        found=found,
        cases=cases,
        rules=codes.rules(ports) if found is not None else {},
        problem=problem,
    )


def _told(gate: Gate) -> tuple[str, str]:
    return gate.rule_id, named(speech.told(gate.reason, language.asked()), mark)
