"""Who stands in for whom, and which auditor may read personal texts: given, renewed, ended and confirmed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from flask import Flask, redirect, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity, reads
from api.access import About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import preconditions
from api.rest.mandates import KEEPERS
from api.web import page
from api.web.keeping import common
from domain.errors import DomainError, UnusableInputError
from domain.institution import covers as covering
from domain.institution import grants as granting
from domain.institution.covers import COVERED, EndCover, GiveCover, RenewCover
from domain.institution.grants import ConfirmGrant, EndGrant, GrantProposed, ProposeGrant
from domain.values import Actor, Role
from projections.mandates import CoverRow, GrantRow

PEOPLE: Final = Access(Realm.INSTITUTION, COVERED, About.MANDATES)
GRANT_READERS: Final = replace(KEEPERS, about=About.UPKEEP)
PROPOSERS: Final = replace(PEOPLE, roles=granting.COMMANDS["propose"].roles - {Role.SERVICE})
DECIDERS: Final = replace(PEOPLE, roles=granting.COMMANDS["confirm"].roles - {Role.SERVICE})
PLACES = (page.Place("pages.covers", _l("Covers and grants"), replace(KEEPERS, about=About.UPKEEP)),)


class Stands(StrEnum):
    """How a cover or a grant stands today."""

    IN_FORCE = "in-force"
    TO_COME = "to-come"
    PROPOSED = "proposed"
    OVER = "over"
    ENDED = "ended"


STATES: Final[dict[Stands, LazyString]] = {
    Stands.IN_FORCE: _l("holds"),
    Stands.TO_COME: _l("has not begun"),
    Stands.PROPOSED: _l("waits for a second person"),
    Stands.OVER: _l("is over"),
    Stands.ENDED: _l("was ended"),
}


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""
    reading = Reading(ports)

    def shown(error: DomainError | None = None) -> Response:
        actor, today = identity.required(), ports.now().date()
        queries = ports.mandate_queries(actor.institution)
        reads_grants = access.lets_in(GRANT_READERS, actor)
        problem = common.refused(error) if error is not None else None
        covers = [(each, _of_cover(each, today)) for each in queries.covers()]
        grants = [(each, of_grant(each, today)) for each in queries.grants()] if reads_grants else []
        may_decide = access.lets_in(DECIDERS, actor)
        waiting = [each.grant_id for each, stands in grants if may_decide and stands is Stands.PROPOSED]
        reads.saw([{"grant_id": str(each)} for each in waiting])
        if not waiting:
            reads.saw_no_texts()
        standing = {Stands.IN_FORCE, Stands.TO_COME, Stands.PROPOSED}
        return page.show(
            "upkeep/mandates.html",
            code=problem.status if problem else 200,
            covers=[each for each in covers if each[1] in standing],
            past=[each for each in covers if each[1] not in standing],
            grants=grants,
            reads_grants=reads_grants,
            may_propose=access.lets_in(PROPOSERS, actor),
            may_decide=may_decide,
            purposes={each: purpose(each, actor) for each in waiting},
            administers=Role.ADMIN in actor.roles,
            states=STATES,
            roles=sorted(COVERED) if Role.ADMIN in actor.roles else sorted(actor.roles & COVERED),
            today=today,
            longest=covering.LONGEST_DAYS,
            problem=problem,
            typed=request.form,
        )

    def purpose(grant_id: UUID, actor: Actor) -> str:
        """Return what a grant is proposed for: who is to confirm it has to know."""
        proposed = reading.history(granting.AGGREGATE, grant_id, actor)[0].event
        return proposed.purpose if isinstance(proposed, GrantProposed) else ""

    def give() -> Response:
        told = request.form
        try:
            roles = tuple(_role(each) for each in told.getlist("roles"))
            first, last = _day("from_on", told), _day("until_on", told)
            absent = told.get("absent") or identity.required().id
            cover, reason = told.get("cover", ""), told.get("reason", "")
            return sent(lambda made: GiveCover(made, absent, cover, roles, first, last, reason), None)
        except DomainError as error:
            return shown(error)

    def change(identifier: UUID) -> Response:
        reading.refuse_unknown(covering.AGGREGATE, identifier, identity.required())
        reason = request.form.get("reason", "")
        try:
            if request.form.get("what") == "renew":
                until = _day("until_on", request.form)
                return sent(lambda _: RenewCover(identifier, until, reason), page.expected_version())
            return sent(lambda _: EndCover(identifier, reason), page.expected_version())
        except DomainError as error:
            return shown(error)

    def propose() -> Response:
        told = request.form
        try:
            until = _day("until_on", told)
            auditor, purpose = told.get("auditor", ""), told.get("purpose", "")
            return sent(lambda made: ProposeGrant(made, auditor, purpose, until), None)
        except DomainError as error:
            return shown(error)

    def decide(identifier: UUID) -> Response:
        reading.refuse_unknown(granting.AGGREGATE, identifier, identity.required())
        reason = request.form.get("reason", "")
        try:
            if request.form.get("what") == "confirm":
                return sent(lambda _: ConfirmGrant(identifier), page.expected_version())
            return sent(lambda _: EndGrant(identifier, reason), page.expected_version())
        except DomainError as error:
            return shown(error)

    def sent(command: Any, seen: int | None) -> Response:
        actor = identity.required()
        command_id = page.command_id(actor)
        made = preconditions.id_of_new(command_id)
        ports.execute(command(made), actor=actor, expected_version=seen, command_id=command_id)
        return redirect(url_for("pages.covers"), 303)

    app.jinja_env.globals["may_see_covers"] = lambda actor: access.lets_in(PEOPLE, actor)
    page.add(app, "covers", "/covers", shown, PEOPLE)
    page.add(app, "give_cover", "/covers", give, PEOPLE, "POST")
    page.add(app, "change_cover", "/covers/<uuid:identifier>", change, PEOPLE, "POST")
    page.add(app, "propose_grant", "/grants", propose, PROPOSERS, "POST")
    page.add(app, "decide_grant", "/grants/<uuid:identifier>", decide, DECIDERS, "POST")


def _of_cover(row: CoverRow, today: date) -> Stands:
    if row.ended_on is not None:
        return Stands.ENDED
    if row.until_on < today:
        return Stands.OVER
    return Stands.TO_COME if row.from_on > today else Stands.IN_FORCE


def of_grant(row: GrantRow, today: date) -> Stands:
    """Return how a grant stands on a day."""
    if row.ended_on is not None:
        return Stands.ENDED
    if row.until_on < today:
        return Stands.OVER
    return Stands.IN_FORCE if row.confirmed_on is not None else Stands.PROPOSED


def _role(said: str) -> Role:
    if said not in set(Role):
        raise UnusableInputError("roles", f"{said!r} is no role", ", ".join(sorted(COVERED)))
    return Role(said)


def _day(name: str, told: Mapping[str, str]) -> date:
    said = told.get(name, "")
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UnusableInputError(name, f"{said!r} is no day", "a day such as 2026-12-01") from None
